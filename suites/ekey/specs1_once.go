package ekey

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/orders"
	. "github.com/montcheck/montcheck/internal/spec"
	"github.com/montcheck/montcheck/internal/target"
)

// duplicate is version 1's code of an order number used before.
const duplicate = "3"

// idempotency1 decides that an order number stands for one order, however
// often and in whatever company it is sent: D3, "Обработка ошибок".
func (s *session) idempotency1() {
	It("refuses an order number used before", Decides("EKY-IDEM-01"), func(ctx SpecContext) {
		t, _ := s.plainOrder(ctx)
		s.refused(ctx, t, "a second order with the same number", duplicate)
		if s.again != nil {
			s.isRefusal(ctx, s.again, "the number of an order in process", duplicate)
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
		s.moved(ctx)
		before := s.money(ctx, t.product.currency)
		s.readable(ctx, before)
		s.add(ctx, t.mustRefuse(orders.Taken))
		s.get(ctx, t.number) // it may be charged only now
		s.charged(ctx, before, "a second order with the same number", nil)
	})
	It("refuses the same number for another product or quantity", Decides("EKY-IDEM-07"), func(ctx SpecContext) {
		t, _ := s.doneOrder(ctx)
		before := s.untouched(ctx)
		other := s.buyAs(t.number, s.choose(ctx, "second plain product", func(p product) bool { return plain(p) && p.partNum != t.product.partNum }), 1)
		s.refused(ctx, other, "the number with another product", duplicate)
		more := t
		more.body = line1(t.number, t.product.partNum, t.quantity+1)
		more.quantity++
		s.refused(ctx, more, "the number with another quantity", duplicate)
		s.same(ctx, t.number, before, "other orders with its number")
	})
	It("accepts exactly one of many orders with one number at the same moment", Decides("EKY-IDEM-04"), s.concurrent1)
	It("treats the number of a refused order in one way", Decides("EKY-IDEM-06"), s.numbersOfRefused)
}

// numbersOfRefused orders under the numbers of refused orders: one after the
// other, since a service may treat the second otherwise than the first.
func (s *session) numbersOfRefused(ctx SpecContext) {
	p := s.aPlain(ctx)
	refused := []attempt{s.unknownProduct(ctx), s.unknownProduct(ctx)}
	if s.t.Orders.Unlimited() {
		refused = append(refused, s.cantBePlaced(ctx, p)...)
	}
	free, taken := "", ""
	for i, r := range refused {
		if a := s.add(ctx, r); a.order != nil {
			continue // for the requirement of its code to say
		}
		if i > 1 && s.get(ctx, r.number).order != nil {
			continue // for EKY-ERR-13 to say
		}
		a := s.add(ctx, s.buyAs(r.number, p, 1))
		switch {
		case a.order != nil:
			free = r.number
		case a.refusal != nil && a.refusal.code == duplicate:
			s.absent(ctx, r.number, "its number was refused as used")
			taken = r.number
		default:
			s.paidFor(ctx, a, p, p.cost(p.count(1)))
			a.reject(ctx, "an order under the number of a refused one is neither accepted nor refused as a duplicate", "an order, or BusinessError 3", a.says())
		}
		if free != "" && taken != "" {
			a.reject(ctx, "the numbers of some refused orders are free, and of others they are taken", "free every time, or taken every time", free+" was free, "+taken+" taken")
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

// concurrent1 sends one order many times at once.
func (s *session) concurrent1(ctx SpecContext) {
	t := s.buy(s.aPlain(ctx), 1)
	n := min(8, s.t.Orders.Left())
	if n < 2 {
		NotExercised(ctx, "should the endpoint accept duplicates, this could place %d orders, and the budget has %d left: raise orders.max", 2, n)
	}
	before := s.money(ctx, t.product.currency)
	answers := s.together(ctx, slices.Repeat([]target.Request{s.addRequest(ctx, t)}, n)...)
	accepted := 0
	var one *answer
	for _, a := range answers {
		if a.order != nil && a.Status() == 200 {
			accepted++
			one = a
		} else {
			s.paidFor(ctx, a, t.product, t.product.cost(t.quantity))
			s.isRefusal(ctx, a, "a duplicate at the same moment", duplicate)
		}
	}
	if accepted != 1 {
		answers[0].reject(ctx, fmt.Sprintf("of %d orders with one number at the same moment, %d were accepted", n, accepted), "exactly one", strconv.Itoa(accepted))
	}
	now := s.settled(ctx, t.number)
	if now.order == nil || instant(now.order.dateOn) != instant(one.order.dateOn) || len(now.order.keys) > t.quantity {
		now.reject(ctx, "after duplicates at the same moment, GetOrder does not give the one order", fmt.Sprintf("the order of %s with at most %d keys", one.order.dateOn, t.quantity), now.says())
	}
	s.charged(ctx, before, "duplicates at the same moment", t.bill())
	Note(ctx, "%d at once", n)
}

// together sends requests at the same moment.
func (s *session) together(ctx context.Context, requests ...target.Request) []*answer {
	var before money
	duplicates := len(requests) > 1 && requests[0].Order != nil && requests[0].Order == requests[1].Order
	if duplicates && !s.t.Orders.Unlimited() {
		before = s.money(ctx, requests[0].Order.Currency)
	}
	s.purse = nil
	calls := make([]*target.Call, len(requests))
	for i, r := range requests {
		calls[i] = s.t.Prepare(ctx, s.service, r)
	}
	answers, errs := make([]*answer, len(calls)), make([]error, len(calls))
	start := make(chan struct{})
	var group sync.WaitGroup
	for i, call := range calls {
		group.Go(func() {
			defer GinkgoRecover()
			<-start
			answers[i], errs[i] = s.sendCall(ctx, requests[i], call)
		})
	}
	close(start)
	group.Wait()
	if duplicates && !s.t.Orders.Unlimited() {
		Unable(ctx, s.proveDuplicates(ctx, before, calls, answers, requests[0].Order))
	}
	for _, err := range errs {
		Unable(ctx, err)
	}
	return answers
}

// cut1 decides what becomes of an order whose client hangs up.
func (s *session) cut1() {
	It("places an order once or not at all when the client hangs up in the middle of the request", Decides("EKY-IDEM-05"), func(ctx SpecContext) {
		s.hungUp(ctx, target.InRequest)
	})
	It("places an order once or not at all when the client hangs up before the answer", Decides("EKY-IDEM-05"), func(ctx SpecContext) {
		s.hungUp(ctx, target.AfterRequest)
	})
	It("answers a retry after the answer was lost as a duplicate", Decides("EKY-IDEM-05"), func(ctx SpecContext) {
		t := s.buy(s.aPlain(ctx), 1)
		before := s.money(ctx, t.product.currency)
		first := s.order(ctx, t, "an order") // the client that crashes now has nothing of it
		s.refused(ctx, t, "the retry of an order that was placed", duplicate)
		s.same(ctx, t.number, s.settled(ctx, t.number).order, "a retry")
		s.charged(ctx, before, "an order and its retry", t.bill())
		if now := s.get(ctx, t.number); now.order != nil && instant(now.order.dateOn) != instant(first.order.dateOn) {
			now.reject(ctx, "the retry replaced the order", first.order.dateOn, now.order.dateOn)
		}
	})
}

// hungUp cuts an AddOrder, finds out what became of the order, and retries.
func (s *session) hungUp(ctx SpecContext, moment target.HangUp) {
	t := s.buy(s.aPlain(ctx), 1)
	before := s.money(ctx, t.product.currency)
	t.hangUp = moment
	if _, err := s.send(ctx, s.addRequest(ctx, t)); !errors.Is(err, target.ErrHungUp) {
		Unable(ctx, err)
	}
	t.hangUp = target.Never
	found := s.get(ctx, t.number)
	retry := s.add(ctx, t)
	switch {
	case found.order != nil:
		s.isRefusal(ctx, retry, "the retry of an order that exists", duplicate)
	case retry.order != nil: // it was never placed, or only later: then the retry is the one order
	case retry.refusal != nil && retry.refusal.code == duplicate: // it arrived between the two
	default:
		s.paidFor(ctx, retry, t.product, t.product.cost(t.quantity))
		retry.reject(ctx, "the retry after hanging up is neither accepted nor refused as a duplicate", "an order, or BusinessError 3", retry.says())
	}
	now := s.settled(ctx, t.number)
	if now.order == nil {
		now.reject(ctx, "after hanging up and a retry there is no order", "the order, once", now.says())
	}
	switch {
	case found.order != nil:
		s.staysAs(ctx, t.number, found, 1)
	case retry.order != nil:
		s.sold = append(s.sold, sale{t, retry})
		s.staysAs(ctx, t.number, retry, map[target.HangUp]int{target.InRequest: 1, target.AfterRequest: lateLooks}[moment])
	}
	s.charged(ctx, before, "hanging up and a retry", t.bill())
}
