package content

import (
	"fmt"
	"slices"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/montcontent"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/content/catalogue"
)

// categoryLists decides D3, "2. GetVendorCategories()" and "3. GetAllCategories()".
func (s *suite) categoryLists() {
	It("gives a vendor's categories", Decides("CNT-CAT-01"), func(ctx SpecContext) {
		categories := s.Categories(ctx)
		c := s.Comparison(ctx)
		s.some(ctx, categories, catalogue.Category)
		given, ids, asks := 0, catalogue.Sample(ctx, "vendors", s.vendorsInScope(ctx), catalogue.Enough),
			[]catalogue.Question(nil)
		for _, id := range ids {
			asks = append(asks, catalogue.Question{Method: montcontent.GetVendorCategories, Arguments: []any{id}})
		}
		for i, a := range s.All(ctx, asks) {
			id := ids[i]
			s.Usable(ctx, a)
			given += len(a.Read.Entities)
			c.Exactly(a, catalogue.Selection{
				Kind: catalogue.Category, All: categories.ByID, Source: montcontent.GetAllCategories.Name,
				Label: fmt.Sprintf("%d among its VendorIds", id), Member: "VendorIds",
				Has: func(e *catalogue.Entity) bool { return slices.Contains(e.Numbers("VendorIds"), id) },
			})
		}
		c.Settle()
		someGiven(ctx, given, montcontent.GetVendorCategories)
	})

	It("gives each category once", Decides("CNT-CAT-04"), func(ctx SpecContext) {
		l := s.Categories(ctx)
		s.some(ctx, l, catalogue.Category)
		var found Findings
		s.unique(ctx, l, &found)
		found.Settle(ctx)
		Note(ctx, "%d categories", len(l.Entities))
	})

	It("gives categories that form a forest", Decides("CNT-CAT-02"), func(ctx SpecContext) {
		l := s.Categories(ctx)
		s.some(ctx, l, catalogue.Category)
		var found Findings
		ends := map[int64]string{}
		for _, e := range l.Entities {
			if problem := climb(l, e, ends); problem != "" {
				found.Add(
					l.About(ctx).At(e.Place).Finding(
						fmt.Sprintf("the parents of category %d don't lead to a root", e.ID),
						"parents that exist and end at ParentCategoryId 0", problem))
			}
		}
		found.Settle(ctx)
	})

	It("names only vendors that exist in categories", Decides("CNT-CAT-03"), func(ctx SpecContext) {
		vendors, l := s.Vendors(ctx), s.Categories(ctx)
		s.some(ctx, l, catalogue.Category)
		c := s.Comparison(ctx)
		for _, e := range l.Entities {
			for _, id := range e.Numbers("VendorIds") {
				if vendors.ByID[id] == nil {
					c.Differ(l.Answer, e.Ref(), &e.Place,
						fmt.Sprintf("category %d names vendor %d, which GetAllVendors does not have", e.ID, id),
						"VendorIds of GetAllVendors", fmt.Sprint(id))
				}
			}
			c.Languages(l.Answer, e)
		}
		c.Settle()
	})
}

// climb follows a category's parents to the root, or to one of which is known where it leads (ends). It returns what is
// wrong on the way, and notes it of all that it passed.
func climb(l *catalogue.Reading, e *catalogue.Entity, ends map[int64]string) (wrong string) {
	seen := map[int64]bool{}
	for id, child := e.ID, e; ; child = l.ByID[id] {
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
		if id, _ = child.Number("ParentCategoryId"); id == 0 {
			break
		}
	}
	for id := range seen {
		ends[id] = wrong
	}
	return wrong
}

// some ends the spec as not exercised where a list is empty.
func (s *suite) some(ctx SpecContext, l *catalogue.Reading, k catalogue.Kind) {
	if len(l.Entities) == 0 {
		NotExercised(ctx, "the catalogue has no %s", k.Noun())
	}
}

// someGiven ends the spec as not exercised where a method gave nothing, whatever it was asked for: that nothing is
// wrong with nothing is no evidence.
func someGiven(ctx SpecContext, given int, m montcontent.Method) {
	if given == 0 {
		NotExercised(ctx, "%s gives nothing, whatever it is asked for, and nothing shows that it should", m.Name)
	}
}

// unique notes ids that are there more than once.
func (s *suite) unique(ctx SpecContext, l *catalogue.Reading, found *Findings) {
	seen := map[int64]bool{}
	for _, e := range l.Entities {
		if seen[e.ID] {
			found.Add(
				l.About(ctx).At(e.Place).Finding(fmt.Sprintf("the %s id %d is there twice", e.Kind.Noun(), e.ID),
					"each id once", "a second entry"))
		}
		seen[e.ID] = true
	}
}
