package westcon

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	. "github.com/montcheck/montcheck/internal/spec"
	"github.com/montcheck/montcheck/internal/target"
)

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
		s.baseline(ctx)
		s.refusedKey(ctx, without(s.plainRequest(s.bearer(ctx))), "without a subscription key")
		s.refusedKey(ctx, keyed(s.plainRequest(s.bearer(ctx)), ""), "with an empty subscription key")
	})
	It("refuses a request with a wrong subscription key", Decides("WST-SUB-02"), func(ctx SpecContext) {
		s.baseline(ctx)
		s.refusedKey(ctx, keyed(s.plainRequest(s.bearer(ctx)), "montcheck-wrong-key"), "with a wrong subscription key")
		s.refusedKey(ctx, keyed(s.plainRequest(s.bearer(ctx)), s.t.Access.SubscriptionKey+"0"), "with a subscription key and a letter more")
	})
	It("asks for a missing subscription key before it looks at the token", Decides("WST-SUB-03"), func(ctx SpecContext) {
		s.baseline(ctx)
		var found Findings
		for _, token := range [][2]string{{"no token", ""}, {"a garbled token", "Bearer montcheck"}} {
			what, bearer := token[0], token[1]
			a := s.ask(ctx, question{sort: keyless}, without(s.plainRequest(bearer)))
			if !strings.Contains(strings.ToLower(a.text), "subscription") {
				found.Add(a.about(ctx).Finding("a request without a key and with "+what+" is not told that the key is missing", "a message on the subscription key", a.says()))
			}
			if challenge := a.Header().Get("WWW-Authenticate"); !strings.Contains(challenge, keyHeader) {
				found.Add(a.about(ctx).Finding("a request without a key and with "+what+" is not told where the key goes", "WWW-Authenticate with "+keyHeader, fmt.Sprintf("WWW-Authenticate: %q", challenge)))
			}
		}
		found.Settle(ctx)
	})
}

// refusedKey sends a request without a valid key and expects a refusal of the
// documented form.
func (s *session) refusedKey(ctx context.Context, r target.Request, how string) {
	a := s.ask(ctx, question{sort: keyless}, r)
	s.refused(ctx, a, how)
	var found Findings
	refusalForm(ctx, a, &found)
	found.Settle(ctx)
}

// refused expects a refusal with status 401 that shows no order.
func (s *session) refused(ctx context.Context, a *answer, how string) {
	a.about(ctx).Expect(a.Status()).To(Is(401), "a request %s is not refused with status 401", how)
	s.showsNothing(ctx, a, "the refusal of a request "+how)
}

// showsNothing expects an answer without any line of an order.
func (s *session) showsNothing(ctx context.Context, a *answer, what string) {
	status := a.glimpse()
	if status != nil && len(status.own()) > 0 {
		l := status.own()[0]
		Reject(ctx, a.about(ctx).At(l.place()).Finding(what+" shows an order", "no line of an order", l.whole()))
	}
	if name := a.names(); name != "" && status == nil && a.refuses() {
		a.reject(ctx, what+" shows an order", "no line of an order", name+" in the body")
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
	refuse := func(ctx context.Context, bearer, how string) {
		s.baseline(ctx)
		s.refused(ctx, s.ask(ctx, question{sort: stranger}, s.plainRequest(bearer)), how)
	}
	shared := func(ctx context.Context) *target.Token { s.bearer(ctx); return s.token }

	It("refuses a request without a token", Decides("WST-AUTH-01"), func(ctx SpecContext) {
		refuse(ctx, "", "without a token")
	})
	It("refuses garbled tokens", Decides("WST-AUTH-02"), func(ctx SpecContext) {
		token := shared(ctx)
		for _, g := range [][2]string{
			{token.CutShort().Bearer(), "with a token cut short"},
			{"Bearer montcheck", "with a token that is none"},
			{"Bearer", "with no token behind Bearer"},
			{"Bearer ..", "with a token of two dots"},
		} {
			refuse(ctx, g[0], g[1])
		}
	})
	It("refuses a token under another scheme than Bearer", Decides("WST-AUTH-07"), func(ctx SpecContext) {
		refuse(ctx, "Basic "+shared(ctx).Text(), "with a token under the scheme Basic")
	})
	It("refuses a token of another audience", Decides("WST-AUTH-03"), func(ctx SpecContext) {
		s.bearer(ctx)
		for _, resource := range otherResources {
			if g := s.grant(ctx, resource); g.Token != nil {
				refuse(ctx, g.Token.Bearer(), "with a token for "+resource)
				Note(ctx, "with a token for %s", resource)
				return
			}
		}
		NotExercised(ctx, "the authority gives this client no token for another resource (%s)", strings.Join(otherResources, ", "))
	})
	It("refuses a token that the authority did not sign", Decides("WST-AUTH-04"), func(ctx SpecContext) {
		token := shared(ctx)
		tried := 0
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
				refuse(ctx, forged.Bearer(), forgery.how)
				tried++
			}
		}
		if tried == 0 {
			NotExercised(ctx, "the tokens are no JSON Web Tokens: there is nothing to alter")
		}
		Note(ctx, "%d altered tokens", tried)
	})
	It("shows no order for a wrong partnerKey", Decides("WST-AUTH-06"), func(ctx SpecContext) {
		numbers := s.own(ctx)[:1]
		s.baseline(ctx)
		for _, key := range []struct {
			value any
			how   string
		}{{"montcheck", "with a wrong partnerKey"}, {s.t.Access.PartnerKey + "0", "with the partnerKey and a digit more"}, {"", "with an empty partnerKey"}, {nil, "without partnerKey"}} {
			a := s.ask(ctx, question{sort: odd}, s.request(s.bodyOf(key.value, byWestcon, []string{bare(numbers[0])}), s.bearer(ctx)))
			s.showsNothing(ctx, a, "the answer to a request "+key.how)
		}
	})
	It("answers an unknown address with 404", Decides("WST-ERR-02"), func(ctx SpecContext) {
		s.baseline(ctx)
		unknown := s.plainRequest(s.bearer(ctx))
		unknown.Operation, unknown.URL = "an unknown operation", s.t.Westcon.URL.String()+"/Orders/montcheck"
		get := s.plainRequest(s.bearer(ctx))
		get.Method, get.Body = http.MethodGet, ""
		for _, r := range []target.Request{unknown, get} {
			a := s.ask(ctx, question{sort: odd}, r)
			a.about(ctx).Expect(a.Status()).To(IsOneOf(404, 405), "%s %s is not told that there is nothing", r.Method, r.URL)
			s.showsNothing(ctx, a, "the answer")
		}
	})
}
