// Package wire carries the requests of a load run: vegeta's workers go through
// it, and it measures, reads and hashes without an allocation that grows with
// the body. It bounds what an endpoint can do: time, size, headers, redirects.
package wire

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"hash/maphash"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/montcheck/montcheck/internal/connect"
)

// Exchange is one request with what came of it.
type Exchange struct {
	Number  uint64        // of this shard's requests, from 0
	Slot    int           // from 0 to the workers: no two exchanges at one time have the same
	Others  int           // exchanges under way when it began
	Request *http.Request // a GET without a body; never changed, so that many exchanges can share it
	Sent    time.Time
	Ended   time.Time     // the last byte of the answer
	Held    time.Duration // of that time, how long it waited for room: it is not the endpoint's
	Status  int           // 0 where there is no whole answer
	Header  http.Header
	Body    *Buffer // nil where there is no whole answer
	Hash    uint64  // of the body, keyed anew in each process: an endpoint can't aim at a collision
	Err     error   // why there is no whole answer

	Context any // the handler's own
}

// Handler decides what is sent and takes what came. It is called by as many
// goroutines as there are workers.
type Handler interface {
	// Ask sets the exchange's Request, and may set its Context.
	Ask(*Exchange)
	// Answered takes an exchange that ended, and with it the body, which it releases.
	Answered(*Exchange)
}

// Limits bound an exchange.
type Limits struct {
	Workers int
	Timeout time.Duration // from the sending to the last byte
	Body    int64         // bytes
	Room    *Room         // of the load's bodies
	// Again waits until a request may be sent once more; nil for at once. The
	// error is that of the context.
	Again func(context.Context) error
}

// again waits until a request may be sent once more, and counts it.
func (l *Limits) again(ctx context.Context, resent *atomic.Uint64) error {
	if l.Again != nil {
		if err := l.Again(ctx); err != nil {
			return err
		}
	}
	resent.Add(1)
	return nil
}

// headerBytes is how large a header may be.
const headerBytes = 256 << 10

// Carrier is the http.RoundTripper of vegeta's client. Close it when no
// exchange is under way.
type Carrier struct {
	transport http.RoundTripper
	handler   Handler
	limits    Limits
	seed      maphash.Seed
	ended     chan struct{}

	mu   sync.Mutex
	free []*slot
	all  []*slot
	most int // under way at once, since Most was asked
}

// NewCarrier returns a carrier that sends through transport.
func NewCarrier(transport http.RoundTripper, h Handler, l Limits) *Carrier {
	c := &Carrier{transport: transport, handler: h, limits: l, seed: maphash.MakeSeed(), ended: make(chan struct{})}
	for i := range l.Workers {
		s := &slot{index: i, room: l.Room}
		s.renew()
		c.all, c.free = append(c.all, s), append(c.free, s)
	}
	go c.watch()
	return c
}

// Transport returns a transport to an endpoint that suits a load: connections
// are kept open, HTTP/1.1, no compression, so that bytes are bytes. Behind a
// proxy of the environment it is net/http's, which knows how.
func Transport(base *url.URL, l Limits, secure *connect.TLS) http.RoundTripper {
	t := connect.Transport(secure)
	if proxy, err := t.Proxy(&http.Request{URL: base}); proxy == nil && err == nil {
		return newDirect(base, l, secure)
	}
	t.MaxIdleConns, t.MaxIdleConnsPerHost = 0, l.Workers
	t.DisableCompression = true
	t.ForceAttemptHTTP2 = false
	t.TLSNextProto = map[string]func(string, *tls.Conn) http.RoundTripper{}
	t.MaxResponseHeaderBytes = headerBytes
	return &proxied{Transport: t, limits: l}
}

// proxied is net/http's transport, which sends requests again by rules of its
// own: each that it does is counted, and keeps to the rate.
type proxied struct {
	*http.Transport
	limits Limits
	resent atomic.Uint64
}

// RoundTrip sends a request.
func (p *proxied) RoundTrip(r *http.Request) (*http.Response, error) {
	first := true
	ctx := httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) {
		if !first {
			_ = p.limits.again(r.Context(), &p.resent) // an ended context ends the request, too
		}
		first = false
	}})
	return p.Transport.RoundTrip(r.WithContext(ctx))
}

