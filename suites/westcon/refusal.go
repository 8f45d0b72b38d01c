package westcon

import (
	"cmp"
	"context"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/environment"
	. "github.com/montcheck/montcheck/internal/verdict"
)

// plainRequest asks for an order of the partner's, where one is known, with a
// token and the subscription key.
func (s *session) plainRequest(bearer string) endpoint.Request {
	number := "1"
	if own := s.t.Scenarios.All(environment.WestconOrders); len(own) > 0 {
		number = bare(own[0])
	}
	return s.request(s.body(byWestcon, []string{number}), bearer)
}

// refused expects a refusal with status 401 that shows no order.
func (s *session) refused(ctx context.Context, a *answer, how string) {
	a.about(ctx).Expect(a.Status()).To(Is(401), "a request %s is not refused with status 401", how)
	s.showsNothing(ctx, a, "the refusal of a request "+how)
}

// showsNothing expects an answer without any line of an order.
func (s *session) showsNothing(ctx context.Context, a *answer, what string) {
	if status := a.glimpse(); status != nil && len(status.own()) > 0 {
		l := status.own()[0]
		f := a.about(ctx).Finding(what+" shows an order", "no line of an order", l.whole())
		if status == a.status {
			place := l.place()
			f.Place = &place
		}
		Reject(ctx, f)
	}
	if a.status == nil {
		if told := cmp.Or(a.tells(s.shown), a.names()); told != "" {
			a.reject(ctx, what+" shows an order", "no line of an order, and nothing of one", told+" in the body")
		}
	}
	if ok, why := a.proves(); !ok {
		NotExercised(ctx, "%s", why)
	}
}

// askings is how often a request is made that has to be refused each time: of
// several machines behind one address, one may be set up wrongly.
const askings = 6
