package content

import (
	"fmt"
	"slices"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/montcontent"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/content/catalogue"
)

// parts are the methods that give a part of the catalogue, by what they give.
var parts = []struct {
	method      montcontent.Method
	kind        catalogue.Kind
	requirement string
}{
	{montcontent.GetVendorCategories, catalogue.Category, "CNT-CAT-01"},
	{montcontent.GetVendorFamilyGroups, catalogue.Family, "CNT-FAM-01"},
	{montcontent.GetFamilyGroup, catalogue.Family, "CNT-FAM-02"},
	{montcontent.GetCategoryFamilyGroup, catalogue.Family, "CNT-FAM-03"},
	{montcontent.GetVendorProducts, catalogue.Product, "CNT-PRD-01"},
	{montcontent.GetCategoryProducts, catalogue.Product, "CNT-PRD-01"},
	{montcontent.GetFamilyGroupProducts, catalogue.Product, "CNT-PRD-01"},
	{montcontent.GetAllProducts, catalogue.Product, "CNT-PRD-01"},
	{montcontent.GetProduct, catalogue.Product, "CNT-PRD-02"},
	{montcontent.GetProductPrices, catalogue.Product, "CNT-PRD-04"},
}

// repeated decides what shows only where the same is asked again: answers that are kept too long, that are whole the
// first time only, or that go to another caller.
func (s *suite) repeated() {
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
func (s *suite) followsNames(ctx SpecContext, m montcontent.Method, k catalogue.Kind) {
	e, asks, ours := s.specimen(ctx, k, m)
	c := s.Comparison(ctx)
	first := make([]*catalogue.Answer, len(asks))
	for i, a := range s.All(ctx, catalogue.Questions(asks)) {
		s.Usable(ctx, a)
		first[i] = a
		if first[i].Reading(k).ByID[e.ID] == nil {
			Reject(ctx,
				first[i].About(ctx).Finding(
					fmt.Sprintf("%s lacks %s %d, which is in the catalogue", first[i].Asked(), k.Noun(), e.ID),
					"the "+k.Noun(), "an answer without it"))
		}
	}
	if ours {
		s.Rename(ctx, k, e.ID, "Named")
		c.Moved = map[catalogue.Ref]bool{e.Ref(): true}
	}
	for range 2 {
		for i, again := range s.All(ctx, catalogue.Questions(asks)) {
			s.Usable(ctx, again)
			c.Exactly(again,
				catalogue.Selection{Kind: k, All: first[i].Reading(k).ByID, Source: "its first answer", Doubles: true})
			if !ours {
				continue
			}
			was := first[i].Reading(k).ByID[e.ID]
			switch now := again.Reading(k).ByID[e.ID]; {
			case now == nil:
				c.Found.Add(
					again.About(ctx).Finding(
						fmt.Sprintf("%s lacks %s %d, which got another name", again.Asked(), k.Noun(), e.ID),
						"the entry with its new name", "an answer without it"))
			case was.Member(k.Named()).Equal(now.Member(k.Named())):
				c.Found.Add(again.About(ctx).At(now.Place).Finding(fmt.Sprintf("%s gives %s %d as it "+
					"was before it got another name", again.Asked(), k.Noun(),
					e.ID), "another "+k.Named(), now.Show(k.Named())))
			}
		}
	}
	c.Settle()
}

// specimen is an entity that a method gives, with the questions that give it: one that was added for it where that can
// be done (ours), since another run may change what is there already. What is added may be in no group that is asked
// for.
func (s *suite) specimen(ctx SpecContext, k catalogue.Kind,
	m montcontent.Method) (e *catalogue.Entity, asks []catalogue.View, ours bool) {
	entities, all := s.Shuffled(ctx, k, m)
	for range 5 {
		if s.Target.Control == nil {
			break
		}
		e = s.freshly(ctx, k, s.Take(ctx, k))
		if asks = slices.DeleteFunc(catalogue.Views(e),
			func(v catalogue.View) bool { return v.Method.Name != m.Name }); len(asks) > 0 {
			return e, asks, true
		}
	}
	return entities[0], all[0], false
}

// keepsApart asks for several entities at the same moment. Each answer must be that which one gets who asks alone.
func (s *suite) keepsApart(ctx SpecContext, m montcontent.Method, k catalogue.Kind) {
	_, asks := s.Shuffled(ctx, k, m)
	c := s.Comparison(ctx)
	var alone []*catalogue.Answer
	var questions []catalogue.View
	seen := map[string]bool{}
	for _, v := range slices.Concat(asks...) {
		if key := fmt.Sprint(v.Arguments); len(questions) < crowd && !seen[key] {
			seen[key] = true
			questions, alone = append(questions, v), append(alone, s.Ask(ctx, m, v.Arguments...))
		}
	}
	given := 0
	for _, a := range alone {
		given += len(a.Read.Entities)
	}
	someGiven(ctx, given, m)
	for range gatherings {
		calls := make([]*catalogue.Call, crowd)
		for i := range calls {
			calls[i] = s.Prepare(ctx, m, questions[i%len(questions)].Arguments...)
		}
		for i, a := range s.AtOnce(ctx, calls) {
			s.Usable(ctx, a)
			c.Exactly(a,
				catalogue.Selection{Kind: k, All: alone[i%len(questions)].Reading(k).ByID,
					Source: "the answer to one who asks alone", Doubles: true})
		}
	}
	c.Settle()
	Note(ctx, "%d at once, %d times", crowd, gatherings)
}

// How many ask at once, and how often.
const (
	crowd      = 8
	gatherings = 3
)
