package catalogue

import (
	"context"
	"maps"
	"slices"

	"github.com/montcheck/montcheck/internal/montcontent"
	"github.com/montcheck/montcheck/internal/verdict"
)

// groups is how many groups of a sort an entity is looked for in.
const groups = 3

// View is a question whose answer holds an entity, and the requirement that says so.
type View struct {
	Method      montcontent.Method
	requirement string
	Arguments   []any
}

// Views are the questions that give an entity, beside those for what changed: of the groups that it is in, for the
// first few.
func Views(e *Entity) []View {
	var all []View
	within := func(m montcontent.Method, requirement string, ids []int64, more ...any) {
		for _, id := range ids[:min(groups, len(ids))] {
			all = append(all, View{m, requirement, append([]any{id}, more...)})
		}
	}
	id := func(name string) []int64 {
		if n, ok := e.Number(name); ok {
			return []int64{n}
		}
		return nil
	}
	switch e.Kind {
	case Vendor:
		all = append(all, View{montcontent.GetAllVendors, "CNT-VEN-01", nil})
	case Category:
		all = append(all, View{montcontent.GetAllCategories, "CNT-CAT-04", nil})
		within(montcontent.GetVendorCategories, "CNT-CAT-01", e.Numbers("VendorIds"))
	case Family:
		within(montcontent.GetVendorFamilyGroups, "CNT-FAM-01", id("VendorId"))
		within(montcontent.GetFamilyGroup, "CNT-FAM-02", []int64{e.ID})
		within(montcontent.GetCategoryFamilyGroup, "CNT-FAM-03", e.Numbers("CategoryIds"))
	case Product:
		for _, withPrice := range []bool{false, true} {
			within(montcontent.GetVendorProducts, "CNT-PRD-01", id("VendorId"), withPrice)
			within(montcontent.GetCategoryProducts, "CNT-PRD-01", e.Numbers("CategoryIds"), withPrice)
			within(montcontent.GetFamilyGroupProducts, "CNT-PRD-01", id("FamilyGroupId"), withPrice)
			all = append(all, View{montcontent.GetAllProducts, "CNT-PRD-01", []any{withPrice}},
				View{montcontent.GetProduct, "CNT-PRD-02", []any{e.Text("PartNum"), withPrice}})
		}
		all = append(all, View{montcontent.GetProductPrices, "CNT-PRD-04", nil})
	}
	return all
}

// Priced tells whether the answer has prices.
func (v View) Priced() bool {
	return v.Method.Name == montcontent.GetProductPrices.Name || slices.Contains(v.Arguments, any(true))
}

// Named is the member that holds the name of entities of a kind, in one language or in all.
func (k Kind) Named() string {
	return map[Kind]string{Vendor: "VendorName", Category: "CategoryName", Family: "Translations",
		Product: "DefaultName"}[k]
}

// known are the entities of a kind in the full lists, in the order of their ids.
func (s *Session) known(ctx context.Context, k Kind) []*Entity {
	var byID map[int64]*Entity
	switch k {
	case Vendor:
		byID = s.Vendors(ctx).ByID
	case Category:
		byID = s.Categories(ctx).ByID
	case Family:
		byID = s.Families(ctx).ByID
	case Product:
		byID = s.Products(ctx).ByID
	}
	var all []*Entity
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		all = append(all, byID[id])
	}
	if len(all) == 0 {
		verdict.NotExercised(ctx, "the catalogue has no %s", k.Noun())
	}
	return all
}

// there tells whether the group exists that a view asks for; what names groups that don't is for others to say.
func (s *Session) there(ctx context.Context, v View) bool {
	if len(v.Arguments) == 0 {
		return true
	}
	id, isID := v.Arguments[0].(int64)
	switch v.Method.Variables()[0] {
	case "vendorId":
		return s.Vendors(ctx).ByID[id] != nil
	case "categoryId":
		return s.Categories(ctx).ByID[id] != nil
	case "familyGroupId":
		return s.Families(ctx).ByID[id] != nil
	}
	return !isID
}

// Shuffled are the known entities of a kind with their views by a method, in an order that the seed chooses.
func (s *Session) Shuffled(ctx context.Context, k Kind, m montcontent.Method) (entities []*Entity, asks [][]View) {
	all := s.known(ctx, k)
	for _, i := range verdict.From(ctx).Rand.Perm(len(all)) {
		own := slices.DeleteFunc(Views(all[i]),
			func(v View) bool { return v.Method.Name != m.Name || !s.there(ctx, v) })
		if len(own) > 0 {
			entities, asks = append(entities, all[i]), append(asks, own)
		}
	}
	if len(asks) == 0 {
		verdict.NotExercised(ctx, "the catalogue has no %s that %s could give", k.Noun(), m.Name)
	}
	return entities, asks
}
