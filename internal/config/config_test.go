package config

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/problem"
)

// variables are the environment variables that tests set.
var variables = map[string]string{
	"MONT_LOGIN": "partner", "MONT_PASSWORD": "hunter2-secret", "MONT_LOGIN_2": "other",
	"MONT_PASSWORD_2":   "other-secret",
	"WESTCON_CLIENT_ID": "id-secret", "WESTCON_CLIENT_SECRET": "client-secret", "WESTCON_RESOURCE": "resource-secret",
	"WESTCON_SUBSCRIPTION_KEY": "subscription-secret", "WESTCON_PARTNER_KEY": "partner-secret",
	"HOST": "content.example", "RATE": "7", "EMPTY": "", "MONT_PRODUCTION_LOGIN": "real",
}

func lookup(name string) (string, bool) {
	value, ok := variables[name]
	return value, ok
}

// environment reads the environment "e" of a file with the given content.
func readNamed(t *testing.T, content string) (*environment.Environment, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), FileName)
	write(t, path, content)
	f, err := Load(path, "")
	if err != nil {
		return nil, err
	}
	return f.Environment("e", lookup)
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// indent puts a text below the environment "e".
func indent(text string) string {
	lines := strings.Split(strings.Trim(text, "\n"), "\n")
	return "environments:\n  e:\n    " + strings.Join(lines, "\n    ") + "\n"
}

// The example of the documentation is complete and loads.
func TestDocumentedExample(t *testing.T) {
	page, err := os.ReadFile("../../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	example := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindSubmatch(page)
	if example == nil {
		t.Fatal("docs/configuration.md has no example")
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, FileName), string(example[1]))
	write(t, filepath.Join(dir, "secrets", "mont-password"), "from a file\n")
	f, err := Load("", dir)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"sandbox", "local", "production"}; !slices.Equal(f.names, want) {
		t.Errorf("the names are %v, want %v", f.names, want)
	}

	e, err := f.Environment("sandbox", lookup)
	if err != nil {
		t.Fatal(err)
	}
	if want := (environment.Orders{Max: 20, Budget: decimal.RequireFromString("1000.00"),
		Currency: "RUB"}); !e.Orders.Budget.Equal(
		want.Budget) || e.Orders.Max != want.Max || e.Orders.Currency != want.Currency {
		t.Errorf("orders are %+v, want %+v", e.Orders, want)
	}
	if want := (environment.Scope{Modules: []string{"content", "ekey"},
		Vendors: []string{"Microsoft"}}); !reflect.DeepEqual(
		e.Scope, want) {
		t.Errorf("the scope is %+v, want %+v", e.Scope, want)
	}
	if want := (environment.Scenarios{environment.OutOfStock: {"AAA-00001"}, environment.FinishesLater: {"AAA-00002"},
		environment.FinishesAndFails: {"AAA-00003"},
		environment.RenewalKey:       {"9B4D-YAUF-RFQ4-M62K"}, environment.WestconOrders: {"0006104074", "0006104079"},
		environment.WestconCustomerOrders: {"Rb7713-03"},
		environment.WestconForeignOrder:   {"0006104082"}}); !reflect.DeepEqual(e.Scenarios, want) {
		t.Errorf("the scenarios are %+v, want %+v", e.Scenarios, want)
	}
	if want := (environment.LoadLimits{Allowed: true, MaxRate: 50}); e.Load != want {
		t.Errorf("load is %+v, want %+v", e.Load, want)
	}
	if want := (environment.Limits{Silence: 2 * time.Minute, Timeout: 10 * time.Minute, Patience: time.Minute, Rate: 20,
		Parallel: 8}); e.Limits != want {
		t.Errorf("the limits are %+v, want %+v", e.Limits, want)
	}
	if form := e.Methods["GetProduct"]; form != "GetProduct?partNum={partNum}&withPrice={withPrice}" {
		t.Errorf("the form of GetProduct is %q", form)
	}
	for what, pair := range map[string][2]string{
		"kind": {string(e.Kind), "sandbox"},
		"content": {e.Content.URL.String(),
			"https://sandbox.webstore.mont.ru:446/Version2/Service/ContentServiceV2Xml.svc"},
		"ekey": {e.EKey.URL.String(), "https://sandbox.webstore.mont.ru/B2BService.svc"},
		"ekey2": {e.EKey2.URL.String(),
			"https://sandbox.mont.ru/Version2/Service/B2BServiceV2Xml.svc"},
		"westcon.url":              {e.Westcon.URL.String(), "https://api.westconcomstor.com"},
		"westcon.token_url":        {e.Westcon.TokenURL.Host, "login.microsoftonline.com"},
		"login":                    {e.Login.Reveal(), "partner"},
		"password":                 {e.Password.Reveal(), "hunter2-secret"},
		"other login":              {e.OtherLogin.Login.Reveal(), "other"},
		"other password":           {e.OtherLogin.Password.Reveal(), "other-secret"},
		"westcon.client_id":        {e.Westcon.ClientID.Reveal(), "id-secret"},
		"westcon.client_secret":    {e.Westcon.ClientSecret.Reveal(), "client-secret"},
		"westcon.resource":         {e.Westcon.Resource.Reveal(), "resource-secret"},
		"westcon.subscription_key": {e.Westcon.SubscriptionKey.Reveal(), "subscription-secret"},
		"westcon.partner_key":      {e.Westcon.PartnerKey.Reveal(), "partner-secret"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s is %q, want %q", what, pair[0], pair[1])
		}
	}

	local, err := f.Environment("local", lookup)
	if err != nil {
		t.Fatal(err)
	}
	if local.Control.String() != "http://127.0.0.1:8080/_control" ||
		local.Load.MaxRate != environment.DefaultLoad.MaxRate ||
		!local.Load.Allowed {
		t.Errorf("local has control %v, load %+v", local.Control, local.Load)
	}
	production, err := f.Environment("production", lookup)
	if err != nil {
		t.Fatal(err)
	}
	if got := production.Password; got.Reveal() != "from a file" || got.Variable != "MONT_PASSWORD" {
		t.Errorf("the password from a file is %q, named %s", got.Reveal(), got.Variable)
	}
}

