package content

import (
	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/endpoint"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/transport"
)

// available decides that the service is there.
func (s *suite) available() {
	It("can be had whenever it is asked", Decides("MNT-AVL-01"), func(ctx SpecContext) {
		s.tryAny(ctx)
		transport.Available(ctx, s.Target, endpoint.Content)
	})
}
