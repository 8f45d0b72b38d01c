package config

import (
	"fmt"
	"slices"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/unicode/runenames"
)

// doubt notes what is hardly meant in a value. No note quotes the value: it
// may be a secret.
func (n node) doubt(value string) {
	for _, message := range append(unseen(value), unmeant(value)...) {
		n.doubts = append(n.doubts, n.Problem(message))
	}
}

// unseen says which characters of a value nobody sees.
func unseen(value string) []string {
	var notes []string
	said := map[rune]bool{}
	for at, r := range value {
		begins, ends := at == 0, at+utf8.RuneLen(r) == len(value)
		hidden := unicode.In(r, unicode.C, unicode.Z) && r != ' '
		if said[r] || !hidden && (r != ' ' || !begins && !ends) {
			continue
		}
		said[r] = true
		where := "holds"
		switch {
		case begins:
			where = "begins with"
		case ends:
			where = "ends with"
		}
		notes = append(notes, fmt.Sprintf("%s a character that nobody sees: %s (U+%04X)", where, nameOf(r), r))
	}
	return notes
}

func nameOf(r rune) string {
	if r == '\t' {
		return "TAB"
	}
	return runenames.Name(r)
}

// quotes are the signs that stand around a text, opening and closing.
var quotes = []string{`""`, `''`, "``", "«»", "“”", "„“", "‘’"}

// unmeant says what of a value seems to be its wrapping.
func unmeant(value string) []string {
	var notes []string
	first, size := utf8.DecodeRuneInString(value)
	last, _ := utf8.DecodeLastRuneInString(value)
	if len(value) > size && slices.Contains(quotes, string([]rune{first, last})) {
		notes = append(notes, "stands in quotes, which are taken for a part of it")
	}
	if !norm.NFC.IsNormalString(value) {
		notes = append(notes, "has letters whose accents are characters of their own (not in the normal form NFC), "+
			"as macOS writes them in names of files")
	}
	return notes
}
