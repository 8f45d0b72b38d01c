package westcon

import (
	"context"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/endpoint"
	. "github.com/montcheck/montcheck/internal/verdict"
)

// bearers decides which tokens the API accepts: D2, "Bearer token".
func (s *session) bearers() {
	shared := func(ctx context.Context) *endpoint.Token { s.bearer(ctx); return s.token }
	refuses := func(id, what string, tokens func(ctx SpecContext, token *endpoint.Token) []presented) {
		It("refuses "+what, Decides(id), func(ctx SpecContext) {
			token := shared(ctx)
			wrong := tokens(ctx, token)
			s.whileOpen(ctx, token.Bearer(), func() {
				for i, w := range wrong {
					for n := 0; n == 0 || i == 0 && n < askings; n++ {
						s.refused(ctx, s.ask(ctx, question{sort: stranger}, s.plainRequest(w.bearer)), w.how)
					}
				}
			})
		})
	}
	refuses("WST-AUTH-01", "a request without a token",
		func(SpecContext, *endpoint.Token) []presented { return []presented{{"", "without a token"}} })
	refuses("WST-AUTH-02", "garbled tokens", func(_ SpecContext, token *endpoint.Token) []presented {
		return []presented{
			{token.CutShort().Bearer(), "with a token cut short"},
			{"Bearer montcheck", "with a token that is none"},
			{"Bearer", "with no token behind Bearer"},
			{"Bearer ..", "with a token of two dots"},
		}
	})
	refuses("WST-AUTH-07", "a token under another scheme than Bearer",
		func(_ SpecContext, token *endpoint.Token) []presented {
			return []presented{{"Basic " + token.Text(), "with a token under the scheme Basic"}}
		})
	refuses("WST-AUTH-03", "a token of another audience", func(ctx SpecContext, _ *endpoint.Token) []presented {
		for _, resource := range otherResources {
			if g := s.grant(ctx, resource); g.Token != nil {
				Note(ctx, "with a token for %s", resource)
				return []presented{{g.Token.Bearer(), "with a token for " + resource}}
			}
		}
		NotExercised(ctx, "the authority gives this client no token for another resource (%s)",
			strings.Join(otherResources, ", "))
		return nil
	})
	refuses("WST-AUTH-04", "a token that the authority did not sign", forgeries)
	It("shows no order for a wrong partnerKey", Decides("WST-AUTH-06"), s.wrongPartners)
}

// presented is what a request has for a token, and how it is told.
type presented struct{ bearer, how string }

// forgeries are tokens that the authority did not sign.
func forgeries(ctx SpecContext, token *endpoint.Token) []presented {
	var all []presented
	for _, forgery := range []struct {
		make func() (*endpoint.Token, bool)
		how  string
	}{
		{token.Unsigned, "with a token without a signature (alg none)"},
		{token.Stripped, "with a token whose signature was taken off"},
		{token.Tampered, "with a token whose claims were altered"},
		{token.Forged, "with a token signed by someone else"},
		{token.OfAnotherIssuer, "with a token of another issuer"},
	} {
		if forged, ok := forgery.make(); ok {
			all = append(all, presented{forged.Bearer(), forgery.how})
		}
	}
	if len(all) == 0 {
		NotExercised(ctx, "the tokens are no JSON Web Tokens: there is nothing to alter")
	}
	Note(ctx, "%d altered tokens", len(all))
	return all
}

// otherResources are resources that the authority knows, and that Westcon's
// API is not. An application of the authority may ask for them.
var otherResources = []string{"https://graph.microsoft.com", "https://graph.windows.net"}

// wrongPartners asks for an order of the partner's under other partnerKeys.
func (s *session) wrongPartners(ctx SpecContext) {
	number, bearer := bare(s.own(ctx)[0]), s.bearer(ctx)
	s.whileOpen(ctx, bearer, func() {
		for _, key := range []struct {
			value any
			how   string
		}{{"montcheck", "with a wrong partnerKey"},
			{s.t.Access.PartnerKey + "0", "with the partnerKey and a digit more"}, {"", "with an empty partnerKey"},
			{nil, "without partnerKey"}} {
			a := s.ask(ctx, question{sort: odd}, s.request(s.bodyOf(key.value, byWestcon, []string{number}), bearer))
			s.showsNothing(ctx, a, "the answer to a request "+key.how)
		}
	})
}

// expiredToken decides what a token is worth after its end: tok_03.go lets one expire.
func (s *session) expiredToken() {
	It("refuses an expired token", Decides("WST-AUTH-05"), func(ctx SpecContext) {
		s.expire(ctx)
		s.refused(ctx, s.afterEnd, "with an expired token")
	})
}
