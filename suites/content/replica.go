package content

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/spec"
)

// replica is the state of a client that is fed by deltas alone.
type replica struct {
	entities map[ref]*entity
	at       fence
}

// newReplica starts a replica with a delta from version 0.
func newReplica(delta *answer) *replica {
	r := &replica{entities: map[ref]*entity{}}
	r.apply(delta)
	return r
}

func (r *replica) clone() *replica { return &replica{maps.Clone(r.entities), r.at} }

// apply takes an answer to GetAllChanges in: what was deleted goes, what was
// updated comes in whole.
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

// compare notes where two replicas differ. The findings point to the answer
// that the first one took in last.
func (r *replica) compare(ctx context.Context, other *replica, last *answer, mine, others string, found *spec.Findings) {
	note := func(e ref, expected, got string) {
		found.Add(last.about(ctx).Finding(fmt.Sprintf("%s and %s differ in %s %d", mine, others, e.kind.noun(), e.id), expected, got))
	}
	for key, e := range r.entities {
		o := other.entities[key]
		if o == nil {
			note(key, "no such "+key.kind.noun()+", as in "+others, "one")
			continue
		}
		if names := differences(e, o); len(names) > 0 {
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
	r := &replica{entities: map[ref]*entity{}, at: s.current(ctx).fence}
	for _, list := range []map[int64]*entity{s.vendors(ctx).byID, s.categories(ctx).byID, s.families(ctx).byID, s.products(ctx).byID} {
		for _, e := range list {
			r.entities[e.ref()] = e
		}
	}
	return r
}

// settleReplica checks that a delta agrees with the full lists.
func (c *comparison) settleReplica(delta *answer, full *replica) {
	for i := range delta.read.entities {
		e := &delta.read.entities[i]
		if current := full.entities[e.ref()]; current != nil {
			c.same(delta, e, current, "the full list")
		} else {
			c.differ(delta, e.ref(), &e.place, fmt.Sprintf("%s holds %s %d, which the full list lacks", delta.asked(), e.kind.noun(), e.id), "an entry in the full list", "none")
		}
	}
	for k, ids := range delta.read.deleted {
		for _, id := range ids {
			if full.entities[ref{k, id}] != nil {
				c.differ(delta, ref{k, id}, &run.Place{}, fmt.Sprintf("%s gives %s %d as deleted, but the full list has it", delta.asked(), k.noun(), id), "no entry in the full list", "one")
			}
		}
	}
	c.settle()
}
