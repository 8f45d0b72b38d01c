package westcon

import (
	"context"
	"net/http"
	"strings"

	"github.com/montcheck/montcheck/internal/spec"
)

// baseline ends a spec that expects a refusal, where a request that is right
// in everything is not answered with an order: a service that lets no one in
// would refuse whatever the spec asks, and prove nothing.
func (s *session) baseline(ctx context.Context) {
	own := s.t.Scenarios.WestconOrders
	if len(own) == 0 {
		spec.NotExercised(ctx, "a refusal proves nothing where no request is known that is answered: configure scenarios.westcon_orders")
	}
	a := s.single(ctx, byWestcon, bare(own[0]))
	if len(a.lines(ctx)) == 0 {
		spec.NotExercised(ctx, "a refusal proves nothing while the right request shows no line of order %s: see WST-ORD-13", padded(own[0]))
	}
}

// glimpse reads an order status as anyone would who wants to see it: with a
// byte order mark in front, too. It is nil where there is none to be read.
func (a *answer) glimpse() *orderStatus {
	if a.status != nil {
		return a.status
	}
	return read([]byte(strings.TrimPrefix(a.text, "\ufeff")))
}

// names tells whether the text of an answer has a member that only lines of
// orders have, readable or not. The numbers asked for are none: a refusal may
// speak of them.
func (a *answer) names() string {
	lower := strings.ToLower(a.text)
	for _, m := range members {
		if m.name != "eRPOrderNumber" && m.name != "customerOrderNumber" && strings.Contains(lower, strings.ToLower(m.name)) {
			return m.name
		}
	}
	return ""
}

// proves tells whether an answer proves that nothing is shown, if no line is
// found in it: an order status that can be read, or a refusal without a
// member of a line. For another answer it says why not.
func (a *answer) proves() (ok bool, why string) {
	switch {
	case a.Status() >= 200 && a.Status() < 300 && a.status != nil:
		return true, ""
	case a.Status() >= 200 && a.Status() < 300:
		return false, "an order status that can't be read proves nothing: see WST-SCH-01"
	case a.Status() >= 400 && a.Status() < 500:
		return true, ""
	}
	return false, "an answer that is neither an order status nor a refusal proves nothing: " + a.says()
}

// refuses tells whether an answer is a refusal of the client's request.
func (a *answer) refuses() bool {
	return a.Status() >= http.StatusBadRequest && a.Status() < http.StatusInternalServerError
}