// Resent is how many requests were sent once more.
func (p *proxied) Resent() uint64 { return p.resent.Load() }

// Client is the client to give to vegeta.
func (c *Carrier) Client() *http.Client {
	return &http.Client{Transport: c,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// Close ends what watches over the exchanges, and the connections.
func (c *Carrier) Close() {
	close(c.ended)
	if t, ok := c.transport.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}

// InFlight is how many exchanges are under way.
func (c *Carrier) InFlight() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.all) - len(c.free)
}

// Most is how many exchanges were under way at once since it was last asked.
func (c *Carrier) Most() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	most := c.most
	c.most = len(c.all) - len(c.free)
	return most
}

// Resent is how many requests were sent once more, because a kept connection
// turned out to be closed.
func (c *Carrier) Resent() uint64 {
	if t, ok := c.transport.(interface{ Resent() uint64 }); ok {
		return t.Resent()
	}
	return 0
}

// Cut ends all exchanges that are under way and the load with them: their Err
// is ErrCut, as is that of those that begin later.
func (c *Carrier) Cut() {
	for _, s := range c.all { // first, so that what the transport misses finds its context ended
		s.cut()
	}
	if t, ok := c.transport.(interface{ Cut() }); ok {
		t.Cut()
	}
}

// ErrCut is the error of an exchange that was cut by Cut.
var ErrCut = errors.New("cut, because the run was ended")

// done is the answer that vegeta sees of every exchange: what came was taken
// by the handler.
var done = &http.Response{Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	Header: http.Header{}, Body: http.NoBody}

// numbered is the header in which vegeta tells a request's number.
const numbered = "X-Vegeta-Seq"

// RoundTrip does the exchange that a request of vegeta's stands for.
func (c *Carrier) RoundTrip(r *http.Request) (*http.Response, error) {
	number, err := strconv.ParseUint(r.Header.Get(numbered), 10, 64)
	if err != nil {
		return nil, fmt.Errorf("wire: a request without its number: %w", err)
	}
	s, others := c.take()
	x := &s.exchange
	*x = Exchange{Number: number, Slot: s.index, Others: others}
	c.handler.Ask(x)
	c.exchange(s, x)
	c.handler.Answered(x)
	c.give(s)
	return done, nil
}

// Do does one exchange beside the load, for whose body there always is room. The
// body is the caller's to release.
func (c *Carrier) Do(ctx context.Context, r *http.Request) Exchange {
	s := &slot{}
	own, cancel := context.WithCancelCause(context.WithValue(ctx, beside{}, true))
	s.ctx, s.cancel = own, cancel
	defer cancel(nil)
	timer := time.AfterFunc(c.limits.Timeout, func() { cancel(errTimeout) })
	defer timer.Stop()
	x := Exchange{Request: r}
	c.exchange(s, &x)
	return x
}

// exchange sends and reads.
func (c *Carrier) exchange(s *slot, x *Exchange) {
	r := s.request(x.Request)
	x.Sent = time.Now()
	s.begin(x.Sent)
	reply, err := c.transport.RoundTrip(r)
	if err == nil {
		x.Status, x.Header = reply.StatusCode, reply.Header
		x.Body, err = c.read(s, reply)
		reply.Body.Close()
	}
	x.Ended = time.Now()
	cause := s.end()
	if err == nil {
		x.Hash = maphash.Bytes(c.seed, x.Body.Bytes)
		return
	}
	x.Status, x.Err = 0, explain(err, cause, c.limits)
	x.Body.Release()
	x.Body = nil
}

func (c *Carrier) take() (s *slot, others int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	last := len(c.free) - 1
	if last < 0 {
		panic("wire: more exchanges at once than workers")
	}
	s = c.free[last]
	c.free = c.free[:last]
	others = len(c.all) - len(c.free) - 1
	c.most = max(c.most, others+1)
	return s, others
}

func (c *Carrier) give(s *slot) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.free = append(c.free, s)
}
