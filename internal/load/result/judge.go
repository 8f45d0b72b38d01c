package result

import (
	"slices"
	"time"

	"github.com/montcheck/montcheck/loadprofiles"
)

// Judge judges the thresholds of the profile and draws the conclusion. A shard
// is not judged: its numbers are a part of others.
func (r *Result) Judge() {
	r.Judgements = nil
	if r.Shard != nil && r.Shard.Count > 1 {
		r.Conclusion = PartOfShards
		if r.incomplete() {
			r.Conclusion = Incomplete
		}
		return
	}
	crossed, unknown := false, false
	for _, t := range r.Profile.Thresholds {
		j := r.Observe(t)
		crossed = crossed || !j.Held && !j.Unknown
		unknown = unknown || j.Unknown
		r.Judgements = append(r.Judgements, j)
	}
	if r.Beside > 0 { // whatever a profile lets pass of the load
		crossed = true
		r.Judgements = append(r.Judgements,
			Judgement{Subject: string(loadprofiles.Conformance) + " beside the load", Text: "count==0",
				Observed: float64(r.Beside), Unit: "count"})
	}
	switch {
	case crossed:
		r.Conclusion = NotPassed
	case unknown || r.incomplete() || len(r.Unanswered()) > 0:
		r.Conclusion = Incomplete
	default:
		r.Conclusion = Passed
	}
}

// incomplete tells whether something that a run promises was not done: then it
// can't pass.
func (r *Result) incomplete() bool {
	return r.Stopped != nil || !r.Verification.All() || r.Replicas.Unchecked != "" ||
		r.Replicas.Began < r.Replicas.Asked ||
		r.Sent == 0 || r.Sent < r.Scheduled || r.Generator.Unmade > 0 || r.late()
}

// own tells whether a limit of montcheck's own, or of its machine, kept answers
// from those who need them.
func (r *Result) own() bool { return r.Generator.Unmade > 0 || r.Verification.Beyond > 0 }

// late tells whether requests were sent late, through no fault of the service,
// for more than a twentieth of the run; half a second is the hiccup of a machine.
func (r *Result) late() bool {
	return r.Generator.Saturated+r.Generator.Limited > r.Elapsed/20+500*time.Millisecond
}

// Unanswered are the operations that were asked and never answered usably.
func (r *Result) Unanswered() []string {
	var names []string
	for _, o := range r.Operations {
		if o.Requests > 0 && o.Errors >= o.Requests {
			names = append(names, o.Name)
		}
	}
	return names
}

// Observe holds the run against one threshold.
func (r *Result) Observe(t loadprofiles.Threshold) Judgement {
	j := Judgement{Subject: t.Subject(), Text: t.Text}
	m := &r.Total
	if t.Operation != "" {
		m = &Measure{}
		for i := range r.Operations {
			if r.Operations[i].Name == t.Operation {
				m = &r.Operations[i]
			}
		}
	}
	switch t.Metric {
	case loadprofiles.Latency:
		j.of(t, m.Latency)
	case loadprofiles.ServiceTime:
		j.of(t, m.Service)
	case loadprofiles.Staleness:
		j.of(t, r.Staleness)
		// what a partner misses may be what it could not ask for
		j.Unknown = j.Unknown || r.own() && !t.Holds(j.Observed)
	case loadprofiles.Errors:
		j.part(t, m.Errors, m.Requests)
	case loadprofiles.Conformance:
		j.part(t, m.Violations, m.Requests)
		if t.Aggregate == "count" && t.Operation == "" {
			j.Observed += float64(r.Beside)
		}
	case loadprofiles.Throughput:
		j.Unit, j.Observed = "rate", m.Throughput()
		with := *m // as if all had been made, and answered
		with.Requests += r.Generator.Unmade
		j.Unknown = !t.Holds(j.Observed) && t.Holds(with.Throughput())
	case loadprofiles.Replicas:
		j.Unit, j.Observed = "count", float64(r.Replicas.Wrong())
		checked := slices.ContainsFunc(r.Replicas.Checks, func(c Check) bool { return c.Partners > 0 })
		j.Unknown = !checked && r.Replicas.Wrong() == 0
	}
	j.Held = !j.Unknown && t.Holds(j.Observed)
	return j
}

// of observes an aggregate of a distribution.
func (j *Judgement) of(t loadprofiles.Threshold, d Distribution) {
	j.Unit, j.Unknown = "ns", d.Count() == 0
	value := map[string]func() time.Duration{
		"p": func() time.Duration { return d.Percentile(t.Percent) }, "avg": d.Mean,
		"med": func() time.Duration { return d.Percentile(50) },
		"min": d.Min, "max": d.Max,
	}[t.Aggregate]
	j.Observed = float64(value())
}

// part observes a number, or the part that it is of all.
func (j *Judgement) part(t loadprofiles.Threshold, n, of uint64) {
	if t.Aggregate == "count" {
		j.Unit, j.Observed = "count", float64(n)
		return
	}
	j.Unit, j.Unknown = "part", of == 0
	if of > 0 {
		j.Observed = float64(n) / float64(of)
	}
}

// Throughput is how many usable answers came a second.
func (m *Measure) Throughput() float64 {
	if m.Duration <= 0 {
		return 0
	}
	return float64(m.Requests-min(m.Errors, m.Requests)) / m.Duration.Seconds()
}

// Rate is how many requests ended a second.
func (m *Measure) Rate() float64 {
	if m.Duration <= 0 {
		return 0
	}
	return float64(m.Requests) / m.Duration.Seconds()
}

// Last is the check at the end, those of all shards in one: states of theirs may
// be the same, so that these are as many at least. Without one it is the last
// that there was; nil for none.
func (r *Replicas) Last() *Check {
	var last *Check
	for _, c := range r.Checks {
		switch {
		case last == nil || !last.Final:
			last = &c
		case c.Final:
			last.Partners += c.Partners
			last.Diverged += c.Diverged
			last.States, last.Products, last.Version = max(last.States, c.States), max(last.Products, c.Products),
				max(last.Version, c.Version)
		}
	}
	return last
}

// Wrong is how many replicas, and price lists in passing, were found to differ.
func (r *Replicas) Wrong() int { return r.Diverged + r.Conflicts }
