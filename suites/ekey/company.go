package ekey

import (
	"context"
	"slices"
	"time"

	. "github.com/onsi/ginkgo/v2"

	. "github.com/montcheck/montcheck/internal/spec"
	"github.com/montcheck/montcheck/internal/target"
)

// consistent notes where answers on one order, as they were asked for one
// after the other, are not of the same order: its number, date and product,
// states that only go forward, and all of what is final.
func (s *session) consistent(ctx context.Context, number string, found *Findings, answers ...*answer) {
	o := &slowOrder{number: number, renews: s.renews, answers: answers}
	o.onlyForward(ctx, found)
	o.steady(ctx, found)
	if s.version == 2 {
		o.sameLines(ctx, found)
		return
	}
	o.identical(ctx, found)
	first, last := answers[0], o.last()
	if !first.given() || !last.given() || first.order.status != last.order.status || s.renews(first.order.partNum) {
		return
	}
	if was, is := linksOf(first.order), linksOf(last.order); was != is {
		found.Add(last.about(ctx).Finding("order "+number+" has other links than before, though its product's FulfillmentType is not 1", was, is))
	}
}

// alone is what GetOrder gave for an order that was asked for by itself.
func (s *session) alone(ctx context.Context, number string) *answer {
	all := s.recorded(func(a *answer) bool { return a.asked == number && a.operation == "GetOrder" && a.given() })
	if len(all) > 0 {
		return all[len(all)-1]
	}
	return s.get(ctx, number)
}

// crowd is how many orders are asked for side by side.
const crowd = 8

// company decides that an order is given the same in whatever company it is
// asked for. The numbers are those of orders that were accepted by then.
func (s *session) company(requirement string, numbers func() []string) {
	some := func(ctx SpecContext) []string {
		all := numbers()
		if len(all) == 0 {
			NotExercised(ctx, "no order was accepted: see %s", map[int]string{1: "EKY-ADD-01", 2: "EK2-ADD-01"}[s.version])
		}
		return all[max(0, len(all)-crowd):]
	}
	It("gives each its own answer when several are asked for at the same moment", Decides(requirement), func(ctx SpecContext) {
		s.askedTogether(ctx, some(ctx))
	})
	It("gives the same at each of many questions that follow each other on a connection", Decides(requirement), func(ctx SpecContext) {
		var found Findings
		some := some(ctx)
		some = some[:min(len(some), 2)]
		for n := range 2 * crowd {
			number := some[n%len(some)]
			before := s.alone(ctx, number)
			s.consistent(ctx, number, &found, before, s.get(ctx, number))
		}
		found.Settle(ctx)
	})
	It("gives the same when it is asked for again some minutes later", Decides(requirement), func(ctx SpecContext) {
		var found Findings
		var before []*answer
		some := some(ctx)
		for _, number := range some {
			before = append(before, s.alone(ctx, number))
		}
		if s.advance != nil {
			Unable(ctx, s.advance(ctx, 6*time.Minute))
		}
		for i, number := range some {
			s.consistent(ctx, number, &found, before[i], s.get(ctx, number))
		}
		found.Settle(ctx)
	})
}

// askedTogether asks for orders at the same moment, twice each, and holds what
// comes against what was given to each question alone.
func (s *session) askedTogether(ctx SpecContext, numbers []string) {
	var requests []target.Request
	alone := map[string]*answer{}
	for _, number := range numbers {
		alone[number] = s.alone(ctx, number)
	}
	for _, number := range slices.Repeat(numbers, 2) {
		requests = append(requests, s.getRequest(number))
	}
	var found Findings
	for _, a := range s.together(ctx, requests...) {
		switch {
		case !a.given():
			found.Add(a.about(ctx).Finding("GetOrder does not give an order that is asked for beside others", "the order "+a.asked, a.says()))
		case s.numberOf(a) != a.asked:
			found.Add(a.about(ctx).Finding("GetOrder gives another order than was asked for", a.asked, s.numberOf(a)))
		default:
			s.consistent(ctx, a.asked, &found, alone[a.asked], a)
		}
	}
	found.Settle(ctx)
}

// An endpoint may notice late that its client hung up: what it does then shows
// only later.
const (
	lateLooks = 3
	lateEvery = 150 * time.Millisecond
)

// staysAs expects an order that a retry placed to be given as the retry's
// answer had it, however late the endpoint notices that the client of the
// first request had hung up.
func (s *session) staysAs(ctx context.Context, number string, placed *answer, looks int) {
	for n := range looks {
		if n > 0 {
			select {
			case <-time.After(lateEvery):
			case <-ctx.Done():
				Unable(ctx, ctx.Err())
			}
		}
		var found Findings
		s.consistent(ctx, number, &found, placed, s.get(ctx, number))
		found.Settle(ctx)
	}
}
