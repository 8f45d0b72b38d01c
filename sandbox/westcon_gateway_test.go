package sandbox_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/lestrrat-go/jwx/v3/jwa"
	"github.com/lestrrat-go/jwx/v3/jwk"
	"github.com/lestrrat-go/jwx/v3/jws"

	"github.com/montcheck/montcheck/sandbox"
)

// refusedBy checks an error of the gateway's: its status, its two members, and words of its message.
func refusedBy(t *testing.T, name string, got reply, status int, words string) {
	t.Helper()
	var e struct {
		Status  int `json:"statusCode"`
		Message string
	}
	if err := json.Unmarshal([]byte(got.body), &e); err != nil || len(jsonNames(t, got.body)) != 2 ||
		got.status != status || e.Status != status {
		t.Errorf("%s: %d %s %v", name, got.status, got.body, err)
	}
	if !strings.Contains(e.Message, words) || !strings.HasPrefix(got.header.Get("Content-Type"), "application/json") {
		t.Errorf("%s: %s %v", name, got.body, got.header)
	}
}

func TestSubscriptionComesBeforeToken(t *testing.T) {
	s := startWestcon(t, sandbox.Options{})
	good := headers(s.token(tokenForm()))
	body := question(sandbox.WestconPartnerKey, "W", s.scenarios.Orders[:1])
	with := func(name, value string) map[string]string {
		h := maps.Clone(good)
		h[name] = value
		if value == "" {
			delete(h, name)
		}
		return h
	}
	const key = "Ocp-Apim-Subscription-Key"
	for name, c := range map[string]struct {
		header    map[string]string
		words     string
		challenge string
	}{
		"no key":  {with(key, ""), "Access denied due to missing subscription key.", "AzureApiManagementKey "},
		"neither": {map[string]string{}, "Access denied due to missing subscription key.", "AzureApiManagementKey "},
		"wrong key": {with(key, "00000000000000000000000000000000"), "Access denied due to invalid subscription key.",
			"AzureApiManagementKey "},
		"key in another case": {with(key, strings.ToUpper(sandbox.WestconSubscriptionKey)),
			"Access denied due to invalid subscription key.", "AzureApiManagementKey "},
		"no token":    {with("Authorization", ""), "no bearer token", "Bearer"},
		"empty token": {with("Authorization", "Bearer "), "no bearer token", "Bearer"},
		"basic": {with("Authorization", basic(sandbox.WestconClientID, sandbox.WestconClientSecret)),
			"no bearer token", "Bearer"},
	} {
		got := s.do("POST", orderStatus, body, c.header)
		refusedBy(t, name, got, 401, c.words)
		if !strings.HasPrefix(got.header.Get("WWW-Authenticate"), c.challenge) {
			t.Errorf("%s: %v", name, got.header)
		}
	}
	challenge := s.do("POST", orderStatus, body, nil).header.Get("WWW-Authenticate")
	if !strings.HasSuffix(challenge, `,name="Ocp-Apim-Subscription-Key",type="header"`) ||
		!strings.Contains(challenge, `realm="`) {
		t.Errorf("the challenge is %s", challenge)
	}
	// The key is good in the address, and the scheme in any case.
	h := with(key, "")
	h["Authorization"] = "bearer " + strings.TrimPrefix(good["Authorization"], "Bearer ")
	if got := s.do("POST", orderStatus+"?subscription-key="+sandbox.WestconSubscriptionKey, body,
		h); got.status != 200 {
		t.Errorf("%+v", got)
	}
}

func TestUnknownPaths(t *testing.T) {
	s := startWestcon(t, sandbox.Options{})
	h := headers(s.token(tokenForm()))
	body := question(sandbox.WestconPartnerKey, "W", s.scenarios.Orders[:1])
	for _, c := range [][2]string{
		{"GET", orderStatus}, {"PUT", orderStatus}, {"DELETE", orderStatus}, {"POST", orderStatus + "/"},
		{"POST", sandbox.WestconPath},
		{"POST", sandbox.WestconPath + "/"}, {"POST", sandbox.WestconPath + "/Orders"},
		{"POST", sandbox.WestconPath + "/Orders/orderStatus/1"},
		{"POST", sandbox.WestconPath + "/Orders/../Orders/orderStatus"},
		{"POST", sandbox.WestconPath + "//Orders/orderStatus"},
	} {
		refusedBy(t, c[0]+" "+c[1], s.do(c[0], c[1], body, h), 404, "Resource not found")
		refusedBy(t, c[0]+" "+c[1]+" without a key", s.do(c[0], c[1], body, nil), 404, "Resource not found")
	}
	if got := s.do("POST", strings.ToLower(orderStatus), body, h); got.status != 200 {
		t.Errorf("a path in lower case: %+v", got)
	}
}

