package endpoint

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/montcheck/montcheck/internal/coding"
	"github.com/montcheck/montcheck/internal/connect"
	"github.com/montcheck/montcheck/internal/run"
)

// trouble is what came of a try that says nothing of what was asked: the
// request may be right at the next one.
type trouble struct {
	sort sort
	what string        // in words
	wait time.Duration // that the answer asks for; 0 where it asks for none
}

// sort is the sort of a trouble.
type sort int

const (
	busy      sort = iota + 1 // 429: too many requests
	away                      // 502, 503, 504: the service can't be reached just now
	lost                      // no answer at all
	brokenOff                 // an answer that broke off
	page                      // a page for people, by something that stands between
	own                       // this machine's limit
)

// Unavailable is the error of a call that was answered, again and again, by a
// status which says that the service can't be asked just now. Whether an
// order that it asked for was placed is not known.
type Unavailable struct {
	Answer *Answer
	Tries  int
	For    time.Duration // since the first try
	Wait   time.Duration // that the answer asks for, where it is more than a run waits
}

func (u *Unavailable) Error() string {
	text := fmt.Sprintf("%s is not to be had: HTTP status %d", u.Answer.Exchange.Operation, u.Answer.Status())
	if u.Wait > 0 {
		return fmt.Sprintf("%s, and the endpoint asks to wait %s (Retry-After), longer than "+
			"a run waits: try again later", text, u.Wait)
	}
	if u.Tries > 1 {
		text += fmt.Sprintf(" at each of %d tries within %s", u.Tries, u.For.Round(100*time.Millisecond))
	}
	return text
}

// NotExercised gives the reason why a spec that meets it was not tried.
func (u *Unavailable) NotExercised() string {
	if u.Limited() {
		return u.Error()
	}
	if u.Answer.Exchange.Module == Westcon {
		return u.Error() + ": see WST-AVL-01"
	}
	return u.Error() + ": see MNT-AVL-01"
}

// Limited tells whether the endpoint only sets a limit, or names a time to
// come again: then it does not fail to be available.
func (u *Unavailable) Limited() bool {
	return u.Wait > 0 || u.Answer.Status() == http.StatusTooManyRequests
}

// mostTries is how often a request is sent at most.
const mostTries = 40

// Fewer tries for what shows soon whether it stays.
var fewTries = map[sort]int{busy: 6, brokenOff: 3, page: 3}

// patiently sends the call, and again after a pause where what came says
// nothing of what was asked and sending it twice is safe.
func (c *Call) patiently(ctx context.Context) (*Answer, error) {
	h := c.target.hostOf(&c.exchange)
	var retries []run.Retry
	for {
		if err := h.gone(); err != nil && !c.steers() {
			return c.nothing(retries, err), err
		}
		a, err := c.once(ctx, h)
		a.Exchange.Retries = retries
		t := c.trouble(a, err)
		h.note(c, a, err, t)
		if t == nil {
			return a, err
		}
		wait, again := c.next(h, a, err, t)
		if again && c.pause(ctx, h, t, wait, len(retries)) == nil {
			retries = append(retries, retryOf(a, t))
			continue
		}
		return c.giveUp(ctx, h, a, err, t)
	}
}

// giveUp is what becomes of a call whose trouble stays.
func (c *Call) giveUp(ctx context.Context, h *host, a *Answer, err error, t *trouble) (*Answer, error) {
	if interrupted := ctx.Err(); interrupted != nil && errors.Is(interrupted, context.Canceled) {
		return a, interrupted
	}
	if t.sort != own && !c.single {
		h.wear(c)
	}
	if !c.single && (t.sort == busy || t.sort == away || t.sort == lost) {
		a.Away = t.what
	}
	if (t.sort != busy && t.sort != away) || c.single {
		return a, err
	}
	if t.sort == busy && t.wait <= longestWait { // who asks next waits
		h.pacer.hold(max(t.wait, shortestWait))
	}
	u := &Unavailable{Answer: a, Tries: len(a.Exchange.Retries) + 1}
	if t.wait > longestWait {
		u.Wait = t.wait
	}
	if u.Tries > 1 {
		u.For = a.Exchange.Started.Sub(a.Exchange.Retries[0].Started)
	}
	return a, u
}

// retryOf is what is kept of a try that is made again.
func retryOf(a *Answer, t *trouble) run.Retry {
	r := run.Retry{Started: a.Exchange.Started, Cause: t.what, Own: t.sort == own}
	if a.Exchange.Response != nil {
		r.Status, r.RetryAfter = a.Status(), a.Header().Get("Retry-After")
	}
	return r
}

