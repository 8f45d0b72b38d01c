package pretty

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/sample"
	"github.com/montcheck/montcheck/reports/printable"
)

var frame = Frame{Around: 3, Width: 60}

func body(text string) run.Body {
	b := run.Body{Size: int64(len(text))}
	b.Put([]byte(text))
	return b
}

func show(lines []Line) string {
	var b strings.Builder
	for _, l := range lines {
		if l.Marked {
			b.WriteByte('>')
		}
		b.WriteString(l.Text + "\n")
	}
	return b.String()
}

func TestLayout(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"one line of XML", `<?xml version="1.0"?><r><a x="1>0">t &lt; u</a><b/><c></c></r>`,
			"<?xml version=\"1.0\"?>\n<r>\n  <a x=\"1>0\">t &lt; u</a>\n  <b/>\n  <c></c>\n</r>\n"},
		{"laid out already", "<r>\r\n\t<a>1</a>\r\n</r>\r\n", "<r>\n  <a>1</a>\n</r>\n"},
		{"mixed content", "<p>one <b>two</b> three</p>", "<p>\n  one \n  <b>two</b>\n   three\n</p>\n"},
		{"comments and CDATA", "<r><!-- <x> --><![CDATA[<y>]]></r>", "<r>\n  <!-- <x> -->\n  <![CDATA[<y>]]>\n</r>\n"},
		{"text of several lines", "<r><a>one\ntwo</a></r>", "<r>\n  <a>one\n  two</a>\n</r>\n"},
		{"cut within a tag", "<r><a>1</a><b at", "<r>\n  <a>1</a>\n  <b at\n"},
		{"cut within text", "<r><a>1</a><b>12", "<r>\n  <a>1</a>\n  <b>12\n"},
		{"a bare <", "<r><a>1 < 2</a></r>", "<r>\n  <a>\n    1 \n    < 2\n  </a>\n</r>\n"},
		{"a quote that never closes", `<r a="1><b>2</b></r>`, "<r a=\"1>\n  <b>2</b>\n</r>\n"},
		{"ends that nothing began", "</a></b><c/>", "  </a>\n</b>\n<c/>\n"},
		{"BOM", "\ufeff<r/>", "<r/>\n"},
		{"JSON", `{"a":[1,{"b":"x,y{\"}"},[]],"c":{ },"d":null}`,
			"{\n  \"a\": [\n    1,\n    {\n      \"b\": \"x,y{\\\"}\"\n    },\n    []\n  ],\n  " +
				"\"c\": {},\n  \"d\": null\n}\n"},
		{"JSON cut within a string", `[{"a":"b`, "[\n  {\n    \"a\": \"b\n"},
		{"text", "one\n\ntwo\n", "one\n\ntwo\n"},
		{"control characters", "<r>\x1b[2J\u202e</r>", "<r>\\x1b[2J\\u202e</r>\n"},
		{"nothing", "", ""},
	} {
		e := Frame{Around: 50, Width: 200}.Body(body(c.in), nil)
		if got := show(e.Lines); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
		if e.Marked {
			t.Errorf("%s: marked without a place", c.name)
		}
	}
}

func TestMark(t *testing.T) {
	at := int64(strings.Index(sample.Products, "<a:InstantDelivery>"))
	e := frame.Body(body(sample.Products), &run.Place{Offset: at})
	if len(e.Lines) != 7 || !e.Marked || !e.Lines[3].Marked ||
		strings.TrimSpace(e.Lines[3].Text) != "<a:InstantDelivery>true</a:InstantDelivery>" {
		t.Errorf("the mark is not on the element:\n%s", show(e.Lines))
	}
	if e.Above != 19 || e.Lines[0].Number != 20 || e.Below != 3 {
		t.Errorf("%d above, first line %d, %d below", e.Above, e.Lines[0].Number, e.Below)
	}
}

// A place anywhere in the body is on the line that shows the byte there.
func TestEveryByteHasItsLine(t *testing.T) {
	for _, text := range []string{sample.Products, `{"a":[1,{"b":"x"}],"c":"d"}`, "<r>\n <a>1</a>\n</r>"} {
		for at := range len(text) {
			e := frame.Body(body(text), &run.Place{Offset: int64(at)})
			if !e.Marked {
				t.Fatalf("nothing is marked for byte %d of %.40s", at, text)
			}
		}
	}
	text := "<r><a>1</a><b>2</b></r>"
	for at, want := range map[string]string{"<a>": "  <a>1</a>", "1": "  <a>1</a>", "</a>": "  <a>1</a>",
		"<b>": "  <b>2</b>", "/r>": "</r>"} {
		e := frame.Body(body(text), &run.Place{Offset: int64(strings.Index(text, at))})
		if !strings.Contains(show(e.Lines), ">"+want+"\n") {
			t.Errorf("%s: %s", at, show(e.Lines))
		}
	}
}

