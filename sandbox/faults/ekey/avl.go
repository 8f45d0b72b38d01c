package ekey

import (
	"net/http"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// avlFaults break MNT-AVL first.
func avlFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "getorder-stays-503",
			Kind:   deviation.WrongStatus,
			Does:   "GetOrder is answered with status 503, whenever it is asked.",
			Breaks: []string{"MNT-AVL-01"},
			May:    deviation.Since(bySchema, "EKY-SCH-03"),
			Ask:    Get(Say(http.StatusServiceUnavailable, "text/html", "<html>Service Unavailable</html>")),
		},
	}
}
