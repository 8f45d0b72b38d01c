package content

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/montcheck/montcheck/internal/montcontent"
	"github.com/montcheck/montcheck/internal/spec"
)

// replica is the state of a client that is fed by deltas of one method alone.
type replica struct {
	entities map[ref]*entity
	at       fence
	by       montcontent.Method
}

// newReplica starts a replica with a delta from version 0.
func newReplica(delta *answer) *replica {
	r := &replica{entities: map[ref]*entity{}, by: delta.method}
	r.apply(delta)
	return r
}

func (r *replica) clone() *replica { return &replica{maps.Clone(r.entities), r.at, r.by} }

// apply takes an answer in: what was deleted goes, what was updated comes in
// whole.
func (r *replica) apply(delta *answer) {
	for k, ids := range delta.read.deleted {
		for _, id := range ids {
			delete(r.entities, ref{k, id})
		}
	}
	for i := range delta.read.entities {
		e := &delta.read.entities[i]
		r.entities[e.ref()] = e
	}
	r.at = delta.fence()
}

// compare notes where two replicas differ, but for what is excused. The
// findings point to the answer that the first one took in last.
func (r *replica) compare(ctx context.Context, other *replica, last *answer, mine, others string, excused map[ref]bool,
	found *spec.Findings) {
	note := func(e ref, expected, got string) {
		if excused[e] {
			return
		}
		found.Add(
			last.about(ctx).Finding(fmt.Sprintf("%s and %s differ in %s %d", mine, others, e.kind.noun(), e.id),
				expected, got))
	}
	for key, e := range r.entities {
		o := other.entities[key]
		if o == nil {
			note(key, "no such "+key.kind.noun()+", as in "+others, "one")
			continue
		}
		names := differences(e, o)
		if r.by.Name != montcontent.GetAllChanges.Name {
			// of prices the rest may have changed since; content has no prices
			ofPrice := r.by.Name == montcontent.GetPriceChanges.Name
			names = slices.DeleteFunc(names,
				func(name string) bool { return slices.Contains(priceMembers, name) != ofPrice })
		}
		if len(names) > 0 {
			var want, got []string
			for _, name := range names {
				want, got = append(want, o.show(name)), append(got, e.show(name))
			}
			note(key, strings.Join(want, ", ")+", as in "+others, strings.Join(got, ", "))
		}
	}
	for key := range other.entities {
		if r.entities[key] == nil {
			note(key, "the "+key.kind.noun()+", as in "+others, "none")
		}
	}
}

// replica returns the state of the full lists as a replica.
func (s *session) replica(ctx context.Context) *replica {
	s.vendors(ctx)
	s.categories(ctx)
	s.families(ctx)
	s.products(ctx)
	return s.lists.replica()
}

// replica returns the lists as a replica; nil where not all of them were read.
func (l *lists) replica() *replica {
	if l == nil || !l.fence.known || l.families == nil || l.families.partly != nil {
		return nil
	}
	r := &replica{entities: map[ref]*entity{}, at: l.fence}
	for _, e := range l.families.byID {
		r.entities[e.ref()] = e
	}
	for k, path := range map[kind]string{vendor: "GetAllVendors", category: "GetAllCategories",
		product: "GetAllProducts/True"} {
		a := l.answers[path]
		if a == nil || a.unusable() != nil {
			return nil
		}
		for _, e := range a.of(k) {
			r.entities[e.ref()] = e
		}
	}
	return r
}
