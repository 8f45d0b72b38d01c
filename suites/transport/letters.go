package transport

import (
	"unicode"
	"unicode/utf8"
)

// Letters tells what was seen in texts. Its zero value has seen nothing.
type Letters struct {
	Outside bool   // letters outside ASCII
	Lost    string // marks of letters that were lost; they may have been entered so
	Twice   string // letters that were encoded twice
}

// See looks at a text.
func (l *Letters) See(s string) {
	questions, previous := 0, rune(0)
	for _, c := range s {
		switch {
		case c == utf8.RuneError:
			l.Lost = "U+FFFD, which stands for a character that could not be read"
		case (previous == 'Ð' || previous == 'Ñ') && c >= 0x80 && c <= 0xBF:
			l.Twice = "Cyrillic that was encoded twice: " + string(previous) + string(c)
		case c > unicode.MaxASCII && unicode.IsLetter(c):
			l.Outside = true
		}
		if questions++; c != '?' {
			questions = 0
		} else if questions == 4 {
			l.Lost = "question marks in place of letters"
		}
		previous = c
	}
}
