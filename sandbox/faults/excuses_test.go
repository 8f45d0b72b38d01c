package faults_test

import (
	"encoding/json"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/requirements"
	"github.com/montcheck/montcheck/sandbox/faults"
	"github.com/montcheck/montcheck/sandbox/faults/deviation"
)

// few is how many requirements a row may excuse for reasons that other rows have, too.
const few = 10

// excuses are all that faults and variations have, by name.
func excuses() map[string]deviation.Excuses {
	all := map[string]deviation.Excuses{}
	for _, f := range faults.All() {
		all[f.Name] = f.May
	}
	for _, v := range faults.Variations() {
		all[v.Name] = slices.Concat(v.May, v.Open)
	}
	return all
}

// TestExcuses holds each excuse to the catalogue, and its reason to a sentence.
func TestExcuses(t *testing.T) {
	of := map[string]map[string]bool{} // names of rows, by reason
	for name, all := range excuses() {
		for _, e := range all {
			if !strings.HasSuffix(e.Why, ".") || strings.ToUpper(e.Why[:1]) != e.Why[:1] || len(e.Why) > 120 {
				t.Errorf("%s: %q is no short sentence", name, e.Why)
			}
			for _, glob := range e.IDs {
				if _, err := path.Match(glob, ""); err != nil || !slices.ContainsFunc(requirements.All(),
					func(q requirements.Requirement) bool { return deviation.Matches(glob, q.ID) }) {
					t.Errorf("%s excuses %q, which is no requirement", name, glob)
				}
			}
			if of[e.Why] == nil {
				of[e.Why] = map[string]bool{}
			}
			of[e.Why][name] = true
		}
	}
	for name, all := range excuses() {
		excused := 0
		for _, q := range requirements.All() {
			if all.Cover(q.ID) {
				excused++
			}
		}
		own := slices.ContainsFunc(all, func(e deviation.Excuse) bool { return len(of[e.Why]) == 1 })
		if excused > few && !own {
			t.Errorf("%s excuses %d requirements, and gives no reason of its own", name, excused)
		}
	}
	for _, f := range faults.All() {
		for _, id := range f.Breaks {
			if f.May.Cover(id) {
				t.Errorf("%s excuses %s, which it breaks", f.Name, id)
			}
		}
	}
}

// TestExcusesAreNeeded holds excuses against what proofs needed, which `make excuses` finds out.
func TestExcusesAreNeeded(t *testing.T) {
	b, err := os.ReadFile("testdata/excused.json")
	if err != nil {
		t.Fatal(err)
	}
	needed := map[string][]string{}
	if err := json.Unmarshal(b, &needed); err != nil {
		t.Fatal(err)
	}
	all := excuses()
	for name, some := range all {
		for _, e := range some {
			for _, glob := range e.IDs {
				if !slices.ContainsFunc(needed[name], func(id string) bool { return deviation.Matches(glob, id) }) {
					t.Errorf("%s excuses %s, and no proof ever needed that: take it out, or try it with `make excuses`",
						name, glob)
				}
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(needed)) {
		for _, id := range needed[name] {
			if !all[name].Cover(id) {
				t.Errorf("testdata/excused.json says that %s needed %s, which it does not excuse: `make excuses`", name,
					id)
			}
		}
	}
}
