package secrets

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// A stream loses its secrets however it is cut, and nothing else.
func TestRemover(t *testing.T) {
	forms := []string{strings.Repeat("long", 20_000), "secret-and-more", "secret", "s3"}
	long := strings.Repeat("x", 70_000)
	for text, want := range map[string]string{
		"":                              "",
		"nothing":                       "nothing",
		"secret":                        Redaction,
		"a secret, sec and secre":       "a " + Redaction + ", sec and secre",
		"secret-and-morse":              Redaction + "-and-morse",
		"secret-and-more":               Redaction,
		"secretsecrets3":                Redaction + Redaction + Redaction,
		"ssecret":                       "s" + Redaction,
		long + "secret" + long + "s":    long + Redaction + long + "s",
		"l" + forms[0] + "long":         "l" + Redaction + "long",
		forms[0][1:]:                    forms[0][1:],
		strings.Repeat("secret ", 9999): strings.Repeat(Redaction+" ", 9999),
	} {
		for name, read := range map[string]io.Reader{
			"whole": strings.NewReader(text), "by bytes": iotest.OneByteReader(strings.NewReader(text)),
			"with its end": iotest.DataErrReader(strings.NewReader(text)),
		} {
			if name == "by bytes" && len(text) > 1000 {
				continue
			}
			var out strings.Builder
			if err := newRemover(forms).Copy(&out, read); err != nil || out.String() != want {
				t.Errorf("%.40q %s: %.80q, %v", text, name, out.String(), err)
			}
		}
	}
	broken := errors.New("broken")
	var out strings.Builder
	if err := newRemover(forms).Copy(&out,
		io.MultiReader(strings.NewReader("a secret, sec"),
			iotest.ErrReader(broken))); err != broken || out.String() != "a "+Redaction+", sec" {
		t.Errorf("%q, %v", out.String(), err)
	}
}

func BenchmarkRemover(b *testing.B) {
	text := strings.Repeat(`<a:ProductContract><a:Id>1</a:Id><a:PartNum>ACC-00047</a:PartNum></a:ProductContract>`,
		10_000)
	r := &Redactor{}
	r.Add(OfLogin("partner@example", "Cnry02password'=")...)
	r.AddSecrets("Sbx.one*5:J+q/3IR~nR&w=%2Fz", "000417300298165543", "bb41f07c9de84a52936d1c0f7a8e2568")
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if err := r.Remover().Copy(io.Discard, strings.NewReader(text)); err != nil {
			b.Fatal(err)
		}
	}
}
