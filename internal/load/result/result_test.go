package result

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/loadprofiles"
)

func spread(values ...time.Duration) Distribution {
	h := NewHistogram(Fine)
	for _, v := range values {
		Record(h, v)
	}
	return Of(h)
}

func TestDistributionInJSON(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	var values []time.Duration
	for range 5000 {
		values = append(values, time.Duration(chance.ExpFloat64()*float64(20*time.Millisecond)))
	}
	one := spread(values...)
	text, err := json.Marshal(one)
	if err != nil {
		t.Fatal(err)
	}
	var back Distribution
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	slices.Sort(values)
	for _, p := range []float64{50, 90, 99, 99.9, 99.99, 100} {
		if one.Percentile(p) != back.Percentile(p) {
			t.Errorf("p%g is %s, and %s in JSON", p, one.Percentile(p), back.Percentile(p))
		}
		exact := values[min(int(p/100*float64(len(values))), len(values)-1)]
		if d := (one.Percentile(p) - exact).Abs(); d > exact/50 && p < 99.9 {
			t.Errorf("p%g is %s, not %s", p, one.Percentile(p), exact)
		}
	}
	for _, bad := range []string{`{"count":1}`, `{"count":1,"hdr":"AAAA"}`, `{"count":2,"hdr":` + hdrOf(t, one) + `}`} {
		if err := json.Unmarshal([]byte(bad), &back); err == nil {
			t.Errorf("%.60s is taken", bad)
		}
	}
}

func hdrOf(t *testing.T, d Distribution) string {
	t.Helper()
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]json.RawMessage
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	return string(m["hdr"])
}

// Distributions add: percentiles are those of all values, no averages.
func TestPlus(t *testing.T) {
	fast, slow := spread(slices.Repeat([]time.Duration{time.Millisecond}, 99)...), spread(time.Second)
	sum := fast.Plus(slow)
	if sum.Count() != 100 || sum.Percentile(50) > 2*time.Millisecond || sum.Percentile(100) < 999*time.Millisecond ||
		fast.Count() != 99 {
		t.Errorf("%d values, p50 %s, max %s", sum.Count(), sum.Percentile(50), sum.Max())
	}
	if none := (Distribution{}).Plus(Distribution{}); none.Count() != 0 || none.Percentile(99) != 0 ||
		none.Mean() != 0 || none.Min() != 0 || none.Max() != 0 || none.Bars() != nil {
		t.Error("nothing is something")
	}
}

// shard is a sound one.
func shard(index int) *Result {
	p := loadprofiles.Profile{Name: "p",
		Thresholds: []loadprofiles.Threshold{
			{Metric: loadprofiles.Latency, Text: "max<500ms", Aggregate: "max", Relation: "<",
				Value: float64(500 * time.Millisecond)}}}
	start := time.Unix(1e9, 0).UTC()
	m := Measure{Name: "GetProduct", Requests: 10,
		Latency: spread(slices.Repeat([]time.Duration{time.Duration(index+1) * 100 * time.Millisecond}, 10)...)}
	return &Result{
		Format: Format, Tool: run.Tool{Version: "1"}, Profile: p, Digest: p.Digest(), Seed: 1, Shard: &Shard{index, 4},
		StartAt:     &start,
		Environment: Environment{Name: "e", Kind: "sandbox", URL: "http://e"}, Scheduled: 10, Sent: 10,
		Elapsed: 10 * time.Second,
		Total:   m, Operations: []Measure{m}, Stages: []Measure{m},
		Verification: Verification{Answers: 10, Full: 1, Known: 9},
		Timeline: Timeline{time.Second,
			[]Slice{{At: 0, Length: 1020 * time.Millisecond, Requests: 6, Target: 5, InFlight: 3, Latency: m.Latency},
				{At: time.Second + 20*time.Millisecond, Length: time.Second, Requests: 4, Target: 5, InFlight: 2,
					Latency: m.Latency}}},
		Changes: Changes{Clock: ByControl},
		Replicas: Replicas{Partners: 5, Asked: 5, Began: 5,
			Checks: []Check{{Version: 6, Partners: 4}, {Version: 7, Partners: 5, Final: true}},
			Lists:  []List{{Version: 7, Digest: "digest"}}},
	}
}

func all() []*Result { return []*Result{shard(2), shard(0), shard(3), shard(1)} }

