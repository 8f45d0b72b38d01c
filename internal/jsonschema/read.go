package jsonschema

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/montcheck/montcheck/internal/charset"
	"github.com/montcheck/montcheck/internal/xsd"
)

// A document is a JSON text with the places of its values.
type document struct {
	text   []byte
	limits xsd.Limits
	root   any
	places map[string]extent // by JSON Pointer (RFC 6901)
	report *xsd.Report
	cost   int // of the places, in bytes

	tolerated map[string]bool // kinds of departures that are in the report
}

// mostPlaces bounds what the places of a document's values take, in bytes: a
// text of a megabyte can have half a million of them, and their pointers
// repeat the names on the way. The status of a thousand orders takes a tenth.
const (
	mostPlaces = 64 << 20
	onePlace   = 160 // beside its pointer
)

// An extent is where a value stands: from its name, where it is a member of an object, or else from itself.
type extent struct{ start, value, end int }

// errRefused ends the reading of a document whose problem is in the report.
var errRefused = errors.New("refused")

// read reads a JSON text. What is wrong with it is in the report; a text that can't be validated has no root, and ok
// is false. Names that stand twice are a problem of their own: readers disagree on which one counts.
func read(r io.Reader, limits xsd.Limits, report *xsd.Report) (d *document, ok bool, err error) {
	d = &document{limits: limits, places: map[string]extent{}, report: report}
	if d.text, err = io.ReadAll(io.LimitReader(r, limits.Bytes+1)); err != nil {
		return d, false, err
	}
	report.Bytes, report.Encoding = int64(len(d.text)), "UTF-8"
	switch at := invalidUTF8(d.text); {
	case report.Bytes > limits.Bytes:
		d.problem(xsd.Limit, "", int(limits.Bytes),
			fmt.Sprintf("the document is larger than the limit of %d bytes", limits.Bytes))
		return d, false, nil
	case bytes.HasPrefix(d.text, []byte(charset.Mark)):
		d.problem(xsd.Encoding, "", 0,
			"the document begins with a byte order mark, which JSON does not allow (RFC 8259, section 8.1)")
		return d, false, nil
	case at >= 0:
		d.problem(xsd.Encoding, "", at, "the document holds bytes that are not UTF-8")
		return d, false, nil
	}
	decoder := jsontext.NewDecoder(bytes.NewReader(d.text), jsontext.AllowDuplicateNames(true))
	d.root, err = d.value(decoder, "", -1, 0)
	if err == nil {
		if _, err = decoder.ReadToken(); err == nil {
			err = errors.New("something follows the value")
		}
	}
	if err == io.EOF {
		report.WellFormed = true
		return d, true, nil
	}
	if err != errRefused {
		at := int(decoder.InputOffset())
		var syntax *jsontext.SyntacticError
		if errors.As(err, &syntax) {
			at, err = int(syntax.ByteOffset), syntax.Err
		}
		d.problem(xsd.NotWellFormed, "", at, "the document is not JSON: "+printable(err.Error()))
	}
	return d, false, nil
}

func invalidUTF8(text []byte) int {
	for at := 0; at < len(text); {
		r, n := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && n == 1 {
			return at
		}
		at += n
	}
	return -1
}

// value reads the next value, which has the pointer and whose name stands at the offset; -1 for none.
func (d *document) value(decoder *jsontext.Decoder, pointer string, name, depth int) (any, error) {
	if d.cost += onePlace + len(pointer); d.cost > mostPlaces {
		d.problem(xsd.Limit, "", int(decoder.InputOffset()), "the document has more values than are looked at")
		return nil, errRefused
	}
	place := func(value int) {
		if name < 0 {
			name = value
		}
		d.places[pointer] = extent{name, value, int(decoder.InputOffset())}
	}
	switch decoder.PeekKind() {
	case '{', '[':
		token, err := decoder.ReadToken()
		if err != nil {
			return nil, err
		}
		start := int(decoder.InputOffset()) - 1
		if depth++; depth > d.limits.Depth {
			d.problem(xsd.Limit, pointer, start,
				fmt.Sprintf("the document is nested deeper than the limit of %d", d.limits.Depth))
			return nil, errRefused
		}
		var v any
		if token.Kind() == '{' {
			v, err = d.object(decoder, pointer, depth)
		} else {
			v, err = d.array(decoder, pointer, depth)
		}
		place(start)
		return v, err
	}
	raw, err := decoder.ReadValue()
	if err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	start := int(decoder.InputOffset()) - len(raw)
	place(start)
	switch raw.Kind() {
	case '"':
		text, err := jsontext.AppendUnquote(nil, raw)
		return string(text), err
	case '0':
		if !moderate(string(raw)) {
			d.problem(xsd.Limit, pointer, start, "the number "+cut(string(raw))+" is beyond what readers can hold")
			return nil, errRefused
		}
		return json.Number(raw.Clone()), nil
	case 't', 'f':
		return raw.Kind() == 't', nil
	}
	return nil, nil
}

