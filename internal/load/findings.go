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
	return &findings{redact: redact, violations: map[[3]string]*result.Violation{},
		failures: map[[2]string]*result.Failure{}}
}

// violation counts an answer's violations, and keeps the first of each sort.
func (f *findings) violation(q *verify.Question, v *verify.Verdict, violations []verify.Violation, at time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	counted := map[*result.Violation]bool{} // an answer counts once, however often it breaks the same
	for _, one := range violations {
		key := [3]string{q.Operation, one.Requirement, one.Summary}
		known := f.violations[key]
		if known == nil && len(f.violations) >= mostFindings {
			one.Summary = "other violations of this requirement"
			key[2] = one.Summary
			known = f.violations[key]
		}
		if known == nil {
			known = &result.Violation{
				Requirement: one.Requirement, Operation: q.Operation, Summary: f.redact(one.Summary),
				Expected: f.redact(one.Expected), Got: f.redact(one.Got),
				Path: f.redact(one.Path), Line: one.Line, Column: one.Column, Asked: q.Path, Body: v.Body,
				Excerpt: f.redact(one.Excerpt), At: at,
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
	return inOrder(f, f.violations, func(a, b result.Violation) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Operation, b.Operation),
			cmp.Compare(a.Requirement, b.Requirement), cmp.Compare(a.Summary, b.Summary))
	})
}

func (f *findings) failed() []result.Failure {
	return inOrder(f, f.failures, func(a, b result.Failure) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Operation, b.Operation),
			cmp.Compare(a.Summary, b.Summary))
	})
}

func inOrder[K comparable, V any](f *findings, of map[K]*V, order func(a, b V) int) []V {
	f.mu.Lock()
	defer f.mu.Unlock()
	all := []V{}
	for _, v := range of {
		all = append(all, *v)
	}
	slices.SortFunc(all, order)
	return all
}
