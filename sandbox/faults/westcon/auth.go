package westcon

import (
	"net/http"
	"strings"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// authFaults break WST-AUTH first.
func authFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "no-token-needed",
			Kind:   deviation.Accepted,
			Does:   "The gateway needs no token.",
			Breaks: []string{"WST-AUTH-01"},
			Answer: LetThrough(Anonymous),
		},
		{
			Name:   "no-token-needed-now-and-then",
			Kind:   deviation.Accepted,
			Does:   "One of five requests without a token is let in.",
			Breaks: []string{"WST-AUTH-01"},
			Answer: When(Anonymous, IfBearerRefused(EveryNth(5, AnyCall, func(c *Call) { c.As(c.Partner()) }))),
		},
		{
			Name:   "token-refused-with-400",
			Kind:   deviation.WrongStatus,
			Does:   "A token is refused with status 400.",
			Breaks: []string{"WST-AUTH-01", "WST-AUTH-02", "WST-AUTH-03", "WST-AUTH-04", "WST-AUTH-05"},
			May:    deviation.Since("A token under another scheme gets the same refusal.", "WST-AUTH-07"),
			Answer: IfBearerRefused(Do(Status(400), Set("statusCode", 400))),
		},
		{
			Name:   "refused-token-shows-orders",
			Kind:   deviation.Leaked,
			Does:   "The refusal of a token holds the orders.",
			Breaks: []string{"WST-AUTH-01", "WST-AUTH-02", "WST-AUTH-03", "WST-AUTH-04", "WST-AUTH-05", "WST-ERR-01"},
			May:    deviation.Since("A token under another scheme gets the same refusal.", "WST-AUTH-07"),
			Answer: IfBearerRefused(showOrders(http.StatusUnauthorized)),
		},
		{
			Name:   "answers-cached-for-all",
			Kind:   deviation.Leaked,
			Does:   "Who is refused is shown what was answered to the same request before.",
			Breaks: []string{"WST-AUTH-01", "WST-AUTH-02", "WST-SUB-01", "WST-SUB-02"},
			May: deviation.Since("Whoever is refused, for whatever reason, gets the orders.",
				"WST-AUTH-03", "WST-AUTH-04", "WST-AUTH-05", "WST-AUTH-07", "WST-SUB-03", "WST-TOK-03",
			),
			Answer: ToGateway(answeredBefore()),
		},
		{
			Name:   "any-text-is-a-token",
			Kind:   deviation.Accepted,
			Does:   "The gateway takes any text for a token.",
			Breaks: []string{"WST-AUTH-02"},
			Answer: LetThrough(func(c *Call) bool { return c.Bearer() != "" && !strings.Contains(c.Bearer(), ".") }),
		},
		{
			Name:   "token-cut-short-accepted",
			Kind:   deviation.Accepted,
			Does:   "The end of a token does not count.",
			Breaks: []string{"WST-AUTH-02"},
			Answer: LetThrough(func(c *Call) bool {
				return strings.Count(c.Bearer(), ".") == 2 && len(c.Bearer()) > 100 && signed(c) && !whole(c) &&
					c.Signature() != ""
			}),
		},
		{
			Name:   "tokens-for-others-accepted",
			Kind:   deviation.Accepted,
			Does:   "The gateway takes tokens of another audience.",
			Breaks: []string{"WST-AUTH-03"},
			Answer: LetThrough(elsewhere),
		},
		{
			Name:   "unsigned-tokens-accepted",
			Kind:   deviation.Accepted,
			Does:   "The gateway takes tokens with alg none.",
			Breaks: []string{"WST-AUTH-04"},
			Answer: LetThrough(func(c *Call) bool { return c.JWT(0)["alg"] == "none" }),
		},
		{
			Name:   "empty-signatures-accepted",
			Kind:   deviation.Accepted,
			Does:   "The gateway takes tokens whose signature was taken off.",
			Breaks: []string{"WST-AUTH-04"},
			Answer: LetThrough(func(c *Call) bool { return signed(c) && c.Signature() == "" }),
		},
		{
			Name:   "altered-claims-accepted",
			Kind:   deviation.Accepted,
			Does:   "The gateway takes tokens whose claims were altered.",
			Breaks: []string{"WST-AUTH-04"},
			Answer: LetThrough(func(c *Call) bool {
				appid, _ := c.JWT(1)["appid"].(string)
				return appid != "" && appid != c.Partner().ClientID && appid != c.Host().Westcon.Other.ClientID
			}),
		},
		{
			Name:   "another-issuers-tokens-accepted",
			Kind:   deviation.Accepted,
			Does:   "The gateway takes tokens of another issuer.",
			Breaks: []string{"WST-AUTH-04"},
			Answer: LetThrough(func(c *Call) bool {
				iss, _ := c.JWT(1)["iss"].(string)
				return iss != "" && !strings.HasPrefix(iss, "https://sts.windows.net/")
			}),
		},
		{
			Name:   "signatures-not-checked",
			Kind:   deviation.Accepted,
			Does:   "The gateway does not look at signatures.",
			Breaks: []string{"WST-AUTH-04"},
			Answer: LetThrough(
				func(c *Call) bool { return ours(c) && signed(c) && whole(c) && !expired(c) && scheme(c, "Bearer") },
			),
		},
		{
			Name:   "expired-token-refused-with-403",
			Kind:   deviation.WrongStatus,
			Does:   "An expired token is refused with status 403.",
			Breaks: []string{"WST-AUTH-05"},
			Answer: IfBearerRefused(When(expired, Do(Status(403), Set("statusCode", 403)))),
		},
		{
			Name:   "expired-token-redirected",
			Kind:   deviation.WrongStatus,
			Does:   "An expired token is answered with a redirect to a page to log in.",
			Breaks: []string{"WST-AUTH-05"},
			May:    deviation.Since("A redirect is no refusal, so nothing shows that the token ended.", "WST-TOK-03"),
			Answer: IfBearerRefused(When(expired, Do(Status(302), Header("Location", "https://login.example.org/")))),
		},
		{
			Name:   "any-partnerkey-accepted",
			Kind:   deviation.Accepted,
			Does:   "The gateway takes any partnerKey.",
			Breaks: []string{"WST-AUTH-06"},
			Ask:    forgivePartnerKey(func(*Call, any) bool { return true }),
		},
		{
			Name:   "no-partnerkey-needed",
			Kind:   deviation.Accepted,
			Does:   "The gateway needs no partnerKey.",
			Breaks: []string{"WST-AUTH-06"},
			Ask:    forgivePartnerKey(func(_ *Call, key any) bool { return key == nil }),
		},
		{
			Name:   "empty-partnerkey-accepted",
			Kind:   deviation.Accepted,
			Does:   "The gateway takes an empty partnerKey.",
			Breaks: []string{"WST-AUTH-06"},
			Ask:    forgivePartnerKey(func(_ *Call, key any) bool { return key == "" }),
		},
		{
			Name:   "partnerkey-with-a-tail-accepted",
			Kind:   deviation.Accepted,
			Does:   "Of a partnerKey only the beginning counts.",
			Breaks: []string{"WST-AUTH-06"},
			Ask: forgivePartnerKey(func(c *Call, key any) bool {
				Text, _ := key.(string)
				return strings.HasPrefix(Text, c.Partner().PartnerKey)
			}),
		},
		{
			Name:   "wrong-partnerkey-shows-orders",
			Kind:   deviation.Leaked,
			Does:   "The refusal of a partnerKey holds the orders.",
			Breaks: []string{"WST-AUTH-06"},
			May:    deviation.Since("Orders in a refusal are not the form of a refusal.", "WST-ERR-01"),
			Answer: ToGateway(IfStatus(http.StatusForbidden, showOrders(http.StatusForbidden))),
		},
		{
			Name:   "any-scheme-accepted",
			Kind:   deviation.Accepted,
			Does:   "The gateway takes a token under any scheme.",
			Breaks: []string{"WST-AUTH-07"},
			Answer: LetThrough(basic),
		},
		{
			Name:   "another-scheme-breaks-the-gateway",
			Kind:   deviation.WrongStatus,
			Does:   "A token under the scheme Basic is answered with status 500.",
			Breaks: []string{"WST-AUTH-07"},
			Answer: IfBearerRefused(When(basic, Do(Status(500), Set("statusCode", 500)))),
		},
		{
			Name:   "another-scheme-refused-with-403",
			Kind:   deviation.WrongStatus,
			Does:   "A token under another scheme than Bearer is refused with status 403.",
			Breaks: []string{"WST-AUTH-07"},
			Answer: IfBearerRefused(
				When(basic, Do(Status(http.StatusForbidden), Set("statusCode", http.StatusForbidden)))),
		},
	}
}

