package faults

import (
	"net/http"
	"strings"

	"github.com/beevik/etree"
)

// refusals are rows of errors, and of how nonsense is answered.
func refusals() []row {
	page := func(text string) hook {
		return func(c *call) {
			c.put(http.StatusInternalServerError, "text/html", "<html><body>"+text+"</body></html>")
		}
	}
	return []row{
		{name: "error-date-unset", kind: Missing, does: "The date of errors is the first that .NET knows.",
			answer: erring(at("//ErrorDetails/Date", text("0001-01-01T00:00:00"))), breaks: "CNT-ENV-03"},
		{name: "error-date-always-the-same", kind: Stale, does: "The date of errors of GetProduct is always that of the first, years ago.",
			answer: on("GetProduct", erring(at("//ErrorDetails/Date", text("2012-11-29T16:34:46.04")))), breaks: "CNT-ENV-03"},
		{name: "error-date-without-seconds", kind: WrongForm, does: "The date of errors of GetFamilyGroup has no seconds.",
			answer: on("GetFamilyGroup", erring(at("//ErrorDetails/Date", text("2026-11-21T22:30")))), breaks: "CNT-ENV-03", may: "CNT-SCH-GetFamilyGroup"},
		{name: "error-code-blank", kind: Missing, does: "The code of errors of GetFamilyGroup is blank.",
			answer: on("GetFamilyGroup", erring(at("//ErrorDetails/ErrorCode", text(" ")))), breaks: "CNT-ENV-03"},
		{name: "error-code-nil", kind: Missing, does: "The code of errors of GetProduct is nil.",
			answer: on("GetProduct", erring(at("//ErrorDetails/ErrorCode", null))), breaks: "CNT-ENV-03", may: "CNT-SCH-GetProduct"},
		{name: "error-members-as-documented", kind: Reordered, does: "The members of errors have the order of D3's table, in which .NET reads no code.",
			answer: erring(at("//ErrorDetails/ErrorCode", last)), breaks: "CNT-ENV-03", may: "CNT-SCH-GetProduct CNT-SCH-GetFamilyGroup CNT-PRD-08"},
		{name: "error-as-a-text", kind: WrongForm, does: "The details of errors of GetProduct are a text.",
			answer: on("GetProduct", erring(at("//ErrorDetails", text("There is no such product.")))), breaks: "CNT-ENV-03", may: "CNT-SCH-GetProduct"},

		{name: "unknown-category-gets-all", kind: Leaked, does: "GetCategoryProducts gives all products for a category that does not exist.",
			answer: on("GetCategoryProducts", answers(func(c *call) {
				if !has(c.body, "ProductContract") && strings.HasPrefix(c.arg("categoryId"), "2147483") {
					c.instead("GetAllProducts/" + c.arg("withPrice"))
				}
			})), breaks: "CNT-BAD-01"},
		{name: "sql-in-part-number", kind: Accepted, does: "GetProduct takes a part number for a part of its query, and gives the first product.",
			answer: on("GetProduct", func(c *call) {
				if strings.Contains(c.arg("partNum"), "' OR '") {
					c.instead(c.proxy.expand("GetProduct?partNum={other part}&withPrice=False"))
				}
			}), breaks: "CNT-BAD-01"},
		{name: "id-wraps", kind: Accepted, does: "GetFamilyGroup takes a number beyond 32 bits for another family.",
			answer: on("GetFamilyGroup", func(c *call) {
				if len(c.arg("familyGroupId")) > 10 {
					c.instead(c.proxy.expand("GetFamilyGroup/{family}"))
				}
			}), breaks: "CNT-BAD-01"},
		{name: "vendor-families-negative-trace", kind: Leaked, does: "GetVendorFamilyGroups answers a negative id with a stack trace.",
			answer: on("GetVendorFamilyGroups", asked("vendorId", "-1", page("System.ArgumentOutOfRangeException: vendorId\n   at ContentServer.Families.Get(Int32 vendorId)"))), breaks: "CNT-BAD-01"},
		{name: "category-products-letters-500", kind: WrongStatus, does: "GetCategoryProducts answers an id that is no number with the yellow page of ASP.NET.",
			answer: on("GetCategoryProducts", func(c *call) {
				if strings.Trim(c.arg("categoryId"), "-0123456789") != "" {
					page("<h1>Server Error in '/' Application.</h1><h2>Input string was not in a correct format.</h2>")(c)
				}
			}), breaks: "CNT-BAD-01"},
		{name: "unknown-part-null-reference", kind: Leaked, does: "GetProduct explains an unknown part number by an object reference.",
			answer: on("GetProduct", erring(at("//ErrorText", text("Object reference not set to an instance of an object.")))), breaks: "CNT-BAD-01"},
		{name: "unknown-family-shows-a-path", kind: Leaked, does: "GetFamilyGroup explains an unknown family by a file of its server.",
			answer: on("GetFamilyGroup", erring(at("//ErrorText", text(`No row. D:\Sites\ContentServer\Families.cs:line 118`)))), breaks: "CNT-BAD-01"},
		{name: "vendor-products-unknown-500", kind: WrongStatus, does: "GetVendorProducts answers an unknown vendor with status 500 when asked without prices.",
			answer: on("GetVendorProducts", asked("vendorId", "2147483647", withPrice(false, page("Internal Server Error")))), breaks: "CNT-BAD-01"},
		{name: "pricechanges-letters-500", kind: WrongStatus, does: "GetPriceChanges answers a version that is no number with status 500.",
			answer: on("GetPriceChanges", asked("priceVersion", "abc", page("Internal Server Error"))), breaks: "CNT-DELTA-13"},
		{name: "allchanges-price-version-negative-500", kind: WrongStatus, does: "GetAllChanges answers a negative price version with status 500.",
			answer: on("GetAllChanges", asked("priceVersion", "-1", page("Internal Server Error"))), breaks: "CNT-DELTA-13"},
		{name: "path-form-of-familygroup-gives-the-first", kind: WrongValue, does: "GetFamilyGroup gives one and the same family for every id.",
			answer: on("GetFamilyGroup", answers(first("//FamilyGroup/Id", func(e *etree.Element) { e.SetText("1") }))), breaks: "CNT-FAM-02", may: "CNT-FAM-01"},
	}
}
