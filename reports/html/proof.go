package html

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/montcheck/montcheck/internal/proof"
	"github.com/montcheck/montcheck/reports/messages"
	"github.com/montcheck/montcheck/reports/plain"
	"github.com/montcheck/montcheck/reports/printable"
	"github.com/montcheck/montcheck/requirements"
)

// proofView is what the page of a proof shows. Its texts are printable; the
// template escapes them for HTML.
type proofView struct {
	sheet
	Conclusion, Class, Meaning string
	Facts                      []fact
	Totals                     []string
	Kinds                      []kind
	Wrong                      []wrong
	Services                   []service
	Variations                 []trial
	Requirements               []proved
	Notes                      []string

	proof *proof.Proof
}

// fault is a fault as a requirement names it.
type fault struct{ Name, Does string }

type kind struct {
	Name                   string
	Faults, Caught, Schema int
}

// wrong is a list of what went wrong: misses, or false alarms.
type wrong struct {
	Key, Title string
	Trials     []trial
}

// service is a service with its faults.
type service struct {
	Name, Size string
	Open       bool // something went wrong here
	Trials     []trial
}

type trial struct {
	verdict
	Anchor, Label, Does, Kind, Seed, Reason, Duration, Repeat string

	Schema bool
	Breaks []string
	Checks []string
	Alarms []alarm
}

type alarm struct{ Requirements, Verdict, Reason string }

type proved struct {
	ID, Title string
	Faults    []link
}

type link struct{ Anchor, Name string }

func newProofView(p *proof.Proof, m *messages.Messages) *proofView {
	v := &proofView{proof: p}
	v.Class = "conformant"
	switch {
	case p.Stopped != "":
		v.Class = "incomplete"
	case !p.Holds():
		v.Class = "non-conformant"
	}
	v.Conclusion, v.Meaning = plain.Conclusion(m, p)
	v.sheet = newSheet(m, v.Conclusion+" · "+m.T("proof.title"))
	v.Totals = plain.Totals(m, p)
	v.facts()
	v.kinds()
	v.wrong()
	v.services()
	for _, s := range slices.Concat(p.Summaries(proof.Sound), p.Summaries(proof.Variation)) {
		v.Variations = append(v.Variations, v.summary(s))
	}
	for _, q := range p.Requirements {
		if len(q.Faults) == 0 && !p.Whole() {
			continue
		}
		to := proved{ID: printable.Line(q.ID)}
		if known, ok := requirements.ByID(q.ID); ok {
			to.Title = known.Title.In(m.Lang)
		}
		for _, name := range q.Faults {
			to.Faults = append(to.Faults, link{anchor(name), printable.Line(name)})
		}
		v.Requirements = append(v.Requirements, to)
	}
	v.Notes = append(v.Notes, m.T("proof.lead.schema"), m.T("independent"))
	if english := m.T("proof.texts.english"); english != "" {
		v.Notes = append(v.Notes, english)
	}
	return v
}

func (v *proofView) facts() {
	p := v.proof
	add := func(key, value string) {
		v.Facts = append(v.Facts, fact{Name: v.T(key), Values: []string{printable.Line(printable.Cut(value, 300))}})
	}
	add("date", p.Started.UTC().Format("2006-01-02 15:04:05 UTC"))
	add("duration", plain.Duration(v.Messages, p.Ended.Sub(p.Started)))
	add("proof.products", strconv.Itoa(p.Products))
	add("proof.seeds", seeds(p.Seeds))
	add("proof.jobs", strconv.Itoa(p.Jobs))
	add("tool", tool(p.Tool))
}

func seeds(all []int64) string {
	texts := make([]string, len(all))
	for i, n := range all {
		texts[i] = strconv.FormatInt(n, 10)
	}
	return strings.Join(texts, ", ")
}

