package hook

import (
	"slices"
	"strconv"
	"strings"

	"github.com/beevik/etree"
)

// facts are what a deviation of MONT Content picks of the catalogue that it finds, by names that its texts give in
// braces. What the catalogue has not is "none".
type facts map[string]string

// facts looks at the catalogue once. What changes later does not change them.
func (p *proxy) facts() facts {
	p.sought.Do(func() {
		p.found = facts{}
		d := etree.NewDocument()
		a := p.request("GET", p.host.Content+"/GetAllChanges?contentVersion=0&priceVersion=0", "")
		if d.ReadFromBytes(a.Body) == nil && d.Root() != nil {
			p.found = look(d)
		}
	})
	return p.found
}

// Expand puts facts for their names.
func (c *Call) Expand(s string) string {
	if !strings.Contains(s, "{") {
		return s
	}
	var b strings.Builder
	for {
		before, rest, opened := strings.Cut(s, "{")
		name, after, closed := strings.Cut(rest, "}")
		b.WriteString(before)
		if !opened || !closed {
			return b.String()
		}
		if value, known := c.proxy.facts()[name]; known {
			b.WriteString(value)
		} else {
			b.WriteString("none")
		}
		s = after
	}
}

// catalogue is what facts are picked from.
type catalogue struct {
	facts
	products, families, categories, vendors []*etree.Element
}

// look picks the facts from the whole of the catalogue.
func look(d *etree.Document) facts {
	c := catalogue{
		facts:    facts{},
		products: d.FindElements("//ProductContract"), families: d.FindElements("//FamilyGroupContract"),
		categories: d.FindElements("//CategoryContract"), vendors: d.FindElements("//VendorContract"),
	}
	for name, list := range map[string][]*etree.Element{
		"newest vendor": c.vendors, "newest category": c.categories,
		"newest family": c.families, "newest product": c.products,
	} {
		highest := 0
		for _, e := range list {
			id, _ := strconv.Atoi(TextOf(e, "Id"))
			highest = max(highest, id)
		}
		c.facts[name] = strconv.Itoa(highest)
	}
	for _, kind := range []string{"Vendors", "Categories", "FamilyGroups"} {
		if e := d.FindElement("//Deleted" + kind + "Id/int"); e != nil {
			c.facts["deleted "+kind] = e.Text()
		}
	}
	if c.lookAtProducts() {
		c.lookAtGroups()
	}
	return c.facts
}

// pick makes a member of the first element that is something a fact. It returns the element, or nil.
func (c catalogue) pick(name, member string, from []*etree.Element, is func(*etree.Element) bool) *etree.Element {
	i := slices.IndexFunc(from, is)
	if i < 0 {
		return nil
	}
	c.facts[name] = TextOf(from[i], member)
	return from[i]
}

// lookAtProducts picks the product that most faults touch, an ordinary one with as much to it as can be, and others. It
// returns false where there is none.
func (c catalogue) lookAtProducts() bool {
	f, products := c.facts, c.products
	product := c.pick("product", "Id", products, func(e *etree.Element) bool {
		return TextOf(e, "BlockedForSale") == "false" && TextOf(e, "InstantDelivery") == "false" &&
			e.FindElement(".//SpecificationContract[ValueType='Int']") != nil &&
			len(e.FindElements("Translations/*")) > 1 &&
			e.FindElement("CategoryIds/int") != nil && TextOf(e, "UrlCoverImage") != ""
	})
	if product == nil {
		return false
	}
	f["part"], f["price"] = TextOf(product, "PartNum"), TextOf(product, "Price")
	f["family"], f["vendor"] = TextOf(product, "FamilyGroupId"), TextOf(product, "VendorId")
	if in := numbers(product, "CategoryIds"); len(in) > 0 {
		f["category"] = in[0]
	}
	if other := c.pick("other product", "Id", products, func(e *etree.Element) bool {
		return TextOf(e, "Id") != f["product"]
	}); other != nil {
		f["other part"] = TextOf(other, "PartNum")
	}
	f["last product"] = TextOf(products[len(products)-1], "Id")
	if c.pick("odd part", "PartNum", products, func(e *etree.Element) bool {
		return strings.Contains(TextOf(e, "PartNum"), "+")
	}) == nil {
		f["odd part"] = f["part"]
	}
	if e := c.pick("limited product", "Id", products, func(e *etree.Element) bool {
		return TextOf(e, "MaxCountRequired") != ""
	}); e != nil {
		limit, _ := strconv.Atoi(TextOf(e, "MaxCountRequired"))
		f["above the limit"] = strconv.Itoa(limit + 1)
	}
	if e := c.pick("odd cents", "Id", products, func(e *etree.Element) bool {
		return !strings.HasSuffix(TextOf(e, "Price"), "0")
	}); e != nil {
		price := TextOf(e, "Price")
		f["price without cents"] = price[:len(price)-1]
	}
	if e := c.pick("many categories", "Id", products, func(e *etree.Element) bool {
		return len(numbers(e, "CategoryIds")) > 1
	}); e != nil {
		f["first of many"] = numbers(e, "CategoryIds")[0]
	}
	return true
}

// lookAtGroups picks vendors, categories and families, and others of the same kind that have something else in them.
func (c catalogue) lookAtGroups() {
	f := c.facts
	if e := c.pick("child", "Id", c.categories, func(e *etree.Element) bool {
		return TextOf(e, "ParentCategoryId") != "0" && len(numbers(e, "VendorIds")) > 0
	}); e != nil {
		f["parent"] = TextOf(e, "ParentCategoryId")
	}
	if e := c.pick("narrow category", "Id", c.categories, func(e *etree.Element) bool {
		n := len(numbers(e, "VendorIds"))
		return n > 0 && n < len(c.vendors)
	}); e != nil {
		there := numbers(e, "VendorIds")
		c.pick("vendor elsewhere", "Id", c.vendors, func(v *etree.Element) bool {
			return !slices.Contains(there, TextOf(v, "Id"))
		})
		f["vendor there"] = there[0]
	}
	c.pick("foreign family", "Id", c.families,
		func(e *etree.Element) bool { return TextOf(e, "VendorId") != f["vendor"] })
	c.pick("translated family", "Id", c.families, func(e *etree.Element) bool {
		return len(e.FindElements("Translations/*")) > 1
	})
	c.pick("other vendor", "Id", c.vendors, func(e *etree.Element) bool { return TextOf(e, "Id") != f["vendor"] })
	c.pick("any vendor", "Id", c.vendors, func(*etree.Element) bool { return true })
	if e := c.pick("empty family", "Id", c.families, func(e *etree.Element) bool {
		id := TextOf(e, "Id")
		return len(numbers(e, "CategoryIds")) > 0 &&
			!slices.ContainsFunc(c.products, func(p *etree.Element) bool { return TextOf(p, "FamilyGroupId") == id })
	}); e != nil {
		f["empty family's category"] = numbers(e, "CategoryIds")[0]
	}
	c.pick("other category", "Id", c.categories, func(e *etree.Element) bool {
		id := TextOf(e, "Id")
		differs := func(one *etree.Element) bool {
			in := numbers(one, "CategoryIds")
			return slices.Contains(in, id) != slices.Contains(in, f["category"])
		}
		return id != f["category"] && slices.ContainsFunc(c.products, differs) &&
			slices.ContainsFunc(c.families, differs)
	})
}

// numbers are the texts of a list's items.
func numbers(e *etree.Element, list string) (all []string) {
	for _, i := range e.FindElements(list + "/int") {
		all = append(all, i.Text())
	}
	return all
}
