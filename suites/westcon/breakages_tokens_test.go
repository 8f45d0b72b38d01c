package westcon_test

import (
	"net/url"
	"strings"

	"github.com/montcheck/montcheck/sandbox"
)

// tokenBreakages are token authorities that break the contract.
func tokenBreakages() []breakage {
	grant := func(r rewrite) rewrite { return when(granted, r) }
	refusal := func(r rewrite) rewrite { return when(refusedToken, r) }
	value := func(c *call, name string) string {
		form, _ := url.ParseQuery(string(c.sent))
		return form.Get(name)
	}
	// forgives lets a form through whose member is wrong in one way.
	forgives := func(name, right string, wrong func(string) bool) rewrite {
		return tokens(func(c *call) {
			if wrong(value(c, name)) {
				always(name, right)(c)
			}
		})
	}
	is := func(text string) func(string) bool { return func(s string) bool { return s == text } }
	isGUID := func(s string) bool { return strings.HasPrefix(s, "6d6f6e74") }
	return []breakage{
		// What a token answer says.
		{name: "token_type in lower case", answer: grant(set("token_type", "bearer")), fails: "WST-TOK-01"},
		{name: "token_type MAC", answer: grant(set("token_type", "MAC")), fails: "WST-TOK-01"},
		{name: "no token_type", answer: grant(without("token_type")), fails: "WST-TOK-01"},
		{name: "no access_token", answer: grant(without("access_token")), fails: "WST-TOK-01", also: "TOK-08"},
		{name: "access_token null", answer: grant(set("access_token", nil)), fails: "WST-TOK-01", also: "TOK-08"},
		{name: "access_token with a line break", answer: grant(raw(`"access_token":"`, `"access_token":"\n`)), fails: "WST-TOK-01"},
		{name: "no expires_in", answer: grant(without("expires_in")), fails: "WST-TOK-01"},
		{name: "expires_in in words", answer: grant(set("expires_in", "an hour")), fails: "WST-TOK-01"},
		{name: "expires_in 0", answer: grant(set("expires_in", 0)), fails: "WST-TOK-01"},
		{name: "expires_in below 0", answer: grant(set("expires_in", -3599)), fails: "WST-TOK-01"},
		{name: "expires_in with a fraction", answer: grant(set("expires_in", "3599.5")), fails: "WST-TOK-01"},
		{name: "expires_in of 30 years", answer: grant(set("expires_in", 1_000_000_000)), fails: "WST-TOK-01 WST-TOK-03"},
		{name: "expires_in twice the truth", answer: grant(set("expires_in", 7200)), fails: "WST-TOK-03"},
		{name: "expires_in a tenth of the truth", answer: grant(set("expires_in", 360)), fails: "WST-TOK-03 WST-AUTH-05"},
		{name: "a token answered with status 201", answer: grant(answers(201)), fails: "WST-TOK-01", also: "TOK-08"},
		{name: "a page of HTML for a token", answer: grant(html), fails: "WST-TOK-01"},
		{name: "a form for a token", answer: grant(func(c *call) {
			c.put(200, "application/x-www-form-urlencoded", "token_type=Bearer&expires_in=3599&access_token="+c.proxy.fresh(one))
		}), fails: "WST-TOK-01", also: "AUTH-03"},
		{name: "a token in an array", answer: grant(func(c *call) { c.body = []byte("[" + string(c.body) + "]") }), fails: "WST-TOK-01"},
		{name: "tokens may be cached", answer: grant(drop("Cache-Control")), fails: "WST-TOK-08"},
		{name: "tokens are public", answer: grant(header("Cache-Control", "public, max-age=3599")), fails: "WST-TOK-08"},

		// Who gets a token.
		{name: "a wrong secret is accepted", ask: forgives("client_secret", sandbox.WestconClientSecret, is("montcheck-wrong-secret")), fails: "WST-TOK-04"},
		{name: "only the beginning of the secret counts", ask: forgives("client_secret", sandbox.WestconClientSecret, func(s string) bool { return strings.HasPrefix(s, sandbox.WestconClientSecret) }), fails: "WST-TOK-04"},
		{name: "no secret is asked for", ask: forgives("client_secret", sandbox.WestconClientSecret, is("")), fails: "WST-TOK-04"},
		{name: "an unknown client is accepted", ask: forgives("client_id", sandbox.WestconClientID, isGUID), fails: "WST-TOK-05"},
		{name: "grant_type may be absent", ask: forgives("grant_type", "client_credentials", is("")), fails: "WST-TOK-06"},
		{name: "any grant_type will do", ask: forgives("grant_type", "client_credentials", is("montcheck")), fails: "WST-TOK-06"},
		{name: "client_id may be absent", ask: forgives("client_id", sandbox.WestconClientID, is("")), fails: "WST-TOK-06"},
		{name: "an unknown resource is accepted", ask: forgives("resource", sandbox.WestconResource, isGUID), fails: "WST-TOK-07"},
		{name: "a refusal brings a token all the same", answer: refusal(func(c *call) { set("access_token", c.proxy.fresh(one))(c) }), fails: "WST-TOK-04 WST-TOK-05 WST-TOK-06 WST-TOK-07", also: "TOK-02 AUTH-03"},
		{name: "a refusal in a form brings a token", answer: refusal(func(c *call) {
			c.put(400, "text/plain", "error=none&access_token="+c.proxy.fresh(one))
		}), fails: "WST-TOK-04 WST-TOK-05 WST-TOK-06 WST-TOK-07", also: "TOK-02 AUTH-03"},

		// How a token is refused.
		{name: "a token is refused with status 200", answer: refusal(answers(200)), fails: "WST-TOK-02"},
		{name: "a token is refused with status 500", answer: refusal(answers(500)), fails: "WST-TOK-02"},
		{name: "a token is refused with status 403", answer: refusal(answers(403)), fails: "WST-TOK-02"},
		{name: "a refused token without a description", answer: refusal(without("error_description")), fails: "WST-TOK-02"},
		{name: "a refused token without an error", answer: refusal(without("error")), fails: "WST-TOK-02"},
		{name: "a refused token with an error of another shape", answer: refusal(set("error", map[string]any{"code": 1})), fails: "WST-TOK-02"},
		{name: "a refused token as a page of HTML", answer: refusal(html), fails: "WST-TOK-02"},
		{name: "a refused token as text", answer: refusal(header("Content-Type", "text/plain")), fails: "WST-TOK-02"},
		{name: "an unknown client is refused as a page", answer: refusal(when(func(c *call) bool { return isGUID(value(c, "client_id")) }, html)), fails: "WST-TOK-02"},
	}
}
