package ekey

import (
	"context"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/orders"
	. "github.com/montcheck/montcheck/internal/spec"
)

// everyOrder2 decides what holds for every order that was accepted, of
// whatever sort: a service may be right about plain ones only.
func (s *session) everyOrder2() {
	eachSold("EK2-ADD-01", "gives number and lines of every order back", "EK2-ADD-01", &s.sold2, func(ctx SpecContext, one sale2, found *Findings) {
		s.echoes2(ctx, one.answer, one.attempt2, found)
	})
	eachSold("EK2-GET-01", "gives every order by GetOrder as AddOrder gave it", "EK2-ADD-01", &s.sold2, s.asBefore2)
	s.company("EK2-GET-01", func() (numbers []string) {
		for _, one := range s.sold2 {
			numbers = append(numbers, one.number)
		}
		return numbers
	})
	It("lowers what is available by what all lines of an order cost, and those of two at the same moment", Decides("EK2-BAL-02"), func(ctx SpecContext) {
		s.plainOrder2(ctx)
		s.mischarged.Settle(ctx) // of this and of other specs' orders
		if !s.moves {
			NotExercised(ctx, "the balance can't be read in the answer of CheckLimits, whose contents are not documented")
		}
	})
	It("refuses the number of every order", Decides("EK2-IDEM-01"), func(ctx SpecContext) {
		for _, one := range s.sold2 {
			if s.timesOrdered(one.number) > 1 {
				continue // by a spec of its own
			}
			a := s.orderAgain(ctx, one.number, s.addRequest2(ctx, one.mustRefuse(orders.Taken)))
			if a == nil {
				return
			}
			s.isRefusal2(ctx, a, "a second order with the number of one of "+one.products[0].partNum)
		}
	})
}

// asBefore2 asks for an order again, and notes where an answer on it is
// not what the one before was. Orders whose numbers were used again are for
// the requirements on that to judge.
func (s *session) asBefore2(ctx SpecContext, one sale2, found *Findings) {
	if s.timesOrdered(one.number) > 1 {
		return
	}
	for range 2 {
		if a := s.get(ctx, one.number); a.order2 == nil {
			found.Add(a.about(ctx).Finding("GetOrder does not give an order that was accepted", "the order", a.says()))
		}
	}
	all := s.recorded(func(a *answer) bool { return a.asked == one.number && a.order2 != nil })
	final := map[string]string{} // lines that are finished, by their numbers
	for _, a := range all {
		a.sameAs(ctx, all[0].order2, found)
		for _, l := range a.order2.lines {
			now := l.fixed(s.renews(l.partNum))
			if was, ended := final[l.number]; ended && was != now {
				found.Add(a.about(ctx).Finding("a finished line is another than before", was, now))
			} else if l.status != inProcess2 {
				final[l.number] = now
			}
		}
	}
}

// sameAs notes what is not as in the first answer on an order of what never
// changes: its date, and which lines it has.
func (a *answer) sameAs(ctx context.Context, first *order2, found *Findings) {
	now := a.order2
	if was, is := first.number+" of "+instant(first.created), now.number+" of "+instant(now.created); was != is {
		found.Add(a.about(ctx).Finding("the order is another than at first", was, is))
	}
	if len(first.lines) != len(now.lines) {
		found.Add(a.about(ctx).Finding("order "+first.number+" has other lines than at first", lineNumbers(first), lineNumbers(now)))
		return
	}
	for _, was := range first.lines {
		i := slices.IndexFunc(now.lines, func(l line2) bool { return l.number == was.number })
		if i < 0 {
			found.Add(a.about(ctx).Finding("order "+first.number+" has other lines than at first", lineNumbers(first), lineNumbers(now)))
		} else if is := now.lines[i]; was.ordered() != is.ordered() {
			found.Add(a.about(ctx).Finding("line "+was.number+" is another than at first", was.ordered(), is.ordered()))
		}
	}
}

func lineNumbers(o *order2) string {
	var all []string
	for _, l := range o.lines {
		all = append(all, l.number)
	}
	return strings.Join(all, ", ")
}
