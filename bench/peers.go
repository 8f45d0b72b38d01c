//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/montcheck/montcheck/internal/xsd"
)

// peers are the programs of a run, by path.
type peers struct {
	montcheck, xmllint, nginx, wrk string
	k6                             string // empty where there is none
}

func findPeers(montcheck string) (peers, error) {
	var p peers
	var missing []string
	for _, program := range []struct {
		path         *string
		name, debian string
	}{
		{&p.xmllint, "xmllint", "libxml2-utils"}, {&p.nginx, "nginx", "nginx-light"}, {&p.wrk, "wrk", "wrk"},
	} {
		var err error
		if *program.path, err = look(program.name); err != nil {
			missing = append(missing, program.debian)
		}
	}
	if len(missing) > 0 {
		return p, fmt.Errorf("a peer is missing; on Debian: apt-get install %s", strings.Join(missing, " "))
	}
	if beside, err := filepath.Abs(filepath.Join(filepath.Dir(montcheck), "k6")); err == nil {
		p.k6, _ = exec.LookPath(beside) // make bench-load builds it there
	}
	var err error
	if p.montcheck, err = filepath.Abs(montcheck); err != nil {
		return p, err
	}
	if _, err := exec.LookPath(p.montcheck); err != nil {
		return p, fmt.Errorf("%w; build it: go build -o %s ./cmd/montcheck", err, montcheck)
	}
	return p, nil
}

// look also looks where Debian keeps servers, which is not on every user's path.
func look(name string) (string, error) {
	path, err := exec.LookPath(name)
	if errors.Is(err, exec.ErrNotFound) {
		return exec.LookPath("/usr/sbin/" + name)
	}
	return path, err
}

// machine says what was measured on what.
func (p peers) machine(ctx context.Context) []string {
	return []string{
		fmt.Sprintf("%d cores, %s", runtime.NumCPU(), processor()),
		fmt.Sprintf("%s, libxml2 %s in montcheck", runtime.Version(), xsd.Version()),
		firstLine(ctx, p.xmllint, "--version"),
		firstLine(ctx, p.nginx, "-v"),
		firstLine(ctx, p.wrk, "-v"),
	}
}

// firstLine is what a program says first of its version. Some exit with an error after it.
func firstLine(ctx context.Context, program, flag string) string {
	said, _ := exec.CommandContext(ctx, program, flag).CombinedOutput()
	line, _, _ := strings.Cut(string(said), "\n")
	line, _, _ = strings.Cut(line, " Copyright")
	return strings.TrimPrefix(line, filepath.Dir(program)+"/")
}

func processor() string {
	info, _ := os.ReadFile("/proc/cpuinfo")
	_, rest, _ := strings.Cut(string(info), "model name")
	line, _, _ := strings.Cut(rest, "\n")
	if _, name, found := strings.Cut(line, ": "); found {
		return name
	}
	return runtime.GOARCH
}
