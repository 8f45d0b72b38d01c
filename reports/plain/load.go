package plain

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/loadprofiles"
	"github.com/montcheck/montcheck/reports/messages"
	"github.com/montcheck/montcheck/reports/printable"
	"github.com/montcheck/montcheck/reports/repeat"
	"github.com/montcheck/montcheck/requirements"
)

// Observed is what a threshold was held against, in its unit.
func Observed(m *messages.Messages, j result.Judgement) string {
	switch {
	case j.Unknown:
		return m.T("load.unknown")
	case j.Unit == "ns":
		return Duration(m, time.Duration(j.Observed))
	case j.Unit == "part":
		return strconv.FormatFloat(j.Observed*100, 'f', 2, 64) + "%"
	case j.Unit == "rate":
		return m.T("load.persecond", Rate(j.Observed))
	}
	return strconv.FormatFloat(j.Observed, 'f', -1, 64)
}

// Rate is a number a second, to three digits or so.
func Rate(r float64) string {
	if r < 100 {
		return strconv.FormatFloat(r, 'f', 1, 64)
	}
	return strconv.FormatFloat(r, 'f', 0, 64)
}

// Verified says how many answers were verified, and in which ways.
func Verified(m *messages.Messages, v result.Verification) string {
	return m.T("load.verified", v.Full+v.Known+v.Refused, v.Answers, v.Full, v.Known, v.Refused)
}

// LoadMeaning says what the conclusion of a load run means.
func LoadMeaning(m *messages.Messages, r *result.Result) string {
	if r.Conclusion == result.Incomplete { // which is another than a certification's
		return m.T("load.incomplete")
	}
	return m.Meaning(run.Conclusion(r.Conclusion))
}

// Operations are the measures by operation, with that of all where there are
// several.
func Operations(m *messages.Messages, r *result.Result) []result.Measure {
	if len(r.Operations) < 2 {
		return r.Operations
	}
	total := r.Total
	total.Name = m.T("load.all")
	return append(slices.Clone(r.Operations), total)
}

// PercentileHead is what a percentile is called, such as p99.9; the last one is
// the longest.
func PercentileHead(m *messages.Messages, p float64) string {
	if p == 100 {
		return m.T("load.longest")
	}
	return "p" + strconv.FormatFloat(p, 'f', -1, 64)
}

// Measured is the name of a measure, which says so where nothing was measured.
func Measured(m *messages.Messages, one result.Measure) string {
	name := printable.Line(printable.Cut(one.Name, 30))
	if one.Latency.Count() == 0 {
		name += " (" + m.T("load.unknown") + ")"
	}
	return name
}

// Percentile tells a percentile; a dot where nothing was measured.
func Percentile(m *messages.Messages, d result.Distribution, p float64) string {
	if d.Count() == 0 {
		return "·"
	}
	return Duration(m, d.Percentile(p))
}

// Source is where a requirement is said: its document and section; empty for
// one that the catalogue does not have.
func Source(m *messages.Messages, id string) string {
	q, known := requirements.ByID(id)
	if !known {
		return ""
	}
	return printable.Line(fmt.Sprintf("%s, %s · %s", q.Document, q.Section, m.Level(q.Level)))
}

// Breach says what a crossed threshold means: the requirements that answers
// broke, or that only the profile asks for it.
func Breach(m *messages.Messages, r *result.Result, j result.Judgement) string {
	metric, operation, _ := strings.Cut(strings.TrimSuffix(j.Subject, "}"), "{")
	var ids []string
	switch loadprofiles.Metric(metric) {
	case loadprofiles.Conformance:
		for _, v := range r.Violations {
			if operation == "" || v.Operation == operation {
				ids = append(ids, v.Requirement)
			}
		}
	case loadprofiles.Replicas:
		for _, d := range r.Replicas.Divergences {
			ids = append(ids, Broken(d)...)
		}
		if len(ids) == 0 {
			ids = []string{noneLost}
		}
	default:
		return m.T("load.breach.profile")
	}
	slices.Sort(ids)
	var told []string
	for _, id := range slices.Compact(ids) {
		one := printable.Line(id)
		if q, known := requirements.ByID(id); known {
			one += " (" + printable.Line(q.Document+", "+q.Section) + ")"
		}
		told = append(told, one)
	}
	return m.T("load.breach", strings.Join(told, "; "))
}

// LoadDocuments are the documents that a result's report cites.
func LoadDocuments(r *result.Result) []requirements.Document {
	ids := []string{}
	for _, v := range r.Violations {
		ids = append(ids, v.Requirement)
	}
	for _, d := range r.Replicas.Divergences {
		ids = append(ids, Broken(d)...)
	}
	var by []requirements.Requirement
	for _, id := range ids {
		if q, known := requirements.ByID(id); known {
			by = append(by, q)
		}
	}
	return requirements.Cited(by...)
}

// The requirements that a wrong replica breaks.
const (
	noneLost = "CNT-DELTA-12" // a replica fed only by deltas equals the full state at its version
	compose  = "CNT-DELTA-08" // whatever the steps, deltas lead to the same state
)

// Asked tells a request of the load in one line. All of them read.
func Asked(r *result.Result, path string) string {
	return printable.Line("GET " + repeat.LoadURL(r, path))
}

// Where is the place of a violation in the body of its answer.
func Where(m *messages.Messages, v result.Violation) string {
	var parts []string
	if v.Path != "" {
		parts = append(parts, printable.Line(v.Path))
	}
	if v.Line > 0 {
		parts = append(parts, m.T("line", v.Line), m.T("column", v.Column))
	}
	return strings.Join(parts, ", ")
}
