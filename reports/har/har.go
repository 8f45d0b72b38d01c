// Package har writes the exchanges of a Run as an HTTP Archive 1.2.
package har

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/chromedp/cdproto/har"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/reports/plain"
	"github.com/montcheck/montcheck/reports/printable"
)

// Write writes every exchange of r. Bodies are there as far as the Run
// carries them; a comment tells where one was cut. The Run has no
// credentials, so neither has the archive. Nothing in it can steer a terminal.
func Write(w io.Writer, r *run.Run) error {
	log := &har.Log{
		Version: "1.2",
		Creator: &har.Creator{Name: "montcheck", Version: r.Tool.Version},
		Entries: make([]*har.Entry, 0, len(r.Exchanges)),
		Comment: fmt.Sprintf("run %s of environment %s: %s", r.ID, r.Environment.Name, r.Conclusion),
	}
	for i := range r.Exchanges {
		log.Entries = append(log.Entries, entry(&r.Exchanges[i]))
	}
	log.Pages = []*har.Page{page(r)}
	buffer := bufio.NewWriter(w)
	err := json.MarshalWrite(printable.JSON(buffer), &har.HAR{Log: log},
		json.WithMarshalers(json.MarshalToFunc(content)),
		jsontext.WithIndent(" "), jsontext.AllowInvalidUTF8(true), jsontext.EscapeForJS(true))
	if err != nil {
		return fmt.Errorf("har: %w", err)
	}
	return buffer.Flush()
}

// pageID is the page of all entries. A run has no pages, and some viewers show
// nothing without one.
const pageID = "run"

func page(r *run.Run) *har.Page {
	begun := r.Started
	for _, x := range r.Exchanges {
		if x.Started.Before(begun) { // what finds out whether there can be a run comes before it
			begun = x.Started
		}
	}
	none := -1.0
	return &har.Page{
		ID: pageID, StartedDateTime: moment(begun),
		Title:       fmt.Sprintf("montcheck: %s, run %s", r.Environment.Name, r.ID),
		PageTimings: &har.PageTimings{OnContentLoad: &none, OnLoad: &none},
	}
}

// moment is a time to the millisecond, which every reader of dates takes.
func moment(t time.Time) string { return t.Format("2006-01-02T15:04:05.000Z07:00") }

// content writes text as text: the type holds bytes, which JSON would
// otherwise carry as base64 in any case.
func content(enc *jsontext.Encoder, c *har.Content) error {
	if c.Encoding == "base64" {
		return json.SkipFunc
	}
	type plain har.Content
	aux := struct {
		plain
		Text string `json:"text,omitzero"`
	}{plain(*c), string(c.Text)}
	return json.MarshalEncode(enc, aux)
}

func entry(x *run.Exchange) *har.Entry {
	t := timings(x.Timings)
	e := &har.Entry{
		Pageref:         pageID,
		StartedDateTime: moment(x.Started),
		Time:            sum(t),
		Request:         request(x),
		Response:        response(x),
		Cache:           &har.Cache{},
		Timings:         t,
		Comment:         fmt.Sprintf("%s, request %d of spec %s", x.Operation, x.Key.Ordinal, x.Key.Spec),
	}
	for _, r := range x.Retries {
		e.Comment += fmt.Sprintf("; tried at %s: %s", moment(r.Started), r.Cause)
	}
	return e
}

func request(x *run.Exchange) *har.Request {
	q := x.Request
	out := &har.Request{
		Method:      q.Method,
		URL:         q.URL,
		HTTPVersion: "HTTP/1.1",
		Cookies:     sentCookies(q.Header),
		Headers:     headers(q.Header),
		QueryString: query(q.URL),
		HeadersSize: -1,
		BodySize:    int64(len(q.Body)),
	}
	if x.Response != nil && x.Response.Proto != "" {
		out.HTTPVersion = x.Response.Proto
	}
	if q.Body != "" {
		out.PostData = &har.PostData{MimeType: first(q.Header, "Content-Type"), Params: []*har.Param{}, Text: q.Body}
	}
	if c := q.Credentials; c != nil {
		out.Comment = fmt.Sprintf("%s credentials from %s and %s", c.Scheme, c.Login, c.Password)
		if c.Wrong {
			out.Comment = c.Scheme + " credentials, wrong on purpose"
		}
	}
	return out
}

