package ekey

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/decimals"
	"github.com/montcheck/montcheck/internal/orders"
	. "github.com/montcheck/montcheck/internal/spec"
	"github.com/montcheck/montcheck/internal/target"
)

// duplicate2 is version 2's code of an order or line number used before.
const duplicate2 = "4"

// idempotency2 decides that numbers of orders and lines stand for one each:
// D0; D1, "О заказе".
func (s *session) idempotency2() {
	It("refuses an order number used before, and changes nothing", Decides("EK2-IDEM-01", "EK2-ERR-4"), func(ctx SpecContext) {
		t, _ := s.plainOrder2(ctx)
		was := s.untouched2(ctx)
		before := s.money(ctx, t.products[0].currency)
		again := t
		again.lines = slices.Clone(t.lines)
		for i := range again.lines {
			again.lines[i].number += "-again"
		}
		s.refused2(ctx, again, "a second order with the same number", duplicate2)
		if s.again != nil {
			s.isRefusal2(ctx, s.again, "the number of an order in process", duplicate2)
		}
		s.same2(ctx, t.number, was, "a second one with its number")
		s.charged(ctx, before, "a second order with the same number", nil)
	})
	It("refuses a line number used in another order, and places no line", Decides("EK2-IDEM-02", "EK2-ERR-4"), func(ctx SpecContext) {
		t, _ := s.plainOrder2(ctx)
		was := s.untouched2(ctx)
		before := s.money(ctx, t.products[0].currency)
		last := len(t.lines) - 1
		for _, taken := range [][2]int{{last, 0}, {0, last}} { // a line of the new order, and whose number it takes
			other := s.buy2(t.products...)
			other.lines[taken[0]].number = t.lines[taken[1]].number
			s.refused2(ctx, other, "an order with a line number of another order", duplicate2)
			s.absent2(ctx, other.number, "an order with a line number of another one was refused")
		}
		s.same2(ctx, t.number, was, "another order with a line number of its own")
		s.charged(ctx, before, "an order with a line number used before", nil)
	})
	It("refuses a line number that stands twice in one order", Decides("EK2-IDEM-03"), func(ctx SpecContext) {
		s.placed2(ctx)
		two := s.twoPlain(ctx)
		for _, products := range [][]product{two, append(two, two[0])} { // next to each other, and with one between
			t := s.buy2(products...)
			t.lines[len(t.lines)-1].number = t.lines[0].number
			s.refused2(ctx, t.mustRefuse(orders.Taken), "an order with one line number twice")
			s.absent2(ctx, t.number, "an order with one line number twice was refused")
		}
	})
	It("accepts exactly one of many orders with one number at the same moment", Decides("EK2-IDEM-04"), s.concurrent2)
	It("places an order once or not at all when the client hangs up before the answer", Decides("EK2-IDEM-04"), func(ctx SpecContext) {
		t := s.buy2(s.aPlain(ctx))
		before := s.money(ctx, t.products[0].currency)
		t.hangUp = target.AfterRequest
		if _, err := s.send(ctx, s.addRequest2(ctx, t)); !errors.Is(err, target.ErrHungUp) {
			Unable(ctx, err)
		}
		t.hangUp = target.Never
		found := s.get(ctx, t.number)
		retry := s.add2(ctx, t)
		if found.order2 != nil || retry.order2 == nil {
			s.paidFor2(ctx, retry, t)
			s.isRefusal2(ctx, retry, "the retry of an order that exists", duplicate2)
		}
		if now := s.settled(ctx, t.number); now.order2 == nil {
			now.reject(ctx, "after hanging up and a retry there is no order", "the order, once", now.says())
		}
		switch {
		case found.order2 != nil:
			s.staysAs(ctx, t.number, found, 1)
		case retry.order2 != nil:
			s.sold2 = append(s.sold2, sale2{t, retry})
			s.staysAs(ctx, t.number, retry, lateLooks)
		}
		s.charged(ctx, before, "hanging up and a retry", t.bill())
	})
}

