package runjson

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/sample"
)

func TestRoundTrip(t *testing.T) {
	for name, r := range map[string]*run.Run{
		"full": sample.Full(), "empty": sample.Empty(), "cut": sample.Cut(), "large": sample.Large(500),
	} {
		if diff := cmp.Diff(r, trip(t, r)); diff != "" {
			t.Errorf("%s: a trip through JSON changed the run:\n%s", name, diff)
		}
	}
}

// Texts that are no UTF-8 cannot be carried by JSON. One trip settles them.
func TestHostileRunSettles(t *testing.T) {
	once := trip(t, sample.Hostile())
	if !reflect.DeepEqual(once, trip(t, once)) { // too large for a diff
		t.Error("the second trip changed the run")
	}
	if got := once.Specs[0].Text; !strings.Contains(got, sample.Clear+sample.Turn) {
		t.Errorf("control characters did not survive: %q", got)
	}
}

func trip(t *testing.T, r *run.Run) *run.Run {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, r); err != nil {
		t.Fatal(err)
	}
	back, err := Read(&b)
	if err != nil {
		t.Fatal(err)
	}
	return back
}

func TestWriteSteersNoTerminal(t *testing.T) {
	var b strings.Builder
	if err := Write(&b, sample.Hostile()); err != nil {
		t.Fatal(err)
	}
	if i := strings.IndexFunc(b.String(), func(r rune) bool { return unicode.IsControl(r) && r != '\n' }); i >= 0 {
		t.Errorf("a control character at %d: %q", i, b.String()[max(0, i-20):i+20])
	}
}

func TestWriteNamesTheFormat(t *testing.T) {
	r := sample.Empty()
	r.Format = ""
	if got := trip(t, r).Format; got != run.Format {
		t.Errorf("format %q", got)
	}
	if r.Format != "" {
		t.Error("Write changed the run that it was given")
	}
}

func TestReadRefuses(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"nothing", ``, "not a run"},
		{"no JSON", `<run/>`, "not a run"},
		{"other JSON", `{"a":1}`, `no "format"`},
		{"a later version", `{"format":"montcheck.run/2"}`, `"montcheck.run/2"`},
		{"wrong types", `{"format":"montcheck.run/1","conclusion":"CONFORMANT","seed":"x"}`, "seed"},
		{"an unknown conclusion", `{"format":"montcheck.run/1","conclusion":"FINE"}`, `unknown conclusion "FINE"`},
		{"an unknown verdict",
			`{"format":"montcheck.run/1","conclusion":"CONFORMANT","requirements":[{"id":"X-1","verdict":"ok"}]}`,
			`unknown verdict "ok"`},
		{"an unknown verdict of a spec", `{"format":"montcheck.run/1","conclusion":"CONFORMANT","specs":[{"id":"s"}]}`,
			`spec "s": unknown verdict ""`},
		{"an unknown verdict of a finding", `{"format":"montcheck.run/1","conclusion":"CONFORMANT",` +
			`"specs":[{"id":"s","verdict":"pass","findings":[{"verdict":"no"}]}]}`, "finding"},
		{"more behind it", `{"format":"montcheck.run/1","conclusion":"CONFORMANT"} {}`, "not a run"},
	} {
		_, err := Read(strings.NewReader(c.in))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.name, err, c.want)
		}
	}
}

// endless is a file that never ends.
type endless struct{ read int64 }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	e.read += int64(len(p))
	return len(p), nil
}

func TestReadIsBounded(t *testing.T) {
	const limit = 1 << 20
	var e endless
	if _, err := read(&e, limit); err == nil || !strings.Contains(err.Error(), "more than 1048576 bytes") {
		t.Errorf("error %v", err)
	}
	if e.read > 2*limit {
		t.Errorf("read %d bytes", e.read)
	}
}
