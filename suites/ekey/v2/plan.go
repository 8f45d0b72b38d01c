package v2

import (
	"context"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/suites/ekey/ordering"
)

// planned are what the specs order. What must be refused is not in it.
var planned = []ordering.Sort{
	{Why: "a line that finishes later", Find: ordering.Configured(environment.FinishesLater), Quantities: []int{1},
		Later: true},
	{Why: "a line that fails later", Find: ordering.Configured(environment.FinishesAndFails), Quantities: []int{1},
		Later: true},
	{Why: "a plain product", Find: ordering.Cheapest(ordering.Plain), Quantities: []int{1, 1, 3, 1, 1, 2, 1, 1, 1}},
	{Why: "the same in a further line", Find: ordering.Cheapest(ordering.Plain), Quantities: []int{1}, Later: true},
	{Why: "a second plain product", Find: ordering.Second, Quantities: []int{1, 1}, Later: true},
	{Why: "a product with a license form", Find: ordering.Cheapest(ordering.Licensed), Quantities: []int{1}},
	{Why: "a subscription", Find: ordering.Cheapest(ordering.Subscription), Quantities: []int{1}},
	{Why: "a product with links of limited life", Find: ordering.Cheapest(ordering.LimitedLinks), Quantities: []int{1}},
	{Why: "the same under a line number of 32 characters and more, unless that is refused",
		Find: ordering.Cheapest(ordering.LimitedLinks), Quantities: []int{1}},
}

// Plan is what the specs of version 2 are going to order, where every order is accepted that should be.
func Plan(ctx context.Context, t *endpoint.Target) ([]orders.Planned, error) {
	if t.EKey2 == nil {
		return nil, nil
	}
	return newSession(t).Plan(ctx, planned)
}
