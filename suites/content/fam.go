package content

import (
	"fmt"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/montcontent"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/content/catalogue"
)

// familyGroups decides D3, "4. GetVendorFamilyGroups" to
// "7. GetCategoryFamilyGroup".
func (s *suite) familyGroups() {
	It("gives all families of a vendor", Decides("CNT-FAM-01"), func(ctx SpecContext) {
		witnesses := s.witnesses(ctx)
		c, given, ids := s.Comparison(ctx), 0, catalogue.Sample(ctx, "vendors", s.vendorsInScope(ctx), catalogue.Enough)
		s.AheadOf(ctx, montcontent.GetVendorFamilyGroups, ids)
		for _, id := range ids {
			l := s.Full(ctx, catalogue.Family, montcontent.GetVendorFamilyGroups, id)
			given += len(l.Entities)
			c.Exactly(l.Answer, catalogue.Selection{
				Kind: catalogue.Family, All: l.ByID, Source: "the list itself", Label: fmt.Sprintf("VendorId %d", id),
				Member: "VendorId", Has: catalogue.NumberIs("VendorId", id),
			})
			for f, w := range witnesses {
				if l.ByID[f] == nil && catalogue.NumberIs("VendorId", id)(w.Entity) {
					c.Differ(l.Answer, w.Ref(), nil, fmt.Sprintf("%s lacks family %d", l.Asked(), f),
						fmt.Sprintf("every family of vendor %d: %s gives this one with VendorId %d", id, w.from.Asked(),
							id), "a list without it")
				}
			}
		}
		c.Settle()
		someGiven(ctx, given, montcontent.GetVendorFamilyGroups)
		Note(ctx, "%d families known by other methods", len(witnesses))
	})

	It("gives a family by its id", Decides("CNT-FAM-02"), func(ctx SpecContext) {
		families := s.Families(ctx)
		if len(families.ByID) == 0 {
			NotExercised(ctx, "the catalogue has no family")
		}
		c, ids, asks := s.Comparison(ctx), catalogue.Sample(ctx, "families", families.Ids(), catalogue.Enough),
			[]catalogue.Question(nil)
		for _, id := range ids {
			asks = append(asks, catalogue.Question{Method: montcontent.GetFamilyGroup, Arguments: []any{id}})
		}
		for i, a := range s.All(ctx, asks) {
			id := ids[i]
			if s.deletedMeanwhile(ctx, a) {
				continue
			}
			s.Usable(ctx, a)
			got := a.Of(catalogue.Family)
			a.Expect(ctx, len(got)).To(Is(1), "GetFamilyGroup(%d) gives no family", id)
			if got[0].ID != id {
				c.Differ(a, catalogue.Ref{Kind: catalogue.Family, ID: id}, &got[0].Place,
					fmt.Sprintf("GetFamilyGroup(%d) gives another family", id),
					fmt.Sprintf("Id %d", id), fmt.Sprintf("Id %d", got[0].ID))
				continue
			}
			c.Same(a, got[0], families.ByID[id], montcontent.GetVendorFamilyGroups.Name)
		}
		c.Settle()
	})
}

// familyRelations decides what families refer to.
func (s *suite) familyRelations() {
	It("gives the families of a category", Decides("CNT-FAM-03"), func(ctx SpecContext) {
		families, categories := s.Families(ctx), s.Categories(ctx)
		if len(categories.ByID) == 0 {
			NotExercised(ctx, "the catalogue has no category")
		}
		c, given, ids := s.Comparison(ctx), 0, catalogue.Sample(ctx, "categories", categories.Ids(), catalogue.Enough)
		s.AheadOf(ctx, montcontent.GetCategoryFamilyGroup, ids)
		for _, id := range ids {
			a := s.Once(ctx, montcontent.GetCategoryFamilyGroup, id)
			given += len(a.Read.Entities)
			c.Exactly(a, catalogue.Selection{
				Kind: catalogue.Family, All: s.confirmed(ctx, a, catalogue.Family, families.ByID),
				Source: "the families of all vendors",
				Label:  fmt.Sprintf("%d among its CategoryIds", id), Member: "CategoryIds",
				Has: catalogue.NumbersHave("CategoryIds", id),
			})
		}
		c.Settle()
		someGiven(ctx, given, montcontent.GetCategoryFamilyGroup)
	})

	It("gives families in sound relation to the rest", Decides("CNT-FAM-04"), func(ctx SpecContext) {
		vendors, categories, families := s.Vendors(ctx), s.Categories(ctx), s.Families(ctx)
		if len(families.ByID) == 0 {
			NotExercised(ctx, "the catalogue has no family")
		}
		c := s.Comparison(ctx)
		for _, id := range families.Ids() {
			e, a := families.ByID[id], families.From[id]
			c.Refers(a, e, "VendorId", vendors.ByID, montcontent.GetAllVendors.Name)
			c.Refers(a, e, "CategoryIds", categories.ByID, montcontent.GetAllCategories.Name)
			c.Languages(a, e)
		}
		owner := map[int64]int64{}
		for _, id := range families.Vendors {
			l := s.Full(ctx, catalogue.Family, montcontent.GetVendorFamilyGroups, id)
			for _, f := range l.Ids() {
				if !catalogue.NumberIs("VendorId", id)(l.ByID[f]) {
					continue // for CNT-FAM-01 to say
				}
				if other, again := owner[f]; again {
					c.Differ(l.Answer, catalogue.Ref{Kind: catalogue.Family, ID: f}, &l.ByID[f].Place,
						fmt.Sprintf("the family id %d is there twice", f),
						"each id once", fmt.Sprintf("a family of vendor %d and one of vendor %d", other, id))
				}
				owner[f] = id
			}
		}
		c.Settle()
	})
}

