package v2

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"

	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/ekey/ordering"
)

// hostile decides that hostile input is refused or kept as text.
func (s *session) hostile() {
	for _, h := range ordering.HostileTexts {
		It("refuses or keeps as text "+h.What, Decides("EK2-SEC-01"), func(ctx SpecContext) {
			s.TakesOrders(ctx)
			for _, field := range []string{"OrderNum", "OrderLineNum", "PartNum", "Quantity", "FieldValue"} {
				t := s.buy(s.Victim(ctx))
				if field == "FieldValue" {
					t.lines[0].form = [][2]string{{"CustomerName", ""}}
				}
				r := s.addRequest(ctx, t)
				s.Harmless(&r)
				r.Body = strings.TrimPrefix(r.Body, declaration)
				sent := h.Plant(&r, field)
				a := s.AskToOrder(ctx, r)
				s.Survives(ctx, a, h, field)
				if o := orderIn(a); o != nil && len(o.lines) > 0 {
					l := o.lines[0]
					h.Kept(ctx, a, field, sent,
						map[string]string{"OrderNum": o.number, "OrderLineNum": l.number, "PartNum": l.partNum,
							"Quantity": l.quantity})
				}
			}
			a := s.Get(ctx, h.Number())
			s.Survives(ctx, a, h, "GetOrder's order number")
			if a.Given() {
				a.Reject(ctx, h.What+" in GetOrder's order number finds an order",
					"IsError true, and no order", a.Says())
			}
		})
	}
}
