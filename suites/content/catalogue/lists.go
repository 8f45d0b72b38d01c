package catalogue

import (
	"context"
	"maps"
	"slices"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/montcontent"
	"github.com/montcheck/montcheck/internal/verdict"
)

// Reading is a list as it was read, with its entities by id.
type Reading struct {
	*Answer
	Entities []*Entity
	ByID     map[int64]*Entity
}

func (a *Answer) Reading(k Kind) *Reading {
	r := &Reading{Answer: a, Entities: a.Of(k), ByID: map[int64]*Entity{}}
	for _, e := range r.Entities {
		if _, again := r.ByID[e.ID]; !again {
			r.ByID[e.ID] = e
		}
	}
	return r
}

// Ids returns the ids in order.
func (r *Reading) Ids() []int64 { return slices.Sorted(maps.Keys(r.ByID)) }

// lists are the full lists, each read when first asked for.
type lists struct {
	Fence    Fence
	answers  map[string]*Answer // by the call's path
	Alone    map[Ref]*Entity    // asked for by themselves; nil where there is none
	families *familyList
}

// Quiet is full for those who can do without: it returns why the list can't
// be had.
func (s *Session) Quiet(ctx context.Context, k Kind, m montcontent.Method, arguments ...any) (*Reading, error) {
	a, err := s.tryOnce(ctx, m, arguments...)
	if err != nil {
		return nil, err
	}
	if err := a.Unusable(); err != nil {
		return nil, a.Useless(err)
	}
	return a.Reading(k), nil
}

// familyList is the union of the families of all vendors: D3 has no method
// that lists them all.
type familyList struct {
	ByID    map[int64]*Entity
	From    map[int64]*Answer
	Vendors []int64        // whose families were asked for
	partly  map[int64]bool // them, where they are not all; else nil
}

// Covers tells whether a family would be among them.
func (f *familyList) Covers(e *Entity) bool {
	id, ok := e.Number("VendorId")
	return f.partly == nil || !ok || f.partly[id]
}

func (f *familyList) Ids() []int64 { return slices.Sorted(maps.Keys(f.ByID)) }

// now returns the versions as the endpoint tells them, at little cost: a
// delta from the versions known last.
func (s *Session) now(ctx context.Context, last Fence) Fence {
	a, err := s.Prepare(ctx, montcontent.GetAllChanges, last.Content, last.Price).Do()
	if err != nil || a.Unusable() != nil {
		return Fence{}
	}
	return Fence{a.Version("CurrentContentVersion"), a.Version("CurrentPriceVersion"), true}
}

// shared gives the readings that specs share a name of their own, so that
// their keys do not depend on which spec asked first.
func (s *Session) shared(ctx context.Context, name string) context.Context {
	if s.states[name] == nil {
		s.states[name] = verdict.NewState("shared / "+name, endpoint.Content, nil, s.Target.Seed)
	}
	return verdict.With(ctx, s.states[name])
}

// stay is how many specs in a row keep to the lists before the versions are asked for again, where nothing is changed
// from here: what moves meanwhile is left out of comparisons as what moves during a spec is.
const stay = 4

// Anew makes the versions be asked for before the lists are used.
func (s *Session) Anew() { s.fresh, s.kept = "", stay }

// Keep makes a spec do with the lists that there are, whatever changed since.
func (s *Session) Keep(ctx context.Context) {
	if s.lists != nil {
		s.fresh = verdict.From(ctx).ID
	}
}

// Current returns the full lists, anew if the versions moved since they were
// read. A spec keeps to the lists it began with.
func (s *Session) Current(ctx context.Context) *lists {
	id := verdict.From(ctx).ID
	if s.lists != nil && s.fresh == id {
		return s.lists
	}
	s.fresh = id
	if s.kept++; s.lists != nil && s.lists.Fence.Known && s.Target.Control == nil && s.kept < stay {
		return s.lists
	}
	s.kept = 0
	known := Fence{}
	if s.lists != nil {
		known = s.lists.Fence
	}
	now := s.now(s.shared(ctx, "versions"), known)
	if s.lists == nil {
		s.Began = now
	} else if s.First == nil && now.Known && now != s.lists.Fence {
		s.First = s.lists
	}
	if s.lists == nil || !now.Known || now != s.lists.Fence {
		s.lists = &lists{Fence: now, answers: map[string]*Answer{}, Alone: map[Ref]*Entity{}}
	}
	return s.lists
}

