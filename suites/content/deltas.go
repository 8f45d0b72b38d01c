package content

import (
	"slices"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/montcontent"
	. "github.com/montcheck/montcheck/internal/spec"
)

// Names of the versions in a changes answer.
const (
	contentVersion = "CurrentContentVersion"
	priceVersion   = "CurrentPriceVersion"
)

// deltaMethods are the methods that give what changed.
var deltaMethods = []montcontent.Method{montcontent.GetContentChanges, montcontent.GetPriceChanges,
	montcontent.GetAllChanges}

// fence is the pair of versions that an answer to GetAllChanges carries.
func (a *answer) fence() fence {
	return fence{a.version(contentVersion), a.version(priceVersion), true}
}

// start returns the versions at which the lists were read; deltas can't be
// tried without them.
func (s *session) start(ctx SpecContext) fence {
	f := s.current(ctx).fence
	if !f.known {
		NotExercised(ctx, "GetAllChanges gave no usable answer: see %s", schemaOf(montcontent.GetAllChanges))
	}
	return f
}

// ladder returns versions from which to ask for deltas: none, the current
// one, and some between, closer together the newer they are.
func ladder(current int64) []int64 {
	rungs := []int64{0, current}
	for _, back := range []int64{1, 2, 5, 15, 50, 150} {
		if v := current - back; v > 0 {
			rungs = append(rungs, v)
		}
	}
	slices.Sort(rungs)
	return slices.Compact(rungs)
}

// deltas decides D3, "15. GetContentChanges" to "17. GetAllChanges", on an
// endpoint as it is found: as algebra on replicas, not as examples.
func (s *session) deltas() {
	for _, m := range deltaMethods {
		It("rebuilds by "+m.Name+" from version 0 what the full lists hold", Decides("CNT-DELTA-03"),
			func(ctx SpecContext) {
				s.rebuilds(ctx, m)
			})
		It("gives nothing by "+m.Name+" at the current version", Decides("CNT-DELTA-04"), func(ctx SpecContext) {
			s.emptyAtCurrent(ctx, m)
		})
		It("gives by "+m.Name+" the same answer twice", Decides("CNT-DELTA-09"), func(ctx SpecContext) {
			s.sameTwice(ctx, m)
		})
		It("gives by "+m.Name+" deltas that don't contradict themselves or the full lists", Decides("CNT-DELTA-11"),
			func(ctx SpecContext) {
				s.consistent(ctx, m)
			})
		It("restates by "+m.Name+" the current state from every version", Decides("CNT-DELTA-15"),
			func(ctx SpecContext) {
				s.restates(ctx, m)
			})
	}

	It("gives products without prices in content deltas", Decides("CNT-DELTA-05"), func(ctx SpecContext) {
		c := s.comparison(ctx)
		s.tells(ctx, montcontent.GetContentChanges)
		rungs := ladder(s.start(ctx).content)
		s.aheadOf(ctx, montcontent.GetContentChanges, rungs)
		for _, v := range rungs {
			a := s.once(ctx, montcontent.GetContentChanges, v)
			for _, e := range a.of(product) {
				c.unpriced(a, e)
			}
		}
		c.settle()
	})

	It("gives products with prices and without descriptions in price deltas", Decides("CNT-DELTA-06"),
		func(ctx SpecContext) {
			c := s.comparison(ctx)
			s.tells(ctx, montcontent.GetPriceChanges)
			rungs := ladder(s.start(ctx).price)
			s.aheadOf(ctx, montcontent.GetPriceChanges, rungs)
			for _, v := range rungs {
				a := s.once(ctx, montcontent.GetPriceChanges, v)
				for _, e := range a.of(product) {
					c.priced(a, e)
					c.undescribed(a, e)
				}
				c.productsOnly(a)
			}
			c.settle()
		})

	It("gives by GetAllChanges whole descriptions with prices", Decides("CNT-DELTA-07"), func(ctx SpecContext) {
		products := s.someProducts(ctx)
		c := s.comparison(ctx)
		s.tells(ctx, montcontent.GetAllChanges)
		s.changesAhead(ctx, montcontent.GetAllChanges, s.rungs(ctx, montcontent.GetAllChanges))
		for _, at := range s.pairs(ctx) {
			a := s.once(ctx, montcontent.GetAllChanges, at[0], at[1])
			for _, e := range a.of(product) {
				if full := products.byID[e.id]; full != nil {
					c.same(a, e, full, "GetAllProducts with prices")
				}
			}
		}
		c.settle()
	})

	It("gives by GetAllChanges the union of the other two", Decides("CNT-DELTA-07"), s.union)

	It("gives one root element to changes answers", Decides("CNT-DELTA-16"), func(ctx SpecContext) {
		for _, m := range deltaMethods {
			a := s.once(ctx, m, (s.start(ctx)).since(m)...)
			if name := a.read.root.Local; name != "ChangesContract" {
				Warn(ctx,
					a.about(ctx).Finding("the root element of changes answers is "+name,
						"ChangesContract, as D3 prints it", name))
				return
			}
		}
	})
}

// tells ends the spec as not exercised where a changes method names no product even from version 0: whatever may be
// said of its answers is no evidence then.
func (s *session) tells(ctx SpecContext, m montcontent.Method) {
	a := s.once(ctx, m, (fence{}).since(m)...)
	if len(a.of(product)) == 0 {
		NotExercised(ctx, "%s names no product: see CNT-DELTA-03", a.asked())
	}
}

// since are the arguments of a changes method for a pair of versions.
func (f fence) since(m montcontent.Method) []any {
	var all []any
	for _, variable := range m.Variables() {
		all = append(all, map[string]int64{"contentVersion": f.content, "priceVersion": f.price}[variable])
	}
	return all
}

// carries names the versions that answers of a changes method are for.
func carries(m montcontent.Method) []string {
	var all []string
	for _, variable := range m.Variables() {
		all = append(all, map[string]string{"contentVersion": contentVersion, "priceVersion": priceVersion}[variable])
	}
	return all
}

// rungs returns fences down the ladder for a changes method.
func (s *session) rungs(ctx SpecContext, m montcontent.Method) []fence {
	at := s.start(ctx)
	var all []fence
	switch m.Name {
	case montcontent.GetContentChanges.Name:
		for _, v := range ladder(at.content) {
			all = append(all, fence{content: v})
		}
	case montcontent.GetPriceChanges.Name:
		for _, v := range ladder(at.price) {
			all = append(all, fence{price: v})
		}
	default:
		for _, p := range s.pairs(ctx) {
			all = append(all, fence{content: p[0], price: p[1]})
		}
	}
	return all
}

// changesAhead asks a changes method ahead from each of some versions.
func (s *session) changesAhead(ctx SpecContext, m montcontent.Method, from []fence) {
	var questions []question
	for _, at := range from {
		questions = append(questions, question{m, at.since(m)})
	}
	s.ahead(ctx, questions)
}

// pairs returns pairs of versions that set one change against the other.
func (s *session) pairs(ctx SpecContext) [][2]int64 {
	at := s.start(ctx)
	older := func(v int64) int64 { return max(0, v-5) }
	old := func(v int64) int64 { return max(1, v-1000) } // of many changes, but not 0, from which all is given
	return [][2]int64{
		{0, 0}, {at.content, 0}, {0, at.price}, {older(at.content), at.price}, {at.content, older(at.price)},
		{older(at.content), older(at.price)}, {at.content, at.price}, {old(at.content), at.price},
		{at.content, old(at.price)},
	}
}
