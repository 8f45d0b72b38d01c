package content

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	. "github.com/onsi/ginkgo/v2"
	"golang.org/x/sync/errgroup"

	. "github.com/montcheck/montcheck/internal/spec"
)

// How many write and poll at once, and how often.
const (
	writers = 3
	pollers = 4
	writes  = 20 // of each writer
	polls   = 25 // of each poller, at least
)

// losesNothing lets pollers follow the deltas while writers change the
// catalogue. In the end each poller's replica must equal the full state. A
// service that hands out a version before its changes can be read loses
// changes here, and nowhere else.
func (s *session) losesNothing(ctx SpecContext) {
	s.start(ctx)
	first := s.ask(ctx, getAllChanges, 0, 0)
	base := newReplica(first)
	// Each write has a product of its own: a second write to one would hide
	// that the first was lost, since a delta gives the product whole.
	targets := make([][]steered, writers)
	for i := range writers * writes {
		targets[i%writers] = append(targets[i%writers], s.add(ctx, product))
	}

	var group errgroup.Group
	var writing atomic.Int32
	for i := range writers {
		writing.Add(1)
		own := s.branch(ctx, "writer", i)
		group.Go(func() error {
			defer GinkgoRecover()
			defer writing.Add(-1)
			return s.write(own, targets[i])
		})
	}
	replicas := make([]*replica, pollers)
	last := make([]*answer, pollers)
	for i := range pollers {
		own := s.branch(ctx, "poller", i)
		replicas[i] = base.clone()
		group.Go(func() (err error) {
			defer GinkgoRecover()
			last[i], err = s.follow(own, replicas[i], func() bool { return writing.Load() > 0 })
			return err
		})
	}
	if err := group.Wait(); errors.As(err, new(useless)) {
		NotExercised(ctx, "%v", err)
	} else {
		Unable(ctx, err)
	}

	whole := s.ask(ctx, getAllChanges, 0, 0)
	var found Findings
	for i, r := range replicas {
		s.stillAt(ctx, r.at, whole)
		r.compare(ctx, newReplica(whole), last[i], "a replica that polled while others wrote", "one fed by a single delta from version 0", nil, &found)
	}
	found.Settle(ctx)
	Note(ctx, "%d writers with %d changes each, %d pollers", writers, writes, pollers)
}

// useless is the error of an answer that carries no result.
type useless struct{ error }

// branch gives a goroutine of a spec keys of its own.
func (s *session) branch(ctx context.Context, role string, i int) context.Context {
	own := From(ctx)
	return With(ctx, NewState(fmt.Sprintf("%s / %s %d", own.ID, role, i+1), own.Module, own.Requirements, s.t.Seed))
}

// write changes the price of every other product and the name of the rest.
func (s *session) write(ctx context.Context, own []steered) error {
	for i, target := range own {
		action, body := "prices", object{"changes": []object{{"productId": target.ID, "price": fmt.Sprintf("%d.%02d", 10+i, i)}}}
		if i%2 == 1 {
			action, body = "edit", object{"kind": product.doorName(), "id": target.ID, "name": fmt.Sprintf("Written as the %dth", i)}
		}
		if _, err := s.change(ctx, action, body); err != nil {
			return err
		}
	}
	return nil
}

// follow polls for deltas while others write and once after, applying each.
// It returns the last answer.
func (s *session) follow(ctx context.Context, r *replica, writing func() bool) (*answer, error) {
	for i := 0; ; i++ {
		on := writing()
		a, err := s.prepare(ctx, getAllChanges, r.at.content, r.at.price).do()
		if err != nil {
			return nil, err
		}
		if err := a.unusable(); err != nil {
			return nil, useless{a.useless(err)}
		}
		r.apply(a)
		if !on && i >= polls {
			return a, nil
		}
		if i > 100*polls {
			return nil, fmt.Errorf("the writers did not end within %d polls", i)
		}
	}
}
