// Package tally counts what a Run says of its requirements, and groups what
// reports show together.
package tally

import (
	"slices"

	"github.com/montcheck/montcheck/internal/run"
)

// Verdicts are the verdicts in the order in which reports give them.
var Verdicts = []run.Verdict{run.Fail, run.Error, run.NotExercised, run.Warn, run.Pass, run.OutOfScope}

// Module is a module with its requirements, in the catalogue's order.
type Module struct {
	Name         string
	Requirements []run.RequirementResult
	Counts       map[run.Verdict]int
}

// Modules groups the requirements of r by module, in the order in which the
// modules first occur.
func Modules(r *run.Run) []Module {
	var all []Module
	for _, q := range r.Requirements {
		i := slices.IndexFunc(all, func(m Module) bool { return m.Name == q.Module })
		if i < 0 {
			i = len(all)
			all = append(all, Module{Name: q.Module, Counts: map[run.Verdict]int{}})
		}
		all[i].Requirements = append(all[i].Requirements, q)
		if !unasked(q) {
			all[i].Counts[q.Verdict]++
		}
	}
	return all
}

// Counts counts the requirements of r by verdict, without those that its label
// filter left out.
func Counts(r *run.Run) map[run.Verdict]int {
	counts := map[run.Verdict]int{}
	for _, q := range r.Requirements {
		if !unasked(q) {
			counts[q.Verdict]++
		}
	}
	return counts
}

// LeftOut counts the requirements that the label filter of r left out.
func LeftOut(r *run.Run) int {
	n := 0
	for _, q := range r.Requirements {
		if unasked(q) {
			n++
		}
	}
	return n
}

// unasked tells whether a label filter left a requirement out, so that there is
// nothing to tell of it.
func unasked(q run.RequirementResult) bool { return q.LeftOut && q.Verdict == run.NotExercised }

// With gives the requirements that have one of the verdicts, verdict by
// verdict, each in the catalogue's order, without those that the label filter
// left out.
func With(r *run.Run, verdicts ...run.Verdict) []run.RequirementResult {
	var some []run.RequirementResult
	for _, v := range verdicts {
		for _, q := range r.Requirements {
			if q.Verdict == v && !unasked(q) {
				some = append(some, q)
			}
		}
	}
	return some
}

// Findings are the findings about one requirement, those that fail it first.
// Findings that say the same of several exchanges are one, which counts the
// others in its More.
func Findings(r *run.Run, requirement string) []run.Finding {
	var all []run.Finding
	for _, f := range r.Findings(requirement) {
		i := slices.IndexFunc(all, func(o run.Finding) bool { return same(o, f) })
		if i < 0 {
			all = append(all, f)
			continue
		}
		all[i].More += 1 + f.More
	}
	slices.SortStableFunc(all, func(a, b run.Finding) int {
		return slices.Index(Verdicts, a.Verdict) - slices.Index(Verdicts, b.Verdict)
	})
	return all
}

// same tells whether two findings differ at most in their exchange.
func same(a, b run.Finding) bool {
	if (a.Place == nil) != (b.Place == nil) || a.Place != nil && *a.Place != *b.Place {
		return false
	}
	a.Place, a.Exchange, a.More = b.Place, b.Exchange, b.More
	return a == b
}
