package loadprofiles

import (
	"slices"

	"github.com/montcheck/montcheck/internal/montcontent"
)

// Operations are the methods of MONT Content that load may call (D3), all of them reading, in alphabetical order.
// AddOrder is not among them: load never orders.
var Operations = operations(func(m montcontent.Method) bool { return m.Loaded })

// Deltas are those that a partner asks from the version that it holds.
var Deltas = operations(func(m montcontent.Method) bool { return m.Loaded && m.Changes })

func operations(wanted func(montcontent.Method) bool) (names []string) {
	for _, m := range montcontent.Methods {
		if wanted(m) {
			names = append(names, m.Name)
		}
	}
	slices.Sort(names)
	return names
}

// known tells whether load may call an operation.
func known(operation string) bool { return slices.Contains(Operations, operation) }
