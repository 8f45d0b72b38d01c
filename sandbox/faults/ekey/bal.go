package ekey

import (
	"strconv"
	"strings"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// balFaults break EKY-BAL first.
func balFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "balance-no-xml-declared",
			Kind:   deviation.WrongForm,
			Does:   "CheckMyBalance breaks off in the middle.",
			Breaks: []string{"EKY-BAL-01"},
			May:    deviation.Since(inBalance, "EKY-BAL-02", "EKY-IDEM-03").Since(notWellFormed, "MNT-XML-01"),
			Answer: On("CheckMyBalance", FromNth(2, AnyCall, func(c *Call) { c.Body = c.Body[:len(c.Body)/2] })),
		},
		{
			Name:   "balance-status-500",
			Kind:   deviation.WrongStatus,
			Does:   "CheckMyBalance answers with status 500.",
			Breaks: []string{"EKY-BAL-01"},
			May: deviation.Since(inBalance, "EKY-BAL-02", "EKY-IDEM-03").
				Since(anyCaller, "MNT-AUTH-02", "MNT-AUTH-03"),
			Answer: On("CheckMyBalance", FromNth(2, AnyCall, Status(500))),
		},
		{
			Name:   "balance-no-xml",
			Kind:   deviation.WrongForm,
			Does:   "CheckMyBalance answers with a number, and no XML.",
			Breaks: []string{"EKY-BAL-01"},
			May:    deviation.Since(inBalance, "EKY-BAL-02", "EKY-IDEM-03").Since(notWellFormed, "MNT-XML-01"),
			Answer: On("CheckMyBalance", func(c *Call) { c.Body = []byte("100.00") }),
		},
		{
			Name:   "second-of-two-at-once-charged-twice",
			Kind:   deviation.Race,
			Does:   "Of two orders at the same moment, the second is charged twice.",
			Breaks: []string{"EKY-BAL-02"},
			Race:   true,
			Answer: Add(BesideAnother(Charge)),
		},
		{
			Name:   "one-unit-charged",
			Kind:   deviation.WrongValue,
			Does:   "AddOrder charges for one unit, whatever the quantity.",
			Breaks: []string{"EKY-BAL-02"},
			Both: Refund(func(c *Call, charged float64) float64 {
				n, _ := strconv.ParseFloat(c.SentText("//quantity"), 64)
				return charged * (n - 1) / n
			}),
		},
		{
			Name:   "renewals-free",
			Kind:   deviation.WrongValue,
			Does:   "Renewals are not charged.",
			Breaks: []string{"EKY-BAL-02"},
			Both:   Refund(allOf("oldLicenceInfo", 1)),
		},
		{
			Name:   "organizations-charged-twice",
			Kind:   deviation.WrongValue,
			Does:   "Orders of organizations are charged twice.",
			Breaks: []string{"EKY-BAL-02"},
			Both:   Refund(allOf("CustomerOrganization", -1)),
		},
		{
			Name:   "balance-from-a-cache",
			Kind:   deviation.Stale,
			Does:   "CheckMyBalance answers every second time as it did before.",
			Breaks: []string{"EKY-BAL-02"},
			May:    deviation.Since(inBalance, "EKY-IDEM-04", "EKY-IDEM-05"),
			Answer: On("CheckMyBalance", Cached(2)),
		},
		{
			Name:   "price-charged-rounded",
			Kind:   deviation.OffByOne,
			Does:   "CheckMyBalance rounds what is available to whole units.",
			Breaks: []string{"EKY-BAL-02"},
			May:    deviation.Since(inBalance, "EKY-IDEM-04", "EKY-IDEM-05"),
			Answer: On(
				"CheckMyBalance",
				At(
					"//Available",
					Respell(func(s string) string { whole, _, _ := strings.Cut(s, "."); return whole + ".00" }),
				),
			),
		},
		{
			Name:   "charged-twice",
			Kind:   deviation.Duplicated,
			Does:   "AddOrder charges for every order twice.",
			Breaks: []string{"EKY-BAL-02", "EKY-IDEM-04", "EKY-IDEM-05"},
			Answer: Add(IfPlaced(Charge)),
		},
		{
			Name:   "balance-never-changes",
			Kind:   deviation.Stale,
			Does:   "CheckMyBalance always gives the same amount.",
			Breaks: []string{"EKY-BAL-02"},
			May:    deviation.Since(inBalance, "EKY-IDEM-04", "EKY-IDEM-05"),
			Answer: On("CheckMyBalance", At("//Available", Text("5000.00"))),
		},
	}
}

// allOf gives back so many times what orders were charged whose request held a text.
func allOf(text string, times float64) func(*Call, float64) float64 {
	return func(c *Call, charged float64) float64 {
		if Has(c.Sent, text) {
			return charged * times
		}
		return 0
	}
}
