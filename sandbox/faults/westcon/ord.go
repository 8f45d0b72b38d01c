package westcon

import (
	"fmt"
	"strings"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// ordFaults break WST-ORD-01 to -05 first.
func ordFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "order-numbers-empty",
			Kind:   deviation.Missing,
			Does:   "Order numbers are empty.",
			Breaks: []string{"WST-ORD-01", "WST-ORD-12"},
			May: deviation.Since("Whose a line is shows only in its order number.",
				"WST-ORD-07", "WST-ORD-10", "WST-ORD-15",
			),
			Answer: SetMember("eRPOrderNumber", ""),
		},
		{
			Name:   "answers-of-another-request",
			Kind:   deviation.Stale,
			Does:   "A request for one order gets the answer that the one before it got.",
			Breaks: []string{"WST-ORD-01", "WST-ORD-03"},
			May: deviation.Since("No question gets its own answer.",
				"WST-AUTH-05", "WST-ORD-07", "WST-ORD-08", "WST-ORD-14", "WST-REQ-03", "WST-TOK-03",
			),
			Answer: ForOne("W", IfLines(oneLate())),
		},
		{
			Name:   "stray-line",
			Kind:   deviation.Extra,
			Does:   "Answers have a line of an order that nobody asked for.",
			Breaks: []string{"WST-ORD-01", "WST-ORD-03"},
			Answer: Stray(func(_ *Call, l OrderLine) { l["eRPOrderNumber"] = "0000999999" }),
		},
		{
			Name:   "stray-line-of-an-own-order",
			Kind:   deviation.Extra,
			Does:   "Answers for one order have a line of another of the partner's.",
			Breaks: []string{"WST-ORD-01", "WST-ORD-03"},
			May:    deviation.Since(compared, "WST-ORD-15", "WST-REQ-02"),
			Answer: ForOne(
				"W",
				Stray(
					func(c *Call,
						l OrderLine) {
						l["eRPOrderNumber"] = c.Scenarios().Orders[len(c.Scenarios().Orders)-1]
					},
				),
			),
		},
		{
			Name:   "order-number-off-by-one",
			Kind:   deviation.OffByOne,
			Does:   "Lines name the order number after theirs.",
			Breaks: []string{"WST-ORD-01"},
			May:    deviation.Since("Whose a line is shows only in its order number.", "WST-ORD-07", "WST-ORD-15"),
			Answer: EditMember("eRPOrderNumber", func(s string) string {
				if ToEnd := s[len(s)-1]; ToEnd < '9' {
					return s[:len(s)-1] + string(ToEnd+1)
				}
				return s[:len(s)-1] + "0"
			}),
		},
		{
			Name:   "each-seventh-answer-is-the-one-before",
			Kind:   deviation.WrongValue,
			Does:   "The gateway gives the answer before in place of each seventh.",
			Breaks: []string{"WST-ORD-01"},
			May: deviation.Since("Any question may get the answer to another.",
				"WST-ORD-03", "WST-ORD-07", "WST-ORD-14",
			),
			Answer: IfLines(Swapped(7)),
		},
		{
			Name:   "answers-crossed",
			Kind:   deviation.Race,
			Does:   "The gateway gives two requests each other's answers when both come at the same moment.",
			Breaks: []string{"WST-ORD-01"},
			May:    deviation.Since(compared, "WST-ORD-14"),
			Race:   true,
			Answer: IfLines(Crossed(func(a, b *Call) bool { return a.FirstNumber() != b.FirstNumber() })),
		},
		{
			Name:   "every-order-is-someone-elses",
			Kind:   deviation.WrongValue,
			Does:   "All orders are hidden as another partner's.",
			Breaks: []string{"WST-ORD-02", "WST-ORD-13"},
			Hides: []string{"WST-SUB-01", "WST-SUB-02", "WST-SUB-03", "WST-AUTH-01", "WST-AUTH-02", "WST-AUTH-04",
				"WST-AUTH-06", "WST-AUTH-07", "WST-ERR-02", "WST-ORD-07", "WST-ORD-03", "WST-ORD-14", "WST-ORD-15",
				"WST-REQ-02", "WST-REQ-03", "WST-SCH-01", "WST-ORD-01", "WST-ORD-04", "WST-ORD-05", "WST-ORD-06",
				"WST-ORD-09", "WST-ORD-10", "WST-ORD-11", "WST-ORD-12"},
			Answer: EachLine(func(l OrderLine) {
				l["lineStatusCode"], l["lineStatusDescription"] = NotOwn, "Not your order"
			}),
		},
		{
			Name:   "own-orders-are-empty-lists",
			Kind:   deviation.Lost,
			Does:   "Every order status is an empty list.",
			Breaks: []string{"WST-ORD-02", "WST-ORD-13"},
			Hides: []string{"WST-SUB-01", "WST-SUB-02", "WST-SUB-03", "WST-AUTH-01", "WST-AUTH-02", "WST-AUTH-04",
				"WST-AUTH-06", "WST-AUTH-07", "WST-ERR-02", "WST-ORD-07", "WST-ORD-03", "WST-ORD-14", "WST-ORD-15",
				"WST-REQ-02", "WST-REQ-03", "WST-SCH-01", "WST-ORD-01", "WST-ORD-04", "WST-ORD-05", "WST-ORD-06",
				"WST-ORD-09", "WST-ORD-10", "WST-ORD-11", "WST-ORD-12"},
			Answer: IfLines(noLinesAtAll),
		},
		{
			Name:   "c-gives-another-customer-order",
			Kind:   deviation.Extra,
			Does:   "By orderType C the service gives a line of another customer order.",
			Breaks: []string{"WST-ORD-02", "WST-ORD-03"},
			Answer: ForOne("C", Stray(func(_ *Call, l OrderLine) { l["customerOrderNumber"] = "another" })),
		},
		{
			Name:   "c-gives-numbers-that-begin-alike",
			Kind:   deviation.Extra,
			Does:   "By orderType C the service gives a line of a customer order whose number begins alike.",
			Breaks: []string{"WST-ORD-02", "WST-ORD-03"},
			Answer: ForOne(
				"C",
				Stray(func(_ *Call, l OrderLine) { l["customerOrderNumber"] = customerNumber(l) + "0" }),
			),
		},
		{
			Name:   "c-ignores-case-and-accents",
			Kind:   deviation.Extra,
			Does:   "By orderType C the service gives a line whose number differs by case and accents.",
			Breaks: []string{"WST-ORD-02", "WST-ORD-03"},
			Answer: ForOne("C", Stray(func(_ *Call, l OrderLine) {
				l["customerOrderNumber"] = strings.ToLower(customerNumber(l)) + "é"
			})),
		},
		{
			Name:   "c-shows-nothing",
			Kind:   deviation.Lost,
			Does:   "By orderType C the service shows nothing for one order.",
			Breaks: []string{"WST-ORD-02"},
			May:    deviation.Since(compared, "WST-ORD-15"),
			Answer: ForOne("C", AllLines(func(*Call, []OrderLine) []OrderLine { return []OrderLine{} })),
		},
		{
			Name:   "customer-number-padded",
			Kind:   deviation.WrongForm,
			Does:   "Customer order numbers are filled up with blanks when orders are asked for by them.",
			Breaks: []string{"WST-ORD-02"},
			May:    deviation.Since(compared, "WST-ORD-15"),
			Answer: AskedBy("C", EditMember("customerOrderNumber", func(s string) string { return s + "     " })),
		},
		{
			Name:   "several-orders-lose-a-line",
			Kind:   deviation.Lost,
			Does:   "Several orders lose their last line.",
			Breaks: []string{"WST-ORD-03"},
			Answer: ForSeveral("W", LoseLine()),
		},
		{
			Name:   "several-orders-have-a-line-twice",
			Kind:   deviation.Duplicated,
			Does:   "Several orders have their last line twice.",
			Breaks: []string{"WST-ORD-03", "WST-ORD-10"},
			Answer: ForSeveral("W", RepeatLine()),
		},
		{
			Name:   "several-orders-are-the-first",
			Kind:   deviation.Lost,
			Does:   "Of several orders only the first is shown.",
			Breaks: []string{"WST-ORD-03"},
			Answer: ForSeveral(
				"W",
				AllLines(func(_ *Call, l []OrderLine) []OrderLine { return LinesOf(l, l[0]["eRPOrderNumber"], true) }),
			),
		},
		{
			Name:   "several-orders-lose-the-last",
			Kind:   deviation.OffByOne,
			Does:   "Of several orders the last is not shown.",
			Breaks: []string{"WST-ORD-03"},
			Answer: ForSeveral(
				"W",
				AllLines(
					func(_ *Call,
						l []OrderLine) []OrderLine {
						return LinesOf(l, l[len(l)-1]["eRPOrderNumber"], false)
					},
				),
			),
		},
		{
			Name:   "several-customer-orders-lose-a-line",
			Kind:   deviation.Lost,
			Does:   "Several customer orders lose their last line.",
			Breaks: []string{"WST-ORD-03"},
			Answer: ForSeveral("C", LoseLine()),
		},
		{
			Name:   "several-customer-orders-another-quantity",
			Kind:   deviation.WrongValue,
			Does:   "Several customer orders have a line of another quantity.",
			Breaks: []string{"WST-ORD-03"},
			Answer: ForSeveral("C", FirstLine(func(l OrderLine) { l["lineQuantity"] = "        77.000" })),
		},
		{
			Name:   "several-orders-lose-the-middle",
			Kind:   deviation.Lost,
			Does:   "Of three orders and more the second is lost.",
			Breaks: []string{"WST-ORD-03"},
			Ask: ToGateway(func(c *Call) {
				if n := c.Numbers(); len(n) > 2 && len(n) < 100 {
					c.Requery(func(q map[string]any) { q["order"] = append(append([]string{}, n[0]), n[2:]...) })
				}
			}),
		},
		{
			Name:   "dates-with-points",
			Kind:   deviation.WrongForm,
			Does:   "Dates have points.",
			Breaks: []string{"WST-ORD-04"},
			Answer: EditMember("statusDate", func(s string) string { return s[6:] + "." + s[4:6] + "." + s[:4] }),
		},
		{
			Name:   "dates-with-hyphens",
			Kind:   deviation.WrongForm,
			Does:   "Dates have hyphens.",
			Breaks: []string{"WST-ORD-04"},
			Answer: EditMember("shipDate", func(s string) string { return s[:4] + "-" + s[4:6] + "-" + s[6:] }),
		},
		{
			Name:   "dates-of-six-digits",
			Kind:   deviation.WrongForm,
			Does:   "Dates have no century.",
			Breaks: []string{"WST-ORD-04"},
			Answer: EditMember("shipDate", func(s string) string { return s[2:] }),
		},
		{
			Name:   "dates-with-a-time",
			Kind:   deviation.WrongForm,
			Does:   "Dates have a time of day.",
			Breaks: []string{"WST-ORD-04"},
			Answer: EditMember("statusDate", func(s string) string { return s + "T000000" }),
		},
		{
			Name:   "no-date-as-zeros",
			Kind:   deviation.WrongValue,
			Does:   "No date is written as zeros.",
			Breaks: []string{"WST-ORD-04"},
			Answer: EachLine(func(l OrderLine) {
				if l["shipDate"] == "" {
					l["shipDate"] = "00000000"
				}
			}),
		},
		{
			Name:   "month-and-day-swapped",
			Kind:   deviation.Reordered,
			Does:   "Month and day are swapped.",
			Breaks: []string{"WST-ORD-04"},
			Answer: EditMember("statusDate", func(s string) string { return s[:4] + s[6:] + s[4:6] }),
		},
		{
			Name:   "month-13",
			Kind:   deviation.WrongValue,
			Does:   "Dates are of a thirteenth month.",
			Breaks: []string{"WST-ORD-04"},
			Answer: EditMember("statusDate", constant("20261301")),
		},
		{
			Name:   "february-30",
			Kind:   deviation.WrongValue,
			Does:   "Dates are the 30th of February.",
			Breaks: []string{"WST-ORD-04"},
			Answer: EditMember("statusDate", constant("20260230")),
		},
		{
			Name:   "invoiced-described-as-shipped",
			Kind:   deviation.WrongValue,
			Does:   "What is invoiced is described as shipped.",
			Breaks: []string{"WST-ORD-05"},
			Answer: InState("INV", func(l OrderLine) { l["lineStatusDescription"] = "Shipped" }),
		},
		{
			Name:   "descriptions-in-lower-case",
			Kind:   deviation.WrongForm,
			Does:   "Descriptions are in small letters.",
			Breaks: []string{"WST-ORD-05"},
			Answer: EditMember("lineStatusDescription", strings.ToLower),
		},
		{
			Name:   "codes-in-lower-case",
			Kind:   deviation.WrongForm,
			Does:   "Codes are in small letters.",
			Breaks: []string{"WST-ORD-05"},
			May:    deviation.Since("Invoiced lines are known by their code.", "WST-ORD-06"),
			Answer: EditMember("lineStatusCode", strings.ToLower),
		},
		{
			Name:   "no-description",
			Kind:   deviation.Missing,
			Does:   "Descriptions are empty.",
			Breaks: []string{"WST-ORD-05"},
			Answer: SetMember("lineStatusDescription", ""),
		},
		{
			Name:   "no-code",
			Kind:   deviation.Missing,
			Does:   "Codes are empty.",
			Breaks: []string{"WST-ORD-05"},
			May:    deviation.Since("Invoiced lines are known by their code.", "WST-ORD-06"),
			Answer: SetMember("lineStatusCode", ""),
		},
		{
			Name:   "another-description-by-c",
			Kind:   deviation.WrongValue,
			Does:   "By orderType C the service describes open lines otherwise than by W.",
			Breaks: []string{"WST-ORD-05"},
			May:    deviation.Since(compared, "WST-ORD-15"),
			Answer: AskedBy("C", InState("OPN", func(l OrderLine) { l["lineStatusDescription"] = "Pending" })),
		},
		{
			Name:   "one-description-for-two-codes",
			Kind:   deviation.WrongValue,
			Does:   "What is shipped has another code.",
			Breaks: []string{"WST-ORD-05"},
			Answer: InState("SHI", func(l OrderLine) { l["lineStatusCode"] = "PGI" }),
		},
		{
			Name:   "last-code-padded",
			Kind:   deviation.WrongForm,
			Does:   "The status code of the last line is filled up with blanks.",
			Breaks: []string{"WST-ORD-05"},
			Answer: LastLine(func(l OrderLine) { l["lineStatusCode"] = fmt.Sprint(l["lineStatusCode"], "  ") }),
		},
	}
}

func noLinesAtAll(c *Call) { c.SetLines([]OrderLine{}) }

func constant(s string) func(string) string { return func(string) string { return s } }

// oneLate gives each question the answer to the one before.
func oneLate() Hook {
	var before *Answer
	return func(c *Call) {
		own := c.Answer
		own.Header = own.Header.Clone()
		if before != nil {
			c.Answer = *before
		}
		before = &own
	}
}

func customerNumber(l OrderLine) string { return textOf(l, "customerOrderNumber") }

func textOf(l OrderLine, name string) string {
	s, _ := l[name].(string)
	return s
}
