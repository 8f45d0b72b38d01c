package westcon

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// tokFaults break WST-TOK first.
func tokFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "token-type-mac",
			Kind:   deviation.WrongValue,
			Does:   "The token_type is MAC.",
			Breaks: []string{"WST-TOK-01"},
			Answer: IfGranted(Set("token_type", "MAC")),
		},
		{
			Name:   "no-token-type",
			Kind:   deviation.Missing,
			Does:   "A token comes without token_type.",
			Breaks: []string{"WST-TOK-01"},
			Answer: IfGranted(Without("token_type")),
		},
		{
			Name:   "no-access-token",
			Kind:   deviation.Missing,
			Does:   "The answer to a token request has no access_token.",
			Breaks: []string{"WST-TOK-01"},
			Answer: IfGranted(Without("access_token")),
		},
		{
			Name:   "access-token-null",
			Kind:   deviation.Missing,
			Does:   "The access_token is null.",
			Breaks: []string{"WST-TOK-01"},
			Answer: IfGranted(Set("access_token", nil)),
		},
		{
			Name:   "access-token-empty",
			Kind:   deviation.Missing,
			Does:   "The access_token is empty.",
			Breaks: []string{"WST-TOK-01"},
			Answer: IfGranted(Set("access_token", "")),
		},
		{
			Name:   "access-token-with-line-break",
			Kind:   deviation.WrongForm,
			Does:   "The access_token starts with a line break.",
			Breaks: []string{"WST-TOK-01"},
			Answer: IfGranted(Replace(`"access_token":"`, `"access_token":"\n`)),
		},
		{
			Name:   "no-expires-in",
			Kind:   deviation.Missing,
			Does:   "A token comes without expires_in.",
			Breaks: []string{"WST-TOK-01"},
			Answer: IfGranted(Without("expires_in")),
		},
		{
			Name:   "expires-in-words",
			Kind:   deviation.WrongForm,
			Does:   "The expires_in is in words.",
			Breaks: []string{"WST-TOK-01"},
			Answer: IfGranted(Set("expires_in", "an hour")),
		},
		{
			Name:   "expires-in-zero",
			Kind:   deviation.WrongValue,
			Does:   "The expires_in is 0.",
			Breaks: []string{"WST-TOK-01"},
			Answer: IfGranted(Set("expires_in", 0)),
		},
		{
			Name:   "expires-in-negative",
			Kind:   deviation.WrongValue,
			Does:   "The expires_in is below 0.",
			Breaks: []string{"WST-TOK-01"},
			Answer: IfGranted(Set("expires_in", -3599)),
		},
		{
			Name:   "expires-in-fraction",
			Kind:   deviation.WrongForm,
			Does:   "The expires_in has a fraction.",
			Breaks: []string{"WST-TOK-01"},
			Answer: IfGranted(Set("expires_in", "3599.5")),
		},
		{
			Name:   "token-with-status-201",
			Kind:   deviation.WrongStatus,
			Does:   "Tokens are given with status 201, but for the first.",
			Breaks: []string{"WST-TOK-01"},
			Answer: IfGranted(FromNth(2, AnyCall, Status(http.StatusCreated))),
		},
		{
			Name:   "token-as-html",
			Kind:   deviation.WrongForm,
			Does:   "The answer to a token request is a page of HTML, but for the first.",
			Breaks: []string{"WST-TOK-01"},
			Answer: IfGranted(FromNth(2, AnyCall, AsHTML)),
		},
		{
			Name:   "token-as-form",
			Kind:   deviation.WrongForm,
			Does:   "A token is given as a form.",
			Breaks: []string{"WST-TOK-01"},
			May:    deviation.Since("The form has a token of the API, whatever it was asked for.", "WST-AUTH-03"),
			Answer: IfGranted(func(c *Call) {
				c.Say(
					http.StatusOK,
					"application/x-www-form-urlencoded",
					"token_type=Bearer&expires_in=3599&access_token="+c.FreshToken(c.Partner()),
				)
			}),
		},
		{
			Name:   "token-in-array",
			Kind:   deviation.WrongForm,
			Does:   "A token is given in an array.",
			Breaks: []string{"WST-TOK-01"},
			Answer: IfGranted(func(c *Call) { c.Body = fmt.Appendf(nil, "[%s]", c.Body) }),
		},
		{
			Name:   "token-error-by-number",
			Kind:   deviation.WrongForm,
			Does:   "The error of a refused token request is a number.",
			Breaks: []string{"WST-TOK-02"},
			Answer: IfTokenRefused(Set("error", 7000215)),
		},
		{
			Name:   "token-refused-without-description",
			Kind:   deviation.Missing,
			Does:   "The refusal of a token request has no error_description.",
			Breaks: []string{"WST-TOK-02"},
			Answer: IfTokenRefused(Without("error_description")),
		},
		{
			Name:   "token-refused-without-error",
			Kind:   deviation.Missing,
			Does:   "The refusal of a token request has no error.",
			Breaks: []string{"WST-TOK-02"},
			Answer: IfTokenRefused(Without("error")),
		},
		{
			Name:   "token-refused-with-error-object",
			Kind:   deviation.WrongForm,
			Does:   "The refusal of a token request has an object for error.",
			Breaks: []string{"WST-TOK-02"},
			Answer: IfTokenRefused(Set("error", map[string]any{"code": 1})),
		},
		{
			Name:   "token-refused-as-html",
			Kind:   deviation.WrongForm,
			Does:   "The refusal of a token request is a page of HTML.",
			Breaks: []string{"WST-TOK-02"},
			Answer: IfTokenRefused(AsHTML),
		},
		{
			Name:   "token-refused-as-text",
			Kind:   deviation.WrongForm,
			Does:   "The refusal of a token request is served as text.",
			Breaks: []string{"WST-TOK-02"},
			Answer: IfTokenRefused(Header("Content-Type", "text/plain")),
		},
		{
			Name:   "token-refused-with-200",
			Kind:   deviation.WrongStatus,
			Does:   "A token request is refused with status 200.",
			Breaks: []string{"WST-TOK-02"},
			Answer: IfTokenRefused(Status(200)),
		},
		{
			Name:   "token-refused-with-403",
			Kind:   deviation.WrongStatus,
			Does:   "A token request is refused with status 403.",
			Breaks: []string{"WST-TOK-02"},
			Answer: IfTokenRefused(Status(403)),
		},
		{
			Name:   "token-refused-with-500",
			Kind:   deviation.WrongStatus,
			Does:   "A token request is refused with status 500.",
			Breaks: []string{"WST-TOK-02"},
			Answer: IfTokenRefused(Status(500)),
		},
		{
			Name:   "unknown-client-refused-as-html",
			Kind:   deviation.WrongForm,
			Does:   "The refusal of a client that is not known is a page of HTML.",
			Breaks: []string{"WST-TOK-02"},
			Answer: IfTokenRefused(
				When(func(c *Call) bool { return strangeClient(c, c.FormValue("client_id")) }, AsHTML),
			),
		},
		{
			Name:   "expired-tokens-accepted",
			Kind:   deviation.Accepted,
			Does:   "The gateway takes tokens that have expired.",
			Breaks: []string{"WST-TOK-03", "WST-AUTH-05"},
			Answer: LetThrough(expired),
		},
		{
			Name:   "tokens-live-an-hour-longer",
			Kind:   deviation.OffByOne,
			Does:   "The gateway takes tokens for an hour after they have expired.",
			Breaks: []string{"WST-TOK-03", "WST-AUTH-05"},
			Answer: LetThrough(func(c *Call) bool { left, ok := c.Remaining(); return ok && left < 0 && left > -3600 }),
		},
		{
			Name:   "tokens-from-a-cache",
			Kind:   deviation.Stale,
			Does:   "The authority gives one token for fifty minutes, and says each time that it lives for an hour.",
			Breaks: []string{"WST-TOK-03"},
			May:    deviation.Since("The cache has one token, whatever audience it was asked for.", "WST-AUTH-03"),
			Answer: IfGranted(keptFor50Minutes()),
		},
		{
			Name:   "expires-in-30-years",
			Kind:   deviation.WrongValue,
			Does:   "The expires_in is 30 years.",
			Breaks: []string{"WST-TOK-03"},
			May:    deviation.Since("A life that long is a warning for the form of the answer, too.", "WST-TOK-01"),
			Answer: IfGranted(Set("expires_in", 1_000_000_000)),
		},
		{
			Name:   "expires-in-milliseconds",
			Kind:   deviation.WrongValue,
			Does:   "The expires_in is in milliseconds.",
			Breaks: []string{"WST-TOK-03"},
			May:    deviation.Since("A life that long is a warning for the form of the answer, too.", "WST-TOK-01"),
			Answer: IfGranted(Set("expires_in", 3_599_000)),
		},
		{
			Name:   "expires-in-doubled",
			Kind:   deviation.WrongValue,
			Does:   "The expires_in is twice the time that tokens live.",
			Breaks: []string{"WST-TOK-03"},
			Answer: IfGranted(Set("expires_in", 7200)),
		},
		{
			Name:   "expires-in-a-tenth",
			Kind:   deviation.WrongValue,
			Does:   "The expires_in is a tenth of the time that tokens live.",
			Breaks: []string{"WST-TOK-03", "WST-AUTH-05"},
			Answer: IfGranted(Set("expires_in", 360)),
		},
		{
			Name:   "tokens-end-early",
			Kind:   deviation.OffByOne,
			Does:   "The gateway refuses tokens ten minutes before their end.",
			Breaks: []string{"WST-TOK-03"},
			Ask: ToGateway(func(c *Call) {
				if left, ok := c.Remaining(); ok && left > 0 && left < 600 {
					c.Request.Header.Set("Authorization", "Bearer ended")
				}
			}),
		},
		{
			Name:   "refused-secret-brings-a-token-deeper",
			Kind:   deviation.Leaked,
			Does:   "The refusal of a token request has a token in an object of its own.",
			Breaks: []string{"WST-TOK-04", "WST-TOK-05", "WST-TOK-06", "WST-TOK-07"},
			Answer: IfTokenRefused(func(c *Call) {
				Set("result", map[string]any{"access_token": c.FreshToken(c.Partner())})(c)
			}),
		},
		{
			Name:   "any-secret-accepted",
			Kind:   deviation.Accepted,
			Does:   "The authority takes any secret.",
			Breaks: []string{"WST-TOK-04"},
			Ask:    Forgive("client_secret", secret, isThere),
		},
		{
			Name:   "secret-with-a-tail-accepted",
			Kind:   deviation.Accepted,
			Does:   "Of a client secret only the beginning counts.",
			Breaks: []string{"WST-TOK-04"},
			Ask: Forgive(
				"client_secret",
				secret,
				func(c *Call, s string) bool { return strings.HasPrefix(s, secret(c)) },
			),
		},
		{
			Name:   "no-secret-needed",
			Kind:   deviation.Accepted,
			Does:   "The authority needs no secret.",
			Breaks: []string{"WST-TOK-04"},
			Ask:    Forgive("client_secret", secret, isEmpty),
		},
		{
			Name:   "refusal-brings-a-token",
			Kind:   deviation.Leaked,
			Does:   "The refusal of a token request brings a token.",
			Breaks: []string{"WST-TOK-04", "WST-TOK-05", "WST-TOK-06", "WST-TOK-07"},
			Answer: IfTokenRefused(func(c *Call) { Set("access_token", c.FreshToken(c.Partner()))(c) }),
		},
		{
			Name:   "refusal-as-text-brings-a-token",
			Kind:   deviation.Leaked,
			Does:   "The refusal of a token request is a text with a token.",
			Breaks: []string{"WST-TOK-04", "WST-TOK-05", "WST-TOK-06", "WST-TOK-07"},
			Answer: IfTokenRefused(func(c *Call) {
				c.Say(http.StatusBadRequest, "text/plain", "error=none&access_token="+c.FreshToken(c.Partner()))
			}),
		},
		{
			Name:   "unknown-client-accepted",
			Kind:   deviation.Accepted,
			Does:   "The authority gives a token to a client that it does not know.",
			Breaks: []string{"WST-TOK-05"},
			Ask:    Forgive("client_id", client, strangeClient),
		},
		{
			Name:   "no-grant-type-needed",
			Kind:   deviation.Accepted,
			Does:   "The authority needs no grant_type.",
			Breaks: []string{"WST-TOK-06"},
			Ask:    Forgive("grant_type", clientCredentials, isEmpty),
		},
		{
			Name:   "any-grant-type-accepted",
			Kind:   deviation.Accepted,
			Does:   "The authority takes any grant_type.",
			Breaks: []string{"WST-TOK-06"},
			Ask:    Forgive("grant_type", clientCredentials, isThere),
		},
		{
			Name:   "no-client-needed",
			Kind:   deviation.Accepted,
			Does:   "The authority needs no client_id.",
			Breaks: []string{"WST-TOK-06"},
			Ask:    Forgive("client_id", client, isEmpty),
		},
		{
			Name:   "unknown-resource-accepted",
			Kind:   deviation.Accepted,
			Does:   "The authority gives tokens for a resource that it does not know.",
			Breaks: []string{"WST-TOK-07"},
			Ask: Forgive(
				"resource",
				resource,
				func(_ *Call, r string) bool { return r != "" && !strings.Contains(r, "://") },
			),
		},
		{
			Name:   "tokens-without-cache-control",
			Kind:   deviation.Missing,
			Does:   "Tokens come without Cache-Control.",
			Breaks: []string{"WST-TOK-08"},
			Answer: IfGranted(DropHeader("Cache-Control")),
		},
		{
			Name:   "tokens-public",
			Kind:   deviation.WrongValue,
			Does:   "Tokens may be kept by every cache for an hour.",
			Breaks: []string{"WST-TOK-08"},
			Answer: IfGranted(Header("Cache-Control", "public, max-age=3599")),
		},
		{
			Name:   "tokens-no-cache",
			Kind:   deviation.WrongValue,
			Does:   "Tokens come with no-cache, which does not forbid to keep them.",
			Breaks: []string{"WST-TOK-08"},
			Answer: IfGranted(Header("Cache-Control", "no-cache")),
		},
	}
}

// keptFor50Minutes gives the same answer for fifty minutes.
func keptFor50Minutes() Hook {
	var token []byte
	var until time.Time
	return func(c *Call) {
		if now := c.Host().Now(); now.After(until) {
			token, until = c.Body, now.Add(50*time.Minute)
		}
		c.Body = token
	}
}

func isEmpty(_ *Call, value string) bool { return value == "" }

func isThere(_ *Call, value string) bool { return value != "" }

func clientCredentials(*Call) string { return "client_credentials" }

func secret(c *Call) string { return c.Partner().Secret }

func client(c *Call) string { return c.Partner().ClientID }

func resource(c *Call) string { return c.Host().Westcon.Resource }

func strangeClient(c *Call, id string) bool {
	return id != "" && id != c.Partner().ClientID && id != c.Host().Westcon.Other.ClientID
}
