package endpoint

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
)

// Token is an access token in the target's keeping. A spec passes it on, whole
// or altered, and never sees it.
type Token struct {
	vault       *vault
	placeholder string
}

// Bearer is the value of the header Authorization with the token.
func (t *Token) Bearer() string { return "Bearer " + t.placeholder }

// Text is the placeholder of the token alone.
func (t *Token) Text() string { return t.placeholder }

// String names the token without telling it.
func (t *Token) String() string { return t.vault.public(t.placeholder) }

// As is the same token by what a report is to say of it, such as "an expired
// access token": one that is asked for anew would not be like it.
func (t *Token) As(note string) *Token { return t.vault.holdToken(t.value(), note) }

// CutShort is the token without its last characters.
func (t *Token) CutShort() *Token {
	value := t.value()
	return t.vault.holdToken(value[:len(value)-len(value)/8-1], "an access token cut short")
}

func (t *Token) value() string { return t.vault.fill(t.placeholder, asItIs) }

// Unsigned is the token with its signature taken off and alg none. ok is
// false where the token is no JSON Web Token, as for the others below.
func (t *Token) Unsigned() (altered *Token, ok bool) {
	return t.alter("an access token without a signature", func(w *webTokenParts) {
		w.header["alg"], w.signature = "none", ""
	})
}

// Stripped is the token with its signature taken off and its header kept.
func (t *Token) Stripped() (altered *Token, ok bool) {
	return t.alter("an access token whose signature is empty", func(w *webTokenParts) { w.signature = "" })
}

// Tampered is the token with claims of another client and a later end, under
// the old signature.
func (t *Token) Tampered() (altered *Token, ok bool) {
	return t.alter("an access token with altered claims", func(w *webTokenParts) {
		w.claims["appid"] = "00000000-0000-4000-8000-000000000000"
		if end, ok := w.claims["exp"].(json.Number); ok {
			if n, err := end.Int64(); err == nil {
				w.claims["exp"] = n + 365*24*60*60
			}
		}
	})
}

// Forged is the token with its claims signed by someone else, who calls their
// key by the name of the authority's.
func (t *Token) Forged() (altered *Token, ok bool) {
	return t.alter("an access token signed by someone else", func(w *webTokenParts) {
		w.header["alg"] = "RS256"
		w.sign()
	})
}

// OfAnotherIssuer is a token like this one by another authority.
func (t *Token) OfAnotherIssuer() (altered *Token, ok bool) {
	return t.alter("an access token of another issuer", func(w *webTokenParts) {
		w.header["alg"], w.header["kid"] = "RS256", "montcheck"
		w.claims["iss"] = "https://montcheck.invalid/"
		w.sign()
	})
}

// webTokenParts are the parts of a JSON Web Token (RFC 7519).
type webTokenParts struct {
	header, claims map[string]any
	signature      string
}

func (t *Token) alter(note string, change func(*webTokenParts)) (*Token, bool) {
	parts := strings.Split(t.value(), ".")
	if len(parts) != 3 {
		return nil, false
	}
	w := &webTokenParts{signature: parts[2]}
	if !decode(parts[0], &w.header) || !decode(parts[1], &w.claims) {
		return nil, false
	}
	change(w)
	return t.vault.holdToken(w.signed()+"."+w.signature, note), true
}

func decode(part string, into *map[string]any) bool {
	text, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return false
	}
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.UseNumber()
	return d.Decode(into) == nil && *into != nil
}

// signed is the part of the token that the signature covers.
func (w *webTokenParts) signed() string {
	encode := func(m map[string]any) string {
		text, err := json.Marshal(m)
		if err != nil {
			panic(err) // it came out of JSON
		}
		return base64.RawURLEncoding.EncodeToString(text)
	}
	return encode(w.header) + "." + encode(w.claims)
}

// sign signs with a key of montcheck's own, which no authority publishes.
func (w *webTokenParts) sign() {
	sum := sha256.Sum256([]byte(w.signed()))
	signature, err := rsa.SignPKCS1v15(rand.Reader, strangersKey(), crypto.SHA256, sum[:])
	if err != nil {
		panic(fmt.Sprintf("target: %v", err)) // a sound key signs any hash
	}
	w.signature = base64.RawURLEncoding.EncodeToString(signature)
}

var strangersKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(fmt.Sprintf("target: %v", err))
	}
	return key
})
