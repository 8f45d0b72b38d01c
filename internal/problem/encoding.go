package problem

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/montcheck/montcheck/internal/charset"
)

// spokenOf is what people call the wide encodings.
var spokenOf = map[string]string{
	"UTF-32LE": "UTF-32, little-endian",
	"UTF-32BE": "UTF-32, big-endian",
	"UTF-16LE": "UTF-16, little-endian, as > of PowerShell writes it",
	"UTF-16BE": "UTF-16, big-endian",
}

// UTF8 returns the text of a file without a byte order mark. A file in
// another encoding is a Problem, which names the encoding where it can be
// told, and never quotes the file: it may hold a secret.
func UTF8(file string, data []byte) ([]byte, error) {
	data = bytes.TrimPrefix(data, []byte(charset.Mark))
	if err := wide(file, data); err != nil {
		return nil, err
	}
	p := Problem{File: file}
	for at := 0; at < len(data); {
		r, size := utf8.DecodeRune(data[at:])
		if r != utf8.RuneError {
			at += size
			continue
		}
		p.Line, p.Column = place(data, at)
		if size == 1 {
			p.Message = fmt.Sprintf("is not in the encoding UTF-8 (byte 0x%02X)%s: save it as UTF-8", data[at],
				guess(data))
		} else {
			p.Message = "holds U+FFFD, which stands for a letter that was lost: " +
				"the file was read in a wrong encoding and saved again; write it anew, in UTF-8"
		}
		return nil, p
	}
	return data, nil
}

// wide finds UTF-16 and UTF-32, with a byte order mark or without.
func wide(file string, data []byte) error {
	p := Problem{File: file, Line: 1, Column: 1}
	if e := charset.Detect(data); e.Mark > 0 && e.Unit > 0 {
		p.Message = "is in the encoding " + spokenOf[e.Name()] + ": save it as UTF-8"
		return p
	}
	if at := bytes.IndexByte(data, 0); at >= 0 {
		p.Line, p.Column = place(data, at)
		p.Message = "holds a NUL, as the encoding UTF-16 does and UTF-8 does not: save it as UTF-8"
		return p
	}
	return nil
}

// place is the line and column of an offset, both from 1; the column counts
// characters as far as they can be told.
func place(data []byte, at int) (line, column int) {
	before := data[:at]
	start := bytes.LastIndexByte(before, '\n') + 1
	return bytes.Count(before, []byte("\n")) + 1, utf8.RuneCount(before[start:]) + 1
}

// codePages are the encodings of one byte a letter in which Russian text is
// still saved.
var codePages = []*charmap.Charmap{charmap.Windows1251, charmap.CodePage866, charmap.KOI8R}

// guess names the code page in which most of a text are small Russian
// letters, as a phrase to append to a message; empty where none stands out.
func guess(data []byte) string {
	best, most, other := "", 0, 0
	for _, page := range codePages {
		small, high := 0, 0
		for _, b := range data {
			if b < utf8.RuneSelf {
				continue
			}
			high++
			if strings.ContainsRune("абвгдежзийклмнопрстуфхцчшщъыьэюяё", page.DecodeByte(b)) {
				small++
			}
		}
		if small > most {
			best, most, other = page.String(), small, high-small
		}
	}
	if most <= other {
		return ""
	}
	return ", probably " + best
}
