package content

import (
	"fmt"
	"maps"
	"slices"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/montcontent"
	. "github.com/montcheck/montcheck/internal/spec"
)

// versionsNeverGoDown looks at all changes answers of the run, in the order
// in which they came.
func (s *session) versionsNeverGoDown(ctx SpecContext) {
	at := s.start(ctx)
	s.ask(ctx, montcontent.GetAllChanges, at.content, at.price)
	s.ask(ctx, montcontent.GetContentChanges, at.content)
	s.ask(ctx, montcontent.GetPriceChanges, at.price)
	var found Findings
	for _, name := range []string{contentVersion, priceVersion} {
		highest, from := int64(0), (*answer)(nil)
		for _, a := range s.recorded(func(a *answer) bool { return a.method.Changes && a.plain && a.read != nil }) {
			v, there := a.read.versions[name]
			if !there || !slices.Contains(carries(a.method), name) {
				continue
			}
			if from != nil && v < highest &&
				!a.Exchange.Started.Before(from.Exchange.Started.Add(from.Exchange.Timings.Total)) {
				found.Add(a.about(ctx).Finding(fmt.Sprintf("%s went down from %d to %d", name, highest, v),
					fmt.Sprintf("at least %d, which %s gave before", highest, from.asked()), fmt.Sprint(v)))
			}
			if from == nil || v > highest {
				highest, from = v, a
			}
		}
	}
	found.Settle(ctx)
}

// rebuilds holds a delta from version 0 against the full lists.
func (s *session) rebuilds(ctx SpecContext, m montcontent.Method) {
	s.start(ctx)
	products := s.products(ctx)
	c := s.comparison(ctx)
	a := s.once(ctx, m, (fence{}).since(m)...)
	want := selection{
		kind: product, all: s.confirmed(ctx, a, product, products.byID), source: "GetAllProducts with prices",
		undescribed: m.Name == montcontent.GetPriceChanges.Name,
	}
	if m.Name == montcontent.GetContentChanges.Name {
		want.except = priceMembers
	}
	c.exactly(a, want)
	if m.Name != montcontent.GetPriceChanges.Name {
		c.exactly(a, selection{kind: vendor, all: s.vendors(ctx).byID, source: "GetAllVendors"})
		c.exactly(a, selection{kind: category, all: s.categories(ctx).byID, source: "GetAllCategories"})
		families := s.families(ctx)
		c.exactly(a,
			selection{kind: family, within: families.covers, all: s.confirmed(ctx, a, family, families.byID),
				source: "GetVendorFamilyGroups of all vendors"})
	}
	c.settle()
	s.some(ctx, products, product)
	Note(ctx, "%d entities", len(a.read.entities))
}

// confirmed adds to a full list of families or products what it lacks, if
// the endpoint gives it when asked for it alone: then the list is at fault,
// which others decide.
func (s *session) confirmed(ctx SpecContext, a *answer, k kind, full map[int64]*entity) map[int64]*entity {
	all := maps.Clone(full)
	for _, e := range a.of(k) {
		if all[e.id] == nil {
			if alone := s.alone(ctx, e); alone != nil {
				all[e.id] = alone
			}
		}
	}
	return all
}

// inquiries is how many entities are asked for alone at a fence, in case
// everything is missing. Of the rest it is taken that they are there.
const inquiries = 40

// alone asks for a family or product by itself, once at a fence.
func (s *session) alone(ctx SpecContext, e *entity) *entity {
	l := s.current(ctx)
	if found, known := l.alone[e.ref()]; known {
		return found
	}
	if len(l.alone) >= inquiries {
		return e
	}
	a := (*answer)(nil)
	if e.kind == family {
		a = s.inquire(ctx, montcontent.GetFamilyGroup, e.id)
	} else {
		a = s.inquire(ctx, montcontent.GetProduct, e.text("PartNum"), true)
	}
	l.alone[e.ref()] = nil
	if a.unusable() == nil {
		l.alone[e.ref()] = a.reading(e.kind).byID[e.id]
	}
	return l.alone[e.ref()]
}

