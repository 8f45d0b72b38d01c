package content

import (
	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// tstFaults break CNT-TST first.
func tstFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "testconnection-status-503",
			Kind:   deviation.WrongStatus,
			Does:   "TestConnection answers with status 503.",
			Breaks: []string{"CNT-TST-01", "CNT-SCH-TestConnection", "MNT-AVL-01"},
			Answer: On("TestConnection", IfOK(Status(503))),
		},
		{
			Name:   "testconnection-says-ok",
			Kind:   deviation.WrongForm,
			Does:   "TestConnection answers OK, and no XML.",
			Breaks: []string{"CNT-TST-01", "CNT-SCH-TestConnection", "MNT-XML-01"},
			Answer: On("TestConnection", IfOK(func(c *Call) { c.Body = []byte("OK") })),
		},
	}
}
