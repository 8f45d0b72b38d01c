// Package jsonschema is the only door to the JSON Schema validator: it validates hostile documents, bounded in size,
// depth and numbers, and says what is wrong with them in the form in which package xsd says it of XML. Paths are JSON
// Pointers (RFC 6901).
package jsonschema

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"github.com/montcheck/montcheck/internal/xsd"
)

// Noted is the keyword by which a schema says which requirement a value breaks that has the right type and the wrong
// form. It holds for the subschema and all below it.
const Noted = "x-requirement"

// Passed is the keyword by which a schema says that readers pass over members that it does not name: they are
// tolerated. One whose name differs only by case from a name that it knows, and which says something else, is not: some
// readers take it for that one.
const Passed = "x-passed-over"

// A Schema is a compiled schema (draft 2020-12). It may be used by many goroutines at once.
type Schema struct {
	name     string
	source   any
	compiled *jsonschema.Schema
}

// Compile compiles a schema that stands in one file.
func Compile(fsys fs.FS, name string) (*Schema, error) {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	source, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	c := jsonschema.NewCompiler()
	c.UseLoader(noLoader{})
	c.RegisterFormat(&jsonschema.Format{Name: "yyyymmdd", Validate: day})
	c.AssertFormat()
	address := "file:///" + name
	if err := c.AddResource(address, source); err != nil {
		return nil, err
	}
	compiled, err := c.Compile(address)
	return &Schema{name: name, source: source, compiled: compiled}, err
}

// noLoader keeps schemas from reaching for others.
type noLoader struct{}

func (noLoader) Load(url string) (any, error) {
	return nil, fmt.Errorf("a schema that is not at hand: %s", url)
}

// day is the format yyyymmdd: a day that the calendar has. What does not look like one is for a pattern to refuse.
func day(v any) error {
	s, ok := v.(string)
	if !ok || len(s) != 8 || strings.Trim(s, "0123456789") != "" {
		return nil
	}
	if _, err := time.Parse("20060102", s); err != nil {
		return errors.New("the calendar has no such day")
	}
	return nil
}

// DefaultLimits are generous for the status of a thousand orders.
func DefaultLimits() xsd.Limits { return xsd.Limits{Bytes: 16 << 20, Depth: 32, Problems: 100} }

func orDefault(l xsd.Limits) xsd.Limits {
	d := DefaultLimits()
	return xsd.Limits{Bytes: cmp.Or(l.Bytes, d.Bytes), Depth: cmp.Or(l.Depth, d.Depth),
		Problems: cmp.Or(l.Problems, d.Problems)}
}

// Validate reads a document from r and says what is wrong with it. The error is non-nil only when r failed or the
// validator could not work; what is wrong with the document is in the Report.
func (s *Schema) Validate(r io.Reader, limits xsd.Limits) (xsd.Report, error) {
	var report xsd.Report
	d, ok, err := read(r, orDefault(limits), &report)
	if err != nil || !ok {
		return report, err
	}
	var invalid *jsonschema.ValidationError
	switch err := s.compiled.Validate(d.root); {
	case errors.As(err, &invalid):
		s.explain(d, invalid)
	case err != nil:
		return report, err
	}
	slices.SortStableFunc(report.Problems, func(a, b xsd.Problem) int {
		return cmp.Or(cmp.Compare(a.Offset, b.Offset), strings.Compare(a.Path, b.Path),
			strings.Compare(a.Message, b.Message))
	})
	return report, nil
}

