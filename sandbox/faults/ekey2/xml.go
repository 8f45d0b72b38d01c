package ekey2

import (
	"strings"

	"golang.org/x/text/encoding/charmap"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// xmlFaults break MNT-XML first.
func xmlFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "refusal-not-escaped-with-500",
			Kind:   deviation.WrongForm,
			Does:   "The refusal of an unknown product has status 500 and an ampersand that is not escaped.",
			Breaks: []string{"MNT-XML-01"},
			May: deviation.Since("A refusal that can't be read is none, and what remains has one code.",
				"EK2-ERR-10", "EK2-ERR-2", "EK2-PRC-01",
			),
			Answer: Add(IfCode("2", Do(Status(500), Replace("</Errors>", "R&D</Errors>")))),
		},
		{
			Name:   "prices-another-charset",
			Kind:   deviation.WrongForm,
			Does:   "The header of GetPriceChanges names another encoding than the body has.",
			Breaks: []string{"MNT-XML-01"},
			Answer: On("GetPriceChanges", Header("Content-Type", "application/xml; charset=windows-1251")),
		},
		{
			Name:   "prices-cut-short-later",
			Kind:   deviation.Lost,
			Does:   "GetPriceChanges ends early from the third call on.",
			Breaks: []string{"MNT-XML-01"},
			May:    deviation.Since(bySchema, "EK2-SCH-GetPriceChanges"),
			Answer: On("GetPriceChanges", FromNth(3, AnyCall, CutShort(40))),
		},
		{
			Name:   "line-number-escaped-twice",
			Kind:   deviation.WrongValue,
			Does:   "Line numbers come back with their ampersands escaped twice.",
			Breaks: []string{"MNT-XML-02"},
			May:    deviation.Since(sentBack, "EK2-ADD-01"),
			Answer: AddOrGet(
				At(Line+"/OrderLineNum", Respell(func(s string) string { return strings.ReplaceAll(s, "&", "&amp;") })),
			),
		},
	}
}

// formTexts are losses of letters in the texts of license forms.
func formTexts() (all []deviation.Fault) {
	for _, loss := range []struct {
		name, does string
		do         Change
	}{
		{"as-question-marks", "have question marks in place of Russian letters", LettersAs("?")},
		{"dropped", "lack their Russian letters", LettersAs("")},
		{"in-windows-1251", "are UTF-8 that was read as Windows-1251", Respell(readAs1251)},
		{"in-capitals", "are in capitals", Respell(strings.ToUpper)},
	} {
		all = append(all, deviation.Fault{
			Name:   "form-" + loss.name,
			Kind:   deviation.Lost,
			Does:   "Texts of a license form " + loss.does + ".",
			Breaks: []string{"MNT-XML-02"},
			Answer: AddOrGet(At(Line+"/EndUserInfo/Fields//FieldValue", Stated(loss.do))),
		})
	}
	return all
}

// readAs1251 is UTF-8 that was read as Windows-1251.
func readAs1251(s string) string {
	if read, err := charmap.Windows1251.NewDecoder().String(s); err == nil {
		return read
	}
	return s
}
