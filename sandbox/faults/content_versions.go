package faults

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/beevik/etree"
)

const changes = "GetContentChanges GetPriceChanges GetAllChanges"

// since is the version that was asked from; of GetAllChanges that of the content.
func (c *call) since() int64 {
	name := "contentVersion"
	if c.method == "GetPriceChanges" {
		name = "priceVersion"
	}
	v, _ := strconv.ParseInt(c.arg(name), 10, 64)
	return v
}

// later keeps a hook to deltas from versions that were given out.
func later(r hook) hook {
	return answers(func(c *call) {
		if c.since() > 0 {
			r(c)
		}
	})
}

// earlier answers from an earlier version than the one asked from: >= in
// place of >.
func earlier(c *call) {
	if v := c.since(); v > 0 {
		switch c.method {
		case "GetAllChanges":
			p, _ := strconv.ParseInt(c.arg("priceVersion"), 10, 64)
			c.instead(fmt.Sprintf("GetAllChanges?contentVersion=%d&priceVersion=%d", v-1, max(0, p-1)))
		default:
			c.instead(fmt.Sprintf("%s/%d", c.method, v-1))
		}
	}
}

// growing gives versions as a clock would: another at every call, and each
// still good to ask from.
func growing() hook {
	n, real := int64(0), map[string]string{}
	return on(changes, answers(func(c *call) {
		path := c.asked()
		for given, was := range real {
			path = strings.ReplaceAll(path, given, was)
		}
		c.instead(path)
		n++
		for _, name := range []string{"CurrentContentVersion", "CurrentPriceVersion"} {
			at("//"+name, stated(func(e *etree.Element) {
				was := e.Text()
				shift(1_000_000_000 + n*1000)(e)
				real[e.Text()] = was
			}))(c)
		}
	}))
}

// remembered answers as the n-th time, ever after.
func remembered(n int) hook {
	seen := map[string]int{}
	kept := map[string][]byte{}
	return answers(func(c *call) {
		switch seen[c.asked()]++; {
		case seen[c.asked()] == n:
			kept[c.asked()] = c.body
		case seen[c.asked()] > n:
			c.body = kept[c.asked()]
		}
	})
}

// newest are the facts that tell the highest id before anything was added.
var newest = map[string]string{"VendorContract": "newest vendor", "CategoryContract": "newest category", "FamilyGroupContract": "newest family", "ProductContract": "newest product"}

// fresh changes what was added during the run.
func fresh(item string, change func(*etree.Element)) hook {
	return func(c *call) {
		c.edit(func(d *etree.Document) {
			for _, e := range d.FindElements("//" + item) {
				most, _ := strconv.Atoi(c.proxy.facts()[newest[e.Tag]])
				if id, _ := strconv.Atoi(of(e, "Id")); id > most {
					change(e)
				}
			}
		})
	}
}

// frozen keeps a version as it was first.
func frozen(name string) hook {
	var was string
	return on(changes, answers(func(c *call) {
		at("//"+name, stated(func(e *etree.Element) {
			if was == "" {
				was = e.Text()
			}
			e.SetText(was)
		}))(c)
	}))
}

// oldPrices gives in deltas of prices the price that a product had first.
func oldPrices() hook {
	was := map[string]string{}
	return on("GetPriceChanges GetAllChanges", func(c *call) {
		at("//ProductContract", func(e *etree.Element) {
			id, price := e.SelectElement("Id").Text(), e.SelectElement("Price")
			if was[id] == "" {
				was[id] = price.Text()
			}
			if c.method == "GetPriceChanges" {
				price.SetText(was[id])
			}
		})(c)
	})
}

// renamedByUs tells whether a spec gave the product another name, and nothing else.
func renamedByUs(e *etree.Element) bool {
	return strings.HasPrefix(of(e, "DefaultName"), "Renamed by montcheck")
}

// renamed adds to a delta of prices what only got another name.
func renamed(c *call) {
	all := &call{Request: c.Request, proxy: c.proxy, service: c.service, method: c.method}
	all.instead("GetPriceChanges/0")
	d := etree.NewDocument()
	if d.ReadFromBytes(all.body) != nil {
		return
	}
	first("//UpdatedProducts", func(list *etree.Element) {
		for _, e := range d.FindElements("//ProductContract") {
			if renamedByUs(e) && list.FindElement("ProductContract[Id='"+e.SelectElement("Id").Text()+"']") == nil {
				list.AddChild(e.Copy())
			}
		}
	})(c)
}

// uncommitted takes the newest change out of a delta that is read while others
// write: the versions were read after the data.
func uncommitted(c *call) {
	if c.proxy.writing.Load() == 0 {
		return
	}
	before := func(name string) int64 {
		v, _ := strconv.ParseInt(c.textOf("//"+name), 10, 64)
		return v - 1
	}
	newest := &call{Request: c.Request, proxy: c.proxy, service: c.service, method: c.method}
	newest.instead(fmt.Sprintf("GetAllChanges?contentVersion=%d&priceVersion=%d", before("CurrentContentVersion"), before("CurrentPriceVersion")))
	d := etree.NewDocument()
	if d.ReadFromBytes(newest.body) != nil {
		return
	}
	for _, id := range d.FindElements("//ProductContract/Id") {
		at("//ProductContract[Id='"+id.Text()+"']", remove)(c)
	}
}
