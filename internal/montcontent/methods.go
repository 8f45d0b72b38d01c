// Package montcontent is MONT Content as its documents have it, for all who check it: its methods, and how they are
// asked. The sandbox has a table of its own.
package montcontent

import (
	"fmt"
	"slices"
	"strings"

	"github.com/yosida95/uritemplate/v3"
)

// Method is one of the methods of D3, "Доступные методы для работы в сервисе MONT Content".
type Method struct {
	Name string
	// URI Template (RFC 6570), relative to the service: D3's own where it prints one, else by its pattern
	Form    string
	Payload string // the element that carries the result; empty where D3 does not say
	Schema  string // of its answers, among the schemas
	Changes bool   // it gives what changed since a version
	Loaded  bool   // load may call it
}

// The methods. D3 prints a path form for one parameter and a query form for two.
var (
	GetAllVendors = Method{Name: "GetAllVendors", Form: "GetAllVendors",
		Payload: "VendorList", Schema: "content/vendor-list.xsd", Loaded: true}
	GetVendorCategories = Method{Name: "GetVendorCategories", Form: "GetVendorCategories/{vendorId}",
		Payload: "CategoryList", Schema: "content/category-list.xsd"}
	GetAllCategories = Method{Name: "GetAllCategories", Form: "GetAllCategories",
		Payload: "CategoryList", Schema: "content/category-list.xsd", Loaded: true}
	GetVendorFamilyGroups = Method{Name: "GetVendorFamilyGroups", Form: "GetVendorFamilyGroups/{vendorId}",
		Payload: "FamilyGroupList", Schema: "content/family-group-list.xsd"}
	GetFamilyGroup = Method{Name: "GetFamilyGroup", Form: "GetFamilyGroup/{familyGroupId}",
		Payload: "FamilyGroup", Schema: "content/family-group.xsd", Loaded: true}
	GetCategoryFamilyGroup = Method{Name: "GetCategoryFamilyGroup", Form: "GetCategoryFamilyGroup/{categoryId}",
		Payload: "FamilyGroupList", Schema: "content/family-group-list.xsd"}
	GetVendorProducts = Method{Name: "GetVendorProducts",
		Form:    "GetVendorProducts?vendorId={vendorId}&withPrice={withPrice}",
		Payload: "ProductList", Schema: "content/product-list.xsd"}
	GetCategoryProducts = Method{Name: "GetCategoryProducts",
		Form:    "GetCategoryProducts?categoryId={categoryId}&withPrice={withPrice}",
		Payload: "ProductList", Schema: "content/product-list.xsd"}
	GetFamilyGroupProducts = Method{Name: "GetFamilyGroupProducts",
		Form:    "GetFamilyGroupProducts?familyGroupId={familyGroupId}&withPrice={withPrice}",
		Payload: "ProductList", Schema: "content/product-list.xsd", Loaded: true}
	GetProduct = Method{Name: "GetProduct", Form: "GetProduct?partNum={partNum}&withPrice={withPrice}",
		Payload: "Product", Schema: "content/product.xsd", Loaded: true}
	GetAllProducts = Method{Name: "GetAllProducts", Form: "GetAllProducts/{withPrice}",
		Payload: "ProductList", Schema: "content/product-list.xsd", Loaded: true}
	GetProductPrices = Method{Name: "GetProductPrices", Form: "GetProductPrices",
		Payload: "ProductList", Schema: "content/product-list.xsd", Loaded: true}
	TestConnection = Method{Name: "TestConnection", Form: "TestConnection",
		Schema: "content/test-connection.xsd", Loaded: true}
	GetContentChanges = Method{Name: "GetContentChanges", Form: "GetContentChanges/{contentVersion}",
		Payload: "Changes", Schema: "content/content-changes.xsd", Changes: true, Loaded: true}
	GetPriceChanges = Method{Name: "GetPriceChanges", Form: "GetPriceChanges/{priceVersion}",
		Payload: "Changes", Schema: "content/price-changes.xsd", Changes: true, Loaded: true}
	GetAllChanges = Method{Name: "GetAllChanges",
		Form:    "GetAllChanges?contentVersion={contentVersion}&priceVersion={priceVersion}",
		Payload: "Changes", Schema: "content/all-changes.xsd", Changes: true, Loaded: true}
)

// Methods are all of them, in D3's order.
var Methods = []Method{
	GetAllVendors, GetVendorCategories, GetAllCategories, GetVendorFamilyGroups, GetFamilyGroup, GetCategoryFamilyGroup,
	GetVendorProducts, GetCategoryProducts, GetFamilyGroupProducts, GetProduct, GetAllProducts, GetProductPrices,
	TestConnection, GetContentChanges, GetPriceChanges, GetAllChanges,
}

// Named returns the method of that name.
func Named(name string) (m Method, ok bool) {
	i := slices.IndexFunc(Methods, func(m Method) bool { return m.Name == name })
	if i < 0 {
		return Method{}, false
	}
	return Methods[i], true
}

// Variables are the method's parameters, in D3's order.
func (m Method) Variables() []string { return uritemplate.MustNew(m.Form).Varnames() }

// HasRoot tells whether answers of the method may have a root element of that name: that of the payload with
// "Response", but for changes, where D3 prints the contract's.
func (m Method) HasRoot(name string) bool {
	return m.Payload == "" || name == m.Payload+"Response" || m.Changes && name == "ChangesContract"
}

// FormOf is the method's form where the live forms of some methods differ from the documented ones.
func (m Method) FormOf(live map[string]string) string {
	if form, ok := live[m.Name]; ok {
		return form
	}
	return m.Form
}

// Path fills the method's form with arguments in the order of its variables.
func (m Method) Path(live map[string]string, arguments ...any) (string, error) {
	template, err := uritemplate.New(m.FormOf(live))
	if err != nil {
		return "", fmt.Errorf("the form of %s: %w", m.Name, err)
	}
	values := uritemplate.Values{}
	names := m.Variables()
	if len(names) != len(arguments) {
		return "", fmt.Errorf("%s takes %d arguments, not %d", m.Name, len(names), len(arguments))
	}
	for i, name := range names {
		values.Set(name, uritemplate.String(octets(lexical(arguments[i]))))
	}
	return template.Expand(values)
}

// lexical writes an argument as D3's examples do: booleans as True and False.
func lexical(v any) string {
	if b, ok := v.(bool); ok {
		return strings.ToUpper(fmt.Sprint(b)[:1]) + fmt.Sprint(b)[1:]
	}
	return fmt.Sprint(v)
}

// octets gives each byte of s a character of its own: the library percent-encodes characters by their code points,
// where RFC 6570 wants the bytes of their UTF-8.
func octets(s string) string {
	runes := make([]rune, len(s))
	for i := range len(s) {
		runes[i] = rune(s[i])
	}
	return string(runes)
}
