package certify

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/sandbox"
	orderbook "github.com/montcheck/montcheck/sandbox/orders"
	"github.com/montcheck/montcheck/suites/ekey"
)

// watched is a sandbox whose requests are counted.
type watched struct {
	*httptest.Server
	special  orderbook.Scenarios
	answer   func(h http.Header, body string) string // nil to leave answers as they are
	mu       sync.Mutex
	posts    int
	accepted []string // bodies of AddOrder that were answered with an order
}

// rewrite makes the services of eKey answer orders otherwise.
func (w *watched) rewrite(answer func(h http.Header, body string) string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.answer = answer
}

func at(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func watch(t *testing.T) (*watched, *environment.Environment) {
	t.Helper()
	s, err := sandbox.New(t.Context(), sandbox.Options{Products: 200, Control: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	w := &watched{}
	w.Server = httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		kept := httptest.NewRecorder()
		s.Handler().ServeHTTP(kept, r)
		w.mu.Lock()
		defer w.mu.Unlock()
		body := kept.Body.String()
		if r.Method == http.MethodPost {
			w.posts++
			if strings.HasSuffix(r.URL.Path, "/AddOrder") &&
				(strings.Contains(body, "<Status>") || strings.Contains(body, "<OrderStatus>")) {
				w.accepted = append(w.accepted, body)
			}
		}
		maps.Copy(out.Header(), kept.Header())
		if w.answer != nil && strings.Contains(r.URL.Path, "Order") {
			out.Header().Del("Content-Length")
			body = w.answer(out.Header(), body)
		}
		out.WriteHeader(kept.Code)
		io.WriteString(out, body)
	}))
	t.Cleanup(w.Close)
	if w.special, err = s.Scenarios(t.Context()); err != nil {
		t.Fatal(err)
	}
	service := func(path string) *environment.Service { return &environment.Service{URL: at(t, w.URL+path)} }
	return w, &environment.Environment{
		Name: "watched", Kind: environment.Sandbox,
		Login:    environment.NewSecret("MONT_LOGIN", sandbox.PartnerLogin),
		Password: environment.NewSecret("MONT_PASSWORD", sandbox.PartnerPassword),
		Content:  service(sandbox.ContentPath), EKey: service(sandbox.EKeyPath), EKey2: service(sandbox.EKey2Path),
		// No attribute of a product shows what these do: as plain ones they would be no fair choice.
		Scenarios: environment.Scenarios{environment.OutOfStock: {w.special.OutOfStock},
			environment.CreditLimit: {w.special.CreditLimit},
			environment.VendorError: {w.special.VendorError}, environment.RenewalKey: {w.special.RenewalKey},
			environment.Subscriber: {w.special.Subscriber}},
		Orders: environment.Orders{Max: 3, Budget: decimal.NewFromInt(1_000_000), Currency: "RUB",
			Poll: time.Millisecond,
			Wait: time.Second},
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
	if _, _, err := Run(context.Background(),
		Options{Environment: env, Modules: []string{"ekey"}, Dir: t.TempDir(), Seed: 1}); err != nil {
		t.Fatal(err)
	}
	if len(w.accepted) > 0 {
		t.Errorf("%d orders were placed on a budget of nothing", len(w.accepted))
	}
}

func TestProductionSeesNoPost(t *testing.T) {
	w, env := watch(t)
	env.Kind = environment.Production
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
	_, _, err := Run(context.Background(),
		Options{Environment: env, Dir: t.TempDir(),
			Confirm: func(plan string) (bool, error) { asked = plan; return false, nil }})
	if !errors.Is(err, ErrNotConfirmed) || w.posts > 0 {
		t.Errorf("%v, after %d POST requests", err, w.posts)
	}
	if !strings.Contains(asked, "up to 3 orders") || !strings.Contains(asked, "1000000.00 RUB") {
		t.Errorf("the user was told %q", asked)
	}
}

// What is ordered is what was said beforehand: no other product, and no more.
func TestThePlanIsKept(t *testing.T) {
	w, env := watch(t)
	env.Orders.Max, env.Orders.Poll, env.Orders.Wait = 1000, time.Minute, time.Minute
	env.Control = at(t, w.URL+sandbox.ControlPath)
	env.Scenarios[environment.FinishesLater] = []string{w.special.FinishesLater}
	env.Scenarios[environment.FinishesAndFails] = []string{w.special.FinishesAndFails}
	dir, asked := t.TempDir(), ""
	r, _, err := Run(context.Background(),
		Options{Environment: env, Modules: []string{"ekey"}, Dir: dir, Seed: 1,
			Confirm: func(plan string) (bool, error) { asked = plan; return true, nil }})
	if err != nil {
		t.Fatal(err)
	}
	ledger, err := ledgerOf(dir)
	if err != nil {
		t.Fatal(err)
	}
	_, placed, err := orders.Read(ledger)
	if err != nil {
		t.Fatal(err)
	}
	units := map[string]int{}
	accepted := 0
	for _, p := range placed {
		accepted++
		for _, l := range p.Lines {
			units[fmt.Sprint(p.Version, " ", l.PartNum)] += l.Quantity
		}
	}
	settings := targetOf(env)
	settings.Orders = orders.NewGuard(limitsOf(env), nil, time.Now)
	tg, err := endpoint.New(settings)
	if err != nil {
		t.Fatal(err)
	}
	defer tg.Close()
	planned, err := ekey.Plan(t.Context(), tg)
	if err != nil {
		t.Fatal(err)
	}
	said := 0
	for _, p := range planned {
		said += p.Orders
		units[fmt.Sprint(p.Version, " ", p.PartNum)] -= p.Units
		if !strings.Contains(asked, p.PartNum) || !strings.Contains(asked, p.Amount.StringFixed(2)) {
			t.Errorf("the user was not told of %d of %s for %s", p.Units, p.PartNum, p.Amount)
		}
	}
	for product, n := range units {
		if n != 0 {
			t.Errorf("%+d units of %s (eKey, part number) against the plan", n, product)
		}
	}
	if accepted != said {
		t.Errorf("%d orders were placed, and %d were planned", accepted, said)
	}
	if t.Failed() {
		for _, q := range r.Requirements {
			if q.Verdict != run.Pass && q.Verdict != run.OutOfScope {
				t.Logf("%s %s: %s", q.ID, q.Verdict, q.Reason)
			}
		}
		for _, p := range placed {
			t.Logf("%+v", p)
		}
	}
}
