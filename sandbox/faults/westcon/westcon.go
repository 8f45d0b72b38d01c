// Package westcon has the faults of access tokens, of Westcon's gateway and of the status of orders: those that break
// WST-ORD first are in ord.go, and so on.
package westcon

import (
	"slices"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// All are the faults, new for each sandbox.
func All() []deviation.Fault {
	return deviation.Of(
		WestconService,
		"westcon",
		"westcon",
		slices.Concat(
			authFaults(),
			avlFaults(),
			errFaults(),
			limFaults(),
			ordFaults(),
			ord06Faults(),
			ord11Faults(),
			reqFaults(),
			schFaults(),
			subFaults(),
			tlsFaults(),
			tokFaults(),
		)...)
}
