package faults

import (
	"net/http"
	"strings"
)

// westconKeys are gateways that get subscription keys, addresses or limits wrong: WST-SUB, WST-ERR and WST-LIM.
func westconKeys() []row {
	noKey := func(c *call) bool { return c.Header.Get(keyHeader) == "" }
	wrongKey := func(c *call) bool { return !noKey(c) && c.Header.Get(keyHeader) != c.partner().SubscriptionKey }
	letIn := func(is func(*call) bool) hook {
		return toGateway(when(is, func(c *call) { c.Header.Set(keyHeader, c.partner().SubscriptionKey) }))
	}
	refusedKey := func(h hook) hook { return when((*call).refusedKey, h) }
	limited := func(h hook) hook { return withStatus(http.StatusTooManyRequests, h) }
	return []row{
		{name: "no-key-needed", kind: Accepted, does: "The gateway needs no subscription key.", ask: letIn(noKey), breaks: "WST-SUB-01 WST-SUB-03"},
		{name: "no-key-needed-now-and-then", kind: Accepted, does: "One of five requests without a subscription key is let in.",
			ask: toGateway(when(noKey, everyTime(5, letIn(noKey)))), breaks: "WST-SUB-01", may: "SUB-03"},
		{name: "any-key-accepted-now-and-then", kind: Accepted, does: "One of five requests with a wrong subscription key is let in.",
			ask: toGateway(when(wrongKey, everyTime(5, letIn(wrongKey)))), breaks: "WST-SUB-02"},
		{name: "any-key-accepted", kind: Accepted, does: "The gateway takes any subscription key.", ask: letIn(wrongKey), breaks: "WST-SUB-02"},
		{name: "key-with-a-tail-accepted", kind: Accepted, does: "Of a subscription key only the beginning counts.",
			ask: letIn(func(c *call) bool {
				return wrongKey(c) && strings.HasPrefix(c.Header.Get(keyHeader), c.partner().SubscriptionKey)
			}), breaks: "WST-SUB-02"},
		{name: "key-refused-with-403", kind: WrongStatus, does: "A subscription key is refused with status 403.", answer: refusedKey(status(403)), breaks: "WST-SUB-01 WST-SUB-02", may: "ERR-01"},
		{name: "key-refused-with-200", kind: WrongStatus, does: "A subscription key is refused with status 200.", answer: refusedKey(status(200)), breaks: "WST-SUB-01 WST-SUB-02"},
		{name: "key-refused-as-html", kind: WrongForm, does: "The refusal of a subscription key is a page of HTML.", answer: refusedKey(asHTML), breaks: "WST-SUB-01 WST-SUB-02 WST-SUB-03"},
		{name: "key-refused-without-message", kind: Missing, does: "The refusal of a subscription key has no message.", answer: refusedKey(without("message")), breaks: "WST-SUB-01 WST-SUB-02 WST-SUB-03"},
		{name: "key-refused-with-code-as-text", kind: WrongForm, does: "The refusal of a subscription key has statusCode as a text.", answer: refusedKey(set("statusCode", "401")), breaks: "WST-SUB-01 WST-SUB-02"},
		{name: "key-refused-with-another-code", kind: WrongValue, does: "The refusal of a subscription key has another statusCode than its status.", answer: refusedKey(set("statusCode", 403)), breaks: "WST-SUB-01 WST-SUB-02"},
		{name: "key-refused-shows-orders", kind: Leaked, does: "The refusal of a subscription key holds the orders.",
			answer: refusedKey(when(func(c *call) bool { return c.query() != nil }, func(c *call) { c.as(c.partner()); c.status = http.StatusUnauthorized })),
			breaks: "WST-SUB-01 WST-SUB-02 WST-SUB-03"},
		{name: "key-not-challenged", kind: Missing, does: "A missing subscription key is not challenged.", answer: refusedKey(dropHeader("WWW-Authenticate")), breaks: "WST-SUB-03"},
		{name: "key-challenged-as-bearer", kind: WrongValue, does: "A missing subscription key is challenged for a token.", answer: refusedKey(header("WWW-Authenticate", "Bearer")), breaks: "WST-SUB-03"},
		{name: "token-before-key", kind: Reordered, does: "The gateway looks at the token before the subscription key.",
			ask: letIn(func(c *call) bool { return noKey(c) && len(c.bearer()) < 20 }), breaks: "WST-SUB-03"},

		{name: "unknown-address-with-200", kind: WrongStatus, does: "An unknown address is answered with status 200.", answer: withStatus(404, status(200)), breaks: "WST-ERR-02"},
		{name: "unknown-address-as-html", kind: WrongForm, does: "An unknown address is answered with a page of HTML.", answer: withStatus(404, asHTML), breaks: "WST-ERR-01"},
		{name: "unknown-operation-gives-orders", kind: Accepted, does: "Every operation of Orders gives their status.",
			ask: toGateway(func(c *call) {
				if path, found := strings.CutPrefix(c.URL.Path, c.proxy.host.Westcon.Path+"/Orders/"); found && path != "" {
					c.URL.Path, c.URL.RawPath = c.proxy.host.Westcon.Path+"/Orders/orderStatus", ""
				}
			}), breaks: "WST-ERR-02"},
		{name: "429-without-retry-after", kind: Missing, does: "Status 429 comes without Retry-After.", answer: limited(dropHeader("Retry-After")), breaks: "WST-LIM-01"},
		{name: "429-with-retry-after-0", kind: WrongValue, does: "Status 429 comes with Retry-After 0.", answer: limited(header("Retry-After", "0")), breaks: "WST-LIM-01"},
		{name: "429-with-retry-after-in-words", kind: WrongForm, does: "Status 429 comes with Retry-After in words.", answer: limited(header("Retry-After", "soon")), breaks: "WST-LIM-01"},
		{name: "429-with-retry-after-too-short", kind: OffByOne, does: "Status 429 comes with a Retry-After that is too short.", answer: limited(header("Retry-After", "1")), breaks: "WST-LIM-01"},
		{name: "429-as-html", kind: WrongForm, does: "Status 429 comes with a page of HTML.", answer: limited(asHTML), breaks: "WST-ERR-01"},
	}
}

