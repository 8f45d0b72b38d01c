package catalogue

import (
	"github.com/montcheck/montcheck/internal/montcontent"
)

// Fence is the state of the endpoint's versions around a reading. On a live
// endpoint the catalogue may change between two calls; what a delta from the
// fence names is left out of comparisons.
type Fence struct {
	Content, Price int64
	Known          bool
}

// Since are the arguments of a changes method for a pair of versions.
func (f Fence) Since(m montcontent.Method) []any {
	var all []any
	for _, variable := range m.Variables() {
		all = append(all, map[string]int64{"contentVersion": f.Content, "priceVersion": f.Price}[variable])
	}
	return all
}

// Carries names the versions that answers of a changes method are for.
func Carries(m montcontent.Method) []string {
	var all []string
	for _, variable := range m.Variables() {
		all = append(all, map[string]string{"contentVersion": ContentVersion, "priceVersion": PriceVersion}[variable])
	}
	return all
}

// Names of the versions in a changes answer.
const (
	ContentVersion = "CurrentContentVersion"
	PriceVersion   = "CurrentPriceVersion"
)

// DeltaMethods are the methods that give what changed.
var DeltaMethods = []montcontent.Method{montcontent.GetContentChanges, montcontent.GetPriceChanges,
	montcontent.GetAllChanges}