// response of an exchange without an answer has the status 0, as browsers
// write it.
func response(x *run.Exchange) *har.Response {
	out := &har.Response{
		Cookies:     []*har.Cookie{},
		Headers:     []*har.NameValuePair{},
		Content:     &har.Content{MimeType: "x-unknown"},
		HeadersSize: -1,
		BodySize:    -1,
		Comment:     x.Error,
	}
	a := x.Response
	if a == nil {
		return out
	}
	out.Status = int64(a.Status)
	out.StatusText = plain.Reason(a.Status)
	out.HTTPVersion = a.Proto
	out.Headers = headers(a.Header)
	out.RedirectURL = first(a.Header, "Location")
	out.Cookies = setCookies(a.Header)
	out.BodySize = received(x)
	out.Content = body(a.Body, cmp.Or(first(a.Header, "Content-Type"), "x-unknown"))
	if saved := out.Content.Size - out.BodySize; out.BodySize >= 0 && saved != 0 {
		out.Content.Compression = &saved
	}
	return out
}

// received is the size of a body as it travelled; -1 where it is not known.
func received(x *run.Exchange) int64 {
	a := x.Response
	coded := slices.ContainsFunc(a.Header.Values("Content-Encoding"),
		func(v string) bool { return !strings.EqualFold(v, "identity") && v != "" })
	switch {
	case x.Request.Method == "HEAD":
		return 0
	case !coded:
		return a.Body.Size
	case x.Error != "":
		return -1
	}
	n, err := strconv.ParseInt(a.Header.Get("Content-Length"), 10, 64)
	if err != nil || n < 0 {
		return -1
	}
	return n
}

// query are the parameters of an address in their order.
func query(address string) []*har.NameValuePair {
	pairs := []*har.NameValuePair{}
	address, _, _ = strings.Cut(address, "#")
	_, parameters, _ := strings.Cut(address, "?")
	for parameter := range strings.SplitSeq(parameters, "&") {
		name, value, _ := strings.Cut(parameter, "=")
		if parameter != "" {
			pairs = append(pairs, &har.NameValuePair{Name: unescaped(name), Value: unescaped(value)})
		}
	}
	return pairs
}

// unescaped is a part of a query as it is meant, or as it stands where it means
// nothing.
func unescaped(s string) string {
	if meant, err := url.QueryUnescape(s); err == nil {
		return meant
	}
	return s
}

func body(b run.Body, mime string) *har.Content {
	c := &har.Content{Size: b.Size, MimeType: mime, Text: []byte(b.Text)}
	if len(b.Binary) > 0 {
		c.Text, c.Encoding = b.Binary, "base64"
	}
	if !b.Whole() {
		c.Comment = fmt.Sprintf("cut: the first %d of %d bytes", len(c.Text), b.Size)
		if b.SHA256 != "" {
			c.Comment += "; SHA-256 of all " + b.SHA256
		}
	}
	return c
}

func first(h run.Header, name string) string {
	if values := h[name]; len(values) > 0 {
		return values[0]
	}
	return ""
}

func headers(h run.Header) []*har.NameValuePair {
	pairs := []*har.NameValuePair{}
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, value := range h[name] {
			pairs = append(pairs, &har.NameValuePair{Name: name, Value: value})
		}
	}
	return pairs
}

// timings gives phases that did not occur as -1, as the format asks, and
// counts TLS into connect.
func timings(t run.Timings) *har.Timings {
	out := &har.Timings{
		Blocked: phase(0),
		DNS:     phase(t.DNS),
		Connect: phase(t.Connect),
		Send:    ms(max(t.Send, 0)),
		Wait:    ms(max(t.Wait, 0)),
		Receive: ms(max(t.Receive, 0)),
		Ssl:     phase(t.TLS),
	}
	if t.TLS > 0 {
		out.Connect = phase(max(t.Connect, 0) + t.TLS)
	}
	return out
}

// sum is the total that the format defines: every phase but TLS, which
// connect includes.
func sum(t *har.Timings) float64 {
	total := t.Send + t.Wait + t.Receive
	for _, p := range []*float64{t.Blocked, t.DNS, t.Connect} {
		if *p > 0 {
			total += *p
		}
	}
	return total
}

func phase(d time.Duration) *float64 {
	v := -1.0
	if d > 0 {
		v = ms(d)
	}
	return &v
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
