package ekey

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/internal/spec"
	"github.com/montcheck/montcheck/internal/target"
)

// attempt is an AddOrder of version 1 that is about to be sent.
type attempt struct {
	number   string
	product  product
	quantity int
	body     request1
	hangUp   target.HangUp
	refusal  orders.Refusal // why it has to be refused; empty where it may be placed
}

// sale is an attempt that was accepted as it should be.
type sale struct {
	attempt
	answer *answer
}

// buy makes an attempt to order some of a product under a new number.
func (s *session) buy(p product, quantity int) attempt {
	return s.buyAs(s.number(), p, quantity)
}

func (s *session) buyAs(number string, p product, quantity int) attempt {
	quantity = p.count(quantity)
	return attempt{number: number, product: p, quantity: quantity, body: line1(number, p.partNum, quantity), refusal: p.refusal()}
}

// bill is what the attempt costs.
func (t attempt) bill() bill { return bill{{t.product, t.quantity}} }

// addRequest is the attempt as a request that names what it may place.
func (s *session) addRequest(ctx context.Context, t attempt) target.Request {
	r := s.request("AddOrder", "AddOrder", t.body.String())
	r.Order = s.orderOf(ctx, t.number, []orders.Line{{PartNum: t.product.partNum, Quantity: t.quantity}}, t.product.cost(t.quantity), t.product.currency)
	r.HangUp, r.Order.Refusal = t.hangUp, t.refusal
	return r
}

// add sends an attempt.
func (s *session) add(ctx context.Context, t attempt) *answer {
	return s.askToOrder(ctx, s.addRequest(ctx, t))
}

// askToOrder sends a request to order. It ends the spec where no answer
// comes, but first finds out what became of the order.
func (s *session) askToOrder(ctx context.Context, r target.Request) *answer {
	a, err := s.send(ctx, r)
	for again := 0; again < comingAgain && s.notTaken(ctx, r, err); again++ {
		a, err = s.send(ctx, r)
	}
	if err != nil && (!errors.As(err, new(interface{ NotExercised() string })) || errors.As(err, new(*target.Unavailable))) {
		s.send(ctx, s.getRequest(r.Order.Number)) // its answer is in the record
	}
	spec.Unable(ctx, err)
	return a
}

// comingAgain is how often an order is sent again that came at a bad time.
const comingAgain = 2

// notTaken tells whether a request to order came at a bad time (429, 503), and GetOrder says since that there is no such
// order. The pace of the run is slower by then. The order keeps its number, so that it is placed once at most, and
// counts again in the budget.
func (s *session) notTaken(ctx context.Context, r target.Request, err error) bool {
	var away *target.Unavailable
	if !errors.As(err, &away) || away.Wait > 0 || away.Answer.Status() != 429 && away.Answer.Status() != 503 {
		return false
	}
	found, err := s.send(ctx, s.getRequest(r.Order.Number))
	return err == nil && found.order == nil && (found.refusal != nil || found.result != nil && found.result.isError)
}

// order sends an attempt and returns the answer, which is an order. It ends
// the spec as failed where it is refused.
func (s *session) order(ctx context.Context, t attempt, what string) *answer {
	return s.accepted(ctx, t, s.add(ctx, t), what)
}

// accepted expects an answer to an attempt to be an order.
func (s *session) accepted(ctx context.Context, t attempt, a *answer, what string) *answer {
	if a.order == nil || a.Status() != 200 {
		s.paidFor(ctx, a, t.product, t.product.cost(t.quantity))
		if a.refusal != nil && a.refusal.code == "8" {
			s.forSale(ctx, t.product)
		}
		a.reject(ctx, what+" is not accepted", "HTTP 200 and the order", a.says())
	}
	s.sold = append(s.sold, sale{t, a})
	return a
}

// placed orders something plain once for all specs that need an order to
// look at: two of it, where the product allows that.
func (s *session) placed(ctx context.Context) (attempt, *answer) {
	for try := 1; s.base == nil; try++ {
		t := s.buy(s.choose(ctx, "plain product to order", plain), 2)
		before := s.money(ctx, t.product.currency)
		a := s.add(ctx, t)
		s.base, s.baseAnswer, s.baseFound = &t, a, a // whatever comes, it is ordered once
		s.baseTrouble = ""
		if a.order == nil || a.Status() != 200 {
			s.baseTrouble = a.says()
		} else {
			s.sold = append(s.sold, sale{t, a})
			s.baseFound = s.settled(ctx, t.number)
			s.tell(ctx, before, "the plain order", t.bill(), s.baseFound)
		}
		if (a.refusedAsSuch() || s.baseFound.outOfStock()) && try < tries && s.unfit(ctx, t.product, plain, s.baseFound) {
			s.base = nil
		}
	}
	return *s.base, s.baseAnswer
}

