package endpoint

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/internal/secrets"
	"github.com/montcheck/montcheck/internal/verdict"
)

// aClient has secrets that every encoding writes in its own way.
var aClient = environment.Westcon{
	ClientID:        environment.NewSecret("MY_CLIENT", "client&id/1"),
	ClientSecret:    environment.NewSecret("MY_SECRET", `s"e<c>r+e&t %20/\`),
	Resource:        environment.NewSecret("MY_RESOURCE", "https://resource/?a=b"),
	SubscriptionKey: environment.NewSecret("MY_KEY", "subscription-key="),
	PartnerKey:      environment.NewSecret("MY_PARTNER", `partner"key\`),
}

// aToken is a JSON Web Token.
var aToken = func() string {
	part := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	return part(`{"alg":"RS256","kid":"k"}`) + "." + part(`{"exp":1795300000,"appid":"a","iss":"i"}`) + "." +
		part(strings.Repeat("s", 256))
}()

func grantOf(token string) string {
	return `{"token_type":"Bearer","expires_in":3599,"access_token":"` + token + `"}`
}

// westcon serves an authority and an API, and keeps what it was sent.
type westcon struct {
	*Target
	mu     sync.Mutex
	forms  []url.Values
	seen   []*http.Request
	bodies []string
}

func startWestcon(t *testing.T, token, api http.HandlerFunc) *westcon {
	t.Helper()
	w := &westcon{}
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.mu.Lock()
		w.seen, w.bodies = append(w.seen, r), append(w.bodies, string(body))
		w.mu.Unlock()
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		if r.URL.Path == "/token" {
			form, _ := url.ParseQuery(string(body))
			w.mu.Lock()
			w.forms = append(w.forms, form)
			w.mu.Unlock()
			token(out, r)
			return
		}
		api(out, r)
	}))
	t.Cleanup(server.Close)
	base, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	w.Target, err = New(Options{
		Credential: environment.Login{Login: environment.NewSecret("", "partner@example"),
			Password: environment.NewSecret("", "s3cret-password")},
		Westcon: &Service{Module: Westcon, URL: base},
		Tokens:  &Service{Module: Westcon, URL: base.JoinPath("token")},
		Content: &Service{Module: Content, URL: base},
		Client:  &aClient,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return w
}

func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

func TestTheOrdinaryClientGetsAToken(t *testing.T) {
	w := startWestcon(t, says(200, grantOf(aToken)), says(200, "{}"))
	ctx := verdict.With(t.Context(), verdict.NewState("s", Westcon, nil, 1))
	grant, err := w.AskToken(ctx, w.Access.Resource)
	if err != nil || grant.Token == nil {
		t.Fatalf("%+v, %v", grant, err)
	}
	want := url.Values{"grant_type": {"client_credentials"}, "client_id": {aClient.ClientID.Reveal()},
		"client_secret": {aClient.ClientSecret.Reveal()}, "resource": {aClient.Resource.Reveal()}}
	if fmt.Sprint(w.forms) != fmt.Sprint([]url.Values{want}) {
		t.Errorf("the authority was sent %v, want %v", w.forms, want)
	}
	if got := w.seen[0].Header.Get("Authorization"); got != "" {
		t.Errorf("Authorization: %s went to the authority", got)
	}
	q := grant.Exchange.Request
	if q.Body != "client_id=${MY_CLIENT}&client_secret=${MY_SECRET}&"+
		"grant_type=client_credentials&resource=${MY_RESOURCE}" ||
		!slices.Equal(q.Variables, []string{"MY_CLIENT", "MY_SECRET", "MY_RESOURCE"}) {
		t.Errorf("recorded %q with %v", q.Body, q.Variables)
	}
	if text := grant.Exchange.Response.Body.Text; text != grantOf(secrets.Redaction) {
		t.Errorf("recorded %s", text)
	}
	if key := grant.Key(); key.Spec != "s" || key.Ordinal != 1 {
		t.Errorf("the exchange goes by %+v", key)
	}
}

// What stands as a placeholder is sent in the encoding of its place.
func TestPlaceholders(t *testing.T) {
	w := startWestcon(t, says(200, grantOf(aToken)), says(200, "{}"))
	ctx := verdict.With(t.Context(), verdict.NewState("s", Westcon, nil, 1))
	grant, err := w.AskToken(ctx, w.Access.Resource)
	if err != nil {
		t.Fatal(err)
	}
	a, err := w.Prepare(ctx, w.Westcon, Request{
		Method: http.MethodPost, URL: w.Westcon.URL.String() + "/Orders/orderStatus",
		Header: http.Header{"Content-Type": {"application/json"}, "Authorization": {grant.Token.Bearer()},
			"Ocp-Apim-Subscription-Key": {w.Access.SubscriptionKey}},
		Body: `{"partnerKey":"` + w.Access.PartnerKey + `","order":"${HOME}"}`,
	}).Send(ctx)
	if err != nil {
		t.Fatal(err)
	}
	sent := w.seen[1]
	if sent.Header.Get("Authorization") != "Bearer "+aToken ||
		sent.Header.Get("Ocp-Apim-Subscription-Key") != aClient.SubscriptionKey.Reveal() {
		t.Errorf("sent %v", sent.Header)
	}
	var body map[string]string
	if err := json.Unmarshal([]byte(w.bodies[1]), &body); err != nil ||
		body["partnerKey"] != aClient.PartnerKey.Reveal() || body["order"] != "${HOME}" {
		t.Errorf("sent %s: %v", w.bodies[1], err)
	}
	q := a.Exchange.Request
	if q.Header.Get("Authorization") != "Bearer ${WESTCON_TOKEN}" ||
		q.Header.Get("Ocp-Apim-Subscription-Key") != "${MY_KEY}" ||
		q.Body != `{"partnerKey":"${MY_PARTNER}","order":"${HOME}"}` {
		t.Errorf("recorded %v %s", q.Header, q.Body)
	}
	if !slices.Equal(q.Variables, []string{"MY_PARTNER", "WESTCON_TOKEN", "MY_KEY"}) || q.Credentials != nil {
		t.Errorf("recorded %v, %v", q.Variables, q.Credentials)
	}
}

// Neither service gets what belongs to the other.
func TestCredentialsStayWithTheirServices(t *testing.T) {
	w := startWestcon(t, says(200, grantOf(aToken)), says(200, "{}"))
	ctx := verdict.With(t.Context(), verdict.NewState("s", Westcon, nil, 1))
	for _, s := range []*Service{w.Westcon, w.Tokens, w.Content} {
		_, err := w.Prepare(ctx, s,
			Request{URL: s.URL.String(),
				Header: http.Header{"X": {w.Access.ClientSecret + w.Access.SubscriptionKey}}}).Send(ctx)
		if err != nil {
			t.Fatal(err)
		}
	}
	for i, r := range w.seen[:2] {
		if r.Header.Get("Authorization") != "" {
			t.Errorf("request %d carries MONT's login to Westcon", i)
		}
	}
	if mont := w.seen[2]; mont.Header.Get("X") != "${MY_SECRET}${MY_KEY}" || mont.Header.Get("Authorization") == "" {
		t.Errorf("MONT was sent %v", mont.Header)
	}
}

// A redirect of the authority or of the API is not followed: secrets and
// tokens stay with the configured hosts.
func TestTokensFollowNoRedirect(t *testing.T) {
	elsewhere := 0
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere++ }))
	defer other.Close()
	for _, code := range []int{301, 302, 303, 307, 308} {
		away := http.RedirectHandler(other.URL, code).ServeHTTP
		w := startWestcon(t, away, away)
		ctx := verdict.With(t.Context(), verdict.NewState("s", Westcon, nil, 1))
		grant, err := w.AskToken(ctx, w.Access.Resource)
		if err != nil || grant.Token != nil || grant.Status() != code {
			t.Errorf("%d: %+v, %v", code, grant, err)
		}
		w.Prepare(ctx, w.Westcon,
			Request{Method: http.MethodPost, URL: w.Westcon.URL.String(),
				Header: http.Header{"K": {w.Access.SubscriptionKey}}}).Send(ctx)
	}
	if elsewhere > 0 {
		t.Errorf("%d requests went elsewhere", elsewhere)
	}
}

