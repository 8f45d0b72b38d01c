package endpoint

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"time"

	"github.com/montcheck/montcheck/internal/bound"
	"github.com/montcheck/montcheck/internal/coding"
	"github.com/montcheck/montcheck/internal/connect"
	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/secrets"
)

const (
	headerBytes   = 256 << 10
	informational = 8 // 1xx answers before the real one
)

// httpSender sends over the network.
type httpSender struct {
	limits    Limits
	spool     *spool
	now       func() time.Time
	transport *http.Transport
	tls       *connect.TLS
	reached   atomic.Bool // an answer came, so that proxy and TLS are well
}

func newHTTPSender(l Limits, s *spool, now func() time.Time, t *connect.TLS) *httpSender {
	transport := connect.Transport(t)
	transport.DisableCompression = true // gzip is asked for and bounded here
	transport.MaxResponseHeaderBytes = headerBytes
	transport.MaxIdleConnsPerHost = 16
	return &httpSender{limits: l, spool: s, now: now, transport: transport, tls: t}
}

func (h *httpSender) close() { h.transport.CloseIdleConnections() }

// The causes of exchanges that were given up for want of bytes.
var (
	errSilent   = errors.New("no byte came for too long")
	errDripping = errors.New("hardly a byte came for too long")
)

// send uses the transport alone: redirects are answers to report, not to
// follow with credentials.
func (h *httpSender) send(ctx context.Context, x *run.Exchange, u unrecorded) (*body, error) {
	outer := ctx
	ctx, cancel := context.WithTimeout(ctx, h.limits.Exchange)
	defer cancel()
	ctx, give := context.WithCancelCause(ctx)
	defer give(nil)
	b, err := h.exchange(ctx, give, x, u)
	if err != nil {
		if cause := context.Cause(ctx); outer.Err() != nil {
			err = fmt.Errorf("%w: %w", outer.Err(), cause)
		} else if u.hangUp != Never {
			err = ErrHungUp
		} else if limit := h.timeLimit(cause, u.silence); limit != nil {
			err = limit
		} else if what := OwnLimit(err); what != "" {
			err = &OwnMachine{What: what, cause: err}
		}
		err = &failure{text: h.spool.redactor.Redact(err.Error()), cause: err}
	}
	return b, err
}

// timeLimit is the error of an exchange that was given up because it took
// longer than our own limits allow; nil for another.
func (h *httpSender) timeLimit(cause error, silence time.Duration) error {
	switch {
	case cause == errSilent:
		return &TimeLimit{What: "no byte came", Key: "limits.silence", Is: silence}
	case cause == errDripping:
		return &TimeLimit{What: fmt.Sprintf("fewer than %d bytes a second came", leastRate), Key: "limits.silence",
			Is: silence}
	case errors.Is(cause, context.DeadlineExceeded):
		return &TimeLimit{What: "the answer was not complete", Key: "limits.timeout", Is: h.limits.Exchange}
	}
	return nil
}

// failure is an error whose text lost its secrets.
type failure struct {
	text  string
	cause error
}

func (f *failure) Error() string { return f.text }
func (f *failure) Unwrap() error { return f.cause }

