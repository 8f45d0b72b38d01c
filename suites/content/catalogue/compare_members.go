package catalogue

import (
	"fmt"
	"slices"
)

// Priced notes a product that lacks its price or currency.
func (c *comparison) Priced(a *Answer, e *Entity) {
	for _, name := range []string{"Price", "CurrencyCode"} {
		if e.Text(name) == "" {
			c.Differ(a, e.Ref(), &e.Place, fmt.Sprintf("%s gives product %d no %s", a.Asked(), e.ID, name),
				"a "+name, "none")
		}
	}
}

// Unpriced notes a product that shows a price where none was asked for.
func (c *comparison) Unpriced(a *Answer, e *Entity) {
	if e.Has("Price") {
		c.Differ(a, e.Ref(), &e.Place, fmt.Sprintf("%s gives product %d a price", a.Asked(), e.ID),
			"no Price: nil or absent", e.Show("Price"))
	}
}

// Undescribed notes a product that carries descriptions where none belong.
func (c *comparison) Undescribed(a *Answer, e *Entity) {
	if e.described {
		c.Differ(a, e.Ref(), &e.Place, fmt.Sprintf("%s gives product %d a description", a.Asked(), e.ID),
			"no Translations: nil, absent or empty", "Translations with texts")
	}
}

// Price notes a price that differs from that of another answer.
func (c *comparison) Price(a *Answer, e, full *Entity, source string) {
	for _, name := range PriceMembers {
		if e.Text(name) != full.Text(name) && e.Has(name) && full.Has(name) {
			c.Differ(a, e.Ref(), &e.Place,
				fmt.Sprintf("%s gives product %d another %s than %s does", a.Asked(), e.ID, name, source),
				full.Show(name)+", as in "+source, e.Show(name))
		}
	}
}

// Refers notes ids in a member that name nothing.
func (c *comparison) Refers(a *Answer, e *Entity, name string, known map[int64]*Entity, source string) {
	ids := e.Numbers(name)
	if id, ok := e.Number(name); ok {
		ids = append(ids, id)
	}
	for _, id := range ids {
		if known[id] == nil {
			c.Differ(a, e.Ref(), &e.Place,
				fmt.Sprintf("%s %d has %s %d, which %s does not have", e.Kind.Noun(), e.ID, name, id, source),
				"an id of "+source, fmt.Sprint(id))
		}
	}
}

// Languages notes a language that is there more than once in the
// translations of an entity.
func (c *comparison) Languages(a *Answer, e *Entity) {
	seen := map[string]bool{}
	for _, code := range e.Languages {
		if seen[code] {
			c.Differ(a, e.Ref(), &e.Place, fmt.Sprintf("%s %d has two translations into %s", e.Kind.Noun(), e.ID, code),
				"each language once", code+" twice")
		}
		seen[code] = true
	}
}

func NumberIs(name string, id int64) func(*Entity) bool {
	return func(e *Entity) bool { n, ok := e.Number(name); return ok && n == id }
}

func NumbersHave(name string, id int64) func(*Entity) bool {
	return func(e *Entity) bool { return slices.Contains(e.Numbers(name), id) }
}

func ShowFirst(got []*Entity, name string) string {
	if len(got) == 0 {
		return "no product"
	}
	return got[0].Show(name)
}
