package westcon

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/environment"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/schemas"
)

// edges looks at requests that D2 says nothing of.
func (s *session) edges() {
	edge := func(what string, make func() (body, media string)) {
		It("has a clean answer for "+what, Decides("WST-ORD-08"), func(ctx SpecContext) {
			body, media := make()
			r := s.request(body, s.bearer(ctx))
			r.Header.Set("Content-Type", media)
			s.clean(ctx, s.ask(ctx, question{sort: odd}, r), what)
		})
	}
	sends := func(body func() string) func() (string, string) {
		return func() (string, string) { return body(), "application/json" }
	}
	asks := func(by string, order any) func() (string, string) {
		return sends(func() string { return s.body(by, order) })
	}
	edge("an order that does not exist", asks(byWestcon, []string{unknownOrder}))
	edge("a number of the partner's that does not exist", asks(byCustomer, []string{"montcheck-no-such-order"}))
	edge("an empty list", asks(byWestcon, []string{}))
	edge("a wrong orderType", asks("X", []string{unknownOrder}))
	edge("an orderType in lower case", asks("w", []string{unknownOrder}))
	edge("a request without its wrapper", sends(func() string {
		return strings.TrimSuffix(
			strings.TrimPrefix(s.body(byWestcon, []string{unknownOrder}), `{"mT_OrderStatus_API_REQ":`), "}")
	}))
	edge("an order that is null", asks(byWestcon, nil))
	edge("an order of nested lists", asks(byWestcon, []any{[]any{[]any{}}}))
	edge("an array at the root", sends(func() string { return `["montcheck"]` }))
	edge("JSON that breaks off", sends(func() string { return `{"mT_OrderStatus_API_REQ": {"partnerKey": ` }))
	edge("no body", sends(func() string { return "" }))
	edge("a form instead of JSON", func() (string, string) {
		return form([2]string{"partnerKey", s.t.Access.PartnerKey}, [2]string{"orderType", byWestcon},
			[2]string{"order", unknownOrder}), "application/x-www-form-urlencoded"
	})
	edge("XML instead of JSON",
		func() (string, string) { return "<order>" + unknownOrder + "</order>", "application/xml" })
	edge("a thousand orders", asks(byWestcon, thousand()))
	edge("markup and quotes for a number",
		asks(byWestcon,
			[]string{`'; DROP TABLE orders; --`, "<b>&amp;</b>", "\u0000\u2028𝄞", strings.Repeat("9", 10_000)}))
}

// unknownOrder is an order number that no one has.
const unknownOrder = "9999999999"

func thousand() []string {
	all := make([]string, 1000)
	for i := range all {
		all[i] = fmt.Sprint(9_999_000_000 + i)
	}
	return all
}

// clean expects an order status, or an error that is JSON and keeps internals
// to itself, and notes which.
func (s *session) clean(ctx SpecContext, a *answer, what string) {
	known := s.reported(ctx)
	fail := func(expected, got string) { a.reject(ctx, "the answer for "+what+" is not clean", expected, got) }
	if found := internals.FindString(a.text); found != "" {
		fail("no internals of the service", strings.TrimSpace(found))
	}
	switch status := a.Status(); {
	case status == http.StatusOK:
		var found Findings
		for _, p := range a.report.Problems {
			if !known[problemOf(p)] {
				a.problem(ctx, p, &found)
			}
		}
		found.Settle(ctx)
		if status := a.glimpse(); status != nil && len(status.own()) > 0 {
			fail("no line of an order", status.own()[0].whole())
		}
	case status < 400 || status >= 500:
		fail("status 200 or 4xx", a.says())
	default:
		var object map[string]any
		if json.Unmarshal([]byte(a.text), &object) != nil || len(object) == 0 || !a.isJSON() {
			fail("an error as a JSON object", a.says())
		}
	}
	Note(ctx, "%s", a.says())
}

// reported are the problems of form that documented requests meet too:
// WST-SCH-01 and its like tell of them.
func (s *session) reported(ctx context.Context) map[string]bool {
	if own := s.t.Scenarios.All(environment.WestconOrders); len(own) > 0 {
		s.single(ctx, byWestcon, bare(own[0]))
	}
	known := map[string]bool{}
	for _, a := range s.recorded(
		func(a *answer) bool { return a.question.sort == documented && a.Status() == http.StatusOK }) {
		for _, p := range a.report.Problems {
			known[problemOf(p)] = true
		}
	}
	return known
}

// problemOf is a problem without the place of its line.
func problemOf(p schemas.Problem) string {
	return ordinal.ReplaceAllString(p.Path+" "+p.Message, "item")
}

// internals are signs of what runs inside.
var internals = regexp.MustCompile(`(?m)(^\s*at [\w.$]+\(|Traceback \(most recent|goroutine \d+ ` +
	`\[|\bSystem\.[A-Z]\w+Exception|\bjava\.\w+\.|\bORA-\d{5}|SQLSTATE|\bsyntax error at or near\b)`)

// ordinal is the place of an item, in a path and in words.
var ordinal = regexp.MustCompile(`/\d+|\bitem \d+`)
