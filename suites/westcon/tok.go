package westcon

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/endpoint"
	. "github.com/montcheck/montcheck/internal/verdict"
)

// tokens decides who gets an access token: D2, POST .../oauth2/token.
func (s *session) tokens() {
	It("gives the client an access token", Decides("WST-TOK-01"), func(ctx SpecContext) {
		g := s.grant(ctx, s.t.Access.Resource)
		g.about(ctx).Expect(g.Status()).To(Is(200), "the client's credentials get no token")
		var found Findings
		g.problems(ctx, &found, "WST-TOK-01")
		found.Settle(ctx)
		if g.Token == nil {
			g.reject(ctx, "the ordinary OAuth client finds no token in the answer", "a token", g.Trouble)
		}
		if !g.isJSON() {
			Warn(ctx, g.about(ctx).Finding("the token is not declared as JSON, as OAuth has it (RFC 6749, section "+
				"5.1): some clients find none then",
				"Content-Type: application/json", fmt.Sprintf("Content-Type: %q", g.Header().Get("Content-Type"))))
		}
		if sort := tokenType(g.answer); sort != "Bearer" {
			Warn(ctx,
				g.about(ctx).Finding("token_type is written otherwise than D2 has it; OAuth "+
					"leaves the letters' case open", "Bearer", sort))
		}
		life := lifetime(g.answer)
		if life > longestLifetime {
			Warn(ctx,
				g.about(ctx).Finding("the token lives for very long", "about an hour, as D2's sample has it",
					life.String()))
		}
		Note(ctx, "it lives %s", life)
	})

	refuses := func(id, what string, forms ...func() string) {
		It("gives no token "+what, Decides(id), func(ctx SpecContext) {
			var found Findings
			s.whileGranting(ctx, func() {
				for i, f := range forms {
					for n := 0; n == 0 || i == 0 && n < askings; n++ {
						if a := s.askAuthority(ctx, f()); givesToken(a) {
							found.Add(
								a.about(ctx).Finding("a token is given "+what,
									"status 400 or 401, and no token", a.says()))
						}
					}
				}
			})
			found.Settle(ctx)
		})
	}
	with := func(changes ...[2]string) func() string {
		return func() string { return form(s.credentials(changes...)...) }
	}
	refuses("WST-TOK-04", "for a wrong secret",
		with([2]string{"client_secret", "montcheck-wrong-secret"}),
		func() string { return form(s.credentials()...) + "montcheck" }, // the last member is the secret
		with([2]string{"client_secret", ""}), with([2]string{"client_secret", absent}))
	refuses("WST-TOK-05", "to an unknown client", with([2]string{"client_id", unknownID}))
	refuses("WST-TOK-06", "without grant_type or client_id",
		with([2]string{"grant_type", absent}), with([2]string{"grant_type", "montcheck"}),
		with([2]string{"client_id", absent}))
	refuses("WST-TOK-07", "for an unknown resource", with([2]string{"resource", unknownID}))
}

// credentials are the members of a token request, some changed or absent. The
// secret is the last.
func (s *session) credentials(changes ...[2]string) [][2]string {
	all := [][2]string{{"grant_type", "client_credentials"}, {"client_id", s.t.Access.ClientID},
		{"resource", s.t.Access.Resource}, {"client_secret", s.t.Access.ClientSecret}}
	var left [][2]string
	for _, member := range all {
		for _, c := range changes {
			if c[0] == member[0] {
				member[1] = c[1]
			}
		}
		if member[1] != absent {
			left = append(left, member)
		}
	}
	return left
}

// askAuthority sends a token request that must be refused.
func (s *session) askAuthority(ctx context.Context, body string) *answer {
	a, err := s.send(ctx, s.t.Tokens, question{sort: badToken}, s.tokenRequest(body))
	Unable(ctx, err)
	return a
}

// tokenRequest is a request to the authority with a form.
func (s *session) tokenRequest(body string) endpoint.Request {
	return endpoint.Request{
		Operation: endpoint.TokenOperation, Method: http.MethodPost, URL: s.t.Tokens.URL.String(),
		Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, Body: body,
	}
}

// givesToken tells whether an answer carries a token: as JSON, at whatever
// depth, or as the form that some client might read.
func givesToken(a *answer) bool {
	var whole any
	if json.Unmarshal([]byte(a.text), &whole) == nil {
		return holdsToken(whole)
	}
	form, err := url.ParseQuery(strings.TrimSpace(a.text))
	return err == nil && form.Get("access_token") != ""
}

// holdsToken tells whether a value of JSON has a member access_token that
// holds something.
func holdsToken(v any) bool {
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			if strings.EqualFold(name, "access_token") && value != nil && value != "" || holdsToken(value) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, holdsToken)
	}
	return false
}

// badTokenForm notes what is wrong with the form of a refused token request.
func badTokenForm(ctx context.Context, a *answer, found *Findings) {
	if a.Status() != 400 && a.Status() != 401 {
		found.Add(
			a.about(ctx).Finding("a token request is refused with another status", "400 or 401",
				fmt.Sprint(a.Status())))
	}
	if !a.isJSON() {
		found.Add(
			a.about(ctx).Finding("the refusal of a token request is not declared as JSON",
				"Content-Type: application/json", fmt.Sprintf("Content-Type: %q", a.Header().Get("Content-Type"))))
	}
	a.problems(ctx, found, "WST-TOK-02")
}

// unknownID is an id that no client and no resource has.
const unknownID = "6d6f6e74-6368-4e63-8b00-000000000000"

// absent marks a member of a form that is left out.
const absent = "\x00"

// tokenAnswers judges all answers to token requests.
func (s *session) tokenAnswers() {
	s.judged("WST-TOK-02", "tells why it gives no token", "no token request was refused, see WST-TOK-04",
		func(a *answer) bool {
			return a.question.sort == badToken && !givesToken(a) && a.Status() != http.StatusTooManyRequests
		}, badTokenForm)
	s.judged("WST-TOK-08", "keeps tokens out of caches", "no token was given, see WST-TOK-01",
		func(a *answer) bool { return a.question.sort == token && givesToken(a) },
		func(ctx context.Context, a *answer, found *Findings) {
			control := strings.Join(a.Header()["Cache-Control"], ", ")
			if !strings.Contains(strings.ToLower(control), "no-store") {
				found.Add(a.about(ctx).Finding("an answer with a token may be kept by a cache",
					"Cache-Control: no-store", fmt.Sprintf("Cache-Control: %q", control)))
			}
		})
}