// explain makes problems of the validator's errors, which form a tree. Of alternatives only the whole is reported.
func (s *Schema) explain(d *document, e *jsonschema.ValidationError) {
	switch e.ErrorKind.(type) {
	case *kind.AnyOf, *kind.OneOf, *kind.Not, *kind.Contains:
	default:
		for _, cause := range e.Causes {
			s.explain(d, cause)
		}
		if len(e.Causes) > 0 {
			return
		}
	}
	pointer := ""
	for _, step := range e.InstanceLocation {
		pointer += "/" + escape(step)
	}
	subject := "the document"
	if n := len(e.InstanceLocation); n > 0 {
		subject = named(e.InstanceLocation[n-1])
	}
	_, fragment, _ := strings.Cut(e.SchemaURL, "#")
	place := d.places[pointer]
	switch k := e.ErrorKind.(type) {
	case *kind.Required:
		for _, name := range k.Missing {
			p := d.problem(xsd.Missing, pointer, place.start, fmt.Sprintf("%s has no member %s", subject, quote(name)))
			p.Subject.Local, p.Expected, p.Got = name, "a member "+quote(name), "none"
		}
	case *kind.AdditionalProperties:
		slices.Sort(k.Properties)
		for _, name := range k.Properties {
			meant := s.meant(fragment, name)
			if s.passes(fragment) && (meant == "" || d.alike(pointer+"/"+escape(meant), pointer+"/"+escape(name))) {
				d.tolerate(xsd.Unknown, fragment+" "+name, pointer+"/"+escape(name), name)
				continue
			}
			p := d.problem(xsd.Unknown, pointer+"/"+escape(name), d.places[pointer+"/"+escape(name)].start,
				fmt.Sprintf("%s has a member %s, which it should not have", subject, quote(name)))
			p.Subject.Local, p.Expected, p.Got = name, "no such member", quote(name)
			if meant != "" {
				p.Message += ": it has " + quote(meant)
				p.Expected = quote(meant)
			}
		}
	case *kind.FalseSchema:
		p := d.problem(xsd.Unknown, pointer, place.start, subject+" should not be here")
		p.Expected, p.Got = "no such member", d.excerpt(pointer)
	case *kind.Type:
		p := d.problem(xsd.Value, pointer, place.start,
			fmt.Sprintf("%s is %s, not %s", subject, article(k.Got), articles(k.Want)))
		p.Expected, p.Got = articles(k.Want), d.excerpt(pointer)
	default:
		expected := s.description(fragment, e.ErrorKind)
		p := d.problem(xsd.Value, pointer, place.start, fmt.Sprintf("%s is not %s", subject, expected))
		p.Expected, p.Got, p.Requirement = expected, d.excerpt(pointer), s.noted(fragment)
	}
}

// named is a step of a path for people.
func named(step string) string {
	if n, err := strconv.Atoi(step); err == nil {
		return fmt.Sprintf("item %d", n+1)
	}
	return quote(step)
}

// The types of JSON, for people.
var types = map[string]string{
	"string": "a text", "number": "a number", "integer": "a whole number", "object": "an object", "array": "an array",
	"boolean": "true or false", "null": "null",
}

func article(name string) string { return cmp.Or(types[name], name) }

func articles(names []string) string {
	var words []string
	for _, n := range names {
		words = append(words, article(n))
	}
	return strings.Join(words, " or ")
}

// at returns the subschemas on the way to a fragment of the schema's file, the innermost last.
func (s *Schema) at(fragment string) []map[string]any {
	var way []map[string]any
	v := s.source
	note := func() {
		if m, ok := v.(map[string]any); ok {
			way = append(way, m)
		}
	}
	note()
	for step := range strings.SplitSeq(strings.TrimPrefix(fragment, "/"), "/") {
		switch parent := v.(type) {
		case map[string]any:
			v = parent[strings.NewReplacer("~1", "/", "~0", "~", "%24", "$").Replace(step)]
		case []any:
			if n, err := strconv.Atoi(step); err == nil && n < len(parent) {
				v = parent[n]
			}
		}
		note()
	}
	return way
}

// noted is the requirement that the schema names for a fragment; "" for none.
func (s *Schema) noted(fragment string) string {
	for _, m := range slices.Backward(s.at(fragment)) {
		if id, ok := m[Noted].(string); ok {
			return id
		}
	}
	return ""
}

// passes tells whether readers pass over further members of the object at a fragment.
func (s *Schema) passes(fragment string) bool {
	way := s.at(fragment)
	passes, _ := way[len(way)-1][Passed].(bool)
	return passes
}

// description says what the subschema at a fragment asks of a value.
func (s *Schema) description(fragment string, k jsonschema.ErrorKind) string {
	way := s.at(fragment)
	m := way[len(way)-1]
	switch k := k.(type) {
	case *kind.Enum:
		var words []string
		for _, w := range k.Want {
			words = append(words, fmt.Sprint(w))
		}
		return strings.Join(words, " or ")
	case *kind.Format:
		return fmt.Sprintf("%v: %v", m["description"], k.Err)
	case *kind.MinLength, *kind.MinItems:
		return "anything but empty"
	}
	description, ok := m["description"].(string)
	if pattern, has := m["pattern"].(string); has {
		if !ok {
			return "of the form " + pattern
		}
		description += " (" + pattern + ")"
	}
	return cmp.Or(description, "what its schema asks for")
}

// meant is the member of the schema whose name differs from a given one in case only.
func (s *Schema) meant(fragment, name string) string {
	way := s.at(fragment)
	properties, _ := way[len(way)-1]["properties"].(map[string]any)
	for known := range properties {
		if strings.EqualFold(known, name) {
			return known
		}
	}
	return ""
}
