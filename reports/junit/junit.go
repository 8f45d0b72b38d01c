// Package junit writes a Run as JUnit XML, for CI servers: a suite a module,
// a case a spec.
package junit

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/reports/messages"
	"github.com/montcheck/montcheck/reports/plain"
	"github.com/montcheck/montcheck/reports/printable"
	"github.com/montcheck/montcheck/reports/repeat"
)

// Write writes r as JUnit XML, with the elements and attributes that the
// strictest reader in use has in its schema (the xUnit plugin of Jenkins,
// which drops a file with any other). A requirement that no spec decided is a
// skipped case of its own, and a run that was stopped has a case with an
// error, so that neither can look complete.
func Write(w io.Writer, r *run.Run) error {
	english, err := messages.In("en")
	if err != nil {
		return err
	}
	v := view{r, plain.Teller{Run: r, Messages: english}}
	out := junit.Testsuites{Name: "montcheck", Time: seconds(r.Ended.Sub(r.Started))}
	for _, m := range modules(r) {
		out.AddSuite(v.suite(m, len(out.Suites)))
	}
	if r.Stopped != nil {
		s := junit.Testsuite{Name: "montcheck", ID: len(out.Suites), Time: seconds(0)}
		s.AddTestcase(junit.Testcase{Name: "the run comes to its end", Classname: "montcheck",
			Error: result("stopped", r.Stopped.Reason, "")})
		out.AddSuite(s)
	}
	out.Skipped = 0 // no attribute of the whole; each suite has its own
	if _, err := io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"); err != nil {
		return err
	}
	return out.WriteXML(w)
}

// modules are those of the requirements, then those that only specs name.
func modules(r *run.Run) []string {
	var all []string
	add := func(m string) {
		if !slices.Contains(all, m) {
			all = append(all, m)
		}
	}
	for _, q := range r.Requirements {
		add(q.Module)
	}
	for _, s := range r.Specs {
		add(s.Module)
	}
	return all
}

type view struct {
	run    *run.Run
	teller plain.Teller
}

func (v view) suite(module string, id int) junit.Testsuite {
	r := v.run
	s := junit.Testsuite{Name: printable.Line(module), ID: id}
	s.SetTimestamp(r.Started)
	for _, p := range [][2]string{
		{"run", r.ID}, {"environment", r.Environment.Name}, {"kind", r.Environment.Kind},
		{"address", r.Environment.Services[module]}, {"conclusion", string(r.Conclusion)},
		{"labelFilter", r.LabelFilter},
		{"seed", strconv.FormatInt(r.Seed, 10)}, {"montcheck", r.Tool.Version},
	} {
		if p[1] != "" {
			s.AddProperty(p[0], printable.Line(p[1]))
		}
	}
	for _, d := range r.Documents {
		if slices.ContainsFunc(r.Requirements,
			func(q run.RequirementResult) bool { return q.Module == module && q.Document == d.ID }) {
			s.AddProperty(printable.Line("document "+d.ID), plain.Document(v.teller.Messages, d))
		}
	}
	var total time.Duration
	for _, spec := range r.Specs {
		if spec.Module == module {
			s.AddTestcase(v.spec(spec))
			total += spec.Duration
		}
	}
	for _, q := range r.Requirements {
		if q.Module == module && len(q.Specs) == 0 {
			s.AddTestcase(undecided(q))
		}
	}
	s.Time = seconds(total)
	return s
}

func (v view) spec(spec run.Spec) junit.Testcase {
	c := junit.Testcase{
		Name:      printable.Line(spec.Text),
		Classname: class(spec.Module),
		Time:      seconds(spec.Duration),
	}
	if len(spec.Requirements) > 0 {
		c.Name += printable.Line(" [" + strings.Join(spec.Requirements, " ") + "]")
	}
	var notes []string
	for _, n := range spec.Notes {
		notes = append(notes, printable.Cut(n, 2000))
	}
	switch spec.Verdict {
	case run.Fail:
		c.Failure = result("fail", message(spec), v.findings(spec))
	case run.Error:
		c.Error = result("error", message(spec), v.findings(spec))
	case run.NotExercised, run.OutOfScope:
		c.Skipped = result("", string(spec.Verdict)+": "+spec.Reason, "")
	case run.Warn:
		notes = append([]string{"warning: " + message(spec), v.findings(spec)}, notes...)
	}
	if len(notes) > 0 {
		c.SystemOut = &junit.Output{Data: printable.Text(strings.Join(notes, "\n"))}
	}
	return c
}

// undecided is the case of a requirement that no spec of the run decides.
func undecided(q run.RequirementResult) junit.Testcase {
	c := junit.Testcase{
		Name:      printable.Line(q.Title.En + " [" + q.ID + "]"),
		Classname: class(q.Module),
		Time:      seconds(0),
	}
	switch q.Verdict {
	case run.Fail:
		c.Failure = result("fail", q.Reason, "")
	case run.Error:
		c.Error = result("error", q.Reason, "")
	case run.NotExercised, run.OutOfScope:
		c.Skipped = result("", string(q.Verdict)+": "+q.Reason, "")
	}
	return c
}

// message is the sentence that a CI server shows in its list.
func message(spec run.Spec) string {
	for _, f := range spec.Findings {
		if f.Verdict == spec.Verdict {
			return f.Requirement + ": " + f.Summary
		}
	}
	return spec.Reason
}

func (v view) findings(spec run.Spec) string {
	var b strings.Builder
	for _, f := range spec.Findings {
		fmt.Fprintf(&b, "%s: ", printable.Line(f.Requirement))
		if q, ok := v.requirement(f.Requirement); ok {
			fmt.Fprintf(&b, "%s (%s, %s)\n", printable.Line(q.Title.En), printable.Line(q.Document),
				printable.Line(q.Section))
			if says := plain.Says(v.teller.Messages, q.Requirement); says != "" {
				b.WriteString(says + "\n")
			}
		}
		b.WriteString(v.teller.Finding(f))
		fmt.Fprintf(&b, "  %s\n\n", repeat.Check(v.run, f.Requirement))
	}
	if again := repeat.Sandbox(v.run); again != "" {
		fmt.Fprintf(&b, "%s\n  %s\n", v.teller.Messages.T("sandbox.again"), again)
	}
	return b.String()
}

func (v view) requirement(id string) (run.RequirementResult, bool) {
	i := slices.IndexFunc(v.run.Requirements, func(q run.RequirementResult) bool { return q.ID == id })
	if i < 0 {
		return run.RequirementResult{}, false
	}
	return v.run.Requirements[i], true
}

func result(kind, message, data string) *junit.Result {
	return &junit.Result{Type: kind, Message: printable.Line(printable.Cut(message, 1000)), Data: printable.Text(data)}
}

func class(module string) string { return "montcheck." + printable.Line(module) }

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", max(d, 0).Seconds()) }
