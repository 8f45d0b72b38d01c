package content

import (
	"fmt"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	"golang.org/x/text/currency"

	"github.com/montcheck/montcheck/internal/decimals"
	"github.com/montcheck/montcheck/internal/montcontent"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/content/catalogue"
)

// productFacts decides what holds for every product: D3, "7)
// ProductContract" and "8) SpecificationContract".
func (s *suite) productFacts() {
	It("gives each product one id and one part number", Decides("CNT-PRD-06"), func(ctx SpecContext) {
		l := s.someProducts(ctx)
		var found Findings
		s.unique(ctx, l, &found)
		partNumbers := map[string]int64{}
		for _, e := range l.Entities {
			n := e.Text("PartNum")
			if first, again := partNumbers[n]; again && first != e.ID {
				found.Add(
					l.About(ctx).At(e.Place).Finding(
						fmt.Sprintf("products %d and %d have the part number %q", first, e.ID, n),
						"a part number of its own for each", "the same"))
			}
			partNumbers[n] = e.ID
		}
		found.Settle(ctx)
		Note(ctx, "%d products", len(l.Entities))
	})

	It("gives products in sound relation to the rest", Decides("CNT-PRD-06"), func(ctx SpecContext) {
		vendors, categories, families, l := s.Vendors(ctx), s.Categories(ctx), s.Families(ctx), s.someProducts(ctx)
		c := s.Comparison(ctx)
		known := families.ByID
		for _, e := range l.Entities {
			c.Refers(l.Answer, e, "VendorId", vendors.ByID, montcontent.GetAllVendors.Name)
			c.Refers(l.Answer, e, "CategoryIds", categories.ByID, montcontent.GetAllCategories.Name)
			if id, ok := e.Number("FamilyGroupId"); ok && id != 0 && known[id] == nil && !s.familyExists(ctx, id) {
				c.Refers(l.Answer, e, "FamilyGroupId", known, "GetVendorFamilyGroups of all vendors")
			}
		}
		c.Settle()
	})

	It("gives products with counts, prices and currencies that make sense", Decides("CNT-PRD-06"),
		func(ctx SpecContext) {
			l := s.someProducts(ctx)
			var found Findings
			add := func(e *catalogue.Entity, what, expected, got string) {
				found.Add(l.About(ctx).At(e.Place).Finding(fmt.Sprintf("product %d has %s", e.ID, what), expected, got))
			}
			for _, e := range l.Entities {
				low, _ := e.Number("MinCountRequired")
				if high, ok := e.Number("MaxCountRequired"); ok && low > high {
					add(e, "a smallest count above its largest", "MinCountRequired at most MaxCountRequired",
						fmt.Sprintf("%d and %d", low, high))
				}
				if price, err := decimals.Parse(e.Text("Price")); err == nil && price.IsNegative() {
					add(e, "a negative price", "Price of 0 or more", price.String())
				}
				if code := e.Text("CurrencyCode"); code != "" {
					if unit, err := currency.ParseISO(code); err == nil && unit.String() == code {
						continue
					}
					add(e, "a currency that ISO 4217 does not know", "a code such as RUB, USD or EUR",
						e.Show("CurrencyCode"))
				}
			}
			found.Settle(ctx)
		})

	It("gives each language once in a product's translations", Decides("CNT-PRD-09"), func(ctx SpecContext) {
		l, c, translated := s.someProducts(ctx), s.Comparison(ctx), 0
		for _, e := range l.Entities {
			c.Languages(l.Answer, e)
			translated += len(e.Languages)
		}
		c.Settle()
		if translated == 0 {
			NotExercised(ctx, "no product has a translation")
		}
	})
}

func (s *suite) familyExists(ctx SpecContext, id int64) bool {
	return s.alone(ctx, &catalogue.Entity{Facts: &catalogue.Facts{Kind: catalogue.Family, ID: id}}) != nil
}

// prices decides that a product has one price, by whichever method.
func (s *suite) prices() {
	It("gives a product the same price by every method", Decides("CNT-PRD-05"), func(ctx SpecContext) {
		products := s.someProducts(ctx)
		c := s.Comparison(ctx)
		held := 0
		hold := func(a *catalogue.Answer) {
			for _, e := range a.Of(catalogue.Product) {
				if full := products.ByID[e.ID]; full != nil {
					if e.Has("Price") && full.Has("Price") {
						held++
					}
					c.Price(a, e, full, montcontent.GetAllProducts.Name)
				}
			}
		}
		hold(s.Full(ctx, catalogue.Product, montcontent.GetProductPrices).Answer)
		ids := catalogue.Sample(ctx, "products", products.Ids(), catalogue.Enough)
		s.productsAhead(ctx, products, ids, true)
		for _, id := range ids {
			hold(s.Once(ctx, montcontent.GetProduct, products.ByID[id].Text("PartNum"), true))
		}
		for _, g := range s.groupings() {
			ids := catalogue.Sample(ctx, g.noun, g.ids(ctx), catalogue.Enough)
			s.AheadOf(ctx, g.method, ids, true)
			for _, id := range ids {
				hold(s.Once(ctx, g.method, id, true))
			}
		}
		c.Settle()
		if held == 0 {
			NotExercised(ctx, "no two methods give a price of the same product: see CNT-PRD-03")
		}
	})
}

// followsPrices looks at a product's price by every method that gives it, and again, after a change where it can make
// one.
func (s *suite) followsPrices(ctx SpecContext) {
	entities, _ := s.Shuffled(ctx, catalogue.Product, montcontent.GetProduct)
	e := entities[0]
	if s.Target.Control != nil {
		e = s.freshly(ctx, catalogue.Product, s.Take(ctx, catalogue.Product))
	}
	c, was := s.Comparison(ctx), map[int]*catalogue.Entity{}
	asks := slices.DeleteFunc(catalogue.Views(e), func(v catalogue.View) bool { return !v.Priced() })
	for i, a := range s.All(ctx, catalogue.Questions(asks)) {
		s.Usable(ctx, a)
		if p := a.Reading(catalogue.Product).ByID[e.ID]; p != nil && p.Has("Price") {
			// where there is none others say so
			was[i] = p
		}
	}
	if len(was) == 0 {
		NotExercised(ctx, "no method gives a price of product %d: see CNT-PRD-03", e.ID)
	}
	price := ""
	if s.Target.Control != nil {
		price = s.Reprice(ctx, e)
	}
	for range 2 {
		for i, a := range s.All(ctx, catalogue.Questions(asks)) {
			s.Usable(ctx, a)
			switch now := a.Reading(catalogue.Product).ByID[e.ID]; {
			case now == nil || was[i] == nil:
			case s.Target.Control == nil:
				c.Price(a, now, was[i], "its first answer")
			case now.Text("Price") == was[i].Text("Price"):
				c.Found.Add(a.About(ctx).At(now.Place).Finding(fmt.Sprintf("%s gives product %d "+
					"the price that it had before", a.Asked(), e.ID), "Price "+price, now.Show("Price")))
			}
		}
	}
	c.Settle()
	if s.Target.Control == nil {
		Note(ctx, "no price was changed meanwhile: control is not configured for this environment")
	}
	Note(ctx, "%d methods", len(was))
}
