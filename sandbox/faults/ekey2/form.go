package ekey2

import (
	"slices"

	"github.com/beevik/etree"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// formFaults break EK2-FORM first.
func formFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "check-marks-the-first-only",
			Kind:   deviation.Missing,
			Does:   "CheckEndUserInfo marks the first wrong field only.",
			Breaks: []string{"EK2-FORM-01"},
			Answer: On("CheckEndUserInfo", func(c *Call) {
				seen := false
				At("//HasError[text()='true']", func(e *etree.Element) {
					if seen {
						e.SetText("false")
					}
					seen = true
				})(c)
			}),
		},
		{
			Name:   "check-misses-missing-fields",
			Kind:   deviation.Missing,
			Does:   "CheckEndUserInfo does not mark required fields that were left out.",
			Breaks: []string{"EK2-FORM-01"},
			Answer: On("CheckEndUserInfo", func(c *Call) {
				sent := c.SentTexts("//FieldName")
				At("//EndUserInfoDescriptionContract", func(e *etree.Element) {
					if !slices.Contains(sent, TextOf(e, "FieldName")) {
						Member("HasError", Text("false"))(e)
					}
				})(c)
			}),
		},
		{
			Name:   "check-misses-long-values",
			Kind:   deviation.Missing,
			Does:   "CheckEndUserInfo does not look at the length of values.",
			Breaks: []string{"EK2-FORM-01"},
			Answer: On("CheckEndUserInfo", IfSent("xxxxxx", At("//HasError", Text("false")))),
		},
		{
			Name:   "wrong-field-not-marked",
			Kind:   deviation.Missing,
			Does:   "CheckEndUserInfo marks no field.",
			Breaks: []string{"EK2-FORM-01"},
			Answer: On("CheckEndUserInfo", At("//HasError", Text("false"))),
		},
		{
			Name:   "right-fields-marked",
			Kind:   deviation.Extra,
			Does:   "CheckEndUserInfo marks every field.",
			Breaks: []string{"EK2-FORM-01", "EK2-ADD-05"},
			May:    deviation.Since(byDescription, "EK2-ADD-06"),
			Answer: On("CheckEndUserInfo", At("//HasError", Text("true"))),
		},
		{
			Name:   "next-field-marked",
			Kind:   deviation.OffByOne,
			Does:   "CheckEndUserInfo marks the field after the wrong one.",
			Breaks: []string{"EK2-FORM-01"},
			Answer: On("CheckEndUserInfo", func(c *Call) {
				c.Edit(func(d *etree.Document) {
					all := d.FindElements("//HasError")
					for i, e := range all {
						if e.Text() == "true" {
							e.SetText("false")
							all[(i+1)%len(all)].SetText("true")
							return
						}
					}
				})
			}),
		},
		{
			Name:   "wrong-form-an-error-of-the-call",
			Kind:   deviation.WrongStatus,
			Does:   "CheckEndUserInfo answers a wrong form with a refusal.",
			Breaks: []string{"EK2-FORM-01"},
			Answer: On("CheckEndUserInfo", IfHas("<HasError>true", Refuse("200"))),
		},
	}
}
