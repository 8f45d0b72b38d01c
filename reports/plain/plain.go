// Package plain tells findings in lines of text, for terminals and for JUnit.
package plain

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/reports/messages"
	"github.com/montcheck/montcheck/reports/pretty"
	"github.com/montcheck/montcheck/reports/printable"
	"github.com/montcheck/montcheck/reports/repeat"
	"github.com/montcheck/montcheck/requirements"
)

// Paint colours parts of the text; a nil function leaves them as they are.
type Paint struct {
	Strong, Dim, Mark func(a ...any) string
}

// Teller tells the findings of one run.
type Teller struct {
	Run      *run.Run
	Messages *messages.Messages
	Paint    Paint
	Width    int // of the medium, in columns; 0 for one without limits
}

// How much of one value is told. On a terminal that is less than a screen.
const (
	longest     = 4000 // runes
	onScreen    = 1200 // runes
	mostLines   = 12   // on a terminal
	mostCommand = 3000 // bytes of a command on a terminal
)

// Finding tells one finding: what was expected, what came, where, and how to
// send the request again. Every line ends with a line break.
func (t Teller) Finding(f run.Finding) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", paint(t.Paint.Strong, printable.Line(printable.Cut(f.Summary, 600))))
	t.field(&b, "expected", f.Expected)
	t.field(&b, "got", f.Got)
	t.field(&b, "explanation", f.Explanation)
	t.field(&b, "place", Place(t.Messages, f.Place))
	if x, ok := t.exchange(f.Exchange); ok {
		t.field(&b, "exchange", Exchange(t.Messages, x))
		if f.Place != nil && x.Response != nil {
			t.excerpt(&b, t.frame().Body(x.Response.Body, f.Place))
		}
		t.field(&b, "repeat", t.command(repeat.Curl(t.Run, *x)))
	}
	if f.More > 0 {
		fmt.Fprintf(&b, "  %s\n", t.Messages.N("more", f.More))
	}
	return b.String()
}

// Says is what the document says of a requirement; empty where it is silent.
func Says(m *messages.Messages, q requirements.Requirement) string {
	if q.Quote == "" {
		return ""
	}
	if q.Level == requirements.Derived {
		return m.T("follows", printable.Line(q.Quote))
	}
	return m.T("says", printable.Line(q.Quote))
}

// Document tells a document: its title, language, date, and where a reader
// finds it.
func Document(m *messages.Messages, d requirements.Document) string {
	facts := m.T("written.en")
	if d.Language == "ru" {
		facts = m.T("written.ru")
	}
	if d.Date != "" {
		facts += ", " + d.Date
	}
	return printable.Line(m.T("document", d.Title.In(m.Lang), facts, d.Where.In(m.Lang)))
}

func (t Teller) exchange(key *run.Key) (*run.Exchange, bool) {
	if key == nil {
		return nil, false
	}
	return t.Run.Exchange(*key)
}

// frame leaves room for the numbers beside the lines.
func (t Teller) frame() pretty.Frame {
	width := 160
	if t.Width > 0 {
		width = max(20, t.Width-14)
	}
	return pretty.Frame{Around: 4, Width: width}
}

// command is a command to copy, or where it is.
func (t Teller) command(s string) string {
	if t.Width > 0 && len(s) > mostCommand {
		return t.Messages.T("repeat.long", Size(int64(len(s))))
	}
	return s
}

// field writes a name and a value. Several lines stand under one another, each
// behind a mark: none of them can be taken for a line of ours, or for a command
// to who reads the log.
func (t Teller) field(b *strings.Builder, key, value string) {
	if value == "" {
		return
	}
	most := longest
	if t.Width > 0 && key != "repeat" {
		most = onScreen
	}
	if key == "repeat" {
		most = len(value)
	}
	lines, more := strings.Split(printable.Text(printable.Cut(value, most)), "\n"), 0
	if t.Width > 0 && len(lines) > mostLines && key != "repeat" {
		lines, more = lines[:mostLines], len(lines)-mostLines
	}
	mark := ""
	if len(lines) > 1 && key != "repeat" { // which is to be copied, and ours
		mark = "│ "
	}
	name := t.Messages.T(key)
	pad := strings.Repeat(" ", max(1, 16-len([]rune(name))))
	fmt.Fprintf(b, "  %s%s%s\n", paint(t.Paint.Dim, name), pad,
		mark+strings.Join(lines, "\n"+strings.Repeat(" ", 18)+mark))
	if more > 0 {
		fmt.Fprintf(b, "  %16s%s\n", "", paint(t.Paint.Dim, t.Messages.N("lines.below", more)))
	}
}

