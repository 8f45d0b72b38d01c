package sample

import (
	"testing"
	"time"

	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/loadprofiles"
)

// GoodLoad is a load run that passed.
func GoodLoad(t testing.TB) *result.Result {
	t.Helper()
	p, err := loadprofiles.Load("price-sync")
	if err != nil {
		t.Fatal(err)
	}
	fine, coarse := result.NewHistogram(result.Fine), result.NewHistogram(result.Coarse)
	for i := range 1000 {
		result.Record(fine, time.Duration(i*i)*time.Microsecond/10)
		result.Record(coarse, time.Duration(i*i)*time.Microsecond/10)
	}
	all := result.Measure{Name: "price-sync", Requests: 1000, Bytes: 5_000_000, Duration: 20 * time.Second,
		Latency: result.Of(fine), Service: result.Of(fine)}
	one := all
	one.Name = "GetPriceChanges"
	r := &result.Result{
		Format: result.Format, Tool: run.Tool{Version: "v1.2.3", Go: "go1.26", Libxml2: "2.9.14"}, ID: "01KABCDEF",
		Profile: *p, Digest: p.Digest(), Seed: 1,
		Environment: result.Environment{Name: "embedded", Kind: "embedded", URL: "http://127.0.0.1:1/svc",
			Products: 300},
		Started: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Elapsed: 20 * time.Second, Scheduled: 1000, Sent: 1000,
		Total: all, Operations: []result.Measure{one},
		Verification: result.Verification{Answers: 1000, Full: 40, Known: 960},
		Staleness:    result.Of(fine), Changes: result.Changes{Steered: true, Versions: 40, Clock: result.ByControl},
		Replicas: result.Replicas{Partners: 200, Asked: 200, Began: 200,
			Checks: []result.Check{
				{At: 20 * time.Second, Version: 7000000099, Products: 300, Partners: 200, States: 4, Final: true}}},
		Generator: result.Generator{Processors: 2, Workers: 128, InFlight: 12, CPU: 0.2, Lag: result.Of(fine),
			Shared: true},
	}
	for _, s := range p.Stages {
		stage := all
		stage.Name = s.Name
		r.Stages = append(r.Stages, stage)
	}
	r.Timeline.Width = time.Second
	for i := range 20 {
		r.Timeline.Slices = append(r.Timeline.Slices,
			result.Slice{At: time.Duration(i) * time.Second, Length: time.Second, Requests: 50, Target: 50, InFlight: 3,
				CPU: 0.2, Latency: result.Of(coarse)})
	}
	r.Judge()
	return r
}

// Load is a load run with something of every sort wrong, and texts that an
// endpoint made to harm whoever shows them.
func Load(t testing.TB) *result.Result {
	r := GoodLoad(t)
	hostile := "<script>alert(1)</script>\x1b[2J\u202e"
	r.Total.Errors, r.Total.Violations, r.Operations[0].Errors, r.Operations[0].Violations = 12, 34, 12, 34
	r.Timeline.Slices[3].Errors, r.Timeline.Slices[4].Violations, r.Timeline.Slices[5].Saturated = 12, 34, true
	r.Timeline.Slices[7].Latency = result.Distribution{}
	for i := range 30 {
		r.Violations = append(r.Violations, result.Violation{
			Requirement: "CNT-DELTA-04", Operation: "GetPriceChanges", Summary: "a delta holds products " + hostile,
			Expected: "none", Got: hostile,
			Path: "/ChangesContract", Line: 1, Column: 7, Asked: "GetPriceChanges/7", Body: "abcdef", Excerpt: hostile,
			Count: uint64(34 - i), At: time.Second,
		})
	}
	r.Failures = []result.Failure{{Operation: "GetPriceChanges", Summary: "HTTP status 503", Status: 503, Count: 11},
		{Operation: "GetPriceChanges", Summary: hostile, Count: 1}}
	r.Replicas.Asked, r.Replicas.Began, r.Beside, r.Changes.Clock = 190, 185, 6, result.ByEither
	r.Replicas.Diverged, r.Replicas.Conflicts, r.Replicas.Unchecked = 7, 2, "interrupted"
	step := result.Step{Asked: 7, Got: 8, Products: 20, Body: "0123456789abcdef", Said: "10 RUB", Now: "12 RUB",
		Request: "GetPriceChanges/7"}
	different := result.Difference{ID: 5, PartNum: "A" + hostile, Replica: "10 RUB", Other: ""}
	r.Replicas.Divergences = []result.Divergence{
		{Partners: 7, Version: 8, Against: "list", Products: 3, Product: different, History: []result.Step{step},
			List: "GetProductPrices"},
		// by the same answer
		{Partners: 9, Version: 9, Against: "list", Products: 4, Product: different, History: []result.Step{step},
			List: "GetProductPrices"},
		{Partners: 1, Version: 8, Against: "replica", Products: 1, Product: different},
		{Version: 9, Against: "shard",
			Lists: []result.List{{Version: 9, Digest: "aaaa", Shards: []int{0, 1}},
				{Version: 9, Digest: "bbbb", Shards: []int{2}}}},
	}
	r.Generator.Saturated, r.Generator.Busy, r.Generator.Unsent = time.Second, 2*time.Second, 3
	r.Generator.Limited, r.Generator.Cut, r.Environment.MaxRate = 3*time.Second, 8, 50
	r.Operations = append(r.Operations, result.Measure{Name: "GetProduct", Requests: 12, Errors: 12})
	r.Verification.Unverified, r.Resent = 3, 4
	r.Verification.Beyond, r.Verification.Bound = 1, "the answer holds a text longer than 4 MiB"
	r.Generator.Unmade, r.Generator.Lack = 6, "this machine has no local port left"
	r.Verification.Answers, r.Verification.Held, r.Verification.HeldFor = 1002, 5, time.Second
	r.Stopped = &result.Stopped{Cause: result.Burst, Reason: "60 of 100 requests failed " + hostile,
		At: 20 * time.Second}
	start := time.Date(2026, 1, 2, 3, 4, 0, 0, time.UTC)
	r.StartAt, r.Merged, r.Environment.Faults = &start, 4, []string{"content/price-delta-at-least"}
	r.Judge()
	return r
}
