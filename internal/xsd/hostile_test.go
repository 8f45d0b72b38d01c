package xsd_test

import (
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/montcheck/montcheck/internal/xsd"
)

func TestDocumentsThatAreRefused(t *testing.T) {
	schema := productList(t)
	p := product(t)
	whole := head + p + tail
	utf16le := func(s string, mark bool) string {
		var b []byte
		if mark {
			s = "\uFEFF" + s
		}
		for _, u := range utf16.Encode([]rune(s)) {
			b = binary.LittleEndian.AppendUint16(b, u)
		}
		return string(b)
	}
	doctype := func(subset string) string { return `<!DOCTYPE ProductListResponse ` + subset + `>` }
	for name, test := range map[string]struct {
		document string
		kind     xsd.Kind
		says     string
	}{
		"empty":               {"", xsd.NotWellFormed, "empty"},
		"blank":               {" \n ", xsd.NotWellFormed, ""},
		"no XML":              {"Service Unavailable", xsd.NotWellFormed, "does not begin with an element"},
		"JSON":                {`{"a":1}`, xsd.NotWellFormed, ""},
		"a mark only":         {"\xEF\xBB\xBF", xsd.NotWellFormed, ""},
		"truncated in a tag":  {whole[:len(head)+40], xsd.NotWellFormed, "ends before"},
		"truncated in a text": {whole[:strings.Index(whole, "AAA-0")+4], xsd.NotWellFormed, "ends before <PartNum>"},
		"truncated by one":    {whole[:len(whole)-1], xsd.NotWellFormed, "ends before"},
		"truncated last tag": {whole[:len(whole)-len("</ProductListResponse>")], xsd.NotWellFormed,
			"ends before <ProductListResponse>"},
		"two roots":           {whole + whole, xsd.NotWellFormed, "after the end of the root"},
		"text after the root": {whole + "x", xsd.NotWellFormed, "after the end of the root"},
		"undeclared prefix": {strings.Replace(whole, "<a:Id>626</a:Id>", "<z:Id>626</z:Id>", 1), xsd.NotWellFormed,
			"prefix z"},
		"undeclared entity":   {strings.Replace(whole, "AAA-0", "&nbsp;", 1), xsd.NotWellFormed, "nbsp"},
		"attribute twice":     {strings.Replace(whole, "<a:Id>", `<a:Id x="" x="">`, 1), xsd.NotWellFormed, "x"},
		"control character":   {strings.Replace(whole, "AAA-0", "AAA\x01", 1), xsd.NotWellFormed, "does not allow"},
		"reference to one":    {strings.Replace(whole, "AAA-0", "&#1;", 1), xsd.NotWellFormed, "does not allow"},
		"NUL in a text":       {strings.Replace(whole, "AAA-0", "AAA\x00", 1), xsd.NotWellFormed, "NUL"},
		"NUL in a tag":        {strings.Replace(whole, "<a:Id>", "<a:Id\x00>", 1), xsd.NotWellFormed, "NUL"},
		"NUL at the end":      {whole + "\x00", xsd.NotWellFormed, "NUL"},
		"NULs only":           {"\x00\x00\x00\x00\x00", xsd.NotWellFormed, "NUL"},
		"doctype":             {doctype("") + whole, xsd.Doctype, "DOCTYPE"},
		"doctype with SYSTEM": {doctype(`SYSTEM "http://127.0.0.1:1/x.dtd"`) + whole, xsd.Doctype, "DOCTYPE"},
		"external entity": {doctype(`[<!ENTITY e SYSTEM "file:///etc/passwd">]`) +
			strings.Replace(whole, "AAA-0", "&e;", 1), xsd.Doctype, "DOCTYPE"},
		"parameter entity": {doctype(`[<!ENTITY % e SYSTEM "http://127.0.0.1:1/">%e;]`) + whole,
			xsd.Doctype, "DOCTYPE"},
		"billion laughs": {
			doctype(`[<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]`) +
				strings.Replace(whole, "AAA-0", "&c;", 1), xsd.Doctype, "DOCTYPE"},
		"doctype never ended":    {`<!DOCTYPE x [<!ENTITY a "` + strings.Repeat("a", 100_000), xsd.Doctype, "DOCTYPE"},
		"wrong root":             {"<html><body/></html>", xsd.Root, "<html>; expected <ProductListResponse>"},
		"root without namespace": {"<ProductListResponse/>", xsd.Root, "no namespace; expected namespace"},
		"an imported global":     {`<a:ProductContract xmlns:a="` + contracts + `"/>`, xsd.Root, ""},
		"nil root": {`<ProductListResponse xmlns="` + responses + `" xmlns:i="` + instance +
			`" i:nil="true"/>`, xsd.Nil, "no answer"},
		"nil root, 1": {`<ProductListResponse xmlns="` + responses + `" xmlns:i="` + instance +
			`" i:nil=" 1 "/>`, xsd.Nil, ""},
		"UTF-16 declared utf-8": {utf16le(`<?xml version="1.0" encoding="utf-8"?>`+whole, true), xsd.Encoding,
			"its bytes are UTF-16"},
		"UTF-16 without mark": {utf16le(whole, false), xsd.Encoding, "without the byte order mark"},
		"utf-8 declared UTF-16": {`<?xml version="1.0" encoding="utf-16"?>` + whole, xsd.Encoding,
			`"utf-16", but its bytes are not`},
		"mark against latin": {"\xEF\xBB\xBF" + `<?xml version="1.0" encoding="iso-8859-1"?>` + whole, xsd.Encoding,
			"byte order mark"},
		"UTF-32":           {"\xFF\xFE\x00\x00<\x00\x00\x00", xsd.Encoding, "UTF-32"},
		"unknown encoding": {`<?xml version="1.0" encoding="klingon"?>` + whole, xsd.Encoding, "klingon"},
		"a lone surrogate": {strings.Replace(utf16le(whole, true), utf16le("AAA-0", false), "\x00\xD8A\x00", 1),
			xsd.Encoding, "not UTF-16LE"},
		"odd end of UTF-16": {utf16le(whole, true) + "\n", xsd.Encoding, "not UTF-16LE"},
		"bytes not of the charset": {`<?xml version="1.0" encoding="windows-1251"?>` +
			strings.Replace(whole, "AAA-0", "\x98", 1), xsd.Encoding, "windows-1251"},
		"not ASCII": {`<?xml version="1.0" encoding="us-ascii"?>` +
			strings.Replace(whole, "AAA-0", "Я", 1), xsd.Encoding, "us-ascii"},
		"not UTF-8 in a text":       {strings.Replace(whole, "AAA-0", "AAA\xC3(", 1), xsd.Encoding, "not UTF-8"},
		"an overlong form":          {strings.Replace(whole, "AAA-0", "\xC0\xAF", 1), xsd.Encoding, ""},
		"a surrogate in UTF-8":      {strings.Replace(whole, "AAA-0", "\xED\xA0\x80", 1), "", ""},
		"not UTF-8 in an attribute": {strings.Replace(whole, "<a:Id>", "<a:Id x=\"\xFF\">", 1), "", ""},
		"not UTF-8 in a comment":    {strings.Replace(whole, "<a:Id>", "<!-- \xFF --><a:Id>", 1), "", ""},
		"not UTF-8 in a name":       {strings.Replace(whole, "<a:Id>", "<a:I\xFFd>", 1), "", ""},
		"not UTF-8 at the end":      {whole + "<!--\xD0", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			report := validate(t, schema, strings.NewReader(test.document), xsd.Limits{})
			if report.Valid() || len(report.Problems) == 0 {
				t.Fatalf("the document should not be valid: %+v", report)
			}
			p := report.Problems[0]
			if test.kind != "" && p.Kind != test.kind || !strings.Contains(p.Message, test.says) {
				t.Errorf("%+v", p)
			}
			if !utf8.ValidString(p.Message) {
				t.Errorf("message %q", p.Message)
			}
		})
	}
}

