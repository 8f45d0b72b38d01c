package schedule

import (
	"context"
	"sync/atomic"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"
)

// Pacer paces vegeta by a schedule. It waits by itself, so that a run can be
// ended while no request is due; vegeta would sleep through it.
type Pacer struct {
	schedule *Schedule
	ctx      context.Context
	began    time.Time
	grace    time.Duration // for what is late at the schedule's end
	limit    *Limit        // what the endpoint allows, also for what is late; nil for all
	held     atomic.Int64  // nanoseconds that requests which were due waited for the limit
	holding  atomic.Int64  // since when one does, in nanoseconds since began; 0 for none
}

var _ vegeta.Pacer = (*Pacer)(nil)

// NewPacer returns a pacer for a run that began at began. It stops when ctx is
// done. What is late at the schedule's end may still go for as long as grace.
// limit may be nil.
func NewPacer(ctx context.Context, s *Schedule, began time.Time, grace time.Duration, limit *Limit) *Pacer {
	return &Pacer{schedule: s, ctx: ctx, began: began, grace: grace, limit: limit}
}

// Pace returns when the next request is due, having waited for it. It stops
// vegeta after the last request, when the schedule and the grace after it are over,
// and when the run is ended.
func (p *Pacer) Pace(_ time.Duration, sent uint64) (wait time.Duration, stop bool) {
	if sent >= p.schedule.Requests() {
		return 0, true
	}
	at, _ := p.schedule.At(sent)
	elapsed := time.Since(p.began)
	if elapsed >= p.schedule.length+p.grace {
		return 0, true
	}
	if at > elapsed && !sleep(p.ctx, at-elapsed) {
		return 0, true
	}
	return 0, p.ctx.Err() != nil || !p.allowed()
}

// allowed waits until the limit lets one more request go, and tells whether it did.
func (p *Pacer) allowed() bool {
	if p.limit == nil {
		return true
	}
	since := time.Since(p.began)
	p.holding.Store(int64(since))
	err := p.limit.Wait(p.ctx)
	p.holding.Store(0)
	p.held.Add(int64(time.Since(p.began) - since))
	return err == nil
}

// Held is how long requests that were due have waited for the limit so far.
func (p *Pacer) Held() time.Duration {
	held := time.Duration(p.held.Load())
	if since := p.holding.Load(); since != 0 {
		held += time.Since(p.began) - time.Duration(since)
	}
	return held
}

// Rate is the rate of this shard at a time since the start, in requests a second.
func (p *Pacer) Rate(elapsed time.Duration) float64 {
	return p.schedule.RateAt(elapsed) / float64(p.schedule.count)
}

// sleep waits, and tells whether the wait came to its end.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
