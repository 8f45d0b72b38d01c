package v1

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/orders"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/ekey/ordering"
)

// duplicate is version 1's code of an order number used before.
const duplicate = "3"

// idempotency decides that an order number stands for one order, however
// often and in whatever company it is sent: D3, "Обработка ошибок".
func (s *session) idempotency() {
	It("refuses an order number used before", Decides("EKY-IDEM-01"), func(ctx SpecContext) {
		t, _ := s.plainOrder(ctx)
		s.refused(ctx, t, "a second order with the same number", duplicate)
		if s.Again != nil {
			s.isRefusal(ctx, s.Again, "the number of an order in process", duplicate)
		}
	})
	It("leaves the first order as it was", Decides("EKY-IDEM-02"), func(ctx SpecContext) {
		t, _ := s.doneOrder(ctx)
		before := s.untouched(ctx)
		s.add(ctx, t.mustRefuse(orders.Taken))
		s.same(ctx, t.number, before, "a second one with its number")
	})
	It("charges the first order once", Decides("EKY-IDEM-03"), func(ctx SpecContext) {
		t, _ := s.plainOrder(ctx)
		s.Moved(ctx)
		before := s.Money(ctx, t.product.Currency)
		s.Readable(ctx, before)
		s.add(ctx, t.mustRefuse(orders.Taken))
		s.Get(ctx, t.number) // it may be charged only now
		s.Charged(ctx, before, "a second order with the same number", nil)
	})
	It("refuses the same number for another product or quantity", Decides("EKY-IDEM-07"), func(ctx SpecContext) {
		t, _ := s.doneOrder(ctx)
		before := s.untouched(ctx)
		other := s.buyAs(t.number,
			s.Choose(ctx, "second plain product",
				func(p ordering.Product) bool { return ordering.Plain(p) && p.PartNum != t.product.PartNum }), 1)
		s.refused(ctx, other, "the number with another product", duplicate)
		more := t
		more.body = line(t.number, t.product.PartNum, t.quantity+1)
		more.quantity++
		s.refused(ctx, more, "the number with another quantity", duplicate)
		s.same(ctx, t.number, before, "other orders with its number")
	})
	It("accepts exactly one of many orders with one number at the same moment", Decides("EKY-IDEM-04"), s.concurrent)
	It("treats the number of a refused order in one way", Decides("EKY-IDEM-06"), s.numbersOfRefused)
}

// numbersOfRefused orders under the numbers of refused orders: one after the
// other, since a service may treat the second otherwise than the first.
func (s *session) numbersOfRefused(ctx SpecContext) {
	p := s.APlain(ctx)
	refused := []attempt{s.unknownProduct(ctx), s.unknownProduct(ctx)}
	if s.Target.Orders.Unlimited() {
		refused = append(refused, s.cantBePlaced(ctx, p)...)
	}
	free, taken := "", ""
	for i, r := range refused {
		if a := s.add(ctx, r); a.Given() {
			continue // for the requirement of its code to say
		}
		if i > 1 && s.Get(ctx, r.number).Given() {
			continue // for EKY-ERR-13 to say
		}
		a := s.add(ctx, s.buyAs(r.number, p, 1))
		switch {
		case a.Given():
			free = r.number
		case a.Refusal != nil && a.Refusal.Code == duplicate:
			s.absent(ctx, r.number, "its number was refused as used")
			taken = r.number
		default:
			s.PaidFor(ctx, a, p, p.Cost(p.Count(1)))
			a.Reject(ctx, "an order under the number of a refused one is neither accepted nor refused as a duplicate",
				"an order, or BusinessError 3", a.Says())
		}
		if free != "" && taken != "" {
			a.Reject(ctx, "the numbers of some refused orders are free, and of others they are taken",
				"free every time, or taken every time", free+" was free, "+taken+" taken")
		}
	}
	switch {
	case free != "":
		Note(ctx, "a refused order leaves its number free")
	case taken != "":
		Note(ctx, "a refused order uses its number up")
	default:
		NotExercised(ctx, "an order of an unknown product is not refused: see EKY-ERR-02")
	}
}

