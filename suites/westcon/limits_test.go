package westcon_test

import (
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/runner"
	"github.com/montcheck/montcheck/sandbox"
	"github.com/montcheck/montcheck/suites/westcon"
)

// TestObeysRetryAfter meets a gateway that is busy and can't be steered: the
// suite waits as it is told where that is short, and else gives up without a
// verdict, at once.
func TestObeysRetryAfter(t *testing.T) {
	if testing.Short() {
		t.Skip("it waits for a second")
	}
	quiet(t, "busy once", certify(t, busy("1", func(call int32) bool { return call == 2 })))
	waits := 0
	for _, q := range certify(t, busy("86400", func(int32) bool { return true })).Requirements {
		switch {
		case q.ID == "WST-AVL-01" && q.Verdict == run.Warn: // which counts bad moments
		case q.Verdict == run.Fail || q.Verdict == run.Error || q.Verdict == run.Warn:
			t.Errorf("always busy: %s is %s: %s", q.ID, q.Verdict, q.Reason)
		case strings.Contains(q.Reason, "asks to wait 24h"):
			waits++
		}
	}
	if waits < 10 {
		t.Errorf("only %d requirements are left open because the gateway asks to wait", waits)
	}
}

// TestLinesMoveOn lets the lines of orders change between two questions, once, wherever: no alarm.
func TestLinesMoveOn(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes many runs")
	}
	date := regexp.MustCompile(`"statusDate":"[0-9]+"`)
	for after := int32(10); after < 60; after += 5 {
		r := certify(t, func(call int32, service http.Handler, w http.ResponseWriter, r *http.Request) {
			answer := httptest.NewRecorder()
			service.ServeHTTP(answer, r)
			maps.Copy(w.Header(), answer.Header())
			w.Header().Del("Content-Length")
			w.WriteHeader(answer.Code)
			body := answer.Body.Bytes()
			if call > after {
				body = date.ReplaceAll(body, []byte(`"statusDate":"20260102"`))
			}
			_, _ = w.Write(body) // a client that hung up fails by itself
		})
		quiet(t, fmt.Sprintf("after %d calls", after), r)
	}
}

// quiet expects nothing but passes, and what takes a clock or a limit that can be set.
func quiet(t *testing.T, what string, r *run.Run) {
	t.Helper()
	for _, q := range r.Requirements {
		steered := slices.Contains([]string{"WST-TOK-03", "WST-AUTH-05", "WST-LIM-01"}, q.ID)
		if q.ID == "WST-AVL-01" && q.Verdict == run.Warn { // which counts bad moments
			continue
		}
		if q.Verdict != run.Pass && q.Verdict != run.OutOfScope && !(steered && q.Verdict == run.NotExercised) {
			t.Errorf("%s: %s is %s: %s", what, q.ID, q.Verdict, q.Reason)
		}
	}
}

// answering answers a call to the gateway, by its number from 1, in the
// place of the service.
type answering func(call int32, service http.Handler, w http.ResponseWriter, r *http.Request)

// busy is a gateway that some calls are too many for.
func busy(retryAfter string, tooMany func(call int32) bool) answering {
	return func(call int32, service http.Handler, w http.ResponseWriter, r *http.Request) {
		if !tooMany(call) {
			service.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Retry-After", retryAfter)
		w.WriteHeader(http.StatusTooManyRequests)
		_, _ = w.Write([]byte(`{"statusCode":429,"message":"later"}`)) // a client that hung up fails by itself
	}
}

// certify runs the suite against a sandbox whose gateway answers otherwise,
// and that has no control door.
func certify(t *testing.T, gateway answering) *run.Run {
	t.Helper()
	s, err := sandbox.New(t.Context(),
		sandbox.Options{Products: sandbox.EmptyCatalogue, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	special, err := s.WestconScenarios(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var calls atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == sandbox.WestconTokenPath {
			s.Handler().ServeHTTP(w, r)
			return
		}
		gateway(calls.Add(1), s.Handler(), w, r)
	}))
	defer server.Close()
	base, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	service := func(path string) *endpoint.Service {
		return &endpoint.Service{Module: endpoint.Westcon, Name: "Westcon", URL: base.JoinPath(path)}
	}
	secret := func(name, value string) environment.Secret { return environment.NewSecret("WESTCON_"+name, value) }
	tg, err := endpoint.New(endpoint.Options{
		Environment: run.Environment{Name: "uncontrolled", Kind: "sandbox"},
		Westcon:     service(sandbox.WestconPath), Tokens: service(sandbox.WestconTokenPath),
		Scenarios: environment.Scenarios{
			environment.WestconOrders: special.Orders, environment.WestconCustomerOrders: special.CustomerOrders,
			environment.WestconForeignOrder:         {special.ForeignOrder},
			environment.WestconForeignCustomerOrder: {special.ForeignCustomerOrder},
		},
		Run: "01WITHOUTCONTROL", Seed: 1, Polling: endpoint.Polling{Every: time.Minute, AtMost: time.Minute},
		Client: &environment.Westcon{
			ClientID:        secret("CLIENT_ID", sandbox.WestconClientID),
			ClientSecret:    secret("CLIENT_SECRET", sandbox.WestconClientSecret),
			Resource:        secret("RESOURCE", sandbox.WestconResource),
			SubscriptionKey: secret("SUBSCRIPTION_KEY", sandbox.WestconSubscriptionKey),
			PartnerKey:      secret("PARTNER_KEY", sandbox.WestconPartnerKey),
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer tg.Close()
	result, err := runner.Run(
		runner.Options{Target: tg, Suites: []runner.Suite{westcon.Specs}, Modules: []string{endpoint.Westcon}})
	if err != nil {
		t.Fatal(err)
	}
	if result.Stopped != nil {
		t.Fatalf("the run was stopped: %s", result.Stopped.Reason)
	}
	return result
}