// The documentation describes every key that the reader knows. A key that
// resembles none makes the reader list those it knows.
func TestDocumentedKeys(t *testing.T) {
	page, err := os.ReadFile("../../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "## The keys of an environment")
	_, err = readNamed(t, indent(`
QQQQQQQQ: 1
content: { QQQQQQQQ: 1 }
westcon: { QQQQQQQQ: 1 }
other_login: { QQQQQQQQ: 1 }
scope: { QQQQQQQQ: 1 }
scenarios: { QQQQQQQQ: 1 }
orders: { QQQQQQQQ: 1 }
load: { QQQQQQQQ: 1 }
`))
	var problems problem.List
	if !errors.As(err, &problems) {
		t.Fatal(err)
	}
	keys := 0
	for _, p := range problems {
		_, known, ok := strings.Cut(p.Message, "unknown key; there are ")
		if !ok {
			continue
		}
		section := strings.TrimPrefix(strings.TrimSuffix(p.Key, "QQQQQQQQ"), "environments.e.")
		for name := range strings.SplitSeq(known, ", ") {
			keys++
			full, short := "`"+section+name, "`."+name+"`"
			if !strings.Contains(table, full+"`") && !strings.Contains(table, full+".") &&
				!strings.Contains(table, short) {
				t.Errorf("docs/configuration.md does not describe %s%s", section, name)
			}
		}
	}
	if keys < 30 {
		t.Errorf("the reader told of %d keys only: %v", keys, err)
	}
}

func TestSearch(t *testing.T) {
	root := t.TempDir()
	deep := filepath.Join(root, "a", "b")
	write(t, filepath.Join(root, FileName), indent("kind: embedded"))
	write(t, filepath.Join(deep, "x"), "")
	if err := os.Mkdir(filepath.Join(deep, FileName), 0o755); err != nil { // a folder of that name is no file
		t.Fatal(err)
	}
	f, err := Load("", deep)
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(root, FileName); f.Path != want {
		t.Errorf("found %s, want %s", f.Path, want)
	}

	empty := t.TempDir()
	_, err = Load("", empty)
	if !errors.Is(err, ErrNoFile) || !strings.Contains(err.Error(), empty) ||
		!strings.Contains(err.Error(), "--config") {
		t.Errorf("a search without a find: %v", err)
	}
	if _, err = Load(filepath.Join(empty, "none.yaml"), root); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a named file that is not there: %v", err)
	}
}