// witness is a family as another method than GetVendorFamilyGroups gives it.
type witness struct {
	*catalogue.Entity
	from *catalogue.Answer
}

// witnesses are the families that the categories, the delta from version 0
// and the products know of, as far as these can be had.
func (s *suite) witnesses(ctx SpecContext) map[int64]witness {
	all := map[int64]witness{}
	take := func(l *catalogue.Reading, err error) {
		if err != nil {
			return // for the method's own requirement to say
		}
		for id, e := range l.ByID {
			all[id] = witness{e, l.Answer}
		}
	}
	take(s.Quiet(ctx, catalogue.Family, montcontent.GetAllChanges, 0, 0))
	if categories, err := s.Quiet(ctx, catalogue.Category, montcontent.GetAllCategories); err == nil {
		ids := catalogue.Sample(ctx, "categories", categories.Ids(), catalogue.Enough)
		s.AheadOf(ctx, montcontent.GetCategoryFamilyGroup, ids)
		for _, id := range ids {
			take(s.Quiet(ctx, catalogue.Family, montcontent.GetCategoryFamilyGroup, id))
		}
	}
	if products, err := s.Quiet(ctx, catalogue.Product, montcontent.GetAllProducts, true); err == nil {
		asked := 0
		for _, p := range products.Entities {
			if f, ok := p.Number("FamilyGroupId"); ok && f != 0 && all[f].Entity == nil && asked < inquiries {
				asked++
				if a := s.Inquire(ctx, montcontent.GetFamilyGroup, f); a.Unusable() == nil {
					take(a.Reading(catalogue.Family), nil)
				}
				if all[f].Entity == nil {
					// for CNT-PRD-06 to say
					all[f] = witness{&catalogue.Entity{Facts: &catalogue.Facts{Kind: catalogue.Family, ID: f}},
						products.Answer}
				}
			}
		}
	}
	return all
}

// familyPayload decides what the payload of GetFamilyGroup is called.
func (s *suite) familyPayload() {
	It("calls the payload of GetFamilyGroup FamilyGroup", Decides("CNT-FAM-06"), func(ctx SpecContext) {
		a := s.Ask(ctx, montcontent.GetFamilyGroup, s.someFamily(ctx))
		if name := a.Read.PayloadName; name != "FamilyGroup" {
			Warn(ctx,
				a.About(ctx).Finding("the payload of GetFamilyGroup is called "+name,
					"FamilyGroup, as D3's text and its table of entities say", name))
		}
	})
}

// allFamilies records a method that D3 does not describe.
func (s *suite) allFamilies() {
	It("may have a method that lists all families", Decides("CNT-FAM-05"), func(ctx SpecContext) {
		a, err := s.At(ctx, montcontent.Method{}, "GetAllFamilyGroups", endpoint.Own, false).Do()
		Unable(ctx, err)
		if a.Unusable() == nil {
			Note(ctx, "GetAllFamilyGroups answers with %d families", len(a.Of(catalogue.Family)))
			return
		}
		Note(ctx, "GetAllFamilyGroups is not there (status %d)", a.Status())
	})
}

func (s *suite) someFamily(ctx SpecContext) int64 {
	ids := s.Families(ctx).Ids()
	if len(ids) == 0 {
		NotExercised(ctx, "the catalogue has no family")
	}
	return ids[0]
}
