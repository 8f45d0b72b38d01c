package westcon

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	. "github.com/montcheck/montcheck/internal/spec"
	"github.com/montcheck/montcheck/internal/target"
)

// askings is how often a request is made that has to be refused each time: of
// several machines behind one address, one may be set up wrongly.
const askings = 6

// plainRequest asks for an order of the partner's, where one is known, with a
// token and the subscription key.
func (s *session) plainRequest(bearer string) target.Request {
	number := "1"
	if own := s.t.Scenarios.WestconOrders; len(own) > 0 {
		number = bare(own[0])
	}
	return s.request(s.body(byWestcon, []string{number}), bearer)
}

// subscriptions decides what a subscription key is good for: D2.
func (s *session) subscriptions() {
	without := func(r target.Request) target.Request {
		r.Header.Del(keyHeader)
		return r
	}
	keyed := func(r target.Request, key string) target.Request {
		r.Header.Set(keyHeader, key)
		return r
	}
	It("refuses a request without a subscription key", Decides("WST-SUB-01"), func(ctx SpecContext) {
		bearer := s.bearer(ctx)
		s.whileOpen(ctx, bearer, func() {
			s.refusedKey(ctx, without(s.plainRequest(bearer)), "without a subscription key")
			s.refusedKey(ctx, keyed(s.plainRequest(bearer), ""), "with an empty subscription key")
		})
	})
	It("refuses a request with a wrong subscription key", Decides("WST-SUB-02"), func(ctx SpecContext) {
		bearer := s.bearer(ctx)
		s.whileOpen(ctx, bearer, func() {
			s.refusedKey(ctx, keyed(s.plainRequest(bearer), "montcheck-wrong-key"), "with a wrong subscription key")
			s.refusedKey(ctx, keyed(s.plainRequest(bearer), s.t.Access.SubscriptionKey+"0"),
				"with a subscription key and a letter more")
		})
	})
	It("asks for a missing subscription key before it looks at the token", Decides("WST-SUB-03"),
		func(ctx SpecContext) {
			var found Findings
			s.whileOpen(ctx, s.bearer(ctx), func() {
				for _, token := range [][2]string{{"no token", ""}, {"a garbled token", "Bearer montcheck"}} {
					s.asksForKey(ctx, s.ask(ctx, question{sort: keyless}, without(s.plainRequest(token[1]))),
						token[0], &found)
				}
			})
			found.Settle(ctx)
		})
}

// asksForKey notes where a refusal does not tell that the key is missing.
func (s *session) asksForKey(ctx context.Context, a *answer, with string, found *Findings) {
	if !a.reads().Contains("subscription") {
		found.Add(
			a.about(ctx).Finding("a request without a key and with "+with+" is not told that the key is missing",
				"a message on the subscription key", a.says()))
	}
	if challenge := a.Header().Get("WWW-Authenticate"); !strings.Contains(strings.ToLower(challenge),
		strings.ToLower(keyHeader)) {
		found.Add(
			a.about(ctx).Finding("a request without a key and with "+with+" is not told where the key goes",
				"WWW-Authenticate with "+keyHeader, fmt.Sprintf("WWW-Authenticate: %q", challenge)))
	}
}

// refusedKey sends a request without a valid key, and expects a refusal of the
// documented form each time.
func (s *session) refusedKey(ctx context.Context, r target.Request, how string) {
	var found Findings
	for range askings {
		a := s.ask(ctx, question{sort: keyless}, r)
		s.refused(ctx, a, how)
		refusalForm(ctx, a, &found)
	}
	found.Settle(ctx)
}

// refused expects a refusal with status 401 that shows no order.
func (s *session) refused(ctx context.Context, a *answer, how string) {
	a.about(ctx).Expect(a.Status()).To(Is(401), "a request %s is not refused with status 401", how)
	s.showsNothing(ctx, a, "the refusal of a request "+how)
}

// showsNothing expects an answer without any line of an order.
func (s *session) showsNothing(ctx context.Context, a *answer, what string) {
	if status := a.glimpse(); status != nil && len(status.own()) > 0 {
		l := status.own()[0]
		f := a.about(ctx).Finding(what+" shows an order", "no line of an order", l.whole())
		if status == a.status {
			place := l.place()
			f.Place = &place
		}
		Reject(ctx, f)
	}
	if a.status == nil {
		if told := cmp.Or(a.tells(s.shown), a.names()); told != "" {
			a.reject(ctx, what+" shows an order", "no line of an order, and nothing of one", told+" in the body")
		}
	}
	if ok, why := a.proves(); !ok {
		NotExercised(ctx, "%s", why)
	}
}

// otherResources are resources that the authority knows, and that Westcon's
// API is not. An application of the authority may ask for them.
var otherResources = []string{"https://graph.microsoft.com", "https://graph.windows.net"}

// bearers decides which tokens the API accepts: D2, "Bearer token".
func (s *session) bearers() {
	shared := func(ctx context.Context) *target.Token { s.bearer(ctx); return s.token }
	refuses := func(id, what string, tokens func(ctx SpecContext, token *target.Token) []presented) {
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
		func(SpecContext, *target.Token) []presented { return []presented{{"", "without a token"}} })
	refuses("WST-AUTH-02", "garbled tokens", func(_ SpecContext, token *target.Token) []presented {
		return []presented{
			{token.CutShort().Bearer(), "with a token cut short"},
			{"Bearer montcheck", "with a token that is none"},
			{"Bearer", "with no token behind Bearer"},
			{"Bearer ..", "with a token of two dots"},
		}
	})
	refuses("WST-AUTH-07", "a token under another scheme than Bearer",
		func(_ SpecContext, token *target.Token) []presented {
			return []presented{{"Basic " + token.Text(), "with a token under the scheme Basic"}}
		})
	refuses("WST-AUTH-03", "a token of another audience", func(ctx SpecContext, _ *target.Token) []presented {
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
	It("answers an unknown address with 404", Decides("WST-ERR-02"), func(ctx SpecContext) {
		bearer := s.bearer(ctx)
		unknown := s.plainRequest(bearer)
		unknown.Operation, unknown.URL = "an unknown operation", s.t.Westcon.URL.String()+"/Orders/montcheck"
		get := s.plainRequest(bearer)
		get.Method, get.Body = http.MethodGet, ""
		s.whileOpen(ctx, bearer, func() {
			for _, r := range []target.Request{unknown, get} {
				a := s.ask(ctx, question{sort: odd}, r)
				a.about(ctx).Expect(a.Status()).To(IsOneOf(404, 405), "%s %s is not told that there is nothing",
					r.Method, r.URL)
				s.showsNothing(ctx, a, "the answer")
			}
		})
	})
}

// presented is what a request has for a token, and how it is told.
type presented struct{ bearer, how string }

// forgeries are tokens that the authority did not sign.
func forgeries(ctx SpecContext, token *target.Token) []presented {
	var all []presented
	for _, forgery := range []struct {
		make func() (*target.Token, bool)
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
