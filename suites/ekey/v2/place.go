package v2

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	"github.com/shopspring/decimal"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/ekey/ordering"
)

// attempt is an AddOrder of version 2 that is about to be sent.
type attempt struct {
	number   string
	lines    []orderLine
	products []ordering.Product
	hangUp   endpoint.HangUp
	refusal  orders.Refusal           // why it has to be refused; empty where it may be placed
	noNumber bool                     // leaves OrderNum out
	edit     func(body string) string // nil for none
}

// sale is an attempt that was accepted as it should be.
type sale struct {
	attempt
	answer *ordering.Answer
}

// behind puts a plain line before those of an attempt: a service may look at
// the first line only.
func (s *session) behind(ctx context.Context, t attempt) attempt {
	p := s.APlain(ctx)
	t.number = s.Number()
	t.lines = append([]orderLine{{number: t.number + "-first", partNum: p.PartNum, quantity: p.Count(1)}}, t.lines...)
	for i := range t.lines[1:] {
		if l := &t.lines[i+1]; l.number != "" {
			l.number = fmt.Sprintf("%s-%d", t.number, i+1)
		}
	}
	t.products = append([]ordering.Product{p}, t.products...)
	return t
}

// buy makes an attempt to order one of each product, numbered as D0
// recommends: the order's number, and for each line that number and its own.
func (s *session) buy(products ...ordering.Product) attempt {
	t := attempt{number: s.Number(), products: products}
	for i, p := range products {
		t.lines = append(t.lines,
			orderLine{number: fmt.Sprintf("%s-%d", t.number, i+1), partNum: p.PartNum, quantity: p.Count(1)})
		t.refusal = cmp.Or(t.refusal, p.Refusal())
	}
	return t
}

// bill is what the lines of the attempt cost.
func (t attempt) bill() (b ordering.Bill) {
	for i, p := range t.products {
		b = append(b, ordering.Item{Product: p, Quantity: t.lines[i].quantity})
	}
	return b
}

func (t attempt) cost() decimal.Decimal { return t.bill().Cost() }

func (s *session) addRequest(ctx context.Context, t attempt) endpoint.Request {
	number := t.number
	if t.noNumber {
		number = ""
	}
	r := s.Request("AddOrder", "AddOrder", request(number, t.lines))
	if t.edit != nil {
		r.Body = t.edit(r.Body)
	}
	var lines []orders.Line
	for _, l := range t.lines {
		lines = append(lines, orders.Line{Number: l.number, PartNum: l.partNum, Quantity: l.quantity})
	}
	currency := s.Currency
	if len(t.products) > 0 {
		currency = t.products[0].Currency
	}
	r.Order = s.OrderOf(ctx, t.number, lines, t.cost(), currency)
	r.HangUp, r.Order.Refusal = t.hangUp, t.refusal
	return r
}

// add sends an attempt.
func (s *session) add(ctx context.Context, t attempt) *ordering.Answer {
	return s.AskToOrder(ctx, s.addRequest(ctx, t))
}

// order sends an attempt that must be accepted.
func (s *session) order(ctx context.Context, t attempt, what string) *ordering.Answer {
	return s.sale(ctx, t, s.add(ctx, t), what)
}

// sell orders a product of a sort, which must be accepted.
func (s *session) sell(ctx context.Context, sort string, wanted func(ordering.Product) bool, what string,
	edit func(*attempt)) (t attempt, a *ordering.Answer) {
	var before ordering.Money
	s.Each(ctx, sort, wanted, func(p ordering.Product) *ordering.Answer {
		t = s.buy(p)
		edit(&t)
		before = s.Money(ctx, p.Currency)
		a = s.add(ctx, t)
		return a
	})
	s.sale(ctx, t, a, what)
	s.Tell(ctx, before, what, t.bill(), s.Settled(ctx, t.number))
	return t, a
}

// sale expects an answer to an attempt to be an order.
func (s *session) sale(ctx context.Context, t attempt, a *ordering.Answer, what string) *ordering.Answer {
	if !a.Given() {
		s.paidFor(ctx, a, t)
		if resultIn(a) != nil && resultIn(a).code == "10" {
			for _, p := range t.products {
				s.ForSale(ctx, p)
			}
		}
		a.Reject(ctx, what+" is not accepted", "IsError false, and the order", a.Says())
	}
	s.sold = append(s.sold, sale{t, a})
	return a
}

// mustRefuse marks an attempt as one that has to be refused.
func (t attempt) mustRefuse(why orders.Refusal) attempt {
	t.refusal = cmp.Or(t.refusal, why)
	return t
}

// refused expects IsError with one of the codes.
func (s *session) refused(ctx context.Context, t attempt, what string, codes ...string) *ordering.Answer {
	why := orders.Invalid
	if slices.Contains(codes, duplicate) {
		why = orders.Taken
	}
	a := s.add(ctx, t.mustRefuse(why))
	s.isRefusal(ctx, a, what, codes...)
	return a
}

