package schemas

import (
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/montcheck/montcheck/internal/xsd"
)

// contentFiles are the schemas of MONT Content's methods (D3, "Доступные методы для работы в сервисе MONT Content").
var contentFiles = map[string]string{
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
}

// compiledContent compiles all the schemas at their first use, one after the other. They are embedded: that they don't
// compile is a fault of the program.
var compiledContent = sync.OnceValue(func() map[string]*Schema {
	byFile := map[string]*xsd.Schema{}
	byMethod := map[string]*Schema{}
	for method, file := range contentFiles {
		if byFile[file] == nil {
			compiled, err := xsd.Compile(files, file)
			if err != nil {
				panic(fmt.Sprintf("schemas: %v", err))
			}
			byFile[file] = compiled
		}
		byMethod[method] = &Schema{method: method, file: file, fallback: "CNT-SCH-" + method, compiled: byFile[file]}
	}
	return byMethod
})

// Content returns the schema that the answers of a method of MONT Content must satisfy. The method is named as in D3,
// such as GetAllProducts; ok is false where there is no such method.
func Content(method string) (*Schema, bool) {
	s, ok := compiledContent()[method]
	return s, ok
}

// ContentMethods are the names of the methods that have a schema, in alphabetical order.
func ContentMethods() []string { return slices.Sorted(maps.Keys(contentFiles)) }
