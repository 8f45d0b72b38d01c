package ekey

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"

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
		s.same2(ctx, t.number, was, "a second one with its number")
		s.charged(ctx, before, t.products[0], 0, "a second order with the same number")
	})
	It("refuses a line number used in another order, and places no line", Decides("EK2-IDEM-02", "EK2-ERR-4"), func(ctx SpecContext) {
		t, _ := s.plainOrder2(ctx)
		was := s.untouched2(ctx)
		before := s.money(ctx, t.products[0].currency)
		other := s.buy2(t.products...)
		other.lines[len(other.lines)-1].number = t.lines[0].number
		s.refused2(ctx, other, "an order with a line number of another order", duplicate2)
		s.absent2(ctx, other.number, "an order with a line number of another one was refused")
		s.same2(ctx, t.number, was, "another order with a line number of its own")
		s.charged(ctx, before, t.products[0], 0, "an order with a line number used before")
	})
	It("refuses a line number that stands twice in one order", Decides("EK2-IDEM-03"), func(ctx SpecContext) {
		t := s.buy2(s.twoPlain(ctx)...)
		t.lines[1].number = t.lines[0].number
		s.refused2(ctx, t, "an order with one line number twice")
		s.absent2(ctx, t.number, "an order with one line number twice was refused")
	})
	It("accepts exactly one of many orders with one number at the same moment", Decides("EK2-IDEM-04"), s.concurrent2)
	It("places an order once or not at all when the client hangs up before the answer", Decides("EK2-IDEM-04"), func(ctx SpecContext) {
		t := s.buy2(s.choose(ctx, "plain product to order", plain))
		before := s.money(ctx, t.products[0].currency)
		t.hangUp = target.AfterRequest
		if _, err := s.send(ctx, s.addRequest2(ctx, t)); !errors.Is(err, target.ErrHungUp) {
			Unable(ctx, err)
		}
		t.hangUp = target.Never
		found := s.get(ctx, t.number)
		retry := s.add2(ctx, t)
		if found.order2 != nil || retry.order2 == nil {
			s.isRefusal2(ctx, retry, "the retry of an order that exists", duplicate2)
		}
		if now := s.settled(ctx, t.number); now.order2 == nil {
			now.reject(ctx, "after hanging up and a retry there is no order", "the order, once", now.says())
		}
		s.charged(ctx, before, t.products[0], t.lines[0].quantity, "hanging up and a retry")
	})
}

func (s *session) concurrent2(ctx SpecContext) {
	t := s.buy2(s.choose(ctx, "plain product to order", plain))
	n := min(8, s.t.Orders.Left())
	if n < 2 {
		NotExercised(ctx, "should the endpoint accept duplicates, this could place 2 orders, and the budget has %d left: raise orders.max", n)
	}
	before := s.money(ctx, t.products[0].currency)
	accepted := 0
	answers := s.together(ctx, n, s.addRequest2(ctx, t))
	for _, a := range answers {
		if a.order2 != nil {
			accepted++
		} else {
			s.isRefusal2(ctx, a, "a duplicate at the same moment", duplicate2)
		}
	}
	if accepted != 1 {
		answers[0].reject(ctx, fmt.Sprintf("of %d orders with one number at the same moment, %d were accepted", n, accepted), "exactly one", fmt.Sprint(accepted))
	}
	if now := s.settled(ctx, t.number); now.order2 == nil || len(now.order2.lines) != 1 {
		now.reject(ctx, "after duplicates at the same moment, GetOrder does not give the one order", "the order with one line", now.says())
	}
	s.charged(ctx, before, t.products[0], t.lines[0].quantity, "duplicates at the same moment")
	Note(ctx, "%d at once", n)
}

