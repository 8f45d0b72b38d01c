package v1

import (
	"context"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/orders"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/schemas"
	"github.com/montcheck/montcheck/suites/ekey/ordering"
)

// unsold decides what an order is told that its product does not allow: D3, "Обработка ошибок".
func (s *session) unsold() {
	It("refuses an order of a blocked product", Decides("EKY-ERR-08"), func(ctx SpecContext) {
		a := s.OrderBlocked(ctx,
			func(p ordering.Product) *ordering.Answer { return s.add(ctx, s.buy(p, 1).mustRefuse(orders.Invalid)) })
		s.isRefusal(ctx, a, "an order of a blocked product", "8")
	})
	s.refuses("EKY-ERR-09", "an order without the license form that its product needs", "9",
		func(ctx SpecContext) attempt {
			return s.buy(s.Choose(ctx, "product that needs a license form", ordering.Licensed), 1)
		})
	s.refuses("EKY-ERR-10", "a renewal without the key to renew", "10", func(ctx SpecContext) attempt {
		t := s.buy(s.Choose(ctx, "renewal", ordering.Renewal), 1)
		if t.product.License {
			t.body.user = person
		}
		return t
	})

	It("says in an order's own errors that a product is out of stock", Decides("EKY-ERR-11"), func(ctx SpecContext) {
		t := s.buy(s.Named(ctx, environment.OutOfStock), 1)
		a := s.add(ctx, t)
		if a.Given() && orderIn(a).status == schemas.InProcess {
			a = s.Settled(ctx, t.number)
		}
		if !a.Given() || orderIn(a).status != schemas.Failed {
			s.PaidFor(ctx, a, t.product, t.product.Cost(t.quantity))
			a.Reject(ctx, "an order of a product that is out of stock does not end with an error",
				"an order with the status "+schemas.Failed, a.Says())
		}
		s.sold = append(s.sold, sale{t, a})
		switch orderIn(a).errorCode {
		case "11":
		case "3":
			Warn(ctx,
				a.About(ctx).Finding("out of stock comes with the code 3",
					"11, as D3's sample has it; its list of such errors numbers it 3", "3"))
		default:
			a.Reject(ctx, "out of stock comes with another code", "Code 11", orderIn(a).errorCode)
		}
		if orderIn(a).errorDetails == "" {
			a.Reject(ctx, "the order does not say what is wrong", "Details with a text", "none")
		}
	})
}

// nothingBehind decides that a refusal leaves nothing behind: D3, "Обработка ошибок".
func (s *session) nothingBehind() {
	It("leaves neither an order nor a charge behind a refusal", Decides("EKY-ERR-13"), func(ctx SpecContext) {
		s.plainOrder(ctx)
		p := s.somePlain(ctx)
		before := s.Money(ctx, p.Currency)
		for _, t := range append(s.cantBePlaced(ctx, p), s.unknownProduct(ctx)) {
			a := s.add(ctx, t)
			s.isRefusal(ctx, a, "an order that can't be placed")
			s.absent(ctx, t.number, "it was refused")
		}
		s.Charged(ctx, before, "refused orders", nil)
		if before.Known {
			s.Moved(ctx)
		}
	})
	It("leaves neither an order nor a charge behind the refusal of a blocked product", Decides("EKY-ERR-13"),
		func(ctx SpecContext) {
			if _, ok := s.Cheapest(s.Products(ctx), ordering.Withdrawn); !ok {
				Note(ctx, "the price list has no blocked product: the other refusals decide")
				return
			}
			p := s.somePlain(ctx)
			before, number := ordering.Money{}, ""
			a := s.OrderBlocked(ctx, func(b ordering.Product) *ordering.Answer {
				before = s.Money(ctx, p.Currency)
				t := s.buy(b, 1).mustRefuse(orders.Invalid)
				number = t.number
				return s.add(ctx, t)
			})
			s.isRefusal(ctx, a, "an order of a blocked product")
			s.absent(ctx, number, "it was refused")
			s.Charged(ctx, before, "a refused order", nil)
		})
}

// cantBePlaced are orders that are refused for different reasons, of products
// of the budget's currency.
func (s *session) cantBePlaced(ctx context.Context, p ordering.Product) []attempt {
	bad := s.buy(p, 1).mustRefuse(orders.Malformed)
	bad.body = line(bad.number, p.PartNum, "-1")
	all := []attempt{bad}
	for _, key := range []environment.Scenario{environment.VendorError, environment.CreditLimit} {
		if special, ok := s.Special(ctx, key); ok && (s.Currency == "" || special.Currency == s.Currency) {
			all = append(all, s.buy(special, 1).mustRefuse(orders.Invalid))
		}
	}
	if form, ok := s.Cheapest(s.Products(ctx), ordering.Licensed); ok {
		all = append(all, s.buy(form, 1).mustRefuse(orders.Invalid))
	}
	if old, ok := s.Cheapest(s.Products(ctx), ordering.Renewal); ok {
		t := s.buy(old, 1).mustRefuse(orders.Invalid)
		if old.License {
			t.body.user = person
		}
		all = append(all, t)
	}
	return all
}