// concurrent sends one order many times at once.
func (s *session) concurrent(ctx SpecContext) {
	t := s.buy(s.APlain(ctx), 1)
	n := min(8, s.Target.Orders.Left())
	if n < 2 {
		NotExercised(ctx, "should the endpoint accept duplicates, this could place %d orders, and the budget "+
			"has %d left: raise orders.max", 2, n)
	}
	before := s.Money(ctx, t.product.Currency)
	answers := s.Together(ctx, slices.Repeat([]endpoint.Request{s.addRequest(ctx, t)}, n)...)
	accepted := 0
	var one *ordering.Answer
	for _, a := range answers {
		if a.Given() && a.Status() == 200 {
			accepted++
			one = a
		} else {
			s.PaidFor(ctx, a, t.product, t.product.Cost(t.quantity))
			s.isRefusal(ctx, a, "a duplicate at the same moment", duplicate)
		}
	}
	if accepted != 1 {
		answers[0].Reject(ctx,
			fmt.Sprintf("of %d orders with one number at the same moment, %d were accepted", n, accepted),
			"exactly one", strconv.Itoa(accepted))
	}
	now := s.Settled(ctx, t.number)
	if !now.Given() || ordering.Instant(orderIn(now).dateOn) != ordering.Instant(orderIn(one).dateOn) ||
		len(orderIn(now).keys) > t.quantity {
		now.Reject(ctx, "after duplicates at the same moment, GetOrder does not give the one order",
			fmt.Sprintf("the order of %s with at most %d keys", orderIn(one).dateOn, t.quantity), now.Says())
	}
	s.Charged(ctx, before, "duplicates at the same moment", t.bill())
	Note(ctx, "%d at once", n)
}

// cut decides what becomes of an order whose client hangs up.
func (s *session) cut() {
	It("places an order once or not at all when the client hangs up in the middle of the request",
		Decides("EKY-IDEM-05"), func(ctx SpecContext) {
			s.hungUp(ctx, endpoint.InRequest)
		})
	It("places an order once or not at all when the client hangs up before the answer", Decides("EKY-IDEM-05"),
		func(ctx SpecContext) {
			s.hungUp(ctx, endpoint.AfterRequest)
		})
	It("answers a retry after the answer was lost as a duplicate", Decides("EKY-IDEM-05"), func(ctx SpecContext) {
		t := s.buy(s.APlain(ctx), 1)
		before := s.Money(ctx, t.product.Currency)
		first := s.order(ctx, t, "an order") // the client that crashes now has nothing of it
		s.refused(ctx, t, "the retry of an order that was placed", duplicate)
		s.same(ctx, t.number, orderIn(s.Settled(ctx, t.number)), "a retry")
		s.Charged(ctx, before, "an order and its retry", t.bill())
		if now := s.Get(ctx, t.number); now.Given() &&
			ordering.Instant(orderIn(now).dateOn) != ordering.Instant(orderIn(first).dateOn) {
			now.Reject(ctx, "the retry replaced the order", orderIn(first).dateOn, orderIn(now).dateOn)
		}
	})
}

// hungUp cuts an AddOrder, finds out what became of the order, and retries.
func (s *session) hungUp(ctx SpecContext, moment endpoint.HangUp) {
	t := s.buy(s.APlain(ctx), 1)
	before := s.Money(ctx, t.product.Currency)
	t.hangUp = moment
	if _, err := s.Send(ctx, s.addRequest(ctx, t)); !errors.Is(err, endpoint.ErrHungUp) {
		Unable(ctx, err)
	}
	t.hangUp = endpoint.Never
	found := s.Get(ctx, t.number)
	retry := s.add(ctx, t)
	switch {
	case found.Given():
		s.isRefusal(ctx, retry, "the retry of an order that exists", duplicate)
	case retry.Given(): // it was never placed, or only later: then the retry is the one order
	case retry.Refusal != nil && retry.Refusal.Code == duplicate: // it arrived between the two
	default:
		s.PaidFor(ctx, retry, t.product, t.product.Cost(t.quantity))
		retry.Reject(ctx, "the retry after hanging up is neither accepted nor refused as a duplicate",
			"an order, or BusinessError 3", retry.Says())
	}
	now := s.Settled(ctx, t.number)
	if !now.Given() {
		now.Reject(ctx, "after hanging up and a retry there is no order", "the order, once", now.Says())
	}
	switch {
	case found.Given():
		s.StaysAs(ctx, t.number, found, 1)
	case retry.Given():
		s.sold = append(s.sold, sale{t, retry})
		s.StaysAs(ctx, t.number, retry,
			map[endpoint.HangUp]int{endpoint.InRequest: 1, endpoint.AfterRequest: ordering.LateLooks}[moment])
	}
	s.Charged(ctx, before, "hanging up and a retry", t.bill())
}

// everyNumber orders under the number of every order once more.
func (s *session) everyNumber() {
	It("refuses the number of every order", Decides("EKY-IDEM-01"), func(ctx SpecContext) {
		for _, one := range s.sold {
			if s.TimesOrdered(one.number) > 1 {
				continue // by a spec of its own
			}
			a := s.OrderAgain(ctx, one.number, s.addRequest(ctx, one.mustRefuse(orders.Taken)))
			if a == nil {
				return
			}
			s.isRefusal(ctx, a, "a second order with the number of one of "+one.product.PartNum, duplicate)
		}
	})
}
