package faults

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/beevik/etree"
)

// withPrice keeps a hook to calls with or without prices.
func withPrice(want bool, r hook) hook {
	return func(c *call) {
		if strings.EqualFold(c.arg("withPrice"), "true") == want {
			r(c)
		}
	}
}

// productLists are rows of CNT-PRD-01 to -05.
func productLists() []row {
	return []row{
		{name: "vendor-product-missing", kind: Missing, does: "GetVendorProducts lacks a product when asked with prices.",
			answer: on("GetVendorProducts", withPrice(true, at("//*[PartNum][Id='{product}']", remove))), breaks: "CNT-PRD-01"},
		{name: "vendor-blocked-missing", kind: Missing, does: "GetVendorProducts lacks the products that are blocked for sale.",
			answer: on("GetVendorProducts", at("//ProductContract[BlockedForSale='true']", remove)), breaks: "CNT-PRD-01"},
		{name: "category-products-of-others", kind: WrongValue, does: "GetCategoryProducts gives a category the products of another.",
			answer: on("GetCategoryProducts", asked("categoryId", "{category}", answers(func(c *call) {
				c.instead(c.proxy.expand("GetCategoryProducts?categoryId={other category}&withPrice=" + c.arg("withPrice")))
			}))), breaks: "CNT-PRD-01"},
		{name: "category-products-of-several-missing", kind: Missing, does: "GetCategoryProducts lacks the products that are in another category too.",
			answer: on("GetCategoryProducts", asked("categoryId", "{first of many}", at("//CategoryIds/int[2]", func(e *etree.Element) {
				if p := e.Parent().Parent(); p.Parent() != nil {
					remove(p)
				}
			}))), breaks: "CNT-PRD-01"},
		{name: "family-product-twice", kind: Duplicated, does: "GetFamilyGroupProducts gives a product twice.",
			answer: on("GetFamilyGroupProducts", at("//*[PartNum][Id='{product}']", double)), breaks: "CNT-PRD-01"},
		{name: "all-products-last-missing", kind: OffByOne, does: "GetAllProducts without prices lacks the last product.",
			answer: on("GetAllProducts", withPrice(false, at("//ProductContract[Id='{last product}']", remove))), breaks: "CNT-PRD-01"},
		{name: "all-products-one-missing", kind: Missing, does: "GetAllProducts lacks a product.",
			answer: on("GetAllProducts", at("//*[PartNum][Id='{product}']", remove)), breaks: "CNT-PRD-01", may: "CNT-DELTA-03 CNT-DELTA-11"},

		{name: "product-gives-another", kind: WrongValue, does: "GetProduct gives another product than it was asked for.",
			answer: on("GetProduct", asked("partNum", "{part}", answers(func(c *call) {
				c.instead("GetProduct?partNum=" + url.QueryEscape(c.proxy.expand("{other part}")) + "&withPrice=" + c.arg("withPrice"))
			}))), breaks: "CNT-PRD-02"},
		{name: "product-another-member", kind: WrongValue, does: "GetProduct without prices gives another InstantDelivery than the lists.",
			answer: on("GetProduct", withPrice(false, at("//*[PartNum][Id='{product}']/InstantDelivery", text("true")))), breaks: "CNT-PRD-02"},
		{name: "product-specification-missing", kind: Missing, does: "GetProduct lacks the first specification of a product.",
			answer: on("GetProduct", first("//*[PartNum][Id='{product}']//SpecificationContract", remove)), breaks: "CNT-PRD-02"},
		{name: "product-part-number-in-lower-case", kind: WrongForm, does: "GetProduct gives a part number in lower case.",
			answer: on("GetProduct", at("//*[PartNum][Id='{product}']/PartNum", func(e *etree.Element) { e.SetText(strings.ToLower(e.Text())) })), breaks: "CNT-PRD-02"},
		{name: "product-plus-unknown", kind: Lost, does: "GetProduct does not know part numbers with a plus.",
			answer: on("GetProduct", asked("partNum", "{odd part}", instead("GetProduct?partNum=montcheck-none&withPrice=True"))), breaks: "CNT-SCH-GetProduct", may: "CNT-PRD-02"},

		{name: "vendor-prices-unasked", kind: Extra, does: "GetVendorProducts gives one vendor's prices without being asked for them.",
			answer: on("GetVendorProducts", asked("vendorId", "{vendor}", instead("GetVendorProducts?vendorId={vendor}&withPrice=True"))), breaks: "CNT-PRD-03"},
		{name: "all-products-price-unasked", kind: Leaked, does: "GetAllProducts gives the price of one product without being asked for it.",
			answer: on("GetAllProducts", withPrice(false, at("//*[PartNum][Id='{product}']/Price", filled("1.00")))), breaks: "CNT-PRD-03"},
		{name: "family-currency-missing", kind: Missing, does: "GetFamilyGroupProducts lacks the currency of a product.",
			answer: on("GetFamilyGroupProducts", at("//*[PartNum][Id='{product}']/CurrencyCode", null)), breaks: "CNT-PRD-03"},
		{name: "product-never-a-price", kind: Missing, does: "GetProduct never gives a price.",
			answer: on("GetProduct", answers(func(c *call) { at("//Price", null)(c); at("//CurrencyCode", null)(c) })), breaks: "CNT-PRD-03"},
		{name: "product-price-missing", kind: Missing, does: "GetProduct lacks the price of one product.",
			answer: on("GetProduct", at("//*[PartNum][Id='{product}']/Price", null)), breaks: "CNT-PRD-03"},
		{name: "product-price-unasked", kind: Leaked, does: "GetProduct gives the price of one product without being asked for it.",
			answer: on("GetProduct", asked("partNum", "{part}", answers(func(c *call) {
				c.instead("GetProduct?partNum=" + url.QueryEscape(c.arg("partNum")) + "&withPrice=True")
			}))), breaks: "CNT-PRD-03"},

		{name: "prices-blocked-missing", kind: Missing, does: "GetProductPrices lacks the products that are blocked for sale.",
			answer: on("GetProductPrices", at("//ProductContract[BlockedForSale='true']", remove)), breaks: "CNT-PRD-04"},
		{name: "prices-describe-a-product", kind: Leaked, does: "GetProductPrices describes one product of all.",
			answer: on("GetProductPrices", at("//*[PartNum][Id='{product}']/Translations", func(e *etree.Element) {
				e.RemoveAttr("i:nil")
				e.AddChild(translation())
			})), breaks: "CNT-PRD-04"},
		{name: "prices-price-missing", kind: Missing, does: "GetProductPrices lacks the price of a product.",
			answer: on("GetProductPrices", at("//*[PartNum][Id='{product}']/Price", null)), breaks: "CNT-PRD-04"},
		{name: "prices-product-twice", kind: Duplicated, does: "GetProductPrices gives a product twice.",
			answer: on("GetProductPrices", at("//*[PartNum][Id='{product}']", double)), breaks: "CNT-PRD-04"},

		{name: "product-price-another", kind: WrongValue, does: "GetProduct gives another price than the lists.",
			answer: on("GetProduct", at("//*[PartNum][Id='{product}']/Price", stated(suffix("1")))), breaks: "CNT-PRD-05"},
		{name: "vendor-price-rounded", kind: WrongValue, does: "GetVendorProducts rounds a price to tenths.",
			answer: on("GetVendorProducts", withPrice(true, put("//ProductContract[Id='{odd cents}']/Price", "{price without cents}"))), breaks: "CNT-PRD-05"},
		{name: "prices-another-currency", kind: WrongValue, does: "GetProductPrices gives a price in another currency.",
			answer: on("GetProductPrices", at("//*[PartNum][Id='{product}']/CurrencyCode", otherCurrency)), breaks: "CNT-PRD-05"},
	}
}

