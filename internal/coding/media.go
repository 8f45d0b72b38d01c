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

// TypeOf reads Content-Type. Where a header came several times, the first that
// names a type counts.
func TypeOf(h http.Header) Type {
	t := Type{Header: strings.Join(h.Values("Content-Type"), ", "), Strict: true}
	for _, one := range h.Values("Content-Type") {
		parts := apart(one, ';')
		media := strings.ToLower(strings.TrimSpace(apart(parts[0], ',')[0]))
		if t.Media != "" {
			t.Strict = t.Strict && media == t.Media
			continue
		}
		if t.Media = media; media == "" {
			continue
		}
		if _, _, err := mime.ParseMediaType(one); err != nil {
			t.Strict = false
		}
		for _, parameter := range parts[1:] {
			name, value, _ := strings.Cut(parameter, "=")
			if t.Charset == "" && strings.EqualFold(strings.TrimSpace(name), "charset") {
				t.Charset = strings.Trim(strings.TrimSpace(apart(value, ',')[0]), "\"' ")
			}
		}
	}
	return t
}

// IsXML tells whether a media type is one of XML (RFC 7303).
func (t Type) IsXML() bool {
	return t.Media == "application/xml" || t.Media == "text/xml" || strings.HasSuffix(t.Media, "+xml")
}

// IsJSON tells whether a media type is JSON's, or of a kind of it (RFC 6839).
func (t Type) IsJSON() bool {
	return t.Media == "application/json" || strings.HasSuffix(t.Media, "+json")
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
