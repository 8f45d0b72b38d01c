package faults

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
)

// westconRequests take another request than D2's: WST-REQ.
func westconRequests() []row {
	order := func(is func(any) bool, h hook) hook {
		return when(func(c *call) bool { return c.query() != nil && is(c.query()["order"]) }, h)
	}
	object := func(o any) bool { _, is := o.(map[string]any); return is }
	ofObjects := func(o any) bool { list, _ := o.([]any); return len(list) > 0 && object(list[0]) }
	refuse := withError(http.StatusBadRequest)
	zeros := func(c *call) bool { return c.by() == "W" && strings.HasPrefix(c.firstNumber(), "0000") }
	return []row{
		{name: "requests-refused", kind: Refused, does: "Every request for orders is refused.", answer: withStatus(http.StatusOK, refuse), breaks: "WST-REQ-01"},
		{name: "requests-answered-with-202", kind: WrongStatus, does: "Requests for orders are answered with status 202.", answer: withStatus(http.StatusOK, status(http.StatusAccepted)), breaks: "WST-REQ-01", may: "WST-"},
		{name: "several-orders-refused", kind: Refused, does: "A request for several orders is refused.", ask: forSeveral("W", refuse), breaks: "WST-REQ-01", may: "ORD-03 ORD-07"},
		{name: "ordertype-c-refused", kind: Refused, does: "A request by orderType C is refused.", ask: askedBy("C", refuse), breaks: "WST-REQ-01"},
		{name: "ordertype-c-stays-503", kind: WrongStatus, does: "A request by orderType C is answered with status 503, whenever it is made.",
			ask: askedBy("C", withError(http.StatusServiceUnavailable)), breaks: "WST-AVL-01", may: "WST-"},
		{name: "ordertype-c-hangs-up", kind: Lost, does: "A request by orderType C is not answered: the connection is closed.",
			ask: askedBy("C", hangUp), breaks: "WST-AVL-01", may: "WST-"},
		{name: "single-object-refused", kind: Refused, does: "A single object for the orders is refused.", ask: order(object, refuse), breaks: "WST-REQ-02"},
		{name: "array-of-objects-empty", kind: Lost, does: "An array of objects for the orders finds nothing.",
			answer: order(ofObjects, showing(func(c *call) { c.setLines([]orderLine{}) })), breaks: "WST-REQ-02"},
		{name: "single-object-fails", kind: WrongStatus, does: "A single object for the orders is answered with status 500.", ask: order(object, withError(http.StatusInternalServerError)), breaks: "WST-REQ-02"},
		{name: "leading-zeros-refused", kind: Refused, does: "A number with zeros in front is refused.", ask: when(zeros, refuse), breaks: "WST-REQ-03", may: "ORD-07"},
		{name: "leading-zeros-find-nothing", kind: Lost, does: "A number with zeros in front finds nothing.", ask: when(zeros, finds(nobodys)), breaks: "WST-REQ-03", may: "ORD-01"},
		{name: "leading-zeros-find-another-order", kind: WrongValue, does: "A number with zeros in front finds the partner's next order.",
			ask: when(zeros, finds(func(c *call) []string {
				all := c.special().Orders
				return []string{all[(slices.Index(all, c.firstNumber())+1)%len(all)]}
			})), breaks: "WST-REQ-03", may: "ORD-01 ORD-07"},
		{name: "bare-numbers-find-nothing", kind: Lost, does: "A number without zeros in front finds nothing.",
			ask: when(func(c *call) bool { n := c.firstNumber(); return c.by() == "W" && len(n) < 10 }, finds(nobodys)), breaks: "WST-ORD-13", may: "REQ ORD"},
	}
}

// westconEdges answer unusual requests oddly: WST-ORD-08.
func westconEdges() []row {
	unknown := func(c *call) bool { return c.by() == "W" && c.firstNumber() == "9999999999" }
	many := func(c *call) bool { return len(c.numbers()) >= 1000 }
	strangeType := func(c *call) bool { return c.query() != nil && c.by() != "W" && c.by() != "C" }
	noOrders := func(c *call) bool { l, is := c.query()["order"].([]any); return is && len(l) == 0 }
	notJSON := func(c *call) bool { return !c.toAuthority() && !strings.Contains(c.Header.Get("Content-Type"), "json") }
	stack := func(c *call) {
		c.put(http.StatusInternalServerError, "text/html", "<html>Server Error<pre>   at Westcon.Orders.Find(String n)</pre></html>")
	}
	rows := []row{
		{name: "empty-list-stack-trace", kind: Leaked, does: "An empty list of orders is answered with a stack trace.", answer: when(noOrders, stack)},
		{name: "wrong-ordertype-with-500", kind: WrongStatus, does: "A wrong orderType is answered with status 500.", answer: when(strangeType, status(500))},
		{name: "wrong-ordertype-shows-an-order", kind: Leaked, does: "A wrong orderType shows an order of the partner's.",
			answer: when(strangeType, func(c *call) {
				c.requery(func(q map[string]any) { q["orderType"], q["order"] = "W", c.special().Orders[:1] })
				c.forward()
			})},
		{name: "broken-json-as-html", kind: WrongForm, does: "JSON that breaks off is answered with a page of HTML.",
			answer: toGateway(when(func(c *call) bool { return has(c.sent, "partnerKey") && c.query() == nil && !notJSON(c) }, asHTML))},
		{name: "unknown-order-as-error-with-200", kind: WrongStatus, does: "An unknown order is an error with status 200.",
			answer: when(unknown, func(c *call) { c.put(http.StatusOK, "application/json", `{"error":"not found"}`) })},
		{name: "unknown-order-fails", kind: WrongStatus, does: "An unknown order is answered with status 500.", answer: when(unknown, withError(http.StatusInternalServerError))},
		{name: "thousand-orders-empty", kind: Missing, does: "A thousand orders are answered with status 413 and no body.",
			answer: when(many, func(c *call) { c.put(http.StatusRequestEntityTooLarge, "application/json", "") })},
		{name: "thousand-orders-time-out", kind: WrongStatus, does: "A thousand orders are answered with a page of a gateway whose time is up.",
			answer: when(many, func(c *call) { c.put(http.StatusGatewayTimeout, "text/html", errorHTML) }), breaks: "WST-AVL-01", may: "WST-ORD-08"},
		{name: "form-redirected", kind: WrongStatus, does: "A form instead of JSON is answered with a redirect.",
			answer: when(func(c *call) bool { return !c.toAuthority() && has([]byte(c.Header.Get("Content-Type")), "x-www-form") }, func(c *call) {
				c.put(http.StatusFound, "text/html", "")
				c.header.Set("Location", "https://login.example.org/")
			})},
		{name: "exception-in-message", kind: Leaked, does: "Refusals of a request name an exception.",
			answer: withStatus(http.StatusBadRequest, set("message", "System.NullReferenceException: no order")), may: "ERR-01"},
	}
	for i := range rows {
		rows[i].breaks = cmp.Or(rows[i].breaks, "WST-ORD-08")
	}
	return rows
}

