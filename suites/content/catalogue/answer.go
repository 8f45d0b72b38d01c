package catalogue

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/gomega/types"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/montcontent"
	"github.com/montcheck/montcheck/internal/run"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/schemas"
)

// Answer is an answer of MONT Content, validated and read.
type Answer struct {
	*endpoint.Answer
	ctx    context.Context
	Method montcontent.Method
	Asks   []any  // the arguments
	base   string // address of the service
	Report schemas.Report
	Plain  bool // asked with sound arguments: an error is not expected
	Read   *contents
	Broken error // why read is nil
	Cut    error // why the body is not whole; nil where it is
}

// Stayed says of an answer that the service can't be had that it stayed so.
func (a *Answer) Stayed() string {
	if a.Away == "" {
		return ""
	}
	return fmt.Sprintf(" at each of %d tries: it is not available", len(a.Exchange.Retries)+1)
}

// Problems notes what the schema found wrong with an answer.
func (a *Answer) Problems(ctx SpecContext, found *Findings, wanted func(schemas.Problem) bool) {
	for _, p := range a.Report.Problems {
		if !wanted(p) {
			continue
		}
		f := a.About(ctx).At(run.Place{Path: p.Path, Line: p.Line, Column: p.Column, Offset: p.Offset}).Because(
			p.Explain).
			Finding(a.Asked()+": "+p.Message, p.Expected, p.Got)
		found.Add(f)
	}
}

// LongAgo tells whether an error's date is long before its answer. A day is
// left for zones that are not said; a clock may have been moved on.
func (a *Answer) LongAgo(text string) bool {
	for _, form := range []string{"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05"} {
		if date, err := time.Parse(form, text); err == nil {
			return a.Exchange.Started.Sub(date) > 24*time.Hour
		}
	}
	return false // for the schema to say
}

// examine validates and reads a body that is meant to be XML: that of any
// answer with status 200, and an error contract with another.
func (a *Answer) examine(m *memory) (err error) {
	if a.Status() != 200 {
		a.Broken = fmt.Errorf("the answer is HTTP status %d", a.Status())
		if !strings.Contains(a.Exchange.Response.Body.Text, "ErrorDetails") {
			return nil
		}
	} else if a.HTML() {
		a.Broken = errors.New("the answer is " + a.PageForPeople() + ", not XML")
		return nil
	}
	m.reading.Lock()
	defer m.reading.Unlock()
	schema, ok := schemas.Content(a.Method.Name)
	if !ok {
		a.Broken, err = a.readBody("", m)
		return err
	}
	unread, err := a.readBody(schema.File(), m)
	if err != nil {
		return err
	}
	var passages []passage
	if unread == nil {
		passages, a.Read.passages = a.Read.passages, nil
	}
	if err := a.validate(schema, m, passages); err != nil {
		return err
	}
	if unread == nil && !a.Report.WellFormed {
		a.Read, unread = nil, errNotXML
	}
	if a.Broken == nil {
		a.Broken = unread
	}
	return nil
}

// PageForPeople is what an HTML page is that came in place of XML.
func (a *Answer) PageForPeople() string {
	said, between := a.Between()
	if between {
		return "an HTML page" + said + ", by something that stands before the service"
	}
	return "an HTML page"
}

// readBody reads the body; what can't be read is broken. Then it is read once
// more without passing over what is known, so that the error names the right
// line. The error is the harness's.
func (a *Answer) readBody(schema string, m *memory) (broken, err error) {
	for _, m := range []*memory{m, nil} {
		err = a.with(func(body io.Reader) error { a.Read, broken = read(body, schema, m); return nil })
		if broken == nil || err != nil {
			break
		}
	}
	return broken, err
}

// with gives f the body.
func (a *Answer) with(f func(io.Reader) error) error {
	body, err := a.Open()
	if err != nil {
		return err
	}
	defer body.Close()
	return f(body)
}

// Unusable says why an answer carries no result; nil where it does.
func (a *Answer) Unusable() error {
	switch {
	case a.Broken != nil:
		return a.Broken
	case !a.Method.HasRoot(a.Read.Root.Local):
		return fmt.Errorf("its root element is %s", a.Read.Root.Local)
	case a.Read.Failed == "true" || a.Read.Failed == "1":
		return fmt.Errorf("it says Error=true: %q", a.Read.Details["ErrorText"])
	case !a.Read.Payload:
		return errors.New("it carries no result")
	}
	return nil
}

// SchemaOf is the requirement that answers of a method fit their schema.
func SchemaOf(m montcontent.Method) string { return "CNT-SCH-" + m.Name }

// Useless is why an answer is of no use, and the requirement that says so.
func (a *Answer) Useless(err error) error {
	culprit := SchemaOf(a.Method)
	if a.Broken == nil && !IsTrue(a.Read.Failed) {
		culprit = "CNT-ENV-01"
	}
	return fmt.Errorf("%s gave no usable answer (%w): see %s", a.Method.Name, err, culprit)
}

// About starts an assertion about the answer.
func (a *Answer) About(ctx context.Context) Subject { return About(ctx, a.Key()) }

// Expect asserts something of the answer.
func (a *Answer) Expect(ctx context.Context, actual any) types.Assertion {
	return a.About(ctx).Expect(actual)
}

// Version returns the version that a changes answer carries.
func (a *Answer) Version(name string) int64 { return a.Read.Versions[name] }

// Of returns the answer's entities of a kind.
func (a *Answer) Of(k Kind) []*Entity {
	var all []*Entity
	for i := range a.Read.Entities {
		if a.Read.Entities[i].Kind == k {
			all = append(all, &a.Read.Entities[i])
		}
	}
	return all
}

// Asked names the call: the last part of its address.
func (a *Answer) Asked() string {
	return strings.TrimPrefix(strings.TrimPrefix(a.Exchange.Request.URL, a.base), "/")
}

func IsTrue(s string) bool { return s == "true" || s == "1" }

// Fence is the pair of versions that an answer to GetAllChanges carries.
func (a *Answer) Fence() Fence {
	return Fence{a.Version(ContentVersion), a.Version(PriceVersion), true}
}

// twice are the entities that an answer holds more than once.
func (a *Answer) twice() map[Ref]*Entity {
	seen, again := map[Ref]bool{}, map[Ref]*Entity{}
	for i := range a.Read.Entities {
		e := &a.Read.Entities[i]
		if seen[e.Ref()] {
			again[e.Ref()] = e
		}
		seen[e.Ref()] = true
	}
	return again
}
