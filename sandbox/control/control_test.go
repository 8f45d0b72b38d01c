package control_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/montcheck/montcheck/sandbox/catalog"
	"github.com/montcheck/montcheck/sandbox/content"
	"github.com/montcheck/montcheck/sandbox/control"
	"github.com/montcheck/montcheck/sandbox/database"
	"github.com/montcheck/montcheck/sandbox/orders"
	"github.com/montcheck/montcheck/sandbox/store"
	"github.com/montcheck/montcheck/sandbox/westcon"
	"github.com/montcheck/montcheck/sandbox/westcon/authority"
	"github.com/montcheck/montcheck/sandbox/westcon/gateway"
)

// fixed is a clock that moves only when told to.
type fixed struct{ now time.Time }

func (f *fixed) Now() time.Time          { return f.now }
func (f *fixed) Advance(d time.Duration) { f.now = f.now.Add(d) }

func door(t *testing.T, products int) http.Handler {
	t.Helper()
	db, err := database.Open(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	s, err := store.New(t.Context(), db, content.Encoding{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Load(t.Context(), catalog.Generate(1, products, catalog.Shape{})); err != nil {
		t.Fatal(err)
	}
	clock := &fixed{time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	book, err := orders.Open(t.Context(), db, clock.Now, []string{"one", "two"})
	if err != nil {
		t.Fatal(err)
	}
	numbers := westcon.Scenarios{Orders: []string{"0000000004"}, CustomerOrders: []string{"own"},
		ForeignOrder: "0000000009", ForeignCustomerOrder: "theirs"}
	return control.New(s, book, "one", clock, control.Westcon{
		Authority: authority.New(authority.Config{}), Gateway: gateway.New(gateway.Config{}),
		Scenarios: func(context.Context) (westcon.Scenarios, error) { return numbers, nil },
	}, slog.New(slog.DiscardHandler))
}

func send(h http.Handler, verb, path, body string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(verb, path, strings.NewReader(body)))
	return w
}

type answer struct {
	Error                        string
	ContentVersion, PriceVersion int64
	Vendors, Products, Blocked   int64
	Families, Categories         int64
	Changed                      int
	ID                           int32
	PartNum                      string
	Clock                        time.Time
	BlockedProducts              int64
}

func TestRefusals(t *testing.T) {
	h := door(t, 200)
	for _, c := range []struct {
		verb, path, body string
		status           int
		reason           string
	}{
		{"GET", "/nothing", "", 404, "there is no GET /nothing"},
		{"GET", "/prices", "", 404, "there is no GET /prices"},
		{"POST", "/state", "", 404, "there is no POST /state"},
		{"POST", "/prices", "", 400, "EOF"},
		{"POST", "/prices", "{}", 400, "either"},
		{"POST", "/prices", `{"count":1,"changes":[{"productId":1,"price":"1"}]}`, 400, "either"},
		{"POST", "/prices", `{"count":-1}`, 400, "either"},
		{"POST", "/prices", `{"counts":1}`, 400, `"counts"`},
		{"POST", "/prices", `{"count":1} {}`, 400, "more follows"},
		{"POST", "/prices", `{"changes":[{"productId":1,"price":"1","currency":"USD"}]}`, 400, `"currency"`},
		{"POST", "/prices", `{"changes":[{"productId":1,"price":"-1"}]}`, 400, "product 1"},
		{"POST", "/prices", `{"changes":[{"productId":1,"price":12.5}]}`, 400, "price"},
		{"POST", "/prices", `{"changes":[{"productId":999999,"price":"1"}]}`, 404, "no product with id 999999"},
		{"POST", "/edit", `{"kind":"shop","id":1,"name":"x"}`, 400, `"shop"`},
		{"POST", "/edit", `{"kind":"vendor","id":1}`, 400, `"name"`},
		{"POST", "/edit", `{"kind":"vendor","id":1,"name":"a\u0000b"}`, 400, "U+0000"},
		{"POST", "/edit", `{"kind":"vendor","id":1,"name":"` + strings.Repeat("я", 501) + `"}`, 400, "500"},
		{"POST", "/edit", `{"kind":"vendor","id":8,"name":"deleted"}`, 404, "no vendor with id 8"},
		{"POST", "/edit", `{"kind":"category","id":9999,"name":"x"}`, 404, "no category"},
		{"POST", "/edit", `{"kind":"family","id":9999,"name":"x"}`, 404, "no family"},
		{"POST", "/edit", `{"kind":"product","id":9999,"name":"x"}`, 404, "no product"},
		{"POST", "/block", `{"productId":1}`, 400, `"blocked"`},
		{"POST", "/block", `{"productId":9999,"blocked":true}`, 404, "no product"},
		{"POST", "/add", `{"kind":""}`, 400, `"kind"`},
		{"POST", "/delete", `{"kind":"vendor","id":1}`, 409, "in use by"},
		{"POST", "/delete", `{"kind":"category","id":1}`, 409, "categories below it"},
		{"POST", "/delete", `{"kind":"family","id":1}`, 409, "products"},
		{"POST", "/delete", `{"kind":"family","id":0}`, 404, "no family"},
		{"POST", "/scenarios", "{}", 404, "there is no POST /scenarios"},
		{"GET", "/scenarios?login=nobody", "", 404, "no partner"},
		{"GET", "/balance?login=nobody", "", 404, "no partner"},
		{"POST", "/balance", `{"login":"nobody","blocked":true}`, 404, "no partner"},
		{"POST", "/balance", `{"login":"nobody","currency":"RUB","credit":"1"}`, 404, "no partner"},
		{"POST", "/balance", `{"login":"two"}`, 400, `"credit"`},
		{"POST", "/balance", `{"currency":"RUB","blocked":true}`, 400, `"credit"`},
		{"POST", "/balance", `{"currency":"rub","credit":"1"}`, 400, `"rub"`},
		{"POST", "/balance", `{"currency":"RUB","credit":"-1"}`, 400, `"credit"`},
		{"POST", "/balance", `{"currency":"RUB","spent":"0"}`, 400, `"spent"`},
		{"POST", "/gateway", `{}`, 400, `"calls" from 1`},
		{"POST", "/gateway", `{"calls":1}`, 400, `"seconds" from 1`},
		{"POST", "/gateway", `{"calls":1,"seconds":86401}`, 400, "to 86400"},
		{"POST", "/gateway", `{"calls":-1,"seconds":1}`, 400, `"calls" from 1`},
		{"POST", "/gateway", `{"calls":1,"seconds":1,"keys":2}`, 400, `"keys"`},
		{"POST", "/token", `{}`, 400, `"form"`},
		{"POST", "/token", `{"form":"Text"}`, 400, `"Text"`},
		{"POST", "/clock", `{"advance":"soon"}`, 400, `"soon"`},
		{"POST", "/clock", `{"advance":"-1h"}`, 400, "not negative"},
		{"POST", "/clock", `{"advance":"2562047h"}`, 400, "at most"},
		{"POST", "/edit", `{"name":"` + strings.Repeat("x", 1<<20), 413, "too large"},
	} {
		before := state(t, h)
		w := send(h, c.verb, c.path, c.body)
		var got answer
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil ||
			w.Header().Get("Content-Type") != "application/json" {
			t.Errorf("%s: %s %v", c.path, w.Body, err)
		}
		if w.Code != c.status || !strings.Contains(got.Error, c.reason) {
			t.Errorf("%s %s %.80s: %d %s", c.verb, c.path, c.body, w.Code, w.Body)
		}
		if after := state(t, h); after != before {
			t.Errorf("%s %.80s: a refused request changed %+v to %+v", c.path, c.body, before, after)
		}
	}
}

func state(t *testing.T, h http.Handler) answer {
	t.Helper()
	return must(t, send(h, "GET", "/state", ""))
}

func must(t *testing.T, w *httptest.ResponseRecorder) (a answer) {
	t.Helper()
	if w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestActions(t *testing.T) {
	h := door(t, 200)
	now := state(t, h)
	if now.Products != 200 || now.Vendors < 2 || now.Categories < 3 || now.Families < 10 || now.BlockedProducts < 1 {
		t.Errorf("%+v", now)
	}
	do := func(path, body string, content, price int64) answer {
		t.Helper()
		got := must(t, send(h, "POST", path, body))
		now.ContentVersion += content
		now.PriceVersion += price
		if got.ContentVersion != now.ContentVersion || got.PriceVersion != now.PriceVersion {
			t.Errorf("%s %s: %+v, want versions %d and %d", path, body, got, now.ContentVersion, now.PriceVersion)
		}
		return got
	}
	if n := do("/prices", `{"changes":[{"productId":1,"price":"77.1"},{"productId":2,"price":"88"}]}`, 0,
		1).Changed; n != 2 {
		t.Errorf("%d changed", n)
	}
	if n := do("/prices", `{"changes":[{"productId":1,"price":"77.10"}]}`, 0, 0).Changed; n != 0 {
		t.Errorf("%d changed", n)
	}
	if n := do("/prices", `{"count":150}`, 0, 1).Changed; n != 150 {
		t.Errorf("%d changed", n)
	}
	if n := do("/prices", `{"count":100000}`, 0, 1).Changed; n != 200 {
		t.Errorf("%d changed", n)
	}
	for _, kind := range []string{"vendor", "category", "family", "product"} {
		do("/edit", `{"kind":"`+kind+`","id":1,"name":"Имя & <b> 😀"}`, 1, 0)
	}
	do("/block", `{"productId":1,"blocked":true}`, 1, 0)
	do("/block", `{"productId":1,"blocked":true}`, 0, 0)
	do("/block", `{"productId":1,"blocked":false}`, 1, 0)
	do("/delete", `{"kind":"product","id":1}`, 1, 0)
	for _, kind := range []string{"vendor", "category", "family"} {
		added := do("/add", `{"kind":"`+kind+`"}`, 1, 0)
		again := do("/add", `{"kind":"`+kind+`"}`, 1, 0)
		if added.ID == 0 || again.ID <= added.ID {
			t.Errorf("%s %d, then %d", kind, added.ID, again.ID)
		}
	}
	if p := do("/add", `{"kind":"product"}`, 1, 1); p.PartNum == "" || p.ID == 0 {
		t.Errorf("%+v", p)
	}
	family := do("/add", `{"kind":"family"}`, 1, 0).ID
	do("/delete", `{"kind":"family","id":`+text(family)+`}`, 1, 0)
	if w := send(h, "POST", "/delete", `{"kind":"family","id":`+text(family)+`}`); w.Code != 404 {
		t.Errorf("deleted twice: %d", w.Code)
	}
	if next := do("/add", `{"kind":"family"}`, 1, 0).ID; next == family {
		t.Error("the id of a deleted family was used again")
	}
	later := must(t, send(h, "POST", "/clock", `{"advance":"24h"}`))
	if want := time.Date(2026, 1, 3, 3, 4, 5, 0, time.UTC); !later.Clock.Equal(want) ||
		later.PriceVersion != now.PriceVersion {
		t.Errorf("%+v", later)
	}
}

func text(id int32) string { b, _ := json.Marshal(id); return string(b) }

func TestEmptyCatalogueGrows(t *testing.T) {
	h := door(t, 0)
	for _, kind := range []string{"product", "family"} {
		if w := send(h, "POST", "/add", `{"kind":"`+kind+`"}`); w.Code != 409 ||
			!strings.Contains(w.Body.String(), "add one first") {
			t.Errorf("%s: %d %s", kind, w.Code, w.Body)
		}
	}
	for _, kind := range []string{"category", "vendor", "category", "family", "product"} {
		must(t, send(h, "POST", "/add", `{"kind":"`+kind+`"}`))
	}
	if s := state(t, h); s.Products != 1 || s.Families != 1 || s.Categories != 2 || s.Vendors != 1 {
		t.Errorf("%+v", s)
	}
	if n := must(t, send(h, "POST", "/prices", `{"count":5}`)).Changed; n != 1 {
		t.Errorf("%d changed", n)
	}
}

func TestBalancesAndScenarios(t *testing.T) {
	h := door(t, 300)
	type account struct {
		Login    string
		Blocked  bool
		Balances []struct{ Currency, Credit, Spent, Available string }
	}
	read := func(w *httptest.ResponseRecorder) (a account) {
		t.Helper()
		if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil || w.Code != 200 {
			t.Fatal(err, w.Code, w.Body)
		}
		return a
	}
	if a := read(send(h, "GET", "/balance", "")); a.Login != "one" || a.Blocked || len(a.Balances) != 3 ||
		a.Balances[1].Currency != "RUB" ||
		a.Balances[1].Credit != "100000.00" || a.Balances[1].Spent != "0.00" || a.Balances[1].Available != "100000.00" {
		t.Errorf("%+v", a)
	}
	if a := read(
		send(h, "POST", "/balance",
			`{"login":"two","currency":"RUB","credit":"12.5","blocked":true}`)); a.Login != "two" || !a.Blocked || a.
		Balances[1].Available != "12.50" {
		t.Errorf("%+v", a)
	}
	if a := read(send(h, "POST", "/balance", `{"login":"two","currency":"KZT","credit":"7"}`)); !a.Blocked ||
		len(a.Balances) != 4 || a.Balances[1].Credit != "7.00" {
		t.Errorf("%+v", a)
	}
	if a := read(send(h, "GET", "/balance?login=one", "")); a.Blocked || a.Balances[1].Credit != "100000.00" {
		t.Errorf("the other partner's is %+v", a)
	}
	if a := read(
		send(h, "POST", "/balance", `{"login":"two","currency":"RUB","credit":"100000","blocked":false}`)); a.Blocked {
		t.Errorf("%+v", a)
	}
	names := func(login string) map[string]any {
		w, found := send(h, "GET", "/scenarios"+login, ""), map[string]any{}
		if err := json.Unmarshal(w.Body.Bytes(), &found); err != nil || w.Code != 200 {
			t.Fatal(err, w.Body)
		}
		return found
	}
	one, two := names(""), names("?login=two")
	for _, name := range []string{"outOfStock", "finishesLater", "finishesAndFails", "vendorError", "creditLimit",
		"renewalKey", "subscriber", "finishesAfter"} {
		if text, ok := one[name].(string); !ok || text == "" || (one[name] == two[name]) == (name == "subscriber") {
			t.Errorf("%s: %q and %q", name, one[name], two[name])
		}
	}
	want := `{"orders":["0000000004"],"customerOrders":["own"],"foreignOrder":"0000000009",` +
		`"foreignCustomerOrder":"theirs"}`
	if w := send(h, "GET", "/scenarios", ""); !strings.Contains(w.Body.String(), `"westcon":`+want) {
		t.Errorf("Westcon's scenarios are not in %s", w.Body)
	}
}

func TestWestcon(t *testing.T) {
	h := door(t, 0)
	for _, c := range []struct{ verb, path, body, want string }{
		{"GET", "/gateway", "", `{"calls":1000000,"seconds":10}`},
		{"POST", "/gateway", `{"calls":3,"seconds":86400}`, `{"calls":3,"seconds":86400}`},
		{"GET", "/gateway", "", `{"calls":3,"seconds":86400}`},
		{"GET", "/token", "", `{"form":"numbers"}`},
		{"POST", "/token", `{"form":"text"}`, `{"form":"text"}`},
		{"GET", "/token", "", `{"form":"text"}`},
		{"POST", "/token", `{"form":"numbers"}`, `{"form":"numbers"}`},
	} {
		if w := send(h, c.verb, c.path, c.body); w.Code != 200 || strings.TrimSpace(w.Body.String()) != c.want {
			t.Errorf("%s %s %s: %d %s", c.verb, c.path, c.body, w.Code, w.Body)
		}
	}
}
