package westcon

import (
	"context"
	"fmt"
	"net/http"

	. "github.com/onsi/ginkgo/v2"

	. "github.com/montcheck/montcheck/internal/verdict"
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
			a.about(ctx).Expect(a.Status()).To(Is(200),
				"a request as D2 has it, with orderType %s, is not answered", by)
			if !a.hasRoot() {
				a.reject(ctx, "the answer to a request as D2 has it, with orderType "+by+", is no order status",
					"MT_OrderStatus_Response", a.says())
			}
			if a.status == nil {
				NotExercised(ctx, "the order status can't be read: see WST-SCH-01")
			}
		}
	})
	It("accepts other forms of the order list", Decides("WST-REQ-02"), func(ctx SpecContext) {
		number := bare(s.own(ctx)[0])
		s.shownFirst(ctx, number)
		object := map[string]string{"orderNumber": number}
		var found Findings
		for _, f := range []struct {
			what  string
			order any
		}{{"an array of objects", []any{object}}, {"a single object", object}} {
			var a *answer
			d := s.compareAgain(func(again bool) (want, got []*line) {
				want = s.byNumber(ctx, byWestcon, number, again).lines(ctx)
				if a = s.ask(ctx, question{sort: odd},
					s.request(s.body(byWestcon, f.order), s.bearer(ctx))); a.Status() == 200 && a.status != nil {
					got = a.status.own()
				}
				return want, got
			})
			switch {
			case a.Status() != 200 || a.status == nil:
				found.Add(a.about(ctx).Finding(f.what+" in order does not give the order", "its lines", a.says()))
			case len(d) > 0:
				found.Add(d[0].finding(a.about(ctx), f.what+" in order does not give the order"))
			}
		}
		found.Settle(ctx)
	})
	It("finds an order by its number with zeros in front", Decides("WST-REQ-03"), func(ctx SpecContext) {
		number := s.own(ctx)[0]
		want := s.shownFirst(ctx, bare(number))
		a := s.ask(ctx, question{sort: odd}, s.request(s.body(byWestcon, []string{padded(number)}), s.bearer(ctx)))
		if a.Status() != 200 || a.status == nil {
			a.reject(ctx, "asked for with zeros in front, the order is not found",
				fmt.Sprintf("its %d lines", len(want)), a.says())
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

// everyRequest judges that no request as D2 has it makes the service fail.
func (s *session) everyRequest() {
	s.judged("WST-REQ-01", "answers whatever orders are asked for", "no order was asked for, see WST-TOK-01",
		func(a *answer) bool { return a.question.sort == documented },
		func(ctx context.Context, a *answer, found *Findings) {
			if a.Status() == http.StatusInternalServerError {
				found.Add(a.about(ctx).Finding("the service fails at a request as D2 has it",
					"status 200, whatever order is asked for", a.says()))
			}
		})
}