func TestLimits(t *testing.T) {
	schema := productList(t)
	before, after, _ := strings.Cut(head+product(t)+tail, "AAA-04351")
	for name, test := range map[string]struct {
		document io.Reader
		limits   xsd.Limits
		says     string
	}{
		"300 MB in one text": {around(before, repeat("1234567890", 30<<20), after), xsd.Limits{},
			"longer than the limit"},
		"300 MB in one text, size": {around(before, repeat("1234567890", 30<<20), after),
			xsd.Limits{Text: 1 << 30, Bytes: 1 << 20}, "larger than the limit of 1048576 bytes"},
		"size": {strings.NewReader(before + after), xsd.Limits{Bytes: 1000},
			"larger than the limit of 1000 bytes"},
		"depth": {repeat("<a>", 10_000_000), xsd.Limits{}, "nested more than 64 deep"},
		"depth inside": {around(head, repeat("<x>", 10_000_000), ""), xsd.Limits{Depth: 10},
			"nested more than 10 deep"},
	} {
		t.Run(name, func(t *testing.T) {
			report := validate(t, schema, test.document, test.limits)
			if report.Valid() || report.WellFormed {
				t.Error("the document should be refused")
			}
			last := report.Problems[len(report.Problems)-1]
			if last.Kind != xsd.Limit || !strings.Contains(last.Message, test.says) {
				t.Errorf("%+v", report)
			}
		})
	}
	for name, document := range map[string]io.Reader{
		"a tag without end":       around(before+"<a:x y='", repeat("1234567890", 3<<20), ""),
		"a name without end":      around(before+"<", repeat("abcdefghij", 3<<20), ""),
		"a comment without end":   around(before+"<!--", repeat("1234567890", 3<<20), ""),
		"a million attributes":    around(before+"<a:x", repeat(" x1='' x2=''", 3<<20), ""),
		"blanks without end":      repeat("          ", 3<<20),
		"a reference without end": around(before+"&", repeat("abcdefghij", 3<<20), ""),
	} {
		t.Run(name, func(t *testing.T) {
			if report := validate(t, schema, document, xsd.Limits{}); report.Valid() || report.WellFormed {
				t.Error("the document should be refused")
			}
		})
	}
}

