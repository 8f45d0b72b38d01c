package endpoint

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"time"

	"github.com/montcheck/montcheck/internal/run"
)

// host is what a run knows of one host: at which pace it takes requests, and
// what it does not answer.
type host struct {
	name   string
	limits Limits
	now    func() time.Time
	pacer  *pacer

	mu         sync.Mutex
	failures   int             // tries in a row that came to nothing
	since      time.Time       // the first of them
	troubled   time.Time       // when it last began to answer nothing usable; zero while it answers
	waited     time.Duration   // in all, for what is away; what is waited for at the same time counts once
	until      time.Time       // the end of these waits
	operations map[string]bool // of them
	last       error
	tired      map[string]int  // URLs by operation whose trouble stayed
	wornOut    map[string]bool // these URLs
	silent     map[string]int  // how often a URL was given up for its silence
	givenUp    int             // how often any was
}

// hosts are those that a run asked.
type hosts struct {
	mu     sync.Mutex
	byName map[string]*host
}

// hostOf is the host that an exchange is with.
func (t *Target) hostOf(x *run.Exchange) *host {
	name := x.Request.URL
	if u, err := url.Parse(name); err == nil {
		name = u.Host
	}
	t.hosts.mu.Lock()
	defer t.hosts.mu.Unlock()
	h := t.hosts.byName[name]
	if h == nil {
		h = &host{
			name: name, limits: t.limits, now: t.Now, pacer: newPacer(t.limits, t.Now),
			operations: map[string]bool{}, tired: map[string]int{}, wornOut: map[string]bool{},
			silent: map[string]int{},
		}
		t.hosts.byName[name] = h
	}
	return h
}

// once sends the call once, at the host's pace.
func (c *Call) once(ctx context.Context, h *host) (*Answer, error) {
	a := c.nothingYet()
	if err := h.tooSilent(c); err != nil {
		a.Exchange.Started = c.target.Now()
		return a, err
	}
	leave := func() {}
	if !c.steers() {
		var err error
		if leave, err = h.pacer.enter(ctx, c.target.sleep); err != nil {
			a.Exchange.Started = c.target.Now()
			return a, err
		}
	}
	defer leave()
	if c.bound > 0 {
		bounded, cancel := context.WithTimeoutCause(ctx, c.bound, errSlow)
		defer cancel()
		ctx = bounded
	}
	sent := c.unrecorded
	sent.silence = h.silence(c)
	b, err := c.target.client.send(ctx, &a.Exchange, sent)
	a.body = b
	return a, err
}

func (c *Call) nothingYet() *Answer { return &Answer{Exchange: c.exchange, body: &body{}} }

// mostURLs bounds what is remembered of URLs.
const mostURLs = 10_000

// note keeps what a try says of the host.
func (h *host) note(c *Call, a *Answer, err error, t *trouble) {
	if c.unrecorded.hangUp != Never || errors.Is(err, context.Canceled) || errors.As(err, new(*OwnMachine)) ||
		c.steers() {
		return // it says nothing of the host
	}
	if err == nil && (t == nil || t.sort == page) {
		h.pacer.taken()
	}
	if t != nil && t.sort == busy && !c.movesClock() {
		h.pacer.slower(a.Exchange.Started)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	late := errors.As(err, new(*TimeLimit))
	if late {
		h.givenUp++
		if len(h.silent) < mostURLs {
			h.silent[a.Exchange.Request.URL]++
		}
	}
	switch {
	case err == nil && t == nil:
		h.troubled = time.Time{}
	case h.troubled.IsZero():
		h.troubled = a.Exchange.Started
	}
	if a.Exchange.Response != nil && !late { // it is there
		h.failures, h.operations = 0, map[string]bool{}
		return
	}
	if h.failures == 0 {
		h.since = a.Exchange.Started
	}
	h.failures++
	h.operations[a.Exchange.Operation] = true
	h.last = err
}

// tooSilent is the error of a URL that was given up twice for its silence.
func (h *host) tooSilent(c *Call) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.silent[c.exchange.Request.URL] < 2 {
		return nil
	}
	return &TimeLimit{What: "no answer came, twice,", Key: "limits.silence", Is: h.limits.Silence}
}

// After hurried exchanges that were given up, a host has so many times less
// time for the next.
const (
	hurried = 3
	hurry   = 9
)

// silence is how long an answer may be silent. Who was waited for in vain
// several times is waited for less, but for what was ordered.
func (h *host) silence(c *Call) time.Duration {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.givenUp < hurried || c.unrecorded.orders || c.steers() {
		return h.limits.Silence
	}
	return max(h.limits.Silence/hurry, min(h.limits.Silence, time.Second))
}

// gone says why the host is taken to be gone: for longer than the run has
// patience, several tries in a row came to nothing, whatever was asked.
func (h *host) gone() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.failures < h.limits.Failures || len(h.operations) < 2 || h.now().Sub(h.since) < h.limits.Patience {
		return nil
	}
	return fmt.Errorf("the endpoint is gone: %d tries in a row came to nothing within %s, the last because: %w",
		h.failures, h.now().Sub(h.since).Round(time.Second), h.last)
}

// mayWait tells whether a call that met its first trouble at a time may wait
// once more. A host that answers nothing usable is waited for once, and not by
// each call anew.
func (h *host) mayWait(c *Call, first time.Time, s sort, wait time.Duration) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.wornOut[c.exchange.Request.URL] || s != lost && s != own && h.tired[c.exchange.Operation] >= enoughURLs {
		return false
	}
	if !h.troubled.IsZero() && h.troubled.Before(first) {
		first = h.troubled
	}
	now, end := h.now(), h.now().Add(wait)
	more := max(min(wait, end.Sub(h.until)), 0)
	if now.Sub(first) > h.limits.Patience || h.waited+more > mostPatience*h.limits.Patience {
		return false
	}
	h.waited += more
	if end.After(h.until) {
		h.until = end
	}
	return true
}

// mostPatience is how often a run is patient for as long as it may.
const mostPatience = 10

// wear notes that the trouble of a question stayed: it is not waited for once
// more, nor are others of its operation, once there are some.
func (h *host) wear(c *Call) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if u := c.exchange.Request.URL; !h.wornOut[u] && len(h.wornOut) < mostURLs {
		h.wornOut[u] = true
		h.tired[c.exchange.Operation]++
	}
}

// enoughURLs are so many that their operation is taken to be in trouble.
const enoughURLs = 2

// backoff is how long to wait before a try. Where there are too many requests
// it is no less than the shortest wait.
func (h *host) backoff(tries int, s sort) time.Duration {
	base := min(max(h.limits.Patience/200, 10*time.Millisecond), 250*time.Millisecond)
	wait := min(base<<min(tries-1, 10), 10*time.Second)
	if s == busy {
		wait = max(wait, shortestWait<<min(tries-1, 3))
	}
	return wait
}

// Gone returns why an endpoint is taken to be gone; nil while all answer.
func (t *Target) Gone() error {
	if t.hosts == nil { // it sends nothing
		return nil
	}
	t.hosts.mu.Lock()
	defer t.hosts.mu.Unlock()
	for _, h := range t.hosts.byName {
		if err := h.gone(); err != nil {
			return err
		}
	}
	return nil
}