// A token that an answer brings is never kept, whatever the answer looks like.
func TestTokensAreHarvested(t *testing.T) {
	const opaque = "0paque+t0ken/of-a-kind=="
	escaped := strings.ReplaceAll(opaque, "k", `\u006b`)
	for name, body := range map[string]string{
		"JSON":             grantOf(aToken),
		"an opaque token":  grantOf(opaque),
		"escapes":          grantOf(escaped),
		"an escaped name":  `{"access\u005ftoken":"` + opaque + `"}`,
		"camel case":       `{"accessToken":"` + opaque + `"}`,
		"nested":           `{"a":[{"refresh_token":"` + opaque + `"}]}`,
		"broken JSON":      `{"access_token":"` + opaque + `",,`,
		"a form":           "token_type=Bearer&access_token=" + url.QueryEscape(opaque),
		"HTML":             "<pre>" + aToken + "</pre>",
		"single quotes":    "{'access_token': '" + opaque + "'}",
		"JSON within JSON": `{"message":"{\"access_token\":\"` + opaque + `\"}"}`,
		"said twice":       grantOf(opaque) + opaque,
		"after much else":  `{"x":"` + strings.Repeat("y", 200_000) + `","access_token":"` + opaque + `"}`,
		"said before":      `{"echo":"` + opaque + `","access_token":"` + opaque + `"}`,
		"in a text in Base64": `{"echo":"` + base64.StdEncoding.EncodeToString([]byte(opaque)) + `","access_token":"` +
			opaque + `"}`,
	} {
		w := startWestcon(t, func(out http.ResponseWriter, r *http.Request) {
			out.Header().Set("X-Token", `access_token="`+opaque+`"`)
			out.Header().Set("X-Web-Token", aToken)
			says(200, body)(out, r)
		}, says(200, "{}"))
		ctx := verdict.With(t.Context(), verdict.NewState("s", Westcon, nil, 1))
		var trouble string
		if grant, err := w.AskToken(ctx, w.Access.Resource); err != nil {
			trouble = err.Error()
		} else {
			trouble = grant.Trouble
		}
		raw, err := w.Prepare(ctx, w.Tokens,
			Request{Method: http.MethodPost, URL: w.Tokens.URL.String(), Reads: true}).Send(ctx)
		if err != nil {
			t.Fatal(err)
		}
		kept, err := json.Marshal([]any{w.Recorder.Answers()[0].Exchange, raw.Exchange, trouble})
		if err != nil {
			t.Fatal(err)
		}
		all, _ := raw.Open()
		whole, _ := io.ReadAll(all)
		all.Close()
		for _, secret := range []string{opaque, escaped, aToken, url.QueryEscape(opaque),
			base64.RawStdEncoding.EncodeToString([]byte(opaque))} {
			asJSON, _ := json.Marshal(secret)
			if text := string(kept) + string(whole); strings.Contains(text, secret) ||
				strings.Contains(text, strings.Trim(string(asJSON), `"`)) {
				t.Errorf("%s: %s is kept: %.600s", name, secret, text)
			}
		}
	}
}

