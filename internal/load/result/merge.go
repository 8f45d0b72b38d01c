package result

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/oklog/ulid/v2"
)

// Mismatch says why results can't be merged.
type Mismatch struct{ reason string }

func (m *Mismatch) Error() string { return m.reason }

func mismatch(format string, args ...any) error { return &Mismatch{fmt.Sprintf(format, args...)} }

// Merge joins the results of all shards of a run and judges the whole. It
// refuses shards that are missing, twice there, or not of one run.
func Merge(shards []*Result) (*Result, error) {
	if len(shards) == 0 {
		return nil, mismatch("there are no shards to merge")
	}
	one := shards[0]
	seen := map[int]bool{}
	for _, s := range shards {
		if err := one.matches(s); err != nil {
			return nil, err
		}
		if s.Shard.Index < 0 || s.Shard.Index >= s.Shard.Count {
			return nil, mismatch("there is no shard %d/%d", s.Shard.Index, s.Shard.Count)
		}
		if seen[s.Shard.Index] {
			return nil, mismatch("shard %d/%d is there twice", s.Shard.Index, s.Shard.Count)
		}
		seen[s.Shard.Index] = true
	}
	for i := range one.Shard.Count {
		if !seen[i] {
			return nil, mismatch("shard %d/%d is missing", i, one.Shard.Count)
		}
	}
	shards = slices.SortedFunc(slices.Values(shards),
		func(a, b *Result) int { return cmp.Compare(a.Shard.Index, b.Shard.Index) })
	whole := *shards[0]
	whole.ID = ulid.Make().String()
	whole.Merged, whole.Shard, whole.Judgements = len(shards), nil, nil
	whole.Operations, whole.Stages = slices.Clone(whole.Operations), slices.Clone(whole.Stages)
	whole.Timeline.Slices = slices.Clone(whole.Timeline.Slices)
	whole.Violations, whole.Failures = slices.Clone(whole.Violations), slices.Clone(whole.Failures)
	whole.Replicas.Checks, whole.Replicas.Divergences = slices.Clone(whole.Replicas.Checks),
		slices.Clone(whole.Replicas.Divergences)
	whole.Replicas.Lists = shards[0].lists()
	for _, s := range shards[1:] {
		whole.add(s)
	}
	whole.order()
	whole.acrossShards()
	whole.Judge()
	return &whole, nil
}

// matches refuses a result that is not a shard of the same run.
func (r *Result) matches(s *Result) error {
	if r.Shard == nil || s.Shard == nil {
		return mismatch("a result that is not of a shard can't be merged")
	}
	for _, c := range []struct{ what, one, other string }{
		{"profile", r.Digest, s.Digest},
		{"seed", fmt.Sprint(r.Seed), fmt.Sprint(s.Seed)},
		{"number of shards", fmt.Sprint(r.Shard.Count), fmt.Sprint(s.Shard.Count)},
		{"version of montcheck", r.Tool.Version + " " + r.Tool.Go, s.Tool.Version + " " + s.Tool.Go},
		{"start", moment(r.StartAt), moment(s.StartAt)},
		{"environment", r.Environment.identity(), s.Environment.identity()},
	} {
		if c.one != c.other {
			return mismatch("shards %d/%d and %d/%d are not of one run: the %s of one is %s, of the other %s",
				r.Shard.Index, r.Shard.Count, s.Shard.Index, s.Shard.Count, c.what, c.one, c.other)
		}
	}
	if len(r.Operations) != len(s.Operations) || len(r.Stages) != len(s.Stages) {
		return mismatch("shards %d/%d and %d/%d have different operations or stages", r.Shard.Index, r.Shard.Count,
			s.Shard.Index, s.Shard.Count)
	}
	return nil
}

