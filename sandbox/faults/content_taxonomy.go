package faults

import (
	"net/http"
)

// taxonomy are faults of vendors, categories and families, and of addresses.
func taxonomy() []row {
	return []row{
		{name: "vendor-twice", kind: Duplicated, does: "GetAllVendors gives one vendor twice.",
			answer: on("GetAllVendors", at("//VendorContract[Id='{vendor}']", double)), breaks: "CNT-VEN-01"},
		{name: "vendor-without-a-name", kind: Missing, does: "A vendor's name is nil.",
			answer: at("//VendorContract[Id='{vendor}']/VendorName", null), breaks: "CNT-VEN-01"},
		{name: "vendor-category-missing", kind: Missing, does: "GetVendorCategories lacks a category of one vendor.",
			answer: on("GetVendorCategories", asked("vendorId", "{vendor there}", at("//CategoryContract[Id='{narrow category}']", remove))), breaks: "CNT-CAT-01"},
		{name: "vendor-categories-of-others", kind: Extra, does: "GetVendorCategories gives one vendor all categories.",
			answer: on("GetVendorCategories", asked("vendorId", "{vendor elsewhere}", instead("GetAllCategories"))), breaks: "CNT-CAT-01"},
		{name: "vendor-category-renamed", kind: WrongValue, does: "GetVendorCategories gives a category another name than GetAllCategories.",
			answer: on("GetVendorCategories", first("//CategoryTranslationContract/CategoryName", suffix("!"))), breaks: "CNT-CAT-01"},
		{name: "category-missing", kind: Missing, does: "GetAllCategories lacks a category that a vendor has.",
			answer: on("GetAllCategories", at("//CategoryContract[Id='{narrow category}']", remove)),
			breaks: "CNT-CAT-01", may: "CNT-CAT-02 CNT-DELTA-03 CNT-DELTA-11 CNT-PRD-06 CNT-FAM-04"},
		{name: "category-parent-unknown", kind: WrongValue, does: "A category has a parent that does not exist.",
			answer: at("//CategoryContract[Id='{child}']/ParentCategoryId", text("2000000077")), breaks: "CNT-CAT-02"},
		{name: "category-cycle", kind: WrongValue, does: "Two categories are each other's parents.",
			answer: put("//CategoryContract[Id='{parent}']/ParentCategoryId", "{child}"), breaks: "CNT-CAT-02"},
		{name: "category-deleted-vendor", kind: Stale, does: "A category names a vendor that was deleted.",
			answer: insert("//CategoryContract[Id='{child}']/VendorIds", "b:int", "{deleted Vendors}"), breaks: "CNT-CAT-03"},
		{name: "category-language-twice", kind: Duplicated, does: "A category has two names in one language.",
			answer: at("//CategoryContract[Id='{child}']/CategoryName/CategoryTranslationContract[LangCode='EN']/LangCode", text("RU")), breaks: "CNT-CAT-03"},
		{name: "category-twice", kind: Duplicated, does: "GetAllCategories gives a category twice.",
			answer: on("GetAllCategories", at("//CategoryContract[Id='{child}']", double)), breaks: "CNT-CAT-04"},
		{name: "vendor-family-missing", kind: Missing, does: "GetVendorFamilyGroups lacks a family.",
			answer: on("GetVendorFamilyGroups", at("//FamilyGroupContract[Id='{family}']", remove)), breaks: "CNT-FAM-01"},
		{name: "vendor-empty-family-missing", kind: Missing, does: "GetVendorFamilyGroups lacks a family without products.",
			answer: on("GetVendorFamilyGroups", at("//FamilyGroupContract[Id='{empty family}']", remove)), breaks: "CNT-FAM-01"},
		{name: "vendor-families-of-others", kind: Extra, does: "GetVendorFamilyGroups gives a vendor a family of another.",
			answer: on("GetVendorFamilyGroups", asked("vendorId", "{vendor}", both(first("//FamilyGroupContract", double), put("//FamilyGroupContract[1]/Id", "{foreign family}"), put("//FamilyGroupContract[1]/VendorId", "{other vendor}")))), breaks: "CNT-FAM-01", may: "CNT-FAM-02 CNT-FAM-03 CNT-DELTA-03 CNT-DELTA-15"},
		{name: "familygroup-gives-another", kind: WrongValue, does: "GetFamilyGroup gives another family than it was asked for.",
			answer: on("GetFamilyGroup", asked("familyGroupId", "{family}", instead("GetFamilyGroup/{foreign family}"))), breaks: "CNT-FAM-02"},
		{name: "familygroup-translation-missing", kind: Missing, does: "GetFamilyGroup lacks the second translation of a family.",
			answer: on("GetFamilyGroup", at("//FamilyGroup[Id='{translated family}']/Translations/*[2]", remove)), breaks: "CNT-FAM-02"},
		{name: "familygroup-unknown", kind: Lost, does: "GetFamilyGroup does not know one of the families.",
			answer: on("GetFamilyGroup", asked("familyGroupId", "{empty family}", instead("GetFamilyGroup/2147483647"))), breaks: "CNT-SCH-GetFamilyGroup", may: "CNT-FAM-02"},
		{name: "category-family-missing", kind: Missing, does: "GetCategoryFamilyGroup lacks a family.",
			answer: on("GetCategoryFamilyGroup", asked("categoryId", "{empty family's category}", at("//FamilyGroupContract[Id='{empty family}']", remove))), breaks: "CNT-FAM-03"},
		{name: "category-families-of-others", kind: Extra, does: "GetCategoryFamilyGroup gives a category the families of another.",
			answer: on("GetCategoryFamilyGroup", asked("categoryId", "{category}", instead("GetCategoryFamilyGroup/{other category}"))), breaks: "CNT-FAM-03"},
		{name: "categories-for-families", kind: WrongValue, does: "GetCategoryFamilyGroup answers with categories.",
			answer: on("GetCategoryFamilyGroup", asked("categoryId", "{category}", instead("GetAllCategories"))), breaks: "CNT-SCH-GetCategoryFamilyGroup", may: "CNT-ENV-01 CNT-FAM-03"},
		{name: "family-deleted-category", kind: Stale, does: "A family is in a category that was deleted.",
			answer: both(
				insert("//FamilyGroupContract[Id='{family}']/CategoryIds", "b:int", "{deleted Categories}"),
				insert("//FamilyGroup[Id='{family}']/CategoryIds", "b:int", "{deleted Categories}")), breaks: "CNT-FAM-04"},
		{name: "family-language-twice", kind: Duplicated, does: "A family has two translations into one language.",
			answer: at("//FamilyGroupTranslationContract[LangCode='EN']/LangCode", text("ru")), breaks: "CNT-FAM-04"},
		{name: "family-id-of-two-vendors", kind: Duplicated, does: "Two vendors have a family of one id.",
			answer: on("GetVendorFamilyGroups GetFamilyGroup GetCategoryFamilyGroup GetContentChanges GetAllChanges", both(
				put("//FamilyGroupContract[Id='{foreign family}']/Id", "{family}"), put("//FamilyGroup[Id='{foreign family}']/Id", "{family}"))), breaks: "CNT-FAM-04", may: "CNT-FAM-02 CNT-FAM-03 CNT-SCH-GetFamilyGroup CNT-DELTA-03 CNT-DELTA-11 CNT-DELTA-15 CNT-PRD-06 CNT-PRD-01"},
		{name: "familygroup-not-by-path", kind: WrongStatus, does: "GetFamilyGroup does not answer at its documented address.",
			answer: on("GetFamilyGroup", answers(func(c *call) {
				if c.URL.RawQuery == "" {
					c.status = http.StatusNotFound
				}
			})), breaks: "CNT-URL-01 CNT-SCH-GetFamilyGroup"},
		{name: "true-in-capitals-refused", kind: Refused, does: "No method takes withPrice=True, as documented.",
			answer: answers(func(c *call) {
				if c.arg("withPrice") == "True" {
					c.status = http.StatusBadRequest
				}
			}), breaks: "CNT-URL-01 CNT-SCH-GetFamilyGroupProducts CNT-SCH-GetAllProducts", may: "CNT-SCH-GetProduct CNT-SCH-GetVendorProducts CNT-SCH-GetCategoryProducts"},
		{name: "testconnection-status-503", kind: WrongStatus, does: "TestConnection answers with status 503.",
			answer: on("TestConnection", answers(func(c *call) { c.status = 503 })), breaks: "CNT-TST-01 CNT-SCH-TestConnection MNT-AVL-01"},
		{name: "testconnection-says-ok", kind: WrongForm, does: "TestConnection answers OK, and no XML.",
			answer: on("TestConnection", answers(func(c *call) { c.body = []byte("OK") })), breaks: "CNT-TST-01 CNT-SCH-TestConnection MNT-XML-01"},
	}
}
