package certify

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/net/html"

	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/reports/printable"
	"github.com/montcheck/montcheck/reports/terminal"
)

// spell is text that browsers, terminals and readers could obey.
const spell = "\"'><img src=x onerror=alert(1)><script>alert(1)</script>]]>--><svg " +
	"onload=alert(1)>\u202e\u2066$(touch owned)`touch owned`\u009b31m"

// Whatever an endpoint of eKey answers to an order, the run ends with a
// verdict or one clear line, asks nothing of any other host, and the reports
// obey none of it.
func TestAHostileEndpointOfEKey(t *testing.T) {
	var fetched atomic.Int64
	canary := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { fetched.Add(1) }))
	t.Cleanup(canary.Close)
	var escaped bytes.Buffer
	if err := xml.EscapeText(&escaped, []byte(spell)); err != nil {
		t.Fatal(err)
	}
	texts := regexp.MustCompile(`>[^<>]+</`)
	doctype := fmt.Sprintf(`<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">`+
		`<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY x SYSTEM "%s/x"><!ENTITY %% p SYSTEM "%[1]s/p">%%p;]>`,
		canary.URL)
	for name, answer := range map[string]func(h http.Header, body string) string{
		"texts": func(_ http.Header, body string) string {
			return texts.ReplaceAllLiteralString(body, ">"+escaped.String()+"</")
		},
		"names": func(_ http.Header, body string) string {
			return strings.NewReplacer("ErrorDetails>", "ErrorDetails\u202e>", "<ActiveKey>",
				"<ActiveKey onload=\"alert(1)\">", "Errors", "script").Replace(body)
		},
		"raw bytes": func(http.Header, string) string {
			return "\x1b]0;owned\x07\x1b[2J\x00\xff\xfe" + spell
		},
		"a page": func(h http.Header, _ string) string {
			h.Set("Content-Type", `text/html; charset="<script>alert(1)</script>"`)
			return "<html><body>" + spell + "</body></html>"
		},
		"headers": func(h http.Header, body string) string {
			h.Set("Location", "javascript:alert(1)")
			h.Set("X-Note", "<script>alert(1)</script>")
			h.Set("Content-Type", "application/xml; x="+strings.Repeat("y", 4000))
			return body
		},
		"entities": func(_ http.Header, body string) string {
			return doctype + strings.Replace(body, "><", ">&c;&x;<", 1)
		},
		"depth": func(http.Header, string) string { return strings.Repeat("<a>", 200_000) },
		"an attribute": func(_ http.Header, body string) string {
			return `<TransactionOrderLine a="` + strings.Repeat("<&\"x", 1<<18)
		},
	} {
		t.Run(name, func(t *testing.T) {
			w, env := watch(t)
			w.rewrite(answer)
			env.Kind = environment.Sandbox
			dir := t.TempDir()
			env.Orders.Max = 5
			r, _, err := Run(t.Context(), Options{Environment: env, Modules: []string{"ekey"}, Dir: dir, Seed: 1})
			if err != nil {
				if line := err.Error(); !printable.Clean(line) || strings.Contains(line, "\n") {
					t.Errorf("the error is no clear line: %q", line)
				}
				return
			}
			if r.Conclusion == run.Conformant {
				t.Error("such an endpoint is conformant")
			}
			harmless(t, dir, r)
		})
	}
	if n := fetched.Load(); n > 0 {
		t.Errorf("%d requests to a host that an answer named", n)
	}
}

// controls are what a terminal obeys.
var controls = regexp.MustCompile(`[\x00-\x08\x0b-\x1f\x7f\x{80}-\x{9f}]`)

// harmless writes every report of a run and looks for what could be obeyed.
func harmless(t *testing.T, dir string, r *run.Run) {
	t.Helper()
	for _, lang := range []string{"en", "ru"} {
		reports := Reports{Dir: dir, Lang: lang}
		if err := reports.Open(io.Discard); err != nil {
			t.Fatal(err)
		}
		if _, err := reports.Write(r); err != nil {
			t.Fatal(err)
		}
		var screen bytes.Buffer
		if err := terminal.Write(&screen, r, terminal.Options{Lang: lang}); err != nil {
			t.Fatal(err)
		}
		if !printable.Clean(screen.String()) {
			t.Error("the terminal is sent what it may obey")
		}
		inert(t, read(t, dir, "report.html"))
	}
	for _, name := range []string{"run.json", "exchanges.har"} {
		if document := read(t, dir, name); !json.Valid(document) || controls.Match(document) {
			t.Errorf("%s is no JSON, or not fit for a terminal", name)
		}
	}
	d := xml.NewDecoder(bytes.NewReader(read(t, dir, "junit.xml")))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("junit.xml: %v", err)
		}
	}
}

// inert expects a page without an element or attribute that runs or fetches.
func inert(t *testing.T, page []byte) {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if slices.Contains([]string{"script", "img", "iframe", "object", "embed", "form", "base"}, n.Data) {
			t.Errorf("the report has a <%s>", n.Data)
		}
		for _, a := range n.Attr {
			fetches := (a.Key == "src" || n.Data == "link" && a.Key == "href") && !strings.HasPrefix(a.Val, "data:")
			if fetches || strings.HasPrefix(a.Key, "on") ||
				strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:") {
				t.Errorf("the report has <%s %s=%q>", n.Data, a.Key, a.Val)
			}
		}
	}
}

func read(t *testing.T, dir, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}
