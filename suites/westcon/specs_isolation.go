package westcon

import (
	"context"
	"slices"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	. "github.com/montcheck/montcheck/internal/spec"
)

// isolation decides that another partner's orders are hidden.
func (s *session) isolation() {
	It("hides another partner's orders", Decides("WST-ORD-07"), func(ctx SpecContext) {
		foreign := s.t.Scenarios.WestconForeignOrder
		if foreign == "" && s.t.Scenarios.WestconForeignCustomerOrder == "" {
			NotExercised(ctx, "this takes the number of another partner's order: configure scenarios.westcon_foreign_order")
		}
		s.baseline(ctx)
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
		key := map[string]string{byWestcon: "scenarios.westcon_foreign_order", byCustomer: "scenarios.westcon_foreign_customer_order"}
		unproven := ""
		for _, by := range []string{byWestcon, byCustomer} {
			for _, numbers := range questions[by] {
				a := s.status(ctx, by, numbers...)
				s.hides(ctx, a, by)
				if ok, why := a.proves(); !ok && unproven == "" {
					unproven = why
				}
			}
			if len(questions[by]) == 0 {
				Note(ctx, "not by orderType %s: configure %s", by, key[by])
			}
		}
		if unproven != "" {
			NotExercised(ctx, "%s", unproven)
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
	status := a.glimpse()
	if name := a.names(); status == nil && a.refuses() && name != "" {
		a.reject(ctx, "the refusal of another partner's order shows something of it", "no member of a line", name+" in the body")
	}
	if status == nil {
		return
	}
	for _, l := range status.lines {
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
