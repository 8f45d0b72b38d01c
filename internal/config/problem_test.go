package config

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/problem"
)

// sound is an environment to which a case adds what is wrong.
const sound = `kind: sandbox
login: "${MONT_LOGIN}"
password: "${MONT_PASSWORD}"
`

const service = `content: { url: "https://content.example/svc" }
`

// Each problem is told with its place and key, and without any secret. Lines
// count from 1 in the whole file, whose third line is the environment's first.
func TestProblems(t *testing.T) {
	for name, c := range map[string]struct {
		environment string
		want        string // after the file's name
	}{
		"unknown key": {sound + service + "passwort: x",
			"7:5: environments.e.passwort: unknown key; did you mean \"password\"?"},
		"unknown key below": {sound + "content: { ulr: \"https://h\" }",
			"6:16: environments.e.content.ulr: unknown key; did you mean \"url\"?"},
		"a value in a key's place": {sound + service + "\"hunter2-secret \": x", "7:5: environments.e: unknown key"},
		"no mapping": {sound + "content: https://h",
			"6:14: environments.e.content: wants a mapping, and is a text"},
		"empty section": {sound + "content:", "environments.e.content: wants a mapping, and is empty"},
		"empty mapping": {sound + "content: {}", "6:5: environments.e.content.url: is missing"},
		"a list for a text": {sound + "content: { url: [a] }",
			"6:21: environments.e.content.url: wants a URL, and is a list"},
		"a text for a list": {sound + service + "scope: { vendors: Microsoft }",
			"7:23: environments.e.scope.vendors: wants a list of texts, and is a text"},
		"an empty text": {sound + service + "scope: { vendors: [\"\"] }", "environments.e.scope.vendors[0]: is empty"},
		"an alias":      {sound + "content: *x", "environments.e.content: wants a mapping, and is an alias"},
		"missing kind": {"login: x\npassword: y\n" + service,
			"2:3: environments.e.kind: is missing: one of embedded, sandbox, production"},
		"unknown kind": {"kind: sandboxx\n" + service,
			"3:11: environments.e.kind: unknown kind; did you mean \"sandbox\"?"},
		"missing login":    {"kind: sandbox\npassword: x\n" + service, "2:3: environments.e.login: is missing"},
		"missing password": {"kind: sandbox\nlogin: x\n" + service, "2:3: environments.e.password: is missing"},
		"a login alone":    {"kind: embedded\nlogin: x", "environments.e.password: is missing"},
		"a colon in a login": {"kind: sandbox\nlogin: \"a:b\"\npassword: x\n" + service,
			"4:12: environments.e.login: holds a colon"},
		"half of another login": {sound + service + "other_login: { login: x }",
			"7:5: environments.e.other_login.password: is missing"},
		"half of Westcon": {sound + "westcon: { url: \"https://w\" }",
			"6:5: environments.e.westcon.client_secret: is missing"},
		"no service": {sound, "2:3: environments.e: names no service"},
		"unset variable": {sound + "content: { url: \"https://${NOWHERE}/\" }",
			"6:21: environments.e.content.url: the environment variable NOWHERE is not set"},
		"unset secret": {"kind: sandbox\nlogin: x\npassword: \"${NOWHERE}\"\n" + service,
			"5:15: environments.e.password: the environment variable NOWHERE is not set"},
		"empty variable": {"kind: sandbox\nlogin: x\npassword: \"${EMPTY}\"\n" + service,
			"environments.e.password: the environment variable EMPTY is empty"},
		"empty secret": {"kind: sandbox\nlogin: x\npassword: \"\"\n" + service, "environments.e.password: is empty"},
		"a line break in a secret": {"kind: sandbox\nlogin: x\npassword: |\n  one\n  two\n" + service,
			"environments.e.password: holds a line break"},
		"no name in a reference": {"kind: sandbox\nlogin: x\npassword: \"${a b}\"\n" + service,
			"environments.e.password: ${...} holds no name of a variable"},
		"a lone dollar": {"kind: sandbox\nlogin: x\npassword: \"hunter2-secret$\"\n" + service,
			"environments.e.password: a lone $"},
		"a secret's file is missing": {"kind: sandbox\nlogin: x\npassword: \"${file:none}\"\n" + service,
			"environments.e.password: the file of the secret can't be used"},
		"a secret's file is a dir": {"kind: sandbox\nlogin: x\npassword: \"${file:.}\"\n" + service,
			"is not a regular file"},
		"a file for no secret": {sound + "content: { url: \"${file:none}\" }",
			"environments.e.content.url: ${file:...} is for secrets"},
		"relative URL": {sound + "content: { url: content.example/svc }",
			"environments.e.content.url: wants an absolute URL"},
		"no URL": {sound + "content: { url: \"https://[hunter2-secret\" }",
			"environments.e.content.url: is not a URL"},
		"a path only": {sound + "content: { url: \"/svc\" }", "environments.e.content.url: wants an absolute URL"},
		"ftp":         {sound + "content: { url: \"ftp://h/\" }", "environments.e.content.url: wants an absolute URL"},
		"no host": {sound + "content: { url: \"https:///svc\" }",
			"environments.e.content.url: wants an absolute URL"},
		"userinfo": {sound + "content: { url: \"https://me:${MONT_PASSWORD}@h/svc\" }",
			"environments.e.content.url: holds a login or password"},
		"query":       {sound + "content: { url: \"https://h/svc?a=b\" }", "environments.e.content.url: holds a query"},
		"empty query": {sound + "content: { url: \"https://h/svc?\" }", "environments.e.content.url: holds a query"},
		"fragment": {sound + "content: { url: \"https://h/svc#a\" }",
			"environments.e.content.url: holds a fragment"},
		"empty fragment": {sound + "content: { url: \"https://h/svc#\" }",
			"environments.e.content.url: holds a fragment"},
		"port out of range": {sound + "content: { url: \"https://h:70000/svc\" }",
			"environments.e.content.url: holds a port"},
		"port left empty": {sound + "content: { url: \"https://h:/svc\" }", "environments.e.content.url: holds a port"},
		"plain http": {sound + "content: { url: \"http://h/svc\" }",
			"environments.e.content.url: would send credentials in the clear: use https://"},
		"plain http, a near miss": {sound + "content: { url: \"http://localhost.example/svc\" }",
			"environments.e.content.url: would send credentials in the clear"},
		"plain http for Westcon": {sound + "westcon: { url: \"http://h\" }",
			"environments.e.westcon.url: would send credentials in the clear"},
		"negative orders": {sound + service + "orders: { max: -1 }",
			"7:20: environments.e.orders.max: wants a number of at least 0"},
		"half an order": {sound + service + "orders: { max: 1.5 }", "environments.e.orders.max: wants a whole number"},
		"negative budget": {sound + service + "orders: { budget: -0.01 }",
			"7:23: environments.e.orders.budget: is negative"},
		"a budget in exponents": {sound + service + "orders: { budget: 1e9 }",
			"environments.e.orders.budget: wants an amount such as 1000.00"},
		"an endless budget": {sound + service + "orders: { budget: .inf }",
			"environments.e.orders.budget: wants an amount"},
		"unknown currency": {sound + service + "orders: { currency: RUR1 }",
			"environments.e.orders.currency: wants a currency code of ISO 4217"},
		"lower-case currency": {sound + service + "orders: { currency: rub }",
			"environments.e.orders.currency: wants a currency code of ISO 4217"},
		"a silence too short": {sound + service + "limits: { silence: 10ms }",
			"7:24: environments.e.limits.silence: wants a length of time from 1s to 1h0m0s"},
		"a number for a timeout": {sound + service + "limits: { timeout: 45 }",
			"7:24: environments.e.limits.timeout: wants a length of time from 1s to 24h0m0s"},
		"endless patience": {sound + service + "limits: { patience: 1h }",
			"environments.e.limits.patience: wants a length of time from 1s to 10m0s"},
		"a negative rate": {sound + service + "limits: { rate: -1 }",
			"environments.e.limits.rate: wants a number of at least 0"},
		"half a request at once": {sound + service + "limits: { parallel: 0.5 }",
			"environments.e.limits.parallel: wants a whole number"},
		"an unknown limit": {sound + service + "limits: { rates: 5 }",
			"environments.e.limits.rates: unknown key; did you mean \"rate\"?"},
		"no flag": {sound + service + "load: { allowed: yes }", "environments.e.load.allowed: wants true or false"},
		"no rate": {sound + service + "load: { max_rate: 0 }",
			"environments.e.load.max_rate: wants a number of at least 1"},
		"unknown module": {sound + service + "scope: { modules: [contnet] }",
			"7:24: environments.e.scope.modules[0]: unknown module; did you mean \"content\"?"},
		"module without a service": {sound + service + "scope: { modules: [content, ekey] }",
			"7:33: environments.e.scope.modules[1]: ekey is in scope, but the environment has no service of it"},
		"unknown method": {sound + service + "methods: { GetProducts: \"x\" }",
			"7:16: environments.e.methods.GetProducts: unknown key; did you mean \"GetProduct\"?"},
		"unknown placeholder": {sound + service + "methods: { GetFamilyGroup: \"G/{familyId}\" }",
			"environments.e.methods.GetFamilyGroup: unknown placeholder {familyId}; there is only familyGroupId"},
		"a placeholder too many": {sound + service + "methods: { GetAllVendors: \"G/{vendorId}\" }",
			"unknown placeholder {vendorId}: the method has no parameters"},
		"a placeholder too few": {sound + service + "methods: { GetProduct: \"G/{partNum}\" }",
			"environments.e.methods.GetProduct: lacks the placeholder {withPrice}"},
		"a broken form": {sound + service + "methods: { GetProduct: \"G/{partNum\" }",
			"environments.e.methods.GetProduct: is not a URI Template"},
		"an absolute form": {sound + service + "methods: { GetAllVendors: \"https://elsewhere/G\" }",
			"environments.e.methods.GetAllVendors: wants a form relative"},
		"a form on another host": {sound + service + "methods: { GetAllVendors: \"//elsewhere/G\" }",
			"environments.e.methods.GetAllVendors: wants a form relative"},
		"an empty form": {sound + service + "methods: { GetAllVendors: \"\" }",
			"environments.e.methods.GetAllVendors: wants a form relative"},
		"load against production": {strings.Replace(sound, "sandbox", "production", 1) + service +
			"load: { allowed: true }", "environments.e.load.allowed: load is never run against production"},
		"control of production": {strings.Replace(sound, "sandbox", "production", 1) + service +
			"control: \"https://h\"", "environments.e.control: production is never steered"},
		"embedded with a service": {"kind: embedded\n" + service + "login: x\npassword: y",
			"environments.e.content: kind embedded brings its own services"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readNamed(t, indent(c.environment))
			var problems problem.List
			if !errors.As(err, &problems) {
				t.Fatalf("no problem was found: %v", err)
			}
			for _, line := range strings.Split(problems.Error(), "\n") {
				if !strings.Contains(line, FileName+":") {
					t.Errorf("a line without the file: %s", line)
				}
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("got\n%v\nwant\n%s", err, c.want)
			}
			assertNoSecret(t, err.Error())
		})
	}
}

