package v2

import (
	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/decimals"
	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/orders"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/ekey/ordering"
)

// credit decides what an order is told that the partner can't pay for: code 6.
func (s *session) credit() {
	s.refuses("EK2-ERR-6", "an order above the credit limit", "6",
		func(ctx SpecContext) attempt { return s.buy(s.Named(ctx, environment.CreditLimit)) })

	It("refuses an order above the available balance, and places nothing", Decides("EK2-BAL-01"),
		func(ctx SpecContext) {
			cheap := s.APlain(ctx)
			t := s.buy(cheap, s.Named(ctx, environment.CreditLimit))
			before := s.Money(ctx, cheap.Currency)
			s.refused(ctx, t, "an order of which one line is above the balance", "6")
			s.absent(ctx, t.number, "an order above the balance was refused")
			s.Charged(ctx, before, "an order above the balance", nil)
			if p, units, known := s.TooMany(ctx); known && units > 1 && s.sellsAtListPrice(p) {
				// what each line by itself stays below
				before := s.Money(ctx, p.Currency)
				t := s.buy(p, p)
				t.lines[0].quantity, t.lines[1].quantity = units-1, units-1
				if a := s.add(ctx, t.mustRefuse(orders.Invalid)); !a.Given() || !s.Fell(ctx, p) {
					s.isRefusal(ctx, a, "an order of which all lines together are above the balance", "6")
					s.absent(ctx, t.number, "an order above the balance was refused")
					s.Charged(ctx, before, "an order above the balance", nil)
				}
			}
		})
}

// charged decides what orders cost.
func (s *session) charged() {
	It("lowers what is available by what all lines of an order cost, and those of two at the same moment",
		Decides("EK2-BAL-02"), func(ctx SpecContext) {
			s.plainOrder(ctx)
			s.Mischarged.Settle(ctx) // of this and of other specs' orders
			if !s.Moves {
				NotExercised(ctx,
					"the balance can't be read in the answer of CheckLimits, whose contents are not documented")
			}
		})
}

// sellsAtListPrice tells whether lines of a product cost what the price list
// says, as far as lines of it were answered.
func (s *session) sellsAtListPrice(p ordering.Product) bool {
	for _, one := range s.sold {
		for _, l := range orderIn(one.answer).lines {
			if price, err := decimals.Parse(l.price); l.partNum == p.PartNum && (err != nil || !price.Equal(p.Price)) {
				return false
			}
		}
	}
	return true
}
