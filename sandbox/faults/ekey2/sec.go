package ekey2

import (
	"strings"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// secFaults break EK2-SEC first.
func secFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "stack-trace",
			Kind:   deviation.Leaked,
			Does:   "AddOrder answers an unknown product with a stack trace.",
			Breaks: []string{"EK2-SEC-01"},
			Answer: Add(IfCode("2", At("//Errors/string", Text("System.NullReferenceException\r\n   at "+
				"Mont.B2B.Orders.Find(String s)")))),
		},
		{
			Name:   "quotes-find-an-order",
			Kind:   deviation.Leaked,
			Does:   "GetOrder gives an order for a number with quotes.",
			Breaks: []string{"EK2-SEC-01"},
			Answer: Get(When(quoted, func(c *Call) { c.Take(c.Fetch("GetOrder/"+c.Latest(), "")) })),
		},
		{
			Name:   "markup-dropped-from-line-numbers",
			Kind:   deviation.Accepted,
			Does:   "AddOrder drops markup from line numbers and places the order.",
			Breaks: []string{"EK2-SEC-01"},
			Answer: Add(IfSent("-1&lt;script", Accept)),
		},
	}
}

// quoted tells whether a number holds quotes.
func quoted(c *Call) bool { return strings.Contains(c.Number, "OR '1'") }