// showOrders answers with the orders that were asked for, and a status.
func showOrders(code int) Hook {
	return IfQuery(func(c *Call) {
		c.As(c.Partner())
		c.Status = code
	})
}

func scheme(c *Call, want string) bool {
	return strings.HasPrefix(c.Request.Header.Get("Authorization"), want+" ")
}

func basic(c *Call) bool { return scheme(c, "Basic") }

func expired(c *Call) bool {
	left, ok := c.Remaining()
	return ok && left < 0
}

func signed(c *Call) bool { return c.JWT(0)["alg"] == "RS256" }

// whole tells whether a signature is as long as that of RS256 with a key of 2048 bits.
func whole(c *Call) bool { return len(c.Signature()) == 342 }

func elsewhere(c *Call) bool {
	aud, _ := c.JWT(1)["aud"].(string)
	return aud != "" && !ours(c)
}

// forgivePartnerKey makes the partnerKey of some requests right.
func forgivePartnerKey(which func(c *Call, key any) bool) Hook {
	return ToGateway(func(c *Call) {
		c.Requery(func(q map[string]any) {
			if which(c, q["partnerKey"]) {
				q["partnerKey"] = c.Partner().PartnerKey
			}
		})
	})
}

// answeredBefore gives those who are refused what was answered to the same request before.
func answeredBefore() Hook {
	answers := map[string][]byte{}
	return func(c *Call) {
		if c.Status == http.StatusOK {
			answers[string(c.Sent)] = c.Body
		} else if body, known := answers[string(c.Sent)]; known && c.Status == http.StatusUnauthorized {
			c.Say(http.StatusOK, "application/json", string(body))
		}
	}
}
