package loadprofiles

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/montcheck/montcheck/internal/strictyaml"
)

// Validate holds a profile that was changed in memory against what a file may
// say.
func (p *Profile) Validate() error {
	r := reader{&strictyaml.Reading{File: p.Name}}
	r.check(p)
	for i, t := range p.Thresholds {
		if problem := p.reachable(t); problem != nil {
			r.Fail(fmt.Sprintf("thresholds[%d]", i), "%v", problem)
		}
	}
	return r.Problems.Err()
}

// reachable refuses a throughput that the profile does not ask for: it is judged
// over the whole of the schedule.
func (p *Profile) reachable(t Threshold) error {
	if t.Metric != Throughput {
		return nil
	}
	mean := p.Mean()
	if t.Relation == ">" && t.Value >= mean ||
		slices.Contains([]string{">=", "=="}, t.Relation) && t.Value > mean*(1+1e-9) {
		return fmt.Errorf("%q can't be met: over all its stages the profile asks for %.4g requests a second",
			t.Text, mean)
	}
	return nil
}

// Restore checks a profile that came as JSON, of a result that someone else
// made.
func Restore(text []byte) (*Profile, error) {
	p := new(Profile)
	if err := json.Unmarshal(text, p); err != nil {
		return nil, err
	}
	r := reader{&strictyaml.Reading{File: "profile"}}
	r.check(p)
	for i, t := range p.Thresholds {
		again, err := parseThreshold(t.Metric, t.Text)
		again.Operation, again.Abort, again.Delay = t.Operation, t.Abort, t.Delay
		if err != nil || again != t {
			r.Fail(fmt.Sprintf("thresholds[%d]", i), "is not what its text says")
		}
	}
	return p, r.Problems.Err()
}
