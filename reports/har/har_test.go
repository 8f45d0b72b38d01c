package har

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/chromedp/cdproto/har"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/sample"
)

func archive(t *testing.T, r *run.Run) (*har.Log, string) {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, r); err != nil {
		t.Fatal(err)
	}
	var back har.HAR
	if err := json.Unmarshal(b.Bytes(), &back); err != nil {
		t.Fatal(err)
	}
	return back.Log, b.String()
}

func TestExchangesComeBack(t *testing.T) {
	r := sample.Full()
	r.Exchanges[0].Request.Method = "POST"
	r.Exchanges[0].Request.Body = "<a>Ж</a>"
	r.Exchanges[0].Request.Header["Content-Type"] = []string{"text/xml"}
	log, raw := archive(t, r)
	if log.Version != "1.2" || log.Creator.Name != "montcheck" || log.Creator.Version != "0.1.0" ||
		len(log.Entries) != len(r.Exchanges) {
		t.Fatalf("version %s by %+v with %d entries", log.Version, log.Creator, len(log.Entries))
	}
	for i, e := range log.Entries {
		x := r.Exchanges[i]
		if e.Request.Method != x.Request.Method || e.Request.URL != x.Request.URL {
			t.Errorf("entry %d is %s %s", i, e.Request.Method, e.Request.URL)
		}
		if x.Response == nil {
			if e.Response.Status != 0 || e.Response.Comment != x.Error {
				t.Errorf("entry %d: an answer that never came: %+v", i, e.Response)
			}
			continue
		}
		if string(e.Response.Content.Text) != x.Response.Body.Text || e.Response.Content.Size != x.Response.Body.Size ||
			e.Response.Content.Comment != "" {
			t.Errorf("entry %d has the body %+v", i, e.Response.Content)
		}
		if e.Response.Status != int64(x.Response.Status) {
			t.Errorf("entry %d has the status %d", i, e.Response.Status)
		}
	}
	first := log.Entries[0]
	if first.Request.PostData.Text != "<a>Ж</a>" || first.Request.PostData.MimeType != "text/xml" ||
		first.Request.BodySize != 9 {
		t.Errorf("posted %+v", first.Request.PostData)
	}
	if q := first.Request.QueryString; len(q) != 1 || q[0].Name != "withPrice" || q[0].Value != "True" {
		t.Errorf("query %+v", q)
	}
	if !strings.Contains(raw, "AAA-02880") {
		t.Error("a text body is not written as text")
	}
}

func TestBodies(t *testing.T) {
	cut := run.Body{Size: 100_000, SHA256: "abc"}
	cut.Put([]byte("<r>"))
	binary := run.Body{Size: 3}
	binary.Put([]byte("\xff\x00\x1b"))
	for _, c := range []struct {
		b                  run.Body
		text, enc, comment string
	}{
		{cut, "<r>", "", "cut: the first 3 of 100000 bytes; SHA-256 of all abc"},
		{binary, "\xff\x00\x1b", "base64", ""},
	} {
		r := sample.Full()
		r.Exchanges = r.Exchanges[:1]
		r.Exchanges[0].Response.Body = c.b
		log, _ := archive(t, r)
		got := log.Entries[0].Response.Content
		if string(got.Text) != c.text || got.Encoding != c.enc || got.Comment != c.comment || got.Size != c.b.Size {
			t.Errorf("%+v", got)
		}
	}
}

// What a body weighed on its way is told where it is known, and never that of
// the decoded text.
func TestBodySize(t *testing.T) {
	gzip := run.Header{"Content-Encoding": {"gzip"}}
	known := run.Header{"content-encoding": {"x-gzip"}, "Content-Length": {"120"}}
	for name, c := range map[string]struct {
		header      run.Header
		method, err string
		size, saved int64
	}{
		"plain":    {run.Header{}, "GET", "", 300, 0},
		"identity": {run.Header{"Content-Encoding": {"identity"}}, "GET", "", 300, 0},
		"coded":    {gzip, "GET", "", -1, 0},
		"known":    {known, "GET", "", 120, 180},
		"cut off":  {known, "GET", "unexpected EOF", -1, 0},
		"no body":  {known, "HEAD", "", 0, 300},
		"nonsense": {run.Header{"Content-Encoding": {"gzip"}, "Content-Length": {"-5"}}, "GET", "", -1, 0},
	} {
		r := sample.Full()
		r.Exchanges = r.Exchanges[:1]
		x := &r.Exchanges[0]
		x.Request.Method, x.Error, x.Response.Header, x.Response.Body = c.method, c.err, c.header, run.Body{Size: 300}
		log, _ := archive(t, r)
		got := log.Entries[0].Response
		if got.BodySize != c.size || got.Content.Size != 300 || (got.Content.Compression == nil) != (c.saved == 0) ||
			c.saved != 0 && *got.Content.Compression != c.saved {
			t.Errorf("%s: %d bytes, content %+v", name, got.BodySize, got.Content)
		}
	}
}

