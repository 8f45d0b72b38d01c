package v2

import (
	"errors"
	"fmt"
	"slices"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/orders"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/ekey/ordering"
)

// duplicate is version 2's code of an order or line number used before.
const duplicate = "4"

// idempotency decides that numbers of orders and lines stand for one each:
// D0; D1, "О заказе".
func (s *session) idempotency() {
	It("refuses an order number used before, and changes nothing", Decides("EK2-IDEM-01", "EK2-ERR-4"),
		func(ctx SpecContext) {
			t, _ := s.plainOrder(ctx)
			was := s.untouched(ctx)
			before := s.Money(ctx, t.products[0].Currency)
			again := t
			again.lines = slices.Clone(t.lines)
			for i := range again.lines {
				again.lines[i].number += "-again"
			}
			s.refused(ctx, again, "a second order with the same number", duplicate)
			if s.Again != nil {
				s.isRefusal(ctx, s.Again, "the number of an order in process", duplicate)
			}
			s.same(ctx, t.number, was, "a second one with its number")
			s.Charged(ctx, before, "a second order with the same number", nil)
		})
	It("refuses a line number used in another order, and places no line", Decides("EK2-IDEM-02", "EK2-ERR-4"),
		func(ctx SpecContext) {
			t, _ := s.plainOrder(ctx)
			was := s.untouched(ctx)
			before := s.Money(ctx, t.products[0].Currency)
			last := len(t.lines) - 1
			for _, taken := range [][2]int{{last, 0}, {0, last}} { // a line of the new order, and whose number it takes
				other := s.buy(t.products...)
				other.lines[taken[0]].number = t.lines[taken[1]].number
				s.refused(ctx, other, "an order with a line number of another order", duplicate)
				s.absent(ctx, other.number, "an order with a line number of another one was refused")
			}
			s.same(ctx, t.number, was, "another order with a line number of its own")
			s.Charged(ctx, before, "an order with a line number used before", nil)
		})
	It("refuses a line number that stands twice in one order", Decides("EK2-IDEM-03"), func(ctx SpecContext) {
		s.PlacePlain(ctx)
		two := s.twoPlain(ctx)
		for _, products := range [][]ordering.Product{two, append(two, two[0])} {
			// next to each other, and with one between
			t := s.buy(products...)
			t.lines[len(t.lines)-1].number = t.lines[0].number
			s.refused(ctx, t.mustRefuse(orders.Taken), "an order with one line number twice")
			s.absent(ctx, t.number, "an order with one line number twice was refused")
		}
	})
	It("accepts exactly one of many orders with one number at the same moment", Decides("EK2-IDEM-04"), s.concurrent)
	It("places an order once or not at all when the client hangs up before the answer", Decides("EK2-IDEM-04"),
		func(ctx SpecContext) {
			t := s.buy(s.APlain(ctx))
			before := s.Money(ctx, t.products[0].Currency)
			t.hangUp = endpoint.AfterRequest
			if _, err := s.Send(ctx, s.addRequest(ctx, t)); !errors.Is(err, endpoint.ErrHungUp) {
				Unable(ctx, err)
			}
			t.hangUp = endpoint.Never
			found := s.Get(ctx, t.number)
			retry := s.add(ctx, t)
			if found.Given() || !retry.Given() {
				s.paidFor(ctx, retry, t)
				s.isRefusal(ctx, retry, "the retry of an order that exists", duplicate)
			}
			if now := s.Settled(ctx, t.number); !now.Given() {
				now.Reject(ctx, "after hanging up and a retry there is no order", "the order, once", now.Says())
			}
			switch {
			case found.Given():
				s.StaysAs(ctx, t.number, found, 1)
			case retry.Given():
				s.sold = append(s.sold, sale{t, retry})
				s.StaysAs(ctx, t.number, retry, ordering.LateLooks)
			}
			s.Charged(ctx, before, "hanging up and a retry", t.bill())
		})
}

func (s *session) concurrent(ctx SpecContext) {
	t := s.buy(s.APlain(ctx))
	n := min(8, s.Target.Orders.Left())
	if n < 2 {
		NotExercised(ctx, "should the endpoint accept duplicates, this could place 2 orders, and the budget "+
			"has %d left: raise orders.max", n)
	}
	before := s.Money(ctx, t.products[0].Currency)
	accepted := 0
	answers := s.Together(ctx, slices.Repeat([]endpoint.Request{s.addRequest(ctx, t)}, n)...)
	for _, a := range answers {
		if a.Given() {
			accepted++
		} else {
			s.paidFor(ctx, a, t)
			s.isRefusal(ctx, a, "a duplicate at the same moment", duplicate)
		}
	}
	if accepted != 1 {
		answers[0].Reject(ctx,
			fmt.Sprintf("of %d orders with one number at the same moment, %d were accepted", n, accepted),
			"exactly one", fmt.Sprint(accepted))
	}
	if now := s.Settled(ctx, t.number); !now.Given() || len(orderIn(now).lines) != 1 {
		now.Reject(ctx, "after duplicates at the same moment, GetOrder does not give the one order",
			"the order with one line", now.Says())
	}
	s.Charged(ctx, before, "duplicates at the same moment", t.bill())
	Note(ctx, "%d at once", n)
}

// everyNumber orders under the number of every order once more.
func (s *session) everyNumber() {
	It("refuses the number of every order", Decides("EK2-IDEM-01"), func(ctx SpecContext) {
		for _, one := range s.sold {
			if s.TimesOrdered(one.number) > 1 {
				continue // by a spec of its own
			}
			a := s.OrderAgain(ctx, one.number, s.addRequest(ctx, one.mustRefuse(orders.Taken)))
			if a == nil {
				return
			}
			s.isRefusal(ctx, a, "a second order with the number of one of "+one.products[0].PartNum)
		}
	})
}
