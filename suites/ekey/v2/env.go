package v2

import (
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/ekey/ordering"
)

// envelopes judges what every answer is wrapped in.
func (s *session) envelopes() {
	It("wraps every answer in Data, IsError, ErrorCode and Errors", Decides("EK2-ENV-01"), func(ctx SpecContext) {
		var found Findings
		for _, a := range s.Recorded(func(a *ordering.Answer) bool { return a.Root != nil }) {
			if resultIn(a) == nil {
				found.Add(
					a.About(ctx).Finding("the answer of "+a.Operation+" is not wrapped as documented",
						a.Operation+"Response with "+a.Operation+"Result", "the root "+a.Root.Tag))
			}
			a.Attributed(ctx, "EK2-ENV-01", &found)
		}
		found.Settle(ctx)
	})
	It("says in IsError what ErrorCode, Errors and Data say", Decides("EK2-ENV-02"), func(ctx SpecContext) {
		var found Findings
		for _, a := range s.Recorded(func(a *ordering.Answer) bool { return resultIn(a) != nil }) {
			r := resultIn(a)
			if !r.isError &&
				(r.code != "0" || r.errors > 0 || r.data == nil ||
					r.empty() && strings.HasSuffix(a.Operation, "Order")) || r.isError && r.code == "0" {
				found.Add(
					a.About(ctx).Finding(a.Operation+": IsError does not agree with the rest of the answer",
						"false with ErrorCode 0, Data and no Errors, or true with an ErrorCode",
						fmt.Sprintf("%v with ErrorCode %s, %d Errors, Data: %v", r.isError, r.code, r.errors,
							r.data != nil)))
			}
		}
		found.Settle(ctx)
	})
}
