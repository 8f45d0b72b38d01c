// Package measure keeps the numbers of a load run while it goes on: counters
// and histograms in stripes, so that workers don't wait for one another, and a
// slice of time after another.
package measure

import (
	"sync"
	"sync/atomic"
	"time"

	hdr "github.com/HdrHistogram/hdrhistogram-go"

	"github.com/montcheck/montcheck/internal/load/result"
)

// stripes is among how many parts the workers share the numbers.
const stripes = 4

// Sample is one request that ended. Times are since the run's start.
type Sample struct {
	Operation, Stage int
	Due, Sent, Ended time.Duration
	Bytes            int64
	Failed           bool
}

// Recorder takes samples. It is safe for concurrent use.
type Recorder struct {
	operations, stages int
	stripes            [stripes]stripe
	violations, errors []atomic.Uint64 // by operation and stage, found after the sample was taken
	inSlice, failed    atomic.Uint64   // of those, since the last slice
}

// stripe is a part of the numbers.
type stripe struct {
	mu        sync.Mutex
	cells     []*cell // by operation and stage; nil while there is nothing
	slice     slice
	lag       *hdr.Histogram
	staleness *hdr.Histogram
	_         [64]byte // keeps stripes off each other's cache lines
}

// cell is what was measured of an operation in a stage.
type cell struct {
	requests, errors, bytes uint64
	latency, service        *hdr.Histogram
}

// slice is what ended since the last slice.
type slice struct {
	requests, errors, bytes uint64
	lag                     time.Duration
	latency                 *hdr.Histogram
}

// NewRecorder returns a recorder for so many operations and stages.
func NewRecorder(operations, stages int) *Recorder {
	r := &Recorder{operations: operations, stages: stages, violations: make([]atomic.Uint64, operations*stages),
		errors: make([]atomic.Uint64, operations*stages)}
	for i := range r.stripes {
		s := &r.stripes[i]
		s.cells = make([]*cell, operations*stages)
		s.slice.latency = result.NewHistogram(result.Coarse)
		s.lag, s.staleness = result.NewHistogram(result.Fine), result.NewHistogram(result.Fine)
	}
	return r
}

// Record takes a sample. Requests of one slot come one at a time.
func (r *Recorder) Record(slot int, sample *Sample) {
	s := &r.stripes[slot%stripes]
	latency, service := sample.Ended-sample.Due, sample.Ended-sample.Sent
	s.mu.Lock()
	defer s.mu.Unlock()
	c := r.cell(s, sample.Operation, sample.Stage)
	c.requests++
	c.bytes += uint64(sample.Bytes)
	s.slice.requests++
	s.slice.bytes += uint64(sample.Bytes)
	if sample.Failed {
		c.errors++
		s.slice.errors++
	}
	result.Record(c.latency, latency)
	result.Record(c.service, service)
	result.Record(s.slice.latency, latency)
	s.slice.lag = max(s.slice.lag, sample.Sent-sample.Due)
}

// Lag takes how late a request was sent although a worker was free.
func (r *Recorder) Lag(slot int, d time.Duration) {
	s := &r.stripes[slot%stripes]
	s.mu.Lock()
	defer s.mu.Unlock()
	result.Record(s.lag, d)
}

// Stale takes the age of the oldest change of prices that a partner missed.
func (r *Recorder) Stale(slot int, d time.Duration) {
	s := &r.stripes[slot%stripes]
	s.mu.Lock()
	defer s.mu.Unlock()
	result.Record(s.staleness, d)
}

// Violated takes answers that break a requirement.
func (r *Recorder) Violated(operation, stage int) {
	r.violations[operation*r.stages+stage].Add(1)
	r.inSlice.Add(1)
}

// Failed takes answers that turned out to be errors by their own word.
func (r *Recorder) Failed(operation, stage int) {
	r.errors[operation*r.stages+stage].Add(1)
	r.failed.Add(1)
}

