// Package faults holds the named deviations of the sandbox: faults, each of which breaks the contract in one small
// and realistic way, and variations, each of which keeps it in a way of its own. `montcheck prove` holds the suites
// against all of them. A package for each service has its faults (content, ekey, ekey2, westcon; transport has those
// of MNT), with a file for each group of requirements; package hook has the verbs that their rows are written with.
package faults

import (
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"github.com/montcheck/montcheck/sandbox/faults/content"
	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	"github.com/montcheck/montcheck/sandbox/faults/ekey"
	"github.com/montcheck/montcheck/sandbox/faults/ekey2"
	"github.com/montcheck/montcheck/sandbox/faults/hook"
	"github.com/montcheck/montcheck/sandbox/faults/transport"
	"github.com/montcheck/montcheck/sandbox/faults/variations"
	"github.com/montcheck/montcheck/sandbox/faults/westcon"
)

// packages have the faults of a service each, by the part of their names before the slash.
var packages = []struct {
	service string
	all     func() []deviation.Fault
}{
	{"transport", transport.All},
	{"content", content.All},
	{"ekey", ekey.All},
	{"ekey2", ekey2.All},
	{"westcon", westcon.All},
}

// All returns every fault, in the order of the services.
func All() []deviation.Fault {
	var all []deviation.Fault
	for _, p := range packages {
		all = append(all, p.all()...)
	}
	return all
}

// Variations returns every variation.
func Variations() []deviation.Variation { return variations.All() }

// Wrap serves a host with deviations: the faults first, then the variations, each list in its order.
func Wrap(h hook.Host, faults []deviation.Fault, variations []deviation.Variation) http.Handler {
	var all []hook.Of
	for _, f := range faults {
		all = append(all, f.Hooks())
	}
	for _, v := range variations {
		all = append(all, v.Hooks())
	}
	return hook.Wrap(h, all...)
}

func nameOfFault(f deviation.Fault) string { return f.Name }

func nameOfVariation(v deviation.Variation) string { return v.Name }

// Named returns the fault of that name. The error for an unknown one suggests names that are near.
func Named(name string) (deviation.Fault, error) {
	service, _, _ := strings.Cut(name, "/")
	for _, p := range packages { // only its own: a process that serves one fault does not make all
		if p.service != service {
			continue
		}
		if f, found := find(name, p.all(), nameOfFault); found {
			return f, nil
		}
	}
	return deviation.Fault{}, unknown("fault", name, names(All(), nameOfFault))
}

// NamedVariation returns the variation of that name.
func NamedVariation(name string) (deviation.Variation, error) {
	all := Variations()
	if v, found := find(name, all, nameOfVariation); found {
		return v, nil
	}
	return deviation.Variation{}, unknown("variation", name, names(all, nameOfVariation))
}

// Match returns the faults whose names match one of the globs, which are path.Match's. A glob without a slash is of the
// part behind it, too. It is an error where one matches none.
func Match(globs ...string) ([]deviation.Fault, error) {
	return match("fault", globs, All(), nameOfFault)
}

// MatchVariations returns the variations whose names match one of the globs.
func MatchVariations(globs ...string) ([]deviation.Variation, error) {
	return match("variation", globs, Variations(), nameOfVariation)
}

func find[T any](name string, all []T, nameOf func(T) string) (found T, ok bool) {
	i := slices.IndexFunc(all, func(one T) bool { return nameOf(one) == name })
	if i < 0 {
		return found, false
	}
	return all[i], true
}

func names[T any](all []T, nameOf func(T) string) (names []string) {
	for _, one := range all {
		names = append(names, nameOf(one))
	}
	return names
}

func match[T any](noun string, globs []string, all []T, nameOf func(T) string) ([]T, error) {
	wanted := make([]bool, len(all))
	for _, glob := range globs {
		some := false
		for i, one := range all {
			name := nameOf(one)
			_, last, _ := strings.Cut(name, "/")
			whole, err := path.Match(glob, name)
			part, _ := path.Match(glob, last)
			if err != nil {
				return nil, fmt.Errorf("%q: %w", glob, err)
			}
			if whole || part {
				some, wanted[i] = true, true
			}
		}
		if !some {
			return nil, unknown(noun, glob, names(all, nameOf))
		}
	}
	var found []T
	for i, one := range all {
		if wanted[i] {
			found = append(found, one)
		}
	}
	return found, nil
}

// unknown is the error for a name that there is not.
func unknown(noun, name string, names []string) error {
	distance := func(other string) int {
		_, last, _ := strings.Cut(other, "/")
		return min(levenshtein.ComputeDistance(name, other), levenshtein.ComputeDistance(name, last))
	}
	slices.SortStableFunc(names, func(a, b string) int { return distance(a) - distance(b) })
	var near []string
	for _, n := range names[:min(3, len(names))] {
		if distance(n) <= max(3, len(name)/3) {
			near = append(near, n)
		}
	}
	if len(near) == 0 {
		return fmt.Errorf("there is no %s %q", noun, name)
	}
	return fmt.Errorf("there is no %s %q: did you mean %s?", noun, name, strings.Join(near, " or "))
}
