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

// from keeps a rewrite to deltas from versions that were given out.
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
		{name: "the content version is nil", rewrite: on("GetContentChanges", at("//CurrentContentVersion", null)), fails: "CNT-DELTA-01", also: "CNT-SCH-GetContentChanges CNT-DELTA-10"},
		{name: "a version of 32 bits that ran over", rewrite: on("GetPriceChanges", at("//CurrentPriceVersion", text("-1589934532"))), fails: "CNT-DELTA-01", also: "CNT-SCH-GetPriceChanges CNT-DELTA-02 CNT-DELTA-10"},
		{name: "a version in the wrong namespace", rewrite: on("GetAllChanges", at("//CurrentContentVersion", func(e *etree.Element) { e.Space = "" })), fails: "CNT-DELTA-01", also: "CNT-SCH-GetAllChanges"},

		{name: "the content version goes down once", rewrite: on("GetAllChanges", answers(nth(9, at("//CurrentContentVersion", shift(-3))))), fails: "CNT-DELTA-02", also: ""},
		{name: "GetPriceChanges lags one version behind", rewrite: on("GetPriceChanges", at("//CurrentPriceVersion", shift(-1))), fails: "CNT-DELTA-02", also: "CNT-DELTA-10"},
		{name: "the price version starts anew", rewrite: on("GetAllChanges", answers(nth(14, at("//CurrentPriceVersion", text("1"))))), fails: "CNT-DELTA-02"},

		{name: "the content from version 0 lacks a product", rewrite: on("GetContentChanges", at(product5, remove)), fails: "CNT-DELTA-03", also: union},
		{name: "all from version 0 lacks a category", rewrite: on("GetAllChanges", at("//CategoryContract[Id='1']", remove)), fails: "CNT-DELTA-03", also: union},
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
		{name: "everything whatever the version", rewrite: on("GetContentChanges", instead("GetContentChanges/0")), fails: "CNT-DELTA-04", also: union},

		{name: "content shows the price of one product", rewrite: on("GetContentChanges", at(product5+"/Price", func(e *etree.Element) { e.RemoveAttr("i:nil"); e.SetText("2558.00") })), fails: "CNT-DELTA-05"},
		{name: "content shows prices but from version 0", rewrite: on("GetContentChanges", later(at("//Price", func(e *etree.Element) { e.RemoveAttr("i:nil"); e.SetText("1.00") }))), fails: "CNT-DELTA-05"},

		{name: "prices describe one product", rewrite: on("GetPriceChanges", at(product5+"/Translations", func(e *etree.Element) { e.RemoveAttr("i:nil"); e.AddChild(translation()) })), fails: "CNT-DELTA-06"},
		{name: "prices lack one price", rewrite: on("GetPriceChanges", at(product5+"/Price", null)), fails: "CNT-DELTA-06", also: "CNT-DELTA-03"},
		{name: "prices lack one currency", rewrite: on("GetPriceChanges", at(product5+"/CurrencyCode", null)), fails: "CNT-DELTA-06", also: "CNT-DELTA-03"},
		{name: "prices of all products whatever the version", rewrite: on("GetPriceChanges", answers(func(c *call) {
			v := c.proxy.fetch("GetPriceChanges/9000000000")
			_ = v.Body.Close()
			c.instead("GetPriceChanges/0")
		})), fails: "CNT-DELTA-06 CNT-DELTA-04", also: union},

		{name: "all changes lack one description", rewrite: on("GetAllChanges", at(product5+"/Translations", func(e *etree.Element) { null(e) })), fails: "CNT-DELTA-07", also: "CNT-DELTA-03 CNT-DELTA-15"},
		{name: "all changes lack one price", rewrite: on("GetAllChanges", at(product5+"/Price", null)), fails: "CNT-DELTA-07", also: "CNT-DELTA-03"},
		{name: "all changes with a stale price", rewrite: on("GetAllChanges", at(product5+"/Price", text("2500.00"))), fails: "CNT-DELTA-07", also: "CNT-DELTA-03"},
		{name: "all changes without what changed in price only", rewrite: on("GetAllChanges", answers(func(c *call) {
			c.instead("GetAllChanges?contentVersion=" + c.arg("contentVersion") + "&priceVersion=9000000000")
		})), fails: "CNT-DELTA-07", also: "CNT-DELTA-08 CNT-DELTA-10 CNT-DELTA-12 CNT-DELTA-15"},
		{name: "all changes mix the two versions up", rewrite: on("GetAllChanges", answers(func(c *call) {
			c.instead("GetAllChanges?contentVersion=" + c.arg("priceVersion") + "&priceVersion=" + c.arg("contentVersion"))
		})), fails: "CNT-DELTA-07", also: "CNT-DELTA-03 CNT-DELTA-04 CNT-DELTA-08 CNT-DELTA-10 CNT-DELTA-11 CNT-DELTA-12 CNT-DELTA-14 CNT-DELTA-15"},

		{name: "every other answer lacks a product", rewrite: flip(on("GetContentChanges", first("//ProductContract", remove))), fails: "CNT-DELTA-09", also: "CNT-DELTA-03 CNT-DELTA-07 CNT-DELTA-10 CNT-DELTA-14 CNT-DELTA-15"},
		{name: "every other answer has another order number", rewrite: flip(on("GetAllChanges", later(at("//ProductContract/OrderNum", suffix("1"))))), fails: "CNT-DELTA-09", also: "CNT-DELTA-07 CNT-DELTA-08 CNT-DELTA-12 CNT-DELTA-15"},
		{name: "versions that grow with every call", rewrite: growing(), fails: "CNT-DELTA-09", also: "CNT-DELTA-04"},

		{name: "an id both updated and deleted", rewrite: on("GetContentChanges", asked("contentVersion", "0", first("//DeletedCategoriesId", add("b:int", "3")))), fails: "CNT-DELTA-11", also: union},
		{name: "a deleted vendor in the full list", rewrite: on("GetAllVendors", first("//VendorList", func(e *etree.Element) {
			v := e.CreateElement("a:VendorContract")
			v.CreateElement("a:Id").SetText("3")
			v.CreateElement("a:VendorName").SetText("Gone")
		})), fails: "CNT-DELTA-11", also: "CNT-DELTA-03"},
		{name: "a deleted family among the updated", rewrite: on("GetAllChanges", asked("contentVersion", "0", func(c *call) {
			first("//FamilyGroupContract[Id='5']", func(e *etree.Element) {
				double(e)
				e.SelectElement("Id").SetText("8")
			})(c)
		})), fails: "CNT-DELTA-11", also: "CNT-DELTA-03 " + union},
		{name: "a deleted category is not named", rewrite: on("GetAllChanges", at("//DeletedCategoriesId/int", remove)), fails: "CNT-DELTA-11", also: union + " CNT-DELTA-08 CNT-DELTA-12"},

		{name: "an old name from an older version", rewrite: on("GetContentChanges", later(at("//VendorContract/VendorName", suffix(" (old)")))), fails: "CNT-DELTA-15"},
		{name: "an older version gets less than a newer", rewrite: on("GetAllChanges GetContentChanges", asked("contentVersion", "0", at(product5, remove))), fails: "CNT-DELTA-03", also: "CNT-DELTA-15 " + union},
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

