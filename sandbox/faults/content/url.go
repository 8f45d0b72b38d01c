package content

import (
	"net/http"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// urlFaults break CNT-URL first.
func urlFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "familygroup-not-by-path",
			Kind:   deviation.WrongStatus,
			Does:   "GetFamilyGroup does not answer at its documented address.",
			Breaks: []string{"CNT-URL-01", "CNT-SCH-GetFamilyGroup"},
			Answer: On(
				"GetFamilyGroup",
				IfOK(When(func(c *Call) bool { return c.Request.URL.RawQuery == "" }, Status(http.StatusNotFound))),
			),
		},
		{
			Name:   "true-in-capitals-refused",
			Kind:   deviation.Refused,
			Does:   "No method takes withPrice=True, as documented.",
			Breaks: []string{"CNT-URL-01", "CNT-SCH-GetFamilyGroupProducts", "CNT-SCH-GetAllProducts"},
			May: deviation.Since(bySchema,
				"CNT-SCH-GetCategoryProducts", "CNT-SCH-GetProduct", "CNT-SCH-GetVendorProducts",
			),
			Answer: IfOK(
				When(func(c *Call) bool { return c.Arg("withPrice") == "True" }, Status(http.StatusBadRequest)),
			),
		},
	}
}