// translation is a product's translation that fits the schema.
func translation() *etree.Element {
	e := etree.NewElement("a:ProductTranslationContract")
	for _, name := range strings.Fields("FullDescription ImportantFeatures InstallationManual LangCode Languages Preview ProductTitle ShortDescription Specifications SystemRequirements") {
		m := e.CreateElement("a:" + name)
		switch name {
		case "LangCode":
			m.SetText("EN")
		case "ProductTitle":
			m.SetText("A product")
		default:
			null(m)
		}
	}
	return e
}

// everySchema are the requirements on answers that gives products.
const everySchema = "CNT-SCH-GetVendorProducts CNT-SCH-GetCategoryProducts CNT-SCH-GetFamilyGroupProducts CNT-SCH-GetProduct CNT-SCH-GetAllProducts CNT-SCH-GetProductPrices " +
	"CNT-SCH-GetContentChanges CNT-SCH-GetPriceChanges CNT-SCH-GetAllChanges CNT-DELTA-01"

// productFacts are rows of CNT-PRD-06 to -09 and CNT-BAD-01.
func productFacts() []row {
	return []row{
		{name: "part-number-twice", kind: Duplicated, does: "Two products have one part number.",
			answer: put("//*[PartNum][Id='{product}']/PartNum", "{other part}"), breaks: "CNT-PRD-06", may: "CNT-PRD-02"},
		{name: "all-products-product-twice", kind: Duplicated, does: "GetAllProducts with prices gives a product twice.",
			answer: on("GetAllProducts", withPrice(true, at("//*[PartNum][Id='{product}']", double))), breaks: "CNT-PRD-06"},
		{name: "product-id-twice", kind: Duplicated, does: "Two products have one id.",
			answer: put("//*[PartNum][Id='{product}']/Id", "{other product}"), breaks: "CNT-PRD-06", may: "CNT-PRD-01 CNT-PRD-02 CNT-PRD-04 CNT-PRD-05 CNT-DELTA-03 CNT-DELTA-07 CNT-DELTA-09 CNT-DELTA-15"},
		{name: "product-family-unknown", kind: WrongValue, does: "A product is of a family that does not exist.",
			answer: at("//*[PartNum][Id='{product}']/FamilyGroupId", text("2000000077")), breaks: "CNT-PRD-06", may: "CNT-PRD-01"},
		{name: "product-deleted-category", kind: Stale, does: "A product is in a category that was deleted.",
			answer: insert("//*[PartNum][Id='{product}']/CategoryIds", "b:int", "{deleted Categories}"), breaks: "CNT-PRD-06"},
		{name: "product-counts-crossed", kind: OffByOne, does: "The smallest count of a product is one above its largest.",
			answer: put("//*[PartNum][Id='{limited product}']/MinCountRequired", "{above the limit}"), breaks: "CNT-PRD-06"},
		{name: "product-price-negative", kind: WrongValue, does: "A product has a negative price.",
			answer: at("//*[PartNum][Id='{product}']/Price", stated(text("-1.00"))), breaks: "CNT-PRD-06", may: everySchema},
		{name: "product-currency-unknown", kind: WrongValue, does: "A product has a currency that ISO 4217 does not know.",
			answer: at("//*[PartNum][Id='{product}']/CurrencyCode", stated(text("XYZ"))), breaks: "CNT-PRD-06"},

		{name: "specification-type-text", kind: WrongValue, does: "Specifications of a product are of the type Text.",
			answer: at("//*[PartNum][Id='{product}']//ValueType", text("Text")), breaks: "CNT-PRD-07", may: everySchema},
		{name: "specification-type-boolean", kind: WrongForm, does: "GetFamilyGroup calls the type Bool Boolean.",
			answer: on("GetFamilyGroup", at("//ValueType", text("Boolean"))), breaks: "CNT-PRD-07", may: "CNT-SCH-GetFamilyGroup CNT-FAM-02"},
		{name: "specification-int-of-letters", kind: WrongForm, does: "Specifications of the type Int are words.",
			answer: at("//SpecificationContract[ValueType='Int']/Value", text("ten")), breaks: "CNT-PRD-07"},
		{name: "specification-int-with-fraction", kind: WrongForm, does: "GetProduct gives a specification of the type Int a fraction.",
			answer: on("GetProduct", at("//*[PartNum][Id='{product}']//SpecificationContract[ValueType='Int']/Value", suffix(".0"))), breaks: "CNT-PRD-07", may: "CNT-PRD-02"},
		{name: "specification-texts-as-int", kind: WrongValue, does: "Specifications of families are all of the type Int.",
			answer: at("//FamilyGroupTranslationContract//ValueType", text("Int")), breaks: "CNT-PRD-07"},

		{name: "instantdelivery-after-price", kind: Reordered, does: "GetProduct has InstantDelivery after Price, as D3 prints it, where .NET reads it as false.",
			answer: on("GetProduct", first("//InstantDelivery", func(e *etree.Element) {
				p := e.Parent()
				p.InsertChildAt(p.SelectElement("Price").Index()+1, e)
			})), breaks: "CNT-PRD-08", may: "CNT-SCH-GetProduct"},
		{name: "members-as-documented-in-a-delta", kind: Reordered, does: "GetAllChanges has a product's id first, as D3 lists its members.",
			answer: on("GetAllChanges", first("//ProductContract/Id", func(e *etree.Element) { e.Parent().InsertChildAt(0, e) })),
			breaks: "CNT-PRD-08", may: "CNT-SCH-GetAllChanges CNT-DELTA-01"},
		{name: "vendor-id-last", kind: Reordered, does: "GetAllVendors has VendorName before Id.",
			answer: on("GetAllVendors", at("//VendorContract/Id", last)), breaks: "CNT-PRD-08", may: "CNT-SCH-GetAllVendors"},
		{name: "translation-langcode-last", kind: Reordered, does: "GetProduct has LangCode last in a translation.",
			answer: on("GetProduct", first("//ProductTranslationContract/LangCode", last)), breaks: "CNT-PRD-08", may: "CNT-SCH-GetProduct"},
		{name: "version-after-the-lists", kind: Reordered, does: "GetContentChanges has its version after the lists.",
			answer: on("GetContentChanges", at("//CurrentContentVersion", last)), breaks: "CNT-DELTA-01", may: "CNT-PRD-08 CNT-SCH-GetContentChanges"},

		{name: "product-language-twice", kind: Duplicated, does: "Products have two translations into one language.",
			answer: at("//ProductTranslationContract[LangCode='EN']/LangCode", text("RU")), breaks: "CNT-PRD-09"},
		{name: "product-translation-twice", kind: Duplicated, does: "A product has its first translation twice.",
			answer: at("//*[PartNum][Id='{product}']/Translations/*[1]", double), breaks: "CNT-PRD-09"},

		{name: "stack-trace", kind: Leaked, does: "GetProduct answers an overlong part number with a stack trace.",
			answer: on("GetProduct", func(c *call) {
				if len(c.arg("partNum")) > 1000 {
					c.status, c.body = 500, []byte("<html>System.Data.SqlClient.SqlException: String or binary data would be truncated.\n at ContentServer.Find(String)</html>")
				}
			}), breaks: "CNT-BAD-01", may: "CNT-SCH-GetProduct"},
		{name: "negative-id-status-500", kind: WrongStatus, does: "GetFamilyGroup answers a negative id with status 500.",
			answer: on("GetFamilyGroup", asked("familyGroupId", "-1", func(c *call) { c.status, c.body = 500, nil })), breaks: "CNT-BAD-01"},
		{name: "error-shows-query", kind: Leaked, does: "GetProduct answers an unknown part number with its query.",
			answer: on("GetProduct", erring(at("//ErrorText", text("SELECT * FROM Products WHERE")))), breaks: "CNT-BAD-01", may: "CNT-ENV-03"},
		{name: "huge-version-status-500", kind: WrongStatus, does: "GetContentChanges answers a version beyond 64 bits with status 500.",
			answer: on("GetContentChanges", asked("contentVersion", "9223372036854775808", func(c *call) { c.status = 500 })), breaks: "CNT-DELTA-13"},
		{name: "negative-version-status-500", kind: WrongStatus, does: "GetAllChanges answers a negative version with status 500.",
			answer: on("GetAllChanges", asked("contentVersion", "-1", func(c *call) { c.status, c.body = http.StatusInternalServerError, nil })), breaks: "CNT-DELTA-13"},
	}
}
