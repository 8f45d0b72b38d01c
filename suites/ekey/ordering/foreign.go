package ordering

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/internal/verdict"
)

// How a balance is watched that is not what it should be, while nothing of the
// run's own is under way: at first, and where it stood still once.
const (
	lookEvery  = 250 * time.Millisecond
	firstLooks = 40
	laterLooks = 8
)

// disturbed tells whether somebody else moves the balance, such as another run
// under the same login: it moves between looks with nothing of ours between.
// An embedded sandbox has nobody else.
func (s *Session) disturbed(ctx context.Context, now Money) bool {
	if s.foreign != "" {
		return true
	}
	if s.Target.Environment.Sandbox != nil {
		return false
	}
	looks := laterLooks
	if !s.watched {
		looks, s.watched = firstLooks, true
	}
	moves := 0
	for last := now; looks > 0; looks-- {
		verdict.Unable(ctx, s.Target.Wait(ctx, lookEvery))
		next := s.Money(ctx, now.currency)
		if !next.Known {
			return false
		}
		if !sameAmounts(last.all, next.all) {
			if moves++; moves > 1 && s.foreign == "" { // a late entry comes once
				s.seen(last, next)
			}
		}
		if s.foreign != "" {
			return true
		}
		last = next
	}
	return false
}

// looked is the last look at the balance, and what may move it by itself.
type looked struct {
	at  Money         // not known where the run ordered, or asked for an order, since then
	own []orders.Part // what the last orders may have cost
}

// act counts a request that may have to do with the balance. A service that
// charges late may do so when an order is asked for.
func (s *Session) act(r endpoint.Request) {
	if r.Operation != endpoint.AddOrder && r.Operation != "GetOrder" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.Order != nil {
		s.looked.own = append(s.looked.own, orders.Part{Amount: r.Order.Amount})
		s.looked.own = s.looked.own[max(0, len(s.looked.own)-mostEnded):]
	}
	s.looked.at = Money{}
}

// look compares the balance with the last look, where the run did nothing
// between the two: what moved then is somebody else's, unless orders of our
// own add up to it, which may be entered late.
func (s *Session) look(now Money) {
	s.mu.Lock()
	last, own := s.looked.at, append(slices.Clone(s.looked.own), now.open...)
	s.looked.at = now
	s.mu.Unlock()
	if s.Target.Environment.Sandbox != nil || s.foreign != "" || !last.Known || last.currency != now.currency ||
		sameAmounts(last.all, now.all) {
		return
	}
	if moved := now.amount.Sub(last.amount); moved.IsZero() ||
		!explained(moved, own[max(0, len(own)-mostEnded):], false) {
		s.seen(last, now)
	}
}

// seen keeps that somebody else moves the balance.
func (s *Session) seen(last, now Money) {
	s.foreign = fmt.Sprintf("somebody else moves the balance: it went from %s to %s %s while this run did nothing. "+
		"Is another run or a shop at work under this login? Certify when it is alone, or with a login of its own",
		last.amount, now.amount, now.currency)
}

// undisturbed ends the spec as not exercised where somebody else was seen to
// move the balance.
func (s *Session) undisturbed(ctx context.Context) {
	if s.foreign != "" {
		verdict.NotExercised(ctx, "%s", s.foreign)
	}
}
