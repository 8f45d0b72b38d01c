package westcon

import (
	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/endpoint"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/transport"
)

// reached decides how the services are reached: D2's addresses.
func (s *session) reached() {
	It("is reached by HTTPS with certificates that verify", Decides("WST-TLS-01"), func(ctx SpecContext) {
		asked := s.grant(ctx, s.t.Access.Resource).answer
		api := s.ask(ctx, question{sort: odd},
			endpoint.Request{Operation: "the API's root", URL: s.t.Westcon.URL.String()})
		for _, a := range []*answer{asked, api} {
			u := s.t.Westcon.URL
			if a == asked {
				u = s.t.Tokens.URL
			}
			wrong, note := transport.Protected(u, &a.Exchange)
			if wrong.Summary != "" {
				a.reject(ctx, wrong.Summary, wrong.Expected, wrong.Got)
			}
			Note(ctx, "%s: %s", u.Host, note)
		}
	})
}
