package printable

import (
	"bufio"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestTextAndLine(t *testing.T) {
	for _, c := range []struct{ in, text, line string }{
		{"Офисный пакет «Про»", "Офисный пакет «Про»", "Офисный пакет «Про»"},
		{"a\tb\nc", "a\tb\nc", `a\tb\nc`},
		{"a\rb", `a\rb`, `a\rb`},
		{"\x1b[2J\x00\x7f", `\x1b[2J\x00\x7f`, `\x1b[2J\x00\x7f`},
		{"\u009b31m", `\u009b31m`, `\u009b31m`},
		{"\u202egnp.exe\u200b", `\u202egnp.exe\u200b`, `\u202egnp.exe\u200b`},
		{"\u2028", `\u2028`, `\u2028`},
		{"\xff\xc3", `\xff\xc3`, `\xff\xc3`},
		{"\ufffd", "\ufffd", "\ufffd"}, // sent as such, not a broken byte
		{"::error::x", `:\x3aerror::x`, `:\x3aerror::x`},
		{"a\n \t\u00a0::set-output", "a\n \t\u00a0:\\x3aset-output", `a\n \t` + "\u00a0:\\x3aset-output"},
		{"a ::b", "a ::b", "a ::b"},
		{": :x", ": :x", ": :x"},
		{"a ##[error]", `a ##\x5berror]`, `a ##\x5berror]`},
		{"###vso[t", `###vso\x5bt`, `###vso\x5bt`},
		{"##teamcity[", `##teamcity\x5b`, `##teamcity\x5b`},
		{"## a [1] #[2] ##\"[", "## a [1] #[2] ##\"[", "## a [1] #[2] ##\"["},
		{"\U000e0041", `\U000e0041`, `\U000e0041`},
	} {
		if got := Text(c.in); got != c.text {
			t.Errorf("Text(%q) = %q, want %q", c.in, got, c.text)
		}
		if got := Line(c.in); got != c.line {
			t.Errorf("Line(%q) = %q, want %q", c.in, got, c.line)
		}
		if got, want := Clean(c.in), Text(c.in) == c.in; got != want {
			t.Errorf("Clean(%q) = %v", c.in, got)
		}
	}
}

func TestCut(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want string
	}{{"", 0, ""}, {"ab", 2, "ab"}, {"abc", 2, "ab…"}, {"пакет", 5, "пакет"}, {"пакет", 4, "паке…"},
		{"\xff\xff\xff", 2, "\xff\xff…"}} {
		if got := Cut(c.in, c.n); got != c.want {
			t.Errorf("Cut(%q, %d) = %q, want %q", c.in, c.n, got, c.want)
		}
	}
}

// The document is the same in whatever pieces it comes.
func TestJSON(t *testing.T) {
	const document = "{\"c\": [\"##[e]\", \"##vso[\", \"##\", [\"a\"]], \"a\": \"«\u0080\u009f\u00a0» " +
		"\x7f\x7f Ёлка\u009b31m\"}"
	const want = `{"c": ["##\u005be]", "##vso\u005b", "##", ["a"]], "a": "«\u0080\u009f` + "\u00a0» " +
		`\u007f\u007f Ёлка\u009b31m"}`
	for size := 1; size <= len(document); size++ {
		var b strings.Builder
		buffer := bufio.NewWriter(&b)
		w := JSON(buffer)
		for piece := range slices.Chunk([]byte(document), size) {
			if n, err := w.Write(piece); n != len(piece) || err != nil {
				t.Fatal(n, err)
			}
		}
		if err := buffer.Flush(); err != nil || b.String() != want {
			t.Errorf("in pieces of %d: %q, %v", size, b.String(), err)
		}
	}
}

// What a program prints is the same in whatever pieces it comes.
func TestLog(t *testing.T) {
	const said = "ok a::b\n\x1b[31m  ::error x\x1b[0m\r::warning\n ж ##[group] ##vso[x\n:\n:ok: ж\n"
	const want = "ok a::b\n\x1b[31m  :\\x3aerror x\x1b[0m\r:\\x3awarning\n ж ##\\x5bgroup] ##vso\\x5bx\n:\n:ok: ж\n"
	for size := 1; size <= len(said); size++ {
		var b strings.Builder
		w := Log(&b)
		for piece := range slices.Chunk([]byte(said), size) {
			if n, err := w.Write(piece); n != len(piece) || err != nil {
				t.Fatal(n, err)
			}
		}
		if b.String() != want {
			t.Errorf("in pieces of %d: %q", size, b.String())
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add("a\x1b\u202e\xff\n")
	f.Fuzz(func(t *testing.T, s string) {
		out := Text(s)
		if !utf8.ValidString(out) {
			t.Errorf("%q is no UTF-8", out)
		}
		if i := strings.IndexFunc(out,
			func(r rune) bool { return !unicode.IsGraphic(r) && r != '\n' && r != '\t' }); i >= 0 {
			t.Errorf("%q at %d", out, i)
		}
		if strings.ContainsAny(Line(s), "\n\t\r") {
			t.Errorf("Line(%q) = %q", s, Line(s))
		}
	})
}
