package ekey

import (
	"context"
	"fmt"
	"slices"

	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/internal/spec"
	"github.com/montcheck/montcheck/internal/target"
)

// That something is refused, not shown or not charged proves nothing by
// itself: a service that refuses everything, shows no order and never moves a
// balance would do so, too. Each of these ends a spec as not exercised where
// what it expects comes whatever is asked.

// whileOpen does something that expects a refusal of a login, between two
// questions that the partner's own login is let in with: the same one, or,
// where it orders, one for an order that there is not.
func (s *session) whileOpen(ctx context.Context, q question, login target.Login, refused func()) {
	if q.operation == target.AddOrder {
		q = question{"GetOrder", fmt.Sprintf("GetOrder/MC%d-none", s.version), ""}
	}
	for _, step := range []func(){refused, func() {}} {
		r := s.request(q.operation, q.path, q.body)
		r.Login = login
		if a := s.ask(ctx, r); shut(a.Status()) {
			spec.NotExercised(ctx, "a refusal proves nothing while %s is not answered to a login that is right (%s): see MNT-AUTH-01", q.operation, a.says())
		}
		step()
	}
}

// shut tells whether a status says that the caller is not let in, or that no
// one is just now.
func shut(status int) bool { return slices.Contains([]int{401, 403, 429, 502, 503, 504}, status) }

// discerns ends the spec where the refusal of an order proves nothing, since
// every order of the run was refused alike: none was accepted, and none
// refused with another code.
func (s *session) discerns(ctx context.Context, refused *answer) {
	if refused.operation != target.AddOrder {
		return
	}
	apart := func(a *answer) bool {
		return a.operation == target.AddOrder && a != refused && (a.order != nil || a.order2 != nil || a.code() != "" && a.code() != refused.code())
	}
	if len(s.recorded(apart)) > 0 {
		return
	}
	if !apart(s.askToOrder(ctx, s.otherwiseWrong(ctx, refused.code()))) {
		spec.NotExercised(ctx, "every order is refused alike, with the code %s, whatever is wrong with it: that proves nothing; see %s", refused.code(),
			map[int]string{1: "EKY-ADD-01", 2: "EK2-ADD-01"}[s.version])
	}
}

// otherwiseWrong is an order that has to be refused with another code than
// the given one, and that can't be placed: it is empty, or of an unknown
// product.
func (s *session) otherwiseWrong(ctx context.Context, code string) target.Request {
	empty := slices.Contains([]string{"2", "4", "5", "8", "9", "10"}, code)
	if s.version == 1 {
		t := s.unknownProduct(ctx)
		if empty {
			t = t.mustRefuse(orders.Malformed)
			t.body = request1{}
		}
		return s.addRequest(ctx, t)
	}
	t := s.buy2(product{partNum: nothing, currency: s.currency})
	if code == "2" {
		t = t.mustRefuse(orders.Malformed)
		t.noNumber, t.lines, t.products = true, nil, nil
	}
	return s.addRequest2(ctx, t)
}

// code is the code of a refusal; empty where an answer is none.
func (a *answer) code() string {
	switch {
	case a.refusal != nil:
		return a.refusal.code
	case a.result != nil && a.result.isError:
		return a.result.code
	}
	return ""
}

// showsOrders ends the spec where GetOrder does not give the order either
// that was placed for others to look at: that it gives none of another number
// proves nothing then. Where none was placed, the notes say so.
func (s *session) showsOrders(ctx context.Context) {
	number, shown := "", func(a *answer) bool { return a.order != nil || a.order2 != nil }
	switch {
	case s.base != nil && s.baseTrouble == "":
		number = s.base.number
	case s.base2 != nil && s.baseTrouble == "":
		number = s.base2.number
	default:
		spec.Note(ctx, "no order was placed before, so that it is not certain that GetOrder would show one")
		return
	}
	if a := s.get(ctx, number); !shown(a) {
		spec.NotExercised(ctx, "GetOrder does not give the order either that was placed (%s), so that it gives none proves nothing: see %s", a.says(),
			map[int]string{1: "EKY-GET-01", 2: "EK2-GET-01"}[s.version])
	}
}

// takesOrders ends the spec unless orders are looked at one by one: where
// orders are of things that exist, the plain one was accepted; else an unknown
// product is refused otherwise than an order of nothing. That hostile input is
// refused by a service that refuses everything proves nothing.
func (s *session) takesOrders(ctx context.Context) {
	if s.t.Orders.Unlimited() {
		if s.version == 1 {
			s.plainOrder(ctx)
		} else {
			s.plainOrder2(ctx)
		}
		return
	}
	isRefusal := func(a *answer) bool { return a.operation == target.AddOrder && a.code() != "" }
	refused := s.recorded(isRefusal)
	if len(refused) == 0 {
		a := s.askToOrder(ctx, s.otherwiseWrong(ctx, "7"))
		if !isRefusal(a) {
			spec.NotExercised(ctx, "that hostile input is refused proves nothing where the order of an unknown product is not refused for what it is: %s", a.says())
		}
		refused = append(refused, a)
	}
	s.discerns(ctx, refused[0])
}
