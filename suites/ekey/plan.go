package ekey

import (
	"context"
	"errors"

	"github.com/shopspring/decimal"

	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/internal/spec"
	"github.com/montcheck/montcheck/internal/target"
)

// sort is a sort of product that the specs of a version order, and the
// quantities they order it in when all goes well, a line each.
type sort struct {
	why        string
	find       func(*session, []product) (product, bool)
	quantities []int
	later      bool // a further line of orders that are counted already
}

// orders1 and orders2 are what the specs order. What must be refused is not
// in it.
var (
	orders1 = []sort{
		{why: "an order that finishes later", find: configured("finishes_later"), quantities: []int{1}},
		{why: "an order that fails later", find: configured("finishes_and_fails"), quantities: []int{1}},
		{why: "a plain product", find: cheapest(plain), quantities: []int{2, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2}},
		{why: "a product with a license form", find: cheapest(licensed), quantities: []int{1, 1}},
		{why: "a renewal", find: cheapest(renewal), quantities: []int{1}},
		{why: "a product out of stock", find: configured("out_of_stock"), quantities: []int{1}},
	}
	orders2 = []sort{
		{why: "a line that finishes later", find: configured("finishes_later"), quantities: []int{1}, later: true},
		{why: "a line that fails later", find: configured("finishes_and_fails"), quantities: []int{1}, later: true},
		{why: "a plain product", find: cheapest(plain), quantities: []int{1, 1, 3, 1, 1, 2, 1, 1, 1}},
		{why: "the same in a further line", find: cheapest(plain), quantities: []int{1}, later: true},
		{why: "a second plain product", find: second, quantities: []int{1, 1}, later: true},
		{why: "a product with a license form", find: cheapest(licensed), quantities: []int{1}},
		{why: "a subscription", find: cheapest(subscription), quantities: []int{1}},
		{why: "a product with links of limited life", find: cheapest(limitedLinks), quantities: []int{1}},
		{why: "the same under a line number of 32 characters and more, unless that is refused", find: cheapest(limitedLinks), quantities: []int{1}},
	}
)

func cheapest(wanted func(product) bool) func(*session, []product) (product, bool) {
	return func(s *session, all []product) (product, bool) { return s.cheapest(all, wanted) }
}

func configured(key string) func(*session, []product) (product, bool) {
	return func(s *session, all []product) (product, bool) { return s.scenarioOf(all, key) }
}

func second(s *session, all []product) (product, bool) {
	first, ok := s.cheapest(all, plain)
	if !ok {
		return first, false
	}
	return s.cheapest(all, first.another)
}

// Plan is what the specs of both versions are going to order where every
// order is accepted that should be, and nothing else. It reads the price
// lists, and orders nothing. The error is the harness's; an endpoint without
// a price list has an empty plan.
func Plan(ctx context.Context, t *target.Target) ([]orders.Planned, error) {
	var all []orders.Planned
	for _, v := range []struct {
		service *target.Service
		version int
		sorts   []sort
	}{{t.EKey, 1, orders1}, {t.EKey2, 2, orders2}} {
		if v.service == nil || v.version == 1 && t.Content == nil {
			continue
		}
		s := newSession(t, v.service, v.version, "")
		list, err := s.priceList(spec.With(ctx, spec.NewState("plan", v.service.Module, nil, 0)))
		if errors.As(err, new(*noPriceList)) || errors.As(err, new(*target.Unfinished)) && ctx.Err() == nil {
			continue // the specs will find that
		}
		if err != nil {
			return nil, err
		}
		for _, sort := range v.sorts {
			if p, ok := sort.find(s, list); ok {
				all = append(all, sort.planned(v.version, p))
			}
		}
	}
	return all, nil
}

func (o sort) planned(version int, p product) orders.Planned {
	planned := orders.Planned{Version: version, Why: o.why, PartNum: p.partNum, Price: p.price, Currency: p.currency, Orders: len(o.quantities)}
	if o.later {
		planned.Orders = 0
	}
	for _, q := range o.quantities {
		planned.Units += p.count(q)
	}
	planned.Amount = p.price.Mul(decimal.NewFromInt(int64(planned.Units)))
	return planned
}
