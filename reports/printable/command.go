package printable

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// command recognises what runners of CI jobs obey in the output of a program:
// "::error" at the start of a line, after blanks (GitHub, Gitea, Forgejo), and
// "##[error]", "##vso[...]", "##teamcity[...]" anywhere (GitHub, Azure, TeamCity).
// GitLab's are control characters. It is told one character after another.
type command struct {
	hashes  int  // of "##", with what may stand before the bracket
	begun   bool // more than blanks and colours stand on the line
	colon   bool // the first character is one
	control bool // within a colour
}

// completed tells whether r makes a command of what came before.
func (c *command) completed(r rune) bool {
	bracket := c.bracket(r)
	return c.second(r) || bracket
}

// second tells whether r is the second colon of a line's first two characters.
func (c *command) second(r rune) bool {
	switch {
	case r == '\n' || r == '\r':
		c.begun, c.colon, c.control = false, false, false
	case c.begun:
	case c.control:
		c.control = !unicode.IsLetter(r)
	case c.colon:
		c.begun = true
		return r == ':'
	case r == '\x1b':
		c.control = true
	case r == ':':
		c.colon = true
	default:
		c.begun = !unicode.IsSpace(r)
	}
	return false
}

// bracket tells whether r opens the bracket after "##" and a word.
func (c *command) bracket(r rune) bool {
	const both = 2
	switch {
	case r == '#':
		c.hashes = min(c.hashes+1, both)
	case c.hashes == both && r == '[':
		c.hashes = 0
		return true
	case c.hashes < both || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-", r):
		c.hashes = 0
	}
	return false
}

// Log returns a writer for the lines that a program prints: what a CI runner
// would obey in them is written as an escape, whoever said it. Colours are let
// through.
func Log(w io.Writer) io.Writer { return &log{w: w} }

type log struct {
	w    io.Writer
	said command
}

// Write implements io.Writer.
func (l *log) Write(p []byte) (int, error) {
	var b strings.Builder
	b.Grow(len(p))
	for rest := p; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		if l.said.completed(r) {
			fmt.Fprintf(&b, `\x%02x`, r)
		} else {
			b.Write(rest[:size])
		}
		rest = rest[size:]
	}
	if _, err := io.WriteString(l.w, b.String()); err != nil {
		return 0, err
	}
	return len(p), nil
}
