// Package terminal shows a run to someone at a terminal, or in the log of a
// CI server: its progress, and when it is over its summary.
package terminal

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/olekukonko/tablewriter/tw"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/reports/messages"
	"github.com/montcheck/montcheck/reports/plain"
	"github.com/montcheck/montcheck/reports/printable"
	"github.com/montcheck/montcheck/reports/repeat"
	"github.com/montcheck/montcheck/reports/tally"
	"github.com/montcheck/montcheck/requirements"
)

// Options are how a terminal is written to.
type Options struct {
	Color bool
	Width int    // in columns; 0 for 100
	Lang  string // en or ru; empty for en
}

func (o Options) messages() (*messages.Messages, error) {
	if o.Lang == "" {
		o.Lang = "en"
	}
	return messages.In(o.Lang)
}

const most = 3 // findings told of one requirement; the other reports have more

// Write writes the summary of r: the failures in full, a table of the
// modules, the requirements that did not pass, and the conclusion last, where
// the eye is when the run ends.
func Write(w io.Writer, r *run.Run, o Options) error {
	m, err := o.messages()
	if err != nil {
		return err
	}
	if o.Width <= 0 {
		o.Width = 100
	}
	c := colors(o.Color)
	s := summary{
		page: page{m: m, color: c}, run: r,
		teller: plain.Teller{Run: r, Messages: m, Paint: c.paint(), Width: o.Width},
	}
	s.failures()
	if err := s.table(); err != nil {
		return fmt.Errorf("terminal: %w", err)
	}
	s.notPassed()
	s.conclusion()
	_, err = s.out.WriteTo(w)
	return err
}

type summary struct {
	page
	run    *run.Run
	teller plain.Teller
}

// page is what a report has said so far.
type page struct {
	out   bytes.Buffer
	m     *messages.Messages
	color palette
}

func (p *page) printf(format string, args ...any) { fmt.Fprintf(&p.out, format, args...) }

func (p *page) heading(key string) { p.printf("\n%s\n\n", p.color.strong(p.m.T(key))) }

// legend says which documents were cited.
func (p *page) legend(documents []requirements.Document) {
	for _, d := range documents {
		p.printf("%s\n", p.color.muted(printable.Line(d.ID)+": "+plain.Document(p.m, d)))
	}
}

// documents are those of the requirements that failures tells.
func (s *summary) documents() []requirements.Document {
	return slices.DeleteFunc(slices.Clone(s.run.Documents), func(d requirements.Document) bool {
		return !slices.ContainsFunc(tally.With(s.run, run.Fail, run.Error), func(q run.RequirementResult) bool {
			return q.Document == d.ID && !s.stoppedFor(q)
		})
	})
}

// failures tells requirements that failed, then those whose check failed.
func (s *summary) failures() {
	for _, part := range []struct {
		heading string
		verdict run.Verdict
	}{{"failures", run.Fail}, {"errors", run.Error}} {
		some := slices.DeleteFunc(tally.With(s.run, part.verdict), s.stoppedFor)
		if len(some) == 0 {
			continue
		}
		s.heading(part.heading)
		for _, q := range some {
			s.requirement(q)
		}
	}
	s.legend(s.documents())
	if again := repeat.Sandbox(s.run); again != "" && s.out.Len() > 0 {
		s.printf("%s\n  %s\n", s.m.T("sandbox.again"), again)
	}
}

// stoppedFor tells whether a requirement is open for the reason for which the
// run was stopped, which the conclusion gives once.
func (s *summary) stoppedFor(q run.RequirementResult) bool {
	return s.run.Stopped != nil && q.Reason == s.run.Stopped.Reason
}

