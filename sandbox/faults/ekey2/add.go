package ekey2

import (
	"slices"
	"strings"

	"github.com/beevik/etree"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// addFaults break EK2-ADD first.
func addFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "another-ordernum",
			Kind:   deviation.WrongValue,
			Does:   "AddOrder gives another order number than was sent.",
			Breaks: []string{"EK2-ADD-01", "EK2-ADD-02"},
			May: deviation.Since(readAgain, "EK2-GET-01", "EK2-IDEM-04").
				Since(sentBack, "EK2-SEC-01").
				Since(letters, "MNT-XML-02"),
			Answer: Add(At("//Data/OrderNum", Suffix("0"))),
		},
		{
			Name:   "line-lost",
			Kind:   deviation.Lost,
			Does:   "An order of several lines lacks the second.",
			Breaks: []string{"EK2-ADD-01", "EK2-ADD-02"},
			Answer: AddOrGet(Swift(At(Line+"[2]", Remove))),
		},
		{
			Name:   "line-twice",
			Kind:   deviation.Duplicated,
			Does:   "An order has its first line twice.",
			Breaks: []string{"EK2-ADD-01", "EK2-ADD-02"},
			May:    deviation.Since(readAgain, "EK2-IDEM-04"),
			Answer: AddOrGet(First(Line, Double)),
		},
		{
			Name:   "another-quantity",
			Kind:   deviation.WrongValue,
			Does:   "AddOrder gives lines another quantity than was ordered.",
			Breaks: []string{"EK2-ADD-01", "EK2-ADD-02"},
			May: deviation.Since(counted, "EK2-ADD-04").
				Since(sentBack, "EK2-ADD-10").
				Since(readAgain, "EK2-GET-01", "EK2-IDEM-04"),
			Answer: Add(At(Line+"/Quantity", Text("7"))),
		},
		{
			Name:   "line-another-product",
			Kind:   deviation.WrongValue,
			Does:   "The second line of an order has another product than was ordered.",
			Breaks: []string{"EK2-ADD-01", "EK2-ADD-02"},
			May:    deviation.Since(letters, "MNT-XML-02"),
			Answer: AddOrGet(At(Line+"[2]/PartNum", Text("X-1"))),
		},
		{
			Name:   "line-number-of-its-own",
			Kind:   deviation.WrongValue,
			Does:   "The first line of an order has a number of the service's own.",
			Breaks: []string{"EK2-ADD-01", "EK2-ADD-02"},
			May:    deviation.Since(sentBack, "EK2-SEC-01").Since(letters, "MNT-XML-02"),
			Answer: AddOrGet(At(Line+"[1]/OrderLineNum", Text("1"))),
		},
		{
			Name:   "recommended-numbering-refused",
			Kind:   deviation.Refused,
			Does:   "AddOrder refuses line numbers that are the order's number and a count.",
			Breaks: []string{"EK2-ADD-01"},
			May: deviation.Since("Most orders of a run are numbered like this, and refused before anything "+
				"else about them is looked at.",
				"EK2-ADD-04", "EK2-ADD-05", "EK2-ADD-06", "EK2-ADD-07", "EK2-ADD-09", "EK2-BAL-01", "EK2-ERR-10",
				"EK2-ERR-12", "EK2-ERR-17", "EK2-ERR-2", "EK2-ERR-200", "EK2-ERR-6", "EK2-ERR-71", "EK2-ERR-75",
				"EK2-ERR-87", "EK2-GET-02", "EK2-IDEM-04",
			),
			Answer: Add(IfSent("-1</OrderLineNum>", Refuse("8"))),
		},
		{
			Name:   "third-line-lost",
			Kind:   deviation.Lost,
			Does:   "An order keeps two lines at most.",
			Breaks: []string{"EK2-ADD-01"},
			Answer: AddOrGet(At(Line+"[3]", Remove)),
		},
		{
			Name:   "lines-of-one-product-merged",
			Kind:   deviation.Lost,
			Does:   "Lines of the same product become one.",
			Breaks: []string{"EK2-ADD-01"},
			Answer: AddOrGet(merged),
		},
		{
			Name:   "licensed-line-another-quantity",
			Kind:   deviation.WrongValue,
			Does:   "AddOrder gives lines with a license form another quantity.",
			Breaks: []string{"EK2-ADD-01"},
			May:    deviation.Since(counted, "EK2-ADD-04").Since(sentBack, "EK2-ADD-10").Since(readAgain, "EK2-GET-01"),
			Answer: Add(IfSent("<EndUserInfo>", At(Line+"/Quantity", Text("9")))),
		},
		{
			Name:   "subscription-another-product",
			Kind:   deviation.WrongValue,
			Does:   "AddOrder gives subscriptions another part number.",
			Breaks: []string{"EK2-ADD-01"},
			May:    deviation.Since(readAgain, "EK2-GET-01").Since(letters, "MNT-XML-02"),
			Answer: Add(IfSent("MontSubscriberId", At(Line+"/PartNum", Suffix("-S")))),
		},
		{
			Name:   "ordernum-padded",
			Kind:   deviation.WrongForm,
			Does:   "Numbers of orders are filled up with blanks.",
			Breaks: []string{"EK2-ADD-01", "EK2-ADD-02"},
			May:    deviation.Since(letters, "MNT-XML-02"),
			Answer: AddOrGet(At("//Data/OrderNum", Suffix("   "))),
		},
		{
			Name:   "line-partnum-padded",
			Kind:   deviation.WrongForm,
			Does:   "The part number of the last line is filled up with blanks.",
			Breaks: []string{"EK2-ADD-01", "EK2-ADD-02"},
			May:    deviation.Since(letters, "MNT-XML-02"),
			Answer: AddOrGet(Final(Line+"/PartNum", Suffix("   "))),
		},
		{
			Name:   "line-number-in-lower-case",
			Kind:   deviation.WrongForm,
			Does:   "Line numbers come back in lower case.",
			Breaks: []string{"EK2-ADD-01", "EK2-ADD-02"},
			May:    deviation.Since(sentBack, "EK2-SEC-01").Since(letters, "MNT-XML-02"),
			Answer: AddOrGet(At(Line+"/OrderLineNum", Respell(func(s string) string { return "mc" + s[2:] }))),
		},
		{
			Name:   "addorder-answers-crossed",
			Kind:   deviation.Race,
			Does:   "AddOrder gives two orders each other's answers when both come at the same moment.",
			Breaks: []string{"EK2-ADD-01"},
			May:    deviation.Since(readAgain, "EK2-GET-01").Since(letters, "MNT-XML-02"),
			Race:   true,
			Answer: Add(OrdersCrossed()),
		},
		{
			Name:   "line-status-4",
			Kind:   deviation.WrongValue,
			Does:   "A done line has the undocumented state 4.",
			Breaks: []string{"EK2-ADD-03"},
			May: deviation.Since(byState, "EK2-ADD-01", "EK2-ADD-04").
				Since(bySchema, "EK2-SCH-AddOrder", "EK2-SCH-GetOrder"),
			Answer: AddOrGet(At(Line+"/OrderStatus[text()='3']", Text("4"))),
		},
		{
			Name:   "status-done",
			Kind:   deviation.WrongValue,
			Does:   "A done order has the undocumented state Done.",
			Breaks: []string{"EK2-ADD-03"},
			May:    deviation.Since(counted, "EK2-GET-02").Since(bySchema, "EK2-SCH-AddOrder", "EK2-SCH-GetOrder"),
			Answer: AddOrGet(At("//Data/OrderStatus[text()='3']", Text("Done"))),
		},
		{
			Name:   "done-before-its-lines",
			Kind:   deviation.WrongValue,
			Does:   "An order is done before its lines are.",
			Breaks: []string{"EK2-ADD-03"},
			May:    deviation.Since(byState, "EK2-ADD-04"),
			Answer: AddOrGet(At("//Data/OrderStatus", Text("3"))),
		},
		{
			Name:   "in-process-after-its-lines",
			Kind:   deviation.Stale,
			Does:   "An order is in process though all its lines are done.",
			Breaks: []string{"EK2-ADD-03"},
			Answer: Add(Swift(Nth(2, AnyCall, At("//Data/OrderStatus", Text("1"))))),
		},
		{
			Name:   "status-in-lower-case",
			Kind:   deviation.WrongForm,
			Does:   "The states of lines are names in lower case.",
			Breaks: []string{"EK2-ADD-03"},
			May: deviation.Since(byState, "EK2-ADD-01", "EK2-ADD-04").
				Since(bySchema, "EK2-SCH-AddOrder", "EK2-SCH-GetOrder"),
			Answer: AddOrGet(At(Line+"/OrderStatus[text()='3']", Text("successed"))),
		},
		{
			Name:   "in-process-line-with-a-key",
			Kind:   deviation.Extra,
			Does:   "A line in process has a key.",
			Breaks: []string{"EK2-ADD-04"},
			Answer: AddOrGet(func(c *Call) {
				c.Edit(func(d *etree.Document) {
					for _, l := range d.FindElements(Line) {
						if l.SelectElement("OrderStatus").Text() == "1" && l.SelectElement("Keys") != nil {
							l.SelectElement(
								"Keys",
							).CreateElement(
								"OrderKeyContract",
							).CreateElement(
								"Key",
							).SetText(
								"AAAA",
							)
						}
					}
				})
			}),
		},
		{
			Name:   "done-line-without-results",
			Kind:   deviation.Missing,
			Does:   "A done line has no keys, links or files.",
			Breaks: []string{"EK2-ADD-04"},
			May:    deviation.Since(counted, "EK2-ADD-01", "EK2-GET-02"),
			Answer: AddOrGet(Do(At(Line+"/Keys", Empty), At(Line+"/Links", Empty), At(Line+"/Files", Empty))),
		},
		{
			Name:   "key-short",
			Kind:   deviation.OffByOne,
			Does:   "The first line of an order lacks a key.",
			Breaks: []string{"EK2-ADD-04"},
			Answer: AddOrGet(First(Line+"/Keys/OrderKeyContract", Remove)),
		},
		{
			Name:   "forms-refused",
			Kind:   deviation.Refused,
			Does:   "AddOrder refuses every license form.",
			Breaks: []string{"EK2-ADD-05", "EK2-ADD-06"},
			Answer: Add(IfSent("<EndUserInfo>", Refuse("200"))),
		},
		{
			Name:   "no-field-described",
			Kind:   deviation.Missing,
			Does:   "GetUserInfoDescriptionFor describes no field.",
			Breaks: []string{"EK2-ADD-05", "EK2-ADD-06"},
			May:    deviation.Since(byDescription, "EK2-ERR-200", "EK2-FORM-01"),
			Answer: On("GetUserInfoDescriptionFor", At("//Descriptions", Empty)),
		},
		{
			Name:   "description-of-two-lacks-the-second",
			Kind:   deviation.Missing,
			Does:   "GetUserInfoDescriptionFor names the first of several products only.",
			Breaks: []string{"EK2-ADD-06"},
			Answer: On("GetUserInfoDescriptionFor", func(c *Call) {
				if parts := c.SentTexts("//partNums/string"); len(parts) > 1 {
					for _, p := range parts[1:] {
						At("//RelatedPartNums/string[text()='"+p+"']", Remove)(c)
					}
				}
			}),
		},
		{
			Name:   "last-required-field-may-lack",
			Kind:   deviation.Accepted,
			Does:   "AddOrder accepts a form that lacks its last required field.",
			Breaks: []string{"EK2-ADD-06"},
			Answer: Add(IfCode("200", func(c *Call) {
				if n := c.SentTexts("//FieldName"); len(n) > 0 && !Has(c.Sent, ">?<") && !Has(c.Sent, "xxxxxx") &&
					slices.Contains(n, "CustomerName") &&
					slices.Contains(n, "Email") {
					Accept(c)
				}
			})),
		},
		{
			Name:   "fields-of-another-product",
			Kind:   deviation.WrongValue,
			Does:   "GetUserInfoDescriptionFor describes the fields for another product.",
			Breaks: []string{"EK2-ADD-06"},
			May:    deviation.Since(byDescription, "EK2-ADD-05", "EK2-ERR-200", "EK2-FORM-01"),
			Answer: On("GetUserInfoDescriptionFor", At("//RelatedPartNums/string", Text("X-1"))),
		},
		{
			Name:   "no-field-required",
			Kind:   deviation.WrongValue,
			Does:   "GetUserInfoDescriptionFor says that no field is required.",
			Breaks: []string{"EK2-ADD-06"},
			May:    deviation.Since(byDescription, "EK2-ADD-05", "EK2-ERR-200", "EK2-FORM-01"),
			Answer: On("GetUserInfoDescriptionFor", At("//Required", Text("false"))),
		},
		{
			Name:   "form-without-required-field-accepted",
			Kind:   deviation.Accepted,
			Does:   "AddOrder accepts a form that lacks a required field.",
			Breaks: []string{"EK2-ADD-06"},
			Answer: Add(IfSent("<EndUserInfo>", func(c *Call) {
				if code := c.Code(); (code == "12" || code == "200") && !Has(c.Sent, ">?<") && !Has(c.Sent, "xxxx") {
					Accept(c)
				}
			})),
		},
		{
			Name:   "subscriptions-refused",
			Kind:   deviation.Refused,
			Does:   "AddOrder refuses subscriptions that have their subscriber.",
			Breaks: []string{"EK2-ADD-07"},
			Answer: Add(IfSent("MontSubscriberId", Refuse("75"))),
		},
		{
			Name:   "status-succeeded",
			Kind:   deviation.WrongForm,
			Does:   "The name of the state of success is spelled Succeeded.",
			Breaks: []string{"EK2-ADD-08"},
			Answer: AddOrGet(At("//OrderStatus[text()='3']", Text("Succeeded"))),
		},
		{
			Name:   "failed-line-code-0",
			Kind:   deviation.WrongValue,
			Does:   "A failed line has the error code 0.",
			Breaks: []string{"EK2-ADD-09"},
			Answer: AddOrGet(At(Line+"/ErrorCode", Stated(Text("0")))),
		},
		{
			Name:   "done-line-with-an-error-text",
			Kind:   deviation.Extra,
			Does:   "Lines that are done have an error text.",
			Breaks: []string{"EK2-ADD-09"},
			Answer: AddOrGet(
				At(Line+"[OrderStatus='3']", func(e *etree.Element) { e.CreateElement("ErrorText").SetText("OK") }),
			),
		},
		{
			Name:   "failed-line-without-text",
			Kind:   deviation.Missing,
			Does:   "A failed line has no error text.",
			Breaks: []string{"EK2-ADD-09"},
			Answer: AddOrGet(At(Line+"/ErrorText", Empty)),
		},
		{
			Name:   "done-line-with-a-code",
			Kind:   deviation.Extra,
			Does:   "Lines that did not fail have an error code.",
			Breaks: []string{"EK2-ADD-09"},
			Answer: AddOrGet(At(Line+"/ErrorCode", Text("101"))),
		},
		{
			Name:   "totalsumm-wrong",
			Kind:   deviation.WrongValue,
			Does:   "The sum of a line is not quantity times price.",
			Breaks: []string{"EK2-ADD-10"},
			Answer: AddOrGet(At(Line+"/TotalSumm", Text("1"))),
		},
		{
			Name:   "currency-wrong",
			Kind:   deviation.WrongValue,
			Does:   "Lines are in another currency than the product.",
			Breaks: []string{"EK2-ADD-10"},
			Answer: AddOrGet(At(Line+"/Currency", OtherCurrency)),
		},
		{
			Name:   "totalsumm-a-kopeck-off",
			Kind:   deviation.OffByOne,
			Does:   "The sum of a line is a kopeck more than quantity times price.",
			Breaks: []string{"EK2-ADD-10"},
			Answer: AddOrGet(At(Line+"/TotalSumm", Respell(shiftCents))),
		},
	}
}

// merged makes one line of those of the same product.
func merged(c *Call) {
	known := map[string]bool{}
	At(Line, func(l *etree.Element) {
		if part := TextOf(l, "PartNum"); known[part] {
			Remove(l)
		} else {
			known[part] = true
		}
	})(c)
}

// shiftCents adds a hundredth.
func shiftCents(amount string) string {
	whole, cents, ok := strings.Cut(amount, ".")
	if !ok || len(cents) < 2 {
		return whole + ".01"
	}
	return whole + "." + cents[:1] + string('0'+(cents[1]-'0'+1)%10) + cents[2:]
}
