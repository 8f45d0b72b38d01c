package westcon

import (
	"net/http"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// avlFaults break WST-AVL first.
func avlFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "ordertype-c-stays-503",
			Kind:   deviation.WrongStatus,
			Does:   "A request by orderType C is answered with status 503, whenever it is made.",
			Breaks: []string{"WST-AVL-01"},
			Ask:    AskedBy("C", WithError(http.StatusServiceUnavailable)),
		},
		{
			Name:   "ordertype-c-hangs-up",
			Kind:   deviation.Lost,
			Does:   "A request by orderType C is not answered: the connection is closed.",
			Breaks: []string{"WST-AVL-01"},
			May: deviation.Since("These ask by orderType C among other things, and get no answer.",
				"WST-ORD-02", "WST-ORD-03", "WST-ORD-07", "WST-ORD-08", "WST-ORD-15", "WST-REQ-01",
			),
			Ask: AskedBy("C", HangUp),
		},
		{
			Name:   "thousand-orders-time-out",
			Kind:   deviation.WrongStatus,
			Does:   "A thousand orders are answered with a page of a gateway whose time is up.",
			Breaks: []string{"WST-AVL-01"},
			Answer: ForMany(Do(Status(http.StatusGatewayTimeout), AsHTML)),
		},
	}
}
