package content

import (
	"fmt"
	"slices"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/montcontent"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/content/catalogue"
)

// deletes adds an entity of each kind that has a list of deleted ids, polls,
// deletes it and polls again.
func (s *suite) deletes(ctx SpecContext) {
	for _, k := range []catalogue.Kind{catalogue.Vendor, catalogue.Category, catalogue.Family} {
		begin := s.start(ctx)
		added := s.Add(ctx, k)
		seen := s.Ask(ctx, montcontent.GetAllChanges, begin.Content, begin.Price)
		vendorID, _ := s.freshly(ctx, k, added).Number("VendorId")
		if list := s.listOf(ctx, k, vendorID); list.ByID[added.ID] == nil {
			Reject(ctx,
				list.About(ctx).Finding(
					fmt.Sprintf("the added %s %d, which the deltas give, is not in the full list", k.Noun(), added.ID),
					"an entry", "a list without it"))
		}
		s.Remove(ctx, k, added.ID)
		for _, from := range []catalogue.Fence{begin, seen.Fence()} {
			for _, m := range []montcontent.Method{montcontent.GetContentChanges, montcontent.GetAllChanges} {
				a := s.Ask(ctx, m, from.Since(m)...)
				if e := a.Reading(k).ByID[added.ID]; e != nil {
					Reject(ctx,
						a.About(ctx).At(e.Place).Finding(
							fmt.Sprintf("%s gives %s %d as updated after it was deleted", a.Asked(), k.Noun(),
								added.ID), "no entry among the updated", "one"))
				}
				if from != begin && !slices.Contains(a.Read.Deleted[k], added.ID) {
					Reject(ctx,
						a.About(ctx).Finding(
							fmt.Sprintf("%s does not give %s %d as deleted", a.Asked(), k.Noun(), added.ID),
							"its id in the list of deleted ones", fmt.Sprint(a.Read.Deleted[k])))
				}
			}
		}
		list := s.listOf(ctx, k, vendorID)
		if e := list.ByID[added.ID]; e != nil {
			Reject(ctx,
				list.About(ctx).At(e.Place).Finding(
					fmt.Sprintf("the deleted %s %d is still in the full list", k.Noun(), added.ID), "a list without it",
					"an entry"))
		}
	}
}

// listOf reads the full list of a kind anew; of families, the vendor's.
func (s *suite) listOf(ctx SpecContext, k catalogue.Kind, vendorID int64) *catalogue.Reading {
	switch k {
	case catalogue.Vendor:
		return s.Ask(ctx, montcontent.GetAllVendors).Reading(k)
	case catalogue.Category:
		return s.Ask(ctx, montcontent.GetAllCategories).Reading(k)
	case catalogue.Family:
		return s.Ask(ctx, montcontent.GetVendorFamilyGroups, vendorID).Reading(k)
	}
	return s.Ask(ctx, montcontent.GetAllProducts, true).Reading(k)
}

// removes adds a product and removes it.
func (s *suite) removes(ctx SpecContext) {
	added := s.Take(ctx, catalogue.Product)
	before := s.start(ctx)
	s.Remove(ctx, catalogue.Product, added.ID)
	for _, m := range []montcontent.Method{montcontent.GetContentChanges, montcontent.GetAllChanges} {
		a := s.Ask(ctx, m, before.Since(m)...)
		e := a.Reading(catalogue.Product).ByID[added.ID]
		if e == nil {
			Reject(ctx,
				a.About(ctx).Finding(
					fmt.Sprintf("%s lacks product %d, which was removed after that version", a.Asked(), added.ID),
					"the product with BlockedForSale true", "a delta without it"))
		}
		a.About(ctx).At(e.Place).Expect(e.Text("BlockedForSale")).To(Is("true"),
			"the removed product is not blocked for sale")
	}
	one := s.Ask(ctx, montcontent.GetProduct, added.PartNum, false)
	for _, e := range one.Of(catalogue.Product) {
		one.About(ctx).At(e.Place).Expect(e.Text("BlockedForSale")).To(Is("true"),
			"GetProduct gives the removed product as for sale")
	}
	list := s.listOf(ctx, catalogue.Product, 0)
	e := list.ByID[added.ID]
	if e == nil {
		Reject(ctx,
			list.About(ctx).Finding(fmt.Sprintf("GetAllProducts lacks product %d, which was removed", added.ID),
				"the product with BlockedForSale true", "a list without it"))
	}
	list.About(ctx).At(e.Place).Expect(e.Text("BlockedForSale")).To(Is("true"),
		"GetAllProducts gives the removed product as for sale")
}
