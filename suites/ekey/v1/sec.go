package v1

import (
	"context"

	. "github.com/onsi/ginkgo/v2"

	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/ekey/ordering"
)

// hostile decides that hostile input is refused or kept as text.
func (s *session) hostile() {
	for _, h := range ordering.HostileTexts {
		It("refuses or keeps as text "+h.What, Decides("EKY-SEC-01"), func(ctx SpecContext) {
			s.TakesOrders(ctx)
			for _, field := range []string{"OrderNum", "PartNum", "quantity", "CustomerName", "ActivationKey"} {
				t := s.buy(s.Victim(ctx), 1)
				t.body.user, t.body.oldKey = person, "AAAA-BBBB"
				r := s.addRequest(ctx, t)
				s.Harmless(&r)
				sent := h.Plant(&r, field)
				a := s.AskToOrder(ctx, r)
				s.Survives(ctx, a, h, field)
				if o := orderIn(a); o != nil {
					h.Kept(ctx, a, field, sent,
						map[string]string{"OrderNum": o.number, "PartNum": o.partNum, "quantity": o.quantity})
					s.keptAs(ctx, h, r.Order.Number, o.number)
				}
			}
			if a := s.Get(ctx, h.Number()); a.Size() > 0 { // else it is no answer to an unknown number: see EKY-GET-02
				s.Survives(ctx, a, h, "GetOrder's order number")
			}
		})
	}
}

// keptAs asks for an order that was accepted with a hostile text, which has
// to come back as text here, too.
func (s *session) keptAs(ctx context.Context, h ordering.HostileText, number, was string) {
	if len(number) > 500 || s.Target.Orders == nil {
		return
	}
	a := s.Get(ctx, number)
	s.Survives(ctx, a, h, "an order that was placed with it")
	if a.Given() && ordering.Visible(orderIn(a).number) != ordering.Visible(was) {
		a.Reject(ctx, h.What+" in OrderNum comes back otherwise by GetOrder", was, orderIn(a).number)
	}
}
