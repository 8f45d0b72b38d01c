package faults

import (
	"fmt"
	"strings"
	"time"
)

// westconForms answer in another form than D2's: WST-SCH.
func westconForms() []row {
	return []row{
		{name: "no-unitofmeasure", kind: Missing, does: "Lines have no unitOfMeasure.", answer: eachLine(func(l orderLine) { delete(l, "unitOfMeasure") }), breaks: "WST-SCH-01"},
		{name: "member-in-other-letters-too", kind: Extra, does: "Lines have unitofmeasure beside unitOfMeasure, with another value.", answer: member("unitofmeasure", "ST"), breaks: "WST-SCH-01"},
		{name: "member-in-pascal-case", kind: WrongForm, does: "The member unitOfMeasure is written UnitOfMeasure.", answer: showing(raw(`"unitOfMeasure"`, `"UnitOfMeasure"`)), breaks: "WST-SCH-01", may: "ORD-08"},
		{name: "quantity-is-a-number", kind: WrongForm, does: "The lineQuantity is a number rather than a text.", answer: eachLine(func(l orderLine) { l["lineQuantity"] = 2 }), breaks: "WST-SCH-01", may: "ORD"},
		{name: "customer-line-is-a-number", kind: WrongForm, does: "The customerLineNumber is a number rather than a text.", answer: member("customerLineNumber", 1), breaks: "WST-SCH-01"},
		{name: "null-for-empty", kind: WrongForm, does: "Empty texts are null.", answer: eachLine(func(l orderLine) {
			for name, value := range l {
				if value == "" {
					l[name] = nil
				}
			}
		}), breaks: "WST-SCH-01"},
		{name: "empty-members-left-out", kind: Missing, does: "Empty members are left out.", answer: eachLine(func(l orderLine) {
			for name, value := range l {
				if value == "" {
					delete(l, name)
				}
			}
		}), breaks: "WST-SCH-01"},
		{name: "root-in-other-letters", kind: WrongForm, does: "The root is written mT_OrderStatus_Response.", answer: showing(raw(`"MT_OrderStatus_Response"`, `"mT_OrderStatus_Response"`)), breaks: "WST-SCH-01", may: "ORD-08"},
		{name: "another-root", kind: WrongValue, does: "The root is orders.", answer: showing(raw(`"MT_OrderStatus_Response"`, `"orders"`)), breaks: "WST-SCH-01", may: "ORD-08 REQ"},
		{name: "no-root", kind: Missing, does: "Lines come without their root.", answer: showing(func(c *call) { lines, _ := c.lines(); c.body = toJSON(lines) }), breaks: "WST-SCH-01", may: "ORD-08 REQ"},
		{name: "one-line-no-array", kind: WrongForm, does: "A single line comes without its array.", answer: showing(func(c *call) {
			if lines, _ := c.lines(); len(lines) == 1 {
				set("MT_OrderStatus_Response", lines[0])(c)
			}
		}), breaks: "WST-SCH-01", may: "ORD-08"},
		{name: "member-twice", kind: Duplicated, does: "Lines have unitOfMeasure twice.", answer: showing(raw(`"unitOfMeasure":"EA"`, `"unitOfMeasure":"ST","unitOfMeasure":"EA"`)), breaks: "WST-SCH-01"},
		{name: "byte-order-mark", kind: WrongForm, does: "JSON starts with a byte order mark.", answer: showing(func(c *call) { c.body = append([]byte("\ufeff"), c.body...) }), breaks: "WST-SCH-01", may: "ORD-08"},
		{name: "html-with-status-200", kind: WrongForm, does: "An order status is a page of HTML.", answer: showing(asHTML), breaks: "WST-SCH-01 WST-SCH-02", may: "ORD-08 REQ"},
		{name: "cut-short", kind: Lost, does: "The end of an order status is cut off.", answer: showing(func(c *call) { c.body = c.body[:len(c.body)-2] }), breaks: "WST-SCH-01", may: "ORD-08"},
		{name: "served-as-text", kind: WrongForm, does: "JSON is served as text.", answer: showing(header("Content-Type", "text/plain; charset=utf-8")), breaks: "WST-SCH-02"},
		{name: "served-without-type", kind: Missing, does: "JSON is served without a type.", answer: showing(func(c *call) { c.header["Content-Type"] = nil }), breaks: "WST-SCH-02"},
	}
}

