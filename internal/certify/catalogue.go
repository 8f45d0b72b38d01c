package certify

import (
	"slices"

	"github.com/montcheck/montcheck/internal/runner"
	"github.com/montcheck/montcheck/reports/catalogue"
	"github.com/montcheck/montcheck/requirements"
)

// Catalogue returns the requirements with the specs that decide each.
func Catalogue() []catalogue.Entry {
	specs := runner.List(Suites(), "")
	var all []catalogue.Entry
	for _, q := range requirements.All() {
		e := catalogue.Entry{Requirement: q, Specs: []string{}}
		for _, s := range specs {
			if slices.Contains(s.Requirements, q.ID) {
				e.Specs = append(e.Specs, s.ID)
			}
		}
		all = append(all, e)
	}
	return all
}
