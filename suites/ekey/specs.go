// Package ekey holds the certification specs of MONT eKey: version 1, one
// product an order (D3, "Сервис MONT eKey"), and version 2, the order with
// lines (D0, D1).
//
// Every order goes through the run's guard: it keeps under the budget and is
// in the ledger before the request leaves. After an exchange that was cut,
// the suite finds out what became of the order before it goes on.
package ekey

import (
	"context"
	"fmt"
	"time"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/target"
)

// Version1 registers the specs of version 1 against a target.
func Version1(t *target.Target) {
	s := newSession(t, t.EKey, 1, "EKY-ADD-05")
	Describe(target.EKey, Ordered, ContinueOnFailure, func() {
		AfterAll(s.polls.end)
		s.slowOrders1()
		s.access()
		s.accepted1()
		s.forms1()
		s.asked1()
		s.idempotency1()
		s.cut1()
		s.refusals1()
		s.balance1()
		s.hostile1()
		s.finished1()
		s.everyOrder1()
		s.everyAnswer1()
		s.encoding()
	})
}

// Version2 registers the specs of version 2 against a target.
func Version2(t *target.Target) {
	s := newSession(t, t.EKey2, 2, "EK2-ADD-04")
	Describe(target.EKey2, Ordered, ContinueOnFailure, func() {
		AfterAll(s.polls.end)
		s.priceList2()
		s.slowOrders2()
		s.access()
		s.accepted2()
		s.forms2()
		s.idempotency2()
		s.refusals2()
		s.hostile2()
		s.links2()
		s.finished2()
		s.everyOrder2()
		s.everyAnswer2()
		s.encoding()
	})
}

func newSession(t *target.Target, service *target.Service, version int, slowSpec string) *session {
	s := &session{t: t, service: service, version: version, slow: map[string]*slowOrder{}, slowSpec: slowSpec, polls: newWatchers()}
	if t.Orders != nil {
		s.currency = t.Orders.Currency()
	}
	if t.Control != nil {
		s.advance = s.advanceClock
	}
	return s
}

// advanceClock moves the endpoint's clock on.
func (s *session) advanceClock(ctx context.Context, by time.Duration) error {
	_, err := s.t.Steer(ctx, "clock", map[string]any{"advance": by.String()})
	return err
}

// Probes are the calls by which a run finds out beforehand whether the
// service can be certified at all: a broken one is left to the specs.
func Probes(service *target.Service) [][2]string {
	method, version := "CheckMyBalance", 1
	if service.Module == target.EKey2 {
		method, version = "CheckLimits", 2
	}
	unknown := fmt.Sprintf("GetOrder/MC%d-none", version)
	return [][2]string{{method, service.URL.String() + "/" + method}, {"GetOrder", service.URL.String() + "/" + unknown}}
}
