// Package v1 holds the specs of MONT eKey version 1, one product an order: D3, "Сервис MONT eKey". A file has the specs
// of a group of requirements (EKY-ADD: add.go); order.go, request.go and place.go are what they are written with.
package v1

import (
	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/suites/ekey/ordering"
)

// Specs registers the specs of version 1 against a target; other is the session of version 2, nil where that is not
// certified here.
func Specs(t *endpoint.Target, other *ordering.Session) {
	s := newSession(t)
	s.Other = other
	Describe(endpoint.EKey, Ordered, ContinueOnFailure, func() {
		AfterAll(s.Polls.End)
		s.slowOrders()
		s.Access()
		s.correct()
		s.forms()
		s.asked()
		s.hidden()
		s.idempotency()
		s.cut()
		s.refusals()
		s.malformed()
		s.unsold()
		s.nothingBehind()
		s.balance()
		s.hostile()
		s.finished()
		s.everyOrder()
		s.everyGiven()
		s.everyKey()
		s.everyNumber()
		s.Available()
		s.schema()
		s.states()
		s.results()
		s.vendorDetails()
		s.Encoding()
	})
}

// New returns a session of this version, to ask and to read answers with, without its specs.
func New(t *endpoint.Target) *ordering.Session { return newSession(t).Session }

func newSession(t *endpoint.Target) *session {
	s := &session{Session: ordering.NewSession(t, t.EKey, version)}
	s.Dialect = s
	return s
}
