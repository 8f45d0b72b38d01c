package loadprofiles

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/montcheck/montcheck/internal/problem"
	"github.com/montcheck/montcheck/internal/strictyaml"
)

// reader reads a profile, or holds one against what a file may say.
type reader struct{ *strictyaml.Reading }

func (r reader) mix(p *Profile, n *strictyaml.Node) {
	total := 0
	for _, item := range entries(n) {
		weight, ok := item.Whole()
		switch {
		case item.name == "AddOrder":
			item.Fail("load never orders: it asks methods of MONT Content only, which all read")
		case !known(item.name):
			item.Fail("unknown operation%s", problem.DidYouMean(item.name, Operations))
		case !ok || weight < 0 || weight > 1_000_000:
			item.Fail("wants a whole number from 0 to 1000000: its weight in the mix")
		default:
			total += weight
			p.Mix = append(p.Mix, Share{item.name, weight})
		}
	}
	if total == 0 && len(r.Problems) == 0 {
		r.Fail("mix", "wants operations with their weights, at least one of them above 0")
	}
	slices.SortFunc(p.Mix, byOperation)
}

// named is a value whose key the user chose.
type named struct {
	strictyaml.Node
	name string
}

// entries are those of a mapping with keys of the user's choice; none where there is no mapping.
func entries(n *strictyaml.Node) (all []named) {
	if n == nil {
		return nil
	}
	o := n.Object()
	for _, key := range o.Keys() {
		value, _ := o.Optional(key)
		all = append(all, named{value, key})
	}
	return all
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

func (r reader) check(p *Profile) {
	if len(p.Stages) == 0 || len(p.Stages) > mostStages {
		r.Fail("stages", "wants 1 to %d stages, each with a rate and a duration", mostStages)
	}
	names := map[string]bool{}
	for i := range p.Stages {
		s, key := &p.Stages[i], fmt.Sprintf("stages[%d]", i)
		if s.Name == "" {
			s.Name = fmt.Sprint(i + 1)
		}
		if names[s.Name] {
			r.Fail(key+".name", "another stage has the name %q", s.Name)
		}
		names[s.Name] = true
		for _, rate := range []float64{s.Rate.From, s.Rate.To} {
			if !(rate >= 0 && rate <= mostRate) {
				r.Fail(key+".rate", "wants rates from 0 to %d requests a second", mostRate)
				break
			}
		}
		if s.Rate.Steps < 0 || s.Rate.Steps > mostSteps || s.Rate.Steps == 1 {
			r.Fail(key+".rate.steps", "wants 2 to %d steps", mostSteps)
		}
		r.duration(key+".duration", s.Duration, time.Millisecond, mostDuration)
	}
	if len(p.Stages) > 0 && p.Peak() == 0 {
		r.Fail("stages", "all rates are 0: nothing would be sent")
	}
	if p.Duration() > mostDuration {
		r.Fail("stages", "last longer than %s", mostDuration)
	}
	for i, name := range p.First {
		if !known(name) {
			r.Fail(fmt.Sprintf("first[%d]", i), "unknown operation%s", problem.DidYouMean(name, Operations))
		}
	}
	r.number("population.partners", p.Population.Partners, 1, mostPartners)
	if b := p.Population.Behind; b != Everything && (b < 0 || b > mostBehind) {
		r.Fail("population.behind", "wants a number of versions from 0 to %d, or all", mostBehind)
	}
	if c := p.Changes; c != nil {
		r.duration("changes.every", c.Every, time.Millisecond, mostDuration)
		r.number("changes.prices", c.Prices, 1, 100_000)
	}
	if p.Check != 0 {
		r.duration("check", p.Check, time.Second, mostDuration)
	}
	r.number("workers", p.Workers, 1, mostWorkers)
	r.duration("timeout", p.Timeout, time.Millisecond, time.Hour)
	r.duration("abort.within", p.Abort.Within, time.Second, time.Hour)
	r.number("abort.least", p.Abort.Least, 1, 1_000_000)
}

func (r reader) number(key string, n, least, most int) {
	if n < least || n > most {
		r.Fail(key, "wants a number from %d to %d", least, most)
	}
}

func (r reader) duration(key string, d Duration, least, most time.Duration) {
	if d.Std() < least || d.Std() > most {
		r.Fail(key, "wants a length of time from %s to %s, such as 30s", least, most)
	}
}

// thresholds reads what must hold. That next to no request fails, no answer
// breaks a requirement and no replica differs holds also where the file does not
// say so.
func (r reader) thresholds(p *Profile, n *strictyaml.Node) {
	said := map[Metric]bool{}
	for _, item := range entries(n) {
		metric, operation, err := parseSubject(item.name)
		switch {
		case err != nil:
			item.Fail("%v", err)
			continue
		case operation != "" && !slices.Contains(p.Operations(), operation):
			item.Fail("the profile never asks %s", operation)
			continue
		case (metric == Staleness || metric == Replicas) && !p.FollowsPrices():
			item.Fail("the profile asks neither GetPriceChanges nor GetAllChanges: no partner follows prices")
			continue
		}
		expressions := item.Items("a list of expressions such as [\"p(95)<500ms\"]")
		if len(expressions) == 0 && item.IsList() {
			item.Fail("wants an expression such as p(95)<500ms")
		}
		said[metric] = said[metric] || operation == ""
		for _, one := range expressions {
			t, ok := r.threshold(metric, one)
			if !ok {
				continue
			}
			if err := p.reachable(t); err != nil {
				one.Fail("%v", err)
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

// threshold reads an expression, or one with what it may abort:
// { threshold: "rate<10%", abort: true, delay: 10s }.
func (r reader) threshold(metric Metric, n strictyaml.Node) (t Threshold, ok bool) {
	var long struct {
		Threshold string   `yaml:"threshold"`
		Abort     bool     `yaml:"abort"`
		Delay     Duration `yaml:"delay"`
	}
	before := len(r.Problems)
	if n.IsMapping() {
		n.Decode(&long)
	} else {
		long.Threshold, _ = n.Text(`an expression such as p(95)<500ms, or { threshold: ` +
			`"rate<10%", abort: true, delay: 10s }`)
	}
	if len(r.Problems) > before {
		return t, false
	}
	t, err := parseThreshold(metric, long.Threshold)
	t.Abort, t.Delay = long.Abort, long.Delay
	if err == nil && (long.Delay < 0 || long.Delay.Std() > mostDuration) {
		err = errors.New("the delay is no length of time from 0s on")
	}
	if err != nil {
		n.Fail("%v", err)
	}
	return t, err == nil
}
