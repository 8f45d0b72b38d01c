package xsd

/*
#include <libxml/xmlerror.h>
#include "validate.h"
*/
import "C"

import (
	"encoding/xml"
	"fmt"
	"regexp"
	"strings"
)

const xsi = "http://www.w3.org/2001/XMLSchema-instance"

// explain says in plain words what a fault is; rooted says that the document had a root element.
func (s *Schema) explain(f fault, rooted bool) Problem {
	p := Problem{Line: f.line, Column: f.column, Offset: f.offset, Code: f.code}
	s.locate(&p, f.steps)
	switch f.origin {
	case C.XSD_FROM_PARSER:
		p.Kind, p.Message = malformed(f, rooted)
	case C.XSD_DOCTYPE:
		p.Kind = Doctype
		p.Message = "the document has a DOCTYPE declaration, which these services never send and which is not read"
	case C.XSD_TOO_DEEP:
		p.Kind = Limit
		p.Message = fmt.Sprintf("elements are nested more than %d deep", len(f.steps))
	case C.XSD_TEXT_TOO_LONG:
		p.Kind = Limit
		p.Message = fmt.Sprintf("the text of %s is longer than the limit", tag(p.Subject))
	case C.XSD_ROOT:
		s.explainRoot(&p)
	case C.XSD_ROOT_NIL:
		p.Kind, p.Expected, p.Got = Nil, "an answer", `nil="true"`
		p.Message = fmt.Sprintf("the root element %s is nil, so the document holds no answer", tag(p.Subject))
	default:
		s.explainInvalid(&p, f)
	}
	return p
}

// locate points the problem at the last of the steps.
func (s *Schema) locate(p *Problem, steps []step) {
	p.Names = nil
	for _, step := range steps {
		p.Names = append(p.Names, step.name)
	}
	p.Path = s.path(steps)
	if len(steps) > 0 {
		p.Subject = steps[len(steps)-1].name
	}
}

// path numbers the elements that may repeat by the schema, and those that do.
func (s *Schema) path(steps []step) string {
	if len(steps) == 0 {
		return "/"
	}
	var path strings.Builder
	declared := s.outline.elements[steps[0].name]
	for i, step := range steps {
		if i > 0 && declared != nil {
			declared = declared.child(step.name)
		}
		path.WriteString("/" + short(step.name.Local))
		if step.ordinal > 0 && (step.repeated || declared != nil && declared.Repeats) {
			fmt.Fprintf(&path, "[%d]", step.ordinal)
		}
	}
	return path.String()
}

// move points the problem at another element.
func (s *Schema) move(p *Problem, parents []step, to step) {
	s.locate(p, append(append([]step(nil), parents...), to))
	p.Line, p.Column, p.Offset = to.line, to.column, to.offset
}

func (s *Schema) explainRoot(p *Problem) {
	p.Kind, p.Got = Root, tag(p.Subject)
	var expected []string
	for _, r := range s.rootNames {
		expected = append(expected, tag(r))
		if r.Local == p.Subject.Local {
			p.Expected, p.Got = space(r), space(p.Subject)
			p.Message = fmt.Sprintf("the root element %s is in %s; expected %s", tag(p.Subject),
				space(p.Subject), space(r))
			return
		}
	}
	p.Expected = strings.Join(expected, " or ")
	p.Message = fmt.Sprintf("the root element is %s; expected %s", p.Got, p.Expected)
}

