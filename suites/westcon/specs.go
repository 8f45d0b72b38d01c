// Package westcon holds the certification specs of Westcon's access tokens and
// order status (D2).
//
// It orders nothing: its POST requests only read, and say so. Credentials are
// placeholders that the target fills in, and tokens are handles, so that no
// spec ever holds a secret. A 429 is obeyed wherever it comes.
package westcon

import (
	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/endpoint"
)

// Specs registers the specs against a target.
func Specs(t *endpoint.Target) {
	s := &session{t: t, asked: map[string]*answer{}}
	// Ordered, because the last specs judge what the others were answered.
	Describe(endpoint.Westcon, Ordered, ContinueOnFailure, func() {
		s.reached()
		s.tokens()
		s.subscriptions()
		s.bearers()
		s.unknownAddresses()
		s.requests()
		s.orders()
		s.isolation()
		s.edges()
		s.expiry()
		s.expiredToken()
		s.available()
		s.limits()
		// all answers of the run, whichever spec asked for them
		s.tokenAnswers()
		s.refusals()
		s.everyRequest()
		s.schema()
		s.everyLine()
		s.customerOrders()
		s.dates()
		s.statesAgree()
		s.billing()
		s.quantities()
		s.numbers()
	})
}

// enough is how many orders of a kind are asked for one by one.
const enough = 5
