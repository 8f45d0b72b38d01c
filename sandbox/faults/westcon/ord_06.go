package westcon

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// ord06Faults break WST-ORD-06 to -10 first.
func ord06Faults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "no-billing-document",
			Kind:   deviation.Missing,
			Does:   "What is invoiced names no billing document.",
			Breaks: []string{"WST-ORD-06"},
			Answer: SetMember("billingDocument", ""),
		},
		{
			Name:   "billing-document-of-zeros",
			Kind:   deviation.WrongValue,
			Does:   "What is invoiced names zeros for a billing document.",
			Breaks: []string{"WST-ORD-06"},
			Answer: SetMember("billingDocument", "0000000000"),
		},
		{
			Name:   "hidden-order-in-a-refusal",
			Kind:   deviation.Leaked,
			Does:   "Another partner's order is refused, and the refusal tells its product.",
			Breaks: []string{"WST-ORD-07"},
			Answer: askingForHidden(
				Say(
					http.StatusForbidden,
					"application/json",
					`{"statusCode":403,"message":"not yours: {\"eRPProductNumber\":\"T1\"}"}`,
				),
			),
		},
		{
			Name:   "hidden-order-in-escapes",
			Kind:   deviation.Leaked,
			Does:   "Another partner's order is refused, and the refusal tells its product in escapes of JSON.",
			Breaks: []string{"WST-ORD-07"},
			Answer: askingForHidden(
				Say(
					http.StatusForbidden,
					"application/json",
					`{"statusCode":403,"message":"\u0065RPProduct\u004eumber T1"}`,
				),
			),
		},
		{
			Name:   "hidden-order-under-another-root",
			Kind:   deviation.Leaked,
			Does:   "Another partner's order is shown beneath another root.",
			Breaks: []string{"WST-ORD-07", "WST-SCH-01"},
			Answer: askingForHidden(
				Say(
					http.StatusOK,
					"application/json",
					`{"d":{"results":[{"eRPProductNumber":"T1","lineQuantity":"         2.000"}]}}`,
				),
			),
		},
		{
			Name:   "hidden-order-tells-a-further-member",
			Kind:   deviation.Leaked,
			Does:   "The line that hides another partner's order tells when it is delivered.",
			Breaks: []string{"WST-ORD-07"},
			May:    deviation.Since("The schema does not have the member.", "WST-SCH-01"),
			Answer: HiddenLine(func(l OrderLine) { l["estimatedDeliveryDate"] = "20261224" }),
		},
		{
			Name:   "foreign-order-shown",
			Kind:   deviation.Leaked,
			Does:   "Another partner's order is shown.",
			Breaks: []string{"WST-ORD-07"},
			Answer: When(asksFor("W", sameNumber), reveal),
		},
		{
			Name:   "foreign-order-shown-with-many-zeros",
			Kind:   deviation.Leaked,
			Does:   "Another partner's order is shown by its number with more zeros than it has.",
			Breaks: []string{"WST-ORD-07"},
			May:    deviation.Since("The lines shown have a number that nobody asked for in this form.", "WST-ORD-01"),
			Answer: When(asksFor("W", func(n, f string) bool { return len(n) > 10 && sameNumber(n, f) }), reveal),
		},
		{
			Name:   "foreign-order-shown-with-blanks",
			Kind:   deviation.Leaked,
			Does:   "Another partner's order is shown by its number with blanks.",
			Breaks: []string{"WST-ORD-07"},
			Answer: When(
				asksFor("W", func(n, f string) bool { return n != strings.TrimSpace(n) && sameNumber(n, f) }),
				reveal,
			),
		},
		{
			Name:   "foreign-order-shown-beside-an-own",
			Kind:   deviation.Leaked,
			Does:   "Another partner's order is shown when it is asked for beside an own one.",
			Breaks: []string{"WST-ORD-07"},
			Answer: When(asksFor("W", sameNumber), ForSeveral("W", reveal)),
		},
		{
			Name:   "foreign-order-shown-by-c",
			Kind:   deviation.Leaked,
			Does:   "Another partner's order is shown by its customer order number.",
			Breaks: []string{"WST-ORD-07"},
			Answer: When(asksFor("C", func(n, f string) bool { return n == f }), reveal),
		},
		{
			Name:   "foreign-order-shown-in-another-case",
			Kind:   deviation.Leaked,
			Does:   "Another partner's order is shown when the case of its customer order number differs.",
			Breaks: []string{"WST-ORD-07", "WST-ORD-02"},
			Answer: When(asksFor("C", func(n, f string) bool { return n != f && strings.EqualFold(n, f) }), reveal),
		},
		{
			Name:   "foreign-order-shown-with-a-blank-behind",
			Kind:   deviation.Leaked,
			Does:   "Another partner's order is shown by its customer order number with a blank behind it.",
			Breaks: []string{"WST-ORD-07", "WST-ORD-02"},
			Answer: When(asksFor("C", func(n, f string) bool { return n != f && strings.TrimSpace(n) == f }), reveal),
		},
		{
			Name:   "hidden-order-tells-its-product",
			Kind:   deviation.Leaked,
			Does:   "The line that hides another partner's order tells its product.",
			Breaks: []string{"WST-ORD-07"},
			Answer: HiddenLine(func(l OrderLine) { l["eRPProductNumber"] = "T000001" }),
		},
		{
			Name:   "hidden-order-tells-its-quantity",
			Kind:   deviation.Leaked,
			Does:   "The line that hides another partner's order tells its quantity.",
			Breaks: []string{"WST-ORD-07"},
			Answer: HiddenLine(func(l OrderLine) { l["lineQuantity"] = "         2.000" }),
		},
		{
			Name:   "hidden-order-tells-whose-it-is",
			Kind:   deviation.Leaked,
			Does:   "The line that hides another partner's order tells the number that the partner gave it.",
			Breaks: []string{"WST-ORD-07"},
			Answer: AskedBy("W", HiddenLine(func(l OrderLine) { l["customerOrderNumber"] = "Rb1-03" })),
		},
		{
			Name:   "hidden-order-open",
			Kind:   deviation.WrongValue,
			Does:   "The line that hides another partner's order says that it is open.",
			Breaks: []string{"WST-ORD-07"},
			May:    deviation.Since("An order that does not exist is hidden by the same line.", "WST-ORD-08"),
			Answer: HiddenLine(func(l OrderLine) { l["lineStatusCode"], l["lineStatusDescription"] = "OPN", "Open" }),
		},
		{
			Name:   "empty-list-stack-trace",
			Kind:   deviation.Leaked,
			Does:   "An empty list of orders is answered with a stack trace.",
			Breaks: []string{"WST-ORD-08"},
			Answer: When(noOrders,
				Say(http.StatusInternalServerError, "text/html",
					"<html>Server Error<pre>   at Westcon.Orders.Find(String n)</pre></html>")),
		},
		{
			Name:   "wrong-ordertype-with-500",
			Kind:   deviation.WrongStatus,
			Does:   "A wrong orderType is answered with status 500.",
			Breaks: []string{"WST-ORD-08"},
			Answer: When(strangeType, Status(500)),
		},
		{
			Name:   "wrong-ordertype-shows-an-order",
			Kind:   deviation.Leaked,
			Does:   "A wrong orderType shows an order of the partner's.",
			Breaks: []string{"WST-ORD-08"},
			Answer: When(strangeType, func(c *Call) {
				c.Requery(func(q map[string]any) { q["orderType"], q["order"] = "W", c.Scenarios().Orders[:1] })
				c.Forward()
			}),
		},
		{
			Name:   "broken-json-as-html",
			Kind:   deviation.WrongForm,
			Does:   "JSON that breaks off is answered with a page of HTML.",
			Breaks: []string{"WST-ORD-08"},
			Answer: When(brokenJSON, AsHTML),
		},
		{
			Name:   "unknown-order-as-error-with-200",
			Kind:   deviation.WrongStatus,
			Does:   "An unknown order is an error with status 200.",
			Breaks: []string{"WST-ORD-08"},
			Answer: When(unknownOrder, Say(http.StatusOK, "application/json", `{"error":"not found"}`)),
		},
		{
			Name:   "unknown-order-fails",
			Kind:   deviation.WrongStatus,
			Does:   "An unknown order is answered with status 500.",
			Breaks: []string{"WST-ORD-08"},
			Answer: When(unknownOrder, WithError(http.StatusInternalServerError)),
		},
		{
			Name:   "thousand-orders-empty",
			Kind:   deviation.Missing,
			Does:   "A thousand orders are answered with status 413 and no body.",
			Breaks: []string{"WST-ORD-08"},
			Answer: ForMany(Say(http.StatusRequestEntityTooLarge, "application/json", "")),
		},
		{
			Name:   "form-redirected",
			Kind:   deviation.WrongStatus,
			Does:   "A form instead of JSON is answered with a redirect.",
			Breaks: []string{"WST-ORD-08"},
			Answer: ToGateway(
				When(isForm,
					Do(Say(http.StatusFound, "text/html", ""), Header("Location", "https://login.example.org/")))),
		},
		{
			Name:   "exception-in-message",
			Kind:   deviation.Leaked,
			Does:   "Refusals of a request name an exception.",
			Breaks: []string{"WST-ORD-08"},
			Answer: ToGateway(
				IfStatus(http.StatusBadRequest, Set("message", "System.NullReferenceException: no order"))),
		},
		{
			Name:   "quantity-with-a-comma",
			Kind:   deviation.WrongForm,
			Does:   "Quantities have a comma.",
			Breaks: []string{"WST-ORD-09"},
			Answer: EditMember("lineQuantity", func(s string) string { return strings.ReplaceAll(s, ".", ",") }),
		},
		{
			Name:   "quantity-with-two-decimals",
			Kind:   deviation.WrongForm,
			Does:   "Quantities have two decimals.",
			Breaks: []string{"WST-ORD-09"},
			Answer: EditMember("lineQuantity", func(s string) string { return " " + s[:len(s)-1] }),
		},
		{
			Name:   "quantity-without-blanks",
			Kind:   deviation.WrongForm,
			Does:   "Quantities have no blanks in front.",
			Breaks: []string{"WST-ORD-09", "WST-ORD-16"},
			Answer: EditMember("lineQuantity", strings.TrimSpace),
		},
		{
			Name:   "quantity-with-zeros",
			Kind:   deviation.WrongForm,
			Does:   "Quantities have zeros in front.",
			Breaks: []string{"WST-ORD-09"},
			Answer: EditMember(
				"lineQuantity",
				func(s string) string { return fmt.Sprintf("%014s", strings.TrimSpace(s)) },
			),
		},
		{
			Name:   "quantity-with-blanks-behind",
			Kind:   deviation.WrongForm,
			Does:   "Quantities have their blanks behind.",
			Breaks: []string{"WST-ORD-09"},
			Answer: EditMember(
				"lineQuantity",
				func(s string) string { return fmt.Sprintf("%-14s", strings.TrimSpace(s)) },
			),
		},
		{
			Name:   "quantity-with-tabs",
			Kind:   deviation.WrongForm,
			Does:   "Quantities have tabs in front.",
			Breaks: []string{"WST-ORD-09"},
			Answer: EditMember("lineQuantity", func(s string) string { return strings.ReplaceAll(s, " ", "\t") }),
		},
		{
			Name:   "quantity-in-words",
			Kind:   deviation.WrongValue,
			Does:   "Quantities are in words.",
			Breaks: []string{"WST-ORD-09"},
			Answer: SetMember("lineQuantity", "           two"),
		},
		{
			Name:   "quantity-empty",
			Kind:   deviation.Missing,
			Does:   "Quantities are empty.",
			Breaks: []string{"WST-ORD-09"},
			May:    deviation.Since("An empty quantity has no width.", "WST-ORD-16"),
			Answer: SetMember("lineQuantity", ""),
		},
		{
			Name:   "last-quantity-grouped",
			Kind:   deviation.WrongForm,
			Does:   "The quantity of the last line has a comma between thousands.",
			Breaks: []string{"WST-ORD-09"},
			May:    deviation.Since(compared, "WST-ORD-03", "WST-ORD-15"),
			Answer: LastLine(func(l OrderLine) { l["lineQuantity"] = "     2,000.000" }),
		},
		{
			Name:   "last-quantity-with-exponent",
			Kind:   deviation.WrongForm,
			Does:   "The quantity of the last line has an exponent.",
			Breaks: []string{"WST-ORD-09"},
			May:    deviation.Since(compared, "WST-ORD-03", "WST-ORD-15"),
			Answer: LastLine(func(l OrderLine) { l["lineQuantity"] = "       2.000E0" }),
		},
		{
			Name:   "line-numbers-bare",
			Kind:   deviation.WrongForm,
			Does:   "Line numbers have no zeros in front.",
			Breaks: []string{"WST-ORD-10", "WST-ORD-11"},
			Answer: Do(EditMember("eRPOrderLineNumber", BareNumber), EditMember("parentERPLine", bareParent)),
		},
		{
			Name:   "line-numbers-with-letters",
			Kind:   deviation.WrongForm,
			Does:   "Line numbers have a letter.",
			Breaks: []string{"WST-ORD-10", "WST-ORD-11"},
			Answer: EditMember("eRPOrderLineNumber", func(s string) string { return "L" + s[1:] }),
		},
		{
			Name:   "second-time-a-line-twice",
			Kind:   deviation.Duplicated,
			Does:   "Asked again, an order has its last line twice.",
			Breaks: []string{"WST-ORD-10", "WST-ORD-14"},
			May:    deviation.Since(compared, "WST-ORD-03", "WST-ORD-15", "WST-REQ-02", "WST-REQ-03"),
			Answer: ForOne("W", FromNth(2, (*Call).FirstNumber, RepeatLine())),
		},
		{
			Name:   "line-numbers-all-the-same",
			Kind:   deviation.WrongValue,
			Does:   "All lines have the same number.",
			Breaks: []string{"WST-ORD-10"},
			May:    deviation.Since("A parent is named by its line number, so each line is its own.", "WST-ORD-11"),
			Answer: SetMember("eRPOrderLineNumber", "000010"),
		},
		{
			Name:   "line-twice",
			Kind:   deviation.Duplicated,
			Does:   "Orders have a line twice.",
			Breaks: []string{"WST-ORD-10"},
			May:    deviation.Since(compared, "WST-ORD-03", "WST-ORD-15"),
			Answer: AllLines(func(_ *Call, lines []OrderLine) []OrderLine { return append(lines, lines[0]) }),
		},
	}
}

