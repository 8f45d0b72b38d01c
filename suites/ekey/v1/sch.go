package v1

import (
	. "github.com/onsi/ginkgo/v2"

	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/schemas"
	"github.com/montcheck/montcheck/suites/ekey/ordering"
)

// schema judges the form of every answer.
func (s *session) schema() {
	judged := func(id, text string, wanted func(*ordering.Answer) bool) {
		It(text, Decides(id), func(ctx SpecContext) {
			all := s.Recorded(wanted)
			if len(all) == 0 {
				NotExercised(ctx, "no such answer came in this run")
			}
			var found Findings
			for _, a := range all {
				a.Problems(ctx, &found)
			}
			found.Settle(ctx)
			Note(ctx, "%d answers", len(all))
		})
	}
	inProcess := func(a *ordering.Answer) bool { return a.Given() && orderIn(a).status == schemas.InProcess }
	judged("EKY-SCH-01", "answers a finished order as its schema says",
		func(a *ordering.Answer) bool { return a.Operation == "AddOrder" && gives(a) && !inProcess(a) })
	judged("EKY-SCH-02", "answers an order in process as its schema says",
		func(a *ordering.Answer) bool { return a.Operation == "AddOrder" && inProcess(a) })
	judged("EKY-SCH-03", "answers GetOrder as its schema says",
		func(a *ordering.Answer) bool { return a.Operation == "GetOrder" && gives(a) })
	judged("EKY-SCH-04", "answers a BusinessError as its schema says",
		func(a *ordering.Answer) bool { return a.Refusal != nil })
}
