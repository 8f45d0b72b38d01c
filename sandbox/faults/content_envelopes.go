package faults

import (
	"regexp"
	"slices"
	"strings"

	"github.com/beevik/etree"
)

// contracts is the namespace of the contracts' members (D3).
const contracts = "http://schemas.datacontract.org/2004/07/ContentServer.WebService.Version2.Contracts"

// content are the faults of MONT Content.
func content() []Fault {
	return faultsOf("content", "content", contentService, slices.Concat(
		envelopes(), schemas(), taxonomy(), productLists(), productFacts(), deltas(), steps(), database(),
		caches(), crowds(), furtherDeltas(), forms(), refusals(), members()))
}

// erring keeps a hook to answers that say Error=true.
func erring(r hook) hook {
	return answers(func(c *call) {
		if strings.Contains(string(c.body), "<Error>true<") {
			r(c)
		}
	})
}

// envelopes are rows of CNT-ENV.
func envelopes() []row {
	return []row{
		{name: "errordetails-before-error", kind: Reordered, does: "GetAllCategories has ErrorDetails and the payload before Error.",
			answer: on("GetAllCategories", first("//Error", func(e *etree.Element) {
				p := e.Parent()
				p.InsertChildAt(e.Index()+2, p.RemoveChild(e))
			})), breaks: "CNT-ENV-01", may: "CNT-SCH-GetAllCategories"},
		{name: "no-errordetails", kind: Missing, does: "GetVendorProducts leaves ErrorDetails out.",
			answer: on("GetVendorProducts", first("//ErrorDetails", remove)), breaks: "CNT-ENV-01", may: "CNT-SCH-GetVendorProducts"},
		{name: "error-twice", kind: Duplicated, does: "GetAllVendors has Error twice.",
			answer: on("GetAllVendors", first("//Error", double)), breaks: "CNT-ENV-01", may: "CNT-SCH-GetAllVendors"},
		{name: "no-payload", kind: Missing, does: "GetCategoryProducts leaves its payload out.",
			answer: on("GetCategoryProducts", first("//ProductList", remove)), breaks: "CNT-ENV-01", may: "CNT-SCH-GetCategoryProducts"},
		{name: "payload-nil-for-one-vendor", kind: Missing, does: "GetVendorCategories gives a nil payload for one vendor.",
			answer: on("GetVendorCategories", asked("vendorId", "{vendor}", first("//CategoryList", null))),
			breaks: "CNT-ENV-01", may: "CNT-SCH-GetVendorCategories"},
		{name: "payload-renamed", kind: WrongValue, does: "The payload of GetProductPrices has another name.",
			answer: on("GetProductPrices", first("//ProductList", rename("PriceList"))), breaks: "CNT-ENV-01", may: "CNT-SCH-GetProductPrices"},
		{name: "element-after-the-payload", kind: Extra, does: "GetAllProducts has an element after its payload.",
			answer: on("GetAllProducts", first("/*", func(e *etree.Element) { e.CreateElement("Total").SetText("20") })),
			breaks: "CNT-ENV-01", may: "CNT-SCH-GetAllProducts"},
		{name: "root-without-namespace", kind: WrongNamespace, does: "The root of GetFamilyGroup has no namespace.",
			answer: on("GetFamilyGroup", answers(func(c *call) {
				c.body = regexp.MustCompile(`^(<\w+) xmlns="[^"]*"`).ReplaceAll(c.body, []byte("$1"))
			})), breaks: "CNT-ENV-01", may: "CNT-SCH-GetFamilyGroup"},
		{name: "envelope-in-contracts-namespace", kind: WrongNamespace, does: "The envelope of GetAllChanges is in the namespace of the contracts.",
			answer: on("GetAllChanges", raw(contracts+".Responses", contracts)),
			breaks: "CNT-ENV-01", may: "CNT-SCH-GetAllChanges CNT-DELTA-01"},
		{name: "wrapped-as-soap", kind: Extra, does: "GetCategoryFamilyGroup wraps its answer as a SOAP binding would.",
			answer: on("GetCategoryFamilyGroup", answers(func(c *call) {
				c.body = []byte("<GetCategoryFamilyGroupResponse>" + string(c.body) + "</GetCategoryFamilyGroupResponse>")
			})), breaks: "CNT-ENV-01", may: "CNT-SCH-GetCategoryFamilyGroup CNT-FAM-03"},
		{name: "errordetails-without-error", kind: Extra, does: "GetVendorFamilyGroups has ErrorDetails where there is no error.",
			answer: on("GetVendorFamilyGroups", first("//ErrorDetails", errorDetails)), breaks: "CNT-ENV-02"},
		{name: "testconnection-errordetails", kind: Extra, does: "TestConnection has ErrorDetails where there is no error.",
			answer: on("TestConnection", first("//ErrorDetails", errorDetails)), breaks: "CNT-ENV-02"},
		{name: "errordetails-without-error-once", kind: Extra, does: "GetPriceChanges has ErrorDetails where there is no error, once.",
			answer: on("GetPriceChanges", answers(nth(5, first("//ErrorDetails", errorDetails)))), breaks: "CNT-ENV-02"},
		{name: "error-without-code", kind: Missing, does: "Errors have no ErrorCode.",
			answer: erring(at("//ErrorCode", remove)), breaks: "CNT-ENV-03", may: "CNT-SCH-GetProduct CNT-SCH-GetFamilyGroup"},
		{name: "error-without-text", kind: Missing, does: "Errors of GetProduct have no text.",
			answer: on("GetProduct", erring(at("//ErrorText", empty))), breaks: "CNT-ENV-03"},
		{name: "error-date-as-people-write-it", kind: WrongForm, does: "The date of errors has points and no T.",
			answer: erring(at("//Date", text("21.11.2026 22:30"))), breaks: "CNT-ENV-03", may: "CNT-SCH-GetProduct CNT-SCH-GetFamilyGroup"},
		{name: "error-without-details", kind: Missing, does: "Errors of GetFamilyGroup have no details.",
			answer: on("GetFamilyGroup", erring(at("//ErrorDetails", null))), breaks: "CNT-ENV-03"},
		{name: "method-fails", kind: WrongValue, does: "GetCategoryProducts answers with an error.",
			answer: on("GetCategoryProducts", answers(func(c *call) {
				c.instead("GetProduct?partNum=none&withPrice=False")
				raw("ProductResponse", "ProductListResponse")(c)
				raw("<Product ", "<ProductList ")(c)
			})), breaks: "CNT-SCH-GetCategoryProducts"},
		{name: "method-status-500", kind: WrongStatus, does: "GetVendorFamilyGroups answers with status 500 and its data.",
			answer: on("GetVendorFamilyGroups", answers(func(c *call) { c.status = 500 })), breaks: "CNT-SCH-GetVendorFamilyGroups"},
	}
}
