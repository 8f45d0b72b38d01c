package content

import (
	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// venFaults break CNT-VEN first.
func venFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "vendor-name-blank",
			Kind:   deviation.Missing,
			Does:   "The name of a vendor is a blank.",
			Breaks: []string{"CNT-VEN-01"},
			Answer: At("//VendorContract[Id='{vendor}']/VendorName", Text(" ")),
		},
		{
			Name:   "vendor-twice",
			Kind:   deviation.Duplicated,
			Does:   "GetAllVendors gives one vendor twice.",
			Breaks: []string{"CNT-VEN-01"},
			Answer: On("GetAllVendors", At("//VendorContract[Id='{vendor}']", Double)),
		},
		{
			Name:   "vendor-without-a-name",
			Kind:   deviation.Missing,
			Does:   "A vendor's name is nil.",
			Breaks: []string{"CNT-VEN-01"},
			Answer: At("//VendorContract[Id='{vendor}']/VendorName", Nil),
		},
	}
}
