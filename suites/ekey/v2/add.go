package v2

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	. "github.com/onsi/ginkgo/v2"

	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/ekey/ordering"
)

// correct decides what a correct order is answered: D0; D1, "О заказе".
func (s *session) correct() {
	It("accepts an order with several lines and gives their numbers back", Decides("EK2-ADD-01"),
		func(ctx SpecContext) {
			s.PlacePlain(ctx) // which finds two that are sold
			two := s.twoPlain(ctx)
			t, a := s.buy(append(two, two[0])...), (*ordering.Answer)(nil) // a product may stand in several lines
			before := s.Money(ctx, two[0].Currency)
			a = s.order(ctx, t, "an order of three lines")
			var found Findings
			s.echoes(ctx, a, t, &found)
			found.Settle(ctx)
			s.Tell(ctx, before, "an order of three lines", t.bill(), s.Settled(ctx, t.number))
		})
	It("answers each of two orders that come at the same moment with its own", Decides("EK2-ADD-01"),
		func(ctx SpecContext) {
			p := s.APlain(ctx)
			both := []attempt{s.buy(p), s.buy(p)}
			both[1].lines[0].quantity = p.Count(2)
			before := s.Money(ctx, p.Currency)
			var found Findings
			for i, a := range s.Together(ctx, s.addRequest(ctx, both[0]), s.addRequest(ctx, both[1])) {
				if !a.Given() {
					s.paidFor(ctx, a, both[i])
					a.Reject(ctx, "one of two orders at the same moment is not accepted",
						"IsError false, and the order", a.Says())
				}
				s.echoes(ctx, a, both[i], &found)
				resultsWhereDone(ctx, a, &found)
				s.sold = append(s.sold, sale{both[i], a})
			}
			found.Settle(ctx)
			s.Tell(ctx, before, "two orders at the same moment", append(both[0].bill(), both[1].bill()...),
				s.Settled(ctx, both[0].number), s.Settled(ctx, both[1].number))
		})
	It("accepts the numbering that D0 recommends", Decides("EK2-ADD-02"), func(ctx SpecContext) {
		t, a := s.plainOrder(ctx) // whose lines are numbered so
		var found Findings
		s.echoes(ctx, a, t, &found)
		found.Settle(ctx)
	})
}

// letters decides that numbers come back whole.
func (s *session) letters() {
	It("gives numbers with Russian letters back as they were sent", Decides("MNT-XML-02"), s.russianNumbers)
}

// russianNumbers orders under numbers that have letters outside ASCII. The
// documents do not say which letters a number may have.
func (s *session) russianNumbers(ctx SpecContext) {
	list, _ := s.PriceList(ctx) // without one, that is for the specs on it to say
	p, ok := s.Cheapest(list, ordering.Plain)
	if !ok || s.Target.Orders.Left() == 0 {
		Note(ctx, "no further order can be placed: other texts decide")
		return
	}
	t := s.buy(p)
	t.number += "-ёЖ"
	t.lines[0].number = t.number + "&1"
	a := s.add(ctx, t)
	if !a.Given() {
		s.paidFor(ctx, a, t)
		Note(ctx, "the order number %q and the line number %q are not accepted: %s", t.number,
			t.lines[0].number, a.Says())
		return
	}
	s.sold = append(s.sold, sale{t, a})
	if found := s.Get(ctx, t.number); resultIn(found) != nil && resultIn(found).isError {
		found.Reject(ctx, "an order whose number has Russian letters is not found by it", "the order "+t.number,
			found.Says())
	}
	var lost Findings
	s.Returned(ctx, &lost)
	lost.Settle(ctx)
}

// echoes notes what an answer gives back otherwise than it was sent.
func (s *session) echoes(ctx context.Context, a *ordering.Answer, t attempt, found *Findings) {
	if orderIn(a).number != t.number {
		found.Add(a.About(ctx).Finding("OrderNum does not come back as it was sent", t.number, orderIn(a).number))
	}
	if len(orderIn(a).lines) != len(t.lines) {
		found.Add(
			a.About(ctx).Finding("the order has another number of lines", strconv.Itoa(len(t.lines)),
				strconv.Itoa(len(orderIn(a).lines))))
	}
	for _, sent := range t.lines {
		i := slices.IndexFunc(orderIn(a).lines, func(l line) bool { return l.number == sent.number })
		if i < 0 {
			found.Add(a.About(ctx).Finding("a line does not come back", "OrderLineNum "+sent.number, "no such line"))
			continue
		}
		if l := orderIn(a).lines[i]; l.partNum != sent.partNum || l.quantity != strconv.Itoa(sent.quantity) {
			found.Add(a.About(ctx).Finding("line "+sent.number+" comes back otherwise than it was sent",
				fmt.Sprintf("%d of %s", sent.quantity, sent.partNum), fmt.Sprintf("%s of %s", l.quantity, l.partNum)))
		}
	}
}

// everyOrder decides what holds for every order that was accepted, of
// whatever sort: a service may be right about plain ones only.
func (s *session) everyOrder() {
	ordering.EachSold("EK2-ADD-01", "gives number and lines of every order back", "EK2-ADD-01", &s.sold,
		func(ctx SpecContext, one sale, found *Findings) {
			s.echoes(ctx, one.answer, one.attempt, found)
		})
}

// spelling records how states are sent.
func (s *session) spelling() {
	It("sends states as numbers or as names", Decides("EK2-ADD-08"), func(ctx SpecContext) {
		forms := map[string]bool{}
		for _, a := range s.Recorded(func(a *ordering.Answer) bool { return a.Given() }) {
			forms[orderIn(a).wireStatus] = true
			if orderIn(a).wireStatus == "Succeeded" {
				Warn(ctx,
					a.About(ctx).Finding("the state of an order is spelled Succeeded",
						"3, or Successed as MONT's public wiki spells it", "Succeeded"))
				return
			}
		}
		Note(ctx, "states came as %v", slices.Sorted(maps.Keys(forms)))
	})
}
