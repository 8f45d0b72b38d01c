package ekey

import (
	"context"
	"encoding/xml"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/orders"
	. "github.com/montcheck/montcheck/internal/spec"
	"github.com/montcheck/montcheck/internal/target"
)

// hostileText is input that tries to be more than text.
type hostileText struct {
	what   string
	prolog string         // before the document
	raw    string         // in place of a field's text, as it stands
	leak   *regexp.Regexp // what an answer would hold had it worked; nil where nothing shows it
	asSent bool           // the leak is markup, and escaped it is none
}

var hostileTexts = []hostileText{
	{what: "markup", raw: `&lt;script&gt;alert(1)&lt;/script&gt;`, leak: regexp.MustCompile(`<script>alert\(1\)</script>`), asSent: true},
	{what: "an element", raw: `<b>bold</b>`},
	{what: "quotes", raw: `' OR '1'='1' --`},
	{what: "a megabyte", raw: strings.Repeat("A", 1<<20)},
	{what: "control characters", raw: "a&#9;&#10;&#13;b\x7f"},
	{what: "a character that XML forbids", raw: "a&#1;b"},
	{what: "an internal entity", prolog: `<!DOCTYPE a [<!ENTITY e "montcheck-entity">]>`, raw: `&e;`, leak: regexp.MustCompile(`(?:^|[^"])montcheck-entity`)}, // and not its declaration
	{what: "an entity bomb", prolog: `<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>`, raw: `&d;`,
		leak: regexp.MustCompile("a{1000}")},
	{what: "an external entity of Unix", prolog: `<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]>`, raw: `left-&e;-right`, leak: fetched},
	{what: "an external entity of Windows", prolog: `<!DOCTYPE a [<!ENTITY e SYSTEM "file:///c:/windows/win.ini">]>`, raw: `left-&e;-right`, leak: fetched},
}

// fetched is a file's text where an external entity stood.
var fetched = regexp.MustCompile(`left-[^&-]+-right`)

// internals are what a page that shows a service's insides has.
var internals = regexp.MustCompile(`(?i)stack ?trace|\bat [A-Z]\w+(\.\w+)+\(|System\.(\w+\.)*\w+Exception|SqlException|goroutine \d+|panic:|ORA-\d{5}|SQLSTATE|` +
	`Source Error:|\b[a-z]:\\[\w\\. -]+\.(cs|vb|aspx|asax|svc|config|dll)\b|Unclosed quotation mark|Incorrect syntax near|syntax error at or near|error in your SQL syntax`)

// hostile1 and hostile2 decide that hostile input is refused or kept as text.
func (s *session) hostile1() {
	for _, h := range hostileTexts {
		It("refuses or keeps as text "+h.what, Decides("EKY-SEC-01"), func(ctx SpecContext) {
			s.takesOrders(ctx)
			for _, field := range []string{"OrderNum", "PartNum", "quantity", "CustomerName", "ActivationKey"} {
				t := s.buy(s.victim(ctx), 1)
				t.body.user, t.body.oldKey = person, "AAAA-BBBB"
				r := s.addRequest(ctx, t)
				s.harmless(&r)
				sent := h.plant(&r, field)
				a := s.askToOrder(ctx, r)
				s.survives(ctx, a, h, field)
				if o := a.order; o != nil {
					h.kept(ctx, a, field, sent, map[string]string{"OrderNum": o.number, "PartNum": o.partNum, "quantity": o.quantity})
					s.keptAs(ctx, h, r.Order.Number, o.number)
				}
			}
			if a := s.get(ctx, h.number()); a.Size() > 0 { // else it is no answer to an unknown number: see EKY-GET-02
				s.survives(ctx, a, h, "GetOrder's order number")
			}
		})
	}
}

