package westcon

import (
	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/endpoint"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/transport"
)

// available decides that the services are there.
func (s *session) available() {
	It("can be had whenever it is asked", Decides("WST-AVL-01"), func(ctx SpecContext) {
		s.bearer(ctx)
		transport.Available(ctx, s.t, endpoint.Westcon)
	})
}
