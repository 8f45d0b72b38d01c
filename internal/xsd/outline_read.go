package xsd

import (
	"encoding/xml"
	"strings"
)

func (o *outline) describe(d *Declaration, n, schema *node) {
	d.Required = n.attr("minOccurs") != "0"
	d.Repeats = n.attr("maxOccurs") != "" && n.attr("maxOccurs") != "1"
	d.Nillable = n.attr("nillable") == "true"
	d.notes = notes(n)
	if t := n.attr("type"); t != "" {
		d.typ = o.named(schema.name(t))
		return
	}
	for _, c := range n.Nodes {
		if c.XMLName.Local == "complexType" || c.XMLName.Local == "simpleType" {
			d.typ = &typeOutline{}
			o.fill(d.typ, c, schema)
		}
	}
}

// named returns the type of that name; a recursive type finds itself half filled, which is enough.
func (o *outline) named(name xml.Name) *typeOutline {
	if t, done := o.types[name]; done {
		return t
	}
	t := &typeOutline{}
	o.types[name] = t
	if name.Space == xs {
		t.simple, t.expected = true, builtin(name.Local)
	} else if s, known := o.sources[name]; known {
		o.fill(t, s.node, s.schema)
	}
	return t
}

func (o *outline) fill(t *typeOutline, n, schema *node) {
	if t.notes == nil {
		t.notes = notes(n)
	}
	if n.XMLName.Local == "simpleType" {
		t.simple = true
		t.expected = o.expected(n, schema)
		return
	}
	for _, c := range n.Nodes {
		switch c.XMLName.Local {
		case "extension", "restriction":
			base := o.named(schema.name(c.attr("base")))
			t.simple, t.expected = base.simple, base.expected
			for source, text := range base.notes {
				if t.notes[source] == "" {
					t.notes[source] = text
				}
			}
			if c.XMLName.Local == "extension" {
				t.children = append(t.children, base.children...)
			}
			o.fill(t, c, schema)
		case "element":
			if ref := c.attr("ref"); ref != "" {
				d := &Declaration{Name: schema.name(ref), of: o.elements[schema.name(ref)]}
				o.describe(d, c, schema)
				t.children = append(t.children, d)
				continue
			}
			name := xml.Name{Local: c.attr("name")}
			if form := c.attr("form"); form == "qualified" ||
				form == "" && schema.attr("elementFormDefault") == "qualified" {
				name.Space = schema.attr("targetNamespace")
			}
			d := &Declaration{Name: name}
			o.describe(d, c, schema)
			t.children = append(t.children, d)
		case "group":
			if g, known := o.groups[schema.name(c.attr("ref"))]; known {
				o.fill(t, g.node, g.schema)
			}
		case "sequence", "choice", "all", "complexContent", "simpleContent":
			o.fill(t, c, schema)
		}
	}
}

// notes are the xs:appinfo texts of an element of a schema, by source.
func notes(n *node) map[string]string {
	found := map[string]string{}
	for _, a := range n.Nodes {
		if a.XMLName.Local != "annotation" {
			continue
		}
		for _, info := range a.Nodes {
			if info.XMLName.Local == "appinfo" {
				found[info.attr("source")] = strings.TrimSpace(info.Text)
			}
		}
	}
	return found
}

// expected says what a simple type holds: by its own words, else by its facets.
func (o *outline) expected(n, schema *node) string {
	if words := notes(n)[Expectation]; words != "" {
		return words
	}
	for _, c := range n.Nodes {
		if c.XMLName.Local != "restriction" {
			continue
		}
		var values, facets []string
		for _, f := range c.Nodes {
			value := f.attr("value")
			switch f.XMLName.Local {
			case "enumeration":
				values = append(values, value)
			case "minInclusive":
				facets = append(facets, "not below "+value)
			case "maxInclusive":
				facets = append(facets, "not above "+value)
			case "minLength":
				facets = append(facets, "of "+value+" or more characters")
			case "maxLength":
				facets = append(facets, "of "+value+" or fewer characters")
			case "pattern":
				facets = append(facets, "of the form "+value)
			}
		}
		if len(values) > 0 {
			return "one of " + strings.Join(values, ", ")
		}
		return strings.Join(append([]string{o.named(schema.name(c.attr("base"))).expected}, facets...), ", ")
	}
	return "a simple value"
}

func builtin(name string) string {
	switch name {
	case "boolean":
		return "true, false, 1 or 0"
	case "int":
		return "a whole number from -2147483648 to 2147483647"
	case "long":
		return "a whole number of 64 bits"
	case "decimal":
		return "a decimal number with a point and no exponent, such as 1490.50"
	case "dateTime":
		return "a date and time such as 2014-05-06T07:08:09"
	case "string":
		return "text"
	}
	return "a value of type " + name
}