func TestDefaults(t *testing.T) {
	e, err := readNamed(t, indent("kind: embedded"))
	if err != nil {
		t.Fatal(err)
	}
	if e.Orders != environment.DefaultOrders || e.Load != environment.DefaultLoad || e.Content != nil ||
		!e.Login.IsZero() ||
		e.OtherLogin != nil || e.Control != nil {
		t.Errorf("the defaults are %+v", e)
	}
}

// What services share is said once, and what is wrong with it is told for each.
func TestAnchors(t *testing.T) {
	e, err := readNamed(t, indent(sound+`content: &one { url: "https://h/a" }
ekey: *one
ekey2: { <<: *one }
`))
	if err != nil {
		t.Fatal(err)
	}
	if e.EKey.URL.String() != "https://h/a" || e.EKey2.URL.String() != "https://h/a" {
		t.Errorf("eKey is at %v and %v", e.EKey.URL, e.EKey2.URL)
	}
	_, err = readNamed(t, indent(sound+"content: &one { ulr: \"hunter2-secret\" }\nekey: *one\n"))
	for _, want := range []string{"6:21: environments.e.content.ulr: unknown key; did you mean \"url\"?",
		"6:21: environments.e.ekey.ulr: unknown key; did you mean \"url\"?", "environments.e.ekey.url: is missing"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got\n%v\nwant\n%s", err, want)
		}
	}
	assertNoSecret(t, err.Error())
}

func TestValues(t *testing.T) {
	e, err := readNamed(t, indent(`
kind: sandbox
login: 007
password: "a$$b-${MONT_PASSWORD}"
content: { url: "https://${HOST}/svc///" }
load: { max_rate: "${RATE}" }
orders: { budget: 0.10, max: 0, currency: EUR }
methods: { GetFamilyGroup: "GetFamilyGroup{?familyGroupId}" }
`))
	if err != nil {
		t.Fatal(err)
	}
	if e.Login.Reveal() != "007" || e.Login.Variable != "MONT_LOGIN" {
		t.Errorf("the login is %q of %s", e.Login.Reveal(), e.Login.Variable)
	}
	if e.Password.Reveal() != "a$b-hunter2-secret" || e.Password.Variable != "MONT_PASSWORD" {
		t.Errorf("the password is %q of %s", e.Password.Reveal(), e.Password.Variable)
	}
	if got := e.Content.URL.String(); got != "https://content.example/svc" {
		t.Errorf("the URL is %s", got)
	}
	if e.Load.MaxRate != 7 || e.Orders.Max != 0 || e.Orders.Budget.String() != "0.1" || e.Orders.Currency != "EUR" {
		t.Errorf("load is %+v, orders are %+v", e.Load, e.Orders)
	}
	own, err := readNamed(t, indent("kind: embedded\nlogin: \"${HOST}\"\npassword: x"))
	if err != nil {
		t.Fatal(err)
	}
	if own.Login.Variable != "HOST" || own.Password.Variable != "MONT_PASSWORD" {
		t.Errorf("the secrets are named %s and %s", own.Login.Variable, own.Password.Variable)
	}
}
