package schemas_test

import (
	"fmt"
	"strings"

	"github.com/montcheck/montcheck/schemas"
)

// Which schema an answer has follows from the method; each problem names the requirement that it breaks and its place.
func Example() {
	schema, ok := schemas.Content("GetAllVendors")
	if !ok {
		panic("D3 has no such method")
	}
	const contracts = "http://schemas.datacontract.org/2004/07/ContentServer.WebService.Version2.Contracts"
	report, err := schema.Validate(strings.NewReader(`<VendorListResponse xmlns="` + contracts + `.Responses">
		<Error>no</Error>
		<ErrorDetails xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>
		<VendorList/>
	</VendorListResponse>`))
	if err != nil {
		panic(err)
	}
	fmt.Println(schema.File())
	for _, p := range report.Problems {
		fmt.Printf("%s line %d, %s: %s\n", p.Requirement, p.Line, p.Path, p.Message)
	}
	// Output:
	// content/vendor-list.xsd
	// CNT-SCH-GetAllVendors line 2, /VendorListResponse/Error: <Error> holds "no"; expected true, false, 1 or 0
}