// westconDates write dates otherwise: WST-ORD-04.
func westconDates() []row {
	rows := []row{
		{name: "dates-with-points", kind: WrongForm, does: "Dates have points.", answer: texts("statusDate", func(s string) string { return s[6:] + "." + s[4:6] + "." + s[:4] })},
		{name: "dates-with-hyphens", kind: WrongForm, does: "Dates have hyphens.", answer: texts("shipDate", func(s string) string { return s[:4] + "-" + s[4:6] + "-" + s[6:] })},
		{name: "dates-of-six-digits", kind: WrongForm, does: "Dates have no century.", answer: texts("shipDate", func(s string) string { return s[2:] })},
		{name: "dates-with-a-time", kind: WrongForm, does: "Dates have a time of day.", answer: texts("statusDate", func(s string) string { return s + "T000000" })},
		{name: "no-date-as-zeros", kind: WrongValue, does: "No date is written as zeros.", answer: eachLine(func(l orderLine) {
			if l["shipDate"] == "" {
				l["shipDate"] = "00000000"
			}
		})},
		{name: "month-and-day-swapped", kind: Reordered, does: "Month and day are swapped.", answer: texts("statusDate", func(s string) string { return s[:4] + s[6:] + s[4:6] })},
		{name: "month-13", kind: WrongValue, does: "Dates are of a thirteenth month.", answer: texts("statusDate", func(string) string { return "20261301" })},
		{name: "february-30", kind: WrongValue, does: "Dates are the 30th of February.", answer: texts("statusDate", func(string) string { return "20260230" })},
	}
	for i := range rows {
		rows[i].breaks = "WST-ORD-04"
	}
	return rows
}

