package verify

import (
	"strings"
	"testing"

	"github.com/montcheck/montcheck/internal/load/answer"
)

// A finding about what an answer says shows the element that it is about.
func TestPlaceOfAFinding(t *testing.T) {
	verifier := New(Options{}, nil)
	body := []byte("<R xmlns:a=\"u\">" + strings.Repeat("<x/>", 500) +
		"\n<a:Id>5</a:Id><a:Id>55</a:Id>\n <a:Id >5</a:Id><a:PartNum>A&amp;B (1</a:PartNum></R>")
	for _, c := range []struct {
		element, text string
		line, column  int
		excerpt       string
	}{
		{"Id", "5", 3, 2, "<a:Id >5</a:Id>"}, // the last one
		{"PartNum", "A&B (1", 3, 17, "<a:PartNum>A&amp;B (1</a:PartNum>"},
		{"Id", "6", 0, 0, "<R xmlns"},
		{"", "", 0, 0, "<R xmlns"},
	} {
		v := verifier.placed(answer.Finding{Element: c.element, Text: c.text}, body)
		if v.Line != c.line || v.Column != c.column || !strings.Contains(v.Excerpt, c.excerpt) {
			t.Errorf("%s %q: line %d, column %d, %q", c.element, c.text, v.Line, v.Column, v.Excerpt)
		}
	}
}
