package v2

import (
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/ekey/ordering"
)

// schema judges the form of every answer.
func (s *session) schema() {
	for _, method := range []string{"AddOrder", "GetOrder", "GetUserInfoDescriptionFor", "CheckEndUserInfo",
		"GetPriceChanges"} {
		It("answers "+method+" as its schema says", Decides("EK2-SCH-"+method),
			func(ctx SpecContext) { s.judged(ctx, method) })
	}
}

func (s *session) judged(ctx SpecContext, method string) {
	all := s.Recorded(func(a *ordering.Answer) bool { return a.Operation == method && (a.Root != nil || fails(a)) })
	if len(all) == 0 {
		reason := "no answer of " + method + " came in this run"
		if method == "CheckEndUserInfo" {
			reason += ", which takes a form as EK2-SCH-GetUserInfoDescriptionFor has it"
		}
		NotExercised(ctx, "%s", reason)
	}
	var found Findings
	for _, a := range all {
		if a.Root == nil {
			found.Add(a.About(ctx).Finding(method+" is answered with no XML", method+"Response", a.Says()))
		}
		a.Problems(ctx, &found)
	}
	found.Settle(ctx)
	Note(ctx, "%d answers", len(all))
}

// fails tells whether an answer is a page where there is no reason for one:
// orders may have been asked for in hostile words.
func fails(a *ordering.Answer) bool {
	return !strings.HasSuffix(a.Operation, "Order") && (a.Status() == 200 || a.Status() >= 500)
}

// limits decides what CheckLimits tells.
func (s *session) limits() {
	It("answers CheckLimits", Decides("EK2-SCH-CheckLimits"), func(ctx SpecContext) {
		if a := s.Ask(ctx, s.Request("CheckLimits", "CheckLimits", "")); resultIn(a) == nil || resultIn(a).isError {
			a.Reject(ctx, "CheckLimits gives no result", "CheckLimitsResponse with IsError false", a.Says())
		} else if resultIn(a).data != nil {
			for i, limit := range resultIn(a).data.ChildElements() {
				if limit.FindElement(".//LimitType") == nil {
					a.Reject(ctx, fmt.Sprintf("limit %d has no LimitType", i+1), "ESD or CSP", "none")
				}
			}
		}
		s.judged(ctx, "CheckLimits")
	})
}