func (s *session) concurrent2(ctx SpecContext) {
	t := s.buy2(s.aPlain(ctx))
	n := min(8, s.t.Orders.Left())
	if n < 2 {
		NotExercised(ctx, "should the endpoint accept duplicates, this could place 2 orders, and the budget has %d left: raise orders.max", n)
	}
	before := s.money(ctx, t.products[0].currency)
	accepted := 0
	answers := s.together(ctx, slices.Repeat([]target.Request{s.addRequest2(ctx, t)}, n)...)
	for _, a := range answers {
		if a.order2 != nil {
			accepted++
		} else {
			s.paidFor2(ctx, a, t)
			s.isRefusal2(ctx, a, "a duplicate at the same moment", duplicate2)
		}
	}
	if accepted != 1 {
		answers[0].reject(ctx, fmt.Sprintf("of %d orders with one number at the same moment, %d were accepted", n, accepted), "exactly one", fmt.Sprint(accepted))
	}
	if now := s.settled(ctx, t.number); now.order2 == nil || len(now.order2.lines) != 1 {
		now.reject(ctx, "after duplicates at the same moment, GetOrder does not give the one order", "the order with one line", now.says())
	}
	s.charged(ctx, before, "duplicates at the same moment", t.bill())
	Note(ctx, "%d at once", n)
}

