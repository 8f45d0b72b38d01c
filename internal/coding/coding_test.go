package coding

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
	"net/http"
	"strings"
	"testing"
)

func gzipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, text)
	w.Close()
	return b.String()
}

func deflated(text string, bare bool) string {
	var b bytes.Buffer
	var w io.WriteCloser = zlib.NewWriter(&b)
	if bare {
		w, _ = flate.NewWriter(&b, 9)
	}
	io.WriteString(w, text)
	w.Close()
	return b.String()
}

// Every way to write the codings that HTTP has is undone; what is not in them
// is told.
func TestCodings(t *testing.T) {
	const text = "<a>text</a>"
	for _, c := range []struct {
		names  []string
		body   string
		broken bool
	}{
		{nil, text, false}, {[]string{""}, text, false}, {[]string{"identity"}, text, false},
		{[]string{"Identity, "}, text, false},
		{[]string{"gzip"}, gzipped(text), false}, {[]string{"GZip"}, gzipped(text), false},
		{[]string{"x-gzip"}, gzipped(text), false},
		{[]string{"gzip, gzip"}, gzipped(gzipped(text)), false},
		{[]string{"gzip", "x-gzip"}, gzipped(gzipped(text)), false},
		{[]string{"gzip, identity"}, gzipped(text), false}, {[]string{"deflate"}, deflated(text, false), false},
		{[]string{"deflate"}, deflated(text, true), false},
		{[]string{"deflate, gzip"}, gzipped(deflated(text, false)), false},
		{[]string{"br"}, text, true}, {[]string{"gzip"}, text, true}, {[]string{"gzip, gzip"}, gzipped(text), true},
		{[]string{"gzip,gzip,gzip,gzip,gzip"}, text, true}, {[]string{"deflate"}, "text that is none", true},
	} {
		r, err := Undo(strings.NewReader(c.body), http.Header{"Content-Encoding": c.names})
		var plain []byte
		if err == nil {
			plain, err = io.ReadAll(r)
		}
		if c.broken {
			if !Broken(err) {
				t.Errorf("%q: %v", c.names, err)
			}
		} else if err != nil || string(plain) != text {
			t.Errorf("%q: %q, %v", c.names, plain, err)
		}
	}
}

// A type is read whatever is wrong with its parameters.
func TestTypes(t *testing.T) {
	for header, want := range map[string]Type{
		"application/xml; charset=utf-8":        {Media: "application/xml", Charset: "utf-8", Strict: true},
		"Application/XML;Charset=\"UTF-8\"":     {Media: "application/xml", Charset: "UTF-8", Strict: true},
		"application/xml; charset=":             {Media: "application/xml"},
		"application/xml;":                      {Media: "application/xml", Strict: true},
		"application/xml;;charset=utf-8":        {Media: "application/xml", Charset: "utf-8"},
		"application/xml; charset":              {Media: "application/xml"},
		"application/xml; charset=a; charset=b": {Media: "application/xml", Charset: "a"},
		"text/xml, text/xml; charset=utf-8":     {Media: "text/xml", Charset: "utf-8"},
		"application/problem+xml; a=\"b;c,d\"":  {Media: "application/problem+xml", Strict: true},
		"text/html":                             {Media: "text/html", Strict: true},
		"":                                      {Strict: true},
	} {
		got := TypeOf(http.Header{"Content-Type": {header}})
		want.Header = header
		if got != want {
			t.Errorf("%q: %+v", header, got)
		}
		if xml := strings.Contains(strings.ToLower(header), "xml"); got.IsXML() != xml {
			t.Errorf("%q: XML %v", header, got.IsXML())
		}
	}
	if twice := TypeOf(http.Header{"Content-Type": {"application/xml", "application/xml"}}); !twice.IsXML() ||
		!twice.Strict {
		t.Errorf("%+v", twice)
	}
}
