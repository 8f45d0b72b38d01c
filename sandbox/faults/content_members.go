package faults

import (
	"slices"
	"strings"

	"github.com/beevik/etree"
)

// members are rows of lists and entities that are wrong in one method or one member: what is one's own is right elsewhere.
func members() []row {
	intValue := func(change change) hook { return at("//SpecificationContract[ValueType='Int']/Value", change) }
	return []row{
		{name: "parent-category-holds-all-below", kind: Extra, does: "GetCategoryProducts gives a category the products of those below it.",
			answer: on("GetCategoryProducts", asked("categoryId", "{parent}", answers(func(c *call) {
				addFrom(c, c.proxy.expand("GetCategoryProducts?categoryId={child}&withPrice="+c.arg("withPrice")), "ProductList")
			}))), breaks: "CNT-PRD-01"},
		{name: "parent-category-holds-families-below", kind: Extra, does: "GetCategoryFamilyGroup gives a category the families of those below it.",
			answer: on("GetCategoryFamilyGroup", answers(asked("categoryId", "{parent}", func(c *call) {
				addFrom(c, c.proxy.expand("GetCategoryFamilyGroup/{child}"), "FamilyGroupList")
			}))), breaks: "CNT-FAM-03"},
		{name: "vendor-category-twice", kind: Duplicated, does: "GetVendorCategories gives a category twice.",
			answer: on("GetVendorCategories", final("//CategoryContract", double)), breaks: "CNT-CAT-01"},
		{name: "category-family-twice", kind: Duplicated, does: "GetCategoryFamilyGroup gives a family twice.",
			answer: on("GetCategoryFamilyGroup", final("//FamilyGroupContract", double)), breaks: "CNT-FAM-03"},
		{name: "vendor-family-twice", kind: Duplicated, does: "GetVendorFamilyGroups gives a family twice.",
			answer: on("GetVendorFamilyGroups", final("//FamilyGroupContract", double)), breaks: "CNT-FAM-01"},
		{name: "familygroup-ordernum-another", kind: WrongValue, does: "GetFamilyGroup gives a family another OrderNum than the lists.",
			answer: on("GetFamilyGroup", at("//FamilyGroup/OrderNum", shift(1))), breaks: "CNT-FAM-02"},
		{name: "category-families-without-texts", kind: Missing, does: "GetCategoryFamilyGroup leaves the descriptions of families out.",
			answer: on("GetCategoryFamilyGroup", at("//FamilyGroupContract/Translations", null)), breaks: "CNT-FAM-03"},
		{name: "vendor-categories-one-language", kind: Lost, does: "GetVendorCategories gives names in the first language only.",
			answer: on("GetVendorCategories", at("//CategoryContract/CategoryName/*[2]", remove)), breaks: "CNT-CAT-01"},
		{name: "vendor-categories-own-vendor-only", kind: Lost, does: "GetVendorCategories names but the first vendor of a category.",
			answer: on("GetVendorCategories", at("//CategoryContract/VendorIds/int[2]", remove)), breaks: "CNT-CAT-01"},
		{name: "category-products-one-language", kind: Lost, does: "GetCategoryProducts gives descriptions in the first language only.",
			answer: on("GetCategoryProducts", at("//ProductContract/Translations/*[2]", remove)), breaks: "CNT-PRD-01"},
		{name: "vendor-products-whole-addresses", kind: WrongForm, does: "GetVendorProducts gives the address of covers with a host.",
			answer: on("GetVendorProducts", at("//ProductContract/UrlCoverImage", stated(func(e *etree.Element) { e.SetText("https://sandbox.webstore.mont.ru" + e.Text()) }))), breaks: "CNT-PRD-01"},
		{name: "product-second-category-lost", kind: Lost, does: "GetProduct gives but one category of a product.",
			answer: on("GetProduct", at("//Product/CategoryIds/int[2]", remove)), breaks: "CNT-PRD-02"},
		{name: "product-escaped-twice", kind: WrongForm, does: "GetProduct escapes the markup in descriptions twice.",
			answer: on("GetProduct", raw("&lt;", "&amp;lt;")), breaks: "CNT-PRD-02", may: "MNT-XML-02"},
		{name: "product-blanks-trimmed", kind: WrongForm, does: "GetProduct gives a name with a blank behind it.",
			answer: on("GetProduct", at("//Product/DefaultName", suffix(" "))), breaks: "CNT-PRD-02"},
		{name: "product-odd-part-numbers-unknown", kind: Refused, does: "GetProduct knows no part number outside ASCII.",
			answer: on("GetProduct", answers(func(c *call) {
				if strings.ContainsFunc(c.arg("partNum"), func(r rune) bool { return r > 127 }) {
					c.instead("GetProduct?partNum=none&withPrice=False")
				}
			})), breaks: "CNT-SCH-GetProduct", may: "CNT-PRD-02"},
		{name: "prices-without-largest-counts", kind: Missing, does: "GetProductPrices leaves the largest counts out.",
			answer: on("GetProductPrices", at("//MaxCountRequired", null)), breaks: "CNT-PRD-04"},
		{name: "all-products-half", kind: Lost, does: "GetAllProducts gives no more than thirty products.",
			answer: on("GetAllProducts", at("//ProductList", func(list *etree.Element) {
				for i, e := range list.ChildElements() {
					if i >= 30 {
						list.RemoveChild(e)
					}
				}
			})), breaks: "CNT-PRD-01", may: "CNT-PRD-04 CNT-DELTA-03 CNT-DELTA-11 CNT-DELTA-14"},
		{name: "category-price-of-the-last", kind: WrongValue, does: "GetCategoryProducts gives the last product another price.",
			answer: on("GetCategoryProducts", withPrice(true, final("//ProductContract/Price", stated(suffix("9"))))), breaks: "CNT-PRD-05"},
		{name: "family-price-of-blocked", kind: Stale, does: "GetFamilyGroupProducts gives blocked products the price 0.",
			answer: on("GetFamilyGroupProducts", at("//ProductContract[BlockedForSale='true']/Price", stated(text("0.00")))), breaks: "CNT-PRD-05"},
		{name: "category-price-unasked-for-the-last", kind: Leaked, does: "GetCategoryProducts gives the price of the last product without being asked for it.",
			answer: on("GetCategoryProducts", withPrice(false, final("//ProductContract/Price", filled("3.00")))), breaks: "CNT-PRD-03"},
		{name: "product-currency-absent", kind: Missing, does: "GetProduct leaves the currency out.",
			answer: on("GetProduct", withPrice(true, at("//Product/CurrencyCode", remove))), breaks: "CNT-PRD-03"},
		{name: "currency-in-lower-case", kind: WrongForm, does: "Currencies are in small letters.",
			answer: at("//CurrencyCode", stated(func(e *etree.Element) { e.SetText(strings.ToLower(e.Text())) })), breaks: "CNT-PRD-06", may: everySchema},
		{name: "currency-by-number", kind: WrongForm, does: "Roubles are 643.",
			answer: at("//CurrencyCode[text()='RUB']", text("643")), breaks: "CNT-PRD-06", may: everySchema},
		{name: "int-with-blanks-for-thousands", kind: WrongForm, does: "Specifications of the type Int have a blank for the thousands.",
			answer: intValue(func(e *etree.Element) { e.SetText("1 " + e.Text() + "00") }), breaks: "CNT-PRD-07"},
		{name: "int-nil", kind: Missing, does: "Specifications of families of the type Int are nil in GetCategoryFamilyGroup.",
			answer: on("GetCategoryFamilyGroup", intValue(null)), breaks: "CNT-PRD-07", may: "CNT-FAM-03"},
		{name: "int-in-words-in-a-delta", kind: WrongForm, does: "GetAllChanges gives specifications of the type Int with a unit.",
			answer: on("GetAllChanges", intValue(suffix(" шт."))), breaks: "CNT-PRD-07", may: "CNT-DELTA"},
		{name: "valuetype-in-lower-case", kind: WrongForm, does: "GetCategoryProducts writes the types of specifications in small letters.",
			answer: on("GetCategoryProducts", at("//ValueType", func(e *etree.Element) { e.SetText(strings.ToLower(e.Text())) })), breaks: "CNT-PRD-07", may: "CNT-SCH-GetCategoryProducts CNT-PRD-01"},
		{name: "category-own-parent", kind: WrongValue, does: "A category is its own parent.",
			answer: put("//CategoryContract[Id='{child}']/ParentCategoryId", "{child}"), breaks: "CNT-CAT-02"},
		{name: "category-unknown-vendor", kind: WrongValue, does: "A category names a vendor that never was.",
			answer: insert("//CategoryContract[Id='{parent}']/VendorIds", "b:int", "2000000011"), breaks: "CNT-CAT-03"},
		{name: "family-vendor-unknown", kind: WrongValue, does: "GetAllVendors lacks a vendor that has families.",
			answer: on("GetAllVendors", at("//VendorContract[Id='{vendor}']", remove)), breaks: "CNT-PRD-06", may: "CNT-"},
		{name: "vendor-name-blank", kind: Missing, does: "The name of a vendor is a blank.",
			answer: at("//VendorContract[Id='{vendor}']/VendorName", text(" ")), breaks: "CNT-VEN-01"},
	}
}

// addFrom adds the entities of another answer's list, but those that are there.
func addFrom(c *call, question, list string) {
	d := etree.NewDocument()
	if d.ReadFromBytes(c.fetch(question, "").body.Bytes()) != nil {
		return
	}
	at("//"+list, func(mine *etree.Element) {
		var known []string
		for _, e := range mine.ChildElements() {
			known = append(known, of(e, "Id"))
		}
		for _, e := range d.FindElements("//" + list + "/*") {
			if id := of(e, "Id"); !slices.Contains(known, id) {
				mine.AddChild(e.Copy())
			}
		}
	})(c)
}