func TestMerge(t *testing.T) {
	shards := all()
	before, _ := json.Marshal(shards)
	whole, err := Merge(shards)
	if err != nil {
		t.Fatal(err)
	}
	if whole.Sent != 40 || whole.Total.Requests != 40 || whole.Operations[0].Latency.Count() != 40 ||
		whole.Verification.Answers != 40 || whole.Replicas.Partners != 20 || whole.Replicas.Last().Partners != 20 ||
		whole.Replicas.Last().Version != 7 || whole.Merged != 4 || whole.Shard != nil {
		t.Errorf("%+v", whole)
	}
	if got := whole.Total.Latency.Percentile(50); got < 199*time.Millisecond || got > 201*time.Millisecond {
		t.Errorf("p50 is %s", got)
	}
	if s := whole.Timeline.Slices[0]; s.InFlight != 12 || s.Length != 1020*time.Millisecond {
		t.Errorf("%d in flight in %s", s.InFlight, s.Length)
	}
	if whole.ID == "" || whole.ID == shards[1].ID || whole.Changes.Clock != ByControl {
		t.Errorf("id %q, clock %s", whole.ID, whole.Changes.Clock)
	}
	if len(whole.Timeline.Slices) != 2 || whole.Timeline.Slices[0].Requests != 24 ||
		whole.Timeline.Slices[1].Target != 20 {
		t.Errorf("%+v", whole.Timeline)
	}
	if whole.Conclusion != Passed || len(whole.Judgements) != 1 ||
		whole.Judgements[0].Observed < float64(399*time.Millisecond) {
		t.Errorf("%s %+v", whole.Conclusion, whole.Judgements)
	}
	if after, _ := json.Marshal(shards); string(after) != string(before) {
		t.Error("the shards changed")
	}
}

// What is not of one run, or not all of it, is refused with the reason.
func TestMismatches(t *testing.T) {
	change := func(f func(*Result)) []*Result { s := all(); f(s[2]); return s }
	for want, shards := range map[string][]*Result{
		"there are no shards":      nil,
		"shard 1/4 is missing":     all()[:3],
		"shard 2/4 is there twice": append(all(), shard(2)),
		"there is no shard 7/4":    append(all(), shard(7)),
		"there is no shard -1/4":   append(all(), shard(-1)),
		"the profile of one":       change(func(r *Result) { r.Digest = "other" }),
		"the seed of one is 1":     change(func(r *Result) { r.Seed = 2 }),
		"the number of shards":     change(func(r *Result) { r.Shard.Count = 5 }),
		"the version of montcheck": change(func(r *Result) { r.Tool.Version = "2" }),
		"the start of one":         change(func(r *Result) { r.StartAt = nil }),
		"the environment of one":   change(func(r *Result) { r.Environment.URL = "http://f" }),
		"not of a shard":           change(func(r *Result) { r.Shard = nil }),
		"different operations":     change(func(r *Result) { r.Operations = nil }),
	} {
		_, err := Merge(shards)
		if !errors.As(err, new(*Mismatch)) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// Shards that saw different lists at one version show it together.
func TestListsOfShards(t *testing.T) {
	shards := all()
	shards[1].Replicas.Lists = []List{{Version: 7, Digest: "another digest"}}
	whole, err := Merge(shards)
	if err == nil && len(whole.Replicas.Divergences) == 1 {
		want := []List{{Version: 7, Digest: "another digest", Shards: []int{0}},
			{Version: 7, Digest: "digest", Shards: []int{1, 2, 3}}}
		if got := whole.Replicas.Divergences[0].Lists; !reflect.DeepEqual(got, want) {
			t.Errorf("the lists are told as %v", got)
		}
	}
	if err != nil || whole.Replicas.Wrong() != 1 || len(whole.Replicas.Divergences) != 1 {
		t.Errorf("%+v %v", whole.Replicas, err)
	}
}

func TestFinerTimeline(t *testing.T) {
	shards := all()
	shards[0].Timeline = Timeline{2 * time.Second,
		[]Slice{{Length: 2 * time.Second, Requests: 10, Target: 5, InFlight: 1}}}
	shards[1].Changes.Clock = ByPartners
	whole, err := Merge(shards)
	if err == nil &&
		(whole.Timeline.Slices[0].InFlight != 10 || whole.Timeline.Slices[0].Length != 2020*time.Millisecond ||
			whole.Changes.Clock != ByEither) {
		t.Errorf("%+v, clock %s", whole.Timeline.Slices[0], whole.Changes.Clock)
	}
	if err != nil || whole.Timeline.Width != 2*time.Second || whole.Timeline.Slices[0].Requests != 40 ||
		whole.Timeline.Slices[0].Target != 20 {
		t.Errorf("%+v %v", whole.Timeline, err)
	}
}

func TestConclusions(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Result)
		want   Conclusion
		code   int
	}{
		"sound":        {func(*Result) {}, Passed, 0},
		"crossed":      {func(r *Result) { r.Total.Latency = spread(time.Second) }, NotPassed, 99},
		"not measured": {func(r *Result) { r.Total.Latency = Distribution{} }, Incomplete, 4},
		"interrupted":  {func(r *Result) { r.Stopped = &Stopped{Cause: Interrupted} }, Incomplete, 4},
		"not verified": {func(r *Result) { r.Verification.Answers++ }, Incomplete, 4},
		"not checked":  {func(r *Result) { r.Replicas.Unchecked = "why" }, Incomplete, 4},
		"not all sent": {func(r *Result) { r.Sent-- }, Incomplete, 4},
		"late": {func(r *Result) {
			r.Generator.Saturated, r.Generator.Limited = 600*time.Millisecond, 500*time.Millisecond
		}, Incomplete, 4},
		"a hiccup": {
			func(r *Result) { r.Generator.Saturated, r.Generator.Busy = 900*time.Millisecond, 5*time.Second }, Passed,
			0},
		"no answer":     {func(r *Result) { r.Operations[0].Errors = r.Operations[0].Requests }, Incomplete, 4},
		"some answers":  {func(r *Result) { r.Operations[0].Errors = r.Operations[0].Requests - 1 }, Passed, 0},
		"mute partners": {func(r *Result) { r.Replicas.Began-- }, Incomplete, 4},
		"wrong beside":  {func(r *Result) { r.Beside = 1 }, NotPassed, 99},
		"nothing sent":  {func(r *Result) { r.Sent = 0 }, Incomplete, 4},
		"crossed first": {func(r *Result) { r.Total.Latency, r.Stopped = spread(time.Second), &Stopped{} },
			NotPassed, 99},
		"a shard": {func(r *Result) { r.Shard = &Shard{0, 4} }, PartOfShards, 0},
	} {
		r := shard(0)
		r.Shard = nil
		c.change(r)
		r.Judge()
		if r.Conclusion != c.want || r.ExitCode() != c.code {
			t.Errorf("%s: %s, exit code %d", name, r.Conclusion, r.ExitCode())
		}
	}
}

