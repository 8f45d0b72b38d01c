package faults

import (
	"fmt"
	"net/http"
	"strings"
)

// westconReached are rows of WST-TLS.
func westconReached() []row {
	return []row{
		{name: "plain-http", kind: WrongValue, does: "Token authority and API are reached by plain HTTP off the loopback interface.", listens: Exposed, breaks: "WST-TLS-01"},
		{name: "untrusted-certificate", kind: WrongValue, does: "The certificate is signed by no authority.", listens: Untrusted, breaks: "WST-TLS-01"},
		{name: "expired-certificate", kind: Stale, does: "The certificate's time is over.", listens: Expired, breaks: "WST-TLS-01"},
		{name: "certificate-of-another-host", kind: WrongValue, does: "The certificate is of another host.", listens: AnotherNamed, breaks: "WST-TLS-01"},
	}
}

// westconTokens are token authorities whose tokens are not what they should be: WST-TOK-01, 03 and 08.
func westconTokens() []row {
	grant := func(h hook) hook { return when((*call).granted, h) }
	// ends refuses the gateway's tokens that are about to end.
	ends := func(seconds float64) hook {
		return toGateway(func(c *call) {
			if left, ok := c.remaining(); ok && left > 0 && left < seconds {
				c.Header.Set("Authorization", "Bearer ended")
			}
		})
	}
	return []row{
		{name: "token-type-mac", kind: WrongValue, does: "The token_type is MAC.", answer: grant(set("token_type", "MAC")), breaks: "WST-TOK-01"},
		{name: "no-token-type", kind: Missing, does: "A token comes without token_type.", answer: grant(without("token_type")), breaks: "WST-TOK-01"},
		{name: "no-access-token", kind: Missing, does: "The answer to a token request has no access_token.", answer: grant(without("access_token")), breaks: "WST-TOK-01", may: "TOK-08"},
		{name: "access-token-null", kind: Missing, does: "The access_token is null.", answer: grant(set("access_token", nil)), breaks: "WST-TOK-01", may: "TOK-08"},
		{name: "access-token-empty", kind: Missing, does: "The access_token is empty.", answer: grant(set("access_token", "")), breaks: "WST-TOK-01", may: "TOK-08"},
		{name: "access-token-with-line-break", kind: WrongForm, does: "The access_token starts with a line break.", answer: grant(raw(`"access_token":"`, `"access_token":"\n`)), breaks: "WST-TOK-01"},
		{name: "no-expires-in", kind: Missing, does: "A token comes without expires_in.", answer: grant(without("expires_in")), breaks: "WST-TOK-01"},
		{name: "expires-in-words", kind: WrongForm, does: "The expires_in is in words.", answer: grant(set("expires_in", "an hour")), breaks: "WST-TOK-01"},
		{name: "expires-in-zero", kind: WrongValue, does: "The expires_in is 0.", answer: grant(set("expires_in", 0)), breaks: "WST-TOK-01"},
		{name: "expires-in-negative", kind: WrongValue, does: "The expires_in is below 0.", answer: grant(set("expires_in", -3599)), breaks: "WST-TOK-01"},
		{name: "expires-in-fraction", kind: WrongForm, does: "The expires_in has a fraction.", answer: grant(set("expires_in", "3599.5")), breaks: "WST-TOK-01"},
		{name: "expires-in-30-years", kind: WrongValue, does: "The expires_in is 30 years.", answer: grant(set("expires_in", 1_000_000_000)), breaks: "WST-TOK-03", may: "WST-TOK-01"},
		{name: "expires-in-milliseconds", kind: WrongValue, does: "The expires_in is in milliseconds.", answer: grant(set("expires_in", 3_599_000)), breaks: "WST-TOK-03", may: "WST-TOK-01"},
		{name: "expires-in-doubled", kind: WrongValue, does: "The expires_in is twice the time that tokens live.", answer: grant(set("expires_in", 7200)), breaks: "WST-TOK-03"},
		{name: "expires-in-a-tenth", kind: WrongValue, does: "The expires_in is a tenth of the time that tokens live.", answer: grant(set("expires_in", 360)), breaks: "WST-TOK-03 WST-AUTH-05"},
		{name: "tokens-end-early", kind: OffByOne, does: "The gateway refuses tokens ten minutes before their end.", ask: ends(600), breaks: "WST-TOK-03"},
		{name: "token-with-status-201", kind: WrongStatus, does: "Tokens are given with status 201, but for the first.", answer: grant(second(status(http.StatusCreated))), breaks: "WST-TOK-01", may: "TOK-08"},
		{name: "token-as-html", kind: WrongForm, does: "The answer to a token request is a page of HTML, but for the first.", answer: grant(second(asHTML)), breaks: "WST-TOK-01"},
		{name: "token-as-form", kind: WrongForm, does: "A token is given as a form.", answer: grant(func(c *call) {
			c.put(http.StatusOK, "application/x-www-form-urlencoded", "token_type=Bearer&expires_in=3599&access_token="+c.freshToken(c.partner()))
		}), breaks: "WST-TOK-01", may: "AUTH-03"},
		{name: "token-in-array", kind: WrongForm, does: "A token is given in an array.", answer: grant(func(c *call) { c.body = fmt.Appendf(nil, "[%s]", c.body) }), breaks: "WST-TOK-01"},
		{name: "tokens-without-cache-control", kind: Missing, does: "Tokens come without Cache-Control.", answer: grant(dropHeader("Cache-Control")), breaks: "WST-TOK-08"},
		{name: "tokens-public", kind: WrongValue, does: "Tokens may be kept by every cache for an hour.", answer: grant(header("Cache-Control", "public, max-age=3599")), breaks: "WST-TOK-08"},
		{name: "tokens-no-cache", kind: WrongValue, does: "Tokens come with no-cache, which does not forbid to keep them.", answer: grant(header("Cache-Control", "no-cache")), breaks: "WST-TOK-08"},
	}
}

