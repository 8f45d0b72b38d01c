package pretty

import "strings"

// xml lays out what looks like XML or HTML: an element a line, one that holds
// only text on a single line. It never fails: what is no markup is text.
func xml(raw string) []line {
	var lines []line
	depth := 0
	leaf := false // the last line is a start tag with no element in it yet
	for at := 0; at < len(raw); {
		end, kind := markup(raw, at)
		part := raw[at:end]
		switch {
		case kind == endTag && leaf:
			extend(lines, raw, end)
			depth--
		case kind == endTag:
			depth--
			lines = append(lines, line{at, end, depth, part})
		case kind == text && leaf && lasts(raw, end):
			extend(lines, raw, end)
			at = end
			continue
		case kind == text && strings.TrimSpace(part) == "":
			at = end // layout of the sender's
			continue
		default:
			lines = append(lines, line{at, end, depth, part})
			if kind == startTag {
				depth++
			}
		}
		leaf = kind == startTag
		at = end
	}
	var all []line
	for _, l := range lines {
		all = append(all, split(l)...)
	}
	return all
}

// lasts tells whether what follows a leaf's text is its end tag, or nothing.
func lasts(raw string, at int) bool {
	return at == len(raw) || strings.HasPrefix(raw[at:], "</")
}

func extend(lines []line, raw string, end int) {
	last := &lines[len(lines)-1]
	last.end = end
	last.text = raw[last.start:end]
}

type kind int

const (
	text kind = iota
	startTag
	endTag
	other // empty elements, comments, CDATA, declarations
)

// markup gives the end and the kind of the token at a place.
func markup(raw string, at int) (end int, k kind) {
	rest := raw[at:]
	if rest[0] != '<' {
		return at + until(rest, "<", 0), text
	}
	for _, form := range []struct{ open, close string }{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"},
		{"<!", ">"}} {
		if strings.HasPrefix(rest, form.open) {
			return at + until(rest, form.close, len(form.close)), other
		}
	}
	if len(rest) == 1 || strings.ContainsRune(" \t\r\n<=", rune(rest[1])) { // a bare <
		return at + 1 + until(rest[1:], "<", 0), text
	}
	end = at + tag(rest)
	switch {
	case rest[1] == '/':
		return end, endTag
	case strings.HasSuffix(raw[at:end], "/>"):
		return end, other
	}
	return end, startTag
}

// tag gives the length of a tag, whose quoted values may hold ">". Where a
// quote is never closed, the first ">" ends it.
func tag(rest string) int {
	quote := byte(0)
	for i := 1; i < len(rest); i++ {
		switch c := rest[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1
		case c == '<':
			return i
		}
	}
	return until(rest, ">", 1)
}

// until gives the length up to the first mark, with more bytes of it, or the
// whole length.
func until(rest, mark string, more int) int {
	if i := strings.Index(rest, mark); i >= 0 {
		return i + more
	}
	return len(rest)
}