// westconNumbers write quantities and numbers otherwise: WST-ORD-09, 10, 12 and 16.
func westconNumbers() []row {
	quantity := func(change func(number string) string) hook {
		return texts("lineQuantity", func(s string) string { return change(strings.TrimSpace(s)) })
	}
	lineNumber := func(change func(string) string) hook {
		return both(texts("eRPOrderLineNumber", change), texts("parentERPLine", func(s string) string {
			if s == noLine {
				return s
			}
			return change(s)
		}))
	}
	return []row{
		{name: "quantity-with-a-comma", kind: WrongForm, does: "Quantities have a comma.", answer: texts("lineQuantity", func(s string) string { return strings.ReplaceAll(s, ".", ",") }), breaks: "WST-ORD-09"},
		{name: "quantity-with-two-decimals", kind: WrongForm, does: "Quantities have two decimals.", answer: texts("lineQuantity", func(s string) string { return " " + s[:len(s)-1] }), breaks: "WST-ORD-09"},
		{name: "quantity-without-blanks", kind: WrongForm, does: "Quantities have no blanks in front.", answer: quantity(func(n string) string { return n }), breaks: "WST-ORD-09 WST-ORD-16"},
		{name: "quantity-with-zeros", kind: WrongForm, does: "Quantities have zeros in front.", answer: quantity(func(n string) string { return fmt.Sprintf("%014s", n) }), breaks: "WST-ORD-09"},
		{name: "quantity-with-blanks-behind", kind: WrongForm, does: "Quantities have their blanks behind.", answer: quantity(func(n string) string { return fmt.Sprintf("%-14s", n) }), breaks: "WST-ORD-09"},
		{name: "quantity-with-tabs", kind: WrongForm, does: "Quantities have tabs in front.", answer: texts("lineQuantity", func(s string) string { return strings.ReplaceAll(s, " ", "\t") }), breaks: "WST-ORD-09"},
		{name: "quantity-of-thirteen", kind: OffByOne, does: "Quantities are thirteen characters wide.", answer: texts("lineQuantity", func(s string) string { return s[1:] }), breaks: "WST-ORD-16"},
		{name: "quantity-in-words", kind: WrongValue, does: "Quantities are in words.", answer: member("lineQuantity", "           two"), breaks: "WST-ORD-09"},
		{name: "quantity-empty", kind: Missing, does: "Quantities are empty.", answer: member("lineQuantity", ""), breaks: "WST-ORD-09", may: "ORD-16"},

		{name: "line-numbers-bare", kind: WrongForm, does: "Line numbers have no zeros in front.", answer: lineNumber(bare), breaks: "WST-ORD-10 WST-ORD-11"},
		{name: "line-numbers-with-letters", kind: WrongForm, does: "Line numbers have a letter.", answer: texts("eRPOrderLineNumber", func(s string) string { return "L" + s[1:] }), breaks: "WST-ORD-10 WST-ORD-11"},
		{name: "order-numbers-bare", kind: WrongForm, does: "Order numbers have no zeros in front.", answer: texts("eRPOrderNumber", bare), breaks: "WST-ORD-12"},
		{name: "order-numbers-of-nine", kind: OffByOne, does: "Order numbers are padded to nine digits.", answer: texts("eRPOrderNumber", func(s string) string { return s[1:] }), breaks: "WST-ORD-12"},
		{name: "order-numbers-of-twelve", kind: WrongForm, does: "Order numbers are padded to twelve digits.", answer: texts("eRPOrderNumber", func(s string) string { return "00" + s }), breaks: "WST-ORD-12", may: "ORD-01 ORD-15 ORD-07"},
		{name: "order-numbers-empty", kind: Missing, does: "Order numbers are empty.", answer: member("eRPOrderNumber", ""), breaks: "WST-ORD-01 WST-ORD-12", may: "ORD REQ"},
	}
}

