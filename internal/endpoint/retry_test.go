package endpoint

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/internal/verdict"
)

// answering is an endpoint that answers by the number of the request, from 1, and a target whose waits take no time.
func answering(t *testing.T,
	answer func(n int32, w http.ResponseWriter)) (target *Target, asked *atomic.Int32, waited *time.Duration) {
	t.Helper()
	asked, waited = &atomic.Int32{}, new(time.Duration)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { answer(asked.Add(1), w) }))
	t.Cleanup(s.Close)
	limits := short
	limits.Patience = time.Minute
	target = newTarget(t, s.URL, limits)
	now := time.Now()
	target.Now = func() time.Time { return now.Add(*waited) }
	target.sleep = func(_ context.Context, d time.Duration) error { *waited += d; return nil }
	return target, asked, waited
}

func ask(t *testing.T, target *Target, r Request) (*Answer, error) {
	t.Helper()
	ctx := verdict.With(t.Context(), verdict.NewState("spec", Content, nil, 1))
	r.URL = target.Content.URL.String()
	return target.Prepare(ctx, target.Content, r).Send(ctx)
}

func saying(status int, header ...string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
	}
}

func TestWhatComesAtABadTimeIsAskedAgain(t *testing.T) {
	for name, c := range map[string]struct {
		first func(http.ResponseWriter)
		wait  time.Duration // at least
	}{
		"429 with Retry-After": {saying(429, "Retry-After", "7"), 7 * time.Second},
		"429 without":          {saying(429), time.Second},
		"429 in words":         {saying(429, "Retry-After", "soon"), time.Second},
		"503 with Retry-After": {saying(503, "Retry-After", "120"), 2 * time.Minute},
		"502":                  {saying(502), 0},
		"504":                  {saying(504), 0},
		"a closed connection":  {func(http.ResponseWriter) { panic(http.ErrAbortHandler) }, 0},
		"a portal's page": {func(w http.ResponseWriter) {
			saying(200, "Content-Type", "text/html")(w)
			fmt.Fprint(w, "<title>Wait</title>")
		}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			target, asked, waited := answering(t, func(n int32, w http.ResponseWriter) {
				if n == 1 {
					c.first(w)
				}
			})
			a, err := ask(t, target, Request{Operation: "One"})
			if err != nil || a.Status() != 200 || asked.Load() != 2 || len(a.Exchange.Retries) != 1 ||
				*waited < c.wait || a.Away != "" {
				t.Errorf("%v after %d requests, having waited %s: %v", a, asked.Load(), *waited, err)
			}
		})
	}
}

// TestWhatStays is given up, after a bounded number of tries and within a bounded time, and says so.
func TestWhatStays(t *testing.T) {
	for name, c := range map[string]struct {
		answer func(http.ResponseWriter)
		words  string
		most   int32
		within time.Duration
	}{
		"503":               {saying(503), "HTTP status 503 at each of", 41, 2 * time.Minute},
		"429":               {saying(429, "Retry-After", "30"), "HTTP status 429 at each of", 6, 5 * time.Minute},
		"429 for a day":     {saying(429, "Retry-After", "86400"), "asks to wait 24h", 1, 0},
		"503 for centuries": {saying(503, "Retry-After", strings.Repeat("9", 30)), "longer than a run waits", 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			target, asked, waited := answering(t, func(_ int32, w http.ResponseWriter) { c.answer(w) })
			_, err := ask(t, target, Request{Operation: "One"})
			var away *Unavailable
			if !errors.As(err, &away) || !strings.Contains(err.Error(), c.words) || asked.Load() > c.most ||
				*waited > c.within {
				t.Errorf("%d requests, having waited %s: %v", asked.Load(), *waited, err)
			}
			if target.Gone() != nil {
				t.Errorf("it answers, and is taken to be gone: %v", target.Gone())
			}
		})
	}
}

// TestAnOrderIsSentOnce whatever comes, unless it never left this machine.
func TestAnOrderIsSentOnce(t *testing.T) {
	for name, answer := range map[string]func(http.ResponseWriter){
		"429": saying(429), "503": saying(503), "504": saying(504),
		"closed": func(http.ResponseWriter) { panic(http.ErrAbortHandler) },
	} {
		target, asked, _ := answering(t, func(_ int32, w http.ResponseWriter) { answer(w) })
		limits := orders.Limits{Orders: 5, Amount: decimal.NewFromInt(1000), Currency: "RUB"}
		target.Orders = orders.NewGuard(limits,
			func() (*orders.Ledger, error) { return orders.Create(t.TempDir(), orders.Header{}) }, time.Now)
		_, err := ask(t, target, Request{Operation: AddOrder, Method: "POST", Body: "<a/>", Order: &orders.Order{
			Number: "1", Version: 1, Lines: []orders.Line{{PartNum: "A", Quantity: 1}}, Amount: decimal.NewFromInt(1),
			Currency: "RUB",
		}})
		if err == nil || asked.Load() != 1 {
			t.Errorf("%s: an order was sent %d times: %v", name, asked.Load(), err)
		}
		target.Orders.Close()
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	date := func(d time.Duration) string { return now.Add(d).Format(http.TimeFormat) }
	for _, c := range []struct {
		retryAfter, date string
		wait             time.Duration
		ok               bool
	}{
		{"5", "", 5 * time.Second, true}, {"0", "", time.Second, true}, {" 7 ", "", 7 * time.Second, true},
		{"-1", "", 0, false}, {"", "", 0, false}, {"soon", "", 0, false}, {"1.5", "", 0, false},
		{date(9 * time.Second), "", 9 * time.Second, true},
		{date(time.Hour + 3*time.Second), date(time.Hour), 3 * time.Second, true},
		{date(-time.Hour), date(0), time.Second, false}, {strings.Repeat("9", 40), "", endless, true},
	} {
		h := http.Header{"Retry-After": {c.retryAfter}}
		if c.date != "" {
			h.Set("Date", c.date)
		}
		if wait, ok := RetryAfter(h, now); ok != c.ok || ok && wait != c.wait {
			t.Errorf("%q of %q: %s %t, want %s %t", c.retryAfter, c.date, wait, ok, c.wait, c.ok)
		}
	}
}

// TestOwnLimits tells limits of this machine from those of the endpoint.
func TestOwnLimits(t *testing.T) {
	dial := func(e syscall.Errno) error {
		return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", e)}
	}
	for _, e := range []syscall.Errno{syscall.EADDRNOTAVAIL, syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM,
		syscall.ENOBUFS} {
		if OwnLimit(dial(e)) == "" {
			t.Errorf("%v is taken for the endpoint's", e)
		}
	}
	for _, e := range []syscall.Errno{syscall.ECONNREFUSED, syscall.ECONNRESET, syscall.ETIMEDOUT} {
		if what := OwnLimit(dial(e)); what != "" || !ofTheNetwork(dial(e)) {
			t.Errorf("%v is told as %q", e, what)
		}
	}
}

// TestATimeLimitOfOurs is told as such, with the key that raises it.
func TestATimeLimitOfOurs(t *testing.T) {
	hold := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-hold }))
	defer s.Close()
	defer close(hold)
	_, err := ask(t, newTarget(t, s.URL, short), Request{Operation: "One"})
	var limit *TimeLimit
	if !errors.As(err, &limit) || !strings.Contains(err.Error(), "limits.silence") {
		t.Errorf("got %v", err)
	}
}