// westconSecrets show what is another partner's: WST-ORD-07.
func westconSecrets() []row {
	asks := func(by string, is func(asked, foreign string) bool) func(*call) bool {
		return func(c *call) bool {
			foreign := c.special().ForeignOrder
			if by == "C" {
				foreign = c.special().ForeignCustomerOrder
			}
			return c.by() == by && slices.ContainsFunc(c.numbers(), func(n string) bool { return is(n, foreign) })
		}
	}
	same := func(n, f string) bool { return bare(n) == bare(f) }
	// reveals shows the other partner's order as if it were the one's.
	reveals := func(c *call) {
		c.requery(func(q map[string]any) {
			q["order"] = []string{c.special().ForeignOrder}
			if c.by() == "C" {
				q["order"] = []string{c.special().ForeignCustomerOrder}
			}
		})
		c.as(c.proxy.host.Westcon.Other)
	}
	rows := []row{
		{name: "foreign-order-shown", kind: Leaked, does: "Another partner's order is shown.", answer: when(asks("W", same), reveals), may: "ORD-01"},
		{name: "foreign-order-shown-with-many-zeros", kind: Leaked, does: "Another partner's order is shown by its number with more zeros than it has.",
			answer: when(asks("W", func(n, f string) bool { return len(n) > 10 && same(n, f) }), reveals), may: "ORD-01 ORD-12"},
		{name: "foreign-order-shown-with-blanks", kind: Leaked, does: "Another partner's order is shown by its number with blanks.",
			answer: when(asks("W", func(n, f string) bool { return n != strings.TrimSpace(n) && same(n, f) }), reveals), may: "ORD-01"},
		{name: "foreign-order-shown-beside-an-own", kind: Leaked, does: "Another partner's order is shown when it is asked for beside an own one.",
			answer: when(asks("W", same), forSeveral("W", reveals)), may: "ORD-01"},
		{name: "foreign-order-shown-by-c", kind: Leaked, does: "Another partner's order is shown by its customer order number.",
			answer: when(asks("C", func(n, f string) bool { return n == f }), reveals), may: "ORD-02"},
		{name: "foreign-order-shown-in-another-case", kind: Leaked, does: "Another partner's order is shown when the case of its customer order number differs.",
			answer: when(asks("C", func(n, f string) bool { return n != f && strings.EqualFold(n, f) }), reveals), breaks: "WST-ORD-02"},
		{name: "foreign-order-shown-with-a-blank-behind", kind: Leaked, does: "Another partner's order is shown by its customer order number with a blank behind it.",
			answer: when(asks("C", func(n, f string) bool { return n != f && strings.TrimSpace(n) == f }), reveals), breaks: "WST-ORD-02"},
		{name: "hidden-order-tells-its-product", kind: Leaked, does: "The line that hides another partner's order tells its product.",
			answer: hiddenLine(func(l orderLine) { l["eRPProductNumber"] = "T000001" })},
		{name: "hidden-order-tells-its-quantity", kind: Leaked, does: "The line that hides another partner's order tells its quantity.",
			answer: hiddenLine(func(l orderLine) { l["lineQuantity"] = "         2.000" })},
		{name: "hidden-order-tells-whose-it-is", kind: Leaked, does: "The line that hides another partner's order tells the number that the partner gave it.",
			answer: askedBy("W", hiddenLine(func(l orderLine) { l["customerOrderNumber"] = "Rb1-03" }))},
		{name: "hidden-order-open", kind: WrongValue, does: "The line that hides another partner's order says that it is open.",
			answer: hiddenLine(func(l orderLine) { l["lineStatusCode"], l["lineStatusDescription"] = "OPN", "Open" }), may: "ORD SCH"},
	}
	for i := range rows {
		rows[i].breaks = strings.TrimSpace("WST-ORD-07 " + rows[i].breaks)
	}
	return rows
}
