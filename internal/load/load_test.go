package load_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/load"
	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/loadprofiles"
	"github.com/montcheck/montcheck/sandbox"
)

// short is a profile of every operation that does its work within two seconds.
const short = `
stages:
  - { name: up, rate: { from: 20, to: 100 }, duration: 500ms }
  - { name: on, rate: 100, duration: 1s }
first: [GetAllVendors]
mix: { GetPriceChanges: 10, GetContentChanges: 2, GetAllChanges: 3, GetProduct: 3, GetProductPrices: 1,
  GetFamilyGroupProducts: 1, GetFamilyGroup: 1, TestConnection: 1, GetAllCategories: 1, GetAllProducts: 1 }
population: { partners: 8, behind: 3 }
changes: { every: 100ms, prices: 7 }
thresholds: { errors: ["count==0"], staleness: ["max<1m"] }
`

func profile(t *testing.T, text string) *loadprofiles.Profile {
	t.Helper()
	p, err := loadprofiles.Parse("test.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func embedded(t *testing.T, text string, o sandbox.Options) *result.Result {
	t.Helper()
	o.Products = max(o.Products, 60)
	r, err := load.Run(t.Context(),
		load.Options{Profile: profile(t, text), Seed: 1, Sandbox: o, Tool: run.Tool{Version: "test"}})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// explain shows what a run found, where a test is not content with it.
func explain(t *testing.T, r *result.Result) {
	t.Helper()
	t.Logf("%s, sent %d of %d, %+v", r.Conclusion, r.Sent, r.Scheduled, r.Verification)
	for _, v := range r.Violations {
		t.Logf("%+v", v)
	}
	for _, f := range r.Failures {
		t.Logf("%+v", f)
	}
	for _, d := range r.Replicas.Divergences {
		t.Logf("%+v", d)
	}
	for _, j := range r.Judgements {
		t.Logf("%+v", j)
	}
}

// concludes tells whether a run comes to a conclusion, or would on a machine
// that had time for the load: how busy it is is not what is tested.
func concludes(r *result.Result, wanted result.Conclusion) bool {
	unhurried := *r
	unhurried.Generator.Saturated, unhurried.Generator.Limited = 0, 0
	unhurried.Judge()
	return unhurried.Conclusion == wanted && unhurried.ExitCode() == 0
}

// A sound service passes: every answer is verified, and the partners hold the
// prices of the full list.
func TestSoundService(t *testing.T) {
	r := embedded(t, short, sandbox.Options{})
	if !concludes(r, result.Passed) || !r.Verification.All() {
		explain(t, r)
		t.Fatal("a sound service does not pass")
	}
	if r.Sent != r.Scheduled || r.Total.Requests != r.Sent || r.Verification.Answers != r.Sent ||
		r.Total.Latency.Count() != r.Sent {
		explain(t, r)
		t.Errorf("%d scheduled, %d sent, %d measured, %d answers", r.Scheduled, r.Sent, r.Total.Requests,
			r.Verification.Answers)
	}
	if r.Verification.Full == 0 || r.Verification.Known == 0 {
		t.Errorf("verified: %+v", r.Verification)
	}
	if len(r.Replicas.Checks) != 1 || r.Replicas.Checks[0].Partners != 8 || r.Replicas.Checks[0].Products != 60 {
		t.Errorf("replicas: %+v", r.Replicas)
	}
	if r.Changes.Versions == 0 || !r.Changes.Steered || r.Staleness.Count() == 0 {
		t.Errorf("changes %+v, %d samples of staleness", r.Changes, r.Staleness.Count())
	}
	sum := uint64(0)
	for _, s := range r.Timeline.Slices {
		sum += s.Requests
	}
	if sum != r.Sent {
		t.Errorf("the timeline has %d requests of %d", sum, r.Sent)
	}
}

// Each way to be wrong is caught by the threshold that is for it.
func TestFaults(t *testing.T) {
	const prices = "stages: [{ rate: 60, duration: 1500ms }]\nmix: { GetPriceChanges: 1 }\npopulation: { partners: " +
		"6, behind: 2 }\nchanges: { every: 50ms, prices: 5 }\n"
	others := strings.Replace(prices, "GetPriceChanges: 1", "GetPriceChanges: 6, GetContentChanges: 2, GetProduct: "+
		"6, GetFamilyGroup: 4, GetFamilyGroupProducts: 2, GetAllProducts: 2", 1)
	// each version is met by someone
	others = strings.NewReplacer("1500ms", "3s", "every: 50ms, prices: 5", "every: 400ms, prices: 20").Replace(others)
	for name, c := range map[string]struct {
		profile string
		sandbox sandbox.Options
		crossed string
	}{
		"slow": {prices + "thresholds: { latency: [\"max<150ms\"] }",
			sandbox.Options{Variations: []string{"slow-answers"}}, "latency"},
		"erring": {strings.Replace(prices, "GetPriceChanges: 1", "GetPriceChanges: 1, TestConnection: 1", 1) +
			"abort: { errors: 100% }\nthresholds: { errors: [\"rate<1%\"] }",
			sandbox.Options{Faults: []string{"content/testconnection-status-503"}}, "errors"},
		"lying":  {prices, sandbox.Options{Faults: []string{"content/price-delta-at-least"}}, "conformance"},
		"losing": {prices, sandbox.Options{Faults: []string{"content/new-price-is-the-old"}}, "replicas"},
		"frozen": {prices + "thresholds: { staleness: [\"max<250ms\"], conformance: [\"rate<=99%\"], " +
			"replicas: [\"count<1000\"] }", sandbox.Options{Faults: []string{"content/price-version-stays"}},
			"staleness"},
		"cut":     {prices, sandbox.Options{Faults: []string{"transport/delta-cut-short-once"}}, "conformance"},
		"cached":  {others, sandbox.Options{Faults: []string{"content/products-cached"}}, "conformance"},
		"unequal": {others, sandbox.Options{Faults: []string{"content/product-price-another"}}, "conformance"},
		"short":   {others, sandbox.Options{Faults: []string{"content/all-products-half"}}, "conformance"},
		"crossed": {others, sandbox.Options{Faults: []string{"content/familygroup-gives-another"}}, "conformance"},
		"fickle": {strings.Replace(prices, "GetPriceChanges: 1", "GetContentChanges: 1, "+
			"GetAllCategories: 1, GetFamilyGroup: 2",
			1), sandbox.Options{Faults: []string{"content/familygroup-bare-again"}}, "conformance"},
		"lacking": {strings.Replace(prices, "behind: 2", "behind: all", 1),
			sandbox.Options{Faults: []string{"content/pricechanges-product-missing"}}, "replicas"},
	} {
		t.Run(name, func(t *testing.T) {
			r := embedded(t, c.profile, c.sandbox)
			if r.Conclusion != result.NotPassed || r.ExitCode() != 99 || !r.Verification.All() {
				explain(t, r)
				t.Fatalf("%s, exit code %d", r.Conclusion, r.ExitCode())
			}
			if !slices.ContainsFunc(r.Judgements,
				func(j result.Judgement) bool { return j.Subject == c.crossed && !j.Held }) {
				explain(t, r)
				t.Errorf("the threshold of %s held", c.crossed)
			}
			if c.crossed == "replicas" {
				shown(t, r)
			}
		})
	}
}

// shown expects a history that shows why the replicas are wrong.
func shown(t *testing.T, r *result.Result) {
	t.Helper()
	if len(r.Replicas.Divergences) == 0 {
		t.Fatal("no divergence is told")
	}
	d := r.Replicas.Divergences[0]
	if len(d.History) != 1 || d.Product.ID == 0 || d.Product.Replica == d.Product.Other || d.History[0].Body == "" {
		t.Errorf("%+v", d)
	}
}

// served is a sandbox that several runs share, as an environment.
func served(t *testing.T, o sandbox.Options, allowed environment.LoadLimits) *environment.Environment {
	t.Helper()
	return servedBy(t, o, allowed, func(h http.Handler) http.Handler { return h })
}

// servedBy is a sandbox behind what stands before its handler.
func servedBy(t *testing.T, o sandbox.Options, allowed environment.LoadLimits,
	before func(http.Handler) http.Handler) *environment.Environment {
	t.Helper()
	o.Control, o.Products = true, 60
	s, err := sandbox.New(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(before(s.Handler()))
	t.Cleanup(func() { server.Close(); s.Close() })
	base, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return &environment.Environment{
		Name: "shared", Kind: environment.Sandbox, Login: environment.NewSecret("MONT_LOGIN", sandbox.PartnerLogin),
		Password: environment.NewSecret("MONT_PASSWORD", sandbox.PartnerPassword),
		Content:  &environment.Service{URL: base.JoinPath(sandbox.ContentPath)},
		Control:  base.JoinPath(sandbox.ControlPath),
		Load:     allowed,
	}
}

// Four shards together ask what one run asks, at one endpoint, and their
// results add up to it.
func TestShards(t *testing.T) {
	env := served(t, sandbox.Options{}, environment.LoadLimits{Allowed: true, MaxRate: 400})
	options := func() load.Options {
		return load.Options{Environment: env, Profile: profile(t, short), Seed: 7, Tool: run.Tool{Version: "test"}}
	}
	began := time.Now()
	whole, err := load.Run(t.Context(), options())
	if err != nil {
		t.Fatal(err)
	}
	const count = 4
	shards := make([]*result.Result, count)
	// so long at most for the preparations, side by side
	start := time.Now().Add(count*time.Since(began) + 2*time.Second)
	var group sync.WaitGroup
	for i := range count {
		group.Go(func() {
			o := options()
			o.Shard, o.StartAt = &result.Shard{Index: i, Count: count}, start
			var err error
			if shards[i], err = load.Run(t.Context(), o); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if t.Failed() {
		return
	}
	for _, s := range shards {
		if !concludes(s, result.PartOfShards) || len(s.Judgements) > 0 {
			explain(t, s)
			t.Errorf("a shard is %s", s.Conclusion)
		}
	}
	merged, err := result.Merge(shards)
	if err != nil {
		t.Fatal(err)
	}
	if !concludes(merged, result.Passed) {
		explain(t, merged)
		t.Errorf("together they are %s", merged.Conclusion)
	}
	for name, pair := range map[string][2]uint64{
		"scheduled": {whole.Scheduled, merged.Scheduled}, "sent": {whole.Sent, merged.Sent},
		"answers":   {whole.Verification.Answers, merged.Verification.Answers},
		"latencies": {whole.Total.Latency.Count(), merged.Total.Latency.Count()},
		"partners":  {uint64(whole.Replicas.Partners), uint64(merged.Replicas.Partners)},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %d in one run, %d in four", name, pair[0], pair[1])
		}
	}
	for i := range whole.Operations {
		if one, four := whole.Operations[i],
			merged.Operations[i]; one.Name != four.Name || one.Requests != four.Requests {
			t.Errorf("%s: %d requests in one run, %d in four", one.Name, one.Requests, four.Requests)
		}
	}
	for i := range whole.Stages {
		if one, four := whole.Stages[i], merged.Stages[i]; one.Requests != four.Requests {
			t.Errorf("stage %s: %d requests in one run, %d in four", one.Name, one.Requests, four.Requests)
		}
	}
}

// Prices that change without end, by someone else's hand, keep no check from
// being made, and raise no alarm.
func TestRestlessPrices(t *testing.T) {
	env := served(t, sandbox.Options{}, environment.LoadLimits{Allowed: true, MaxRate: 400})
	ctx, cancel := context.WithCancel(t.Context())
	var group sync.WaitGroup
	control := env.Control.String()
	group.Go(func() {
		for ctx.Err() == nil {
			reply, err := http.Post(control+"/prices", "application/json", strings.NewReader(`{"count":3}`))
			if err != nil {
				return
			}
			reply.Body.Close()
		}
	})
	env.Control = nil
	r, err := load.Run(ctx,
		load.Options{Environment: env,
			Profile: profile(t, strings.Replace(short, "changes: ", "check: 1s\nchanges: ", 1)), Seed: 1})
	cancel()
	group.Wait()
	if err != nil {
		t.Fatal(err)
	}
	if !concludes(r, result.Passed) || len(r.Replicas.Checks) == 0 || r.Changes.Steered || r.Changes.Versions == 0 {
		explain(t, r)
		t.Errorf("%+v", r.Replicas)
	}
}
