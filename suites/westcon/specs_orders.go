package westcon

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	. "github.com/montcheck/montcheck/internal/spec"
)

// requests decides which requests are accepted: D2's, and others in use.
func (s *session) requests() {
	It("accepts the documented request", Decides("WST-REQ-01"), func(ctx SpecContext) {
		numbers := s.own(ctx)
		for _, by := range []string{byWestcon, byCustomer} {
			asked := bareAll(numbers)
			if by == byCustomer {
				asked = s.customers(ctx)
			}
			a := s.status(ctx, by, asked...)
			a.about(ctx).Expect(a.Status()).To(Is(200), "a request as D2 has it, with orderType %s, is not answered", by)
		}
	})
	It("accepts other forms of the order list", Decides("WST-REQ-02"), func(ctx SpecContext) {
		number := bare(s.own(ctx)[0])
		want := s.single(ctx, byWestcon, number).lines(ctx)
		object := map[string]string{"orderNumber": number}
		var found Findings
		for _, f := range []struct {
			what  string
			order any
		}{{"an array of objects", []any{object}}, {"a single object", object}} {
			a := s.ask(ctx, question{sort: odd}, s.request(s.body(byWestcon, f.order), s.bearer(ctx)))
			if a.Status() != 200 || a.status == nil || len(difference(want, a.status.own())) > 0 {
				found.Add(a.about(ctx).Finding(f.what+" in order does not give the order", fmt.Sprintf("its %d lines", len(want)), a.says()))
			}
		}
		found.Settle(ctx)
	})
	It("finds an order by its number with zeros in front", Decides("WST-REQ-03"), func(ctx SpecContext) {
		number := s.own(ctx)[0]
		want := s.single(ctx, byWestcon, bare(number)).lines(ctx)
		a := s.ask(ctx, question{sort: odd}, s.request(s.body(byWestcon, []string{padded(number)}), s.bearer(ctx)))
		if a.Status() != 200 || a.status == nil {
			a.reject(ctx, "asked for with zeros in front, the order is not found", fmt.Sprintf("its %d lines", len(want)), a.says())
		}
		s.sameLines(ctx, want, a, "asked for with zeros in front, the order has other lines")
	})
}

func bareAll(numbers []string) []string {
	all := make([]string, len(numbers))
	for i, n := range numbers {
		all[i] = bare(n)
	}
	return all
}

// orders decides which lines an answer holds: D2.
func (s *session) orders() {
	It("shows the partner's own orders", Decides("WST-ORD-13"), func(ctx SpecContext) {
		var found Findings
		for _, number := range s.own(ctx) {
			a := s.single(ctx, byWestcon, bare(number))
			lines := a.lines(ctx)
			if len(lines) == 0 {
				found.Add(a.about(ctx).Finding("an order of the partner's is not shown", "a line of order "+padded(number), a.says()))
			}
			if shown := len(lines); shown > 0 && shown < len(a.status.lines) {
				found.Add(a.about(ctx).Finding("an order of the partner's is shown, and told not to be the partner's", "no line with the status "+notOwn, a.says()))
			}
		}
		found.Settle(ctx)
	})

	It("gives for several orders the union of what it gives for each", Decides("WST-ORD-03"), func(ctx SpecContext) {
		tried := s.union(ctx, byWestcon, bareAll(s.own(ctx)))
		tried = s.union(ctx, byCustomer, s.customers(ctx)) || tried
		if !tried {
			NotExercised(ctx, "this takes two orders of the partner: configure more in scenarios.westcon_orders")
		}
	})

	It("gives the same lines when asked again", Decides("WST-ORD-14"), func(ctx SpecContext) {
		for _, number := range s.own(ctx) {
			first := s.single(ctx, byWestcon, bare(number)).lines(ctx)
			s.sameLines(ctx, first, s.status(ctx, byWestcon, bare(number)), "asked again, the order has other lines")
		}
	})

	It("gives the same lines by the partner's number of an order", Decides("WST-ORD-15"), func(ctx SpecContext) {
		compared := 0
		for _, number := range s.own(ctx) {
			byNumber := map[string][]*line{}
			for _, l := range s.single(ctx, byWestcon, bare(number)).lines(ctx) {
				if padded(l.order()) == padded(number) {
					byNumber[l.customer()] = append(byNumber[l.customer()], l)
				}
			}
			for customer, want := range byNumber {
				if customer == "" {
					continue
				}
				a := s.single(ctx, byCustomer, customer)
				if len(a.lines(ctx)) == 0 {
					NotExercised(ctx, "the order is not shown by the partner's number: see WST-ORD-02")
				}
				var got []*line
				for _, l := range a.lines(ctx) {
					if padded(l.order()) == padded(number) && l.customer() == customer {
						got = append(got, l)
					}
				}
				if d := difference(want, got); len(d) > 0 {
					a.reject(ctx, "order "+padded(number)+" has other lines when it is asked for by the partner's number", d[0].want, d[0].got)
				}
				compared++
			}
		}
		if compared == 0 {
			NotExercised(ctx, "no order was shown that has a number of the partner's: see WST-ORD-13")
		}
	})
}

