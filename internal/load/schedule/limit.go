package schedule

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limit keeps requests to what an endpoint allows: in no second more than so
// many, whenever the second begins. What is late may go at once, up to a tenth
// of that, and then at the endpoint's rate: a hiccup is caught up without a
// burst. It is safe for concurrent use.
type Limit struct {
	mu     sync.Mutex
	bucket *rate.Limiter
	sent   []time.Time // the last requests of as many as one second may have, in a ring
	next   int         // the oldest of them
}

// NewLimit returns a limit of so many requests a second, 1 at least.
func NewLimit(perSecond int) *Limit {
	return &Limit{bucket: rate.NewLimiter(rate.Limit(perSecond), max(perSecond/10, 2)),
		sent: make([]time.Time, perSecond)}
}

// Wait waits until a request may go. The error is that of ctx.
func (l *Limit) Wait(ctx context.Context) error {
	return Until(ctx, l.reserve(time.Now()))
}

// reserve takes the earliest moment at which one more request may go.
func (l *Limit) reserve(now time.Time) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := now.Add(l.bucket.ReserveN(now, 1).DelayFrom(now))
	if free := l.sent[l.next].Add(time.Second); at.Before(free) {
		at = free
	}
	l.sent[l.next] = at
	l.next = (l.next + 1) % len(l.sent)
	return at
}

// Settle waits until what was sent before no longer counts.
func (l *Limit) Settle(ctx context.Context) error {
	l.mu.Lock()
	last := l.sent[(l.next+len(l.sent)-1)%len(l.sent)]
	l.mu.Unlock()
	return Until(ctx, last.Add(time.Second))
}

// Until waits for a moment. The error is that of ctx.
func Until(ctx context.Context, at time.Time) error {
	if wait := time.Until(at); wait > 0 {
		sleep(ctx, wait)
	}
	return ctx.Err()
}
