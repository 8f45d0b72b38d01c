// Package verify verifies every answer of a load run. A body that was not seen
// before is validated against its schema and its semantics, beside the load;
// the same bytes to the same question are recognised and take its verdict.
package verify

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"hash/maphash"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/montcheck/montcheck/internal/bound"
	"github.com/montcheck/montcheck/internal/coding"
	"github.com/montcheck/montcheck/internal/load/answer"
	"github.com/montcheck/montcheck/internal/load/wire"
	"github.com/montcheck/montcheck/schemas"
)

// Question is a question that can be asked many times, with what its answers
// have in common.
type Question struct {
	answer.Question
	HTTP   *http.Request
	schema *schemas.Schema // nil where the operation has none
	id     uint64
}

var questions atomic.Uint64

// NewQuestion returns a question that is asked by r.
func NewQuestion(q answer.Question, r *http.Request) *Question {
	schema, _ := schemas.Content(q.Operation)
	return &Question{Question: q, HTTP: r, schema: schema, id: questions.Add(1)}
}

// Verdict is what was found of an answer.
type Verdict struct {
	Reading    *answer.Reading // nil where it can't be read
	Beyond     string          // which bound of montcheck's own it passes, so that it is not verified; empty for none
	Violations []Violation
	Body       string // SHA-256

	Facts []answer.Fact // the prices that it gives, but for deltas, which keep their products

	Memo  atomic.Pointer[Memo] // of what takes the answer in
	Told  atomic.Bool          // what holds for all who are given it was looked at
	Right atomic.Int64         // the price version at which it was found to be right, and one; 0 for none
	Same  atomic.Int64         // the content version at which it was found to be as before, and one; 0 for none
}

// Memo is what someone keeps with a verdict.
type Memo struct{ From, To any }

// Failed tells whether the answer is an error by its own word.
func (v *Verdict) Failed() bool { return v.Reading != nil && v.Reading.Failed }

// Violation is a requirement that an answer breaks.
type Violation struct {
	answer.Finding
	Path         string
	Line, Column int
	Excerpt      string
}

// Taker is told of each answer's verdict, once for each: by the worker where
// the bytes are known, else by one of the verifiers.
type Taker func(v *Verdict, token any)

// Verifier is safe for concurrent use.
type Verifier struct {
	take   Taker
	redact func(string) string
	limit  int64 // of a body
	queue  chan job
	room   *wire.Room
	seed   maphash.Seed
	known  *table
	group  sync.WaitGroup
	closed sync.Once

	full, again, beyond atomic.Uint64
}

// job is a body to be verified.
type job struct {
	question *Question
	entry    *entry
	key      key
	status   int
	header   http.Header
	body     *wire.Buffer
}

// Options configure a verifier.
type Options struct {
	Verifiers int
	Room      *wire.Room          // that bodies have until they are verified; nil for no bound
	Known     int64               // bytes of verdicts that are kept, about
	Body      int64               // bytes of a body, unpacked
	Redact    func(string) string // takes secrets out of a text; nil for none
}

// New returns a verifier at work. Close it to have everything verified.
func New(o Options, take Taker) *Verifier {
	v := &Verifier{
		take: take, redact: o.Redact, limit: o.Body, queue: make(chan job, o.Room.Bodies()), room: o.Room,
		seed: maphash.MakeSeed(), known: newTable(o.Known),
	}
	if v.redact == nil {
		v.redact = func(text string) string { return text }
	}
	for range o.Verifiers {
		v.group.Go(v.work)
	}
	return v
}

// Answer takes a whole answer with status 200, and its body. It does not wait:
// where verification is behind, its bodies leave no room to read others, and an
// answer is never let pass unverified.
func (v *Verifier) Answer(q *Question, x *wire.Exchange, token any) {
	k := key{q.id, x.Hash, len(x.Body.Bytes), v.header(x.Header)}
	e, ours := v.known.enter(k)
	if !ours {
		x.Body.Release()
		if verdict := e.verdictOr(token); verdict != nil {
			v.count(verdict, &v.again)
			v.take(verdict, token)
		}
		return
	}
	e.first = token
	v.queue <- job{q, e, k, x.Status, x.Header, x.Body}
}

// header is what of a header matters: what the body is.
func (v *Verifier) header(h http.Header) uint64 {
	return maphash.String(v.seed, first(h, "Content-Type")+"\x00"+first(h, "Content-Encoding"))
}

func first(h http.Header, canonical string) string {
	if values := h[canonical]; len(values) > 0 {
		return values[0]
	}
	return ""
}

// Counts are how many answers were verified in full, and by known bytes; how
// often and how long workers were held back, those included that still are.
func (v *Verifier) Counts() (full, known, held uint64, heldFor time.Duration) {
	held, _, heldFor = v.room.Held()
	return v.full.Load(), v.again.Load(), held, heldFor
}

// Holding is how many workers are held back just now.
func (v *Verifier) Holding() int {
	_, now, _ := v.room.Held()
	return now
}

// Close waits until everything is verified. No answer may follow.
func (v *Verifier) Close() {
	v.closed.Do(func() { close(v.queue) })
	v.group.Wait()
}

func (v *Verifier) work() {
	for j := range v.queue {
		verdict := v.verify(j)
		verdict.slim(j.question)
		j.body.Release()
		waiting := j.entry.settle(verdict)
		v.known.weigh(j.key, verdict)
		v.count(verdict, &v.full)
		v.take(verdict, j.entry.first)
		j.entry.first = nil
		for _, token := range waiting {
			v.count(verdict, &v.again)
			v.take(verdict, token)
		}
	}
}

