package replica

import (
	"sync"

	"github.com/montcheck/montcheck/internal/load/answer"
	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/internal/load/verify"
)

// step is an answer that a replica took in.
type step struct {
	result.Step
	prev *step
	said map[int64]Item // nil once it was forgotten
}

// Bounds of what is remembered.
const (
	mostSaid     = 20_000  // products of steps
	mostHeld     = 5_000   // products of the steps to the states that are held against each other
	fewVersions  = 16      // of which the states are held against each other, though their steps be large
	mostEver     = 100_000 // products of those
	mostDepth    = 10_000  // steps of a history
	mostConflict = 20
)

// Book makes states of states, and holds those of one version against each
// other. It is safe for concurrent use.
type Book struct {
	mu        sync.Mutex
	versions  map[int64]*State
	strays    map[int64][]*State // at odds with that of their version
	order     []*State           // of versions, the oldest first
	held      int                // products of their steps
	steps     []*step            // with what they said, the oldest first
	said      int
	conflicts []Conflict
	conflict  int
}

// Conflict is two states that should be one: price lists of the same version that
// hold different prices.
type Conflict struct{ One, Other *State }

// NewBook returns an empty book.
func NewBook() *Book { return &Book{versions: map[int64]*State{}, strays: map[int64][]*State{}} }

// Apply takes a delta into a state. A delta that leads to no newer version
// changes nothing, nor does one that begins after the state's version.
func (b *Book) Apply(s *State, q *answer.Question, v *verify.Verdict) *State {
	r := v.Reading
	if r == nil || r.Failed || !q.Priced() || !r.HasPrice || r.Price <= s.Version || q.Price > s.Version {
		return s
	}
	if m := v.Memo.Load(); m != nil && m.From == s {
		return m.To.(*State)
	}
	next := b.apply(s, q, v)
	v.Memo.Store(&verify.Memo{From: s, To: next})
	return next
}

func (b *Book) apply(s *State, q *answer.Question, v *verify.Verdict) *State {
	r := v.Reading
	next := &State{Version: r.Price, sum: s.sum, products: s.products, depth: s.depth + 1}
	said := make(map[int64]Item, len(r.Products))
	builder := next.products
	for _, p := range r.Products {
		item := itemOf(p)
		if old, there := builder.Get(p.ID); there {
			next.sum.add(p.ID, old, minus)
		}
		builder = builder.Set(p.ID, item)
		next.sum.add(p.ID, item, plus)
		said[p.ID] = item
	}
	next.products = builder
	next.last = &step{prev: s.last, said: said,
		Step: result.Step{Asked: q.Price, Got: r.Price, Products: len(r.Products), Body: v.Body, Request: q.Path}}
	if next.depth > mostDepth {
		next.last.prev, next.depth = nil, 1
	}
	return b.enter(next)
}

// Begin takes in the full list with which partners begin: who comes to its version
// later holds the same. It returns the state for all.
func (b *Book) Begin(s *State) *State { return b.enter(s) }

// enter keeps a state as that of its version, or finds it at odds with another.
func (b *Book) enter(s *State) *State {
	b.mu.Lock()
	defer b.mu.Unlock()
	if known := b.versions[s.Version]; known != nil {
		if known.Same(s) {
			return known // one state for all
		}
		for _, stray := range b.strays[s.Version] {
			if stray.Same(s) {
				return stray
			}
		}
		if len(b.strays[s.Version]) < mostConflict {
			b.strays[s.Version] = append(b.strays[s.Version], s)
		}
		b.conflict++
		if len(b.conflicts) < mostConflict {
			b.conflicts = append(b.conflicts, Conflict{s, known})
		}
		b.remember(s)
		return s
	}
	b.versions[s.Version] = s
	b.order = append(b.order, s)
	b.held += s.changed()
	for len(b.order) > 1 && (b.held > mostEver || b.held > mostHeld && len(b.order) > fewVersions) {
		// a state has what its step changed for itself alone
		b.held -= b.order[0].changed()
		delete(b.versions, b.order[0].Version)
		delete(b.strays, b.order[0].Version)
		b.order = b.order[1:]
	}
	b.remember(s)
	return s
}

// remember bounds what is kept of the answers themselves.
func (b *Book) remember(s *State) {
	if s.last == nil {
		return
	}
	b.steps = append(b.steps, s.last)
	b.said += len(s.last.said)
	for b.said > mostSaid && len(b.steps) > 1 {
		b.said -= len(b.steps[0].said)
		b.steps[0].said = nil
		b.steps = b.steps[1:]
	}
}

// Conflicts are states at odds with others of their version, some of them and
// the number of all.
func (b *Book) Conflicts() ([]Conflict, int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.conflicts, b.conflict
}

// Confirm forgets how states came about that were found to be right: what
// follows needs no older history.
func (b *Book) Confirm(states []*State) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, s := range states {
		if s.last != nil {
			s.last.prev = nil
		}
	}
}

// History is the shortest history that shows why a state holds a product
// wrongly. again asks a delta from a version once more, and tells what it says
// of the product, and whether it holds it at all; it may be nil.
func (b *Book) History(s *State, id int64, again func(asked int64) (text string, holds bool)) []result.Step {
	b.mu.Lock()
	var steps []*step // the latest first
	for at := s.last; at != nil; at = at.prev {
		steps = append(steps, at)
	}
	said := func(at *step) (text string, spoke, forgotten bool) {
		b.mu.Lock()
		defer b.mu.Unlock()
		item, spoke := at.said[id]
		return item.Text(), spoke, at.said == nil
	}
	b.mu.Unlock()
	tell := func(at *step) result.Step {
		one := at.Step
		one.Said, _, one.Forgotten = said(at)
		return one
	}
	if len(steps) == 0 {
		return nil
	}
	if again != nil {
		// The product's last change is in every delta from before it: the last
		// step from before it should have brought it.
		low, high := 0, len(steps) // steps[low:high] are to be looked at
		for low < high {
			middle := (low + high) / 2
			if _, holds := again(steps[middle].Asked); holds {
				high = middle
			} else {
				low = middle + 1
			}
		}
		if low < len(steps) {
			one := tell(steps[low])
			one.Now, _ = again(one.Asked)
			return []result.Step{one}
		}
	}
	if _, has := s.Get(id); !has { // what is nowhere should have come with the first
		return []result.Step{tell(steps[len(steps)-1])}
	}
	for _, at := range steps { // the last that spoke of it
		if _, spoke, _ := said(at); spoke {
			return []result.Step{tell(at)}
		}
	}
	var all []result.Step
	for _, at := range steps[:min(len(steps), 3)] {
		all = append([]result.Step{tell(at)}, all...)
	}
	return all
}
