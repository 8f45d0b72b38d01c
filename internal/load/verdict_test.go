package load_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/load"
	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/sandbox"
)

// steps tells a test where a run is, by what was told to its observer last.
type steps struct {
	step     atomic.Value // prepare, load or check
	progress func(result.Progress)
}

func (s *steps) Prepared(what string)  { s.step.Store(what) }
func (s *steps) Started(result.Plan)   { s.step.Store("load") }
func (*steps) Finished(*result.Result) {}
func (s *steps) loading() bool         { return s.step.Load() == "load" }
func (s *steps) Progress(p result.Progress) {
	if s.progress != nil {
		s.progress(p)
	}
}

// refusing is a sandbox before which refuse may answer instead.
func refusing(t *testing.T, refuse func(http.ResponseWriter, *http.Request) bool) *environment.Environment {
	t.Helper()
	return servedBy(t, sandbox.Options{}, environment.LoadLimits{Allowed: true, MaxRate: 100_000},
		func(handler http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if !refuse(w, r) {
					handler.ServeHTTP(w, r)
				}
			})
		})
}

func unavailable(w http.ResponseWriter) bool {
	w.WriteHeader(http.StatusServiceUnavailable)
	return true
}

func loaded(ctx context.Context, t *testing.T, env *environment.Environment, s *steps, text string) *result.Result {
	t.Helper()
	r, err := load.Run(ctx, load.Options{Environment: env, Profile: profile(t, text), Seed: 1, Observer: s})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func judgement(r *result.Result, subject string) (result.Judgement, bool) {
	i := slices.IndexFunc(r.Judgements, func(j result.Judgement) bool { return j.Subject == subject })
	if i < 0 {
		return result.Judgement{}, false
	}
	return r.Judgements[i], true
}

// A service that fails every request does not pass, nor one that never answers
// one of the questions, whatever a profile says.
func TestFailingService(t *testing.T) {
	var s steps
	env := refusing(t, func(w http.ResponseWriter, q *http.Request) bool {
		return s.loading() && strings.HasSuffix(q.URL.Path, "/TestConnection") && unavailable(w)
	})
	const text = "stages: [{ rate: 40, duration: 500ms }]\nabort: { errors: 100% }\n"
	r := loaded(t.Context(), t, env, &s, text+"mix: { TestConnection: 1 }")
	if j, _ := judgement(r, "errors"); r.Conclusion != result.NotPassed || j.Held || j.Unknown {
		explain(t, r)
		t.Errorf("all requests failed: %s", r.Conclusion)
	}
	r = loaded(t.Context(), t, env, &s,
		text+"mix: { TestConnection: 1, GetProduct: 1 }\nthresholds: { errors: [\"rate<=99%\"] }")
	if r.Conclusion != result.Incomplete || !slices.Equal(r.Unanswered(), []string{"TestConnection"}) {
		explain(t, r)
		t.Errorf("TestConnection was never answered: %s", r.Conclusion)
	}
}

// A run that does not make the load that was asked for does not pass.
func TestLoadNotMade(t *testing.T) {
	r := embedded(t, "stages: [{ rate: 1000000, duration: 300ms }]\nmix: { TestConnection: 1 }\nworkers: 1\ntimeout: "+
		"200ms\nthresholds: { errors: [\"rate<=99%\"] }", sandbox.Options{})
	if r.Sent >= r.Scheduled || r.Conclusion != result.Incomplete || r.ExitCode() != 4 {
		explain(t, r)
		t.Errorf("%d of %d sent: %s", r.Sent, r.Scheduled, r.Conclusion)
	}
}

// Partners that never got an answer were not checked, and are told.
func TestMutePartners(t *testing.T) {
	for _, answered := range []int64{0, 3} {
		var s steps
		var asked atomic.Int64
		env := refusing(t, func(w http.ResponseWriter, q *http.Request) bool {
			return s.loading() && asked.Add(1) > answered && unavailable(w)
		})
		env.Control = nil
		r := loaded(t.Context(), t, env, &s, "stages: [{ rate: 20, duration: 1s }]\nmix: { GetPriceChanges: 1 }\n"+
			"population: { partners: 8, behind: all }\nabort: { errors: 100% }\n"+
			"thresholds: { errors: [\"rate<=99%\"] }")
		j, _ := judgement(r, "replicas")
		if r.Replicas.Asked != 8 || r.Replicas.Began != int(answered) || j.Unknown != (answered == 0) ||
			r.Conclusion != result.Incomplete && answered > 0 {
			explain(t, r)
			t.Errorf("%d answers: %s, %+v", answered, r.Conclusion, r.Replicas)
		}
	}
}

// Where no price changes and no partner is behind, nobody knows how stale
// partners would be.
func TestStalenessUnknown(t *testing.T) {
	env := refusing(t, func(http.ResponseWriter, *http.Request) bool { return false })
	env.Control = nil
	const text = "stages: [{ rate: 40, duration: 500ms }, { rate: 0, duration: 1s }]\nmix: { GetPriceChanges: 1 }\n" +
		"thresholds: { staleness: [\"max<1m\"] }\n"
	r := loaded(t.Context(), t, env, &steps{}, text+"population: { partners: 4 }")
	if j, _ := judgement(r, "staleness"); !j.Unknown || r.Staleness.Count() > 0 || r.Conclusion != result.Incomplete ||
		r.Changes.Clock != result.ByPartners {
		explain(t, r)
		t.Errorf("nothing changed: %s", r.Conclusion)
	}
	if r.Total.Duration < 1500*time.Millisecond { // that of the schedule, though all was sent in a third of it
		t.Errorf("%g usable answers a second in %s", r.Total.Throughput(), r.Total.Duration)
	}
	r = loaded(t.Context(), t, env, &steps{}, text+"population: { partners: 4, behind: 3 }")
	if j, _ := judgement(r, "staleness"); j.Unknown || j.Observed == 0 {
		explain(t, r)
		t.Errorf("partners were behind: %+v", j)
	}
}

// A shard that changes no prices asks the control door since when they are there.
func TestClockOfShards(t *testing.T) {
	env := refusing(t, func(http.ResponseWriter, *http.Request) bool { return false })
	changed := false
	s := &steps{progress: func(p result.Progress) {
		if !changed && p.Elapsed > 200*time.Millisecond {
			changed = true
			if reply, err := http.Post(env.Control.String()+"/prices", "application/json",
				strings.NewReader(`{"count":3}`)); err == nil {
				reply.Body.Close()
			}
		}
	}}
	p := profile(t, "stages: [{ rate: 20, duration: 2s }]\nmix: { GetProduct: 1, GetPriceChanges: 0 }\npopulation: "+
		"{ partners: 4 }\nchanges: { every: 100ms, prices: 1 }")
	r, err := load.Run(t.Context(),
		load.Options{Environment: env, Profile: p, Seed: 1, Observer: s, Shard: &result.Shard{Index: 1, Count: 2},
			StartAt: time.Now().Add(3 * time.Second)})
	if err != nil {
		t.Fatal(err)
	}
	if r.Changes.Clock != result.ByControl || r.Changes.Steered || r.Changes.Versions != 1 {
		explain(t, r)
		t.Errorf("%+v", r.Changes)
	}
}

// The slowest requests of a run that is ended count: those that were cut off, and
// those that were due and could not be sent.
func TestCutOff(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	over := make(chan struct{})
	s := &steps{progress: func(p result.Progress) {
		if p.Elapsed > 500*time.Millisecond {
			cancel()
		}
	}}
	env := refusing(t, func(w http.ResponseWriter, q *http.Request) bool {
		if s.loading() {
			<-over
		}
		return false
	})
	env.Control = nil
	defer close(over)
	r := loaded(ctx, t, env, s, "stages: [{ rate: 50, duration: 1m }]\nmix: { GetPriceChanges: 1 }\nworkers: 2")
	if g := r.Generator; g.Cut != r.Sent || g.Cut < 2 || g.Unsent == 0 || r.Total.Requests != 0 ||
		r.Total.Latency.Count() != g.Cut+g.Unsent || r.Total.Latency.Min() < 2*time.Second ||
		r.Total.Service.Count() != g.Cut || r.Elapsed > 20*time.Second {
		explain(t, r)
		t.Errorf("%+v, latencies %d from %s to %s", g, r.Total.Latency.Count(), r.Total.Latency.Min(),
			r.Total.Latency.Max())
	}
	if due := uint64(50 * (r.Elapsed + time.Second).Seconds()); r.Generator.Unsent > due {
		t.Errorf("%d were not sent of %d that were due", r.Generator.Unsent, due)
	}
}

// What is asked after a run that ended itself is not cut off with it.
func TestCheckAfterTheEnd(t *testing.T) {
	var s steps
	var lists atomic.Int64
	env := refusing(t, func(w http.ResponseWriter, q *http.Request) bool {
		switch {
		case s.loading() && strings.HasSuffix(q.URL.Path, "/TestConnection"):
			return unavailable(w)
		case s.step.Load() == "check" && strings.HasSuffix(q.URL.Path, "/GetProductPrices"):
			lists.Add(1)
			time.Sleep(2500 * time.Millisecond)
		}
		return false
	})
	r := loaded(t.Context(), t, env, &s, "stages: [{ rate: 50, duration: 1m }]\nmix: { GetPriceChanges: 1, "+
		"TestConnection: 1 }\nabort: { errors: 100% }\nthresholds: { errors: [{ threshold: "+
		"\"count<5\", abort: true }] }")
	if r.Stopped == nil || r.Replicas.Unchecked != "" || len(r.Replicas.Checks) != 1 || lists.Load() != 1 {
		explain(t, r)
		t.Errorf("the list was asked for %d times: %+v", lists.Load(), r.Replicas)
	}
}
