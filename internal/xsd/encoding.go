package xsd

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"regexp"
	"sort"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/transform"

	"github.com/montcheck/montcheck/internal/charset"
)

// A decoding says how the bytes of a document become UTF-8.
type decoding struct {
	name     string
	declared string
	mark     int // length of the byte order mark
	problem  string
	fatal    bool              // the problem leaves nothing to read
	decoder  *encoding.Decoder // nil for UTF-8
	order    binary.ByteOrder  // of UTF-16
}

var declaration = regexp.MustCompile(`^<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]{0,40})["']`)

// detect compares the first bytes of a document with what it declares (XML 1.0, appendix F).
func detect(head []byte) decoding {
	starts := func(b ...byte) bool { return bytes.HasPrefix(head, b) }
	found := charset.Detect(head)
	utf16 := func() decoding {
		d := decoding{name: found.Name(), mark: found.Mark, order: found.Order(), decoder: found.Decoder()}
		d.declared = declaredIn([]byte(found.Decode(head[:min(len(head), 512)&^1])))
		if d.mark == 0 {
			d.problem = "the document is UTF-16 without the byte order mark that XML requires"
		} else if d.declared != "" && !strings.HasPrefix(strings.ToUpper(d.declared), "UTF-16") {
			d.problem = fmt.Sprintf("the document declares encoding %s, but its bytes are UTF-16", quoted(d.declared))
		}
		return d
	}
	switch {
	case found.Unit == 4:
		return decoding{name: "UTF-32", fatal: true, problem: "the document is UTF-32, which XML readers need not know"}
	case starts(0x4C, 0x6F, 0xA7, 0x94):
		return decoding{name: "EBCDIC", fatal: true, problem: "the document is EBCDIC, which XML readers need not know"}
	case found.Unit == 2 && found.Mark > 0, len(head) > 3 && (starts('<', 0) || starts(0, '<')):
		return utf16()
	}

	d := decoding{name: "UTF-8"}
	if found.Unit == 0 {
		d.mark = found.Mark
	}
	d.declared = declaredIn(head[d.mark:])
	upper := strings.ToUpper(d.declared)
	switch {
	case upper == "" || upper == "UTF-8" || upper == "UTF8":
		return d
	case d.mark > 0:
		d.problem = fmt.Sprintf("the document declares encoding %s, but begins with the byte order mark of UTF-8",
			quoted(d.declared))
		return d
	case strings.HasPrefix(upper, "UTF-") || strings.Contains(upper, "10646"):
		d.problem = fmt.Sprintf("the document declares encoding %s, but its bytes are not", quoted(d.declared))
		return d
	}
	e, err := ianaindex.IANA.Encoding(d.declared)
	if err != nil || e == nil {
		d.problem = fmt.Sprintf("the document declares encoding %s, which is not known", quoted(d.declared))
		d.fatal = true
		return d
	}
	d.name = d.declared
	d.decoder = e.NewDecoder()
	return d
}

func declaredIn(head []byte) string {
	if found := declaration.FindSubmatch(head); found != nil {
		return string(found[1])
	}
	return ""
}

// A transcoder turns a document's bytes into UTF-8 and remembers where pieces of them came from.
type transcoder struct {
	decoding
	rest   []byte // input not yet decoded: part of a character
	out    []byte
	raw    int64 // input decoded so far, with the byte order mark
	made   int64 // output so far
	pieces []piece
}

type piece struct{ raw, made int64 }

// pieceSize is how far apart the known places of a transcoded document are, in bytes of input.
const pieceSize = 4 << 10

// decode returns the UTF-8 of the next bytes; ok is false where bytes are not of the encoding. The result is valid
// until the next call.
func (t *transcoder) decode(in []byte, last bool) (out []byte, ok bool) {
	if t.decoder == nil {
		return in, true
	}
	if t.out == nil {
		t.out = make([]byte, 0, 4*chunkSize)
	}
	t.out = t.out[:0]
	in = append(t.rest, in...)
	buffer := make([]byte, 4*pieceSize)
	for len(in) > 0 {
		part := in[:min(len(in), pieceSize)]
		n, used, err := t.decoder.Transform(buffer, part, last && len(part) == len(in))
		if bytes.Count(buffer[:n], []byte("\uFFFD")) > t.replacements(part[:used]) {
			return t.out, false
		}
		t.pieces = append(t.pieces, piece{t.raw, t.made})
		t.raw += int64(used)
		t.made += int64(n)
		t.out = append(t.out, buffer[:n]...)
		in = in[used:]
		if err != nil && (used == 0 || err != transform.ErrShortDst && err != transform.ErrShortSrc) {
			break
		}
	}
	if last && len(in) > 0 {
		return t.out, false
	}
	t.rest = append([]byte(nil), in...)
	return t.out, true
}

// replacements counts the replacement characters that are really in UTF-16 input; more in the output are errors.
func (t *transcoder) replacements(in []byte) int {
	n := 0
	for i := 0; t.order != nil && i+1 < len(in); i += 2 {
		if t.order.Uint16(in[i:]) == 0xFFFD {
			n++
		}
	}
	return n
}

// offset says where a byte of the UTF-8 comes from in the input.
func (t *transcoder) offset(of int64) int64 {
	if t.decoder == nil {
		return of + int64(t.mark)
	}
	i := sort.Search(len(t.pieces), func(i int) bool { return t.pieces[i].made > of }) - 1
	if i < 0 {
		return int64(t.mark)
	}
	at, next := t.pieces[i], piece{t.raw, t.made}
	if i+1 < len(t.pieces) {
		next = t.pieces[i+1]
	}
	raw := at.raw
	if next.made > at.made {
		raw += min(of-at.made, next.made-at.made) * (next.raw - at.raw) / (next.made - at.made)
	}
	if t.order != nil {
		raw &^= 1
	}
	return raw
}

// A utf8Check looks at UTF-8 that comes in pieces, which may part a character.
type utf8Check struct {
	begun [utf8.UTFMax]byte // the beginning of a character at the end of the last piece
	count int
}

// valid returns the piece, up to the first byte that is not UTF-8; ok is false where there is one.
func (c *utf8Check) valid(piece []byte, last bool) (valid []byte, ok bool) {
	at := 0
	for c.count > 0 && at < len(piece) { // complete the character begun
		c.begun[c.count] = piece[at]
		c.count++
		at++
		if utf8.FullRune(c.begun[:c.count]) {
			if !utf8.Valid(c.begun[:c.count]) {
				return nil, false
			}
			c.count = 0
		}
	}
	end := len(piece)
	for back := 1; back < utf8.UTFMax && end-back >= at; back++ { // leave one begun at the end
		if b := piece[end-back]; utf8.RuneStart(b) {
			if !utf8.FullRune(piece[end-back:]) {
				c.count = copy(c.begun[:], piece[end-back:])
				end -= back
			}
			break
		}
	}
	if !utf8.Valid(piece[at:end]) {
		for at < end {
			r, size := utf8.DecodeRune(piece[at:end])
			if r == utf8.RuneError && size == 1 {
				break
			}
			at += size
		}
		return piece[:at], false
	}
	return piece, !last || c.count == 0
}
