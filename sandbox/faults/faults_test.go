package faults_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/requirements"
	"github.com/montcheck/montcheck/sandbox/faults"
	"github.com/montcheck/montcheck/sandbox/faults/deviation"
)

// observed are requirements with fewer than two kinds of fault, and why.
var observed = map[string]string{
	"CNT-FAM-05":   "a note: whether GetAllFamilyGroups is there",
	"CNT-FAM-06":   "one name is worth a warning",
	"CNT-DELTA-16": "one name is worth a warning",
	"CNT-PRD-08":   "an order of members can be wrong in one way only",
	"EKY-ADD-11":   "a note: which zones the dates have",
	"EKY-ERR-12":   "a note: which codes come with VendorDetails",
	"EK2-ADD-08":   "one spelling is worth a warning",
}

// TestEveryRequirementIsBroken holds the catalogue of requirements against the faults: two of different kinds for each.
func TestEveryRequirementIsBroken(t *testing.T) {
	broken := map[string][]deviation.Fault{}
	for _, f := range faults.All() {
		for _, id := range f.Breaks {
			broken[id] = append(broken[id], f)
		}
	}
	for _, q := range requirements.All() {
		by := broken[q.ID]
		delete(broken, q.ID)
		var kinds []deviation.Kind
		for _, f := range by {
			kinds = append(kinds, f.Kind)
		}
		slices.Sort(kinds)
		kinds = slices.Compact(kinds)
		reason, excused := observed[q.ID]
		switch enough := len(by) > 1 && len(kinds) > 1; {
		case !enough && !excused:
			t.Errorf("%s (%s) is broken by %d faults of the kinds %v", q.ID, q.Title.En, len(by), kinds)
		case enough && excused:
			t.Errorf("%s is broken by enough faults: take the excuse out (%s)", q.ID, reason)
		}
	}
	for id := range broken {
		t.Errorf("there is no requirement %s, which faults break", id)
	}
}

// TestNames holds names and sentences to their form.
func TestNames(t *testing.T) {
	form := regexp.MustCompile(`^(transport|content|ekey|ekey2|westcon)/[a-z0-9]+(-[a-z0-9.]+)*$`)
	seen := map[string]bool{}
	for _, f := range faults.All() {
		if !form.MatchString(f.Name) || len(f.Name) > 60 {
			t.Errorf("%s is not a good name", f.Name)
		}
		if !strings.HasSuffix(f.Does, ".") || strings.ToUpper(f.Does[:1]) != f.Does[:1] {
			t.Errorf("%s: %q is no sentence", f.Name, f.Does)
		}
		if len(f.Breaks) == 0 || f.Kind == "" {
			t.Errorf("%s breaks nothing, or is of no kind", f.Name)
		}
		if seen[f.Name] {
			t.Errorf("%s is there twice", f.Name)
		}
		seen[f.Name] = true
	}
	for _, v := range faults.Variations() {
		if seen[v.Name] || !strings.HasSuffix(v.Does, ".") {
			t.Errorf("%s is there twice, or does not say what it does: %q", v.Name, v.Does)
		}
		seen[v.Name] = true
	}
}

// TestMatch finds faults by globs, and names near a wrong one.
func TestMatch(t *testing.T) {
	for glob, want := range map[string]string{
		"ekey/charged-*": "[ekey/charged-twice]",
		"charged-twice":  "[ekey/charged-twice ekey2/charged-twice]",
	} {
		found, err := faults.Match(glob)
		var names []string
		for _, f := range found {
			names = append(names, f.Name)
		}
		if err != nil || fmt.Sprint(names) != want {
			t.Errorf("%s finds %v, %v", glob, names, err)
		}
	}
	_, err := faults.Named("ekey/charged-twise")
	if err == nil || !strings.Contains(err.Error(), "did you mean ekey/charged-twice") {
		t.Errorf("a name that is nearly right: %v", err)
	}
	for _, glob := range []string{"nothing/*", "[", "zzzzzz"} {
		if found, err := faults.Match(glob); err == nil {
			t.Errorf("%s finds %v", glob, found)
		}
	}
}
