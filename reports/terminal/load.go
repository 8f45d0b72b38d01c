package terminal

import (
	"fmt"
	"io"
	"strings"

	"github.com/olekukonko/tablewriter/pkg/twwarp"
	"github.com/olekukonko/tablewriter/tw"

	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/reports/plain"
	"github.com/montcheck/montcheck/reports/printable"
	"github.com/montcheck/montcheck/reports/repeat"
	"github.com/montcheck/montcheck/requirements"
)

// mostTold is how many findings of a sort are told; the JSON has the others.
const mostTold = 5

// WriteLoad writes the summary of a load run: what is wrong first, then the
// numbers, and the conclusion last, where the eye is when the run ends.
func WriteLoad(w io.Writer, r *result.Result, o Options) error {
	m, err := o.messages()
	if err != nil {
		return err
	}
	if o.Width <= 0 {
		o.Width = 100
	}
	x := loadSummary{page: page{m: m, color: colors(o.Color)}, r: r, width: o.Width}
	x.violations()
	x.failures()
	x.divergences()
	x.legend(plain.LoadDocuments(r))
	x.again()
	for _, table := range []func() error{
		func() error { return x.measures("load.operations", "operation", plain.Operations(m, r)) },
		func() error { return x.measures("load.stages", "load.stage", r.Stages) },
		x.percentiles, x.thresholds,
	} {
		if err := table(); err != nil {
			return fmt.Errorf("terminal: %w", err)
		}
	}
	x.conclusion()
	_, err = x.out.WriteTo(w)
	return err
}

type loadSummary struct {
	page
	r     *result.Result
	width int
}

func (x *loadSummary) violations() {
	if len(x.r.Violations) == 0 {
		return
	}
	x.heading("load.findings")
	if english := x.m.T("load.english"); english != "" {
		x.printf("%s\n\n", x.color.muted(english))
	}
	tell(x, x.r.Violations, func(v result.Violation) {
		x.printf("%s  %s  %s\n", x.color.bad("✗ "+printable.Line(v.Requirement)), printable.Line(v.Operation),
			x.m.N("load.times", int(v.Count)))
		x.requirement(v.Requirement)
		x.printf("\n     %s\n", x.color.strong(printable.Line(printable.Cut(v.Summary, 300))))
		x.field("expected", v.Expected)
		x.field("got", v.Got)
		x.field("request", plain.Asked(x.r, v.Asked))
		x.field("place", plain.Where(x.m, v))
		x.field("response", v.Excerpt)
		x.field("repeat", repeat.LoadCurl(x.r, v.Asked))
		x.printf("\n")
	})
}

// tell tells the first findings of a sort, and how many more there are.
func tell[T any](x *loadSummary, all []T, one func(T)) {
	for _, finding := range all[:min(len(all), mostTold)] {
		one(finding)
	}
	if more := len(all) - mostTold; more > 0 {
		x.printf("  %s\n", x.m.N("load.more", more))
	}
}

// requirement says what a requirement wants, and where.
func (x *loadSummary) requirement(id string) {
	q, known := requirements.ByID(id)
	if !known {
		return
	}
	x.printf("     %s\n     %s\n", printable.Line(q.Title.In(x.m.Lang)), x.color.muted(plain.Source(x.m, id)))
	x.wrapped(5, q.Statement.In(x.m.Lang))
}

// wrapped writes a text below itself, indented.
func (x *loadSummary) wrapped(indent int, text string) {
	lines, _ := twwarp.WrapString(printable.Line(strings.Join(strings.Fields(text), " ")), max(x.width-indent, 20))
	for _, line := range lines {
		x.printf("%s%s\n", strings.Repeat(" ", indent), line)
	}
}

// field writes a name and a value in a line.
func (x *loadSummary) field(key, value string) {
	if value != "" {
		x.printf("     %s  %s\n", x.color.muted(pad(x.m.T(key), 9)), printable.Line(printable.Cut(value, 600)))
	}
}