// westconBearers are gateways that get tokens wrong: WST-AUTH-01 to 05.
func westconBearers() []row {
	const all = "WST-AUTH-01 WST-AUTH-02 WST-AUTH-03 WST-AUTH-04 WST-AUTH-05"
	refused := func(h hook) hook { return when((*call).refusedBearer, h) }
	scheme := func(c *call, want string) bool { return strings.HasPrefix(c.Header.Get("Authorization"), want+" ") }
	expired := func(c *call) bool { left, ok := c.remaining(); return ok && left < 0 }
	signed := func(c *call) bool { return c.jwt(0)["alg"] == "RS256" }
	// whole tells whether a signature is as long as that of RS256 with a key of 2048 bits.
	whole := func(c *call) bool { return len(c.signature()) == 342 }
	ours := func(c *call) bool { return c.jwt(1)["aud"] == c.proxy.host.Westcon.Resource }
	elsewhere := func(c *call) bool { aud, _ := c.jwt(1)["aud"].(string); return aud != "" && !ours(c) }
	return []row{
		{name: "no-token-needed", kind: Accepted, does: "The gateway needs no token.",
			answer: letsThrough(func(c *call) bool { return c.Header.Get("Authorization") == "" }), breaks: "WST-AUTH-01", may: "SUB-03"},
		{name: "no-token-needed-now-and-then", kind: Accepted, does: "One of five requests without a token is let in.",
			answer: when(func(c *call) bool { return c.refusedBearer() && c.Header.Get("Authorization") == "" },
				everyTime(5, letsThrough(func(*call) bool { return true }))), breaks: "WST-AUTH-01", may: "SUB-03"},
		{name: "any-text-is-a-token", kind: Accepted, does: "The gateway takes any text for a token.",
			answer: letsThrough(func(c *call) bool { return c.bearer() != "" && !strings.Contains(c.bearer(), ".") }), breaks: "WST-AUTH-02"},
		{name: "token-cut-short-accepted", kind: Accepted, does: "The end of a token does not count.",
			answer: letsThrough(func(c *call) bool {
				return strings.Count(c.bearer(), ".") == 2 && len(c.bearer()) > 100 && signed(c) && !whole(c) && c.signature() != ""
			}), breaks: "WST-AUTH-02"},
		{name: "any-scheme-accepted", kind: Accepted, does: "The gateway takes a token under any scheme.",
			answer: letsThrough(func(c *call) bool { return scheme(c, "Basic") }), breaks: "WST-AUTH-07"},
		{name: "another-scheme-breaks-the-gateway", kind: WrongStatus, does: "A token under the scheme Basic is answered with status 500.",
			answer: refused(when(func(c *call) bool { return scheme(c, "Basic") }, both(status(500), set("statusCode", 500)))), breaks: "WST-AUTH-07"},
		{name: "unsigned-tokens-accepted", kind: Accepted, does: "The gateway takes tokens with alg none.",
			answer: letsThrough(func(c *call) bool { return c.jwt(0)["alg"] == "none" }), breaks: "WST-AUTH-04"},
		{name: "empty-signatures-accepted", kind: Accepted, does: "The gateway takes tokens whose signature was taken off.",
			answer: letsThrough(func(c *call) bool { return signed(c) && c.signature() == "" }), breaks: "WST-AUTH-04"},
		{name: "altered-claims-accepted", kind: Accepted, does: "The gateway takes tokens whose claims were altered.",
			answer: letsThrough(func(c *call) bool {
				appid, _ := c.jwt(1)["appid"].(string)
				return appid != "" && appid != c.partner().ClientID && appid != c.proxy.host.Westcon.Other.ClientID
			}), breaks: "WST-AUTH-04"},
		{name: "another-issuers-tokens-accepted", kind: Accepted, does: "The gateway takes tokens of another issuer.",
			answer: letsThrough(func(c *call) bool {
				iss, _ := c.jwt(1)["iss"].(string)
				return iss != "" && !strings.HasPrefix(iss, "https://sts.windows.net/")
			}), breaks: "WST-AUTH-04"},
		{name: "signatures-not-checked", kind: Accepted, does: "The gateway does not look at signatures.",
			answer: letsThrough(func(c *call) bool { return ours(c) && signed(c) && whole(c) && !expired(c) && scheme(c, "Bearer") }), breaks: "WST-AUTH-04"},
		{name: "tokens-for-others-accepted", kind: Accepted, does: "The gateway takes tokens of another audience.", answer: letsThrough(elsewhere), breaks: "WST-AUTH-03"},
		{name: "expired-tokens-accepted", kind: Accepted, does: "The gateway takes tokens that have expired.", answer: letsThrough(expired), breaks: "WST-TOK-03 WST-AUTH-05"},
		{name: "tokens-live-an-hour-longer", kind: OffByOne, does: "The gateway takes tokens for an hour after they have expired.",
			answer: letsThrough(func(c *call) bool { left, ok := c.remaining(); return ok && left < 0 && left > -3600 }), breaks: "WST-TOK-03 WST-AUTH-05"},
		{name: "expired-token-refused-with-403", kind: WrongStatus, does: "An expired token is refused with status 403.",
			answer: refused(when(expired, both(status(403), set("statusCode", 403)))), breaks: "WST-AUTH-05"},
		{name: "expired-token-redirected", kind: WrongStatus, does: "An expired token is answered with a redirect to a page to log in.",
			answer: refused(when(expired, both(status(302), header("Location", "https://login.example.org/")))), breaks: "WST-AUTH-05"},
		{name: "token-refused-with-400", kind: WrongStatus, does: "A token is refused with status 400.", answer: refused(both(status(400), set("statusCode", 400))), breaks: all, may: "AUTH-07"},
		{name: "refused-token-shows-orders", kind: Leaked, does: "The refusal of a token holds the orders.",
			answer: refused(when(func(c *call) bool { return c.query() != nil }, func(c *call) { c.as(c.partner()); c.status = http.StatusUnauthorized })),
			breaks: all + " WST-ERR-01", may: "AUTH-07"},
		{name: "refused-token-as-html", kind: WrongForm, does: "The refusal of a token is a page of HTML.", answer: refused(asHTML), breaks: "WST-ERR-01"},
		{name: "refused-token-in-another-form", kind: WrongForm, does: "The refusal of a token has another form.",
			answer: refused(func(c *call) { c.body = []byte(`{"error":{"code":401,"message":"no"}}`) }), breaks: "WST-ERR-01"},
		{name: "refused-token-with-another-code", kind: WrongValue, does: "The refusal of a token has another statusCode than its status.", answer: refused(set("statusCode", 400)), breaks: "WST-ERR-01"},
		{name: "refused-token-empty", kind: Missing, does: "The refusal of a token has no body.", answer: refused(func(c *call) { c.body = nil }), breaks: "WST-ERR-01"},
	}
}

