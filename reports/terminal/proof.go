package terminal

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/olekukonko/tablewriter/tw"

	"github.com/montcheck/montcheck/internal/proof"
	"github.com/montcheck/montcheck/reports/plain"
	"github.com/montcheck/montcheck/reports/printable"
)

// WriteProof writes the matrix of p: faults, variations, what proves each
// requirement's checks; then in full what was missed and what raised a false
// alarm; and the totals last.
func WriteProof(w io.Writer, p *proof.Proof, o Options) error {
	m, err := o.messages()
	if err != nil {
		return err
	}
	if o.Width <= 0 {
		o.Width = 200 // a log, which has room
	}
	x := matrix{page: page{m: m, color: colors(o.Color)}, proof: p, width: o.Width}
	for _, table := range []func() error{x.faults, x.variations, x.kinds} {
		if err := table(); err != nil {
			return fmt.Errorf("terminal: %w", err)
		}
	}
	x.requirements()
	x.bad()
	x.conclusion()
	_, err = x.out.WriteTo(w)
	return err
}

type matrix struct {
	page
	proof *proof.Proof
	width int
}

func (x *matrix) faults() error {
	all := x.proof.Summaries(proof.Fault)
	if len(all) == 0 {
		return nil
	}
	x.heading("proof.faults")
	header := []string{x.m.T("proof.outcome"), x.m.T("proof.fault"), x.m.T("proof.kind"), x.m.T("proof.breaks"),
		x.m.T("proof.checks"), x.m.T("proof.schema"), x.m.T("time")}
	rows := make([][]string, len(all))
	for i, s := range all {
		schema := ""
		if s.Schema {
			schema = x.m.T("proof.yes")
		}
		rows[i] = []string{x.outcome(s), printable.Line(s.Name), x.m.Deviation(s.Kind),
			printable.Line(strings.Join(s.Breaks, " ")), checks(s.Trial), schema, plain.Duration(x.m, s.Duration)}
	}
	used := 0
	for column := range header {
		if column != 4 {
			widest := len([]rune(header[column]))
			for _, row := range rows {
				widest = max(widest, len([]rune(printable.Line(row[column]))))
			}
			used += widest + 2
		}
	}
	table := newTable(&x.out, header,
		[]tw.Align{tw.AlignLeft, tw.AlignLeft, tw.AlignLeft, tw.AlignLeft, tw.AlignLeft, tw.AlignLeft, tw.AlignRight})
	for i, row := range rows {
		row[0] = x.paint(all[i])(row[0])
		row[4] = x.color.muted(printable.Cut(row[4], max(30, x.width-used)))
		if err := table.Append(row); err != nil {
			return err
		}
	}
	return table.Render()
}

// checks names the first check that caught a fault, and counts the others.
func checks(t proof.Trial) string {
	var names []string
	for _, c := range t.Catches {
		for _, id := range c.Checks {
			if !slices.Contains(names, id) {
				names = append(names, id)
			}
		}
	}
	if len(names) == 0 {
		return ""
	}
	_, name, _ := strings.Cut(names[0], " / ")
	name = printable.Line(name)
	if len(names) > 1 {
		name = fmt.Sprintf("+%d %s", len(names)-1, name)
	}
	return name
}

func (x *matrix) outcome(s proof.Summary) string {
	text := x.m.Outcome(s.Outcome)
	if len(s.Alarms) > 0 && s.Outcome == proof.Caught {
		text = x.m.Outcome(proof.Alarmed)
	}
	if len(s.Seeds) > 0 && len(x.proof.Seeds) > 1 {
		text += " (" + x.m.T("proof.seed", numbers(s.Seeds)) + ")"
	}
	return text
}

func (x *matrix) paint(s proof.Summary) sprint {
	switch {
	case s.Outcome == proof.NotRun:
		return x.color.caution
	case len(s.Seeds) > 0:
		return x.color.bad
	}
	return x.color.good
}

func numbers(all []int64) string {
	texts := make([]string, len(all))
	for i, n := range all {
		texts[i] = strconv.FormatInt(n, 10)
	}
	return strings.Join(texts, ", ")
}

func (x *matrix) variations() error {
	all := slices.Concat(x.proof.Summaries(proof.Sound), x.proof.Summaries(proof.Variation))
	if len(all) == 0 {
		return nil
	}
	x.heading("proof.variations")
	table := newTable(&x.out,
		[]string{x.m.T("proof.outcome"), x.m.T("proof.variation"), x.m.T("proof.does"), x.m.T("time")},
		[]tw.Align{tw.AlignLeft, tw.AlignLeft, tw.AlignLeft, tw.AlignRight})
	for _, s := range all {
		row := []string{x.paint(s)(x.outcome(s)), x.name(s.Trial),
			x.color.muted(printable.Line(printable.Cut(s.Does, max(30, x.width-60)))), plain.Duration(x.m, s.Duration)}
		if err := table.Append(row); err != nil {
			return err
		}
	}
	return table.Render()
}

