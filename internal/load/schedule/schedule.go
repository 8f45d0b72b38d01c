// Package schedule turns the stages of a load profile into the moments at
// which requests are due: an open model, in which no request waits for the
// answer of another.
package schedule

import (
	"math"
	"sort"
	"time"

	"github.com/montcheck/montcheck/loadprofiles"
)

// Schedule is when each request of a run is due. Requests are numbered from 0;
// a shard takes those whose number leaves its index when divided by the count
// of shards, so that the shards of a run together are the run.
type Schedule struct {
	pieces   []piece
	length   time.Duration
	requests uint64 // of the whole run
	index    uint64
	count    uint64
}

// piece is a time in which the rate is a straight line.
type piece struct {
	start  float64 // seconds since the run's start
	length float64 // seconds
	from   float64 // requests a second at the start
	slope  float64 // requests a second, a second
	before float64 // requests due before the start
	stage  int
}

// New returns the schedule of a profile's stages for shard index of count.
func New(stages []loadprofiles.Stage, index, count int) *Schedule {
	s := &Schedule{index: uint64(index), count: uint64(count)}
	start, before := 0.0, 0.0
	for i, stage := range stages {
		steps := max(stage.Rate.Steps, 1)
		length := stage.Duration.Std().Seconds() / float64(steps)
		for step := range steps {
			p := piece{start: start, length: length, from: stage.Rate.From, before: before, stage: i}
			switch {
			case steps > 1:
				p.from += (stage.Rate.To - stage.Rate.From) * float64(step) / float64(steps-1)
			default:
				p.slope = (stage.Rate.To - stage.Rate.From) / length
			}
			s.pieces = append(s.pieces, p)
			start += length
			before += p.due(length)
		}
		s.length += stage.Duration.Std()
	}
	s.requests = uint64(math.Ceil(before - 1e-6)) // what is due at the very end belongs to no stage
	return s
}

// due is how many requests are due in the first t seconds of a piece.
func (p *piece) due(t float64) float64 { return p.from*t + p.slope*t*t/2 }

// at is when the n-th request of a piece is due, in seconds since its start:
// the inverse of due.
func (p *piece) at(n float64) float64 {
	if p.slope == 0 {
		return n / p.from
	}
	root := math.Sqrt(max(p.from*p.from+2*p.slope*n, 0))
	return 2 * n / (p.from + root) // the form that loses no digits where from is large
}

// Length is how long the schedule lasts.
func (s *Schedule) Length() time.Duration { return s.length }

// Requests is how many requests this shard sends.
func (s *Schedule) Requests() uint64 {
	if s.requests <= s.index {
		return 0
	}
	return (s.requests - s.index + s.count - 1) / s.count
}

// Number is the number, in the whole run, of this shard's n-th request.
func (s *Schedule) Number(n uint64) uint64 { return n*s.count + s.index }

// At is when this shard's n-th request is due, since the run's start, and the
// stage that it belongs to.
func (s *Schedule) At(n uint64) (time.Duration, int) {
	number := float64(s.Number(n))
	// The last piece that begins with no more than number due; one without
	// requests begins with as many as its successor.
	i := sort.Search(len(s.pieces), func(i int) bool { return s.pieces[i].before > number }) - 1
	for i > 0 && s.pieces[i].due(s.pieces[i].length) == 0 {
		i--
	}
	p := &s.pieces[i]
	seconds := 0.0
	if n := number - p.before; n > 0 {
		seconds = min(p.at(n), p.length)
	}
	return time.Duration((p.start + seconds) * float64(time.Second)), p.stage
}

// Due is how many requests of this shard are due by a time since the run's start.
func (s *Schedule) Due(t time.Duration) uint64 {
	seconds := t.Seconds()
	due := 0.0
	for i := range s.pieces {
		if p := &s.pieces[i]; seconds >= p.start {
			due = p.before + p.due(min(seconds-p.start, p.length))
		}
	}
	whole := min(uint64(due)+1, s.requests) // request 0 is due at once
	if whole <= s.index {
		return 0
	}
	return (whole - s.index + s.count - 1) / s.count
}

// RateAt is the rate of the whole run at a time since its start, in requests a second.
func (s *Schedule) RateAt(t time.Duration) float64 {
	p, over := s.pieceAt(t)
	if over {
		return 0
	}
	return p.from + p.slope*(t.Seconds()-p.start)
}

// StageAt is the stage at a time since the run's start; the last one after its end.
func (s *Schedule) StageAt(t time.Duration) int {
	p, _ := s.pieceAt(t)
	return p.stage
}

// pieceAt is the piece at a time since the run's start; the last one when it is over.
func (s *Schedule) pieceAt(t time.Duration) (p *piece, over bool) {
	for i := range s.pieces {
		if p = &s.pieces[i]; t.Seconds() < p.start+p.length {
			return p, false
		}
	}
	return p, true
}
