package content

import (
	"fmt"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/montcontent"
	. "github.com/montcheck/montcheck/internal/spec"
)

// vendorsAndCategories decides D3, "1. GetAllVendors()" to
// "3. GetAllCategories()".
func (s *session) vendorsAndCategories() {
	It("gives each vendor once, with a name", Decides("CNT-VEN-01"), func(ctx SpecContext) {
		l := s.vendors(ctx)
		s.some(ctx, l, vendor)
		var found Findings
		s.unique(ctx, l, &found)
		for _, e := range l.entities {
			if strings.TrimSpace(e.text("VendorName")) == "" {
				found.Add(
					l.about(ctx).At(e.place).Finding(fmt.Sprintf("vendor %d has no name", e.id),
						"a VendorName that is not empty", "an empty one"))
			}
		}
		found.Settle(ctx)
		Note(ctx, "%d vendors", len(l.entities))
	})

	It("gives a vendor's categories", Decides("CNT-CAT-01"), func(ctx SpecContext) {
		categories := s.categories(ctx)
		c := s.comparison(ctx)
		s.some(ctx, categories, category)
		given, ids, asks := 0, sample(ctx, "vendors", s.vendorsInScope(ctx), enough), []question(nil)
		for _, id := range ids {
			asks = append(asks, question{montcontent.GetVendorCategories, []any{id}})
		}
		for i, a := range s.all(ctx, asks) {
			id := ids[i]
			s.usable(ctx, a)
			given += len(a.read.entities)
			c.exactly(a, selection{
				kind: category, all: categories.byID, source: "GetAllCategories",
				label: fmt.Sprintf("%d among its VendorIds", id), member: "VendorIds",
				has: func(e *entity) bool { return slices.Contains(e.numbers("VendorIds"), id) },
			})
		}
		c.settle()
		someGiven(ctx, given, montcontent.GetVendorCategories)
	})

	It("gives each category once", Decides("CNT-CAT-04"), func(ctx SpecContext) {
		l := s.categories(ctx)
		s.some(ctx, l, category)
		var found Findings
		s.unique(ctx, l, &found)
		found.Settle(ctx)
		Note(ctx, "%d categories", len(l.entities))
	})

	It("gives categories that form a forest", Decides("CNT-CAT-02"), func(ctx SpecContext) {
		l := s.categories(ctx)
		s.some(ctx, l, category)
		var found Findings
		ends := map[int64]string{}
		for _, e := range l.entities {
			if problem := climb(l, e, ends); problem != "" {
				found.Add(
					l.about(ctx).At(e.place).Finding(
						fmt.Sprintf("the parents of category %d don't lead to a root", e.id),
						"parents that exist and end at ParentCategoryId 0", problem))
			}
		}
		found.Settle(ctx)
	})

	It("names only vendors that exist in categories", Decides("CNT-CAT-03"), func(ctx SpecContext) {
		vendors, l := s.vendors(ctx), s.categories(ctx)
		s.some(ctx, l, category)
		c := s.comparison(ctx)
		for _, e := range l.entities {
			for _, id := range e.numbers("VendorIds") {
				if vendors.byID[id] == nil {
					c.differ(l.answer, e.ref(), &e.place,
						fmt.Sprintf("category %d names vendor %d, which GetAllVendors does not have", e.id, id),
						"VendorIds of GetAllVendors", fmt.Sprint(id))
				}
			}
			c.languages(l.answer, e)
		}
		c.settle()
	})
}

// some ends the spec as not exercised where a list is empty.
func (s *session) some(ctx SpecContext, l *reading, k kind) {
	if len(l.entities) == 0 {
		NotExercised(ctx, "the catalogue has no %s", k.noun())
	}
}

// someGiven ends the spec as not exercised where a method gave nothing, whatever it was asked for: that nothing is
// wrong with nothing is no evidence.
func someGiven(ctx SpecContext, given int, m montcontent.Method) {
	if given == 0 {
		NotExercised(ctx, "%s gives nothing, whatever it is asked for, and nothing shows that it should", m.Name)
	}
}

// climb follows a category's parents to the root, or to one of which is known where it leads (ends). It returns what is
// wrong on the way, and notes it of all that it passed.
func climb(l *reading, e *entity, ends map[int64]string) (wrong string) {
	seen := map[int64]bool{}
	for id, child := e.id, e; ; child = l.byID[id] {
		known, met := ends[id]
		if met {
			wrong = known
		} else if child == nil {
			wrong = fmt.Sprintf("category %d, which does not exist", id)
		} else if seen[id] {
			wrong = fmt.Sprintf("a cycle through category %d", id)
		}
		if met || wrong != "" || id == 0 {
			break
		}
		seen[id] = true
		if id, _ = child.number("ParentCategoryId"); id == 0 {
			break
		}
	}
	for id := range seen {
		ends[id] = wrong
	}
	return wrong
}

