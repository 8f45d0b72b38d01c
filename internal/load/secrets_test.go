package load_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/load"
	"github.com/montcheck/montcheck/reports/loadjson"
	"github.com/montcheck/montcheck/sandbox"
)

// An endpoint that sends back what it was sent gets no secret into a result,
// over TLS or not.
func TestSecrets(t *testing.T) {
	s, err := sandbox.New(t.Context(),
		sandbox.Options{Products: 60,
			Logins: []sandbox.Login{{Name: "login-42-secret", Password: "password-77-secret"}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		s.Handler().ServeHTTP(answer, r)
		body := answer.Body.String()
		if asked++; asked > 8 && strings.Contains(r.URL.Path, "GetPriceChanges") {
			login, password, _ := r.BasicAuth()
			body = strings.Replace(body, "<Error>false",
				"<Error>"+r.Header.Get("Authorization")+" "+login+" "+password, 1)
		}
		w.Header().Set("Content-Type", answer.Header().Get("Content-Type"))
		w.WriteHeader(answer.Code)
		io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	base, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	r, err := load.Run(t.Context(),
		load.Options{Seed: 1,
			Profile: profile(t, "stages: [{ rate: 40, duration: 1s }]\nmix: { GetPriceChanges: 1 }\n"+
				"workers: 1\nabort: { errors: 100% }"), Environment: &environment.Environment{
				Name: "echo", Kind: environment.Sandbox, Load: environment.LoadLimits{Allowed: true, MaxRate: 1000},
				Content:  &environment.Service{URL: base.JoinPath(sandbox.ContentPath)},
				Login:    environment.NewSecret("MONT_LOGIN", "login-42-secret"),
				Password: environment.NewSecret("MONT_PASSWORD", "password-77-secret"),
			}})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Violations) == 0 {
		explain(t, r)
		t.Fatal("nothing was sent back")
	}
	var b bytes.Buffer
	if err := loadjson.Write(&b, r); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"login-42-secret", "password-77-secret", "bG9naW4tNDItc2VjcmV0"} {
		if strings.Contains(b.String(), secret) {
			t.Errorf("%s is in the result", secret)
		}
	}
	if !strings.Contains(b.String(), "[redacted]") {
		t.Error("nothing was taken out")
	}
}
