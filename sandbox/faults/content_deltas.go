package faults

import (
	"github.com/beevik/etree"
)

// deltas are rows that show without a change of the catalogue.
func deltas() []row {
	const union = "CNT-DELTA-07"
	return []row{
		{name: "allchanges-no-price-version", kind: Missing, does: "GetAllChanges leaves the price version out.",
			answer: on("GetAllChanges", at("//CurrentPriceVersion", remove)), breaks: "CNT-DELTA-01 CNT-SCH-GetAllChanges", may: "CNT-DELTA-02 CNT-DELTA-04 CNT-DELTA-06 CNT-DELTA-07 CNT-DELTA-09 CNT-DELTA-10"},
		{name: "version-overflows-32-bits", kind: WrongValue, does: "The version of GetPriceChanges ran over 32 bits.",
			answer: on("GetPriceChanges", at("//CurrentPriceVersion", text("-1589934532"))), breaks: "CNT-DELTA-01", may: "CNT-SCH-GetPriceChanges CNT-DELTA-02 CNT-DELTA-10"},

		{name: "content-version-goes-down", kind: Stale, does: "The content version of GetAllChanges goes down once.",
			answer: on("GetAllChanges", answers(nth(9, at("//CurrentContentVersion", shift(-3))))), breaks: "CNT-DELTA-02", may: ""},
		{name: "price-version-one-behind", kind: OffByOne, does: "GetPriceChanges gives the version before the current.",
			answer: on("GetPriceChanges", at("//CurrentPriceVersion", shift(-1))), breaks: "CNT-DELTA-02", may: "CNT-DELTA-10"},

		{name: "contentchanges-product-missing", kind: Missing, does: "GetContentChanges lacks a product.",
			answer: on("GetContentChanges", at("//*[PartNum][Id='{product}']", remove)), breaks: "CNT-DELTA-03", may: union},
		{name: "allchanges-vendor-missing", kind: Missing, does: "GetAllChanges from version 0 lacks a vendor.",
			answer: on("GetAllChanges", asked("contentVersion", "0", at("//VendorContract[Id='{vendor}']", remove))), breaks: "CNT-DELTA-03", may: union + " CNT-DELTA-15"},
		{name: "pricechanges-product-missing", kind: Missing, does: "GetPriceChanges lacks a product.",
			answer: on("GetPriceChanges", at("//*[PartNum][Id='{product}']", remove)), breaks: "CNT-DELTA-03", may: union},
		{name: "contentchanges-family-ordernum", kind: WrongValue, does: "GetContentChanges gives a family another OrderNum than the lists.",
			answer: on("GetContentChanges", at("//FamilyGroupContract[Id='{family}']/OrderNum", suffix("1"))), breaks: "CNT-DELTA-03", may: "CNT-DELTA-15"},
		{name: "contentchanges-product-twice", kind: Duplicated, does: "GetContentChanges gives a product twice.",
			answer: on("GetContentChanges", at("//*[PartNum][Id='{product}']", double)), breaks: "CNT-DELTA-03", may: "CNT-DELTA-09"},

		{name: "content-delta-at-least", kind: OffByOne, does: "GetContentChanges gives what changed at the version, too: >= for >.",
			answer: on("GetContentChanges", answers(earlier)), breaks: "CNT-DELTA-04", may: union},
		{name: "price-delta-at-least", kind: OffByOne, does: "GetPriceChanges gives what changed at the version, too: >= for >.",
			answer: on("GetPriceChanges", answers(earlier)), breaks: "CNT-DELTA-04", may: union + " CNT-DELTA-06"},
		{name: "all-delta-at-least", kind: OffByOne, does: "GetAllChanges gives what changed at the versions, too: >= for >.",
			answer: on("GetAllChanges", answers(earlier)), breaks: "CNT-DELTA-04", may: union},
		{name: "deleted-ids-for-ever", kind: Extra, does: "Deltas name a deleted vendor at every version.",
			answer: on("GetContentChanges GetAllChanges", func(c *call) {
				gone := c.proxy.expand("{deleted Vendors}")
				first("//DeletedVendorsId", func(e *etree.Element) {
					if e.FindElement("int[text()='"+gone+"']") == nil {
						child("b:int", gone)(e)
					}
				})(c)
			}), breaks: "CNT-DELTA-04"},

		{name: "contentchanges-one-price", kind: Leaked, does: "GetContentChanges gives the price of one product.",
			answer: on("GetContentChanges", at("//*[PartNum][Id='{product}']/Price", filled("2558.00"))), breaks: "CNT-DELTA-05"},
		{name: "contentchanges-prices-later", kind: Leaked, does: "GetContentChanges gives prices but from version 0.",
			answer: on("GetContentChanges", later(at("//Price", filled("1.00")))), breaks: "CNT-DELTA-05"},

		{name: "pricechanges-describe-a-product", kind: Leaked, does: "GetPriceChanges describes one product of all.",
			answer: on("GetPriceChanges", at("//*[PartNum][Id='{product}']/Translations", func(e *etree.Element) { e.RemoveAttr("i:nil"); e.AddChild(translation()) })), breaks: "CNT-DELTA-06"},
		{name: "pricechanges-price-missing", kind: Missing, does: "GetPriceChanges lacks the price of a product.",
			answer: on("GetPriceChanges", at("//*[PartNum][Id='{product}']/Price", null)), breaks: "CNT-DELTA-06", may: "CNT-DELTA-03 CNT-DELTA-15"},
		{name: "pricechanges-always-all", kind: Extra, does: "GetPriceChanges gives all products at every version.",
			answer: on("GetPriceChanges", instead("GetPriceChanges/0")), breaks: "CNT-DELTA-06 CNT-DELTA-04", may: union},

		{name: "allchanges-description-missing", kind: Missing, does: "GetAllChanges lacks the translations of a product.",
			answer: on("GetAllChanges", at("//*[PartNum][Id='{product}']/Translations", null)), breaks: "CNT-DELTA-07", may: "CNT-DELTA-03 CNT-DELTA-15"},
		{name: "allchanges-stale-price", kind: Stale, does: "GetAllChanges gives a product a stale price.",
			answer: on("GetAllChanges", at("//*[PartNum][Id='{product}']/Price", suffix("1"))), breaks: "CNT-DELTA-07", may: "CNT-DELTA-03"},
		{name: "allchanges-without-price-steps", kind: Lost, does: "GetAllChanges leaves out what changed in price only.",
			answer: on("GetAllChanges", answers(func(c *call) {
				c.instead("GetAllChanges?contentVersion=" + c.arg("contentVersion") + "&priceVersion=9000000000")
			})), breaks: "CNT-DELTA-07", may: "CNT-DELTA-08 CNT-DELTA-10 CNT-DELTA-12 CNT-DELTA-15"},
		{name: "allchanges-versions-swapped", kind: WrongValue, does: "GetAllChanges mixes the two versions up.",
			answer: on("GetAllChanges", answers(func(c *call) {
				c.instead("GetAllChanges?contentVersion=" + c.arg("priceVersion") + "&priceVersion=" + c.arg("contentVersion"))
			})), breaks: "CNT-DELTA-07", may: "CNT-DELTA-03 CNT-DELTA-04 CNT-DELTA-08 CNT-DELTA-10 CNT-DELTA-11 CNT-DELTA-12 CNT-DELTA-14 CNT-DELTA-15"},

		{name: "every-other-answer-short", kind: Lost, does: "Every other answer of GetContentChanges lacks a product.",
			answer: flip(on("GetContentChanges", first("//ProductContract", remove))), breaks: "CNT-DELTA-09", may: "CNT-DELTA-03 CNT-DELTA-07 CNT-DELTA-10 CNT-DELTA-12 CNT-DELTA-14 CNT-DELTA-15"},
		{name: "every-other-answer-differs", kind: WrongValue, does: "Every other answer of GetAllChanges has other order numbers.",
			answer: flip(on("GetAllChanges", later(at("//ProductContract/OrderNum", suffix("1"))))), breaks: "CNT-DELTA-09", may: "CNT-DELTA-07 CNT-DELTA-08 CNT-DELTA-12 CNT-DELTA-15"},
		{name: "versions-grow-with-every-call", kind: WrongValue, does: "Versions grow with every call, without a change.",
			answer: growing(), breaks: "CNT-DELTA-09", may: "CNT-DELTA"},

		{name: "updated-and-deleted", kind: Extra, does: "GetContentChanges names a category as updated and as deleted.",
			answer: on("GetContentChanges", asked("contentVersion", "0", insert("//DeletedCategoriesId", "b:int", "{child}"))), breaks: "CNT-DELTA-11", may: union},
		{name: "deleted-vendor-listed", kind: Stale, does: "GetAllVendors gives a vendor that was deleted.",
			answer: on("GetAllVendors", both(
				first("//VendorContract", double),
				put("//VendorContract[1]/Id", "{deleted Vendors}"), put("//VendorContract[1]/VendorName", "Gone"))), breaks: "CNT-DELTA-11", may: "CNT-DELTA-03"},
		{name: "deleted-family-updated", kind: Stale, does: "GetAllChanges gives a family as updated that was deleted.",
			answer: on("GetAllChanges", asked("contentVersion", "0", both(first("//FamilyGroupContract[Id='{family}']", double), first("//FamilyGroupContract[Id='{family}']/Id", text("-")), put("//FamilyGroupContract[Id='-']/Id", "{deleted FamilyGroups}")))), breaks: "CNT-DELTA-11", may: "CNT-DELTA-03 CNT-FAM-01 " + union},
		{name: "deleted-category-not-named", kind: Lost, does: "GetAllChanges does not name deleted categories.",
			answer: on("GetAllChanges", at("//DeletedCategoriesId/int", remove)), breaks: "CNT-DELTA-11", may: union + " CNT-DELTA-08 CNT-DELTA-12"},

		{name: "old-name-from-older-version", kind: Stale, does: "GetContentChanges gives an old name to those who ask from an older version.",
			answer: on("GetContentChanges", later(at("//VendorContract/VendorName", suffix(" (old)")))), breaks: "CNT-DELTA-15"},
		{name: "full-delta-lacks-a-product", kind: Missing, does: "Deltas from version 0 lack a product.",
			answer: on("GetAllChanges GetContentChanges", asked("contentVersion", "0", at("//*[PartNum][Id='{product}']", remove))), breaks: "CNT-DELTA-03", may: "CNT-DELTA-08 CNT-DELTA-15 " + union},
	}
}

