package content

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"

	. "github.com/onsi/ginkgo/v2"
	"golang.org/x/sync/errgroup"

	"github.com/montcheck/montcheck/internal/montcontent"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/content/catalogue"
)

// losesNothing lets pollers follow the deltas while writers change the
// catalogue. In the end each poller's replica must equal the full state. A
// service that hands out a version before its changes can be read loses
// changes here, and nowhere else.
//
// It goes in rounds, in which all write and poll at the same moment: so they
// meet on a busy machine too, and the exchanges are the same in every run.
func (s *suite) losesNothing(ctx SpecContext) {
	s.start(ctx)
	// of each poller
	feeds := []montcontent.Method{montcontent.GetAllChanges, montcontent.GetAllChanges, montcontent.GetAllChanges,
		montcontent.GetAllChanges, montcontent.GetContentChanges, montcontent.GetPriceChanges}
	bases := map[string]*catalogue.Replica{}
	for _, m := range catalogue.DeltaMethods {
		bases[m.Name] = catalogue.NewReplica(s.Ask(ctx, m, (catalogue.Fence{}).Since(m)...))
	}
	// Each write has a product of its own: a second write to one would hide
	// that the first was lost, since a delta gives the product whole.
	targets := make([][]catalogue.Steered, writers)
	for i, target := range s.OwnProducts(ctx, writers*rounds*burst) {
		targets[i%writers] = append(targets[i%writers], target)
	}
	writing, polling := make([]context.Context, writers), make([]context.Context, pollers)
	for i := range writers {
		writing[i] = s.branch(ctx, "writer", i)
	}
	replicas, last := make([]*catalogue.Replica, pollers), make([]*catalogue.Answer, pollers)
	for i := range pollers {
		polling[i], replicas[i] = s.branch(ctx, "poller", i), bases[feeds[i].Name].Clone()
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
	quiet, calm := map[string]*catalogue.Answer{}, map[string]*catalogue.Replica{}
	for _, m := range catalogue.DeltaMethods {
		quiet[m.Name], calm[m.Name] = s.Ask(ctx, m, bases[m.Name].At.Since(m)...), bases[m.Name].Clone()
		calm[m.Name].Apply(quiet[m.Name])
	}
	for _, m := range catalogue.DeltaMethods {
		if len(quiet[m.Name].Of(catalogue.Product)) == 0 {
			NotExercised(ctx, "%s tells of none of the changes when all is over: see CNT-DELTA-10", m.Name)
		}
	}
	var found Findings
	for i, r := range replicas {
		s.stillAt(ctx, r.At, quiet[r.By.Name])
		r.Compare(ctx, calm[r.By.Name], last[i], "a replica that polled while others wrote",
			"one that polled when they were done", nil, &found)
	}
	found.Settle(ctx)
	Note(ctx, "%d writers with %d changes each, and %d pollers, at once, %d times", writers, burst, pollers, rounds)
}

// useless is the error of an answer that carries no result.
type useless struct{ error }

// branch gives a goroutine of a spec keys of its own.
func (s *suite) branch(ctx context.Context, role string, i int) context.Context {
	own := From(ctx)
	return With(ctx,
		NewState(fmt.Sprintf("%s / %s %d", own.ID, role, i+1), own.Module, own.Requirements, s.Target.Seed))
}

// meet ends the spec where a round could not be finished.
func (s *suite) meet(ctx context.Context, err error) {
	if errors.As(err, new(useless)) {
		NotExercised(ctx, "%v", err)
	}
	Unable(ctx, err)
}

// write changes the price of every other product and the name of the rest: the price and name are of the run.
func (s *suite) write(ctx context.Context, round int, own []catalogue.Steered) error {
	ofRun := fnv.New32()
	_, _ = ofRun.Write([]byte(s.Target.Run))
	for i, target := range own {
		action, body := "prices",
			catalogue.Object{"changes": []catalogue.Object{
				{"productId": target.ID, "price": fmt.Sprintf("%d.%02d", 10+round+int(ofRun.Sum32()%9000), i)}}}
		if i%2 == 1 {
			action, body = "edit",
				catalogue.Object{"kind": catalogue.Product.DoorName(), "id": target.ID,
					"name": fmt.Sprintf("Written%s%s in round %d", catalogue.ByUs, s.Target.Run, round)}
		}
		if _, err := s.Change(ctx, action, body); err != nil {
			return err
		}
	}
	return nil
}

// poll asks for what changed since the replica's versions and applies it.
func (s *suite) poll(ctx context.Context, r *catalogue.Replica, last **catalogue.Answer) error {
	a, err := s.Prepare(ctx, r.By, r.At.Since(r.By)...).Do()
	if err != nil {
		return err
	}
	if err := a.Unusable(); err != nil {
		return useless{a.Useless(err)}
	}
	r.Apply(a)
	*last = a
	return nil
}

// How many write and poll at once, and how often.
const (
	writers = 3
	pollers = 6
	rounds  = 20
	burst   = 4 // changes of a writer in a round, about as long as a poll takes
)
