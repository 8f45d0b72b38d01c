// Package content has the faults of MONT Content: those that break CNT-DELTA first are in delta.go, and so on.
package content

import (
	"slices"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// All are the faults, new for each sandbox.
func All() []deviation.Fault {
	return deviation.Of(
		ContentService,
		"content",
		"content",
		slices.Concat(
			authFaults(),
			badFaults(),
			catFaults(),
			deltaFaults(),
			delta10Faults(),
			envFaults(),
			famFaults(),
			prdFaults(),
			prd05Faults(),
			schFaults(),
			tstFaults(),
			urlFaults(),
			venFaults(),
		)...)
}
