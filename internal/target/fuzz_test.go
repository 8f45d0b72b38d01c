package target

import (
	"bytes"
	"testing"
)

// FuzzShape holds that no word of an answer to a token request is kept by
// which a token could be known, wherever it stands.
func FuzzShape(f *testing.F) {
	const secret = "Zq7secretTOKENvalue91x"
	for _, around := range [][2]string{{`{"access_token":"`, `"}`}, {`{"a":[["`, `"]]}`}, {"access_token=", "&a=b"},
		{"", ""}, {"<a>", "</a>"}, {`{"`, `":1}`}, {`"\u00`, `"`}} {
		f.Add(around[0], around[1])
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		text := before + secret + after
		if shape, _ := shapeOf([]byte(text)); bytes.Contains(shape, []byte(secret)) {
			t.Errorf("%q became %q", text, shape)
		}
	})
}
