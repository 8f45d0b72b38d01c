package loadjson

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/montcheck/montcheck/internal/documented"
	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/internal/sample"
)

func TestDocumentAgreesWithTheModel(t *testing.T) {
	documented.Agrees(t, "../../docs/load-format.md", result.Format, reflect.TypeFor[result.Result]())
}

func TestRoundTrip(t *testing.T) {
	r := sample.Load(t)
	var b bytes.Buffer
	if err := Write(&b, r); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(b.String(), "\x1b\x07") {
		t.Error("it can steer a terminal")
	}
	back, err := Read(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	same := cmp.Comparer(func(a, b result.Distribution) bool {
		return a.Count() == b.Count() && a.Percentile(99) == b.Percentile(99) && a.Max() == b.Max()
	})
	if diff := cmp.Diff(r, back, same, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
}

func TestRefused(t *testing.T) {
	var b bytes.Buffer
	if err := Write(&b, sample.Load(t)); err != nil {
		t.Fatal(err)
	}
	sound := b.String()
	for want, text := range map[string]string{
		"it is none":          "{",
		`it has no "format"`:  "{}",
		"the format is":       `{"format":"montcheck.load/2"}`,
		"its profile is none": strings.Replace(sound, `"partners": 200`, `"partners": -1`, 1),
		"not the one":         strings.Replace(sound, `"partners": 200`, `"partners": 201`, 1),
		"histogram":           strings.Replace(sound, `"hdr": "`, `"hdr": "A`, 1),
	} {
		if _, err := Read(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
