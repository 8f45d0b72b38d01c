package v2

import (
	"fmt"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/orders"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/ekey/ordering"
)

// priceList decides the price list: MONT's public wiki, getpricechanges.
func (s *session) priceList() {
	It("tells of each product whether it is blocked, needs a form, and how it is fulfilled", Decides("EK2-PRC-01"),
		func(ctx SpecContext) {
			a := s.Ask(ctx, s.Request("GetPriceChanges", "GetPriceChanges/0", ""))
			if resultIn(a) == nil || resultIn(a).data == nil {
				a.Reject(ctx, "GetPriceChanges gives no price list", "Data with a PriceList", a.Says())
			}
			list, err := ordering.ProductsIn(a.Answer, ordering.PriceContract)
			Unable(ctx, err)
			if len(list) == 0 {
				NotExercised(ctx, "the price list is empty")
			}
			var found Findings
			for i, p := range list {
				for _, name := range p.Lacks {
					found.Add(
						a.About(ctx).Finding(
							fmt.Sprintf("product %d of the price list (%s) has no %s", i+1, p.PartNum, name),
							"a "+name, "none"))
				}
			}
			found.Settle(ctx)
			Note(ctx, "%d products", len(list))
		})
	It("refuses a blocked product of the price list", Decides("EK2-PRC-01", "EK2-ERR-10"), func(ctx SpecContext) {
		for _, alone := range []bool{true, false} {
			number := ""
			a := s.OrderBlocked(ctx, func(p ordering.Product) *ordering.Answer {
				t := s.buy(p)
				if !alone {
					t = s.behind(ctx, t)
				}
				number = t.number
				return s.add(ctx, t.mustRefuse(orders.Invalid))
			})
			s.isRefusal(ctx, a, "an order of a blocked product", "10")
			s.absent(ctx, number, "an order of a blocked product was refused")
		}
	})
}
