package ekey

import (
	"context"
	"slices"

	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/internal/spec"
)

// anew is a product as the price list has it now: a catalogue may change
// while a run is at work.
func (s *session) anew(ctx context.Context, p product) product {
	s.catalogue = nil
	all := s.products(ctx)
	if i := slices.IndexFunc(all, func(now product) bool { return now.partNum == p.partNum }); i >= 0 {
		return all[i]
	}
	return product{partNum: p.partNum}
}

// fell tells whether a product became cheaper since the price list was read.
func (s *session) fell(ctx context.Context, p product) bool {
	return s.anew(ctx, p).price.LessThan(p.price)
}

// forSale ends the spec as not exercised where a product was blocked since
// the price list was read.
func (s *session) forSale(ctx context.Context, p product) {
	if s.anew(ctx, p).blocked {
		spec.NotExercised(ctx, "%s was blocked while the run was at work", p.partNum)
	}
}

// orderBlocked orders a blocked product. Where that is accepted, it may have
// been freed since the price list was read: then another one is tried.
func (s *session) orderBlocked(ctx context.Context, order func(product) *answer) *answer {
	for range 3 {
		p := s.choose(ctx, "blocked product", withdrawn)
		if a := order(p); a.said("") != orders.Confirmed || s.anew(ctx, p).blocked {
			return a
		}
	}
	spec.NotExercised(ctx, "products are no longer blocked when they are ordered")
	return nil
}
