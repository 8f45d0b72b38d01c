package bound

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding/unicode"
)

// What is longer than is read ends the body, wherever it stands, and nothing
// shorter does, however much of it there is.
func TestTexts(t *testing.T) {
	long := strings.Repeat("a> b< ", longestText/6+10)
	plain := strings.Repeat("a", longestText+100_000)
	part := strings.Repeat("a", longestText/2)
	for name, c := range map[string]struct {
		body  string
		ended bool
	}{
		"a text":                 {"<a>" + plain + "</a>", true},
		"a comment":              {"<a><!-- " + long + " --></a>", true},
		"a CDATA section":        {"<a><![CDATA[" + long + "]]></a>", true},
		"an attribute":           {`<a b="` + strings.Repeat("> ", longestTag) + `"/>`, true},
		"attributes":             {"<a " + strings.Repeat(`b="" `, longestTag/4) + "/>", true},
		"a name":                 {"<" + plain + "/>", true},
		"an instruction":         {"<?a " + plain + "?><a/>", true},
		"sections":               {"<a>" + strings.Repeat("<![CDATA["+part+"]]>", 3) + "</a>", true},
		"a text among comments":  {"<a>" + strings.Repeat(part+"<!-- x -->", 3) + "</a>", true},
		"a text of JSON":         {`{"a":"` + plain + `"}`, true},
		"a name of JSON":         {`[{"` + plain + `":1}]`, true},
		"a quote that is none":   {`["` + strings.Repeat(`\"`, longestText) + `"]`, true},
		"no XML":                 {plain, true},
		"a letter at a time":     {"<a>" + strings.Repeat("<b/>", longestText/3) + "</a>", false},
		"texts between elements": {"<a>" + strings.Repeat(part+"<b/>", 3) + "</a>", false},
		"comments":               {strings.Repeat("<!-- "+part+" -->", 3) + "<a/>", false},
		"texts of JSON":          {`["` + part + `","` + part + `\\","` + part + `"]`, false},
		"numbers of JSON":        {"[" + strings.Repeat("1,", longestText*2/3) + "1]", false},
		"tags in a section":      {"<a><![CDATA[<b c=']]></a>" + strings.Repeat("<d/>", longestText/3), false},
		"a quote in a text":      {`<a>"'</a>` + strings.Repeat("<d/>", longestText/3), false},
	} {
		wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(c.body)
		if err != nil {
			t.Fatal(err)
		}
		for how, in := range map[string]io.Reader{"": strings.NewReader(c.body),
			", in pieces": iotest.HalfReader(strings.NewReader(c.body)), ", in UTF-16": strings.NewReader(wide)} {
			_, err := io.Copy(io.Discard, Texts(in))
			if ended := errors.As(err, new(Exceeded)); ended != c.ended || err != nil && !ended {
				t.Errorf("%s%s: %v", name, how, err)
			}
		}
	}
}

// So many pieces of an answer are read, and no more, however short each is.
func TestPieces(t *testing.T) {
	for name, part := range map[string]string{"tags": "<b/>", "values": "[1,", "arrays": "[[["} {
		block, n := strings.Repeat(part, 1<<13), 0
		_, err := io.Copy(io.Discard, Texts(endless{block, &n}))
		if !errors.As(err, new(Exceeded)) || n >= 1e5 {
			t.Errorf("%s: %v after %d blocks", name, err, n)
		}
	}
}

// endless repeats a block, a hundred thousand times at most.
type endless struct {
	block string
	n     *int
}

func (e endless) Read(p []byte) (int, error) {
	if *e.n++; *e.n > 1e5 || len(p) == 0 {
		return 0, io.EOF
	}
	return copy(p, e.block), nil
}

// FuzzTexts holds that a body passes unchanged, or ends with the error.
func FuzzTexts(f *testing.F) {
	for _, text := range []string{"<a>b</a>", "<!-- a --><b/>", "<![CDATA[ a ]]>", `{"a":"b\""}`,
		"\xFF\xFE<\x00a\x00>\x00", "\x00<", "<!", "<", "<a b='"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := io.ReadAll(Texts(iotest.OneByteReader(strings.NewReader(text))))
		if err != nil || string(got) != text {
			t.Errorf("%q became %q: %v", text, got, err)
		}
	})
}

func BenchmarkTexts(b *testing.B) {
	body := strings.Repeat("<ProductContract><Id>123456</Id><PartNum>ABC-1</PartNum><Price>"+
		"1490.50</Price></ProductContract>", 10_000)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		io.Copy(io.Discard, Texts(strings.NewReader(body)))
	}
}
