package load_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strings"
	"testing"
	"time"

	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/load"
	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/sandbox"
)

// working tells how many goroutines of the verifiers there are.
func working() int {
	var b strings.Builder
	pprof.Lookup("goroutine").WriteTo(&b, 2)
	return strings.Count(b.String(), "verify.(*Verifier).work")
}

// A run that comes to no load leaves nothing at work.
func TestNothingStaysAtWork(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	base, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	refusing := &environment.Environment{
		Name: "refusing", Kind: environment.Sandbox, Load: environment.LoadLimits{Allowed: true, MaxRate: 1000},
		Content:  &environment.Service{URL: base},
		Login:    environment.NewSecret("MONT_LOGIN", "login-42-secret"),
		Password: environment.NewSecret("MONT_PASSWORD", "password-77-secret"),
	}
	ended, end := context.WithCancel(t.Context())
	end()
	for name, c := range map[string]struct {
		ctx     context.Context
		options load.Options
	}{
		"refused":     {t.Context(), load.Options{Environment: refusing}},
		"interrupted": {ended, load.Options{Environment: refusing}},
		"no metrics":  {t.Context(), load.Options{Metrics: "no address"}},
		"too late":    {t.Context(), load.Options{StartAt: time.Now().Add(time.Millisecond)}},
	} {
		c.options.Profile, c.options.Sandbox = profile(t, short), sandbox.Options{Products: 60}
		if _, err := load.Run(c.ctx, c.options); err == nil {
			t.Errorf("%s: there is a load", name)
		}
		if n := working(); n > 0 {
			t.Errorf("%s: %d verifiers are at work still", name, n)
		}
	}
}

// A service that drops requests is asked no more often than it allows, and
// every dropped request counts, as one sort of failure in all shards.
func TestDroppedRequests(t *testing.T) {
	s, err := sandbox.New(t.Context(), sandbox.Options{Products: 60})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	type asked struct{}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := r.Context().Value(asked{}).(*int)
		if *n++; *n == 2 {
			c, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				c.(*net.TCPConn).SetLinger(0)
				c.Close()
			}
			return
		}
		s.Handler().ServeHTTP(w, r)
	}))
	server.Config.ConnContext = func(ctx context.Context, _ net.Conn) context.Context {
		return context.WithValue(ctx, asked{}, new(int))
	}
	server.Start()
	t.Cleanup(server.Close)
	base, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	r, err := load.Run(t.Context(), load.Options{
		Profile: profile(t, "stages: [{ rate: 50, duration: 1s }]\nmix: { TestConnection: 1 }\nabort: { errors: "+
			"100% }\nthresholds: { errors: [\"rate<1%\"] }"), Seed: 1,
		Environment: &environment.Environment{
			Name: "dropping", Kind: environment.Sandbox, Load: environment.LoadLimits{Allowed: true, MaxRate: 100},
			Content:  &environment.Service{URL: base.JoinPath(sandbox.ContentPath)},
			Login:    environment.NewSecret("MONT_LOGIN", sandbox.PartnerLogin),
			Password: environment.NewSecret("MONT_PASSWORD", sandbox.PartnerPassword),
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if r.Conclusion != result.NotPassed || r.Total.Errors+r.Resent < 20 || len(r.Failures) != 1 ||
		strings.Contains(r.Failures[0].Summary, "127.0.0.1") {
		explain(t, r)
		t.Errorf("%s, %d errors, %d sent again", r.Conclusion, r.Total.Errors, r.Resent)
	}
}

// Bodies of answers that are refused before the load go back to their pool.
func TestRefusedBodiesAreReleased(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // it empties pools
	text := strings.Repeat("x", 8_000_000)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", fmt.Sprint(len(text)))
		w.WriteHeader(http.StatusServiceUnavailable)
		io.WriteString(w, text)
	}))
	t.Cleanup(server.Close)
	base, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	o := load.Options{Profile: profile(t, short), Environment: &environment.Environment{
		Name: "busy", Kind: environment.Sandbox, Load: environment.LoadLimits{Allowed: true, MaxRate: 1000},
		Content:  &environment.Service{URL: base},
		Login:    environment.NewSecret("MONT_LOGIN", "login-42-secret"),
		Password: environment.NewSecret("MONT_PASSWORD", "password-77-secret"),
	}}
	var before, after runtime.MemStats
	load.Run(t.Context(), o)
	runtime.ReadMemStats(&before)
	const runs = 8
	for range runs {
		load.Run(t.Context(), o)
	}
	runtime.ReadMemStats(&after)
	if each := (after.TotalAlloc - before.TotalAlloc) / runs; each > 24<<20 { // that of all three
		t.Errorf("%d bytes for a run that is refused three times", each)
	}
}
