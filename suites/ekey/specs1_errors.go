package ekey

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/orders"
	. "github.com/montcheck/montcheck/internal/spec"
	"github.com/montcheck/montcheck/schemas"
)

// unknownProduct is an order of a part number that no one has.
func (s *session) unknownProduct(ctx context.Context) attempt {
	return s.buy(product{partNum: nothing, currency: s.currency}, 1)
}

// vendorFailed is version 1's code of a vendor that refuses.
const vendorFailed = "4"

// refusals1 decides the errors of AddOrder: D3, "Обработка ошибок".
func (s *session) refusals1() {
	refuses := func(id, what, code string, order func(ctx SpecContext) attempt) {
		It("refuses "+what, Decides(id), func(ctx SpecContext) {
			t := order(ctx)
			for try := 1; try < tries; try++ { // a vendor may refuse whatever is ordered of a product
				a := s.add(ctx, t.mustRefuse(orders.Invalid))
				if p := t.product; code == vendorFailed || a.refusal == nil || a.refusal.code != vendorFailed || !s.unfit(ctx, p, p.alike, a) {
					s.isRefusal(ctx, a, what, code)
					return
				}
				t = order(ctx)
			}
			s.refused(ctx, t, what, code)
		})
	}
	somePlain := func(ctx SpecContext) product { return s.choose(ctx, "plain product to order", plain) }
	edited := func(edit func(*attempt)) func(SpecContext) attempt {
		return func(ctx SpecContext) attempt {
			t := s.buy(somePlain(ctx), 1).mustRefuse(orders.Malformed)
			edit(&t)
			return t
		}
	}
	refuses("EKY-ERR-02", "an order of an unknown product", "2", func(ctx SpecContext) attempt { return s.unknownProduct(ctx) })
	refuses("EKY-ERR-04", "an order that the vendor refuses", "4", func(ctx SpecContext) attempt { return s.buy(s.named(ctx, "vendor_error"), 1) })
	It("refuses an order above the credit limit", Decides("EKY-ERR-05"), func(ctx SpecContext) {
		p, units, known := s.tooMany(ctx)
		if known {
			a := s.add(ctx, s.buy(p, units).mustRefuse(orders.Invalid))
			if known = a.order == nil || !s.fell(ctx, p); known {
				s.isRefusal(ctx, a, "an order of more units than the credit limit pays for", "5")
			}
		}
		if _, ok := s.special(ctx, "credit_limit"); ok || !known {
			s.refused(ctx, s.buy(s.named(ctx, "credit_limit"), 1), "an order above the credit limit", "5")
		}
	})
	refuses("EKY-ERR-06", "an order without a number", "6", edited(func(t *attempt) { t.body = t.body.without("OrderNum") }))
	refuses("EKY-ERR-06", "an order with an empty number", "6", edited(func(t *attempt) { t.body = line1("", t.product.partNum, t.quantity) }))
	for _, quantity := range []string{"0", "-1", "two", ""} {
		refuses("EKY-ERR-07", fmt.Sprintf("an order of the quantity %q", quantity), "7", edited(func(t *attempt) { t.body = line1(t.number, t.product.partNum, quantity) }))
	}
	readings := []string{"%d.5", "%d,5", "%de0"} // what may be read as a quantity that is right
	if s.t.Orders != nil && s.t.Orders.Unlimited() {
		readings = append(readings, "%d and 32 bits more") // who accepts it may sell as many
	}
	for _, reading := range readings {
		refuses("EKY-ERR-07", "an order of a quantity like "+strings.ReplaceAll(reading, "%d", "1"), "7", edited(func(t *attempt) {
			written := fmt.Sprint(t.quantity + 1<<32)
			if before, after, _ := strings.Cut(reading, "%d"); !strings.Contains(after, "bits") {
				written = before + strconv.Itoa(t.quantity) + after
			}
			t.body = line1(t.number, t.product.partNum, written)
		}))
	}
	refuses("EKY-ERR-07", "an order without a quantity", "7", edited(func(t *attempt) { t.body = t.body.without("quantity") }))
	refuses("EKY-ERR-07", "an order without a part number", "7", edited(func(t *attempt) { t.body = t.body.without("PartNum") }))
	It("refuses an order with an empty part number", Decides("EKY-ERR-07"), func(ctx SpecContext) {
		t := s.buy(somePlain(ctx), 1).mustRefuse(orders.Malformed)
		t.body = line1(t.number, "", t.quantity)
		s.refused(ctx, t, "an order with an empty part number", "7", "2") // it is the number of no product, too
	})
	It("refuses a body that is not well-formed", Decides("EKY-ERR-07"), func(ctx SpecContext) {
		t := s.buy(somePlain(ctx), 1).mustRefuse(orders.Malformed)
		r := s.addRequest(ctx, t)
		r.Body = strings.TrimSuffix(r.Body, "</TransactionOrderLine>")
		a := s.ask(ctx, r)
		if a.order != nil || a.Status() < 400 {
			a.reject(ctx, "a body that is not well-formed is not refused", "BusinessError 7, or the page of a bad request", a.says())
		}
		s.absent(ctx, t.number, "a body that is not well-formed")
	})
	It("refuses an order of a blocked product", Decides("EKY-ERR-08"), func(ctx SpecContext) {
		a := s.orderBlocked(ctx, func(p product) *answer { return s.add(ctx, s.buy(p, 1).mustRefuse(orders.Invalid)) })
		s.isRefusal(ctx, a, "an order of a blocked product", "8")
	})
	refuses("EKY-ERR-09", "an order without the license form that its product needs", "9", func(ctx SpecContext) attempt {
		return s.buy(s.choose(ctx, "product that needs a license form", licensed), 1)
	})
	refuses("EKY-ERR-10", "a renewal without the key to renew", "10", func(ctx SpecContext) attempt {
		t := s.buy(s.choose(ctx, "renewal", renewal), 1)
		if t.product.license {
			t.body.user = person
		}
		return t
	})

	It("says in an order's own errors that a product is out of stock", Decides("EKY-ERR-11"), func(ctx SpecContext) {
		t := s.buy(s.named(ctx, "out_of_stock"), 1)
		a := s.add(ctx, t)
		if a.order != nil && a.order.status == schemas.InProcess {
			a = s.settled(ctx, t.number)
		}
		if a.order == nil || a.order.status != schemas.Failed {
			s.paidFor(ctx, a, t.product, t.product.cost(t.quantity))
			a.reject(ctx, "an order of a product that is out of stock does not end with an error", "an order with the status "+schemas.Failed, a.says())
		}
		s.sold = append(s.sold, sale{t, a})
		switch a.order.errorCode {
		case "11":
		case "3":
			Warn(ctx, a.about(ctx).Finding("out of stock comes with the code 3", "11, as D3's sample has it; its list of such errors numbers it 3", "3"))
		default:
			a.reject(ctx, "out of stock comes with another code", "Code 11", a.order.errorCode)
		}
		if a.order.errorDetails == "" {
			a.reject(ctx, "the order does not say what is wrong", "Details with a text", "none")
		}
	})

	It("leaves neither an order nor a charge behind a refusal", Decides("EKY-ERR-13"), func(ctx SpecContext) {
		s.plainOrder(ctx)
		p := somePlain(ctx)
		before := s.money(ctx, p.currency)
		for _, t := range append(s.cantBePlaced(ctx, p), s.unknownProduct(ctx)) {
			a := s.add(ctx, t)
			s.isRefusal(ctx, a, "an order that can't be placed")
			s.absent(ctx, t.number, "it was refused")
		}
		s.charged(ctx, before, "refused orders", nil)
		if before.known {
			s.moved(ctx)
		}
	})
	It("leaves neither an order nor a charge behind the refusal of a blocked product", Decides("EKY-ERR-13"), func(ctx SpecContext) {
		if _, ok := s.cheapest(s.products(ctx), withdrawn); !ok {
			Note(ctx, "the price list has no blocked product: the other refusals decide")
			return
		}
		p := somePlain(ctx)
		before, number := money{}, ""
		a := s.orderBlocked(ctx, func(b product) *answer {
			before = s.money(ctx, p.currency)
			t := s.buy(b, 1).mustRefuse(orders.Invalid)
			number = t.number
			return s.add(ctx, t)
		})
		s.isRefusal(ctx, a, "an order of a blocked product")
		s.absent(ctx, number, "it was refused")
		s.charged(ctx, before, "a refused order", nil)
	})
}