// union asks for several orders at once and compares. It tells whether there
// were several.
func (s *session) union(ctx context.Context, by string, numbers []string) bool {
	if len(numbers) < 2 {
		return false
	}
	var want []*line
	for _, n := range numbers {
		want = append(want, s.single(ctx, by, n).lines(ctx)...)
	}
	s.sameLines(ctx, want, s.status(ctx, by, numbers...), fmt.Sprintf("%d orders together (orderType %s) have other lines than each by itself", len(numbers), by))
	Note(ctx, "%d orders, %d lines, orderType %s", len(numbers), len(want), by)
	return true
}

// sameLines expects an answer to hold exactly the given lines, in any order.
// What time changes is compared only where time stands still.
func (s *session) sameLines(ctx context.Context, want []*line, a *answer, summary string) {
	if d := s.difference(want, a.lines(ctx)); len(d) > 0 {
		var found Findings
		for _, one := range d {
			f := a.about(ctx)
			if one.line != nil {
				f = f.At(one.line.place())
			}
			found.Add(f.Finding(summary, one.want, one.got))
		}
		found.Settle(ctx)
	}
}

// differs is one line that one of two answers has and the other has not.
type differs struct {
	want, got string
	line      *line // that is too many
}

// difference compares lines as far as two answers can be compared: where the
// endpoint lives its own life, a state may change between them.
func (s *session) difference(want, got []*line) []differs {
	if s.t.Control != nil {
		return difference(want, got)
	}
	return compare(want, got, (*line).identity)
}

func difference(want, got []*line) []differs { return compare(want, got, (*line).whole) }

// compare compares lines as multisets.
func compare(want, got []*line, by func(*line) string) []differs {
	left := map[string]int{}
	for _, l := range want {
		left[by(l)]++
	}
	var all []differs
	for _, l := range got {
		if left[by(l)]--; left[by(l)] < 0 {
			all = append(all, differs{"no such line, or one fewer", by(l), l})
		}
	}
	for _, l := range want {
		if left[by(l)] > 0 {
			left[by(l)]--
			all = append(all, differs{by(l), "no such line, or one fewer", nil})
		}
	}
	return all
}

// isolation decides that another partner's orders are hidden.
func (s *session) isolation() {
	It("hides another partner's orders", Decides("WST-ORD-07"), func(ctx SpecContext) {
		foreign := s.t.Scenarios.WestconForeignOrder
		if foreign == "" && s.t.Scenarios.WestconForeignCustomerOrder == "" {
			NotExercised(ctx, "this takes the number of another partner's order: configure scenarios.westcon_foreign_order")
		}
		questions := map[string][][]string{}
		if foreign != "" {
			with := []string{bare(foreign)}
			if own := s.t.Scenarios.WestconOrders; len(own) > 0 {
				with = append(with, bare(own[0]))
			}
			questions[byWestcon] = [][]string{{bare(foreign)}, {padded(foreign)}, {"00" + padded(foreign)}, {" " + bare(foreign) + " "}, with}
		}
		if theirs := s.t.Scenarios.WestconForeignCustomerOrder; theirs != "" {
			questions[byCustomer] = [][]string{{theirs}, {strings.ToLower(theirs)}, {strings.ToUpper(theirs)}, {theirs + " "}}
		}
		for _, by := range []string{byWestcon, byCustomer} {
			for _, numbers := range questions[by] {
				a := s.status(ctx, by, numbers...)
				if a.status == nil {
					continue // refused: nothing is shown
				}
				s.hides(ctx, a, by)
			}
		}
	})
}

// hides expects an answer to show nothing of what the environment names as
// another partner's.
func (s *session) hides(ctx context.Context, a *answer, by string) {
	theirs := func(l *line) bool {
		if by == byCustomer {
			return !slices.Contains(s.t.Scenarios.WestconCustomerOrders, l.customer())
		}
		return padded(l.order()) == padded(s.t.Scenarios.WestconForeignOrder) || !slices.ContainsFunc(s.t.Scenarios.WestconOrders, func(own string) bool { return padded(own) == padded(l.order()) })
	}
	for _, l := range a.status.lines {
		if !theirs(l) {
			continue
		}
		f := a.about(ctx).At(l.place())
		if l.code() != notOwn {
			Reject(ctx, f.Finding("another partner's order is shown", "no line, or one with the status "+notOwn, l.whole()))
		}
		asked := map[string]string{byWestcon: "eRPOrderNumber", byCustomer: "customerOrderNumber"}[by]
		for _, m := range members {
			value := l.get(m.name)
			if m.name == asked || m.name == "lineStatusCode" || m.name == "lineStatusDescription" || strings.Trim(value, " 0.") == "" {
				continue
			}
			Reject(ctx, f.Finding("a line that hides another partner's order tells something of it", "nothing but the number asked for", m.name+" "+strconv.Quote(value)))
		}
	}
}
