package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/sandbox"
)

// canaries are the secrets of an environment by their variables. Each has a
// word that no encoding of texts changes, among letters that all of them do.
var canaries = map[string]string{
	"MONT_LOGIN":               "Cnry01login@example",
	"MONT_PASSWORD":            `p"<&+% /\Cnry02password'=`,
	"MONT_LOGIN_2":             "Cnry03login+two",
	"MONT_PASSWORD_2":          `Cnry04password:"two"`,
	"WESTCON_CLIENT_ID":        "Cnry05client-id",
	"WESTCON_CLIENT_SECRET":    `Cnry06clientsecret"e<c>r&e+t /\%20=`,
	"WESTCON_RESOURCE":         "https://Cnry07resource/?a=b&c",
	"WESTCON_SUBSCRIPTION_KEY": "Cnry08subscription==",
	"WESTCON_PARTNER_KEY":      `Cnry09partner\"key/`,
}

var canaryWord = regexp.MustCompile(`Cnry\d\d[a-z]+`)

// webToken is what an access token of the sandbox looks like.
var webToken = regexp.MustCompile(`^eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}`)

// traces are what no output may hold of a secret: its word, and what that
// looks like in Base64 at each of the three places where it can begin.
func traces(secret string) []string {
	word := canaryWord.FindString(secret)
	all := []string{word}
	for shift := range 3 {
		whole := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat(" ", shift) + word))
		all = append(all, whole[4:len(whole)-4])
	}
	return all
}

// parrot is an endpoint that takes the canaries for the sandbox's secrets and
// says everything that it was sent again, in whatever form it can.
type parrot struct {
	sandbox http.Handler
}

func (p *parrot) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	sent, _ := io.ReadAll(r.Body)
	said := string(sent) + " " + fmt.Sprint(r.Header)
	inner := r.Clone(r.Context())
	body := string(sent)
	if strings.HasPrefix(r.URL.Path, sandbox.WestconPath) {
		swap := map[string]string{
			"WESTCON_CLIENT_ID": sandbox.WestconClientID, "WESTCON_CLIENT_SECRET": sandbox.WestconClientSecret,
			"WESTCON_RESOURCE":    sandbox.WestconResource,
			"WESTCON_PARTNER_KEY": sandbox.WestconPartnerKey,
		}
		for variable, own := range swap {
			inJSON, _ := json.Marshal(canaries[variable])
			body = strings.ReplaceAll(body, url.QueryEscape(canaries[variable]), url.QueryEscape(own))
			body = strings.ReplaceAll(body, strings.Trim(string(inJSON), `"`), own)
		}
		if r.Header.Get("Ocp-Apim-Subscription-Key") == canaries["WESTCON_SUBSCRIPTION_KEY"] {
			inner.Header.Set("Ocp-Apim-Subscription-Key", sandbox.WestconSubscriptionKey)
		}
	}
	inner.Body, inner.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
	kept := httptest.NewRecorder()
	p.sandbox.ServeHTTP(kept, inner)
	answer := kept.Result()
	out, _ := io.ReadAll(answer.Body)
	for _, secret := range canaries {
		said += " " + secret + " " + url.QueryEscape(secret) + " " + base64.StdEncoding.EncodeToString([]byte(secret))
		w.Header().Add("X-Echo", secret)
		w.Header().Add("X-Echo", url.PathEscape(secret))
	}
	w.Header().Add("X-Echo", r.Header.Get("Authorization"))
	w.Header().Add("X-Echo", string(regexp.MustCompile(`"access_token":"[^"]*"`).Find(out)))
	for name, values := range answer.Header {
		w.Header()[name] = values
	}
	w.Header().Del("Content-Length")
	w.WriteHeader(answer.StatusCode)
	switch media := answer.Header.Get("Content-Type"); {
	case strings.Contains(media, "json"):
		quoted, _ := json.Marshal(said)
		out = append(bytes.TrimSuffix(bytes.TrimSpace(out), []byte("}")), `,"echo":`+string(quoted)+"}"...)
	case strings.Contains(media, "xml"):
		out = append(out, "<!-- "+strings.ReplaceAll(said, "--", "- -")+" -->"...)
	default:
		out = append(out, said...)
	}
	w.Write(out)
}

