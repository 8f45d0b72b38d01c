package html

import (
	"cmp"
	"slices"
	"strings"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/reports/plain"
	"github.com/montcheck/montcheck/reports/printable"
	"github.com/montcheck/montcheck/reports/repeat"
	"github.com/montcheck/montcheck/reports/tally"
	"github.com/montcheck/montcheck/requirements"
)

type requirement struct {
	verdict
	ID, Title, Statement, Level, Document, Section, Quote, Reason string

	Source   string // anchor of its document; empty where the page has none
	Told     bool   // its findings are told further up
	Findings []finding
	More     string
	Check    string
	Specs    []spec
	Proof    string // by how many faults its checks are proved
	Proved   []fault
}

func (v *view) requirement(q run.RequirementResult) requirement {
	source := ""
	if slices.ContainsFunc(v.run.Documents, func(d requirements.Document) bool { return d.ID == q.Document }) {
		source = documentAnchor(q.Document)
	}
	return requirement{
		Source:    source,
		verdict:   v.verdict(q.Verdict),
		ID:        printable.Line(q.ID),
		Title:     printable.Line(q.Title.In(v.Lang)),
		Statement: printable.Text(strings.TrimSpace(q.Statement.In(v.Lang))),
		Level:     v.Level(q.Level),
		Document:  printable.Line(q.Document),
		Section:   printable.Line(q.Section),
		Quote:     plain.Says(v.Messages, q.Requirement),
		Reason:    printable.Text(printable.Cut(q.Reason, longest)),
	}
}

// told is a requirement with what was found about it.
func (v *view) told(q run.RequirementResult) requirement {
	to := v.requirement(q)
	all := tally.Findings(v.run, q.ID)
	for i, f := range all[:min(len(all), most)] {
		to.Findings = append(to.Findings, v.finding(f, i < whole))
	}
	if len(all) > most {
		to.More = v.N("findings.more", len(all)-most)
	}
	to.Check = repeat.Check(v.run, q.ID)
	return to
}

// row is a requirement in the table of all, with what decided it.
func (v *view) row(q run.RequirementResult) requirement {
	to := v.requirement(q)
	to.Told = slices.Contains([]run.Verdict{run.Fail, run.Error, run.Warn, run.NotExercised}, q.Verdict)
	for _, id := range q.Specs {
		if s, ok := v.run.Spec(id); ok {
			to.Specs = append(to.Specs, v.spec(*s))
		}
	}
	if v.proof == nil {
		return to
	}
	if proved, ok := v.proof.Of(q.ID); ok && len(proved.Faults) > 0 {
		to.Proof = v.N("proof.by", len(proved.Faults))
		for _, name := range proved.Faults {
			to.Proved = append(to.Proved, fault{printable.Line(name), printable.Line(v.proof.Does(name))})
		}
	}
	return to
}

func (v *view) verdict(one run.Verdict) verdict {
	glyph := map[run.Verdict]string{run.Pass: "✓", run.Fail: "✕", run.Error: "⚡", run.Warn: "!", run.NotExercised: "○",
		run.OutOfScope: "–"}
	return verdict{class(string(one)), cmp.Or(glyph[one], "?"), v.Verdict(one)}
}

type verdict struct{ Class, Glyph, Name string }

// class makes a name of the style sheet from a verdict or conclusion.
func class(name string) string {
	return strings.ToLower(strings.ReplaceAll(printable.Line(name), " ", "-"))
}
