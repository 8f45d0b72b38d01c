package content

import (
	"net/http"
	"strings"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// badFaults break CNT-BAD first.
func badFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "stack-trace",
			Kind:   deviation.Leaked,
			Does:   "GetProduct answers an overlong part number with a stack trace.",
			Breaks: []string{"CNT-BAD-01"},
			Answer: On("GetProduct", func(c *Call) {
				if len(c.Arg("partNum")) > 1000 {
					c.Status = http.StatusInternalServerError
					c.Body = []byte(
						"<html>System.Data.SqlClient.SqlException: String or binary data would be truncated.\n" +
							" at ContentServer.Find(String)</html>",
					)
				}
			}),
		},
		{
			Name:   "negative-id-status-500",
			Kind:   deviation.WrongStatus,
			Does:   "GetFamilyGroup answers a negative id with status 500.",
			Breaks: []string{"CNT-BAD-01"},
			Answer: On("GetFamilyGroup", IfArg("familyGroupId", "-1", Bare(http.StatusInternalServerError))),
		},
		{
			Name:   "error-shows-query",
			Kind:   deviation.Leaked,
			Does:   "GetProduct answers an unknown part number with its query.",
			Breaks: []string{"CNT-BAD-01"},
			Answer: On("GetProduct", IfError(At("//ErrorText", Text("SELECT * FROM Products WHERE")))),
		},
		{
			Name:   "unknown-category-gets-all",
			Kind:   deviation.Leaked,
			Does:   "GetCategoryProducts gives all products for a category that does not exist.",
			Breaks: []string{"CNT-BAD-01"},
			Answer: On("GetCategoryProducts", IfOK(func(c *Call) {
				if !Has(c.Body, "ProductContract") && strings.HasPrefix(c.Arg("categoryId"), "2147483") {
					c.Instead("GetAllProducts/" + c.Arg("withPrice"))
				}
			})),
		},
		{
			Name:   "sql-in-part-number",
			Kind:   deviation.Accepted,
			Does:   "GetProduct takes a part number for a part of its query, and gives the first product.",
			Breaks: []string{"CNT-BAD-01"},
			Answer: On("GetProduct", func(c *Call) {
				if strings.Contains(c.Arg("partNum"), "' OR '") {
					c.Instead(c.Expand("GetProduct?partNum={other part}&withPrice=False"))
				}
			}),
		},
		{
			Name:   "id-wraps",
			Kind:   deviation.Accepted,
			Does:   "GetFamilyGroup takes a number beyond 32 bits for another family.",
			Breaks: []string{"CNT-BAD-01"},
			Answer: On("GetFamilyGroup", func(c *Call) {
				if len(c.Arg("familyGroupId")) > 10 {
					c.Instead(c.Expand("GetFamilyGroup/{family}"))
				}
			}),
		},
		{
			Name:   "vendor-families-negative-trace",
			Kind:   deviation.Leaked,
			Does:   "GetVendorFamilyGroups answers a negative id with a stack trace.",
			Breaks: []string{"CNT-BAD-01"},
			Answer: On("GetVendorFamilyGroups",
				IfArg("vendorId", "-1",
					Page("System.ArgumentOutOfRangeException: vendorId\n"+
						"   at ContentServer.Families.Get(Int32 vendorId)"))),
		},
		{
			Name:   "category-products-letters-500",
			Kind:   deviation.WrongStatus,
			Does:   "GetCategoryProducts answers an id that is no number with the yellow page of ASP.NET.",
			Breaks: []string{"CNT-BAD-01"},
			Answer: On("GetCategoryProducts", func(c *Call) {
				if strings.Trim(c.Arg("categoryId"), "-0123456789") != "" {
					Page(
						"<h1>Server Error in '/' Application.</h1><h2>Input string was not in a correct format.</h2>",
					)(
						c,
					)
				}
			}),
		},
		{
			Name:   "unknown-part-null-reference",
			Kind:   deviation.Leaked,
			Does:   "GetProduct explains an unknown part number by an object reference.",
			Breaks: []string{"CNT-BAD-01"},
			Answer: On("GetProduct",
				IfError(At("//ErrorText", Text("Object reference not set to an instance of an object.")))),
		},
		{
			Name:   "unknown-family-shows-a-path",
			Kind:   deviation.Leaked,
			Does:   "GetFamilyGroup explains an unknown family by a file of its server.",
			Breaks: []string{"CNT-BAD-01"},
			Answer: On(
				"GetFamilyGroup",
				IfError(At("//ErrorText", Text(`No row. D:\Sites\ContentServer\Families.cs:line 118`))),
			),
		},
		{
			Name:   "vendor-products-unknown-500",
			Kind:   deviation.WrongStatus,
			Does:   "GetVendorProducts answers an unknown vendor with status 500 when asked without prices.",
			Breaks: []string{"CNT-BAD-01"},
			Answer: On("GetVendorProducts",
				IfArg("vendorId", "2147483647", IfPrices(false, Page("Internal Server Error")))),
		},
	}
}
