package ordering

import (
	"context"
	"slices"
	"time"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/endpoint"
	. "github.com/montcheck/montcheck/internal/verdict"
)

// consistent notes where answers on one order, as they were asked for one
// after the other, are not of the same order: its number, date and product,
// states that only go forward, and all of what is final.
func (s *Session) consistent(ctx context.Context, number string, found *Findings, answers ...*Answer) {
	o := &SlowOrder{Number: number, renews: s.Renews, Answers: answers}
	o.OnlyForward(ctx, found)
	o.Steady(ctx, found)
	s.Dialect.Unchanged(ctx, o, found)
}

// alone is what GetOrder gave for an order that was asked for by itself.
func (s *Session) alone(ctx context.Context, number string) *Answer {
	all := s.Recorded(func(a *Answer) bool { return a.Asked == number && a.Operation == "GetOrder" && a.Given() })
	if len(all) > 0 {
		return all[len(all)-1]
	}
	return s.Get(ctx, number)
}

// crowd is how many orders are asked for side by side.
const crowd = 8

// Company decides that an order is given the same in whatever company it is
// asked for. The numbers are those of orders that were accepted by then.
func (s *Session) Company(requirement string, numbers func() []string) {
	some := func(ctx SpecContext) []string {
		all := numbers()
		if len(all) == 0 {
			NotExercised(ctx, "no order was accepted: see %s", s.Version.Accepted)
		}
		return all[max(0, len(all)-crowd):]
	}
	It("gives each its own answer when several are asked for at the same moment", Decides(requirement),
		func(ctx SpecContext) {
			s.askedTogether(ctx, some(ctx))
		})
	It("gives the same at each of many questions that follow each other on a connection", Decides(requirement),
		func(ctx SpecContext) {
			var found Findings
			some := some(ctx)
			some = some[:min(len(some), 2)]
			for n := range 2 * crowd {
				number := some[n%len(some)]
				before := s.alone(ctx, number)
				s.consistent(ctx, number, &found, before, s.Get(ctx, number))
			}
			found.Settle(ctx)
		})
	It("gives the same when it is asked for again some minutes later", Decides(requirement), func(ctx SpecContext) {
		var found Findings
		var before []*Answer
		some := some(ctx)
		for _, number := range some {
			before = append(before, s.alone(ctx, number))
		}
		if s.Advance != nil {
			Unable(ctx, s.Advance(ctx, 6*time.Minute))
		}
		for i, number := range some {
			s.consistent(ctx, number, &found, before[i], s.Get(ctx, number))
		}
		found.Settle(ctx)
	})
}

// askedTogether asks for orders at the same moment, twice each, and holds what
// comes against what was given to each question alone.
func (s *Session) askedTogether(ctx SpecContext, numbers []string) {
	var requests []endpoint.Request
	alone := map[string]*Answer{}
	for _, number := range numbers {
		alone[number] = s.alone(ctx, number)
	}
	for _, number := range slices.Repeat(numbers, 2) {
		requests = append(requests, s.getRequest(number))
	}
	var found Findings
	for _, a := range s.Together(ctx, requests...) {
		switch {
		case !a.Given():
			found.Add(
				a.About(ctx).Finding("GetOrder does not give an order that is asked for beside others",
					"the order "+a.Asked, a.Says()))
		case a.number() != a.Asked:
			found.Add(a.About(ctx).Finding("GetOrder gives another order than was asked for", a.Asked, a.number()))
		default:
			s.consistent(ctx, a.Asked, &found, alone[a.Asked], a)
		}
	}
	found.Settle(ctx)
}

// An endpoint may notice late that its client hung up: what it does then shows
// only later.
const (
	LateLooks = 3
	lateEvery = 150 * time.Millisecond
)

// StaysAs expects an order that a retry placed to be given as the retry's
// answer had it, however late the endpoint notices that the client of the
// first request had hung up.
func (s *Session) StaysAs(ctx context.Context, number string, placed *Answer, looks int) {
	for n := range looks {
		if n > 0 {
			Unable(ctx, s.Target.Wait(ctx, lateEvery))
		}
		var found Findings
		s.consistent(ctx, number, &found, placed, s.Get(ctx, number))
		found.Settle(ctx)
	}
}