// cantBePlaced are orders that are refused for different reasons, of products
// of the budget's currency.
func (s *session) cantBePlaced(ctx context.Context, p product) []attempt {
	bad := s.buy(p, 1).mustRefuse(orders.Malformed)
	bad.body = line1(bad.number, p.partNum, "-1")
	all := []attempt{bad}
	for _, key := range []string{"vendor_error", "credit_limit"} {
		if special, ok := s.special(ctx, key); ok && (s.currency == "" || special.currency == s.currency) {
			all = append(all, s.buy(special, 1).mustRefuse(orders.Invalid))
		}
	}
	if form, ok := s.cheapest(s.products(ctx), licensed); ok {
		all = append(all, s.buy(form, 1).mustRefuse(orders.Invalid))
	}
	if old, ok := s.cheapest(s.products(ctx), renewal); ok {
		t := s.buy(old, 1).mustRefuse(orders.Invalid)
		if old.license {
			t.body.user = person
		}
		all = append(all, t)
	}
	return all
}

// tooMany is a plain product, and a quantity of it that the partner can't pay
// for. It is not known where the balance can't be read, or where so many might
// be sold.
func (s *session) tooMany(ctx context.Context) (p product, units int, known bool) {
	p, ok := s.cheapest(s.products(ctx), func(p product) bool { return plain(p) && p.most == 0 })
	if !ok {
		return p, 0, false
	}
	m := s.money(ctx, p.currency)
	n := m.amount.Add(s.inProcess(p.currency)).Div(p.price).IntPart() + 1
	stale := s.purses[p.currency].Equal(m.amount) // after orders in that currency: see EKY-BAL-02
	return p, int(n), m.known && !stale && s.t.Orders.Unlimited() && n <= math.MaxInt32
}

