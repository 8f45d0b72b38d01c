package faults

import (
	"github.com/beevik/etree"
)

// caches are rows of what is kept too long, or goes wrong only where the same is asked again.
func caches() []row {
	firstPrice := func() hook {
		was := map[string]string{}
		return at("//*[PartNum]/Price", stated(func(e *etree.Element) {
			id := of(e.Parent(), "Id")
			if was[id] == "" {
				was[id] = e.Text()
			}
			e.SetText(was[id])
		}))
	}
	withoutLast := final("//ProductContract", remove)
	const lists = "CNT-PRD-01 CNT-PRD-05"
	return []row{
		{name: "vendor-products-cached", kind: Stale, does: "GetVendorProducts keeps its first answers.",
			answer: on("GetVendorProducts", remembered(1)), breaks: "CNT-PRD-01", may: lists},
		{name: "category-products-cached", kind: Stale, does: "GetCategoryProducts keeps its first answers.",
			answer: on("GetCategoryProducts", remembered(1)), breaks: "CNT-PRD-01", may: lists},
		{name: "family-products-cached", kind: Stale, does: "GetFamilyGroupProducts keeps its first answers.",
			answer: on("GetFamilyGroupProducts", remembered(1)), breaks: "CNT-PRD-01", may: lists},
		{name: "all-products-bare-cached", kind: Stale, does: "GetAllProducts without prices keeps its first answer.",
			answer: on("GetAllProducts", withPrice(false, remembered(1))), breaks: "CNT-PRD-01"},
		{name: "product-cached", kind: Stale, does: "GetProduct keeps its first answers.",
			answer: on("GetProduct", remembered(1)), breaks: "CNT-PRD-02", may: "CNT-PRD-05 CNT-DELTA-14"},
		{name: "product-prices-cached", kind: Stale, does: "GetProduct keeps the first price of a product.",
			answer: on("GetProduct", firstPrice()), breaks: "CNT-PRD-05"},
		{name: "price-list-prices-cached", kind: Stale, does: "GetProductPrices keeps the first price of a product.",
			answer: on("GetProductPrices", firstPrice()), breaks: "CNT-PRD-05"},
		{name: "price-list-cached", kind: Stale, does: "GetProductPrices keeps its first answer.",
			answer: on("GetProductPrices", remembered(1)), breaks: "CNT-PRD-04", may: "CNT-PRD-05"},
		{name: "family-products-prices-cached", kind: Stale, does: "GetFamilyGroupProducts keeps the first price of a product.",
			answer: on("GetFamilyGroupProducts", firstPrice()), breaks: "CNT-PRD-05"},
		{name: "vendor-categories-cached", kind: Stale, does: "GetVendorCategories keeps its first answers.",
			answer: on("GetVendorCategories", remembered(1)), breaks: "CNT-CAT-01"},
		{name: "category-families-cached", kind: Stale, does: "GetCategoryFamilyGroup keeps its first answers.",
			answer: on("GetCategoryFamilyGroup", remembered(1)), breaks: "CNT-FAM-03"},
		{name: "familygroup-cached", kind: Stale, does: "GetFamilyGroup keeps its first answers.",
			answer: on("GetFamilyGroup", remembered(1)), breaks: "CNT-FAM-02"},
		{name: "categories-cached", kind: Stale, does: "GetAllCategories keeps its first answer.",
			answer: on("GetAllCategories", remembered(1)), breaks: "CNT-DELTA-03", may: "CNT-CAT-01 CNT-DELTA-11 CNT-DELTA-15"},
		{name: "pricechanges-cached", kind: Stale, does: "GetPriceChanges keeps its first answer to each question.",
			answer: on("GetPriceChanges", remembered(1)), breaks: "CNT-DELTA-10", may: "CNT-DELTA-02 CNT-DELTA-03 CNT-DELTA-06 CNT-DELTA-07 CNT-DELTA-12 CNT-DELTA-15"},
		{name: "vendor-products-short-again", kind: OffByOne, does: "GetVendorProducts lacks the last product where it is asked again.",
			answer: flip(on("GetVendorProducts", withoutLast)), breaks: "CNT-PRD-01"},
		{name: "price-list-short-again", kind: OffByOne, does: "GetProductPrices lacks the last product where it is asked again.",
			answer: flip(on("GetProductPrices", withoutLast)), breaks: "CNT-PRD-04"},
		{name: "familygroup-bare-again", kind: Lost, does: "GetFamilyGroup has no translations where it is asked again.",
			answer: flip(on("GetFamilyGroup", at("//FamilyGroup/Translations", null))), breaks: "CNT-FAM-02"},
		{name: "product-bare-again", kind: Lost, does: "GetProduct has no translations where it is asked again.",
			answer: flip(on("GetProduct", at("//Product/Translations", null))), breaks: "CNT-PRD-02"},
		{name: "full-delta-short-again", kind: Lost, does: "GetContentChanges from version 0 lacks a family where it is asked again.",
			answer: flip(on("GetContentChanges", asked("contentVersion", "0", final("//FamilyGroupContract", remove)))), breaks: "CNT-DELTA-09", may: "CNT-DELTA-03 CNT-DELTA-12 CNT-DELTA-15"},
		{name: "third-price-delta-short", kind: Lost, does: "GetPriceChanges lacks a product the third time that it is asked the same.",
			answer: third(on("GetPriceChanges", first("//ProductContract", remove))), breaks: "CNT-DELTA-09", may: "CNT-DELTA-10 CNT-DELTA-06 CNT-DELTA-07 CNT-DELTA-12"},
	}
}
