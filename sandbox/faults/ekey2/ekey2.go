// Package ekey2 has the faults of MONT eKey version 2: those that break EK2-ADD first are in add.go, and so on. The
// module ekey certifies both versions.
package ekey2

import (
	"slices"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// All are the faults, new for each sandbox.
func All() []deviation.Fault {
	return deviation.Of(
		EKey2Service,
		"ekey2",
		"ekey",
		slices.Concat(
			addFaults(),
			authFaults(),
			balFaults(),
			envFaults(),
			errFaults(),
			formFaults(),
			getFaults(),
			idemFaults(),
			prcFaults(),
			schFaults(),
			secFaults(),
			xmlFaults(),
			codes(),
			secondLines(),
			formTexts(),
		)...)
}
