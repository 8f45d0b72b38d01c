package ordering

import (
	"context"
	"encoding/xml"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/orders"
)

// HostileText is input that tries to be more than text.
type HostileText struct {
	What   string
	prolog string         // before the document
	raw    string         // in place of a field's text, as it stands
	leak   *regexp.Regexp // what an answer would hold had it worked; nil where nothing shows it
	asSent bool           // the leak is markup, and escaped it is none
}

var HostileTexts = []HostileText{
	{What: "markup", raw: `&lt;script&gt;alert(1)&lt;/script&gt;`,
		leak: regexp.MustCompile(`<script>alert\(1\)</script>`), asSent: true},
	{What: "an element", raw: `<b>bold</b>`},
	{What: "quotes", raw: `' OR '1'='1' --`},
	{What: "a megabyte", raw: strings.Repeat("A", 1<<20)},
	{What: "control characters", raw: "a&#9;&#10;&#13;b\x7f"},
	{What: "a character that XML forbids", raw: "a&#1;b"},
	// and not its declaration
	{What: "an internal entity", prolog: `<!DOCTYPE a [<!ENTITY e "montcheck-entity">]>`, raw: `&e;`,
		leak: regexp.MustCompile(`(?:^|[^"])montcheck-entity`)},
	{What: "an entity bomb", prolog: `<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b ` +
		`"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d ` +
		`"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>`, raw: `&d;`,
		leak: regexp.MustCompile("a{1000}")},
	{What: "an external entity of Unix", prolog: `<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]>`,
		raw: `left-&e;-right`, leak: fetched},
	{What: "an external entity of Windows", prolog: `<!DOCTYPE a [<!ENTITY e SYSTEM "file:///c:/windows/win.ini">]>`,
		raw: `left-&e;-right`, leak: fetched},
}

// fetched is a file's text where an external entity stood.
var fetched = regexp.MustCompile(`left-[^&-]+-right`)

// internals are what a page that shows a service's insides has.
var internals = regexp.MustCompile(`(?i)stack ?trace|\bat ` +
	`[A-Z]\w+(\.\w+)+\(|System\.(\w+\.)*\w+Exception|SqlException|goroutine \d+|panic:|ORA-\d{5}|SQLSTATE|` +
	`Source Error:|\b[a-z]:\\[\w\\. -]+\.(cs|vb|aspx|asax|svc|config|dll)\b|Unclosed quotation mark|Incorrect ` +
	`syntax near|syntax error at or near|error in your SQL syntax`)

// Number is the hostile text as an order's number in an address.
func (h HostileText) Number() string { return h.raw[:min(len(h.raw), 500)] }

// Victim is what hostile requests order: where orders count, something that
// does not exist, so that nothing can come of it.
func (s *Session) Victim(ctx SpecContext) Product {
	if !s.Target.Orders.Unlimited() {
		return Product{PartNum: Nothing, Currency: s.Currency}
	}
	return s.Choose(ctx, "plain product to order", Plain)
}

// Harmless marks a hostile request of a product that does not exist as no
// order at all, whatever of it a service reads.
func (s *Session) Harmless(r *endpoint.Request) {
	if r.Order.Refusal != "" {
		r.Order.Refusal = orders.Malformed
	}
}

// Plant puts the hostile text in place of a field's; in a number, after it,
// since each has to be new. It returns what the field says then; empty where
// that is not known.
func (h HostileText) Plant(r *endpoint.Request, field string) (says string) {
	before, rest, _ := strings.Cut(r.Body, "<"+field+">")
	text, after, _ := strings.Cut(rest, "</"+field+">")
	if !strings.HasSuffix(field, "Num") || field == "PartNum" {
		text = ""
	}
	r.Body = h.prolog + before + "<" + field + ">" + text + h.raw + "</" + field + ">" + after
	own, known := h.text()
	if !known {
		return ""
	}
	if field == "OrderNum" {
		r.Order.Number = text + own // as the ledger has to know it
	}
	return text + own
}

// Survives expects an answer to hostile input to show nothing of the
// service's insides and nothing that the input asked for.
func (s *Session) Survives(ctx context.Context, a *Answer, h HostileText, field string) {
	readings := s.reads(ctx, a)
	if inside := readings.Find(internals); inside != "" {
		a.Reject(ctx, fmt.Sprintf("%s in %s makes the service show its insides", h.What, field),
			"a refusal, or the text kept as text", inside)
	}
	if h.asSent {
		readings = readings[:1]
	}
	if h.leak != nil && readings.Find(h.leak) != "" {
		a.Reject(ctx, fmt.Sprintf("%s in %s was carried out", h.What, field), "a refusal, or the text kept as text",
			"an answer with what it asked for")
	}
	if a.Root == nil && !strings.Contains(a.Header().Get("Content-Type"), "html") && a.Status() < 400 {
		a.Reject(ctx, fmt.Sprintf("%s in %s is answered with what is no XML", h.What, field),
			"well-formed XML, or an error page", a.Says())
	}
}

// Kept expects the field of an accepted order to hold what was sent, as text.
func (h HostileText) Kept(ctx context.Context, a *Answer, field, sent string, came map[string]string) {
	if got, given := came[field]; given && sent != "" && Visible(got) != Visible(sent) {
		a.Reject(ctx, fmt.Sprintf("%s in %s places an order with another %s", h.What, field, field),
			"a refusal, or the text kept as text", got)
	}
}

// Visible leaves out what may be normalised on the way.
func Visible(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
}

// text is what the hostile text says, where it is text.
func (h HostileText) text() (says string, known bool) {
	if h.prolog != "" || strings.Contains(h.raw, "<") {
		return "", false
	}
	if !strings.Contains(h.raw, "&") {
		return h.raw, true
	}
	err := xml.Unmarshal([]byte("<a>"+h.raw+"</a>"), &says)
	return says, err == nil
}
