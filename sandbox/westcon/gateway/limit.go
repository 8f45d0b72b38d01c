package gateway

import (
	"crypto/sha256"
	"crypto/subtle"
	"sync"
	"time"
)

// Limit is how many calls a subscription may make in a time.
type Limit struct {
	Calls  int
	Period time.Duration
}

// DefaultLimit is above what a machine can serve.
var DefaultLimit = Limit{Calls: 1_000_000, Period: 10 * time.Second}

// Limit returns the limit in force.
func (g *Gateway) Limit() Limit {
	g.calls.mu.Lock()
	defer g.calls.mu.Unlock()
	return g.calls.limit
}

// SetLimit sets the limit of every subscription, and forgets the calls made so far.
func (g *Gateway) SetLimit(l Limit) {
	g.calls.mu.Lock()
	defer g.calls.mu.Unlock()
	g.calls.limit = l
	clear(g.calls.windows)
}

// counter counts the calls of subscriptions. A period begins with the first call after the last period's end.
type counter struct {
	mu      sync.Mutex
	limit   Limit
	windows map[string]window
}

type window struct {
	calls int
	ends  time.Time
}

// count counts a call, or tells how long to wait before the next is taken.
func (c *counter) count(subscription string, now time.Time) (wait time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	w := c.windows[subscription]
	if !now.Before(w.ends) {
		w = window{ends: now.Add(c.limit.Period)}
	}
	if w.calls >= c.limit.Calls {
		return w.ends.Sub(now)
	}
	w.calls++
	c.windows[subscription] = w
	return 0
}

// subscription returns the subscription that a key belongs to. Every key is compared, in constant time.
func (g *Gateway) subscription(given string) (key string, known bool) {
	sum := sha256.Sum256([]byte(given))
	for _, k := range g.Subscriptions {
		want := sha256.Sum256([]byte(k))
		if subtle.ConstantTimeCompare(sum[:], want[:]) == 1 {
			key, known = k, true
		}
	}
	return key, known
}