func (s *Schema) explainInvalid(p *Problem, f fault) {
	declared := s.outline.find(p.Names)
	if declared != nil {
		p.Expected = declared.Expected()
	}
	switch f.code {
	case C.XML_SCHEMAV_ELEMENT_CONTENT:
		if f.atEnd {
			s.explainIncomplete(p, f)
		} else {
			s.explainUnexpected(p, f)
		}
	case C.XML_SCHEMAV_CVC_ELT_3_1:
		p.Kind, p.Got = Nil, "the attribute nil"
		p.Message = fmt.Sprintf("%s has the attribute nil, but it must have a value: %s", tag(p.Subject),
			or(p.Expected, "its elements"))
	case C.XML_SCHEMAV_CVC_ELT_3_2_1:
		p.Kind, p.Expected, p.Got = Nil, "nothing inside", "content"
		p.Message = fmt.Sprintf("%s has content or stands in an element that says it is nil", tag(p.Subject))
	case C.XML_SCHEMAV_CVC_COMPLEX_TYPE_2_3:
		p.Kind, p.Expected, p.Got = Content, "elements only", quoted(strings.TrimSpace(f.text))
		p.Message = fmt.Sprintf("text stands in %s where only elements may be: %s", tag(p.Subject), p.Got)
	case C.XML_SCHEMAV_CVC_COMPLEX_TYPE_2_1, C.XML_SCHEMAV_CVC_COMPLEX_TYPE_2_2, C.XML_SCHEMAV_CVC_TYPE_3_1_2:
		p.Kind, p.Got = Unknown, tag(p.Subject)
		p.Message = fmt.Sprintf("%s stands inside an element that holds no elements", tag(p.Subject))
	case C.XML_SCHEMAV_CVC_TYPE_3_1_1, C.XML_SCHEMAV_CVC_COMPLEX_TYPE_3_1, C.XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_1,
		C.XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_2, C.XML_SCHEMAV_CVC_COMPLEX_TYPE_4, C.XML_SCHEMAV_CVC_ATTRIBUTE_3:
		explainAttribute(p, f)
	case C.XML_SCHEMAV_CVC_ELT_4_1, C.XML_SCHEMAV_CVC_ELT_4_2, C.XML_SCHEMAV_CVC_ELT_4_3:
		p.Kind, p.Expected = Attribute, "a type that the schema knows"
		p.Message = fmt.Sprintf("the type attribute of %s names a type that may not stand here", tag(p.Subject))
	default:
		if declared == nil || p.Expected == "" {
			p.Kind, p.Message = Value, fmt.Sprintf("%s is not as its type wants: %s", tag(p.Subject), plain(f.message))
			return
		}
		p.Kind, p.Got = Value, quotedText(f)
		p.Message = fmt.Sprintf("%s holds %s; expected %s", tag(p.Subject), p.Got, p.Expected)
		if hint := valueHint(f.text); hint != "" {
			p.Message += "; " + hint
		}
	}
}

// explainIncomplete: an element ended before all that it requires.
func (s *Schema) explainIncomplete(p *Problem, f fault) {
	missing := s.required(p.Names, expectedNames(f.message))
	parent := p.Subject
	p.Kind, p.Subject = Missing, missing
	p.Expected, p.Got = tag(missing), "the end of "+tag(parent)
	p.Message = fmt.Sprintf("%s has no %s", tag(parent), tag(missing))
}

// explainUnexpected: an element stands where another was expected. What it is shows from the schema and from the
// siblings before and after it.
func (s *Schema) explainUnexpected(p *Problem, f fault) {
	parents, here := f.steps[:len(f.steps)-1], f.steps[len(f.steps)-1]
	parent := p.Names[:len(p.Names)-1]
	wanted := expectedNames(f.message)
	p.Expected, p.Got = tags(wanted), tag(p.Subject)
	p.Unchecked = s.path(parents)
	holder := s.outline.find(parent)
	if holder == nil {
		p.Kind, p.Message = Unknown, fmt.Sprintf("%s was not expected here", p.Got)
		return
	}
	known := holder.child(here.name)
	switch {
	case known == nil:
		s.explainUnknown(p, holder)
	case here.ordinal > 1 && !known.Repeats:
		p.Kind, p.Expected = Duplicate, "one "+tag(here.name)
		p.Message = fmt.Sprintf("%s stands more than once in %s", tag(here.name), tag(holder.Name))
	default:
		first := s.required(parent, wanted)
		position, wantedPosition := -1, -1
		for i, c := range holder.Children() {
			if c.Name == here.name {
				position = i
			}
			if c.Name == first {
				wantedPosition = i
			}
		}
		if wantedPosition < 0 || position < wantedPosition { // it should have come before
			p.explainLate(here.name, holder, wanted)
			return
		}
		for _, later := range f.later {
			if later.name == first { // what is expected here comes further on
				s.move(p, parents, later)
				p.Expected, p.Got = fmt.Sprintf("%s before %s", tag(first), tag(here.name)), "it after that"
				p.Kind = Order
				p.Message = fmt.Sprintf("%s comes too late in %s: it must stand before %s", tag(first),
					tag(holder.Name), tag(here.name))
				return
			}
		}
		p.Kind, p.Subject, p.Names, p.Path = Missing, first, parent, p.Unchecked
		p.Expected, p.Got = tag(first), tag(here.name)
		p.Message = fmt.Sprintf("%s has no %s, which must stand before %s", tag(holder.Name), tag(first),
			tag(here.name))
	}
}

