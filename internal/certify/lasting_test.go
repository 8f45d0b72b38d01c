package certify

import (
	"context"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/sandbox"
)

// lasting serves a sandbox that knows many runs.
func lasting(t *testing.T, o sandbox.Options) *environment.Environment {
	t.Helper()
	s, err := sandbox.New(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	address := func(path string) *url.URL { return at(t, server.URL+path) }
	special, err := s.Scenarios(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	westcon, err := s.WestconScenarios(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return &environment.Environment{
		Name: "lasting", Kind: environment.Sandbox,
		Login:    environment.NewSecret("MONT_LOGIN", sandbox.PartnerLogin),
		Password: environment.NewSecret("MONT_PASSWORD", sandbox.PartnerPassword),
		Content:  &environment.Service{URL: address(sandbox.ContentPath)},
		EKey:     &environment.Service{URL: address(sandbox.EKeyPath)},
		EKey2:    &environment.Service{URL: address(sandbox.EKey2Path)}, Westcon: westconAt(t, server.URL),
		Control: address(sandbox.ControlPath),
		Scenarios: environment.Scenarios{
			environment.OutOfStock: {special.OutOfStock}, environment.FinishesLater: {special.FinishesLater},
			environment.CreditLimit: {special.CreditLimit},
			environment.VendorError: {special.VendorError},
			environment.RenewalKey:  {special.RenewalKey}, environment.Subscriber: {special.Subscriber},
			environment.WestconOrders: westcon.Orders, environment.WestconForeignOrder: {westcon.ForeignOrder},
		},
		Orders: environment.Orders{Max: 100, Budget: decimal.NewFromInt(1_000_000), Currency: "RUB",
			Poll: time.Millisecond,
			Wait: time.Second},
	}
}

// An endpoint that lasts has seen other runs: names and prices that they gave, what they added and took away, clocks
// that they moved, credit that they used up. None of that is its fault. The crowd of writers and pollers takes half of
// a run's time, and comes twice.
func TestOneSandboxIsCertifiedTenTimes(t *testing.T) {
	if testing.Short() {
		t.Skip("ten runs")
	}
	env := lasting(t, sandbox.Options{Products: 8, Control: true})
	door, products := env.Control, 0
	for i := range 10 {
		filter := "!CNT-DELTA-12"
		if i == 1 || i == 8 {
			filter = ""
		}
		if env.Control = door; i%4 == 3 {
			env.Control = nil
		}
		r, _, err := Run(context.Background(),
			Options{Environment: env, Dir: t.TempDir(), Seed: 1, LabelFilter: filter})
		if err != nil {
			t.Fatalf("run %d: %v", i+1, err)
		}
		for _, s := range r.Specs {
			if s.Verdict == run.Fail || s.Verdict == run.Error {
				t.Errorf("run %d: %s: %s: %s %+v", i+1, s.ID, s.Verdict, s.Reason, s.Findings)
			}
		}
		if passed := verdicts(r, endpoint.Content)[run.Pass]; i%4 != 3 && len(passed) < 57 {
			t.Errorf("run %d: only %d requirements of MONT Content passed", i+1, len(passed))
		}
		all := len(offered(t, env))
		if i > 1 && all > products+60 {
			t.Errorf("run %d: the catalogue grew from %d products to %d", i+1, products, all)
		}
		products = all
	}
}

// offered are the part numbers that MONT Content lists.
func offered(t *testing.T, env *environment.Environment) []string {
	t.Helper()
	body := fetch(t, env.Content.URL.String()+"/GetProductPrices")
	return slices.Collect(func(yield func(string) bool) {
		for _, rest := range strings.Split(body, "<a:PartNum>")[1:] {
			if !yield(rest[:strings.Index(rest, "<")]) {
				return
			}
		}
	})
}
