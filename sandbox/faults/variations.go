package faults

import (
	"slices"
	"strings"
)

// mont are the modules that XML and MONT's catalogue matter to. eKey reads answers of MONT Content too.
const mont = "content,ekey"

func variations() []Variation {
	return slices.Concat(
		variationsOf(anyService, mont, bodiesOtherwise()), variationsOf(anyService, "", transferOtherwise()),
		variationsOf(contentService, mont, contentOtherwise()), variationsOf(contentService, mont, contentFurther()),
		variationsOf(contentService, mont, contentMoments()),
		variationsOf(anyService, mont, livingCatalogues()),
		variationsOf(eKeyService, "ekey", eKeyOtherwise()), variationsOf(eKeyService, "ekey", eKeyAlso()), variationsOf(eKeyService, "ekey", eKeyMoments("version-1")),
		variationsOf(eKey2Service, "ekey", eKey2Otherwise()), variationsOf(eKey2Service, "ekey", eKey2Also()), variationsOf(eKey2Service, "ekey", eKeyMoments("version-2")),
		variationsOf(westconService, "westcon", westconOtherwise()),
		otherCatalogues())
}

// otherwise is how a table gives a variation: may and open with blanks between.
type otherwise struct {
	name, does  string
	may, open   string
	ask, answer hook
}

// variationsOf are the rows of a table, as variations of a service that matter to modules; empty for all.
func variationsOf(s service, modules string, rows []otherwise) []Variation {
	var all []Variation
	for _, r := range rows {
		all = append(all, Variation{
			Name: r.name, Modules: modules, Does: r.does, May: strings.Fields(r.may), Open: strings.Fields(r.open),
			hooks: hooks{of: s, ask: r.ask, answer: r.answer},
		})
	}
	return all
}

// otherCatalogues are catalogues that a vendor may have, too.
func otherCatalogues() []Variation {
	return []Variation{
		{Name: "one-product", Modules: mont, Does: "The catalogue has one product.", Catalog: Catalog{Products: 1}, Open: []string{"CNT-", "EKY-", "EK2-", "MNT-AUTH-04", "MNT-XML-02"}},
		{Name: "empty-catalogue", Modules: mont, Does: "The catalogue has nothing in it.", Catalog: Catalog{Products: -1}, Open: []string{"CNT-", "EKY-", "EK2-", "MNT-"}},
		{Name: "no-renewals", Modules: mont, Does: "No product of the catalogue is a renewal.", Catalog: Catalog{NoRenewals: true}, Open: []string{"EKY-ADD-09", "EKY-ERR-10"}},
		{Name: "one-vendor", Modules: mont, Does: "All products of the catalogue are of one vendor.", Catalog: Catalog{OneVendor: true}},
		{Name: "other-ids", Modules: mont, Does: "The ids of the catalogue start at 4,001.", Catalog: Catalog{FirstID: 4001}},
		{Name: "big-ids", Modules: mont, Does: "The ids of the catalogue are near the end of 32 bits.", Catalog: Catalog{FirstID: 2_000_000_001}},
		{Name: "50000-products", Modules: mont, Does: "The catalogue has 50,000 products.", Catalog: Catalog{Products: 50_000}, Slow: true},
	}
}
