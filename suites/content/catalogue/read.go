package catalogue

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/montcheck/montcheck/internal/charset"
	"github.com/montcheck/montcheck/internal/run"
)

// contents is what an answer says, read with no regard to the order and
// namespaces of members: those are for the schemas to judge, and one mistake
// there must not look like a hundred missing entities.
type contents struct {
	Root        xml.Name
	Failed      string            // the text of Error
	Details     map[string]string // the members of ErrorDetails
	Payload     bool              // an element besides Error and ErrorDetails was there, and not nil
	PayloadName string
	Entities    []Entity
	Held        int              // entities
	Specified   int              // entities with specifications
	Versions    map[string]int64 // CurrentContentVersion, CurrentPriceVersion
	Deleted     map[Kind][]int64 // ids in the lists of deleted entities
	Extra       []string         // lists of a changes answer that D3 does not have
	IllTyped    []illTyped       // specifications
	passages    []passage        // whose facts are in the memory
}

// Told are the members of ErrorDetails, for people.
func (c *contents) Told() string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(c.Details)) {
		all = append(all, fmt.Sprintf("%s %q", name, c.Details[name]))
	}
	return strings.Join(all, ", ")
}

// illTyped is a specification whose Value does not fit its ValueType.
type illTyped struct {
	What  string
	Place run.Place
}

// reader reads one answer. It takes raw tokens: namespaces and the pairing of
// tags are for the schemas, and looking at them takes a third of the time.
type reader struct {
	d    *xml.Decoder
	tape *tape // that d takes
	out  *contents
	at   int64 // where the last child's start tag began

	schema  string
	above   []xml.StartElement // the elements around a list
	known   map[string]string  // interned texts
	memory  *memory            // nil where all is to be read
	skipped int64              // bytes that were recognised, which d has not seen
}

// errNotXML is the error of a body that can't be read as XML to its end.
var errNotXML = errors.New("the body can't be read as XML to its end")

// read reads an answer that has a schema. The memory may be nil.
func read(body io.Reader, schema string, m *memory) (*contents, error) {
	buffer := stretches.Get().(*bufio.Reader)
	defer stretches.Put(buffer)
	defer buffer.Reset(nil)
	buffer.Reset(body)
	if head, _ := buffer.Peek(4); charset.Detect(head).Mark > 0 {
		m = nil
		begun, _ := buffer.Peek(buffer.Buffered())
		whole := io.MultiReader(bytes.NewReader(bytes.Clone(begun)), body)
		buffer.Reset(charset.Unmarked(whole))
	}
	r := &reader{
		tape: &tape{Reader: buffer}, schema: schema, memory: m, known: map[string]string{},
		out: &contents{Details: map[string]string{}, Versions: map[string]int64{}, Deleted: map[Kind][]int64{}},
	}
	r.d = xml.NewDecoder(r.tape)
	r.d.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		r.memory = nil // the decoder takes another reader now
		return charset.Labelled(label, in)
	}
	root, err := r.start()
	if err != nil {
		return nil, fmt.Errorf("%w: %v", errNotXML, err)
	}
	r.out.Root = root.Name
	r.above = append(r.above, root)
	err = r.each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "Error":
			text, err := r.leaf()
			r.out.Failed = strings.TrimSpace(text)
			return err
		case "ErrorDetails":
			return r.each(func(m xml.StartElement) error {
				text, err := r.leaf()
				r.out.Details[m.Name.Local] = text
				return err
			})
		}
		r.out.PayloadName = e.Name.Local
		r.out.Payload = !isNil(e)
		return r.payload(e, "/"+root.Name.Local+"/"+e.Name.Local)
	})
	if err == nil {
		err = r.rest()
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %v", errNotXML, err)
	}
	return r.out, nil
}

// start skips to the next start tag.
func (r *reader) start() (xml.StartElement, error) {
	for {
		t, err := r.d.RawToken()
		if err != nil {
			return xml.StartElement{}, err
		}
		if e, ok := t.(xml.StartElement); ok {
			return e, nil
		}
	}
}

