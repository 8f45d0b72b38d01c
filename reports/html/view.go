package html

import (
	"cmp"
	"maps"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/montcheck/montcheck/internal/proof"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/reports/messages"
	"github.com/montcheck/montcheck/reports/plain"
	"github.com/montcheck/montcheck/reports/printable"
	"github.com/montcheck/montcheck/reports/repeat"
	"github.com/montcheck/montcheck/reports/tally"
	"github.com/montcheck/montcheck/requirements"
)

// view is what the page shows. Its texts are printable; the template escapes
// them for HTML.
type view struct {
	sheet
	Conclusion string
	Original   string // the conclusion as the other reports name it
	Class      string
	Meaning    string
	Counts     []count
	Total      int
	Counted    int // of them, by verdict: without what the label filter left out
	Facts      []fact
	Stopped    string
	Notes      []string
	Scores     []score
	Parts      []part
	Modules    []module
	Documents  []document
	Sandbox    string

	run   *run.Run
	proof *proof.Proof      // nil for none
	shown map[string]string // specs that are shown already, with their anchors
	mine  map[string][]*run.Exchange
}

// count is how many requirements have a verdict, and its place in the bar.
type count struct {
	verdict
	N, At int
}

type fact struct {
	Name   string
	Values []string
	Code   bool
}

type score struct {
	Module string
	Cells  []count
}

// part is a list of requirements that did not pass.
type part struct {
	Key, Title, Lead string
	Requirements     []requirement
}

type module struct {
	Name         string
	Size         string
	Requirements []requirement
}

// document is one that requirements come from; its page has it once.
type document struct{ ID, Anchor, Text string }

func documents(m *messages.Messages, all []requirements.Document) []document {
	var told []document
	for _, d := range all {
		told = append(told, document{printable.Line(d.ID), documentAnchor(d.ID), plain.Document(m, d)})
	}
	return told
}

func documentAnchor(id string) string {
	return "document-" + strings.ReplaceAll(printable.Line(id), " ", "-")
}

func newView(r *run.Run, p *proof.Proof, m *messages.Messages) *view {
	v := &view{
		sheet:      newSheet(m, m.Of(r)+" · "+m.T("title")),
		Conclusion: m.Of(r),
		Original:   printable.Line(string(r.Conclusion)),
		Class:      class(string(r.Conclusion)),
		Meaning:    m.Meaning(r.Conclusion),
		Total:      len(r.Requirements),
		Counted:    len(r.Requirements) - tally.LeftOut(r),
		Sandbox:    repeat.Sandbox(r),
		run:        r,
		proof:      p,
		shown:      map[string]string{},
		mine:       map[string][]*run.Exchange{},
	}
	for i := range r.Exchanges {
		x := &r.Exchanges[i]
		v.mine[x.Key.Spec] = append(v.mine[x.Key.Spec], x)
	}
	v.Documents = documents(m, r.Documents)
	v.facts()
	v.notes()
	v.scores()
	v.parts()
	for _, one := range tally.Modules(r) {
		to := module{Name: m.Module(one.Name), Size: m.N("count.requirements", len(one.Requirements))}
		for _, q := range one.Requirements {
			to.Requirements = append(to.Requirements, v.row(q))
		}
		v.Modules = append(v.Modules, to)
	}
	return v
}

func (v *view) facts() {
	r := v.run
	add := func(key string, code bool, values ...string) {
		values = slices.DeleteFunc(values, func(s string) bool { return s == "" })
		for i := range values {
			values[i] = printable.Line(printable.Cut(values[i], 300))
		}
		if len(values) > 0 {
			v.Facts = append(v.Facts, fact{v.T(key), values, code})
		}
	}
	var addresses, modules []string
	for _, name := range slices.Sorted(maps.Keys(r.Environment.Services)) {
		addresses = append(addresses, r.Environment.Services[name])
	}
	for _, name := range r.Modules {
		modules = append(modules, v.Module(name))
	}
	add("environment", false, cmp.Or(r.Environment.Name, v.T("unnamed"))+" ("+v.Kind(r.Environment.Kind)+")")
	add("modules", false, strings.Join(modules, ", "))
	add("date", false, r.Started.UTC().Format("2006-01-02 15:04:05 UTC"))
	add("duration", false, plain.Duration(v.Messages, r.Ended.Sub(r.Started))+" · "+
		v.N("count.specs", len(r.Specs))+" · "+v.N("count.exchanges", len(r.Exchanges)))
	add("addresses", true, addresses...)
	add("filter", true, r.LabelFilter)
	add("tool", false, tool(r.Tool))
	add("seed", true, strconv.FormatInt(r.Seed, 10))
	add("run", true, r.ID)
}

func tool(t run.Tool) string {
	parts := []string{strings.TrimSpace("montcheck " + t.Version)}
	if t.Go != "" {
		parts = append(parts, t.Go)
	}
	if t.Libxml2 != "" {
		parts = append(parts, "libxml2 "+t.Libxml2)
	}
	return strings.Join(parts, " · ")
}

func (v *view) notes() {
	r := v.run
	if s := r.Stopped; s != nil {
		key := "stopped"
		if s.Infrastructure {
			key = "stopped.infrastructure"
		}
		v.Stopped = v.T(key, printable.Line(printable.Cut(s.Reason, 1000)))
	}
	add := func(key string) {
		if text := v.T(key); text != "" {
			v.Notes = append(v.Notes, text)
		}
	}
	add("independent")
	for _, address := range r.Environment.Services {
		if plainLoopback(address) {
			add("loopback")
			break
		}
	}
	if r.LabelFilter != "" {
		v.Notes = append(v.Notes, v.N("filtered", tally.LeftOut(r)))
	}
	add("findings.english")
	if p := v.proof; p != nil {
		v.Notes = append(v.Notes,
			v.T("proof.note", printable.Line(p.Tool.Version), p.Started.UTC().Format(time.DateOnly)))
	}
}

// plainLoopback tells whether an address is HTTP without TLS on this machine.
func plainLoopback(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Hostname() == "localhost" || err == nil && ip.IsLoopback()
}

func (v *view) scores() {
	counts := tally.Counts(v.run)
	at := 0
	for _, one := range tally.Verdicts {
		if n := counts[one]; n > 0 {
			v.Counts = append(v.Counts, count{v.verdict(one), n, at})
			at += n
		}
	}
	for _, m := range tally.Modules(v.run) {
		row := score{Module: v.Module(m.Name)}
		for _, one := range tally.Verdicts {
			row.Cells = append(row.Cells, count{verdict: v.verdict(one), N: m.Counts[one]})
		}
		v.Scores = append(v.Scores, row)
	}
}

// parts tells what did not pass: failures in full, and so errors; of the
// others the findings, if there are any, or the reasons.
func (v *view) parts() {
	for _, p := range []struct {
		key, lead string
		verdict   run.Verdict
	}{
		{"failures", "", run.Fail}, {"errors", "errors.lead", run.Error},
		{"warnings", "warnings.lead", run.Warn}, {"notexercised", "notexercised.lead", run.NotExercised},
	} {
		to := part{Key: p.key, Title: v.T(p.key)}
		if p.lead != "" {
			to.Lead = v.T(p.lead)
		}
		for _, q := range tally.With(v.run, p.verdict) {
			to.Requirements = append(to.Requirements, v.told(q))
		}
		if len(to.Requirements) > 0 {
			v.Parts = append(v.Parts, to)
		}
	}
}
