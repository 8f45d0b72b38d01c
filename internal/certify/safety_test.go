package certify

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/montcheck/montcheck/internal/config"
	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/sandbox"
)

// watched is a sandbox whose requests are counted.
type watched struct {
	*httptest.Server
	mu       sync.Mutex
	posts    int
	accepted []string // bodies of AddOrder that were answered with an order
}

// recorder keeps the answer that it passes on.
type recorder struct {
	http.ResponseWriter
	body bytes.Buffer
}

func (r *recorder) Write(p []byte) (int, error) {
	r.body.Write(p)
	return r.ResponseWriter.Write(p)
}

func watch(t *testing.T) (*watched, *config.Environment) {
	t.Helper()
	s, err := sandbox.New(t.Context(), sandbox.Options{Products: 200})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	w := &watched{}
	w.Server = httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		kept := &recorder{ResponseWriter: out}
		s.Handler().ServeHTTP(kept, r)
		if r.Method != http.MethodPost {
			return
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		w.posts++
		if answer := kept.body.String(); strings.HasSuffix(r.URL.Path, "/AddOrder") && (strings.Contains(answer, "<Status>") || strings.Contains(answer, "<OrderStatus>")) {
			w.accepted = append(w.accepted, answer)
		}
	}))
	t.Cleanup(w.Close)
	special, err := s.Scenarios(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	at := func(path string) *config.Service {
		u, _ := url.Parse(w.URL + path)
		return &config.Service{URL: u}
	}
	return w, &config.Environment{
		Name: "watched", Kind: config.Sandbox,
		Login: config.NewSecret("MONT_LOGIN", sandbox.PartnerLogin), Password: config.NewSecret("MONT_PASSWORD", sandbox.PartnerPassword),
		Content: at(sandbox.ContentPath), EKey: at(sandbox.EKeyPath), EKey2: at(sandbox.EKey2Path),
		Scenarios: config.Scenarios{OutOfStock: special.OutOfStock, CreditLimit: special.CreditLimit, RenewalKey: special.RenewalKey, Subscriber: special.Subscriber},
		Orders:    config.Orders{Max: 3, Budget: decimal.NewFromInt(1_000_000), Currency: "RUB", Poll: time.Millisecond, Wait: time.Second},
	}
}

func TestABudgetOfThreeOrders(t *testing.T) {
	w, env := watch(t)
	dir := t.TempDir()
	r, _, err := Run(context.Background(), Options{Environment: env, Modules: []string{"ekey"}, Dir: dir, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if len(w.accepted) == 0 || len(w.accepted) > 3 {
		t.Errorf("%d orders were placed on a budget of 3", len(w.accepted))
	}
	told := 0
	for _, q := range r.Requirements {
		if q.Verdict == run.NotExercised && strings.Contains(q.Reason, "budget") {
			told++
		}
		if q.Verdict == run.Fail || q.Verdict == run.Error {
			t.Errorf("%s: %s %s", q.ID, q.Verdict, q.Reason)
		}
	}
	if told == 0 || r.Conclusion != run.Incomplete {
		t.Errorf("%s, and %d requirements say that the budget is used up", r.Conclusion, told)
	}
	ledger, err := ledgerOf(dir)
	if err != nil {
		t.Fatal(err)
	}
	_, placed, err := orders.Read(ledger)
	if err != nil {
		t.Fatal(err)
	}
	for _, answer := range w.accepted {
		known := false
		for _, p := range placed {
			known = known || strings.Contains(answer, "<OrderNum>"+p.Number+"</OrderNum>")
		}
		if !known {
			t.Errorf("the ledger lacks an order that was placed: %.300s", answer)
		}
	}
}

func TestABudgetOfMoney(t *testing.T) {
	w, env := watch(t)
	env.Orders.Max, env.Orders.Budget = 100, decimal.Zero
	if _, _, err := Run(context.Background(), Options{Environment: env, Modules: []string{"ekey"}, Dir: t.TempDir(), Seed: 1}); err != nil {
		t.Fatal(err)
	}
	if len(w.accepted) > 0 {
		t.Errorf("%d orders were placed on a budget of nothing", len(w.accepted))
	}
}

func TestProductionSeesNoPost(t *testing.T) {
	w, env := watch(t)
	env.Kind = config.Production
	r, _, err := Run(context.Background(), Options{Environment: env, Dir: t.TempDir(), Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if w.posts > 0 {
		t.Errorf("%d POST requests reached production", w.posts)
	}
	for _, q := range r.Requirements {
		if q.Verdict == run.Fail || q.Verdict == run.Error {
			t.Errorf("%s: %s %s", q.ID, q.Verdict, q.Reason)
		}
	}
}

func TestNothingIsOrderedWithoutLeave(t *testing.T) {
	w, env := watch(t)
	asked := ""
	_, _, err := Run(context.Background(), Options{Environment: env, Dir: t.TempDir(), Confirm: func(plan string) (bool, error) { asked = plan; return false, nil }})
	if !errors.Is(err, ErrNotConfirmed) || w.posts > 0 {
		t.Errorf("%v, after %d POST requests", err, w.posts)
	}
	if !strings.Contains(asked, "3 orders") || !strings.Contains(asked, "1000000.00 RUB") {
		t.Errorf("the user was told %q", asked)
	}
}
