package westcon

import (
	"context"
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/endpoint"
	. "github.com/montcheck/montcheck/internal/verdict"
)

// subscriptions decides what a subscription key is good for: D2.
func (s *session) subscriptions() {
	without := func(r endpoint.Request) endpoint.Request {
		r.Header.Del(keyHeader)
		return r
	}
	keyed := func(r endpoint.Request, key string) endpoint.Request {
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
func (s *session) refusedKey(ctx context.Context, r endpoint.Request, how string) {
	var found Findings
	for range askings {
		a := s.ask(ctx, question{sort: keyless}, r)
		s.refused(ctx, a, how)
		refusalForm(ctx, a, &found)
	}
	found.Settle(ctx)
}
