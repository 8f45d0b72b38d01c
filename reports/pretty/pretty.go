// Package pretty shows a body to people: laid out line by line as XML or JSON
// would be written by hand, however malformed or cut it is, with the line
// that a place points at marked.
package pretty

import (
	"encoding/hex"
	"strings"
	"unicode/utf8"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/reports/printable"
)

// Frame is how much of a body is shown.
type Frame struct {
	Around int // lines on either side of the marked one
	Width  int // runes of a line
}

// Excerpt is the part of a body that is worth showing.
type Excerpt struct {
	Before int64  // bytes of the body before what was laid out
	Above  int    // lines that were laid out above those shown
	Lines  []Line // safe to show once escaped for the medium
	Below  int    // and below
	After  int64  // bytes after what was laid out
	Marked bool   // one of the lines is marked
}

// Line is one line of an excerpt. Its number counts the lines of the layout,
// not those of the body.
type Line struct {
	Number int
	Text   string
	Marked bool
}

// Body lays b out and gives the lines around place, or its beginning where
// place is nil or not among the bytes that the Run carries.
func (f Frame) Body(b run.Body, place *run.Place) Excerpt {
	raw, start, found := carried(b, place)
	at := -1
	if found {
		at = int(place.Offset - start)
	}
	lines := layout(raw)
	mark := marked(lines, at)
	from, to := 0, min(len(lines), 2*f.Around)
	if mark >= 0 {
		from, to = max(0, mark-f.Around), min(len(lines), mark+f.Around+1)
	}
	e := Excerpt{Above: from, Below: len(lines) - to, After: b.Size - start - int64(len(raw)), Before: start,
		Marked: mark >= 0}
	for i := from; i < to; i++ {
		focus := -1
		if i == mark {
			focus = at
		}
		e.Lines = append(e.Lines, Line{Number: i + 1, Text: lines[i].show(focus, f.Width), Marked: i == mark})
	}
	return e
}

// carried picks the part of the body that holds the place.
func carried(b run.Body, place *run.Place) (raw string, start int64, found bool) {
	raw = b.Text
	if raw == "" {
		raw = string(b.Binary)
	}
	if place == nil || place.Offset < 0 {
		return raw, 0, false
	}
	// A place just past the end is where a cut document broke off.
	if place.Offset < int64(len(raw)) || place.Offset == b.Size && b.Whole() && raw != "" {
		return raw, 0, true
	}
	for _, w := range b.Windows {
		if place.Offset >= w.Offset && place.Offset <= w.Offset+int64(len(w.Text)) && w.Text != "" {
			return w.Text, w.Offset, true
		}
	}
	return raw, 0, false
}

// line is a line of the layout: some bytes of the raw text, indented.
type line struct {
	start, end int
	depth      int
	text       string
}

func layout(raw string) []line {
	body := strings.TrimPrefix(raw, "\ufeff")
	skipped := len(raw) - len(body)
	var lines []line
	switch first := strings.TrimLeft(body, " \t\r\n"); {
	case binary(body):
		lines = dump(body)
	case strings.HasPrefix(first, "{") || strings.HasPrefix(first, "["):
		lines = json(body)
	case strings.ContainsRune(first, '<'):
		lines = xml(body)
	default:
		lines = split(line{end: len(body), text: body})
	}
	lowest := 0
	for i := range lines {
		lines[i].start += skipped
		lines[i].end += skipped
		lowest = min(lowest, lines[i].depth)
	}
	for i := range lines { // a window may close more than it opens
		lines[i].depth -= lowest
	}
	return lines
}

// marked finds the line that holds the byte at, or is the first after it. An
// element's place is its start tag. A place right before an end tag is where
// a parser gave up, behind what it could not read: there the line above is
// meant.
func marked(lines []line, at int) int {
	if at < 0 || len(lines) == 0 {
		return -1
	}
	for i, l := range lines {
		if at >= l.end {
			continue
		}
		if at == l.start && i > 0 && strings.HasPrefix(l.text, "</") {
			return i - 1
		}
		return i
	}
	return len(lines) - 1
}

// show gives the line's text, and of a long line the part around focus, a
// place in the raw text.
func (l line) show(focus, width int) string {
	text, head := l.text, ""
	if utf8.RuneCountInString(text) > width && focus >= l.start && focus-l.start > width/2 {
		from := min(focus-l.start, len(text)) - width/2
		for from > 0 && from < len(text) && !utf8.RuneStart(text[from]) {
			from--
		}
		text, head = text[from:], "…"
	}
	return strings.Repeat("  ", min(l.depth, 20)) + head +
		printable.Line(strings.ReplaceAll(printable.Cut(text, width), "\t", "    "))
}

// split parts a line at the line breaks in its text.
func split(l line) []line {
	var lines []line
	start := l.start
	for _, text := range strings.SplitAfter(l.text, "\n") {
		end := start + len(text)
		shown := strings.TrimRight(text, "\r\n")
		if shown != "" || len(lines) > 0 && end < l.end {
			lines = append(lines, line{start: start, end: end, depth: l.depth, text: shown})
		}
		start = end
	}
	return lines
}

// binary tells whether too many of the first bytes are control characters or
// no UTF-8 for the body to be worth reading as text.
func binary(raw string) bool {
	head := raw[:min(len(raw), 512)]
	odd := 0
	for i, r := range head {
		if r == utf8.RuneError && i < len(head)-utf8.UTFMax || r < ' ' && !strings.ContainsRune("\t\r\n", r) {
			odd++
		}
	}
	return odd*8 > len(head)
}

func dump(raw string) []line {
	const row = 16
	var lines []line
	text := strings.Split(strings.TrimSuffix(hex.Dump([]byte(raw)), "\n"), "\n")
	for i, t := range text {
		lines = append(lines, line{start: i * row, end: min((i+1)*row, len(raw)), text: t})
	}
	return lines
}
