package schemas

import (
	"cmp"
	"encoding/xml"

	"github.com/montcheck/montcheck/internal/xsd"
)

// The schemas say by xs:appinfo which requirement a problem breaks. The text is the requirement's id, and the source
// says for which problems it stands.
const (
	// whole: any problem at the element or inside it.
	whole = "urn:montcheck:requirement"
	// ofMembers: members of the element that are missing, unknown, repeated, out of order or in a wrong namespace.
	ofMembers = "urn:montcheck:requirement:members"
	// ofOrder: members of the element that are out of order.
	ofOrder = "urn:montcheck:requirement:order"
)

// wellFormedness is the requirement that holds for every XML document (MONT, transport and access).
const wellFormedness = "MNT-XML-01"

// requirement is the id of the requirement that a problem breaks.
func (s *Schema) requirement(p Problem) string {
	switch p.Kind {
	case xsd.NotWellFormed, xsd.Doctype, xsd.Encoding:
		return wellFormedness
	case xsd.Root:
		return cmp.Or(s.service.envelope, s.fallback)
	case xsd.Nil:
		if len(p.Names) == 1 {
			return cmp.Or(s.service.envelope, s.fallback)
		}
	case xsd.Limit:
		return s.fallback
	}

	element := p.Names
	if p.Kind == xsd.Missing { // the path is the parent's
		element = append(append([]xml.Name(nil), p.Names...), p.Subject)
	}
	if len(element) > 1 && p.Structural() && p.Kind != xsd.Content {
		if parent, ok := s.compiled.Declaration(element[:len(element)-1]); ok {
			if id := parent.Note(ofMembers); id != "" {
				return id
			}
			if id := parent.Note(ofOrder); id != "" && p.Kind == xsd.Order {
				return id
			}
		}
	}
	for ; len(element) > 0; element = element[:len(element)-1] {
		if d, ok := s.compiled.Declaration(element); ok {
			if id := d.Note(whole); id != "" {
				return id
			}
		}
	}
	return s.fallback
}
