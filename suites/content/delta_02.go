package content

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/montcontent"
	"github.com/montcheck/montcheck/internal/run"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/content/catalogue"
)

// versionsNeverGoDown looks at all changes answers of the run, in the order
// in which they came.
func (s *suite) versionsNeverGoDown(ctx SpecContext) {
	at := s.start(ctx)
	s.Ask(ctx, montcontent.GetAllChanges, at.Content, at.Price)
	s.Ask(ctx, montcontent.GetContentChanges, at.Content)
	s.Ask(ctx, montcontent.GetPriceChanges, at.Price)
	var found Findings
	for _, name := range []string{catalogue.ContentVersion, catalogue.PriceVersion} {
		highest, from := int64(0), (*catalogue.Answer)(nil)
		for _, a := range s.Recorded(
			func(a *catalogue.Answer) bool { return a.Method.Changes && a.Plain && a.Read != nil }) {
			v, there := a.Read.Versions[name]
			if !there || !slices.Contains(catalogue.Carries(a.Method), name) {
				continue
			}
			if from != nil && v < highest &&
				!a.Exchange.Started.Before(from.Exchange.Started.Add(from.Exchange.Timings.Total)) {
				found.Add(a.About(ctx).Finding(fmt.Sprintf("%s went down from %d to %d", name, highest, v),
					fmt.Sprintf("at least %d, which %s gave before", highest, from.Asked()), fmt.Sprint(v)))
			}
			if from == nil || v > highest {
				highest, from = v, a
			}
		}
	}
	found.Settle(ctx)
}

// everyVersion judges versions and lists of changes over the run.
func (s *suite) everyVersion() {
	It("gives versions that never go down", Decides("CNT-DELTA-02"), s.versionsNeverGoDown)
	It("gives no list of changes but those of D3", Decides("CNT-DELTA-14"), func(ctx SpecContext) {
		s.tryAny(ctx)
		for _, a := range s.Recorded(
			func(a *catalogue.Answer) bool { return a.Method.Changes && a.Read != nil && len(a.Read.Extra) > 0 }) {
			Warn(ctx,
				a.About(ctx).Finding(
					fmt.Sprintf("a changes answer has lists that D3 does not describe: %s",
						strings.Join(a.Read.Extra, ", ")),
					"the lists of D3, 10) ChangesContract", strings.Join(a.Read.Extra, ", ")))
			return
		}
	})
}

// rebuilds holds a delta from version 0 against the full lists.
func (s *suite) rebuilds(ctx SpecContext, m montcontent.Method) {
	s.start(ctx)
	products := s.Products(ctx)
	c := s.Comparison(ctx)
	a := s.Once(ctx, m, (catalogue.Fence{}).Since(m)...)
	want := catalogue.Selection{
		Kind: catalogue.Product, All: s.confirmed(ctx, a, catalogue.Product, products.ByID),
		Source:      "GetAllProducts with prices",
		Undescribed: m.Name == montcontent.GetPriceChanges.Name,
	}
	if m.Name == montcontent.GetContentChanges.Name {
		want.Except = catalogue.PriceMembers
	}
	c.Exactly(a, want)
	if m.Name != montcontent.GetPriceChanges.Name {
		c.Exactly(a,
			catalogue.Selection{Kind: catalogue.Vendor, All: s.Vendors(ctx).ByID,
				Source: montcontent.GetAllVendors.Name})
		c.Exactly(a,
			catalogue.Selection{Kind: catalogue.Category, All: s.Categories(ctx).ByID,
				Source: montcontent.GetAllCategories.Name})
		families := s.Families(ctx)
		c.Exactly(a,
			catalogue.Selection{Kind: catalogue.Family, Within: families.Covers,
				All:    s.confirmed(ctx, a, catalogue.Family, families.ByID),
				Source: "GetVendorFamilyGroups of all vendors"})
	}
	c.Settle()
	s.some(ctx, products, catalogue.Product)
	Note(ctx, "%d entities", len(a.Read.Entities))
}

// confirmed adds to a full list of families or products what it lacks, if
// the endpoint gives it when asked for it alone: then the list is at fault,
// which others decide.
func (s *suite) confirmed(ctx SpecContext, a *catalogue.Answer, k catalogue.Kind,
	full map[int64]*catalogue.Entity) map[int64]*catalogue.Entity {
	all := maps.Clone(full)
	for _, e := range a.Of(k) {
		if all[e.ID] == nil {
			if alone := s.alone(ctx, e); alone != nil {
				all[e.ID] = alone
			}
		}
	}
	return all
}

// inquiries is how many entities are asked for alone at a fence, in case
// everything is missing. Of the rest it is taken that they are there.
const inquiries = 40

// alone asks for a family or product by itself, once at a fence.
func (s *suite) alone(ctx SpecContext, e *catalogue.Entity) *catalogue.Entity {
	l := s.Current(ctx)
	if found, known := l.Alone[e.Ref()]; known {
		return found
	}
	if len(l.Alone) >= inquiries {
		return e
	}
	a := (*catalogue.Answer)(nil)
	if e.Kind == catalogue.Family {
		a = s.Inquire(ctx, montcontent.GetFamilyGroup, e.ID)
	} else {
		a = s.Inquire(ctx, montcontent.GetProduct, e.Text("PartNum"), true)
	}
	l.Alone[e.Ref()] = nil
	if a.Unusable() == nil {
		l.Alone[e.Ref()] = a.Reading(e.Kind).ByID[e.ID]
	}
	return l.Alone[e.Ref()]
}

