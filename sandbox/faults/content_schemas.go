package faults

import (
	"regexp"

	"github.com/beevik/etree"
)

// schemas are answers of another form than the contracts', one or more for each method.
func schemas() []row {
	comma, tail := regexp.MustCompile(`<a:Price>(\d+)\.`), regexp.MustCompile(`(<a:\w*List )`)
	const full = "CNT-PRD-01 CNT-PRD-02 CNT-PRD-04 CNT-DELTA-03 CNT-DELTA-07 CNT-DELTA-15"
	sch := func(method, name string, kind Kind, does string, h hook, may string) row {
		return row{name: name, kind: kind, does: method + does, answer: on(method, h), breaks: "CNT-SCH-" + method, may: may}
	}
	return []row{
		sch("GetAllVendors", "vendors-empty-id", Missing, " gives a vendor an empty id.", first("//VendorContract/Id", empty), "CNT-CAT-03 CNT-FAM-04 CNT-PRD-06 CNT-DELTA-11 CNT-DELTA-03"),
		sch("GetAllVendors", "vendors-unknown-attribute", Extra, " gives a vendor an attribute that nobody knows.", first("//VendorContract", func(e *etree.Element) { e.CreateAttr("type", "x") }), ""),
		sch("GetVendorCategories", "vendor-categories-member-namespace", WrongNamespace, " has a member in another namespace.", raw("<a:CategoryName><a:C", "<a:CategoryName xmlns:a=\"urn:x\"><a:C"), "CNT-CAT-01"),
		sch("GetAllCategories", "categories-unknown-member", Extra, " has a member that nobody knows.", first("//CategoryContract", child("a:Level", "1")), ""),
		sch("GetVendorFamilyGroups", "vendor-families-items-namespace", WrongNamespace, " has the items of lists in another namespace, where .NET reads an empty list.",
			raw("http://schemas.microsoft.com/2003/10/Serialization/Arrays", "urn:arrays"), ""),
		sch("GetFamilyGroup", "familygroup-member-missing", Missing, " leaves OrderNum out.", at("//FamilyGroup/OrderNum", remove), "CNT-FAM-02"),
		sch("GetCategoryFamilyGroup", "category-families-member-twice", Duplicated, " has a member of a family twice.", at("//FamilyGroupContract[Id='{family}']/VendorId", double), ""),
		sch("GetVendorProducts", "vendor-products-boolean-of-.net", WrongForm, " writes False, as .NET's Boolean.ToString does.", at("//ProductContract[Id='{product}']/InstantDelivery", text("False")), "CNT-PRD-01"),
		sch("GetVendorProducts", "vendor-products-id-missing", Missing, " leaves FulfillmentType out.", first("//ProductContract/FulfillmentType", remove), "CNT-PRD-01"),
		sch("GetCategoryProducts", "category-products-price-comma", WrongForm, " writes prices with a comma, as a Russian server does.",
			answers(func(c *call) { c.body = comma.ReplaceAll(c.body, []byte("<a:Price>$1,")) }), "CNT-PRD-05"),
		sch("GetFamilyGroupProducts", "family-products-price-exponent", WrongForm, " writes a price with an exponent.", at("//*[PartNum][Id='{product}']/Price", stated(text("2.558E3"))), "CNT-PRD-05"),
		sch("GetFamilyGroupProducts", "family-products-guid-for-a-number", WrongValue, " gives the vendor of a product by name.", at("//*[PartNum][Id='{product}']/VendorId", text("Vendor")), "CNT-PRD-01"),
		sch("GetProduct", "product-number-nil", Missing, " gives a number that is nil.", at("//Product[Id='{product}']/MinCountRequired", null), "CNT-PRD-02"),
		sch("GetAllProducts", "products-number-beyond-32-bits", WrongForm, " gives a number beyond 32 bits.", at("//ProductContract[Id='{product}']/OrderNum", text("99999999999")), full),
		sch("GetAllProducts", "products-member-twice", Duplicated, " gives the id of a product twice.", at("//ProductContract[Id='{product}']/Id", double), full+" CNT-PRD-06 CNT-DELTA-11"),
		sch("GetProductPrices", "prices-with-the-currency", WrongForm, " gives a price with its currency.", at("//ProductContract[Id='{product}']/Price", suffix(" RUB")), "CNT-PRD-05"),
		sch("GetProductPrices", "prices-members-namespace", WrongNamespace, " has its products in no namespace of the contracts.", answers(func(c *call) {
			c.body = tail.ReplaceAll(c.body, []byte("${1}xmlns:q=\"urn:x\" "))
			raw(`xmlns:a="`+contracts+`"`, `xmlns:a="`+contracts+`.Prices"`)(c)
		}), "CNT- MNT-XML"),
		sch("TestConnection", "testconnection-unknown-element", Extra, " has an element that nobody knows.", first("/*", child("Hello", "1")), ""),
		sch("GetContentChanges", "contentchanges-no-version", Missing, " leaves its version out.", at("//CurrentContentVersion", remove), "CNT-DELTA"),
		sch("GetContentChanges", "contentchanges-version-as-text", WrongForm, " gives its version with separators.", at("//CurrentContentVersion", func(e *etree.Element) {
			if s := e.Text(); len(s) > 3 {
				e.SetText(s[:len(s)-3] + " " + s[len(s)-3:])
			}
		}), "CNT-DELTA"),
		sch("GetPriceChanges", "pricechanges-text-between-elements", Extra, " has text between elements.", first("//UpdatedProducts", func(e *etree.Element) { e.AddChild(etree.NewText("none")) }), "CNT-DELTA-01"),
		sch("GetAllChanges", "allchanges-list-missing", Missing, " leaves the deleted vendors out.", first("//DeletedVendorsId", remove), "CNT-DELTA-01 CNT-DELTA-07 CNT-DELTA-11"),
	}
}
