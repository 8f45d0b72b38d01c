package hook

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/beevik/etree"
)

// Contracts is the namespace of the members of MONT Content's contracts (D3).
const Contracts = "http://schemas.datacontract.org/2004/07/ContentServer.WebService.Version2.Contracts"

// Deltas are the methods that give deltas.
const Deltas = "GetContentChanges GetPriceChanges GetAllChanges"

// Since is the version that was asked from; of GetAllChanges that of the content.
func (c *Call) Since() int64 {
	name := "contentVersion"
	if c.Method == "GetPriceChanges" {
		name = "priceVersion"
	}
	v, _ := strconv.ParseInt(c.Arg(name), 10, 64)
	return v
}

// IfSince keeps a hook to deltas from versions that were given out: not from 0.
func IfSince(h Hook) Hook {
	return IfOK(When(func(c *Call) bool { return c.Since() > 0 }, h))
}

// IfWriting keeps a hook to such deltas that are asked for while something is being changed.
func IfWriting(h Hook) Hook { return IfSince(When((*Call).Writing, h)) }

// AtLeast answers with the delta from the version before: >= in place of >.
func AtLeast(c *Call) {
	v := c.Since()
	switch {
	case v <= 0:
	case c.Method == "GetAllChanges":
		p, _ := strconv.ParseInt(c.Arg("priceVersion"), 10, 64)
		c.Instead(fmt.Sprintf("GetAllChanges?contentVersion=%d&priceVersion=%d", v-1, max(0, p-1)))
	default:
		c.Instead(fmt.Sprintf("%s/%d", c.Method, v-1))
	}
}

// newest are the facts that tell the highest id before anything was added.
var newest = map[string]string{
	"VendorContract": "newest vendor", "CategoryContract": "newest category",
	"FamilyGroupContract": "newest family", "ProductContract": "newest product",
}

// Added changes the entities of a kind that were added during the run.
func Added(contract string, do Change) Hook {
	return func(c *Call) {
		c.Edit(func(d *etree.Document) {
			for _, e := range d.FindElements("//" + contract) {
				most, _ := strconv.Atoi(c.proxy.facts()[newest[e.Tag]])
				if id, _ := strconv.Atoi(TextOf(e, "Id")); id > most {
					do(e)
				}
			}
		})
	}
}

// AddFrom adds the entities of another answer's list, but those that are there. What is asked for may name facts.
func AddFrom(of, list string) Hook {
	return func(c *Call) {
		d := c.FetchTree(c.Expand(of))
		if d == nil {
			return
		}
		At("//"+list, func(mine *etree.Element) {
			var known []string
			for _, e := range mine.ChildElements() {
				known = append(known, TextOf(e, "Id"))
			}
			for _, e := range d.FindElements("//" + list + "/*") {
				if id := TextOf(e, "Id"); !slices.Contains(known, id) {
					mine.AddChild(e.Copy())
				}
			}
		})(c)
	}
}

// AddTranslation puts a translation that fits the schema into a product's Translations.
func AddTranslation(translations *etree.Element) {
	translations.RemoveAttr("i:nil")
	e := translations.CreateElement("a:ProductTranslationContract")
	for _, name := range []string{
		"FullDescription", "ImportantFeatures", "InstallationManual", "LangCode", "Languages", "Preview",
		"ProductTitle",
		"ShortDescription", "Specifications", "SystemRequirements",
	} {
		m := e.CreateElement("a:" + name)
		switch name {
		case "LangCode":
			m.SetText("EN")
		case "ProductTitle":
			m.SetText("A product")
		default:
			Nil(m)
		}
	}
}

// FillDetails fills ErrorDetails.
func FillDetails(e *etree.Element) {
	e.RemoveAttr("i:nil")
	for _, m := range [][2]string{{"a:ErrorText", "none"}, {"a:ErrorCode", "0"}, {"a:Date", "2026-01-01T00:00:00Z"}} {
		Child(m[0], m[1])(e)
	}
}
