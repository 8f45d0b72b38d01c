package load_test

import (
	"net/http"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/load"
	"github.com/montcheck/montcheck/sandbox"
)

// A service that stalls for a second, once, with few workers at it: the latency
// from when requests were due shows it at p90, though few of them were sent
// into it.
func TestStall(t *testing.T) {
	const stall = time.Second
	var asked atomic.Int64
	over := make(chan struct{}) // closed when the stall is over
	env := servedBy(t, sandbox.Options{}, environment.LoadLimits{Allowed: true, MaxRate: 10_000},
		func(h http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				switch n := asked.Add(1); {
				case n == 100:
					time.Sleep(stall)
					close(over)
				case n > 100:
					<-over
				}
				h.ServeHTTP(w, r)
			})
		})
	const text = "stages: [{ rate: 100, duration: 3s }]\nmix: { GetPriceChanges: 1 }\npopulation: { " +
		"partners: 8, behind: 3 }\nworkers: 10"
	r, err := load.Run(t.Context(), load.Options{Environment: env, Profile: profile(t, text), Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	due, sent := r.Total.Latency.Percentile(90), r.Total.Service.Percentile(90)
	if due < stall/3 || sent > due/3 {
		t.Errorf("p90 is %s from when requests were due, %s from their sending", due, sent)
	}
	if r.Total.Service.Max() < stall*9/10 || r.Sent != r.Scheduled || r.Generator.Busy == 0 {
		explain(t, r)
		t.Errorf("the slowest took %s, all workers waited for %s", r.Total.Service.Max(), r.Generator.Busy)
	}
}

// A generator that can't keep up says so, and does not blame the service, also
// where others have the processors. One that has little to do does not say it,
// but where a request was late in truth.
func TestSaturation(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	r := embedded(t, "stages: [{ rate: 200000, duration: 1s }]\nmix: { TestConnection: 1 }\ntimeout: 1s",
		sandbox.Options{})
	if g := r.Generator; !g.Limit() || g.Saturated < g.Busy || r.Sent == r.Scheduled {
		t.Errorf("too much: %d of %d sent, %+v", r.Sent, r.Scheduled, g)
	}
	r = embedded(t, "stages: [{ rate: 5, duration: 2s }]\nmix: { TestConnection: 1 }", sandbox.Options{})
	if g := r.Generator; g.Limit() && g.Lag.Max() < 200*time.Millisecond {
		t.Errorf("idle: %d of %d sent, at most %s late, %+v", r.Sent, r.Scheduled, g.Lag.Max(), g)
	}
}
