package endpoint

import (
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/secrets"
)

func newTestSpool(t *testing.T, texts ...string) *spool {
	t.Helper()
	known := new(secrets.Redactor)
	known.Add(texts...)
	s, err := newSpool(1<<20, known)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// stored reads back what was kept of a body.
func stored(t *testing.T, b *body) string {
	t.Helper()
	r, err := b.open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Secrets are taken out wherever they are, however the body arrives.
func TestSecretsAreTakenOut(t *testing.T) {
	s := newTestSpool(t, "hunter2-hunter2", "hunter2", "&amp;secret")
	for _, before := range []int{0, 1, 100, 1<<16 - 16, 1<<16 - 8, 1<<16 - 1, 1 << 16, 1<<17 - 20, 1<<17 + 3} {
		for _, secret := range []string{"hunter2", "hunter2-hunter2", "hunter2-hunter2-hunter2",
			"&amp;secret&amp;secret", "hunter2hunter2"} {
			original := strings.Repeat("é", before/2) + strings.Repeat("h", before%2) + secret +
				strings.Repeat("hunter", 30)
			want := strings.NewReplacer("hunter2-hunter2", secrets.Redaction, "hunter2", secrets.Redaction,
				"&amp;secret",
				secrets.Redaction).Replace(original)
			for name, r := range map[string]io.Reader{
				"at once":         strings.NewReader(original),
				"in halves":       iotest.HalfReader(strings.NewReader(original)),
				"with its end":    iotest.DataErrReader(strings.NewReader(original)),
				"byte after byte": iotest.OneByteReader(strings.NewReader(original)),
			} {
				b, carried, err := s.read(r, s.limit, s.redactor.Remover())
				if err != nil {
					t.Fatal(err)
				}
				if got := stored(t, b); got != want || b.size != int64(len(want)) {
					t.Fatalf("%q after %d bytes, %s: %d bytes are kept, ending in %q", secret, before, name, len(got),
						got[max(0, len(got)-250):])
				}
				if len(carried.Text) > run.Inline || !strings.HasPrefix(want, carried.Text) ||
					carried.Whole() != (len(want) <= run.Inline) {
					t.Fatalf("%q after %d bytes, %s: a Run carries %d bytes of %d", secret, before, name,
						len(carried.Text), len(want))
				}
			}
		}
	}
}

// What came before an error is kept, up to its last byte.
func TestACutBodyIsKept(t *testing.T) {
	s := newTestSpool(t, "hunter2")
	broken := errors.New("broken")
	for _, n := range []int{0, 3, run.Inline, run.Inline + 1, 200_000} {
		text := strings.Repeat("x", n) + "hunter"
		b, _, err := s.read(io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken)), s.limit,
			s.redactor.Remover())
		if !errors.Is(err, broken) || stored(t, b) != text {
			t.Errorf("of %d bytes %d are kept, and the error is %v", len(text), len(stored(t, b)), err)
		}
	}
	b, _, err := s.read(strings.NewReader(strings.Repeat("x", 1<<20+1)), s.limit, s.redactor.Remover())
	if !errors.As(err, new(Beyond)) || b.size != 1<<20+1 {
		t.Errorf("a body beyond the limit: %d bytes, %v", b.size, err)
	}
}

// A body that comes again takes no more room, and one that is no text is
// carried whole.
func TestBodiesAreKeptOnce(t *testing.T) {
	s := newTestSpool(t)
	long := strings.Repeat("<p>x</p>", 20_000)
	for range 3 {
		b, _, err := s.read(strings.NewReader(long), s.limit, s.redactor.Remover())
		if err != nil || stored(t, b) != long {
			t.Fatal(err)
		}
		part, err := b.part(80_000, 16)
		if err != nil || string(part) != "<p>x</p><p>x</p>" {
			t.Errorf("%q, %v", part, err)
		}
	}
	if files, err := os.ReadDir(s.dir); len(files) != 1 || err != nil {
		t.Errorf("%d files, %v", len(files), err)
	}
	first, carried, _ := s.read(strings.NewReader("\xff\x00binary"), s.limit, s.redactor.Remover())
	if _, _, err := s.read(strings.NewReader("\xff\xffanother one"), s.limit, s.redactor.Remover()); err != nil {
		t.Fatal(err)
	}
	if string(carried.Binary) != "\xff\x00binary" || stored(t, first) != "\xff\x00binary" {
		t.Errorf("%q", carried.Binary)
	}
}
