package repeat

import (
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/sample"
	"github.com/montcheck/montcheck/reports/printable"
)

func exchange(q run.Request) run.Exchange { return run.Exchange{Request: q} }

// A shell makes of each command exactly the arguments that send the request.
func TestCurlArguments(t *testing.T) {
	r := &run.Run{}
	for _, c := range []struct {
		name string
		q    run.Request
		want []string
	}{
		{"get", run.Request{Method: "GET", URL: "https://h/a?b=1&c=2",
			Header: run.Header{"Accept": {"application/xml"}}},
			[]string{"-sS", "-i", "-H", "Accept: application/xml", "https://h/a?b=1&c=2"}},
		{"credentials",
			run.Request{Method: "GET", URL: "https://h/",
				Credentials: &run.Credentials{Login: "MONT_LOGIN", Password: "MONT_PASSWORD"}},
			[]string{"-sS", "-i", "-u", "us er:$pass'word", "https://h/"}},
		{"variables that are none",
			run.Request{Method: "GET", URL: "https://h/",
				Credentials: &run.Credentials{Login: "$(touch owned)", Password: "`touch owned`"}},
			[]string{"-sS", "-i", "-u", "us er:$pass'word", "https://h/"}},
		{"wrong credentials",
			run.Request{Method: "GET", URL: "https://h/",
				Credentials: &run.Credentials{Login: "MONT_LOGIN", Password: "MONT_PASSWORD", Wrong: true}},
			[]string{"-sS", "-i", "-u", "us er:wrong-password", "https://h/"}},
		{"secrets and curl's own headers stay out", run.Request{Method: "GET", URL: "https://h/",
			Header: run.Header{"Authorization": {"[redacted]"}, "Host": {"h"}, "User-Agent": {"m"},
				"Accept-Encoding": {"gzip"}, "X-Empty": {""}, "X-Two": {"1", "2"}}},
			[]string{"-sS", "-i", "--compressed", "-H", "X-Empty;", "-H", "X-Two: 1", "-H", "X-Two: 2", "https://h/"}},
		{"body", run.Request{Method: "POST", URL: "https://h/", Header: run.Header{"Content-Type": {"text/xml"}},
			Body: "@<a b='c'>\n\t$x`y`\\</a>\n"},
			[]string{"-sS", "-i", "-H", "Content-Type: text/xml", "--data-raw", "@<a b='c'>\n\t$x`y`\\</a>\n",
				"https://h/"}},
		{"body without a type", run.Request{Method: "PUT", URL: "https://h/", Body: "x"},
			[]string{"-sS", "-i", "-X", "PUT", "-H", "Content-Type:", "--data-raw", "x", "https://h/"}},
		{"control characters",
			run.Request{Method: "POST", URL: "https://h/\x1b[2J",
				Header: run.Header{"Content-Type": {"\u009b1m\x01" + "2"}}, Body: "\xff'\\\x1b7\r\n"},
			[]string{"-sS", "-i", "-H", "Content-Type: \u009b1m\x01" + "2", "--data-raw", "\xff'\\\x1b7\r\n",
				"--globoff", "https://h/\x1b[2J"}},
		{"what curl would change", run.Request{Method: "HEAD", URL: "https://h/../{a}"},
			[]string{"-sS", "-i", "--head", "--globoff", "--path-as-is", "https://h/../{a}"}},
		{"what looks like an option",
			run.Request{Method: "GET", URL: "-K/etc/passwd", Header: run.Header{"@file": {""}}},
			[]string{"-sS", "-i", "--url", "-K/etc/passwd"}},
		{"a body too long for an argument",
			run.Request{Method: "POST", URL: "https://h/", Header: run.Header{"Content-Type": {"a/b"}},
				Body: strings.Repeat("x", MaxBody+1)},
			[]string{"-sS", "-i", "-H", "Content-Type: a/b", "--data-binary", "@body.bin", "https://h/"}},
	} {
		args, _ := shell(t, Curl(r, exchange(c.q)))
		if !slices.Equal(args, c.want) {
			t.Errorf("%s: the shell made\n %q, want\n %q", c.name, args, c.want)
		}
	}
}

