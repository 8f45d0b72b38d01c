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
