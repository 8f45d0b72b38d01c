package endpoint

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/verdict"
)

// short keeps a test of an endpoint that never answers from lasting.
var short = Limits{Exchange: 2 * time.Second, Silence: 300 * time.Millisecond, Body: 1 << 20,
	Patience: 100 * time.Millisecond}

func newTarget(t *testing.T, address string, l Limits) *Target {
	t.Helper()
	base, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	target, err := New(Options{
		Content: &Service{Module: Content, URL: base},
		Credential: environment.Login{Login: environment.NewSecret("MONT_LOGIN", "partner"),
			Password: environment.NewSecret("MONT_PASSWORD", "s3cret-password")},
		Limits: l,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { target.Close() })
	return target
}

// raw serves every connection with f, which has read the request's header.
func raw(t *testing.T, f func(net.Conn)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				r := bufio.NewReader(c)
				for line := "-"; strings.TrimSpace(line) != ""; {
					if line, err = r.ReadString('\n'); err != nil {
						return
					}
				}
				f(c)
			}()
		}
	}()
	return "http://" + listener.Addr().String()
}

const xmlHeader = "HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n"

func TestHostileEndpoint(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	forever := func(c net.Conn, chunk string) {
		for {
			if _, err := io.WriteString(c, chunk); err != nil {
				return
			}
		}
	}
	wait := func(c net.Conn) { io.Copy(io.Discard, c) } // until the harness hangs up

	for _, c := range []struct {
		name    string
		address func(t *testing.T) string
		reason  string
	}{
		{"down", func(*testing.T) string { return "http://" + closed.Addr().String() }, "nothing listens there"},
		{"a name that does not resolve", func(*testing.T) string { return "http://montcheck.invalid" },
			"does not resolve"},
		{"hangs before the header", func(t *testing.T) string { return raw(t, wait) }, "no answer came in time"},
		{"hangs in the body", func(t *testing.T) string {
			return raw(t, func(c net.Conn) { io.WriteString(c, xmlHeader+"Content-Length: 10\r\n\r\n<a>"); wait(c) })
		}, "no answer came in time"},
		{"trickles", func(t *testing.T) string { return raw(t, dripping(20*time.Millisecond)) },
			"no answer came in time"},
		{"resets", func(t *testing.T) string {
			return raw(t, func(c net.Conn) { c.(*net.TCPConn).SetLinger(0) })
		}, "reset"},
		{"closes", func(t *testing.T) string { return raw(t, func(net.Conn) {}) }, "closed without an answer"},
		{"announces more than it sends", func(t *testing.T) string {
			return raw(t, func(c net.Conn) { io.WriteString(c, xmlHeader+"Content-Length: 1000\r\n\r\n<a/>") })
		}, "ended before the length"},
		{"never ends", func(t *testing.T) string {
			return raw(t,
				func(c net.Conn) { io.WriteString(c, xmlHeader+"\r\n"); forever(c, strings.Repeat("<a>", 1000)) })
		}, "goes on beyond 1 MiB"},
		{"header never ends", func(t *testing.T) string {
			return raw(t,
				func(c net.Conn) { io.WriteString(c, xmlHeader); forever(c, "X: "+strings.Repeat("y", 1000)+"\r\n") })
		}, "header"},
		{"1xx never ends", func(t *testing.T) string {
			return raw(t, func(c net.Conn) { forever(c, "HTTP/1.1 103 Early Hints\r\n\r\n") })
		}, "1xx"},
		{"switches protocols", func(t *testing.T) string {
			return raw(t, func(c net.Conn) {
				io.WriteString(c, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n")
				wait(c)
			})
		}, "switched protocols"},
		{"not HTTP",
			func(t *testing.T) string { return raw(t, func(c net.Conn) { io.WriteString(c, "SSH-2.0-x\r\n") }) },
			"malformed"},
		{"gzip that is none", func(t *testing.T) string {
			return raw(t,
				func(c net.Conn) {
					io.WriteString(c,
						xmlHeader+"Content-Encoding: gzip\r\n\r\n<a/> this is plain text")
				})
		}, "gzip"},
		{"gzip bomb", func(t *testing.T) string {
			var bomb bytes.Buffer
			z := gzip.NewWriter(&bomb)
			z.Write(make([]byte, 16<<20))
			z.Close()
			return raw(t,
				func(c net.Conn) { io.WriteString(c, xmlHeader+"Content-Encoding: gzip\r\n\r\n"+bomb.String()) })
		}, "goes on beyond 1 MiB"},
		{"login refused", func(t *testing.T) string { return status(t, 401, "") }, "login is refused"},
		{"HTML", func(t *testing.T) string { return status(t, 200, "<!DOCTYPE html><html></html>") }, "HTML page"},
		{"nothing there", func(t *testing.T) string { return status(t, 404, "") }, "nothing at this address"},
		{"server error", func(t *testing.T) string { return status(t, 503, "") }, "HTTP status 503"},
		{"plain HTTP where TLS is expected", func(t *testing.T) string {
			return "https" + strings.TrimPrefix(status(t, 200, "<a/>"), "http")
		}, "does not speak TLS"},
		{"certificate of nobody", func(t *testing.T) string {
			s := httptest.NewUnstartedServer(http.NotFoundHandler())
			s.Config.ErrorLog = log.New(io.Discard, "", 0)
			s.StartTLS()
			t.Cleanup(s.Close)
			return s.URL
		}, "is self-signed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			address := c.address(t)
			target := newTarget(t, address, short)
			err := target.Preflight(context.Background(), target.Content,
				[][2]string{{"One", address + "/One"}, {"Two", address + "/Two"}})
			var unreachable *Unreachable
			if !errors.As(err, &unreachable) {
				t.Fatalf("got %v, want an Unreachable", err)
			}
			if !strings.Contains(unreachable.Reason, c.reason) || unreachable.Mend == "" ||
				strings.Contains(err.Error(), "\n") {
				t.Errorf("got %q, want one line with %q and what to mend", err, c.reason)
			}
		})
	}
}