func (v *proofView) kinds() {
	t := v.proof.Totals
	for _, k := range t.Kinds {
		v.Kinds = append(v.Kinds, kind{v.Deviation(k.Kind), k.Faults, k.Caught, k.Schema})
	}
	v.Kinds = append(v.Kinds, kind{v.T("proof.all"), t.Faults, t.Caught, t.Schema})
}

// wrong tells of each trial that did not come out well.
func (v *proofView) wrong() {
	for _, part := range []struct {
		key string
		in  func(proof.Trial) bool
	}{
		{"proof.misses", func(t proof.Trial) bool { return t.Outcome == proof.Missed }},
		{"proof.alarms", func(t proof.Trial) bool { return t.Outcome == proof.Alarmed || len(t.Alarms) > 0 }},
	} {
		to := wrong{Key: strings.TrimPrefix(part.key, "proof."), Title: v.T(part.key)}
		for _, t := range v.proof.Trials {
			if part.in(t) {
				to.Trials = append(to.Trials, v.trial(t))
			}
		}
		if len(to.Trials) > 0 {
			v.Wrong = append(v.Wrong, to)
		}
	}
}

// services groups the faults by service, which begins their names.
func (v *proofView) services() {
	for _, s := range v.proof.Summaries(proof.Fault) {
		prefix, _, _ := strings.Cut(s.Name, "/")
		name := v.Module(prefix)
		i := slices.IndexFunc(v.Services, func(one service) bool { return one.Name == name })
		if i < 0 {
			i = len(v.Services)
			v.Services = append(v.Services, service{Name: name})
		}
		to := &v.Services[i]
		to.Trials = append(to.Trials, v.summary(s))
		to.Size = v.N("proof.count.faults", len(to.Trials))
		to.Open = to.Open || len(s.Seeds) > 0
	}
}

// summary is a subject in the lists of all.
func (v *proofView) summary(s proof.Summary) trial {
	to := v.trial(s.Trial)
	to.Anchor = anchor(cmp.Or(s.Name, string(s.Subject)))
	to.Duration = plain.Duration(v.Messages, s.Duration)
	to.Seed = ""
	if len(s.Seeds) > 0 {
		to.Seed = v.T("proof.seed", seeds(s.Seeds))
	}
	return to
}

// anchor is where a page tells of a subject; a slash would be escaped in links.
func anchor(name string) string {
	return "trial-" + strings.ReplaceAll(printable.Line(name), "/", ".")
}

func (v *proofView) trial(t proof.Trial) trial {
	outcome := t.Outcome
	if outcome == proof.Caught && len(t.Alarms) > 0 {
		outcome = proof.Alarmed
	}
	glyph := map[proof.Outcome]string{proof.Caught: "✓", proof.Quiet: "✓", proof.Missed: "✕", proof.Alarmed: "!",
		proof.NotRun: "○"}[outcome]
	to := trial{
		verdict:  verdict{class(string(outcome)), glyph, v.Outcome(outcome)},
		Label:    printable.Line(t.Name),
		Does:     printable.Line(t.Does),
		Seed:     v.T("proof.seed", seeds([]int64{t.Seed})),
		Reason:   printable.Text(printable.Cut(t.Reason, longest)),
		Duration: plain.Duration(v.Messages, t.Duration),
		Repeat:   printable.Line(t.Repeat),
		Schema:   t.Schema,
	}
	switch t.Subject {
	case proof.Sound:
		to.Label = v.T("proof.sound")
	case proof.Fault:
		to.Kind = v.Deviation(t.Kind)
	}
	for _, id := range t.Breaks {
		to.Breaks = append(to.Breaks, printable.Line(id))
	}
	for _, c := range t.Catches {
		for _, check := range c.Checks {
			if check = printable.Line(check); !slices.Contains(to.Checks, check) {
				to.Checks = append(to.Checks, check)
			}
		}
	}
	for _, g := range t.Groups() {
		to.Alarms = append(to.Alarms,
			alarm{printable.Line(strings.Join(g.Requirements, " ")), v.Verdict(g.Verdict),
				printable.Text(printable.Cut(g.Reason, longest))})
	}
	return to
}
