package ordering

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/internal/verdict"
)

// follow keeps what an answer says of orders of the run that are in process.
func (s *Session) follow(r endpoint.Request, a *Answer) {
	if s.Target.Orders == nil || !a.Given() || a.number() != a.Asked {
		return
	}
	for _, p := range s.partsOf(r, a) {
		switch {
		case p.ended:
			s.Target.Orders.Ended(p.Part)
		case r.Order != nil:
			s.Target.Orders.Began(p.Part)
		}
	}
}

// partsOf are the parts of the order in an answer that cost something.
func (s *Session) partsOf(r endpoint.Request, a *Answer) (all []openPart) {
	for _, c := range a.Order.Charges() {
		p := orders.Part{Version: s.Version.Number, Number: a.Asked, Line: c.Line, Amount: c.Amount,
			Currency: c.Currency,
			Failed:   c.Failed}
		if c.Whole && r.Order != nil {
			p.Amount, p.Currency = r.Order.Amount, r.Order.Currency
		}
		all = append(all, openPart{p, c.State.Final})
	}
	return all
}

// openPart is an order or a line of it, and whether it is final.
type openPart struct {
	orders.Part
	ended bool
}

// ownOrdersEnded tells whether the balance is not what it should be because
// orders of this run, of either version, came to their end since it was read
// before: what fails is paid back then, and the documents do not say that what
// is done was charged before. It asks for those that were in process.
func (s *Session) ownOrdersEnded(ctx context.Context, before, now Money, want decimal.Decimal, nothing bool) bool {
	if len(before.open) == 0 {
		return false
	}
	s.lookAt(ctx, before.open)
	ended := s.Target.Orders.EndedOf(before.open)
	if len(ended) == 0 || len(ended) > mostEnded {
		return false
	}
	own := func(p orders.Part) bool { return SameCurrency(p.Currency, now.currency) }
	if !explained(now.amount.Sub(want),
		slices.DeleteFunc(slices.Clone(ended), func(p orders.Part) bool { return !own(p) }), true) {
		return false
	}
	if nothing && len(before.all) != len(now.all) {
		return false
	}
	for i, is := range now.all {
		if was := before.all[i]; nothing && (was.name != is.name || !explained(is.value.Sub(was.value), ended, false)) {
			return false
		}
	}
	var numbers []string
	for _, p := range ended {
		numbers = append(numbers, strings.TrimSpace(p.Number+" "+p.Line))
	}
	verdict.Note(ctx, "the balance moved by %s more, for %s came to an end meanwhile", now.amount.Sub(want),
		strings.Join(numbers, " and "))
	return true
}

// mostEnded bounds how many orders are held against one movement.
const mostEnded = 12

// explained tells whether some of the parts add up to a movement: what failed
// raises the balance, what is done lowers it. Where the sign is not known (of
// what was spent, say), the size is enough.
func explained(by decimal.Decimal, parts []orders.Part, signed bool) bool {
	for some := range 1 << len(parts) {
		sum := decimal.Zero
		for i, p := range parts {
			switch {
			case some>>i&1 == 0:
			case p.Failed:
				sum = sum.Add(p.Amount)
			default:
				sum = sum.Sub(p.Amount)
			}
		}
		if sum.Equal(by) || !signed && sum.Abs().Equal(by.Abs()) {
			return true
		}
	}
	return false
}

// lookAt asks for orders that are in process, of either version.
func (s *Session) lookAt(ctx context.Context, parts []orders.Part) {
	asked := map[string]bool{}
	for _, p := range parts {
		key := fmt.Sprint(p.Version, " ", p.Number)
		if asked[key] || len(s.Target.Orders.EndedOf([]orders.Part{p})) > 0 {
			continue
		}
		asked[key] = true
		from := s
		if p.Version != s.Version.Number {
			from = s.Other
		}
		if from == nil {
			continue
		}
		// what it says is followed; without an answer it stays as it was
		_, err := from.Send(ctx, from.getRequest(p.Number))
		verdict.Unable(ctx, context.Cause(ctx))
		if err != nil {
			return
		}
	}
}

// openParts are the orders of the run that are in process, as far as is known.
func (s *Session) openParts() []orders.Part {
	if s.Target.Orders == nil {
		return nil
	}
	return s.Target.Orders.InProcess()
}

// inProcess is what the orders of the run that are in process cost in a
// currency: so much may be paid back at any time.
func (s *Session) inProcess(currency string) (sum decimal.Decimal) {
	for _, p := range s.openParts() {
		if SameCurrency(p.Currency, currency) {
			sum = sum.Add(p.Amount)
		}
	}
	return sum
}

// sameAmounts tells whether two answers hold the same amounts.
func sameAmounts(a, b []amount) bool {
	return slices.EqualFunc(a, b, func(x, y amount) bool { return x.name == y.name && x.value.Equal(y.value) })
}