// askingForHidden keeps a hook to requests for another partner's order.
func askingForHidden(h Hook) Hook {
	return IfQuery(When(func(c *Call) bool {
		return slices.ContainsFunc(
			c.Numbers(),
			func(n string) bool { return sameNumber(n, c.Scenarios().ForeignOrder) },
		)
	}, h))
}

// bareParent is the number of a parent without zeros in front.
func bareParent(n string) string {
	if n == NoLine {
		return n
	}
	return BareNumber(n)
}

func unknownOrder(c *Call) bool { return c.By() == "W" && c.FirstNumber() == "9999999999" }

func strangeType(c *Call) bool { return c.Query() != nil && c.By() != "W" && c.By() != "C" }

func noOrders(c *Call) bool {
	list, is := c.Query()["order"].([]any)
	return is && len(list) == 0
}

// brokenJSON tells whether a request for orders breaks off.
func brokenJSON(c *Call) bool {
	return !c.ToAuthority() && Has(c.Sent, "partnerKey") && c.Query() == nil &&
		strings.Contains(c.Request.Header.Get("Content-Type"), "json")
}

func isForm(c *Call) bool {
	return strings.Contains(c.Request.Header.Get("Content-Type"), "x-www-form")
}

// asksFor tells whether orders are asked for of which another partner's is one.
func asksFor(by string, is func(asked, foreign string) bool) func(*Call) bool {
	return func(c *Call) bool {
		foreign := c.Scenarios().ForeignOrder
		if by == "C" {
			foreign = c.Scenarios().ForeignCustomerOrder
		}
		return c.By() == by && slices.ContainsFunc(c.Numbers(), func(n string) bool { return is(n, foreign) })
	}
}

func sameNumber(n, foreign string) bool { return BareNumber(n) == BareNumber(foreign) }

// reveal shows another partner's order as if it were the partner's own.
func reveal(c *Call) {
	c.Requery(func(q map[string]any) {
		q["order"] = []string{c.Scenarios().ForeignOrder}
		if c.By() == "C" {
			q["order"] = []string{c.Scenarios().ForeignCustomerOrder}
		}
	})
	c.As(c.Host().Westcon.Other)
}
