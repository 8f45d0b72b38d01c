package doctor

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/problem"
)

func TestAnswers(t *testing.T) {
	status := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
	}
	for name, c := range map[string]struct {
		handler              http.HandlerFunc
		statuses, name, want string
	}{
		"401": {status(401), loginBad, Login, "the login is refused (401)"},
		"403": {status(403), loginBad, Login, "the login is refused (403)"},
		"404": {status(404), "ok ok ok ok skipped failed", Answers, "there is nothing at this address (404)"},
		"503": {status(503), "ok ok ok ok skipped failed", Answers, "503"},
		"HTML": {func(w http.ResponseWriter, _ *http.Request) {
			io.WriteString(w, "<!DOCTYPE html><title>Sign in</title>")
		},
			"ok ok ok ok skipped failed", Answers, "an HTML page"},
		"closed": {func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) },
			httpBad, HTTP, "closed without an answer"},
		"cut short": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			io.WriteString(w, "<a/>")
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}, httpBad, HTTP, "ended before the length"},
		"endless": {func(w http.ResponseWriter, _ *http.Request) {
			for _, err := w.Write(make([]byte, 64<<10)); err == nil; _, err = w.Write(make([]byte, 64<<10)) {
			}
		}, httpBad, HTTP, "goes on beyond 1 MiB"},
		"an answer that repeats the password": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/"+password)
			w.Header().Set("X-Echo", r.Header.Get("Authorization"))
			io.WriteString(w, password)
		}, allOK, HTTP, "TestConnection answers 200 OK"},
	} {
		t.Run(name, func(t *testing.T) {
			address := serve(t, c.handler)
			assert(t, Examine(t.Context(), anEnvironment(t, address), Options{}), c.statuses, c.name, c.want)
		})
	}
}

// A redirect is told with its target, and not followed.
func TestRedirect(t *testing.T) {
	followed := false
	elsewhere := serve(t, func(http.ResponseWriter, *http.Request) { followed = true })
	for _, code := range []int{301, 302, 303, 307, 308} {
		address := serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", elsewhere+"/"+password)
			w.WriteHeader(code)
		})
		assert(t, Examine(t.Context(), anEnvironment(t, address), Options{}), httpBad, HTTP, elsewhere)
	}
	if followed {
		t.Error("a redirect was followed")
	}
}

// Requests are recorded as the services see them.
type visits struct {
	mu   sync.Mutex
	seen []string
}

func (v *visits) handle(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v.mu.Lock()
		v.seen = append(v.seen, r.Method+" "+r.URL.RequestURI())
		v.mu.Unlock()
		next(w, r)
	}
}

// Nothing but GET is sent, and of eKey's methods only those that certify asks
// before a run, in production too.
func TestOrdersAreLeftAlone(t *testing.T) {
	for _, kind := range []environment.Kind{environment.Sandbox, environment.Production} {
		var v visits
		address := serve(t, v.handle(sound))
		env := anEnvironment(t, address+"/content")
		env.Kind = kind
		env.Methods = map[string]string{"TestConnection": "Test"}
		env.EKey, env.EKey2 = service(t, address+"/ekey"), service(t, address+"/ekey2")
		r := Examine(t.Context(), env, Options{})
		if !r.OK() {
			t.Errorf("%s: %+v", kind, r.Checks)
		}
		want := []string{"GET /content/Test", "GET /ekey/CheckMyBalance", "GET /ekey2/CheckLimits"}
		if !slices.Equal(slices.Compact(v.seen), want) {
			t.Errorf("%s was asked for %q, want %q", kind, v.seen, want)
		}
	}
}

// What certify would not begin with, the doctor finds; a method that is broken
// is left to the specs.
func TestWhatCertifyAsks(t *testing.T) {
	for name, c := range map[string]struct {
		handler  http.HandlerFunc
		statuses string
	}{
		"a page": {func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<html>help</html>") },
			"ok ok ok ok skipped failed"},
		"no page": {func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "<p>Endpoint not found.</p>", 404) },
			"ok ok ok ok skipped failed"},
		"nothing": {http.NotFound, "ok ok ok ok skipped failed"},
		"broken":  {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }, "ok ok ok ok skipped failed"},
		"refused": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(401) }, loginBad},
		"one method is broken": {func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(500)
			if !strings.HasSuffix(r.URL.Path, "CheckLimits") {
				io.WriteString(w, "<BusinessError/>")
			}
		}, "ok ok ok ok skipped ok"},
	} {
		t.Run(name, func(t *testing.T) {
			env := anEnvironment(t, "")
			env.Content, env.EKey2 = nil, service(t, serve(t, c.handler))
			assert(t, Examine(t.Context(), env, Options{}), c.statuses, "", "")
		})
	}
}

