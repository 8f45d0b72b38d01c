package schemas_test

import (
	"os"
	"path"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/schemas"
)

// A corpus is a folder of sound documents, each with the schema that it satisfies.
type corpus struct {
	folder  string
	schemas map[string]*schemas.Schema // by the file's name
}

func (c corpus) read(t testing.TB, file string) string {
	t.Helper()
	content, err := os.ReadFile(path.Join(c.folder, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// expectValid validates every file of the folder.
func (c corpus) expectValid(t *testing.T) {
	files, err := os.ReadDir(c.folder)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != len(c.schemas) {
		t.Errorf("%d files, and schemas for %d", len(files), len(c.schemas))
	}
	for _, f := range files {
		schema := c.schemas[f.Name()]
		if schema == nil {
			t.Errorf("%s: no schema is named for it", f.Name())
			continue
		}
		t.Run(f.Name(), func(t *testing.T) { expectValid(t, schema, c.read(t, f.Name())) })
	}
}

func validate(t testing.TB, schema *schemas.Schema, document string) schemas.Report {
	t.Helper()
	report, err := schema.Validate(strings.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func expectValid(t *testing.T, schema *schemas.Schema, document string) {
	t.Helper()
	report := validate(t, schema, document)
	for _, p := range report.Problems {
		t.Errorf("%s line %d: %s: %s", p.Path, p.Line, p.Kind, p.Message)
	}
	if !report.Valid() {
		t.Error("the document should be valid")
	}
}

// A deviation is a golden file with one thing changed.
type deviation struct {
	name        string
	file        string
	old, new    string // the first occurrence of old becomes new
	kind        schemas.Kind
	path        string
	at          string // text whose first occurrence is where the problem is; "" for one with no exact place
	line        bool   // only the line is exact
	requirement string
	says        string          // part of the message
	schema      *schemas.Schema // another than the file's
}

func (d deviation) run(t *testing.T, c corpus) {
	before := c.read(t, d.file)
	if !strings.Contains(before, d.old) {
		t.Fatalf("%s does not hold %q", d.file, d.old)
	}
	document := strings.Replace(before, d.old, d.new, 1)
	schema := d.schema
	if schema == nil {
		schema = c.schemas[d.file]
	}
	report := validate(t, schema, document)
	if report.Valid() || len(report.Problems) == 0 {
		t.Fatal("the document should not be valid")
	}
	p := report.Problems[0]
	if len(report.Problems) > 1 {
		t.Errorf("one problem expected, then came %+v", report.Problems[1:])
	}
	if p.Kind != d.kind {
		t.Errorf("kind %s, expected %s", p.Kind, d.kind)
	}
	if p.Path != d.path {
		t.Errorf("path %s, expected %s", p.Path, d.path)
	}
	if p.Requirement != d.requirement {
		t.Errorf("requirement %s, expected %s", p.Requirement, d.requirement)
	}
	if !strings.Contains(p.Message, d.says) {
		t.Errorf("message %q, expected to hold %q", p.Message, d.says)
	}
	if strings.ContainsAny(p.Message, "{}") {
		t.Errorf("message %q holds braces", p.Message)
	}
	if d.at != "" {
		at := strings.Index(document, d.at)
		if line := 1 + strings.Count(document[:at], "\n"); p.Line != line {
			t.Errorf("line %d, expected %d", p.Line, line)
		}
		if !d.line && p.Offset != int64(at) {
			t.Errorf("offset %d, expected %d", p.Offset, at)
		}
	}
	if t.Failed() {
		t.Logf("%+v", p)
	}
}
