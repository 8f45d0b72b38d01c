package content

import (
	"context"
	"maps"
	"slices"

	"github.com/montcheck/montcheck/internal/montcontent"
	"github.com/montcheck/montcheck/internal/spec"
)

// groups is how many groups of a sort an entity is looked for in.
const groups = 3

// view is a question whose answer holds an entity, and the requirement that says so.
type view struct {
	method      montcontent.Method
	requirement string
	arguments   []any
}

// views are the questions that give an entity, beside those for what changed: of the groups that it is in, for the
// first few.
func views(e *entity) []view {
	var all []view
	within := func(m montcontent.Method, requirement string, ids []int64, more ...any) {
		for _, id := range ids[:min(groups, len(ids))] {
			all = append(all, view{m, requirement, append([]any{id}, more...)})
		}
	}
	id := func(name string) []int64 {
		if n, ok := e.number(name); ok {
			return []int64{n}
		}
		return nil
	}
	switch e.kind {
	case vendor:
		all = append(all, view{montcontent.GetAllVendors, "CNT-VEN-01", nil})
	case category:
		all = append(all, view{montcontent.GetAllCategories, "CNT-CAT-04", nil})
		within(montcontent.GetVendorCategories, "CNT-CAT-01", e.numbers("VendorIds"))
	case family:
		within(montcontent.GetVendorFamilyGroups, "CNT-FAM-01", id("VendorId"))
		within(montcontent.GetFamilyGroup, "CNT-FAM-02", []int64{e.id})
		within(montcontent.GetCategoryFamilyGroup, "CNT-FAM-03", e.numbers("CategoryIds"))
	case product:
		for _, withPrice := range []bool{false, true} {
			within(montcontent.GetVendorProducts, "CNT-PRD-01", id("VendorId"), withPrice)
			within(montcontent.GetCategoryProducts, "CNT-PRD-01", e.numbers("CategoryIds"), withPrice)
			within(montcontent.GetFamilyGroupProducts, "CNT-PRD-01", id("FamilyGroupId"), withPrice)
			all = append(all, view{montcontent.GetAllProducts, "CNT-PRD-01", []any{withPrice}},
				view{montcontent.GetProduct, "CNT-PRD-02", []any{e.text("PartNum"), withPrice}})
		}
		all = append(all, view{montcontent.GetProductPrices, "CNT-PRD-04", nil})
	}
	return all
}

// priced tells whether the answer has prices.
func (v view) priced() bool {
	return v.method.Name == montcontent.GetProductPrices.Name || slices.Contains(v.arguments, any(true))
}

// named is the member that holds the name of entities of a kind, in one language or in all.
func (k kind) named() string {
	return map[kind]string{vendor: "VendorName", category: "CategoryName", family: "Translations",
		product: "DefaultName"}[k]
}

// known are the entities of a kind in the full lists, in the order of their ids.
func (s *session) known(ctx context.Context, k kind) []*entity {
	var byID map[int64]*entity
	switch k {
	case vendor:
		byID = s.vendors(ctx).byID
	case category:
		byID = s.categories(ctx).byID
	case family:
		byID = s.families(ctx).byID
	case product:
		byID = s.products(ctx).byID
	}
	var all []*entity
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		all = append(all, byID[id])
	}
	if len(all) == 0 {
		spec.NotExercised(ctx, "the catalogue has no %s", k.noun())
	}
	return all
}

// there tells whether the group exists that a view asks for; what names groups that don't is for others to say.
func (s *session) there(ctx context.Context, v view) bool {
	if len(v.arguments) == 0 {
		return true
	}
	id, isID := v.arguments[0].(int64)
	switch v.method.Variables()[0] {
	case "vendorId":
		return s.vendors(ctx).byID[id] != nil
	case "categoryId":
		return s.categories(ctx).byID[id] != nil
	case "familyGroupId":
		return s.families(ctx).byID[id] != nil
	}
	return !isID
}

// shuffled are the known entities of a kind with their views by a method, in an order that the seed chooses.
func (s *session) shuffled(ctx context.Context, k kind, m montcontent.Method) (entities []*entity, asks [][]view) {
	all := s.known(ctx, k)
	for _, i := range spec.From(ctx).Rand.Perm(len(all)) {
		own := slices.DeleteFunc(views(all[i]),
			func(v view) bool { return v.method.Name != m.Name || !s.there(ctx, v) })
		if len(own) > 0 {
			entities, asks = append(entities, all[i]), append(asks, own)
		}
	}
	if len(asks) == 0 {
		spec.NotExercised(ctx, "the catalogue has no %s that %s could give", k.noun(), m.Name)
	}
	return entities, asks
}