const canaryYAML = `environments:
  canary:
    kind: sandbox
    login: "${MONT_LOGIN}"
    password: "${MONT_PASSWORD}"
    other_login: { login: "${MONT_LOGIN_2}", password: "${MONT_PASSWORD_2}" }
    content: { url: "ADDR/Version2/Service/ContentServiceV2Xml.svc" }
    ekey: { url: "ADDR/B2BService.svc" }
    ekey2: { url: "ADDR/Version2/Service/B2BServiceV2Xml.svc" }
    westcon:
      token_url: "ADDR` + sandbox.WestconTokenPath + `"
      url: "ADDR` + sandbox.WestconPath + `"
      client_id: "${WESTCON_CLIENT_ID}"
      client_secret: "${WESTCON_CLIENT_SECRET}"
      resource: "${WESTCON_RESOURCE}"
      subscription_key: "${WESTCON_SUBSCRIPTION_KEY}"
      partner_key: "${WESTCON_PARTNER_KEY}"
    scenarios: { westcon_orders: ORDERS, westcon_foreign_order: "FOREIGN" }
    orders: { max: 200, budget: 100000000 }
    control: ADDR/_control
`

// TestSecretsStayInside runs certify, doctor and report against an endpoint
// that repeats every secret that it was sent, and looks for them in all that
// is left: files, standard output, standard error.
func TestSecretsStayInside(t *testing.T) {
	s, err := sandbox.New(t.Context(), sandbox.Options{
		Products: 50, Control: true, Logger: slog.New(slog.DiscardHandler),
		Logins: []sandbox.Login{{Name: canaries["MONT_LOGIN"], Password: canaries["MONT_PASSWORD"]},
			{Name: canaries["MONT_LOGIN_2"], Password: canaries["MONT_PASSWORD_2"]}},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	server := httptest.NewServer(&parrot{s.Handler()})
	defer server.Close()
	special, err := s.WestconScenarios(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	orders, err := json.Marshal(special.Orders)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	yaml := strings.NewReplacer("ADDR", server.URL, "ORDERS", string(orders), "FOREIGN",
		special.ForeignOrder).Replace(canaryYAML)
	if err := os.WriteFile(filepath.Join(dir, "montcheck.yaml"), []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	montcheck := command(t)
	said := func(args ...string) {
		t.Helper()
		cmd := exec.Command(montcheck, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "CI=true")
		for variable, secret := range canaries {
			cmd.Env = append(cmd.Env, variable+"="+secret)
		}
		var stdout, stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		if err := cmd.Run(); err != nil && cmd.ProcessState.ExitCode() == 2 {
			t.Fatalf("%v: %v\n%s", args, err, stderr.String())
		}
		silent(t, strings.Join(args, " ")+": standard output", stdout.String())
		silent(t, strings.Join(args, " ")+": standard error", stderr.String())
	}
	said("certify", "--env", "canary", "--yes", "--output-dir", "out")
	said("doctor", "--env", "canary")
	said("orders", "out")
	said("report", "out/run.json", "--html", "again.html", "--junit", "again.xml", "--har", "again.har", "--lang", "ru")
	said("certify", "--env", "canary", "--yes", "--module", "westcon", "--json", "-", "--output-dir", "westcon")

	files := 0
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		files++
		silent(t, path, string(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 9 {
		t.Errorf("only %d files were left to look at", files)
	}
	run, err := os.ReadFile(filepath.Join(dir, "out", "run.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"[redacted]", "${WESTCON_PARTNER_KEY}", "Bearer ${WESTCON_TOKEN}",
		`"scheme": "Basic"`} {
		if !strings.Contains(string(run), want) {
			t.Errorf("the run does not hold %s: was everything tried?", want)
		}
	}
}

// silent expects a text to hold no secret.
func silent(t *testing.T, what, text string) {
	t.Helper()
	found := func(secret string, at int) {
		t.Errorf("%s holds %s: …%s…", what, secret, text[max(0, at-120):min(len(text), at+60)])
	}
	lower := strings.ToLower(text)
	for variable, secret := range canaries {
		for i, trace := range traces(secret) {
			in := text
			if i == 0 {
				in, trace = lower, strings.ToLower(trace)
			}
			if at := strings.Index(in, trace); at >= 0 {
				found(variable, at)
			}
		}
	}
	for at := 0; ; at++ {
		next := strings.Index(text[at:], "eyJ")
		if next < 0 {
			return
		}
		if at += next; webToken.MatchString(text[at:min(len(text), at+500)]) {
			found("an access token", at)
			return
		}
	}
}

// command is the path of this test as the command montcheck.
func command(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "montcheck") // the name by which TestMain knows the command
	if err := os.Symlink(self, link); err != nil {
		t.Fatal(err)
	}
	return link
}
