package faults

import (
	"net/http"
	"strings"
	"time"
)

// westconProxies are caches and load balancers before Westcon, and values that pass through other systems on their way.
func westconProxies() []row {
	var token []byte
	var until time.Time
	kept := map[string][]byte{}
	var before []byte
	shown := 0
	final := func(name string, change func(string) string) hook {
		return wholly(func(_ *call, lines []orderLine) []orderLine {
			l := lines[len(lines)-1]
			if s, ok := l[name].(string); ok {
				l[name] = change(s)
			}
			return lines
		})
	}
	constant := func(s string) func(string) string { return func(string) string { return s } }
	return []row{
		{name: "tokens-from-a-cache", kind: Stale, does: "The authority gives one token for fifty minutes, and says each time that it lives for an hour.",
			answer: when((*call).granted, func(c *call) {
				if now := c.proxy.host.Now(); now.After(until) {
					token, until = c.body, now.Add(50*time.Minute)
				}
				c.body = token
			}), breaks: "WST-TOK-03", may: "WST-"},
		{name: "answers-cached-for-all", kind: Leaked, does: "Who is refused is shown what was answered to the same request before.",
			answer: toGateway(func(c *call) {
				if c.status == http.StatusOK {
					kept[string(c.sent)] = c.body
				} else if body, known := kept[string(c.sent)]; known && c.status == http.StatusUnauthorized {
					c.put(http.StatusOK, "application/json", string(body))
				}
			}), breaks: "WST-AUTH-01 WST-AUTH-02 WST-SUB-01 WST-SUB-02", may: "WST-"},
		{name: "each-seventh-answer-is-the-one-before", kind: WrongValue, does: "The gateway gives the answer before in place of each seventh.",
			answer: showing(func(c *call) {
				own := c.body
				if shown++; shown%7 == 0 {
					c.body = before
				}
				before = own
			}), breaks: "WST-ORD-01", may: "WST-"},
		{name: "answers-crossed", kind: Race, does: "The gateway gives two requests each other's answers when both come at the same moment.",
			answer: showing(crossed(func(a, b *call) bool { return a.firstNumber() != b.firstNumber() })), breaks: "WST-ORD-01", may: "WST-ORD WST-AUTH", race: true},
		{name: "last-quantity-grouped", kind: WrongForm, does: "The quantity of the last line has a comma between thousands.", answer: final("lineQuantity", constant("     2,000.000")), breaks: "WST-ORD-09", may: "WST-ORD-14 WST-ORD-03 WST-ORD-15 WST-REQ"},
		{name: "last-quantity-with-exponent", kind: WrongForm, does: "The quantity of the last line has an exponent.", answer: final("lineQuantity", constant("       2.000E0")), breaks: "WST-ORD-09", may: "WST-ORD WST-REQ"},
		{name: "last-date-null", kind: WrongForm, does: "The shipDate of the last line is null where it is not known.",
			answer: wholly(func(_ *call, lines []orderLine) []orderLine { lines[len(lines)-1]["shipDate"] = nil; return lines }), breaks: "WST-SCH-01", may: "WST-ORD WST-REQ"},
		{name: "last-code-padded", kind: WrongForm, does: "The status code of the last line is filled up with blanks.", answer: final("lineStatusCode", func(s string) string { return s + "  " }), breaks: "WST-ORD-05", may: "WST-ORD-0 WST-ORD-1 WST-REQ"},
		{name: "customer-number-padded", kind: WrongForm, does: "Customer order numbers are filled up with blanks when orders are asked for by them.",
			answer: askedBy("C", texts("customerOrderNumber", func(s string) string { return s + "     " })), breaks: "WST-ORD-02", may: "WST-ORD-15 WST-ORD-03"},
		{name: "units-in-another-encoding", kind: WrongForm, does: "Units of measure are in windows-1251.",
			answer: showing(raw(`"unitOfMeasure":"EA"`, "\"unitOfMeasure\":\"\xd8\xd2\"")), breaks: "WST-SCH-01", may: "WST-ORD WST-REQ WST-SUB WST-AUTH"},
		{name: "two-documents", kind: Extra, does: "A second JSON document follows an order status.", answer: showing(func(c *call) { c.body = append(c.body, "\n{}"...) }), breaks: "WST-SCH-01", may: "WST-"},
		{name: "several-orders-lose-the-middle", kind: Lost, does: "Of three orders and more the second is lost.",
			ask: toGateway(func(c *call) {
				if n := c.numbers(); len(n) > 2 && len(n) < 100 {
					c.requery(func(q map[string]any) { q["order"] = append(append([]string{}, n[0]), n[2:]...) })
				}
			}), breaks: "WST-ORD-03"},
		{name: "token-error-by-number", kind: WrongForm, does: "The error of a refused token request is a number.", answer: when((*call).refusedToken, set("error", 7000215)), breaks: "WST-TOK-02"},
		{name: "another-scheme-refused-with-403", kind: WrongStatus, does: "A token under another scheme than Bearer is refused with status 403.",
			answer: when(func(c *call) bool {
				return c.refusedBearer() && strings.HasPrefix(c.Header.Get("Authorization"), "Basic ")
			},
				both(status(http.StatusForbidden), set("statusCode", http.StatusForbidden))), breaks: "WST-AUTH-07"},
		{name: "refused-token-in-an-array", kind: WrongForm, does: "Refusals of a token are JSON in an array.",
			answer: when((*call).refusedBearer, func(c *call) { c.body = []byte("[" + strings.TrimSpace(string(c.body)) + "]") }), breaks: "WST-ERR-01"},
	}
}
