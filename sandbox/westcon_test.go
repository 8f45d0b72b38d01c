package sandbox_test

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/montcheck/montcheck/sandbox"
	"github.com/montcheck/montcheck/sandbox/westcon"
)

// westconSandbox is a sandbox served over HTTP, as Westcon's partners meet it.
type westconSandbox struct {
	t *testing.T
	*sandbox.Sandbox
	url       string
	scenarios westcon.Scenarios
}

func startWestcon(t *testing.T, o sandbox.Options) *westconSandbox {
	t.Helper()
	if o.Products == 0 {
		o.Products = sandbox.EmptyCatalogue
	}
	o.Control = true
	s, err := sandbox.New(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s.Handler())
	t.Cleanup(func() {
		server.Close()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	scenarios, err := s.WestconScenarios(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return &westconSandbox{t, s, server.URL, scenarios}
}

// reply is an answer with its body.
type reply struct {
	status int
	header http.Header
	body   string
}

func (s *westconSandbox) do(verb, path, body string, header map[string]string) reply {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), verb, s.url+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	for name, value := range header {
		r.Header.Set(name, value)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	all, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return reply{answer.StatusCode, answer.Header, string(all)}
}

// tokenForm are the parameters of the first partner's token request.
func tokenForm() url.Values {
	return url.Values{
		"grant_type": {"client_credentials"}, "client_id": {sandbox.WestconClientID},
		"client_secret": {sandbox.WestconClientSecret}, "resource": {sandbox.WestconResource},
	}
}

func tokenFormTwo() url.Values {
	f := tokenForm()
	f.Set("client_id", sandbox.WestconClientIDTwo)
	f.Set("client_secret", sandbox.WestconClientSecretTwo)
	return f
}

var formHeader = map[string]string{"Content-Type": "application/x-www-form-urlencoded"}

func (s *westconSandbox) askToken(f url.Values) reply {
	s.t.Helper()
	return s.do("POST", sandbox.WestconTokenPath, f.Encode(), formHeader)
}

// token gets a token that must be given.
func (s *westconSandbox) token(f url.Values) string {
	s.t.Helper()
	var answer struct {
		Token string `json:"access_token"`
	}
	got := s.askToken(f)
	if err := json.Unmarshal([]byte(got.body), &answer); err != nil || got.status != 200 || answer.Token == "" {
		s.t.Fatalf("%v: %+v", err, got)
	}
	return answer.Token
}

const orderStatus = sandbox.WestconPath + "/Orders/orderStatus"

// headers are those of a request that the gateway lets pass.
func headers(token string) map[string]string {
	return map[string]string{
		"Authorization": "Bearer " + token, "Ocp-Apim-Subscription-Key": sandbox.WestconSubscriptionKey,
		"Content-Type": "application/json",
	}
}

// question is the body of a request of the partner's with the key.
func question(partnerKey, orderType string, order any) string {
	body, _ := json.Marshal(map[string]any{"mT_OrderStatus_API_REQ": map[string]any{
		"partnerKey": partnerKey, "orderType": orderType, "language": "EN", "order": order}})
	return string(body)
}

// statusLine is a line of an answer, read with no regard to anything but names.
type statusLine map[string]any

// statusLines reads an answer that must be good.
func statusLines(t *testing.T, got reply) []statusLine {
	t.Helper()
	var answer map[string][]statusLine
	if err := json.Unmarshal([]byte(got.body), &answer); err != nil || got.status != 200 || len(answer) != 1 {
		t.Fatalf("%v: %d %s", err, got.status, got.body)
	}
	if kind := got.header.Get("Content-Type"); kind != "application/json; charset=utf-8" {
		t.Errorf("Content-Type is %q", kind)
	}
	return answer["MT_OrderStatus_Response"]
}

// partner is a partner that has a token.
type partner struct {
	*westconSandbox
	token, subscription, key string
}

func (s *westconSandbox) one() partner {
	return partner{s, s.token(tokenForm()), sandbox.WestconSubscriptionKey, sandbox.WestconPartnerKey}
}

func (s *westconSandbox) two() partner {
	return partner{s, s.token(tokenFormTwo()), sandbox.WestconSubscriptionKeyTwo, sandbox.WestconPartnerKeyTwo}
}

func (p partner) ask(orderType string, order any) reply {
	p.t.Helper()
	h := headers(p.token)
	h["Ocp-Apim-Subscription-Key"] = p.subscription
	return p.do("POST", orderStatus, question(p.key, orderType, order), h)
}

func (s *westconSandbox) control(verb, action, body string) reply {
	s.t.Helper()
	return s.do(verb, sandbox.ControlPath+action, body, nil)
}

func (s *westconSandbox) advance(d time.Duration) {
	s.t.Helper()
	s.Clock().Advance(d)
}

func basic(id, secret string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(id+":"+secret))
}

func merged(all ...url.Values) url.Values {
	out := url.Values{}
	for _, values := range all {
		maps.Copy(out, values)
	}
	return out
}

// decodeToken takes a token apart, without a look at its signature.
func decodeToken(t *testing.T, token string) (header, claims map[string]any, parts []string) {
	t.Helper()
	parts = strings.Split(token, ".")
	for i, into := range []*map[string]any{&header, &claims} {
		text, err := base64.RawURLEncoding.DecodeString(parts[i])
		if err == nil {
			err = json.Unmarshal(text, into)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return header, claims, parts
}
