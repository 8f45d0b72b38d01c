// Package v2 holds the specs of MONT eKey version 2, the order with lines: D0, D1 and MONT's public wiki. A file has
// the specs of a group of requirements (EK2-ADD: add.go); order.go, request.go and place.go are what they are written
// with.
package v2

import (
	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/suites/ekey/ordering"
)

// Specs registers the specs of version 2 against a target; other is the session of version 1, nil where that is not
// certified here.
func Specs(t *endpoint.Target, other *ordering.Session) {
	s := newSession(t)
	s.Other = other
	Describe(endpoint.EKey2, Ordered, ContinueOnFailure, func() {
		AfterAll(s.Polls.End)
		s.priceList()
		s.slowOrders()
		s.Access()
		s.correct()
		s.letters()
		s.asked()
		s.forms()
		s.wrongForms()
		s.subscriptions()
		s.idempotency()
		s.refusals()
		s.quantities()
		s.malformed()
		s.credit()
		s.longNumbers()
		s.hostile()
		s.links()
		s.finished()
		s.results()
		s.failures()
		s.sums()
		s.everyOrder()
		s.everyGiven()
		s.charged()
		s.everyNumber()
		s.Available()
		s.limits()
		s.envelopes()
		s.spelling()
		s.schema()
		s.Encoding()
	})
}

// New returns a session of this version, to ask and to read answers with, without its specs.
func New(t *endpoint.Target) *ordering.Session { return newSession(t).Session }

func newSession(t *endpoint.Target) *session {
	s := &session{Session: ordering.NewSession(t, t.EKey2, version)}
	s.Dialect = s
	return s
}
