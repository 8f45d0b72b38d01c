package ordering

import (
	"cmp"
	"context"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/verdict"
)

// APlain is a plain product that is sold: the choice is ours, and no attribute
// shows which ones are out of stock or refused by their vendor.
func (s *Session) APlain(ctx context.Context) Product {
	s.Dialect.PlacePlain(ctx)
	return s.Choose(ctx, "plain product to order", Plain)
}

// Unfit leaves a product out from now on, and says so, if there is another of
// its sort to order in its place.
func (s *Session) Unfit(ctx context.Context, p Product, wanted func(Product) bool, a *Answer) bool {
	if s.unsold == nil {
		s.unsold = map[string]bool{}
	}
	if len(s.unsold) >= 4*Tries || p.PartNum == Nothing {
		return false
	}
	s.unsold[p.PartNum] = true
	if _, another := s.Cheapest(s.Products(ctx), wanted); !another {
		delete(s.unsold, p.PartNum)
		return false
	}
	verdict.Note(ctx, "%s was chosen first, and is not sold now (%s): another product was ordered instead",
		p.PartNum, a.Says())
	return true
}

// Each calls order with a product of a sort, and with another one where that
// is not sold, until one is or tries are used up.
func (s *Session) Each(ctx context.Context, what string, wanted func(Product) bool, order func(Product) *Answer) {
	for try := 1; ; try++ {
		p := s.Choose(ctx, what, wanted)
		if a := order(p); a == nil || !a.RefusedAsSuch() || try == Tries || !s.Unfit(ctx, p, wanted, a) {
			return
		}
	}
}

// NeedPlain places the plain order, for specs that are about something else.
func (s *Session) NeedPlain(ctx context.Context) {
	s.Dialect.PlacePlain(ctx)
	if s.Plain.Trouble != "" {
		verdict.NotExercised(ctx, "the plain order was not accepted (%s): see %s", s.Plain.Trouble, s.Version.Accepted)
	}
}

// Tries is how many products of a sort are ordered until one is sold. Each
// counts against the budget.
const Tries = 3

// Choose returns the cheapest product of a sort that the budget's currency
// pays for, rather one that is delivered at once unless that is dear, leaving
// out those with a behaviour of their own. It ends the spec where there is none.
func (s *Session) Choose(ctx context.Context, what string, wanted func(Product) bool) Product {
	p, ok := s.Cheapest(s.Products(ctx), wanted)
	if !ok {
		verdict.NotExercised(ctx, "the price list has no %s%s", what,
			map[bool]string{true: " in " + s.Currency}[s.Currency != ""])
	}
	return p
}

func (s *Session) Cheapest(all []Product, wanted func(Product) bool) (Product, bool) {
	var special []string
	for _, scenario := range environment.Products {
		special = append(special, s.Target.Scenarios.One(scenario))
	}
	var found []Product
	for _, p := range all {
		if wanted(p) && p.Price.IsPositive() && !slices.Contains(special, p.PartNum) && !s.unsold[p.PartNum] &&
			(s.Currency == "" || p.Currency == s.Currency) {
			found = append(found, p)
		}
	}
	if len(found) == 0 {
		return Product{}, false
	}
	return slices.MinFunc(found, func(a, b Product) int {
		return cmp.Or(cmp.Compare(b2i(s.dear(a)), b2i(s.dear(b))), cmp.Compare(b2i(b.instant), b2i(a.instant)),
			s.share(a).Cmp(s.share(b)), cmp.Compare(a.PartNum, b.PartNum))
	}), true
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Named returns the product that the configuration names for a behaviour
// that no attribute shows.
func (s *Session) Named(ctx context.Context, key environment.Scenario) Product {
	partNum := s.Target.Scenarios.One(key)
	if partNum == "" {
		verdict.NotExercised(ctx, "no attribute shows which product does this: configure %s", key)
	}
	p, ok := s.Special(ctx, key)
	if !ok {
		verdict.NotExercised(ctx, "%s is %q, which the price list does not have", key, partNum)
	}
	return p
}

// Special returns the product that the configuration names, if it does and
// the price list has it.
func (s *Session) Special(ctx context.Context, key environment.Scenario) (Product, bool) {
	return s.scenarioOf(s.Products(ctx), key)
}

func (s *Session) scenarioOf(all []Product, key environment.Scenario) (Product, bool) {
	i := slices.IndexFunc(all,
		func(p Product) bool { return p.PartNum != "" && p.PartNum == s.Target.Scenarios.One(key) })
	if i < 0 {
		return Product{}, false
	}
	return all[i], true
}

// share is what of the partner's money in its currency the least quantity of
// a product costs; the cost itself where there is one currency, or where the
// balance can't be read.
func (s *Session) share(p Product) decimal.Decimal {
	cost := p.Cost(p.Count(1))
	if purse := s.purses[p.Currency]; purse.IsPositive() {
		return cost.Div(purse)
	}
	return cost
}

// dear tells whether a product would use up much of the partner's money, where
// the balance can be read.
func (s *Session) dear(p Product) bool {
	return s.purses[p.Currency].IsPositive() && s.share(p).GreaterThan(decimal.New(5, -2))
}
