package wire

import (
	"context"
	"io"
	"net/http"
	"sync"
	"time"
)

// slot is what an exchange needs and leaves to the next one: above all a
// context, which a timeout cancels. One for each exchange, with a timer, would
// cost more than all the rest of it.
type slot struct {
	index    int
	room     *Room
	exchange Exchange
	body     io.Closer // of the answer that is being read

	mu     sync.Mutex
	base   *http.Request // carries ctx
	ctx    context.Context
	cancel context.CancelCauseFunc
	began  time.Time // zero while idle
	holds  bool      // it waits for room: that is not the endpoint's time
	over   bool      // what begins now is cut
}

func (s *slot) renew() {
	s.ctx, s.cancel = context.WithCancelCause(context.Background())
	s.base = nil
}

// request is a copy of a request that ends with the slot's context. The
// transport may hold on to it for a while after the answer.
func (s *slot) request(r *http.Request) *http.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.base == nil {
		s.base = (&http.Request{}).WithContext(s.ctx)
	}
	own := new(http.Request)
	*own = *s.base
	own.Method, own.URL, own.Host, own.Header = r.Method, r.URL, r.Host, r.Header
	own.Proto, own.ProtoMajor, own.ProtoMinor = "HTTP/1.1", 1, 1
	return own
}

func (s *slot) begin(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.began = now
	if s.over {
		s.cancel(ErrCut)
	}
}

// end returns why the exchange was given up; nil where it was not.
func (s *slot) end() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.began = time.Time{}
	cause := context.Cause(s.ctx)
	if cause != nil {
		s.renew()
	}
	return cause
}

// expire gives up an exchange that began before a moment.
func (s *slot) expire(before time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.began.IsZero() && !s.holds && s.began.Before(before) {
		s.cancel(errTimeout)
	}
}

// cut gives up the exchange under way, and whatever follows.
func (s *slot) cut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = true
	if !s.began.IsZero() {
		s.cancel(ErrCut)
	}
}

// hold stops the clock of the load's exchange, which waits for room, until resume.
func (s *slot) hold() (resume func()) {
	since := time.Now()
	s.mu.Lock()
	s.holds = true
	s.mu.Unlock()
	return func() {
		held := time.Since(since)
		s.exchange.Held += held
		s.mu.Lock()
		s.holds, s.began = false, s.began.Add(held)
		s.mu.Unlock()
		if b, ok := s.body.(*body); ok {
			b.extend(held)
		}
	}
}

// watch gives up what takes too long, to within a twentieth of the timeout.
func (c *Carrier) watch() {
	tick := time.NewTicker(max(c.limits.Timeout/20, time.Millisecond))
	defer tick.Stop()
	for {
		select {
		case now := <-tick.C:
			for _, s := range c.all {
				s.expire(now.Add(-c.limits.Timeout))
			}
		case <-c.ended:
			return
		}
	}
}
