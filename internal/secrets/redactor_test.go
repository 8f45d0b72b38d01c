package secrets

import (
	"strings"
	"testing"
)

// A password does not get through in whatever way it is written letter by
// letter.
func TestSecretsLetterByLetter(t *testing.T) {
	var r Redactor
	r.AddSecrets("s3cretПароль")
	for how, form := range map[string]string{
		"hexadecimal":             "733363726574d09fd0b0d180d0bed0bbd18c",
		"hexadecimal in capitals": "733363726574D09FD0B0D180D0BED0BBD18C",
		"decimal references":      "&#115;&#51;&#99;&#114;&#101;&#116;&#1055;&#1072;&#1088;&#1086;&#1083;&#1100;",
		"hexadecimal references":  "&#x73;&#x33;&#x63;&#x72;&#x65;&#x74;&#x41f;&#x430;&#x440;&#x43e;&#x43b;&#x44c;",
		"turned round":            "ьлораПterc3s",
	} {
		if got := r.Redact("before " + form + " after"); strings.Contains(got, form) ||
			!strings.HasPrefix(got, "before ") || !strings.HasSuffix(got, " after") {
			t.Errorf("%s: %q is shown", how, got)
		}
	}
}
