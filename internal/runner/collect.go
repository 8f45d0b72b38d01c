package runner

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/onsi/ginkgo/v2/types"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/requirements"
)

// collector makes a Run of what Ginkgo reports.
type collector struct {
	options Options
	states  map[string]*verdict.State
	run     *run.Run
	suite   types.Report
	stop    *run.Stopped // why the run did not even start
	nothing bool         // nothing could be certified, for that reason

	interrupted bool
}

func (c *collector) before(r types.SpecReport) {
	if r.State.Is(types.SpecStateSkipped) { // by the filter, or after an abort
		return
	}
	p := identify(r)
	c.states[p.ID] = verdict.NewState(p.ID, p.Module, p.Requirements, c.options.Target.Seed)
	c.options.Observer.Started(
		run.Spec{ID: p.ID, Module: p.Module, Text: p.Text, Requirements: p.Requirements, Started: r.StartTime})
}

func (c *collector) after(r types.SpecReport) {
	p := identify(r)
	state := c.states[p.ID]
	if state == nil {
		return
	}
	s := run.Spec{
		ID: p.ID, Module: p.Module, Text: p.Text, Requirements: p.Requirements,
		Started: r.StartTime, Duration: r.RunTime, Location: location(r),
		Findings: state.Findings(), Notes: state.Notes(), Uses: state.Uses(),
	}
	s.Verdict, s.Reason = judge(r, state)
	c.redact(&s) // a panic can carry anything
	if s.Verdict == run.Fail && !slices.ContainsFunc(s.Findings, isFail) {
		s.Findings = append(s.Findings,
			run.Finding{Requirement: s.Requirements[0], Verdict: run.Fail,
				Summary: c.options.Target.Redact(r.Failure.Message)})
	}
	c.run.Specs = append(c.run.Specs, s)
	c.options.Observer.Ended(s)
}

// redact takes secrets out of what a spec says.
func (c *collector) redact(s *run.Spec) {
	clean := c.options.Target.Redact
	s.Reason = clean(s.Reason)
	for i := range s.Notes {
		s.Notes[i] = clean(s.Notes[i])
	}
	for i := range s.Findings {
		f := &s.Findings[i]
		f.Summary, f.Expected, f.Got, f.Explanation = clean(f.Summary), clean(f.Expected), clean(f.Got),
			clean(f.Explanation)
	}
}

func isFail(f run.Finding) bool { return f.Verdict == run.Fail }

