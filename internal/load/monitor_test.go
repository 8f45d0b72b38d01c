package load

import (
	"context"
	"errors"
	"net/url"
	"testing"
	"time"

	"github.com/montcheck/montcheck/internal/load/answer"
	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/internal/load/schedule"
	"github.com/montcheck/montcheck/loadprofiles"
)

// idle is a run of a profile that has begun and does nothing by itself, at an
// endpoint where no one is.
func idle(t *testing.T, text string) *runner {
	t.Helper()
	p, err := loadprofiles.Parse("test.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	base := &url.URL{Scheme: "http", Host: "127.0.0.1:1"}
	e := &loaded{about: result.Environment{URL: base.String(), MaxRate: 20}, base: base,
		redact: func(s string) string { return s }}
	r := newRunner(Options{Profile: p, Observer: silent{}}, e)
	t.Cleanup(func() { r.judging.verifier.Close(); r.close() })
	r.attack.started = time.Now()
	r.attack.pacer = schedule.NewPacer(t.Context(), r.schedule, r.attack.started, time.Minute, r.attack.limit)
	return r
}

// Requests that the environment's limit keeps back are late through neither the
// generator nor the service.
func TestKeptBack(t *testing.T) {
	r := idle(t, "stages: [{ rate: 20, duration: 1m }]\nmix: { GetPriceChanges: 1 }")
	r.attack.started = r.attack.started.Add(-2 * time.Second) // some 40 requests are due
	r.attack.pacer = schedule.NewPacer(t.Context(), r.schedule, r.attack.started, time.Minute, r.attack.limit)
	m := newMonitor(r)
	for range 5 {
		r.attack.limit.Wait(t.Context())
	}
	m.ended = m.run.attack.since(time.Now())
	for n := range uint64(8) {
		r.attack.pacer.Pace(0, n)
	}
	s := m.cut()
	if g := r.measuring.generator; g.Limited == 0 || g.Saturated > 0 || g.Busy > 0 || s.Saturated {
		t.Errorf("%+v", g)
	}
	if s.Length == 0 || s.Length != m.ended-s.At {
		t.Errorf("a slice of %s from %s to %s", s.Length, s.At, m.ended)
	}
}

// Where little is asked, a burst of errors is a few of them.
func TestBurstAtLowRates(t *testing.T) {
	for _, rate := range []string{"0.5", "2", "100"} {
		r := idle(t, "stages: [{ rate: "+rate+", duration: 5m }]\nmix: { GetPriceChanges: 1 }")
		ended := error(nil)
		r.attack.interrupts = func(cause error) { ended = cause }
		m := newMonitor(r)
		requests := uint64(0)
		for ended == nil && m.ended < 3*time.Minute {
			s := result.Slice{At: m.ended, Length: time.Second}
			m.ended += time.Second
			due := r.schedule.Due(m.ended)
			s.Requests, s.Errors = due-requests, due-requests
			requests = due
			m.burst(s)
		}
		if ended == nil || requests > 110 {
			t.Errorf("at %s a second, %d errors later: %v", rate, requests, ended)
		}
		if rate != "100" && requests > 15 {
			t.Errorf("at %s a second it takes %d errors", rate, requests)
		}
	}
}

// What is asked beside the load takes a small part of what the endpoint allows.
func TestAside(t *testing.T) {
	r := idle(t, "stages: [{ rate: 20, duration: 1m }]\nmix: { GetPriceChanges: 1 }")
	q, err := r.endpoint.question(answer.Question{Operation: "GetProductPrices"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 700*time.Millisecond)
	defer cancel()
	asked := func() bool { // and nobody answered
		_, err := r.askOnce(ctx, q)
		return errors.As(err, new(*unusable))
	}
	for range 2 {
		if !asked() {
			t.Error("before the load questions wait")
		}
	}
	r.attack.loading.Store(true)
	if first, second := asked(), asked(); !first || second {
		t.Error("a second question within a second does not wait for the load")
	}
}
