// Package bound keeps what an endpoint sends from filling memory: it ends a
// body in which one text is too long. What reads XML and JSON holds each text
// in memory as a whole, some of it several times.
package bound

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/montcheck/montcheck/internal/charset"
)

// Exceeded is the error of an answer that is longer, in one way or another,
// than montcheck reads: a limit of montcheck's own, which says nothing of
// conformance.
type Exceeded struct{ What string }

func (e Exceeded) Error() string { return e.What + "; reading was stopped" }

// Texts passes a body on, and ends it with Exceeded where one text, comment,
// CDATA section or tag of it gets too long, or where it has too many of them.
func Texts(body io.Reader) io.Reader { return &measured{r: body} }

const (
	// longestText is the longest text, comment or section that is read, in
	// bytes.
	longestText = 4 << 20
	// longestTag is the same for the inside of a tag, with its attributes.
	longestTag = 1 << 20
	// mostPieces is how many tags, comments and sections of XML, or values of
	// JSON, are read: what is short on the wire takes its time and memory, each.
	// A catalogue of 50,000 products has fewer than half as many.
	mostPieces = 12 << 20
)

// piece is where in a text of XML or JSON a byte stands.
type piece int

const (
	between   piece = iota // texts, of XML
	opened                 // after <, before it shows what begins
	tag                    // outside of its attributes' values
	attribute              // a value of one
	comment
	section     // of CDATA
	instruction // and declarations
	outside     // of the texts of JSON
	quoted      // a text of JSON
)

// called is what people call a piece, and how long one may be.
var called = map[piece]struct {
	name string
	most int
}{
	between: {"text", longestText}, opened: {"tag", longestTag}, tag: {"tag", longestTag},
	attribute: {"tag", longestTag},
	comment:   {"comment", longestText}, section: {"CDATA section", longestText},
	instruction: {"processing instruction", longestTag},
	outside:     {"text", longestText}, quoted: {"text", longestText},
}

// measured passes a body on, and ends it where one text of it gets too long.
// It takes the body for XML or JSON by its first character.
type measured struct {
	r      io.Reader
	wide   *wide // of UTF-16; nil for any other encoding
	begun  bool
	at     piece
	length int // of the piece so far
	text   int // since the last tag, with sections, and without comments
	pieces int
	start  []byte // of a piece that opened
	quote  byte   // that ends an attribute
	before [2]byte
	skip   bool // the next byte of a text of JSON is escaped
	failed error
}

func (m *measured) Read(p []byte) (int, error) {
	if m.failed != nil {
		return 0, m.failed
	}
	n, err := m.r.Read(p)
	if m.look(p[:n]); m.failed != nil {
		return n, m.failed
	}
	return n, err
}

// look goes on through the body.
func (m *measured) look(p []byte) {
	if !m.begun && len(p) > 0 {
		m.wide = wideBy(p)
	}
	if m.wide != nil {
		p = m.wide.narrow(p)
	}
	if !m.begun {
		p = bytes.TrimLeftFunc(p, func(r rune) bool { return r <= ' ' || r == '\ufeff' || r == utf8.RuneError })
		if len(p) == 0 {
			return
		}
		if m.begun = true; strings.IndexByte("{[\"", p[0]) >= 0 {
			m.at = outside
		}
	}
	for len(p) > 0 && m.failed == nil {
		p = p[m.step(p):]
		if c := called[m.at]; m.length > c.most || m.text > longestText {
			m.failed = Exceeded{
				fmt.Sprintf("the answer holds a %s longer than %d MiB, which montcheck does not read", c.name,
					c.most>>20)}
		} else if m.pieces > mostPieces {
			m.failed = Exceeded{
				fmt.Sprintf("the answer holds more than %d tags or values, and montcheck reads no more", mostPieces)}
		}
	}
}

