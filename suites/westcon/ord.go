package westcon

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/environment"
	. "github.com/montcheck/montcheck/internal/verdict"
)

// orders decides which lines an answer holds: D2.
func (s *session) orders() {
	It("shows the partner's own orders", Decides("WST-ORD-13"), func(ctx SpecContext) {
		var found Findings
		for _, number := range s.own(ctx) {
			a := s.single(ctx, byWestcon, bare(number))
			lines := a.lines(ctx)
			if len(lines) == 0 {
				got := a.says()
				if len(a.status.lines) > 0 {
					got = "a line with the status " + notOwn + ": not an order of the partner's"
				}
				found.Add(
					a.about(ctx).Because("Check that "+environment.WestconOrders.String()+
						" names orders of this partner by "+
						"Westcon's numbers, and that partner_key is the partner's own.").
						Finding("an order of the partner's is not shown",
							"a line of order "+padded(number)+", and not with the status "+notOwn, got))
			}
			if shown := len(lines); shown > 0 && shown < len(a.status.lines) {
				found.Add(
					a.about(ctx).Finding("an order of the partner's is shown, and told not to be the partner's",
						"no line with the status "+notOwn, a.says()))
			}
		}
		found.Settle(ctx)
	})

	It("answers each of several requests at the same moment with its own orders", Decides("WST-ORD-01"),
		func(ctx SpecContext) {
			answers, asked := s.together(ctx, bareAll(s.own(ctx)))
			lines := 0
			for i, a := range answers {
				for _, l := range a.status.own() {
					if lines++; padded(l.order()) != padded(asked[i]) {
						Reject(ctx, a.about(ctx).At(l.place()).Finding("a line belongs to an order that was not asked "+
							"for, but by another request at the same moment", "a line of "+asked[i], l.order()))
					}
				}
			}
			if lines == 0 {
				NotExercised(ctx, "no line was shown: see WST-ORD-13")
			}
		})

	It("gives for several orders the union of what it gives for each", Decides("WST-ORD-03"), func(ctx SpecContext) {
		tried := s.union(ctx, byWestcon, bareAll(s.own(ctx)))
		tried = s.union(ctx, byCustomer, s.customers(ctx)) || tried
		if !tried {
			NotExercised(ctx, "this takes two orders of the partner that are shown: configure more in "+
				"%s, or see WST-ORD-13", environment.WestconOrders)
		}
	})

	It("gives the same lines when asked again", Decides("WST-ORD-14"), func(ctx SpecContext) {
		s.eachAgain(ctx, "asked again, the order has other lines",
			func(number string) *answer { return s.status(ctx, byWestcon, number) })
	})
	It("gives the same lines when several ask at the same moment", Decides("WST-ORD-14"), func(ctx SpecContext) {
		answers, asked := s.together(ctx, bareAll(s.own(ctx)))
		s.eachAgain(ctx, "asked for at the same moment as others, the order has other lines",
			func(number string) *answer {
				i := slices.Index(asked, number)
				a := answers[i]
				asked[i] = "" // the next time the other answer
				return a
			}, 2)
	})
	It("gives the same lines after many other questions, and some minutes later", Decides("WST-ORD-14"), s.later)

	It("gives the same lines by the partner's number of an order", Decides("WST-ORD-15"), func(ctx SpecContext) {
		compared := 0
		s.tellsApart(ctx)
		for _, number := range s.own(ctx) {
			for _, customer := range customersOf(s.single(ctx, byWestcon, bare(number)).lines(ctx), number) {
				s.sameByCustomer(ctx, number, customer)
				compared++
			}
		}
		if compared == 0 {
			NotExercised(ctx, "no order was shown that has a number of the partner's: see WST-ORD-13")
		}
	})
}

// together asks for each order twice, all at the same moment. It returns the
// answers, which can be read, and which order each was asked for.
func (s *session) together(ctx context.Context, numbers []string) (answers []*answer, asked []string) {
	bearer := s.bearer(ctx)
	asked = slices.Repeat(numbers, 2)
	answers, errs := make([]*answer, len(asked)), make([]error, len(asked))
	var calls []*endpoint.Call
	for _, n := range asked {
		r := s.request(s.body(byWestcon, []string{n}), bearer)
		r.Reads, r.Login = true, endpoint.Anonymous
		calls = append(calls, s.t.Prepare(ctx, s.t.Westcon, r))
	}
	var group sync.WaitGroup
	for i, call := range calls {
		group.Go(func() {
			defer GinkgoRecover()
			a, err := call.Send(ctx)
			if err == nil {
				answers[i], err = s.keep(a, question{documented, byWestcon, asked[i : i+1]})
			}
			errs[i] = err
		})
	}
	group.Wait()
	for _, err := range errs {
		Unable(ctx, err)
	}
	for i, a := range answers {
		if a.Status() == http.StatusTooManyRequests { // too many at once: one after the other, then
			a = s.statusAs(ctx, bearer, byWestcon, asked[i])
			answers[i] = a
		}
		a.lines(ctx)
	}
	return answers, slices.Clone(asked)
}

