package endpoint

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// pacer holds requests to one host to a pace: that of the limits, and a slower
// one where the host says that it has too many.
type pacer struct {
	now   func() time.Time
	most  rate.Limit
	slots chan struct{} // nil for any number

	limiter *rate.Limiter

	mu      sync.Mutex
	until   time.Time     // nothing is sent before
	waited  time.Duration // in all, for the host to take requests again
	slowed  time.Time     // when the pace was last lowered
	window  time.Time     // the second that is counted
	count   int           // requests taken within it
	before  int           // within the second before it
	goodRow int           // requests taken since the pace was last changed
}

func newPacer(l Limits, now func() time.Time) *pacer {
	p := &pacer{now: now, most: rate.Inf}
	if l.Rate > 0 {
		p.most = rate.Limit(l.Rate)
	}
	p.limiter = rate.NewLimiter(p.most, max(l.Rate, 1))
	if l.Parallel > 0 {
		p.slots = make(chan struct{}, l.Parallel)
	}
	return p
}

// enter waits until a request may be sent. leave says that its exchange ended.
func (p *pacer) enter(ctx context.Context, sleep sleeper) (leave func(), err error) {
	for {
		p.mu.Lock()
		wait := p.until.Sub(p.now())
		p.mu.Unlock()
		if wait <= 0 {
			break
		}
		if err := sleep(ctx, wait); err != nil {
			return nil, err
		}
	}
	if err := p.limiter.Wait(ctx); err != nil {
		return nil, err
	}
	if p.slots == nil {
		return func() {}, nil
	}
	select {
	case p.slots <- struct{}{}:
		return func() { <-p.slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// hold keeps all requests back for a time. It tells whether the run has that
// much time left for waiting.
func (p *pacer) hold(wait time.Duration) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	from := now
	if p.until.After(now) {
		from = p.until
	}
	more := max(now.Add(wait).Sub(from), 0)
	if p.waited+more > allWaits {
		return false
	}
	p.waited += more
	p.until = from.Add(more)
	return true
}

// The changes of the pace: down to a part of what the host took in a second,
// once for all requests that were one too many at a time; up by a little each
// second that all were taken.
const (
	down    = 0.75
	up      = 1.05
	slowest = 2 // requests a second
)

// slower lowers the pace after a request, sent at a time, that was one too many.
func (p *pacer) slower(sent time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !sent.After(p.slowed) {
		return // it was under way when the pace was lowered
	}
	taken := rate.Limit(max(p.count, p.before))
	p.set(max(min(p.limiter.Limit(), taken)*down, slowest))
	p.slowed = p.now()
}

// taken counts a request that was not too many, and raises a lowered pace.
func (p *pacer) taken() {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if age := now.Sub(p.window); age >= time.Second {
		p.before = p.count
		if age >= 2*time.Second {
			p.before = 0
		}
		p.window, p.count = now, 0
	}
	p.count++
	if p.slowed.IsZero() || p.limiter.Limit() >= p.most {
		return
	}
	if p.goodRow++; float64(p.goodRow) >= float64(p.limiter.Limit()) {
		p.set(min(p.limiter.Limit()*up, p.most))
	}
}

func (p *pacer) set(pace rate.Limit) {
	p.goodRow = 0
	p.limiter.SetLimit(pace)
	p.limiter.SetBurst(max(int(pace/4), 1)) // a second's worth at once would be too many again
}

// sleeper waits for a time, or until the context ends.
type sleeper func(context.Context, time.Duration) error

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
