package wire

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/montcheck/montcheck/internal/connect"
)

// direct is a transport of GET requests to one address over HTTP/1.1, which
// reads with net/http's own parser. net/http's transport passes each request
// and each answer through two goroutines of the connection, which costs a small
// answer more than everything else; it also repeats requests by itself, and a
// load generator should know what it sends. Here the goroutine that asks writes
// and reads.
type direct struct {
	address string
	tls     *tls.Config // nil for plain HTTP
	limits  Limits
	resent  atomic.Uint64

	mu     sync.Mutex
	idle   []*connection // the last used last
	active map[*connection]bool
}

// connection is a kept connection. One exchange uses it at a time.
type connection struct {
	net.Conn
	from     *direct
	bounded  bounded
	in       *bufio.Reader
	out      []byte
	deadline time.Time
	kept     time.Time     // since when nobody used it
	idle     time.Duration // for how long nobody had, when it was taken; 0 for a new one

	socket syscall.RawConn
	look   func(uintptr) bool
	quiet  bool // what the look saw
}

// bounded stops reading a header that has no end. Bodies are bounded by who
// reads them.
type bounded struct {
	net.Conn
	left int // bytes of header; negative for no bound
}

var errHeader = errors.New("the header is too long")

func (b *bounded) Read(p []byte) (int, error) {
	if b.left == 0 {
		return 0, errHeader
	}
	if b.left > 0 && len(p) > b.left {
		p = p[:b.left]
	}
	n, err := b.Conn.Read(p)
	if b.left > 0 {
		b.left -= n
	}
	return n, err
}

// newDirect returns a transport to the host of an address.
func newDirect(base *url.URL, l Limits, secure *connect.TLS) *direct {
	d := &direct{address: connect.Address(base), limits: l, active: map[*connection]bool{}}
	if base.Scheme == "https" {
		d.tls = secure.Config()
		d.tls.ServerName, d.tls.NextProtos = base.Hostname(), []string{"http/1.1"}
	}
	return d
}

// bufferSize is that of what is read at a time, where a body does not go
// straight to its own buffer.
const bufferSize = 8 << 10

// patience is for how long a connection is idle at least before an endpoint
// closes it for that. One that closes earlier, with a request on its way, fails
// that request.
const patience = time.Second

// RoundTrip sends a GET request. Where not a byte of an answer comes on a
// connection that was idle, the endpoint may have closed it just then: the
// request is sent once more, on a new one.
func (d *direct) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx := r.Context()
	deadline := time.Now().Add(d.limits.Timeout)
	c, err := d.take(ctx, deadline)
	if err != nil {
		return nil, err
	}
	reply, silent, err := c.ask(r)
	if !silent || c.idle < patience || late(err) || ctx.Err() != nil {
		return reply, err
	}
	c, again := d.dial(ctx, deadline)
	if again != nil {
		return nil, again
	}
	if d.limits.again(ctx, &d.resent) != nil {
		c.drop()
		return nil, err
	}
	reply, _, err = c.ask(r)
	return reply, err
}

// Resent is how many requests were sent once more.
func (d *direct) Resent() uint64 { return d.resent.Load() }

// beside is the key of contexts that may end while their request is under way.
// The load's own are ended by Cut, at no cost to each.
type beside struct{}

// take returns a connection that is kept and can be used, or a new one.
func (d *direct) take(ctx context.Context, deadline time.Time) (*connection, error) {
	for {
		c, err := d.last(ctx)
		if err != nil {
			return nil, err
		}
		if c == nil {
			return d.dial(ctx, deadline)
		}
		c.idle = time.Since(c.kept)
		if c.expect(deadline) == nil && c.usable() {
			return c, nil
		}
		c.drop()
	}
}

// last returns the kept connection that was used last; nil where there is none.
func (d *direct) last(ctx context.Context) (*connection, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := ctx.Err(); err != nil { // as Cut leaves it
		return nil, err
	}
	last := len(d.idle) - 1
	if last < 0 {
		return nil, nil
	}
	c := d.idle[last]
	d.idle = d.idle[:last]
	d.active[c] = true
	return c, nil
}

// dial returns a new connection.
func (d *direct) dial(ctx context.Context, deadline time.Time) (*connection, error) {
	dialer := &net.Dialer{Deadline: deadline}
	raw, err := dialer.DialContext(ctx, "tcp", d.address)
	if err != nil {
		return nil, err
	}
	c := &connection{Conn: raw, from: d}
	if c.socket, err = raw.(*net.TCPConn).SyscallConn(); err == nil {
		err = c.expect(deadline)
	}
	if err == nil && d.tls != nil {
		secure := tls.Client(raw, d.tls)
		err = secure.HandshakeContext(ctx)
		c.Conn = secure
	}
	if err == nil {
		err = d.enlist(ctx, c)
	}
	if err != nil {
		raw.Close()
		return nil, err
	}
	c.bounded.Conn = c.Conn
	c.in = bufio.NewReaderSize(&c.bounded, bufferSize)
	c.look = lookAt(&c.quiet)
	return c, nil
}

// enlist makes a connection one that Cut closes, unless it was cut before.
func (d *direct) enlist(ctx context.Context, c *connection) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	d.active[c] = true
	return nil
}

