package ordering

import (
	"errors"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/endpoint"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/transport"
)

// EachSold registers a spec that checks each order of those that were sold by
// the time it runs. The requirement is that which tells why there are none.
func EachSold[S any](id, text, accepted string, sold *[]S, check func(ctx SpecContext, one S, found *Findings)) {
	It(text, Decides(id), func(ctx SpecContext) {
		if len(*sold) == 0 {
			NotExercised(ctx, "no order was accepted: see %s", accepted)
		}
		var found Findings
		for _, one := range *sold {
			check(ctx, one, &found)
		}
		found.Settle(ctx)
		Note(ctx, "%d orders", len(*sold))
	})
}

// TimesOrdered is how often an order with a number was sent.
func (s *Session) TimesOrdered(number string) int {
	return len(s.Recorded(func(a *Answer) bool { return a.Asked == number && a.Operation == "AddOrder" }))
}

// OrderAgain sends an order whose number was used before. It returns nil, and
// notes so, where the budget leaves no room for it.
func (s *Session) OrderAgain(ctx SpecContext, number string, r endpoint.Request) *Answer {
	a, err := s.Send(ctx, r)
	if errors.As(err, new(interface{ NotExercised() string })) {
		Note(ctx, "not order %s and what came after it: %s", number, err)
		return nil
	}
	Unable(ctx, err)
	return a
}

// Available decides that the service is there.
func (s *Session) Available() {
	It("can be had whenever it is asked", Decides("MNT-AVL-01"), func(ctx SpecContext) {
		s.Send(ctx, s.Request(s.Version.BalanceMethod, s.Version.BalanceMethod, "")) // its answer is in the record
		transport.Available(ctx, s.Target, s.service.Module)
	})
}
