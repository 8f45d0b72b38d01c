// Package ekey has the faults of MONT eKey version 1: those that break EKY-ADD first are in add.go, and so on.
package ekey

import (
	"slices"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// All are the faults, new for each sandbox.
func All() []deviation.Fault {
	return deviation.Of(
		EKeyService,
		"ekey",
		"ekey",
		slices.Concat(
			addFaults(),
			authFaults(),
			avlFaults(),
			balFaults(),
			errFaults(),
			getFaults(),
			idemFaults(),
			schFaults(),
			secFaults(),
			xmlFaults(),
			codes(),
		)...)
}
