package westcon

import (
	"net/http"
	"strings"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// errFaults break WST-ERR first.
func errFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "unknown-address-as-html",
			Kind:   deviation.WrongForm,
			Does:   "An unknown address is answered with a page of HTML.",
			Breaks: []string{"WST-ERR-01"},
			Answer: ToGateway(IfStatus(404, AsHTML)),
		},
		{
			Name:   "429-as-html",
			Kind:   deviation.WrongForm,
			Does:   "Status 429 comes with a page of HTML.",
			Breaks: []string{"WST-ERR-01"},
			Answer: ToGateway(IfStatus(http.StatusTooManyRequests, AsHTML)),
		},
		{
			Name:   "refused-token-as-html",
			Kind:   deviation.WrongForm,
			Does:   "The refusal of a token is a page of HTML.",
			Breaks: []string{"WST-ERR-01"},
			Answer: IfBearerRefused(AsHTML),
		},
		{
			Name:   "refused-token-in-another-form",
			Kind:   deviation.WrongForm,
			Does:   "The refusal of a token has another form.",
			Breaks: []string{"WST-ERR-01"},
			Answer: IfBearerRefused(SetBody(`{"error":{"code":401,"message":"no"}}`)),
		},
		{
			Name:   "refused-token-with-another-code",
			Kind:   deviation.WrongValue,
			Does:   "The refusal of a token has another statusCode than its status.",
			Breaks: []string{"WST-ERR-01"},
			Answer: IfBearerRefused(Set("statusCode", 400)),
		},
		{
			Name:   "refused-token-empty",
			Kind:   deviation.Missing,
			Does:   "The refusal of a token has no body.",
			Breaks: []string{"WST-ERR-01"},
			Answer: IfBearerRefused(DropBody),
		},
		{
			Name:   "refused-token-in-an-array",
			Kind:   deviation.WrongForm,
			Does:   "Refusals of a token are JSON in an array.",
			Breaks: []string{"WST-ERR-01"},
			Answer: IfBearerRefused(func(c *Call) { c.Body = []byte("[" + strings.TrimSpace(string(c.Body)) + "]") }),
		},
		{
			Name:   "unknown-address-with-200",
			Kind:   deviation.WrongStatus,
			Does:   "An unknown address is answered with status 200.",
			Breaks: []string{"WST-ERR-02"},
			Answer: ToGateway(IfStatus(404, Status(200))),
		},
		{
			Name:   "unknown-operation-gives-orders",
			Kind:   deviation.Accepted,
			Does:   "Every operation of Orders gives their status.",
			Breaks: []string{"WST-ERR-02"},
			Ask: ToGateway(func(c *Call) {
				orders := c.Host().Westcon.Path + "/Orders/"
				if operation, found := strings.CutPrefix(c.Request.URL.Path, orders); found && operation != "" {
					c.Request.URL.Path, c.Request.URL.RawPath = orders+"orderStatus", ""
				}
			}),
		},
	}
}
