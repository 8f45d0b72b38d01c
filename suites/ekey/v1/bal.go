package v1

import (
	. "github.com/onsi/ginkgo/v2"

	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/schemas"
	"github.com/montcheck/montcheck/suites/ekey/ordering"
)

// balance decides CheckMyBalance: D3, "Получение справочной информации".
func (s *session) balance() {
	It("answers CheckMyBalance", Decides("EKY-BAL-01"), func(ctx SpecContext) {
		a := s.Ask(ctx, s.Request("CheckMyBalance", "CheckMyBalance", ""))
		a.About(ctx).Expect(a.Status()).To(Is(200), "CheckMyBalance is not answered with 200")
		a.About(ctx).Expect(a.Root != nil).To(Is(true), "CheckMyBalance is not answered with well-formed XML")
	})
	It("lowers the balance by what an order costs", Decides("EKY-BAL-02"), func(ctx SpecContext) {
		p := s.APlain(ctx)
		before := s.Money(ctx, p.Currency)
		s.Readable(ctx, before)
		for n := range 2 { // with the balance read once after each: every other answer may be of a cache
			t := s.buy(p, 2)
			s.order(ctx, t, "a plain order")
			if a := s.Settled(ctx, t.number); !a.Given() || orderIn(a).status != schemas.Done {
				NotExercised(ctx, "the order is not done: %s", a.Says())
			}
			s.Charged(ctx, before, "an order", ordering.Bill{{Product: p, Quantity: (n + 1) * t.quantity}})
		}
		refusedAt := s.Money(ctx, p.Currency)
		s.add(ctx, s.unknownProduct(ctx))
		s.Charged(ctx, refusedAt, "a refused order", nil)
		s.Mischarged.Settle(ctx) // of the orders of other specs
	})
}
