// Package broken is for the tests that hold the suites against services that
// break the contract, or keep it in a way of their own: which rows run, and
// how their outcome is told.
package broken

import (
	"strings"
	"testing"

	"github.com/montcheck/montcheck/internal/run"
)

// Sparingly leaves rows out in a short test, of which every short-th runs,
// and nearly all of them under the race detector, which makes a run ten times
// as long.
func Sparingly(t *testing.T, row, short int) {
	t.Helper()
	switch {
	case raceDetector && row%25 != 0:
		t.Skip("every twenty-fifth only, under the race detector")
	case testing.Short() && row%short != 0:
		t.Skipf("one in %d only", short)
	}
}

// Settle fails the test for what is wrong; with a known gap, for nothing
// being wrong.
func Settle(t *testing.T, wrong []string, knownGap string) {
	t.Helper()
	switch {
	case knownGap == "":
		for _, w := range wrong {
			t.Error(w)
		}
	case len(wrong) == 0:
		t.Errorf("the gap is closed, take the knownGap out: %s", knownGap)
	default:
		t.Logf("known gap: %s\n%s", knownGap, strings.Join(wrong, "\n"))
	}
}

// Show logs what a partner would read.
func Show(t *testing.T, r *run.Run) {
	t.Helper()
	for _, q := range r.Requirements {
		if q.Verdict == run.NotExercised || q.Verdict == run.Error {
			t.Logf("%s %s: %s", q.ID, q.Verdict, q.Reason)
		}
		for i, f := range r.Findings(q.ID) {
			if i == 2 {
				break
			}
			place := ""
			if f.Place != nil {
				place = " at " + f.Place.Path
			}
			t.Logf("%s %s: %s%s\n  expected %s\n  got %s", q.ID, f.Verdict, f.Summary, place, f.Expected, f.Got)
		}
	}
}
