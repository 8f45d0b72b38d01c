package content

import (
	"fmt"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	"golang.org/x/text/currency"

	"github.com/montcheck/montcheck/internal/decimals"
	"github.com/montcheck/montcheck/internal/montcontent"
	. "github.com/montcheck/montcheck/internal/spec"
)

// grouping is one of the three ways to ask for a part of the products.
type grouping struct {
	method montcontent.Method
	noun   string
	ids    func(SpecContext) []int64
	has    func(id int64) func(*entity) bool
	label  string
	member string
}

// groupings are D3's "8. GetVendorProducts" to "10. GetFamilyGroupProducts".
func (s *session) groupings() []grouping {
	return []grouping{
		{montcontent.GetVendorProducts, "vendors", s.vendorsInScope,
			func(id int64) func(*entity) bool { return numberIs("VendorId", id) }, "VendorId %d", "VendorId"},
		{montcontent.GetCategoryProducts, "categories",
			func(ctx SpecContext) []int64 { return s.categories(ctx).ids() },
			func(id int64) func(*entity) bool { return numbersHave("CategoryIds", id) }, "%d among its CategoryIds",
			"CategoryIds"},
		{montcontent.GetFamilyGroupProducts, "families", func(ctx SpecContext) []int64 { return s.families(ctx).ids() },
			func(id int64) func(*entity) bool { return numberIs("FamilyGroupId", id) }, "FamilyGroupId %d",
			"FamilyGroupId"},
	}
}

// productLists decides D3, "8. GetVendorProducts" to "13. GetProductPrices".
func (s *session) productLists() {
	for _, g := range s.groupings() {
		It("gives by "+g.method.Name+" exactly the products of GetAllProducts that belong there", Decides("CNT-PRD-01"),
			func(ctx SpecContext) {
				products := s.someProducts(ctx)
				c, given, ids := s.comparison(ctx), 0, sample(ctx, g.noun, g.ids(ctx), enough)
				for _, withPrice := range []bool{false, true} {
					s.aheadOf(ctx, g.method, ids, withPrice)
				}
				for _, id := range ids {
					for _, withPrice := range []bool{false, true} {
						a := s.once(ctx, g.method, id, withPrice)
						given += len(a.read.entities)
						c.exactly(a, selection{
							kind: product, all: products.byID, source: "GetAllProducts", has: g.has(id),
							label: fmt.Sprintf(g.label, id), member: g.member, except: priceMembers,
						})
					}
				}
				c.settle()
				someGiven(ctx, given, g.method)
			})
	}

	It("gives by GetAllProducts the same products with and without prices", Decides("CNT-PRD-01"),
		func(ctx SpecContext) {
			products, c := s.someProducts(ctx), s.comparison(ctx)
			bare := s.full(ctx, product, montcontent.GetAllProducts, false)
			c.exactly(bare.answer,
				selection{kind: product, all: products.byID, source: "GetAllProducts with prices",
					except: priceMembers})
			c.settle()
		})

	It("gives a product by its part number", Decides("CNT-PRD-02"), func(ctx SpecContext) {
		products := s.someProducts(ctx)
		c := s.comparison(ctx)
		ids := sample(ctx, "products", s.productsInScope(ctx, products), enough)
		s.productsAhead(ctx, products, ids, false)
		s.productsAhead(ctx, products, ids, true)
		for _, id := range ids {
			want := products.byID[id]
			for _, withPrice := range []bool{false, true} {
				a := s.once(ctx, montcontent.GetProduct, want.text("PartNum"), withPrice)
				got := a.of(product)
				if len(got) != 1 || got[0].text("PartNum") != want.text("PartNum") {
					c.differ(a, want.ref(), nil,
						fmt.Sprintf("GetProduct does not give the product with the part number %q",
							want.text("PartNum")),
						want.show("PartNum"), describe(got, "PartNum"))
					continue
				}
				c.same(a, got[0], want, "GetAllProducts", priceMembers...)
			}
		}
		c.settle()
	})

	It("gives prices exactly when asked for them", Decides("CNT-PRD-03"), s.pricesOnDemand)

	It("gives the price list: every product, with its price, without descriptions", Decides("CNT-PRD-04"),
		func(ctx SpecContext) {
			products, c := s.someProducts(ctx), s.comparison(ctx)
			list := s.full(ctx, product, montcontent.GetProductPrices)
			c.exactly(list.answer,
				selection{kind: product, all: s.confirmed(ctx, list.answer, product, products.byID),
					source: "GetAllProducts", except: priceMembers, undescribed: true})
			for _, e := range list.entities {
				c.priced(list.answer, e)
				c.undescribed(list.answer, e)
			}
			c.settle()
		})
}