// emptyAtCurrent asks for a delta at the current version. A live endpoint
// may move on between the two calls: then it is asked again.
func (s *session) emptyAtCurrent(ctx SpecContext, m montcontent.Method) {
	at := s.start(ctx)
	s.tells(ctx, m)
	for range 5 {
		a := s.ask(ctx, m, at.since(m)...)
		next := s.ask(ctx, montcontent.GetAllChanges, at.content, at.price).fence()
		if next != at {
			at = next
			continue
		}
		var found Findings
		for i := range a.read.entities {
			e := &a.read.entities[i]
			found.Add(
				a.about(ctx).At(e.place).Finding(
					fmt.Sprintf("%s holds %s %d, though nothing changed since", a.asked(), e.kind.noun(), e.id),
					"an empty delta at the current version", "an updated "+e.kind.noun()))
		}
		for k, ids := range a.read.deleted {
			found.Add(a.about(ctx).Finding(fmt.Sprintf("%s gives deleted ids of the kind %s, "+
				"though nothing changed since", a.asked(), k.noun()),
				"an empty delta at the current version", fmt.Sprint(ids)))
		}
		found.Settle(ctx)
		return
	}
	NotExercised(ctx, "the versions moved between any two calls")
}

// sameTwice asks for deltas again: for the whole, and for a short one.
func (s *session) sameTwice(ctx SpecContext, m montcontent.Method) {
	at := s.start(ctx)
	s.tells(ctx, m)
	s.sameAgain(ctx, m, fence{})
	s.sameAgain(ctx, m, fence{content: max(0, at.content-5), price: max(0, at.price-5)})
}

// sameAgain asks for the delta from a version three times.
func (s *session) sameAgain(ctx SpecContext, m montcontent.Method, from fence) {
	at := s.start(ctx)
	const tries = 5
	idle := 0 // tries in which the versions moved, and nothing with them
	var last *answer
	for range tries {
		before := s.ask(ctx, montcontent.GetAllChanges, at.content, at.price).fence()
		one := s.ask(ctx, m, from.since(m)...)
		others := []*answer{s.ask(ctx, m, from.since(m)...), s.ask(ctx, m, from.since(m)...)}
		last = s.ask(ctx, montcontent.GetAllChanges, before.content, before.price)
		if last.fence() != before {
			if len(last.read.entities)+len(last.read.deleted) == 0 {
				idle++
			}
			continue
		}
		c := s.comparison(ctx)
		for _, again := range others {
			for _, k := range kinds {
				c.exactly(again,
					selection{kind: k, all: one.reading(k).byID, source: "the first answer", doubles: true})
				a, b := sortedIDs(one.read.deleted[k]), sortedIDs(again.read.deleted[k])
				again.expect(ctx, b).To(Is(a),
					"another answer to the same gives other deleted ids of the kind %s", k.noun())
			}
			again.expect(ctx, again.read.versions).To(Is(one.read.versions),
				"another answer to the same gives another version, though nothing changed")
		}
		c.settle()
		return
	}
	if idle == tries {
		Reject(ctx,
			last.about(ctx).Finding("the versions move at every call, though nothing changes",
				"the same versions until something changes",
				fmt.Sprintf("%s is empty and yet carries the versions %d and %d", last.asked(), last.fence().content,
					last.fence().price)))
	}
	NotExercised(ctx, "the versions moved between any two calls")
}

func sortedIDs(ids []int64) []int64 {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return ids
}

// fullState is what the full lists hold, by kind.
func (s *session) fullState(ctx SpecContext) map[kind]map[int64]*entity {
	return map[kind]map[int64]*entity{
		vendor: s.vendors(ctx).byID, category: s.categories(ctx).byID, family: s.families(ctx).byID,
		product: s.products(ctx).byID,
	}
}

// consistent holds deltas against themselves and the full lists.
func (s *session) consistent(ctx SpecContext, m montcontent.Method) {
	c := s.comparison(ctx)
	s.start(ctx)
	s.tells(ctx, m)
	full := s.fullState(ctx)
	deleted, rungs := 0, s.rungs(ctx, m)
	s.changesAhead(ctx, m, rungs)
	for _, at := range rungs {
		a := s.once(ctx, m, at.since(m)...)
		for k, ids := range a.read.deleted {
			updated := a.reading(k).byID
			for _, id := range ids {
				deleted++
				if e := updated[id]; e != nil {
					c.differ(a, e.ref(), &e.place,
						fmt.Sprintf("%s gives %s %d both as updated and as deleted", a.asked(), k.noun(), id),
						"one of the two", "both")
				} else if e := full[k][id]; e != nil {
					c.differ(a, e.ref(), nil,
						fmt.Sprintf("%s gives %s %d as deleted, but the full list has it", a.asked(), k.noun(), id),
						"a deleted id gone from the full list", "an entry")
				}
			}
		}
		for i := range a.read.entities {
			e := &a.read.entities[i]
			if full[e.kind][e.id] == nil && (e.kind != family && e.kind != product || s.alone(ctx, e) == nil) {
				c.differ(a, e.ref(), &e.place,
					fmt.Sprintf("%s gives %s %d as updated, but the full list lacks it", a.asked(), e.kind.noun(),
						e.id), "an entry in the full list", "none")
			}
		}
	}
	c.settle()
	Note(ctx, "%d deleted ids", deleted)
}

