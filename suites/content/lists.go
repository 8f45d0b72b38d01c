package content

import (
	"context"
	"maps"
	"slices"

	"github.com/montcheck/montcheck/internal/montcontent"
	"github.com/montcheck/montcheck/internal/spec"
	"github.com/montcheck/montcheck/internal/target"
)

// fence is the state of the endpoint's versions around a reading. On a live
// endpoint the catalogue may change between two calls; what a delta from the
// fence names is left out of comparisons.
type fence struct {
	content, price int64
	known          bool
}

// reading is a list as it was read, with its entities by id.
type reading struct {
	*answer
	entities []*entity
	byID     map[int64]*entity
}

func (a *answer) reading(k kind) *reading {
	r := &reading{answer: a, entities: a.of(k), byID: map[int64]*entity{}}
	for _, e := range r.entities {
		if _, again := r.byID[e.id]; !again {
			r.byID[e.id] = e
		}
	}
	return r
}

// ids returns the ids in order.
func (r *reading) ids() []int64 { return slices.Sorted(maps.Keys(r.byID)) }

// lists are the full lists, each read when first asked for.
type lists struct {
	fence    fence
	answers  map[string]*answer // by the call's path
	alone    map[ref]*entity    // asked for by themselves; nil where there is none
	families *familyList
}

// quiet is full for those who can do without: it returns why the list can't
// be had.
func (s *session) quiet(ctx context.Context, k kind, m montcontent.Method, arguments ...any) (*reading, error) {
	a, err := s.tryOnce(ctx, m, arguments...)
	if err != nil {
		return nil, err
	}
	if err := a.unusable(); err != nil {
		return nil, a.useless(err)
	}
	return a.reading(k), nil
}

// familyList is the union of the families of all vendors: D3 has no method
// that lists them all.
type familyList struct {
	byID    map[int64]*entity
	from    map[int64]*answer
	vendors []int64        // whose families were asked for
	partly  map[int64]bool // them, where they are not all; else nil
}

// covers tells whether a family would be among them.
func (f *familyList) covers(e *entity) bool {
	id, ok := e.number("VendorId")
	return f.partly == nil || !ok || f.partly[id]
}

func (f *familyList) ids() []int64 { return slices.Sorted(maps.Keys(f.byID)) }

// now returns the versions as the endpoint tells them, at little cost: a
// delta from the versions known last.
func (s *session) now(ctx context.Context, last fence) fence {
	a, err := s.prepare(ctx, montcontent.GetAllChanges, last.content, last.price).do()
	if err != nil || a.unusable() != nil {
		return fence{}
	}
	return fence{a.version("CurrentContentVersion"), a.version("CurrentPriceVersion"), true}
}

// shared gives the readings that specs share a name of their own, so that
// their keys do not depend on which spec asked first.
func (s *session) shared(ctx context.Context, name string) context.Context {
	if s.states[name] == nil {
		s.states[name] = spec.NewState("shared / "+name, target.Content, nil, s.t.Seed)
	}
	return spec.With(ctx, s.states[name])
}

// stay is how many specs in a row keep to the lists before the versions are asked for again, where nothing is changed
// from here: what moves meanwhile is left out of comparisons as what moves during a spec is.
const stay = 4

// anew makes the versions be asked for before the lists are used.
func (s *session) anew() { s.fresh, s.kept = "", stay }

// keep makes a spec do with the lists that there are, whatever changed since.
func (s *session) keep(ctx context.Context) {
	if s.lists != nil {
		s.fresh = spec.From(ctx).ID
	}
}

// current returns the full lists, anew if the versions moved since they were
// read. A spec keeps to the lists it began with.
func (s *session) current(ctx context.Context) *lists {
	id := spec.From(ctx).ID
	if s.lists != nil && s.fresh == id {
		return s.lists
	}
	s.fresh = id
	if s.kept++; s.lists != nil && s.lists.fence.known && s.t.Control == nil && s.kept < stay {
		return s.lists
	}
	s.kept = 0
	known := fence{}
	if s.lists != nil {
		known = s.lists.fence
	}
	now := s.now(s.shared(ctx, "versions"), known)
	if s.lists == nil {
		s.began = now
	} else if s.first == nil && now.known && now != s.lists.fence {
		s.first = s.lists
	}
	if s.lists == nil || !now.known || now != s.lists.fence {
		s.lists = &lists{fence: now, answers: map[string]*answer{}, alone: map[ref]*entity{}}
	}
	return s.lists
}

