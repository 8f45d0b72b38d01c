package catalogue

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// FuzzRead holds that no answer breaks the reader, with a memory or without.
func FuzzRead(f *testing.F) {
	golden, err := filepath.Glob("../../../schemas/testdata/golden/content/*.xml")
	if err != nil || len(golden) == 0 {
		f.Fatal("no golden files", err)
	}
	for _, file := range golden {
		body, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body[:min(len(body), 4000)])
	}
	f.Fuzz(func(t *testing.T, body []byte) { read(bytes.NewReader(body), "", nil) })
}
