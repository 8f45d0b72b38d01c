package v1

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/orders"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/schemas"
	"github.com/montcheck/montcheck/suites/ekey/ordering"
)

// attempt is an AddOrder of version 1 that is about to be sent.
type attempt struct {
	number   string
	product  ordering.Product
	quantity int
	body     request
	hangUp   endpoint.HangUp
	refusal  orders.Refusal // why it has to be refused; empty where it may be placed
}

// sale is an attempt that was accepted as it should be.
type sale struct {
	attempt
	answer *ordering.Answer
}

// buy makes an attempt to order some of a product under a new number.
func (s *session) buy(p ordering.Product, quantity int) attempt {
	return s.buyAs(s.Number(), p, quantity)
}

func (s *session) buyAs(number string, p ordering.Product, quantity int) attempt {
	quantity = p.Count(quantity)
	return attempt{number: number, product: p, quantity: quantity, body: line(number, p.PartNum, quantity),
		refusal: p.Refusal()}
}

// bill is what the attempt costs.
func (t attempt) bill() ordering.Bill {
	return ordering.Bill{{Product: t.product, Quantity: t.quantity}}
}

// addRequest is the attempt as a request that names what it may place.
func (s *session) addRequest(ctx context.Context, t attempt) endpoint.Request {
	r := s.Request("AddOrder", "AddOrder", t.body.String())
	r.Order = s.OrderOf(ctx, t.number, []orders.Line{{PartNum: t.product.PartNum, Quantity: t.quantity}},
		t.product.Cost(t.quantity), t.product.Currency)
	r.HangUp, r.Order.Refusal = t.hangUp, t.refusal
	return r
}

// add sends an attempt.
func (s *session) add(ctx context.Context, t attempt) *ordering.Answer {
	return s.AskToOrder(ctx, s.addRequest(ctx, t))
}

// order sends an attempt and returns the answer, which is an order. It ends
// the spec as failed where it is refused.
func (s *session) order(ctx context.Context, t attempt, what string) *ordering.Answer {
	return s.accepted(ctx, t, s.add(ctx, t), what)
}

// accepted expects an answer to an attempt to be an order.
func (s *session) accepted(ctx context.Context, t attempt, a *ordering.Answer, what string) *ordering.Answer {
	if !a.Given() || a.Status() != 200 {
		s.PaidFor(ctx, a, t.product, t.product.Cost(t.quantity))
		if a.Refusal != nil && a.Refusal.Code == "8" {
			s.ForSale(ctx, t.product)
		}
		a.Reject(ctx, what+" is not accepted", "HTTP 200 and the order", a.Says())
	}
	s.sold = append(s.sold, sale{t, a})
	return a
}

// placed orders something plain once for all specs that need an order to
// look at: two of it, where the product allows that.
func (s *session) placed(ctx context.Context) (attempt, *ordering.Answer) {
	for try := 1; s.base == nil; try++ {
		t := s.buy(s.Choose(ctx, "plain product to order", ordering.Plain), 2)
		before := s.Money(ctx, t.product.Currency)
		a := s.add(ctx, t)
		s.base, s.baseAnswer = &t, a // whatever comes, it is ordered once
		s.Plain = ordering.PlainOrder{Number: t.number, Found: a}
		if !a.Given() || a.Status() != 200 {
			s.Plain.Trouble = a.Says()
		} else {
			s.sold = append(s.sold, sale{t, a})
			s.Plain.Found = s.Settled(ctx, t.number)
			s.Tell(ctx, before, "the plain order", t.bill(), s.Plain.Found)
		}
		if (a.RefusedAsSuch() || s.Plain.Found.OutOfStock()) && try < ordering.Tries &&
			s.Unfit(ctx, t.product, ordering.Plain, s.Plain.Found) {
			s.base = nil
		}
	}
	return *s.base, s.baseAnswer
}

// plainOrder returns the plain order, for specs that are about something else.
func (s *session) plainOrder(ctx context.Context) (attempt, *ordering.Answer) {
	s.NeedPlain(ctx)
	return *s.base, s.baseAnswer
}

// mustRefuse marks an attempt as one that has to be refused.
func (t attempt) mustRefuse(why orders.Refusal) attempt {
	t.refusal = cmp.Or(t.refusal, why)
	return t
}

// refused expects a BusinessError with one of the codes and HTTP status 500.
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
	want := "HTTP 500 and a BusinessError"
	if len(codes) > 0 {
		want += " with the ErrorCode " + strings.Join(codes, " or ")
	}
	if a.Refusal == nil || a.Status() != 500 || len(codes) > 0 && !slices.Contains(codes, a.Refusal.Code) {
		a.Reject(ctx, what+" is not refused as documented", want, a.Says())
	}
	s.Discerns(ctx, a)
}

// absent expects that no order with a number exists.
func (s *session) absent(ctx context.Context, number, after string) {
	a := s.Get(ctx, number)
	if a.Given() {
		a.Reject(ctx, "an order exists after "+after, "a BusinessError, and no order", a.Says())
	}
	s.ShowsOrders(ctx)
}

// untouched is the plain order as GetOrder gave it before any other spec used
// its number. It ends the spec where GetOrder gave none.
func (s *session) untouched(ctx context.Context) *order {
	if !s.Plain.Found.Given() {
		NotExercised(ctx, "GetOrder does not give the order (%s): see EKY-GET-01", s.Plain.Found.Says())
	}
	return orderIn(s.Plain.Found)
}

// same expects an order to be as it was: product, quantity, date, state and keys.
func (s *session) same(ctx context.Context, number string, before *order, after string) *ordering.Answer {
	a := s.Get(ctx, number)
	if !a.Given() {
		a.Reject(ctx, "the order is gone after "+after, "the order as it was", a.Says())
	}
	if before == nil {
		NotExercised(ctx, "GetOrder did not show the order before, to compare it with: see EKY-GET-01")
	}
	for _, d := range before.differences(orderIn(a)) {
		a.Reject(ctx, "the order has another "+d.name+" after "+after, d.was, d.is)
	}
	return a
}

// orderPaid orders a product of a sort, which must be accepted, and keeps for
// the balance's own spec whether it was charged as it should be.
func (s *session) orderPaid(ctx context.Context, sort string, wanted func(ordering.Product) bool, what string,
	edit func(*attempt)) {
	var t attempt
	var before ordering.Money
	var a *ordering.Answer
	s.Each(ctx, sort, wanted, func(p ordering.Product) *ordering.Answer {
		t = s.buy(p, 1)
		edit(&t)
		before = s.Money(ctx, p.Currency)
		a = s.add(ctx, t)
		return a
	})
	if s.accepted(ctx, t, a, what); orderIn(a).status == schemas.InProcess {
		s.Settled(ctx, t.number)
	}
	s.Tell(ctx, before, what, t.bill())
}

// answersOn are the orders that were given for a number, the first one first.
func (s *session) answersOn(number string) []*ordering.Answer {
	return s.Recorded(func(a *ordering.Answer) bool { return a.Asked == number && a.Given() })
}

// doneOrder returns the plain order once it is done.
func (s *session) doneOrder(ctx context.Context) (attempt, *ordering.Answer) {
	t, a := s.plainOrder(ctx)
	if orderIn(a).status != schemas.Done {
		a = s.Get(ctx, t.number)
	}
	if !a.Given() || orderIn(a).status != schemas.Done {
		NotExercised(ctx, "the plain order is not done: %s", a.Says())
	}
	return t, a
}
