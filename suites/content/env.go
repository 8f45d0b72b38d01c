package content

import (
	"fmt"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/montcontent"
	"github.com/montcheck/montcheck/internal/run"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/schemas"
	"github.com/montcheck/montcheck/suites/content/catalogue"
	"github.com/montcheck/montcheck/suites/transport"
)

// everyEnvelope judges what results are wrapped in.
func (s *suite) everyEnvelope() {
	s.attributed("CNT-ENV-01", "wraps every result in Error, ErrorDetails and the method's payload", payloadThere)
}

// attributed registers a spec about the problems that the schemas attribute
// to a requirement, and about what more there is to say of an answer.
func (s *suite) attributed(requirement, text string,
	more func(*catalogue.Answer) (summary, expected, got string, place *run.Place)) {
	It(text, Decides(requirement), func(ctx SpecContext) {
		s.tryAny(ctx)
		var found Findings
		held, specified := 0, 0
		var cut *catalogue.Answer // with more problems than are kept: this requirement's may be among the rest
		n := s.each(ctx,
			func(a *catalogue.Answer) bool {
				return a.Plain || a.Read != nil || a.Broken != nil && a.Status() == 200
			},
			func(a *catalogue.Answer) {
				a.Problems(ctx, &found, func(p schemas.Problem) bool {
					if a.Method.Name == montcontent.TestConnection.Name && requirement == "CNT-ENV-01" {
						// D3 does not give its answer
						return false
					}
					return p.Requirement == requirement || requirement == "CNT-DELTA-01" && a.Method.Changes
				})
				if a.Read != nil {
					held, specified = held+a.Read.Held, specified+a.Read.Specified
				}
				if a.Report.Truncated {
					cut = a
				}
				if requirement == "MNT-XML-01" && a.Status() == 200 {
					if odd := transport.OddlyServed(a.Header()); odd.Summary != "" {
						found.Slight(a.About(ctx).Finding(odd.Summary, odd.Expected, odd.Got))
					}
				}
				if more == nil {
					return
				}
				if summary, expected, got, place := more(a); summary != "" {
					subject := a.About(ctx)
					if place != nil {
						subject = subject.At(*place)
					}
					found.Add(subject.Finding(a.Asked()+": "+summary, expected, got))
				}
			})
		found.Settle(ctx)
		if cut != nil {
			NotExercised(ctx, "an answer of %s has more problems than are looked at: see %s", cut.Method.Name,
				catalogue.SchemaOf(cut.Method))
		}
		if requirement == "CNT-PRD-08" && held == 0 || requirement == "CNT-PRD-07" && specified == 0 {
			NotExercised(ctx, "no answer holds anything of which that could be said")
		}
		Note(ctx, "%d answers", n)
	})
}

func payloadThere(a *catalogue.Answer) (summary, expected, got string, place *run.Place) {
	if a.Read == nil || a.Method.Payload == "" || !a.Plain || catalogue.IsTrue(a.Read.Failed) || a.Read.Payload {
		return
	}
	return "Error=false, and yet there is no result", "the element " + a.Method.Payload, "none, or nil", nil
}

// everyDetails judges ErrorDetails where there is no error.
func (s *suite) everyDetails() {
	It("leaves ErrorDetails empty where there is no error", Decides("CNT-ENV-02"), func(ctx SpecContext) {
		var found Findings
		s.tryAny(ctx)
		s.each(ctx, func(a *catalogue.Answer) bool { return a.Read != nil && !catalogue.IsTrue(a.Read.Failed) },
			func(a *catalogue.Answer) {
				if len(a.Read.Details) > 0 {
					found.Add(
						a.About(ctx).Finding(a.Asked()+" says Error=false and yet has ErrorDetails",
							"ErrorDetails nil or empty", a.Read.Told()))
				}
			})
		found.Settle(ctx)
	})
}

// everyError judges how errors are explained.
func (s *suite) everyError() {
	It("explains every error with a date, a text and a code", Decides("CNT-ENV-03"), s.errorsExplained)
}

// errorsExplained asks for what does not exist, to get an error contract to
// look at.
func (s *suite) errorsExplained(ctx SpecContext) {
	// What else is wrong with the answers is for CNT-BAD-01 to say.
	for range s.probe(ctx,
		slices.DeleteFunc(nonsense(), func(p probe) bool { return !strings.HasPrefix(p.what, "an unknown") })) {
		continue
	}
	var found Findings
	n := s.each(ctx, func(a *catalogue.Answer) bool { return a.Read != nil && catalogue.IsTrue(a.Read.Failed) },
		func(a *catalogue.Answer) {
			for _, name := range []string{"Date", "ErrorText", "ErrorCode"} {
				if strings.TrimSpace(a.Read.Details[name]) == "" {
					found.Add(
						a.About(ctx).Finding(
							fmt.Sprintf("%s says Error=true, but its ErrorDetails have no %s", a.Asked(), name),
							"Date, ErrorText and ErrorCode", a.Read.Told()))
				}
			}
			if text := strings.TrimSpace(a.Read.Details["Date"]); text != "" && a.LongAgo(text) {
				found.Add(
					a.About(ctx).Finding(a.Asked()+" dates its error long before the call",
						"the date and time of the error", text))
			}
			a.Problems(ctx, &found, func(p schemas.Problem) bool { return p.Requirement == "CNT-ENV-03" })
		})
	if n == 0 {
		NotExercised(ctx, "no call made the service answer Error=true")
	}
	found.Settle(ctx)
	Note(ctx, "%d error answers", n)
}
