package transport

import (
	"encoding/xml"
	"io"

	"github.com/montcheck/montcheck/internal/charset"
)

// Decoder reads XML in any encoding that its byte order mark or its
// declaration names. No entity but those of XML itself is resolved.
func Decoder(body io.Reader) *xml.Decoder {
	d := xml.NewDecoder(charset.Unmarked(body))
	d.CharsetReader = charset.Labelled
	return d
}