// restates checks that a delta from any version carries the current state of
// what it names, and that older versions get at least what newer ones do.
func (s *session) restates(ctx SpecContext, m montcontent.Method) {
	s.restatesFrom(ctx, m, s.rungs(ctx, m))
}

func (s *session) restatesFrom(ctx SpecContext, m montcontent.Method, versions []fence) {
	c := s.comparison(ctx)
	s.tells(ctx, m)
	full := s.fullState(ctx)
	var rungs []fence
	whole := s.once(ctx, m, (fence{}).since(m)...)
	s.changesAhead(ctx, m, versions)
	for _, at := range versions {
		a := s.once(ctx, m, at.since(m)...)
		if m.Name != montcontent.GetAllChanges.Name { // of which CNT-DELTA-07 says so
			c.eachOnce(a, whole)
		}
		for i := range a.read.entities {
			e := &a.read.entities[i]
			if current := full[e.kind][e.id]; current != nil {
				except := priceMembers // CNT-DELTA-06 and -07 decide prices and descriptions
				if m.Name == montcontent.GetPriceChanges.Name {
					except = e.undescribed()
				}
				c.same(a, e, current, "the full list", except...)
			}
		}
		for _, older := range rungs {
			if older.content <= at.content && older.price <= at.price {
				c.holds(s.once(ctx, m, older.since(m)...), a)
			}
		}
		rungs = append(rungs, at)
	}
	c.settle()
	Note(ctx, "from %d versions", len(rungs))
}

// union holds GetAllChanges against GetContentChanges and GetPriceChanges.
func (s *session) union(ctx SpecContext) {
	c := s.comparison(ctx)
	s.start(ctx)
	s.tells(ctx, montcontent.GetAllChanges)
	for _, m := range deltaMethods {
		s.changesAhead(ctx, m, s.rungs(ctx, montcontent.GetAllChanges))
	}
	for _, at := range s.pairs(ctx) {
		all := s.once(ctx, montcontent.GetAllChanges, at[0], at[1])
		ofContent, ofPrice := s.once(ctx, montcontent.GetContentChanges, at[0]),
			s.once(ctx, montcontent.GetPriceChanges, at[1])
		c.eachOnce(all, s.once(ctx, montcontent.GetAllChanges, 0, 0))
		for _, k := range kinds {
			want := maps.Clone(ofContent.reading(k).byID)
			if k == product { // CNT-DELTA-06 says that there is nothing else
				for id, e := range ofPrice.reading(k).byID {
					if want[id] == nil {
						want[id] = e
					}
				}
			}
			got := all.reading(k).byID
			for id, e := range want {
				if got[id] == nil {
					c.differ(all, e.ref(), nil, fmt.Sprintf("%s lacks %s %d", all.asked(), k.noun(), id),
						"all that "+ofContent.asked()+" and "+ofPrice.asked()+" name", "a delta without it")
				}
			}
			for id, e := range got {
				if want[id] == nil {
					c.differ(all, e.ref(), &e.place, fmt.Sprintf("%s holds %s %d", all.asked(), k.noun(), id),
						"only what "+ofContent.asked()+" or "+ofPrice.asked()+" names", "one that neither does")
				}
			}
			for _, pair := range [][2]*answer{{all, ofContent}, {ofContent, all}} {
				for _, id := range pair[1].read.deleted[k] {
					if !slices.Contains(pair[0].read.deleted[k], id) {
						c.differ(pair[0], ref{k, id}, nil,
							fmt.Sprintf("%s lacks the deleted %s %d", pair[0].asked(), k.noun(), id),
							"the deleted ids of "+pair[1].asked(), "a delta without it")
					}
				}
			}
		}
	}
	c.settle()
	Note(ctx, "from %d pairs of versions", len(s.pairs(ctx)))
}
