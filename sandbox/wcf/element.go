package wcf

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
)

// Bounds of a request's body. The depth and the length of a text are those of .NET's default reader quotas.
const (
	maxRequest  = 1<<20 + 64<<10 // bytes
	maxText     = 8192           // bytes of a tag and the text behind it
	maxDepth    = 32
	maxElements = 100_000
)

// Element is an element of a request's body. Attributes are read for nil only.
type Element struct {
	Name     xml.Name
	Nil      bool
	Text     string // of the element itself, not of its children
	Children []Element
}

// Named returns the children of that name, which is compared with regard to case and stands in no namespace.
func (e *Element) Named(name string) []*Element {
	var found []*Element
	for i := range e.Children {
		if e.Children[i].Name == (xml.Name{Local: name}) {
			found = append(found, &e.Children[i])
		}
	}
	return found
}

// ReadElement reads the body of a request, whose root must be called root and stand in no namespace. Where it
// can't be read it answers the request as WCF does, with a page, and returns nil: a body that is not well-formed or
// not UTF-8, a document type, another root, too deep or too long a document, a content type that is not XML's.
func ReadElement(w http.ResponseWriter, r *http.Request, root string) *Element {
	if !isXML(r.Header.Get("Content-Type")) {
		RequestError(w)
		return nil
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if tooLong := (*http.MaxBytesError)(nil); errors.As(err, &tooLong) {
		RequestTooLong(w)
		return nil
	}
	if err != nil {
		RequestError(w)
		return nil
	}
	if overlong(body) { // reading it to find this out takes a hundred times as long
		RequestError(w)
		return nil
	}
	e, err := parseElement(body)
	if err != nil || e.Name != (xml.Name{Local: root}) {
		RequestError(w)
		return nil
	}
	return e
}

// overlong tells whether a text is longer than the quota.
func overlong(body []byte) bool {
	for part := range bytes.SplitSeq(body, []byte("<")) {
		if len(part) > maxText {
			return true
		}
	}
	return false
}

// isXML tells whether a body of the content type is read as XML in UTF-8. A request without one is taken at its word.
func isXML(contentType string) bool {
	if contentType == "" {
		return true
	}
	media, parameters, err := mime.ParseMediaType(contentType)
	if err != nil {
		return false
	}
	charset, given := parameters["charset"]
	return (media == "application/xml" || media == "text/xml" || strings.HasSuffix(media, "+xml")) &&
		(!given || strings.EqualFold(charset, "utf-8"))
}

const nsInstance = "http://www.w3.org/2001/XMLSchema-instance"

func parseElement(body []byte) (*Element, error) {
	decoder := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff"))))
	var (
		document Element // whose child is the root
		open     = []*Element{&document}
		texts    = [][]byte{nil}
		elements int
	)
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		top := len(open) - 1
		switch t := token.(type) {
		case xml.StartElement:
			if elements++; elements > maxElements || len(open) > maxDepth {
				return nil, errors.New("too many elements")
			}
			if top == 0 && len(document.Children) > 0 {
				return nil, errors.New("a second root")
			}
			e := Element{Name: t.Name}
			for i, a := range t.Attr {
				for _, other := range t.Attr[:i] {
					if a.Name == other.Name {
						return nil, fmt.Errorf("attribute %s twice", a.Name.Local)
					}
				}
				if a.Name == (xml.Name{Space: nsInstance, Local: "nil"}) {
					e.Nil = a.Value == "true" || a.Value == "1"
				}
			}
			// Appending moves the parent's children, but only the last of them is open, and it is the one appended.
			open[top].Children = append(open[top].Children, e)
			open = append(open, &open[top].Children[len(open[top].Children)-1])
			texts = append(texts, nil)
		case xml.EndElement:
			open[top].Text = string(texts[top])
			open, texts = open[:top], texts[:top]
		case xml.CharData:
			if top == 0 {
				if len(bytes.TrimSpace(t)) > 0 {
					return nil, errors.New("text outside the root")
				}
				continue
			}
			texts[top] = append(texts[top], t...)
		case xml.Directive:
			return nil, errors.New("a document type")
		}
	}
	if len(document.Children) != 1 {
		return nil, errors.New("no root")
	}
	return &document.Children[0], nil
}