// A parser stops behind the end tag that it could not match.
func TestPlaceBehindAWrongEndTag(t *testing.T) {
	text := "<r><a><b>1</c></a></r>"
	e := frame.Body(body(text), &run.Place{Path: "/r/a/b", Offset: int64(strings.Index(text, "</a>"))})
	if got := show(e.Lines); !strings.Contains(got, ">    <b>1</c>\n") {
		t.Errorf("%s", got)
	}
}

func TestLongLineIsShownAroundTheMark(t *testing.T) {
	text := "<r>" + strings.Repeat("я", 5000) + "HERE" + strings.Repeat("я", 5000) + "</r>"
	e := frame.Body(body(text), &run.Place{Offset: int64(strings.Index(text, "HERE"))})
	if len(e.Lines) != 1 || !strings.Contains(e.Lines[0].Text, "HERE") {
		t.Errorf("%q", show(e.Lines))
	}
	if n := utf8.RuneCountInString(e.Lines[0].Text); n > frame.Width+4 {
		t.Errorf("%d runes", n)
	}
}

func TestWindowFarIntoTheBody(t *testing.T) {
	b := run.Body{Size: 10_000_000, Text: "<r><a/>"}
	b.Windows = []run.Window{{Offset: 5000, Text: "<x/>"},
		{Offset: 9_000_000, Text: `e>1</one></item><item><two>2</two>`}}
	e := frame.Body(b, &run.Place{Offset: 9_000_000 + 17})
	want := "    e>1\n  </one>\n</item>\n><item>\n  <two>2</two>\n"
	if got := show(e.Lines); got != want || e.Before != 9_000_000 || e.After != 1_000_000-34 {
		t.Errorf("before %d, after %d:\n%s\nwant\n%s", e.Before, e.After, got, want)
	}
	if e := frame.Body(b, &run.Place{Offset: 7_000_000}); e.Marked || e.After != 10_000_000-7 {
		t.Errorf("a place that the run does not carry is marked, or %d after", e.After)
	}
}

func TestPlaceAtTheEndOfACutDocument(t *testing.T) {
	text := "<r><a>1</a><b>"
	e := frame.Body(body(text), &run.Place{Offset: int64(len(text))})
	if got := show(e.Lines); !strings.HasSuffix(got, ">  <b>\n") {
		t.Errorf("%s", got)
	}
}

func TestBinary(t *testing.T) {
	b := run.Body{Size: 40}
	b.Put([]byte(strings.Repeat("\x00\xff\x1b\x02", 10)))
	e := frame.Body(b, &run.Place{Offset: 17})
	if len(e.Lines) != 3 || !e.Lines[1].Marked || !strings.HasPrefix(e.Lines[1].Text, "00000010") {
		t.Errorf("%s", show(e.Lines))
	}
	b = run.Body{Size: 20}
	b.Put([]byte("<r><a>caf\xe9</a></r>\x1b")) // Latin-1 is still readable
	if got := show(frame.Body(b, nil).Lines); !strings.Contains(got, `<a>caf\xe9</a>`) {
		t.Errorf("%s", got)
	}
}

// Whatever comes, every byte of it but blanks is shown, in order, and every
// line is safe.
func FuzzLayout(f *testing.F) {
	for _, s := range []string{sample.Products, `{"a":[1,{"b":"x,y{\"}"},[]]}`, "<a <b> </c x='", "[}{", "<!-- ",
		"\ufeff{\"", "</a>text<b/>"} {
		f.Add(s, 5)
	}
	f.Fuzz(func(t *testing.T, s string, at int) {
		lines := layout(s)
		if !binary(strings.TrimPrefix(s, "\ufeff")) {
			var all strings.Builder
			end := 0
			for _, l := range lines {
				if l.start < end || l.end < l.start || l.end > len(s) || l.depth < 0 {
					t.Fatalf("line %+v after %d of %d bytes", l, end, len(s))
				}
				end = l.end
				all.WriteString(l.text)
			}
			if got, want := squeeze(all.String()), squeeze(strings.TrimPrefix(s, "\ufeff")); got != want {
				t.Errorf("the layout shows\n%q of\n%q", got, want)
			}
		}
		b := body(s)
		e := frame.Body(b, &run.Place{Offset: int64(at)})
		for _, l := range e.Lines {
			if !printable.Clean(l.Text) || strings.Contains(l.Text, "\n") {
				t.Errorf("line %q", l.Text)
			}
		}
		if at >= 0 && at < len(s) && len(lines) > 0 && !e.Marked {
			t.Errorf("byte %d is nowhere", at)
		}
	})
}

func squeeze(s string) string { return strings.Join(strings.FieldsFunc(s, blank), "") }

func blank(r rune) bool { return strings.ContainsRune(" \t\r\n", r) }
