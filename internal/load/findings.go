package load

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/internal/load/verify"
)

// mostFindings bounds how many different findings are kept; all are counted.
const mostFindings = 100

// findings groups what is wrong by what it is.
type findings struct {
	redact func(string) string
	beside atomic.Uint64 // answers beside the load that break a requirement

	mu         sync.Mutex
	violations map[[3]string]*result.Violation
	failures   map[[2]string]*result.Failure
}

func newFindings(redact func(string) string) *findings {
	return &findings{redact: redact, violations: map[[3]string]*result.Violation{}, failures: map[[2]string]*result.Failure{}}
}

// violation counts an answer's violations, and keeps the first of each sort.
func (f *findings) violation(q *verify.Question, v *verify.Verdict, violations []verify.Violation, at time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	counted := map[*result.Violation]bool{} // an answer counts once, however often it breaks the same
	for _, one := range violations {
		key := [3]string{q.Operation, one.Requirement, one.Summary}
		known := f.violations[key]
		if known == nil {
			if len(f.violations) >= mostFindings {
				key = [3]string{q.Operation, one.Requirement, "other violations of this requirement"}
				if known = f.violations[key]; known != nil {
					if !counted[known] {
						known.Count++
						counted[known] = true
					}
					continue
				}
				one.Summary = key[2]
			}
			known = &result.Violation{
				Requirement: one.Requirement, Operation: q.Operation, Summary: f.redact(one.Summary), Expected: f.redact(one.Expected), Got: f.redact(one.Got),
				Path: f.redact(one.Path), Line: one.Line, Column: one.Column, Asked: q.Path, Body: v.Body, Excerpt: f.redact(one.Excerpt), At: at,
			}
			f.violations[key] = known
		}
		if !counted[known] {
			known.Count++
			counted[known] = true
		}
	}
}

// failure counts a request that came to no usable answer.
func (f *findings) failure(operation, summary string, status int, at time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	key := [2]string{operation, summary}
	known := f.failures[key]
	if known == nil && len(f.failures) >= mostFindings {
		key[1] = "other failures"
		known = f.failures[key]
	}
	if known == nil {
		known = &result.Failure{Operation: operation, Summary: f.redact(key[1]), Status: status, At: at}
		f.failures[key] = known
	}
	known.Count++
}

func (f *findings) violated() []result.Violation {
	f.mu.Lock()
	defer f.mu.Unlock()
	all := []result.Violation{}
	for _, v := range f.violations {
		all = append(all, *v)
	}
	slices.SortFunc(all, func(a, b result.Violation) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Operation, b.Operation), cmp.Compare(a.Requirement, b.Requirement), cmp.Compare(a.Summary, b.Summary))
	})
	return all
}

func (f *findings) failed() []result.Failure {
	f.mu.Lock()
	defer f.mu.Unlock()
	all := []result.Failure{}
	for _, v := range f.failures {
		all = append(all, *v)
	}
	slices.SortFunc(all, func(a, b result.Failure) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Operation, b.Operation), cmp.Compare(a.Summary, b.Summary))
	})
	return all
}