func TestProblemsAreBoundedAndFlagged(t *testing.T) {
	schema := productList(t)
	wrong := strings.Replace(product(t), "<a:Id>626<", "<a:Id>x<", 1)
	for n, test := range map[int]struct {
		problems  int
		truncated bool
	}{
		33:  {33, false}, // where the binding of others stops
		100: {100, false},
		101: {100, true},
		500: {100, true},
	} {
		report := validate(t, schema, around(head, repeat(wrong, n), tail), xsd.Limits{})
		if len(report.Problems) != test.problems || report.Truncated != test.truncated || !report.WellFormed ||
			report.Valid() {
			t.Errorf("%d wrong: %d problems, truncated %t, well-formed %t", n, len(report.Problems), report.Truncated,
				report.WellFormed)
		}
		if last := report.Problems[len(report.Problems)-1]; n == 33 &&
			last.Path != "/ProductListResponse/ProductList/ProductContract[33]/Id" {
			t.Errorf("path %s", last.Path)
		}
	}
	// What isn't well-formed is said even beyond the limit.
	report := validate(t, schema, around(head, repeat(wrong, 500), "</a>"), xsd.Limits{Problems: 7})
	if len(report.Problems) != 8 || report.Problems[7].Kind != xsd.NotWellFormed {
		t.Errorf("%v", kinds(report))
	}
}