func (s *session) isRefusal(ctx context.Context, a *ordering.Answer, what string, codes ...string) {
	want := "IsError true"
	if len(codes) > 0 {
		want += " and the ErrorCode " + strings.Join(codes, " or ")
	}
	if resultIn(a) == nil || !resultIn(a).isError {
		a.Reject(ctx, what+" is not refused", want, a.Says())
	}
	if len(codes) > 0 && !slices.Contains(codes, resultIn(a).code) {
		f := a.About(ctx).Finding(what+" is refused with another code", want, a.Says())
		if own := "EK2-ERR-" + codes[0]; slices.Contains(verdict.From(ctx).Requirements, own) {
			f.Requirement = own // what else the spec decides is open still
			verdict.Blame(ctx, f)
			return
		}
		verdict.Reject(ctx, f)
	}
	s.Discerns(ctx, a)
}

// plainOrder orders two plain products once, for all specs that need an
// order to look at.
func (s *session) plainOrder(ctx context.Context) (attempt, *ordering.Answer) {
	s.NeedPlain(ctx)
	return *s.base, s.baseAnswer
}

// twoPlain are two plain products; the same twice where there is but one.
func (s *session) twoPlain(ctx context.Context) []ordering.Product {
	first := s.Choose(ctx, "plain product to order", ordering.Plain)
	second, ok := s.Cheapest(s.Products(ctx), first.Another)
	if !ok {
		second = first
	}
	return []ordering.Product{first, second}
}

// absent expects that no order with a number exists.
func (s *session) absent(ctx context.Context, number, after string) {
	if a := s.Get(ctx, number); a.Given() {
		a.Reject(ctx, "an order exists after "+after, "IsError true, and no order", a.Says())
	}
	s.ShowsOrders(ctx)
}

// same expects an order to be as it was but for links that may be renewed.
func (s *session) same(ctx context.Context, number string, before *order, after string) *ordering.Answer {
	a := s.Get(ctx, number)
	if !a.Given() {
		a.Reject(ctx, "the order is gone after "+after, "the order as it was", a.Says())
	}
	if was, is := before.fixed(s.Renews), orderIn(a).fixed(s.Renews); len(was) == len(is) {
		for i := range was {
			if was[i] != is[i] {
				a.Reject(ctx, "the order is another after "+after, was[i], is[i])
			}
		}
	} else {
		a.Reject(ctx, "the order has another number of lines after "+after, fmt.Sprint(len(was)-1),
			fmt.Sprint(len(is)-1))
	}
	return a
}

// untouched is the plain order as GetOrder gave it before any other spec
// used its number. It ends the spec where GetOrder gave none.
func (s *session) untouched(ctx context.Context) *order {
	if !s.Plain.Found.Given() {
		verdict.NotExercised(ctx, "GetOrder does not give the order (%s): see EK2-GET-01", s.Plain.Found.Says())
	}
	return orderIn(s.Plain.Found)
}

// paidFor does so for an order with lines, whose currencies are apart.
func (s *session) paidFor(ctx context.Context, a *ordering.Answer, t attempt) {
	costs := map[string]decimal.Decimal{}
	for i, p := range t.products {
		costs[p.Currency] = costs[p.Currency].Add(p.Cost(t.lines[i].quantity))
	}
	for _, p := range t.products {
		s.PaidFor(ctx, a, p, costs[p.Currency])
	}
}

// notSold finds out which products of an order of plain ones are not sold, and
// leaves them out from now on. A refusal names no line, so that the first is
// ordered alone.
func (s *session) notSold(ctx context.Context, t attempt, a *ordering.Answer) bool {
	if a.Given() {
		found := false
		for i, l := range t.lines {
			failed := slices.ContainsFunc(orderIn(a).lines,
				func(now line) bool { return now.number == l.number && now.status == failed })
			found = failed && s.Unfit(ctx, t.products[i], ordering.Plain, a) || found
		}
		return found
	}
	if !a.RefusedAsSuch() {
		return false
	}
	guilty := t.products[0]
	if other := t.products[len(t.products)-1]; other.PartNum != guilty.PartNum {
		alone := s.buy(guilty)
		if b := s.add(ctx, alone); b.Given() {
			s.sold = append(s.sold, sale{alone, b})
			guilty = other
		}
	}
	return s.Unfit(ctx, guilty, ordering.Plain, a)
}

// refusedBehind expects the same refusal where a plain line comes first, and
// no line to be placed.
func (s *session) refusedBehind(ctx SpecContext, t attempt, what, code string) {
	t = s.behind(ctx, t)
	what += ", behind a line that is right,"
	s.refused(ctx, t, what, code)
	s.absent(ctx, t.number, what+" was refused")
}
