package certify

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/sandbox"
)

func verdicts(r *run.Run, module string) map[run.Verdict][]string {
	all := map[run.Verdict][]string{}
	for _, q := range r.Requirements {
		if q.Module == module {
			all[q.Verdict] = append(all[q.Verdict], q.ID+": "+q.Reason)
		}
	}
	return all
}

// The embedded sandbox lets every requirement of Westcon's be decided.
func TestEmbeddedWestcon(t *testing.T) {
	r, _, err := Run(context.Background(),
		Options{Sandbox: sandbox.Options{Products: sandbox.EmptyCatalogue}, Modules: []string{"westcon"},
			Dir: t.TempDir(), Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	got := verdicts(r, endpoint.Westcon)
	if len(got) != 1 || len(got[run.Pass]) < 40 || r.Conclusion != run.Conformant {
		t.Errorf("%s: %v", r.Conclusion, got)
	}
}

// westconOnly serves a sandbox's Westcon alone, and tells the paths that were
// posted to.
func westconOnly(t *testing.T) (*environment.Environment, func() []string) {
	t.Helper()
	s, err := sandbox.New(t.Context(), sandbox.Options{Products: sandbox.EmptyCatalogue})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	special, err := s.WestconScenarios(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var posts []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			mu.Lock()
			posts = append(posts, r.URL.Path)
			mu.Unlock()
		}
		s.Handler().ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	env := &environment.Environment{
		Name: "westcon", Kind: environment.Sandbox,
		Westcon: westconAt(t, server.URL),
		Scenarios: environment.Scenarios{environment.WestconOrders: special.Orders,
			environment.WestconForeignOrder: {special.ForeignOrder}},
	}
	return env, func() []string { mu.Lock(); defer mu.Unlock(); return posts }
}

func westconAt(t *testing.T, base string) *environment.Westcon {
	t.Helper()
	at := func(path string) *url.URL {
		u, err := url.Parse(base + path)
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	return &environment.Westcon{
		TokenURL: at(sandbox.WestconTokenPath), URL: at(sandbox.WestconPath),
		ClientID:        environment.NewSecret("WESTCON_CLIENT_ID", sandbox.WestconClientID),
		ClientSecret:    environment.NewSecret("WESTCON_CLIENT_SECRET", sandbox.WestconClientSecret),
		Resource:        environment.NewSecret("WESTCON_RESOURCE", sandbox.WestconResource),
		SubscriptionKey: environment.NewSecret("WESTCON_SUBSCRIPTION_KEY", sandbox.WestconSubscriptionKey),
		PartnerKey:      environment.NewSecret("WESTCON_PARTNER_KEY", sandbox.WestconPartnerKey),
	}
}

// open are the requirements that an endpoint without a control door leaves
// open: a token can't be let expire, nor a limit be provoked.
func open(id string) bool {
	for _, known := range []string{"WST-TOK-03", "WST-AUTH-05", "WST-LIM-01"} {
		if strings.HasPrefix(id, known) {
			return true
		}
	}
	return false
}

// An environment of Westcon alone is certified without MONT's login. In
// production its questions are asked too: they only read.
func TestWestconWithoutMONT(t *testing.T) {
	for _, kind := range []environment.Kind{environment.Sandbox, environment.Production} {
		env, posts := westconOnly(t)
		env.Kind = kind
		r, _, err := Run(context.Background(),
			Options{Environment: env, Dir: t.TempDir(), Seed: 1,
				Confirm: func(string) (bool, error) { return false, errors.New("nothing is ordered") }})
		if err != nil {
			t.Fatal(err)
		}
		for verdict, which := range verdicts(r, endpoint.Westcon) {
			for _, id := range which {
				if verdict != run.Pass && !(verdict == run.NotExercised && open(id)) {
					t.Errorf("%s: %s %s", kind, verdict, id)
				}
			}
		}
		if got := verdicts(r, endpoint.Content); len(got[run.OutOfScope]) == 0 || len(got) != 1 {
			t.Errorf("%s: MONT Content is %v", kind, got)
		}
		if len(posts()) == 0 {
			t.Errorf("%s: nothing was asked", kind)
		}
		for _, path := range posts() {
			if path != sandbox.WestconTokenPath && !strings.HasPrefix(path, sandbox.WestconPath+"/Orders/") {
				t.Errorf("%s: a POST to %s", kind, path)
			}
		}
	}
}

// What can't be certified is said in one line, without the secret.
func TestWestconThatCannotBeReached(t *testing.T) {
	env, _ := westconOnly(t)
	env.Westcon.ClientSecret = environment.NewSecret("WESTCON_CLIENT_SECRET", "a-wrong-client-secret")
	_, _, err := Run(context.Background(), Options{Environment: env, Dir: t.TempDir()})
	if unreachable := (*endpoint.Unreachable)(nil); !errors.As(err, &unreachable) ||
		!strings.Contains(err.Error(), "refused (401): invalid_client") || strings.Contains(err.Error(), "a-wrong") {
		t.Errorf("a wrong secret: %v", err)
	}

	server := httptest.NewTLSServer(http.NotFoundHandler())
	server.Config.ErrorLog = nil
	defer server.Close()
	env.Westcon = westconAt(t, server.URL)
	r, _, err := Run(context.Background(), Options{Environment: env, Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if got := verdicts(r, endpoint.Westcon)[run.Fail]; len(got) != 1 || !strings.HasPrefix(got[0], "WST-TLS-01") {
		t.Errorf("a certificate that does not verify fails %v", got)
	}
}