func TestTextsOfProblemsAreBounded(t *testing.T) {
	schema := productList(t)
	p := product(t)
	huge := strings.Repeat("\x7f\u202E<>"[:4], 15_000)
	for name, document := range map[string]string{
		"value":       strings.Replace(p, "<a:ValueType>String", "<a:ValueType>"+huge, 1),
		"number":      strings.Replace(p, "<a:Id>626", "<a:Id>"+huge, 1),
		"name":        strings.Replace(p, "<a:Id>626</a:Id>", "<a:"+strings.Repeat("x", 40_000)+"/>", 1),
		"namespace":   strings.Replace(p, "<a:Id>626</a:Id>", `<Id xmlns="`+strings.Repeat("x", 40_000)+`">6</Id>`, 1),
		"attribute":   strings.Replace(p, "<a:Id>", "<a:Id "+strings.Repeat("x", 40_000)+`="">`, 1),
		"many words":  strings.Replace(p, "<a:Id>626", "<a:Id>"+strings.Repeat("word \u202E", 9_000), 1),
		"type":        strings.Replace(p, "<a:Id>", `<a:Id i:type="`+strings.Repeat("x", 40_000)+`">`, 1),
		"mixed text":  strings.Replace(p, "<a:Id>", huge+"<a:Id>", 1),
		"wrong close": strings.Replace(p, "626</a:Id>", "626</"+strings.Repeat("x", 40_000)+">", 1),
	} {
		t.Run(name, func(t *testing.T) {
			report := validate(t, schema, strings.NewReader(head+document+tail), xsd.Limits{})
			if report.Valid() {
				t.Fatal("the document should not be valid")
			}
			for _, p := range report.Problems {
				for _, text := range []string{p.Message, p.Path, p.Got, p.Expected, p.Unchecked} {
					if len(text) > 1500 {
						t.Errorf("%d bytes: %.200s", len(text), text)
					}
					if strings.ContainsAny(text, "\x7f\u202E\n\x1b") {
						t.Errorf("unescaped: %.200q", text)
					}
				}
			}
		})
	}
}

func TestAReaderThatFails(t *testing.T) {
	broken := errors.New("connection reset")
	document := head + strings.Repeat(product(t), 100) + tail
	for _, n := range []int{0, 1, 100, 40_000} {
		report, err := productList(t).Validate(
			io.MultiReader(strings.NewReader(document[:n]), iotest.ErrReader(broken)), xsd.Limits{})
		if !errors.Is(err, broken) {
			t.Errorf("after %d bytes: error %v", n, err)
		}
		if report.Valid() || report.WellFormed {
			t.Errorf("after %d bytes: the report says that the document is fine", n)
		}
	}
	_, err := productList(t).Validate(stuck{}, xsd.Limits{})
	if !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("a reader that never gives anything: %v", err)
	}
}

type stuck struct{}

func (stuck) Read([]byte) (int, error) { return 0, nil }

// How a document arrives must not show in its report.
func TestReadersThatGiveLittle(t *testing.T) {
	schema := productList(t)
	p := product(t)
	long := head + strings.Repeat(p, 40) + strings.Replace(p, "<a:Id>626", "<a:Id>x", 1) + strings.Repeat(p, 3) + tail
	utf16be := func(s string) string {
		b := []byte{0xFE, 0xFF}
		for _, u := range utf16.Encode([]rune(s)) {
			b = binary.BigEndian.AppendUint16(b, u)
		}
		return string(b)
	}
	for name, document := range map[string]string{
		"valid":     head + strings.Repeat(p, 40) + tail,
		"invalid":   long,
		"truncated": long[:len(long)-100],
		"mark":      "\uFEFF" + long,
		"UTF-16":    utf16be(long),
		"latin":     `<?xml version="1.0" encoding="koi8-r"?>` + strings.ReplaceAll(long, "я", "\xD1"),
		"doctype":   "<!DOCTYPE x>" + long,
		"empty":     "",
		"NUL":       long[:50_000] + "\x00" + long[50_000:],
	} {
		t.Run(name, func(t *testing.T) {
			atOnce := validate(t, schema, strings.NewReader(document), xsd.Limits{})
			for way, r := range map[string]io.Reader{
				"one byte":      iotest.OneByteReader(strings.NewReader(document)),
				"half":          iotest.HalfReader(strings.NewReader(document)),
				"data with EOF": iotest.DataErrReader(strings.NewReader(document)),
			} {
				if got := validate(t, schema, r, xsd.Limits{}); !reflect.DeepEqual(got, atOnce) {
					t.Errorf("%s: %+v\nat once: %+v", way, got, atOnce)
				}
			}
		})
	}
}

