package faults

import (
	"net/http"
	"slices"
)

// westconMute give answers that prove nothing: a requirement that something is refused, hidden or the same does not hold
// only because nothing is ever shown.
func westconMute() []row {
	const refusals = "WST-SUB-01 WST-SUB-02 WST-SUB-03 WST-AUTH-01 WST-AUTH-02 WST-AUTH-04 WST-AUTH-06 WST-AUTH-07 WST-ERR-02 WST-ORD-07"
	gateway := func(h hook) hook { return toGateway(when(func(c *call) bool { return c.query() != nil }, h)) }
	hidden := func(h hook) hook {
		return gateway(when(func(c *call) bool {
			return slices.ContainsFunc(c.numbers(), func(n string) bool { return bare(n) == bare(c.special().ForeignOrder) })
		}, h))
	}
	return []row{
		{name: "nothing-is-there", kind: WrongStatus, does: "Every request for orders is answered with status 404.",
			answer: gateway(when(func(c *call) bool { return c.status != http.StatusTooManyRequests }, withError(http.StatusNotFound))), breaks: "WST-REQ-01", hides: refusals},
		{name: "every-order-is-someone-elses", kind: WrongValue, does: "All orders are hidden as another partner's.", answer: eachLine(func(l orderLine) {
			l["lineStatusCode"], l["lineStatusDescription"] = notOwn, "Not your order"
		}), breaks: "WST-ORD-02 WST-ORD-13", hides: refusals + " WST-ORD-03 WST-ORD-14 WST-ORD-15 WST-REQ-02 WST-REQ-03 WST-ORD-09"},
		{name: "order-status-is-an-empty-object", kind: Missing, does: "An order status is an empty object.",
			answer: showing(func(c *call) { c.body = []byte("{}") }), breaks: "WST-SCH-01 WST-REQ-01", hides: refusals + " WST-ORD-03 WST-ORD-14 WST-REQ-02 WST-REQ-03"},
		{name: "quantities-are-numbers-everywhere", kind: WrongForm, does: "Quantities are numbers.",
			answer: eachLine(func(l orderLine) { l["lineQuantity"] = 2 }), breaks: "WST-SCH-01", hides: "WST-ORD-09 WST-ORD-16"},
		{name: "hidden-order-breaks-the-service", kind: WrongStatus, does: "Another partner's order is answered with status 500.",
			answer: hidden(withError(http.StatusInternalServerError)), breaks: "WST-REQ-01", hides: "WST-ORD-07"},
		{name: "hidden-order-is-cut-short", kind: WrongForm, does: "The answer about another partner's order is cut short.",
			answer: hidden(func(c *call) {
				c.put(http.StatusOK, "application/json", `{"MT_OrderStatus_Response":[{"eRPOrderNumber"`)
			}), breaks: "WST-SCH-01", hides: "WST-ORD-07"},
		{name: "hidden-order-in-a-refusal", kind: Leaked, does: "Another partner's order is refused, and the refusal tells its product.",
			answer: hidden(func(c *call) {
				c.put(http.StatusForbidden, "application/json", `{"statusCode":403,"message":"not yours: {\"eRPProductNumber\":\"T1\"}"}`)
			}), breaks: "WST-ORD-07"},
	}
}
