package catalogue

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/montcheck/montcheck/schemas"
)

// setting is where an entity stands in a document: under which schema, in
// which elements, with which attributes and so in which namespaces. What was
// valid there once is valid there again.
type setting int

// passage is an entity of a list in a document.
type passage struct {
	from, to int64
	facts    *Facts // of the memory
	setting  setting
}

// settingOf numbers the setting of an entity below the elements above it.
func (m *memory) settingOf(schema string, above []xml.StartElement, start xml.StartElement) setting {
	var b strings.Builder
	b.WriteString(schema)
	for _, e := range append(slices.Clip(above), start) {
		fmt.Fprintf(&b, " <%q %q", e.Name.Space, e.Name.Local)
		for _, a := range e.Attr {
			fmt.Fprintf(&b, " %q %q %q", a.Name.Space, a.Name.Local, a.Value)
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	n, known := m.settings[b.String()]
	if !known {
		n = setting(len(m.settings))
		m.settings[b.String()] = n
	}
	return n
}

// approved returns those of the passages that were valid before.
func (m *memory) approved(all []passage) []passage {
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []passage
	for _, p := range all {
		if slices.Contains(p.facts.valid, p.setting) {
			found = append(found, p)
		}
	}
	return found
}

// approve remembers the passages of a valid document.
func (m *memory) approve(all []passage) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, p := range all {
		if !slices.Contains(p.facts.valid, p.setting) {
			p.facts.valid = append(p.facts.valid, p.setting)
		}
	}
}

// validate validates the body. A list holds any number of entities, each
// valid or not on its own account, so that a document is valid if it is so
// without those that were valid before, in the same setting. Where it is not,
// the whole document says what is wrong, and where.
func (a *Answer) validate(schema *schemas.Schema, m *memory, passages []passage) error {
	known := m.approved(passages)
	whole := len(known) == 0 || a.Size() > schemas.DefaultLimits().Bytes
	err := a.with(func(body io.Reader) (err error) {
		if !whole {
			body = &excerpt{body: body, out: known}
		}
		a.Report, err = schema.Validate(body)
		return err
	})
	if err == nil && !whole && !a.Report.Valid() {
		return a.validate(schema, m, nil)
	}
	if err == nil && a.Report.Valid() {
		a.Report.Bytes = a.Size()
		m.approve(passages)
	}
	return err
}

// excerpt reads a body without some passages.
type excerpt struct {
	body io.Reader
	at   int64
	out  []passage
}

// Read implements io.Reader.
func (e *excerpt) Read(b []byte) (int, error) {
	for len(e.out) > 0 && e.out[0].from == e.at {
		skip := e.out[0].to - e.at
		e.out = e.out[1:]
		for len(e.out) > 0 && e.out[0].from == e.at+skip {
			skip += e.out[0].to - e.out[0].from
			e.out = e.out[1:]
		}
		if err := pass(e.body, skip); err != nil {
			return 0, err
		}
		e.at += skip
	}
	if len(e.out) > 0 {
		b = b[:min(int64(len(b)), e.out[0].from-e.at)]
	}
	n, err := e.body.Read(b)
	e.at += int64(n)
	return n, err
}

// pass goes over n bytes.
func pass(r io.Reader, n int64) error {
	if s, ok := r.(io.Seeker); ok {
		_, err := s.Seek(n, io.SeekCurrent)
		return err
	}
	_, err := io.CopyN(io.Discard, r, n)
	return err
}
