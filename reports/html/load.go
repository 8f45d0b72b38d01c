package html

import (
	"encoding/base64"
	"html/template"
	"io"
	"strconv"
	"strings"

	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/reports/charts"
	"github.com/montcheck/montcheck/reports/messages"
	"github.com/montcheck/montcheck/reports/plain"
	"github.com/montcheck/montcheck/reports/printable"
	"github.com/montcheck/montcheck/reports/repeat"
	"github.com/montcheck/montcheck/requirements"
)

// loadView is what the page of a load run shows. Its texts are printable; the
// template escapes them for HTML.
type loadView struct {
	sheet
	Conclusion, Original, Class, Meaning string
	Totals                               []string
	Notes                                []string
	Facts                                []fact
	Judgements                           []judged
	Charts                               []chart
	Percentiles                          []percentiles
	Heads, Short                         []string // of the percentiles
	Operations, Stages                   []measured
	Violations                           []violated
	Failures                             []failed
	More                                 string // violations and failures that only the JSON tells
	Replicas                             string
	Again, Sandbox                       string // commands
	Divergences                          []divergence
	Documents                            []document
}

type judged struct {
	verdict
	Subject, Text, Observed, Breach string
}

type chart struct {
	ID, Title, Alt, Lead string
	Image                template.URL
	Narrow               template.Srcset
}

type percentiles struct {
	Name  string
	Cells []string
}

type measured struct {
	Name, Requests, Rate, Errors, Violations, MB string
	Bad                                          bool
	Cells                                        []string
}

type violated struct {
	basis
	Operation, Times, Summary, Expected, Got, Asked, Path, Excerpt, Body, Curl string
}

// basis is the requirement that a finding breaks.
type basis struct{ ID, Title, Statement, Source string }

type failed struct{ Operation, Times, Summary string }

type divergence struct {
	plain.Diverged
	Broken []basis
	Curls  []string
}

// WriteLoad writes r as a page in lang, one of messages.Languages.
func WriteLoad(w io.Writer, r *result.Result, lang string) error {
	m, err := messages.In(lang)
	if err != nil {
		return err
	}
	v, err := newLoadView(r, m)
	if err != nil {
		return err
	}
	return execute(w, "load.gohtml", v)
}

// shownFindings is how many findings of a sort are told in full.
const shownFindings = 20

// told are the percentiles of the tables.
var (
	told      = []float64{50, 75, 90, 95, 99, 99.9, 99.99, 100}
	toldShort = []float64{50, 95, 99, 99.9, 100} // of operations and stages, beside the other columns
)

func newLoadView(r *result.Result, m *messages.Messages) (*loadView, error) {
	v := &loadView{Conclusion: m.Conclusion(run.Conclusion(r.Conclusion)),
		Original: printable.Line(string(r.Conclusion))}
	v.Meaning = plain.LoadMeaning(m, r)
	v.Class = map[result.Conclusion]string{result.Passed: "conformant",
		result.NotPassed: "non-conformant"}[r.Conclusion]
	if v.Class == "" {
		v.Class = "incomplete"
	}
	v.sheet = newSheet(m, v.Conclusion+" · "+m.T("load.title"))
	v.Totals = []string{
		m.T("load.requests.of", r.Sent, r.Scheduled),
		plain.Verified(m, r.Verification),
		"p95 " + plain.Duration(m, r.Total.Latency.Percentile(95)) + " · p99 " +
			plain.Duration(m, r.Total.Latency.Percentile(99)),
	}
	v.Notes = plain.LoadNotes(m, r)
	if english := m.T("load.english"); english != "" && len(r.Violations)+len(r.Failures) > 0 {
		v.Notes = append(v.Notes, english)
	}
	v.Documents = documents(m, plain.LoadDocuments(r))
	v.facts(r)
	for _, j := range r.Judgements {
		one := judged{verdict{"pass", "✓", m.T("load.held")}, printable.Line(j.Subject), printable.Line(j.Text),
			plain.Observed(m, j), ""}
		switch {
		case j.Unknown:
			one.verdict = verdict{"not-exercised", "○", m.T("load.unknown")}
		case !j.Held:
			one.verdict, one.Breach = verdict{"fail", "✕", m.T("load.crossed")}, plain.Breach(m, r, j)
		}
		v.Judgements = append(v.Judgements, one)
	}
	v.Heads, v.Short = v.heads(told), v.heads(toldShort)
	for _, row := range []struct {
		name string
		of   result.Distribution
	}{{m.T("load.due"), r.Total.Latency}, {m.T("load.sent"), r.Total.Service}, {m.T("load.staleness"), r.Staleness}} {
		if row.of.Count() > 0 {
			v.Percentiles = append(v.Percentiles, percentiles{row.name, v.cells(row.of, told)})
		}
	}
	for _, o := range plain.Operations(m, r) {
		v.Operations = append(v.Operations, v.measure(o))
	}
	for _, s := range r.Stages {
		v.Stages = append(v.Stages, v.measure(s))
	}
	v.findings(r)
	v.Replicas = plain.Replicas(m, r)
	for _, d := range plain.Divergences(m, r.Replicas.Divergences) {
		one := divergence{Diverged: d}
		for _, id := range d.Broken {
			one.Broken = append(one.Broken, v.basis(id))
		}
		for _, q := range d.Requests {
			one.Curls = append(one.Curls, repeat.LoadCurl(r, q))
		}
		v.Divergences = append(v.Divergences, one)
	}
	v.Again = repeat.Load(r)
	if len(v.Violations)+len(v.Divergences) > 0 {
		v.Sandbox = repeat.LoadSandbox(r)
	}
	return v, v.draw(r)
}

