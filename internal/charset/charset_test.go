package charset

import (
	"io"
	"strings"
	"testing"
)

func TestDetect(t *testing.T) {
	const text = "<a>Ключ</a>"
	for name, c := range map[string]struct {
		mark string
		in   Encoding
	}{
		"UTF-8": {}, "UTF-8 with a mark": {mark: Mark},
		"UTF-16LE": {in: utf16LE}, "UTF-16BE": {in: utf16BE}, "UTF-32LE": {in: utf32LE}, "UTF-32BE": {in: utf32BE},
		"UTF-16LE with a mark": {Mark, utf16LE}, "UTF-16BE with a mark": {Mark, utf16BE},
		"UTF-32LE with a mark": {Mark, utf32LE}, "UTF-32BE with a mark": {Mark, utf32BE},
	} {
		body := c.mark + text
		if c.in.text != nil {
			body, _ = c.in.text.NewEncoder().String(body)
		}
		got := Detect([]byte(body))
		if want, _, _ := strings.Cut(name, " "); got.Name() != want || (got.Mark > 0) != (c.mark != "") {
			t.Errorf("%s: %s, with a mark of %d", name, got.Name(), got.Mark)
		}
		if plain := got.Decode([]byte(body)); plain != text {
			t.Errorf("%s: decoded to %q", name, plain)
		}
		if got.Unit == 4 && got.Mark > 0 {
			continue // nobody who reads in a stream reads it
		}
		if plain, err := io.ReadAll(got.Reader(strings.NewReader(body))); string(plain) != text {
			t.Errorf("%s: read as %q, %v", name, plain, err)
		}
	}
	for _, short := range []string{"", "<", "\x00", "\xff", "{}", "текст", "\t\n"} {
		if got := Detect([]byte(short)); got != (Encoding{}) {
			t.Errorf("%q is taken for %s", short, got.Name())
		}
	}
}
