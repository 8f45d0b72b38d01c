package transport

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// readings are the encodings in which UTF-8 is read by mistake.
var readings = []struct {
	as   string
	with *charmap.Charmap
}{
	{"Windows-1251", charmap.Windows1251}, {"code page 866", charmap.CodePage866}, {"KOI8-R", charmap.KOI8R},
	{"Windows-1252", charmap.Windows1252}, {"ISO 8859-1", charmap.ISO8859_1},
}

// Loss says in a few words how a text that was sent came back, where it did not
// come back letter by letter; empty where it did.
func Loss(sent, got string) string {
	switch {
	case sent == got:
		return ""
	case got == "":
		return "nothing of it came back"
	case strings.ContainsRune(got, utf8.RuneError):
		return "characters could not be read (U+FFFD)"
	case strings.Count(got, "?") > strings.Count(sent, "?"):
		return "question marks stand in place of letters"
	case html.EscapeString(sent) == got || html.UnescapeString(got) == sent:
		return "it was escaped twice"
	case norm.NFC.String(got) == norm.NFC.String(sent):
		return "its letters were taken apart or put together (another normal form of Unicode)"
	case strings.TrimSpace(got) == strings.TrimSpace(sent):
		return "blanks around it were cut off or added"
	case strings.EqualFold(got, sent):
		return "capital and small letters were changed"
	}
	for _, r := range readings {
		if read, err := r.with.NewDecoder().String(sent); err == nil && read == got {
			return "its UTF-8 was read as " + r.as
		}
	}
	if letters(got) < letters(sent) {
		return "letters were dropped"
	}
	return "it is another text"
}

func letters(s string) (n int) {
	for _, c := range s {
		if unicode.IsLetter(c) {
			n++
		}
	}
	return n
}
