//go:build linux

package main

import (
	"context"
	"crypto/sha256"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestNginxServesTheSameBytes(t *testing.T) {
	program, err := look("nginx")
	if err != nil {
		t.Skipf("%v; on Debian: apt-get install nginx-light", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var running processes
	defer running.Wait()
	defer cancel()
	dir := t.TempDir()
	text := strings.Repeat("<a>Привет</a>", 10_000)
	a := answer{name: "text", file: filepath.Join(dir, "0.xml"), size: int64(len(text)),
		sum: sha256.Sum256([]byte(text))}
	if err := os.WriteFile(a.file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	root, err := startNginx(ctx, &running, program, filepath.Join(dir, "nginx"), []answer{a})
	if err != nil {
		t.Fatal(err)
	}
	a.sum[0]++
	if err := sameBytes(ctx, root, []answer{a}); err == nil {
		t.Error("other bytes passed for the same")
	}
}