// sameTwice asks for deltas again: for the whole, and for a short one.
func (s *suite) sameTwice(ctx SpecContext, m montcontent.Method) {
	at := s.start(ctx)
	s.tells(ctx, m)
	s.sameAgain(ctx, m, catalogue.Fence{})
	s.sameAgain(ctx, m, catalogue.Fence{Content: max(0, at.Content-5), Price: max(0, at.Price-5)})
}

// sameAgain asks for the delta from a version three times.
func (s *suite) sameAgain(ctx SpecContext, m montcontent.Method, from catalogue.Fence) {
	at := s.start(ctx)
	const tries = 5
	idle := 0 // tries in which the versions moved, and nothing with them
	var last *catalogue.Answer
	for range tries {
		before := s.Ask(ctx, montcontent.GetAllChanges, at.Content, at.Price).Fence()
		one := s.Ask(ctx, m, from.Since(m)...)
		others := []*catalogue.Answer{s.Ask(ctx, m, from.Since(m)...), s.Ask(ctx, m, from.Since(m)...)}
		last = s.Ask(ctx, montcontent.GetAllChanges, before.Content, before.Price)
		if last.Fence() != before {
			if len(last.Read.Entities)+len(last.Read.Deleted) == 0 {
				idle++
			}
			continue
		}
		c := s.Comparison(ctx)
		for _, again := range others {
			for _, k := range catalogue.Kinds {
				c.Exactly(again,
					catalogue.Selection{Kind: k, All: one.Reading(k).ByID, Source: "the first answer", Doubles: true})
				a, b := sortedIDs(one.Read.Deleted[k]), sortedIDs(again.Read.Deleted[k])
				again.Expect(ctx, b).To(Is(a),
					"another answer to the same gives other deleted ids of the kind %s", k.Noun())
			}
			again.Expect(ctx, again.Read.Versions).To(Is(one.Read.Versions),
				"another answer to the same gives another version, though nothing changed")
		}
		c.Settle()
		return
	}
	if idle == tries {
		Reject(ctx,
			last.About(ctx).Finding("the versions move at every call, though nothing changes",
				"the same versions until something changes",
				fmt.Sprintf("%s is empty and yet carries the versions %d and %d", last.Asked(), last.Fence().Content,
					last.Fence().Price)))
	}
	NotExercised(ctx, "the versions moved between any two calls")
}

func sortedIDs(ids []int64) []int64 {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return ids
}

// fullState is what the full lists hold, by kind.
func (s *suite) fullState(ctx SpecContext) map[catalogue.Kind]map[int64]*catalogue.Entity {
	return map[catalogue.Kind]map[int64]*catalogue.Entity{
		catalogue.Vendor: s.Vendors(ctx).ByID, catalogue.Category: s.Categories(ctx).ByID,
		catalogue.Family:  s.Families(ctx).ByID,
		catalogue.Product: s.Products(ctx).ByID,
	}
}

// consistent holds deltas against themselves and the full lists.
func (s *suite) consistent(ctx SpecContext, m montcontent.Method) {
	c := s.Comparison(ctx)
	s.start(ctx)
	s.tells(ctx, m)
	full := s.fullState(ctx)
	deleted, rungs := 0, s.rungs(ctx, m)
	s.changesAhead(ctx, m, rungs)
	for _, at := range rungs {
		a := s.Once(ctx, m, at.Since(m)...)
		for k, ids := range a.Read.Deleted {
			updated := a.Reading(k).ByID
			for _, id := range ids {
				deleted++
				if e := updated[id]; e != nil {
					c.Differ(a, e.Ref(), &e.Place,
						fmt.Sprintf("%s gives %s %d both as updated and as deleted", a.Asked(), k.Noun(), id),
						"one of the two", "both")
				} else if e := full[k][id]; e != nil {
					c.Differ(a, e.Ref(), nil,
						fmt.Sprintf("%s gives %s %d as deleted, but the full list has it", a.Asked(), k.Noun(), id),
						"a deleted id gone from the full list", "an entry")
				}
			}
		}
		for i := range a.Read.Entities {
			e := &a.Read.Entities[i]
			if full[e.Kind][e.ID] == nil &&
				(e.Kind != catalogue.Family && e.Kind != catalogue.Product || s.alone(ctx, e) == nil) {
				c.Differ(a, e.Ref(), &e.Place,
					fmt.Sprintf("%s gives %s %d as updated, but the full list lacks it", a.Asked(), e.Kind.Noun(),
						e.ID), "an entry in the full list", "none")
			}
		}
	}
	c.Settle()
	Note(ctx, "%d deleted ids", deleted)
}

// everyDelta judges the form of every answer that tells changes.
func (s *suite) everyDelta() {
	s.attributed("CNT-DELTA-01", "gives changes that validate and carry their versions", versionsThere)
}

func versionsThere(a *catalogue.Answer) (summary, expected, got string, place *run.Place) {
	if !a.Method.Changes || a.Unusable() != nil {
		return
	}
	for _, name := range catalogue.Carries(a.Method) {
		if _, there := a.Read.Versions[name]; !there {
			return "the answer carries no " + name, name, "none", nil
		}
	}
	return
}
