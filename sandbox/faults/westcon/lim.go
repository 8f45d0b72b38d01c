package westcon

import (
	"net/http"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// limFaults break WST-LIM first.
func limFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "429-without-retry-after",
			Kind:   deviation.Missing,
			Does:   "Status 429 comes without Retry-After.",
			Breaks: []string{"WST-LIM-01"},
			Answer: ToGateway(IfStatus(http.StatusTooManyRequests, DropHeader("Retry-After"))),
		},
		{
			Name:   "429-with-retry-after-0",
			Kind:   deviation.WrongValue,
			Does:   "Status 429 comes with Retry-After 0.",
			Breaks: []string{"WST-LIM-01"},
			Answer: ToGateway(IfStatus(http.StatusTooManyRequests, Header("Retry-After", "0"))),
		},
		{
			Name:   "429-with-retry-after-in-words",
			Kind:   deviation.WrongForm,
			Does:   "Status 429 comes with Retry-After in words.",
			Breaks: []string{"WST-LIM-01"},
			Answer: ToGateway(IfStatus(http.StatusTooManyRequests, Header("Retry-After", "soon"))),
		},
		{
			Name:   "429-with-retry-after-too-short",
			Kind:   deviation.OffByOne,
			Does:   "Status 429 comes with a Retry-After that is too short.",
			Breaks: []string{"WST-LIM-01"},
			Answer: ToGateway(IfStatus(http.StatusTooManyRequests, Header("Retry-After", "1"))),
		},
	}
}
