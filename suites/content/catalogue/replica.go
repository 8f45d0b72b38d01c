package catalogue

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/montcheck/montcheck/internal/montcontent"
	"github.com/montcheck/montcheck/internal/verdict"
)

// Replica is the state of a client that is fed by deltas of one method alone.
type Replica struct {
	entities map[Ref]*Entity
	At       Fence
	By       montcontent.Method
}

// NewReplica starts a replica with a delta from version 0.
func NewReplica(delta *Answer) *Replica {
	r := &Replica{entities: map[Ref]*Entity{}, By: delta.Method}
	r.Apply(delta)
	return r
}

func (r *Replica) Clone() *Replica { return &Replica{maps.Clone(r.entities), r.At, r.By} }

// Apply takes an answer in: what was deleted goes, what was updated comes in
// whole.
func (r *Replica) Apply(delta *Answer) {
	for k, ids := range delta.Read.Deleted {
		for _, id := range ids {
			delete(r.entities, Ref{k, id})
		}
	}
	for i := range delta.Read.Entities {
		e := &delta.Read.Entities[i]
		r.entities[e.Ref()] = e
	}
	r.At = delta.Fence()
}

// Compare notes where two replicas differ, but for what is excused. The
// findings point to the answer that the first one took in last.
func (r *Replica) Compare(ctx context.Context, other *Replica, last *Answer, mine, others string, excused map[Ref]bool,
	found *verdict.Findings) {
	note := func(e Ref, expected, got string) {
		if excused[e] {
			return
		}
		found.Add(
			last.About(ctx).Finding(fmt.Sprintf("%s and %s differ in %s %d", mine, others, e.Kind.Noun(), e.ID),
				expected, got))
	}
	for key, e := range r.entities {
		o := other.entities[key]
		if o == nil {
			note(key, "no such "+key.Kind.Noun()+", as in "+others, "one")
			continue
		}
		names := differences(e, o)
		if r.By.Name != montcontent.GetAllChanges.Name {
			// of prices the rest may have changed since; content has no prices
			ofPrice := r.By.Name == montcontent.GetPriceChanges.Name
			names = slices.DeleteFunc(names,
				func(name string) bool { return slices.Contains(PriceMembers, name) != ofPrice })
		}
		if len(names) > 0 {
			var want, got []string
			for _, name := range names {
				want, got = append(want, o.Show(name)), append(got, e.Show(name))
			}
			note(key, strings.Join(want, ", ")+", as in "+others, strings.Join(got, ", "))
		}
	}
	for key := range other.entities {
		if r.entities[key] == nil {
			note(key, "the "+key.Kind.Noun()+", as in "+others, "none")
		}
	}
}

// Replica returns the state of the full lists as a replica.
func (s *Session) Replica(ctx context.Context) *Replica {
	s.Vendors(ctx)
	s.Categories(ctx)
	s.Families(ctx)
	s.Products(ctx)
	return s.lists.Replica()
}

// Replica returns the lists as a replica; nil where not all of them were read.
func (l *lists) Replica() *Replica {
	if l == nil || !l.Fence.Known || l.families == nil || l.families.partly != nil {
		return nil
	}
	r := &Replica{entities: map[Ref]*Entity{}, At: l.Fence}
	for _, e := range l.families.ByID {
		r.entities[e.Ref()] = e
	}
	for k, path := range map[Kind]string{Vendor: montcontent.GetAllVendors.Name,
		Category: montcontent.GetAllCategories.Name,
		Product:  "GetAllProducts/True"} {
		a := l.answers[path]
		if a == nil || a.Unusable() != nil {
			return nil
		}
		for _, e := range a.Of(k) {
			r.entities[e.Ref()] = e
		}
	}
	return r
}
