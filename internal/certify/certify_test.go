package certify

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/requirements"
	"github.com/montcheck/montcheck/sandbox"
)

func TestEveryRequirementIsDecided(t *testing.T) {
	catalogue := Catalogue()
	if len(catalogue) != len(requirements.All()) || len(catalogue) == 0 {
		t.Fatalf("%d of %d requirements", len(catalogue), len(requirements.All()))
	}
	for _, d := range catalogue {
		if len(d.Specs) == 0 {
			t.Errorf("no spec decides %s", d.ID)
		}
	}
}

func TestReportsOfARun(t *testing.T) {
	r, _, err := Run(context.Background(),
		Options{Sandbox: sandbox.Options{Products: 3, Seed: 5}, Seed: 5, Modules: []string{"content"}})
	if err != nil {
		t.Fatal(err)
	}
	if r.Conclusion != run.Conformant || r.Seed != 5 || r.Environment.Sandbox.Products != 3 {
		t.Errorf("%s, seed %d, sandbox %+v", r.Conclusion, r.Seed, r.Environment.Sandbox)
	}
	dir := t.TempDir()
	var stdout bytes.Buffer
	p := Reports{Dir: dir, JSON: "-", JUnit: filepath.Join(dir, "deep", "er", "j.xml"), Lang: "en"}
	if err := p.Open(&stdout); err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	paths, err := p.Write(r)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{filepath.Join(dir, "report.html"), p.JUnit, filepath.Join(dir, "exchanges.har")}
	if strings.Join(paths, " ") != strings.Join(want, " ") || !json.Valid(stdout.Bytes()) {
		t.Errorf("wrote %v, and %d bytes to stdout", paths, stdout.Len())
	}
	for _, path := range paths {
		if info, err := os.Stat(path); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", path, err)
		}
	}
	left, err := filepath.Glob(filepath.Join(dir, ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestScope(t *testing.T) {
	embedded := Options{Sandbox: sandbox.Options{Products: 1}}
	embedded.Modules = []string{"nothing"}
	if _, _, err := Run(context.Background(), embedded); err == nil {
		t.Error("a module that does not exist: no error")
	}
	if _, _, err := Run(context.Background(),
		Options{Environment: &environment.Environment{Name: "bare", Kind: environment.Sandbox}}); err == nil {
		t.Error("an environment without services: no error")
	}
}
