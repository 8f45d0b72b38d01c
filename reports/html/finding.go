package html

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/reports/plain"
	"github.com/montcheck/montcheck/reports/pretty"
	"github.com/montcheck/montcheck/reports/printable"
	"github.com/montcheck/montcheck/reports/repeat"
)

// What bounds the size of the page.
const (
	longest    = 2000 // runes of one text
	most       = 10   // findings of a requirement
	whole      = 3    // of them with their exchange in full
	longList   = 100  // exchanges listed of a spec
	manyFields = 40   // header fields of a message
)

var frame = pretty.Frame{Around: 10, Width: 160}

type finding struct {
	verdict
	Summary, Expected, Got, Explanation, Place, More, Curl string

	Line     string    // the exchange in a line
	Exchange *exchange // in full
}

// exchange is what was sent and what came.
type exchange struct {
	Request     string
	Credentials string
	Sent        []string
	SentBody    *body
	Status      string // empty where no answer came
	Error       string
	Tries       string // before it; empty for none
	Came        []string
	Body        *body
}

type body struct {
	Above, Below []string
	Lines        []pretty.Line
	Empty        bool
}

func (v *view) finding(f run.Finding, full bool) finding {
	to := finding{
		verdict:     v.verdict(f.Verdict),
		Summary:     clip(f.Summary),
		Expected:    clip(f.Expected),
		Got:         clip(f.Got),
		Explanation: clip(f.Explanation),
		Place:       plain.Place(v.Messages, f.Place),
	}
	if f.More > 0 {
		to.More = v.N("more", f.More)
	}
	if f.Exchange == nil {
		return to
	}
	x, ok := v.run.Exchange(*f.Exchange)
	if !ok {
		return to
	}
	to.Curl = repeat.Curl(v.run, *x)
	to.Line = clip(plain.Exchange(v.Messages, x))
	if full {
		to.Exchange = v.exchange(x, f.Place)
	}
	return to
}

func (v *view) exchange(x *run.Exchange, place *run.Place) *exchange {
	to := &exchange{
		Request: clip(x.Request.Method + " " + x.Request.URL),
		Sent:    fields(x.Request.Header),
		Error:   clip(x.Error),
		Tries:   plain.Tries(v.Messages, x),
	}
	if c := x.Request.Credentials; c != nil {
		to.Credentials = printable.Line(c.Scheme + ": " + v.T("credentials", c.Login, c.Password))
		if c.Wrong {
			to.Credentials = printable.Line(c.Scheme) + ": " + v.T("credentials.wrong")
		}
	}
	if x.Request.Body != "" {
		to.SentBody = v.body(run.Body{Size: int64(len(x.Request.Body)), Text: x.Request.Body}, nil)
	}
	if a := x.Response; a != nil {
		to.Status = printable.Line(a.Proto) + " " + plain.Status(a.Status) + " · " + plain.Size(a.Body.Size) + " · " +
			plain.Duration(v.Messages, x.Timings.Total)
		to.Came = fields(a.Header)
		to.Body = v.body(a.Body, place)
	}
	return to
}

func (v *view) body(b run.Body, place *run.Place) *body {
	e := frame.Body(b, place)
	to := &body{Lines: e.Lines, Empty: b.Size == 0 && len(e.Lines) == 0}
	if e.Before > 0 {
		to.Above = append(to.Above, v.T("bytes.before", plain.Size(e.Before)))
	}
	if e.Above > 0 {
		to.Above = append(to.Above, v.N("lines.above", e.Above))
	}
	if e.Below > 0 {
		to.Below = append(to.Below, v.N("lines.below", e.Below))
	}
	if e.After > 0 {
		to.Below = append(to.Below, v.T("bytes.after", plain.Size(e.After)))
	}
	return to
}

func fields(h run.Header) []string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, value := range h[name] {
			all = append(all, printable.Line(printable.Cut(name+": "+value, 500)))
		}
	}
	if len(all) > manyFields {
		all = append(all[:manyFields], fmt.Sprintf("… +%d", len(all)-manyFields))
	}
	return all
}

// spec is a spec that decides a requirement.
type spec struct {
	verdict
	Anchor, Text, Reason, Duration, Location string

	Elsewhere bool // shown in full above, at the anchor
	Notes     []string
	Size      string
	Exchanges []row
	More      string
}

// row is an exchange in a list.
type row struct {
	Operation, Request, Status, Size, Time string
	Bad                                    bool
}

func (v *view) spec(s run.Spec) spec {
	to := spec{verdict: v.verdict(s.Verdict), Text: clip(s.Text), Duration: plain.Duration(v.Messages, s.Duration)}
	if anchor, ok := v.shown[s.ID]; ok {
		to.Anchor, to.Elsewhere = anchor, true
		return to
	}
	to.Anchor = fmt.Sprintf("spec-%d", len(v.shown)+1)
	v.shown[s.ID] = to.Anchor
	to.Reason = clip(s.Reason)
	to.Location = clip(s.Location)
	for _, n := range s.Notes {
		to.Notes = append(to.Notes, clip(n))
	}
	all := slices.Clone(v.mine[s.ID])
	for _, key := range s.Uses {
		if x, ok := v.run.Exchange(key); ok {
			all = append(all, x)
		}
	}
	to.Size = v.N("count.exchanges", len(all))
	for _, x := range all[:min(len(all), longList)] {
		to.Exchanges = append(to.Exchanges, v.line(x))
	}
	if len(all) > longList {
		to.More = v.N("exchanges.more", len(all)-longList)
	}
	return to
}

func (v *view) line(x *run.Exchange) row {
	to := row{
		Operation: printable.Line(printable.Cut(x.Operation, 60)),
		Request:   printable.Line(printable.Cut(x.Request.Method+" "+v.short(x), 120)),
		Status:    v.T("noanswer"),
		Size:      "–",
		Time:      plain.Duration(v.Messages, x.Timings.Total),
		Bad:       x.Response == nil,
	}
	if x.Response != nil {
		to.Status, to.Size = plain.Status(x.Response.Status), plain.Size(x.Response.Body.Size)
	}
	return to
}

// short leaves the service's address out of a URL.
func (v *view) short(x *run.Exchange) string {
	base := v.run.Environment.Services[x.Module]
	if rest, ok := strings.CutPrefix(x.Request.URL, base); ok && base != "" && rest != "" {
		return rest
	}
	return x.Request.URL
}

func clip(s string) string { return printable.Text(printable.Cut(s, longest)) }