func (d *document) object(decoder *jsontext.Decoder, pointer string, depth int) (any, error) {
	members := map[string]any{}
	for decoder.PeekKind() != '}' {
		raw, err := decoder.ReadValue() // a name
		if err != nil {
			return nil, err
		}
		at := int(decoder.InputOffset()) - len(raw)
		unquoted, err := jsontext.AppendUnquote(nil, raw)
		if err != nil {
			return nil, err
		}
		name := string(unquoted)
		path := pointer + "/" + escape(name)
		former, again := members[name]
		v, err := d.value(decoder, path, at, depth)
		if err != nil {
			return nil, err
		}
		switch {
		case again && reflect.DeepEqual(former, v): // whichever counts
			d.tolerate(xsd.Duplicate, "twice "+name, path, name)
		case again:
			p := d.problem(xsd.Duplicate, path, at,
				fmt.Sprintf("the member %s stands twice, and readers disagree on which one counts", quote(name)))
			p.Subject.Local = name
		}
		members[name] = v
	}
	_, err := decoder.ReadToken()
	return members, err
}

func (d *document) array(decoder *jsontext.Decoder, pointer string, depth int) (any, error) {
	items := []any{}
	for decoder.PeekKind() != ']' {
		v, err := d.value(decoder, pointer+"/"+strconv.Itoa(len(items)), -1, depth)
		if err != nil {
			return nil, err
		}
		items = append(items, v)
	}
	_, err := decoder.ReadToken()
	return items, err
}

// moderate tells whether a number may be handed on to arithmetic.
func moderate(number string) bool {
	const digits, power = 64, 400
	if len(number) > digits {
		return false
	}
	_, exponent, has := strings.Cut(strings.ToLower(number), "e")
	n, err := strconv.Atoi(exponent)
	return !has || err == nil && n <= power && n >= -power
}

var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

func escape(name string) string { return pointerEscapes.Replace(name) }

// problem adds a problem at an offset of the text. The result may be completed until the next one is added.
func (d *document) problem(kind xsd.Kind, pointer string, offset int, message string) *xsd.Problem {
	if len(d.report.Problems) >= d.limits.Problems {
		d.report.Truncated = true
		return &xsd.Problem{}
	}
	before := d.text[:min(offset, len(d.text))]
	line := bytes.LastIndexByte(before, '\n') + 1
	if pointer == "" {
		pointer = "/"
	}
	d.report.Problems = append(d.report.Problems, xsd.Problem{
		Kind: kind, Path: cut(pointer), Message: message,
		Offset: int64(offset), Line: 1 + bytes.Count(before, []byte("\n")), Column: 1 + utf8.RuneCount(before[line:]),
	})
	return &d.report.Problems[len(d.report.Problems)-1]
}

// tolerate adds a departure that readers pass over, once for each sort of them.
func (d *document) tolerate(kind xsd.Kind, sort, pointer, name string) {
	if d.tolerated[sort] || len(d.report.Tolerated) >= d.limits.Problems {
		return
	}
	if d.tolerated == nil {
		d.tolerated = map[string]bool{}
	}
	d.tolerated[sort] = true
	before := d.text[:d.places[pointer].start]
	line := bytes.LastIndexByte(before, '\n') + 1
	p := xsd.Problem{
		Kind: kind, Path: cut(pointer), Message: "readers pass over the member " + quote(name), Got: quote(name),
		Offset: int64(len(before)), Line: 1 + bytes.Count(before, []byte("\n")),
		Column: 1 + utf8.RuneCount(before[line:]),
	}
	p.Subject.Local = cut(name)
	d.report.Tolerated = append(d.report.Tolerated, p)
}

// alike tells whether the values at two pointers are there and are written alike.
func (d *document) alike(a, b string) bool {
	one, there := d.places[a]
	other := d.places[b]
	return there && bytes.Equal(d.text[one.value:one.end], d.text[other.value:other.end])
}

// excerpt is the value at a pointer as it stands in the text.
func (d *document) excerpt(pointer string) string {
	e := d.places[pointer]
	return cut(string(d.text[e.value:e.end]))
}

// longest is how many characters of a document's own text a problem repeats.
const longest = 120

// cut bounds a text of the document and makes it printable.
func cut(s string) string {
	runes := []rune(s[:min(len(s), longest*utf8.UTFMax)])
	if len(runes) > longest {
		return printable(string(runes[:longest])) + "…"
	}
	return printable(string(runes))
}

func printable(s string) string {
	var b strings.Builder
	for _, r := range s {
		if strconv.IsPrint(r) {
			b.WriteRune(r)
		} else {
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		}
	}
	return b.String()
}

func quote(s string) string { return `"` + cut(s) + `"` }