// refusals2 decides the documented codes: MONT's public wiki, codes.
func (s *session) refusals2() {
	refuses := func(id, what, code string, order func(SpecContext) attempt2) {
		It("refuses "+what, Decides(id), func(ctx SpecContext) {
			t := order(ctx)
			s.refused2(ctx, t, what, code)
			if !t.noNumber {
				s.absent2(ctx, t.number, what+" was refused")
			}
		})
	}
	edited := func(edit func(*attempt2)) func(SpecContext) attempt2 {
		return func(ctx SpecContext) attempt2 {
			t := s.buy2(s.choose(ctx, "plain product to order", plain))
			edit(&t)
			return t
		}
	}
	refuses("EK2-ERR-2", "an order of an unknown product", "2", func(SpecContext) attempt2 {
		return s.buy2(product{partNum: nothing, currency: s.currency})
	})
	refuses("EK2-ERR-8", "a line without a number", "8", edited(func(t *attempt2) { t.lines[0].noNumber = true }))
	refuses("EK2-ERR-17", "a quantity of zero", "17", edited(func(t *attempt2) { t.lines[0].quantity = 0 }))
	refuses("EK2-ERR-17", "a negative quantity", "17", edited(func(t *attempt2) { t.lines[0].quantity = -1 }))
	refuses("EK2-ERR-71", "an order without a number", "71", edited(func(t *attempt2) { t.noNumber = true }))
	refuses("EK2-ERR-72", "an order without lines", "72", edited(func(t *attempt2) { t.lines, t.products = nil, nil }))
	refuses("EK2-ERR-6", "an order above the credit limit", "6", func(ctx SpecContext) attempt2 { return s.buy2(s.named(ctx, "credit_limit")) })

	It("refuses an order above the available balance, and places nothing", Decides("EK2-BAL-01"), func(ctx SpecContext) {
		cheap := s.choose(ctx, "plain product to order", plain)
		t := s.buy2(cheap, s.named(ctx, "credit_limit"))
		before := s.money(ctx, cheap.currency)
		s.refused2(ctx, t, "an order of which one line is above the balance", "6")
		s.absent2(ctx, t.number, "an order above the balance was refused")
		s.charged(ctx, before, cheap, 0, "an order above the balance")
	})
	It("refuses a line number longer than Microsoft's 32 characters", Decides("EK2-ERR-25"), func(ctx SpecContext) {
		limited := plain // the products of Microsoft's that D1 speaks of have FulfillmentType 1
		if slices.ContainsFunc(s.products(ctx), limitedLinks) {
			limited = limitedLinks
		}
		t := s.buy2(s.choose(ctx, "plain product to order", limited))
		t.lines[0].number += strings.Repeat("-", 40)
		a := s.add2(ctx, t)
		if a.order2 != nil {
			NotExercised(ctx, "the limit is Microsoft's, and %s may not be: a longer number is accepted", t.products[0].partNum)
		}
		s.isRefusal2(ctx, a, "a line number of more than 32 characters", "25")
	})
}

// everyAnswer2 decides what holds for all answers of the run.
func (s *session) everyAnswer2() {
	It("answers CheckLimits", Decides("EK2-SCH-CheckLimits"), func(ctx SpecContext) {
		if a := s.ask(ctx, s.request("CheckLimits", "CheckLimits", "")); a.result == nil || a.result.isError {
			a.reject(ctx, "CheckLimits gives no result", "CheckLimitsResponse with IsError false", a.says())
		}
		s.judged2(ctx, "CheckLimits")
	})
	It("wraps every answer in Data, IsError, ErrorCode and Errors", Decides("EK2-ENV-01"), func(ctx SpecContext) {
		var found Findings
		for _, a := range s.recorded(func(a *answer) bool { return a.root != nil }) {
			if a.result == nil {
				found.Add(a.about(ctx).Finding("the answer of "+a.operation+" is not wrapped as documented", a.operation+"Response with "+a.operation+"Result", "the root "+a.root.Tag))
			}
			a.attributed(ctx, "EK2-ENV-01", &found)
		}
		found.Settle(ctx)
	})
	It("says in IsError what ErrorCode, Errors and Data say", Decides("EK2-ENV-02"), func(ctx SpecContext) {
		var found Findings
		for _, a := range s.recorded(func(a *answer) bool { return a.result != nil }) {
			r := a.result
			if !r.isError && (r.code != "0" || r.errors > 0 || r.data == nil) || r.isError && r.code == "0" {
				found.Add(a.about(ctx).Finding(a.operation+": IsError does not agree with the rest of the answer", "false with ErrorCode 0, Data and no Errors, or true with an ErrorCode",
					fmt.Sprintf("%v with ErrorCode %s, %d Errors, Data: %v", r.isError, r.code, r.errors, r.data != nil)))
			}
		}
		found.Settle(ctx)
	})
	It("sends states as numbers or as names", Decides("EK2-ADD-08"), func(ctx SpecContext) {
		forms := map[string]bool{}
		for _, a := range s.recorded(func(a *answer) bool { return a.order2 != nil }) {
			forms[a.order2.wireStatus] = true
			if a.order2.wireStatus == "Succeeded" {
				Warn(ctx, a.about(ctx).Finding("the state of an order is spelled Succeeded", "3, or Successed as MONT's public wiki spells it", "Succeeded"))
				return
			}
		}
		Note(ctx, "states came as %v", keysOfMap(forms))
	})
	for _, method := range []string{"AddOrder", "GetOrder", "GetUserInfoDescriptionFor", "CheckEndUserInfo", "GetPriceChanges"} {
		It("answers "+method+" as its schema says", Decides("EK2-SCH-"+method), func(ctx SpecContext) { s.judged2(ctx, method) })
	}
}

func (s *session) judged2(ctx SpecContext, method string) {
	all := s.recorded(func(a *answer) bool { return a.operation == method && a.root != nil })
	if len(all) == 0 {
		NotExercised(ctx, "no answer of %s came in this run", method)
	}
	var found Findings
	for _, a := range all {
		a.problems(ctx, &found)
	}
	found.Settle(ctx)
	Note(ctx, "%d answers", len(all))
}