// The outer form of a file is checked when it is loaded.
func TestFormOfFile(t *testing.T) {
	for name, c := range map[string]struct{ content, want string }{
		"not YAML": {"environments: [", "montcheck.yaml:1:15: is not sound YAML"},
		"a reserved sign": {"environments:\n  e:\n    password: @hunter2-secret",
			"montcheck.yaml:3:15: is not sound YAML"},
		"a broken quote": {"environments:\n  e:\n    password: \"hunter2-secret",
			"montcheck.yaml:3:15: is not sound YAML"},
		"a duplicate key": {"environments:\n  e:\n    kind: embedded\n    kind: sandbox",
			"montcheck.yaml:4:5: is not sound YAML: mapping key \"kind\" already defined at [3:5]"},
		"a duplicate name": {"environments:\n  e: {kind: embedded}\n  e: {kind: embedded}",
			"montcheck.yaml:3:3: is not sound YAML"},
		"empty":         {"", "montcheck.yaml:1:1: wants one YAML document"},
		"comments only": {"# nothing\n", "montcheck.yaml:1:1: wants one YAML document"},
		"two documents": {"environments: {e: {kind: embedded}}\n---\nenvironments: {}\n",
			"montcheck.yaml:1:1: wants one YAML document"},
		"a text":          {"hunter2-secret", "montcheck.yaml:1:1: wants a mapping, and is a text"},
		"no environments": {"{}", "montcheck.yaml:1:1: lacks the key environments"},
		"misspelt": {"enviroments: {}",
			"montcheck.yaml:1:1: enviroments: unknown key; did you mean \"environments\"?"},
		"a key beside": {"environments: {e: {kind: embedded}}\nextra: 1\n",
			"montcheck.yaml:2:1: extra: unknown key; there is only environments"},
		"environments a list": {"environments: [e]",
			"montcheck.yaml:1:15: environments: wants a mapping, and is a list"},
		"none": {"environments: {}", "environments: holds no environment"},
		"an unknown name": {"environments: {ee: {kind: embedded}}",
			"there is no environment \"e\"; did you mean \"ee\"?"},
		"an unlike name": {"environments: {nightly: {kind: embedded}, other: {}}",
			"there is no environment \"e\"; there are nightly, other"},
		"an empty one": {"environments: {e: }", "environments.e: wants a mapping, and is empty"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readNamed(t, c.content)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got\n%v\nwant\n%s", err, c.want)
			}
			assertNoSecret(t, err.Error())
		})
	}
}

