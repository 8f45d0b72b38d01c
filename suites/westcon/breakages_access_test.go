package westcon_test

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/montcheck/montcheck/sandbox"
)

const keyHeader = "Ocp-Apim-Subscription-Key"

// accessBreakages are gateways that break the contract.
func accessBreakages() []breakage {
	noKey := func(c *call) bool { return c.Header.Get(keyHeader) == "" }
	wrongKey := func(c *call) bool { return !noKey(c) && c.Header.Get(keyHeader) != sandbox.WestconSubscriptionKey }
	letIn := func(is func(*call) bool) rewrite {
		return api(when(is, func(c *call) { c.Header.Set(keyHeader, one.key) }))
	}
	graph := func(c *call) bool {
		form, _ := url.ParseQuery(string(c.sent))
		return strings.Contains(form.Get("resource"), "graph.")
	}
	limited := func(r rewrite) rewrite { return api(when(status(429), r)) }
	return []breakage{
		// The subscription key.
		{name: "no key is needed", ask: letIn(noKey), fails: "WST-SUB-01 WST-SUB-03"},
		{name: "any key will do", ask: letIn(wrongKey), fails: "WST-SUB-02"},
		{name: "only the beginning of the key counts", ask: letIn(func(c *call) bool { return wrongKey(c) && strings.HasPrefix(c.Header.Get(keyHeader), one.key) }), fails: "WST-SUB-02"},
		{name: "a missing key is status 403", answer: when(refusedKey, answers(403)), fails: "WST-SUB-01 WST-SUB-02", also: "ERR-01"},
		{name: "a missing key is status 200", answer: when(refusedKey, answers(200)), fails: "WST-SUB-01 WST-SUB-02"},
		{name: "a missing key is a page of HTML", answer: when(refusedKey, html), fails: "WST-SUB-01 WST-SUB-02 WST-SUB-03"},
		{name: "a missing key without a message", answer: when(refusedKey, without("message")), fails: "WST-SUB-01 WST-SUB-02 WST-SUB-03"},
		{name: "a missing key with statusCode as text", answer: when(refusedKey, set("statusCode", "401")), fails: "WST-SUB-01 WST-SUB-02"},
		{name: "a missing key with another statusCode", answer: when(refusedKey, set("statusCode", 403)), fails: "WST-SUB-01 WST-SUB-02"},
		{name: "a missing key is not challenged", answer: when(refusedKey, drop("WWW-Authenticate")), fails: "WST-SUB-03"},
		{name: "the token is looked at before the key", ask: api(when(func(c *call) bool { return noKey(c) && len(c.bearer()) < 20 }, func(c *call) { c.Header.Set(keyHeader, one.key) })), fails: "WST-SUB-03"},

		// Tokens.
		{name: "no token is needed", answer: accepts(func(c *call) bool { return c.Header.Get("Authorization") == "" }), fails: "WST-AUTH-01", also: "SUB-03"},
		{name: "any text is a token", answer: accepts(func(c *call) bool { return c.bearer() == "montcheck" }), fails: "WST-AUTH-02"},
		{name: "the end of a token does not count", answer: accepts(func(c *call) bool {
			return strings.Count(c.bearer(), ".") == 2 && len(c.bearer()) > 100 && c.claims(0)["alg"] == "RS256" && !longSignature(c) && signature(c) != ""
		}), fails: "WST-AUTH-02"},
		{name: "any scheme will do", answer: accepts(func(c *call) bool { return strings.HasPrefix(c.Header.Get("Authorization"), "Basic ") }), fails: "WST-AUTH-07"},
		{name: "unsigned tokens are accepted", answer: accepts(func(c *call) bool { return c.claims(0)["alg"] == "none" }), fails: "WST-AUTH-04"},
		{name: "an empty signature is accepted", answer: accepts(func(c *call) bool { return c.claims(0)["alg"] == "RS256" && signature(c) == "" }), fails: "WST-AUTH-04"},
		{name: "altered claims are accepted", answer: accepts(func(c *call) bool {
			appid, _ := c.claims(1)["appid"].(string)
			return strings.HasPrefix(appid, "00000000")
		}), fails: "WST-AUTH-04"},
		{name: "another issuer's tokens are accepted", answer: accepts(func(c *call) bool { iss, _ := c.claims(1)["iss"].(string); return strings.Contains(iss, "montcheck") }), fails: "WST-AUTH-04"},
		{name: "signatures are not looked at", answer: accepts(func(c *call) bool {
			return c.claims(1)["aud"] == sandbox.WestconResource && c.claims(0)["alg"] == "RS256" && longSignature(c) && !expiredToken(c) && strings.HasPrefix(c.Header.Get("Authorization"), "Bearer ")
		}), fails: "WST-AUTH-04"},
		{name: "tokens of another audience are accepted", ask: tokens(when(graph, always("resource", sandbox.WestconResource))), fails: "WST-AUTH-03"},
		{name: "expired tokens are accepted", answer: accepts(expiredToken), fails: "WST-TOK-03 WST-AUTH-05"},
		{name: "an expired token is status 403", answer: when(func(c *call) bool { return refusedBearer(c) && expiredToken(c) }, both(answers(403), set("statusCode", 403))), fails: "WST-AUTH-05"},
		{name: "a refused token is status 400", answer: when(refusedBearer, both(answers(400), set("statusCode", 400))), fails: "WST-AUTH-01 WST-AUTH-02 WST-AUTH-04 WST-AUTH-05 WST-AUTH-07", also: "AUTH-03"},
		{name: "a refused token shows the orders all the same", answer: when(refusedBearer, func(c *call) { c.as(one); c.status = 401 }), fails: "WST-AUTH-01 WST-AUTH-02 WST-AUTH-04 WST-AUTH-05 WST-AUTH-07 WST-ERR-01", also: "AUTH-03"},
		{name: "a refused token is a page of HTML", answer: when(refusedBearer, html), fails: "WST-ERR-01"},
		{name: "a refused token has an error of another shape", answer: when(refusedBearer, func(c *call) { c.body = []byte(`{"error":{"code":401,"message":"no"}}`) }), fails: "WST-ERR-01"},
		{name: "a refused token with another statusCode", answer: when(refusedBearer, set("statusCode", 400)), fails: "WST-ERR-01"},
		{name: "an empty refusal of a token", answer: when(refusedBearer, func(c *call) { c.body = nil }), fails: "WST-ERR-01"},

		// The partner.
		{name: "any partnerKey will do", ask: api(func(c *call) { c.editRequest(func(q map[string]any) { q["partnerKey"] = one.partnerKey }) }), fails: "WST-AUTH-06"},
		{name: "no partnerKey is needed", ask: api(func(c *call) {
			c.editRequest(func(q map[string]any) {
				if q["partnerKey"] == nil {
					q["partnerKey"] = one.partnerKey
				}
			})
		}), fails: "WST-AUTH-06"},
		{name: "only the beginning of partnerKey counts", ask: api(func(c *call) {
			c.editRequest(func(q map[string]any) {
				if key, _ := q["partnerKey"].(string); strings.HasPrefix(key, one.partnerKey) {
					q["partnerKey"] = one.partnerKey
				}
			})
		}), fails: "WST-AUTH-06"},

		// Addresses and limits.
		{name: "an unknown address is status 200", answer: api(when(status(404), answers(200))), fails: "WST-ERR-02"},
		{name: "an unknown address is a page of HTML", answer: api(when(status(404), html)), fails: "WST-ERR-01"},
		{name: "an unknown operation gives orders", ask: api(func(c *call) { c.URL.Path = strings.Replace(c.URL.Path, "/Orders/montcheck", "/Orders/orderStatus", 1) }), fails: "WST-ERR-02"},
		{name: "429 without Retry-After", answer: limited(drop("Retry-After")), fails: "WST-LIM-01"},
		{name: "429 with Retry-After 0", answer: limited(header("Retry-After", "0")), fails: "WST-LIM-01"},
		{name: "429 with Retry-After in words", answer: limited(header("Retry-After", "soon")), fails: "WST-LIM-01"},
		{name: "429 with Retry-After too short", answer: limited(header("Retry-After", "1")), fails: "WST-LIM-01"},
		{name: "429 as a page of HTML", answer: limited(html), fails: "WST-ERR-01"},
	}
}

func signature(c *call) string {
	parts := strings.Split(c.bearer(), ".")
	return parts[len(parts)-1]
}

// longSignature tells whether a signature is as long as that of RS256 with a
// key of 2048 bits.
func longSignature(c *call) bool { return len(signature(c)) == 342 }

// expiredToken tells whether the token's time is over by the sandbox's clock,
// which the answer's Date does not tell: the authority's newest token does.
func expiredToken(c *call) bool {
	end, _ := c.claims(1)["exp"].(float64)
	probe := &call{Request: &http.Request{Header: http.Header{"Authorization": {"Bearer " + c.proxy.fresh(one)}}}}
	now, _ := probe.claims(1)["iat"].(float64)
	return end > 0 && end < now
}