// eachAgain asks for each own order so often, and compares the answers with
// what was shown of it first.
func (s *session) eachAgain(ctx context.Context, summary string, ask func(number string) *answer, times ...int) {
	compared := 0
	for _, number := range slices.Repeat(bareAll(s.own(ctx)), append(times, 1)[0]) {
		first := s.single(ctx, byWestcon, number)
		if len(first.lines(ctx)) == 0 {
			continue // nothing to compare
		}
		compared++
		now := ask(number)
		if d := s.difference(first.lines(ctx), now.lines(ctx)); !s.hasGrown(ctx, number, d, now) {
			s.settle(ctx, now, d, summary)
		}
	}
	if compared == 0 {
		NotExercised(ctx, "no order was shown: see WST-ORD-13")
	}
}

// later asks for the own orders again after many other questions, alone and
// together, and again after some minutes, where the endpoint's clock can be
// moved on. What time changes in a line may differ then.
func (s *session) later(ctx SpecContext) {
	own := bareAll(s.own(ctx))
	first := map[string][]*line{}
	for _, n := range own {
		if lines := s.single(ctx, byWestcon, n).lines(ctx); len(lines) > 0 {
			first[n] = lines
		}
	}
	if len(first) == 0 {
		NotExercised(ctx, "no order was shown: see WST-ORD-13")
	}
	all := func(summary string, identical bool) {
		for n, want := range first {
			now := s.status(ctx, byWestcon, n)
			if d := compare(want, now.lines(ctx), wholeOr(identical)); !s.hasGrown(ctx, n, d, now) {
				s.settle(ctx, now, d, summary)
			}
		}
	}
	for i := range others {
		if i%2 == 0 {
			s.ask(ctx, question{sort: odd}, s.request(s.body(byWestcon, []string{unknownOrder}), s.bearer(ctx)))
		} else {
			s.status(ctx, byWestcon, own[i%len(own)])
		}
	}
	for range comesAgain {
		all("after many other questions, the order has other lines", s.t.Control != nil)
	}
	if s.t.Control == nil {
		Note(ctx, "after %d other questions", others)
		return
	}
	Unable(ctx, s.pause(ctx, someLater))
	for range comesAgain {
		all("some minutes later, the order has other lines", false)
	}
	Note(ctx, "after %d other questions, and %s later", others, someLater)
}

// wholeOr compares all that lines say, or what time does not change.
func wholeOr(identical bool) func(*line) string {
	if identical {
		return (*line).whole
	}
	return (*line).identity
}

// customersOf are the partner's numbers that the lines of an order name, each
// once, as they come.
func customersOf(lines []*line, number string) []string {
	var all []string
	for _, l := range lines {
		if c := l.customer(); c != "" && padded(l.order()) == padded(number) && !slices.Contains(all, c) {
			all = append(all, c)
		}
	}
	return all
}

// sameByCustomer expects an order to have the same lines by both its numbers.
func (s *session) sameByCustomer(ctx context.Context, number, customer string) {
	of := func(lines []*line) []*line {
		return slices.DeleteFunc(slices.Clone(lines), func(l *line) bool {
			return padded(l.order()) != padded(number) || l.customer() != customer
		})
	}
	var a *answer
	d := s.compareAgain(func(again bool) (want, got []*line) {
		want = of(s.byNumber(ctx, byWestcon, bare(number), again).lines(ctx))
		a = s.byNumber(ctx, byCustomer, customer, again)
		return want, of(a.lines(ctx))
	})
	if len(d) > 0 {
		Reject(ctx,
			d[0].finding(a.about(ctx),
				"order "+padded(number)+" has other lines when it is asked for by the partner's number "+customer))
	}
}

// The company in which a question is asked again.
const (
	others     = 25 // further questions
	someLater  = 6 * time.Minute
	comesAgain = 3 // times that an order is asked for again
)

// everyLine judges that lines belong to the Westcon orders that were asked for.
func (s *session) everyLine() {
	s.judgedLines("WST-ORD-01", "gives lines of the Westcon orders asked for",
		func(a *answer) bool { return a.shown() && a.question.by == byWestcon },
		func(ctx context.Context, a *answer, found *Findings) {
			for _, l := range a.status.own() {
				asked := func(n string) bool { return padded(n) == padded(l.order()) }
				if !slices.ContainsFunc(a.question.numbers, asked) {
					found.Add(a.about(ctx).At(l.place()).Finding("a line belongs to an order that was not asked for",
						"a line of "+strings.Join(a.question.numbers, " or "), l.order()))
				}
			}
		})
}