// TestForgedTokens shows the gateway tokens that its authority did not sign, or did not sign for it.
func TestForgedTokens(t *testing.T) {
	s := startWestcon(t, sandbox.Options{})
	good := s.token(tokenForm())
	header, claims, parts := decodeToken(t, good)
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	public := publicKey(t, s)
	changed := func(from map[string]any, name string, value any) map[string]any {
		to := maps.Clone(from)
		to[name] = value
		if value == nil {
			delete(to, name)
		}
		return to
	}
	encode := func(v any) string {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(text)
	}
	hmac := func(key []byte) string {
		signed, err := jws.Sign(mustDecode(t, parts[1]),
			jws.WithKey(jwa.HS256(), key, jws.WithProtectedHeaders(protected(t, header["kid"]))))
		if err != nil {
			t.Fatal(err)
		}
		return string(signed)
	}
	byStranger := func(kid any) string {
		signed, err := jws.Sign(mustDecode(t, parts[1]),
			jws.WithKey(jwa.RS256(), stranger, jws.WithProtectedHeaders(protected(t, kid))))
		if err != nil {
			t.Fatal(err)
		}
		return string(signed)
	}
	none := encode(changed(header, "alg", "none"))
	other, forGraph := startWestcon(t, sandbox.Options{}), tokenForm()
	forGraph.Set("resource", sandbox.WestconOtherResource)
	for name, token := range map[string]string{
		"garbled":             "not.a.token",
		"one word":            "token",
		"cut":                 good[:len(good)-5],
		"no signature":        parts[0] + "." + parts[1] + ".",
		"two parts":           parts[0] + "." + parts[1],
		"alg none":            none + "." + parts[1] + ".",
		"alg none, signature": none + "." + parts[1] + "." + parts[2],
		"alg None":            encode(changed(header, "alg", "None")) + "." + parts[1] + ".",
		"another's payload": parts[0] + "." + encode(changed(claims, "appid", sandbox.WestconClientIDTwo)) + "." +
			parts[2],
		"longer life":           parts[0] + "." + encode(changed(claims, "exp", 32503680000)) + "." + parts[2],
		"another key, our kid":  byStranger(header["kid"]),
		"another key and kid":   byStranger("unknown"),
		"unknown kid":           encode(changed(header, "kid", "unknown")) + "." + parts[1] + "." + parts[2],
		"no kid":                encode(changed(header, "kid", nil)) + "." + parts[1] + "." + parts[2],
		"HS256 by the PEM":      hmac(pemOf(t, public)),
		"HS256 by the modulus":  hmac(modulus(t, public)),
		"for another resource":  s.token(forGraph),
		"of another authority":  other.token(tokenForm()),
		"empty payload":         parts[0] + "." + encode(map[string]any{}) + "." + parts[2],
		"a list for a payload":  parts[0] + "." + encode([]int{1}) + "." + parts[2],
		"very long":             strings.Repeat("a", 30<<10) + "." + parts[1] + "." + parts[2],
		"two tokens":            good + " " + good,
		"the subscription's":    sandbox.WestconSubscriptionKey,
		"the secret":            sandbox.WestconClientSecret,
		"basic inside a bearer": basic("a", "b"),
	} {
		got := s.do("POST", orderStatus, question(sandbox.WestconPartnerKey, "W", s.scenarios.Orders), headers(token))
		refusedBy(t, name, got, 401, "bearer token is not valid")
		if challenge := got.header.Get("WWW-Authenticate"); challenge != `Bearer error="invalid_token"` {
			t.Errorf("%s: %q", name, challenge)
		}
	}
	if got := s.one().ask("W", s.scenarios.Orders); got.status != 200 {
		t.Errorf("%+v", got)
	}
}

func mustDecode(t *testing.T, part string) []byte {
	t.Helper()
	text, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func protected(t *testing.T, kid any) jws.Headers {
	t.Helper()
	h := jws.NewHeaders()
	if err := h.Set("kid", kid); err != nil {
		t.Fatal(err)
	}
	return h
}

func publicKey(t *testing.T, s *westconSandbox) jwk.Key {
	t.Helper()
	set, err := jwk.ParseString(s.do("GET", sandbox.WestconKeysPath, "", nil).body)
	if err != nil || set.Len() != 1 {
		t.Fatal(err, set)
	}
	key, _ := set.Key(0)
	return key
}

func pemOf(t *testing.T, key jwk.Key) []byte {
	t.Helper()
	text, err := jwk.Pem(key)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func modulus(t *testing.T, key jwk.Key) []byte {
	t.Helper()
	var raw rsa.PublicKey
	if err := jwk.Export(key, &raw); err != nil {
		t.Fatal(err)
	}
	return raw.N.Bytes()
}

// TestTokenExpires moves the clock to the token's last second, and then past it.
func TestTokenExpires(t *testing.T) {
	s := startWestcon(t, sandbox.Options{})
	p := s.one()
	s.advance(3590 * time.Second) // the rest is for a slow machine
	if got := p.ask("W", s.scenarios.Orders); got.status != 200 {
		t.Errorf("before it expires: %+v", got)
	}
	if got := s.control("POST", "/clock", `{"advance":"10s"}`); got.status != 200 {
		t.Fatalf("%+v", got)
	}
	refusedBy(t, "expired", p.ask("W", s.scenarios.Orders), 401, "not valid here, or not any more")
	if got := s.one().ask("W", s.scenarios.Orders); got.status != 200 {
		t.Errorf("a new token: %+v", got)
	}
}
