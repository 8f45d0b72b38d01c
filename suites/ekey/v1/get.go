package v1

import (
	"strconv"

	. "github.com/onsi/ginkgo/v2"

	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/schemas"
	"github.com/montcheck/montcheck/suites/ekey/ordering"
)

// asked decides GetOrder: D3, "GetOrder" and "Получение информации о
// размещенном заказе".
func (s *session) asked() {
	It("gives by GetOrder what AddOrder gave, each time", Decides("EKY-GET-01"), func(ctx SpecContext) {
		t, a := s.doneOrder(ctx)
		for range 2 {
			again := s.same(ctx, t.number, orderIn(a), "asking for it")
			if len(orderIn(again).links) != len(orderIn(a).links) {
				again.Reject(ctx, "GetOrder gives another number of links", strconv.Itoa(len(orderIn(a).links)),
					strconv.Itoa(len(orderIn(again).links)))
			}
			if was, is := linksOf(orderIn(a)), linksOf(orderIn(again)); t.product.Fulfillment != 1 && was != is {
				again.Reject(ctx, "GetOrder gives other links, though the product's FulfillmentType is not 1", was, is)
			}
		}
	})
	It("refuses an order number that it does not know", Decides("EKY-GET-02"), func(ctx SpecContext) {
		s.plainOrder(ctx)
		a := s.Get(ctx, s.Number())
		s.isRefusal(ctx, a, "GetOrder of an unknown number")
		s.ShowsOrders(ctx)
	})
	It("does not take the beginning of an order number for it, nor a pattern", Decides("EKY-GET-02"),
		func(ctx SpecContext) {
			t, _ := s.plainOrder(ctx)
			s.Unknown(ctx, ordering.NotQuite(t.number),
				func(a *ordering.Answer) { s.isRefusal(ctx, a, "GetOrder of a part of a number") })
			s.ShowsOrders(ctx)
		})
	It("finds an order whose number needs encoding in an address", Decides("EKY-GET-03"), func(ctx SpecContext) {
		var refused, unseen *ordering.Answer
		for _, odd := range []string{" ё+&", "%41#?=;", "ё №"} {
			if odd == "ё №" && unseen == nil { // for web servers that refuse the others
				break
			}
			t := s.buyAs(s.Number()+odd, s.APlain(ctx), 1)
			a := s.add(ctx, t)
			if !a.Given() {
				refused = a
				Note(ctx, "the order number %q is not accepted: %s", t.number, a.Says())
				continue
			}
			var found Findings
			s.echoes(ctx, a, t, &found)
			found.Settle(ctx)
			refused = nil
			before := orderIn(a)
			if probe := s.Get(ctx, t.number); probe.PathRefused() {
				unseen = probe
				Note(ctx, "order %q can't be asked for: %s", t.number, probe.Says())
				continue
			}
			if before.status == schemas.InProcess {
				if a = s.Settled(ctx, t.number); a.Given() {
					before = orderIn(a)
				}
			}
			s.same(ctx, t.number, before, "asking for it")
			if odd == "ё №" {
				Warn(ctx,
					unseen.About(ctx).Finding("of order numbers that need encoding, some can't be asked "+
						"for: a web server or a firewall "+
						"refuses the path before the service sees it", "the order", unseen.Says()))
				unseen = nil
			}
		}
		if unseen != nil {
			unseen.Reject(ctx, "an order whose number needs encoding can't be asked for: a web server or "+
				"a firewall refuses the path "+
				"before the service sees it", "the order", unseen.Says())
		}
		if refused != nil {
			NotExercised(ctx, "such order numbers are not accepted: %s", refused.Says())
		}
	})
	s.Company("EKY-GET-01", func() (numbers []string) {
		for _, one := range s.sold {
			numbers = append(numbers, one.number)
		}
		return numbers
	})
}

// hidden decides what another partner is shown.
func (s *session) hidden() {
	It("hides a partner's orders from another partner", Decides("MNT-AUTH-04"), func(ctx SpecContext) {
		t, _ := s.plainOrder(ctx)
		mine := s.untouched(ctx)
		s.Hides(ctx, t.number, mine.secrets())
		s.same(ctx, t.number, mine, "another partner asked for it")
	})
}

// everyGiven holds every order against what GetOrder gives later.
func (s *session) everyGiven() {
	ordering.EachSold("EKY-GET-01", "gives every order by GetOrder as AddOrder gave it", "EKY-ADD-01",
		&s.sold, s.asBefore)
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
	all := s.answersOn(one.number)
	first := orderIn(all[0])
	var done, final *order // as it was first when it was done, and as GetOrder gave it first once it was final
	for _, a := range all {
		now := orderIn(a)
		for _, d := range first.changed(now) {
			found.Add(a.About(ctx).Finding("the order has another "+d.name+" than at first", d.was, d.is))
		}
		if now.status == schemas.Done {
			if done == nil {
				done = now
			}
			if was, is := keysOf(done), keysOf(now); was != is {
				found.Add(a.About(ctx).Finding("the order has other keys than before", was, is))
			}
			if was, is := linksOf(done), linksOf(now); one.product.Fulfillment != 1 && was != is {
				found.Add(a.About(ctx).Finding("the order has other links, though the "+
					"product's FulfillmentType is not 1", was, is))
			}
		}
		switch {
		case a.Operation != "GetOrder" || now.status == schemas.InProcess:
		case final == nil:
			final = now
		case final.status == now.status && final.fixed() != now.fixed():
			found.Add(a.About(ctx).Finding("the order is another than before", final.fixed(), now.fixed()))
		}
	}
}
