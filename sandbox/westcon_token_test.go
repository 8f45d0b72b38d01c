package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/lestrrat-go/jwx/v3/jwk"
	"github.com/lestrrat-go/jwx/v3/jwt"

	"github.com/montcheck/montcheck/sandbox"
)

// jsonNames lists the names of an object in the order that they come in.
func jsonNames(t *testing.T, body string) (names []string) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(body))
	if _, err := d.Token(); err != nil {
		t.Fatal(err, body)
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			t.Fatal(err, body)
		}
		names = append(names, fmt.Sprint(name))
		var skipped any
		if err := d.Decode(&skipped); err != nil {
			t.Fatal(err, body)
		}
	}
	return names
}

func TestTokenForms(t *testing.T) {
	s := startWestcon(t, sandbox.Options{})
	numbers := s.askToken(tokenForm())
	if numbers.status != 200 ||
		!strings.HasPrefix(numbers.body,
			`{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"eyJ`) ||
		len(jsonNames(t, numbers.body)) != 4 {
		t.Errorf("D2's form is %+v", numbers)
	}
	for name, want := range map[string]string{"Content-Type": "application/json; charset=utf-8",
		"Cache-Control": "no-store, no-cache", "Pragma": "no-cache"} {
		if got := numbers.header.Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got := s.control("POST", "/token", `{"form":"text"}`); got.status != 200 || got.body != "{\"form\":\"text\"}\n" {
		t.Fatalf("%+v", got)
	}
	text := s.askToken(tokenForm())
	var values map[string]string
	if err := json.Unmarshal([]byte(text.body), &values); err != nil {
		t.Fatal(err, text.body)
	}
	want := []string{"token_type", "expires_in", "ext_expires_in", "expires_on", "not_before", "resource",
		"access_token"}
	if names := jsonNames(t, text.body); !slices.Equal(names, want) || values["expires_in"] != "3599" ||
		values["resource"] != sandbox.WestconResource {
		t.Errorf("version 1's form is %s", text.body)
	}
	until, from := number(t, values["expires_on"]), number(t, values["not_before"])
	if now := s.Clock().Now().Unix(); until-from != 3899 || from > now || until < now {
		t.Errorf("from %d until %d at %d", from, until, now)
	}
	if got := s.control("POST", "/token", `{"form":"numbers"}`); got.status != 200 ||
		!strings.Contains(s.askToken(tokenForm()).body, `"expires_in":3599,`) {
		t.Errorf("the switch does not go back: %+v", got)
	}
	if other := startWestcon(t,
		sandbox.Options{WestconTextTokens: true}); !strings.Contains(other.askToken(tokenForm()).body,
		`"expires_in":"3599"`) {
		t.Error("the option has no effect")
	}
}

func number(t *testing.T, s string) (n int64) {
	t.Helper()
	if _, err := fmt.Sscan(s, &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestTokenIsWhatItsKeysSay reads a token as any third party can: with the keys that are published.
func TestTokenIsWhatItsKeysSay(t *testing.T) {
	s := startWestcon(t, sandbox.Options{})
	signed := s.token(tokenForm())
	set, err := jwk.ParseReader(strings.NewReader(s.do("GET", sandbox.WestconKeysPath, "", nil).body))
	if err != nil {
		t.Fatal(err)
	}
	token, err := jwt.Parse([]byte(signed), jwt.WithKeySet(set), jwt.WithAudience(sandbox.WestconResource),
		jwt.WithIssuer("https://sts.windows.net/"+sandbox.WestconTenant+"/"))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"appid": sandbox.WestconClientID, "tid": sandbox.WestconTenant,
		"ver": "1.0"} {
		var got string
		if err := token.Get(name, &got); err != nil || got != want {
			t.Errorf("%s: %q %v", name, got, err)
		}
	}
	until, _ := token.Expiration()
	from, _ := token.NotBefore()
	issued, _ := token.IssuedAt()
	if left := until.Sub(s.Clock().Now()); left > 3599*time.Second || left < 3500*time.Second || !from.Equal(issued) ||
		from.After(s.Clock().Now()) {
		t.Errorf("%v %v %v", from, issued, until)
	}
	header, claims, _ := decodeToken(t, signed)
	if header["alg"] != "RS256" || header["typ"] != "JWT" || header["kid"] == "" ||
		claims["aud"] != sandbox.WestconResource {
		t.Errorf("%v %v", header, claims)
	}
	for i := range set.Len() {
		key, _ := set.Key(i)
		if private, err := jwk.IsPrivateKey(key); err != nil || private {
			t.Error("a private key is published", err)
		}
	}
	if again := s.token(tokenForm()); again == signed {
		t.Error("two requests got one token")
	}
	stranger := startWestcon(t, sandbox.Options{})
	if _, err := jwt.Parse([]byte(stranger.token(tokenForm())), jwt.WithKeySet(set)); err == nil {
		t.Error("another sandbox's token verifies with these keys")
	}
}

func TestTokenRefusals(t *testing.T) {
	s := startWestcon(t, sandbox.Options{})
	without := func(name string) url.Values { f := tokenForm(); f.Del(name); return f }
	with := func(name, value string) url.Values { f := tokenForm(); f.Set(name, value); return f }
	twice := tokenForm()
	twice.Add("resource", sandbox.WestconResource)
	for name, c := range map[string]struct {
		form   url.Values
		status int
		kind   string
		code   int
	}{
		"wrong secret":       {with("client_secret", "wrong"), 401, "invalid_client", 7000215},
		"the other's secret": {with("client_secret", sandbox.WestconClientSecretTwo), 401, "invalid_client", 7000215},
		"no secret":          {without("client_secret"), 401, "invalid_client", 7000216},
		"no client":          {without("client_id"), 400, "invalid_request", 900144},
		"no grant":           {without("grant_type"), 400, "invalid_request", 900144},
		"no resource":        {without("resource"), 400, "invalid_request", 900144},
		"nothing":            {url.Values{}, 400, "invalid_request", 900144},
		"unknown client": {with("client_id", "00000000-0000-4000-8000-000000000000"), 400,
			"unauthorized_client", 700016},
		"hostile client":        {with("client_id", "<script>\"\n"), 400, "unauthorized_client", 700016},
		"unknown resource":      {with("resource", "https://nowhere.example"), 400, "invalid_resource", 500011},
		"password grant":        {with("grant_type", "password"), 400, "unsupported_grant_type", 70003},
		"grant in another case": {with("grant_type", "CLIENT_CREDENTIALS"), 400, "unsupported_grant_type", 70003},
		"resource twice":        {twice, 400, "invalid_request", 9000411},
		"a form too long":       {with("client_secret", strings.Repeat("x", 65<<10)), 400, "invalid_request", 90013},
	} {
		got := s.askToken(c.form)
		refusedToken(t, name, got, c.status, c.kind, c.code)
		if strings.Contains(got.body, sandbox.WestconClientSecret) {
			t.Errorf("%s: the secret is in %s", name, got.body)
		}
	}
	elsewhere := strings.Replace(sandbox.WestconTokenPath, sandbox.WestconTenant,
		"00000000-0000-4000-8000-000000000000", 1)
	refusedToken(t, "unknown tenant", s.do("POST", elsewhere, tokenForm().Encode(), formHeader), 400,
		"invalid_tenant", 90002)
	refusedToken(t, "GET", s.do("GET", sandbox.WestconTokenPath+"?"+tokenForm().Encode(), "", nil), 400,
		"invalid_request", 900561)
	refusedToken(t, "JSON", s.do("POST", sandbox.WestconTokenPath, `{"grant_type":"client_credentials"}`,
		map[string]string{"Content-Type": "application/json"}), 400, "invalid_request", 900144)
	refusedToken(t, "in the address", s.do("POST", sandbox.WestconTokenPath+"?"+tokenForm().Encode(), "", formHeader),
		400, "invalid_request", 900144)
	refusedToken(t, "resource in the address",
		s.do("POST", sandbox.WestconTokenPath+"?resource="+sandbox.WestconResource, without("resource").Encode(),
			formHeader),
		400, "invalid_request", 900144)
	refusedToken(t, "bad escapes", s.do("POST", sandbox.WestconTokenPath, "grant_type=%zz", formHeader), 400,
		"invalid_request", 90013)
	id := uuid.NewString()
	if got := s.do("POST", sandbox.WestconTokenPath, "",
		map[string]string{"client-request-id": id}); !strings.Contains(got.body, `"correlation_id":"`+id+`"`) {
		t.Errorf("the client's id is not in %s", got.body)
	}
}

var stamp = regexp.MustCompile(`^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$`)

func refusedToken(t *testing.T, name string, got reply, status int, kind string, code int) {
	t.Helper()
	var e struct {
		Error         string
		Description   string `json:"error_description"`
		Codes         []int  `json:"error_codes"`
		Timestamp     string
		TraceID       string `json:"trace_id"`
		CorrelationID string `json:"correlation_id"`
		URI           string `json:"error_uri"`
	}
	if err := json.Unmarshal([]byte(got.body), &e); err != nil {
		t.Errorf("%s: %v in %s", name, err, got.body)
		return
	}
	want := []string{"error", "error_description", "error_codes", "timestamp", "trace_id", "correlation_id",
		"error_uri"}
	if got.status != status || e.Error != kind || !slices.Equal(e.Codes, []int{code}) ||
		!slices.Equal(jsonNames(t, got.body), want) {
		t.Errorf("%s: %d %s", name, got.status, got.body)
	}
	described := fmt.Sprintf("Trace ID: %s Correlation ID: %s Timestamp: %s", e.TraceID, e.CorrelationID, e.Timestamp)
	if !strings.HasPrefix(e.Description, fmt.Sprintf("AADSTS%d: ", code)) ||
		!strings.HasSuffix(e.Description, described) ||
		!stamp.MatchString(e.Timestamp) || uuid.Validate(e.TraceID) != nil || uuid.Validate(e.CorrelationID) != nil ||
		e.URI != fmt.Sprintf("https://login.microsoftonline.com/error?code=%d", code) ||
		got.header.Get("X-Ms-Request-Id") != e.TraceID {
		t.Errorf("%s: %s", name, got.body)
	}
	if got.header.Get("Content-Type") != "application/json; charset=utf-8" ||
		!strings.HasPrefix(got.header.Get("Cache-Control"), "no-store") {
		t.Errorf("%s: %v", name, got.header)
	}
}

// TestBasicCredentials sends the credentials in a header: escaped as RFC 6749 has it, and as many clients send them.
func TestBasicCredentials(t *testing.T) {
	s := startWestcon(t, sandbox.Options{})
	rest := url.Values{"grant_type": {"client_credentials"}, "resource": {sandbox.WestconResource}}
	named := url.Values{"client_id": {sandbox.WestconClientID}}
	other := url.Values{"client_id": {sandbox.WestconClientIDTwo}}
	for name, c := range map[string]struct {
		id, secret string
		form       url.Values
		status     int
	}{
		"escaped":      {sandbox.WestconClientID, url.QueryEscape(sandbox.WestconClientSecret), rest, 200},
		"plain":        {sandbox.WestconClientID, sandbox.WestconClientSecret, rest, 200},
		"named too":    {sandbox.WestconClientID, sandbox.WestconClientSecret, merged(rest, named), 200},
		"other named":  {sandbox.WestconClientID, sandbox.WestconClientSecret, merged(rest, other), 400},
		"wrong secret": {sandbox.WestconClientID, "wrong", rest, 401},
		"wrong in form": {sandbox.WestconClientID, sandbox.WestconClientSecret,
			merged(rest, url.Values{"client_secret": {"wrong"}}), 401},
	} {
		h := map[string]string{"Content-Type": "application/x-www-form-urlencoded",
			"Authorization": basic(c.id, c.secret)}
		if got := s.do("POST", sandbox.WestconTokenPath, c.form.Encode(), h); got.status != c.status {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
}
