package coding

import (
	"mime"
	"net/http"
	"strings"
)

// Type is the media type of an answer, read as readers of the web do: what a
// strict parser refuses of the parameters is passed over.
type Type struct {
	Media   string // in small letters; empty where none is given
	Charset string // as it is written, without quotes
	Header  string // whole
	Strict  bool   // the header is written as RFC 9110 has it
}

// TypeOf reads Content-Type. Where several are named, the first counts.
func TypeOf(h http.Header) Type {
	t := Type{Header: strings.Join(h.Values("Content-Type"), ", "), Strict: true}
	for i, one := range TypesOf(h) {
		if i == 0 {
			t.Media = one.Media
		}
		if t.Charset == "" {
			t.Charset = one.Charset
		}
		t.Strict = t.Strict && one.Strict && one.Media == t.Media
	}
	return t
}

// TypesOf are all types that an answer names, in as many headers, or joined
// with commas in one as gateways do. HTTP allows one.
func TypesOf(h http.Header) []Type {
	var all []Type
	for _, header := range h.Values("Content-Type") {
		_, _, err := mime.ParseMediaType(header)
		for _, one := range apart(header, ',') {
			parts := apart(one, ';')
			media := strings.ToLower(strings.TrimSpace(parts[0]))
			// What is no type after a comma is what is wrong with the one before it.
			if media == "" || len(all) > 0 && !strings.Contains(media, "/") {
				continue
			}
			all = append(all, Type{Media: media, Charset: charsetOf(parts[1:]), Header: header, Strict: err == nil})
		}
	}
	return all
}

// charsetOf is the first charset of a type's parameters that is not empty.
func charsetOf(parameters []string) string {
	for _, parameter := range parameters {
		name, value, _ := strings.Cut(parameter, "=")
		if !strings.EqualFold(strings.TrimSpace(name), "charset") {
			continue
		}
		if value = strings.Trim(strings.TrimSpace(value), "\"' "); value != "" {
			return value
		}
	}
	return ""
}

// IsXML tells whether a media type is one of XML (RFC 7303).
func (t Type) IsXML() bool {
	return t.Media == "application/xml" || t.Media == "text/xml" || strings.HasSuffix(t.Media, "+xml")
}

// apart splits a header at a separator, but within quotes.
func apart(text string, separator byte) []string {
	var parts []string
	from, within := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && within:
			i++
		case c == '"':
			within = !within
		case c == separator && !within:
			parts, from = append(parts, text[from:i]), i+1
		}
	}
	return append(parts, text[from:])
}
