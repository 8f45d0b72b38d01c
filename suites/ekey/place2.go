package ekey

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/internal/spec"
	"github.com/montcheck/montcheck/internal/target"
)

// attempt2 is an AddOrder of version 2 that is about to be sent.
type attempt2 struct {
	number   string
	lines    []orderLine
	products []product
	hangUp   target.HangUp
	noNumber bool // leaves OrderNum out
}

// buy2 makes an attempt to order one of each product, numbered as D0
// recommends: the order's number, and for each line that number and its own.
func (s *session) buy2(products ...product) attempt2 {
	t := attempt2{number: s.number(), products: products}
	for i, p := range products {
		t.lines = append(t.lines, orderLine{number: fmt.Sprintf("%s-%d", t.number, i+1), partNum: p.partNum, quantity: p.count(1)})
	}
	return t
}

func (t attempt2) cost() (amount decimal.Decimal) {
	for i, p := range t.products {
		amount = amount.Add(p.cost(t.lines[i].quantity))
	}
	return amount
}

func (s *session) addRequest2(ctx context.Context, t attempt2) target.Request {
	number := t.number
	if t.noNumber {
		number = ""
	}
	r := s.request("AddOrder", "AddOrder", request2(number, t.lines))
	var lines []orders.Line
	for _, l := range t.lines {
		lines = append(lines, orders.Line{Number: l.number, PartNum: l.partNum, Quantity: l.quantity})
	}
	currency := s.currency
	if len(t.products) > 0 {
		currency = t.products[0].currency
	}
	r.Order = s.orderOf(ctx, t.number, lines, t.cost(), currency)
	r.HangUp = t.hangUp
	return r
}

// add2 sends an attempt.
func (s *session) add2(ctx context.Context, t attempt2) *answer {
	return s.askToOrder(ctx, s.addRequest2(ctx, t))
}

// order2 sends an attempt that must be accepted.
func (s *session) order2(ctx context.Context, t attempt2, what string) *answer {
	a := s.add2(ctx, t)
	if a.order2 == nil {
		if a.result != nil && a.result.code == "6" {
			s.affordable(ctx, t.products[0], t.cost())
		}
		a.reject(ctx, what+" is not accepted", "IsError false, and the order", a.says())
	}
	return a
}

// refused2 expects IsError with one of the codes.
func (s *session) refused2(ctx context.Context, t attempt2, what string, codes ...string) *answer {
	a := s.add2(ctx, t)
	s.isRefusal2(ctx, a, what, codes...)
	return a
}

func (s *session) isRefusal2(ctx context.Context, a *answer, what string, codes ...string) {
	want := "IsError true"
	if len(codes) > 0 {
		want += " and the ErrorCode " + strings.Join(codes, " or ")
	}
	if a.result == nil || !a.result.isError {
		a.reject(ctx, what+" is not refused", want, a.says())
	}
	if len(codes) > 0 && !slices.Contains(codes, a.result.code) {
		f := a.about(ctx).Finding(what+" is refused with another code", want, a.says())
		if own := "EK2-ERR-" + codes[0]; slices.Contains(spec.From(ctx).Requirements, own) {
			f.Requirement = own // what else the spec decides is open still
			spec.Blame(ctx, f)
			return
		}
		spec.Reject(ctx, f)
	}
}

// plainOrder2 orders two plain products once, for all specs that need an
// order to look at.
func (s *session) plainOrder2(ctx context.Context) (attempt2, *answer) {
	if s.base2 == nil {
		t := s.buy2(s.twoPlain(ctx)...)
		t.lines[0].quantity = t.products[0].count(3) // enough to see a key go missing
		a := s.add2(ctx, t)
		if a.order2 == nil {
			s.baseTrouble = a.says()
		} else if a.order2.status == inProcess2 {
			a = s.settled(ctx, t.number)
		}
		s.base2, s.baseAnswer2, s.baseFound = &t, a, s.get(ctx, t.number)
	}
	if s.baseTrouble != "" {
		spec.NotExercised(ctx, "the plain order was not accepted (%s): see EK2-ADD-01", s.baseTrouble)
	}
	return *s.base2, s.baseAnswer2
}

// twoPlain are two plain products; the same twice where there is but one.
func (s *session) twoPlain(ctx context.Context) []product {
	first := s.choose(ctx, "plain product to order", plain)
	second, ok := s.cheapest(s.products(ctx), first.another)
	if !ok {
		second = first
	}
	return []product{first, second}
}

// absent2 expects that no order with a number exists.
func (s *session) absent2(ctx context.Context, number, after string) {
	if a := s.get(ctx, number); a.order2 != nil {
		a.reject(ctx, "an order exists after "+after, "IsError true, and no order", a.says())
	}
}

// same2 expects an order to be as it was but for links that may be renewed.
func (s *session) same2(ctx context.Context, number string, before *order2, after string) *answer {
	a := s.get(ctx, number)
	if a.order2 == nil {
		a.reject(ctx, "the order is gone after "+after, "the order as it was", a.says())
	}
	if was, is := before.fixed(), a.order2.fixed(); len(was) == len(is) {
		for i := range was {
			if was[i] != is[i] {
				a.reject(ctx, "the order is another after "+after, was[i], is[i])
			}
		}
	} else {
		a.reject(ctx, "the order has another number of lines after "+after, fmt.Sprint(len(was)-1), fmt.Sprint(len(is)-1))
	}
	return a
}

// untouched2 is the plain order as GetOrder gave it before any other spec
// used its number. It ends the spec where GetOrder gave none.
func (s *session) untouched2(ctx context.Context) *order2 {
	if s.baseFound.order2 == nil {
		spec.NotExercised(ctx, "GetOrder does not give the order (%s): see EK2-GET-01", s.baseFound.says())
	}
	return s.baseFound.order2
}

// fixed is what must not change of an order that reached its final state: of
// itself, then of each line.
func (o *order2) fixed() []string {
	parts := []string{fmt.Sprintf("%s of %s, status %s", o.number, o.created, o.status)}
	for _, l := range o.lines {
		parts = append(parts, l.fixed())
	}
	return parts
}

// fixed is the same of a line: all but the addresses of its links.
func (l line2) fixed() string {
	keys := slices.Sorted(slices.Values(l.keys))
	return fmt.Sprintf("%s of %s, %s of %s, status %s, sum %s, keys %s, %d links, %d files", l.number, l.created, l.quantity, l.partNum, l.status, l.sum,
		strings.Join(keys, " and "), len(l.links), len(l.files))
}