// Once calls a method at most once at a fence. It ends the spec as not
// exercised where the answer carries no result.
func (s *Session) Once(ctx context.Context, m montcontent.Method, arguments ...any) *Answer {
	a, err := s.tryOnce(ctx, m, arguments...)
	verdict.Unable(ctx, err)
	s.Usable(ctx, a)
	return a
}

func (s *Session) tryOnce(ctx context.Context, m montcontent.Method, arguments ...any) (*Answer, error) {
	l := s.Current(ctx)
	path, err := m.Path(nil, arguments...)
	if err != nil {
		return nil, err
	}
	if l.answers[path] == nil {
		a, err := s.Prepare(s.shared(ctx, path), m, arguments...).Do()
		if err != nil {
			return nil, err
		}
		l.answers[path] = a
	}
	verdict.From(ctx).Use(l.answers[path].Key())
	return l.answers[path], nil
}

// Full returns a full list.
func (s *Session) Full(ctx context.Context, k Kind, m montcontent.Method, arguments ...any) *Reading {
	return s.Once(ctx, m, arguments...).Reading(k)
}

func (s *Session) Vendors(ctx context.Context) *Reading {
	return s.Full(ctx, Vendor, montcontent.GetAllVendors)
}

func (s *Session) Categories(ctx context.Context) *Reading {
	return s.Full(ctx, Category, montcontent.GetAllCategories)
}

func (s *Session) Products(ctx context.Context) *Reading {
	all := s.Full(ctx, Product, montcontent.GetAllProducts, true)
	s.findLeft(all)
	return all
}

// Families returns the families of all vendors, or of some where there are very many.
func (s *Session) Families(ctx context.Context) *familyList {
	vendors := s.Vendors(ctx).Ids()
	l := s.Current(ctx)
	if l.families != nil {
		return l.families
	}
	all := &familyList{ByID: map[int64]*Entity{}, From: map[int64]*Answer{}, Vendors: vendors}
	if len(vendors) > Enough {
		all.Vendors, all.partly = s.vendorsWithFamilies(ctx, vendors)
		verdict.Note(ctx, "families of %d of %d vendors", len(all.Vendors), len(vendors))
	}
	s.AheadOf(ctx, montcontent.GetVendorFamilyGroups, all.Vendors)
	for _, id := range all.Vendors {
		r := s.Full(ctx, Family, montcontent.GetVendorFamilyGroups, id)
		for id, e := range r.ByID {
			all.ByID[id], all.From[id] = e, r.Answer
		}
	}
	s.lists.families = all
	return all
}

// vendorsWithFamilies chooses some of many vendors: the first and the last, and such that products are of.
func (s *Session) vendorsWithFamilies(ctx context.Context, ids []int64) (chosen []int64, in map[int64]bool) {
	known, in := map[int64]bool{}, map[int64]bool{}
	for _, id := range ids {
		known[id] = true
	}
	take := func(id int64) {
		if known[id] && !in[id] && len(chosen) < Enough {
			chosen, in[id] = append(chosen, id), true
		}
	}
	take(ids[0])
	take(ids[len(ids)-1])
	if products, err := s.Quiet(ctx, Product, montcontent.GetAllProducts, true); err == nil {
		for _, e := range products.Entities {
			if id, ok := e.Number("VendorId"); ok && len(chosen) < Enough/2 {
				take(id)
			}
		}
	}
	for i := range Enough { // the rest evenly, the same at every reading
		take(ids[i*len(ids)/Enough])
	}
	slices.Sort(chosen)
	return chosen, in
}

// Moved returns what changed since the fence, as far as the endpoint's own
// delta tells; nothing where its versions did not move.
func (s *Session) Moved(ctx context.Context, since Fence) map[Ref]bool {
	changed := map[Ref]bool{}
	if !since.Known {
		return changed
	}
	a, err := s.Prepare(ctx, montcontent.GetAllChanges, since.Content, since.Price).Do()
	if err != nil || a.Unusable() != nil {
		return changed
	}
	if a.Version("CurrentContentVersion") <= since.Content && a.Version("CurrentPriceVersion") <= since.Price {
		return changed
	}
	for i := range a.Read.Entities {
		changed[a.Read.Entities[i].Ref()] = true
	}
	for k, ids := range a.Read.Deleted {
		for _, id := range ids {
			changed[Ref{k, id}] = true
		}
	}
	return changed
}

// Enough is how many entities of a kind are asked for one by one.
const Enough = 100
