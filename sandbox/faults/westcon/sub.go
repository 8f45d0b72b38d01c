package westcon

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// subFaults break WST-SUB first.
func subFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "no-key-needed",
			Kind:   deviation.Accepted,
			Does:   "The gateway needs no subscription key.",
			Breaks: []string{"WST-SUB-01", "WST-SUB-03"},
			Ask:    forgiveKey(noKey),
		},
		{
			Name:   "no-key-needed-now-and-then",
			Kind:   deviation.Accepted,
			Does:   "One of five requests without a subscription key is let in.",
			Breaks: []string{"WST-SUB-01"},
			Ask:    ToGateway(When(noKey, EveryNth(5, AnyCall, forgiveKey(noKey)))),
		},
		{
			Name:   "key-refused-with-403",
			Kind:   deviation.WrongStatus,
			Does:   "A subscription key is refused with status 403.",
			Breaks: []string{"WST-SUB-01", "WST-SUB-02"},
			Answer: IfKeyRefused(Status(403)),
		},
		{
			Name:   "key-refused-with-200",
			Kind:   deviation.WrongStatus,
			Does:   "A subscription key is refused with status 200.",
			Breaks: []string{"WST-SUB-01", "WST-SUB-02"},
			Answer: IfKeyRefused(Status(200)),
		},
		{
			Name:   "key-refused-as-html",
			Kind:   deviation.WrongForm,
			Does:   "The refusal of a subscription key is a page of HTML.",
			Breaks: []string{"WST-SUB-01", "WST-SUB-02", "WST-SUB-03"},
			Answer: IfKeyRefused(AsHTML),
		},
		{
			Name:   "key-refused-without-message",
			Kind:   deviation.Missing,
			Does:   "The refusal of a subscription key has no message.",
			Breaks: []string{"WST-SUB-01", "WST-SUB-02", "WST-SUB-03"},
			Answer: IfKeyRefused(Without("message")),
		},
		{
			Name:   "key-refused-with-code-as-text",
			Kind:   deviation.WrongForm,
			Does:   "The refusal of a subscription key has statusCode as a text.",
			Breaks: []string{"WST-SUB-01", "WST-SUB-02"},
			Answer: IfKeyRefused(Set("statusCode", "401")),
		},
		{
			Name:   "key-refused-with-another-code",
			Kind:   deviation.WrongValue,
			Does:   "The refusal of a subscription key has another statusCode than its status.",
			Breaks: []string{"WST-SUB-01", "WST-SUB-02"},
			Answer: IfKeyRefused(Set("statusCode", 403)),
		},
		{
			Name:   "key-refused-shows-orders",
			Kind:   deviation.Leaked,
			Does:   "The refusal of a subscription key holds the orders.",
			Breaks: []string{"WST-SUB-01", "WST-SUB-02", "WST-SUB-03"},
			Answer: IfKeyRefused(showOrders(http.StatusUnauthorized)),
		},
		{
			Name:   "refused-key-tells-the-product",
			Kind:   deviation.Leaked,
			Does:   "The refusal of a subscription key tells the product of the order, in escapes of JSON.",
			Breaks: []string{"WST-SUB-01", "WST-SUB-02"},
			May: deviation.Since("The text of the refusal replaces the one that says where the key goes.",
				"WST-SUB-03",
			),
			Answer: IfKeyRefused(IfQuery(func(c *Call) {
				key, refusal := c.Request.Header.Get(KeyHeader), c.Body
				c.As(c.Partner())
				lines, _ := c.Lines()
				c.Request.Header.Set(KeyHeader, key)
				product := ""
				for _, r := range ofFirst(lines, "eRPProductNumber") {
					product += fmt.Sprintf(`\u%04x`, r)
				}
				c.Status = http.StatusUnauthorized
				c.Body = []byte(strings.Replace(string(refusal), `"message":"`, `"message":"`+product+` `, 1))
			})),
		},
		{
			Name:   "any-key-accepted-now-and-then",
			Kind:   deviation.Accepted,
			Does:   "One of five requests with a wrong subscription key is let in.",
			Breaks: []string{"WST-SUB-02"},
			Ask:    ToGateway(When(wrongKey, EveryNth(5, AnyCall, forgiveKey(wrongKey)))),
		},
		{
			Name:   "any-key-accepted",
			Kind:   deviation.Accepted,
			Does:   "The gateway takes any subscription key.",
			Breaks: []string{"WST-SUB-02"},
			Ask:    forgiveKey(wrongKey),
		},
		{
			Name:   "key-with-a-tail-accepted",
			Kind:   deviation.Accepted,
			Does:   "Of a subscription key only the beginning counts.",
			Breaks: []string{"WST-SUB-02"},
			Ask: forgiveKey(func(c *Call) bool {
				return wrongKey(c) && strings.HasPrefix(c.Request.Header.Get(KeyHeader), c.Partner().SubscriptionKey)
			}),
		},
		{
			Name:   "key-not-challenged",
			Kind:   deviation.Missing,
			Does:   "A missing subscription key is not challenged.",
			Breaks: []string{"WST-SUB-03"},
			Answer: IfKeyRefused(DropHeader("WWW-Authenticate")),
		},
		{
			Name:   "key-challenged-as-bearer",
			Kind:   deviation.WrongValue,
			Does:   "A missing subscription key is challenged for a token.",
			Breaks: []string{"WST-SUB-03"},
			Answer: IfKeyRefused(Header("WWW-Authenticate", "Bearer")),
		},
		{
			Name:   "token-before-key",
			Kind:   deviation.Reordered,
			Does:   "The gateway looks at the token before the subscription key.",
			Breaks: []string{"WST-SUB-03"},
			Ask:    forgiveKey(func(c *Call) bool { return noKey(c) && len(c.Bearer()) < 20 }),
		},
	}
}

func noKey(c *Call) bool { return c.Request.Header.Get(KeyHeader) == "" }

func wrongKey(c *Call) bool {
	return !noKey(c) && c.Request.Header.Get(KeyHeader) != c.Partner().SubscriptionKey
}

// forgiveKey makes the subscription key of some requests right.
func forgiveKey(is func(*Call) bool) Hook {
	return ToGateway(When(is, func(c *Call) { c.Request.Header.Set(KeyHeader, c.Partner().SubscriptionKey) }))
}

// ofFirst is a member of the first line; empty where there is none.
func ofFirst(lines []OrderLine, name string) string {
	if len(lines) == 0 {
		return ""
	}
	return textOf(lines[0], name)
}