func (s *session) hostile2() {
	for _, h := range hostileTexts {
		It("refuses or keeps as text "+h.what, Decides("EK2-SEC-01"), func(ctx SpecContext) {
			s.takesOrders(ctx)
			for _, field := range []string{"OrderNum", "OrderLineNum", "PartNum", "Quantity", "FieldValue"} {
				t := s.buy2(s.victim(ctx))
				if field == "FieldValue" {
					t.lines[0].form = [][2]string{{"CustomerName", ""}}
				}
				r := s.addRequest2(ctx, t)
				s.harmless(&r)
				r.Body = strings.TrimPrefix(r.Body, declaration)
				sent := h.plant(&r, field)
				a := s.askToOrder(ctx, r)
				s.survives(ctx, a, h, field)
				if o := a.order2; o != nil && len(o.lines) > 0 {
					l := o.lines[0]
					h.kept(ctx, a, field, sent, map[string]string{"OrderNum": o.number, "OrderLineNum": l.number, "PartNum": l.partNum, "Quantity": l.quantity})
				}
			}
			a := s.get(ctx, h.number())
			s.survives(ctx, a, h, "GetOrder's order number")
			if a.order2 != nil {
				a.reject(ctx, h.what+" in GetOrder's order number finds an order", "IsError true, and no order", a.says())
			}
		})
	}
}

// number is the hostile text as an order's number in an address.
func (h hostileText) number() string { return h.raw[:min(len(h.raw), 500)] }

// keptAs asks for an order that was accepted with a hostile text, which has
// to come back as text here, too.
func (s *session) keptAs(ctx context.Context, h hostileText, number, was string) {
	if len(number) > 500 || s.t.Orders == nil {
		return
	}
	a := s.get(ctx, number)
	s.survives(ctx, a, h, "an order that was placed with it")
	if a.order != nil && visible(a.order.number) != visible(was) {
		a.reject(ctx, h.what+" in OrderNum comes back otherwise by GetOrder", was, a.order.number)
	}
}

// victim is what hostile requests order: where orders count, something that
// does not exist, so that nothing can come of it.
func (s *session) victim(ctx SpecContext) product {
	if !s.t.Orders.Unlimited() {
		return product{partNum: nothing, currency: s.currency}
	}
	return s.choose(ctx, "plain product to order", plain)
}

// harmless marks a hostile request of a product that does not exist as no
// order at all, whatever of it a service reads.
func (s *session) harmless(r *target.Request) {
	if r.Order.Refusal != "" {
		r.Order.Refusal = orders.Malformed
	}
}

// plant puts the hostile text in place of a field's; in a number, after it,
// since each has to be new. It returns what the field says then; empty where
// that is not known.
func (h hostileText) plant(r *target.Request, field string) (says string) {
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

// text is what the hostile text says, where it is text.
func (h hostileText) text() (says string, known bool) {
	if h.prolog != "" || strings.Contains(h.raw, "<") {
		return "", false
	}
	if !strings.Contains(h.raw, "&") {
		return h.raw, true
	}
	err := xml.Unmarshal([]byte("<a>"+h.raw+"</a>"), &says)
	return says, err == nil
}

// survives expects an answer to hostile input to show nothing of the
// service's insides and nothing that the input asked for.
func (s *session) survives(ctx context.Context, a *answer, h hostileText, field string) {
	readings := s.reads(ctx, a)
	if inside := readings.Find(internals); inside != "" {
		a.reject(ctx, fmt.Sprintf("%s in %s makes the service show its insides", h.what, field), "a refusal, or the text kept as text", inside)
	}
	if h.asSent {
		readings = readings[:1]
	}
	if h.leak != nil && readings.Find(h.leak) != "" {
		a.reject(ctx, fmt.Sprintf("%s in %s was carried out", h.what, field), "a refusal, or the text kept as text", "an answer with what it asked for")
	}
	if a.root == nil && !strings.Contains(a.Header().Get("Content-Type"), "html") && a.Status() < 400 {
		a.reject(ctx, fmt.Sprintf("%s in %s is answered with what is no XML", h.what, field), "well-formed XML, or an error page", a.says())
	}
}

// kept expects the field of an accepted order to hold what was sent, as text.
func (h hostileText) kept(ctx context.Context, a *answer, field, sent string, came map[string]string) {
	if got, given := came[field]; given && sent != "" && visible(got) != visible(sent) {
		a.reject(ctx, fmt.Sprintf("%s in %s places an order with another %s", h.what, field, field), "a refusal, or the text kept as text", got)
	}
}

// visible leaves out what may be normalised on the way.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
}
