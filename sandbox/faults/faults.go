// Package faults holds the named deviations of the sandbox: faults, each of which breaks the contract in one small and
// realistic way, and variations, each of which keeps it in a way of its own. `montcheck prove` holds the suites against
// all of them.
package faults

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// Kind is how a fault deviates.
type Kind string

// The kinds of fault.
const (
	WrongValue     Kind = "wrong value"
	Missing        Kind = "missing"
	Extra          Kind = "extra"
	Duplicated     Kind = "duplicated"
	Reordered      Kind = "reordered"
	OffByOne       Kind = "off by one"
	Stale          Kind = "stale"
	Lost           Kind = "lost"
	Leaked         Kind = "leaked"
	WrongStatus    Kind = "wrong status"
	WrongNamespace Kind = "wrong namespace"
	WrongForm      Kind = "wrong lexical form"
	Accepted       Kind = "accepted" // what has to be refused
	Refused        Kind = "refused"  // what has to be accepted
	Race           Kind = "race"
)

// Fault is a service that breaks the contract in one way. A Fault keeps state: it serves one sandbox.
type Fault struct {
	Name   string // content/some-words; the part before the slash is the service, or transport
	Module string // that `certify --module` has to run: content, ekey or westcon
	Kind   Kind
	Does   string   // what the service does wrong: one sentence
	Breaks []string // ids of requirements that must fail, or warn where they are advisory
	May    []string // ids, or parts of ids, of requirements that it breaks by its nature too
	Hides  []string // ids of requirements that its answers prove nothing about: they may not pass
	Race   bool     // shows only when the machine lets two calls meet: it may take several tries

	Listens Listening // how the service is reached
	hooks
}

// Variation is a service that keeps the contract in a way of its own. A Variation keeps state: it serves one sandbox.
type Variation struct {
	Name    string
	Modules string   // those whose certification it can change, with commas between; empty for all
	Does    string   // how the service differs: one sentence
	May     []string // ids of requirements that may warn of it: advisory ones, or where documents differ
	Open    []string // ids, or parts of ids, of requirements that can't be exercised there
	Slow    bool     // takes minutes rather than seconds
	Catalog Catalog  // another catalogue than asked for
	hooks
}

// Catalog says in what a catalogue differs from that of the same size and seed.
type Catalog struct {
	Products   int   // of the catalogue; 0 is as many as asked for
	FirstID    int32 // of each kind of entity; 0 is 1
	OneVendor  bool
	NoRenewals bool
}

// Listening is how a server is reached.
type Listening int

// The ways to be reached. All but the first break MNT-TLS-01 and WST-TLS-01.
const (
	AsAsked      Listening = iota // plain HTTP on the address asked for
	Exposed                       // plain HTTP under an address that is not of the loopback interface
	Untrusted                     // HTTPS with a certificate that no authority signed
	Expired                       // HTTPS with a certificate whose time is over
	AnotherNamed                  // HTTPS with a certificate of another host
)

// All returns every fault, in the order of the services.
func All() []Fault {
	return slices.Concat(transport(), content(), eKey1(), eKey2(), westcon())
}

// Variations returns every variation.
func Variations() []Variation { return variations() }

// Named returns the fault of that name. The error for an unknown one suggests names that are near.
func Named(name string) (Fault, error) {
	return named("fault", name, All(), func(f Fault) string { return f.Name })
}

// NamedVariation returns the variation of that name.
func NamedVariation(name string) (Variation, error) {
	return named("variation", name, Variations(), func(v Variation) string { return v.Name })
}

// Match returns the faults whose names match one of the globs, which are path.Match's. A glob without a slash is of the
// part behind it, too. It is an error where one matches none.
func Match(globs ...string) ([]Fault, error) {
	return match("fault", globs, All(), func(f Fault) string { return f.Name })
}

// MatchVariations returns the variations whose names match one of the globs.
func MatchVariations(globs ...string) ([]Variation, error) {
	return match("variation", globs, Variations(), func(v Variation) string { return v.Name })
}

func named[T any](noun, name string, all []T, nameOf func(T) string) (T, error) {
	i := slices.IndexFunc(all, func(one T) bool { return nameOf(one) == name })
	if i >= 0 {
		return all[i], nil
	}
	var none T
	var names []string
	for _, one := range all {
		names = append(names, nameOf(one))
	}
	return none, unknown(noun, name, names)
}

func match[T any](noun string, globs []string, all []T, nameOf func(T) string) ([]T, error) {
	wanted := make([]bool, len(all))
	for _, glob := range globs {
		some := false
		var names []string
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
			names = append(names, name)
		}
		if !some {
			return nil, unknown(noun, glob, names)
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

// row is how a table gives a fault: requirements with blanks between.
type row struct {
	name               string
	kind               Kind
	does               string
	breaks, may, hides string
	ask, answer        hook
	listens            Listening
	race               bool
}

// faultsOf are the rows of a table, as faults of a service that a module certifies.
func faultsOf(prefix, module string, of service, rows []row) []Fault {
	var all []Fault
	for _, r := range rows {
		all = append(all, Fault{
			Name: prefix + "/" + r.name, Module: module, Kind: r.kind, Does: r.does,
			Breaks: strings.Fields(r.breaks), May: strings.Fields(r.may), Hides: strings.Fields(r.hides), Race: r.race,
			Listens: r.listens, hooks: hooks{of: of, ask: r.ask, answer: r.answer},
		})
	}
	return all
}