// next tells whether a call that met a trouble is sent again, and after how
// long.
func (c *Call) next(h *host, a *Answer, err error, t *trouble) (wait time.Duration, again bool) {
	tries := len(a.Exchange.Retries) + 1
	unsent := errors.As(err, new(*notSent))
	most := mostTries
	if few := fewTries[t.sort]; few > 0 {
		most = few
	}
	switch {
	case h.limits.Patience < 0, c.single, c.unrecorded.hangUp != Never, tries >= most:
		return 0, false
	case !c.safe() && !unsent:
		return 0, false
	case t.sort == lost && c.bound > 0: // a preflight tells at once that nothing is there
		return 0, false
	case t.wait > longestWait:
		return 0, false
	}
	first := a.Exchange.Started
	if tries > 1 {
		first = a.Exchange.Retries[0].Started
	}
	if t.wait > 0 { // however long that is: it is bounded otherwise
		return t.wait, tries == 1 || h.mayWait(c, c.target.Now(), t.sort, 0)
	}
	wait = h.backoff(tries, t.sort)
	return wait, tries == 1 || h.mayWait(c, first, t.sort, wait)
}

// pause waits before the next try. Westcon's clock is moved on instead, once,
// where it may be.
func (c *Call) pause(ctx context.Context, h *host, t *trouble, wait time.Duration, before int) error {
	if t.sort == busy && c.movesClock() && before == 0 {
		if _, err := c.target.Steer(ctx, "clock", map[string]any{"advance": wait.String()}); err == nil {
			return nil
		}
	}
	if t.sort == busy || t.wait > 0 {
		if !h.pacer.hold(wait) {
			return errNoTime
		}
		return nil // whoever sends next waits
	}
	return c.target.sleep(ctx, wait)
}

// movesClock tells whether the endpoint's clock is moved on in place of waiting.
func (c *Call) movesClock() bool { return c.exchange.Module == Westcon && c.target.Control != nil }

var errNoTime = errors.New("the run has waited for as long as it may")

// safe tells whether the call may be sent twice.
func (c *Call) safe() bool {
	return c.order == nil && (c.exchange.Request.Method == http.MethodGet || c.reads)
}

// steers tells whether the call goes to the control door.
func (c *Call) steers() bool {
	return c.target.Control != nil && c.exchange.Module == c.target.Control.Module
}

// trouble is what came of a try, where the next may be better; else nil.
func (c *Call) trouble(a *Answer, err error) *trouble {
	if err != nil {
		return c.failed(a, err)
	}
	if c.steers() {
		return nil
	}
	t := &trouble{what: fmt.Sprintf("HTTP status %d", a.Status())}
	switch a.Status() {
	case http.StatusTooManyRequests:
		t.sort = busy
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		t.sort = away
	case http.StatusOK, http.StatusForbidden:
		title, between := a.Between()
		login := c.exchange.Request.Credentials
		if refused := login == nil || login.Wrong; !between || refused && a.Status() == http.StatusForbidden {
			return nil
		}
		t.sort, t.what = page, fmt.Sprintf("HTTP status %d with an HTML page%s", a.Status(), title)
		return t
	default:
		return nil
	}
	t.wait, _ = RetryAfter(a.Header(), c.target.Now())
	return t
}

// failed is the trouble of a try without a whole answer.
func (c *Call) failed(a *Answer, err error) *trouble {
	var limit *OwnMachine
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, errSlow), errors.Is(err, ErrHungUp),
		errors.As(err, new(*TimeLimit)):
		return nil
	case errors.As(err, &limit):
		return &trouble{sort: own, what: limit.What}
	case !ofTheNetwork(err):
		return nil
	case a.Exchange.Response != nil:
		return &trouble{sort: brokenOff, what: "the answer broke off"}
	}
	reason, _ := diagnoseFailure(err)
	return &trouble{sort: lost, what: reason}
}

// ofTheNetwork tells whether an error is one that may pass.
func ofTheNetwork(err error) bool {
	if errors.As(err, new(*connect.Failure)) || errors.As(err, new(*tls.CertificateVerificationError)) {
		return false
	}
	for _, passing := range []error{
		io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, syscall.ECONNREFUSED, syscall.ECONNRESET, syscall.ECONNABORTED,
		syscall.EPIPE,
		syscall.ETIMEDOUT, syscall.EHOSTUNREACH, syscall.EHOSTDOWN, syscall.ENETUNREACH, syscall.ENETDOWN,
		syscall.ENETRESET,
	} {
		if errors.Is(err, passing) {
			return !coding.Broken(err)
		}
	}
	var op *net.OpError
	return errors.As(err, new(*net.DNSError)) || errors.As(err, &op) && op.Op == "dial" && op.Timeout() ||
		strings.Contains(err.Error(), "server closed idle connection") ||
		strings.Contains(err.Error(), "TLS handshake timeout")
}

// notSent is the error of a request of which nothing left this machine.
type notSent struct{ error }

func (n *notSent) Unwrap() error { return n.error }

// nothing is the exchange of a call that was not sent at all.
func (c *Call) nothing(retries []run.Retry, err error) *Answer {
	a := &Answer{Exchange: c.exchange, body: &body{}}
	a.Exchange.Started, a.Exchange.Retries, a.Exchange.Error = c.target.Now(), slices.Clone(retries), err.Error()
	return a
}
