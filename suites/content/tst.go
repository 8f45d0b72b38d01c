package content

import (
	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/montcontent"
	. "github.com/montcheck/montcheck/internal/verdict"
)

// connection decides TestConnection.
func (s *suite) connection() {
	It("answers TestConnection", Decides("CNT-TST-01"), func(ctx SpecContext) {
		a := s.Get(ctx, montcontent.TestConnection)
		a.Expect(ctx, a.Status()).To(Is(200), "TestConnection does not answer 200")
		if !a.Report.WellFormed {
			Reject(ctx,
				a.About(ctx).Finding("TestConnection does not answer well-formed XML", "a well-formed document",
					a.Header().Get("Content-Type")))
		}
	})
}
