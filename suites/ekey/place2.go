package ekey

import (
	"cmp"
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
	refusal  orders.Refusal           // why it has to be refused; empty where it may be placed
	noNumber bool                     // leaves OrderNum out
	edit     func(body string) string // nil for none
}

// sale2 is an attempt that was accepted as it should be.
type sale2 struct {
	attempt2
	answer *answer
}

// behind puts a plain line before those of an attempt: a service may look at
// the first line only.
func (s *session) behind(ctx context.Context, t attempt2) attempt2 {
	p := s.aPlain(ctx)
	t.number = s.number()
	t.lines = append([]orderLine{{number: t.number + "-first", partNum: p.partNum, quantity: p.count(1)}}, t.lines...)
	for i := range t.lines[1:] {
		if l := &t.lines[i+1]; l.number != "" {
			l.number = fmt.Sprintf("%s-%d", t.number, i+1)
		}
	}
	t.products = append([]product{p}, t.products...)
	return t
}

// buy2 makes an attempt to order one of each product, numbered as D0
// recommends: the order's number, and for each line that number and its own.
func (s *session) buy2(products ...product) attempt2 {
	t := attempt2{number: s.number(), products: products}
	for i, p := range products {
		t.lines = append(t.lines, orderLine{number: fmt.Sprintf("%s-%d", t.number, i+1), partNum: p.partNum, quantity: p.count(1)})
		t.refusal = cmp.Or(t.refusal, p.refusal())
	}
	return t
}

// bill is what the lines of the attempt cost.
func (t attempt2) bill() (b bill) {
	for i, p := range t.products {
		b = append(b, item{p, t.lines[i].quantity})
	}
	return b
}

func (t attempt2) cost() decimal.Decimal { return t.bill().cost() }

func (s *session) addRequest2(ctx context.Context, t attempt2) target.Request {
	number := t.number
	if t.noNumber {
		number = ""
	}
	r := s.request("AddOrder", "AddOrder", request2(number, t.lines))
	if t.edit != nil {
		r.Body = t.edit(r.Body)
	}
	var lines []orders.Line
	for _, l := range t.lines {
		lines = append(lines, orders.Line{Number: l.number, PartNum: l.partNum, Quantity: l.quantity})
	}
	currency := s.currency
	if len(t.products) > 0 {
		currency = t.products[0].currency
	}
	r.Order = s.orderOf(ctx, t.number, lines, t.cost(), currency)
	r.HangUp, r.Order.Refusal = t.hangUp, t.refusal
	return r
}

// add2 sends an attempt.
func (s *session) add2(ctx context.Context, t attempt2) *answer {
	return s.askToOrder(ctx, s.addRequest2(ctx, t))
}

// order2 sends an attempt that must be accepted.
func (s *session) order2(ctx context.Context, t attempt2, what string) *answer {
	return s.sale(ctx, t, s.add2(ctx, t), what)
}

// sell orders a product of a sort, which must be accepted.
func (s *session) sell(ctx context.Context, sort string, wanted func(product) bool, what string, edit func(*attempt2)) (t attempt2, a *answer) {
	var before money
	s.each(ctx, sort, wanted, func(p product) *answer {
		t = s.buy2(p)
		edit(&t)
		before = s.money(ctx, p.currency)
		a = s.add2(ctx, t)
		return a
	})
	s.sale(ctx, t, a, what)
	s.tell(ctx, before, what, t.bill(), s.settled(ctx, t.number))
	return t, a
}

// sale expects an answer to an attempt to be an order.
func (s *session) sale(ctx context.Context, t attempt2, a *answer, what string) *answer {
	if a.order2 == nil {
		s.paidFor2(ctx, a, t)
		if a.result != nil && a.result.code == "10" {
			for _, p := range t.products {
				s.forSale(ctx, p)
			}
		}
		a.reject(ctx, what+" is not accepted", "IsError false, and the order", a.says())
	}
	s.sold2 = append(s.sold2, sale2{t, a})
	return a
}

