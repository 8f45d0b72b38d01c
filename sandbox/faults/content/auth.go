package content

import (
	"net/http"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// authFaults break MNT-AUTH first.
func authFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "partner-refused-at-times",
			Kind:   deviation.Refused,
			Does:   "One call of forty refuses the partner's own login.",
			Breaks: []string{"MNT-AUTH-01"},
			May:    deviation.Since("Any call may be the one that is refused.", "CNT-SCH-*"),
			Answer: IfOK(EveryNth(40, AnyCall, Say(http.StatusUnauthorized, "text/html", "<html>Unauthorized</html>"))),
		},
	}
}
