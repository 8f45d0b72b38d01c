package faults

import (
	"github.com/beevik/etree"
)

// furtherDeltas are rows of deltas that are wrong in one part, for one method, or for what the run itself changed.
func furtherDeltas() []row {
	const both3 = "CNT-DELTA-03 CNT-DELTA-07 CNT-DELTA-08 CNT-DELTA-12 CNT-DELTA-15"
	return []row{
		{name: "unblocking-lost", kind: Lost, does: "Deltas leave out products that are for sale again.",
			answer: on("GetContentChanges GetAllChanges", later(unblocked())), breaks: "CNT-DELTA-10", may: both3 + " CNT-DELTA-14"},
		{name: "blocking-not-in-allchanges", kind: Stale, does: "GetAllChanges gives products that were blocked lately as for sale.",
			answer: on("GetAllChanges", later(fresh("ProductContract", text2("BlockedForSale", "false")))), breaks: "CNT-DELTA-14", may: both3 + " CNT-DELTA-10"},
		{name: "added-products-priced-in-content", kind: Leaked, does: "GetContentChanges gives the prices of products that were added lately.",
			answer: on("GetContentChanges", fresh("ProductContract", priced("9.90"))), breaks: "CNT-DELTA-05"},
		{name: "added-products-described-in-prices", kind: Leaked, does: "GetPriceChanges describes products that were added lately.",
			answer: on("GetPriceChanges", fresh("ProductContract", func(e *etree.Element) {
				t := e.SelectElement("Translations")
				t.RemoveAttr("i:nil")
				t.AddChild(translation())
			})), breaks: "CNT-DELTA-06"},
		{name: "added-products-priceless-in-prices", kind: Missing, does: "GetPriceChanges lacks the prices of products that were added lately.",
			answer: on("GetPriceChanges", fresh("ProductContract", func(e *etree.Element) { null(e.SelectElement("Price")) })), breaks: "CNT-DELTA-06", may: "CNT-DELTA-10 CNT-DELTA-03 CNT-DELTA-15"},
		{name: "added-products-priceless-in-all", kind: Missing, does: "GetAllChanges lacks the prices of products that were added lately.",
			answer: on("GetAllChanges", fresh("ProductContract", func(e *etree.Element) { null(e.SelectElement("Price")) })), breaks: "CNT-DELTA-07", may: "CNT-DELTA-10 CNT-DELTA-03 CNT-DELTA-15"},
		{name: "added-products-bare-in-all", kind: Missing, does: "GetAllChanges lacks the descriptions of products that were added lately.",
			answer: on("GetAllChanges", fresh("ProductContract", func(e *etree.Element) { null(e.SelectElement("Translations")) })), breaks: "CNT-DELTA-07", may: "CNT-DELTA-10 CNT-DELTA-03 CNT-DELTA-15"},
		{name: "added-families-lose-a-language", kind: Lost, does: "GetContentChanges gives families that were added lately one translation of several.",
			answer: on("GetContentChanges", fresh("FamilyGroupContract", func(e *etree.Element) {
				for _, t := range e.FindElements("Translations/*[2]") {
					remove(t)
				}
			})), breaks: "CNT-DELTA-15", may: "CNT-DELTA-03"},
		{name: "added-categories-without-parent", kind: Lost, does: "GetContentChanges gives categories that were added lately as roots.",
			answer: on("GetContentChanges", fresh("CategoryContract", text2("ParentCategoryId", "0"))), breaks: "CNT-DELTA-15", may: "CNT-DELTA-03"},
		{name: "price-delta-with-categories", kind: Extra, does: "GetPriceChanges gives the categories that changed, too.",
			answer: on("GetPriceChanges", answers(func(c *call) {
				d := etree.NewDocument()
				if d.ReadFromBytes(c.fetch("GetContentChanges/0", "").body.Bytes()) != nil {
					return
				}
				at("//UpdatedCategories", func(list *etree.Element) {
					for _, e := range d.FindElements("//CategoryContract") {
						list.AddChild(e.Copy())
					}
				})(c)
			})), breaks: "CNT-DELTA-06", may: "CNT-DELTA-04 CNT-DELTA-07"},
		{name: "price-delta-names-deleted", kind: Extra, does: "GetPriceChanges names the deleted families, too.",
			answer: on("GetPriceChanges", insert("//DeletedFamilyGroupsId", "b:int", "{deleted FamilyGroups}")), breaks: "CNT-DELTA-06", may: "CNT-DELTA-04 CNT-DELTA-07"},
		{name: "price-delta-blocked-at-nought", kind: WrongValue, does: "GetPriceChanges gives blocked products the price 0.",
			answer: on("GetPriceChanges", at("//ProductContract[BlockedForSale='true']/Price", text("0.00"))), breaks: "CNT-DELTA-03", may: "CNT-DELTA-15 CNT-DELTA-10"},
		{name: "price-delta-without-old-products", kind: Lost, does: "GetPriceChanges leaves the price changes of older products out, but from version 0.",
			answer: on("GetPriceChanges", later(func(c *call) {
				at("//ProductContract", func(e *etree.Element) {
					if len(of(e, "Id")) == 1 {
						remove(e)
					}
				})(c)
			})), breaks: "CNT-DELTA-07", may: "CNT-DELTA-15 CNT-DELTA-10"},
		{name: "versions-one-ahead", kind: OffByOne, does: "All deltas give the version after the current.",
			answer: on(changes, both(at("//CurrentContentVersion", stated(shift(1))), at("//CurrentPriceVersion", stated(shift(1))))), breaks: "CNT-DELTA-10", may: "CNT-DELTA-06 CNT-DELTA-08 CNT-DELTA-11 CNT-DELTA-12 CNT-DELTA-14 CNT-DELTA-15"},
		{name: "content-version-of-the-future-once", kind: WrongValue, does: "GetContentChanges gives a version far ahead, once.",
			answer: on("GetContentChanges", answers(nth(6, at("//CurrentContentVersion", shift(1000))))), breaks: "CNT-DELTA-02", may: "CNT-DELTA-09"},
		{name: "versions-in-each-others-place", kind: WrongValue, does: "GetAllChanges gives the price version as that of the content, and the other way round.",
			answer: on("GetAllChanges", answers(func(c *call) {
				content, price := c.textOf("//CurrentContentVersion"), c.textOf("//CurrentPriceVersion")
				at("//CurrentContentVersion", text(price))(c)
				at("//CurrentPriceVersion", text(content))(c)
			})), breaks: "CNT-DELTA-02", may: "CNT-DELTA"},
		{name: "deleted-lists-swapped", kind: WrongValue, does: "Deltas give deleted families as categories, and the other way round.",
			answer: on("GetContentChanges GetAllChanges", both(
				at("//DeletedCategoriesId", rename("x")), at("//DeletedFamilyGroupsId", rename("y")),
				at("//x", rename("DeletedFamilyGroupsId")), at("//y", rename("DeletedCategoriesId")),
				at("//DeletedCategoriesId", func(e *etree.Element) { e.Parent().InsertChildAt(e.Index()-1, e) }))),
			breaks: "CNT-DELTA-11", may: both3},
		{name: "union-all", kind: Duplicated, does: "GetAllChanges gives a product twice that changed in content and in price, but from version 0.",
			answer: on("GetAllChanges", later(first("//ProductContract", double))), breaks: "CNT-DELTA-07"},
		{name: "content-delta-joined-twice", kind: Duplicated, does: "GetContentChanges gives families twice, but from version 0.",
			answer: on("GetContentChanges", later(at("//FamilyGroupContract", double))), breaks: "CNT-DELTA-15"},
		{name: "price-delta-of-another-answer-once", kind: WrongValue, does: "GetPriceChanges answers as GetContentChanges, once.",
			answer: on("GetPriceChanges", answers(nth(5, func(c *call) { c.instead("GetContentChanges/0") }))), breaks: "CNT-SCH-GetPriceChanges CNT-DELTA-01", may: "CNT-DELTA"},
		{name: "old-delta-once-again", kind: Stale, does: "GetAllChanges gives the answer to the first question once more, much later.",
			answer: on("GetAllChanges", replayed(40)), breaks: "CNT-DELTA-02", may: "CNT-DELTA"},
	}
}

// replayed answers the n-th time as the first.
func replayed(n int) hook {
	var kept []byte
	calls := 0
	return answers(func(c *call) {
		switch calls++; calls {
		case 1:
			kept = c.body
		case n:
			c.body = kept
		}
	})
}

// text2 gives a member of an element a text.
func text2(member, value string) change {
	return func(e *etree.Element) {
		if m := e.SelectElement(member); m != nil {
			m.SetText(value)
		}
	}
}

// priced gives a product a price.
func priced(price string) change {
	return func(e *etree.Element) { filled(price)(e.SelectElement("Price")) }
}

// unblocked takes products out that were blocked when a delta gave them last.
func unblocked() hook {
	blocked := map[string]bool{}
	return at("//ProductContract", func(e *etree.Element) {
		if of(e, "BlockedForSale") == "true" {
			blocked[of(e, "Id")] = true
		} else if blocked[of(e, "Id")] {
			remove(e)
		}
	})
}