// The address of one service under the key of another is told, whichever is
// confused with which.
func TestAddressesOfOtherServices(t *testing.T) {
	methods := map[string]string{"MONT Content": "TestConnection", "MONT eKey version 1": "CheckMyBalance",
		"MONT eKey version 2": "CheckLimits"}
	for there, method := range methods {
		address := serve(t, func(w http.ResponseWriter, r *http.Request) {
			switch {
			case strings.HasSuffix(r.URL.Path, "/"+method):
				io.WriteString(w, "<"+method+"Response/>")
			case strings.Contains(r.URL.Path, "/GetOrder/"):
				w.WriteHeader(500)
				io.WriteString(w, "<BusinessError/>")
			default:
				http.NotFound(w, r)
			}
		})
		for here := range methods {
			if here == there {
				continue
			}
			env := anEnvironment(t, "")
			env.Content = nil
			switch there := service(t, address); here {
			case "MONT Content":
				env.Content = there
			case "MONT eKey version 1":
				env.EKey = there
			default:
				env.EKey2 = there
			}
			assert(t, Examine(t.Context(), env, Options{}), "ok ok ok ok skipped failed", Answers,
				"this is the address of "+there)
		}
	}
}

// What is odd about a password is repeated where the login is refused.
func TestARefusedLoginWithQuotes(t *testing.T) {
	env := anEnvironment(t, serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(401) }))
	env.Doubts = problem.List{{Key: "environments.test.password", Message: "stands in quotes"}}
	r := Examine(t.Context(), env, Options{})
	if last := r.Checks[len(r.Checks)-2]; !strings.Contains(last.Mend, "environments.test.password stands in quotes") {
		t.Errorf("it is told %+v", last)
	}
}

// Of Westcon the token is asked for, and nothing of an order.
func TestWestcon(t *testing.T) {
	const token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJzYW1wbGUifQ.c2lnbmF0dXJl"
	answers := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			io.WriteString(w, body)
		}
	}
	const given = `{"token_type":"Bearer","expires_in":3599,"access_token":"` + token + `"}`
	for name, c := range map[string]struct {
		handler              http.HandlerFunc
		statuses, name, want string
	}{
		"a token": {answers(200, given), "ok ok ok ok ok ok ok ok ok ok skipped", Answers, "an access token is given"},
		"a wrong secret": {answers(401, `{"error":"invalid_client"}`),
			"ok ok ok ok failed skipped ok ok ok ok skipped", Login, "refused (401): invalid_client"},
		"no token in it": {answers(200, `{}`), "ok ok ok ok ok failed ok ok ok ok skipped", Answers, "brings no token"},
		"a log-in page": {answers(200, "<html>log in</html>"), "ok ok ok ok failed skipped ok ok ok ok skipped",
			Login, "HTML page"},
		"another address": {http.NotFound, "ok ok ok ok failed skipped ok ok ok ok skipped", Login,
			"nothing at this address"},
		"a redirect": {http.RedirectHandler("http://127.0.0.1:1/", http.StatusTemporaryRedirect).ServeHTTP,
			"ok ok ok failed skipped skipped ok ok ok ok skipped", HTTP, "which is not followed"},
	} {
		t.Run(name, func(t *testing.T) {
			var v, w visits
			env := anEnvironment(t, "")
			env.Content, env.Kind = nil, environment.Production
			env.Westcon = &environment.Westcon{
				TokenURL:        service(t, serve(t, v.handle(c.handler))).URL,
				URL:             service(t, serve(t, w.handle(http.NotFound))).URL,
				ClientID:        environment.NewSecret("WESTCON_CLIENT_ID", "some-client"),
				ClientSecret:    environment.NewSecret("WESTCON_CLIENT_SECRET", password),
				Resource:        environment.NewSecret("WESTCON_RESOURCE", "some-resource"),
				SubscriptionKey: environment.NewSecret("WESTCON_SUBSCRIPTION_KEY", "some-key"),
				PartnerKey:      environment.NewSecret("WESTCON_PARTNER_KEY", "some-partner"),
			}
			r := Examine(t.Context(), env, Options{})
			var got []string
			for _, check := range r.Checks {
				got = append(got, string(check.Status))
				if check.Service == "Westcon, tokens" && check.Name == c.name &&
					!strings.Contains(check.Detail, c.want) {
					t.Errorf("%s tells %q, want %q", c.name, check.Detail, c.want)
				}
				if strings.Contains(check.Detail, token) || strings.Contains(check.Detail, password) {
					t.Errorf("a secret is told: %q", check.Detail)
				}
			}
			if strings.Join(got, " ") != c.statuses {
				t.Errorf("the checks ended %v, want %s: %+v", got, c.statuses, r.Checks)
			}
			if !slices.Equal(v.seen, []string{"POST /"}) || !slices.Equal(w.seen, []string{"GET /"}) {
				t.Errorf("the requests were %q and %q", v.seen, w.seen)
			}
		})
	}

	var v visits
	bad := serve(t, v.handle(sound), (*authority)(nil).issue(current, "127.0.0.1"))
	env := anEnvironment(t, "")
	env.Content = nil
	env.Westcon = &environment.Westcon{TokenURL: service(t, bad).URL, URL: service(t, bad).URL}
	assert(t, Examine(t.Context(), env, Options{}),
		"ok ok failed skipped skipped skipped ok ok failed skipped skipped", "", "")
	if len(v.seen) != 0 {
		t.Errorf("secrets went to a host that can't be trusted: %q", v.seen)
	}
}
