package xsd

import (
	"encoding/xml"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

const xs = "http://www.w3.org/2001/XMLSchema"

// Expectation is the source of an xs:appinfo that says, in a few words, what a simple type holds.
const Expectation = "urn:montcheck:expected"

// A Declaration is what a schema says of an element: enough to explain a problem, not to validate.
type Declaration struct {
	Name     xml.Name
	Required bool // minOccurs is not 0
	Repeats  bool // maxOccurs is above 1
	Nillable bool
	notes    map[string]string
	typ      *typeOutline
	of       *Declaration // the global declaration that this one refers to
}

// kind is the type; a reference has that of the global declaration, which may be read after it.
func (d *Declaration) kind() *typeOutline {
	switch {
	case d.of != nil && d.of.typ != nil:
		return d.of.typ
	case d.typ != nil:
		return d.typ
	}
	return &typeOutline{}
}

// Note is the text of the xs:appinfo of that source, on the declaration or else on its type.
func (d *Declaration) Note(source string) string {
	if own := d.notes[source]; own != "" {
		return own
	}
	return d.kind().notes[source]
}

// Expected says what the element's text must be; "" where it holds elements.
func (d *Declaration) Expected() string {
	if t := d.kind(); t.simple {
		return t.expected
	}
	return ""
}

// Children are the elements that it may hold, in the order of the schema.
func (d *Declaration) Children() []*Declaration { return d.kind().children }

func (d *Declaration) child(name xml.Name) *Declaration {
	for _, c := range d.Children() {
		if c.Name == name {
			return c
		}
	}
	return nil
}

type typeOutline struct {
	simple   bool
	expected string
	children []*Declaration
	notes    map[string]string
}

// An outline is a plain reading of schema documents: elements, their types and their order.
type outline struct {
	elements map[xml.Name]*Declaration
	types    map[xml.Name]*typeOutline
	sources  map[xml.Name]source // of the named types
	groups   map[xml.Name]source // of the named groups
	driver   []xml.Name          // global elements of the driver document
}

type source struct {
	node   *node
	schema *node
}

// node is any element of a schema document.
type node struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Nodes   []*node    `xml:",any"`
	Text    string     `xml:",chardata"`
}

func (n *node) attr(local string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == local && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// name resolves a prefixed name by the namespaces that the schema element declares.
func (n *node) name(qualified string) xml.Name {
	prefix, local, found := strings.Cut(qualified, ":")
	if !found {
		prefix, local = "", qualified
	}
	for _, a := range n.Attrs {
		if prefix != "" && a.Name.Space == "xmlns" && a.Name.Local == prefix ||
			prefix == "" && a.Name == (xml.Name{Local: "xmlns"}) {
			return xml.Name{Space: a.Value, Local: local}
		}
	}
	return xml.Name{Local: local}
}

// readOutline reads the driver and all that it imports or includes, from fsys only.
func readOutline(fsys fs.FS, driver string) (*outline, map[string][]byte, error) {
	o := &outline{
		elements: map[xml.Name]*Declaration{},
		types:    map[xml.Name]*typeOutline{},
		sources:  map[xml.Name]source{},
		groups:   map[xml.Name]source{},
	}
	documents := map[string][]byte{}
	var globals []source
	var read func(name string) error
	read = func(name string) error {
		if _, done := documents[name]; done {
			return nil
		}
		content, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		schema := &node{}
		if err := xml.Unmarshal(content, schema); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if schema.XMLName != (xml.Name{Space: xs, Local: "schema"}) {
			return fmt.Errorf("%s: the root is not xs:schema", name)
		}
		documents[name] = content
		for _, n := range schema.Nodes {
			switch n.XMLName.Local {
			case "import", "include", "redefine":
				location := n.attr("schemaLocation")
				if location == "" {
					return fmt.Errorf("%s: xs:%s without a schemaLocation", name, n.XMLName.Local)
				}
				if strings.Contains(location, ":") {
					return fmt.Errorf("%s: xs:%s of %s: only files beside the schema can be read", name,
						n.XMLName.Local, location)
				}
				if err := read(path.Join(path.Dir(name), location)); err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
			case "element":
				globals = append(globals, source{n, schema})
				if name == driver {
					o.driver = append(o.driver, xml.Name{Space: schema.attr("targetNamespace"), Local: n.attr("name")})
				}
			case "complexType", "simpleType":
				o.sources[xml.Name{Space: schema.attr("targetNamespace"), Local: n.attr("name")}] = source{n, schema}
			case "group":
				o.groups[xml.Name{Space: schema.attr("targetNamespace"), Local: n.attr("name")}] = source{n, schema}
			}
		}
		return nil
	}
	if err := read(driver); err != nil {
		return nil, nil, err
	}
	for _, g := range globals {
		name := xml.Name{Space: g.schema.attr("targetNamespace"), Local: g.node.attr("name")}
		o.elements[name] = &Declaration{Name: name}
	}
	for _, g := range globals {
		d := o.elements[xml.Name{Space: g.schema.attr("targetNamespace"), Local: g.node.attr("name")}]
		o.describe(d, g.node, g.schema)
	}
	return o, documents, nil
}

func (o *outline) roots() []xml.Name { return o.driver }

func (o *outline) find(path []xml.Name) *Declaration {
	if len(path) == 0 {
		return nil
	}
	d := o.elements[path[0]]
	for _, name := range path[1:] {
		if d == nil {
			return nil
		}
		d = d.child(name)
	}
	return d
}

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
