package faults

import (
	"fmt"
	"strconv"

	"github.com/beevik/etree"
)

// crowds are rows that show where several ask, or write, at once.
func crowds() []row {
	underWriters := func(h hook) hook {
		return later(func(c *call) {
			if c.proxy.writing.Load() > 0 {
				h(c)
			}
		})
	}
	return []row{
		{name: "product-of-another-caller", kind: Race, does: "GetProduct gives the product of another caller who asks at the same moment.",
			answer: on("GetProduct", mixedUp()), breaks: "CNT-PRD-02", race: true},
		{name: "familygroup-of-another-caller", kind: Race, does: "GetFamilyGroup gives the family of another caller who asks at the same moment.",
			answer: on("GetFamilyGroup", mixedUp()), breaks: "CNT-FAM-02", race: true},
		{name: "vendor-products-of-another-caller", kind: Race, does: "GetVendorProducts gives what another caller asks for at the same moment.",
			answer: on("GetVendorProducts", mixedUp()), breaks: "CNT-PRD-01", race: true},
		{name: "vendor-categories-of-another-caller", kind: Race, does: "GetVendorCategories gives what another caller asks for at the same moment.",
			answer: on("GetVendorCategories", mixedUp()), breaks: "CNT-CAT-01", race: true},
		{name: "category-families-of-another-caller", kind: Race, does: "GetCategoryFamilyGroup gives what another caller asks for at the same moment.",
			answer: on("GetCategoryFamilyGroup", mixedUp()), breaks: "CNT-FAM-03", race: true},
		{name: "content-lost-under-load", kind: Race, does: "While data is being written, GetContentChanges loses products.",
			answer: on("GetContentChanges", underWriters(at("//ProductContract", remove))), breaks: "CNT-DELTA-12", race: true},
		{name: "prices-lost-under-load", kind: Race, does: "While data is being written, GetPriceChanges loses products.",
			answer: on("GetPriceChanges", underWriters(at("//ProductContract", remove))), breaks: "CNT-DELTA-12", race: true},
		{name: "price-version-before-commit", kind: Race, does: "While data is being written, GetPriceChanges gives a version whose prices it does not have.",
			answer: on("GetPriceChanges", underWriters(withoutNewest)), breaks: "CNT-DELTA-12", race: true},
	}
}

// mixedUp answers a caller who is not alone as the one before.
func mixedUp() hook {
	before := ""
	return answers(func(c *call) {
		was := before
		before = c.asked()
		if c.proxy.asking.Load() == 1 {
			c.await() // a busy machine may not get round to the others before
		}
		if c.proxy.asking.Load() > 1 && was != "" {
			c.instead(was)
		}
	})
}

// withoutNewest takes out of a delta of prices what its own version brought.
func withoutNewest(c *call) {
	v, _ := strconv.ParseInt(c.textOf("//CurrentPriceVersion"), 10, 64)
	newest := &call{Request: c.Request, proxy: c.proxy, service: c.service, method: c.method}
	newest.instead(fmt.Sprintf("GetPriceChanges/%d", v-1))
	d := etree.NewDocument()
	if d.ReadFromBytes(newest.body) != nil {
		return
	}
	for _, id := range d.FindElements("//ProductContract/Id") {
		at("//ProductContract[Id='"+id.Text()+"']", remove)(c)
	}
}
