package v1

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/orders"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/ekey/ordering"
)

// vendorFailed is version 1's code of a vendor that refuses.
const vendorFailed = "4"

// unknownProduct is an order of a part number that no one has.
func (s *session) unknownProduct(ctx context.Context) attempt {
	return s.buy(ordering.Product{PartNum: ordering.Nothing, Currency: s.Currency}, 1)
}

// refusals decides the errors of AddOrder: D3, "Обработка ошибок".
func (s *session) refusals() {
	s.refuses("EKY-ERR-02", "an order of an unknown product", "2",
		func(ctx SpecContext) attempt { return s.unknownProduct(ctx) })
	s.refuses("EKY-ERR-04", "an order that the vendor refuses", "4",
		func(ctx SpecContext) attempt { return s.buy(s.Named(ctx, environment.VendorError), 1) })
	It("refuses an order above the credit limit", Decides("EKY-ERR-05"), func(ctx SpecContext) {
		p, units, known := s.TooMany(ctx)
		if known {
			// twice as many: a price that falls meanwhile must not make an order of all the money that there is
			a := s.add(ctx, s.buy(p, 2*units).mustRefuse(orders.Invalid))
			if known = !a.Given() || !s.Fell(ctx, p); known {
				s.isRefusal(ctx, a, "an order of more units than the credit limit pays for", "5")
			}
		}
		if _, ok := s.Special(ctx, environment.CreditLimit); ok || !known {
			s.refused(ctx, s.buy(s.Named(ctx, environment.CreditLimit), 1), "an order above the credit limit", "5")
		}
	})
	s.refuses("EKY-ERR-06", "an order without a number", "6",
		s.edited(func(t *attempt) { t.body = t.body.without("OrderNum") }))
	s.refuses("EKY-ERR-06", "an order with an empty number", "6",
		s.edited(func(t *attempt) { t.body = line("", t.product.PartNum, t.quantity) }))
}

// malformed decides what an order is told whose form is wrong: D3, "Обработка ошибок".
func (s *session) malformed() {
	for _, quantity := range []string{"0", "-1", "two", ""} {
		s.refuses("EKY-ERR-07", fmt.Sprintf("an order of the quantity %q", quantity), "7",
			s.edited(func(t *attempt) { t.body = line(t.number, t.product.PartNum, quantity) }))
	}
	readings := []string{"%d.5", "%d,5", "%de0"} // what may be read as a quantity that is right
	if s.Target.Orders != nil && s.Target.Orders.Unlimited() {
		readings = append(readings, "%d and 32 bits more") // who accepts it may sell as many
	}
	for _, reading := range readings {
		s.refuses("EKY-ERR-07", "an order of a quantity like "+strings.ReplaceAll(reading, "%d", "1"), "7",
			s.edited(func(t *attempt) {
				written := fmt.Sprint(t.quantity + 1<<32)
				if before, after, _ := strings.Cut(reading, "%d"); !strings.Contains(after, "bits") {
					written = before + strconv.Itoa(t.quantity) + after
				}
				t.body = line(t.number, t.product.PartNum, written)
			}))
	}
	s.refuses("EKY-ERR-07", "an order without a quantity", "7",
		s.edited(func(t *attempt) { t.body = t.body.without("quantity") }))
	s.refuses("EKY-ERR-07", "an order without a part number", "7",
		s.edited(func(t *attempt) { t.body = t.body.without("PartNum") }))
	It("refuses an order with an empty part number", Decides("EKY-ERR-07"), func(ctx SpecContext) {
		t := s.buy(s.somePlain(ctx), 1).mustRefuse(orders.Malformed)
		t.body = line(t.number, "", t.quantity)
		s.refused(ctx, t, "an order with an empty part number", "7", "2") // it is the number of no product, too
	})
	It("refuses a body that is not well-formed", Decides("EKY-ERR-07"), func(ctx SpecContext) {
		t := s.buy(s.somePlain(ctx), 1).mustRefuse(orders.Malformed)
		r := s.addRequest(ctx, t)
		r.Body = strings.TrimSuffix(r.Body, "</TransactionOrderLine>")
		a := s.Ask(ctx, r)
		if a.Given() || a.Status() < 400 {
			a.Reject(ctx, "a body that is not well-formed is not refused",
				"BusinessError 7, or the page of a bad request", a.Says())
		}
		s.absent(ctx, t.number, "a body that is not well-formed")
	})
}

// refuses registers a spec that expects an order to be refused with a code.
func (s *session) refuses(id, what, code string, order func(ctx SpecContext) attempt) {
	It("refuses "+what, Decides(id), func(ctx SpecContext) {
		t := order(ctx)
		for try := 1; try < ordering.Tries; try++ { // a vendor may refuse whatever is ordered of a product
			a := s.add(ctx, t.mustRefuse(orders.Invalid))
			if p := t.product; code == vendorFailed || a.Refusal == nil || a.Refusal.Code != vendorFailed ||
				!s.Unfit(ctx, p, p.Alike, a) {
				s.isRefusal(ctx, a, what, code)
				return
			}
			t = order(ctx)
		}
		s.refused(ctx, t, what, code)
	})
}

// edited is a plain order with something wrong in its form.
func (s *session) edited(edit func(*attempt)) func(SpecContext) attempt {
	return func(ctx SpecContext) attempt {
		t := s.buy(s.somePlain(ctx), 1).mustRefuse(orders.Malformed)
		edit(&t)
		return t
	}
}

func (s *session) somePlain(ctx SpecContext) ordering.Product {
	return s.Choose(ctx, "plain product to order", ordering.Plain)
}

// vendorDetails records with which errors VendorDetails come.
func (s *session) vendorDetails() {
	It("says with which errors VendorDetails come", Decides("EKY-ERR-12"), func(ctx SpecContext) {
		if s.Target.Scenarios.One(environment.VendorError) != "" {
			s.add(ctx, s.buy(s.Named(ctx, environment.VendorError), 1).mustRefuse(orders.Invalid))
		}
		with, without := map[string]bool{}, map[string]bool{}
		for _, a := range s.Recorded(func(a *ordering.Answer) bool { return a.Refusal != nil }) {
			if vendorIn(a) != "" {
				with[a.Refusal.Code] = true
			} else {
				without[a.Refusal.Code] = true
			}
		}
		Note(ctx, "VendorDetails came with the codes %v, and not with %v", slices.Sorted(maps.Keys(with)),
			slices.Sorted(maps.Keys(without)))
	})
}
