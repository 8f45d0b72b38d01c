package transport

import (
	"bytes"
	"encoding/base64"
	"html"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/montcheck/montcheck/internal/charset"
)

// Readings are the texts that a body can be read as. What must not be in an
// answer is looked for in all of them: a name or a key says the same in
// escapes of JSON, in character references, in a CDATA section, in UTF-16,
// percent-encoded or in Base64, and in one of these within another.
type Readings []string

// The bounds of what is read: an answer that must not hold anything is short.
const (
	deepest  = 4       // of encodings within each other
	readable = 4 << 20 // bytes of all readings
	shortest = 12      // characters of Base64 that could hold a word
)

// Read returns the readings of a body, the body as it stands first.
func Read(body string) Readings {
	all := Readings{body}
	seen := map[string]bool{body: true}
	size, from := len(body), 0
	for range deepest {
		last := len(all)
		for _, text := range all[from:last] {
			for _, undo := range []func(string) string{fromWide, unescape, plainText, percentDecode, fromBase64} {
				if again := undo(text); again != "" && !seen[again] && size+len(again) <= readable {
					seen[again] = true
					all, size = append(all, again), size+len(again)
				}
			}
		}
		from = last
	}
	return all
}

// Contains tells whether some reading holds a text, in letters of whatever
// case.
func (r Readings) Contains(s string) bool {
	s = strings.ToLower(s)
	for _, text := range r {
		if strings.Contains(strings.ToLower(text), s) {
			return true
		}
	}
	return false
}

// Find is the first match in some reading; empty where there is none.
func (r Readings) Find(what *regexp.Regexp) string {
	for _, text := range r {
		if found := what.FindString(text); found != "" {
			return found
		}
	}
	return ""
}

// fromWide reads a text in UTF-16 or UTF-32.
func fromWide(s string) string {
	text := []byte(s)
	if e := charset.Detect(text); e.Unit > 0 {
		return e.Decode(text)
	}
	return ""
}

// escape is an escape of JSON and its like.
var escape = regexp.MustCompile(`(?:\\u[0-9A-Fa-f]{4})+|\\x[0-9A-Fa-f]{2}|\\[nrtbf"'/\\]`)

var controls = strings.NewReplacer(`\n`, "\n", `\r`, "\r", `\t`, "\t", `\b`, "\b", `\f`, "\f", `\"`, `"`, `\'`, "'",
	`\/`, "/", `\\`, `\`)

// unescape undoes the escapes of JSON, wherever they stand.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return ""
	}
	return escape.ReplaceAllStringFunc(s, func(e string) string {
		switch e[1] {
		case 'u':
			var units []uint16
			for code := range strings.SplitSeq(e[2:], `\u`) {
				n, _ := strconv.ParseUint(code, 16, 16) // four digits, as the pattern says
				units = append(units, uint16(n))
			}
			return string(utf16.Decode(units))
		case 'x':
			n, _ := strconv.ParseUint(e[2:], 16, 8)
			return string(rune(n))
		}
		return controls.Replace(e)
	})
}

// around is markup that splits a text without changing what it says.
var around = regexp.MustCompile(`<!\[CDATA\[|\]\]>|(?s:<!--.*?-->|<\?.*?\?>)`)

// plainText undoes character references and CDATA sections.
func plainText(s string) string {
	if !strings.ContainsAny(s, "&<") {
		return ""
	}
	return html.UnescapeString(around.ReplaceAllString(s, ""))
}

func percentDecode(s string) string {
	if !strings.Contains(s, "%") {
		return ""
	}
	return percent.ReplaceAllStringFunc(s, func(e string) string {
		plain, _ := url.PathUnescape(e) // two digits each, as the pattern says
		return plain
	})
}

var (
	percent = regexp.MustCompile(`(?:%[0-9A-Fa-f]{2})+`)
	base64s = regexp.MustCompile(`[A-Za-z0-9+/_-]{` + strconv.Itoa(shortest) + `,}`)
)

// fromBase64 returns what stands in Base64 in a text and is text itself.
func fromBase64(s string) string {
	var found []string
	for _, word := range base64s.FindAllString(s, -1) {
		word = strings.NewReplacer("-", "+", "_", "/").Replace(word)
		plain, err := base64.RawStdEncoding.DecodeString(word)
		if err == nil && isText(plain) {
			found = append(found, string(plain))
		}
	}
	return strings.Join(found, "\n")
}

func isText(b []byte) bool {
	return utf8.Valid(b) && !bytes.ContainsFunc(b,
		func(r rune) bool { return !unicode.IsPrint(r) && !unicode.IsSpace(r) })
}