// Unsent takes requests that were due and not sent before the end: each would
// have waited at least until then.
func (r *Recorder) Unsent(operation, stage int, waited time.Duration) {
	s := &r.stripes[0]
	s.mu.Lock()
	defer s.mu.Unlock()
	result.Record(r.cell(s, operation, stage).latency, waited)
	result.Record(s.slice.latency, waited)
}

// Cut takes a request that was cut off when the run was ended, after that time
// since it was due and since it was sent: each would have been longer.
func (r *Recorder) Cut(operation, stage int, latency, service time.Duration) {
	r.Unsent(operation, stage, latency)
	s := &r.stripes[0]
	s.mu.Lock()
	defer s.mu.Unlock()
	result.Record(r.cell(s, operation, stage).service, service)
}

// cell is where an operation in a stage is counted.
func (r *Recorder) cell(s *stripe, operation, stage int) *cell {
	at := operation*r.stages + stage
	if s.cells[at] == nil {
		s.cells[at] = &cell{latency: result.NewHistogram(result.Fine), service: result.NewHistogram(result.Fine)}
	}
	return s.cells[at]
}

// Measures are the numbers so far: of all, by operation and by stage.
func (r *Recorder) Measures() (total result.Measure, operations, stages []result.Measure) {
	sums := map[int]*sum{}
	at := func(key int) *sum {
		if sums[key] == nil {
			sums[key] = &sum{}
		}
		return sums[key]
	}
	for i := range r.stripes {
		s := &r.stripes[i]
		s.mu.Lock()
		for j, c := range s.cells {
			if c == nil {
				continue
			}
			at(-1).add(c)
			at(j / r.stages).add(c)
			at(r.operations + j%r.stages).add(c)
		}
		s.mu.Unlock()
	}
	for j := range r.violations {
		n, failed := r.violations[j].Load(), r.errors[j].Load()
		for _, key := range []int{-1, j / r.stages, r.operations + j%r.stages} {
			at(key).violations += n
			at(key).errors += failed
		}
	}
	total = at(-1).measure()
	for i := range r.operations {
		operations = append(operations, at(i).measure())
	}
	for i := range r.stages {
		stages = append(stages, at(r.operations+i).measure())
	}
	return total, operations, stages
}

// sum adds up cells.
type sum struct {
	cell
	violations uint64
}

func (s *sum) add(c *cell) {
	s.requests += c.requests
	s.errors += c.errors
	s.bytes += c.bytes
	if s.latency == nil {
		s.latency, s.service = c.latency.Clone(), c.service.Clone()
		return
	}
	s.latency.Merge(c.latency)
	s.service.Merge(c.service)
}

func (s *sum) measure() result.Measure {
	m := result.Measure{Requests: s.requests, Errors: s.errors, Violations: s.violations, Bytes: s.bytes}
	if s.latency != nil {
		m.Latency, m.Service = result.Of(s.latency), result.Of(s.service)
	}
	return m
}

// Lags is how late requests were sent although workers were free.
func (r *Recorder) Lags() result.Distribution {
	return r.merged(func(s *stripe) *hdr.Histogram { return s.lag })
}

// Staleness is the age of the oldest change that partners missed, poll by poll.
func (r *Recorder) Staleness() result.Distribution {
	return r.merged(func(s *stripe) *hdr.Histogram { return s.staleness })
}

func (r *Recorder) merged(which func(*stripe) *hdr.Histogram) result.Distribution {
	all := result.NewHistogram(result.Fine)
	for i := range r.stripes {
		s := &r.stripes[i]
		s.mu.Lock()
		all.Merge(which(s))
		s.mu.Unlock()
	}
	return result.Of(all)
}

// Counts are the numbers of all requests so far.
func (r *Recorder) Counts() (requests, errors, violations uint64) {
	for i := range r.stripes {
		s := &r.stripes[i]
		s.mu.Lock()
		for _, c := range s.cells {
			if c != nil {
				requests += c.requests
				errors += c.errors
			}
		}
		s.mu.Unlock()
	}
	for i := range r.violations {
		violations += r.violations[i].Load()
		errors += r.errors[i].Load()
	}
	return requests, errors, violations
}
