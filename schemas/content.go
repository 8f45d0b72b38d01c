package schemas

import "github.com/montcheck/montcheck/internal/xsd"

// content is MONT Content (D3, "Доступные методы для работы в сервисе MONT Content").
var content = service{
	documents: answers("CNT-SCH-", map[string]string{
		"GetAllVendors":          "content/vendor-list.xsd",
		"GetVendorCategories":    "content/category-list.xsd",
		"GetAllCategories":       "content/category-list.xsd",
		"GetVendorFamilyGroups":  "content/family-group-list.xsd",
		"GetCategoryFamilyGroup": "content/family-group-list.xsd",
		"GetFamilyGroup":         "content/family-group.xsd",
		"GetVendorProducts":      "content/product-list.xsd",
		"GetCategoryProducts":    "content/product-list.xsd",
		"GetFamilyGroupProducts": "content/product-list.xsd",
		"GetAllProducts":         "content/product-list.xsd",
		"GetProductPrices":       "content/product-list.xsd",
		"GetProduct":             "content/product.xsd",
		"TestConnection":         "content/test-connection.xsd",
		"GetContentChanges":      "content/content-changes.xsd",
		"GetPriceChanges":        "content/price-changes.xsd",
		"GetAllChanges":          "content/all-changes.xsd",
	}),
	envelope: "CNT-ENV-01",
	matters: map[Kind]string{
		xsd.Order: "A .NET DataContractSerializer reads the members of a contract in one fixed order, and " +
			"silently skips what comes too late: " +
			"the value is lost without an error.",
		xsd.Namespace: "A .NET DataContractSerializer takes an element in another namespace " +
			"for one that it does not know: " +
			"the value is lost without an error.",
	},
}

// Content returns the schema that the answers of a method of MONT Content must satisfy. The method is named as in D3,
// such as GetAllProducts; ok is false where there is no such method.
func Content(method string) (*Schema, bool) { return content.schema(document{method: method}) }
