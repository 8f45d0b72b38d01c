package jsonschema_test

import (
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/montcheck/montcheck/internal/jsonschema"
	"github.com/montcheck/montcheck/internal/xsd"
)

func anything(t testing.TB) *jsonschema.Schema {
	t.Helper()
	s, err := jsonschema.Compile(
		fstest.MapFS{"a.json": {Data: []byte(`{"type":"object","properties":{"a":{"type":"array",` +
			`"items":{"type":"string"}}}}`)}}, "a.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A document of millions of values, or of long names above many, takes no
// more memory than is set aside for it.
func TestManyValues(t *testing.T) {
	schema := anything(t)
	long := strings.Repeat("n", 1<<20)
	for name, document := range map[string]string{
		"values": `{"a":[` + strings.Repeat("0,", 4<<20) + `0]}`,
		"names":  `{"` + long + `":[` + strings.Repeat("0,", 1<<20) + `0]}`,
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		report, err := schema.Validate(strings.NewReader(document), xsd.Limits{})
		runtime.ReadMemStats(&after)
		if err != nil || report.Valid() || report.Problems[0].Kind != xsd.Limit {
			t.Errorf("%s: %v, %+v", name, err, report.Problems)
		}
		if taken := (after.TotalAlloc - before.TotalAlloc) >> 20; taken > 300 {
			t.Errorf("%s: %d MiB were taken", name, taken)
		}
	}
}

// FuzzValidate holds that no document breaks the validator, and that what is
// not valid has a problem with a place in it.
func FuzzValidate(f *testing.F) {
	for _, text := range []string{`{"a":["b"]}`, `{"a":1}`, `[`, ``, `{"a":[1,{"a":[]}],"a":2}`, "\ufeff{}",
		`{"\u0000":1e999}`, `"\ud800"`} {
		f.Add(text)
	}
	schema := anything(f)
	f.Fuzz(func(t *testing.T, text string) {
		report, err := schema.Validate(strings.NewReader(text), xsd.Limits{Bytes: 1 << 16, Problems: 10})
		if err != nil {
			t.Fatal(err)
		}
		if !report.WellFormed && len(report.Problems) == 0 {
			t.Error("it is refused without a reason")
		}
		for _, p := range report.Problems {
			if p.Message == "" || p.Offset < 0 || p.Offset > int64(len(text)) {
				t.Errorf("%+v", p)
			}
		}
	})
}
