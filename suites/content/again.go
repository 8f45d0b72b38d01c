package content

import (
	"fmt"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	"golang.org/x/sync/errgroup"

	"github.com/montcheck/montcheck/internal/montcontent"
	. "github.com/montcheck/montcheck/internal/spec"
)

// parts are the methods that give a part of the catalogue, by what they give.
var parts = []struct {
	method      montcontent.Method
	kind        kind
	requirement string
}{
	{montcontent.GetVendorCategories, category, "CNT-CAT-01"},
	{montcontent.GetVendorFamilyGroups, family, "CNT-FAM-01"},
	{montcontent.GetFamilyGroup, family, "CNT-FAM-02"},
	{montcontent.GetCategoryFamilyGroup, family, "CNT-FAM-03"},
	{montcontent.GetVendorProducts, product, "CNT-PRD-01"},
	{montcontent.GetCategoryProducts, product, "CNT-PRD-01"},
	{montcontent.GetFamilyGroupProducts, product, "CNT-PRD-01"},
	{montcontent.GetAllProducts, product, "CNT-PRD-01"},
	{montcontent.GetProduct, product, "CNT-PRD-02"},
	{montcontent.GetProductPrices, product, "CNT-PRD-04"},
}

// repeated decides what shows only where the same is asked again: answers that are kept too long, that are whole the
// first time only, or that go to another caller.
func (s *session) repeated() {
	for _, p := range parts {
		It("gives by "+p.method.Name+" the same again, but for what changed meanwhile", Decides(p.requirement),
			func(ctx SpecContext) { s.followsNames(ctx, p.method, p.kind) })
		if len(p.method.Variables()) > 0 && p.method.Name != montcontent.GetAllProducts.Name {
			// others ask all for the same
			It("gives by "+p.method.Name+" to each of many who ask at once what they asked for", Decides(p.requirement),
				func(ctx SpecContext) { s.keepsApart(ctx, p.method, p.kind) })
		}
	}
	It("gives by every method the price that a product has now", Decides("CNT-PRD-05"), s.followsPrices)
}

// followsNames asks, gives an entity of the run's own another name where it can, and asks twice more.
func (s *session) followsNames(ctx SpecContext, m montcontent.Method, k kind) {
	e, asks, ours := s.specimen(ctx, k, m)
	c := s.comparison(ctx)
	first := make([]*answer, len(asks))
	for i, a := range s.all(ctx, questions(asks)) {
		s.usable(ctx, a)
		first[i] = a
		if first[i].reading(k).byID[e.id] == nil {
			Reject(ctx,
				first[i].about(ctx).Finding(
					fmt.Sprintf("%s lacks %s %d, which is in the catalogue", first[i].asked(), k.noun(), e.id),
					"the "+k.noun(), "an answer without it"))
		}
	}
	if ours {
		s.rename(ctx, k, e.id, "Named")
		c.moved = map[ref]bool{e.ref(): true}
	}
	for range 2 {
		for i, again := range s.all(ctx, questions(asks)) {
			s.usable(ctx, again)
			c.exactly(again,
				selection{kind: k, all: first[i].reading(k).byID, source: "its first answer", doubles: true})
			if !ours {
				continue
			}
			was := first[i].reading(k).byID[e.id]
			switch now := again.reading(k).byID[e.id]; {
			case now == nil:
				c.found.Add(
					again.about(ctx).Finding(
						fmt.Sprintf("%s lacks %s %d, which got another name", again.asked(), k.noun(), e.id),
						"the entry with its new name", "an answer without it"))
			case was.member(k.named()).equal(now.member(k.named())):
				c.found.Add(again.about(ctx).At(now.place).Finding(fmt.Sprintf("%s gives %s %d as it "+
					"was before it got another name", again.asked(), k.noun(),
					e.id), "another "+k.named(), now.show(k.named())))
			}
		}
	}
	c.settle()
}

// specimen is an entity that a method gives, with the questions that give it: one that was added for it where that can
// be done (ours), since another run may change what is there already. What is added may be in no group that is asked
// for.
func (s *session) specimen(ctx SpecContext, k kind, m montcontent.Method) (e *entity, asks []view, ours bool) {
	entities, all := s.shuffled(ctx, k, m)
	for range 5 {
		if s.t.Control == nil {
			break
		}
		e = s.freshly(ctx, k, s.add(ctx, k))
		if asks = slices.DeleteFunc(views(e), func(v view) bool { return v.method.Name != m.Name }); len(asks) > 0 {
			return e, asks, true
		}
	}
	return entities[0], all[0], false
}

// followsPrices looks at a product's price by every method that gives it, and again, after a change where it can make
// one.
func (s *session) followsPrices(ctx SpecContext) {
	entities, _ := s.shuffled(ctx, product, montcontent.GetProduct)
	e := entities[0]
	if s.t.Control != nil {
		e = s.freshly(ctx, product, s.add(ctx, product))
	}
	c, was := s.comparison(ctx), map[int]*entity{}
	asks := slices.DeleteFunc(views(e), func(v view) bool { return !v.priced() })
	for i, a := range s.all(ctx, questions(asks)) {
		s.usable(ctx, a)
		if p := a.reading(product).byID[e.id]; p != nil && p.has("Price") { // where there is none others say so
			was[i] = p
		}
	}
	if len(was) == 0 {
		NotExercised(ctx, "no method gives a price of product %d: see CNT-PRD-03", e.id)
	}
	price := ""
	if s.t.Control != nil {
		price = s.reprice(ctx, e)
	}
	for range 2 {
		for i, a := range s.all(ctx, questions(asks)) {
			s.usable(ctx, a)
			switch now := a.reading(product).byID[e.id]; {
			case now == nil || was[i] == nil:
			case s.t.Control == nil:
				c.price(a, now, was[i], "its first answer")
			case now.text("Price") == was[i].text("Price"):
				c.found.Add(a.about(ctx).At(now.place).Finding(fmt.Sprintf("%s gives product %d "+
					"the price that it had before", a.asked(), e.id), "Price "+price, now.show("Price")))
			}
		}
	}
	c.settle()
	Note(ctx, "%d methods", len(was))
}

// How many ask at once, and how often.
const (
	crowd      = 8
	gatherings = 3
)

// keepsApart asks for several entities at the same moment. Each answer must be that which one gets who asks alone.
func (s *session) keepsApart(ctx SpecContext, m montcontent.Method, k kind) {
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
	given := 0
	for _, a := range alone {
		given += len(a.read.entities)
	}
	someGiven(ctx, given, m)
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
			c.exactly(a,
				selection{kind: k, all: alone[i%len(questions)].reading(k).byID,
					source: "the answer to one who asks alone", doubles: true})
		}
	}
	c.settle()
	Note(ctx, "%d at once, %d times", crowd, gatherings)
}
