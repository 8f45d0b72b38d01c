package loadprofiles

import "slices"

// Operations are the methods of MONT Content that load may call (D3), all of
// them reading. AddOrder is not among them: load never orders.
var Operations = []string{
	"GetAllCategories", "GetAllChanges", "GetAllProducts", "GetAllVendors", "GetContentChanges", "GetFamilyGroup",
	"GetFamilyGroupProducts", "GetPriceChanges", "GetProduct", "GetProductPrices", "TestConnection",
}

// Deltas are those that a partner asks from the version that it holds.
var Deltas = []string{"GetAllChanges", "GetContentChanges", "GetPriceChanges"}

// known tells whether load may call an operation.
func known(operation string) bool { return slices.Contains(Operations, operation) }