// westconTwice answer otherwise the second time, or by the other number of an order: WST-ORD-13 to 15.
func westconTwice() []row {
	lostLine := func(_ *call, lines []orderLine) []orderLine { return lines[:len(lines)-1] }
	second := func(c *call) string { return c.special().Orders[1] }
	var cached *answer
	return []row{
		{name: "own-order-lost", kind: Lost, does: "One of the partner's orders is not shown.",
			answer: wholly(func(c *call, lines []orderLine) []orderLine { return orderLines(lines, second(c), false) }), breaks: "WST-ORD-13", may: "ORD-15 SCH-01"},
		{name: "own-order-hidden", kind: WrongValue, does: "One of the partner's orders is said to be another's.",
			ask: askedBy("W", when(func(c *call) bool { return len(c.numbers()) > 0 }, finds(func(c *call) []string {
				all := c.numbers()
				for i, n := range all {
					if zeroed(n) == second(c) {
						all[i] = c.special().ForeignOrder
					}
				}
				return all
			}))), breaks: "WST-ORD-13", may: "ORD-08 ORD-15 REQ"},
		{name: "own-order-shown-and-hidden", kind: Extra, does: "The partner's orders are shown, and said to be another's too.",
			answer: wholly(func(_ *call, lines []orderLine) []orderLine {
				return append(lines, likeLast(lines, func(l orderLine) { l["lineStatusCode"], l["lineStatusDescription"] = notOwn, "Not your order" }))
			}), breaks: "WST-ORD-13"},

		{name: "second-time-another-product", kind: WrongValue, does: "Asked again, an order has another product.",
			answer: forOne("W", repeated(wholly(func(_ *call, lines []orderLine) []orderLine {
				lines[0]["eRPProductNumber"] = "T000001"
				return lines
			}))), breaks: "WST-ORD-14", may: "REQ ORD-03 ORD-15"},
		{name: "second-time-a-line-lost", kind: Lost, does: "Asked again, an order has lost a line.",
			answer: forOne("W", repeated(wholly(lostLine))), breaks: "WST-ORD-14", may: "REQ ORD SCH"},
		{name: "second-time-a-line-twice", kind: Duplicated, does: "Asked again, an order has its last line twice.",
			answer: forOne("W", repeated(wholly(func(_ *call, lines []orderLine) []orderLine { return append(lines, lines[len(lines)-1]) }))),
			breaks: "WST-ORD-10 WST-ORD-14", may: "REQ ORD"},
		{name: "each-time-another-date", kind: WrongValue, does: "Every other answer has another date of the same state.",
			answer: forOne("W", everyOther(wholly(func(_ *call, lines []orderLine) []orderLine {
				lines[0]["statusDate"] = "20200101"
				return lines
			}))), breaks: "WST-ORD-14", may: "REQ ORD-03 ORD-15"},

		{name: "c-loses-a-line", kind: Lost, does: "By orderType C the service loses a line.", answer: forOne("C", wholly(func(_ *call, lines []orderLine) []orderLine { return lines[1:] })), breaks: "WST-ORD-15", may: "ORD-02 ORD-03"},
		{name: "c-has-other-products", kind: WrongValue, does: "By orderType C the service gives other products than by W.", answer: askedBy("C", member("eRPProductNumber", "T1")), breaks: "WST-ORD-15"},
		{name: "w-has-no-dates", kind: Missing, does: "By orderType W the service gives no dates of shipping, and by C it does.", answer: askedBy("W", member("shipDate", "")), breaks: "WST-ORD-15"},

		{name: "fifteenth-time-a-line-lost", kind: Lost, does: "From its fifteenth question on, an order has lost a line.",
			answer: forOne("W", fromNth(15, (*call).firstNumber, wholly(lostLine))), breaks: "WST-ORD-14", may: "REQ ORD SCH"},
		{name: "fortieth-question-another-product", kind: WrongValue, does: "From the fortieth answer of the gateway on, each third one has another product.",
			answer: showing(fromNth(40, anyCall, everyNth(3, anyCall, wholly(func(_ *call, lines []orderLine) []orderLine {
				lines[0]["eRPProductNumber"] = "T000001"
				return lines
			})))), breaks: "WST-ORD-14", may: "REQ ORD"},
		{name: "minutes-later-another-product", kind: Stale, does: "Five minutes after it was first asked for, an order has another product.",
			answer: forOne("W", since(5*time.Minute, wholly(func(_ *call, lines []orderLine) []orderLine {
				lines[0]["eRPProductNumber"] = "T000001"
				return lines
			}))), breaks: "WST-ORD-14", may: "REQ ORD"},
		{name: "together-another-product", kind: Race, race: true, does: "Of two orders asked for at the same moment, one has another product.",
			answer: showing(meeting(func(a, b *call) bool { return a.firstNumber() != b.firstNumber() }, func(a, b *call) {
				ours, _ := a.lines()
				theirs, _ := b.lines()
				if len(ours) > 0 && len(theirs) > 0 {
					ours[0]["eRPProductNumber"] = "T999999"
					a.setLines(ours)
				}
			})), breaks: "WST-ORD-14", may: "REQ ORD"},
		{name: "answers-of-another-request", kind: Stale, does: "A request for one order gets the answer that the one before it got.",
			answer: forOne("W", func(c *call) {
				if _, ok := c.lines(); !ok {
					return
				}
				now := &answer{status: c.status, header: c.header.Clone()}
				now.body.Write(c.body)
				if cached != nil {
					c.status, c.header, c.body = cached.status, cached.header, cached.body.Bytes()
				}
				cached = now
			}), breaks: "WST-ORD-01 WST-ORD-03", may: "ORD REQ AUTH TOK SUB"},
	}
}
