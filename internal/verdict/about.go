package verdict

import (
	"context"
	"strings"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/gomega"
	"github.com/onsi/gomega/types"

	"github.com/montcheck/montcheck/internal/run"
)

// Subject is what an assertion is about: an exchange and perhaps a place in
// the body that came.
type Subject struct {
	ctx     context.Context
	finding run.Finding
}

// About starts an assertion about the exchange with the given key.
func About(ctx context.Context, key run.Key) Subject {
	return Subject{ctx: ctx, finding: run.Finding{Exchange: &key}}
}

// At narrows the subject to a place in the body.
func (s Subject) At(place run.Place) Subject {
	s.finding.Place = &place
	return s
}

// Because adds why the requirement matters to a partner, or what a failure
// leads to.
func (s Subject) Because(explanation string) Subject {
	s.finding.Explanation = explanation
	return s
}

// Expect asserts as Gomega does. Where the matcher does not hold, the
// finding keeps the exchange and the place; the description given to the
// matcher is its one-sentence summary.
func (s Subject) Expect(actual any) types.Assertion {
	return gomega.NewGomega(func(message string, skip ...int) {
		summary, detail := split(message)
		f := s.finding
		f.Verdict, f.Summary = run.Fail, summary
		f.Expected, f.Got = detail[0], detail[1]
		From(s.ctx).Add(f)
		offset := 1
		if len(skip) > 0 {
			offset += skip[0]
		}
		ginkgo.Fail(message, offset)
	}).Expect(actual)
}

// Finding returns a finding about the subject, for specs that collect
// several before they fail.
func (s Subject) Finding(summary, expected, got string) run.Finding {
	f := s.finding
	f.Summary, f.Expected, f.Got = summary, expected, got
	return f
}

// gotMark stands between the halves of a domain matcher's message.
const gotMark = "\ncame instead: "

// Message is the failure message of a domain matcher.
func Message(expected, got string) string { return expected + gotMark + got }

// split takes Gomega's message apart: the description, then what was
// expected and what came.
func split(message string) (summary string, detail [2]string) {
	expected, got, domain := strings.Cut(message, gotMark)
	if i := strings.LastIndex(expected, "\n"); domain && i >= 0 {
		return expected[:i], [2]string{expected[i+1:], got}
	}
	if domain {
		return expected, [2]string{expected, got}
	}
	summary, rest, _ := strings.Cut(message, "\n")
	return summary, [2]string{"", rest}
}
