package content

import (
	"fmt"
	"slices"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/montcontent"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/schemas"
	"github.com/montcheck/montcheck/suites/content/catalogue"
)

// everySchema judges the form of every answer by its schema.
func (s *suite) everySchema() {
	for _, m := range montcontent.Methods {
		It("answers "+m.Name+" as its schema says", Decides(catalogue.SchemaOf(m)), func(ctx SpecContext) {
			s.trySome(ctx, m)
			var found Findings
			n := s.each(ctx,
				func(a *catalogue.Answer) bool { return a.Method.Name == m.Name && (a.Plain || a.Read != nil) },
				func(a *catalogue.Answer) {
					if a.Plain && a.Status() == 0 {
						found.Add(
							a.About(ctx).Finding(a.Asked()+" is not answered, though others are", "an answer",
								a.Exchange.Error))
					} else if a.Plain && a.Status() != 200 {
						found.Add(
							a.About(ctx).Finding(
								fmt.Sprintf("%s is answered with HTTP status %d%s", a.Asked(), a.Status(), a.Stayed()),
								"status 200", fmt.Sprint(a.Status())))
					} else if a.Plain && a.Broken != nil && a.HTML() {
						found.Add(
							a.About(ctx).Finding(a.Asked()+" is answered with "+a.PageForPeople(),
								"XML of the service", "HTML"))
					} else if a.Plain && a.Broken == nil && catalogue.IsTrue(a.Read.Failed) && !s.deletedMeanwhile(ctx,
						a) {
						found.Add(
							a.About(ctx).Finding(a.Asked()+" is answered with an error", "a result: its arguments "+
								"come from the service's own lists", a.Read.Details["ErrorText"]))
					}
					if a.Plain && a.Cut != nil && a.Status() == 200 {
						found.Add(
							a.About(ctx).Finding(a.Asked()+" is not answered to the end", "a whole document",
								a.Cut.Error()))
					}
					a.Problems(ctx, &found, func(schemas.Problem) bool { return true })
				})
			found.Settle(ctx)
			Note(ctx, "%d answers, schema %s", n, schemaFile(m))
		})
	}
}

// deletedMeanwhile tells whether an answer is an error because what it asked
// for was deleted from a live endpoint after it was listed.
func (s *suite) deletedMeanwhile(ctx SpecContext, a *catalogue.Answer) bool {
	if a.Method.Name != montcontent.GetFamilyGroup.Name || len(a.Asks) == 0 || a.Unusable() == nil {
		return false
	}
	id, ok := a.Asks[0].(int64)
	if !ok || !s.Began.Known {
		return false
	}
	delta, err := s.Prepare(ctx, montcontent.GetAllChanges, s.Began.Content, s.Began.Price).Do()
	return err == nil && delta.Unusable() == nil && slices.Contains(delta.Read.Deleted[catalogue.Family], id)
}

func schemaFile(m montcontent.Method) string {
	s, _ := schemas.Content(m.Name)
	return s.File()
}

// each calls f for the recorded answers of a sort and returns their number.
func (s *suite) each(ctx SpecContext, sort func(*catalogue.Answer) bool, f func(*catalogue.Answer)) int {
	all := s.Recorded(sort)
	for _, a := range all {
		f(a)
	}
	return len(all)
}

// trySome makes sure that a method was asked at least once, also where a
// label filter left everything else out.
func (s *suite) trySome(ctx SpecContext, m montcontent.Method) {
	if len(s.Recorded(func(a *catalogue.Answer) bool { return a.Method.Name == m.Name && a.Plain })) > 0 {
		return
	}
	arguments, missing := s.someArguments(ctx, m)
	if missing != nil {
		NotExercised(ctx, "%v", missing)
	}
	s.Get(ctx, m, arguments...)
}

// tryAny makes sure that there are answers to judge: the methods that need
// no argument, and the deltas.
func (s *suite) tryAny(ctx SpecContext) {
	for _, m := range []montcontent.Method{montcontent.GetAllVendors, montcontent.GetAllCategories,
		montcontent.GetAllProducts, montcontent.GetProductPrices, montcontent.GetContentChanges,
		montcontent.GetPriceChanges, montcontent.GetAllChanges} {
		s.trySome(ctx, m)
	}
}
