package xsd

/*
#include <libxml/xmlerror.h>
*/
import "C"

import (
	"encoding/xml"
	"fmt"
	"regexp"
	"strings"
)

var mismatch = regexp.MustCompile(`tag mismatch: (\S+) line (\d+) and (\S+)`)

// malformed says why a document is not well-formed. Where libxml2's own words are plain, they stay; rooted says
// that it had a root element.
func malformed(f fault, rooted bool) (Kind, string) {
	open := "the document"
	if len(f.steps) > 0 {
		open = tag(f.steps[len(f.steps)-1].name)
	}
	if f.atEOF && f.code != C.XML_ERR_TAG_NAME_MISMATCH {
		if len(f.steps) > 0 {
			return NotWellFormed, fmt.Sprintf("the document ends before %s is closed", open)
		}
		if !rooted {
			return NotWellFormed, "the document is empty, or has no element"
		}
	}
	switch f.code {
	case C.XML_ERR_INVALID_ENCODING:
		return Encoding, fmt.Sprintf("the document holds bytes that are not UTF-8, in %s", open)
	case C.XML_ERR_TAG_NAME_MISMATCH:
		if m := mismatch.FindStringSubmatch(f.message); m != nil {
			return NotWellFormed, fmt.Sprintf("</%s> closes <%s>, which was opened on line %s", short(m[3]),
				short(m[1]), m[2])
		}
	case C.XML_ERR_DOCUMENT_EMPTY:
		return NotWellFormed, "the document is empty, or does not begin with an element"
	case C.XML_ERR_DOCUMENT_END:
		return NotWellFormed, "something stands after the end of the root element, or the document is cut off"
	case C.XML_ERR_NAME_REQUIRED:
		if strings.Contains(f.message, "EntityRef") {
			return NotWellFormed, fmt.Sprintf(`a bare "&" stands in %s; it must be written &amp;`, open)
		}
	case C.XML_ERR_ENTITYREF_SEMICOL_MISSING:
		return NotWellFormed,
			fmt.Sprintf(`a bare "&" stands in %s (a reference must end with ";"); it must be written &amp;`, open)
	case C.XML_ERR_UNDECLARED_ENTITY, C.XML_WAR_UNDECLARED_ENTITY:
		return NotWellFormed, fmt.Sprintf("%s holds a reference to an entity that XML does not know: %s", open,
			plain(f.message))
	case C.XML_ERR_INVALID_CHAR, C.XML_ERR_INVALID_CHARREF:
		return NotWellFormed, fmt.Sprintf("%s holds a character that XML does not allow", open)
	case C.XML_NS_ERR_UNDEFINED_NAMESPACE:
		return NotWellFormed, fmt.Sprintf("in %s: %s", tag(last(f.steps)), plain("x: "+f.message))
	}
	return NotWellFormed, fmt.Sprintf("in %s: %s", open, plain("x: "+f.message))
}

func last(steps []step) xml.Name {
	if len(steps) == 0 {
		return xml.Name{Local: "the root"}
	}
	return steps[len(steps)-1].name
}