// mustRefuse marks an attempt as one that has to be refused.
func (t attempt2) mustRefuse(why orders.Refusal) attempt2 {
	t.refusal = cmp.Or(t.refusal, why)
	return t
}

// refused2 expects IsError with one of the codes.
func (s *session) refused2(ctx context.Context, t attempt2, what string, codes ...string) *answer {
	why := orders.Invalid
	if slices.Contains(codes, duplicate2) {
		why = orders.Taken
	}
	a := s.add2(ctx, t.mustRefuse(why))
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
	s.discerns(ctx, a)
}

// plainOrder2 orders two plain products once, for all specs that need an
// order to look at.
func (s *session) plainOrder2(ctx context.Context) (attempt2, *answer) {
	s.placed2(ctx)
	if s.baseTrouble != "" {
		spec.NotExercised(ctx, "the plain order was not accepted (%s): see EK2-ADD-01", s.baseTrouble)
	}
	return *s.base2, s.baseAnswer2
}

// placed2 sends that order, unless that was done.
func (s *session) placed2(ctx context.Context) {
	for try := 1; s.base2 == nil; try++ {
		t := s.buy2(s.twoPlain(ctx)...)
		t.lines[0].quantity = t.products[0].count(3) // enough to see a key go missing
		before := s.money(ctx, t.products[0].currency)
		a := s.add2(ctx, t)
		s.base2, s.baseAnswer2, s.baseFound = &t, a, a // whatever comes, it is ordered once
		s.baseTrouble = ""
		if a.order2 == nil {
			s.baseTrouble = a.says()
		} else {
			s.sold2 = append(s.sold2, sale2{t, a})
			s.baseFound = s.settled(ctx, t.number)
			if a.order2.status == inProcess2 {
				s.baseAnswer2 = s.baseFound
			}
			s.tell(ctx, before, "the plain order", t.bill(), s.baseFound)
		}
		if try < tries && s.notSold(ctx, t, s.baseFound) {
			s.base2 = nil
		}
	}
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
	s.showsOrders(ctx)
}

// same2 expects an order to be as it was but for links that may be renewed.
func (s *session) same2(ctx context.Context, number string, before *order2, after string) *answer {
	a := s.get(ctx, number)
	if a.order2 == nil {
		a.reject(ctx, "the order is gone after "+after, "the order as it was", a.says())
	}
	if was, is := before.fixed(s.renews), a.order2.fixed(s.renews); len(was) == len(is) {
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
// itself, then of each line, whatever their order.
func (o *order2) fixed(renews func(partNum string) bool) []string {
	var lines []string
	for _, l := range o.lines {
		lines = append(lines, l.fixed(renews(l.partNum)))
	}
	slices.Sort(lines)
	return append([]string{fmt.Sprintf("%s of %s, status %s", o.number, instant(o.created), o.status)}, lines...)
}

// fixed is the same of a line: all but links that are renewed.
func (l line2) fixed(renewed bool) string {
	list := func(all []string) string { return strings.Join(slices.Sorted(slices.Values(all)), " and ") }
	links := fmt.Sprintf("%d links", len(l.links))
	if !renewed {
		links = "links " + list(l.links)
	}
	return fmt.Sprintf("%s, status %s, keys %s, %s, %d files, error %s %s, subscription %s", l.ordered(), l.status, list(l.keys), links, len(l.files),
		l.errorCode, l.errorText, l.subscription)
}

// ordered is what never changes of a line, whatever becomes of it.
func (l line2) ordered() string {
	return fmt.Sprintf("%s of %s, %s of %s at %s for %s %s, subscriber %q, form %q", l.number, instant(l.created), l.quantity, l.partNum, l.price, l.sum, l.currency,
		l.subscriber, l.form)
}

// renews tells whether links of a product live for a limited time: D1,
// "Примечание".
func (s *session) renews(partNum string) bool {
	i := slices.IndexFunc(s.catalogue, func(p product) bool { return p.partNum == strings.TrimSpace(partNum) })
	return i >= 0 && s.catalogue[i].fulfillment == 1
}