// refusals2 decides the documented codes: MONT's public wiki, codes.
func (s *session) refusals2() {
	refuses := func(id, what, code string, order func(SpecContext) attempt2) {
		It("refuses "+what, Decides(id), func(ctx SpecContext) {
			t := order(ctx)
			s.refused2(ctx, t, what, code)
			if t.noNumber {
				return
			}
			s.absent2(ctx, t.number, what+" was refused")
			if len(t.lines) > 0 {
				s.refusedBehind(ctx, t, what, code)
			}
		})
	}
	edited := func(edit func(*attempt2)) func(SpecContext) attempt2 {
		return func(ctx SpecContext) attempt2 {
			t := s.buy2(s.aPlain(ctx)).mustRefuse(orders.Malformed)
			edit(&t)
			return t
		}
	}
	refuses("EK2-ERR-2", "an order of an unknown product", "2", func(SpecContext) attempt2 {
		return s.buy2(product{partNum: nothing, currency: s.currency})
	})
	refuses("EK2-ERR-8", "a line without a number", "8", edited(func(t *attempt2) { t.lines[0].noNumber = true }))
	refuses("EK2-ERR-8", "a line with an empty number", "8", edited(func(t *attempt2) { t.lines[0].number = "" }))
	It("refuses a quantity out of a product's bounds", Decides("EK2-ERR-17"), func(ctx SpecContext) {
		if p, ok := s.cheapest(s.products(ctx), func(p product) bool { return plain(p) && p.least > 1 }); ok {
			t := s.buy2(p)
			t.lines[0].quantity = p.least - 1
			s.refused2(ctx, t, "a quantity below MinCountRequired", "17")
			s.absent2(ctx, t.number, "a quantity below MinCountRequired was refused")
		} else {
			Note(ctx, "no product has a MinCountRequired above 1")
		}
		if p, ok := s.cheapest(s.products(ctx), func(p product) bool { return plain(p) && p.most > 0 }); ok {
			t := s.buy2(p)
			t.lines[0].quantity = p.most + 1
			s.refused2(ctx, t, "a quantity above MaxCountRequired", "17")
			s.absent2(ctx, t.number, "a quantity above MaxCountRequired was refused")
		} else {
			Note(ctx, "no product has a MaxCountRequired")
		}
	})
	refuses("EK2-ERR-17", "a quantity of zero", "17", edited(func(t *attempt2) { t.lines[0].quantity = 0 }))
	refuses("EK2-ERR-17", "a negative quantity", "17", edited(func(t *attempt2) { t.lines[0].quantity = -1 }))
	refuses("EK2-ERR-71", "an order without a number", "71", edited(func(t *attempt2) { t.noNumber = true }))
	refuses("EK2-ERR-71", "an order with an empty number", "71", edited(func(t *attempt2) {
		t.noNumber = true
		t.edit = func(body string) string {
			return strings.Replace(body, "<SendOrderLines>", "<OrderNum></OrderNum><SendOrderLines>", 1)
		}
	}))
	refuses("EK2-ERR-72", "an order without lines", "72", edited(func(t *attempt2) { t.lines, t.products = nil, nil }))
	refuses("EK2-ERR-72", "an order without a list of lines", "72", edited(func(t *attempt2) {
		t.lines, t.products = nil, nil
		t.edit = func(body string) string { return strings.Replace(body, "<SendOrderLines></SendOrderLines>", "", 1) }
	}))
	refuses("EK2-ERR-6", "an order above the credit limit", "6", func(ctx SpecContext) attempt2 { return s.buy2(s.named(ctx, "credit_limit")) })

	It("refuses an order above the available balance, and places nothing", Decides("EK2-BAL-01"), func(ctx SpecContext) {
		cheap := s.aPlain(ctx)
		t := s.buy2(cheap, s.named(ctx, "credit_limit"))
		before := s.money(ctx, cheap.currency)
		s.refused2(ctx, t, "an order of which one line is above the balance", "6")
		s.absent2(ctx, t.number, "an order above the balance was refused")
		s.charged(ctx, before, "an order above the balance", nil)
		if p, units, known := s.tooMany(ctx); known && units > 1 && s.sellsAtListPrice(p) { // what each line by itself stays below
			before := s.money(ctx, p.currency)
			t := s.buy2(p, p)
			t.lines[0].quantity, t.lines[1].quantity = units-1, units-1
			if a := s.add2(ctx, t.mustRefuse(orders.Invalid)); a.order2 == nil || !s.fell(ctx, p) {
				s.isRefusal2(ctx, a, "an order of which all lines together are above the balance", "6")
				s.absent2(ctx, t.number, "an order above the balance was refused")
				s.charged(ctx, before, "an order above the balance", nil)
			}
		}
	})
	It("refuses a line number longer than Microsoft's 32 characters", Decides("EK2-ERR-25"), func(ctx SpecContext) {
		limited := plain // the products of Microsoft's that D1 speaks of have FulfillmentType 1
		if slices.ContainsFunc(s.products(ctx), limitedLinks) {
			limited = limitedLinks
		}
		var t attempt2
		var a *answer
		s.each(ctx, "plain product to order", limited, func(p product) *answer {
			t = s.buy2(p)
			t.lines[0].number += strings.Repeat("-", 40)
			a = s.add2(ctx, t)
			return a
		})
		if a.order2 != nil {
			NotExercised(ctx, "the limit is Microsoft's, and %s may not be: a longer number is accepted", t.products[0].partNum)
		}
		s.isRefusal2(ctx, a, "a line number of more than 32 characters", "25")
		s.absent2(ctx, t.number, "a line number of more than 32 characters was refused")
	})
}

// refusedBehind expects the same refusal where a plain line comes first, and
// no line to be placed.
func (s *session) refusedBehind(ctx SpecContext, t attempt2, what, code string) {
	t = s.behind(ctx, t)
	what += ", behind a line that is right,"
	s.refused2(ctx, t, what, code)
	s.absent2(ctx, t.number, what+" was refused")
}

// sellsAtListPrice tells whether lines of a product cost what the price list
// says, as far as lines of it were answered.
func (s *session) sellsAtListPrice(p product) bool {
	for _, one := range s.sold2 {
		for _, l := range one.answer.order2.lines {
			if price, err := decimals.Parse(l.price); l.partNum == p.partNum && (err != nil || !price.Equal(p.price)) {
				return false
			}
		}
	}
	return true
}
