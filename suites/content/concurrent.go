package content

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"

	. "github.com/onsi/ginkgo/v2"
	"golang.org/x/sync/errgroup"

	"github.com/montcheck/montcheck/internal/montcontent"
	. "github.com/montcheck/montcheck/internal/spec"
)

// How many write and poll at once, and how often.
const (
	writers = 3
	pollers = 6
	rounds  = 20
	burst   = 4 // changes of a writer in a round, about as long as a poll takes
)

// losesNothing lets pollers follow the deltas while writers change the
// catalogue. In the end each poller's replica must equal the full state. A
// service that hands out a version before its changes can be read loses
// changes here, and nowhere else.
//
// It goes in rounds, in which all write and poll at the same moment: so they
// meet on a busy machine too, and the exchanges are the same in every run.
func (s *session) losesNothing(ctx SpecContext) {
	s.start(ctx)
	// of each poller
	feeds := []montcontent.Method{montcontent.GetAllChanges, montcontent.GetAllChanges, montcontent.GetAllChanges,
		montcontent.GetAllChanges, montcontent.GetContentChanges, montcontent.GetPriceChanges}
	bases := map[string]*replica{}
	for _, m := range deltaMethods {
		bases[m.Name] = newReplica(s.ask(ctx, m, (fence{}).since(m)...))
	}
	// Each write has a product of its own: a second write to one would hide
	// that the first was lost, since a delta gives the product whole.
	targets := make([][]steered, writers)
	for i, target := range s.ownProducts(ctx, writers*rounds*burst) {
		targets[i%writers] = append(targets[i%writers], target)
	}
	writing, polling := make([]context.Context, writers), make([]context.Context, pollers)
	for i := range writers {
		writing[i] = s.branch(ctx, "writer", i)
	}
	replicas, last := make([]*replica, pollers), make([]*answer, pollers)
	for i := range pollers {
		polling[i], replicas[i] = s.branch(ctx, "poller", i), bases[feeds[i].Name].clone()
	}
	for round := range rounds {
		var group errgroup.Group
		start := make(chan struct{})
		for i := range writers {
			group.Go(func() error {
				defer GinkgoRecover()
				<-start
				return s.write(writing[i], round, targets[i][round*burst:][:burst])
			})
		}
		for i := range pollers {
			group.Go(func() error {
				defer GinkgoRecover()
				<-start
				return s.poll(polling[i], replicas[i], &last[i])
			})
		}
		close(start)
		s.meet(ctx, group.Wait())
	}
	for i := range pollers { // what the last round wrote
		s.meet(ctx, s.poll(polling[i], replicas[i], &last[i]))
	}

	// fed once all is over: what that loses too is not lost to the crowd
	quiet, calm := map[string]*answer{}, map[string]*replica{}
	for _, m := range deltaMethods {
		quiet[m.Name], calm[m.Name] = s.ask(ctx, m, bases[m.Name].at.since(m)...), bases[m.Name].clone()
		calm[m.Name].apply(quiet[m.Name])
	}
	for _, m := range deltaMethods {
		if len(quiet[m.Name].of(product)) == 0 {
			NotExercised(ctx, "%s tells of none of the changes when all is over: see CNT-DELTA-10", m.Name)
		}
	}
	var found Findings
	for i, r := range replicas {
		s.stillAt(ctx, r.at, quiet[r.by.Name])
		r.compare(ctx, calm[r.by.Name], last[i], "a replica that polled while others wrote",
			"one that polled when they were done", nil, &found)
	}
	found.Settle(ctx)
	Note(ctx, "%d writers with %d changes each, and %d pollers, at once, %d times", writers, burst, pollers, rounds)
}

// useless is the error of an answer that carries no result.
type useless struct{ error }

// branch gives a goroutine of a spec keys of its own.
func (s *session) branch(ctx context.Context, role string, i int) context.Context {
	own := From(ctx)
	return With(ctx, NewState(fmt.Sprintf("%s / %s %d", own.ID, role, i+1), own.Module, own.Requirements, s.t.Seed))
}

// meet ends the spec where a round could not be finished.
func (s *session) meet(ctx context.Context, err error) {
	if errors.As(err, new(useless)) {
		NotExercised(ctx, "%v", err)
	}
	Unable(ctx, err)
}

// write changes the price of every other product and the name of the rest: the price and name are of the run.
func (s *session) write(ctx context.Context, round int, own []steered) error {
	ofRun := fnv.New32()
	_, _ = ofRun.Write([]byte(s.t.Run))
	for i, target := range own {
		action, body := "prices",
			object{"changes": []object{
				{"productId": target.ID, "price": fmt.Sprintf("%d.%02d", 10+round+int(ofRun.Sum32()%9000), i)}}}
		if i%2 == 1 {
			action, body = "edit",
				object{"kind": product.doorName(), "id": target.ID,
					"name": fmt.Sprintf("Written%s%s in round %d", byUs, s.t.Run, round)}
		}
		if _, err := s.change(ctx, action, body); err != nil {
			return err
		}
	}
	return nil
}

// poll asks for what changed since the replica's versions and applies it.
func (s *session) poll(ctx context.Context, r *replica, last **answer) error {
	a, err := s.prepare(ctx, r.by, r.at.since(r.by)...).do()
	if err != nil {
		return err
	}
	if err := a.unusable(); err != nil {
		return useless{a.useless(err)}
	}
	r.apply(a)
	*last = a
	return nil
}