// All problems of an environment come at once, in the order of the file, and
// those of the others do not come at all.
func TestAllProblemsAtOnce(t *testing.T) {
	content := indent(`
kind: sandbax
content: { url: "http://h/" }
orders: { budget: -1, max: many }
extra: 1
`) + "  other:\n    kind: \"${NOWHERE}\"\n    what: 1\n"
	_, err := readNamed(t, content)
	var problems problem.List
	if !errors.As(err, &problems) {
		t.Fatal(err)
	}
	var got []string
	for _, p := range problems {
		got = append(got, fmt.Sprintf("%d %s", p.Line, strings.TrimPrefix(p.Key, "environments.e.")))
	}
	want := "2 login, 2 password, 3 kind, 4 content.url, 5 orders.budget, 5 orders.max, 6 extra"
	if strings.Join(got, ", ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), want)
	}
	var first problem.Problem
	if !errors.As(err, &first) || filepath.Base(first.File) != FileName {
		t.Errorf("errors.As gives %+v", first)
	}
}

// assertNoSecret fails where a text holds a secret of these tests.
func assertNoSecret(t *testing.T, text string) {
	t.Helper()
	for _, value := range variables {
		if strings.Contains(value, "secret") && strings.Contains(text, value) {
			t.Errorf("a secret shows in: %s", text)
		}
	}
}

// Whatever a file holds, reading it ends in an environment or an error.
func FuzzParse(f *testing.F) {
	f.Add([]byte(indent(sound + service)))
	f.Add([]byte("environments: {e: {kind: embedded, scope: {modules: [content]}, orders: {budget: 1.50}}}"))
	f.Add([]byte("a: &x [1, *x]\n? [b]\n: |\n  text\n<<: *x\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		file, err := Parse(FileName, content)
		if err != nil {
			return
		}
		for _, name := range file.names {
			e, err := file.Environment(name, lookup)
			if err == nil && e.Kind != environment.Embedded && len(modulesOf(e)) == 0 {
				t.Errorf("an environment without a service: %q", content)
			}
		}
	})
}
