package content

import (
	"fmt"
	"slices"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/montcontent"
	"github.com/montcheck/montcheck/internal/run"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/content/catalogue"
)

// grouping is one of the three ways to ask for a part of the products.
type grouping struct {
	method montcontent.Method
	noun   string
	ids    func(SpecContext) []int64
	has    func(id int64) func(*catalogue.Entity) bool
	label  string
	member string
}

// groupings are D3's "8. GetVendorProducts" to "10. GetFamilyGroupProducts".
func (s *suite) groupings() []grouping {
	return []grouping{
		{montcontent.GetVendorProducts, "vendors", s.vendorsInScope,
			func(id int64) func(*catalogue.Entity) bool { return catalogue.NumberIs("VendorId", id) }, "VendorId %d",
			"VendorId"},
		{montcontent.GetCategoryProducts, "categories",
			func(ctx SpecContext) []int64 { return s.Categories(ctx).Ids() },
			func(id int64) func(*catalogue.Entity) bool { return catalogue.NumbersHave("CategoryIds", id) },
			"%d among its CategoryIds",
			"CategoryIds"},
		{montcontent.GetFamilyGroupProducts, "families", func(ctx SpecContext) []int64 { return s.Families(ctx).Ids() },
			func(id int64) func(*catalogue.Entity) bool { return catalogue.NumberIs("FamilyGroupId", id) },
			"FamilyGroupId %d",
			"FamilyGroupId"},
	}
}

// productLists decides D3, "8. GetVendorProducts" to "13. GetProductPrices".
func (s *suite) productLists() {
	for _, g := range s.groupings() {
		It("gives by "+g.method.Name+" exactly the products of GetAllProducts that belong there", Decides("CNT-PRD-01"),
			func(ctx SpecContext) {
				products := s.someProducts(ctx)
				c, given, ids := s.Comparison(ctx), 0, catalogue.Sample(ctx, g.noun, g.ids(ctx), catalogue.Enough)
				for _, withPrice := range []bool{false, true} {
					s.AheadOf(ctx, g.method, ids, withPrice)
				}
				for _, id := range ids {
					for _, withPrice := range []bool{false, true} {
						a := s.Once(ctx, g.method, id, withPrice)
						given += len(a.Read.Entities)
						c.Exactly(a, catalogue.Selection{
							Kind: catalogue.Product, All: products.ByID, Source: montcontent.GetAllProducts.Name,
							Has:   g.has(id),
							Label: fmt.Sprintf(g.label, id), Member: g.member, Except: catalogue.PriceMembers,
						})
					}
				}
				c.Settle()
				someGiven(ctx, given, g.method)
			})
	}

	It("gives by GetAllProducts the same products with and without prices", Decides("CNT-PRD-01"),
		func(ctx SpecContext) {
			products, c := s.someProducts(ctx), s.Comparison(ctx)
			bare := s.Full(ctx, catalogue.Product, montcontent.GetAllProducts, false)
			c.Exactly(bare.Answer,
				catalogue.Selection{Kind: catalogue.Product, All: products.ByID, Source: "GetAllProducts with prices",
					Except: catalogue.PriceMembers})
			c.Settle()
		})

	It("gives a product by its part number", Decides("CNT-PRD-02"), func(ctx SpecContext) {
		products := s.someProducts(ctx)
		c := s.Comparison(ctx)
		ids := catalogue.Sample(ctx, "products", s.productsInScope(ctx, products), catalogue.Enough)
		s.productsAhead(ctx, products, ids, false)
		s.productsAhead(ctx, products, ids, true)
		for _, id := range ids {
			want := products.ByID[id]
			for _, withPrice := range []bool{false, true} {
				a := s.Once(ctx, montcontent.GetProduct, want.Text("PartNum"), withPrice)
				got := a.Of(catalogue.Product)
				if len(got) != 1 || got[0].Text("PartNum") != want.Text("PartNum") {
					c.Differ(a, want.Ref(), nil,
						fmt.Sprintf("GetProduct does not give the product with the part number %q",
							want.Text("PartNum")),
						want.Show("PartNum"), catalogue.ShowFirst(got, "PartNum"))
					continue
				}
				c.Same(a, got[0], want, montcontent.GetAllProducts.Name, catalogue.PriceMembers...)
			}
		}
		c.Settle()
	})

	It("gives prices exactly when asked for them", Decides("CNT-PRD-03"), s.pricesOnDemand)

	It("gives the price list: every product, with its price, without descriptions", Decides("CNT-PRD-04"),
		func(ctx SpecContext) {
			products, c := s.someProducts(ctx), s.Comparison(ctx)
			list := s.Full(ctx, catalogue.Product, montcontent.GetProductPrices)
			c.Exactly(list.Answer,
				catalogue.Selection{Kind: catalogue.Product,
					All:    s.confirmed(ctx, list.Answer, catalogue.Product, products.ByID),
					Source: montcontent.GetAllProducts.Name, Except: catalogue.PriceMembers, Undescribed: true})
			for _, e := range list.Entities {
				c.Priced(list.Answer, e)
				c.Undescribed(list.Answer, e)
			}
			c.Settle()
		})
}

