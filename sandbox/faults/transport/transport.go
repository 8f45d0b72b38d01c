// Package transport has the faults of how MONT's services are reached, of who may use them, and of what a body is:
// those that break MNT-TLS first are in tls.go, and so on. They show in MONT Content.
package transport

import (
	"slices"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// All are the faults, new for each sandbox.
func All() []deviation.Fault {
	return deviation.Of(
		ContentService,
		"transport",
		"content",
		slices.Concat(authFaults(), tlsFaults(), xmlFaults())...)
}
