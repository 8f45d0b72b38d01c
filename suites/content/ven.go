package content

import (
	"fmt"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/content/catalogue"
)

// vendorList decides D3, "1. GetAllVendors()".
func (s *suite) vendorList() {
	It("gives each vendor once, with a name", Decides("CNT-VEN-01"), func(ctx SpecContext) {
		l := s.Vendors(ctx)
		s.some(ctx, l, catalogue.Vendor)
		var found Findings
		s.unique(ctx, l, &found)
		for _, e := range l.Entities {
			if strings.TrimSpace(e.Text("VendorName")) == "" {
				found.Add(
					l.About(ctx).At(e.Place).Finding(fmt.Sprintf("vendor %d has no name", e.ID),
						"a VendorName that is not empty", "an empty one"))
			}
		}
		found.Settle(ctx)
		Note(ctx, "%d vendors", len(l.Entities))
	})
}

// vendorsInScope are the ids of the vendors that the partner integrates.
func (s *suite) vendorsInScope(ctx SpecContext) []int64 {
	l := s.Vendors(ctx)
	var ids []int64
	for _, id := range l.Ids() {
		if len(s.Target.Vendors) == 0 || slices.Contains(s.Target.Vendors, l.ByID[id].Text("VendorName")) {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		NotExercised(ctx, "the catalogue has no vendor%s",
			map[bool]string{true: " of those in scope"}[len(s.Target.Vendors) > 0])
	}
	return ids
}
