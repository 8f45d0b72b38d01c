package authority

import (
	"log/slog"
	"maps"
	"testing"
	"time"

	"github.com/lestrrat-go/jwx/v3/jwa"
	"github.com/lestrrat-go/jwx/v3/jwk"
	"github.com/lestrrat-go/jwx/v3/jwt"
)

// TestVerify signs claims with the authority's own key, so that nothing but the claims can be wrong.
func TestVerify(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 600_000_000, time.UTC)
	a := New(Config{Tenant: "tenant", Resource: "resource", Clients: map[string]string{"client": "secret"},
		Now: func() time.Time { return now }, Logger: slog.New(slog.DiscardHandler)})
	keys, err := a.signing()
	if err != nil {
		t.Fatal(err)
	}
	at := func(seconds int64) int64 { return now.Unix() + seconds }
	good := map[string]any{"aud": "resource", "iss": "https://sts.windows.net/tenant/", "appid": "client", "nbf": at(0),
		"iat": at(0), "exp": at(1)}
	for name, c := range map[string]struct {
		claim string
		value any // nil takes the claim away
		ok    bool
	}{
		"sound":                 {"", nil, true},
		"another audience":      {"aud", "another", false},
		"no audience":           {"aud", nil, false},
		"among audiences":       {"aud", []string{"another", "resource"}, true},
		"another issuer":        {"iss", "https://sts.windows.net/another/", false},
		"issuer without slash":  {"iss", "https://sts.windows.net/tenant", false},
		"no issuer":             {"iss", nil, false},
		"expires this second":   {"exp", at(0), false},
		"expired":               {"exp", at(-1), false},
		"never expires":         {"exp", nil, false},
		"not yet":               {"nbf", at(1), false},
		"issued in the future":  {"iat", at(100), false},
		"no client":             {"appid", nil, false},
		"a number for a client": {"appid", 7, false},
	} {
		claims := maps.Clone(good)
		if claims[c.claim] = c.value; c.value == nil {
			delete(claims, c.claim)
		}
		token := jwt.New()
		for name, value := range claims {
			if err := token.Set(name, value); err != nil {
				t.Fatal(err)
			}
		}
		signed, err := jwt.Sign(token, jwt.WithKey(jwa.RS256(), keys.private))
		if err != nil {
			t.Fatal(err)
		}
		if client, err := a.Verify(string(signed)); (err == nil) != c.ok || c.ok && client != "client" {
			t.Errorf("%s: %q %v", name, client, err)
		}
	}
	unnamed, err := keys.private.Clone()
	if err != nil {
		t.Fatal(err)
	}
	sound := jwt.New()
	for name, value := range good {
		if err := sound.Set(name, value); err != nil {
			t.Fatal(err)
		}
	}
	for name, change := range map[string]func() error{
		"no key id":      func() error { return unnamed.Remove(jwk.KeyIDKey) },
		"another key id": func() error { return unnamed.Set(jwk.KeyIDKey, "another") },
	} {
		if err := change(); err != nil {
			t.Fatal(err)
		}
		signed, err := jwt.Sign(sound, jwt.WithKey(jwa.RS256(), unnamed))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.Verify(string(signed)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	token, from, until, err := a.issue("client", "resource")
	if err != nil || from != now.Truncate(time.Second).Add(-early) || until != now.Truncate(time.Second).Add(Lifetime) {
		t.Fatal(from, until, err)
	}
	for _, c := range []struct {
		at time.Time
		ok bool
	}{{now, true}, {until.Add(-time.Millisecond), true}, {until, false}, {until.Add(time.Hour), false}} {
		now = c.at
		if _, err := a.Verify(token); (err == nil) != c.ok {
			t.Errorf("at %v: %v", c.at, err)
		}
	}
}
