package variations

import (
	"fmt"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// changing are catalogues that change by themselves, as that of a live system does. Some things can't be tried there.
func changing() []deviation.Variation {
	return []deviation.Variation{
		{
			Name: "prices-change",
			Does: "Prices change by themselves.",
			Open: deviation.Since("Prices that move between two answers can't be compared.", "CNT-DELTA-08",
				"CNT-DELTA-12"),
			Answer: every(7, func(c *Call, n int) { c.Steer("prices", `{"count":3}`) }),
		},
		{
			Name: "names-change",
			Does: "Names of products and categories change by themselves.",
			Open: deviation.Since("Names that change between two answers can't be compared.", "CNT-DELTA-12"),
			Answer: every(7, func(c *Call, n int) {
				c.Steer("edit", fmt.Sprintf(`{"kind":"product","id":%s,"name":"Name %d"}`, c.Expand("{product}"), n))
				c.Steer("edit", fmt.Sprintf(`{"kind":"category","id":%s,"name":"Name %d"}`, c.Expand("{child}"), n))
			}),
		},
		{
			Name: "products-come",
			Does: "Products come by themselves.",
			Open: deviation.Since("A product that comes between two answers is in one of them only.", "CNT-DELTA-08",
				"CNT-DELTA-12"),
			Answer: every(9, func(c *Call, n int) { c.Steer("add", `{"kind":"product"}`) }),
		},
		{
			Name: "products-blocked",
			Does: "A product is blocked and unblocked by itself.",
			Open: deviation.Since("A product that is blocked between two answers is for sale in one of them only.",
				"CNT-DELTA-12"),
			Answer: every(9, func(c *Call, n int) {
				c.Steer("block", fmt.Sprintf(`{"productId":%s,"blocked":%t}`, c.Expand("{product}"), n%2 == 0))
			}),
		},
		{
			Name: "families-come-and-go",
			Does: "Vendors, categories and families come and go by themselves.",
			Open: deviation.Since("What comes or goes between two answers is in one of them only.", "CNT-DELTA-12",
				"CNT-FAM-02"),
			Answer: comeAndGo(),
		},
	}
}

// comeAndGo adds an entity now, and takes it away a while later.
func comeAndGo() Hook {
	var added []string
	return every(11, func(c *Call, n int) {
		kind := []string{"vendor", "category", "family"}[n%3]
		id := c.Steer("add", fmt.Sprintf(`{"kind":%q}`, kind))
		added = append(added, fmt.Sprintf(`{"kind":%q,"id":%s}`, kind, id))
		if n > 5 {
			c.Steer("delete", added[n-6])
		}
	})
}

// every does something to the catalogue after every n-th answer.
func every(n int, do func(c *Call, times int)) Hook {
	return IfOK(EveryNth(n, AnyCall, Counting(do)))
}

// otherCatalogues are catalogues that a vendor may have, too.
func otherCatalogues() []deviation.Variation {
	return []deviation.Variation{
		{
			Name:    "one-product",
			Does:    "The catalogue has one product.",
			Catalog: deviation.Catalog{Products: 1},
			Open: deviation.Since("The one product has a behaviour of its own, and there is nothing plain to order.",
				"MNT-AUTH-04", "MNT-XML-02", "EKY-SCH-*", "EKY-ADD-*", "EKY-GET-*", "EKY-IDEM-*", "EKY-ERR-*",
				"EKY-BAL-02", "EKY-SEC-*", "EK2-ADD-*", "EK2-FORM-*", "EK2-IDEM-*", "EK2-GET-*", "EK2-PRC-*",
				"EK2-BAL-*", "EK2-ERR-*", "EK2-SEC-*"),
		},
		{
			Name:    "empty-catalogue",
			Does:    "The catalogue has nothing in it.",
			Catalog: deviation.Catalog{Products: -1},
			Open: deviation.Since("There is nothing to look at, and nothing to order.", "MNT-AUTH-04", "MNT-XML-02",
				"CNT-URL-*", "CNT-VEN-*", "CNT-CAT-*", "CNT-FAM-*", "CNT-PRD-*", "CNT-DELTA-*", "EKY-SCH-*",
				"EKY-ADD-*", "EKY-GET-*", "EKY-IDEM-*", "EKY-ERR-*", "EKY-BAL-02", "EKY-SEC-*", "EK2-ADD-*",
				"EK2-FORM-*", "EK2-IDEM-*", "EK2-GET-*", "EK2-PRC-*", "EK2-BAL-*", "EK2-ERR-*", "EK2-SEC-*"),
		},
		{
			Name:    "no-renewals",
			Does:    "No product of the catalogue is a renewal.",
			Catalog: deviation.Catalog{NoRenewals: true},
			Open:    deviation.Since("Without renewals none can be ordered.", "EKY-ADD-09", "EKY-ERR-10"),
		},
		{
			Name:    "one-vendor",
			Does:    "All products of the catalogue are of one vendor.",
			Catalog: deviation.Catalog{OneVendor: true},
		},
		{
			Name:    "other-ids",
			Does:    "The ids of the catalogue start at 4,001.",
			Catalog: deviation.Catalog{FirstID: 4001},
		},
		{
			Name:    "big-ids",
			Does:    "The ids of the catalogue are near the end of 32 bits.",
			Catalog: deviation.Catalog{FirstID: 2_000_000_001},
		},
		{
			Name:    "50000-products",
			Does:    "The catalogue has 50,000 products.",
			Catalog: deviation.Catalog{Products: 50_000},
			Slow:    true,
		},
	}
}