// someProducts are all products; without any there is nothing to try.
func (s *session) someProducts(ctx SpecContext) *reading {
	l := s.products(ctx)
	s.some(ctx, l, product)
	return l
}

// productsInScope leaves out the products of vendors out of scope.
func (s *session) productsInScope(ctx SpecContext, l *reading) []int64 {
	if len(s.t.Vendors) == 0 {
		return l.ids()
	}
	vendors := s.vendors(ctx).byID
	return slices.DeleteFunc(l.ids(), func(id int64) bool {
		v, _ := l.byID[id].number("VendorId")
		return vendors[v] == nil || !slices.Contains(s.t.Vendors, vendors[v].text("VendorName"))
	})
}

// productsAhead asks ahead for products by their part numbers.
func (s *session) productsAhead(ctx SpecContext, l *reading, ids []int64, withPrice bool) {
	var questions []question
	for _, id := range ids {
		questions = append(questions, question{montcontent.GetProduct, []any{l.byID[id].text("PartNum"), withPrice}})
	}
	s.ahead(ctx, questions)
}

func describe(got []*entity, name string) string {
	if len(got) == 0 {
		return "no product"
	}
	return got[0].show(name)
}

// pricesOnDemand calls every method that takes withPrice both ways.
func (s *session) pricesOnDemand(ctx SpecContext) {
	products := s.someProducts(ctx)
	c := s.comparison(ctx)
	check := func(a *answer, withPrice bool) {
		for _, e := range a.of(product) {
			if withPrice {
				c.priced(a, e)
			} else {
				c.unpriced(a, e)
			}
		}
	}
	for _, withPrice := range []bool{true, false} {
		check(s.full(ctx, product, montcontent.GetAllProducts, withPrice).answer, withPrice)
		ids := sample(ctx, "products", products.ids(), enough)
		s.productsAhead(ctx, products, ids, withPrice)
		for _, id := range ids {
			check(s.once(ctx, montcontent.GetProduct, products.byID[id].text("PartNum"), withPrice), withPrice)
		}
		for _, g := range s.groupings() {
			ids := sample(ctx, g.noun, g.ids(ctx), enough)
			s.aheadOf(ctx, g.method, ids, withPrice)
			for _, id := range ids {
				check(s.once(ctx, g.method, id, withPrice), withPrice)
			}
		}
	}
	c.settle()
}

// priced notes a product that lacks its price or currency.
func (c *comparison) priced(a *answer, e *entity) {
	for _, name := range []string{"Price", "CurrencyCode"} {
		if e.text(name) == "" {
			c.differ(a, e.ref(), &e.place, fmt.Sprintf("%s gives product %d no %s", a.asked(), e.id, name),
				"a "+name, "none")
		}
	}
}

// unpriced notes a product that shows a price where none was asked for.
func (c *comparison) unpriced(a *answer, e *entity) {
	if e.has("Price") {
		c.differ(a, e.ref(), &e.place, fmt.Sprintf("%s gives product %d a price", a.asked(), e.id),
			"no Price: nil or absent", e.show("Price"))
	}
}

// undescribed notes a product that carries descriptions where none belong.
func (c *comparison) undescribed(a *answer, e *entity) {
	if e.described {
		c.differ(a, e.ref(), &e.place, fmt.Sprintf("%s gives product %d a description", a.asked(), e.id),
			"no Translations: nil, absent or empty", "Translations with texts")
	}
}

