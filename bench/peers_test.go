//go:build linux

package main

import (
	"strings"
	"testing"
)

func TestMissingPeersAreNamed(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := findPeers("montcheck")
	if err == nil || !strings.Contains(err.Error(), "apt-get install libxml2-utils") ||
		!strings.Contains(err.Error(), " wrk") {
		t.Errorf("got %v", err)
	}
}

func TestMissingBinaryIsNamed(t *testing.T) {
	for _, name := range []string{"xmllint", "nginx", "wrk"} {
		if _, err := look(name); err != nil {
			t.Skip(err)
		}
	}
	_, err := findPeers("no-such-binary")
	if err == nil || !strings.Contains(err.Error(), "go build -o no-such-binary ./cmd/montcheck") {
		t.Errorf("got %v", err)
	}
}
