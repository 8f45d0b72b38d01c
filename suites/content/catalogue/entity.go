package catalogue

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/montcheck/montcheck/internal/decimals"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/suites/transport"
)

// Kind is a kind of entity of the catalogue.
type Kind string

// The kinds, by the names of their contracts.
const (
	Vendor   Kind = "VendorContract"
	Category Kind = "CategoryContract"
	Family   Kind = "FamilyGroupContract"
	Product  Kind = "ProductContract"
)

var Kinds = []Kind{Vendor, Category, Family, Product}

// Noun is the kind in the words of a report.
func (k Kind) Noun() string {
	return strings.ToLower(strings.TrimSuffix(strings.TrimSuffix(string(k), "Contract"), "Group"))
}

// Ref names an entity.
type Ref struct {
	Kind Kind
	ID   int64
}

// Entity is a vendor, category, family or product as an answer gave it. It
// keeps what specs compare and not the texts of descriptions: a catalogue
// may have 50,000 products.
type Entity struct {
	Place run.Place
	*Facts
}

// Facts are what an entity says. Entities with the same bytes share them:
// nobody changes what was read.
type Facts struct {
	Kind    Kind
	ID      int64
	members []member

	Languages []string // LangCode of each translation
	names     []string // of a category or family, in each translation
	specified bool     // there is a specification
	described bool     // a translation says more than its language
	Texts     transport.Letters
	illTyped  []string // specifications whose Value does not fit their ValueType

	valid []setting // guarded by the memory
}

// member is a direct member of a contract, in a canonical form: equal
// members mean the same, whatever their lexical form.
type member struct {
	name   string
	text   string   // of a scalar
	items  []string // of an array
	digest uint64   // of contracts inside; 0 when there are none
	array  bool
}

// get returns a member; nil and absent members are not there.
func (e *Facts) get(name string) (member, bool) {
	i := slices.IndexFunc(e.members, func(m member) bool { return m.name == name })
	if i < 0 {
		return member{}, false
	}
	return e.members[i], true
}

func (e *Facts) Member(name string) member { m, _ := e.get(name); return m }

func (e *Facts) Has(name string) bool { _, ok := e.get(name); return ok }

func (e *Facts) Text(name string) string { m, _ := e.get(name); return m.text }

// Number returns an integer member; ok is false when it is nil, absent or
// no integer (which the schemas report).
func (e *Facts) Number(name string) (n int64, ok bool) {
	n, err := strconv.ParseInt(e.Text(name), 10, 64)
	return n, err == nil
}

func (e *Facts) Numbers(name string) []int64 {
	m, _ := e.get(name)
	var all []int64
	for _, item := range m.items {
		if n, err := strconv.ParseInt(item, 10, 64); err == nil {
			all = append(all, n)
		}
	}
	return all
}

func (e *Entity) Ref() Ref { return Ref{e.Kind, e.ID} }

// Members that differ by method rather than by state.
var (
	PriceMembers       = []string{"CurrencyCode", "Price"}
	descriptionMembers = []string{"Translations"}
	// What a list without descriptions may leave out, too: D3, "7) ProductContract", prints "short description" and
	// "full description" as their meaning.
	pictureMembers = []string{"ImageUrls", "UrlCoverImage"}
)

// Undescribed are the members by which an entry of a list without descriptions may differ from the full one.
func (e *Entity) Undescribed() []string {
	all := slices.Clone(descriptionMembers)
	for _, name := range pictureMembers {
		if e.Member(name).Equal(member{}) {
			all = append(all, name)
		}
	}
	return all
}

// differences names the members in which two readings of an entity differ,
// leaving some out.
func differences(a, b *Entity, except ...string) []string {
	if a.Facts == b.Facts {
		return nil
	}
	var names []string
	for _, pair := range [][2]*Entity{{a, b}, {b, a}} {
		for _, m := range pair[0].members {
			if slices.Contains(except, m.name) || slices.Contains(names, m.name) {
				continue
			}
			if other, _ := pair[1].get(m.name); !m.Equal(other) {
				names = append(names, m.name)
			}
		}
	}
	slices.Sort(names)
	return names
}

func (m member) Equal(o member) bool {
	return m.text == o.text && m.digest == o.digest &&
		(slices.Equal(m.items, o.items) || slices.Equal(sorted(m.items), sorted(o.items)))
}

// Called are the names of the entity.
func (e *Facts) Called() []string {
	switch e.Kind {
	case Vendor:
		return []string{e.Text("VendorName")}
	case Product:
		return []string{e.Text("DefaultName")}
	}
	return e.names
}

// Show gives a member in the words of a report.
func (e *Entity) Show(name string) string {
	m, ok := e.get(name)
	switch {
	case !ok:
		return "no " + name
	case m.array:
		return name + " [" + strings.Join(m.items, " ") + "]"
	case m.digest != 0:
		return fmt.Sprintf("%s in %s, whose texts add up to %08x", name, strings.Join(e.Languages, " and "),
			uint32(m.digest))
	}
	return name + " " + strconv.Quote(m.text)
}

func sorted(s []string) []string {
	s = slices.Clone(s)
	slices.Sort(s)
	return s
}

// canonical gives a scalar one form for each value.
func canonical(name, text string) string {
	switch name {
	case "Price":
		if d, err := decimals.Parse(strings.TrimSpace(text)); err == nil {
			return d.String()
		}
	case "ValueType":
		return strings.TrimSpace(text)
	case "LangCode": // D3 prints capitals, and names no form
		return strings.ToUpper(strings.TrimSpace(text))
	case "BlockedForSale", "InstantDelivery", "IsRenewal", "LicenseFormRequired":
		switch strings.TrimSpace(text) {
		case "1":
			return "true"
		case "0":
			return "false"
		}
		return strings.TrimSpace(text)
	case "Id", "VendorId", "FamilyGroupId", "ParentCategoryId", "OrderNum", "FulfillmentType", "MinCountRequired",
		"MaxCountRequired",
		"CurrentContentVersion", "CurrentPriceVersion", "int", "long":
		if n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64); err == nil {
			return strconv.FormatInt(n, 10)
		}
	}
	return text
}
