package westcon

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/endpoint"
	. "github.com/montcheck/montcheck/internal/verdict"
)

// refusalForm notes what is wrong with the form of a refusal of the gateway's.
func refusalForm(ctx context.Context, a *answer, found *Findings) {
	a.problems(ctx, found, "WST-ERR-01")
	var refusal struct {
		StatusCode json.Number `json:"statusCode"`
	}
	if !a.report.Valid() || json.Unmarshal([]byte(a.text), &refusal) != nil {
		return // the schema says so
	}
	if code, err := refusal.StatusCode.Float64(); err != nil || code != float64(a.Status()) {
		found.Add(
			a.about(ctx).Finding("statusCode is not the HTTP status", fmt.Sprint(a.Status()),
				refusal.StatusCode.String()))
	}
}

// refusals judges the form of all refusals.
func (s *session) refusals() {
	s.judged("WST-ERR-01", "refuses in one form", "nothing was refused, see WST-AUTH-01", func(a *answer) bool {
		refusal := slices.Contains([]int{401, 403, 404, 405, 429}, a.Status())
		return refusal && slices.Contains([]sort{documented, stranger, odd}, a.question.sort) &&
			a.Exchange.Request.Method == http.MethodPost && a.Exchange.Operation != endpoint.TokenOperation
	}, refusalForm)
}

// unknownAddresses decides what is told where there is nothing.
func (s *session) unknownAddresses() {
	It("answers an unknown address with 404", Decides("WST-ERR-02"), func(ctx SpecContext) {
		bearer := s.bearer(ctx)
		unknown := s.plainRequest(bearer)
		unknown.Operation, unknown.URL = "an unknown operation", s.t.Westcon.URL.String()+"/Orders/montcheck"
		get := s.plainRequest(bearer)
		get.Method, get.Body = http.MethodGet, ""
		s.whileOpen(ctx, bearer, func() {
			for _, r := range []endpoint.Request{unknown, get} {
				a := s.ask(ctx, question{sort: odd}, r)
				a.about(ctx).Expect(a.Status()).To(IsOneOf(404, 405), "%s %s is not told that there is nothing",
					r.Method, r.URL)
				s.showsNothing(ctx, a, "the answer")
			}
		})
	})
}