// Line, column and offset are those of the start tag, in documents of any layout.
func TestPlaces(t *testing.T) {
	schema := productList(t)
	random := rand.New(rand.NewPCG(1, 2))
	blanks := []string{"", " ", "\n", "\n\t\n", "<!-- Я\n -->", "  <?x y?>"}
	inTag := []string{"", " ", "\n  ", "\n\n"}
	parts := strings.Split(strings.ReplaceAll(product(t), "\n", ""), "<")
	found := 0
	for range 60 {
		var b strings.Builder
		b.WriteString(strings.Repeat("<!-- начало -->\n", random.IntN(3)) + head)
		for range 1 + random.IntN(60) {
			for _, part := range parts[1:] {
				name, rest, _ := strings.Cut(part, ">")
				text := strings.TrimSpace(rest)
				if strings.HasSuffix(name, ":Id") && !strings.HasPrefix(name, "/") && random.IntN(30) == 0 {
					text = "Ж\nЖ"
				}
				space := inTag[random.IntN(len(inTag))]
				if strings.HasSuffix(name, "/") {
					name, space = strings.TrimSuffix(name, "/")+space+"/", ""
				}
				b.WriteString("<" + name + space + ">" + text)
				if text == "" && !strings.Contains(name, ":nil") {
					b.WriteString(blanks[random.IntN(len(blanks))])
				}
			}
		}
		b.WriteString(tail)
		document := b.String()
		report := validate(t, schema, strings.NewReader(document), xsd.Limits{})
		for _, p := range report.Problems {
			if p.Kind != xsd.Value || !strings.HasPrefix(document[p.Offset:], "<a:Id") {
				t.Fatalf("%+v\nhere stands %.40q", p, document[p.Offset:])
			}
			before := document[:p.Offset]
			line := 1 + strings.Count(before, "\n")
			column := 1 + utf8.RuneCountInString(before[strings.LastIndex(before, "\n")+1:])
			if p.Line != line || p.Column != column {
				t.Fatalf("line %d, column %d; expected %d, %d", p.Line, p.Column, line, column)
			}
			found++
		}
	}
	if found < 100 {
		t.Errorf("only %d problems came up", found)
	}
}

func TestOffsetsInOtherEncodings(t *testing.T) {
	schema := productList(t)
	p := product(t)
	document := head + strings.Repeat(p, 60) + strings.Replace(p, "<a:Id>626", "<a:Id>wrong", 1) + tail
	encoded := []byte{0xFF, 0xFE}
	for _, u := range utf16.Encode([]rune(document)) {
		encoded = binary.LittleEndian.AppendUint16(encoded, u)
	}
	report := validate(t, schema, strings.NewReader(string(encoded)), xsd.Limits{})
	if len(report.Problems) != 1 || report.Encoding != "UTF-16LE" {
		t.Fatalf("%+v", report)
	}
	at := strings.Index(document, "<a:Id>wrong")
	want := 2 + 2*len(utf16.Encode([]rune(document[:at])))
	if off := int(report.Problems[0].Offset) - want; off < -4096 || off > 4096 {
		t.Errorf("offset %d, expected about %d", report.Problems[0].Offset, want)
	}
}

func TestSiblingsThatFollowNumberTheFirst(t *testing.T) {
	const document = `<ProductListResponse xmlns="` + responses + `"><x><y/></x><x/><x/></ProductListResponse>`
	report := validate(t, productList(t), strings.NewReader(document), xsd.Limits{})
	if !slices.Equal(kinds(report), []xsd.Kind{xsd.Unknown}) || report.Problems[0].Path != "/ProductListResponse/x[1]" {
		t.Errorf("%+v", report.Problems)
	}
	if report.Problems[0].Unchecked != "/ProductListResponse" {
		t.Errorf("unchecked %q", report.Problems[0].Unchecked)
	}
}