func (t Teller) excerpt(b *strings.Builder, e pretty.Excerpt) {
	note := func(s string) { fmt.Fprintf(b, "      %s\n", paint(t.Paint.Dim, s)) }
	if e.Before > 0 {
		note(t.Messages.T("bytes.before", Size(e.Before)))
	}
	if e.Above > 0 {
		note(t.Messages.N("lines.above", e.Above))
	}
	for _, l := range e.Lines {
		row := fmt.Sprintf("%6d │ %s", l.Number, l.Text)
		if l.Marked {
			fmt.Fprintf(b, "  %s\n", paint(t.Paint.Mark, ">"+row))
			continue
		}
		fmt.Fprintf(b, "   %s\n", row)
	}
	if e.Below > 0 {
		note(t.Messages.N("lines.below", e.Below))
	}
	if e.After > 0 {
		note(t.Messages.T("bytes.after", Size(e.After)))
	}
}

// Place tells a place: its element path, line, column and byte.
func Place(m *messages.Messages, p *run.Place) string {
	if p == nil {
		return ""
	}
	var parts []string
	if p.Path != "" {
		parts = append(parts, printable.Line(p.Path))
	}
	if p.Line > 0 {
		parts = append(parts, m.T("line", p.Line))
	}
	if p.Column > 0 {
		parts = append(parts, m.T("column", p.Column))
	}
	return strings.Join(append(parts, m.T("byte", p.Offset)), ", ")
}

// Exchange tells an exchange in one line.
func Exchange(m *messages.Messages, x *run.Exchange) string {
	line := x.Request.Method + " " + x.Request.URL + " → "
	if x.Response == nil {
		line += m.T("noanswer") + ": " + x.Error
	} else {
		line += Status(x.Response.Status) + ", " + Size(x.Response.Body.Size) + ", " + Duration(m, x.Timings.Total)
		if x.Error != "" {
			line += ": " + x.Error
		}
	}
	if tried := Tries(m, x); tried != "" {
		line += "; " + tried
	}
	return printable.Line(line)
}

// Tries tells how often an exchange was tried before, and what came then; empty
// where it was sent once.
func Tries(m *messages.Messages, x *run.Exchange) string {
	if len(x.Retries) == 0 {
		return ""
	}
	var causes []string
	for _, r := range x.Retries {
		if !slices.Contains(causes, r.Cause) {
			causes = append(causes, r.Cause)
		}
	}
	return printable.Line(printable.Cut(m.N("tries", len(x.Retries))+": "+strings.Join(causes, ", "), 300))
}

// Status tells an HTTP status with its usual name.
func Status(code int) string {
	return strings.TrimSpace(strconv.Itoa(code) + " " + Reason(code))
}

// Reason is the usual name of an HTTP status (RFC 9110, section 15), or
// empty for one that is not among the common ones.
func Reason(code int) string { return reasons[code] }

var reasons = map[int]string{
	200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 206: "Partial Content",
	301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified",
	307: "Temporary Redirect", 308: "Permanent Redirect",
	400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
	406: "Not Acceptable", 408: "Request Timeout", 409: "Conflict", 411: "Length Required",
	413: "Content Too Large", 414: "URI Too Long", 415: "Unsupported Media Type", 429: "Too Many Requests",
	500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable",
	504: "Gateway Timeout", 505: "HTTP Version Not Supported",
}

// Size tells a number of bytes.
func Size(n int64) string {
	if n < 0 {
		n = 0
	}
	return humanize.IBytes(uint64(n))
}

// Duration tells how long something took, to three digits or so.
func Duration(m *messages.Messages, d time.Duration) string {
	switch {
	case d < 0:
		d = 0
	case d >= time.Minute:
		d = d.Round(time.Second)
		return m.T("minutes", int(d.Minutes()), int(d.Seconds())%60)
	case d >= 10*time.Second:
		return m.T("seconds", strconv.FormatFloat(d.Seconds(), 'f', 1, 64))
	case d >= time.Second:
		return m.T("seconds", strconv.FormatFloat(d.Seconds(), 'f', 2, 64))
	case d >= 10*time.Millisecond:
		return m.T("milliseconds", strconv.FormatInt(d.Milliseconds(), 10))
	}
	return m.T("milliseconds", strconv.FormatFloat(float64(d)/float64(time.Millisecond), 'f', 1, 64))
}

func paint(f func(a ...any) string, s string) string {
	if f == nil {
		return s
	}
	return f(s)
}