// rest reads what follows the root element.
func (r *reader) rest() error {
	for {
		if _, err := r.d.RawToken(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// each calls f for every child of the element that was just opened; f reads
// the child to its end.
func (r *reader) each(f func(xml.StartElement) error) error {
	for {
		at := r.offset()
		t, err := r.d.RawToken()
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			r.at = at
			if err := f(t); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

// longestLeaf bounds the text of an element whose schema has no elements in
// it, should there be some: each text between them is bounded by itself.
const longestLeaf = 4 << 20

// leaf reads the text of the element that was just opened.
func (r *reader) leaf() (string, error) {
	var b strings.Builder
	for {
		t, err := r.d.RawToken()
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.CharData:
			b.Write(t[:min(len(t), longestLeaf-min(b.Len(), longestLeaf))])
		case xml.StartElement:
			if err := r.skip(); err != nil {
				return "", err
			}
		case xml.EndElement:
			return b.String(), nil
		}
	}
}

// skip reads the element that was just opened to its end.
func (r *reader) skip() error {
	return r.each(func(xml.StartElement) error { return r.skip() })
}

func isNil(e xml.StartElement) bool {
	for _, a := range e.Attr {
		if a.Name.Local == "nil" && a.Name.Space != "" {
			return a.Value == "true" || a.Value == "1"
		}
	}
	return false
}

// payload reads the element that carries the result.
func (r *reader) payload(e xml.StartElement, path string) error {
	r.above = append(r.above[:1], e)
	switch e.Name.Local {
	case "FamilyGroup", "FamilyGroupContract":
		if r.out.Payload {
			_, err := r.entity(Family, e, path)
			return err
		}
	case "Product":
		if r.out.Payload {
			_, err := r.entity(Product, e, path)
			return err
		}
	case "Changes":
		return r.each(func(m xml.StartElement) error { return r.change(m, path+"/"+m.Name.Local) })
	}
	return r.list(path)
}

// list reads the entities of a list.
func (r *reader) list(path string) error {
	n := 0
	var last xml.StartElement
	at := setting(-1)
	return r.each(func(e xml.StartElement) error {
		n++
		k := Kind(e.Name.Local)
		if !slices.Contains(Kinds, k) {
			return r.skip()
		}
		from := r.at
		known, err := r.entity(k, e, fmt.Sprintf("%s/%s[%d]", path, k, n))
		if !known {
			return err
		}
		if at < 0 || e.Name != last.Name || len(e.Attr)+len(last.Attr) > 0 {
			at, last = r.memory.settingOf(r.schema, r.above, e), e
		}
		r.out.passages = append(r.out.passages,
			passage{from, r.offset(), r.out.Entities[len(r.out.Entities)-1].Facts, at})
		return nil
	})
}

// deletedLists are the lists of deleted ids, D3, "10) ChangesContract".
var deletedLists = map[string]Kind{"DeletedVendorsId": Vendor, "DeletedFamilyGroupsId": Family,
	"DeletedCategoriesId": Category}

// updatedLists are the lists of updated entities.
var updatedLists = []string{"UpdatedVendors", "UpdatedFamilyGroups", "UpdatedProducts", "UpdatedCategories"}

// change reads a member of a changes answer.
func (r *reader) change(m xml.StartElement, path string) error {
	name := m.Name.Local
	switch k, isDeleted := deletedLists[name]; {
	case isDeleted:
		return r.each(func(xml.StartElement) error {
			text, err := r.leaf()
			if id, bad := strconv.ParseInt(strings.TrimSpace(text), 10, 64); bad == nil {
				r.out.Deleted[k] = append(r.out.Deleted[k], id)
			}
			return err
		})
	case name == "CurrentContentVersion" || name == "CurrentPriceVersion":
		text, err := r.leaf()
		if v, bad := strconv.ParseInt(strings.TrimSpace(text), 10, 64); bad == nil {
			r.out.Versions[name] = v
		}
		return err
	case !slices.Contains(updatedLists, name):
		r.out.Extra = append(r.out.Extra, name)
		return r.skip()
	}
	r.above = append(r.above[:2], m)
	return r.list(path)
}
