package decimals

import (
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		"1490.50": "1490.5", " 12 ": "12", "1E+16": "10000000000000000",
		"79228162514264337593543950335": "79228162514264337593543950335",
		"1E999999999":                   "", "1e-2000000000": "", "": "", "NaN": "", "1,5": "",
		strings.Repeat("9", 1000): "",
	} {
		d, err := Parse(text)
		if (err == nil) != (want != "") || err == nil && d.String() != want {
			t.Errorf("%.40q: %v, %v", text, d.Exponent(), err)
		}
	}
}
