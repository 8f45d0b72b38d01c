package secrets

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// What is proved harmless is kept, and the types of the rest.
func TestShapes(t *testing.T) {
	for text, want := range map[string]string{
		`{"token_type":"Bearer", "expires_in":3599.0,"access_token":"abc.def-ghi"}`: `{"token_type":"Bearer", ` +
			`"expires_in":3599.0,"access_token":"[redacted]"}`,
		`{"expires_in":"3599","access_token":"with blank"}`: `{"expires_in":"3599",` +
			`"access_token":"[redacted: 10 characters]"}`,
		`{"access_token":{"expires_in":1234567890123},"x":[true,null,12]}`: `{"access_token":{"expires_in":0},` +
			`"[redacted: a name of 1 characters]":[true,null,0]}`,
		`{"error":"invalid_client","error_codes":[7000215],"error_description":""}`: `{"error":"invalid_client",` +
			`"error_codes":[7000215],"error_description":""}`,
		`{"error_description":"AADSTS7000215: Invalid"}`: `{"error_description":` +
			`"AADSTS7000215 [redacted: 22 characters]"}`,
		`token_type=Bearer&access_token=abc`: `token_type=Bearer&access_token=%5Bredacted%5D`,
		`{'access_token': 'a'}`: `{[20 bytes that are no JSON, not ` +
			`kept: they may hold a token]`,
	} {
		if got, _ := ShapeOf([]byte(text)); string(got) != want {
			t.Errorf("%s became %s", text, got)
		}
	}
}

// What one answer makes known is bounded, however many tokens it holds.
func TestManyTokens(t *testing.T) {
	var many strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&many, "eyJhbGciOiJub%06d.eyJzdWIiOiI.c2ln-%06d ", i, i)
	}
	for name, text := range map[string]string{
		"tokens":           many.String(),
		"beginnings":       strings.Repeat("eyJ", 400_000),
		"beginnings, dots": strings.Repeat("eyJhbGciOiJub.", 80_000),
		"named":            "{" + strings.Repeat(`"access_token":"`+strings.Repeat("n+/", 20)+`",`, 10_000) + `"x":1}`,
	} {
		var r Redactor
		_, left := ShapeOf([]byte(text))
		r.AddSecrets(append(TokensIn([]byte(text)), left...)...)
		if forms := len(r.forms.Reveal()); forms > 4000 {
			t.Errorf("%s: %d forms are looked for", name, forms)
		}
	}
}

// FuzzShape holds that no word of an answer to a token request is kept by
// which a token could be known, wherever it stands.
func FuzzShape(f *testing.F) {
	const secret = "Zq7secretTOKENvalue91x"
	for _, around := range [][2]string{{`{"access_token":"`, `"}`}, {`{"a":[["`, `"]]}`}, {"access_token=", "&a=b"},
		{"", ""}, {"<a>", "</a>"}, {`{"`, `":1}`}, {`"\u00`, `"`}} {
		f.Add(around[0], around[1])
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		text := before + secret + after
		if shape, _ := ShapeOf([]byte(text)); bytes.Contains(shape, []byte(secret)) {
			t.Errorf("%q became %q", text, shape)
		}
	})
}
