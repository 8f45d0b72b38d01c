package ordering

import (
	"context"
	"errors"

	"github.com/shopspring/decimal"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/internal/verdict"
)

// Sort is a sort of product that the specs of a version order, and the
// quantities they order it in when all goes well, a line each.
type Sort struct {
	Why        string
	Find       func(*Session, []Product) (Product, bool)
	Quantities []int
	Later      bool // a further line of orders that are counted already
}

func Cheapest(wanted func(Product) bool) func(*Session, []Product) (Product, bool) {
	return func(s *Session, all []Product) (Product, bool) { return s.Cheapest(all, wanted) }
}

func Configured(key environment.Scenario) func(*Session, []Product) (Product, bool) {
	return func(s *Session, all []Product) (Product, bool) { return s.scenarioOf(all, key) }
}

func Second(s *Session, all []Product) (Product, bool) {
	first, ok := s.Cheapest(all, Plain)
	if !ok {
		return first, false
	}
	return s.Cheapest(all, first.Another)
}

// Plan is what orders of those sorts cost, by the price list. An endpoint without one has an empty plan. The error is
// the harness's.
func (s *Session) Plan(ctx context.Context, sorts []Sort) (all []orders.Planned, err error) {
	list, err := s.PriceList(verdict.With(ctx, verdict.NewState("plan", s.service.Module, nil, 0)))
	if errors.As(err, new(*noPriceList)) || errors.As(err, new(*endpoint.Unfinished)) && ctx.Err() == nil {
		return nil, nil // the specs will find that
	}
	if err != nil {
		return nil, err
	}
	for _, sort := range sorts {
		if p, ok := sort.Find(s, list); ok {
			all = append(all, sort.planned(s.Version.Number, p))
		}
	}
	return all, nil
}

func (o Sort) planned(version int, p Product) orders.Planned {
	planned := orders.Planned{Version: version, Why: o.Why, PartNum: p.PartNum, Price: p.Price, Currency: p.Currency,
		Orders: len(o.Quantities)}
	if o.Later {
		planned.Orders = 0
	}
	for _, q := range o.Quantities {
		planned.Units += p.Count(q)
	}
	planned.Amount = p.Price.Mul(decimal.NewFromInt(int64(planned.Units)))
	return planned
}
