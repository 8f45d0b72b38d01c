package load

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/montcheck/montcheck/internal/load/replica"
	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/internal/montcontent"
)

// mostDivergences is how many are told in full; all are counted.
const mostDivergences = 20

// checking guards what checks keep, for the monitor reads it.
type checking struct {
	mu       sync.Mutex
	replicas result.Replicas
	lists    []result.List
	last     bool // the check at the end
}

func (r *replicas) divergedSoFar() int {
	r.checked.mu.Lock()
	defer r.checked.mu.Unlock()
	_, conflicts := r.book.Conflicts()
	return r.checked.replicas.Diverged + conflicts // as Wrong tells at the end
}

// checkAgain checks the replicas while the load goes on, as often as the
// profile says.
func (r *runner) checkAgain(ctx context.Context) {
	if r.profile.Check == 0 || !r.profile.FollowsPrices() {
		return
	}
	tick := time.NewTicker(r.profile.Check.Std())
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if err := r.check(ctx); err != nil && ctx.Err() == nil {
				r.judging.findings.failure("replicas", err.Error(), 0, r.attack.since(time.Now()))
			}
		case <-ctx.Done():
			return
		}
	}
}

// finish checks the replicas a last time.
func (r *runner) finish(ctx context.Context) {
	r.settle(ctx)
	if !r.profile.FollowsPrices() {
		return
	}
	for _, p := range r.replicas.partners {
		asked, began := p.stands()
		if asked {
			r.replicas.checked.replicas.Asked++
		}
		if began {
			r.replicas.checked.replicas.Began++
		}
	}
	r.replicas.checked.last = true
	err := ctx.Err()
	if err == nil {
		err = r.check(ctx)
	}
	if err != nil {
		r.replicas.checked.replicas.Unchecked = r.endpoint.redact(err.Error())
		if ctx.Err() != nil {
			r.replicas.checked.replicas.Unchecked = "interrupted"
		}
	}
	r.conflicts()
}

// settle asks for the content version once more: what the last answers said is
// held against it. The checks of replicas do so for prices.
func (r *runner) settle(ctx context.Context) {
	version, known := r.judging.contents.Versions.At(r.attack.since(time.Now()))
	if !known || ctx.Err() != nil {
		return
	}
	if _, err := r.ask(ctx, r.questions.delta(montcontent.GetContentChanges.Name, version, 0)); err != nil &&
		ctx.Err() == nil {
		r.judging.findings.failure(montcontent.GetContentChanges.Name, err.Error(), 0, r.attack.since(time.Now()))
	}
}

// check holds every partner's replica against the full price list, once it has
// caught up with it.
func (r *runner) check(ctx context.Context) error {
	holders, contents := map[*replica.State]int{}, map[replica.Content]bool{}
	newest := int64(0)
	for _, p := range r.replicas.partners {
		if s := p.holds(); s != nil {
			holders[s]++
			contents[s.Content()] = true
			newest = max(newest, s.Version)
		}
	}
	l, err := r.list(ctx, newest)
	if err != nil {
		return err
	}
	if len(l.moved) == 0 {
		r.replicas.note(l)
	}
	c := result.Check{At: r.attack.since(time.Now()), Version: l.Version, Products: l.Len(), States: len(contents),
		Final: r.replicas.checked.last}
	caught := map[*replica.State]*replica.State{}
	checker, _ := r.options.Observer.(result.Checker)
	for s := range holders {
		if checker != nil && r.replicas.checked.last {
			checker.Checking(len(caught), len(holders))
		}
		if caught[s], err = r.catchUp(ctx, s, l.Version); err != nil {
			return err
		}
	}
	if err := r.setAside(ctx, l, caught); err != nil {
		return err
	}
	var right []*replica.State
	for s, n := range holders {
		c.Partners += n
		differences := slices.DeleteFunc(l.differences(caught[s]),
			func(d result.Difference) bool { return l.moved[d.ID] })
		if len(differences) == 0 {
			right = append(right, s)
			continue
		}
		c.Diverged += n
		r.diverged(ctx, l, caught[s], differences, n, c.At)
	}
	r.replicas.book.Confirm(right)
	r.replicas.checked.mu.Lock()
	defer r.replicas.checked.mu.Unlock()
	r.replicas.checked.replicas.Checks = append(r.replicas.checked.replicas.Checks, c)
	r.replicas.checked.replicas.Diverged = max(r.replicas.checked.replicas.Diverged, c.Diverged)
	return nil
}

