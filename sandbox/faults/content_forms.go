package faults

import (
	"net/http"
	"strings"

	"github.com/beevik/etree"
)

// forms are rows of answers whose form is wrong in one method, for one entity, or in one nested part.
func forms() []row {
	sch := func(method, name string, kind Kind, does string, h hook, may string) row {
		return row{name: name, kind: kind, does: method + does, answer: on(method, h), breaks: "CNT-SCH-" + method, may: may}
	}
	const full = "CNT-PRD-01 CNT-PRD-02 CNT-PRD-03 CNT-PRD-04 CNT-PRD-05 CNT-DELTA-03 CNT-DELTA-07 CNT-DELTA-15"
	return []row{
		sch("GetAllCategories", "error-false-of-.net", WrongForm, " writes Error as False, as .NET's Boolean.ToString does.", first("/*/Error", text("False")), "CNT-ENV-01"),
		sch("GetVendorProducts", "error-empty", Missing, " leaves Error empty.", first("/*/Error", empty), "CNT-ENV-01"),
		sch("GetAllProducts", "nil-with-a-text", WrongForm, " gives a price that is nil and has a text.", answers(first("//ProductContract[Id='{last product}']/Price", func(e *etree.Element) {
			e.CreateAttr("i:nil", "true")
			e.SetText("1.00")
		})), full),
		sch("GetProductPrices", "prices-with-thousands", WrongForm, " writes prices with a comma for the thousands.", at("//ProductContract[Id='{product}']/Price", text("1,490.50")), "CNT-PRD-05"),
		sch("GetVendorProducts", "price-nan", WrongForm, " writes NaN for a price.", at("//ProductContract[Id='{last product}']/Price", stated(text("NaN"))), "CNT-PRD-05"),
		sch("GetCategoryProducts", "price-empty", Missing, " has an empty element for a price.", at("//ProductContract[Id='{product}']/Price", stated(empty)), "CNT-PRD-03 CNT-PRD-05"),
		sch("GetFamilyGroup", "ordernum-with-fraction", WrongForm, " writes OrderNum with a fraction.", at("//FamilyGroup/OrderNum", suffix(".0")), "CNT-FAM-02"),
		sch("GetAllChanges", "boolean-yes", WrongForm, " writes yes and no for LicenseFormRequired.", both(at("//LicenseFormRequired[text()='true']", text("yes")), at("//LicenseFormRequired[text()='false']", text("no"))), "CNT-DELTA CNT-PRD"),
		sch("GetProduct", "specifications-namespace", WrongNamespace, " has the specifications in a namespace of their own.", at("//Specifications", func(e *etree.Element) {
			e.CreateAttr("xmlns:a", contracts+".Specifications")
		}), ""),
		sch("GetVendorFamilyGroups", "language-with-country", WrongForm, " writes languages with their countries.", at("//FamilyGroupContract[Id='{family}']/Translations/*/LangCode", func(e *etree.Element) {
			e.SetText(strings.ToLower(e.Text()) + "-" + e.Text())
		}), "CNT-FAM-02 CNT-FAM-03 CNT-DELTA"),
		sch("GetAllCategories", "vendor-ids-in-the-contracts-namespace", WrongNamespace, " has the items of VendorIds in the namespace of the contracts, where .NET reads none.", at("//VendorIds/int", func(e *etree.Element) { e.Space = "a" }), ""),
		sch("GetFamilyGroup", "category-ids-as-texts", WrongForm, " gives CategoryIds as texts.", at("//CategoryIds/int", rename("string")), "CNT-FAM-02"),
		sch("GetVendorCategories", "category-id-nil", Missing, " gives a parent that is nil.", first("//CategoryContract[Id='{child}']/ParentCategoryId", null), "CNT-CAT-01"),
		sch("GetCategoryFamilyGroup", "member-in-lower-case", WrongForm, " writes vendorId in camel case.", at("//FamilyGroupContract[Id='{family}']/VendorId", rename("vendorId")), "CNT-FAM"),
		sch("GetPriceChanges", "price-version-with-point", WrongForm, " writes its version with a point and zeros.", at("//CurrentPriceVersion", suffix(".00")), "CNT-DELTA"),
		sch("GetContentChanges", "deleted-ids-nil-item", Missing, " has a nil among the deleted ids.", first("//DeletedFamilyGroupsId", func(e *etree.Element) { null(e.CreateElement("b:int")) }), "CNT-DELTA"),
		sch("GetFamilyGroupProducts", "family-without-products-404", WrongStatus, " answers with status 404 for a family without products.",
			asked("familyGroupId", "{empty family}", status(http.StatusNotFound)), "CNT-PRD"),
		sch("GetFamilyGroupProducts", "family-without-products-204", WrongStatus, " answers with status 204 for a family without products.",
			asked("familyGroupId", "{empty family}", func(c *call) { c.status, c.body = http.StatusNoContent, nil }), "CNT-PRD"),
		sch("GetProductPrices", "not-modified", WrongStatus, " answers with status 304 where it is asked again.", flip(func(c *call) { c.status, c.body = http.StatusNotModified, nil }), "CNT-"),
		{name: "hangs-up-on-one-vendor", kind: Lost, does: "GetVendorFamilyGroups hangs up on one vendor, as WCF does where it can't write the answer.",
			answer: on("GetVendorFamilyGroups", asked("vendorId", "{vendor}", answers(hangUp))),
			breaks: "CNT-SCH-GetVendorFamilyGroups MNT-AVL-01", may: "CNT-"},
		sch("GetVendorCategories", "empty-body", Missing, " answers one vendor with an empty body.", asked("vendorId", "{any vendor}", func(c *call) { c.body = nil }), "MNT-XML-01 CNT-CAT-01 CNT-ENV-01"),

		{name: "root-of-the-method", kind: WrongValue, does: "The root of GetVendorCategories has the name of the method.",
			answer: on("GetVendorCategories", both(raw("<CategoryListResponse ", "<GetVendorCategoriesResponse "), raw("</CategoryListResponse>", "</GetVendorCategoriesResponse>"))), breaks: "CNT-ENV-01", may: "CNT-SCH-GetVendorCategories"},
		{name: "error-after-the-changes", kind: Reordered, does: "GetContentChanges has Error after its changes.",
			answer: on("GetContentChanges", first("/*/Error", last)), breaks: "CNT-ENV-01", may: "CNT-SCH-GetContentChanges CNT-DELTA-01"},
		{name: "payload-twice", kind: Duplicated, does: "GetFamilyGroup has its payload twice.",
			answer: on("GetFamilyGroup", first("/*/FamilyGroup", double)), breaks: "CNT-ENV-01", may: "CNT-SCH-GetFamilyGroup CNT-FAM-02"},
		{name: "payload-in-another-namespace", kind: WrongNamespace, does: "The payload of GetProductPrices is in the namespace of the contracts.",
			answer: on("GetProductPrices", first("/*/ProductList", func(e *etree.Element) { e.Space = "a" })), breaks: "CNT-ENV-01", may: "CNT-SCH-GetProductPrices"},
		{name: "testconnection-in-lower-case", kind: WrongForm, does: "TestConnection writes error for Error.",
			answer: on("TestConnection", first("/*/Error", rename("error"))), breaks: "CNT-SCH-TestConnection"},
		{name: "product-nil-for-one", kind: Missing, does: "GetProduct gives nothing for one product, and no error.",
			answer: on("GetProduct", asked("partNum", "{part}", answers(first("/*/Product", func(e *etree.Element) { null(e) })))), breaks: "CNT-ENV-01", may: "CNT-SCH-GetProduct CNT-PRD-02"},
		{name: "errordetails-for-one-family", kind: Extra, does: "GetFamilyGroupProducts has ErrorDetails for a family without products, and no error.",
			answer: on("GetFamilyGroupProducts", asked("familyGroupId", "{empty family}", first("//ErrorDetails", errorDetails))), breaks: "CNT-ENV-02"},

		{name: "specification-members-as-documented", kind: Reordered, does: "GetContentChanges has ValueType before Value in specifications.",
			answer: on("GetContentChanges", first("//SpecificationContract/Value", last)), breaks: "CNT-PRD-08", may: "CNT-SCH-GetContentChanges CNT-DELTA-01"},
		{name: "category-members-as-documented", kind: Reordered, does: "GetVendorCategories has the members of categories in the order of D3's table.",
			answer: on("GetVendorCategories", at("//CategoryContract/Id", func(e *etree.Element) { e.Parent().InsertChildAt(0, e) })), breaks: "CNT-PRD-08", may: "CNT-SCH-GetVendorCategories"},
		{name: "lists-of-changes-as-documented", kind: Reordered, does: "GetPriceChanges has the updated vendors first, as D3 prints its lists.",
			answer: on("GetPriceChanges", first("//UpdatedVendors", func(e *etree.Element) { e.Parent().InsertChildAt(0, e) })), breaks: "CNT-DELTA-01", may: "CNT-PRD-08 CNT-SCH-GetPriceChanges"},
	}
}

// hangUp closes the connection without an answer.
func hangUp(c *call) {
	c.write = func(http.ResponseWriter, *call) { panic(http.ErrAbortHandler) }
}
