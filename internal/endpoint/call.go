package endpoint

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/verdict"
)

// Request is what a spec wants sent.
type Request struct {
	Operation string // the service's method, as documented
	Method    string // of HTTP; GET when empty
	URL       string // absolute
	Header    http.Header
	Body      string
	// changes nothing, whatever its method: such a request of Westcon's may be sent in production
	Reads  bool
	Login  Login         // of MONT's services; Westcon's credentials stand as placeholders in header and body
	Order  *orders.Order // that the request may place; nil for any other request
	HangUp HangUp
	Once   bool // even where the answer says that it comes at a bad time: the spec looks at that
}

// HangUp says when to cut the connection on purpose.
type HangUp int

// The moments to hang up.
const (
	Never        HangUp = iota
	InRequest           // in the middle of the request's body
	AfterRequest        // once the request is sent, before any answer is read
)

// ErrHungUp is the error of an exchange that was cut on purpose.
var ErrHungUp = errors.New("montcheck hung up, on purpose")

// AddOrder is the operation that places orders, in both versions of eKey.
const AddOrder = "AddOrder"

// Call is a request that has its key and was not sent yet.
type Call struct {
	target      *Target
	exchange    run.Exchange
	unrecorded  unrecorded
	reads       bool
	single      bool          // sent once, whatever comes
	bound       time.Duration // of one try; 0 for that of the limits
	order       *orders.Order
	reservation *orders.Reservation
}

// Prepare gives a request its key among the spec's exchanges. A spec that
// sends concurrently prepares its calls first, in a fixed order.
func (t *Target) Prepare(ctx context.Context, service *Service, r Request) *Call {
	if r.Method == "" {
		r.Method = http.MethodGet
	}
	if r.Operation == AddOrder && r.Order == nil {
		panic("target: an AddOrder that does not say what it orders")
	}
	c := &Call{target: t, order: r.Order, reads: r.Reads, single: r.Once,
		unrecorded: unrecorded{hangUp: r.HangUp, orders: r.Order != nil}, exchange: run.Exchange{
			Key:       verdict.From(ctx).NextKey(),
			Module:    service.Module,
			Operation: r.Operation,
			Request:   run.Request{Method: r.Method, URL: r.URL, Header: run.Header(r.Header.Clone()), Body: r.Body},
		}}
	if c.exchange.Key.Spec == PreflightID {
		c.bound = probing
	}
	if c.exchange.Request.Header == nil {
		c.exchange.Request.Header = run.Header{}
	}
	if service.Module == Westcon {
		c.unrecorded.vault, c.unrecorded.grants = t.vault, service == t.Tokens
	}
	c.publish(t.vault)
	if service.Module == Westcon {
		return c
	}
	if credential, ok := t.logins[r.Login]; ok {
		c.unrecorded.credential = &credential
		c.exchange.Request.Credentials = &run.Credentials{
			Scheme: "Basic", Login: credential.Login.Variable, Password: credential.Password.Variable,
			Wrong: r.Login != Own && r.Login != Other,
		}
	}
	return c
}

// publish makes the request what reports show of it, and keeps what is sent
// beside. A service that is not Westcon's is sent what is shown.
func (c *Call) publish(v *vault) {
	sent := c.exchange.Request
	if v != nil {
		c.exchange.Request = v.publicRequest(sent)
	}
	if c.unrecorded.vault == nil {
		sent, c.exchange.Request.Variables = c.exchange.Request, nil
	}
	c.unrecorded.header, c.unrecorded.text = http.Header(sent.Header), sent.Body
}

// Send sends the call and waits for the whole answer. What comes at a bad time
// (too many requests, a service that is away) is tried again where that is safe,
// after a pause; if it stays, the error is an *Unavailable. Any other error is
// of the harness (no network, no answer, not all of it): it says nothing of
// conformance. Whatever came is recorded either way.
func (c *Call) Send(ctx context.Context) (*Answer, error) {
	if err := c.allowed(); err != nil {
		return nil, err
	}
	a, err := c.patiently(ctx)
	var away *Unavailable
	if err != nil && !errors.As(err, &away) {
		a.Exchange.Error = c.target.Redact(err.Error())
		err = &Unfinished{Answer: a, cause: fmt.Errorf("%s: %w", c.exchange.Operation, err)}
	}
	c.target.Recorder.add(a)
	if err != nil {
		return nil, err
	}
	return a, nil
}

// Unfinished is the error of an exchange that did not come to its end. A
// suite may judge what came of it: an endpoint that is there, and that ends
// its answer early again and again, does so itself.
type Unfinished struct {
	Answer *Answer // its Response is nil where nothing came
	cause  error
}

func (u *Unfinished) Error() string { return u.cause.Error() }

// Unwrap gives the error of the network.
func (u *Unfinished) Unwrap() error { return u.cause }

// allowed holds the call against what the environment allows: nothing but
// reading in production, orders within the budget.
func (c *Call) allowed() (err error) {
	if c.target.ReadOnly && c.exchange.Request.Method != http.MethodGet && !(c.reads && c.exchange.Module == Westcon) {
		return orders.ErrReadOnly
	}
	if c.order == nil {
		return nil
	}
	if c.target.Orders == nil {
		return orders.ErrReadOnly
	}
	c.reservation, err = c.target.Orders.Reserve(*c.order)
	return err
}

// Settle says what is known of the order that the call asked for. Until it is
// proved absent it counts as placed.
func (c *Call) Settle(e orders.Evidence) error {
	if c.reservation == nil {
		return nil
	}
	return c.reservation.Settle(e)
}

// Answer is an exchange that was answered, with the whole body at hand.
type Answer struct {
	Exchange run.Exchange
	Away     string // why it says that the service can't be had, where that stayed so; empty else
	body     *body
}

// Key identifies the exchange.
func (a *Answer) Key() run.Key { return a.Exchange.Key }

// Status is the HTTP status code.
func (a *Answer) Status() int { return a.Exchange.Response.Status }

// Header is the header of the answer.
func (a *Answer) Header() http.Header { return http.Header(a.Exchange.Response.Header) }

// Size is the number of bytes of the body.
func (a *Answer) Size() int64 { return a.Exchange.Response.Body.Size }

// SHA256 is the hash of the body, in hexadecimal.
func (a *Answer) SHA256() string { return a.Exchange.Response.Body.SHA256 }

// Open opens the body from its start. The caller closes it.
func (a *Answer) Open() (io.ReadCloser, error) { return a.body.open() }

// windowBefore and windowAfter are how much of a long body a report shows
// around a place, in bytes.
const (
	windowBefore = 4 << 10
	windowAfter  = 4 << 10
)

// Keep makes sure that the Run carries the part of the body around offset.
func (a *Answer) Keep(offset int64) error {
	b := &a.Exchange.Response.Body
	if offset < int64(len(b.Text)) {
		return nil
	}
	for _, w := range b.Windows {
		if offset >= w.Offset+windowBefore/2 && offset < w.Offset+int64(len(w.Text))-windowAfter/2 {
			return nil
		}
	}
	start := max(0, offset-windowBefore)
	part, err := a.body.part(start, windowBefore+windowAfter)
	if err != nil {
		return err
	}
	for len(part) > 0 && start > 0 && !utf8.RuneStart(part[0]) {
		part, start = part[1:], start+1
	}
	b.Windows = append(b.Windows, run.Window{Offset: start, Text: strings.ToValidUTF8(string(part), "")})
	return nil
}
