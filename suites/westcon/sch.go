package westcon

import (
	"context"
	"fmt"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/run"
	. "github.com/montcheck/montcheck/internal/verdict"
)

// mostNames is how many names of members a finding tells.
const mostNames = 12

// asTheSchemaSays decides the form of the order status. D2 nowhere says that
// there are no other members than it shows, nor how an order without lines is
// told: JSON readers pass over such members, and a client can take null for
// no lines, so that these are worth a warning.
func (s *session) asTheSchemaSays(ctx SpecContext) {
	lines := 0
	var further []string
	var first, none *run.Finding
	s.judge(ctx, "no order status came, see WST-REQ-01", (*answer).isStatus,
		func(ctx context.Context, a *answer, found *Findings) {
			for _, p := range a.report.Tolerated {
				if first == nil {
					f := a.about(ctx).At(placeOf(p)).Finding("", "the members that D2 shows, each once", "")
					first = &f
				}
				if !slices.Contains(further, p.Subject.Local) {
					further = append(further, p.Subject.Local)
				}
			}
			if a.status != nil {
				lines += len(a.status.own())
				if a.status.none != "" && !s.asksForOwn(a.question) {
					f := a.about(ctx).Finding("that there are no lines is written otherwise than as an empty "+
						"array; D2 shows no form for it", "[]", a.status.none)
					none = &f
					return
				}
			}
			a.problems(ctx, found, "WST-SCH-01")
		})
	if first != nil {
		first.Got = strings.Join(further[:min(len(further), mostNames)], ", ")
		first.Summary = fmt.Sprintf("the order status has members that D2 does not show, or one twice "+
			"(%s): JSON readers pass over them", first.Got)
		Warn(ctx, *first)
	}
	if none != nil {
		Warn(ctx, *none)
	}
	if lines == 0 {
		NotExercised(ctx, "no line was shown: see WST-ORD-13")
	}
}

// asksForOwn tells whether a question asks for an order that the environment
// names as the partner's.
func (s *session) asksForOwn(q question) bool {
	own := s.t.Scenarios.All(environment.WestconCustomerOrders)
	if q.by == byWestcon {
		own = s.t.Scenarios.All(environment.WestconOrders)
	}
	return slices.ContainsFunc(q.numbers, func(n string) bool {
		return slices.ContainsFunc(own,
			func(o string) bool { return o == n || q.by == byWestcon && padded(o) == padded(n) })
	})
}

// schema judges the form of every order status.
func (s *session) schema() {
	It("answers as the schema says", Decides("WST-SCH-01"), s.asTheSchemaSays)
	s.judged("WST-SCH-02", "serves JSON as JSON", "no order status came, see WST-REQ-01", (*answer).isStatus,
		func(ctx context.Context, a *answer, found *Findings) {
			if !a.isJSON() {
				found.Add(a.about(ctx).Finding("the order status is not declared as JSON",
					"Content-Type: application/json",
					fmt.Sprintf("Content-Type: %q", a.Header().Get("Content-Type"))))
			}
		})
}
