package westcon

import (
	"context"
	"net/http"

	. "github.com/onsi/ginkgo/v2"

	. "github.com/montcheck/montcheck/internal/verdict"
)

// judged registers a spec that judges all answers of a sort, whichever spec asked for them.
func (s *session) judged(id, text, none string, wanted func(*answer) bool,
	judge func(ctx context.Context, a *answer, found *Findings)) {
	It(text, Decides(id), func(ctx SpecContext) { s.judge(ctx, none, wanted, judge) })
}

// judgedLines registers a spec that judges what the lines of orders say, where there are some.
func (s *session) judgedLines(id, text string, wanted func(*answer) bool,
	judge func(ctx context.Context, a *answer, found *Findings)) {
	It(text, Decides(id), func(ctx SpecContext) {
		n := 0
		s.judge(ctx, "none shows an order, see WST-REQ-01 and WST-SCH-01", wanted,
			func(ctx context.Context, a *answer, found *Findings) {
				n += len(a.status.own())
				judge(ctx, a, found)
			})
		if n == 0 {
			NotExercised(ctx, "no line was shown: see WST-ORD-13")
		}
		Note(ctx, "%d lines", n)
	})
}

// schemaOfLines registers a spec that judges lines by what the schema says of a requirement, and by more where it is
// not nil.
func (s *session) schemaOfLines(id, text string, more func(ctx context.Context, a *answer, found *Findings)) {
	s.judgedLines(id, text, (*answer).shown, func(ctx context.Context, a *answer, found *Findings) {
		a.problems(ctx, found, id)
		if more != nil {
			more(ctx, a, found)
		}
	})
}

// isStatus tells whether an answer should be an order status: to a documented question, with HTTP 200.
func (a *answer) isStatus() bool { return a.question.sort == documented && a.Status() == http.StatusOK }

// shown tells whether an answer is an order status that can be read.
func (a *answer) shown() bool { return a.isStatus() && a.status != nil }

// judge judges all answers of a sort, and ends the spec where none came.
func (s *session) judge(ctx context.Context, what string, wanted func(*answer) bool,
	judge func(ctx context.Context, a *answer, found *Findings)) {
	all := s.recorded(wanted)
	if len(all) == 0 {
		NotExercised(ctx, "no such answer came in this run: %s", what)
	}
	var found Findings
	for _, a := range all {
		judge(ctx, a, &found)
	}
	found.Settle(ctx)
	Note(ctx, "%d answers", len(all))
}
