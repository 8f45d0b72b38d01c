package proof

import (
	"cmp"
	"slices"
	"time"

	"github.com/montcheck/montcheck/internal/run"
)

// Summary is what the trials of one subject, one for each seed, come to.
type Summary struct {
	Trial            // the first; its outcome, catches and reason are those of the worst
	Seeds    []int64 // where it did not come out well
	Duration time.Duration
	All      []Trial
}

var badness = map[Outcome]int{Quiet: 0, Caught: 0, NotRun: 1, Alarmed: 2, Missed: 3}

// Summaries group the trials of a kind of subject by name, sorted.
func (p *Proof) Summaries(of Subject) []Summary {
	var all []Summary
	at := map[string]int{}
	for _, t := range p.Trials {
		if t.Subject != of {
			continue
		}
		i, known := at[t.Name]
		if !known {
			i = len(all)
			at[t.Name] = i
			all = append(all, Summary{Trial: t})
		}
		s := &all[i]
		s.All = append(s.All, t)
		s.Duration += t.Duration
		s.Schema = s.Schema || t.Schema
		if badness[t.Outcome] > badness[s.Outcome] {
			schema := s.Schema
			s.Trial = t
			s.Schema = schema
		}
		if badness[t.Outcome] > 0 || len(t.Alarms) > 0 {
			s.Seeds = append(s.Seeds, t.Seed)
		}
	}
	slices.SortStableFunc(all, func(a, b Summary) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

// Whole tells whether everything was to be tried, rather than what globs chose or a shard.
func (p *Proof) Whole() bool { return p.Shard == "" && len(p.Summaries(Sound)) > 0 }

// Count fills in the totals from the trials.
func (p *Proof) Count() {
	t := Totals{Kinds: []KindTotal{}}
	for _, one := range p.Trials {
		t.Alarms += len(one.Alarms)
		if one.Outcome == NotRun {
			t.NotRun++
		}
	}
	t.Variations = len(p.Summaries(Variation))
	for _, s := range p.Summaries(Fault) {
		i := slices.IndexFunc(t.Kinds, func(k KindTotal) bool { return k.Kind == s.Kind })
		if i < 0 {
			i = len(t.Kinds)
			t.Kinds = append(t.Kinds, KindTotal{Kind: s.Kind})
		}
		k := &t.Kinds[i]
		t.Faults++
		k.Faults++
		switch s.Outcome {
		case Caught:
			t.Caught++
			k.Caught++
		case Missed:
			t.Missed++
		}
		if s.Schema {
			t.Schema++
			k.Schema++
		}
	}
	slices.SortFunc(t.Kinds, func(a, b KindTotal) int { return cmp.Compare(a.Kind, b.Kind) })
	p.Totals = t
}

// Proved gives the faults that the checks of a requirement caught, with every
// seed that they were tried with.
func (p *Proof) Proved(requirement string) []string {
	names := []string{}
	for _, s := range p.Summaries(Fault) {
		caught := !slices.ContainsFunc(s.All, func(t Trial) bool {
			return !slices.ContainsFunc(t.Catches, func(c Catch) bool { return c.Requirement == requirement })
		})
		if caught {
			names = append(names, s.Name)
		}
	}
	return names
}

// Group is the false alarms of a trial that say the same.
type Group struct {
	Requirements []string
	Verdict      run.Verdict
	Reason       string
}

var order = []run.Verdict{run.Fail, run.Error, run.Warn, run.NotExercised}

// Groups gives the false alarms of a trial, failures first. Those of one
// verdict and reason are one.
func (t Trial) Groups() []Group {
	var all []Group
	for _, a := range t.Alarms {
		i := slices.IndexFunc(all, func(g Group) bool { return g.Verdict == a.Verdict && g.Reason == a.Reason })
		if i < 0 {
			i = len(all)
			all = append(all, Group{Verdict: a.Verdict, Reason: a.Reason})
		}
		if !slices.Contains(all[i].Requirements, a.Requirement) {
			all[i].Requirements = append(all[i].Requirements, a.Requirement)
		}
	}
	slices.SortStableFunc(all, func(a, b Group) int {
		return cmp.Compare(slices.Index(order, a.Verdict), slices.Index(order, b.Verdict))
	})
	return all
}
