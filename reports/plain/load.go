package plain

import (
	"cmp"
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

// LoadNotes are the sentences on a load run that no table shows: why it ended,
// what it left undone, and whether the generator was the limit.
func LoadNotes(m *messages.Messages, r *result.Result) []string {
	var notes []string
	add := func(text string) { notes = append(notes, text) }
	if s := r.Stopped; s != nil {
		why := printable.Line(s.Reason)
		if s.Cause == result.Interrupted {
			why = m.T("load.interrupted")
		}
		add(m.T("load.stopped", Duration(m, s.At), why))
	}
	if n := r.Generator.Unmade; n > 0 {
		add(m.N("load.unmade", int(n), printable.Line(r.Generator.Lack)))
	}
	v := r.Verification
	if n := v.Beyond; n > 0 {
		add(m.N("load.beyond", int(n), printable.Line(v.Bound)))
	}
	if n := v.Unverified - min(v.Beyond, v.Unverified); n > 0 {
		add(m.N("load.unverified", int(n)))
	}
	if n := r.Beside; n > 0 {
		add(m.N("load.beside", int(n)))
	}
	for _, name := range r.Unanswered() {
		add(m.T("load.unanswered", printable.Line(name)))
	}
	if n := r.Replicas.Asked - r.Replicas.Began; n > 0 {
		add(m.N("load.replicas.silent", n))
	}
	if r.Replicas.Unchecked != "" {
		why := printable.Line(r.Replicas.Unchecked)
		if why == string(result.Interrupted) {
			why = m.T("load.interrupted")
		}
		add(m.T("load.unchecked", why))
	}
	g := r.Generator
	if g.Limit() {
		add(m.T("load.generator.limit", Duration(m, g.Saturated)))
		if g.Shared {
			add(m.T("load.generator.shared"))
		}
	}
	if g.Limited > 0 {
		add(m.T("load.generator.limited", Duration(m, g.Limited), r.Environment.MaxRate))
	}
	if g.Busy > 0 {
		add(m.T("load.generator.busy", Duration(m, g.Busy), g.Workers))
	}
	if g.Unsent > 0 {
		add(m.N("load.generator.unsent", int(g.Unsent)))
	}
	if r.Resent > 0 {
		add(m.N("load.resent", int(r.Resent)))
	}
	if g.Cut > 0 {
		add(m.N("load.generator.cut", int(g.Cut)))
	}
	if r.Merged > 1 && r.Staleness.Count() > 0 {
		switch r.Changes.Clock {
		case result.ByPartners:
			add(m.T("load.clock.partners"))
		case result.ByEither:
			add(m.T("load.clock.either"))
		}
	}
	if v.Held > 0 {
		add(m.N("load.held.back", int(v.Held), Duration(m, v.HeldFor)))
	}
	if n := r.Replicas.Behind; n > 0 {
		add(m.T("load.behind.capped", int64(r.Profile.Population.Behind), n))
	}
	return notes
}

// Generator are the generator's own numbers.
func Generator(m *messages.Messages, r *result.Result) string {
	g, key := r.Generator, "load.generator.numbers"
	if r.Merged > 0 {
		key = "load.generator.merged" // the most of each shard, which need not be of one moment
	}
	return m.T(key, g.InFlight, g.Workers, strconv.FormatFloat(g.CPU*100, 'f', 0, 64)+"%", g.Processors,
		Duration(m, g.Lag.Percentile(99)))
}

// Replicas says what the last check of the replicas found.
func Replicas(m *messages.Messages, load *result.Result) string {
	r := load.Replicas
	text := m.T("load.replicas.unchecked")
	switch c := r.Last(); {
	case !load.Profile.FollowsPrices():
		return m.T("load.replicas.none")
	case c == nil:
	case c.Partners == 0:
		text = m.T("load.replicas.nobody")
	default:
		products := m.N("load.products", c.Products)
		if text = m.N("load.replicas.checked", c.Partners, m.N("load.replicas.states", c.States), products,
			c.Version); r.Diverged > 0 {
			text = m.N("load.replicas.diverged", r.Diverged, r.Partners, products, c.Version)
		}
	}
	if n := r.Partners - r.Began; n > 0 {
		text += "; " + m.T("load.replicas.idle", n, r.Partners)
	}
	if r.Conflicts > 0 {
		text += "; " + m.N("load.replicas.conflicts", r.Conflicts)
	}
	return text
}

// Changes says how prices moved during the run.
func Changes(m *messages.Messages, c result.Changes) string {
	if c.Steered {
		return m.N("load.changes.own", int(c.Versions))
	}
	return m.N("load.changes.seen", int(c.Versions))
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

// Broken are the requirements that a divergence breaks.
func Broken(d result.Divergence) []string {
	if d.Against == "replica" {
		return []string{compose, noneLost}
	}
	return []string{noneLost}
}

// Diverged is what is told of a divergence, and of others like it: of the same
// product by the same first wrong answer.
type Diverged struct {
	What, Size string
	Lead       string   // of the history
	History    []string // of answers, a line each
	Broken     []string // requirements
	Requests   []string // below the service's address: those that show it
}

// Divergences tells replicas that went wrong.
func Divergences(m *messages.Messages, all []result.Divergence) []Diverged {
	type cause struct {
		against, part, asked, body string
		product, version           int64
	}
	var told []Diverged
	first, known := []result.Divergence{}, map[cause]int{}
	later := []int{}
	for _, d := range all {
		c := cause{against: d.Against, part: d.Product.PartNum, product: d.Product.ID}
		if len(d.History) > 0 {
			c.asked, c.body = d.History[0].Request, d.History[0].Body
		} else {
			c.version = d.Version
		}
		if i, again := known[c]; again {
			later[i]++
			first[i].Partners, first[i].Products = max(first[i].Partners, d.Partners),
				max(first[i].Products, d.Products)
			continue
		}
		known[c] = len(first)
		first, later = append(first, d), append(later, 0)
	}
	for i, d := range first {
		one := divergence(m, d)
		if later[i] > 0 {
			one.Size += " " + m.N("load.diverged.again", later[i])
		}
		told = append(told, one)
	}
	return told
}

func divergence(m *messages.Messages, d result.Divergence) Diverged {
	one := Diverged{Broken: Broken(d)}
	if d.Against == "shard" {
		var lists []string
		for _, l := range d.Lists {
			lists = append(lists,
				m.T("load.diverged.list", fmt.Sprint(l.Shards), printable.Line(printable.Cut(l.Digest, 12))))
		}
		one.What, one.Size = m.T("load.diverged.shards", d.Version), strings.Join(lists, "; ")
		return one
	}
	said := func(text string) string { return printable.Line(cmp.Or(text, m.T("load.nothing"))) }
	against := map[string]string{"list": m.T("load.against.list"), "replica": m.T("load.against.replica")}[d.Against]
	product := strconv.FormatInt(d.Product.ID, 10)
	if d.Product.PartNum != "" {
		product += " (" + printable.Line(d.Product.PartNum) + ")"
	}
	one.What = m.T("load.diverged", d.Version, product, said(d.Product.Replica), said(d.Product.Other), against)
	one.Size = m.N("load.held.by", d.Partners) + " " + m.N("load.differ", d.Products)
	one.Lead = m.T("load.history")
	if len(d.History) == 0 {
		one.Lead = m.T("load.history.none")
	}
	for _, s := range d.History {
		then := said(s.Said)
		if s.Forgotten {
			then = m.T("load.forgotten")
		}
		line := m.T("load.step", printable.Line(s.Request), s.Asked, s.Got, m.N("load.products", s.Products), then)
		if s.Now != "" && (s.Now != s.Said || s.Forgotten) {
			line += "; " + m.T("load.step.now", printable.Line(s.Now))
		}
		one.History = append(one.History, fmt.Sprintf("%s (SHA-256 %.12s)", line, printable.Line(s.Body)))
		if s.Request != "" && !slices.Contains(one.Requests, s.Request) {
			one.Requests = append(one.Requests, s.Request)
		}
	}
	if d.List != "" {
		one.Requests = append(one.Requests, d.List)
	}
	return one
}

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