func (s *summary) requirement(q run.RequirementResult) {
	s.printf("%s %s  %s\n", s.color.tag(s.m, q.Verdict), s.color.strong(printable.Line(q.ID)),
		printable.Line(q.Title.In(s.m.Lang)))
	s.printf("     %s\n",
		s.color.muted(
			fmt.Sprintf("%s, %s · %s", printable.Line(q.Document), printable.Line(q.Section), s.m.Level(q.Level))))
	s.printf("     %s\n", printable.Text(strings.TrimSpace(q.Statement.In(s.m.Lang))))
	if says := plain.Says(s.m, q.Requirement); says != "" {
		s.printf("     %s\n", s.color.muted(says))
	}
	s.printf("\n")
	findings := tally.Findings(s.run, q.ID)
	if len(findings) == 0 && q.Reason != "" {
		s.printf("  %s\n\n", printable.Line(printable.Cut(q.Reason, 600)))
	}
	for i, f := range findings {
		if i == most {
			s.printf("  %s\n\n", s.m.N("findings.more", len(findings)-most))
			break
		}
		s.printf("%s\n", indent(s.teller.Finding(f)))
	}
	s.printf("  %s\n    %s\n\n", s.color.muted(s.m.T("repeat.check")), repeat.Check(s.run, q.ID))
}

func indent(s string) string {
	return "  " + strings.ReplaceAll(strings.TrimSuffix(s, "\n"), "\n", "\n  ") + "\n"
}

func (s *summary) table() error {
	modules := tally.Modules(s.run)
	if len(modules) == 0 {
		return nil
	}
	s.heading("summary")
	header := []string{s.m.T("module")}
	align := []tw.Align{tw.AlignLeft}
	for _, v := range tally.Verdicts {
		header = append(header, s.m.Verdict(v))
		align = append(align, tw.AlignRight)
	}
	table := newTable(&s.out, header, align)
	for _, module := range modules {
		row := []string{s.m.Module(module.Name)}
		for _, v := range tally.Verdicts {
			row = append(row, s.count(v, module.Counts[v]))
		}
		if err := table.Append(row); err != nil {
			return err
		}
	}
	return table.Render()
}

func (s *summary) count(v run.Verdict, n int) string {
	if n == 0 {
		return s.color.muted("·")
	}
	return s.color.verdict(v)(strconv.Itoa(n))
}

func (s *summary) notPassed() {
	some := slices.DeleteFunc(tally.With(s.run, run.Fail, run.Error, run.NotExercised, run.Warn, run.OutOfScope),
		func(q run.RequirementResult) bool {
			return !slices.Contains(s.run.Modules, q.Module) // the table tells of whole modules
		})
	if len(some) == 0 {
		return
	}
	s.heading("notpassed")
	widest := 0
	for _, q := range some {
		widest = max(widest, len(q.ID))
	}
	for _, q := range some {
		s.printf("%s %s  %s\n", s.color.tag(s.m, q.Verdict), pad(printable.Line(q.ID), widest),
			printable.Line(q.Title.In(s.m.Lang)))
		if q.Reason != "" && q.Verdict != run.Fail && !s.stoppedFor(q) {
			s.printf("     %s  %s\n", pad("", widest), s.color.muted(printable.Line(printable.Cut(q.Reason, 300))))
		}
	}
}

func (s *summary) conclusion() {
	r := s.run
	paint := s.color.conclusion(r.Conclusion)
	s.printf("\n%s\n", paint(strings.ToUpper(s.m.Of(r))))
	if r.Stopped != nil {
		key := "stopped"
		if r.Stopped.Infrastructure {
			key = "stopped.infrastructure"
		}
		s.printf("%s\n", s.m.T(key, printable.Line(printable.Cut(r.Stopped.Reason, 600))))
	}
	s.printf("%s\n", s.m.Meaning(r.Conclusion))
	if r.LabelFilter != "" {
		s.printf("%s\n", s.m.N("filtered", tally.LeftOut(r)))
	}
	var parts []string
	counts := tally.Counts(r)
	for _, v := range tally.Verdicts {
		if counts[v] > 0 {
			parts = append(parts, s.m.Verdict(v)+" "+strconv.Itoa(counts[v]))
		}
	}
	parts = append(parts, s.m.N("count.exchanges", len(r.Exchanges)), plain.Duration(s.m, r.Ended.Sub(r.Started)))
	s.printf("%s\n", strings.Join(parts, ", "))
}
