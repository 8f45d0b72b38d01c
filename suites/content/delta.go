package content

import (
	"fmt"
	"maps"
	"math"
	"slices"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/montcontent"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/content/catalogue"
)

// start returns the versions at which the lists were read; deltas can't be
// tried without them.
func (s *suite) start(ctx SpecContext) catalogue.Fence {
	f := s.Current(ctx).Fence
	if !f.Known {
		NotExercised(ctx, "GetAllChanges gave no usable answer: see %s", catalogue.SchemaOf(montcontent.GetAllChanges))
	}
	return f
}

// both is like start for specs that ask for what comes after the two versions,
// and can't where one of them is left out.
func (s *suite) both(ctx SpecContext) catalogue.Fence {
	f := s.start(ctx)
	if f.Content == 0 || f.Price == 0 {
		NotExercised(ctx, "GetAllChanges does not give both versions: see CNT-DELTA-01")
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
func (s *suite) deltas() {
	for _, m := range catalogue.DeltaMethods {
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
}

// deltaKinds decides what each of the deltas holds: D3, "15. GetContentChanges" to "17. GetAllChanges".
func (s *suite) deltaKinds() {
	It("gives products without prices in content deltas", Decides("CNT-DELTA-05"), func(ctx SpecContext) {
		c := s.Comparison(ctx)
		s.tells(ctx, montcontent.GetContentChanges)
		rungs := ladder(s.start(ctx).Content)
		s.AheadOf(ctx, montcontent.GetContentChanges, rungs)
		for _, v := range rungs {
			a := s.Once(ctx, montcontent.GetContentChanges, v)
			for _, e := range a.Of(catalogue.Product) {
				c.Unpriced(a, e)
			}
		}
		c.Settle()
	})

	It("gives products with prices and without descriptions in price deltas", Decides("CNT-DELTA-06"),
		func(ctx SpecContext) {
			c := s.Comparison(ctx)
			s.tells(ctx, montcontent.GetPriceChanges)
			rungs := ladder(s.start(ctx).Price)
			s.AheadOf(ctx, montcontent.GetPriceChanges, rungs)
			for _, v := range rungs {
				a := s.Once(ctx, montcontent.GetPriceChanges, v)
				for _, e := range a.Of(catalogue.Product) {
					c.Priced(a, e)
					c.Undescribed(a, e)
				}
				c.ProductsOnly(a)
			}
			c.Settle()
		})

	It("gives by GetAllChanges whole descriptions with prices", Decides("CNT-DELTA-07"), func(ctx SpecContext) {
		products := s.someProducts(ctx)
		c := s.Comparison(ctx)
		s.tells(ctx, montcontent.GetAllChanges)
		s.changesAhead(ctx, montcontent.GetAllChanges, s.rungs(ctx, montcontent.GetAllChanges))
		for _, at := range s.pairs(ctx) {
			a := s.Once(ctx, montcontent.GetAllChanges, at[0], at[1])
			for _, e := range a.Of(catalogue.Product) {
				if full := products.ByID[e.ID]; full != nil {
					c.Same(a, e, full, "GetAllProducts with prices")
				}
			}
		}
		c.Settle()
	})

	It("gives by GetAllChanges the union of the other two", Decides("CNT-DELTA-07"), s.union)

	It("gives one root element to changes answers", Decides("CNT-DELTA-16"), func(ctx SpecContext) {
		for _, m := range catalogue.DeltaMethods {
			a := s.Once(ctx, m, (s.start(ctx)).Since(m)...)
			if name := a.Read.Root.Local; name != "ChangesContract" {
				Warn(ctx,
					a.About(ctx).Finding("the root element of changes answers is "+name,
						"ChangesContract, as D3 prints it", name))
				return
			}
		}
	})
}

// tells ends the spec as not exercised where a changes method names no product even from version 0: whatever may be
// said of its answers is no evidence then.
func (s *suite) tells(ctx SpecContext, m montcontent.Method) {
	a := s.Once(ctx, m, (catalogue.Fence{}).Since(m)...)
	if len(a.Of(catalogue.Product)) == 0 {
		NotExercised(ctx, "%s names no product: see CNT-DELTA-03", a.Asked())
	}
}

// rungs returns fences down the ladder for a changes method.
func (s *suite) rungs(ctx SpecContext, m montcontent.Method) []catalogue.Fence {
	at := s.start(ctx)
	var all []catalogue.Fence
	switch m.Name {
	case montcontent.GetContentChanges.Name:
		for _, v := range ladder(at.Content) {
			all = append(all, catalogue.Fence{Content: v})
		}
	case montcontent.GetPriceChanges.Name:
		for _, v := range ladder(at.Price) {
			all = append(all, catalogue.Fence{Price: v})
		}
	default:
		for _, p := range s.pairs(ctx) {
			all = append(all, catalogue.Fence{Content: p[0], Price: p[1]})
		}
	}
	return all
}

// changesAhead asks a changes method ahead from each of some versions.
func (s *suite) changesAhead(ctx SpecContext, m montcontent.Method, from []catalogue.Fence) {
	var questions []catalogue.Question
	for _, at := range from {
		questions = append(questions, catalogue.Question{Method: m, Arguments: at.Since(m)})
	}
	s.Ahead(ctx, questions)
}

// pairs returns pairs of versions that set one change against the other.
func (s *suite) pairs(ctx SpecContext) [][2]int64 {
	at := s.start(ctx)
	older := func(v int64) int64 { return max(0, v-5) }
	old := func(v int64) int64 { return max(1, v-1000) } // of many changes, but not 0, from which all is given
	return [][2]int64{
		{0, 0}, {at.Content, 0}, {0, at.Price}, {older(at.Content), at.Price}, {at.Content, older(at.Price)},
		{older(at.Content), older(at.Price)}, {at.Content, at.Price}, {old(at.Content), at.Price},
		{at.Content, old(at.Price)},
	}
}

// emptyAtCurrent asks for a delta at the current version. A live endpoint
// may move on between the two calls: then it is asked again.
func (s *suite) emptyAtCurrent(ctx SpecContext, m montcontent.Method) {
	at := s.both(ctx)
	s.tells(ctx, m)
	for range 5 {
		a := s.Ask(ctx, m, at.Since(m)...)
		next := s.Ask(ctx, montcontent.GetAllChanges, at.Content, at.Price).Fence()
		if next != at {
			at = next
			continue
		}
		var found Findings
		for i := range a.Read.Entities {
			e := &a.Read.Entities[i]
			found.Add(
				a.About(ctx).At(e.Place).Finding(
					fmt.Sprintf("%s holds %s %d, though nothing changed since", a.Asked(), e.Kind.Noun(), e.ID),
					"an empty delta at the current version", "an updated "+e.Kind.Noun()))
		}
		for k, ids := range a.Read.Deleted {
			found.Add(a.About(ctx).Finding(fmt.Sprintf("%s gives deleted ids of the kind %s, "+
				"though nothing changed since", a.Asked(), k.Noun()),
				"an empty delta at the current version", fmt.Sprint(ids)))
		}
		found.Settle(ctx)
		return
	}
	NotExercised(ctx, "the versions moved between any two calls")
}

// union holds GetAllChanges against GetContentChanges and GetPriceChanges.
func (s *suite) union(ctx SpecContext) {
	c := s.Comparison(ctx)
	s.start(ctx)
	s.tells(ctx, montcontent.GetAllChanges)
	for _, m := range catalogue.DeltaMethods {
		s.changesAhead(ctx, m, s.rungs(ctx, montcontent.GetAllChanges))
	}
	for _, at := range s.pairs(ctx) {
		all := s.Once(ctx, montcontent.GetAllChanges, at[0], at[1])
		ofContent, ofPrice := s.Once(ctx, montcontent.GetContentChanges, at[0]),
			s.Once(ctx, montcontent.GetPriceChanges, at[1])
		c.EachOnce(all, s.Once(ctx, montcontent.GetAllChanges, 0, 0))
		for _, k := range catalogue.Kinds {
			want := maps.Clone(ofContent.Reading(k).ByID)
			if k == catalogue.Product { // CNT-DELTA-06 says that there is nothing else
				for id, e := range ofPrice.Reading(k).ByID {
					if want[id] == nil {
						want[id] = e
					}
				}
			}
			got := all.Reading(k).ByID
			for id, e := range want {
				if got[id] == nil {
					c.Differ(all, e.Ref(), nil, fmt.Sprintf("%s lacks %s %d", all.Asked(), k.Noun(), id),
						"all that "+ofContent.Asked()+" and "+ofPrice.Asked()+" name", "a delta without it")
				}
			}
			for id, e := range got {
				if want[id] == nil {
					c.Differ(all, e.Ref(), &e.Place, fmt.Sprintf("%s holds %s %d", all.Asked(), k.Noun(), id),
						"only what "+ofContent.Asked()+" or "+ofPrice.Asked()+" names", "one that neither does")
				}
			}
			for _, pair := range [][2]*catalogue.Answer{{all, ofContent}, {ofContent, all}} {
				for _, id := range pair[1].Read.Deleted[k] {
					if !slices.Contains(pair[0].Read.Deleted[k], id) {
						c.Differ(pair[0], catalogue.Ref{Kind: k, ID: id}, nil,
							fmt.Sprintf("%s lacks the deleted %s %d", pair[0].Asked(), k.Noun(), id),
							"the deleted ids of "+pair[1].Asked(), "a delta without it")
					}
				}
			}
		}
	}
	c.Settle()
	Note(ctx, "from %d pairs of versions", len(s.pairs(ctx)))
}

// unknownVersions decides what is told of versions that were never given out.
func (s *suite) unknownVersions() {
	It("answers versions that were never given out", Decides("CNT-DELTA-13"), func(ctx SpecContext) {
		current := s.start(ctx).Content
		var probes []probe
		for _, v := range []string{fmt.Sprint(current + 1_000_000), "-1", "abc", fmt.Sprint(int64(math.MaxInt64)),
			"9223372036854775808", fmt.Sprint(int64(math.MinInt64))} {
			for _, m := range []montcontent.Method{montcontent.GetContentChanges, montcontent.GetPriceChanges} {
				probes = append(probes, probe{"version " + v, m, m.Name + "/" + v, false})
			}
			probes = append(probes,
				probe{"versions " + v, montcontent.GetAllChanges,
					fmt.Sprintf("GetAllChanges?contentVersion=%s&priceVersion=%s", v, v), false})
		}
		s.poke(ctx, probes)
	})
}
