package content

import (
	"fmt"
	"strings"

	"github.com/yosida95/uritemplate/v3"

	"github.com/montcheck/montcheck/internal/target"
)

// method is one of the methods of D3, "Доступные методы для работы в сервисе
// MONT Content".
type method struct {
	name    string
	form    string // RFC 6570; D3's own form where it prints one, else by its pattern
	payload string // the element that carries the result; empty where D3 does not say
	changes bool
}

// The methods. D3 prints a path form for one parameter and a query form for two.
var (
	getAllVendors          = method{name: "GetAllVendors", form: "GetAllVendors", payload: "VendorList"}
	getVendorCategories    = method{name: "GetVendorCategories", form: "GetVendorCategories/{vendorId}", payload: "CategoryList"}
	getAllCategories       = method{name: "GetAllCategories", form: "GetAllCategories", payload: "CategoryList"}
	getVendorFamilyGroups  = method{name: "GetVendorFamilyGroups", form: "GetVendorFamilyGroups/{vendorId}", payload: "FamilyGroupList"}
	getFamilyGroup         = method{name: "GetFamilyGroup", form: "GetFamilyGroup/{familyGroupId}", payload: "FamilyGroup"}
	getCategoryFamilyGroup = method{name: "GetCategoryFamilyGroup", form: "GetCategoryFamilyGroup/{categoryId}", payload: "FamilyGroupList"}
	getVendorProducts      = method{name: "GetVendorProducts", form: "GetVendorProducts?vendorId={vendorId}&withPrice={withPrice}", payload: "ProductList"}
	getCategoryProducts    = method{name: "GetCategoryProducts", form: "GetCategoryProducts?categoryId={categoryId}&withPrice={withPrice}", payload: "ProductList"}
	getFamilyGroupProducts = method{name: "GetFamilyGroupProducts", form: "GetFamilyGroupProducts?familyGroupId={familyGroupId}&withPrice={withPrice}", payload: "ProductList"}
	getProduct             = method{name: "GetProduct", form: "GetProduct?partNum={partNum}&withPrice={withPrice}", payload: "Product"}
	getAllProducts         = method{name: "GetAllProducts", form: "GetAllProducts/{withPrice}", payload: "ProductList"}
	getProductPrices       = method{name: "GetProductPrices", form: "GetProductPrices", payload: "ProductList"}
	testConnection         = method{name: "TestConnection", form: "TestConnection"}
	getContentChanges      = method{name: "GetContentChanges", form: "GetContentChanges/{contentVersion}", payload: "Changes", changes: true}
	getPriceChanges        = method{name: "GetPriceChanges", form: "GetPriceChanges/{priceVersion}", payload: "Changes", changes: true}
	getAllChanges          = method{name: "GetAllChanges", form: "GetAllChanges?contentVersion={contentVersion}&priceVersion={priceVersion}", payload: "Changes", changes: true}
)

// methods are all of them, in D3's order.
var methods = []method{
	getAllVendors, getVendorCategories, getAllCategories, getVendorFamilyGroups, getFamilyGroup, getCategoryFamilyGroup,
	getVendorProducts, getCategoryProducts, getFamilyGroupProducts, getProduct, getAllProducts, getProductPrices,
	testConnection, getContentChanges, getPriceChanges, getAllChanges,
}

// schema is the requirement that the method's answers fit their schema.
func (m method) schema() string { return "CNT-SCH-" + m.name }

// hasRoot tells whether answers of the method may have a root element of
// that name: that of the payload with "Response", but for changes, where D3
// prints the contract's.
func (m method) hasRoot(name string) bool {
	return m.payload == "" || name == m.payload+"Response" || m.changes && name == "ChangesContract"
}

// formOf is the method's URL form at a service: the environment's own, or
// the documented one.
func (m method) formOf(service *target.Service) string {
	if live, ok := service.Forms[m.name]; ok {
		return live
	}
	return m.form
}

// expand fills the form with arguments in the order of its variables.
func (m method) expand(form string, arguments []any) (string, error) {
	template, err := uritemplate.New(form)
	if err != nil {
		return "", fmt.Errorf("the form of %s: %w", m.name, err)
	}
	values := uritemplate.Values{}
	names := m.variables()
	if len(names) != len(arguments) {
		return "", fmt.Errorf("%s takes %d arguments, not %d", m.name, len(names), len(arguments))
	}
	for i, name := range names {
		values.Set(name, uritemplate.String(octets(lexical(arguments[i]))))
	}
	return template.Expand(values)
}

// variables are the method's parameters, in D3's order.
func (m method) variables() []string { return uritemplate.MustNew(m.form).Varnames() }

// lexical writes an argument as D3's examples do: booleans as True and False.
func lexical(v any) string {
	if b, ok := v.(bool); ok {
		return strings.ToUpper(fmt.Sprint(b)[:1]) + fmt.Sprint(b)[1:]
	}
	return fmt.Sprint(v)
}

// octets gives each byte of s a character of its own: the library
// percent-encodes characters by their code points, where RFC 6570 wants the
// bytes of their UTF-8.
func octets(s string) string {
	runes := make([]rune, len(s))
	for i := range len(s) {
		runes[i] = rune(s[i])
	}
	return string(runes)
}
