package ekey

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/montcheck/montcheck/internal/spec"
	"github.com/montcheck/montcheck/schemas"
)

// slowOrder is an order in process that is polled in the background, so that
// the run takes as long as its slowest order and not as their sum.
type slowOrder struct {
	number string
	renews func(partNum string) bool // whether its product's links are renewed
	done   chan struct{}             // closed when polling ended

	// Set before done is closed.
	answers []*answer // AddOrder's, if known, and GetOrder's at each poll
	err     error     // the harness's, or the network's
	ended   bool      // all of it is final, or was once
	open    string    // why polling stopped before that, in words; empty otherwise
	overdue bool      // still in process when a working day was past by the clock that was moved
	again   bool      // it was looked at after its end
}

func (o *slowOrder) last() *answer { return o.answers[len(o.answers)-1] }

// watchers are the background polls of a session. They end with their owner,
// which joins them.
type watchers struct {
	ctx    context.Context
	cancel context.CancelFunc
	group  sync.WaitGroup
	all    []*slowOrder
}

func newWatchers() *watchers {
	w := &watchers{}
	w.ctx, w.cancel = context.WithCancel(context.Background())
	return w
}

// end cancels the polls and waits for the last of them.
func (w *watchers) end() {
	w.cancel()
	w.group.Wait()
}

// awaitPolls waits for all polls where no time passes between them: what fails
// later is paid back, but not between two readings of the balance.
func (s *session) awaitPolls(ctx context.Context) {
	if s.advance == nil {
		return
	}
	for _, o := range s.polls.all {
		select {
		case <-o.done:
		case <-ctx.Done():
			spec.Unable(ctx, ctx.Err())
		}
	}
}

// watch polls an order until it left "in process", or time is up. placed is
// the answer of AddOrder; where there is one, GetOrder is asked at once, to
// see the order in process before other specs move the clock.
func (s *session) watch(ctx context.Context, name, number string, placed *answer) *slowOrder {
	s.purse = nil // what fails is paid back
	o := &slowOrder{number: number, renews: s.renews, done: make(chan struct{}), answers: []*answer{placed}}
	own := spec.NewState("shared / "+s.service.Module+" / "+name, s.service.Module, nil, s.t.Seed)
	s.polls.all = append(s.polls.all, o)
	if placed != nil {
		if a, err := s.send(spec.With(ctx, own), s.getRequest(number)); err == nil && a.given() {
			o.answers = append(o.answers, a)
		}
	}
	s.polls.group.Go(func() {
		defer close(o.done)
		defer func() { // beside the specs: Ginkgo would not see it, and the process would end without its reports
			if broke := recover(); broke != nil {
				o.err = fmt.Errorf("montcheck itself broke while it polled: %v", broke)
			}
		}()
		o.err = s.poll(spec.With(s.polls.ctx, own), o)
	})
	return o
}

// Bounds of polling, beside orders.wait. Where the endpoint's clock can be
// moved, no time passes between two polls.
const (
	mostTurns  = 60       // polls by a clock that is moved
	mostGaps   = 3        // polls in a row without the order
	mostOther  = 3        // polls in a row with a state that is not documented
	mostPolled = 32 << 20 // bytes of all answers
)

// workingDays is by how much the clock is moved on at last: D3 gives an order
// that is not delivered instantly one working day, and holidays are shorter.
const workingDays = 15 * 24 * time.Hour

// turn is the time before a poll, counted from 0; none after the last one.
func (s *session) turn(n int) (pause time.Duration, more bool) {
	p := s.t.Polling
	turns := max(int(p.AtMost/max(p.Every, time.Second)), 1)
	if s.advance != nil {
		if turns = min(turns, mostTurns); n == turns {
			return workingDays, true
		}
	}
	return p.Every, n < turns
}

// poll asks for an order until it is final, until what was final is left
// again, or until it was asked often and long enough. A poll that brings no
// order is no answer on it: the next one may.
func (s *session) poll(ctx context.Context, o *slowOrder) error {
	gaps, other, size := 0, 0, int64(0)
	for n := 0; ; n++ {
		pause, more := s.turn(n)
		if !more {
			o.overdue = s.advance != nil
			o.open = fmt.Sprintf("order %s is still in process after %s (orders.wait)", o.number, s.t.Polling.AtMost)
			return nil
		}
		if err := s.pause(ctx, pause); err != nil {
			return err
		}
		a, err := s.send(ctx, s.getRequest(o.number))
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil || !a.given() {
			if gaps++; gaps < mostGaps {
				continue
			}
			if err == nil && a.refuses() {
				o.answers = append(o.answers, a)
				o.open = fmt.Sprintf("GetOrder does not give order %s (%s): see %s", o.number, a.says(), s.getRequirement())
				return nil
			}
			if err == nil {
				err = fmt.Errorf("GetOrder gave order %s %d times in a row no answer that is one: %s", o.number, gaps, a.says())
			}
			return err
		}
		gaps = 0
		o.answers = append(o.answers, a)
		size += a.Size()
		switch o.ended = a.ended(); {
		case o.ended, o.left():
			o.ended = true
			return nil
		case a.inProcess():
			other = 0
		default:
			other++
		}
		if other >= mostOther {
			o.open = fmt.Sprintf("order %s has the state %q, which is not documented: see %s", o.number, a.state(), s.stateRequirement())
			return nil
		}
		if size > mostPolled {
			o.open = fmt.Sprintf("the answers on order %s, which is in process, came to more than %d MiB", o.number, mostPolled>>20)
			return nil
		}
	}
}

