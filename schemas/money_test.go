package schemas_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/schemas"
)

// A price is any decimal of XML that is not below 0, however long: .NET
// writes up to 29 digits, and libxml2's own type reads 24.
func TestPricesOfAnyLength(t *testing.T) {
	golden, err := os.ReadFile("testdata/golden/content/product.xml")
	if err != nil {
		t.Fatal(err)
	}
	price := regexp.MustCompile(`(<a:Price>)[^<]*(</a:Price>)`)
	if !price.Match(golden) {
		t.Fatal("the sample has no price")
	}
	schema, _ := schemas.Content("GetProduct")
	for text, valid := range map[string]bool{
		"0": true, "-0": true, "-0.00": true, "+1.5": true, ".5": true, "5.": true, "1490.50": true, " 12 ": true,
		"0001.1":                        true,
		"2206.666666666666666666666667": true, "79228162514264337593543950335": true,
		"0.0000000000000000000000000001":                        true,
		strings.Repeat("9", 60) + "." + strings.Repeat("0", 60): true,
		"": false, "-1": false, "-0.1": false, "1,5": false, "1E3": false, "NaN": false, ".": false, "1 000": false,
		"0x1": false, "--1": false,
	} {
		report, err := schema.Validate(strings.NewReader(price.ReplaceAllString(string(golden), "${1}"+text+"${2}")))
		if err != nil || report.Valid() != valid {
			t.Errorf("%q: %v, %+v", text, err, report.Problems)
		}
	}
}
