package content

import (
	"github.com/beevik/etree"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// envFaults break CNT-ENV first.
func envFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "errordetails-before-error",
			Kind:   deviation.Reordered,
			Does:   "GetAllCategories has ErrorDetails and the payload before Error.",
			Breaks: []string{"CNT-ENV-01"},
			May:    deviation.Since(bySchema, "CNT-SCH-GetAllCategories"),
			Answer: On("GetAllCategories", First("//Error", func(e *etree.Element) {
				p := e.Parent()
				p.InsertChildAt(e.Index()+2, p.RemoveChild(e))
			})),
		},
		{
			Name:   "no-errordetails",
			Kind:   deviation.Missing,
			Does:   "GetVendorProducts leaves ErrorDetails out.",
			Breaks: []string{"CNT-ENV-01"},
			May:    deviation.Since(bySchema, "CNT-SCH-GetVendorProducts"),
			Answer: On("GetVendorProducts", First("//ErrorDetails", Remove)),
		},
		{
			Name:   "error-twice",
			Kind:   deviation.Duplicated,
			Does:   "GetAllVendors has Error twice.",
			Breaks: []string{"CNT-ENV-01"},
			May:    deviation.Since(bySchema, "CNT-SCH-GetAllVendors"),
			Answer: On("GetAllVendors", First("//Error", Double)),
		},
		{
			Name:   "no-payload",
			Kind:   deviation.Missing,
			Does:   "GetCategoryProducts leaves its payload out.",
			Breaks: []string{"CNT-ENV-01"},
			May:    deviation.Since(bySchema, "CNT-SCH-GetCategoryProducts"),
			Answer: On("GetCategoryProducts", First("//ProductList", Remove)),
		},
		{
			Name:   "payload-nil-for-one-vendor",
			Kind:   deviation.Missing,
			Does:   "GetVendorCategories gives a nil payload for one vendor.",
			Breaks: []string{"CNT-ENV-01"},
			Answer: On("GetVendorCategories", IfArg("vendorId", "{vendor}", First("//CategoryList", Nil))),
		},
		{
			Name:   "payload-renamed",
			Kind:   deviation.WrongValue,
			Does:   "The payload of GetProductPrices has another name.",
			Breaks: []string{"CNT-ENV-01"},
			May:    deviation.Since(bySchema, "CNT-SCH-GetProductPrices"),
			Answer: On("GetProductPrices", First("//ProductList", Rename("PriceList"))),
		},
		{
			Name:   "element-after-the-payload",
			Kind:   deviation.Extra,
			Does:   "GetAllProducts has an element after its payload.",
			Breaks: []string{"CNT-ENV-01"},
			May:    deviation.Since(bySchema, "CNT-SCH-GetAllProducts"),
			Answer: On(
				"GetAllProducts",
				First("/*", func(e *etree.Element) { e.CreateElement("Total").SetText("20") }),
			),
		},
		{
			Name:   "root-without-namespace",
			Kind:   deviation.WrongNamespace,
			Does:   "The root of GetFamilyGroup has no namespace.",
			Breaks: []string{"CNT-ENV-01"},
			May:    deviation.Since(bySchema, "CNT-SCH-GetFamilyGroup"),
			Answer: On("GetFamilyGroup", ReplacePattern(`^(<\w+) xmlns="[^"]*"`, "$1")),
		},
		{
			Name:   "envelope-in-contracts-namespace",
			Kind:   deviation.WrongNamespace,
			Does:   "The envelope of GetAllChanges is in the namespace of the contracts.",
			Breaks: []string{"CNT-ENV-01"},
			May:    deviation.Since(readAsDelta, "CNT-DELTA-01").Since(bySchema, "CNT-SCH-GetAllChanges"),
			Answer: On("GetAllChanges", Replace(Contracts+".Responses", Contracts)),
		},
		{
			Name:   "wrapped-as-soap",
			Kind:   deviation.Extra,
			Does:   "GetCategoryFamilyGroup wraps its answer as a SOAP binding would.",
			Breaks: []string{"CNT-ENV-01"},
			May:    deviation.Since(bySchema, "CNT-SCH-GetCategoryFamilyGroup"),
			Answer: On("GetCategoryFamilyGroup", IfOK(func(c *Call) {
				c.Body = []byte(
					"<GetCategoryFamilyGroupResponse>" + string(c.Body) + "</GetCategoryFamilyGroupResponse>",
				)
			})),
		},
		{
			Name:   "root-of-the-method",
			Kind:   deviation.WrongValue,
			Does:   "The root of GetVendorCategories has the name of the method.",
			Breaks: []string{"CNT-ENV-01"},
			May:    deviation.Since(bySchema, "CNT-SCH-GetVendorCategories"),
			Answer: On("GetVendorCategories",
				Do(Replace("<CategoryListResponse ", "<GetVendorCategoriesResponse "),
					Replace("</CategoryListResponse>", "</GetVendorCategoriesResponse>"))),
		},
		{
			Name:   "error-after-the-changes",
			Kind:   deviation.Reordered,
			Does:   "GetContentChanges has Error after its changes.",
			Breaks: []string{"CNT-ENV-01"},
			May:    deviation.Since(readAsDelta, "CNT-DELTA-01").Since(bySchema, "CNT-SCH-GetContentChanges"),
			Answer: On("GetContentChanges", First("/*/Error", ToEnd)),
		},
		{
			Name:   "payload-twice",
			Kind:   deviation.Duplicated,
			Does:   "GetFamilyGroup has its payload twice.",
			Breaks: []string{"CNT-ENV-01"},
			May:    deviation.Since(compared, "CNT-FAM-02").Since(bySchema, "CNT-SCH-GetFamilyGroup"),
			Answer: On("GetFamilyGroup", First("/*/FamilyGroup", Double)),
		},
		{
			Name:   "payload-in-another-namespace",
			Kind:   deviation.WrongNamespace,
			Does:   "The payload of GetProductPrices is in the namespace of the contracts.",
			Breaks: []string{"CNT-ENV-01"},
			May:    deviation.Since(bySchema, "CNT-SCH-GetProductPrices"),
			Answer: On("GetProductPrices", First("/*/ProductList", func(e *etree.Element) { e.Space = "a" })),
		},
		{
			Name:   "product-nil-for-one",
			Kind:   deviation.Missing,
			Does:   "GetProduct gives nothing for one product, and no error.",
			Breaks: []string{"CNT-ENV-01"},
			Answer: On("GetProduct", IfArg("partNum", "{part}", IfOK(First("/*/Product", Nil)))),
		},
		{
			Name:   "errordetails-stale",
			Kind:   deviation.Stale,
			Does:   "GetAllChanges keeps the ErrorDetails of an earlier error.",
			Breaks: []string{"CNT-ENV-02"},
			Answer: On("GetAllChanges", IfOK(Nth(3, AnyCall, First("//ErrorDetails", FillDetails)))),
		},
		{
			Name:   "errordetails-without-error",
			Kind:   deviation.Extra,
			Does:   "GetVendorFamilyGroups has ErrorDetails where there is no error.",
			Breaks: []string{"CNT-ENV-02"},
			Answer: On("GetVendorFamilyGroups", First("//ErrorDetails", FillDetails)),
		},
		{
			Name:   "testconnection-errordetails",
			Kind:   deviation.Extra,
			Does:   "TestConnection has ErrorDetails where there is no error.",
			Breaks: []string{"CNT-ENV-02"},
			Answer: On("TestConnection", First("//ErrorDetails", FillDetails)),
		},
		{
			Name:   "errordetails-without-error-once",
			Kind:   deviation.Extra,
			Does:   "GetPriceChanges has ErrorDetails where there is no error, once.",
			Breaks: []string{"CNT-ENV-02"},
			Answer: On("GetPriceChanges", IfOK(Nth(5, AnyCall, First("//ErrorDetails", FillDetails)))),
		},
		{
			Name:   "errordetails-for-one-family",
			Kind:   deviation.Extra,
			Does:   "GetFamilyGroupProducts has ErrorDetails for a family without products, and no error.",
			Breaks: []string{"CNT-ENV-02"},
			Answer: On("GetFamilyGroupProducts",
				IfArg("familyGroupId", "{empty family}", First("//ErrorDetails", FillDetails))),
		},
		{
			Name:   "error-without-code",
			Kind:   deviation.Missing,
			Does:   "Errors have no ErrorCode.",
			Breaks: []string{"CNT-ENV-03"},
			May:    deviation.Since(bySchema, "CNT-SCH-GetFamilyGroup", "CNT-SCH-GetProduct"),
			Answer: IfError(At("//ErrorCode", Remove)),
		},
		{
			Name:   "error-without-text",
			Kind:   deviation.Missing,
			Does:   "Errors of GetProduct have no text.",
			Breaks: []string{"CNT-ENV-03"},
			Answer: On("GetProduct", IfError(At("//ErrorText", Empty))),
		},
		{
			Name:   "error-date-as-people-write-it",
			Kind:   deviation.WrongForm,
			Does:   "The date of errors has points and no T.",
			Breaks: []string{"CNT-ENV-03"},
			May:    deviation.Since(bySchema, "CNT-SCH-GetFamilyGroup", "CNT-SCH-GetProduct"),
			Answer: IfError(At("//Date", Text("21.11.2026 22:30"))),
		},
		{
			Name:   "error-without-details",
			Kind:   deviation.Missing,
			Does:   "Errors of GetFamilyGroup have no details.",
			Breaks: []string{"CNT-ENV-03"},
			Answer: On("GetFamilyGroup", IfError(At("//ErrorDetails", Nil))),
		},
		{
			Name:   "error-date-unset",
			Kind:   deviation.Missing,
			Does:   "The date of errors is the first that .NET knows.",
			Breaks: []string{"CNT-ENV-03"},
			Answer: IfError(At("//ErrorDetails/Date", Text("0001-01-01T00:00:00"))),
		},
		{
			Name:   "error-date-always-the-same",
			Kind:   deviation.Stale,
			Does:   "The date of errors of GetProduct is always that of the first, years ago.",
			Breaks: []string{"CNT-ENV-03"},
			Answer: On("GetProduct", IfError(At("//ErrorDetails/Date", Text("2012-11-29T16:34:46.04")))),
		},
		{
			Name:   "error-date-without-seconds",
			Kind:   deviation.WrongForm,
			Does:   "The date of errors of GetFamilyGroup has no seconds.",
			Breaks: []string{"CNT-ENV-03"},
			May:    deviation.Since(bySchema, "CNT-SCH-GetFamilyGroup"),
			Answer: On("GetFamilyGroup", IfError(At("//ErrorDetails/Date", Text("2026-11-21T22:30")))),
		},
		{
			Name:   "error-code-blank",
			Kind:   deviation.Missing,
			Does:   "The code of errors of GetFamilyGroup is blank.",
			Breaks: []string{"CNT-ENV-03"},
			Answer: On("GetFamilyGroup", IfError(At("//ErrorDetails/ErrorCode", Text(" ")))),
		},
		{
			Name:   "error-code-nil",
			Kind:   deviation.Missing,
			Does:   "The code of errors of GetProduct is nil.",
			Breaks: []string{"CNT-ENV-03"},
			May:    deviation.Since(bySchema, "CNT-SCH-GetProduct"),
			Answer: On("GetProduct", IfError(At("//ErrorDetails/ErrorCode", Nil))),
		},
		{
			Name:   "error-members-as-documented",
			Kind:   deviation.Reordered,
			Does:   "The members of errors have the order of D3's table, in which .NET reads no code.",
			Breaks: []string{"CNT-ENV-03"},
			May:    deviation.Since(bySchema, "CNT-SCH-GetFamilyGroup", "CNT-SCH-GetProduct"),
			Answer: IfError(At("//ErrorDetails/ErrorCode", ToEnd)),
		},
		{
			Name:   "error-as-a-text",
			Kind:   deviation.WrongForm,
			Does:   "The details of errors of GetProduct are a text.",
			Breaks: []string{"CNT-ENV-03"},
			May:    deviation.Since(bySchema, "CNT-SCH-GetProduct"),
			Answer: On("GetProduct", IfError(At("//ErrorDetails", Text("There is no such product.")))),
		},
	}
}
