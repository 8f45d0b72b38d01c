//go:build linux

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestValidate(t *testing.T) {
	sound, err := os.ReadFile("../schemas/testdata/golden/content/product-list.xml")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, c := range []struct {
		name   string
		bytes  []byte
		status int
		says   string
	}{
		{"sound", sound, 0, ""},
		{"half", sound[:len(sound)/2], 1, "/ProductListResponse"},
		{"wrong", bytes.Replace(sound, []byte("<a:Price>"), []byte("<a:Price>x"), 1), 1, "/Price: "},
		{"absent", nil, 2, "no such file"},
	} {
		file := filepath.Join(dir, c.name)
		if c.bytes != nil {
			if err := os.WriteFile(file, c.bytes, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		var said strings.Builder
		if status := validate(file, &said); status != c.status || !strings.Contains(said.String(), c.says) ||
			c.says == "" && said.Len() > 0 {
			t.Errorf("%s: status %d, says %q", c.name, status, &said)
		}
	}
}
