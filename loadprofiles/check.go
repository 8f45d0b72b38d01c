package loadprofiles

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/montcheck/montcheck/internal/problem"
)

func (r *reader) mix(p *Profile, mix yaml.MapSlice) {
	total := 0
	for _, item := range mix {
		name := fmt.Sprint(item.Key)
		key := "$.mix." + name
		weight, ok := item.Value.(uint64)
		switch {
		case name == "AddOrder":
			r.fail(key, "load never orders: it asks methods of MONT Content only, which all read")
		case !known(name):
			r.fail(key, "unknown operation%s", problem.DidYouMean(name, Operations))
		case !ok || weight > 1_000_000:
			r.fail(key, "wants a whole number from 0 to 1000000: its weight in the mix")
		default:
			total += int(weight)
			p.Mix = append(p.Mix, Share{name, int(weight)})
		}
	}
	if total == 0 && len(r.problems) == 0 {
		r.fail("$.mix", "wants operations with their weights, at least one of them above 0")
	}
	slices.SortFunc(p.Mix, byOperation)
}

// Bounds of what a profile may ask for.
const (
	mostRate     = 1_000_000
	mostDuration = 7 * 24 * time.Hour
	mostPartners = 1_000_000
	mostWorkers  = 65_536
	mostStages   = 1000
	mostSteps    = 1000
	mostBehind   = 1_000_000
)

func (r *reader) check(p *Profile) {
	if len(p.Stages) == 0 || len(p.Stages) > mostStages {
		r.fail("$.stages", "wants 1 to %d stages, each with a rate and a duration", mostStages)
	}
	names := map[string]bool{}
	for i := range p.Stages {
		s, key := &p.Stages[i], fmt.Sprintf("$.stages[%d]", i)
		if s.Name == "" {
			s.Name = fmt.Sprint(i + 1)
		}
		if names[s.Name] {
			r.fail(key+".name", "another stage has the name %q", s.Name)
		}
		names[s.Name] = true
		for _, rate := range []float64{s.Rate.From, s.Rate.To} {
			if !(rate >= 0 && rate <= mostRate) {
				r.fail(key+".rate", "wants rates from 0 to %d requests a second", mostRate)
				break
			}
		}
		if s.Rate.Steps < 0 || s.Rate.Steps > mostSteps || s.Rate.Steps == 1 {
			r.fail(key+".rate.steps", "wants 2 to %d steps", mostSteps)
		}
		r.duration(key+".duration", s.Duration, time.Millisecond, mostDuration)
	}
	if len(p.Stages) > 0 && p.Peak() == 0 {
		r.fail("$.stages", "all rates are 0: nothing would be sent")
	}
	if p.Duration() > mostDuration {
		r.fail("$.stages", "last longer than %s", mostDuration)
	}
	for i, name := range p.First {
		if !known(name) {
			r.fail(fmt.Sprintf("$.first[%d]", i), "unknown operation%s", problem.DidYouMean(name, Operations))
		}
	}
	r.number("$.population.partners", p.Population.Partners, 1, mostPartners)
	if b := p.Population.Behind; b != Everything && (b < 0 || b > mostBehind) {
		r.fail("$.population.behind", "wants a number of versions from 0 to %d, or all", mostBehind)
	}
	if c := p.Changes; c != nil {
		r.duration("$.changes.every", c.Every, time.Millisecond, mostDuration)
		r.number("$.changes.prices", c.Prices, 1, 100_000)
	}
	if p.Check != 0 {
		r.duration("$.check", p.Check, time.Second, mostDuration)
	}
	r.number("$.workers", p.Workers, 1, mostWorkers)
	r.duration("$.timeout", p.Timeout, time.Millisecond, time.Hour)
	r.duration("$.abort.within", p.Abort.Within, time.Second, time.Hour)
	r.number("$.abort.least", p.Abort.Least, 1, 1_000_000)
}

func (r *reader) number(key string, n, least, most int) {
	if n < least || n > most {
		r.fail(key, "wants a number from %d to %d", least, most)
	}
}

func (r *reader) duration(key string, d Duration, least, most time.Duration) {
	if d.Std() < least || d.Std() > most {
		r.fail(key, "wants a length of time from %s to %s, such as 30s", least, most)
	}
}

// thresholds reads what must hold. That next to no request fails, no answer
// breaks a requirement and no replica differs holds also where the file does not
// say so.
func (r *reader) thresholds(p *Profile, all yaml.MapSlice) {
	said := map[Metric]bool{}
	for _, item := range all {
		name := fmt.Sprint(item.Key)
		key := "$.thresholds.'" + name + "'"
		metric, operation, err := parseSubject(name)
		if err != nil {
			r.fail(key, "%v", err)
			continue
		}
		if operation != "" && !slices.Contains(p.Operations(), operation) {
			r.fail(key, "the profile never asks %s", operation)
			continue
		}
		if (metric == Staleness || metric == Replicas) && !p.FollowsPrices() {
			r.fail(key, "the profile asks neither GetPriceChanges nor GetAllChanges: no partner follows prices")
			continue
		}
		items, ok := item.Value.([]any)
		if !ok || len(items) == 0 {
			r.fail(key, "wants a list of expressions such as [\"p(95)<500ms\"]")
			continue
		}
		said[metric] = said[metric] || operation == ""
		for i, one := range items {
			at := fmt.Sprintf("%s[%d]", key, i)
			t, err := readThreshold(metric, one)
			if err == nil {
				err = p.reachable(t)
			}
			if err != nil {
				r.fail(at, "%v", err)
				continue
			}
			t.Operation = operation
			p.Thresholds = append(p.Thresholds, t)
		}
	}
	for _, t := range defaults {
		if !said[t.Metric] && (t.Metric != Replicas || p.FollowsPrices()) {
			p.Thresholds = append(p.Thresholds, t)
		}
	}
}

// defaults are what must hold where a profile does not say otherwise.
var defaults = []Threshold{
	{Metric: Errors, Text: "rate<1%", Aggregate: "rate", Relation: "<", Value: 0.01},
	{Metric: Conformance, Text: "count==0", Aggregate: "count", Relation: "=="},
	{Metric: Replicas, Text: "count==0", Aggregate: "count", Relation: "=="},
}

// readThreshold reads an expression, or one with what it may abort:
// { threshold: "rate<10%", abort: true, delay: 10s }.
func readThreshold(metric Metric, v any) (Threshold, error) {
	switch v := v.(type) {
	case string:
		return parseThreshold(metric, v)
	case map[string]any:
		var t Threshold
		var long struct {
			Threshold string   `yaml:"threshold"`
			Abort     bool     `yaml:"abort"`
			Delay     Duration `yaml:"delay"`
		}
		text, err := yaml.Marshal(v)
		if err == nil {
			err = yaml.UnmarshalWithOptions(text, &long, yaml.Strict())
		}
		if err != nil {
			return t, errors.New("wants an expression, or { threshold: \"rate<10%\", abort: true, delay: 10s }")
		}
		t, err = parseThreshold(metric, long.Threshold)
		t.Abort, t.Delay = long.Abort, long.Delay
		if err == nil && (long.Delay < 0 || long.Delay.Std() > mostDuration) {
			err = errors.New("the delay is no length of time from 0s on")
		}
		return t, err
	}
	return Threshold{}, fmt.Errorf("wants an expression such as p(95)<500ms, and is %v", v)
}
