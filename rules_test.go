// Package montcheck has no code: it keeps the rules of the house, which say
// what may import what. docs/architecture.md gives the reasons.
package montcheck

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

const module = "github.com/montcheck/montcheck/"

// ours are the module's own packages, each with the paths it imports.
func ours(t *testing.T, mode packages.LoadMode) map[string]*packages.Package {
	t.Helper()
	loaded, err := packages.Load(&packages.Config{Mode: mode | packages.NeedName | packages.NeedImports}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*packages.Package{}
	for _, p := range loaded {
		for _, e := range p.Errors {
			t.Error(e)
		}
		all[strings.TrimPrefix(p.PkgPath, module)] = p
	}
	if len(all) < 20 {
		t.Fatalf("only %d packages were found", len(all))
	}
	return all
}

func under(path string, folders ...string) bool {
	return slices.ContainsFunc(folders, func(f string) bool { return path == f || strings.HasPrefix(path, f+"/") })
}

// TestImports holds each part of the tree to what it may import of the module.
func TestImports(t *testing.T) {
	mayImport := []struct {
		part string
		what []string
		why  string
	}{
		{"suites",
			[]string{"suites", "internal/verdict", "internal/endpoint", "internal/run", "internal/orders",
				"internal/coding",
				"internal/charset", "internal/decimals", "internal/environment", "internal/montcontent", "schemas",
				"requirements"}, "the checker reads the wire with its own eyes"},
		{"sandbox", []string{"sandbox"}, "a codec shared with the checker would agree with itself"},
		{"sandbox/faults/hook", []string{"sandbox/orders", "sandbox/westcon"}, "verbs know no fault"},
		{"sandbox/faults/deviation", []string{"sandbox/faults/hook"}, "the model knows no fault"},
		{"sandbox/faults/content", []string{"sandbox/faults/deviation", "sandbox/faults/hook"},
			"what services share is a verb"},
		{"sandbox/faults/ekey", []string{"sandbox/faults/deviation", "sandbox/faults/hook"},
			"what services share is a verb"},
		{"sandbox/faults/ekey2", []string{"sandbox/faults/deviation", "sandbox/faults/hook"},
			"what services share is a verb"},
		{"sandbox/faults/westcon", []string{"sandbox/faults/deviation", "sandbox/faults/hook"},
			"what services share is a verb"},
		{"sandbox/faults/transport", []string{"sandbox/faults/deviation", "sandbox/faults/hook"},
			"what services share is a verb"},
		{"sandbox/faults/variations", []string{"sandbox/faults/deviation", "sandbox/faults/hook"},
			"what services share is a verb"},
		{"reports",
			[]string{"reports", "internal/run", "internal/load/result", "internal/proof", "internal/orders",
				"requirements",
				"loadprofiles"}, "a report is a function of a model: a Run, a load run's result, a Proof, or orders"},
		{"requirements", []string{"internal/problem", "internal/strictyaml"}, "data with a thin door"},
		{"loadprofiles", []string{"internal/problem", "internal/strictyaml", "internal/montcontent"},
			"data with a thin door"},
		{"internal/load/result", []string{"internal/run", "loadprofiles"}, "the model knows no one"},
		{"internal/montcontent", nil, "what all who check share knows no one"},
		{"internal/charset", nil, "what all who read share knows no one"},
		{"schemas", []string{"internal/xsd", "internal/jsonschema", "internal/montcontent"}, "data with a thin door"},
		{"internal/secrets", nil, "what finds secrets knows no one"},
		{"internal/run", []string{"requirements"}, "the model knows no one"},
		{"internal/xsd", []string{"internal/charset"}, "one door to libxml2, with nothing behind"},
		{"internal/jsonschema", []string{"internal/xsd", "internal/charset"},
			"one door to the validator, with the problems of the other"},
	}
	for path, p := range ours(t, 0) {
		for _, rule := range mayImport {
			if !under(path, rule.part) {
				continue
			}
			for imported := range p.Imports {
				if own, isOurs := strings.CutPrefix(imported, module); isOurs && !under(own, rule.what...) {
					t.Errorf("%s imports %s: %s", path, own, rule.why)
				}
			}
		}
		if p.Imports[module+"internal/secrets"] != nil && !under(path, "internal/endpoint") {
			t.Errorf("%s imports internal/secrets: only the target may reveal one", path)
		}
		if p.Imports["github.com/goccy/go-yaml/ast"] != nil && path != "internal/strictyaml" {
			t.Errorf("%s reads YAML's nodes: internal/strictyaml is the one reader of what people write", path)
		}
		if under(path, "cmd") {
			for _, logic := range []string{"net", "net/http", "encoding/xml", "encoding/json",
				"github.com/onsi/ginkgo/v2"} {
				if p.Imports[logic] != nil {
					t.Errorf("%s imports %s: commands only wire", path, logic)
				}
			}
		}
	}
}

// Common lists of what search, version control and images pass over have these names of folders.
func TestNoFolderIsPassedOver(t *testing.T) {
	passedOver := []string{"bin", "build", "coverage", "dist", "log", "out", "spec", "target", "tmp", "vendor"}
	for path := range ours(t, 0) {
		for folder := range strings.SplitSeq(path, "/") {
			if slices.Contains(passedOver, folder) {
				t.Errorf("%s: a folder called %s is easily missed", path, folder)
			}
		}
	}
}

// TestEveryPackageIsInTheMap: docs/architecture.md names every package, and none that is gone.
func TestEveryPackageIsInTheMap(t *testing.T) {
	text, err := os.ReadFile("docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	all := ours(t, 0)
	for path := range all {
		if path != strings.TrimSuffix(module, "/") && !strings.Contains(string(text), "`"+path+"`") {
			t.Errorf("docs/architecture.md does not name %s", path)
		}
	}
	named := regexp.MustCompile("^\\| (`[^|]*`) \\|")
	for line := range strings.Lines(string(text)) {
		m := named.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		for _, path := range regexp.MustCompile("`([^`]*)`").FindAllStringSubmatch(m[1], -1) {
			if all[path[1]] == nil {
				t.Errorf("docs/architecture.md names %s, which is no package", path[1])
			}
		}
	}
}

// TestReportsStayOffTheNetwork looks through everything that the reports
// import, however far away.
func TestReportsStayOffTheNetwork(t *testing.T) {
	for path, p := range ours(t, packages.NeedDeps) {
		if under(path, "reports") {
			if way := wayTo(p, "net", map[string]bool{}); way != nil {
				t.Errorf("%s reaches the network: %s", path, strings.Join(way, " -> "))
			}
		}
	}
}

func wayTo(p *packages.Package, wanted string, seen map[string]bool) []string {
	if p.PkgPath == wanted {
		return []string{wanted}
	}
	if seen[p.PkgPath] {
		return nil
	}
	seen[p.PkgPath] = true
	for _, imported := range p.Imports {
		if way := wayTo(imported, wanted, seen); way != nil {
			return append([]string{p.PkgPath}, way...)
		}
	}
	return nil
}

// A spec says with whose credentials a request goes, and never sees them.
func TestSpecsRevealNoSecret(t *testing.T) {
	inSuites(t, func(path, text string) {
		if strings.Contains(text, ".Reveal(") {
			t.Errorf("%s reveals a secret: the target fills it in when the request leaves", path)
		}
	})
}

// A spec sees no clock but the target's: a recording is to be played back by the same one.
func TestSpecsSeeNoWallClock(t *testing.T) {
	clock := regexp.MustCompile(`\btime\.(Now|After|AfterFunc|Sleep|NewTimer|NewTicker|Tick|Since|Until)\(`)
	inSuites(t, func(path, text string) {
		if found := clock.FindString(text); found != "" {
			t.Errorf("%s calls %s...): use the target's Now and Wait", path, found)
		}
	})
}

// elsewhere are requirements that are decided with something else, by the file where that is.
var elsewhere = map[string]string{
	"EK2-ADD-05": "form.go", "EK2-ADD-06": "form.go", "EK2-ADD-07": "form.go", "EK2-ERR-12": "form.go",
	"EK2-ERR-75": "form.go", "EK2-ERR-87": "form.go", "EK2-ERR-200": "form.go", "EK2-ERR-10": "prc.go",
	"EK2-ERR-3": "get.go", "EK2-ERR-4": "idem.go", "EK2-ERR-6": "bal.go",
	"MNT-AUTH-04": "get.go", "MNT-TLS-01": "auth.go",
}

// TestFilesFollowFromIDs: the check of CNT-FAM-02 is in fam.go, or one that begins so.
func TestFilesFollowFromIDs(t *testing.T) {
	id := regexp.MustCompile(`"([A-Z0-9]{3})-([A-Z]+)-[A-Za-z0-9]+"`)
	files := map[string][]string{}
	inSuites(t, func(path, text string) {
		for _, m := range id.FindAllStringSubmatch(text, -1) {
			files[strings.Trim(m[0], `"`)] = append(files[strings.Trim(m[0], `"`)], filepath.Base(path))
		}
	})
	if len(files) < 100 {
		t.Fatalf("only %d requirements were found", len(files))
	}
	for one, in := range files {
		group := strings.ToLower(strings.Split(one, "-")[1])
		if !slices.ContainsFunc(in, func(f string) bool {
			return strings.HasPrefix(f, group+".") || strings.HasPrefix(f, group+"_") || f == elsewhere[one]
		}) {
			t.Errorf("%s is decided in %v, and not in %s.go", one, in, group)
		}
	}
}

// A panic in a goroutine of a spec's ends the process, and no report is
// written: each must be caught.
func TestGoroutinesOfSpecsRecover(t *testing.T) {
	starts := regexp.MustCompile(`\.Go\(func|\bgo func`)
	recovers := regexp.MustCompile(`defer GinkgoRecover\(\)|recover\(\)`)
	inSuites(t, func(path, text string) {
		if len(starts.FindAllString(text, -1)) > len(recovers.FindAllString(text, -1)) {
			t.Errorf("%s starts goroutines that do not recover", path)
		}
	})
}

// inSuites goes through the files that hold specs, and what specs are made of.
func inSuites(t *testing.T, look func(path, text string)) {
	t.Helper()
	err := filepath.WalkDir("suites", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		look(path, string(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
