package westcon

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/environment"
	. "github.com/montcheck/montcheck/internal/verdict"
)

// isolation decides that another partner's orders are hidden.
func (s *session) isolation() {
	It("hides another partner's orders", Decides("WST-ORD-07"), func(ctx SpecContext) {
		foreign := s.t.Scenarios.One(environment.WestconForeignOrder)
		if foreign == "" && s.t.Scenarios.One(environment.WestconForeignCustomerOrder) == "" {
			NotExercised(ctx,
				"this takes the number of another partner's order: configure %s",
				environment.WestconForeignOrder)
		}
		bearer, unproven, tried := s.bearer(ctx), "", 0
		for _, by := range []string{byWestcon, byCustomer} {
			numbers, own := s.foreign(by), s.ownBy(ctx, by)
			switch {
			case len(numbers) == 0:
				Note(ctx, "not by orderType %s: configure %s", by,
					map[string]environment.Scenario{byWestcon: environment.WestconForeignOrder,
						byCustomer: environment.WestconForeignCustomerOrder}[by])
				continue
			case own == "":
				Note(ctx, "not by orderType %s: that nothing is shown proves nothing where no order of "+
					"the partner's is known that is", by)
				continue
			}
			if by == byWestcon { // beside an own one
				numbers = append(numbers, []string{numbers[0][0], own})
			}
			tried++
			s.shows(ctx, bearer, by, own, "")
			for _, n := range numbers {
				a := s.statusAs(ctx, bearer, by, n...)
				s.hides(ctx, a, by)
				if ok, why := s.provesHidden(a, own); !ok && unproven == "" {
					unproven = why
				}
			}
			s.shows(ctx, bearer, by, own, "any more")
		}
		if tried == 0 {
			unproven = "that nothing is shown proves nothing where no order of the partner's is known that is: " +
				"configure " + environment.WestconOrders.String()
		}
		if unproven != "" {
			NotExercised(ctx, "%s", unproven)
		}
	})
}

// foreign are the ways in which another partner's order is asked for.
func (s *session) foreign(by string) [][]string {
	foreign := s.t.Scenarios.One(environment.WestconForeignOrder)
	if by == byCustomer {
		if foreign = s.t.Scenarios.One(environment.WestconForeignCustomerOrder); foreign == "" {
			return nil
		}
		return [][]string{{foreign}, {strings.ToLower(foreign)}, {strings.ToUpper(foreign)}, {foreign + " "}}
	}
	if foreign == "" {
		return nil
	}
	return [][]string{{bare(foreign)}, {padded(foreign)}, {"00" + padded(foreign)}, {" " + bare(foreign) + " "}}
}

// ownBy is a number of an order of the partner's; empty where none is known.
func (s *session) ownBy(ctx context.Context, by string) string {
	var all []string
	if by == byWestcon {
		all = bareAll(s.t.Scenarios.All(environment.WestconOrders))
	} else if len(s.t.Scenarios.All(environment.WestconOrders))+len(
		s.t.Scenarios.All(environment.WestconCustomerOrders)) > 0 {
		all = s.known(ctx)
	}
	if len(all) == 0 {
		return ""
	}
	return all[0]
}

// provesHidden tells whether an answer proves that an order is hidden, if
// nothing of it is found there. Status 401 says that the token or the key is
// not valid, which they are: it says nothing of the order. Nor does an answer
// to another question.
func (s *session) provesHidden(a *answer, own string) (ok bool, why string) {
	if a.status != nil && len(a.status.own()) > 0 && !slices.Contains(a.question.numbers, own) {
		return false, "asked for another partner's order, the service shows orders that were not asked for: " +
			"see WST-ORD-01 and WST-ORD-02"
	}
	if a.Status() == http.StatusUnauthorized {
		return false, "another partner's order is answered as if the token were not valid, while it is (" + a.says() +
			"): that says nothing of the order"
	}
	return a.proves()
}

// hides expects an answer to show nothing of what the environment names as
// another partner's.
func (s *session) hides(ctx context.Context, a *answer, by string) {
	theirs := func(l *line) bool {
		if by == byCustomer {
			return !slices.Contains(s.t.Scenarios.All(environment.WestconCustomerOrders), l.customer())
		}
		return padded(l.order()) == padded(s.t.Scenarios.One(environment.WestconForeignOrder)) ||
			!slices.ContainsFunc(s.t.Scenarios.All(environment.WestconOrders),
				func(own string) bool { return padded(own) == padded(l.order()) })
	}
	status := a.glimpse()
	if status == nil {
		if name := a.names(); name != "" {
			a.reject(ctx, "the answer about another partner's order shows something of it", "no member of a line",
				name+" in the body")
		}
		return
	}
	for _, l := range status.lines {
		if !theirs(l) {
			continue
		}
		about := a.about(ctx)
		if status == a.status {
			about = about.At(l.place())
		}
		if l.code() != notOwn {
			Reject(ctx,
				about.Finding("another partner's order is shown", "no line, or one with the status "+notOwn, l.whole()))
		}
		if told := s.tellsOf(l, by); told != "" {
			Reject(ctx,
				about.Finding("a line that hides another partner's order tells something of it",
					"nothing but the number asked for", told))
		}
	}
}

// tellsOf is what a line that hides an order tells of it beyond the number
// that was asked for.
func (s *session) tellsOf(l *line, by string) string {
	asked := map[string]string{byWestcon: "eRPOrderNumber", byCustomer: "customerOrderNumber"}[by]
	for _, m := range members {
		if m.name == asked || m.name == "lineStatusCode" || m.name == "lineStatusDescription" {
			continue
		}
		if value := l.get(m.name); strings.Trim(value, " 0.") != "" {
			return m.name + " " + strconv.Quote(value)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(l.further)) {
		if value := l.further[name]; strings.Trim(value, " 0.") != "" && !s.saysSo(name, value) {
			return name + " " + strconv.Quote(value)
		}
	}
	return ""
}

// saysSo tells whether a line of the partner's own has the same value of a
// member that D2 does not show: it is nothing of another partner's then.
func (s *session) saysSo(name, value string) bool {
	for _, a := range s.recorded(func(a *answer) bool { return a.question.sort == documented && a.status != nil }) {
		if slices.ContainsFunc(a.status.own(), func(l *line) bool { return l.further[name] == value }) {
			return true
		}
	}
	return false
}