func (x *matrix) name(t proof.Trial) string {
	if t.Subject == proof.Sound {
		return x.m.T("proof.sound")
	}
	return printable.Line(t.Name)
}

func (x *matrix) kinds() error {
	t := x.proof.Totals
	if t.Faults < 2 {
		return nil
	}
	x.heading("proof.kinds")
	table := newTable(&x.out,
		[]string{x.m.T("proof.kind"), x.m.T("proof.faults"), x.m.Outcome(proof.Caught), x.m.T("proof.schema")},
		[]tw.Align{tw.AlignLeft, tw.AlignRight, tw.AlignRight, tw.AlignRight})
	rows := append(slices.Clone(t.Kinds), proof.KindTotal{Faults: t.Faults, Caught: t.Caught, Schema: t.Schema})
	for i, k := range rows {
		name := x.m.Deviation(k.Kind)
		if i == len(t.Kinds) {
			name = x.m.T("proof.all")
		}
		caught := x.color.good(strconv.Itoa(k.Caught))
		if k.Caught < k.Faults {
			caught = x.color.bad(strconv.Itoa(k.Caught))
		}
		if err := table.Append([]string{name, strconv.Itoa(k.Faults), caught, strconv.Itoa(k.Schema)}); err != nil {
			return err
		}
	}
	return table.Render()
}

// requirements tells what proves the checks of each, and of which nothing
// does where everything was tried.
func (x *matrix) requirements() {
	var without []string
	first := true
	for _, q := range x.proof.Requirements {
		if len(q.Faults) == 0 {
			without = append(without, printable.Line(q.ID))
			continue
		}
		if first {
			x.heading("proof.requirements")
			first = false
		}
		x.printf("%s %3d  %s\n", pad(printable.Line(q.ID), 34), len(q.Faults),
			x.color.muted(printable.Line(printable.Cut(strings.Join(q.Faults, ", "), max(30, x.width-42)))))
	}
	if x.proof.Whole() && len(without) > 0 {
		x.printf("\n%s\n", x.m.T("proof.unproved", strings.Join(without, ", ")))
	}
}

// bad tells in full what was missed and what raised a false alarm.
func (x *matrix) bad() {
	for _, part := range []struct {
		key  string
		in   func(proof.Trial) bool
		tell func(proof.Trial)
	}{
		{"proof.misses", func(t proof.Trial) bool { return t.Outcome == proof.Missed }, x.missed},
		{"proof.alarms",
			func(t proof.Trial) bool { return t.Outcome == proof.Alarmed || len(t.Alarms) > 0 }, x.alarmed},
	} {
		first := true
		for _, t := range x.proof.Trials {
			if !part.in(t) {
				continue
			}
			if first {
				x.printf("\n%s\n\n", x.color.strong(x.m.T(part.key)))
				first = false
			}
			x.printf("%s %s  %s\n", x.color.bad(x.name(t)), x.m.T("proof.seed", numbers([]int64{t.Seed})),
				printable.Line(t.Does))
			part.tell(t)
			x.printf("  %s\n    %s\n\n", x.color.muted(x.m.T("proof.repeat")), printable.Line(t.Repeat))
		}
	}
}

func (x *matrix) missed(t proof.Trial) {
	if t.Tries > 1 {
		x.printf("  %s\n", x.m.T("proof.tries", t.Tries))
	}
	x.printf("  %s\n", printable.Line(printable.Cut(t.Reason, 1000)))
}

func (x *matrix) alarmed(t proof.Trial) {
	if t.Outcome == proof.Alarmed && t.Reason != "" {
		x.printf("  %s\n", printable.Line(printable.Cut(t.Reason, 1000)))
	}
	for _, g := range t.Groups() {
		x.printf("  %s %s: %s\n", printable.Line(strings.Join(g.Requirements, " ")), x.m.Verdict(g.Verdict),
			printable.Line(printable.Cut(g.Reason, 500)))
	}
}

func (x *matrix) conclusion() {
	paint := x.color.good
	switch {
	case x.proof.Stopped != "":
		paint = x.color.caution
	case !x.proof.Holds():
		paint = x.color.bad
	}
	conclusion, meaning := plain.Conclusion(x.m, x.proof)
	x.printf("\n%s\n%s\n%s\n", paint(strings.ToUpper(conclusion)), meaning,
		strings.Join(plain.Totals(x.m, x.proof), ", "))
}
