package faults

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// westconMute give answers that prove nothing: a requirement that something is refused, hidden or the same does not hold
// only because nothing is ever shown.
func westconMute() []row {
	const refusals = "WST-SUB-01 WST-SUB-02 WST-SUB-03 WST-AUTH-01 WST-AUTH-02 WST-AUTH-04 WST-AUTH-06 WST-AUTH-07 WST-ERR-02 WST-ORD-07"
	const ofLines = "WST-ORD-01 WST-ORD-04 WST-ORD-05 WST-ORD-06 WST-ORD-09 WST-ORD-10 WST-ORD-11 WST-ORD-12"
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
		}), breaks: "WST-ORD-02 WST-ORD-13", hides: refusals + " WST-ORD-03 WST-ORD-14 WST-ORD-15 WST-REQ-02 WST-REQ-03 WST-SCH-01 " + ofLines},
		{name: "order-status-is-an-empty-object", kind: Missing, does: "An order status is an empty object.",
			answer: showing(func(c *call) { c.body = []byte("{}") }), breaks: "WST-SCH-01 WST-REQ-01 WST-ORD-02 WST-ORD-13", hides: refusals + " WST-ORD-03 WST-ORD-14 WST-REQ-02 WST-REQ-03 " + ofLines},
		{name: "own-orders-are-empty-lists", kind: Lost, does: "Every order status is an empty list.",
			answer: showing(func(c *call) { c.setLines([]orderLine{}) }), breaks: "WST-ORD-02 WST-ORD-13", hides: refusals + " WST-ORD-03 WST-ORD-14 WST-ORD-15 WST-REQ-02 WST-REQ-03 WST-SCH-01 " + ofLines},
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
		{name: "hidden-order-in-escapes", kind: Leaked, does: "Another partner's order is refused, and the refusal tells its product in escapes of JSON.",
			answer: hidden(func(c *call) {
				c.put(http.StatusForbidden, "application/json", `{"statusCode":403,"message":"\u0065RPProduct\u004eumber T1"}`)
			}), breaks: "WST-ORD-07"},
		{name: "hidden-order-under-another-root", kind: Leaked, does: "Another partner's order is shown beneath another root.",
			answer: hidden(func(c *call) {
				c.put(http.StatusOK, "application/json", `{"d":{"results":[{"eRPProductNumber":"T1","lineQuantity":"         2.000"}]}}`)
			}), breaks: "WST-ORD-07 WST-SCH-01"},
		{name: "hidden-order-tells-a-further-member", kind: Leaked, does: "The line that hides another partner's order tells when it is delivered.",
			answer: hiddenLine(func(l orderLine) { l["estimatedDeliveryDate"] = "20261224" }), breaks: "WST-ORD-07", may: "SCH-01"},
		{name: "refused-key-tells-the-product", kind: Leaked, does: "The refusal of a subscription key tells the product of the order, in escapes of JSON.",
			answer: when((*call).refusedKey, func(c *call) {
				if q := c.query(); q != nil {
					key := c.Header.Get(keyHeader)
					refusal := c.body
					c.as(c.partner())
					lines, _ := c.lines()
					c.Header.Set(keyHeader, key)
					product := ""
					for _, r := range ofFirst(lines, "eRPProductNumber") {
						product += fmt.Sprintf(`\u%04x`, r)
					}
					c.status, c.body = http.StatusUnauthorized, []byte(strings.Replace(string(refusal), `"message":"`, `"message":"`+product+` `, 1))
				}
			}), breaks: "WST-SUB-01 WST-SUB-02"},
		{name: "refused-secret-brings-a-token-deeper", kind: Leaked, does: "The refusal of a token request has a token in an object of its own.",
			answer: when((*call).refusedToken, func(c *call) {
				set("result", map[string]any{"access_token": c.freshToken(c.partner())})(c)
			}), breaks: "WST-TOK-04 WST-TOK-05 WST-TOK-06 WST-TOK-07", may: "AUTH-03"},
	}
}

// ofFirst is a member of the first line; empty where there is none.
func ofFirst(lines []orderLine, name string) string {
	if len(lines) == 0 {
		return ""
	}
	s, _ := lines[0][name].(string)
	return s
}