func (x *loadSummary) failures() {
	if len(x.r.Failures) == 0 {
		return
	}
	x.heading("load.failures")
	tell(x, x.r.Failures, func(f result.Failure) {
		x.printf("%s  %s  %s\n", x.color.bad(printable.Line(f.Operation)), x.m.N("load.times", int(f.Count)),
			printable.Line(printable.Cut(f.Summary, 300)))
	})
}

func (x *loadSummary) divergences() {
	if len(x.r.Replicas.Divergences) == 0 {
		return
	}
	x.heading("load.replicas")
	tell(x, plain.Divergences(x.m, x.r.Replicas.Divergences), func(d plain.Diverged) {
		x.printf("%s\n     %s\n", x.color.bad("✗ "+d.What), d.Size)
		for _, id := range d.Broken {
			x.printf("     %s\n", id)
			x.requirement(id)
		}
		if d.Lead != "" {
			x.printf("     %s\n", x.color.muted(d.Lead))
		}
		for _, step := range d.History {
			x.printf("       %s\n", step)
		}
		if len(d.Requests) > 0 {
			x.printf("     %s\n", x.color.muted(x.m.T("load.repeat.ask")))
		}
		for _, q := range d.Requests {
			x.printf("       %s\n", repeat.LoadCurl(x.r, q))
		}
		x.printf("\n")
	})
}

// again is how to start the sandbox that showed what is wrong.
func (x *loadSummary) again() {
	if start := repeat.LoadSandbox(x.r); start != "" && len(x.r.Violations)+len(x.r.Replicas.Divergences) > 0 {
		x.printf("%s\n  %s\n", x.color.muted(x.m.T("sandbox.again")), start)
		x.printf("%s\n", x.color.muted(x.m.T("load.repeat.changed")))
	}
}

func (x *loadSummary) thresholds() error {
	if len(x.r.Judgements) == 0 {
		return nil
	}
	x.heading("load.thresholds")
	t := newTable(&x.out, []string{"", x.m.T("load.threshold"), "", x.m.T("load.observed")},
		[]tw.Align{tw.AlignLeft, tw.AlignLeft, tw.AlignLeft, tw.AlignRight})
	for _, j := range x.r.Judgements {
		word := x.color.good("✓ " + x.m.T("load.held"))
		switch {
		case j.Unknown:
			word = x.color.caution("○ " + x.m.T("load.unknown"))
		case !j.Held:
			word = x.color.bad("✗ " + x.m.T("load.crossed"))
		}
		if err := t.Append(
			[]string{word, printable.Line(j.Subject), printable.Line(j.Text), plain.Observed(x.m, j)}); err != nil {
			return err
		}
	}
	if err := t.Render(); err != nil {
		return err
	}
	for _, j := range x.r.Judgements {
		if !j.Held && !j.Unknown {
			x.wrapped(1, printable.Line(j.Subject+": "+j.Text)+": "+plain.Breach(x.m, x.r, j))
		}
	}
	return nil
}

func (x *loadSummary) conclusion() {
	r := x.r
	paint := x.color.caution
	switch r.Conclusion {
	case result.Passed:
		paint = x.color.good
	case result.NotPassed:
		paint = x.color.bad
	}
	x.printf("\n%s\n", paint(strings.ToUpper(x.m.Conclusion(run.Conclusion(r.Conclusion)))))
	x.printf("%s\n", plain.LoadMeaning(x.m, r))
	for _, note := range plain.LoadNotes(x.m, r) {
		x.printf("%s\n", x.color.caution(note))
	}
	for _, line := range [][2]string{
		{"load.requests", x.m.T("load.requests.of", r.Sent, r.Scheduled) + ", " + plain.Duration(x.m, r.Elapsed)},
		{"load.verification", plain.Verified(x.m, r.Verification)},
		{"load.replicas", plain.Replicas(x.m, r)},
		{"load.changes", plain.Changes(x.m, r.Changes)},
		{"load.generator", plain.Generator(x.m, r)},
	} {
		x.printf("%s: %s\n", x.m.T(line[0]), line[1])
	}
	if r.Conclusion != result.Passed {
		x.printf("%s:\n  %s\n", x.m.T("load.repeat.run"), repeat.Load(r))
	}
}