// step takes in what of p is of one piece, and returns how much that is.
func (m *measured) step(p []byte) int {
	upTo := func(ends string) (n int, found bool) {
		n = bytes.IndexAny(p, ends)
		if len(ends) == 1 {
			n = bytes.IndexByte(p, ends[0])
		}
		if n < 0 {
			n = len(p) - 1
		} else {
			found = true
		}
		n++
		m.length += n
		return n, found
	}
	switch m.at {
	case between:
		n, found := upTo("<")
		if m.text += n; !found {
			return n
		}
		m.pieces++
		if end := plainTag(p[n:]); end > 0 && m.text <= longestText {
			m.length, m.text = 0, 0
			return n + end
		}
		m.at, m.length, m.start = opened, 0, m.start[:0]
		return n
	case opened:
		m.open(p[0])
		return 1
	case tag:
		n, found := upTo("\"'>")
		if c := p[n-1]; found && c == '>' {
			m.at, m.length, m.text = between, 0, 0
		} else if found {
			m.at, m.quote = attribute, c
		}
		return n
	case attribute:
		n, found := upTo(string(m.quote))
		if found {
			m.at = tag
		}
		return n
	case comment:
		return m.end(p, '-', '-', upTo)
	case section:
		n := m.end(p, ']', ']', upTo)
		m.text += n
		return n
	case instruction:
		n, found := upTo(">")
		if found {
			m.at, m.length = between, 0
		}
		return n
	case quoted:
		if m.skip {
			m.skip = false
			m.length++
			return 1
		}
		n, found := upTo("\\\"")
		if found && p[n-1] == '"' {
			m.at, m.length = outside, 0
		}
		m.skip = found && p[n-1] == '\\'
		return n
	default:
		n, found := upTo("\"")
		m.length = 0
		m.pieces += bytes.Count(p[:n], comma) + bytes.Count(p[:n], opening)
		if found {
			m.at = quoted
		}
		return n
	}
}

// What stands before a value of JSON, in most cases.
var comma, opening = []byte(","), []byte("[")

// plainTag is the length of the tag that p begins with after its <, where all
// of it is there and it has no quotes; else 0.
func plainTag(p []byte) int {
	if len(p) == 0 || p[0] == '!' || p[0] == '?' {
		return 0
	}
	end := bytes.IndexByte(p, '>')
	if end < 0 || bytes.IndexByte(p[:end], '"') >= 0 || bytes.IndexByte(p[:end], '\'') >= 0 {
		return 0
	}
	return end + 1
}

// open looks at a byte of the first after a <, until they show what begins.
func (m *measured) open(c byte) {
	m.start = append(m.start, c)
	m.length++
	switch start := string(m.start); {
	case start == "!--":
		m.at, m.length, m.before = comment, 0, [2]byte{}
	case start == "![CDATA[":
		m.at, m.length, m.before = section, 0, [2]byte{}
	case strings.HasPrefix("!--", start), strings.HasPrefix("![CDATA[", start):
	case c == '>':
		m.at, m.length, m.text = between, 0, 0
	case start[0] == '!', start[0] == '?':
		m.at, m.length = instruction, 0
	case c == '"', c == '\'':
		m.at, m.quote, m.length = attribute, c, 0
	default:
		m.at, m.length = tag, 0
	}
}

// end takes in what is left of a comment or section, which ends with two
// characters and a >.
func (m *measured) end(p []byte, a, b byte, upTo func(string) (int, bool)) int {
	n, found := upTo(">")
	tail := append(m.before[:], p[:n]...)
	tail = tail[max(0, len(tail)-3):]
	if found && tail[0] == a && tail[1] == b {
		m.at, m.length = between, 0
	}
	m.before = [2]byte(tail[len(tail)-2:])
	return n
}

// wide makes of UTF-16 what measured looks at: its ASCII, and an x for any
// other character.
type wide struct {
	low  int    // which byte of two holds ASCII
	half []byte // of a character whose other half is to come
	out  []byte
}

// wideBy tells by the first bytes of a body whether it is UTF-16.
func wideBy(p []byte) *wide {
	switch e := charset.Detect(p); {
	case e.Unit == 0:
		return nil
	case e.Big:
		return &wide{low: 1}
	}
	return &wide{low: 0}
}

func (w *wide) narrow(p []byte) []byte {
	p = append(w.half, p...)
	w.out = w.out[:0]
	for ; len(p) >= 2; p = p[2:] {
		c := byte('x')
		if p[1-w.low] == 0 {
			c = p[w.low]
		} else if p[w.low]^p[1-w.low] == 0xFF^0xFE {
			c = ' ' // the byte order mark
		}
		w.out = append(w.out, c)
	}
	w.half = bytes.Clone(p)
	return w.out
}
