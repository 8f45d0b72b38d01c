package catalog

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// Each entity draws from a source of its own, so that one id under one seed is the same entity in every catalogue.
const (
	drawVendor uint64 = iota + 1
	drawCategory
	drawFamily
	drawProduct
	drawPlace
	drawHistory
)

func source(seed, draw uint64, id int32) *rand.Rand {
	return rand.New(rand.NewPCG(seed, draw<<32|uint64(uint32(id))))
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// chance is true once in n.
func chance(r *rand.Rand, n int) bool { return r.IntN(n) == 0 }

// NewVendor composes the vendor id.
func NewVendor(id int32) Vendor {
	names := words().Vendors
	i := int(id) - 1
	return Vendor{ID: id, Name: numbered(names[i%len(names)], i/len(names))}
}

// NewCategory composes a category below parent (0 for a root), shown at vendors.
func NewCategory(seed uint64, id, parent int32, vendors []int32) Category {
	w := words()
	i := source(seed, drawCategory, id).IntN(len(w.Categories))
	return newCategory(id, parent, vendors, numberedIn(w.Categories[i].Name, int(id)-1))
}

func newCategory(id, parent int32, vendors []int32, name phrase) Category {
	return Category{ID: id, Parent: parent, Vendors: vendors,
		Names: []CategoryName{{Lang: "RU", Name: name.RU}, {Lang: "EN", Name: name.EN}}}
}

// NewFamily composes a family of vendor, shown in categories.
func NewFamily(seed uint64, id, vendor int32, categories []int32) Family {
	r, w := source(seed, drawFamily, id), words()
	f := Family{ID: id, Vendor: vendor, Categories: categories, OrderNum: int32(r.IntN(50)), Images: images(r)}
	if !chance(r, 4) {
		f.Cover = cover(r)
	}
	title := familyTitle(seed, id)
	specifications := specify(r)
	for _, lang := range languages(r) {
		name := title.in(lang)
		f.Texts = append(f.Texts, FamilyText{
			Lang: lang, Title: name,
			Preview: maybe(r, 3, tell(r, lang, name, 1)), Short: maybe(r, 2, tell(r, lang, name, 1)),
			Description: maybe(r, 2, tell(r, lang, name, 3)), Features: maybe(r, 4, tell(r, lang, name, 1)),
			Requirements:   maybe(r, 3, pick(r, w.Requirements).in(lang)),
			Installation:   maybe(r, 4, pick(r, w.Installation).in(lang)),
			Specifications: translate(specifications, lang),
		})
	}
	return f
}

// NewProduct composes a product of family. extra, where not 0, is one more category of the family's vendor.
func NewProduct(seed uint64, id int32, family Family, extra int32) Product {
	r, w := source(seed, drawProduct, id), words()
	line := w.Lines[lineOf(seed, family.ID)]
	edition := pick(r, w.Editions)
	months := pick(r, []int{1, 12, 24, 36})
	seats := 1 + r.IntN(25)
	title := familyTitle(seed, family.ID)
	p := Product{
		ID: id, Vendor: family.Vendor, Family: family.ID,
		PartNum:    partNumber(r, id, line.Code, months, seats),
		Categories: slices.Clone(family.Categories), Images: images(r), OrderNum: int32(r.IntN(100)),
		Name:        fmt.Sprintf("%s %s %dM %dU", title.EN, edition.EN, months, seats),
		Fulfillment: 2, Instant: !chance(r, 3), Blocked: chance(r, 30), Renewal: chance(r, 15),
		LicenseForm: chance(r, 12),
		Price:       price(r), Currency: pick(r, []string{"RUB", "RUB", "RUB", "RUB", "RUB", "USD", "USD", "EUR"}),
		Months: int32(months), Subscription: id%16 == 10,
	}
	if extra != 0 && !slices.Contains(p.Categories, extra) {
		p.Categories = append(p.Categories, extra)
	}
	if chance(r, 40) {
		p.Categories = []int32{}
	}
	if chance(r, 4) {
		p.Fulfillment = 1
	}
	if !chance(r, 4) {
		p.Cover = cover(r)
	}
	if chance(r, 3) {
		p.MinCount = int32(1 + r.IntN(5))
	}
	if chance(r, 3) {
		p.MaxCount = new(p.MinCount + int32(r.IntN(100)))
		*p.MaxCount = max(*p.MaxCount, 1)
	}
	p.sort()
	specifications := specify(r)
	spoken := w.Languages
	spoken.Type, spoken.Values = "String", []phrase{pick(r, spoken.Values)}
	for _, lang := range languages(r) {
		name := fmt.Sprintf("%s. %s (%d)", title.in(lang), edition.in(lang), seats)
		text := ProductText{
			Lang: lang, Title: name,
			Preview: maybe(r, 3, tell(r, lang, name, 1)), Short: maybe(r, 2, tell(r, lang, name, 1)),
			Description: maybe(r, 2, tell(r, lang, name, 2)), Features: maybe(r, 4, tell(r, lang, name, 1)),
			Requirements:   maybe(r, 3, pick(r, w.Requirements).in(lang)),
			Installation:   maybe(r, 4, pick(r, w.Installation).in(lang)),
			Specifications: translate(specifications, lang),
		}
		switch r.IntN(4) {
		case 0: // nil: the vendor did not say
		case 1:
			text.Languages = []Specification{}
		default:
			text.Languages = translate([]chosen{{spoken, spoken.Values[0]}}, lang)
		}
		p.Texts = append(p.Texts, text)
	}
	return p
}

// sort makes one product in 32 of each sort that orders are tried with, so that no catalogue of some size lacks one.
func (p *Product) sort() {
	of := p.ID % 32
	if of != 5 && of != 13 && of != 21 && of != 29 {
		return
	}
	p.Blocked, p.Renewal, p.LicenseForm, p.Subscription = of == 5, of == 21, of == 29, false
	p.MinCount = 0
	p.Currency = "RUB"
	p.Price = 90_00 + p.Price%5_000_00
	if of == 13 {
		p.Price += dear
	}
}

// dear is above the credit that any account of the sandbox starts with.
const dear Money = 250_000_00

func lineOf(seed uint64, family int32) int {
	return source(seed, drawFamily, -family).IntN(len(words().Lines))
}

func familyTitle(seed uint64, family int32) phrase {
	return numberedIn(words().Lines[lineOf(seed, family)].Name, int(family)-1)
}

// partNumber is unique by its id. A few hold characters that an address must encode.
func partNumber(r *rand.Rand, id int32, code string, months, seats int) string {
	switch id % 211 {
	case 3:
		return fmt.Sprintf("C++-%s-%05d", code, id)
	case 4:
		return fmt.Sprintf("C#-%s-%05d", code, id)
	case 5:
		return fmt.Sprintf("%s BOX %05d", code, id)
	case 6:
		return fmt.Sprintf("50%%-%s-%05d", code, id)
	case 7:
		return fmt.Sprintf("КЛЮЧ-%05d", id)
	case 9:
		return fmt.Sprintf("%s&Co-%05d", code, id)
	}
	if chance(r, 2) {
		return fmt.Sprintf("%s-%05d", code, id)
	}
	return fmt.Sprintf("L%s-%dM-%d-%05d", code, months, seats, id)
}

// price lies between 90 and 200,000; some are round, and one in 500 is nought.
func price(r *rand.Rand) Money {
	if chance(r, 500) {
		return 0
	}
	m := Money(9_000 + r.Int64N(500_000))
	if chance(r, 5) {
		m *= Money(1 + r.IntN(39))
	}
	if chance(r, 3) {
		m -= m % 100
	}
	return m
}

func cover(r *rand.Rand) *string { return new(fmt.Sprintf("/Content/Upload/%016x.jpg", r.Uint64())) }

func images(r *rand.Rand) []string {
	list := []string{}
	if chance(r, 3) {
		for i := range 1 + r.IntN(3) {
			list = append(list, fmt.Sprintf("/Content/Upload/%08x.png?w=%d&h=480", r.Uint32(), 640+i))
		}
	}
	return list
}

func languages(r *rand.Rand) []string {
	if chance(r, 5) {
		return []string{"RU"}
	}
	return []string{"RU", "EN"}
}

func tell(r *rand.Rand, lang, title string, sentences int) string {
	text := ""
	for i := range sentences {
		if i > 0 {
			text += " "
		}
		s := pick(r, words().Sentences).in(lang)
		if len(s) > 2 && s[:2] == "%s" {
			s = title + s[2:]
		}
		text += s
	}
	return text
}

// maybe gives text once in n, else nil.
func maybe(r *rand.Rand, n int, text string) *string {
	if !chance(r, n) {
		return nil
	}
	return &text
}

// chosen is a property with the value that an entity has.
type chosen struct {
	property
	value phrase
}

func specify(r *rand.Rand) []chosen {
	var list []chosen
	if chance(r, 12) {
		return nil
	}
	for _, p := range words().Specifications {
		if !chance(r, 3) {
			continue
		}
		if p.Type == "Int" {
			n := fmt.Sprint(1 + r.IntN(60))
			list = append(list, chosen{p, phrase{n, n}})
			continue
		}
		list = append(list, chosen{p, pick(r, p.Values)})
	}
	if list == nil {
		list = []chosen{}
	}
	return list
}

func translate(list []chosen, lang string) []Specification {
	if list == nil {
		return nil
	}
	out := make([]Specification, 0, len(list))
	for _, c := range list {
		out = append(out, Specification{ID: c.ID, Title: c.Name.in(lang), Value: c.value.in(lang), Type: c.Type})
	}
	return out
}

func numbered(name string, n int) string {
	if n == 0 {
		return name
	}
	return fmt.Sprintf("%s %d", name, n+1)
}

func numberedIn(p phrase, n int) phrase { return phrase{numbered(p.RU, n), numbered(p.EN, n)} }