// steps are rows that only a change of the catalogue shows.
func steps() []row {
	return []row{
		{name: "step-lost", kind: Lost, does: "GetAllChanges loses a category that was added.",
			answer: on("GetAllChanges", later(fresh("CategoryContract", remove))), breaks: "CNT-DELTA-10", may: "CNT-DELTA-07 CNT-DELTA-08 CNT-DELTA-15"},
		{name: "step-loses-deletions", kind: Lost, does: "GetAllChanges loses deleted families but from version 0.",
			answer: on("GetAllChanges", later(at("//DeletedFamilyGroupsId/int", remove))), breaks: "CNT-DELTA-11", may: "CNT-DELTA-07 CNT-DELTA-08 CNT-DELTA-15"},
		{name: "step-with-an-old-name", kind: Stale, does: "GetAllChanges gives added products an old name.",
			answer: on("GetAllChanges", later(fresh("ProductContract", func(e *etree.Element) { e.SelectElement("DefaultName").SetText("Old") }))), breaks: "CNT-DELTA-08", may: "CNT-DELTA-07 CNT-DELTA-10 CNT-DELTA-12 CNT-DELTA-15"},
		{name: "step-loses-the-second", kind: OffByOne, does: "Deltas lose the second of several changed products.",
			answer: on("GetAllChanges GetContentChanges", later(first("//UpdatedProducts/ProductContract[2]", remove))), breaks: "CNT-DELTA-08", may: "CNT-DELTA-15 CNT-DELTA-03 CNT-DELTA-07 CNT-DELTA-10 CNT-DELTA-12 CNT-DELTA-14"},
		{name: "price-step-lost", kind: Lost, does: "GetPriceChanges loses the price of a product that was added.",
			answer: on("GetPriceChanges", later(fresh("ProductContract", remove))), breaks: "CNT-DELTA-10 CNT-DELTA-06", may: "CNT-DELTA-07 CNT-DELTA-15"},
		{name: "price-step-holds-renamed", kind: Extra, does: "GetPriceChanges gives products that changed only their names.",
			answer: on("GetPriceChanges", later(renamed)), breaks: "CNT-DELTA-06", may: "CNT-DELTA-04 CNT-DELTA-07"},
		{name: "price-of-no-other-method", kind: WrongValue, does: "GetPriceChanges gives added products a price of its own.",
			answer: on("GetPriceChanges", fresh("ProductContract", func(e *etree.Element) { e.SelectElement("Price").SetText("99.00") })), breaks: "CNT-DELTA-15 CNT-DELTA-03", may: "CNT-DELTA-10"},
		{name: "new-price-is-the-old", kind: Stale, does: "GetPriceChanges gives the old price of what changed.",
			answer: oldPrices(), breaks: "CNT-DELTA-10", may: "CNT-DELTA-03 CNT-DELTA-07 CNT-DELTA-15"},
		{name: "content-version-stays", kind: Stale, does: "The content version stays after a change.",
			answer: frozen("CurrentContentVersion"), breaks: "CNT-DELTA-10", may: "CNT-DELTA-04"},
		{name: "price-version-stays", kind: Stale, does: "The price version stays after a change.",
			answer: frozen("CurrentPriceVersion"), breaks: "CNT-DELTA-10", may: "CNT-DELTA-04 CNT-DELTA-06"},
		{name: "contentchanges-cached", kind: Stale, does: "GetContentChanges keeps its first answer to each question.",
			answer: on("GetContentChanges", remembered(1)), breaks: "CNT-DELTA-10", may: "CNT-DELTA-02 CNT-DELTA-03 CNT-DELTA-07 CNT-DELTA-11 CNT-DELTA-14 CNT-DELTA-15"},
		{name: "full-delta-cached", kind: Stale, does: "GetAllChanges from version 0 keeps its first answer.",
			answer: on("GetAllChanges", asked("contentVersion", "0", remembered(1))), breaks: "CNT-DELTA-02 CNT-DELTA-03", may: "CNT-DELTA-07 CNT-DELTA-08 CNT-DELTA-12 CNT-DELTA-15 CNT-DELTA-11"},
		{name: "vendors-cached", kind: Stale, does: "GetAllVendors keeps its first answer.",
			answer: on("GetAllVendors", remembered(1)), breaks: "CNT-DELTA-03", may: "CNT-DELTA-11 CNT-DELTA-15 CNT-CAT-03"},
		{name: "families-cached", kind: Stale, does: "GetVendorFamilyGroups keeps its first answers.",
			answer: on("GetVendorFamilyGroups", remembered(1)), breaks: "CNT-DELTA-11", may: "CNT-DELTA-03 CNT-DELTA-15 CNT-FAM-01"},
		{name: "products-cached", kind: Stale, does: "GetAllProducts keeps its first answers.",
			answer: on("GetAllProducts", remembered(1)), breaks: "CNT-PRD-01", may: "CNT-PRD-02 CNT-PRD-04 CNT-PRD-05 CNT-DELTA-03 CNT-DELTA-07 CNT-DELTA-11 CNT-DELTA-14 CNT-DELTA-15"},
		{name: "deleted-family-stays", kind: Lost, does: "Deltas do not name deleted families.",
			answer: on("GetAllChanges GetContentChanges", at("//DeletedFamilyGroupsId/int", remove)), breaks: "CNT-DELTA-11", may: "CNT-DELTA-08 CNT-DELTA-12"},
		{name: "withdrawn-for-sale-in-deltas", kind: Stale, does: "Deltas give withdrawn products as for sale.",
			answer: on("GetContentChanges GetAllChanges", fresh("ProductContract", func(e *etree.Element) { e.SelectElement("BlockedForSale").SetText("false") })),
			breaks: "CNT-DELTA-14", may: "CNT-DELTA-03 CNT-DELTA-07 CNT-DELTA-15"},
		{name: "withdrawn-not-in-delta", kind: Lost, does: "GetContentChanges leaves withdrawn products out.",
			answer: on("GetContentChanges", fresh("ProductContract[BlockedForSale='true']", remove)), breaks: "CNT-DELTA-14", may: "CNT-DELTA-03 CNT-DELTA-07"},
		{name: "withdrawn-for-sale-by-product", kind: Stale, does: "GetProduct gives withdrawn products as for sale.",
			answer: on("GetProduct", at("//Product/BlockedForSale", text("false"))), breaks: "CNT-DELTA-14 CNT-PRD-02"},
		{name: "version-read-before-commit", kind: Race, does: "While data is being written, GetAllChanges gives a version whose data it does not have: the version was read before the commit.",
			answer: on("GetAllChanges", later(uncommitted)), breaks: "CNT-DELTA-12", may: "CNT-DELTA-02", race: true},
		{name: "update-lost-under-load", kind: Race, does: "While data is being written, GetAllChanges loses products.",
			answer: on("GetAllChanges", later(func(c *call) {
				if c.proxy.writing.Load() > 0 {
					at("//ProductContract", remove)(c)
				}
			})), breaks: "CNT-DELTA-12", race: true},
	}
}
