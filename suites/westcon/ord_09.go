package westcon

import (
	"context"
	"fmt"
	"net/http"

	. "github.com/onsi/ginkgo/v2"

	. "github.com/montcheck/montcheck/internal/verdict"
)

// quantities decides how quantities are written. One that is no text is for
// the schema to report, once.
func (s *session) quantities() {
	each := func(id, text string, judge func(ctx context.Context, a *answer, l *line, found *Findings)) {
		It(text, Decides(id), func(ctx SpecContext) {
			seen, texts := 0, 0
			var found Findings
			for _, a := range s.recorded(func(a *answer) bool {
				return a.question.sort == documented && a.Status() == http.StatusOK && a.status != nil
			}) {
				a.problems(ctx, &found, id)
				for _, l := range a.status.own() {
					seen++
					if l.hasText("lineQuantity") {
						texts++
						judge(ctx, a, l, &found)
					}
				}
			}
			found.Settle(ctx)
			switch {
			case seen == 0:
				NotExercised(ctx, "no line was shown: see WST-ORD-13")
			case texts == 0:
				NotExercised(ctx, "no quantity is a text: see WST-SCH-01")
			}
			Note(ctx, "%d quantities", texts)
		})
	}
	each("WST-ORD-09", "gives quantities with three decimals and blanks in front",
		func(context.Context, *answer, *line, *Findings) {})
	each("WST-ORD-16", "gives quantities fourteen characters wide",
		func(ctx context.Context, a *answer, l *line, found *Findings) {
			if q := l.get("lineQuantity"); len(q) != 14 {
				found.Add(
					a.about(ctx).At(l.place()).Finding("a quantity is not fourteen characters wide", "14",
						fmt.Sprintf("%d: %q", len(q), q)))
			}
		})
}