func (v *loadView) facts(r *result.Result) {
	add := func(key string, code bool, value string) {
		if value != "" {
			v.Facts = append(v.Facts, fact{v.T(key), []string{printable.Line(printable.Cut(value, 300))}, code})
		}
	}
	add("load.profile", false, r.Profile.Name+": "+r.Profile.About.In(v.Lang))
	add("environment", false, r.Environment.Name+" ("+v.Kind(r.Environment.Kind)+")")
	add("load.target", true, r.Environment.URL)
	add("load.faults", true,
		strings.Join(append(append([]string(nil), r.Environment.Faults...), r.Environment.Variations...), ", "))
	add("date", false, r.Started.UTC().Format("2006-01-02 15:04:05 UTC"))
	add("duration", false, plain.Duration(v.Messages, r.Elapsed))
	add("load.partners", false, strconv.Itoa(r.Replicas.Partners))
	add("load.changes", false, plain.Changes(v.Messages, r.Changes))
	add("load.generator", false, plain.Generator(v.Messages, r))
	if r.Shard != nil {
		add("load.shard", false, v.T("load.shard.of", r.Shard.Index, r.Shard.Count))
	}
	if r.Merged > 0 {
		add("load.merged", false, strconv.Itoa(r.Merged))
	}
	add("tool", false, tool(r.Tool))
	add("seed", true, strconv.FormatInt(r.Seed, 10))
	add("load.digest", true, r.Digest)
	add("run", true, r.ID)
}

func (v *loadView) heads(of []float64) []string {
	heads := make([]string, len(of))
	for i, p := range of {
		heads[i] = plain.PercentileHead(v.Messages, p)
	}
	return heads
}

func (v *loadView) cells(d result.Distribution, of []float64) []string {
	cells := make([]string, len(of))
	for i, p := range of {
		cells[i] = plain.Percentile(v.Messages, d, p)
	}
	return cells
}

// basis is what the catalogue says of one, its id alone where it says
// nothing.
func (v *loadView) basis(id string) basis {
	to := basis{ID: printable.Line(printable.Cut(id, 60))}
	if q, known := requirements.ByID(id); known {
		to.Title, to.Statement, to.Source = clip(q.Title.In(v.Lang)), clip(q.Statement.In(v.Lang)),
			plain.Source(v.Messages, id)
	}
	return to
}

func (v *loadView) measure(m result.Measure) measured {
	return measured{
		Name: plain.Measured(v.Messages, m), Requests: strconv.FormatUint(m.Requests, 10), Rate: plain.Rate(m.Rate()),
		Errors: strconv.FormatUint(m.Errors, 10), Violations: strconv.FormatUint(m.Violations, 10),
		MB:  plain.Rate(float64(m.Bytes) / 1e6),
		Bad: m.Errors+m.Violations > 0, Cells: v.cells(m.Latency, toldShort),
	}
}

func (v *loadView) findings(r *result.Result) {
	line := func(s string) string { return printable.Line(printable.Cut(s, longest)) }
	for _, f := range r.Violations[:min(len(r.Violations), shownFindings)] {
		v.Violations = append(v.Violations, violated{
			v.basis(f.Requirement), line(f.Operation), v.N("load.times", int(f.Count)), line(f.Summary),
			line(f.Expected), line(f.Got),
			line(plain.Asked(r, f.Asked)), line(plain.Where(v.Messages, f)),
			printable.Text(printable.Cut(f.Excerpt, longest)), line(f.Body), repeat.LoadCurl(r, f.Asked),
		})
	}
	for _, f := range r.Failures[:min(len(r.Failures), shownFindings)] {
		v.Failures = append(v.Failures, failed{line(f.Operation), v.N("load.times", int(f.Count)), line(f.Summary)})
	}
	if more := len(r.Violations) + len(r.Failures) - len(v.Violations) - len(v.Failures); more > 0 {
		v.More = v.N("load.more", more)
	}
}

// draw draws the charts. An image keeps its own style: the page's policy allows
// none in its elements.
func (v *loadView) draw(r *result.Result) error {
	if len(r.Timeline.Slices) == 0 {
		return nil
	}
	for _, c := range []struct {
		id, title, lead string
		draw            charts.Draw
	}{
		{"chart-latency", v.T("load.chart.latency"), v.T("load.latency.lead"), charts.Latency},
		{"chart-rate", v.T("load.chart.rate"), "", charts.Rate},
		{"chart-errors", v.T("load.chart.errors"), "", charts.Errors},
		{"chart-distribution", v.T("load.chart.distribution"), "", charts.Distribution},
	} {
		wide, err := c.draw(v.Messages, r, charts.Wide)
		if err != nil {
			return err
		}
		narrow, err := c.draw(v.Messages, r, charts.Narrow)
		if err != nil {
			return err
		}
		v.Charts = append(v.Charts, chart{
			ID: c.id, Title: c.title, Alt: c.title + ": " + printable.Line(r.Profile.Name), Lead: c.lead,
			Image: template.URL(inline(wide)), Narrow: template.Srcset(inline(narrow)),
		})
	}
	return nil
}

// inline is an image as the address of itself.
func inline(svg []byte) string {
	return "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(svg)
}
