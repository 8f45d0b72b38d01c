// Excused keeps the file that says which excuses of faults and variations full proofs needed. `make excuses` runs it,
// and a test of sandbox/faults holds the rows against the file.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/montcheck/montcheck/internal/proof"
	"github.com/montcheck/montcheck/reports/proofjson"
	"github.com/montcheck/montcheck/sandbox/faults"
	"github.com/montcheck/montcheck/sandbox/faults/deviation"
)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: excused FILE PROOF...")
		os.Exit(2)
	}
	if err := update(os.Args[1], os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "excused:", err)
		os.Exit(1)
	}
}

// needed are ids of requirements, in order, by the name of the fault or variation that had to be excused for them.
type needed map[string][]string

// update adds to a file, which need not exist, what proofs needed.
func update(file string, proofs []string) error {
	all := needed{}
	before, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(before, &all)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w", file, err)
	}
	for _, name := range proofs {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		p, err := proofjson.Read(f)
		_ = f.Close() // it was only read
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		all.add(p)
	}
	return os.WriteFile(file, all.living(excuses()).lines(), 0o644)
}

// lines are the file: JSON with a row a line, for those who compare versions of it.
func (n needed) lines() []byte {
	var rows []string
	for _, name := range slices.Sorted(maps.Keys(n)) {
		rows = append(rows, fmt.Sprintf("  %q: [\"%s\"]", name, strings.Join(n[name], `", "`)))
	}
	return []byte("{\n" + strings.Join(rows, ",\n") + "\n}\n")
}

// add adds what a proof needed. One that was made the quick way may well have needed less.
func (n needed) add(p *proof.Proof) {
	for _, t := range p.Trials {
		if ids := append(n[t.Name], t.Excused...); len(ids) > 0 {
			slices.Sort(ids)
			n[t.Name] = slices.Compact(ids)
		}
	}
}

// living leaves out what is not excused any more.
func (n needed) living(by map[string]deviation.Excuses) needed {
	left := needed{}
	for name, ids := range n {
		ids = slices.DeleteFunc(ids, func(id string) bool { return !by[name].Cover(id) })
		if len(ids) > 0 {
			left[name] = ids
		}
	}
	return left
}

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
