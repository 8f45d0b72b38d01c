// Package printable makes text from an untrusted source safe to show: what a
// terminal or the runner of a CI job would obey, what a reader could not see
// and what is no UTF-8 is written out as an escape.
package printable

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text returns s with its line breaks and tabs kept and every other control,
// format or undecodable character escaped: "\x1b", "\u202e", "\xff". So is what
// makes a command for a CI runner: "##\x5berror]", and ":\x3aerror" at the start
// of a line.
func Text(s string) string {
	if Clean(s) {
		return s
	}
	return escape(s, "\n\t")
}

// Line is like Text, for places of one line: line breaks and tabs are
// escaped too.
func Line(s string) string { return escape(s, "") }

// Cut returns at most n runes of s; where it left some out it ends with an
// ellipsis.
func Cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	runes := 0
	for i := range s {
		if runes == n {
			return s[:i] + "…"
		}
		runes++
	}
	return s
}

// Clean tells whether Text would leave s as it is.
func Clean(s string) bool {
	var c command
	for i, r := range s {
		if !shown(r, "\n\t") || r == utf8.RuneError && broken(s[i:]) || c.completed(r) {
			return false
		}
	}
	return true
}

// JSON returns a writer that passes a JSON document on to w with the control
// characters escaped that JSON allows to stand plain in a string: DEL and
// U+0080 to U+009F, which some terminals obey, and with what makes a text in it
// a command for a CI runner. The document means the same afterwards. Errors are for w's Flush to tell.
func JSON(w *bufio.Writer) io.Writer { return &document{w: w} }

// document is a JSON document on its way. A write may end inside a character.
type document struct {
	w    *bufio.Writer
	lead bool // the first byte of U+0080 to U+00BF is held back
	said command
}

const lead = 0xc2 // in UTF-8

// Write implements io.Writer.
func (d *document) Write(p []byte) (int, error) {
	if !d.lead && d.said.hashes == 0 && !bytes.ContainsAny(p, "\x7f#") && bytes.IndexByte(p, lead) < 0 {
		return d.w.Write(p)
	}
	from := 0 // of what was not passed on yet
	for i, c := range p {
		bracket := d.said.bracket(rune(c))
		switch {
		case bracket:
			d.w.Write(p[from:i])
			d.w.WriteString(`\u005b`)
			from = i + 1
		case d.lead && c <= 0x9f:
			fmt.Fprintf(d.w, `\u%04x`, c)
			d.lead, from = false, i+1
		case d.lead:
			d.w.WriteByte(lead)
			d.lead, from = false, i
		case c == 0x7f:
			d.w.Write(p[from:i])
			d.w.WriteString(`\u007f`)
			from = i + 1
		case c == lead:
			d.w.Write(p[from:i])
			d.lead, from = true, i+1
		}
	}
	d.w.Write(p[from:])
	return len(p), nil
}

func escape(s, kept string) string {
	var b strings.Builder
	b.Grow(len(s))
	var c command
	for i, r := range s {
		completed := c.completed(r)
		switch {
		case completed:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r == utf8.RuneError && broken(s[i:]):
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case shown(r, kept):
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < 0x80:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r <= 0xffff:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	return b.String()
}

// shown leaves out control and format characters (those that turn the
// direction of writing among them), unassigned ones and separators that
// break lines.
func shown(r rune, kept string) bool {
	return unicode.IsGraphic(r) || strings.ContainsRune(kept, r)
}

func broken(s string) bool {
	_, size := utf8.DecodeRuneInString(s)
	return size == 1
}
