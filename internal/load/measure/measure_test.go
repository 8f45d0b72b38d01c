package measure

import (
	"math"
	"sync"
	"testing"
	"time"

	"github.com/montcheck/montcheck/internal/load/result"
)

func TestRecorder(t *testing.T) {
	r := NewRecorder(2, 2)
	var group sync.WaitGroup
	for slot := range 16 {
		group.Go(func() {
			for i := range 100 {
				r.Record(slot,
					&Sample{Operation: i % 2, Stage: slot % 2, Due: 0, Sent: time.Second,
						Ended: time.Second + time.Millisecond, Bytes: 10, Failed: i == 0})
			}
			r.Violated(1, 0)
			r.Failed(1, 0)
			r.Stale(slot, time.Minute)
			r.Lag(slot, time.Second)
		})
	}
	group.Wait()
	total, operations, stages := r.Measures()
	if total.Requests != 1600 || total.Errors != 32 || total.Violations != 16 || total.Bytes != 16000 ||
		total.Latency.Count() != 1600 {
		t.Errorf("%+v", total)
	}
	if operations[0].Errors != 16 || operations[1].Errors != 16 || operations[1].Violations != 16 ||
		stages[1].Requests != 800 || stages[0].Violations != 16 {
		t.Errorf("%+v %+v", operations, stages)
	}
	// The latency that counts begins when the request was due.
	if due, sent := total.Latency.Percentile(50),
		total.Service.Percentile(50); due < time.Second || sent > 2*time.Millisecond {
		t.Errorf("%s due, %s sent", due, sent)
	}
	if requests, errors, violations := r.Counts(); requests != 1600 || errors != 32 || violations != 16 {
		t.Error(requests, errors, violations)
	}
	if r.Lags().Count() != 16 || r.Staleness().Max() < time.Minute {
		t.Error(r.Lags().Count(), r.Staleness().Max())
	}
}

// A long run has a bounded timeline, which loses nothing.
func TestTimeline(t *testing.T) {
	r := NewRecorder(1, 1)
	tl := NewTimeline(r, time.Second)
	const slices = 5*mostSlices + 3
	for i := range slices {
		r.Record(0, &Sample{Ended: time.Duration(i%100) * time.Millisecond, Failed: i%7 == 0})
		tl.Cut(result.Slice{At: time.Duration(i) * time.Second, Length: time.Second, Target: 1, CPU: 0.5, InFlight: i})
	}
	got := tl.Result()
	if len(got.Slices) > mostSlices || got.Width < 5*time.Second {
		t.Errorf("%d slices of %s", len(got.Slices), got.Width)
	}
	requests, errors := uint64(0), uint64(0)
	for i, s := range got.Slices {
		requests += s.Requests
		errors += s.Errors
		if s.At != time.Duration(i)*got.Width || i < len(got.Slices)-1 && s.Length != got.Width ||
			s.Latency.Count() != s.Requests || math.Abs(s.Target-1) > 1e-9 {
			t.Errorf("slice %d: %+v", i, s)
		}
	}
	if requests != slices || errors == 0 || got.Slices[len(got.Slices)-1].InFlight != slices-1 {
		t.Errorf("%d of %d requests", requests, slices)
	}
}

func TestUnsent(t *testing.T) {
	r := NewRecorder(1, 1)
	r.Record(0, &Sample{Ended: time.Millisecond})
	r.Unsent(0, 0, 3*time.Second)
	total, _, _ := r.Measures()
	if total.Requests != 1 || total.Latency.Count() != 2 || total.Latency.Max() < 2900*time.Millisecond {
		t.Errorf("%+v", total)
	}
	r.Cut(0, 0, 5*time.Second, 4*time.Second)
	total, _, _ = r.Measures()
	if total.Requests != 1 || total.Latency.Count() != 3 || total.Latency.Max() < 4900*time.Millisecond ||
		total.Service.Max() < 3900*time.Millisecond {
		t.Errorf("%+v", total)
	}
}