func status(t *testing.T, code int, body string) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		w.WriteHeader(code)
		io.WriteString(w, body)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestPreflightLeavesABrokenMethodToTheSpecs(t *testing.T) {
	for _, other := range []int{http.StatusOK, http.StatusInternalServerError} { // a BusinessError of version 1 has 500
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/One" {
				w.WriteHeader(500)
				io.WriteString(w, "<html><title>Runtime Error</title></html>")
				return
			}
			w.Header().Set("Content-Type", "application/xml")
			w.WriteHeader(other)
			io.WriteString(w, "<a/>")
		}))
		defer s.Close()
		target := newTarget(t, s.URL, short)
		if err := target.Preflight(context.Background(), target.Content,
			[][2]string{{"One", s.URL + "/One"}, {"Two", s.URL + "/Two"}}); err != nil {
			t.Error(err)
		}
	}
}

func TestCredentialsStayWithTheConfiguredHost(t *testing.T) {
	var elsewhere atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) }))
	defer other.Close()
	for _, code := range []int{301, 302, 303, 307, 308} {
		s := httptest.NewServer(http.RedirectHandler(other.URL, code))
		target := newTarget(t, s.URL, short)
		err := target.Preflight(context.Background(), target.Content, [][2]string{{"One", s.URL}})
		if err == nil || !strings.Contains(err.Error(), "redirect") || !strings.Contains(err.Error(), other.URL) {
			t.Errorf("%d: got %v", code, err)
		}
		s.Close()
	}
	if elsewhere.Load() != 0 {
		t.Errorf("%d requests went to another host", elsewhere.Load())
	}
}

func TestSecretsAreNotRecorded(t *testing.T) {
	var basic string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		basic = strings.TrimPrefix(r.Header.Get("Authorization"), "Basic ")
		w.Header().Set("X-Echo", r.Header.Get("Authorization"))
		fmt.Fprintf(w, "%s<a>%s</a>%s<b>s3cret-password</b>", strings.Repeat("x", 32<<10-5), basic,
			strings.Repeat("y", 100<<10))
	}))
	defer s.Close()
	target := newTarget(t, s.URL, Limits{})
	ctx := verdict.With(context.Background(), verdict.NewState("spec", Content, nil, 1))
	a, err := target.Prepare(ctx, target.Content, Request{Operation: "One", URL: s.URL}).Send(ctx)
	if err != nil {
		t.Fatal(err)
	}
	r, err := a.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	body, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	if basic == "" {
		t.Fatal("no credentials were sent")
	}
	for _, secret := range []string{basic, "s3cret-password"} {
		if bytes.Contains(body, []byte(secret)) || strings.Contains(fmt.Sprintf("%+v", a.Exchange), secret) {
			t.Errorf("%q was recorded", secret)
		}
	}
	if got := a.Exchange.Request.Credentials; got.Login != "MONT_LOGIN" || got.Password != "MONT_PASSWORD" {
		t.Errorf("got the credentials %+v, want the names of their variables", got)
	}
}

func TestAnEndpointThatIsGone(t *testing.T) {
	var asked atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		panic(http.ErrAbortHandler)
	}))
	defer s.Close()
	limits := short
	limits.Failures = 4
	target := newTarget(t, s.URL, limits)
	now := time.Now()
	target.Now = func() time.Time { return now }
	ctx := verdict.With(context.Background(), verdict.NewState("spec", Content, nil, 1))
	for i := range 10 {
		now = now.Add(limits.Patience / 4)
		if _, err := target.Prepare(ctx, target.Content,
			Request{Operation: fmt.Sprint(i % 2), URL: s.URL, Method: "POST", Body: "x"}).Send(ctx); err == nil {
			t.Fatal("an aborted answer is no error")
		}
	}
	if n := asked.Load(); target.Gone() == nil || n < 4 || n > 6 {
		t.Errorf("asked %d times, gone: %v; want some times until patience is over, then no more", n, target.Gone())
	}
}