func TestObserve(t *testing.T) {
	r := shard(0)
	r.Total.Requests, r.Total.Errors, r.Total.Violations, r.Total.Duration = 100, 5, 2, 10*time.Second
	r.Operations[0].Requests, r.Operations[0].Errors, r.Operations[0].Duration = 10, 5, 10*time.Second
	r.Staleness, r.Replicas.Diverged = spread(time.Minute), 3
	for _, c := range []struct {
		metric, operation, text string
		observed                float64
		held                    bool
	}{
		{"errors", "", "rate<5%", 0.05, false}, {"errors", "", "rate<=5%", 0.05, true},
		{"errors", "", "count<6", 5, true},
		{"errors", "GetProduct", "rate<=49%", 0.5, false}, {"conformance", "", "count==2", 2, true},
		{"conformance", "", "rate<1%", 0.02, false},
		{"throughput", "", "rate>9", 9.5, true}, {"throughput", "GetProduct", "rate>=1", 0.5, false},
		{"replicas", "", "count==0", 3, false},
		{"staleness", "", "max<59s", float64(time.Minute), false},
	} {
		p, err := loadprofiles.Parse("p.yaml",
			[]byte("stages: [{ rate: 100, duration: 1s }]\nmix: { GetProduct: 1, "+
				"GetPriceChanges: 1 }\nthresholds: { \""+c.metric+braces(c.operation)+"\": [\""+c.text+"\"] }"))
		if err != nil {
			t.Fatal(err)
		}
		j := r.Observe(p.Thresholds[0])
		if j.Held != c.held || j.Unknown || (j.Observed-c.observed)/c.observed > 0.001 ||
			(c.observed-j.Observed)/c.observed > 0.001 {
			t.Errorf("%s{%s}: %s: %+v", c.metric, c.operation, c.text, j)
		}
	}
}

func braces(operation string) string {
	if operation == "" {
		return ""
	}
	return "{" + operation + "}"
}

// The rate of violations is of the load's own answers; their number is of all.
func TestBeside(t *testing.T) {
	r := shard(0)
	r.Total.Requests, r.Total.Violations, r.Beside = 4, 1, 5
	for aggregate, want := range map[string]float64{"rate": 0.25, "count": 6} {
		if j := r.Observe(
			loadprofiles.Threshold{Metric: loadprofiles.Conformance, Aggregate: aggregate, Relation: "<",
				Value: 1}); j.Observed != want {
			t.Errorf("%s: %g", aggregate, j.Observed)
		}
	}
}

// Replicas that nobody had were not checked.
func TestNobodyChecked(t *testing.T) {
	r := shard(0)
	none := loadprofiles.Threshold{Metric: loadprofiles.Replicas, Aggregate: "count", Relation: "=="}
	if j := r.Observe(none); !j.Held {
		t.Errorf("%+v", j)
	}
	for i := range r.Replicas.Checks {
		r.Replicas.Checks[i].Partners = 0
	}
	if j := r.Observe(none); !j.Unknown || j.Held {
		t.Errorf("%+v", j)
	}
}

// Slices that follow one another weigh as much as they are long.
func TestSlicesInTime(t *testing.T) {
	s := Slice{Length: time.Second, Target: 10, CPU: 0.4, InFlight: 3, Requests: 10}
	s.Before(Slice{Length: 3 * time.Second, Target: 50, CPU: 0.8, InFlight: 2, Requests: 150})
	if s.Length != 4*time.Second || s.Target != 40 || s.CPU < 0.69 || s.CPU > 0.71 || s.InFlight != 3 ||
		s.Requests != 160 {
		t.Errorf("%+v", s)
	}
}
