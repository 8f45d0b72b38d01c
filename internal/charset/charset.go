// Package charset tells in which encoding of Unicode a text is, by its first bytes, for all who read what an endpoint
// or a user wrote; what they make of it is theirs. The tables are those of golang.org/x/text.
package charset

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"

	html "golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/transform"
)

// Mark is the byte order mark as UTF-8 has it.
const Mark = "\ufeff"

// Encoding is an encoding of Unicode. The zero one is UTF-8 without a mark.
type Encoding struct {
	Unit int               // bytes of its units: 2 of UTF-16, 4 of UTF-32, 0 of UTF-8
	Mark int               // bytes of the byte order mark that the text begins with; 0 where it has none
	Big  bool              // the high byte of a unit comes first
	text encoding.Encoding // nil for UTF-8
}

// The wide encodings, without a mark.
var (
	utf16LE = Encoding{Unit: 2, text: unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)}
	utf16BE = Encoding{Unit: 2, Big: true, text: unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)}
	utf32LE = Encoding{Unit: 4, text: utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)}
	utf32BE = Encoding{Unit: 4, Big: true, text: utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)}
)

// marks are the byte order marks (the Unicode Standard, section 23.8): that of UTF-32 begins as that of UTF-16 does.
var marks = []struct {
	mark     string
	encoding Encoding
}{
	{"\xff\xfe\x00\x00", utf32LE}, {"\x00\x00\xfe\xff", utf32BE},
	{"\xff\xfe", utf16LE}, {"\xfe\xff", utf16BE},
	{Mark, Encoding{}},
}

// Detect tells the encoding of a text by its first four bytes, or as many as it has: by its mark, or by the NULs beside
// a first character of ASCII, as markup and JSON begin with. All else is taken for UTF-8, or what contains ASCII as
// UTF-8 does.
func Detect(text []byte) Encoding {
	if len(text) < 2 || text[0] >= '\t' && text[0] < 0xEF && text[1] != 0 {
		return Encoding{} // as nearly all texts are
	}
	for _, m := range marks {
		if bytes.HasPrefix(text, []byte(m.mark)) {
			m.encoding.Mark = len(m.mark)
			return m.encoding
		}
	}
	var nul [4]bool
	for i := range nul {
		nul[i] = i < len(text) && text[i] == 0
	}
	switch {
	case nul == [4]bool{true, true, true, false}:
		return utf32BE
	case nul == [4]bool{false, true, true, true}:
		return utf32LE
	case nul[0]:
		return utf16BE
	case nul[1]:
		return utf16LE
	}
	return Encoding{}
}

// Name is the encoding's, as IANA registers it.
func (e Encoding) Name() string {
	name := map[int]string{0: "UTF-8", 2: "UTF-16", 4: "UTF-32"}[e.Unit]
	switch {
	case e.Unit == 0:
		return name
	case e.Big:
		return name + "BE"
	}
	return name + "LE"
}

// Order is that of the bytes of a wide encoding's units.
func (e Encoding) Order() binary.ByteOrder {
	if e.Big {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

// Decoder turns a text in a wide encoding into UTF-8, its mark included; nil for UTF-8.
func (e Encoding) Decoder() *encoding.Decoder {
	if e.text == nil {
		return nil
	}
	return e.text.NewDecoder()
}

// Decode is a text of the encoding as UTF-8, without its mark. What is no character is U+FFFD.
func (e Encoding) Decode(text []byte) string {
	text = text[e.Mark:]
	if e.text == nil {
		return string(text)
	}
	plain, _ := e.text.NewDecoder().Bytes(text) // U+FFFD stands for what is wrong
	return string(plain)
}

// Reader reads a text of the encoding as UTF-8, without its mark.
func (e Encoding) Reader(in io.Reader) io.Reader {
	switch {
	case e.Mark > 0:
		return Unmarked(in)
	case e.text != nil:
		return transform.NewReader(in, e.text.NewDecoder())
	}
	return in
}

// Unmarked reads a text in the encoding that its byte order mark says as UTF-8; one without a mark stays as it is.
func Unmarked(in io.Reader) io.Reader {
	return transform.NewReader(in, unicode.BOMOverride(transform.Nop))
}

// Labelled reads the encoding that XML declares as UTF-8, for an xml.Decoder. UTF-16 was read by its mark already.
func Labelled(label string, in io.Reader) (io.Reader, error) {
	if strings.HasPrefix(strings.ToLower(label), "utf-16") {
		return in, nil
	}
	return html.NewReaderLabel(label, in)
}
