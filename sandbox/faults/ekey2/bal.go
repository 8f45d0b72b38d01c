package ekey2

import (
	"slices"
	"strconv"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// balFaults break EK2-BAL first.
func balFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "lines-held-against-the-limit-one-by-one",
			Kind:   deviation.Accepted,
			Does:   "AddOrder holds each line by itself against the balance.",
			Breaks: []string{"EK2-BAL-01"},
			Answer: Add(IfCode("6", func(c *Call) {
				if !slices.Contains(c.SentTexts("//PartNum"), c.Host().Special.CreditLimit) {
					Accept(c)
				}
			})),
		},
		{
			Name:   "above-balance-leaves-an-order",
			Kind:   deviation.Extra,
			Does:   "An order above the balance is refused and a part of it exists.",
			Breaks: []string{"EK2-BAL-01"},
			May:    deviation.Since(leftBehind, "EK2-ERR-6"),
			Answer: Add(IfCode("6", Leave)),
		},
		{
			Name:   "above-balance-charged",
			Kind:   deviation.WrongValue,
			Does:   "An order above the balance is refused and charged for in part.",
			Breaks: []string{"EK2-BAL-01"},
			Answer: Add(IfCode("6", Charge)),
		},
		{
			Name:   "second-of-two-at-once-charged-twice",
			Kind:   deviation.Race,
			Does:   "Of two orders at the same moment, the second is charged twice.",
			Breaks: []string{"EK2-BAL-02"},
			Race:   true,
			Answer: Add(BesideAnother(Charge)),
		},
		{
			Name:   "third-line-free",
			Kind:   deviation.WrongValue,
			Does:   "The third line of an order is not charged.",
			Breaks: []string{"EK2-BAL-02"},
			Both:   Refund(thirdLine),
		},
	}
}

// thirdLine is what the third line of an order of three is charged.
func thirdLine(c *Call, _ float64) float64 {
	all := c.Tree().FindElements(Line)
	if len(all) != 3 {
		return 0
	}
	sum, _ := strconv.ParseFloat(TextOf(all[2], "TotalSumm"), 64)
	return sum
}
