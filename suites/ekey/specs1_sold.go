package ekey

import (
	"errors"
	"slices"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/orders"
	. "github.com/montcheck/montcheck/internal/spec"
	"github.com/montcheck/montcheck/internal/target"
	"github.com/montcheck/montcheck/schemas"
)

// everyOrder1 decides what holds for every order that was accepted, of whatever
// sort: a service may be right about plain ones only.
func (s *session) everyOrder1() {
	each := func(id, text string, check func(ctx SpecContext, one sale, found *Findings)) {
		eachSold(id, text, "EKY-ADD-01", &s.sold, check)
	}
	each("EKY-ADD-01", "gives number, product and quantity of every order back", func(ctx SpecContext, one sale, found *Findings) {
		s.echoes(ctx, one.answer, one.attempt, found)
	})
	each("EKY-GET-01", "gives every order by GetOrder as AddOrder gave it", s.asBefore)
	each("EKY-ADD-03", "gives every order that is done a key for each unit", func(ctx SpecContext, one sale, found *Findings) {
		all := s.answersOn(one.number)
		i := slices.IndexFunc(all, func(a *answer) bool { return a.order.status != schemas.InProcess })
		if i >= 0 && all[i].order.status == schemas.Done && s.timesOrdered(one.number) == 1 {
			all[i].keysOfUnits(ctx, one.quantity, found) // a later answer that differs breaks EKY-GET-01
		}
	})
	It("refuses the number of every order", Decides("EKY-IDEM-01"), func(ctx SpecContext) {
		for _, one := range s.sold {
			if s.timesOrdered(one.number) > 1 {
				continue // by a spec of its own
			}
			a := s.orderAgain(ctx, one.number, s.addRequest(ctx, one.mustRefuse(orders.Taken)))
			if a == nil {
				return
			}
			s.isRefusal(ctx, a, "a second order with the number of one of "+one.product.partNum, duplicate)
		}
	})
}

// eachSold registers a spec that checks each order of those that were sold by
// the time it runs. The requirement is that which tells why there are none.
func eachSold[S any](id, text, accepted string, sold *[]S, check func(ctx SpecContext, one S, found *Findings)) {
	It(text, Decides(id), func(ctx SpecContext) {
		if len(*sold) == 0 {
			NotExercised(ctx, "no order was accepted: see %s", accepted)
		}
		var found Findings
		for _, one := range *sold {
			check(ctx, one, &found)
		}
		found.Settle(ctx)
		Note(ctx, "%d orders", len(*sold))
	})
}

// orderAgain sends an order whose number was used before. It returns nil, and
// notes so, where the budget leaves no room for it.
func (s *session) orderAgain(ctx SpecContext, number string, r target.Request) *answer {
	a, err := s.send(ctx, r)
	if errors.As(err, new(interface{ NotExercised() string })) {
		Note(ctx, "not order %s and what came after it: %s", number, err)
		return nil
	}
	Unable(ctx, err)
	return a
}

// asBefore asks for an order again, and notes where an answer on it is
// not what the one before was. Orders whose numbers were used again are for
// the requirements on that to judge.
func (s *session) asBefore(ctx SpecContext, one sale, found *Findings) {
	if s.timesOrdered(one.number) > 1 {
		return
	}
	for range 2 {
		if a := s.get(ctx, one.number); a.order == nil {
			found.Add(a.about(ctx).Finding("GetOrder does not give an order that was accepted", "the order", a.says()))
		}
	}
	all := s.answersOn(one.number)
	first := all[0].order
	var done, final *order1 // as it was first when it was done, and as GetOrder gave it first once it was final
	for _, a := range all {
		now := a.order
		for _, d := range first.changed(now) {
			found.Add(a.about(ctx).Finding("the order has another "+d.name+" than at first", d.was, d.is))
		}
		if now.status == schemas.Done {
			if done == nil {
				done = now
			}
			if was, is := keysOf(done), keysOf(now); was != is {
				found.Add(a.about(ctx).Finding("the order has other keys than before", was, is))
			}
			if was, is := linksOf(done), linksOf(now); one.product.fulfillment != 1 && was != is {
				found.Add(a.about(ctx).Finding("the order has other links, though the product's FulfillmentType is not 1", was, is))
			}
		}
		switch {
		case a.operation != "GetOrder" || now.status == schemas.InProcess:
		case final == nil:
			final = now
		case final.status == now.status && final.fixed() != now.fixed():
			found.Add(a.about(ctx).Finding("the order is another than before", final.fixed(), now.fixed()))
		}
	}
}

// answersOn are the orders that were given for a number, the first one first.
func (s *session) answersOn(number string) []*answer {
	return s.recorded(func(a *answer) bool { return a.asked == number && a.order != nil })
}

// timesOrdered is how often an order with a number was sent.
func (s *session) timesOrdered(number string) int {
	return len(s.recorded(func(a *answer) bool { return a.asked == number && a.operation == "AddOrder" }))
}
