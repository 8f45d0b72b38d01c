package faults

import (
	"slices"
	"strconv"
	"strings"

	"github.com/beevik/etree"
)

// facts are what a fault of MONT Content picks of the catalogue that it finds, by names that its texts give in braces.
// What the catalogue has not is "none".
type facts map[string]string

// facts looks at the catalogue once. What changes later does not change them.
func (p *proxy) facts() facts {
	p.sought.Do(func() {
		p.found = facts{}
		d := etree.NewDocument()
		a := p.request("GET", p.host.Content+"/GetAllChanges?contentVersion=0&priceVersion=0", "")
		if d.ReadFromBytes(a.body.Bytes()) == nil && d.Root() != nil {
			p.found = look(d)
		}
	})
	return p.found
}

// expand puts facts for their names.
func (p *proxy) expand(s string) string {
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
		if value, known := p.facts()[name]; known {
			b.WriteString(value)
		} else {
			b.WriteString("none")
		}
		s = after
	}
}

// of is the text of an element's member.
func of(e *etree.Element, member string) string {
	if m := e.FindElement(member); m != nil {
		return m.Text()
	}
	return ""
}

// numbers are the texts of a list's items.
func numbers(e *etree.Element, list string) (all []string) {
	for _, i := range e.FindElements(list + "/int") {
		all = append(all, i.Text())
	}
	return all
}

// look picks the facts from the whole of the catalogue.
func look(d *etree.Document) facts {
	f := facts{}
	products, families := d.FindElements("//ProductContract"), d.FindElements("//FamilyGroupContract")
	categories, vendors := d.FindElements("//CategoryContract"), d.FindElements("//VendorContract")
	pick := func(name, member string, from []*etree.Element, is func(*etree.Element) bool) *etree.Element {
		i := slices.IndexFunc(from, is)
		if i < 0 {
			return nil
		}
		f[name] = of(from[i], member)
		return from[i]
	}
	any := func(*etree.Element) bool { return true }
	for name, list := range map[string][]*etree.Element{"newest vendor": vendors, "newest category": categories, "newest family": families, "newest product": products} {
		most := 0
		for _, e := range list {
			id, _ := strconv.Atoi(of(e, "Id"))
			most = max(most, id)
		}
		f[name] = strconv.Itoa(most)
	}
	for _, kind := range []string{"Vendors", "Categories", "FamilyGroups"} {
		if e := d.FindElement("//Deleted" + kind + "Id/int"); e != nil {
			f["deleted "+kind] = e.Text()
		}
	}

	// The product that most faults touch: an ordinary one, with as much to it as can be.
	product := pick("product", "Id", products, func(e *etree.Element) bool {
		return of(e, "BlockedForSale") == "false" && of(e, "InstantDelivery") == "false" && e.FindElement(".//SpecificationContract[ValueType='Int']") != nil &&
			len(e.FindElements("Translations/*")) > 1 && e.FindElement("CategoryIds/int") != nil && of(e, "UrlCoverImage") != ""
	})
	if product == nil {
		return f
	}
	f["part"], f["price"] = of(product, "PartNum"), of(product, "Price")
	f["family"], f["vendor"] = of(product, "FamilyGroupId"), of(product, "VendorId")
	if c := numbers(product, "CategoryIds"); len(c) > 0 {
		f["category"] = c[0]
	}
	if other := pick("other product", "Id", products, func(e *etree.Element) bool { return of(e, "Id") != f["product"] }); other != nil {
		f["other part"] = of(other, "PartNum")
	}
	f["last product"] = of(products[len(products)-1], "Id")
	if e := pick("odd part", "PartNum", products, func(e *etree.Element) bool { return strings.Contains(of(e, "PartNum"), "+") }); e == nil {
		f["odd part"] = f["part"]
	}
	if e := pick("limited product", "Id", products, func(e *etree.Element) bool { return of(e, "MaxCountRequired") != "" }); e != nil {
		limit, _ := strconv.Atoi(of(e, "MaxCountRequired"))
		f["above the limit"] = strconv.Itoa(limit + 1)
	}
	if e := pick("odd cents", "Id", products, func(e *etree.Element) bool { return !strings.HasSuffix(of(e, "Price"), "0") }); e != nil {
		price := of(e, "Price")
		f["price without cents"] = price[:len(price)-1]
	}

	// Groups, and others of the same kind that have something else in them.
	if e := pick("child", "Id", categories, func(e *etree.Element) bool {
		return of(e, "ParentCategoryId") != "0" && len(numbers(e, "VendorIds")) > 0
	}); e != nil {
		f["parent"] = of(e, "ParentCategoryId")
	}
	if e := pick("narrow category", "Id", categories, func(e *etree.Element) bool {
		n := len(numbers(e, "VendorIds"))
		return n > 0 && n < len(vendors)
	}); e != nil {
		pick("vendor elsewhere", "Id", vendors, func(v *etree.Element) bool { return !slices.Contains(numbers(e, "VendorIds"), of(v, "Id")) })
		f["vendor there"] = numbers(e, "VendorIds")[0]
	}
	pick("foreign family", "Id", families, func(e *etree.Element) bool { return of(e, "VendorId") != f["vendor"] })
	pick("translated family", "Id", families, func(e *etree.Element) bool { return len(e.FindElements("Translations/*")) > 1 })
	pick("other vendor", "Id", vendors, func(e *etree.Element) bool { return of(e, "Id") != f["vendor"] })
	if e := pick("empty family", "Id", families, func(e *etree.Element) bool {
		return !slices.ContainsFunc(products, func(p *etree.Element) bool { return of(p, "FamilyGroupId") == of(e, "Id") }) && len(numbers(e, "CategoryIds")) > 0
	}); e != nil {
		f["empty family's category"] = numbers(e, "CategoryIds")[0]
	}
	if e := pick("many categories", "Id", products, func(e *etree.Element) bool { return len(numbers(e, "CategoryIds")) > 1 }); e != nil {
		f["first of many"] = numbers(e, "CategoryIds")[0]
	}
	pick("other category", "Id", categories, func(e *etree.Element) bool {
		return of(e, "Id") != f["category"] && slices.ContainsFunc(products, func(p *etree.Element) bool {
			in := numbers(p, "CategoryIds")
			return slices.Contains(in, of(e, "Id")) != slices.Contains(in, f["category"])
		}) && slices.ContainsFunc(families, func(p *etree.Element) bool {
			in := numbers(p, "CategoryIds")
			return slices.Contains(in, of(e, "Id")) != slices.Contains(in, f["category"])
		})
	})
	pick("any vendor", "Id", vendors, any)
	return f
}
