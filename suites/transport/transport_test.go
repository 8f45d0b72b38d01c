package transport

import (
	"net/http"
	"strings"
	"testing"
)

// Every type that a header names has to be XML in the encoding of the body;
// what is only written badly is no more than odd.
func TestServedAsXML(t *testing.T) {
	for _, c := range []struct {
		headers []string
		wrong   string
		odd     bool
	}{
		{[]string{"application/xml; charset=utf-8"}, "", false},
		{[]string{"text/xml;charset=\"UTF-8\""}, "", false},
		{[]string{"application/xml; charset="}, "", true},
		{[]string{"application/xml; charset=; charset=utf-8"}, "", true},
		{[]string{"application/xml, charset=utf-8"}, "", true},
		{[]string{"application/xml; charset=utf-8", "application/xml; charset=utf-8"}, "", false},
		{[]string{"application/xml", "text/xml; charset=utf-8"}, "", true},
		{[]string{"application/xml; charset=utf-8", "text/html"}, "another type", true},
		{[]string{"application/xml; charset=utf-8, text/html"}, "another type", true},
		{[]string{"application/xml; charset=utf-8", "application/xml; charset=windows-1251"},
			"another encoding", false},
		{[]string{"text/html", "application/xml; charset=utf-8"}, "not served as XML", false},
		{[]string{"application/xml; charset=utf-16"}, "another encoding", false},
		{nil, "not served as XML", false},
	} {
		h := http.Header{"Content-Type": c.headers}
		wrong, odd := ServedAsXML(h, "utf-8"), OddlyServed(h)
		if !strings.Contains(wrong.Summary, c.wrong) || c.wrong == "" && wrong != (Wrong{}) {
			t.Errorf("%q: %q, want %q", c.headers, wrong.Summary, c.wrong)
		}
		if (odd != Wrong{}) != c.odd {
			t.Errorf("%q: odd is %q, want %v", c.headers, odd.Summary, c.odd)
		}
	}
}