// someProducts are all products; without any there is nothing to try.
func (s *suite) someProducts(ctx SpecContext) *catalogue.Reading {
	l := s.Products(ctx)
	s.some(ctx, l, catalogue.Product)
	return l
}

// productsInScope leaves out the products of vendors out of scope.
func (s *suite) productsInScope(ctx SpecContext, l *catalogue.Reading) []int64 {
	if len(s.Target.Vendors) == 0 {
		return l.Ids()
	}
	vendors := s.Vendors(ctx).ByID
	return slices.DeleteFunc(l.Ids(), func(id int64) bool {
		v, _ := l.ByID[id].Number("VendorId")
		return vendors[v] == nil || !slices.Contains(s.Target.Vendors, vendors[v].Text("VendorName"))
	})
}

// productsAhead asks ahead for products by their part numbers.
func (s *suite) productsAhead(ctx SpecContext, l *catalogue.Reading, ids []int64, withPrice bool) {
	var questions []catalogue.Question
	for _, id := range ids {
		questions = append(questions,
			catalogue.Question{Method: montcontent.GetProduct, Arguments: []any{l.ByID[id].Text("PartNum"), withPrice}})
	}
	s.Ahead(ctx, questions)
}

// pricesOnDemand calls every method that takes withPrice both ways.
func (s *suite) pricesOnDemand(ctx SpecContext) {
	products := s.someProducts(ctx)
	c := s.Comparison(ctx)
	check := func(a *catalogue.Answer, withPrice bool) {
		for _, e := range a.Of(catalogue.Product) {
			if withPrice {
				c.Priced(a, e)
			} else {
				c.Unpriced(a, e)
			}
		}
	}
	for _, withPrice := range []bool{true, false} {
		check(s.Full(ctx, catalogue.Product, montcontent.GetAllProducts, withPrice).Answer, withPrice)
		ids := catalogue.Sample(ctx, "products", products.Ids(), catalogue.Enough)
		s.productsAhead(ctx, products, ids, withPrice)
		for _, id := range ids {
			check(s.Once(ctx, montcontent.GetProduct, products.ByID[id].Text("PartNum"), withPrice), withPrice)
		}
		for _, g := range s.groupings() {
			ids := catalogue.Sample(ctx, g.noun, g.ids(ctx), catalogue.Enough)
			s.AheadOf(ctx, g.method, ids, withPrice)
			for _, id := range ids {
				check(s.Once(ctx, g.method, id, withPrice), withPrice)
			}
		}
	}
	c.Settle()
}

// everyProduct judges the form of every product that came.
func (s *suite) everyProduct() {
	s.attributed("CNT-PRD-08", "gives a product's members in the order that a .NET client reads", nil)
	s.attributed("CNT-PRD-07", "gives specifications of type String, Int or Bool, with values that fit", valuesFit)
}

func valuesFit(a *catalogue.Answer) (summary, expected, got string, place *run.Place) {
	if a.Read == nil || len(a.Read.IllTyped) == 0 {
		return
	}
	first := a.Read.IllTyped[0]
	return "the value of a specification does not fit its ValueType Int", "an integer", first.What, &first.Place
}
