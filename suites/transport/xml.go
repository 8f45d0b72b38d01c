package transport

import (
	"encoding/xml"
	"io"
	"strings"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Decoder reads XML in any encoding that its byte order mark or its
// declaration names. No entity but those of XML itself is resolved.
func Decoder(body io.Reader) *xml.Decoder {
	d := xml.NewDecoder(transform.NewReader(body, unicode.BOMOverride(transform.Nop)))
	d.CharsetReader = Charset
	return d
}

// Charset reads a declared encoding as UTF-8. UTF-16 was read by its byte
// order mark already.
func Charset(label string, in io.Reader) (io.Reader, error) {
	if strings.HasPrefix(strings.ToLower(label), "utf-16") {
		return in, nil
	}
	return charset.NewReaderLabel(label, in)
}
