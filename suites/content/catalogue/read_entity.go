package catalogue

import (
	"encoding/binary"
	"encoding/xml"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/cespare/xxhash/v2"

	"github.com/montcheck/montcheck/internal/run"
)

// entity takes in a contract. It returns whether its facts are in the memory.
func (r *reader) entity(k Kind, start xml.StartElement, path string) (known bool, err error) {
	e := Entity{Place: run.Place{Path: path, Offset: r.at}}
	if e.Facts, known, err = r.recognise(k, start); err != nil {
		return false, err
	}
	for _, what := range e.illTyped {
		r.out.IllTyped = append(r.out.IllTyped, illTyped{what, e.Place})
	}
	r.out.Entities = append(r.out.Entities, e)
	r.out.Held++
	if e.specified {
		r.out.Specified++
	}
	return known, nil
}

// facts reads a contract's members.
func (r *reader) facts(k Kind) (*Facts, error) {
	f := &Facts{Kind: k}
	err := r.each(func(m xml.StartElement) error {
		if !slices.Contains(documented, m.Name.Local) { // for the schema to refuse
			return r.skip()
		}
		got, there, err := r.member(f, m)
		if there {
			f.members = append(f.members, got)
		}
		return err
	})
	f.ID, _ = f.Number("Id")
	return f, err
}

// member reads a direct member: a scalar, an array of scalars or a list of
// contracts.
func (r *reader) member(e *Facts, start xml.StartElement) (member, bool, error) {
	m := member{name: r.intern(start.Name.Local)}
	var text strings.Builder
	children := false
	for {
		t, err := r.d.RawToken()
		if err != nil {
			return m, false, err
		}
		switch t := t.(type) {
		case xml.CharData:
			text.Write(t[:min(len(t), longestLeaf-min(text.Len(), longestLeaf))])
		case xml.StartElement:
			children = true
			if t.Name.Local == "int" || t.Name.Local == "string" || t.Name.Local == "long" {
				item, err := r.leaf()
				if err != nil {
					return m, false, err
				}
				m.array = true
				m.items = append(m.items, r.intern(canonical(t.Name.Local, item)))
				continue
			}
			part, err := r.fold(e, t)
			if err != nil {
				return m, false, err
			}
			m.digest += part
		case xml.EndElement:
			switch {
			case isNil(start), children && m.digest == 0 && !m.array:
				return m, false, nil
			case children:
				return m, true, nil
			case isListMember(m.name): // an empty list is as good as none
				return m, false, nil
			}
			m.text = r.intern(canonical(m.name, text.String()))
			e.Texts.See(m.text)
			return m, true, nil
		}
	}
}

func isListMember(name string) bool {
	return name == "CategoryIds" || name == "ImageUrls" || name == "VendorIds" || name == "Translations"
}

// fold makes a number of a contract inside an entity (a translation, a
// specification) and notes what specs ask of it. Contracts that say the same
// have the same number, whatever the order of their members and parts; empty
// and nil texts weigh nothing.
func (r *reader) fold(e *Facts, start xml.StartElement) (uint64, error) {
	scalars := map[string]string{}
	var parts uint64
	for {
		t, err := r.d.RawToken()
		if err != nil {
			return 0, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if slices.Contains(contractsInside, t.Name.Local) {
				part, err := r.fold(e, t)
				if err != nil {
					return 0, err
				}
				parts += part
				continue
			}
			text, err := r.leaf()
			if err != nil {
				return 0, err
			}
			if slices.Contains(documented, t.Name.Local) {
				scalars[t.Name.Local] = canonical(t.Name.Local, text)
			}
		case xml.EndElement:
			e.note(start.Name.Local, scalars)
			return sum(start.Name.Local, scalars, parts), nil
		}
	}
}

// documented are the members of D3's contracts, "Подробное описание
// контрактов". What else there is plays no part in comparisons.
var documented = []string{
	"Id", "VendorName", "CategoryName", "ParentCategoryId", "VendorIds", "LangCode",
	"UrlCoverImage", "ImageUrls", "CategoryIds", "VendorId", "OrderNum", "Translations",
	"Preview", "Title", "ShortDescription", "Description", "ImportantFeatures", "SystemRequirements",
	"InstallationManual",
	"ProductTitle", "FullDescription", "Languages", "Specifications", "Value", "ValueType",
	"PartNum", "DefaultName", "FamilyGroupId", "Price", "CurrencyCode", "FulfillmentType", "LicenseFormRequired",
	"BlockedForSale", "IsRenewal", "MinCountRequired", "MaxCountRequired", "InstantDelivery",
}

// intern gives equal texts one memory: a catalogue says "false" and "RUB"
// some hundred thousand times.
func (r *reader) intern(s string) string {
	if known, ok := r.known[s]; ok {
		return known
	}
	if len(s) <= 16 {
		r.known[s] = s
	}
	return s
}

// contractsInside are the members of entities and translations that hold contracts.
var contractsInside = []string{"Languages", "Specifications", "CategoryTranslationContract",
	"FamilyGroupTranslationContract",
	"ProductTranslationContract", "SpecificationContract"}

func sum(name string, scalars map[string]string, parts uint64) uint64 {
	h := xxhash.New()
	h.WriteString(name)
	for _, member := range slices.Sorted(maps.Keys(scalars)) {
		if scalars[member] != "" {
			h.WriteString("\x00" + member + "\x01" + scalars[member])
		}
	}
	h.Write(binary.LittleEndian.AppendUint64(nil, parts))
	return h.Sum64()
}

// note takes a translation's or specification's scalars into account.
func (e *Facts) note(contract string, scalars map[string]string) {
	for name, text := range scalars {
		e.Texts.See(text)
		e.described = e.described || name != "LangCode" && strings.TrimSpace(text) != ""
	}
	if code, ok := scalars["LangCode"]; ok {
		e.Languages = append(e.Languages, code)
	}
	switch contract {
	case "CategoryTranslationContract":
		e.names = append(e.names, scalars["CategoryName"])
	case "FamilyGroupTranslationContract":
		e.names = append(e.names, scalars["Title"])
	}
	e.specified = e.specified || contract == "SpecificationContract"
	if contract == "SpecificationContract" && strings.TrimSpace(scalars["ValueType"]) == "Int" {
		if _, err := strconv.ParseInt(strings.TrimSpace(scalars["Value"]), 10, 64); err != nil {
			e.illTyped = append(e.illTyped,
				fmt.Sprintf("specification %s (%s): %q", scalars["Id"], scalars["Title"], scalars["Value"]))
		}
	}
}
