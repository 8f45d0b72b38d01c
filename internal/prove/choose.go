package prove

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/montcheck/montcheck/reports/terminal"
	"github.com/montcheck/montcheck/sandbox/faults"
	"github.com/montcheck/montcheck/sandbox/faults/deviation"
)

// Choice is what to try.
type Choice struct {
	Sound      bool
	Variations []deviation.Variation
	Faults     []deviation.Fault
}

// Choose returns the deviations whose names match one of the globs. Without
// globs it is everything, with the sound sandbox, but for variations that take
// minutes: those are for who names them.
func Choose(faultGlobs, variationGlobs []string) (Choice, error) {
	if len(faultGlobs)+len(variationGlobs) == 0 {
		quick := slices.DeleteFunc(faults.Variations(), func(v deviation.Variation) bool { return v.Slow })
		return Choice{Sound: true, Variations: quick, Faults: faults.All()}, nil
	}
	var c Choice
	var err error
	if len(faultGlobs) > 0 {
		if c.Faults, err = faults.Match(faultGlobs...); err != nil {
			return Choice{}, err
		}
	}
	if len(variationGlobs) > 0 {
		if c.Variations, err = faults.MatchVariations(variationGlobs...); err != nil {
			return Choice{}, err
		}
	}
	return c, nil
}

// List lists a choice for people.
func List(w io.Writer, c Choice) error {
	var rows [][]string
	for _, f := range c.Faults {
		rows = append(rows, []string{f.Name, string(f.Kind), strings.Join(f.Breaks, " "), f.Does})
	}
	for _, v := range c.Variations {
		rows = append(rows, []string{v.Name, "variation", "", v.Does})
	}
	slices.SortStableFunc(rows, func(a, b []string) int { return strings.Compare(a[0], b[0]) })
	table := terminal.Table{Header: []string{"Name", "Kind", "Breaks", "What the service does"}, Rows: rows}
	if err := table.Write(w); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "%d faults, %d variations\n", len(c.Faults), len(c.Variations))
	return err
}