// unique notes ids that are there more than once.
func (s *session) unique(ctx SpecContext, l *reading, found *Findings) {
	seen := map[int64]bool{}
	for _, e := range l.entities {
		if seen[e.id] {
			found.Add(
				l.about(ctx).At(e.place).Finding(fmt.Sprintf("the %s id %d is there twice", e.kind.noun(), e.id),
					"each id once", "a second entry"))
		}
		seen[e.id] = true
	}
}

// languages notes a language that is there more than once in the
// translations of an entity.
func (c *comparison) languages(a *answer, e *entity) {
	seen := map[string]bool{}
	for _, code := range e.languages {
		if seen[code] {
			c.differ(a, e.ref(), &e.place, fmt.Sprintf("%s %d has two translations into %s", e.kind.noun(), e.id, code),
				"each language once", code+" twice")
		}
		seen[code] = true
	}
}

// vendorsInScope are the ids of the vendors that the partner integrates.
func (s *session) vendorsInScope(ctx SpecContext) []int64 {
	l := s.vendors(ctx)
	var ids []int64
	for _, id := range l.ids() {
		if len(s.t.Vendors) == 0 || slices.Contains(s.t.Vendors, l.byID[id].text("VendorName")) {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		NotExercised(ctx, "the catalogue has no vendor%s",
			map[bool]string{true: " of those in scope"}[len(s.t.Vendors) > 0])
	}
	return ids
}

// familyGroups decides D3, "4. GetVendorFamilyGroups" to
// "7. GetCategoryFamilyGroup".
func (s *session) familyGroups() {
	It("gives all families of a vendor", Decides("CNT-FAM-01"), func(ctx SpecContext) {
		witnesses := s.witnesses(ctx)
		c, given, ids := s.comparison(ctx), 0, sample(ctx, "vendors", s.vendorsInScope(ctx), enough)
		s.aheadOf(ctx, montcontent.GetVendorFamilyGroups, ids)
		for _, id := range ids {
			l := s.full(ctx, family, montcontent.GetVendorFamilyGroups, id)
			given += len(l.entities)
			c.exactly(l.answer, selection{
				kind: family, all: l.byID, source: "the list itself", label: fmt.Sprintf("VendorId %d", id),
				member: "VendorId", has: numberIs("VendorId", id),
			})
			for f, w := range witnesses {
				if l.byID[f] == nil && numberIs("VendorId", id)(w.entity) {
					c.differ(l.answer, w.ref(), nil, fmt.Sprintf("%s lacks family %d", l.asked(), f),
						fmt.Sprintf("every family of vendor %d: %s gives this one with VendorId %d", id, w.from.asked(),
							id), "a list without it")
				}
			}
		}
		c.settle()
		someGiven(ctx, given, montcontent.GetVendorFamilyGroups)
		Note(ctx, "%d families known by other methods", len(witnesses))
	})

	It("gives a family by its id", Decides("CNT-FAM-02"), func(ctx SpecContext) {
		families := s.families(ctx)
		if len(families.byID) == 0 {
			NotExercised(ctx, "the catalogue has no family")
		}
		c, ids, asks := s.comparison(ctx), sample(ctx, "families", families.ids(), enough), []question(nil)
		for _, id := range ids {
			asks = append(asks, question{montcontent.GetFamilyGroup, []any{id}})
		}
		for i, a := range s.all(ctx, asks) {
			id := ids[i]
			if s.deletedMeanwhile(ctx, a) {
				continue
			}
			s.usable(ctx, a)
			got := a.of(family)
			a.expect(ctx, len(got)).To(Is(1), "GetFamilyGroup(%d) gives no family", id)
			if got[0].id != id {
				c.differ(a, ref{family, id}, &got[0].place, fmt.Sprintf("GetFamilyGroup(%d) gives another family", id),
					fmt.Sprintf("Id %d", id), fmt.Sprintf("Id %d", got[0].id))
				continue
			}
			c.same(a, got[0], families.byID[id], "GetVendorFamilyGroups")
		}
		c.settle()
	})

	It("gives the families of a category", Decides("CNT-FAM-03"), func(ctx SpecContext) {
		families, categories := s.families(ctx), s.categories(ctx)
		if len(categories.byID) == 0 {
			NotExercised(ctx, "the catalogue has no category")
		}
		c, given, ids := s.comparison(ctx), 0, sample(ctx, "categories", categories.ids(), enough)
		s.aheadOf(ctx, montcontent.GetCategoryFamilyGroup, ids)
		for _, id := range ids {
			a := s.once(ctx, montcontent.GetCategoryFamilyGroup, id)
			given += len(a.read.entities)
			c.exactly(a, selection{
				kind: family, all: s.confirmed(ctx, a, family, families.byID), source: "the families of all vendors",
				label: fmt.Sprintf("%d among its CategoryIds", id), member: "CategoryIds",
				has: numbersHave("CategoryIds", id),
			})
		}
		c.settle()
		someGiven(ctx, given, montcontent.GetCategoryFamilyGroup)
	})

	It("gives families in sound relation to the rest", Decides("CNT-FAM-04"), func(ctx SpecContext) {
		vendors, categories, families := s.vendors(ctx), s.categories(ctx), s.families(ctx)
		if len(families.byID) == 0 {
			NotExercised(ctx, "the catalogue has no family")
		}
		c := s.comparison(ctx)
		for _, id := range families.ids() {
			e, a := families.byID[id], families.from[id]
			c.refers(a, e, "VendorId", vendors.byID, "GetAllVendors")
			c.refers(a, e, "CategoryIds", categories.byID, "GetAllCategories")
			c.languages(a, e)
		}
		owner := map[int64]int64{}
		for _, id := range families.vendors {
			l := s.full(ctx, family, montcontent.GetVendorFamilyGroups, id)
			for _, f := range l.ids() {
				if !numberIs("VendorId", id)(l.byID[f]) {
					continue // for CNT-FAM-01 to say
				}
				if other, again := owner[f]; again {
					c.differ(l.answer, ref{family, f}, &l.byID[f].place,
						fmt.Sprintf("the family id %d is there twice", f),
						"each id once", fmt.Sprintf("a family of vendor %d and one of vendor %d", other, id))
				}
				owner[f] = id
			}
		}
		c.settle()
	})
}

// witness is a family as another method than GetVendorFamilyGroups gives it.
type witness struct {
	*entity
	from *answer
}

// witnesses are the families that the categories, the delta from version 0
// and the products know of, as far as these can be had.
func (s *session) witnesses(ctx SpecContext) map[int64]witness {
	all := map[int64]witness{}
	take := func(l *reading, err error) {
		if err != nil {
			return // for the method's own requirement to say
		}
		for id, e := range l.byID {
			all[id] = witness{e, l.answer}
		}
	}
	take(s.quiet(ctx, family, montcontent.GetAllChanges, 0, 0))
	if categories, err := s.quiet(ctx, category, montcontent.GetAllCategories); err == nil {
		ids := sample(ctx, "categories", categories.ids(), enough)
		s.aheadOf(ctx, montcontent.GetCategoryFamilyGroup, ids)
		for _, id := range ids {
			take(s.quiet(ctx, family, montcontent.GetCategoryFamilyGroup, id))
		}
	}
	if products, err := s.quiet(ctx, product, montcontent.GetAllProducts, true); err == nil {
		asked := 0
		for _, p := range products.entities {
			if f, ok := p.number("FamilyGroupId"); ok && f != 0 && all[f].entity == nil && asked < inquiries {
				asked++
				if a := s.inquire(ctx, montcontent.GetFamilyGroup, f); a.unusable() == nil {
					take(a.reading(family), nil)
				}
				if all[f].entity == nil {
					// for CNT-PRD-06 to say
					all[f] = witness{&entity{facts: &facts{kind: family, id: f}}, products.answer}
				}
			}
		}
	}
	return all
}

// refers notes ids in a member that name nothing.
func (c *comparison) refers(a *answer, e *entity, name string, known map[int64]*entity, source string) {
	ids := e.numbers(name)
	if id, ok := e.number(name); ok {
		ids = append(ids, id)
	}
	for _, id := range ids {
		if known[id] == nil {
			c.differ(a, e.ref(), &e.place,
				fmt.Sprintf("%s %d has %s %d, which %s does not have", e.kind.noun(), e.id, name, id, source),
				"an id of "+source, fmt.Sprint(id))
		}
	}
}

func numberIs(name string, id int64) func(*entity) bool {
	return func(e *entity) bool { n, ok := e.number(name); return ok && n == id }
}

func numbersHave(name string, id int64) func(*entity) bool {
	return func(e *entity) bool { return slices.Contains(e.numbers(name), id) }
}
