package runner

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
	"github.com/onsi/ginkgo/v2/types"

	"github.com/montcheck/montcheck/requirements"
)

// CheckFilter says what is wrong with a label filter, given what is in scope:
// it can't be read, names a requirement that does not exist, or selects nothing
// that it decides. An empty filter is well.
func CheckFilter(filter string, suites []Suite) error {
	if filter == "" {
		return nil
	}
	fail := func(format string, args ...any) error {
		return fmt.Errorf("--label-filter %q: %w", filter, fmt.Errorf(format, args...))
	}
	if _, err := types.ParseLabelFilter(filter); err != nil {
		return fail("%w", err)
	}
	for _, id := range named(filter) {
		if !slices.ContainsFunc(requirements.All(),
			func(q requirements.Requirement) bool { return strings.EqualFold(q.ID, id) }) {
			return fail("there is no requirement %s; did you mean %s?", id, nearest(id))
		}
	}
	selected, all := map[string]int{}, map[string]int{}
	for _, p := range List(suites, filter) {
		for _, id := range p.Requirements {
			all[id]++
			if p.Selected {
				selected[id]++
			}
		}
	}
	for id, n := range selected {
		if n == all[id] {
			return nil
		}
	}
	if some := slices.Sorted(maps.Keys(selected)); len(some) > 0 {
		id := some[0]
		return fail("it selects no requirement as a whole: of the %d specs that decide %s, only %d", all[id], id,
			selected[id])
	}
	for _, id := range named(filter) {
		if q, known := requirements.ByID(strings.ToUpper(id)); known && all[q.ID] == 0 {
			return fail("%s is of the module %s, which is not in scope", q.ID, q.Module)
		}
	}
	return fail("it selects nothing that is in scope")
}

var (
	pattern = regexp.MustCompile(`/[^/]*/`) // a regular expression in a filter
	label   = regexp.MustCompile(`[^\s()&|!,/]+`)
)

// named are the labels that a filter names in full.
func named(filter string) []string {
	return label.FindAllString(pattern.ReplaceAllString(filter, " "), -1)
}

// nearest is the id of the requirement that was probably meant.
func nearest(id string) string {
	all := requirements.All()
	distance := func(q requirements.Requirement) int {
		return levenshtein.ComputeDistance(strings.ToUpper(id), strings.ToUpper(q.ID))
	}
	return slices.MinFunc(all,
		func(a, b requirements.Requirement) int { return cmp.Compare(distance(a), distance(b)) }).ID
}