// growing adds the number of the call to the versions, and takes it off
// those that are asked from: versions as a clock gives them.
func growing() rewrite {
	n := int64(0)
	return on(changes, answers(func(c *call) {
		n++
		at("//CurrentContentVersion", shift(n))(c)
		at("//CurrentPriceVersion", shift(n))(c)
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

// before keeps the bodies of a call and answers with the one before.
func stale() rewrite {
	kept := map[string][]byte{}
	return answers(func(c *call) {
		body := c.body
		if old := kept[c.path()]; old != nil {
			c.body = old
		}
		kept[c.path()] = body
	})
}

// fresh changes what was added during the run: ids above those of the start.
func fresh(item string, change func(*etree.Element)) rewrite {
	return func(c *call) {
		c.edit(func(d *etree.Document) {
			for _, e := range d.FindElements("//" + item) {
				if id, _ := strconv.Atoi(e.SelectElement("Id").Text()); id > 45 || !strings.HasPrefix(item, "Product") && id > 8 {
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

// race reads the versions after the data, while others write.
func race(c *call) {
	for i := 0; i < 200 && c.proxy.writing.Load() > 0; i++ {
		r := &call{Request: c.Request, proxy: c.proxy, method: c.method}
		r.instead("GetAllChanges?contentVersion=9000000000&priceVersion=9000000000")
		content, price := r.text("//CurrentContentVersion"), r.text("//CurrentPriceVersion")
		if content != c.text("//CurrentContentVersion") || price != c.text("//CurrentPriceVersion") {
			at("//CurrentContentVersion", text(content))(c)
			at("//CurrentPriceVersion", text(price))(c)
			return
		}
	}
}

// steps are breakages that only a change of the catalogue shows.
func steps() []breakage {
	return []breakage{
		{name: "a second step that is lost", rewrite: on("GetAllChanges", later(fresh("CategoryContract", remove))), fails: "CNT-DELTA-10", also: "CNT-DELTA-07 CNT-DELTA-08 CNT-DELTA-15"},
		{name: "a step that loses what was deleted", rewrite: on("GetAllChanges", later(at("//DeletedFamilyGroupsId/int", remove))), fails: "CNT-DELTA-11", also: "CNT-DELTA-07 CNT-DELTA-08 CNT-DELTA-15"},
		{name: "a step with an old name", rewrite: on("GetAllChanges", later(fresh("ProductContract", func(e *etree.Element) { e.SelectElement("DefaultName").SetText("Old") }))), fails: "CNT-DELTA-08", also: "CNT-DELTA-07 CNT-DELTA-10 CNT-DELTA-12 CNT-DELTA-15"},
		{name: "a step that loses one of several changes", rewrite: on("GetAllChanges GetContentChanges", later(first("//UpdatedProducts/ProductContract[2]", remove))), fails: "CNT-DELTA-15 CNT-DELTA-08", also: "CNT-DELTA-03 CNT-DELTA-07 CNT-DELTA-10 CNT-DELTA-12 CNT-DELTA-14"},
		{name: "prices step over a change", rewrite: on("GetPriceChanges", later(fresh("ProductContract", remove))), fails: "CNT-DELTA-10 CNT-DELTA-06", also: "CNT-DELTA-07 CNT-DELTA-15"},
		{name: "prices hold what changed its name", rewrite: on("GetPriceChanges", later(func(c *call) {
			v := c.text("//CurrentPriceVersion")
			c.instead("GetPriceChanges/0")
			at("//CurrentPriceVersion", text(v))(c)
			at("//ProductContract", func(e *etree.Element) {
				if !strings.Contains(e.SelectElement("DefaultName").Text(), "montcheck") {
					remove(e)
				}
			})(c)
		})), fails: "CNT-DELTA-06", also: "CNT-DELTA-04 CNT-DELTA-07"},
		{name: "a new price comes a poll late", rewrite: on("GetPriceChanges", stalePrices()), fails: "CNT-DELTA-10", also: "CNT-DELTA-03 CNT-DELTA-15"},
		{name: "content without added families", rewrite: on("GetContentChanges", fresh("FamilyGroupContract", remove)), fails: "CNT-DELTA-10", also: "CNT-DELTA-03 CNT-DELTA-07"},
		{name: "the content version stays after a change", rewrite: frozen("CurrentContentVersion"), fails: "CNT-DELTA-10", also: "CNT-DELTA-04"},
		{name: "the price version stays after a change", rewrite: frozen("CurrentPriceVersion"), fails: "CNT-DELTA-10", also: "CNT-DELTA-04"},
		{name: "GetContentChanges keeps its first answers", rewrite: on("GetContentChanges", remembered(1)), fails: "CNT-DELTA-10", also: "CNT-DELTA-02 CNT-DELTA-03 CNT-DELTA-07 CNT-DELTA-11 CNT-DELTA-14 CNT-DELTA-15"},
		{name: "GetAllChanges from 0 keeps its first answer", rewrite: on("GetAllChanges", asked("contentVersion", "0", remembered(1))), fails: "CNT-DELTA-02 CNT-DELTA-03", also: "CNT-DELTA-07 CNT-DELTA-08 CNT-DELTA-12 CNT-DELTA-15 CNT-DELTA-11"},
		{name: "a full list from a cache", rewrite: on("GetAllVendors", stale()), fails: "CNT-DELTA-11", also: "CNT-DELTA-03 CNT-DELTA-15"},
		{name: "all products from a cache", rewrite: on("GetAllProducts", remembered(1)), fails: "CNT-PRD-01", also: "CNT-PRD-02 CNT-PRD-04 CNT-PRD-05 CNT-DELTA-03 CNT-DELTA-07 CNT-DELTA-11 CNT-DELTA-14 CNT-DELTA-15"},
		{name: "a deleted family stays", rewrite: on("GetAllChanges GetContentChanges", at("//DeletedFamilyGroupsId/int", remove)), fails: "CNT-DELTA-11", also: "CNT-DELTA-08 CNT-DELTA-12"},
		{name: "a removed product is for sale in deltas", rewrite: on("GetContentChanges GetAllChanges", fresh("ProductContract", func(e *etree.Element) { e.SelectElement("BlockedForSale").SetText("false") })),
			fails: "CNT-DELTA-14", also: "CNT-DELTA-03 CNT-DELTA-07 CNT-DELTA-15"},
		{name: "a removed product is not in the delta", rewrite: on("GetContentChanges", fresh("ProductContract[BlockedForSale='true']", remove)), fails: "CNT-DELTA-14", also: "CNT-DELTA-03 CNT-DELTA-07"},
		{name: "a removed product is for sale by GetProduct", rewrite: on("GetProduct", at("//Product/BlockedForSale", text("false"))), fails: "CNT-DELTA-14 CNT-PRD-02"},
		{name: "the versions run ahead of the data under load", rewrite: on("GetAllChanges", later(race)), fails: "CNT-DELTA-12", also: "CNT-DELTA-02"},
		{name: "a lost update under load", rewrite: on("GetAllChanges", later(func(c *call) {
			if c.proxy.writing.Load() > 0 {
				at("//ProductContract", remove)(c)
			}
		})), fails: "CNT-DELTA-12"},
	}
}

// stalePrices gives products their price of the answer before.
func stalePrices() rewrite {
	kept := map[string]string{}
	return at("//ProductContract", func(e *etree.Element) {
		id, price := e.SelectElement("Id").Text(), e.SelectElement("Price")
		now := price.Text()
		if was := kept[id]; was != "" {
			price.SetText(was)
		}
		kept[id] = now
	})
}
