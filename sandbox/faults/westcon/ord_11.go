package westcon

import (
	"slices"
	"time"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// ord11Faults break WST-ORD-11 and above first.
func ord11Faults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "parents-do-not-exist",
			Kind:   deviation.WrongValue,
			Does:   "Lines without a parent name one that does not exist.",
			Breaks: []string{"WST-ORD-11"},
			Answer: parents(func(_, up string, _ []OrderLine) string {
				if up == NoLine {
					return "999990"
				}
				return up
			}),
		},
		{
			Name:   "own-parents",
			Kind:   deviation.WrongValue,
			Does:   "Lines are their own parents.",
			Breaks: []string{"WST-ORD-11"},
			Answer: parents(func(own, _ string, _ []OrderLine) string { return own }),
		},
		{
			Name:   "each-others-parents",
			Kind:   deviation.WrongValue,
			Does:   "The first two lines of an order are each other's parents.",
			Breaks: []string{"WST-ORD-11"},
			May:    deviation.Since(compared, "WST-ORD-03", "WST-ORD-15"),
			Answer: parents(func(own, up string, lines []OrderLine) string {
				if len(lines) < 2 || lines[0]["eRPOrderNumber"] != lines[1]["eRPOrderNumber"] {
					return up
				}
				for i, l := range lines[:2] {
					if other, is := lines[1-i]["eRPOrderLineNumber"].(string); is && l["eRPOrderLineNumber"] == own {
						return other
					}
				}
				return up
			}),
		},
		{
			Name:   "parents-of-four-digits",
			Kind:   deviation.WrongForm,
			Does:   "Parents have four digits.",
			Breaks: []string{"WST-ORD-11"},
			Answer: parents(func(_, up string, _ []OrderLine) string { return up[2:] }),
		},
		{
			Name:   "parent-left-out",
			Kind:   deviation.Lost,
			Does:   "A line that others have above them is left out.",
			Breaks: []string{"WST-ORD-11"},
			May:    deviation.Since(compared, "WST-ORD-03"),
			Answer: AllLines(func(_ *Call, lines []OrderLine) []OrderLine {
				for _, l := range lines {
					if up := l["parentERPLine"]; up != NoLine {
						return slices.DeleteFunc(slices.Clone(lines), func(other OrderLine) bool {
							return other["eRPOrderLineNumber"] == up && other["eRPOrderNumber"] == l["eRPOrderNumber"]
						})
					}
				}
				return lines
			}),
		},
		{
			Name:   "order-numbers-bare",
			Kind:   deviation.WrongForm,
			Does:   "Order numbers have no zeros in front.",
			Breaks: []string{"WST-ORD-12"},
			Answer: EditMember("eRPOrderNumber", BareNumber),
		},
		{
			Name:   "order-numbers-of-nine",
			Kind:   deviation.OffByOne,
			Does:   "Order numbers are padded to nine digits.",
			Breaks: []string{"WST-ORD-12"},
			Answer: EditMember("eRPOrderNumber", func(s string) string { return s[1:] }),
		},
		{
			Name:   "order-numbers-of-twelve",
			Kind:   deviation.WrongForm,
			Does:   "Order numbers are padded to twelve digits.",
			Breaks: []string{"WST-ORD-12"},
			May: deviation.Since("Whose a line is shows only in its order number.",
				"WST-ORD-01", "WST-ORD-07", "WST-ORD-15",
			),
			Answer: EditMember("eRPOrderNumber", func(s string) string { return "00" + s }),
		},
		{
			Name:   "own-order-lost",
			Kind:   deviation.Lost,
			Does:   "One of the partner's orders is not shown.",
			Breaks: []string{"WST-ORD-13"},
			Answer: AllLines(
				func(c *Call, lines []OrderLine) []OrderLine { return LinesOf(lines, secondOrder(c), false) },
			),
		},
		{
			Name:   "own-order-hidden",
			Kind:   deviation.WrongValue,
			Does:   "One of the partner's orders is said to be another's.",
			Breaks: []string{"WST-ORD-13"},
			Ask: AskedBy("W", When(func(c *Call) bool { return len(c.Numbers()) > 0 }, Finds(func(c *Call) []string {
				all := c.Numbers()
				for i, n := range all {
					if Zeroed(n) == secondOrder(c) {
						all[i] = c.Scenarios().ForeignOrder
					}
				}
				return all
			}))),
		},
		{
			Name:   "own-order-shown-and-hidden",
			Kind:   deviation.Extra,
			Does:   "The partner's orders are shown, and said to be another's too.",
			Breaks: []string{"WST-ORD-13"},
			Answer: Stray(func(_ *Call, l OrderLine) { hide(l) }),
		},
		{
			Name:   "bare-numbers-find-nothing",
			Kind:   deviation.Lost,
			Does:   "A number without zeros in front finds nothing.",
			Breaks: []string{"WST-ORD-13"},
			Ask: When(
				func(c *Call) bool { n := c.FirstNumber(); return c.By() == "W" && len(n) < 10 },
				Finds(nobodys),
			),
		},
		{
			Name:   "second-time-another-product",
			Kind:   deviation.WrongValue,
			Does:   "Asked again, an order has another product.",
			Breaks: []string{"WST-ORD-14"},
			May:    deviation.Since(compared, "WST-ORD-03", "WST-ORD-15", "WST-REQ-02", "WST-REQ-03"),
			Answer: ForOne(
				"W",
				FromNth(2, (*Call).FirstNumber, FirstLine(func(l OrderLine) { l["eRPProductNumber"] = "T000001" })),
			),
		},
		{
			Name:   "second-time-a-line-lost",
			Kind:   deviation.Lost,
			Does:   "Asked again, an order has lost a line.",
			Breaks: []string{"WST-ORD-14"},
			May:    deviation.Since(compared, "WST-ORD-03", "WST-ORD-15", "WST-REQ-02", "WST-REQ-03"),
			Answer: ForOne("W", FromNth(2, (*Call).FirstNumber, LoseLine())),
		},
		{
			Name:   "each-time-another-date",
			Kind:   deviation.WrongValue,
			Does:   "Every other answer has another date of the same state.",
			Breaks: []string{"WST-ORD-14"},
			May:    deviation.Since(compared, "WST-REQ-03"),
			Answer: ForOne(
				"W",
				EveryNth(2, (*Call).FirstNumber, FirstLine(func(l OrderLine) { l["statusDate"] = "20200101" })),
			),
		},
		{
			Name:   "fifteenth-time-a-line-lost",
			Kind:   deviation.Lost,
			Does:   "From its fifteenth question on, an order has lost a line.",
			Breaks: []string{"WST-ORD-14"},
			May:    deviation.Since(compared, "WST-ORD-03", "WST-ORD-15", "WST-REQ-02", "WST-REQ-03"),
			Answer: ForOne("W", FromNth(15, (*Call).FirstNumber, LoseLine())),
		},
		{
			Name:   "fortieth-question-another-product",
			Kind:   deviation.WrongValue,
			Does:   "From the fortieth answer of the gateway on, each third one has another product.",
			Breaks: []string{"WST-ORD-14"},
			May:    deviation.Since(compared, "WST-ORD-03", "WST-ORD-15"),
			Answer: IfLines(
				FromNth(
					40,
					AnyCall,
					EveryNth(3, AnyCall, FirstLine(func(l OrderLine) { l["eRPProductNumber"] = "T000001" })),
				),
			),
		},
		{
			Name:   "minutes-later-another-product",
			Kind:   deviation.Stale,
			Does:   "Five minutes after it was first asked for, an order has another product.",
			Breaks: []string{"WST-ORD-14"},
			Answer: ForOne(
				"W",
				After(
					5*time.Minute,
					(*Call).FirstNumber,
					FirstLine(func(l OrderLine) { l["eRPProductNumber"] = "T000001" }),
				),
			),
		},
		{
			Name:   "together-another-product",
			Kind:   deviation.Race,
			Does:   "Of two orders asked for at the same moment, one has another product.",
			Breaks: []string{"WST-ORD-14"},
			Race:   true,
			Answer: IfLines(
				Meeting(func(a, b *Call) bool { return a.FirstNumber() != b.FirstNumber() }, func(a, b *Call) {
					ours, _ := a.Lines()
					theirs, _ := b.Lines()
					if len(ours) > 0 && len(theirs) > 0 {
						ours[0]["eRPProductNumber"] = "T999999"
						a.SetLines(ours)
					}
				}),
			),
		},
		{
			Name:   "c-loses-a-line",
			Kind:   deviation.Lost,
			Does:   "By orderType C the service loses a line.",
			Breaks: []string{"WST-ORD-15"},
			May:    deviation.Since(compared, "WST-ORD-02", "WST-ORD-03"),
			Answer: ForOne("C", AllLines(func(_ *Call, lines []OrderLine) []OrderLine { return lines[1:] })),
		},
		{
			Name:   "c-has-other-products",
			Kind:   deviation.WrongValue,
			Does:   "By orderType C the service gives other products than by W.",
			Breaks: []string{"WST-ORD-15"},
			Answer: AskedBy("C", SetMember("eRPProductNumber", "T1")),
		},
		{
			Name:   "w-has-no-dates",
			Kind:   deviation.Missing,
			Does:   "By orderType W the service gives no dates of shipping, and by C it does.",
			Breaks: []string{"WST-ORD-15"},
			Answer: AskedBy("W", SetMember("shipDate", "")),
		},
		{
			Name:   "quantity-of-thirteen",
			Kind:   deviation.OffByOne,
			Does:   "Quantities are thirteen characters wide.",
			Breaks: []string{"WST-ORD-16"},
			Answer: EditMember("lineQuantity", func(s string) string { return s[1:] }),
		},
	}
}

func ours(c *Call) bool { return c.JWT(1)["aud"] == c.Host().Westcon.Resource }

// hide makes a line one that hides another partner's order.
func hide(l OrderLine) {
	l["lineStatusCode"], l["lineStatusDescription"] = NotOwn, "Not your order"
}

func secondOrder(c *Call) string { return c.Scenarios().Orders[1] }

// parents gives each line another parent.
func parents(change func(own, parent string, lines []OrderLine) string) Hook {
	return AllLines(func(_ *Call, lines []OrderLine) []OrderLine {
		for _, l := range lines {
			l["parentERPLine"] = change(textOf(l, "eRPOrderLineNumber"), textOf(l, "parentERPLine"), lines)
		}
		return lines
	})
}

// nobodys is an order number that no one has.
func nobodys(*Call) []string { return []string{"9999999999"} }