// plainOrder returns the plain order, for specs that are about something else.
func (s *session) plainOrder(ctx context.Context) (attempt, *answer) {
	t, a := s.placed(ctx)
	if s.baseTrouble != "" {
		spec.NotExercised(ctx, "the plain order was not accepted (%s): see EKY-ADD-01", s.baseTrouble)
	}
	return t, a
}

// mustRefuse marks an attempt as one that has to be refused.
func (t attempt) mustRefuse(why orders.Refusal) attempt {
	t.refusal = cmp.Or(t.refusal, why)
	return t
}

// refused expects a BusinessError with one of the codes and HTTP status 500.
func (s *session) refused(ctx context.Context, t attempt, what string, codes ...string) *answer {
	why := orders.Invalid
	if slices.Contains(codes, duplicate) {
		why = orders.Taken
	}
	a := s.add(ctx, t.mustRefuse(why))
	s.isRefusal(ctx, a, what, codes...)
	return a
}

func (s *session) isRefusal(ctx context.Context, a *answer, what string, codes ...string) {
	want := "HTTP 500 and a BusinessError"
	if len(codes) > 0 {
		want += " with the ErrorCode " + strings.Join(codes, " or ")
	}
	if a.refusal == nil || a.Status() != 500 || len(codes) > 0 && !slices.Contains(codes, a.refusal.code) {
		a.reject(ctx, what+" is not refused as documented", want, a.says())
	}
	s.discerns(ctx, a)
}

// absent expects that no order with a number exists.
func (s *session) absent(ctx context.Context, number, after string) {
	a := s.get(ctx, number)
	if a.order != nil {
		a.reject(ctx, "an order exists after "+after, "a BusinessError, and no order", a.says())
	}
	s.showsOrders(ctx)
}

// untouched is the plain order as GetOrder gave it before any other spec used
// its number. It ends the spec where GetOrder gave none.
func (s *session) untouched(ctx context.Context) *order1 {
	if s.baseFound.order == nil {
		spec.NotExercised(ctx, "GetOrder does not give the order (%s): see EKY-GET-01", s.baseFound.says())
	}
	return s.baseFound.order
}

// same expects an order to be as it was: product, quantity, date, state and keys.
func (s *session) same(ctx context.Context, number string, before *order1, after string) *answer {
	a := s.get(ctx, number)
	if a.order == nil {
		a.reject(ctx, "the order is gone after "+after, "the order as it was", a.says())
	}
	if before == nil {
		spec.NotExercised(ctx, "GetOrder did not show the order before, to compare it with: see EKY-GET-01")
	}
	for _, d := range before.differences(a.order) {
		a.reject(ctx, "the order has another "+d.name+" after "+after, d.was, d.is)
	}
	return a
}

// difference is a member of an order that changed.
type difference struct{ name, was, is string }

func (o *order1) differences(now *order1) []difference {
	var all []difference
	for _, d := range append(o.changed(now), difference{"Status", o.status, now.status}, difference{"set of keys", keysOf(o), keysOf(now)}) {
		if d.was != d.is {
			all = append(all, d)
		}
	}
	return all
}

// changed is what differs of what never changes, whatever becomes of an order.
func (o *order1) changed(now *order1) []difference {
	return slices.DeleteFunc([]difference{
		{"OrderNum", o.number, now.number}, {"PartNum", o.partNum, now.partNum}, {"quantity", o.quantity, now.quantity},
		{"DateOn", o.dateOn, now.dateOn},
	}, func(d difference) bool { return instant(d.was) == instant(d.is) })
}

// keysOf are an order's keys with all that belongs to them, in any order.
func keysOf(o *order1) string {
	var all []string
	for _, k := range o.keys {
		all = append(all, fmt.Sprintf("%s (of %s, transaction %s, type %s, sequence %s)", k.active, instant(k.date), k.transaction, k.kind, k.sequence))
	}
	slices.Sort(all)
	return strings.Join(all, " and ")
}

// linksOf are an order's links with all that belongs to them, in any order.
func linksOf(o *order1) string {
	var all []string
	for _, l := range o.links {
		all = append(all, fmt.Sprintf("%s (of %s, transaction %s, type %s)", l.address, instant(l.date), l.transaction, l.kind))
	}
	slices.Sort(all)
	return strings.Join(all, " and ")
}

// fixed is what must not change of an order that reached its final state:
// all but the addresses of its links.
func (o *order1) fixed() string {
	return fmt.Sprintf("%s of %s, %s of %s, %d links, keys %s, errors %s %s", o.number, instant(o.dateOn), o.quantity, o.partNum, len(o.links), keysOf(o), o.errorCode, o.errorDetails)
}