// getRequirement and stateRequirement are those on what GetOrder gives, and on
// which states there are.
func (s *session) getRequirement() string {
	return map[int]string{1: "EKY-GET-01", 2: "EK2-GET-01"}[s.version]
}

func (s *session) stateRequirement() string {
	return map[int]string{1: "EKY-ADD-02", 2: "EK2-ADD-03"}[s.version]
}

// pause waits until it is time to ask again. An endpoint whose clock can be
// moved is moved on instead.
func (s *session) pause(ctx context.Context, d time.Duration) error {
	if s.advance != nil {
		return s.advance(ctx, d)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// given tells whether an answer is an order.
func (a *answer) given() bool { return a != nil && (a.order != nil || a.order2 != nil) }

// refuses tells whether an answer is the service's own refusal.
func (a *answer) refuses() bool { return a.refusal != nil || a.result != nil && a.result.isError }

// inProcess and ended tell what a documented state says; of any other,
// neither holds.
func (a *answer) inProcess() bool { return open(a.state()) }
func (a *answer) ended() bool     { return a.given() && final(a.state()) }

func open(state string) bool { return state == schemas.InProcess || state == inProcess2 }

func final(state string) bool {
	return slices.Contains([]string{schemas.Done, schemas.Failed, done2, failed2}, state)
}

// state is the status of the order in an answer, or what came instead. An
// order of version 2 with a failed line stays in process for ever (W), so
// that it is as final as its lines are.
func (a *answer) state() string {
	switch {
	case a.order != nil:
		return a.order.status
	case a.order2 != nil:
		failing := false
		for _, l := range a.order2.lines {
			if l.status == inProcess2 {
				return inProcess2
			}
			failing = failing || l.status == failed2
		}
		switch {
		case failing:
			return failed2
		case len(a.order2.lines) > 0:
			return done2
		}
		return a.order2.status
	}
	return a.says()
}

// wait returns a slow order once its polling ended. Where it came to its end,
// it is looked at some more, to see that it stays there.
func (s *session) wait(ctx context.Context, name string) *slowOrder {
	o := s.slow[name]
	if o == nil {
		spec.NotExercised(ctx, "no order in process was placed: see %s", s.slowSpec)
	}
	s.join(ctx, o)
	if o.ended && !o.again {
		o.again = true
		s.lookAgain(ctx, o)
	}
	o.answers = s.allOn(o)
	return o
}

// allOn are the answers on an order, by the time at which they were asked for:
// its own, and those that other specs had.
func (s *session) allOn(o *slowOrder) []*answer {
	all := s.recorded(func(a *answer) bool { return a.asked == o.number && (a.given() || a == o.last()) })
	slices.SortStableFunc(all, func(a, b *answer) int { return a.Exchange.Started.Compare(b.Exchange.Started) })
	return all
}

// before tells whether an answer was there when another one was asked for. Of
// two that were asked for at the same moment, none is the later.
func (a *answer) before(b *answer) bool {
	return !b.Exchange.Started.Before(a.Exchange.Started.Add(a.Exchange.Timings.Total))
}

// join waits for the end of an order's polling.
func (s *session) join(ctx context.Context, o *slowOrder) {
	select {
	case <-o.done:
	case <-ctx.Done():
		spec.Unable(ctx, ctx.Err())
	}
	spec.Unable(ctx, o.err)
}

// looks is how often an order is looked at once it reached its final state.
const looks = 2

func (s *session) lookAgain(ctx context.Context, o *slowOrder) {
	for range looks {
		if s.advance != nil {
			spec.Unable(ctx, s.advance(ctx, s.t.Polling.Every))
		}
		if a := s.get(ctx, o.number); a.given() {
			o.answers = append(o.answers, a)
		}
		if o.left() {
			return
		}
	}
}

// finished ends the spec where the order's end was not seen.
func (o *slowOrder) finished(ctx context.Context) {
	if !o.ended {
		spec.NotExercised(ctx, "%s", o.open)
	}
}

// settled asks for an order, and waits until it left "in process". It ends the
// spec as not exercised where that can't be seen.
func (s *session) settled(ctx context.Context, number string) *answer {
	a := s.get(ctx, number)
	if !a.given() || !a.inProcess() {
		return a
	}
	o := s.watch(ctx, number, number, nil)
	s.join(ctx, o)
	o.finished(ctx)
	return o.last()
}

// onlyForward notes a final state that the order, or a line of it, left.
func (o *slowOrder) onlyForward(ctx context.Context, found *spec.Findings) {
	o.sinceFinal(o.renews, func(a *answer, was, now part) {
		if was.state != now.state {
			found.Add(a.about(ctx).Finding(now.what(o.number)+" left its final state", was.state, now.state))
		}
	})
}

// steady notes what else changed of an order or a line after its final state.
func (o *slowOrder) steady(ctx context.Context, found *spec.Findings) {
	o.sinceFinal(o.renews, func(a *answer, was, now part) {
		if was.state == now.state && was.fixed != now.fixed {
			found.Add(a.about(ctx).Finding(now.what(o.number)+" changed after its final state", was.fixed, now.fixed))
		}
	})
}

// identical notes what changed of what never changes, from AddOrder's answer
// on.
func (o *slowOrder) identical(ctx context.Context, found *spec.Findings) {
	o.known(ctx, found)
	var first *order1
	for _, a := range o.answers {
		if a == nil || a.order == nil {
			continue
		}
		if first == nil {
			first = a.order
		}
		for _, d := range first.changed(a.order) {
			found.Add(a.about(ctx).Finding("order "+o.number+" has another "+d.name+" than at first", d.was, d.is))
		}
	}
}

// known notes that GetOrder came to refuse an order that was accepted.
func (o *slowOrder) known(ctx context.Context, found *spec.Findings) {
	if a := o.last(); a != nil && !a.given() {
		found.Add(a.about(ctx).Finding("GetOrder does not give an order that was accepted", "the order", a.says()))
	}
}

// sameLines notes lines that come, go, or are ordered otherwise than at first.
func (o *slowOrder) sameLines(ctx context.Context, found *spec.Findings) {
	o.known(ctx, found)
	var first *order2
	for _, a := range o.answers {
		if a == nil || a.order2 == nil {
			continue
		}
		if first == nil {
			first = a.order2
		}
		a.sameAs(ctx, first, found)
	}
}

// left tells whether the order, or a line of it, left its final state.
func (o *slowOrder) left() (found bool) {
	states := func(string) bool { return false } // what else there is to a line does not matter
	o.sinceFinal(states, func(_ *answer, was, now part) { found = found || was.state != now.state })
	return found
}

// sinceFinal calls f with each later answer's part of what was final before.
func (o *slowOrder) sinceFinal(renews func(partNum string) bool, f func(a *answer, was, now part)) {
	type end struct {
		part
		in *answer
	}
	ended := map[string]end{}
	for _, a := range o.answers {
		for _, now := range a.parts(renews) {
			if was, ok := ended[now.line]; ok && was.in.before(a) {
				f(a, was.part, now)
			} else if !ok && final(now.state) {
				ended[now.line] = end{now, a}
			}
		}
	}
}

// part is an order or a line of it, as an answer gives it.
type part struct {
	line         string // its number; empty for the order as a whole
	state, fixed string // fixed is what must not change once the state is final
}

func (p part) what(order string) string {
	if p.line == "" {
		return "order " + order
	}
	return "line " + p.line + " of order " + order
}

func (a *answer) parts(renews func(partNum string) bool) []part {
	if !a.given() {
		return nil
	}
	if a.order != nil {
		return []part{{state: a.state(), fixed: a.order.fixed()}}
	}
	all := []part{{state: a.state()}}
	for _, l := range a.order2.lines {
		all = append(all, part{l.number, l.status, l.fixed(renews(l.partNum))})
	}
	return all
}

// endsInTime ends the spec as failed where an order stayed in process beyond a
// working day of the endpoint's clock: where that clock was moved on for good,
// as the date of a later order shows.
func (s *session) endsInTime(ctx context.Context, o *slowOrder) {
	if !o.overdue {
		return
	}
	last := o.last()
	if began, latest := moment(last.order.dateOn), s.latestOrder(); latest.Sub(began) >= workingDays {
		last.reject(ctx, fmt.Sprintf("the order is still in process %d days later by the endpoint's own clock", int(workingDays.Hours())/24),
			"an end within one working day, which D3 gives an order that is not delivered instantly", last.state())
	}
	spec.NotExercised(ctx, "%s; whether the control door moves the clock of this service is not known: no later order is dated by it", o.open)
}

// latestOrder is the latest date of the orders of version 1 that were seen.
func (s *session) latestOrder() (latest time.Time) {
	for _, a := range s.recorded(func(a *answer) bool { return a.order != nil }) {
		if t := moment(a.order.dateOn); t.After(latest) {
			latest = t
		}
	}
	return latest
}

// moment reads a date, whatever it says of its zone; zero where it is none.
func moment(date string) time.Time {
	t, _ := time.Parse(time.RFC3339Nano, instant(date))
	if t.IsZero() {
		t, _ = time.Parse("2006-01-02T15:04:05.999999999", date)
	}
	return t
}
