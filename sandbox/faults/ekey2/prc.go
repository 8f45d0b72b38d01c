package ekey2

import (
	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// prcFaults break EK2-PRC first.
func prcFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "prices-without-blocked",
			Kind:   deviation.Missing,
			Does:   "GetPriceChanges leaves out Blocked.",
			Breaks: []string{"EK2-PRC-01", "EK2-SCH-GetPriceChanges"},
			May:    deviation.Since("Which products are blocked is told by Blocked.", "EK2-ERR-10"),
			Answer: On("GetPriceChanges", At("//Blocked", Remove)),
		},
		{
			Name:   "price-without-fulfillmenttype",
			Kind:   deviation.Missing,
			Does:   "GetPriceChanges leaves out the FulfillmentType of one product.",
			Breaks: []string{"EK2-PRC-01", "EK2-SCH-GetPriceChanges"},
			Answer: On("GetPriceChanges", First("//FulfillmentType", Remove)),
		},
		{
			Name:   "last-price-without-a-flag",
			Kind:   deviation.Missing,
			Does:   "The last product of the price list lacks LicenseFormRequired.",
			Breaks: []string{"EK2-PRC-01", "EK2-SCH-GetPriceChanges"},
			Answer: On("GetPriceChanges", Final("//PriceContract/LicenseFormRequired", Remove)),
		},
		{
			Name:   "a-flag-empty",
			Kind:   deviation.WrongForm,
			Does:   "Blocked of the last product is empty.",
			Breaks: []string{"EK2-PRC-01", "EK2-SCH-GetPriceChanges"},
			Answer: On("GetPriceChanges", Final("//PriceContract/Blocked", Empty)),
		},
	}
}
