package content

import (
	"net/http"
	"strings"

	"github.com/beevik/etree"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// schFaults break CNT-SCH first.
func schFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "error-false-of-.net",
			Kind:   deviation.WrongForm,
			Does:   "GetAllCategories writes Error as False, as .NET's Boolean.ToString does.",
			Breaks: []string{"CNT-SCH-GetAllCategories"},
			Answer: On("GetAllCategories", First("/*/Error", Text("False"))),
		},
		{
			Name: "vendor-ids-in-the-contracts-namespace",
			Kind: deviation.WrongNamespace,
			Does: "GetAllCategories has the items of VendorIds in the namespace of the contracts, where .NET " +
				"reads none.",
			Breaks: []string{"CNT-SCH-GetAllCategories"},
			Answer: On("GetAllCategories", At("//VendorIds/int", func(e *etree.Element) { e.Space = "a" })),
		},
		{
			Name:   "categories-unknown-member",
			Kind:   deviation.Extra,
			Does:   "GetAllCategories has a member that nobody knows.",
			Breaks: []string{"CNT-SCH-GetAllCategories"},
			Answer: On("GetAllCategories", First("//CategoryContract", Child("a:Level", "1"))),
		},
		{
			Name:   "boolean-yes",
			Kind:   deviation.WrongForm,
			Does:   "GetAllChanges writes yes and no for LicenseFormRequired.",
			Breaks: []string{"CNT-SCH-GetAllChanges"},
			May: deviation.Since(readAsDelta, "CNT-DELTA-01").
				Since(compared, "CNT-DELTA-03", "CNT-DELTA-07", "CNT-DELTA-15"),
			Answer: On("GetAllChanges",
				Do(At("//LicenseFormRequired[text()='true']", Text("yes")),
					At("//LicenseFormRequired[text()='false']", Text("no")))),
		},
		{
			Name:   "allchanges-list-missing",
			Kind:   deviation.Missing,
			Does:   "GetAllChanges leaves the deleted vendors out.",
			Breaks: []string{"CNT-SCH-GetAllChanges"},
			May: deviation.Since(readAsDelta, "CNT-DELTA-01").
				Since(compared, "CNT-DELTA-07").
				Since(awaited, "CNT-DELTA-11"),
			Answer: On("GetAllChanges", First("//DeletedVendorsId", Remove)),
		},
		{
			Name:   "nil-with-a-text",
			Kind:   deviation.WrongForm,
			Does:   "GetAllProducts gives a price that is nil and has a text.",
			Breaks: []string{"CNT-SCH-GetAllProducts"},
			May:    deviation.Since(compared, "CNT-DELTA-03", "CNT-DELTA-07", "CNT-DELTA-15", "CNT-PRD-03"),
			Answer: On(
				"GetAllProducts",
				IfOK(First("//ProductContract[Id='{last product}']/Price", func(e *etree.Element) {
					e.CreateAttr("i:nil", "true")
					e.SetText("1.00")
				})),
			),
		},
		{
			Name:   "products-number-beyond-32-bits",
			Kind:   deviation.WrongForm,
			Does:   "GetAllProducts gives a number beyond 32 bits.",
			Breaks: []string{"CNT-SCH-GetAllProducts"},
			May: deviation.Since(compared,
				"CNT-DELTA-03", "CNT-DELTA-07", "CNT-DELTA-15", "CNT-PRD-01", "CNT-PRD-02", "CNT-PRD-04",
			),
			Answer: On("GetAllProducts", At("//ProductContract[Id='{product}']/OrderNum", Text("99999999999"))),
		},
		{
			Name:   "products-member-twice",
			Kind:   deviation.Duplicated,
			Does:   "GetAllProducts gives the id of a product twice.",
			Breaks: []string{"CNT-SCH-GetAllProducts"},
			Answer: On("GetAllProducts", At("//ProductContract[Id='{product}']/Id", Double)),
		},
		{
			Name:   "vendors-empty-id",
			Kind:   deviation.Missing,
			Does:   "GetAllVendors gives a vendor an empty id.",
			Breaks: []string{"CNT-SCH-GetAllVendors"},
			May: deviation.Since(compared, "CNT-CAT-03", "CNT-DELTA-03", "CNT-PRD-06").
				Since(awaited, "CNT-DELTA-11"),
			Answer: On("GetAllVendors", First("//VendorContract/Id", Empty)),
		},
		{
			Name:   "vendors-unknown-attribute",
			Kind:   deviation.Extra,
			Does:   "GetAllVendors gives a vendor an attribute that nobody knows.",
			Breaks: []string{"CNT-SCH-GetAllVendors"},
			Answer: On(
				"GetAllVendors",
				First("//VendorContract", func(e *etree.Element) { e.CreateAttr("type", "x") }),
			),
		},
		{
			Name:   "member-in-lower-case",
			Kind:   deviation.WrongForm,
			Does:   "GetCategoryFamilyGroup writes vendorId in camel case.",
			Breaks: []string{"CNT-SCH-GetCategoryFamilyGroup"},
			May:    deviation.Since(compared, "CNT-FAM-03"),
			Answer: On("GetCategoryFamilyGroup",
				At("//FamilyGroupContract[Id='{family}']/VendorId", Rename("vendorId"))),
		},
		{
			Name:   "category-families-member-twice",
			Kind:   deviation.Duplicated,
			Does:   "GetCategoryFamilyGroup has a member of a family twice.",
			Breaks: []string{"CNT-SCH-GetCategoryFamilyGroup"},
			Answer: On("GetCategoryFamilyGroup", At("//FamilyGroupContract[Id='{family}']/VendorId", Double)),
		},
		{
			Name:   "categories-for-families",
			Kind:   deviation.WrongValue,
			Does:   "GetCategoryFamilyGroup answers with categories.",
			Breaks: []string{"CNT-SCH-GetCategoryFamilyGroup"},
			May:    deviation.Since(bySchema, "CNT-ENV-01"),
			Answer: On("GetCategoryFamilyGroup", IfArg("categoryId", "{category}", Instead("GetAllCategories"))),
		},
		{
			Name:   "method-fails",
			Kind:   deviation.WrongValue,
			Does:   "GetCategoryProducts answers with an error.",
			Breaks: []string{"CNT-SCH-GetCategoryProducts"},
			Answer: On("GetCategoryProducts", IfOK(func(c *Call) {
				c.Instead("GetProduct?partNum=none&withPrice=False")
				Replace("ProductResponse", "ProductListResponse")(c)
				Replace("<Product ", "<ProductList ")(c)
			})),
		},
		{
			Name:   "price-empty",
			Kind:   deviation.Missing,
			Does:   "GetCategoryProducts has an empty element for a price.",
			Breaks: []string{"CNT-SCH-GetCategoryProducts"},
			May:    deviation.Since(compared, "CNT-PRD-03", "CNT-PRD-05"),
			Answer: On("GetCategoryProducts", At("//ProductContract[Id='{product}']/Price", Stated(Empty))),
		},
		{
			Name:   "category-products-price-comma",
			Kind:   deviation.WrongForm,
			Does:   "GetCategoryProducts writes prices with a comma, as a Russian server does.",
			Breaks: []string{"CNT-SCH-GetCategoryProducts"},
			May:    deviation.Since(compared, "CNT-PRD-05"),
			Answer: On("GetCategoryProducts", ReplacePattern(`<a:Price>(\d+)\.`, "<a:Price>$1,")),
		},
		{
			Name:   "deleted-ids-nil-item",
			Kind:   deviation.Missing,
			Does:   "GetContentChanges has a nil among the deleted ids.",
			Breaks: []string{"CNT-SCH-GetContentChanges"},
			May:    deviation.Since(readAsDelta, "CNT-DELTA-01"),
			Answer: On(
				"GetContentChanges",
				First("//DeletedFamilyGroupsId", func(e *etree.Element) { Nil(e.CreateElement("b:int")) }),
			),
		},
		{
			Name:   "contentchanges-no-version",
			Kind:   deviation.Missing,
			Does:   "GetContentChanges leaves its version out.",
			Breaks: []string{"CNT-SCH-GetContentChanges"},
			May:    deviation.Since(readAsDelta, "CNT-DELTA-01"),
			Answer: On("GetContentChanges", At("//CurrentContentVersion", Remove)),
		},
		{
			Name:   "contentchanges-version-as-text",
			Kind:   deviation.WrongForm,
			Does:   "GetContentChanges gives its version with separators.",
			Breaks: []string{"CNT-SCH-GetContentChanges"},
			May:    deviation.Since(readAsDelta, "CNT-DELTA-01"),
			Answer: On("GetContentChanges", At("//CurrentContentVersion", func(e *etree.Element) {
				if s := e.Text(); len(s) > 3 {
					e.SetText(s[:len(s)-3] + " " + s[len(s)-3:])
				}
			})),
		},
		{
			Name:   "ordernum-with-fraction",
			Kind:   deviation.WrongForm,
			Does:   "GetFamilyGroup writes OrderNum with a fraction.",
			Breaks: []string{"CNT-SCH-GetFamilyGroup"},
			May:    deviation.Since(compared, "CNT-FAM-02"),
			Answer: On("GetFamilyGroup", At("//FamilyGroup/OrderNum", Suffix(".0"))),
		},
		{
			Name:   "category-ids-as-texts",
			Kind:   deviation.WrongForm,
			Does:   "GetFamilyGroup gives CategoryIds as texts.",
			Breaks: []string{"CNT-SCH-GetFamilyGroup"},
			Answer: On("GetFamilyGroup", At("//CategoryIds/int", Rename("string"))),
		},
		{
			Name:   "familygroup-member-missing",
			Kind:   deviation.Missing,
			Does:   "GetFamilyGroup leaves OrderNum out.",
			Breaks: []string{"CNT-SCH-GetFamilyGroup"},
			May:    deviation.Since(compared, "CNT-FAM-02"),
			Answer: On("GetFamilyGroup", At("//FamilyGroup/OrderNum", Remove)),
		},
		{
			Name:   "familygroup-unknown",
			Kind:   deviation.Lost,
			Does:   "GetFamilyGroup does not know one of the families.",
			Breaks: []string{"CNT-SCH-GetFamilyGroup"},
			Answer: On("GetFamilyGroup",
				IfArg("familyGroupId", "{empty family}", Instead("GetFamilyGroup/2147483647"))),
		},
		{
			Name:   "family-without-products-404",
			Kind:   deviation.WrongStatus,
			Does:   "GetFamilyGroupProducts answers with status 404 for a family without products.",
			Breaks: []string{"CNT-SCH-GetFamilyGroupProducts"},
			Answer: On("GetFamilyGroupProducts", IfArg("familyGroupId", "{empty family}", Status(http.StatusNotFound))),
		},
		{
			Name:   "family-without-products-204",
			Kind:   deviation.WrongStatus,
			Does:   "GetFamilyGroupProducts answers with status 204 for a family without products.",
			Breaks: []string{"CNT-SCH-GetFamilyGroupProducts"},
			Answer: On("GetFamilyGroupProducts", IfArg("familyGroupId", "{empty family}", Bare(http.StatusNoContent))),
		},
		{
			Name:   "family-products-price-exponent",
			Kind:   deviation.WrongForm,
			Does:   "GetFamilyGroupProducts writes a price with an exponent.",
			Breaks: []string{"CNT-SCH-GetFamilyGroupProducts"},
			May:    deviation.Since(compared, "CNT-PRD-05"),
			Answer: On("GetFamilyGroupProducts", At("//*[PartNum][Id='{product}']/Price", Stated(Text("2.558E3")))),
		},
		{
			Name:   "family-products-guid-for-a-number",
			Kind:   deviation.WrongValue,
			Does:   "GetFamilyGroupProducts gives the vendor of a product by name.",
			Breaks: []string{"CNT-SCH-GetFamilyGroupProducts"},
			May:    deviation.Since(compared, "CNT-PRD-01"),
			Answer: On("GetFamilyGroupProducts", At("//*[PartNum][Id='{product}']/VendorId", Text("Vendor"))),
		},
		{
			Name:   "price-delta-of-another-answer-once",
			Kind:   deviation.WrongValue,
			Does:   "GetPriceChanges answers as GetContentChanges, once.",
			Breaks: []string{"CNT-SCH-GetPriceChanges", "CNT-DELTA-01"},
			May:    deviation.Since(compared, "CNT-DELTA-09"),
			Answer: On("GetPriceChanges", IfOK(Nth(5, AnyCall, Instead("GetContentChanges/0")))),
		},
		{
			Name:   "price-version-with-point",
			Kind:   deviation.WrongForm,
			Does:   "GetPriceChanges writes its version with a point and zeros.",
			Breaks: []string{"CNT-SCH-GetPriceChanges"},
			May:    deviation.Since(readAsDelta, "CNT-DELTA-01"),
			Answer: On("GetPriceChanges", At("//CurrentPriceVersion", Suffix(".00"))),
		},
		{
			Name:   "pricechanges-text-between-elements",
			Kind:   deviation.Extra,
			Does:   "GetPriceChanges has text between elements.",
			Breaks: []string{"CNT-SCH-GetPriceChanges"},
			May:    deviation.Since(readAsDelta, "CNT-DELTA-01"),
			Answer: On(
				"GetPriceChanges",
				First("//UpdatedProducts", func(e *etree.Element) { e.AddChild(etree.NewText("none")) }),
			),
		},
		{
			Name:   "specifications-namespace",
			Kind:   deviation.WrongNamespace,
			Does:   "GetProduct has the specifications in a namespace of their own.",
			Breaks: []string{"CNT-SCH-GetProduct"},
			Answer: On("GetProduct", At("//Specifications", func(e *etree.Element) {
				e.CreateAttr("xmlns:a", Contracts+".Specifications")
			})),
		},
		{
			Name:   "product-odd-part-numbers-unknown",
			Kind:   deviation.Refused,
			Does:   "GetProduct knows no part number outside ASCII.",
			Breaks: []string{"CNT-SCH-GetProduct"},
			Answer: On("GetProduct", IfOK(func(c *Call) {
				if strings.ContainsFunc(c.Arg("partNum"), func(r rune) bool { return r > 127 }) {
					c.Instead("GetProduct?partNum=none&withPrice=False")
				}
			})),
		},
		{
			Name:   "product-plus-unknown",
			Kind:   deviation.Lost,
			Does:   "GetProduct does not know part numbers with a plus.",
			Breaks: []string{"CNT-SCH-GetProduct"},
			Answer: On("GetProduct",
				IfArg("partNum", "{odd part}", Instead("GetProduct?partNum=montcheck-none&withPrice=True"))),
		},
		{
			Name:   "product-number-nil",
			Kind:   deviation.Missing,
			Does:   "GetProduct gives a number that is nil.",
			Breaks: []string{"CNT-SCH-GetProduct"},
			May:    deviation.Since(compared, "CNT-PRD-02"),
			Answer: On("GetProduct", At("//Product[Id='{product}']/MinCountRequired", Nil)),
		},
		{
			Name:   "prices-with-thousands",
			Kind:   deviation.WrongForm,
			Does:   "GetProductPrices writes prices with a comma for the thousands.",
			Breaks: []string{"CNT-SCH-GetProductPrices"},
			May:    deviation.Since(compared, "CNT-PRD-05"),
			Answer: On("GetProductPrices", At("//ProductContract[Id='{product}']/Price", Text("1,490.50"))),
		},
		{
			Name:   "not-modified",
			Kind:   deviation.WrongStatus,
			Does:   "GetProductPrices answers with status 304 where it is asked again.",
			Breaks: []string{"CNT-SCH-GetProductPrices"},
			Answer: On("GetProductPrices", IfOK(EveryNth(2, (*Call).Question, Bare(http.StatusNotModified)))),
		},
		{
			Name:   "prices-with-the-currency",
			Kind:   deviation.WrongForm,
			Does:   "GetProductPrices gives a price with its currency.",
			Breaks: []string{"CNT-SCH-GetProductPrices"},
			May:    deviation.Since(compared, "CNT-PRD-05"),
			Answer: On("GetProductPrices", At("//ProductContract[Id='{product}']/Price", Suffix(" RUB"))),
		},
		{
			Name:   "prices-members-namespace",
			Kind:   deviation.WrongNamespace,
			Does:   "GetProductPrices has its products in no namespace of the contracts.",
			Breaks: []string{"CNT-SCH-GetProductPrices"},
			Answer: On(
				"GetProductPrices",
				IfOK(
					Do(
						ReplacePattern(`(<a:\w*List )`, `${1}xmlns:q="urn:x" `),
						Replace(`xmlns:a="`+Contracts+`"`, `xmlns:a="`+Contracts+`.Prices"`),
					),
				),
			),
		},
		{
			Name:   "category-id-nil",
			Kind:   deviation.Missing,
			Does:   "GetVendorCategories gives a parent that is nil.",
			Breaks: []string{"CNT-SCH-GetVendorCategories"},
			May:    deviation.Since(compared, "CNT-CAT-01"),
			Answer: On("GetVendorCategories", First("//CategoryContract[Id='{child}']/ParentCategoryId", Nil)),
		},
		{
			Name:   "empty-body",
			Kind:   deviation.Missing,
			Does:   "GetVendorCategories answers one vendor with an empty body.",
			Breaks: []string{"CNT-SCH-GetVendorCategories"},
			May:    deviation.Since("Nothing is no XML.", "MNT-XML-01"),
			Answer: On("GetVendorCategories", IfArg("vendorId", "{any vendor}", DropBody)),
		},
		{
			Name:   "vendor-categories-member-namespace",
			Kind:   deviation.WrongNamespace,
			Does:   "GetVendorCategories has a member in another namespace.",
			Breaks: []string{"CNT-SCH-GetVendorCategories"},
			Answer: On("GetVendorCategories",
				Replace("<a:CategoryName><a:C", "<a:CategoryName xmlns:a=\"urn:x\"><a:C")),
		},
		{
			Name:   "method-status-500",
			Kind:   deviation.WrongStatus,
			Does:   "GetVendorFamilyGroups answers with status 500 and its data.",
			Breaks: []string{"CNT-SCH-GetVendorFamilyGroups"},
			Answer: On("GetVendorFamilyGroups", IfOK(Status(500))),
		},
		{
			Name:   "language-with-country",
			Kind:   deviation.WrongForm,
			Does:   "GetVendorFamilyGroups writes languages with their countries.",
			Breaks: []string{"CNT-SCH-GetVendorFamilyGroups"},
			May:    deviation.Since(compared, "CNT-DELTA-03", "CNT-DELTA-15", "CNT-FAM-02", "CNT-FAM-03"),
			Answer: On(
				"GetVendorFamilyGroups",
				At(
					"//FamilyGroupContract[Id='{family}']/Translations/*/LangCode",
					Respell(func(s string) string { return strings.ToLower(s) + "-" + s }),
				),
			),
		},
		{
			Name:   "hangs-up-on-one-vendor",
			Kind:   deviation.Lost,
			Does:   "GetVendorFamilyGroups hangs up on one vendor, as WCF does where it can't write the answer.",
			Breaks: []string{"CNT-SCH-GetVendorFamilyGroups", "MNT-AVL-01"},
			Answer: On("GetVendorFamilyGroups", IfArg("vendorId", "{vendor}", IfOK(HangUp))),
		},
		{
			Name: "vendor-families-items-namespace",
			Kind: deviation.WrongNamespace,
			Does: "GetVendorFamilyGroups has the items of lists in another namespace, where .NET reads an " +
				"empty list.",
			Breaks: []string{"CNT-SCH-GetVendorFamilyGroups"},
			Answer: On("GetVendorFamilyGroups",
				Replace("http://schemas.microsoft.com/2003/10/Serialization/Arrays", "urn:arrays")),
		},
		{
			Name:   "error-empty",
			Kind:   deviation.Missing,
			Does:   "GetVendorProducts leaves Error empty.",
			Breaks: []string{"CNT-SCH-GetVendorProducts"},
			Answer: On("GetVendorProducts", First("/*/Error", Empty)),
		},
		{
			Name:   "price-nan",
			Kind:   deviation.WrongForm,
			Does:   "GetVendorProducts writes NaN for a price.",
			Breaks: []string{"CNT-SCH-GetVendorProducts"},
			May:    deviation.Since(compared, "CNT-PRD-05"),
			Answer: On("GetVendorProducts", At("//ProductContract[Id='{last product}']/Price", Stated(Text("NaN")))),
		},
		{
			Name:   "vendor-products-boolean-of-.net",
			Kind:   deviation.WrongForm,
			Does:   "GetVendorProducts writes False, as .NET's Boolean.ToString does.",
			Breaks: []string{"CNT-SCH-GetVendorProducts"},
			May:    deviation.Since(compared, "CNT-PRD-01"),
			Answer: On("GetVendorProducts", At("//ProductContract[Id='{product}']/InstantDelivery", Text("False"))),
		},
		{
			Name:   "vendor-products-id-missing",
			Kind:   deviation.Missing,
			Does:   "GetVendorProducts leaves FulfillmentType out.",
			Breaks: []string{"CNT-SCH-GetVendorProducts"},
			May:    deviation.Since(compared, "CNT-PRD-01"),
			Answer: On("GetVendorProducts", First("//ProductContract/FulfillmentType", Remove)),
		},
		{
			Name:   "testconnection-in-lower-case",
			Kind:   deviation.WrongForm,
			Does:   "TestConnection writes error for Error.",
			Breaks: []string{"CNT-SCH-TestConnection"},
			Answer: On("TestConnection", First("/*/Error", Rename("error"))),
		},
		{
			Name:   "testconnection-unknown-element",
			Kind:   deviation.Extra,
			Does:   "TestConnection has an element that nobody knows.",
			Breaks: []string{"CNT-SCH-TestConnection"},
			Answer: On("TestConnection", First("/*", Child("Hello", "1"))),
		},
	}
}