// productFacts decides what holds for every product: D3, "7)
// ProductContract" and "8) SpecificationContract".
func (s *session) productFacts() {
	It("gives each product one id and one part number", Decides("CNT-PRD-06"), func(ctx SpecContext) {
		l := s.someProducts(ctx)
		var found Findings
		s.unique(ctx, l, &found)
		partNumbers := map[string]int64{}
		for _, e := range l.entities {
			n := e.text("PartNum")
			if first, again := partNumbers[n]; again && first != e.id {
				found.Add(
					l.about(ctx).At(e.place).Finding(
						fmt.Sprintf("products %d and %d have the part number %q", first, e.id, n),
						"a part number of its own for each", "the same"))
			}
			partNumbers[n] = e.id
		}
		found.Settle(ctx)
		Note(ctx, "%d products", len(l.entities))
	})

	It("gives products in sound relation to the rest", Decides("CNT-PRD-06"), func(ctx SpecContext) {
		vendors, categories, families, l := s.vendors(ctx), s.categories(ctx), s.families(ctx), s.someProducts(ctx)
		c := s.comparison(ctx)
		known := families.byID
		for _, e := range l.entities {
			c.refers(l.answer, e, "VendorId", vendors.byID, "GetAllVendors")
			c.refers(l.answer, e, "CategoryIds", categories.byID, "GetAllCategories")
			if id, ok := e.number("FamilyGroupId"); ok && id != 0 && known[id] == nil && !s.familyExists(ctx, id) {
				c.refers(l.answer, e, "FamilyGroupId", known, "GetVendorFamilyGroups of all vendors")
			}
		}
		c.settle()
	})

	It("gives products with counts, prices and currencies that make sense", Decides("CNT-PRD-06"),
		func(ctx SpecContext) {
			l := s.someProducts(ctx)
			var found Findings
			add := func(e *entity, what, expected, got string) {
				found.Add(l.about(ctx).At(e.place).Finding(fmt.Sprintf("product %d has %s", e.id, what), expected, got))
			}
			for _, e := range l.entities {
				low, _ := e.number("MinCountRequired")
				if high, ok := e.number("MaxCountRequired"); ok && low > high {
					add(e, "a smallest count above its largest", "MinCountRequired at most MaxCountRequired",
						fmt.Sprintf("%d and %d", low, high))
				}
				if price, err := decimals.Parse(e.text("Price")); err == nil && price.IsNegative() {
					add(e, "a negative price", "Price of 0 or more", price.String())
				}
				if code := e.text("CurrencyCode"); code != "" {
					if unit, err := currency.ParseISO(code); err == nil && unit.String() == code {
						continue
					}
					add(e, "a currency that ISO 4217 does not know", "a code such as RUB, USD or EUR",
						e.show("CurrencyCode"))
				}
			}
			found.Settle(ctx)
		})

	It("gives each language once in a product's translations", Decides("CNT-PRD-09"), func(ctx SpecContext) {
		l, c, translated := s.someProducts(ctx), s.comparison(ctx), 0
		for _, e := range l.entities {
			c.languages(l.answer, e)
			translated += len(e.languages)
		}
		c.settle()
		if translated == 0 {
			NotExercised(ctx, "no product has a translation")
		}
	})
}

func (s *session) familyExists(ctx SpecContext, id int64) bool {
	return s.alone(ctx, &entity{facts: &facts{kind: family, id: id}}) != nil
}

// prices decides that a product has one price, by whichever method.
func (s *session) prices() {
	It("gives a product the same price by every method", Decides("CNT-PRD-05"), func(ctx SpecContext) {
		products := s.someProducts(ctx)
		c := s.comparison(ctx)
		held := 0
		hold := func(a *answer) {
			for _, e := range a.of(product) {
				if full := products.byID[e.id]; full != nil {
					if e.has("Price") && full.has("Price") {
						held++
					}
					c.price(a, e, full, "GetAllProducts")
				}
			}
		}
		hold(s.full(ctx, product, montcontent.GetProductPrices).answer)
		ids := sample(ctx, "products", products.ids(), enough)
		s.productsAhead(ctx, products, ids, true)
		for _, id := range ids {
			hold(s.once(ctx, montcontent.GetProduct, products.byID[id].text("PartNum"), true))
		}
		for _, g := range s.groupings() {
			ids := sample(ctx, g.noun, g.ids(ctx), enough)
			s.aheadOf(ctx, g.method, ids, true)
			for _, id := range ids {
				hold(s.once(ctx, g.method, id, true))
			}
		}
		c.settle()
		if held == 0 {
			NotExercised(ctx, "no two methods give a price of the same product: see CNT-PRD-03")
		}
	})
}

// price notes a price that differs from that of another answer.
func (c *comparison) price(a *answer, e, full *entity, source string) {
	for _, name := range priceMembers {
		if e.text(name) != full.text(name) && e.has(name) && full.has(name) {
			c.differ(a, e.ref(), &e.place,
				fmt.Sprintf("%s gives product %d another %s than %s does", a.asked(), e.id, name, source),
				full.show(name)+", as in "+source, e.show(name))
		}
	}
}
