package ekey

import (
	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// xmlFaults break MNT-XML first.
func xmlFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "refusal-not-escaped",
			Kind:   deviation.WrongForm,
			Does:   "The refusal of an unknown product has an ampersand that is not escaped.",
			Breaks: []string{"MNT-XML-01"},
			May:    deviation.Since(refusals, "EKY-ERR-02", "EKY-ERR-13"),
			Answer: Add(IfCode("2", Replace("</ErrorDetails>", " R&D</ErrorDetails>"))),
		},
		{
			Name:   "refusals-as-plain-text",
			Kind:   deviation.WrongForm,
			Does:   "Refusals are served as plain text.",
			Breaks: []string{"MNT-XML-01"},
			Answer: AddOrGet(IfRefused(Header("Content-Type", "text/plain; charset=utf-8"))),
		},
		{
			Name:   "getorder-another-charset",
			Kind:   deviation.WrongForm,
			Does:   "The header of GetOrder names another encoding than the body has.",
			Breaks: []string{"MNT-XML-01"},
			Answer: Get(Header("Content-Type", "application/xml; charset=windows-1251")),
		},
		{
			Name:   "getorder-cut-short-once",
			Kind:   deviation.Lost,
			Does:   "GetOrder ends early, once.",
			Breaks: []string{"MNT-XML-01"},
			Answer: Get(Nth(9, AnyCall, CutShort(20))),
		},
		{
			Name:   "getorder-letters-encoded-twice",
			Kind:   deviation.WrongValue,
			Does:   "GetOrder encodes letters outside ASCII twice.",
			Breaks: []string{"MNT-XML-02"},
			May: deviation.Since("States are Russian texts, and unknown once they are encoded twice.",
				"EKY-ADD-02", "EKY-ADD-07", "EKY-BAL-02",
			).
				Since(readAgain, "EKY-GET-01", "EKY-GET-03", "EKY-IDEM-05").
				Since(bySchema, "EKY-SCH-03"),
			Answer: Get(EncodeTwice),
		},
	}
}
