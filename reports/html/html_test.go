package html

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/sample"
	"github.com/montcheck/montcheck/reports/messages"
	"github.com/montcheck/montcheck/reports/printable"
)

func render(t *testing.T, r *run.Run, lang string) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, r, nil, lang); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// elements gives the elements of a page and all of its text.
func elements(t *testing.T, page string) (all []*html.Node, text string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for n := range root.Descendants() {
		switch n.Type {
		case html.ElementNode:
			all = append(all, n)
		case html.TextNode:
			if n.Parent.Data != "style" {
				b.WriteString(n.Data)
			}
		}
	}
	return all, b.String()
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func TestEveryRunInEveryLanguage(t *testing.T) {
	for name, r := range map[string]*run.Run{"full": sample.Full(), "hostile": sample.Hostile(), "cut": sample.Cut(),
		"empty": sample.Empty()} {
		for _, lang := range messages.Languages {
			all, text := elements(t, render(t, r, lang))
			if !printable.Clean(text) {
				t.Errorf("%s in %s shows control characters", name, lang)
			}
			ids := map[string]bool{}
			for _, n := range all {
				if n.Data == "html" && attribute(n, "lang") != lang {
					t.Errorf("%s in %s says that it is in %s", name, lang, attribute(n, "lang"))
				}
				if id := attribute(n, "id"); id != "" {
					if ids[id] && name != "hostile" {
						t.Errorf("%s: the id %q is there twice", name, id)
					}
					ids[id] = true
				}
			}
			for _, n := range all {
				if to, ok := strings.CutPrefix(attribute(n, "href"), "#"); ok && !ids[to] {
					t.Errorf("%s: a link leads to %q, which is not there", name, to)
				}
			}
		}
	}
	if err := Write(&bytes.Buffer{}, sample.Empty(), nil, "de"); err == nil {
		t.Error("a report in a language that there is not")
	}
}

// Nothing that an endpoint sent becomes markup.
func TestHostileRunAddsNoMarkup(t *testing.T) {
	allowed := strings.Fields("html head meta title link style body header p b h1 span svg rect ul li div " +
		"nav a main section h2 h3 h4 " +
		"dl dt dd code table thead tbody tr th td pre article footer details summary i mark")
	for _, lang := range messages.Languages {
		page := render(t, sample.Hostile(), lang)
		all, text := elements(t, page)
		for _, n := range all {
			if !slices.Contains(allowed, n.Data) {
				t.Errorf("an element %s", n.Data)
			}
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "src" {
					t.Errorf("an attribute %s=%q", a.Key, a.Val)
				}
				if a.Key == "href" && !strings.HasPrefix(a.Val, "#") && a.Val != "data:," {
					t.Errorf("a link to %q", a.Val)
				}
			}
		}
		if !strings.Contains(text, "<script>alert(1)</script>") || !strings.Contains(text, `\x1b[2J`) {
			t.Error("what was sent is not shown as text")
		}
		if len(page) > 1<<20 {
			t.Errorf("%d bytes for a run with bodies and texts of a megabyte", len(page))
		}
	}
}

func TestFailureInFull(t *testing.T) {
	_, text := elements(t, render(t, sample.Full(), "en"))
	for _, want := range []string{
		"Non-conformant", "At least one binding requirement failed.", "CNT-PRD-08", "Member order of ProductContract",
		"D3, Доступные методы", "It follows from: “Каждый ответ", "The document says: “Каждый ответ",
		"InstantDelivery between ImageUrls and IsRenewal", "InstantDelivery after Price", "read as false",
		"/ProductListResponse/ProductList/ProductContract/InstantDelivery, line 1, column 1128, byte 1127",
		"GET http://127.0.0.1:40123/Version2", "HTTP/1.1 200 OK", "Content-Type: application/xml",
		"Authorization: [redacted]",
		`curl -sS -i -u "$MONT_LOGIN:$MONT_PASSWORD"`,
		"montcheck certify --products 200 --module content --seed 42 --label-filter CNT-PRD-08",
		"montcheck sandbox --products 200 --seed 7 --control", "and 3 more findings of this kind", "12 lines above",
		"plain HTTP on this machine", "independent check", "12 vendors, 34 categories, 200 products", "40 exchanges",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	all, _ := elements(t, render(t, sample.Full(), "en"))
	var marked []string
	for _, n := range all {
		if n.Data == "mark" {
			marked = append(marked, strings.TrimSpace(n.FirstChild.Data))
		}
	}
	if !slices.Equal(marked,
		[]string{"<a:InstantDelivery>true</a:InstantDelivery>", "<p>at ContentServer.Get() line 12</p>"}) {
		t.Errorf("marked: %q", marked)
	}
}

func TestNotesFollowTheRun(t *testing.T) {
	const loopback, part = "plain HTTP on this machine", "This is no whole certification"
	r := sample.Full()
	for _, c := range []struct {
		address, filter string
		loopback, part  bool
	}{
		{"http://127.0.0.1:1/x", "", true, false}, {"http://[::1]:1", "", true, false},
		{"http://localhost", "a", true, true},
		{"https://127.0.0.1", "", false, false}, {"http://192.0.2.1", "", false, false}, {"%", "", false, false},
	} {
		r.Environment.Services = map[string]string{"content": c.address}
		r.LabelFilter = c.filter
		page := render(t, r, "en")
		if got := strings.Contains(page, loopback); got != c.loopback {
			t.Errorf("%s: loopback is said: %v", c.address, got)
		}
		if got := strings.Contains(page, part); got != c.part {
			t.Errorf("filter %q: a part is said: %v", c.filter, got)
		}
		if got := strings.Contains(page, ", of what was selected</h1>"); got != c.part {
			t.Errorf("filter %q: the conclusion is of what was selected: %v", c.filter, got)
		}
	}
}

func TestStoppedAndEmptyRuns(t *testing.T) {
	_, text := elements(t, render(t, sample.Cut(), "en"))
	for _, want := range []string{"Incomplete", "could not finish, because of the endpoint or the network",
		"connection refused", "Not exercised"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page of a stopped run does not say %q", want)
		}
	}
	if _, text := elements(t, render(t, sample.Empty(), "en")); !strings.Contains(text, "No requirement was decided") {
		t.Error("the page of an empty run does not say so")
	}
}

func TestRussianPage(t *testing.T) {
	_, text := elements(t, render(t, sample.Full(), "ru"))
	for _, want := range []string{"Не соответствует", "NON-CONFORMANT", "Порядок элементов ProductContract",
		"Ожидалось", "на английском языке", "8 требований"} {
		if !strings.Contains(text, want) {
			t.Errorf("the Russian page does not say %q", want)
		}
	}
	for _, english := range []string{"Failures", "Expected", "requirements", "Started"} {
		if strings.Contains(text, english) {
			t.Errorf("the Russian page says %q", english)
		}
	}
}

func TestSizeOfALargeRun(t *testing.T) {
	if n := len(render(t, sample.Large(2000), "en")); n > 2<<20 {
		t.Errorf("%d bytes", n)
	}
}