// count counts an answer by the way in which it was verified.
func (v *Verifier) count(verdict *Verdict, way *atomic.Uint64) {
	if verdict.Beyond != "" {
		way = &v.beyond
	}
	way.Add(1)
}

// Beyond is how many answers pass a bound of montcheck's own, and were not
// verified for that.
func (v *Verifier) Beyond() uint64 { return v.beyond.Load() }

// Verify verifies one answer beside the load.
func (v *Verifier) Verify(q *Question, x *wire.Exchange) *Verdict {
	return v.verify(job{question: q, status: x.Status, header: x.Header, body: x.Body})
}

func (v *Verifier) verify(j job) *Verdict {
	raw := j.body.Bytes
	sum := sha256.Sum256(raw)
	verdict := &Verdict{Body: hex.EncodeToString(sum[:])}
	broken := func(requirement, summary, expected, got string) *Verdict {
		verdict.Violations = append(verdict.Violations,
			Violation{Finding: answer.Finding{Requirement: requirement, Summary: summary, Expected: expected, Got: got},
				Excerpt: v.excerpt(raw, 0)})
		return verdict
	}
	body, err := answer.Plain(j.header, raw, v.limit)
	if verdict.passes(err) {
		return verdict
	}
	if err != nil {
		return broken("MNT-XML-01", "the body can't be unpacked", "gzip, as the header says", err.Error())
	}
	if served := coding.TypeOf(j.header); !served.IsXML() {
		broken("MNT-XML-01", "the answer is not served as XML", "application/xml; charset=utf-8", served.Header)
	}
	if j.question.schema != nil {
		report, err := j.question.schema.ValidateWithin(bytes.NewReader(body), schemas.Limits{Bytes: v.limit})
		if err != nil {
			return broken("MNT-XML-01", "the body can't be validated", "", err.Error())
		}
		for _, p := range report.Problems[:min(len(report.Problems), mostProblems)] {
			verdict.Violations = append(verdict.Violations, Violation{
				Finding: answer.Finding{Requirement: p.Requirement, Summary: p.Message, Expected: p.Expected,
					Got: p.Got},
				Path: p.Path, Line: p.Line, Column: p.Column, Excerpt: v.excerpt(body, p.Offset),
			})
		}
	}
	reading, err := answer.Read(body)
	if err != nil {
		if len(verdict.Violations) == 0 && !verdict.passes(err) {
			broken("MNT-XML-01", "the body can't be read as XML to its end", "well-formed XML", err.Error())
		}
		return verdict
	}
	verdict.Reading = reading
	for _, f := range j.question.Check(reading) {
		verdict.Violations = append(verdict.Violations, v.placed(f, body))
	}
	return verdict
}

// passes tells whether an error is that of a bound of montcheck's own, which
// says nothing of conformance, and notes which.
func (v *Verdict) passes(err error) bool {
	var beyond bound.Exceeded
	if errors.As(err, &beyond) {
		v.Beyond = beyond.What
	}
	return v.Beyond != ""
}

// slim leaves what those need who take the answer in.
func (v *Verdict) slim(q *Question) {
	if v.Reading == nil {
		return
	}
	if !q.Delta() {
		v.Facts, v.Reading.Products = v.Reading.Facts(), nil // only deltas are taken in
	}
	v.Reading.Entities = nil
}

// placed is a finding with its place in the body, which it names by an element
// and its text.
func (v *Verifier) placed(f answer.Finding, body []byte) Violation {
	found := Violation{Finding: f, Excerpt: v.excerpt(body, 0)}
	if f.Element == "" {
		return found
	}
	var text bytes.Buffer
	xml.EscapeText(&text, []byte(f.Text))
	form, err := regexp.Compile(`<(?:[\w.-]+:)?` + f.Element + `(?:\s[^<>]*)?>\s*` + regexp.QuoteMeta(text.String()) +
		`\s*</`)
	if err != nil { // a text that no pattern can hold
		return found
	}
	if all := form.FindAllIndex(body, -1); len(all) > 0 {
		at := all[len(all)-1][0]
		before := body[:at]
		found.Line, found.Column = 1+bytes.Count(before, []byte("\n")), at-bytes.LastIndexByte(before, '\n')
		found.Path, found.Excerpt = f.Element, v.excerpt(body, int64(at))
	}
	return found
}

// mostProblems is how many problems of one answer are told.
const mostProblems = 5

// longestSecret is how long a secret can be in any form that comes back, in bytes.
const longestSecret = 4 << 10

// excerpt is what stands around a place of a body. An edge that would cut a
// secret in two, and leave its half, gives way.
func (v *Verifier) excerpt(body []byte, offset int64) string {
	const before, after = 80, 240
	start := max(0, min(int(offset), len(body))-before)
	end := min(len(body), start+before+after)
	first, last := max(0, start-longestSecret), min(len(body), end+longestSecret)
	around := string(body[first:last])
	redacted := v.redact(around)
	cuts := func(at int) bool { return v.redact(around[:at])+v.redact(around[at:]) != redacted }
	start, end = start-first, end-first
	for start > 0 && cuts(start) {
		start--
	}
	for end < len(around) && cuts(end) {
		end++
	}
	return strings.ToValidUTF8(v.redact(around[start:end]), "�")
}