// In production a POST of Westcon's that only reads may be sent, and no other.
func TestProductionReads(t *testing.T) {
	w := startWestcon(t, says(200, grantOf(aToken)), says(200, "{}"))
	w.ReadOnly = true
	ctx := verdict.With(t.Context(), verdict.NewState("s", Westcon, nil, 1))
	post := func(s *Service, reads bool) error {
		_, err := w.Prepare(ctx, s, Request{Method: http.MethodPost, URL: s.URL.String(), Reads: reads}).Send(ctx)
		return err
	}
	if err := post(w.Westcon, true); err != nil {
		t.Errorf("a POST that reads: %v", err)
	}
	if _, err := w.AskToken(ctx, w.Access.Resource); err != nil {
		t.Errorf("a token request: %v", err)
	}
	for name, err := range map[string]error{"a POST that says nothing": post(w.Westcon, false),
		"a POST to MONT": post(w.Content, true)} {
		if !errors.Is(err, orders.ErrReadOnly) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(w.seen) != 2 {
		t.Errorf("%d requests reached production", len(w.seen))
	}
}

// Nothing that fmt can print of a target holds a secret.
func TestNothingPrintsSecrets(t *testing.T) {
	w := startWestcon(t, says(200, grantOf(aToken)), says(200, "{}"))
	ctx := verdict.With(t.Context(), verdict.NewState("s", Westcon, nil, 1))
	grant, err := w.AskToken(ctx, w.Access.Resource)
	if err != nil {
		t.Fatal(err)
	}
	call := w.Prepare(ctx, w.Content, Request{URL: w.Content.URL.String()})
	for _, v := range []any{w.Target, *w.Target, grant, *grant, grant.Token, *grant.Token, aClient,
		aClient.ClientSecret,
		call, *call,
		environment.Login{Login: environment.NewSecret("", "partner@example"),
			Password: environment.NewSecret("", "s3cret-password")},
		Options{Client: &aClient, Other: &environment.Login{Password: environment.NewSecret("", "s3cret-password")}}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%q", "%x"} {
			text := fmt.Sprintf(verb, v)
			for _, secret := range []string{"s3cret-password", aClient.ClientSecret.Reveal(),
				aClient.PartnerKey.Reveal(), aToken} {
				if strings.Contains(text, secret) {
					t.Errorf("%s of %T holds %s: %.300s", verb, v, secret, text)
				}
			}
		}
	}
}
