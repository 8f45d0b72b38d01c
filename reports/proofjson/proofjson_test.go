package proofjson_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/montcheck/montcheck/internal/documented"
	"github.com/montcheck/montcheck/internal/proof"
	"github.com/montcheck/montcheck/internal/sample"
	"github.com/montcheck/montcheck/reports/proofjson"
)

func TestDocumentAgreesWithTheModel(t *testing.T) {
	documented.Agrees(t, "../../docs/prove.md", proof.Format, reflect.TypeFor[proof.Proof]())
}

func TestRoundTrip(t *testing.T) {
	for name, p := range map[string]*proof.Proof{"proof": sample.Proof(), "good": sample.GoodProof(),
		"stopped": sample.StoppedProof()} {
		var b bytes.Buffer
		if err := proofjson.Write(&b, p); err != nil {
			t.Fatal(err)
		}
		back, err := proofjson.Read(&b)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(p, back); diff != "" {
			t.Errorf("%s: a trip through JSON changed the proof:\n%s", name, diff)
		}
	}
}

func TestWriteSteersNoTerminal(t *testing.T) {
	var b strings.Builder
	if err := proofjson.Write(&b, sample.HostileProof()); err != nil {
		t.Fatal(err)
	}
	if i := strings.IndexFunc(b.String(), func(r rune) bool { return unicode.IsControl(r) && r != '\n' }); i >= 0 {
		t.Errorf("a control character at %d", i)
	}
}

func TestReadRefuses(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"nothing", ``, "not a proof"},
		{"other JSON", `{"a":1}`, `no "format"`},
		{"a run", `{"format":"montcheck.run/1"}`, `"montcheck.run/1"`},
		{"wrong types", `{"format":"montcheck.proof/1","products":"x"}`, "products"},
		{"an unknown subject", `{"format":"montcheck.proof/1","trials":[{"outcome":"caught"}]}`, `unknown subject ""`},
		{"an unknown outcome", `{"format":"montcheck.proof/1","trials":[{"subject":"fault","outcome":"fine"}]}`,
			`unknown outcome "fine"`},
		{"caught by a pass", `{"format":"montcheck.proof/1","trials":[{"subject":"fault","outcome":"caught",` +
			`"catches":[{"requirement":"A-1","verdict":"pass"}]}]}`, `"pass"`},
		{"more behind it", `{"format":"montcheck.proof/1"} {}`, "not a proof"},
	} {
		_, err := proofjson.Read(strings.NewReader(c.in))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.name, err, c.want)
		}
	}
}