// once calls a method at most once at a fence. It ends the spec as not
// exercised where the answer carries no result.
func (s *session) once(ctx context.Context, m montcontent.Method, arguments ...any) *answer {
	a, err := s.tryOnce(ctx, m, arguments...)
	spec.Unable(ctx, err)
	s.usable(ctx, a)
	return a
}

func (s *session) tryOnce(ctx context.Context, m montcontent.Method, arguments ...any) (*answer, error) {
	l := s.current(ctx)
	path, err := m.Path(nil, arguments...)
	if err != nil {
		return nil, err
	}
	if l.answers[path] == nil {
		a, err := s.prepare(s.shared(ctx, path), m, arguments...).do()
		if err != nil {
			return nil, err
		}
		l.answers[path] = a
	}
	spec.From(ctx).Use(l.answers[path].Key())
	return l.answers[path], nil
}

// full returns a full list.
func (s *session) full(ctx context.Context, k kind, m montcontent.Method, arguments ...any) *reading {
	return s.once(ctx, m, arguments...).reading(k)
}

func (s *session) vendors(ctx context.Context) *reading {
	return s.full(ctx, vendor, montcontent.GetAllVendors)
}

func (s *session) categories(ctx context.Context) *reading {
	return s.full(ctx, category, montcontent.GetAllCategories)
}

func (s *session) products(ctx context.Context) *reading {
	return s.full(ctx, product, montcontent.GetAllProducts, true)
}

// families returns the families of all vendors, or of some where there are very many.
func (s *session) families(ctx context.Context) *familyList {
	vendors := s.vendors(ctx).ids()
	l := s.current(ctx)
	if l.families != nil {
		return l.families
	}
	all := &familyList{byID: map[int64]*entity{}, from: map[int64]*answer{}, vendors: vendors}
	if len(vendors) > enough {
		all.vendors, all.partly = s.vendorsWithFamilies(ctx, vendors)
		spec.Note(ctx, "families of %d of %d vendors", len(all.vendors), len(vendors))
	}
	s.aheadOf(ctx, montcontent.GetVendorFamilyGroups, all.vendors)
	for _, id := range all.vendors {
		r := s.full(ctx, family, montcontent.GetVendorFamilyGroups, id)
		for id, e := range r.byID {
			all.byID[id], all.from[id] = e, r.answer
		}
	}
	s.lists.families = all
	return all
}

// vendorsWithFamilies chooses some of many vendors: the first and the last, and such that products are of.
func (s *session) vendorsWithFamilies(ctx context.Context, ids []int64) (chosen []int64, in map[int64]bool) {
	known, in := map[int64]bool{}, map[int64]bool{}
	for _, id := range ids {
		known[id] = true
	}
	take := func(id int64) {
		if known[id] && !in[id] && len(chosen) < enough {
			chosen, in[id] = append(chosen, id), true
		}
	}
	take(ids[0])
	take(ids[len(ids)-1])
	if products, err := s.quiet(ctx, product, montcontent.GetAllProducts, true); err == nil {
		for _, e := range products.entities {
			if id, ok := e.number("VendorId"); ok && len(chosen) < enough/2 {
				take(id)
			}
		}
	}
	for i := range enough { // the rest evenly, the same at every reading
		take(ids[i*len(ids)/enough])
	}
	slices.Sort(chosen)
	return chosen, in
}

// moved returns what changed since the fence, as far as the endpoint's own
// delta tells; nothing where its versions did not move.
func (s *session) moved(ctx context.Context, since fence) map[ref]bool {
	changed := map[ref]bool{}
	if !since.known {
		return changed
	}
	a, err := s.prepare(ctx, montcontent.GetAllChanges, since.content, since.price).do()
	if err != nil || a.unusable() != nil {
		return changed
	}
	if a.version("CurrentContentVersion") <= since.content && a.version("CurrentPriceVersion") <= since.price {
		return changed
	}
	for i := range a.read.entities {
		changed[a.read.entities[i].ref()] = true
	}
	for k, ids := range a.read.deleted {
		for _, id := range ids {
			changed[ref{k, id}] = true
		}
	}
	return changed
}
