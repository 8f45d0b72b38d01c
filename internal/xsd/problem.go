package xsd

import "encoding/xml"

// Kind is what sort of thing is wrong.
type Kind string

// The kinds of problems.
const (
	NotWellFormed Kind = "not-well-formed" // XML's own grammar, or its namespaces'
	Doctype       Kind = "doctype"         // a document type declaration
	Encoding      Kind = "encoding"        // bytes that aren't what the document declares
	Limit         Kind = "limit"           // too large, too deep
	Root          Kind = "root"            // another root element than expected
	Order         Kind = "order"           // a known element in the wrong place
	Unknown       Kind = "unknown"         // an element that its parent doesn't have
	Missing       Kind = "missing"         // a required element that isn't there
	Duplicate     Kind = "duplicate"       // an element that may stand once, again
	Namespace     Kind = "namespace"       // the right name in another namespace
	Value         Kind = "value"           // text that its type doesn't allow
	Content       Kind = "content"         // text where only elements may be
	Nil           Kind = "nil"             // nil where it isn't allowed, or with content
	Attribute     Kind = "attribute"       // an attribute that isn't allowed, or is wrong
)

// A Problem is one thing that is wrong with a document. Its texts are bounded in length, with control characters
// escaped, whatever the document holds.
type Problem struct {
	Kind Kind
	// Line and Column count from 1, in lines and characters. Offset counts bytes of the input from 0. They say where
	// the start tag of the element begins; for a missing element, that of the one found in its place, or else of its
	// parent; for what isn't well-formed, where the parser stopped. Offset is exact in UTF-8, and within 4 KiB in other
	// encodings.
	Line, Column int
	Offset       int64
	// Path leads from the root to the element by local names, numbered among siblings of one name where the schema
	// allows several, or several came before the problem was reported:
	// /ProductListResponse/ProductList/ProductContract[45]/Id. For a missing element it is its parent's.
	Path string
	// Names are the qualified names along Path.
	Names []xml.Name
	// Subject is the element that the problem is about: the last name of Path, or the missing one.
	Subject xml.Name
	// Code is libxml2's number for the problem; 0 where the problem was found otherwise.
	Code int
	// Expected and Got are what should be there and what is, as short texts.
	Expected, Got string
	// Message is a sentence for the developer of the document's producer.
	Message string
	// Unchecked is the path of an element whose further content could not be checked because of this problem.
	Unchecked string
	// Requirement is the id of the requirement that the problem breaks, and Explain says why it matters. Both are for
	// the owner of the schema to fill; this package leaves them empty.
	Requirement, Explain string
}

// Structural says that the problem is about which elements stand where, not about what an element holds.
func (p Problem) Structural() bool {
	switch p.Kind {
	case Order, Unknown, Missing, Duplicate, Namespace, Content:
		return true
	}
	return false
}

// Limits bound what a document may cost. Zero means the default.
type Limits struct {
	Bytes    int64 // of the document
	Depth    int   // of nested elements
	Text     int64 // bytes of UTF-8 in one text
	Problems int   // that are reported; what isn't well-formed is reported beyond it
}

// DefaultLimits are generous for the catalogues that partners know of.
func DefaultLimits() Limits {
	return Limits{Bytes: 256 << 20, Depth: 64, Text: 4 << 20, Problems: 100}
}

func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	if l.Bytes <= 0 {
		l.Bytes = d.Bytes
	}
	if l.Depth <= 0 {
		l.Depth = d.Depth
	}
	if l.Text <= 0 {
		l.Text = d.Text
	}
	l.Text = min(l.Text, 1<<30) // libxml2 counts in int
	if l.Problems <= 0 {
		l.Problems = d.Problems
	}
	return l
}

// A Report is the outcome of one validation.
type Report struct {
	Root       xml.Name // of the root element, if the parser came so far
	Encoding   string   // in which the document was read, such as UTF-8 or UTF-16LE
	Declared   string   // the encoding of the XML declaration, "" where there is none
	Bytes      int64    // read from the input
	WellFormed bool     // the whole document was read, and is well-formed
	Problems   []Problem
	Truncated  bool // there are more problems than the limit
	// Tolerated are departures that every reader passes over, each kind of them once: they are no problems. Only JSON
	// has them, such as members that the document's form does not show.
	Tolerated []Problem
}

// Valid says that the whole document was read and nothing is wrong with it.
func (r Report) Valid() bool { return r.WellFormed && len(r.Problems) == 0 }