// balance1 decides CheckMyBalance: D3, "Получение справочной информации".
func (s *session) balance1() {
	It("answers CheckMyBalance", Decides("EKY-BAL-01"), func(ctx SpecContext) {
		a := s.ask(ctx, s.request("CheckMyBalance", "CheckMyBalance", ""))
		a.about(ctx).Expect(a.Status()).To(Is(200), "CheckMyBalance is not answered with 200")
		a.about(ctx).Expect(a.root != nil).To(Is(true), "CheckMyBalance is not answered with well-formed XML")
	})
	It("lowers the balance by what an order costs", Decides("EKY-BAL-02"), func(ctx SpecContext) {
		p := s.aPlain(ctx)
		before := s.money(ctx, p.currency)
		s.readable(ctx, before)
		for n := range 2 { // with the balance read once after each: every other answer may be of a cache
			t := s.buy(p, 2)
			s.order(ctx, t, "a plain order")
			if a := s.settled(ctx, t.number); a.order == nil || a.order.status != schemas.Done {
				NotExercised(ctx, "the order is not done: %s", a.says())
			}
			s.charged(ctx, before, "an order", bill{{p, (n + 1) * t.quantity}})
		}
		refusedAt := s.money(ctx, p.currency)
		s.add(ctx, s.unknownProduct(ctx))
		s.charged(ctx, refusedAt, "a refused order", nil)
		s.mischarged.Settle(ctx) // of the orders of other specs
	})
}

// finished1 decides what becomes of the slow orders: D3, "Обработка ошибок".
func (s *session) finished1() {
	for _, end := range []struct{ name, status string }{{laterDone, schemas.Done}, {laterFailed, schemas.Failed}} {
		It("brings an order in process to a final state, and leaves it there: one that "+end.name, Decides("EKY-ADD-06"), func(ctx SpecContext) {
			o := s.wait(ctx, end.name)
			var found Findings
			o.onlyForward(ctx, &found)
			found.Settle(ctx)
			s.endsInTime(ctx, o)
			o.finished(ctx)
			last := o.last()
			if state := last.state(); state != end.status {
				found.Add(last.about(ctx).Finding("the order ended in another state than the configuration says", end.status, state))
			}
			if last.order != nil && strings.TrimSpace(last.order.number) != o.number {
				found.Add(last.about(ctx).Finding("GetOrder gives another order", o.number, last.order.number))
			}
			found.Settle(ctx)
			Note(ctx, "asked %d times", len(o.answers)-1)
		})
		It("gives an order the same each time, once it is final: one that "+end.name, Decides("EKY-GET-01"), func(ctx SpecContext) {
			var found Findings
			o := s.wait(ctx, end.name)
			o.steady(ctx, &found)
			o.identical(ctx, &found)
			found.Settle(ctx)
			o.finished(ctx)
		})
	}
	It("gives errors and no keys with an order that failed", Decides("EKY-ADD-07"), func(ctx SpecContext) {
		o := s.wait(ctx, laterFailed)
		a := o.last()
		if a.order == nil || a.order.status != schemas.Failed {
			NotExercised(ctx, "the order did not fail: %s", a.says())
		}
		if a.order.errorDetails == "" || a.order.errorCode == "" || len(a.order.keys) > 0 {
			a.reject(ctx, "a failed order lacks Details or Code, or has keys", "Errors with Details and Code, and no keys",
				fmt.Sprintf("Details %q, Code %q, %d keys", a.order.errorDetails, a.order.errorCode, len(a.order.keys)))
		}
	})
}