// Viewers refuse an archive without a page, and dates that they can't read.
func TestPage(t *testing.T) {
	r := sample.Full()
	r.Exchanges[0].Started = r.Started.Add(-time.Second)
	log, _ := archive(t, r)
	if len(log.Pages) != 1 || log.Pages[0].PageTimings == nil || log.Pages[0].Title == "" {
		t.Fatalf("pages %+v", log.Pages)
	}
	begun := log.Pages[0].StartedDateTime
	for _, e := range log.Entries {
		if _, err := time.Parse("2006-01-02T15:04:05.000Z07:00", e.StartedDateTime); err != nil ||
			e.StartedDateTime < begun || e.Pageref != log.Pages[0].ID {
			t.Errorf("%s of page %s from %s: %v", e.StartedDateTime, e.Pageref, begun, err)
		}
	}
}

func TestCookiesAndQuery(t *testing.T) {
	r := sample.Full()
	r.Exchanges = r.Exchanges[:1]
	x := &r.Exchanges[0]
	x.Request.URL = "https://h/p?b=2&a=%D0%B6+x&b=%zz&c#f?g=1"
	x.Request.Header = run.Header{"Cookie": {"a=1; b=x=y", "c=3; nonsense"}}
	x.Response.Header = run.Header{"Set-Cookie": {"s=v; Path=/x; domain=h; Expires=Wed, 21-Oct-2026 " +
		"07:28:00 GMT; Secure; HttpOnly", "=n", "t="}}
	log, _ := archive(t, r)
	q, a := log.Entries[0].Request, log.Entries[0].Response
	var said strings.Builder
	for _, p := range q.QueryString {
		fmt.Fprintf(&said, "%s:%s ", p.Name, p.Value)
	}
	for _, c := range slices.Concat(q.Cookies, a.Cookies) {
		fmt.Fprintf(&said, "%s:%s:%s:%s:%s:%t%t ", c.Name, c.Value, c.Path, c.Domain, c.Expires, c.Secure, c.HTTPOnly)
	}
	if got, want := said.String(), "b:2 a:ж x b:%zz c: a:1::::falsefalse b:x=y::::falsefalse c:3::::falsefalse "+
		"s:v:/x:h:2026-10-21T07:28:00.000Z:truetrue t:::::falsefalse "; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestTimings(t *testing.T) {
	r := sample.Full()
	r.Exchanges = r.Exchanges[:2]
	r.Exchanges[0].Timings = run.Timings{DNS: time.Millisecond, Connect: 2 * time.Millisecond,
		TLS:  3 * time.Millisecond,
		Send: 4 * time.Millisecond, Wait: 5 * time.Millisecond, Receive: 6 * time.Millisecond,
		Total: 21 * time.Millisecond}
	r.Exchanges[1].Timings = run.Timings{Wait: time.Millisecond}
	log, _ := archive(t, r)
	one, two := log.Entries[0], log.Entries[1]
	if *one.Timings.Connect != 5 || *one.Timings.Ssl != 3 || math.Abs(one.Time-21) > 1e-9 {
		t.Errorf("connect %v includes TLS %v; total %v", *one.Timings.Connect, *one.Timings.Ssl, one.Time)
	}
	if *two.Timings.DNS != -1 || *two.Timings.Connect != -1 || *two.Timings.Ssl != -1 || two.Time != 1 {
		t.Errorf("phases that did not occur: %+v, total %v", two.Timings, two.Time)
	}
}

// Members that HAR 1.2 does not make optional are there, in every entry.
func TestRequiredMembers(t *testing.T) {
	_, raw := archive(t, sample.Full())
	var doc struct {
		Log struct {
			Entries []map[string]any `json:"entries"`
		} `json:"log"`
	}
	if err := json.Unmarshal([]byte(raw), &doc); err != nil {
		t.Fatal(err)
	}
	need := map[string][]string{
		"":        {"startedDateTime", "time", "request", "response", "cache", "timings"},
		"request": {"method", "url", "httpVersion", "cookies", "headers", "queryString", "headersSize", "bodySize"},
		"response": {"status", "statusText", "httpVersion", "cookies", "headers", "content", "redirectURL",
			"headersSize", "bodySize"},
		"timings": {"send", "wait", "receive"},
	}
	for i, e := range doc.Log.Entries {
		for part, names := range need {
			object := e
			if part != "" {
				object = e[part].(map[string]any)
			}
			for _, name := range names {
				if v, ok := object[name]; !ok || v == nil {
					t.Errorf("entry %d: %s has no %s", i, part, name)
				}
			}
		}
		content := e["response"].(map[string]any)["content"].(map[string]any)
		if content["mimeType"] == nil || content["size"] == nil {
			t.Errorf("entry %d: content %v", i, content)
		}
	}
}

func TestOnlyRedactedCredentials(t *testing.T) {
	log, _ := archive(t, sample.Full())
	for _, e := range log.Entries {
		for _, h := range e.Request.Headers {
			if h.Name == "Authorization" && h.Value != "[redacted]" {
				t.Errorf("Authorization: %s", h.Value)
			}
		}
	}
}

func TestHostileAndEmpty(t *testing.T) {
	log, raw := archive(t, sample.Hostile())
	if i := strings.IndexFunc(raw, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }); i >= 0 {
		t.Errorf("a control character at %d", i)
	}
	if !strings.Contains(log.Entries[0].Response.Content.Comment, "cut") {
		t.Errorf("content %+v", log.Entries[0].Response.Content.Comment)
	}
	if log, _ := archive(t, sample.Empty()); log.Entries == nil || len(log.Entries) != 0 {
		t.Error("an empty run has no list of entries")
	}
}
