package ekey

import (
	"context"
	"slices"

	"github.com/montcheck/montcheck/internal/spec"
	"github.com/montcheck/montcheck/schemas"
)

// tries is how many products of a sort are ordered until one is sold. Each
// counts against the budget.
const tries = 3

// The codes by which a product is not sold now, whatever the order: its vendor
// refuses it, or it was blocked since the price list was read. Version 2 has
// no code for a vendor's refusal but that of an error inside the service.
var (
	unsold1 = []string{"4", "8", "11"}
	unsold2 = []string{"10", "101", "6005"}
)

// aPlain is a plain product that is sold: the choice is ours, and no attribute
// shows which ones are out of stock or refused by their vendor.
func (s *session) aPlain(ctx context.Context) product {
	if s.version == 1 {
		s.placed(ctx)
	} else {
		s.placed2(ctx)
	}
	return s.choose(ctx, "plain product to order", plain)
}

// unfit leaves a product out from now on, and says so, if there is another of
// its sort to order in its place.
func (s *session) unfit(ctx context.Context, p product, wanted func(product) bool, a *answer) bool {
	if s.unsold == nil {
		s.unsold = map[string]bool{}
	}
	if len(s.unsold) >= 4*tries || p.partNum == nothing {
		return false
	}
	s.unsold[p.partNum] = true
	if _, another := s.cheapest(s.products(ctx), wanted); !another {
		delete(s.unsold, p.partNum)
		return false
	}
	spec.Note(ctx, "%s was chosen first, and is not sold now (%s): another product was ordered instead", p.partNum, a.says())
	return true
}

// refusedAsSuch tells whether an answer refuses an order for its product.
func (a *answer) refusedAsSuch() bool {
	return a.refusal != nil && slices.Contains(unsold1, a.refusal.code) ||
		a.result != nil && a.result.isError && slices.Contains(unsold2, a.result.code)
}

// outOfStock tells whether the order in an answer failed, or a line of it.
func (a *answer) outOfStock() bool {
	return a.order != nil && a.order.status == schemas.Failed ||
		a.order2 != nil && slices.ContainsFunc(a.order2.lines, func(l line2) bool { return l.status == failed2 })
}

// each calls order with a product of a sort, and with another one where that
// is not sold, until one is or tries are used up.
func (s *session) each(ctx context.Context, what string, wanted func(product) bool, order func(product) *answer) {
	for try := 1; ; try++ {
		p := s.choose(ctx, what, wanted)
		if a := order(p); a == nil || !a.refusedAsSuch() || try == tries || !s.unfit(ctx, p, wanted, a) {
			return
		}
	}
}

// notSold finds out which products of an order of plain ones are not sold, and
// leaves them out from now on. A refusal names no line, so that the first is
// ordered alone.
func (s *session) notSold(ctx context.Context, t attempt2, a *answer) bool {
	if a.order2 != nil {
		found := false
		for i, l := range t.lines {
			failed := slices.ContainsFunc(a.order2.lines, func(now line2) bool { return now.number == l.number && now.status == failed2 })
			found = failed && s.unfit(ctx, t.products[i], plain, a) || found
		}
		return found
	}
	if !a.refusedAsSuch() {
		return false
	}
	guilty := t.products[0]
	if other := t.products[len(t.products)-1]; other.partNum != guilty.partNum {
		alone := s.buy2(guilty)
		if b := s.add2(ctx, alone); b.order2 != nil {
			s.sold2 = append(s.sold2, sale2{alone, b})
			guilty = other
		}
	}
	return s.unfit(ctx, guilty, plain, a)
}
