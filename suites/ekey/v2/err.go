package v2

import (
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/orders"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/ekey/ordering"
)

// refusals decides the documented codes: MONT's public wiki, codes.
func (s *session) refusals() {
	s.refuses("EK2-ERR-2", "an order of an unknown product", "2", func(SpecContext) attempt {
		return s.buy(ordering.Product{PartNum: ordering.Nothing, Currency: s.Currency})
	})
	s.refuses("EK2-ERR-8", "a line without a number", "8", s.edited(func(t *attempt) { t.lines[0].noNumber = true }))
	s.refuses("EK2-ERR-8", "a line with an empty number", "8", s.edited(func(t *attempt) { t.lines[0].number = "" }))
}

// quantities decides the bounds of quantities: code 17.
func (s *session) quantities() {
	It("refuses a quantity out of a product's bounds", Decides("EK2-ERR-17"), func(ctx SpecContext) {
		if p, ok := s.Cheapest(s.Products(ctx),
			func(p ordering.Product) bool { return ordering.Plain(p) && p.Least > 1 }); ok {
			t := s.buy(p)
			t.lines[0].quantity = p.Least - 1
			s.refused(ctx, t, "a quantity below MinCountRequired", "17")
			s.absent(ctx, t.number, "a quantity below MinCountRequired was refused")
		} else {
			Note(ctx, "no product has a MinCountRequired above 1")
		}
		if p, ok := s.Cheapest(s.Products(ctx),
			func(p ordering.Product) bool { return ordering.Plain(p) && p.Most > 0 }); ok {
			t := s.buy(p)
			t.lines[0].quantity = p.Most + 1
			s.refused(ctx, t, "a quantity above MaxCountRequired", "17")
			s.absent(ctx, t.number, "a quantity above MaxCountRequired was refused")
		} else {
			Note(ctx, "no product has a MaxCountRequired")
		}
	})
	s.refuses("EK2-ERR-17", "a quantity of zero", "17", s.edited(func(t *attempt) { t.lines[0].quantity = 0 }))
	s.refuses("EK2-ERR-17", "a negative quantity", "17", s.edited(func(t *attempt) { t.lines[0].quantity = -1 }))
}

// malformed decides what an order is told that lacks its number or its lines: codes 71 and 72.
func (s *session) malformed() {
	s.refuses("EK2-ERR-71", "an order without a number", "71", s.edited(func(t *attempt) { t.noNumber = true }))
	s.refuses("EK2-ERR-71", "an order with an empty number", "71", s.edited(func(t *attempt) {
		t.noNumber = true
		t.edit = func(body string) string {
			return strings.Replace(body, "<SendOrderLines>", "<OrderNum></OrderNum><SendOrderLines>", 1)
		}
	}))
	s.refuses("EK2-ERR-72", "an order without lines", "72",
		s.edited(func(t *attempt) { t.lines, t.products = nil, nil }))
	s.refuses("EK2-ERR-72", "an order without a list of lines", "72", s.edited(func(t *attempt) {
		t.lines, t.products = nil, nil
		t.edit = func(body string) string { return strings.Replace(body, "<SendOrderLines></SendOrderLines>", "", 1) }
	}))
}

// longNumbers decides the limit of line numbers: code 25.
func (s *session) longNumbers() {
	It("refuses a line number longer than Microsoft's 32 characters", Decides("EK2-ERR-25"), func(ctx SpecContext) {
		limited := ordering.Plain // the products of Microsoft's that D1 speaks of have FulfillmentType 1
		if slices.ContainsFunc(s.Products(ctx), ordering.LimitedLinks) {
			limited = ordering.LimitedLinks
		}
		var t attempt
		var a *ordering.Answer
		s.Each(ctx, "plain product to order", limited, func(p ordering.Product) *ordering.Answer {
			t = s.buy(p)
			t.lines[0].number += strings.Repeat("-", 40)
			a = s.add(ctx, t)
			return a
		})
		if a.Given() {
			NotExercised(ctx, "the limit is Microsoft's, and %s may not be: a longer number is accepted",
				t.products[0].PartNum)
		}
		s.isRefusal(ctx, a, "a line number of more than 32 characters", "25")
		s.absent(ctx, t.number, "a line number of more than 32 characters was refused")
	})
}

// refuses registers a spec that expects an order to be refused with a code, alone and behind a line that is right.
func (s *session) refuses(id, what, code string, order func(SpecContext) attempt) {
	It("refuses "+what, Decides(id), func(ctx SpecContext) {
		t := order(ctx)
		s.refused(ctx, t, what, code)
		if t.noNumber {
			return
		}
		s.absent(ctx, t.number, what+" was refused")
		if len(t.lines) > 0 {
			s.refusedBehind(ctx, t, what, code)
		}
	})
}

// edited is a plain order with something wrong in its form.
func (s *session) edited(edit func(*attempt)) func(SpecContext) attempt {
	return func(ctx SpecContext) attempt {
		t := s.buy(s.APlain(ctx)).mustRefuse(orders.Malformed)
		edit(&t)
		return t
	}
}
