package content

import (
	"fmt"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	"github.com/shopspring/decimal"
	"golang.org/x/sync/errgroup"

	. "github.com/montcheck/montcheck/internal/spec"
)

// parts are the methods that give a part of the catalogue, by what they give.
var parts = []struct {
	method      method
	kind        kind
	requirement string
}{
	{getVendorCategories, category, "CNT-CAT-01"},
	{getVendorFamilyGroups, family, "CNT-FAM-01"},
	{getFamilyGroup, family, "CNT-FAM-02"},
	{getCategoryFamilyGroup, family, "CNT-FAM-03"},
	{getVendorProducts, product, "CNT-PRD-01"},
	{getCategoryProducts, product, "CNT-PRD-01"},
	{getFamilyGroupProducts, product, "CNT-PRD-01"},
	{getAllProducts, product, "CNT-PRD-01"},
	{getProduct, product, "CNT-PRD-02"},
	{getProductPrices, product, "CNT-PRD-04"},
}

// repeated decides what shows only where the same is asked again: answers that are kept too long, that are whole the
// first time only, or that go to another caller.
func (s *session) repeated() {
	for _, p := range parts {
		It("gives by "+p.method.name+" the same again, but for what changed meanwhile", Decides(p.requirement), func(ctx SpecContext) { s.followsNames(ctx, p.method, p.kind) })
		if len(p.method.variables()) > 0 && p.method.name != getAllProducts.name { // others ask all for the same
			It("gives by "+p.method.name+" to each of many who ask at once what they asked for", Decides(p.requirement), func(ctx SpecContext) { s.keepsApart(ctx, p.method, p.kind) })
		}
	}
	It("gives by every method the price that a product has now", Decides("CNT-PRD-05"), s.followsPrices)
}

// followsNames asks, renames an entity where it can, and asks twice more.
func (s *session) followsNames(ctx SpecContext, m method, k kind) {
	entities, asks := s.shuffled(ctx, k, m)
	e, c := entities[0], s.comparison(ctx)
	first := make([]*answer, len(asks[0]))
	for i, v := range asks[0] {
		first[i] = s.ask(ctx, m, v.arguments...)
	}
	if s.t.Control != nil {
		s.edit(ctx, k, e.id, s.newName())
		c.moved = map[ref]bool{e.ref(): true}
	}
	for range 2 {
		for i, v := range asks[0] {
			again := s.ask(ctx, m, v.arguments...)
			c.exactly(again, selection{kind: k, all: first[i].reading(k).byID, source: "its first answer", doubles: true})
			was := first[i].reading(k).byID[e.id]
			if was == nil {
				c.found.Add(first[i].about(ctx).Finding(fmt.Sprintf("%s lacks %s %d, which the full list has", first[i].asked(), k.noun(), e.id), "the "+k.noun(), "an answer without it"))
				continue
			}
			if s.t.Control == nil {
				continue
			}
			switch now := again.reading(k).byID[e.id]; {
			case now == nil:
				c.found.Add(again.about(ctx).Finding(fmt.Sprintf("%s lacks %s %d, which got another name", again.asked(), k.noun(), e.id), "the entry with its new name", "an answer without it"))
			case was.member(k.named()).equal(now.member(k.named())):
				c.found.Add(again.about(ctx).At(now.place).Finding(fmt.Sprintf("%s gives %s %d as it was before it got another name", again.asked(), k.noun(), e.id), "another "+k.named(), now.show(k.named())))
			}
		}
	}
	c.settle()
}

// newName is a name that nothing had before.
func (s *session) newName() string {
	s.names++
	return fmt.Sprintf("Named by montcheck, %d", s.names)
}

// followsPrices changes a price, and looks at it by every method that gives it.
func (s *session) followsPrices(ctx SpecContext) {
	entities := s.known(ctx, product)
	e := entities[From(ctx).Rand.IntN(len(entities))]
	asks := slices.DeleteFunc(views(e), func(v view) bool { return !v.priced() })
	priceBy := func(v view) (*answer, *entity) {
		a := s.ask(ctx, v.method, v.arguments...)
		return a, a.reading(product).byID[e.id]
	}
	was := map[int]string{}
	for i, v := range asks {
		if _, p := priceBy(v); p != nil {
			was[i] = p.text("Price")
		}
	}
	if s.t.Control == nil {
		return // the other specs hold prices against each other
	}
	old, err := decimal.NewFromString(e.text("Price"))
	if err != nil {
		return // for the schemas to say
	}
	price := old.Add(decimal.New(37, -2)).StringFixed(2)
	s.price(ctx, e.id, price)
	var found Findings
	for range 2 {
		for i, v := range asks {
			a, now := priceBy(v)
			if now != nil && was[i] != "" && now.text("Price") == was[i] {
				found.Add(a.about(ctx).At(now.place).Finding(fmt.Sprintf("%s gives product %d the price that it had before", a.asked(), e.id), "Price "+price, now.show("Price")))
			}
		}
	}
	s.price(ctx, e.id, old.StringFixed(2)) // orders count on prices
	found.Settle(ctx)
}

// How many ask at once, and how often.
const (
	crowd      = 8
	gatherings = 3
)

// keepsApart asks for several entities at the same moment. Each answer must be that which one gets who asks alone.
func (s *session) keepsApart(ctx SpecContext, m method, k kind) {
	_, asks := s.shuffled(ctx, k, m)
	c := s.comparison(ctx)
	var alone []*answer
	var questions []view
	seen := map[string]bool{}
	for _, v := range slices.Concat(asks...) {
		if key := fmt.Sprint(v.arguments); len(questions) < crowd && !seen[key] {
			seen[key] = true
			questions, alone = append(questions, v), append(alone, s.ask(ctx, m, v.arguments...))
		}
	}
	answers := make([]*answer, crowd)
	for range gatherings {
		var group errgroup.Group
		start := make(chan struct{})
		for i := range crowd {
			call := s.prepare(ctx, m, questions[i%len(questions)].arguments...)
			group.Go(func() (err error) {
				defer GinkgoRecover()
				<-start
				answers[i], err = call.do()
				return err
			})
		}
		close(start)
		s.meet(ctx, group.Wait())
		for i, a := range answers {
			s.usable(ctx, a)
			c.exactly(a, selection{kind: k, all: alone[i%len(questions)].reading(k).byID, source: "the answer to one who asks alone", doubles: true})
		}
	}
	c.settle()
	Note(ctx, "%d at once, %d times", crowd, gatherings)
}
