// Package run is the model of a finished run: what was certified, what was
// sent and came, and what is said of each requirement. Every report is a
// pure function of a Run, and a Run survives a trip through JSON unchanged.
package run

import (
	"time"

	"github.com/montcheck/montcheck/requirements"
)

// Format names the version of the JSON form of a Run. It changes when a
// reader of the old form could misread the new one.
const Format = "montcheck.run/1"

// Run is one finished run.
type Run struct {
	Format       string                  `json:"format"`
	ID           string                  `json:"id"` // a ULID: sorts by time
	Tool         Tool                    `json:"tool"`
	Environment  Environment             `json:"environment"`
	Modules      []string                `json:"modules"`               // in scope
	LabelFilter  string                  `json:"labelFilter,omitempty"` // Ginkgo's syntax; empty for a full run
	Seed         int64                   `json:"seed"`
	Started      time.Time               `json:"started"`
	Ended        time.Time               `json:"ended"`
	Stopped      *Stopped                `json:"stopped,omitempty"` // nil when the run came to its end
	Conclusion   Conclusion              `json:"conclusion"`
	Requirements []RequirementResult     `json:"requirements"`        // in the catalogue's order
	Documents    []requirements.Document `json:"documents,omitempty"` // that they come from
	Specs        []Spec                  `json:"specs"`               // in the order they ran
	Exchanges    []Exchange              `json:"exchanges"`           // by spec, then ordinal
}

// Tool is the program that made the run.
type Tool struct {
	Version string `json:"version"`
	Go      string `json:"go"`
	Libxml2 string `json:"libxml2,omitempty"`
}

// Environment is what was certified, without its secrets.
type Environment struct {
	Name     string            `json:"name"`
	Kind     string            `json:"kind"`               // embedded, sandbox or production
	Services map[string]string `json:"services"`           // module to base address
	TokenURL string            `json:"tokenURL,omitempty"` // where Westcon's access tokens are given
	Sandbox  *Sandbox          `json:"sandbox,omitempty"`
}

// Sandbox tells how to start the embedded sandbox that the run used again,
// so that commands of a report can be repeated after the run.
type Sandbox struct {
	Products   int      `json:"products"`
	Seed       uint64   `json:"seed"`
	Base       string   `json:"base"`             // scheme and authority while the run lasted
	Faults     []string `json:"faults,omitempty"` // deviations that were switched on
	Variations []string `json:"variations,omitempty"`
}

// Stopped says why a run ended before its last spec.
type Stopped struct {
	Reason         string `json:"reason"`
	Infrastructure bool   `json:"infrastructure"` // the endpoint or network, rather than the user
}

// RequirementResult is a requirement of the catalogue with its verdict.
type RequirementResult struct {
	requirements.Requirement
	Verdict Verdict  `json:"verdict"`
	Reason  string   `json:"reason,omitempty"`  // of a verdict other than pass
	Specs   []string `json:"specs"`             // ids of the specs that decide it
	LeftOut bool     `json:"leftOut,omitempty"` // the label filter left out some or all of them: it does not count
}

// Spec is one spec that ran, or would have.
type Spec struct {
	ID           string        `json:"id"` // stable across runs: containers and text
	Module       string        `json:"module"`
	Text         string        `json:"text"`
	Requirements []string      `json:"requirements"`
	Verdict      Verdict       `json:"verdict"`
	Reason       string        `json:"reason,omitempty"`
	Started      time.Time     `json:"started"`
	Duration     time.Duration `json:"duration"` // nanoseconds
	Findings     []Finding     `json:"findings,omitempty"`
	Notes        []string      `json:"notes,omitempty"` // what was covered, said by the spec
	Uses         []Key         `json:"uses,omitempty"`  // exchanges that it shares with other specs
	Location     string        `json:"location,omitempty"`
}

// Finding is one thing that a spec found wrong, or worth a warning.
type Finding struct {
	Requirement string  `json:"requirement"`
	Verdict     Verdict `json:"verdict"` // fail, warn or error
	Summary     string  `json:"summary"` // one sentence
	Expected    string  `json:"expected,omitempty"`
	Got         string  `json:"got,omitempty"`
	Explanation string  `json:"explanation,omitempty"` // why it matters to a partner
	Exchange    *Key    `json:"exchange,omitempty"`
	Place       *Place  `json:"place,omitempty"` // in the body of the exchange's answer
	More        int     `json:"more,omitempty"`  // further findings of the same kind that were left out
}

// Place is a place in an answer's body.
type Place struct {
	Path   string `json:"path,omitempty"` // indexed element path
	Line   int    `json:"line,omitempty"` // from 1; 0 when unknown
	Column int    `json:"column,omitempty"`
	Offset int64  `json:"offset"` // in bytes, from the body's start
}

// Exchange returns the exchange with the given key.
func (r *Run) Exchange(key Key) (*Exchange, bool) {
	for i := range r.Exchanges {
		if r.Exchanges[i].Key == key {
			return &r.Exchanges[i], true
		}
	}
	return nil, false
}

// Spec returns the spec with the given id.
func (r *Run) Spec(id string) (*Spec, bool) {
	for i := range r.Specs {
		if r.Specs[i].ID == id {
			return &r.Specs[i], true
		}
	}
	return nil, false
}

// Findings returns the findings about a requirement, in the order of the
// specs that made them.
func (r *Run) Findings(requirement string) []Finding {
	var all []Finding
	for _, s := range r.Specs {
		for _, f := range s.Findings {
			if f.Requirement == requirement {
				all = append(all, f)
			}
		}
	}
	return all
}
