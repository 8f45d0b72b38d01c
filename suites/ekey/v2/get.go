package v2

import (
	"slices"
	"strconv"
	"time"

	. "github.com/onsi/ginkgo/v2"

	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/ekey/ordering"
)

// asked decides what GetOrder gives: D1, "О заказе".
func (s *session) asked() {
	It("gives by GetOrder what AddOrder gave", Decides("EK2-GET-01"), func(ctx SpecContext) {
		t, a := s.plainOrder(ctx)
		for range 2 {
			s.same(ctx, t.number, orderIn(a), "asking for it")
		}
	})
	It("hides a partner's orders from another partner", Decides("MNT-AUTH-04"), func(ctx SpecContext) {
		t, _ := s.plainOrder(ctx)
		mine := s.untouched(ctx)
		s.Hides(ctx, t.number, mine.secrets())
		s.same(ctx, t.number, mine, "another partner asked for it")
	})
	It("refuses an order number that it does not know", Decides("EK2-ERR-3"), func(ctx SpecContext) {
		s.plainOrder(ctx)
		a := s.Get(ctx, s.Number())
		s.isRefusal(ctx, a, "GetOrder of an unknown number", "3")
		s.ShowsOrders(ctx)
	})
	It("does not take the beginning of an order number for it, nor a pattern", Decides("EK2-ERR-3"),
		func(ctx SpecContext) {
			t, _ := s.plainOrder(ctx)
			s.Unknown(ctx, ordering.NotQuite(t.number),
				func(a *ordering.Answer) { s.isRefusal(ctx, a, "GetOrder of a part of a number", "3") })
			s.ShowsOrders(ctx)
		})
}

// links decides the links of limited life: D1, "Примечание".
func (s *session) links() {
	It("gives links that are valid when asked for, and others once 24 hours are past", Decides("EK2-GET-02"),
		func(ctx SpecContext) {
			if s.Advance == nil {
				NotExercised(ctx,
					"this takes a clock that can be moved by 24 hours: configure control for this environment")
			}
			t, _ := s.sell(ctx, "plain product with FulfillmentType 1", ordering.LimitedLinks,
				"an order of a product with FulfillmentType 1", func(*attempt) {})
			now := s.Settled(ctx, t.number)
			if !now.Given() || orderIn(now).status != done || len(orderIn(now).lines[0].links) == 0 {
				NotExercised(ctx, "the order has no links: %s", now.Says())
			}
			Unable(ctx, s.Advance(ctx, 24*time.Hour+time.Minute))
			later := s.Get(ctx, t.number)
			if !later.Given() {
				later.Reject(ctx, "the order is gone a day later", "the order with links valid now", later.Says())
			}
			for _, link := range orderIn(later).lines[0].links {
				if slices.Contains(orderIn(now).lines[0].links, link) {
					later.Reject(ctx, "a link of limited life is given unchanged after 24 hours",
						"a link that is valid at the moment of the call", link)
				}
			}
			if len(orderIn(later).lines[0].links) != len(orderIn(now).lines[0].links) {
				later.Reject(ctx, "the order has another number of links a day later",
					strconv.Itoa(len(orderIn(now).lines[0].links)), strconv.Itoa(len(orderIn(later).lines[0].links)))
			}
		})
}

// everyGiven holds every order against what GetOrder gives later, in whatever company it is asked for.
func (s *session) everyGiven() {
	ordering.EachSold("EK2-GET-01", "gives every order by GetOrder as AddOrder gave it", "EK2-ADD-01",
		&s.sold, s.asBefore)
	s.Company("EK2-GET-01", func() (numbers []string) {
		for _, one := range s.sold {
			numbers = append(numbers, one.number)
		}
		return numbers
	})
}

// asBefore asks for an order again, and notes where an answer on it is
// not what the one before was. Orders whose numbers were used again are for
// the requirements on that to judge.
func (s *session) asBefore(ctx SpecContext, one sale, found *Findings) {
	if s.TimesOrdered(one.number) > 1 {
		return
	}
	for range 2 {
		if a := s.Get(ctx, one.number); !a.Given() {
			found.Add(a.About(ctx).Finding("GetOrder does not give an order that was accepted", "the order", a.Says()))
		}
	}
	all := s.Recorded(func(a *ordering.Answer) bool { return a.Asked == one.number && a.Given() })
	final := map[string]string{} // lines that are finished, by their numbers
	for _, a := range all {
		sameAs(ctx, a, orderIn(all[0]), found)
		for _, l := range orderIn(a).lines {
			now := l.fixed(s.Renews(l.partNum))
			if was, ended := final[l.number]; ended && was != now {
				found.Add(a.About(ctx).Finding("a finished line is another than before", was, now))
			} else if l.status != inProcess {
				final[l.number] = now
			}
		}
	}
}
