package sandbox_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/montcheck/montcheck/sandbox"
)

// shop is a sandbox whose partners order.
type shop struct {
	http.Handler
	sandbox *sandbox.Sandbox
	log     *bytes.Buffer
	list    []offer // as first read
}

func openShop(t testing.TB, o sandbox.Options) *shop {
	t.Helper()
	s := &shop{log: new(bytes.Buffer)}
	if o.Products == 0 {
		o.Products = 700
	}
	o.Control = true
	o.Logger = slog.New(slog.NewTextHandler(s.log, nil))
	var err error
	if s.sandbox, err = sandbox.New(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	s.Handler = s.sandbox.Handler()
	t.Cleanup(func() {
		if err := s.sandbox.Close(); err != nil {
			t.Error(err)
		}
		if s.log.Len() > 0 {
			t.Errorf("the sandbox logged: %s", s.log)
		}
	})
	return s
}

// send sends a request as a partner: "" is the first.
func (s *shop) send(login, verb, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(verb, path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/xml")
	}
	if login == sandbox.PartnerTwoLogin {
		r.SetBasicAuth(sandbox.PartnerTwoLogin, sandbox.PartnerTwoPassword)
	} else {
		r.SetBasicAuth(sandbox.PartnerLogin, sandbox.PartnerPassword)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// offer is a line of version 2's price list.
type offer struct {
	PartNum                                          string
	Price, CurrencyCode                              string
	FulfillmentType, MinCountRequired, FamilyGroupId int
	LicenseFormRequired, InstantDelivery, Blocked    bool
	MaxCountRequired                                 string
	ProductType                                      int
	renewal                                          bool
	vendor                                           string
}

// offers reads the price list once, with what only MONT Content tells.
func (s *shop) offers(t testing.TB) []offer {
	t.Helper()
	if s.list != nil {
		return s.list
	}
	var list struct {
		Offers []offer `xml:"GetPriceChangesResult>Data>PriceList>PriceContract"`
	}
	w := s.send("", "GET", sandbox.EKey2Path+"/GetPriceChanges/0", "")
	if err := xml.Unmarshal(w.Body.Bytes(), &list); err != nil || len(list.Offers) == 0 {
		t.Fatalf("%v in %.500s", err, w.Body)
	}
	products := map[string]node{}
	for _, p := range ask(t, s, "/GetProductPrices").at("ProductList").Nodes {
		products[p.at("PartNum").Text] = p
	}
	for i := range list.Offers {
		o := &list.Offers[i]
		o.renewal = products[o.PartNum].at("IsRenewal").Text == "true"
		o.vendor = products[o.PartNum].at("VendorId").Text
	}
	s.list = list.Offers
	return s.list
}

// find gives the cheapest offer in roubles that fits and takes no special course.
func (s *shop) find(t testing.TB, fits func(offer) bool) offer {
	t.Helper()
	special, err := s.sandbox.Scenarios(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	named, _ := json.Marshal(special)
	best := offer{}
	for _, o := range s.offers(t) {
		if !fits(o) || o.CurrencyCode != "RUB" || cents(t, o.Price) == 0 ||
			bytes.Contains(named, []byte(`"`+o.PartNum+`"`)) {
			continue
		}
		if best.PartNum == "" || cents(t, o.Price) < cents(t, best.Price) {
			best = o
		}
	}
	if best.PartNum == "" {
		t.Fatal("the catalogue has no such product")
	}
	return best
}

func isPlain(o offer) bool {
	return !o.Blocked && !o.LicenseFormRequired && !o.renewal && o.ProductType == 1 && o.MinCountRequired <= 1 &&
		o.MaxCountRequired == "" && o.FulfillmentType == 2
}

func cents(t testing.TB, amount string) int64 {
	t.Helper()
	var n int64
	if _, err := fmt.Sscan(strings.Replace(amount, ".", "", 1), &n); err != nil {
		t.Fatalf("%q: %v", amount, err)
	}
	return n
}

// spent is what a partner has spent in roubles, by the control door, in hundredths.
func (s *shop) spent(t testing.TB, login string) int64 {
	t.Helper()
	w := s.send("", "GET", sandbox.ControlPath+"/balance?login="+login, "")
	account := decode[struct {
		Balances []struct{ Currency, Credit, Spent, Available string }
	}](t, w)
	for _, b := range account.Balances {
		if b.Currency == "RUB" {
			if cents(t, b.Credit)-cents(t, b.Spent) != cents(t, b.Available) {
				t.Errorf("%+v", b)
			}
			return cents(t, b.Spent)
		}
	}
	t.Fatal("no roubles")
	return 0
}

// wait moves the clock.
func (s *shop) wait(d time.Duration) { s.sandbox.Clock().Advance(d) }

func text(v any) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(fmt.Sprint(v)))
	return b.String()
}

// serve serves the shop over real HTTP.
func (s *shop) serve(t testing.TB) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	server.Config = s.sandbox.Server()
	server.Start()
	t.Cleanup(server.Close)
	return server
}

func readAll(t testing.TB, r *http.Response) string {
	t.Helper()
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
