package content_test

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

// later keeps a rewrite to deltas from versions that were given out.
func later(r rewrite) rewrite {
	return answers(func(c *call) {
		if c.since() > 0 {
			r(c)
		}
	})
}

// shift adds to a number.
func shift(by int64) func(*etree.Element) {
	return func(e *etree.Element) {
		if v, err := strconv.ParseInt(e.Text(), 10, 64); err == nil {
			e.SetText(fmt.Sprint(v + by))
		}
	}
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

// deltas are breakages that show without a change of the catalogue.
func deltas() []breakage {
	const union = "CNT-DELTA-07"
	return []breakage{
		{name: "no price version in all changes", rewrite: on("GetAllChanges", at("//CurrentPriceVersion", remove)), fails: "CNT-DELTA-01 CNT-SCH-GetAllChanges", also: "CNT-DELTA-02 CNT-DELTA-04 CNT-DELTA-06 CNT-DELTA-07 CNT-DELTA-09 CNT-DELTA-10"},
		{name: "a version of 32 bits that ran over", rewrite: on("GetPriceChanges", at("//CurrentPriceVersion", text("-1589934532"))), fails: "CNT-DELTA-01", also: "CNT-SCH-GetPriceChanges CNT-DELTA-02 CNT-DELTA-10"},

		{name: "the content version goes down once", rewrite: on("GetAllChanges", answers(nth(9, at("//CurrentContentVersion", shift(-3))))), fails: "CNT-DELTA-02", also: ""},
		{name: "GetPriceChanges lags one version behind", rewrite: on("GetPriceChanges", at("//CurrentPriceVersion", shift(-1))), fails: "CNT-DELTA-02", also: "CNT-DELTA-10"},

		{name: "the content from version 0 lacks a product", rewrite: on("GetContentChanges", at(product5, remove)), fails: "CNT-DELTA-03", also: union},
		{name: "all from version 0 lacks the vendors that never changed", rewrite: on("GetAllChanges", asked("contentVersion", "0", at("//VendorContract[Id='1']", remove))), fails: "CNT-DELTA-03", also: union + " CNT-DELTA-15"},
		{name: "prices from version 0 lack one product", rewrite: on("GetPriceChanges", at(product5, remove)), fails: "CNT-DELTA-03", also: union},
		{name: "a family from version 0 with another order", rewrite: on("GetContentChanges", at("//FamilyGroupContract[Id='5']/OrderNum", suffix("1"))), fails: "CNT-DELTA-03", also: "CNT-DELTA-15"},
		{name: "content from version 0 gives a product twice", rewrite: on("GetContentChanges", at(product5, double)), fails: "CNT-DELTA-03", also: "CNT-DELTA-09"},

		{name: "content: at least for above", rewrite: on("GetContentChanges", answers(earlier)), fails: "CNT-DELTA-04", also: union},
		{name: "prices: at least for above", rewrite: on("GetPriceChanges", answers(earlier)), fails: "CNT-DELTA-04", also: union + " CNT-DELTA-06"},
		{name: "all: at least for above", rewrite: on("GetAllChanges", answers(earlier)), fails: "CNT-DELTA-04", also: union},
		{name: "deleted ids for ever", rewrite: on("GetContentChanges GetAllChanges", answers(func(c *call) {
			first("//DeletedVendorsId", func(e *etree.Element) {
				if e.FindElement("int[.='3']") == nil {
					add("b:int", "3")(e)
				}
			})(c)
		})), fails: "CNT-DELTA-04"},

		{name: "content shows the price of one product", rewrite: on("GetContentChanges", at(product5+"/Price", func(e *etree.Element) { e.RemoveAttr("i:nil"); e.SetText("2558.00") })), fails: "CNT-DELTA-05"},
		{name: "content shows prices but from version 0", rewrite: on("GetContentChanges", later(at("//Price", func(e *etree.Element) { e.RemoveAttr("i:nil"); e.SetText("1.00") }))), fails: "CNT-DELTA-05"},

		{name: "prices describe one product", rewrite: on("GetPriceChanges", at(product5+"/Translations", func(e *etree.Element) { e.RemoveAttr("i:nil"); e.AddChild(translation()) })), fails: "CNT-DELTA-06"},
		{name: "prices lack one price", rewrite: on("GetPriceChanges", at(product5+"/Price", null)), fails: "CNT-DELTA-06", also: "CNT-DELTA-03 CNT-DELTA-15"},
		{name: "prices of all products whatever the version", rewrite: on("GetPriceChanges", instead("GetPriceChanges/0")), fails: "CNT-DELTA-06 CNT-DELTA-04", also: union},

		{name: "all changes lack one description", rewrite: on("GetAllChanges", at(product5+"/Translations", func(e *etree.Element) { null(e) })), fails: "CNT-DELTA-07", also: "CNT-DELTA-03 CNT-DELTA-15"},
		{name: "all changes with a stale price", rewrite: on("GetAllChanges", at(product5+"/Price", text("2500.00"))), fails: "CNT-DELTA-07", also: "CNT-DELTA-03"},
		{name: "all changes without what changed in price only", rewrite: on("GetAllChanges", answers(func(c *call) {
			c.instead("GetAllChanges?contentVersion=" + c.arg("contentVersion") + "&priceVersion=9000000000")
		})), fails: "CNT-DELTA-07", also: "CNT-DELTA-08 CNT-DELTA-10 CNT-DELTA-12 CNT-DELTA-15"},
		{name: "all changes mix the two versions up", rewrite: on("GetAllChanges", answers(func(c *call) {
			c.instead("GetAllChanges?contentVersion=" + c.arg("priceVersion") + "&priceVersion=" + c.arg("contentVersion"))
		})), fails: "CNT-DELTA-07", also: "CNT-DELTA-03 CNT-DELTA-04 CNT-DELTA-08 CNT-DELTA-10 CNT-DELTA-11 CNT-DELTA-12 CNT-DELTA-14 CNT-DELTA-15"},

		{name: "every other answer lacks a product", rewrite: flip(on("GetContentChanges", first("//ProductContract", remove))), fails: "CNT-DELTA-09", also: "CNT-DELTA-03 CNT-DELTA-07 CNT-DELTA-10 CNT-DELTA-14 CNT-DELTA-15"},
		{name: "every other answer has another order number", rewrite: flip(on("GetAllChanges", later(at("//ProductContract/OrderNum", suffix("1"))))), fails: "CNT-DELTA-09", also: "CNT-DELTA-07 CNT-DELTA-08 CNT-DELTA-12 CNT-DELTA-15"},
		{name: "versions that grow with every call", rewrite: growing(), fails: "CNT-DELTA-09", also: "CNT-DELTA-04",
			knownGap: "versions that move without a change are taken for a catalogue that moves"},

		{name: "an id both updated and deleted", rewrite: on("GetContentChanges", asked("contentVersion", "0", first("//DeletedCategoriesId", add("b:int", "3")))), fails: "CNT-DELTA-11", also: union},
		{name: "a deleted vendor in the full list", rewrite: on("GetAllVendors", first("//VendorList", func(e *etree.Element) {
			v := e.CreateElement("a:VendorContract")
			v.CreateElement("a:Id").SetText("3")
			v.CreateElement("a:VendorName").SetText("Gone")
		})), fails: "CNT-DELTA-11", also: "CNT-DELTA-03"},
		{name: "a deleted family among the updated", rewrite: on("GetAllChanges", asked("contentVersion", "0", func(c *call) {
			first("//FamilyGroupContract[Id='5']", func(e *etree.Element) {
				double(e)
				e.SelectElement("Id").SetText("6")
			})(c)
		})), fails: "CNT-DELTA-11", also: "CNT-DELTA-03 CNT-FAM-01 " + union},
		{name: "a deleted category is not named", rewrite: on("GetAllChanges", at("//DeletedCategoriesId/int", remove)), fails: "CNT-DELTA-11", also: union + " CNT-DELTA-08 CNT-DELTA-12"},

		{name: "an old name from an older version", rewrite: on("GetContentChanges", later(at("//VendorContract/VendorName", suffix(" (old)")))), fails: "CNT-DELTA-15"},
		{name: "an older version gets less than a newer", rewrite: on("GetAllChanges GetContentChanges", asked("contentVersion", "0", at(product5, remove))), fails: "CNT-DELTA-03", also: "CNT-DELTA-08 CNT-DELTA-15 " + union},
	}
}

// flip does a rewrite at every other of the answers to a call.
func flip(r rewrite) rewrite {
	seen := map[string]int{}
	return answers(func(c *call) {
		if seen[c.path()]++; seen[c.path()]%2 == 0 {
			r(c)
		}
	})
}

// growing gives versions as a clock would: another at every call, and each
// still good to ask from.
func growing() rewrite {
	n, real := int64(0), map[string]string{}
	return on(changes, answers(func(c *call) {
		path := c.path()
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
func remembered(n int) rewrite {
	seen := map[string]int{}
	kept := map[string][]byte{}
	return answers(func(c *call) {
		switch seen[c.path()]++; {
		case seen[c.path()] == n:
			kept[c.path()] = c.body
		case seen[c.path()] > n:
			c.body = kept[c.path()]
		}
	})
}

// newest are the highest ids before anything is added.
var newest = map[string]int{"VendorContract": 3, "CategoryContract": 5, "FamilyGroupContract": 6, "ProductContract": 22}

// fresh changes what was added during the run.
func fresh(item string, change func(*etree.Element)) rewrite {
	return func(c *call) {
		c.edit(func(d *etree.Document) {
			for _, e := range d.FindElements("//" + item) {
				if id, _ := strconv.Atoi(e.SelectElement("Id").Text()); id > newest[e.Tag] {
					change(e)
				}
			}
		})
	}
}

// frozen keeps a version as it was first.
func frozen(name string) rewrite {
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
func oldPrices() rewrite {
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

// renamed adds to a delta of prices what only got another name.
func renamed(c *call) {
	all := &call{Request: c.Request, proxy: c.proxy, method: c.method}
	all.instead("GetPriceChanges/0")
	d := etree.NewDocument()
	if d.ReadFromBytes(all.body) != nil {
		return
	}
	first("//UpdatedProducts", func(list *etree.Element) {
		for _, e := range d.FindElements("//ProductContract[DefaultName='Renamed by montcheck']") {
			if list.FindElement("ProductContract[Id='"+e.SelectElement("Id").Text()+"']") == nil {
				list.AddChild(e.Copy())
			}
		}
	})(c)
}

// race takes the newest change out of a delta that is read while others
// write: the versions were read after the data.
func race(c *call) {
	if c.proxy.writing.Load() == 0 {
		return
	}
	before := func(name string) int64 {
		v, _ := strconv.ParseInt(c.text("//"+name), 10, 64)
		return v - 1
	}
	newest := &call{Request: c.Request, proxy: c.proxy, method: c.method}
	newest.instead(fmt.Sprintf("GetAllChanges?contentVersion=%d&priceVersion=%d", before("CurrentContentVersion"), before("CurrentPriceVersion")))
	d := etree.NewDocument()
	if d.ReadFromBytes(newest.body) != nil {
		return
	}
	for _, id := range d.FindElements("//ProductContract/Id") {
		at("//ProductContract[Id='"+id.Text()+"']", remove)(c)
	}
}

// steps are breakages that only a change of the catalogue shows.
func steps() []breakage {
	return []breakage{
		{name: "a second step that is lost", rewrite: on("GetAllChanges", later(fresh("CategoryContract", remove))), fails: "CNT-DELTA-10", also: "CNT-DELTA-07 CNT-DELTA-08 CNT-DELTA-15"},
		{name: "a step that loses what was deleted", rewrite: on("GetAllChanges", later(at("//DeletedFamilyGroupsId/int", remove))), fails: "CNT-DELTA-11", also: "CNT-DELTA-07 CNT-DELTA-08 CNT-DELTA-15"},
		{name: "a step with an old name", rewrite: on("GetAllChanges", later(fresh("ProductContract", func(e *etree.Element) { e.SelectElement("DefaultName").SetText("Old") }))), fails: "CNT-DELTA-08", also: "CNT-DELTA-07 CNT-DELTA-10 CNT-DELTA-12 CNT-DELTA-15"},
		{name: "a step that loses one of several changes", rewrite: on("GetAllChanges GetContentChanges", later(first("//UpdatedProducts/ProductContract[2]", remove))), fails: "CNT-DELTA-08", also: "CNT-DELTA-15 CNT-DELTA-03 CNT-DELTA-07 CNT-DELTA-10 CNT-DELTA-12 CNT-DELTA-14"},
		{name: "prices step over a change", rewrite: on("GetPriceChanges", later(fresh("ProductContract", remove))), fails: "CNT-DELTA-10 CNT-DELTA-06", also: "CNT-DELTA-07 CNT-DELTA-15"},
		{name: "prices hold what changed its name", rewrite: on("GetPriceChanges", later(renamed)), fails: "CNT-DELTA-06", also: "CNT-DELTA-04 CNT-DELTA-07"},
		{name: "a price that no other method gives", rewrite: on("GetPriceChanges", fresh("ProductContract", func(e *etree.Element) { e.SelectElement("Price").SetText("99.00") })), fails: "CNT-DELTA-15 CNT-DELTA-03", also: "CNT-DELTA-10"},
		{name: "a new price is the old one", rewrite: oldPrices(), fails: "CNT-DELTA-10", also: "CNT-DELTA-03 CNT-DELTA-07 CNT-DELTA-15"},
		{name: "the content version stays after a change", rewrite: frozen("CurrentContentVersion"), fails: "CNT-DELTA-10", also: "CNT-DELTA-04"},
		{name: "the price version stays after a change", rewrite: frozen("CurrentPriceVersion"), fails: "CNT-DELTA-10", also: "CNT-DELTA-04 CNT-DELTA-06"},
		{name: "GetContentChanges keeps its first answers", rewrite: on("GetContentChanges", remembered(1)), fails: "CNT-DELTA-10", also: "CNT-DELTA-02 CNT-DELTA-03 CNT-DELTA-07 CNT-DELTA-11 CNT-DELTA-14 CNT-DELTA-15"},
		{name: "GetAllChanges from 0 keeps its first answer", rewrite: on("GetAllChanges", asked("contentVersion", "0", remembered(1))), fails: "CNT-DELTA-02 CNT-DELTA-03", also: "CNT-DELTA-07 CNT-DELTA-08 CNT-DELTA-12 CNT-DELTA-15 CNT-DELTA-11"},
		{name: "the vendors from a cache", rewrite: on("GetAllVendors", remembered(1)), fails: "CNT-DELTA-03", also: "CNT-DELTA-11 CNT-DELTA-15 CNT-CAT-03"},
		{name: "a vendor's families from a cache", rewrite: on("GetVendorFamilyGroups", remembered(1)), fails: "CNT-DELTA-11", also: "CNT-DELTA-03 CNT-DELTA-15 CNT-FAM-01"},
		{name: "all products from a cache", rewrite: on("GetAllProducts", remembered(1)), fails: "CNT-PRD-01", also: "CNT-PRD-02 CNT-PRD-04 CNT-PRD-05 CNT-DELTA-03 CNT-DELTA-07 CNT-DELTA-11 CNT-DELTA-14 CNT-DELTA-15"},
		{name: "a deleted family stays", rewrite: on("GetAllChanges GetContentChanges", at("//DeletedFamilyGroupsId/int", remove)), fails: "CNT-DELTA-11", also: "CNT-DELTA-08 CNT-DELTA-12"},
		{name: "a removed product is for sale in deltas", rewrite: on("GetContentChanges GetAllChanges", fresh("ProductContract", func(e *etree.Element) { e.SelectElement("BlockedForSale").SetText("false") })),
			fails: "CNT-DELTA-14", also: "CNT-DELTA-03 CNT-DELTA-07 CNT-DELTA-15"},
		{name: "a removed product is not in the delta", rewrite: on("GetContentChanges", fresh("ProductContract[BlockedForSale='true']", remove)), fails: "CNT-DELTA-14", also: "CNT-DELTA-03 CNT-DELTA-07"},
		{name: "a removed product is for sale by GetProduct", rewrite: on("GetProduct", at("//Product/BlockedForSale", text("false"))), fails: "CNT-DELTA-14 CNT-PRD-02"},
		{name: "the versions run ahead of the data under load", rewrite: on("GetAllChanges", later(race)), fails: "CNT-DELTA-12", also: "CNT-DELTA-02", race: true},
		{name: "a lost update under load", rewrite: on("GetAllChanges", later(func(c *call) {
			if c.proxy.writing.Load() > 0 {
				at("//ProductContract", remove)(c)
			}
		})), fails: "CNT-DELTA-12", race: true},
	}
}
