package load

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/montcheck/montcheck/internal/load/result"
)

// metrics are the run's numbers for Prometheus, read when they are asked for.
type metrics struct{ *runner }

var (
	requestsDone = prometheus.NewDesc("montcheck_load_requests_total", "Requests that ended.",
		[]string{"operation"}, nil)
	errorsDone = prometheus.NewDesc("montcheck_load_errors_total", "Requests without a usable answer.",
		[]string{"operation"}, nil)
	violations = prometheus.NewDesc("montcheck_load_violations_total", "Answers that break a requirement.",
		[]string{"operation"}, nil)
	bytesDone = prometheus.NewDesc("montcheck_load_bytes_total", "Bytes of the answers' bodies.",
		[]string{"operation"}, nil)
	latencies = prometheus.NewDesc("montcheck_load_latency_seconds",
		"From when a request was due to the last byte of its answer.", []string{"operation"}, nil)
	verified = prometheus.NewDesc("montcheck_load_verified_total", "Answers verified, by the way.",
		[]string{"way"}, nil)
	inFlight   = prometheus.NewDesc("montcheck_load_in_flight", "Requests under way.", nil, nil)
	targetRate = prometheus.NewDesc("montcheck_load_target_rate",
		"Requests a second that the schedule asks for.", nil, nil)
	diverged = prometheus.NewDesc("montcheck_load_replicas_diverged",
		"Partners whose replica was found to differ.", nil, nil)
	staleness = prometheus.NewDesc("montcheck_load_staleness_seconds",
		"For how long a partner had missed a newer price, at each of its polls.", nil, nil)
	stage = prometheus.NewDesc("montcheck_load_stage", "1 for the stage that is under way.",
		[]string{"stage"}, nil)
	unverified = prometheus.NewDesc("montcheck_load_unverified",
		"Answers that came and are not verified yet.", nil, nil)
	saturated = prometheus.NewDesc("montcheck_load_generator_saturated",
		"1 while the generator, not the service, is the limit.", nil, nil)
)

// Describe describes nothing beforehand: operations differ from profile to profile.
func (m metrics) Describe(chan<- *prometheus.Desc) {}

// Collect gives the numbers as they are now.
func (m metrics) Collect(out chan<- prometheus.Metric) {
	_, operations, _ := m.measuring.recorder.Measures()
	for i, o := range operations {
		name := m.plan.operations[i]
		for desc, n := range map[*prometheus.Desc]uint64{requestsDone: o.Requests, errorsDone: o.Errors,
			violations: o.Violations, bytesDone: o.Bytes} {
			out <- prometheus.MustNewConstMetric(desc, prometheus.CounterValue, float64(n), name)
		}
		out <- summary(latencies, o.Latency, name)
	}
	out <- summary(staleness, m.measuring.recorder.Staleness())
	answers, refused := m.attack.answers.Load(), m.attack.refused.Load()
	full, known, _, _ := m.judging.verifier.Counts()
	done := full + known + refused
	out <- prometheus.MustNewConstMetric(verified, prometheus.CounterValue, float64(refused), "refused")
	out <- prometheus.MustNewConstMetric(unverified, prometheus.GaugeValue, float64(answers-min(done, answers)))
	out <- prometheus.MustNewConstMetric(verified, prometheus.CounterValue, float64(full), "full")
	out <- prometheus.MustNewConstMetric(verified, prometheus.CounterValue, float64(known), "known")
	out <- prometheus.MustNewConstMetric(inFlight, prometheus.GaugeValue, float64(m.attack.carrier.InFlight()))
	out <- prometheus.MustNewConstMetric(diverged, prometheus.GaugeValue, float64(m.replicas.divergedSoFar()))
	now := m.measuring.latest.Load()
	if now == nil {
		return
	}
	limit := 0.0
	if now.Saturated {
		limit = 1
	}
	out <- prometheus.MustNewConstMetric(saturated, prometheus.GaugeValue, limit)
	out <- prometheus.MustNewConstMetric(targetRate, prometheus.GaugeValue, now.Target)
	out <- prometheus.MustNewConstMetric(stage, prometheus.GaugeValue, 1, now.Stage)
}

// summary is a distribution in seconds.
func summary(desc *prometheus.Desc, d result.Distribution, labels ...string) prometheus.Metric {
	quantiles := map[float64]float64{}
	for _, q := range []float64{0.5, 0.95, 0.99, 0.999, 0.9999} {
		quantiles[q] = d.Percentile(q * 100).Seconds()
	}
	return prometheus.MustNewConstSummary(desc, d.Count(), d.Mean().Seconds()*float64(d.Count()), quantiles, labels...)
}

// serveMetrics serves the run's metrics at /metrics of an address.
func serveMetrics(address string, r *runner) (*http.Server, error) {
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", address)
	if err != nil {
		return nil, usage("the metrics can't be served: %v", err)
	}
	r.measuring.metrics = listener.Addr().String()
	registry := prometheus.NewRegistry()
	registry.MustRegister(metrics{r})
	mux := http.NewServeMux()
	mux.Handle("/metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, "<!DOCTYPE html><title>montcheck load</title><a href=\"/metrics\">metrics</a>\n")
	})
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		if err := server.Serve(listener); err != nil && !errors.Is(err, http.ErrServerClosed) {
			r.judging.findings.failure("metrics", err.Error(), 0, 0)
		}
	}()
	return server, nil
}