// setAside sets aside what changed after the list was read, where a replica has
// come to a later version: all else is the same in both.
func (r *runner) setAside(ctx context.Context, l *list, caught map[*replica.State]*replica.State) error {
	for _, s := range caught {
		if s.Version <= l.Version {
			continue
		}
		_, since, err := r.changesSince(ctx, l.Version)
		if err != nil {
			return err
		}
		for _, p := range since.Reading.Products {
			l.moved[p.ID] = true
		}
		return nil
	}
	return nil
}

// differences are those of a replica, none in no time where it is the same.
func (l *list) differences(s *replica.State) []result.Difference {
	if s.Same(l.State) {
		return nil
	}
	return s.Differences(l.State)
}

// catchUp brings a state to a version, by the delta that its partner would ask
// for next.
func (r *runner) catchUp(ctx context.Context, s *replica.State, version int64) (*replica.State, error) {
	if s.Version >= version {
		return s, nil
	}
	q, v, err := r.changesSince(ctx, s.Version)
	if err != nil {
		return nil, err
	}
	return r.replicas.book.Apply(s, &q.Question, v), nil
}

// diverged tells of a replica that is wrong.
func (r *runner) diverged(ctx context.Context, l *list, s *replica.State, differences []result.Difference, partners int,
	at time.Duration) {
	r.replicas.checked.mu.Lock()
	told := len(r.replicas.checked.replicas.Divergences)
	r.replicas.checked.mu.Unlock()
	if told >= mostDivergences {
		return
	}
	first := differences[0]
	d := result.Divergence{At: at, Partners: partners, Version: s.Version, Against: "list", Products: len(differences),
		Product: first, List: l.path}
	d.History = r.replicas.book.History(s, first.ID, func(asked int64) (string, bool) {
		_, v, err := r.changesSince(ctx, asked)
		if err != nil {
			return "", false
		}
		for _, p := range v.Reading.Products {
			if p.ID == first.ID {
				return p.Text(), true
			}
		}
		return "", false
	})
	r.replicas.checked.mu.Lock()
	defer r.replicas.checked.mu.Unlock()
	r.replicas.tell(d)
}

// tell keeps a divergence. Partners that went wrong by the same answer in the
// same product are told of together.
func (r *replicas) tell(d result.Divergence) {
	for i := range r.checked.replicas.Divergences {
		known := &r.checked.replicas.Divergences[i]
		if known.Product == d.Product && known.Against == d.Against && known.At == d.At &&
			slices.Equal(known.History, d.History) {
			known.Partners += d.Partners
			known.Products = max(known.Products, d.Products)
			return
		}
	}
	r.checked.replicas.Divergences = append(r.checked.replicas.Divergences, d)
}

// conflicts tells of replicas that differed from others of their version, also
// where a later change hid it.
func (r *runner) conflicts() {
	some, all := r.replicas.book.Conflicts()
	r.replicas.checked.mu.Lock()
	defer r.replicas.checked.mu.Unlock()
	r.replicas.checked.replicas.Conflicts = all
	for _, c := range some {
		if len(r.replicas.checked.replicas.Divergences) >= mostDivergences {
			return
		}
		differences := c.One.Differences(c.Other)
		if len(differences) == 0 {
			continue
		}
		d := result.Divergence{At: r.attack.elapsed, Partners: 1, Version: c.One.Version, Against: "replica",
			Products: len(differences), Product: differences[0]}
		if c.Other.Given() {
			d.Against = "list"
		}
		d.History = append(r.replicas.book.History(c.One, differences[0].ID, nil),
			r.replicas.book.History(c.Other, differences[0].ID, nil)...)
		r.replicas.tell(d)
	}
}

// note keeps what a full list holds, to be held against other shards'.
func (r *replicas) note(l *list) {
	r.checked.mu.Lock()
	defer r.checked.mu.Unlock()
	for _, known := range r.checked.lists {
		if known.Version == l.Version && known.Digest == l.Digest() {
			return
		}
	}
	r.checked.lists = append(r.checked.lists, result.List{Version: l.Version, Digest: l.Digest()})
}