func TestCurlSendsNULThroughAPipe(t *testing.T) {
	body := "a\x00b'\xff"
	args, in := shell(t, Curl(&run.Run{}, exchange(run.Request{Method: "POST", URL: "https://h/", Body: body})))
	if in != body || !slices.Contains(args, "@-") {
		t.Errorf("standard input %q with %q", in, args)
	}
}

func TestHostileRunMakesHarmlessCommands(t *testing.T) {
	r := sample.Hostile()
	r.Environment.Sandbox.Faults = []string{sample.Script + sample.Clear}
	for _, x := range r.Exchanges {
		command := Curl(r, x)
		if !printable.Clean(command) {
			t.Errorf("the command shows control characters: %q", command)
		}
		shell(t, command)
	}
	for _, command := range []string{Check(r, "$(touch owned)\x1b[2J"), Sandbox(r)} {
		if !printable.Clean(command) {
			t.Errorf("the command shows control characters: %q", command)
		}
		shell(t, command)
	}
}

func TestAddressOfTheSandbox(t *testing.T) {
	r := sample.Full()
	if got := Curl(r, r.Exchanges[0]); !strings.Contains(got, Address+"/Version2/") ||
		strings.Contains(got, sample.Base) {
		t.Errorf("the command asks an address that is gone: %s", got)
	}
	if got, want := Sandbox(r), "montcheck sandbox --products 200 --seed 7 --control"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	r.Environment.Sandbox.Faults = []string{"late-member"}
	if got, want := Sandbox(r), "montcheck sandbox --products 200 --fault late-member --seed 7 --control"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := Check(r, "CNT-PRD-08"),
		"montcheck certify --products 200 --fault late-member --module content --seed 42 --label-filter "+
			"CNT-PRD-08"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	r.Environment.Sandbox = nil
	r.Environment.Name = "my sandbox"
	if got := Sandbox(r); got != "" {
		t.Errorf("a sandbox that the run had not: %s", got)
	}
	if got, want := Check(r, "CNT-PRD-08"),
		"montcheck certify --env 'my sandbox' --module content --seed 42 --label-filter "+
			"CNT-PRD-08"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// shell runs a command with programs that only write down what they were
// given, and gives the arguments and the standard input of the last.
func shell(t *testing.T, command string) (args []string, stdin string) {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("needs bash")
	}
	dir := t.TempDir()
	recorder := "#!" + bash + "\nprintf '%s\\0' \"$@\" > " + dir + "/args\nif [ ! -t 0 ]; then cat > " + dir +
		"/in; fi\n"
	for _, name := range []string{"curl", "montcheck"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(recorder), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	work := t.TempDir()
	c := exec.Command(bash, "-c", command)
	c.Dir = work
	c.Env = []string{"PATH=" + dir + ":" + os.Getenv("PATH"), "MONT_LOGIN=us er", "MONT_PASSWORD=$pass'word"}
	if out, err := c.CombinedOutput(); err != nil || len(out) > 0 {
		t.Fatalf("%s\n%s%v", command, out, err)
	}
	if left, _ := os.ReadDir(work); len(left) > 0 {
		t.Fatalf("the command left %s behind: %s", left[0].Name(), command)
	}
	written, err := os.ReadFile(filepath.Join(dir, "args"))
	if err != nil {
		t.Fatal(err)
	}
	in, _ := os.ReadFile(filepath.Join(dir, "in"))
	return strings.Split(strings.TrimSuffix(string(written), "\x00"), "\x00"), string(in)
}

// westconRun is a run with a token request and an exchange that carries its
// token.
func westconRun(base string) *run.Run {
	return &run.Run{
		Environment: run.Environment{TokenURL: base + "/token"},
		Exchanges: []run.Exchange{
			{Operation: "oauth2/token", Response: &run.Response{Status: 200}, Request: run.Request{
				Method: "POST", URL: base + "/token",
				Header: run.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
				Body: "client_id=${MY_CLIENT}&client_secret=${MY_SECRET}&" +
					"grant_type=client_credentials&resource=${MY_RESOURCE}",
				Variables: []string{"MY_CLIENT", "MY_SECRET", "MY_RESOURCE"},
			}},
			{Operation: "orderStatus", Request: run.Request{
				Method: "POST", URL: base + "/Orders/orderStatus",
				Header: run.Header{
					"Content-Type": {"application/json"}, "Ocp-Apim-Subscription-Key": {"${MY_KEY}"},
					"Authorization": {"Bearer ${WESTCON_TOKEN}"},
					"X-Other":       {"${HOME} stays"},
				},
				Body:      `{"mT_OrderStatus_API_REQ":{"partnerKey":"${MY_PARTNER}","order":["it's ${PATH}"]}}`,
				Variables: []string{"MY_KEY", "WESTCON_TOKEN", "MY_PARTNER"},
			}},
		},
	}
}

// The command gets a token with the shell's variables and sends it, with the
// same bytes as the run did.
func TestCurlGetsAToken(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("needs curl")
	}
	type call struct {
		*http.Request
		body string
	}
	forms, calls := make(chan url.Values, 9), make(chan call, 9)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/token" {
			r.ParseForm()
			forms <- r.PostForm
			io.WriteString(w, "{\"token_type\":\"Bearer\", \"access_token\" : \"eyJ0.eyJh.c2ln\",\"expires_in\":1}")
			return
		}
		all, _ := io.ReadAll(r.Body)
		calls <- call{r, string(all)}
	}))
	defer server.Close()
	r := westconRun(server.URL)
	command := Curl(r, r.Exchanges[1])
	for _, shell := range []string{"sh", "bash"} {
		c := exec.Command(shell, "-c", command)
		c.Env = []string{"PATH=" + os.Getenv("PATH"), "MY_CLIENT=id", "MY_SECRET=a&b=c%20+'\"$x", "MY_RESOURCE=r/s",
			"MY_KEY=k e'y", "MY_PARTNER=0001"}
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%s\n%s%v", command, out, err)
		}
		if len(forms) != 1 || len(calls) != 1 {
			t.Fatalf("%s asked for %d tokens and sent %d requests", shell, len(forms), len(calls))
		}
		form, got := <-forms, <-calls
		if want := (url.Values{"client_id": {"id"}, "client_secret": {"a&b=c%20+'\"$x"},
			"grant_type": {"client_credentials"}, "resource": {"r/s"}}); !reflect.DeepEqual(form, want) {
			t.Errorf("%s asked for a token with %v", shell, form)
		}
		for name, want := range map[string]string{
			"Authorization": "Bearer eyJ0.eyJh.c2ln", "Ocp-Apim-Subscription-Key": "k e'y",
			"Content-Type": "application/json", "X-Other": "${HOME} stays",
		} {
			if got.Header.Get(name) != want {
				t.Errorf("%s sent %s %q, want %q", shell, name, got.Header.Get(name), want)
			}
		}
		if want := `{"mT_OrderStatus_API_REQ":{"partnerKey":"0001","order":["it's ${PATH}"]}}`; got.body != want {
			t.Errorf("%s sent %s", shell, got.body)
		}
	}
}

