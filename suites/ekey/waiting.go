package ekey

import (
	"context"
	"fmt"
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
	err     error
}

func (o *slowOrder) last() *answer { return o.answers[len(o.answers)-1] }

// watch polls an order until it left "in process", or time is up. placed is
// the answer of AddOrder; where there is one, GetOrder is asked at once, to
// see the order in process before other specs move the clock.
func (s *session) watch(ctx context.Context, name, number string, placed *answer) *slowOrder {
	s.purse = nil // what fails is paid back
	o := &slowOrder{number: number, renews: s.renews, done: make(chan struct{}), answers: []*answer{placed}}
	own := spec.With(context.WithoutCancel(ctx), spec.NewState("shared / "+s.service.Module+" / "+name, s.service.Module, nil, s.t.Seed))
	if placed != nil {
		a, err := s.send(own, s.getRequest(number))
		if err != nil {
			o.err = err
			close(o.done)
			return o
		}
		o.answers = append(o.answers, a)
	}
	go func() {
		defer close(o.done)
		o.err = s.poll(own, o)
	}()
	return o
}

// after is how often an order is looked at once it reached its final state,
// to see that it stays there.
const after = 2

func (s *session) poll(ctx context.Context, o *slowOrder) error {
	began := time.Now()
	for final := 0; final <= after; {
		if err := s.pause(ctx); err != nil {
			return err
		}
		a, err := s.send(ctx, s.getRequest(o.number))
		if err != nil {
			return err
		}
		o.answers = append(o.answers, a)
		if a.state() != schemas.InProcess && a.state() != inProcess2 {
			final++
		} else if time.Since(began) > s.t.Polling.AtMost {
			return fmt.Errorf("order %s is still in process after %s (orders.wait)", o.number, s.t.Polling.AtMost)
		}
	}
	return nil
}

// pause waits until it is time to ask again. An endpoint whose clock can be
// moved is moved on by the documented pace instead.
func (s *session) pause(ctx context.Context) error {
	if s.advance != nil {
		return s.advance(ctx)
	}
	select {
	case <-time.After(s.t.Polling.Every):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
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

// wait returns a slow order once its polling ended.
func (s *session) wait(ctx context.Context, name string) *slowOrder {
	o := s.slow[name]
	if o == nil {
		spec.NotExercised(ctx, "no order in process was placed: see %s", s.slowSpec)
	}
	select {
	case <-o.done:
	case <-ctx.Done():
		spec.Unable(ctx, ctx.Err())
	}
	spec.Unable(ctx, o.err)
	return o
}

// settled polls an order in the foreground until it left "in process".
func (s *session) settled(ctx context.Context, number string) *answer {
	o := s.watch(ctx, number, number, nil)
	select {
	case <-o.done:
	case <-ctx.Done():
		spec.Unable(ctx, ctx.Err())
	}
	spec.Unable(ctx, o.err)
	return o.last()
}

// onlyForward notes a final state that the order, or a line of it, left.
func (o *slowOrder) onlyForward(ctx context.Context, found *spec.Findings) {
	o.sinceFinal(func(a *answer, was, now part) {
		if was.state != now.state {
			found.Add(a.about(ctx).Finding(now.what(o.number)+" left its final state", was.state, now.state))
		}
	})
}

// steady notes what else changed of an order or a line after its final state.
func (o *slowOrder) steady(ctx context.Context, found *spec.Findings) {
	o.sinceFinal(func(a *answer, was, now part) {
		if was.state == now.state && was.fixed != now.fixed {
			found.Add(a.about(ctx).Finding(now.what(o.number)+" changed after its final state", was.fixed, now.fixed))
		}
	})
}

// identical notes what changed of what never changes, from AddOrder's answer
// on.
func (o *slowOrder) identical(ctx context.Context, found *spec.Findings) {
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

// sameLines notes lines that come, go, or are ordered otherwise than at first.
func (o *slowOrder) sameLines(ctx context.Context, found *spec.Findings) {
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

// sinceFinal calls f with each later answer's part of what was final before.
func (o *slowOrder) sinceFinal(f func(a *answer, was, now part)) {
	final := map[string]part{}
	for _, a := range o.answers {
		for _, now := range a.parts(o.renews) {
			if was, ended := final[now.line]; ended {
				f(a, was, now)
			} else if now.state != schemas.InProcess && now.state != inProcess2 {
				final[now.line] = now
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
	if a == nil {
		return nil
	}
	if a.order2 == nil {
		fixed := ""
		if a.order != nil {
			fixed = a.order.fixed()
		}
		return []part{{state: a.state(), fixed: fixed}}
	}
	all := []part{{state: a.state()}}
	for _, l := range a.order2.lines {
		all = append(all, part{l.number, l.status, l.fixed(renews(l.partNum))})
	}
	return all
}