// westconTokenRefusals are token authorities that refuse otherwise than they should, or not at all: WST-TOK-02 and 04 to 07.
func westconTokenRefusals() []row {
	refusal := func(h hook) hook { return when((*call).refusedToken, h) }
	is := func(text string) func(*call, string) bool {
		return func(_ *call, value string) bool { return value == text }
	}
	constant := func(text string) func(*call) string { return func(*call) string { return text } }
	secret := func(c *call) string { return c.partner().Secret }
	client := func(c *call) string { return c.partner().ClientID }
	resource := func(c *call) string { return c.proxy.host.Westcon.Resource }
	strangeClient := func(c *call, id string) bool {
		return id != "" && id != c.partner().ClientID && id != c.proxy.host.Westcon.Other.ClientID
	}
	rows := []row{
		{name: "any-secret-accepted", kind: Accepted, does: "The authority takes any secret.",
			ask: forgives("client_secret", secret, func(_ *call, s string) bool { return s != "" }), breaks: "WST-TOK-04"},
		{name: "secret-with-a-tail-accepted", kind: Accepted, does: "Of a client secret only the beginning counts.",
			ask: forgives("client_secret", secret, func(c *call, s string) bool { return strings.HasPrefix(s, secret(c)) }), breaks: "WST-TOK-04"},
		{name: "no-secret-needed", kind: Accepted, does: "The authority needs no secret.", ask: forgives("client_secret", secret, is("")), breaks: "WST-TOK-04"},
		{name: "unknown-client-accepted", kind: Accepted, does: "The authority gives a token to a client that it does not know.",
			ask: forgives("client_id", client, strangeClient), breaks: "WST-TOK-05"},
		{name: "no-grant-type-needed", kind: Accepted, does: "The authority needs no grant_type.", ask: forgives("grant_type", constant("client_credentials"), is("")), breaks: "WST-TOK-06"},
		{name: "any-grant-type-accepted", kind: Accepted, does: "The authority takes any grant_type.",
			ask: forgives("grant_type", constant("client_credentials"), func(_ *call, s string) bool { return s != "" }), breaks: "WST-TOK-06"},
		{name: "no-client-needed", kind: Accepted, does: "The authority needs no client_id.", ask: forgives("client_id", client, is("")), breaks: "WST-TOK-06"},
		{name: "unknown-resource-accepted", kind: Accepted, does: "The authority gives tokens for a resource that it does not know.",
			ask: forgives("resource", resource, func(_ *call, r string) bool { return r != "" && !strings.Contains(r, "://") }), breaks: "WST-TOK-07"},

		{name: "refusal-brings-a-token", kind: Leaked, does: "The refusal of a token request brings a token.",
			answer: refusal(func(c *call) { set("access_token", c.freshToken(c.partner()))(c) }), breaks: "WST-TOK-04 WST-TOK-05 WST-TOK-06 WST-TOK-07", may: "TOK-02 AUTH-03"},
		{name: "refusal-as-text-brings-a-token", kind: Leaked, does: "The refusal of a token request is a text with a token.",
			answer: refusal(func(c *call) {
				c.put(http.StatusBadRequest, "text/plain", "error=none&access_token="+c.freshToken(c.partner()))
			}), breaks: "WST-TOK-04 WST-TOK-05 WST-TOK-06 WST-TOK-07", may: "TOK-02 AUTH-03"},

		{name: "token-refused-without-description", kind: Missing, does: "The refusal of a token request has no error_description.", answer: refusal(without("error_description"))},
		{name: "token-refused-without-error", kind: Missing, does: "The refusal of a token request has no error.", answer: refusal(without("error"))},
		{name: "token-refused-with-error-object", kind: WrongForm, does: "The refusal of a token request has an object for error.", answer: refusal(set("error", map[string]any{"code": 1}))},
		{name: "token-refused-as-html", kind: WrongForm, does: "The refusal of a token request is a page of HTML.", answer: refusal(asHTML)},
		{name: "token-refused-as-text", kind: WrongForm, does: "The refusal of a token request is served as text.", answer: refusal(header("Content-Type", "text/plain"))},
		{name: "unknown-client-refused-as-html", kind: WrongForm, does: "The refusal of a client that is not known is a page of HTML.",
			answer: refusal(when(func(c *call) bool { return strangeClient(c, c.formValue("client_id")) }, asHTML))},
	}
	for _, code := range []int{200, 403, 500} {
		rows = append(rows, row{name: fmt.Sprintf("token-refused-with-%d", code), kind: WrongStatus,
			does: fmt.Sprintf("A token request is refused with status %d.", code), answer: refusal(status(code))})
	}
	for i := range rows {
		if rows[i].breaks == "" {
			rows[i].breaks = "WST-TOK-02"
		}
	}
	return rows
}
