package ordering

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/montcheck/montcheck/internal/verdict"
)

// Names of the slow orders.
const (
	LaterDone   = "finishes later"
	LaterFailed = "fails later"
)

// SlowOrder is an order in process that is polled in the background, so that
// the run takes as long as its slowest order and not as their sum.
type SlowOrder struct {
	Number string
	renews func(partNum string) bool // whether its product's links are renewed
	done   chan struct{}             // closed when polling ended

	// Set before done is closed.
	Answers []*Answer // AddOrder's, if known, and GetOrder's at each poll
	err     error     // the harness's, or the network's
	ended   bool      // all of it is final, or was once
	Open    string    // why polling stopped before that, in words; empty otherwise
	Overdue bool      // still in process when a working day was past by the clock that was moved
	again   bool      // it was looked at after its end
}

func (o *SlowOrder) Last() *Answer { return o.Answers[len(o.Answers)-1] }

// watchers are the background polls of a session. They end with their owner,
// which joins them.
type watchers struct {
	ctx    context.Context
	cancel context.CancelFunc
	group  sync.WaitGroup
	all    []*SlowOrder
}

func newWatchers() *watchers {
	w := &watchers{}
	w.ctx, w.cancel = context.WithCancel(context.Background())
	return w
}

// End cancels the polls and waits for the last of them.
func (w *watchers) End() {
	w.cancel()
	w.group.Wait()
}

// awaitPolls waits for all polls where no time passes between them: what fails
// later is paid back, but not between two readings of the balance.
func (s *Session) awaitPolls(ctx context.Context) {
	if s.Advance == nil {
		return
	}
	for _, o := range s.Polls.all {
		select {
		case <-o.done:
		case <-ctx.Done():
			verdict.Unable(ctx, ctx.Err())
		}
	}
}

// Watch polls an order until it left "in process", or time is up. placed is
// the answer of AddOrder; where there is one, GetOrder is asked at once, to
// see the order in process before other specs move the clock.
func (s *Session) Watch(ctx context.Context, name, number string, placed *Answer) *SlowOrder {
	s.purse = nil // what fails is paid back
	o := &SlowOrder{Number: number, renews: s.Renews, done: make(chan struct{}), Answers: []*Answer{placed}}
	own := verdict.NewState("shared / "+s.service.Module+" / "+name, s.service.Module, nil, s.Target.Seed)
	s.Polls.all = append(s.Polls.all, o)
	if placed != nil {
		if a, err := s.Send(verdict.With(ctx, own), s.getRequest(number)); err == nil && a.Given() {
			o.Answers = append(o.Answers, a)
		}
	}
	s.Polls.group.Go(func() {
		defer close(o.done)
		defer func() { // beside the specs: Ginkgo would not see it, and the process would end without its reports
			if broke := recover(); broke != nil {
				o.err = fmt.Errorf("montcheck itself broke while it polled: %v", broke)
			}
		}()
		o.err = s.poll(verdict.With(s.Polls.ctx, own), o)
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

// WorkingDays is by how much the clock is moved on at last: D3 gives an order
// that is not delivered instantly one working day, and holidays are shorter.
const WorkingDays = 15 * 24 * time.Hour

// turn is the time before a poll, counted from 0; none after the last one.
func (s *Session) turn(n int) (pause time.Duration, more bool) {
	p := s.Target.Polling
	turns := max(int(p.AtMost/max(p.Every, time.Second)), 1)
	if s.Advance != nil {
		if turns = min(turns, mostTurns); n == turns {
			return WorkingDays, true
		}
	}
	return p.Every, n < turns
}

// poll asks for an order until it is final, until what was final is left
// again, or until it was asked often and long enough. A poll that brings no
// order is no answer on it: the next one may.
func (s *Session) poll(ctx context.Context, o *SlowOrder) error {
	gaps, other, size := 0, 0, int64(0)
	for n := 0; ; n++ {
		pause, more := s.turn(n)
		if !more {
			o.Overdue = s.Advance != nil
			o.Open = fmt.Sprintf("order %s is still in process after %s (orders.wait)", o.Number,
				s.Target.Polling.AtMost)
			return nil
		}
		if err := s.pause(ctx, pause); err != nil {
			return err
		}
		a, err := s.Send(ctx, s.getRequest(o.Number))
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil || !a.Given() {
			if gaps++; gaps < mostGaps {
				continue
			}
			if err == nil && a.Refusal != nil {
				o.Answers = append(o.Answers, a)
				o.Open = fmt.Sprintf("GetOrder does not give order %s (%s): see %s", o.Number, a.Says(),
					s.Version.Given)
				return nil
			}
			if err == nil {
				err = fmt.Errorf("GetOrder gave order %s %d times in a row no answer that is one: %s", o.Number,
					gaps, a.Says())
			}
			return err
		}
		gaps = 0
		o.Answers = append(o.Answers, a)
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
			o.Open = fmt.Sprintf("order %s has the state %q, which is not documented: see %s", o.Number, a.State(),
				s.Version.States)
			return nil
		}
		if size > mostPolled {
			o.Open = fmt.Sprintf("the answers on order %s, which is in process, came to more than %d MiB", o.Number,
				mostPolled>>20)
			return nil
		}
	}
}

// Wait returns a slow order once its polling ended. Where it came to its end,
// it is looked at some more, to see that it stays there.
func (s *Session) Wait(ctx context.Context, name string) *SlowOrder {
	o := s.Slow[name]
	if o == nil {
		verdict.NotExercised(ctx, "no order in process was placed: see %s", s.Version.Slow)
	}
	s.join(ctx, o)
	if o.ended && !o.again {
		o.again = true
		s.lookAgain(ctx, o)
	}
	o.Answers = s.allOn(o)
	return o
}

// allOn are the answers on an order, by the time at which they were asked for:
// its own, and those that other specs had.
func (s *Session) allOn(o *SlowOrder) []*Answer {
	all := s.Recorded(func(a *Answer) bool { return a.Asked == o.Number && (a.Given() || a == o.Last()) })
	slices.SortStableFunc(all, func(a, b *Answer) int { return a.Exchange.Started.Compare(b.Exchange.Started) })
	return all
}

// join waits for the end of an order's polling.
func (s *Session) join(ctx context.Context, o *SlowOrder) {
	select {
	case <-o.done:
	case <-ctx.Done():
		verdict.Unable(ctx, ctx.Err())
	}
	verdict.Unable(ctx, o.err)
}

// looks is how often an order is looked at once it reached its final state.
const looks = 2

func (s *Session) lookAgain(ctx context.Context, o *SlowOrder) {
	for range looks {
		if s.Advance != nil {
			verdict.Unable(ctx, s.Advance(ctx, s.Target.Polling.Every))
		}
		if a := s.Get(ctx, o.Number); a.Given() {
			o.Answers = append(o.Answers, a)
		}
		if o.left() {
			return
		}
	}
}

// Finished ends the spec where the order's end was not seen.
func (o *SlowOrder) Finished(ctx context.Context) {
	if !o.ended {
		verdict.NotExercised(ctx, "%s", o.Open)
	}
}

// Settled asks for an order, and waits until it left "in process". It ends the
// spec as not exercised where that can't be seen.
func (s *Session) Settled(ctx context.Context, number string) *Answer {
	a := s.Get(ctx, number)
	if !a.Given() || !a.inProcess() {
		return a
	}
	o := s.Watch(ctx, number, number, nil)
	s.join(ctx, o)
	o.Finished(ctx)
	return o.Last()
}
