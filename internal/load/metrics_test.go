package load_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/internal/load"
	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/sandbox"
)

// scraper asks for the metrics while the load goes on.
type scraper struct {
	address string
	text    string
	err     error
}

func (*scraper) Prepared(string)         {}
func (s *scraper) Started(p result.Plan) { s.address = p.Metrics }
func (*scraper) Finished(*result.Result) {}

func (s *scraper) Progress(p result.Progress) {
	if p.Target == 0 { // after the schedule's end
		return
	}
	reply, err := http.Get("http://" + s.address + "/metrics")
	if err != nil {
		s.err = err
		return
	}
	defer reply.Body.Close()
	text, err := io.ReadAll(reply.Body)
	s.text, s.err = string(text), err
}

func TestMetrics(t *testing.T) {
	s := &scraper{}
	_, err := load.Run(t.Context(),
		load.Options{Profile: profile(t, "stages: [{ rate: 40, duration: 1s }]\nmix: { GetPriceChanges: 1 }"), Seed: 1,
			Sandbox: sandbox.Options{Products: 60}, Observer: s, Metrics: "127.0.0.1:0"})
	if err != nil || s.err != nil {
		t.Fatal(err, s.err)
	}
	for _, want := range []string{
		`montcheck_load_requests_total{operation="GetPriceChanges"} `,
		`montcheck_load_latency_seconds{operation="GetPriceChanges",quantile="0.9999"}`,
		`montcheck_load_verified_total{way="known"}`, "montcheck_load_in_flight ", "montcheck_load_target_rate 40",
		"montcheck_load_generator_saturated 0",
		`montcheck_load_errors_total{operation="GetPriceChanges"} 0`, "montcheck_load_replicas_diverged 0",
		`montcheck_load_verified_total{way="refused"} 0`, "montcheck_load_unverified ",
		"montcheck_load_staleness_seconds_count ", `montcheck_load_stage{stage="1"} 1`,
	} {
		if !strings.Contains(s.text, want) {
			t.Errorf("there is no %s in\n%s", want, s.text)
		}
	}
}