func (p *Problem) explainLate(name xml.Name, holder *Declaration, wanted []xml.Name) {
	var next *Declaration
	children := holder.Children()
	for i, c := range children {
		if c.Name == name && i+1 < len(children) {
			next = children[i+1]
		}
	}
	p.Kind = Order
	p.Message = fmt.Sprintf("%s comes too late in %s", tag(name), tag(holder.Name))
	if next != nil {
		p.Expected, p.Got = fmt.Sprintf("%s before %s", tag(name), tag(next.Name)), "it after that"
		p.Message += fmt.Sprintf(": it must stand before %s", tag(next.Name))
	} else if len(wanted) > 0 {
		p.Message += fmt.Sprintf(": here stands %s", tags(wanted))
	}
}

func (s *Schema) explainUnknown(p *Problem, holder *Declaration) {
	for _, c := range holder.Children() {
		if c.Name.Local == p.Subject.Local {
			p.Kind = Namespace
			p.Expected, p.Got = space(c.Name), space(p.Subject)
			p.Message = fmt.Sprintf("%s in %s is in %s; expected %s", tag(p.Subject), tag(holder.Name),
				space(p.Subject), space(c.Name))
			return
		}
	}
	p.Kind = Unknown
	p.Message = fmt.Sprintf("%s has no element %s", tag(holder.Name), tag(p.Subject))
	for _, c := range holder.Children() {
		if strings.EqualFold(c.Name.Local, p.Subject.Local) {
			p.Message += fmt.Sprintf("; names are case-sensitive, and it has %s", tag(c.Name))
			return
		}
	}
	if p.Expected != "" {
		p.Message += fmt.Sprintf("; expected %s here", p.Expected)
	}
}

var attributeName = regexp.MustCompile(`attribute '(?:\{([^}]*)\})?([^']*)'`)

func explainAttribute(p *Problem, f fault) {
	p.Kind, p.Expected = Attribute, "no such attribute"
	found := attributeName.FindStringSubmatch(f.message)
	if found == nil {
		p.Message = fmt.Sprintf("%s has an attribute that is wrong: %s", tag(p.Subject), plain(f.message))
		return
	}
	name := xml.Name{Space: found[1], Local: found[2]}
	p.Got = "attribute " + short(name.Local)
	p.Message = fmt.Sprintf("%s has an attribute %s, which it may not have", tag(p.Subject), short(name.Local))
	if name.Local == "nil" && name.Space != xsi {
		p.Kind, p.Expected, p.Got = Namespace, space(xml.Name{Space: xsi}), space(name)
		p.Message = fmt.Sprintf("the attribute nil of %s is in %s; expected %s", tag(p.Subject), space(name),
			space(xml.Name{Space: xsi}))
	}
}

// required picks from the names that may follow the first that must.
func (s *Schema) required(parent []xml.Name, names []xml.Name) xml.Name {
	holder := s.outline.find(parent)
	for _, name := range names {
		if holder == nil {
			break
		}
		if c := holder.child(name); c != nil && c.Required {
			return name
		}
	}
	if len(names) > 0 {
		return names[0]
	}
	return xml.Name{}
}

var expectation = regexp.MustCompile(`Expected is (?:one of )?\( (.*) \)\.?\s*$`)

// expectedNames reads the names of the elements that libxml2 expected from the end of its message.
func expectedNames(message string) []xml.Name {
	found := expectation.FindStringSubmatch(message)
	if found == nil {
		return nil
	}
	var names []xml.Name
	for _, text := range strings.Split(found[1], ", ") {
		var name xml.Name
		if rest, ok := strings.CutPrefix(text, "{"); ok {
			name.Space, name.Local, _ = strings.Cut(rest, "}")
		} else {
			name.Local = text
		}
		if name.Local != "" && !strings.HasPrefix(text, "##") {
			names = append(names, name)
		}
	}
	return names
}

// echoes says that a fault of an element's value only follows from the one before: a facet and then its type, a nil and
// then the lack of a value, an element inside a value and then what is left of the value.
func (f fault) echoes(previous fault) bool {
	if !f.ofValue() || len(f.steps) == 0 || previous.origin != C.XSD_FROM_SCHEMA {
		return false
	}
	i := len(f.steps) - 1
	if len(previous.steps) <= i || previous.steps[i].serial != f.steps[i].serial {
		return false
	}
	return previous.ofValue() || previous.code == C.XML_SCHEMAV_CVC_ELT_3_1 ||
		previous.code == C.XML_SCHEMAV_CVC_TYPE_3_1_2
}

func (f fault) ofValue() bool {
	switch f.code {
	case C.XML_SCHEMAV_CVC_TYPE_3_1_1, C.XML_SCHEMAV_CVC_TYPE_3_1_2:
		return false
	}
	return f.origin == C.XSD_FROM_SCHEMA &&
		f.code >= C.XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_1 && f.code <= C.XML_SCHEMAV_CVC_ENUMERATION_VALID
}