func (h *httpSender) exchange(ctx context.Context, give context.CancelCauseFunc, x *run.Exchange,
	u unrecorded) (*body, error) {
	stopwatch := &stopwatch{now: h.now}
	x.Started = h.now()
	defer func() { x.Timings = stopwatch.stop(x.Started) }()

	header, text := u.fill()
	request, err := http.NewRequestWithContext(httptrace.WithClientTrace(ctx, stopwatch.trace()), x.Request.Method,
		x.Request.URL, strings.NewReader(text))
	if err != nil {
		return &body{}, err
	}
	if text == "" {
		request.Body, request.GetBody = http.NoBody, nil
	}
	if again := request.GetBody; u.orders && again != nil {
		request.GetBody = func() (io.ReadCloser, error) {
			if stopwatch.onStream() {
				return nil, errRefusedStream
			}
			return again()
		}
	}
	switch u.hangUp {
	case InRequest:
		half := len(text) / 2
		request.Body, request.GetBody = io.NopCloser(io.MultiReader(strings.NewReader(text[:half]), cut{})), nil
	case AfterRequest:
		stopwatch.wrote = func() { give(ErrHungUp) }
	}
	shown := http.Header(x.Request.Header).Clone()
	for _, h := range []http.Header{header, shown} {
		h.Set("Accept-Encoding", "gzip")
		h.Set("User-Agent", "montcheck")
	}
	request.Header = header
	if u.credential != nil {
		request.SetBasicAuth(u.credential.Login.Reveal(), u.credential.Password.Reveal())
		shown.Set("Authorization", "Basic "+secrets.Redaction)
	}
	x.Request.Header = run.Header(shown)

	awaited := time.AfterFunc(u.silence, func() { give(errSilent) })
	defer awaited.Stop()
	response, err := h.transport.RoundTrip(request)
	if err != nil && u.vault != nil {
		err = unquoted(err)
	}
	if err != nil && !stopwatch.began() {
		err = &notSent{err}
	}
	if err != nil {
		return &body{}, h.explain(ctx, request, u, err)
	}
	h.reached.Store(true)
	defer response.Body.Close()
	x.TLS = tlsFacts(response.TLS)
	if u.vault != nil {
		u.vault.learnHeader(response.Header)
	}
	x.Response = &run.Response{Proto: response.Proto, Status: response.StatusCode,
		Header: keptHeader(u.shownHeader(response.Header), h.without(u))}
	if err := tooManyFields(response.Header); err != nil {
		return &body{}, err
	}
	if response.StatusCode == http.StatusSwitchingProtocols {
		return &body{}, errors.New("the endpoint switched protocols (101), which nobody asked for")
	}
	awaited.Stop()
	var stream io.Reader = &watched{r: response.Body, silence: u.silence, give: give}
	if stream, err = coding.Undo(stream, response.Header); err != nil {
		return &body{}, err
	}
	stream, limit := u.learn(bound.Texts(stream), min(h.limits.Body, longestOf(x)))
	b, carried, err := h.spool.read(stream, limit, h.without(u))
	if err != nil && u.vault != nil && !errors.As(err, new(Beyond)) {
		err = unquoted(err)
	}
	x.Response.Body = carried
	return b, err
}

// explain finds out why an endpoint was not reached at all.
func (h *httpSender) explain(ctx context.Context, r *http.Request, u unrecorded, err error) error {
	if u.hangUp != Never || h.reached.Load() {
		return err
	}
	err = connect.Explain(ctx, h.tls, r.URL, err)
	if f := new(connect.Failure); errors.As(err, &f) {
		f.Reason = h.spool.redactor.Redact(f.Reason)
	}
	return err
}

// without is what takes the secrets known by now out of an answer.
func (h *httpSender) without(u unrecorded) *secrets.Remover {
	if u.vault != nil {
		return h.spool.redactor.Remover().WithWebTokens()
	}
	return h.spool.redactor.Remover()
}

// errRefusedStream keeps net/http from sending an order anew where an endpoint
// refuses a stream of HTTP/2: that it did nothing with it is only its word.
var errRefusedStream = errors.New("the endpoint refused the stream of HTTP/2; an order is not sent twice")

// unrecorded is what a request has and its record has not.
type unrecorded struct {
	orders     bool               // may place an order
	silence    time.Duration      // how long the answer may be silent
	credential *environment.Login // of Basic; nil for none
	vault      *vault             // of a service of Westcon; nil for others
	header     http.Header        // with placeholders, as is the text of the body
	text       string
	grants     bool    // asks for a token
	raw        *[]byte // takes the first bytes of the answer as they came; nil where no one needs them
	hangUp     HangUp
}

// cut is where the body ends of a request that is hung up in the middle.
type cut struct{}

func (cut) Read([]byte) (int, error) { return 0, ErrHungUp }

// watched gives an exchange up that stays silent.
type watched struct {
	r       io.Reader
	silence time.Duration
	give    context.CancelCauseFunc

	since time.Time // the last time that enough had come
	came  int       // bytes since then
}

// leastRate is how many bytes a second an answer has at least: one that comes
// byte by byte is as good as silent.
const leastRate = 32

func (w *watched) Read(p []byte) (int, error) {
	if w.since.IsZero() {
		w.since = time.Now()
	}
	timer := time.AfterFunc(w.silence, func() { w.give(errSilent) })
	defer timer.Stop()
	n, err := w.r.Read(p)
	w.came += n
	if took := time.Since(w.since); took >= w.silence {
		if err == nil && float64(w.came) < leastRate*took.Seconds() {
			w.give(errDripping)
		}
		w.since, w.came = time.Now(), 0
	}
	return n, err
}

func tlsFacts(s *tls.ConnectionState) *run.TLS {
	if s == nil {
		return nil
	}
	facts := &run.TLS{Version: tls.VersionName(s.Version), Cipher: tls.CipherSuiteName(s.CipherSuite)}
	if len(s.PeerCertificates) > 0 {
		leaf := s.PeerCertificates[0]
		facts.Subject, facts.Issuer, facts.Expires = leaf.Subject.String(), leaf.Issuer.String(), leaf.NotAfter
	}
	return facts
}
