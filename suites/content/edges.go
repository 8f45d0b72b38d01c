package content

import (
	"fmt"
	"math"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/montcontent"
	. "github.com/montcheck/montcheck/internal/spec"
	"github.com/montcheck/montcheck/internal/target"
)

// addresses decides the URL forms that D3 prints, "Примеры запросов к
// сервису MONT Content".
func (s *session) addresses() {
	It("answers /GetAllCategories", Decides("CNT-URL-01"), func(ctx SpecContext) {
		s.form(ctx, montcontent.GetAllCategories, "GetAllCategories")
	})
	It("answers /GetFamilyGroup/{id}", Decides("CNT-URL-01"), func(ctx SpecContext) {
		s.form(ctx, montcontent.GetFamilyGroup, fmt.Sprintf("GetFamilyGroup/%d", s.someFamily(ctx)))
	})
	It("answers /GetFamilyGroupProducts?familyGroupId={id}&withPrice=True", Decides("CNT-URL-01"),
		func(ctx SpecContext) {
			s.form(ctx, montcontent.GetFamilyGroupProducts,
				fmt.Sprintf("GetFamilyGroupProducts?familyGroupId=%d&withPrice=True", s.someFamily(ctx)))
		})
	It("calls the payload of GetFamilyGroup FamilyGroup", Decides("CNT-FAM-06"), func(ctx SpecContext) {
		a := s.ask(ctx, montcontent.GetFamilyGroup, s.someFamily(ctx))
		if name := a.read.payloadName; name != "FamilyGroup" {
			Warn(ctx,
				a.about(ctx).Finding("the payload of GetFamilyGroup is called "+name,
					"FamilyGroup, as D3's text and its table of entities say", name))
		}
	})
}

func (s *session) someFamily(ctx SpecContext) int64 {
	ids := s.families(ctx).ids()
	if len(ids) == 0 {
		NotExercised(ctx, "the catalogue has no family")
	}
	return ids[0]
}

// form expects a documented address to be answered.
func (s *session) form(ctx SpecContext, m montcontent.Method, path string) {
	a, err := s.at(ctx, m, path, target.Own, false).do()
	Unable(ctx, err)
	a.expect(ctx, a.Status()).To(Is(200), "the documented address /%s is not answered", path)
	if a.broken == nil { // a broken body is for others to judge
		a.expect(ctx, a.unusable()).To(Is(nil), "the documented address /%s gives no result", path)
	}
}

// edges decides how nonsense is answered: D3, "9) ErrorContract".
func (s *session) edges() {
	It("answers TestConnection", Decides("CNT-TST-01"), func(ctx SpecContext) {
		a := s.get(ctx, montcontent.TestConnection)
		a.expect(ctx, a.Status()).To(Is(200), "TestConnection does not answer 200")
		if !a.report.WellFormed {
			Reject(ctx,
				a.about(ctx).Finding("TestConnection does not answer well-formed XML", "a well-formed document",
					a.Header().Get("Content-Type")))
		}
	})

	It("answers nonsense with an error contract or an empty list, never with its insides", Decides("CNT-BAD-01"),
		func(ctx SpecContext) {
			s.poke(ctx, nonsense())
		})

	It("answers versions that were never given out", Decides("CNT-DELTA-13"), func(ctx SpecContext) {
		current := s.start(ctx).content
		var probes []probe
		for _, v := range []string{fmt.Sprint(current + 1_000_000), "-1", "abc", fmt.Sprint(int64(math.MaxInt64)),
			"9223372036854775808", fmt.Sprint(int64(math.MinInt64))} {
			for _, m := range []montcontent.Method{montcontent.GetContentChanges, montcontent.GetPriceChanges} {
				probes = append(probes, probe{"version " + v, m, m.Name + "/" + v, false})
			}
			probes = append(probes,
				probe{"versions " + v, montcontent.GetAllChanges,
					fmt.Sprintf("GetAllChanges?contentVersion=%s&priceVersion=%s", v, v), false})
		}
		s.poke(ctx, probes)
	})

	It("may have a method that lists all families", Decides("CNT-FAM-05"), func(ctx SpecContext) {
		a, err := s.at(ctx, montcontent.Method{}, "GetAllFamilyGroups", target.Own, false).do()
		Unable(ctx, err)
		if a.unusable() == nil {
			Note(ctx, "GetAllFamilyGroups answers with %d families", len(a.of(family)))
			return
		}
		Note(ctx, "GetAllFamilyGroups is not there (status %d)", a.Status())
	})
}