func moment(t *time.Time) string {
	if t == nil {
		return "none"
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// identity tells environments apart. Embedded sandboxes have each their own
// address.
func (e Environment) identity() string {
	if e.Kind == "embedded" {
		return fmt.Sprint("embedded ", e.Products, e.Faults, e.Variations)
	}
	return e.Name + " " + e.URL
}

// add adds another shard's numbers.
func (r *Result) add(s *Result) {
	if s.Started.Before(r.Started) {
		r.Started = s.Started
	}
	r.Elapsed = max(r.Elapsed, s.Elapsed)
	r.Scheduled += s.Scheduled
	r.Sent += s.Sent
	r.Resent += s.Resent
	if r.Stopped == nil {
		r.Stopped = s.Stopped
	}
	r.Total.add(s.Total)
	for i := range r.Operations {
		r.Operations[i].add(s.Operations[i])
	}
	for i := range r.Stages {
		r.Stages[i].add(s.Stages[i])
	}
	r.Timeline.add(s.Timeline)
	r.Verification.add(s.Verification)
	r.Beside += s.Beside
	for _, v := range s.Violations {
		r.violated(v)
	}
	for _, f := range s.Failures {
		r.failed(f)
	}
	r.Staleness = r.Staleness.Plus(s.Staleness)
	r.Changes.Steered = r.Changes.Steered || s.Changes.Steered
	r.Changes.Versions = max(r.Changes.Versions, s.Changes.Versions) // of one endpoint
	if r.Changes.Clock != s.Changes.Clock {
		r.Changes.Clock = ByEither
	}
	replicas := s.Replicas
	replicas.Lists = s.lists()
	r.Replicas.add(replicas)
	r.Generator.add(s.Generator)
}

// lists are the full lists that a shard read, in its name.
func (r *Result) lists() []List {
	all := slices.Clone(r.Replicas.Lists)
	for i := range all {
		all[i].Shards = []int{r.Shard.Index}
	}
	return all
}

func (m *Measure) add(o Measure) {
	m.Requests += o.Requests
	m.Errors += o.Errors
	m.Violations += o.Violations
	m.Bytes += o.Bytes
	m.Duration = max(m.Duration, o.Duration)
	m.Latency, m.Service = m.Latency.Plus(o.Latency), m.Service.Plus(o.Service)
}

// add adds slice to slice; the finer timeline is joined to the width of the other.
func (t *Timeline) add(o Timeline) {
	if o.Width > t.Width {
		*t, o = Timeline{o.Width, slices.Clone(o.Slices)}, *t
	}
	if t.Width <= 0 {
		return
	}
	at := func(s Slice) int { return int((s.At + o.Width/2) / t.Width) } // slices begin a little late now and then
	for len(o.Slices) > 0 {
		i, one, n := at(o.Slices[0]), o.Slices[0], 1
		for ; n < len(o.Slices) && at(o.Slices[n]) == i; n++ {
			one.Before(o.Slices[n])
		}
		o.Slices = o.Slices[n:]
		for len(t.Slices) <= i {
			t.Slices = append(t.Slices, Slice{At: time.Duration(len(t.Slices)) * t.Width, Stage: one.Stage})
		}
		t.Slices[i].Beside(one)
	}
}

func (v *Verification) add(o Verification) {
	v.Answers += o.Answers
	v.Full += o.Full
	v.Known += o.Known
	v.Refused += o.Refused
	v.Unverified += o.Unverified
	v.Beyond += o.Beyond
	v.Bound = cmp.Or(v.Bound, o.Bound)
	v.Held += o.Held
	v.HeldFor += o.HeldFor
}

func (r *Result) violated(v Violation) {
	for i := range r.Violations {
		if own := &r.Violations[i]; own.Operation == v.Operation && own.Requirement == v.Requirement &&
			own.Summary == v.Summary {
			count := own.Count + v.Count
			if v.At < own.At {
				*own = v
			}
			own.Count = count
			return
		}
	}
	r.Violations = append(r.Violations, v)
}

func (r *Result) failed(f Failure) {
	for i := range r.Failures {
		if own := &r.Failures[i]; own.Operation == f.Operation && own.Summary == f.Summary {
			own.Count += f.Count
			own.At = min(own.At, f.At)
			return
		}
	}
	r.Failures = append(r.Failures, f)
}

func (r *Replicas) add(o Replicas) {
	r.Partners += o.Partners
	r.Asked += o.Asked
	r.Began += o.Began
	r.Checks = append(r.Checks, o.Checks...)
	r.Diverged += o.Diverged
	r.Conflicts += o.Conflicts
	r.Divergences = append(r.Divergences, o.Divergences...)
	r.Lists = append(r.Lists, o.Lists...)
	r.Unchecked = cmp.Or(r.Unchecked, o.Unchecked)
	r.Behind = cmp.Or(r.Behind, o.Behind)
}

func (g *Generator) add(o Generator) {
	g.Processors += o.Processors
	g.Workers += o.Workers
	g.InFlight += o.InFlight
	g.CPU = max(g.CPU, o.CPU)
	g.Lag = g.Lag.Plus(o.Lag)
	g.Unsent += o.Unsent
	g.Unmade += o.Unmade
	g.Lack = cmp.Or(g.Lack, o.Lack)
	g.Cut += o.Cut
	g.Saturated = max(g.Saturated, o.Saturated)
	g.Limited = max(g.Limited, o.Limited)
	g.Busy = max(g.Busy, o.Busy)
	g.Shared = g.Shared || o.Shared
}

// order puts findings in order again.
func (r *Result) order() {
	slices.SortStableFunc(r.Violations, func(a, b Violation) int { return cmp.Compare(b.Count, a.Count) })
	slices.SortStableFunc(r.Failures, func(a, b Failure) int { return cmp.Compare(b.Count, a.Count) })
	slices.SortStableFunc(r.Replicas.Checks, func(a, b Check) int { return cmp.Compare(a.At, b.At) })
}

// acrossShards holds the full lists that shards read against each other: at one
// version there is one list. Embedded sandboxes have each their own.
func (r *Result) acrossShards() {
	if r.Environment.Kind == "embedded" {
		return
	}
	slices.SortFunc(r.Replicas.Lists, func(a, b List) int {
		return cmp.Or(cmp.Compare(a.Version, b.Version), cmp.Compare(a.Digest, b.Digest))
	})
	var lists []List
	byVersion := map[int64][]List{}
	for _, l := range r.Replicas.Lists {
		if n := len(lists); n > 0 && lists[n-1].Version == l.Version && lists[n-1].Digest == l.Digest {
			lists[n-1].Shards = append(lists[n-1].Shards, l.Shards...)
			continue
		}
		lists = append(lists, l)
	}
	r.Replicas.Lists = lists
	for _, l := range lists {
		byVersion[l.Version] = append(byVersion[l.Version], l)
	}
	for _, version := range slices.Sorted(maps.Keys(byVersion)) {
		if different := byVersion[version]; len(different) > 1 {
			r.Replicas.Conflicts++
			r.Replicas.Divergences = append(r.Replicas.Divergences,
				Divergence{Version: version, Against: "shard", History: []Step{}, Lists: different})
		}
	}
}
