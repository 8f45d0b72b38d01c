package ordering

import (
	"context"
	"slices"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/verdict"
)

// That something is refused, not shown or not charged proves nothing by
// itself: a service that refuses everything, shows no order and never moves a
// balance would do so, too. Each of these ends a spec as not exercised where
// what it expects comes whatever is asked.

// whileOpen does something that expects a refusal of a login, between two
// questions that the partner's own login is let in with: the same one, or,
// where it orders, one for an order that there is not.
func (s *Session) whileOpen(ctx context.Context, q Question, login endpoint.Login, refused func()) {
	if q.Operation == endpoint.AddOrder {
		q = Question{"GetOrder", "GetOrder/" + s.NoNumber(), ""}
	}
	for _, step := range []func(){refused, func() {}} {
		r := s.Request(q.Operation, q.Path, q.Body)
		r.Login = login
		if a := s.Ask(ctx, r); shut(a.Status()) {
			verdict.NotExercised(ctx,
				"a refusal proves nothing while %s is not answered to a login that is right (%s): see MNT-AUTH-01",
				q.Operation, a.Says())
		}
		step()
	}
}

// shut tells whether a status says that the caller is not let in, or that no
// one is just now.
func shut(status int) bool { return slices.Contains([]int{401, 403, 429, 502, 503, 504}, status) }

// Discerns ends the spec where the refusal of an order proves nothing, since
// every order of the run was refused alike: none was accepted, and none
// refused with another code.
func (s *Session) Discerns(ctx context.Context, refused *Answer) {
	if refused.Operation != endpoint.AddOrder {
		return
	}
	apart := func(a *Answer) bool {
		return a.Operation == endpoint.AddOrder && a != refused &&
			(a.Given() || a.Code() != "" && a.Code() != refused.Code())
	}
	if len(s.Recorded(apart)) > 0 {
		return
	}
	if !apart(s.AskToOrder(ctx, s.Dialect.WrongOtherwise(ctx, refused.Code()))) {
		verdict.NotExercised(ctx,
			"every order is refused alike, with the code %s, whatever is wrong with it: that proves nothing; see %s",
			refused.Code(),
			s.Version.Accepted)
	}
}

// ShowsOrders ends the spec where GetOrder does not give the order either
// that was placed for others to look at: that it gives none of another number
// proves nothing then. Where none was placed, the notes say so.
func (s *Session) ShowsOrders(ctx context.Context) {
	if s.Plain.Number == "" || s.Plain.Trouble != "" {
		verdict.Note(ctx, "no order was placed before, so that it is not certain that GetOrder would show one")
		return
	}
	if a := s.Get(ctx, s.Plain.Number); !a.Given() {
		verdict.NotExercised(ctx, "GetOrder does not give the order either that was placed (%s), so that it "+
			"gives none proves nothing: see %s", a.Says(),
			s.Version.Given)
	}
}

// TakesOrders ends the spec unless orders are looked at one by one: where
// orders are of things that exist, the plain one was accepted; else an unknown
// product is refused otherwise than an order of nothing. That hostile input is
// refused by a service that refuses everything proves nothing.
func (s *Session) TakesOrders(ctx context.Context) {
	if s.Target.Orders.Unlimited() {
		s.NeedPlain(ctx)
		return
	}
	isRefusal := func(a *Answer) bool { return a.Operation == endpoint.AddOrder && a.Code() != "" }
	refused := s.Recorded(isRefusal)
	if len(refused) == 0 {
		a := s.AskToOrder(ctx, s.Dialect.WrongOtherwise(ctx, "7"))
		if !isRefusal(a) {
			verdict.NotExercised(ctx, "that hostile input is refused proves nothing where the order of an unknown "+
				"product is not refused for what it is: %s", a.Says())
		}
		refused = append(refused, a)
	}
	s.Discerns(ctx, refused[0])
}