// expect sets until when the exchange may take.
func (c *connection) expect(deadline time.Time) error {
	c.deadline = deadline
	return c.SetDeadline(deadline)
}

// usable tells whether a kept connection is open, and nothing came on it that
// would be taken for the next answer.
func (c *connection) usable() bool {
	c.quiet = false
	return c.socket.Read(c.look) == nil && c.quiet
}

// informational is how many 1xx answers may stand before the real one.
const informational = 8

// ask sends a request and reads the header of its answer. With an error it
// drops the connection; silent tells that no byte of an answer came.
func (c *connection) ask(r *http.Request) (reply *http.Response, silent bool, err error) {
	stop := func() bool { return true }
	if r.Context().Value(beside{}) != nil {
		stop = context.AfterFunc(r.Context(), func() { c.Close() })
	}
	c.out = appendRequest(c.out[:0], r)
	if _, err = c.Write(c.out); err == nil {
		c.bounded.left = headerBytes
		_, err = c.in.Peek(1)
	}
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	silent, closes := err != nil, false
	if err == nil {
		reply, closes, err = c.header(r)
	}
	if err != nil {
		stop()
		c.drop()
		return nil, silent, err
	}
	reply.Body = &body{ReadCloser: reply.Body, connection: c, stop: stop, closes: closes}
	return reply, false, nil
}

// header reads the header of an answer, and tells whether the connection is of
// no use after it.
func (c *connection) header(r *http.Request) (reply *http.Response, closes bool, err error) {
	var head []byte
	left := 0
	for range informational {
		head, _ = c.in.Peek(c.in.Buffered())
		left = c.bounded.left
		reply, err = http.ReadResponse(c.in, r)
		if err != nil || reply.StatusCode >= 200 || reply.StatusCode == http.StatusSwitchingProtocols {
			break
		}
	}
	if err != nil && c.bounded.left == 0 {
		err = errHeader
	}
	whole := left == c.bounded.left // nothing was read since: it still stands in the buffer
	c.bounded.left = -1
	switch {
	case err != nil:
		return nil, true, err
	case reply.StatusCode == http.StatusSwitchingProtocols:
		return reply, true, nil
	case reply.StatusCode < 200:
		return nil, true, errors.New("more 1xx answers than anyone needs")
	}
	// An answer with two lengths may end at either (RFC 9112, section 6.3).
	// net/http takes the one and does not tell of the other.
	chunked := len(reply.TransferEncoding) > 0
	return reply, reply.Close || chunked && !(whole && lengthless(head)), nil
}

// lengthless tells whether a header has no Content-Length.
func lengthless(head []byte) bool {
	head, _, _ = bytes.Cut(head, []byte("\r\n\r\n"))
	return !strings.Contains(strings.ToLower(string(head)), "\ncontent-length")
}

// appendRequest writes a request as it goes over the wire.
func appendRequest(out []byte, r *http.Request) []byte {
	out = append(out, "GET "...)
	out = append(out, r.URL.RequestURI()...)
	out = append(out, " HTTP/1.1\r\nHost: "...)
	out = append(out, r.Host...)
	for name, values := range r.Header {
		for _, v := range values {
			out = append(out, "\r\n"...)
			out = append(out, name...)
			out = append(out, ": "...)
			out = append(out, v...)
		}
	}
	return append(out, "\r\n\r\n"...)
}

// body gives its connection back once it was read to its end.
type body struct {
	io.ReadCloser
	connection *connection
	stop       func() bool // no more to be ended by its context; false where it was
	closes     bool
	ended      bool
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.ended = b.ended || err == io.EOF
	return n, err
}

func (b *body) Close() error {
	if b.connection == nil {
		return nil
	}
	c := b.connection
	b.connection = nil
	if b.stop() && b.ended && !b.closes && c.drained() {
		c.keep()
		return nil
	}
	c.drop()
	return nil
}

// extend gives the endpoint the time that we took.
func (b *body) extend(held time.Duration) {
	if b.connection != nil {
		_ = b.connection.expect(b.connection.deadline.Add(held)) // what is wrong with it, the next read tells
	}
}

// drained tells whether nothing came after the answer: what comes unasked is no
// answer to anything. What TLS took in and did not give out yet is told by a
// read that can't wait for more.
func (c *connection) drained() bool {
	if c.in.Buffered() > 0 {
		return false
	}
	if c.from.tls == nil {
		return true
	}
	if err := c.SetReadDeadline(time.Unix(1, 0)); err != nil {
		return false
	}
	_, err := c.in.Peek(1)
	return errors.Is(err, os.ErrDeadlineExceeded)
}

func (c *connection) keep() {
	c.kept = time.Now()
	d := c.from
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.active[c] { // else it was cut
		delete(d.active, c)
		d.idle = append(d.idle, c)
	}
}

func (c *connection) drop() {
	d := c.from
	d.mu.Lock()
	delete(d.active, c)
	d.mu.Unlock()
	c.Close()
}

// Cut ends all exchanges that are under way.
func (d *direct) Cut() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for c := range d.active {
		c.Close()
	}
	clear(d.active)
}

// CloseIdleConnections closes what no exchange uses.
func (d *direct) CloseIdleConnections() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, c := range slices.Backward(d.idle) {
		c.Close()
	}
	d.idle = nil
}
