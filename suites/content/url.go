package content

import (
	"fmt"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/montcontent"
	. "github.com/montcheck/montcheck/internal/verdict"
)

// addresses decides the URL forms that D3 prints, "Примеры запросов к
// сервису MONT Content".
func (s *suite) addresses() {
	It("answers /GetAllCategories", Decides("CNT-URL-01"), func(ctx SpecContext) {
		s.form(ctx, montcontent.GetAllCategories, montcontent.GetAllCategories.Name)
	})
	It("answers /GetFamilyGroup/{id}", Decides("CNT-URL-01"), func(ctx SpecContext) {
		s.form(ctx, montcontent.GetFamilyGroup, fmt.Sprintf("GetFamilyGroup/%d", s.someFamily(ctx)))
	})
	It("answers /GetFamilyGroupProducts?familyGroupId={id}&withPrice=True", Decides("CNT-URL-01"),
		func(ctx SpecContext) {
			s.form(ctx, montcontent.GetFamilyGroupProducts,
				fmt.Sprintf("GetFamilyGroupProducts?familyGroupId=%d&withPrice=True", s.someFamily(ctx)))
		})
}

// form expects a documented address to be answered.
func (s *suite) form(ctx SpecContext, m montcontent.Method, path string) {
	a, err := s.At(ctx, m, path, endpoint.Own, false).Do()
	Unable(ctx, err)
	a.Expect(ctx, a.Status()).To(Is(200), "the documented address /%s is not answered", path)
	if a.Broken == nil { // a broken body is for others to judge
		a.Expect(ctx, a.Unusable()).To(Is(nil), "the documented address /%s gives no result", path)
	}
}