// judge gives the verdict of a spec that Ginkgo ran.
func judge(r types.SpecReport, state *verdict.State) (run.Verdict, string) {
	switch {
	case r.State.Is(types.SpecStateTimedout):
		return run.Error, "the run's time was over"
	case r.State.Is(types.SpecStateInterrupted), errors.Is(state.Unable(), context.Canceled):
		return run.NotExercised, "the run was interrupted"
	case state.Unable() != nil:
		return run.Error, state.Unable().Error()
	case r.State.Is(types.SpecStatePassed):
		for _, f := range state.Findings() {
			if f.Verdict == run.Warn {
				return run.Warn, f.Summary
			}
		}
		return run.Pass, ""
	case r.State.Is(types.SpecStateSkipped):
		return run.NotExercised, r.Failure.Message
	case r.State.Is(types.SpecStateFailed):
		return run.Fail, firstLine(r.Failure.Message)
	case r.State.Is(types.SpecStateAborted):
		return run.NotExercised, "the run was interrupted"
	case r.State.Is(types.SpecStatePanicked):
		return run.Error, fmt.Sprintf("montcheck itself broke: %s %s (%s)", r.Failure.Message, r.Failure.ForwardedPanic,
			r.Failure.FailureNodeLocation)
	}
	return run.Error, "the spec ended as " + r.State.String()
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// location names the spec's file without the machine's folders.
func location(r types.SpecReport) string {
	file := r.LeafNodeLocation.FileName
	if i := strings.Index(file, "suites/"); i >= 0 {
		file = file[i:]
	}
	return fmt.Sprintf("%s:%d", file, r.LeafNodeLocation.LineNumber)
}

// conclude fills in what is known only at the end.
func (c *collector) conclude(planned []Planned) {
	r, t := c.run, c.options.Target
	r.Ended = t.Now()
	r.Stopped = c.stopped()
	all := requirements.All()
	for _, q := range all {
		r.Requirements = append(r.Requirements, c.result(q, planned))
	}
	r.Documents = requirements.Cited(all...)
	r.Conclusion = run.Conclude(r.Requirements, r.Stopped != nil)
	c.exchanges(t.Recorder.Answers())
}

func (c *collector) stopped() *run.Stopped {
	if c.stop != nil {
		return c.stop
	}
	if err := c.options.Target.Gone(); err != nil {
		return &run.Stopped{Reason: err.Error(), Infrastructure: true}
	}
	if c.interrupted { // Ginkgo does not always live to tell
		return &run.Stopped{Reason: "interrupted by the user"}
	}
	for _, reason := range c.suite.SpecialSuiteFailureReasons {
		if strings.Contains(reason, "Interrupted") {
			return &run.Stopped{Reason: "interrupted by the user"}
		}
		if strings.Contains(reason, "Timeout") {
			return &run.Stopped{Reason: fmt.Sprintf("the run's time (--timeout %s) was over", c.options.Timeout),
				Infrastructure: true}
		}
	}
	if c.options.FailFast &&
		slices.ContainsFunc(c.run.Specs,
			func(s run.Spec) bool { return s.Verdict == run.Fail || s.Verdict == run.Error }) {
		return &run.Stopped{Reason: "stopped at the first failure (--fail-fast)"}
	}
	return nil
}

// result decides a requirement from the specs that decide it.
func (c *collector) result(q requirements.Requirement, planned []Planned) run.RequirementResult {
	result := run.RequirementResult{Requirement: q, Specs: []string{}}
	if !slices.Contains(c.options.Modules, q.Module) {
		result.Verdict, result.Reason = run.OutOfScope, "the module "+q.Module+" is not in scope"
		return result
	}
	leftOut := 0
	for _, p := range planned {
		if !slices.Contains(p.Requirements, q.ID) {
			continue
		}
		result.Specs = append(result.Specs, p.ID)
		if !p.Selected {
			leftOut++
			continue
		}
		verdict, reason := run.NotExercised, "the run ended before it"
		if c.nothing {
			reason = c.stop.Reason
			if c.stop.Infrastructure {
				verdict = run.Error
			}
		} else if s, ran := c.run.Spec(p.ID); ran {
			verdict, reason = verdictOn(q.ID, s, c.states[p.ID])
		}
		if worse := run.Worse(result.Verdict, verdict); worse != result.Verdict {
			result.Verdict, result.Reason = worse, reason
		}
	}
	if len(result.Specs) == 0 {
		result.Verdict, result.Reason = run.NotExercised, "no spec decides it"
		result.LeftOut = c.options.LabelFilter != "" // nothing can select it
	}
	if leftOut > 0 {
		leaveOut(&result, leftOut)
	}
	if result.Verdict == run.Fail && q.Level == requirements.Advisory {
		result.Verdict = run.Warn
	}
	return result
}

// leaveOut says that a label filter left out so many of the specs that decide
// a requirement. What the others found wrong stands; that they found nothing
// does not decide it.
func leaveOut(r *run.RequirementResult, specs int) {
	switch r.Verdict {
	case run.Fail, run.Error:
		return
	case run.Warn:
	default:
		r.Verdict, r.Reason = run.NotExercised, "left out by --label-filter"
		if selected := len(r.Specs) - specs; selected > 0 {
			r.Reason = fmt.Sprintf("left out by --label-filter: it selects %d of the %d specs that decide this",
				selected, len(r.Specs))
		}
	}
	r.LeftOut = true
}

// verdictOn is what a spec says of one of the requirements it decides. A
// failure about another of them leaves this one open, if it ended the spec.
func verdictOn(id string, s *run.Spec, state *verdict.State) (run.Verdict, string) {
	if s.Verdict != run.Fail && s.Verdict != run.Warn {
		return s.Verdict, s.Reason
	}
	for _, f := range s.Findings {
		if f.Requirement == id && f.Verdict == s.Verdict {
			return f.Verdict, f.Summary
		}
	}
	if s.Verdict == run.Warn || state != nil && state.Whole() {
		return run.Pass, ""
	}
	return run.NotExercised, "its spec ended before it: " + s.Reason
}

// quiet is how many bytes of a body a Run carries where no finding names
// the exchange.
const quiet = 8 << 10

// exchanges puts the recorded exchanges in order and keeps of their bodies
// what the findings need.
func (c *collector) exchanges(answers []*endpoint.Answer) {
	rank := map[string]int{endpoint.PreflightID: -1}
	for i, s := range c.run.Specs {
		rank[s.ID] = i
	}
	place := func(k run.Key) int {
		if at, known := rank[k.Spec]; known {
			return at
		}
		return len(c.run.Specs) // what specs share comes last
	}
	slices.SortStableFunc(answers, func(a, b *endpoint.Answer) int {
		return cmp.Or(cmp.Compare(place(a.Key()), place(b.Key())), strings.Compare(a.Key().Spec, b.Key().Spec),
			cmp.Compare(a.Key().Ordinal, b.Key().Ordinal))
	})
	named := map[run.Key][]run.Finding{}
	for _, s := range c.run.Specs {
		for _, f := range s.Findings {
			if f.Exchange != nil {
				named[*f.Exchange] = append(named[*f.Exchange], f)
			}
		}
	}
	for _, a := range answers {
		findings := named[a.Key()]
		for _, f := range findings {
			if f.Place != nil {
				a.Keep(f.Place.Offset) // without it the report shows the body's beginning
			}
		}
		if len(findings) == 0 && a.Exchange.Response != nil {
			a.Exchange.Response.Body.Trim(quiet)
		}
		c.run.Exchanges = append(c.run.Exchanges, a.Exchange)
	}
}
