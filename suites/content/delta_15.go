package content

import (
	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/montcontent"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/content/catalogue"
)

// restates checks that a delta from any version carries the current state of
// what it names, and that older versions get at least what newer ones do.
func (s *suite) restates(ctx SpecContext, m montcontent.Method) {
	s.restatesFrom(ctx, m, s.rungs(ctx, m))
}

func (s *suite) restatesFrom(ctx SpecContext, m montcontent.Method, versions []catalogue.Fence) {
	c := s.Comparison(ctx)
	s.tells(ctx, m)
	full := s.fullState(ctx)
	var rungs []catalogue.Fence
	whole := s.Once(ctx, m, (catalogue.Fence{}).Since(m)...)
	s.changesAhead(ctx, m, versions)
	for _, at := range versions {
		a := s.Once(ctx, m, at.Since(m)...)
		if m.Name != montcontent.GetAllChanges.Name { // of which CNT-DELTA-07 says so
			c.EachOnce(a, whole)
		}
		for i := range a.Read.Entities {
			e := &a.Read.Entities[i]
			if current := full[e.Kind][e.ID]; current != nil {
				except := catalogue.PriceMembers // CNT-DELTA-06 and -07 decide prices and descriptions
				if m.Name == montcontent.GetPriceChanges.Name {
					except = e.Undescribed()
				}
				c.Same(a, e, current, "the full list", except...)
			}
		}
		for _, older := range rungs {
			if older.Content <= at.Content && older.Price <= at.Price {
				c.Holds(s.Once(ctx, m, older.Since(m)...), a)
			}
		}
		rungs = append(rungs, at)
	}
	c.Settle()
	Note(ctx, "from %d versions", len(rungs))
}
