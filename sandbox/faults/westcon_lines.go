package faults

import (
	"maps"
	"slices"
	"strings"
)

// everyOther does a hook at every other answer to the same question.
func everyOther(h hook) hook { return everyNth(2, (*call).firstNumber, h) }

// likeLast is a line like the last, of a number of its own.
func likeLast(lines []orderLine, change func(orderLine)) orderLine {
	l := maps.Clone(lines[len(lines)-1])
	l["eRPOrderLineNumber"], l["parentERPLine"] = "999990", noLine
	change(l)
	return l
}

// orderLines are the lines that are of an order, or not of it.
func orderLines(lines []orderLine, order any, of bool) []orderLine {
	return slices.DeleteFunc(slices.Clone(lines), func(l orderLine) bool { return (l["eRPOrderNumber"] == order) != of })
}

// westconLines answer with other lines than they should: WST-ORD-01, 02 and 10.
func westconLines() []row {
	// stray adds a line that looks like the last.
	stray := func(change func(*call, orderLine)) hook {
		return wholly(func(c *call, lines []orderLine) []orderLine {
			return append(lines, likeLast(lines, func(l orderLine) { change(c, l) }))
		})
	}
	text := func(l orderLine, name string) string { s, _ := l[name].(string); return s }
	return []row{
		{name: "stray-line", kind: Extra, does: "Answers have a line of an order that nobody asked for.",
			answer: stray(func(_ *call, l orderLine) { l["eRPOrderNumber"] = "0000999999" }),
			breaks: "WST-ORD-01 WST-ORD-03", may: "ORD-07 ORD-10 REQ-02 AUTH-06"},
		{name: "stray-line-of-an-own-order", kind: Extra, does: "Answers for one order have a line of another of the partner's.",
			answer: forOne("W", stray(func(c *call, l orderLine) { l["eRPOrderNumber"] = c.special().Orders[len(c.special().Orders)-1] })),
			breaks: "WST-ORD-01 WST-ORD-03", may: "ORD REQ"},
		{name: "order-number-off-by-one", kind: OffByOne, does: "Lines name the order number after theirs.",
			answer: texts("eRPOrderNumber", func(s string) string {
				if last := s[len(s)-1]; last < '9' {
					return s[:len(s)-1] + string(last+1)
				}
				return s[:len(s)-1] + "0"
			}), breaks: "WST-ORD-01", may: "ORD REQ"},
		{name: "c-gives-another-customer-order", kind: Extra, does: "By orderType C the service gives a line of another customer order.",
			answer: forOne("C", stray(func(_ *call, l orderLine) { l["customerOrderNumber"] = "another" })), breaks: "WST-ORD-02 WST-ORD-03"},
		{name: "c-gives-numbers-that-begin-alike", kind: Extra, does: "By orderType C the service gives a line of a customer order whose number begins alike.",
			answer: forOne("C", stray(func(_ *call, l orderLine) { l["customerOrderNumber"] = text(l, "customerOrderNumber") + "0" })), breaks: "WST-ORD-02 WST-ORD-03"},
		{name: "c-ignores-case-and-accents", kind: Extra, does: "By orderType C the service gives a line whose number differs by case and accents.",
			answer: forOne("C", stray(func(_ *call, l orderLine) {
				l["customerOrderNumber"] = strings.ToLower(text(l, "customerOrderNumber")) + "é"
			})), breaks: "WST-ORD-02 WST-ORD-03"},
		{name: "c-shows-nothing", kind: Lost, does: "By orderType C the service shows nothing for one order.",
			answer: forOne("C", wholly(func(*call, []orderLine) []orderLine { return []orderLine{} })), breaks: "WST-ORD-02", may: "ORD-03 ORD-15"},
		{name: "line-numbers-all-the-same", kind: WrongValue, does: "All lines have the same number.", answer: member("eRPOrderLineNumber", "000010"), breaks: "WST-ORD-10", may: "ORD-11"},
		{name: "line-twice", kind: Duplicated, does: "Orders have a line twice.",
			answer: wholly(func(_ *call, lines []orderLine) []orderLine { return append(lines, lines[0]) }), breaks: "WST-ORD-10", may: "ORD-03 ORD-15"},
	}
}

// westconUnions answer several orders otherwise than each: WST-ORD-03.
func westconUnions() []row {
	several := func(by string, change func([]orderLine) []orderLine) hook {
		return forSeveral(by, wholly(func(_ *call, lines []orderLine) []orderLine { return change(lines) }))
	}
	return []row{
		{name: "several-orders-lose-a-line", kind: Lost, does: "Several orders lose their last line.",
			answer: several("W", func(l []orderLine) []orderLine { return l[:len(l)-1] }), breaks: "WST-ORD-03"},
		{name: "several-orders-have-a-line-twice", kind: Duplicated, does: "Several orders have their last line twice.",
			answer: several("W", func(l []orderLine) []orderLine { return append(l, l[len(l)-1]) }), breaks: "WST-ORD-03 WST-ORD-10"},
		{name: "several-orders-are-the-first", kind: Lost, does: "Of several orders only the first is shown.",
			answer: several("W", func(l []orderLine) []orderLine { return orderLines(l, l[0]["eRPOrderNumber"], true) }), breaks: "WST-ORD-03"},
		{name: "several-orders-lose-the-last", kind: OffByOne, does: "Of several orders the last is not shown.",
			answer: several("W", func(l []orderLine) []orderLine { return orderLines(l, l[len(l)-1]["eRPOrderNumber"], false) }), breaks: "WST-ORD-03"},
		{name: "several-customer-orders-lose-a-line", kind: Lost, does: "Several customer orders lose their last line.",
			answer: several("C", func(l []orderLine) []orderLine { return l[:len(l)-1] }), breaks: "WST-ORD-03"},
		{name: "several-customer-orders-another-quantity", kind: WrongValue, does: "Several customer orders have a line of another quantity.",
			answer: several("C", func(l []orderLine) []orderLine { l[0]["lineQuantity"] = "        77.000"; return l }), breaks: "WST-ORD-03"},
	}
}