// westconPartners are gateways that do not care whose partnerKey it is: WST-AUTH-06.
func westconPartners() []row {
	takes := func(which func(c *call, key any) bool) hook {
		return toGateway(func(c *call) {
			c.requery(func(q map[string]any) {
				if which(c, q["partnerKey"]) {
					q["partnerKey"] = c.partner().PartnerKey
				}
			})
		})
	}
	return []row{
		{name: "any-partnerkey-accepted", kind: Accepted, does: "The gateway takes any partnerKey.", ask: takes(func(*call, any) bool { return true }), breaks: "WST-AUTH-06"},
		{name: "no-partnerkey-needed", kind: Accepted, does: "The gateway needs no partnerKey.", ask: takes(func(_ *call, key any) bool { return key == nil }), breaks: "WST-AUTH-06"},
		{name: "empty-partnerkey-accepted", kind: Accepted, does: "The gateway takes an empty partnerKey.", ask: takes(func(_ *call, key any) bool { return key == "" }), breaks: "WST-AUTH-06"},
		{name: "partnerkey-with-a-tail-accepted", kind: Accepted, does: "Of a partnerKey only the beginning counts.",
			ask: takes(func(c *call, key any) bool {
				text, _ := key.(string)
				return strings.HasPrefix(text, c.partner().PartnerKey)
			}), breaks: "WST-AUTH-06"},
		{name: "wrong-partnerkey-shows-orders", kind: Leaked, does: "The refusal of a partnerKey holds the orders.",
			answer: withStatus(http.StatusForbidden, func(c *call) { c.as(c.partner()); c.status = http.StatusForbidden }), breaks: "WST-AUTH-06", may: "ERR-01"},
	}
}
