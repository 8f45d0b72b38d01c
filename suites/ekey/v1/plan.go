package v1

import (
	"context"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/suites/ekey/ordering"
)

// planned are what the specs order. What must be refused is not in it.
var planned = []ordering.Sort{
	{Why: "an order that finishes later", Find: ordering.Configured(environment.FinishesLater), Quantities: []int{1}},
	{Why: "an order that fails later", Find: ordering.Configured(environment.FinishesAndFails), Quantities: []int{1}},
	{Why: "a plain product", Find: ordering.Cheapest(ordering.Plain),
		Quantities: []int{2, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2}},
	{Why: "a product with a license form", Find: ordering.Cheapest(ordering.Licensed), Quantities: []int{1, 1}},
	{Why: "a renewal", Find: ordering.Cheapest(ordering.Renewal), Quantities: []int{1}},
	{Why: "a product out of stock", Find: ordering.Configured(environment.OutOfStock), Quantities: []int{1}},
}

// Plan is what the specs of version 1 are going to order, where every order is accepted that should be.
func Plan(ctx context.Context, t *endpoint.Target) ([]orders.Planned, error) {
	if t.EKey == nil || t.Content == nil {
		return nil, nil
	}
	return newSession(t).Plan(ctx, planned)
}