// A token for another resource is asked for as the run did; one that only
// montcheck makes leaves the command to montcheck.
func TestCurlOfOtherTokens(t *testing.T) {
	r := westconRun("https://westcon.example")
	r.Environment.Name = "sandbox"
	x := r.Exchanges[1]
	x.Key = run.Key{Spec: "refuses forgeries", Ordinal: 2}
	r.Specs = []run.Spec{{ID: "refuses forgeries", Requirements: []string{"WST-AUTH-04"}}}
	carry := func(authorization string) run.Exchange {
		x.Request.Header = maps.Clone(x.Request.Header)
		x.Request.Header["Authorization"] = []string{authorization}
		x.Request.Variables = []string{"MY_KEY", "MY_PARTNER"}
		return x
	}
	got := Curl(r, carry("Bearer [an access token for https://graph.microsoft.com]"))
	for _, want := range []string{"--data-urlencode resource=https://graph.microsoft.com ",
		`'Authorization: Bearer '"$WESTCON_TOKEN"`, "WESTCON_TOKEN=$(curl"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
	if strings.Contains(got, "MY_RESOURCE") {
		t.Errorf("the configured resource is asked for: %s", got)
	}
	got = Curl(r, carry("Bearer [an access token with altered claims]"))
	if want := "# curl can't send this again: it carries an access token with altered claims, which montcheck " +
		"makes\nmontcheck certify --env sandbox --seed 0 --label-filter WST-AUTH-04"; got != want {
		t.Errorf("got %s", got)
	}
	if strings.Contains(Curl(r, carry("Bearer montcheck")), "#") {
		t.Error("a text that is no token can be sent by curl")
	}
}