// westconStates are states that contradict themselves: WST-ORD-05 and 06.
func westconStates() []row {
	inState := func(code string, change func(orderLine)) hook {
		return eachLine(func(l orderLine) {
			if l["lineStatusCode"] == code {
				change(l)
			}
		})
	}
	return []row{
		{name: "invoiced-described-as-shipped", kind: WrongValue, does: "What is invoiced is described as shipped.", answer: inState("INV", func(l orderLine) { l["lineStatusDescription"] = "Shipped" }), breaks: "WST-ORD-05"},
		{name: "descriptions-in-lower-case", kind: WrongForm, does: "Descriptions are in small letters.", answer: texts("lineStatusDescription", strings.ToLower), breaks: "WST-ORD-05"},
		{name: "codes-in-lower-case", kind: WrongForm, does: "Codes are in small letters.", answer: texts("lineStatusCode", strings.ToLower), breaks: "WST-ORD-05", may: "ORD-06"},
		{name: "no-description", kind: Missing, does: "Descriptions are empty.", answer: member("lineStatusDescription", ""), breaks: "WST-ORD-05"},
		{name: "no-code", kind: Missing, does: "Codes are empty.", answer: member("lineStatusCode", ""), breaks: "WST-ORD-05", may: "ORD-06"},
		{name: "another-description-by-c", kind: WrongValue, does: "By orderType C the service describes open lines otherwise than by W.",
			answer: askedBy("C", inState("OPN", func(l orderLine) { l["lineStatusDescription"] = "Pending" })), breaks: "WST-ORD-05", may: "ORD-15"},
		{name: "one-description-for-two-codes", kind: WrongValue, does: "What is shipped has another code.", answer: inState("SHI", func(l orderLine) { l["lineStatusCode"] = "PGI" }), breaks: "WST-ORD-05"},
		{name: "no-billing-document", kind: Missing, does: "What is invoiced names no billing document.", answer: member("billingDocument", ""), breaks: "WST-ORD-06"},
		{name: "billing-document-of-zeros", kind: WrongValue, does: "What is invoiced names zeros for a billing document.", answer: member("billingDocument", "0000000000"), breaks: "WST-ORD-06"},
	}
}

// westconParents name other lines above a line than there are: WST-ORD-11.
func westconParents() []row {
	parent := func(change func(own, parent string, lines []orderLine) string) hook {
		return wholly(func(_ *call, lines []orderLine) []orderLine {
			for _, l := range lines {
				own, _ := l["eRPOrderLineNumber"].(string)
				up, _ := l["parentERPLine"].(string)
				l["parentERPLine"] = change(own, up, lines)
			}
			return lines
		})
	}
	return []row{
		{name: "parents-do-not-exist", kind: WrongValue, does: "Lines without a parent name one that does not exist.", answer: parent(func(_, up string, _ []orderLine) string {
			if up == noLine {
				return "999990"
			}
			return up
		}), breaks: "WST-ORD-11"},
		{name: "own-parents", kind: WrongValue, does: "Lines are their own parents.", answer: parent(func(own, _ string, _ []orderLine) string { return own }), breaks: "WST-ORD-11"},
		{name: "each-others-parents", kind: WrongValue, does: "The first two lines of an order are each other's parents.", answer: parent(func(own, up string, lines []orderLine) string {
			if len(lines) < 2 || lines[0]["eRPOrderNumber"] != lines[1]["eRPOrderNumber"] {
				return up
			}
			for i, l := range lines[:2] {
				if other, is := lines[1-i]["eRPOrderLineNumber"].(string); is && l["eRPOrderLineNumber"] == own {
					return other
				}
			}
			return up
		}), breaks: "WST-ORD-11", may: "ORD-03 ORD-15"},
		{name: "parents-of-four-digits", kind: WrongForm, does: "Parents have four digits.", answer: parent(func(_, up string, _ []orderLine) string { return up[2:] }), breaks: "WST-ORD-11"},
		{name: "parent-left-out", kind: Lost, does: "A line that others have above them is left out.", answer: wholly(func(_ *call, lines []orderLine) []orderLine {
			for _, l := range lines {
				if up := l["parentERPLine"]; up != noLine {
					return slices.DeleteFunc(slices.Clone(lines), func(other orderLine) bool {
						return other["eRPOrderLineNumber"] == up && other["eRPOrderNumber"] == l["eRPOrderNumber"]
					})
				}
			}
			return lines
		}), breaks: "WST-ORD-11", may: "ORD-03 ORD-15"},
	}
}
