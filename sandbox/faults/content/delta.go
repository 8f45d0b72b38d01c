package content

import (
	"strings"

	"github.com/beevik/etree"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// deltaFaults break CNT-DELTA-01 to -09 first.
func deltaFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "allchanges-no-price-version",
			Kind:   deviation.Missing,
			Does:   "GetAllChanges leaves the price version out.",
			Breaks: []string{"CNT-DELTA-01", "CNT-SCH-GetAllChanges"},
			Answer: On("GetAllChanges", At("//CurrentPriceVersion", Remove)),
		},
		{
			Name:   "version-overflows-32-bits",
			Kind:   deviation.WrongValue,
			Does:   "The version of GetPriceChanges ran over 32 bits.",
			Breaks: []string{"CNT-DELTA-01"},
			May: deviation.Since(versions, "CNT-DELTA-02").
				Since(awaited, "CNT-DELTA-10").
				Since(bySchema, "CNT-SCH-GetPriceChanges"),
			Answer: On("GetPriceChanges", At("//CurrentPriceVersion", Text("-1589934532"))),
		},
		{
			Name:   "lists-of-changes-as-documented",
			Kind:   deviation.Reordered,
			Does:   "GetPriceChanges has the updated vendors first, as D3 prints its lists.",
			Breaks: []string{"CNT-DELTA-01"},
			May:    deviation.Since(inOrder, "CNT-PRD-08").Since(bySchema, "CNT-SCH-GetPriceChanges"),
			Answer: On("GetPriceChanges", First("//UpdatedVendors", ToFront)),
		},
		{
			Name:   "version-after-the-lists",
			Kind:   deviation.Reordered,
			Does:   "GetContentChanges has its version after the lists.",
			Breaks: []string{"CNT-DELTA-01"},
			May:    deviation.Since(inOrder, "CNT-PRD-08").Since(bySchema, "CNT-SCH-GetContentChanges"),
			Answer: On("GetContentChanges", At("//CurrentContentVersion", ToEnd)),
		},
		{
			Name:   "content-version-goes-down",
			Kind:   deviation.Stale,
			Does:   "The content version of GetAllChanges goes down once.",
			Breaks: []string{"CNT-DELTA-02"},
			Answer: On("GetAllChanges", IfOK(Nth(9, AnyCall, At("//CurrentContentVersion", Shift(-3))))),
		},
		{
			Name:   "price-version-one-behind",
			Kind:   deviation.OffByOne,
			Does:   "GetPriceChanges gives the version before the current.",
			Breaks: []string{"CNT-DELTA-02"},
			May:    deviation.Since(awaited, "CNT-DELTA-10"),
			Answer: On("GetPriceChanges", At("//CurrentPriceVersion", Shift(-1))),
		},
		{
			Name:   "full-delta-cached",
			Kind:   deviation.Stale,
			Does:   "GetAllChanges from version 0 keeps its first answer.",
			Breaks: []string{"CNT-DELTA-02", "CNT-DELTA-03"},
			May:    deviation.Since(compared, "CNT-DELTA-07", "CNT-DELTA-08", "CNT-DELTA-15"),
			Answer: On("GetAllChanges", IfArg("contentVersion", "0", FirstAnswer())),
		},
		{
			Name:   "content-version-of-the-future-once",
			Kind:   deviation.WrongValue,
			Does:   "GetContentChanges gives a version far ahead, once.",
			Breaks: []string{"CNT-DELTA-02"},
			May:    deviation.Since(compared, "CNT-DELTA-09"),
			Answer: On("GetContentChanges", IfOK(Nth(6, AnyCall, At("//CurrentContentVersion", Shift(1000))))),
		},
		{
			Name:   "versions-in-each-others-place",
			Kind:   deviation.WrongValue,
			Does:   "GetAllChanges gives the price version as that of the content, and the other way round.",
			Breaks: []string{"CNT-DELTA-02"},
			May: deviation.Since(sinceThen, "CNT-DELTA-04", "CNT-DELTA-06").
				Since(compared, "CNT-DELTA-08").
				Since(awaited, "CNT-DELTA-10", "CNT-DELTA-11", "CNT-DELTA-14"),
			Answer: On("GetAllChanges", IfOK(func(c *Call) {
				content, price := c.TextAt("//CurrentContentVersion"), c.TextAt("//CurrentPriceVersion")
				At("//CurrentContentVersion", Text(price))(c)
				At("//CurrentPriceVersion", Text(content))(c)
			})),
		},
		{
			Name:   "old-delta-once-again",
			Kind:   deviation.Stale,
			Does:   "GetAllChanges gives the answer to the first question once more, much later.",
			Breaks: []string{"CNT-DELTA-02"},
			Answer: On("GetAllChanges", Replayed(40)),
		},
		{
			Name:   "categories-cached",
			Kind:   deviation.Stale,
			Does:   "GetAllCategories keeps its first answer.",
			Breaks: []string{"CNT-DELTA-03"},
			Answer: On("GetAllCategories", FirstAnswer()),
		},
		{
			Name:   "contentchanges-product-missing",
			Kind:   deviation.Missing,
			Does:   "GetContentChanges lacks a product.",
			Breaks: []string{"CNT-DELTA-03"},
			May:    deviation.Since(compared, "CNT-DELTA-07"),
			Answer: On("GetContentChanges", At("//*[PartNum][Id='{product}']", Remove)),
		},
		{
			Name:   "allchanges-vendor-missing",
			Kind:   deviation.Missing,
			Does:   "GetAllChanges from version 0 lacks a vendor.",
			Breaks: []string{"CNT-DELTA-03"},
			May:    deviation.Since(compared, "CNT-DELTA-07", "CNT-DELTA-15"),
			Answer: On("GetAllChanges", IfArg("contentVersion", "0", At("//VendorContract[Id='{vendor}']", Remove))),
		},
		{
			Name:   "pricechanges-product-missing",
			Kind:   deviation.Missing,
			Does:   "GetPriceChanges lacks a product.",
			Breaks: []string{"CNT-DELTA-03"},
			May:    deviation.Since(compared, "CNT-DELTA-07"),
			Answer: On("GetPriceChanges", At("//*[PartNum][Id='{product}']", Remove)),
		},
		{
			Name:   "contentchanges-family-ordernum",
			Kind:   deviation.WrongValue,
			Does:   "GetContentChanges gives a family another OrderNum than the lists.",
			Breaks: []string{"CNT-DELTA-03"},
			May:    deviation.Since(compared, "CNT-DELTA-15"),
			Answer: On("GetContentChanges", At("//FamilyGroupContract[Id='{family}']/OrderNum", Suffix("1"))),
		},
		{
			Name:   "contentchanges-product-twice",
			Kind:   deviation.Duplicated,
			Does:   "GetContentChanges gives a product twice.",
			Breaks: []string{"CNT-DELTA-03"},
			Answer: On("GetContentChanges", At("//*[PartNum][Id='{product}']", Double)),
		},
		{
			Name:   "full-delta-lacks-a-product",
			Kind:   deviation.Missing,
			Does:   "Deltas from version 0 lack a product.",
			Breaks: []string{"CNT-DELTA-03"},
			May:    deviation.Since(compared, "CNT-DELTA-07", "CNT-DELTA-15"),
			Answer: On("GetAllChanges GetContentChanges",
				IfArg("contentVersion", "0", At("//*[PartNum][Id='{product}']", Remove))),
		},
		{
			Name:   "vendors-cached",
			Kind:   deviation.Stale,
			Does:   "GetAllVendors keeps its first answer.",
			Breaks: []string{"CNT-DELTA-03"},
			Answer: On("GetAllVendors", FirstAnswer()),
		},
		{
			Name:   "price-delta-blocked-at-nought",
			Kind:   deviation.WrongValue,
			Does:   "GetPriceChanges gives blocked products the price 0.",
			Breaks: []string{"CNT-DELTA-03"},
			May:    deviation.Since(compared, "CNT-DELTA-15"),
			Answer: On("GetPriceChanges", At("//ProductContract[BlockedForSale='true']/Price", Text("0.00"))),
		},
		{
			Name:   "content-delta-at-least",
			Kind:   deviation.OffByOne,
			Does:   "GetContentChanges gives what changed at the version, too: >= for >.",
			Breaks: []string{"CNT-DELTA-04"},
			May:    deviation.Since(compared, "CNT-DELTA-07"),
			Answer: On("GetContentChanges", IfOK(AtLeast)),
		},
		{
			Name:   "price-delta-at-least",
			Kind:   deviation.OffByOne,
			Does:   "GetPriceChanges gives what changed at the version, too: >= for >.",
			Breaks: []string{"CNT-DELTA-04"},
			May:    deviation.Since(sinceThen, "CNT-DELTA-06").Since(compared, "CNT-DELTA-07"),
			Answer: On("GetPriceChanges", IfOK(AtLeast)),
		},
		{
			Name:   "all-delta-at-least",
			Kind:   deviation.OffByOne,
			Does:   "GetAllChanges gives what changed at the versions, too: >= for >.",
			Breaks: []string{"CNT-DELTA-04"},
			May:    deviation.Since(compared, "CNT-DELTA-07"),
			Answer: On("GetAllChanges", IfOK(AtLeast)),
		},
		{
			Name:   "deleted-ids-for-ever",
			Kind:   deviation.Extra,
			Does:   "Deltas name a deleted vendor at every version.",
			Breaks: []string{"CNT-DELTA-04"},
			Answer: On("GetContentChanges GetAllChanges", func(c *Call) {
				gone := c.Expand("{deleted Vendors}")
				First("//DeletedVendorsId", func(e *etree.Element) {
					if e.FindElement("int[text()='"+gone+"']") == nil {
						Child("b:int", gone)(e)
					}
				})(c)
			}),
		},
		{
			Name:   "content-price-of-nought",
			Kind:   deviation.WrongValue,
			Does:   "GetContentChanges gives prices of 0 rather than none.",
			Breaks: []string{"CNT-DELTA-05"},
			Answer: On("GetContentChanges", At("//Price", Fill("0"))),
		},
		{
			Name:   "contentchanges-one-price",
			Kind:   deviation.Leaked,
			Does:   "GetContentChanges gives the price of one product.",
			Breaks: []string{"CNT-DELTA-05"},
			Answer: On("GetContentChanges", At("//*[PartNum][Id='{product}']/Price", Fill("2558.00"))),
		},
		{
			Name:   "contentchanges-prices-later",
			Kind:   deviation.Leaked,
			Does:   "GetContentChanges gives prices but from version 0.",
			Breaks: []string{"CNT-DELTA-05"},
			Answer: On("GetContentChanges", IfSince(At("//Price", Fill("1.00")))),
		},
		{
			Name:   "added-products-priced-in-content",
			Kind:   deviation.Leaked,
			Does:   "GetContentChanges gives the prices of products that were added lately.",
			Breaks: []string{"CNT-DELTA-05"},
			Answer: On("GetContentChanges", Added("ProductContract", Member("Price", Fill("9.90")))),
		},
		{
			Name:   "pricechanges-describe-a-product",
			Kind:   deviation.Leaked,
			Does:   "GetPriceChanges describes one product of all.",
			Breaks: []string{"CNT-DELTA-06"},
			Answer: On("GetPriceChanges", At("//*[PartNum][Id='{product}']/Translations", AddTranslation)),
		},
		{
			Name:   "pricechanges-price-missing",
			Kind:   deviation.Missing,
			Does:   "GetPriceChanges lacks the price of a product.",
			Breaks: []string{"CNT-DELTA-06"},
			May:    deviation.Since(compared, "CNT-DELTA-03", "CNT-DELTA-15"),
			Answer: On("GetPriceChanges", At("//*[PartNum][Id='{product}']/Price", Nil)),
		},
		{
			Name:   "pricechanges-always-all",
			Kind:   deviation.Extra,
			Does:   "GetPriceChanges gives all products at every version.",
			Breaks: []string{"CNT-DELTA-06", "CNT-DELTA-04"},
			May:    deviation.Since(compared, "CNT-DELTA-07"),
			Answer: On("GetPriceChanges", Instead("GetPriceChanges/0")),
		},
		{
			Name:   "price-step-holds-renamed",
			Kind:   deviation.Extra,
			Does:   "GetPriceChanges gives products that changed only their names.",
			Breaks: []string{"CNT-DELTA-06"},
			Answer: On("GetPriceChanges", IfSince(renamed)),
		},
		{
			Name:   "added-products-described-in-prices",
			Kind:   deviation.Leaked,
			Does:   "GetPriceChanges describes products that were added lately.",
			Breaks: []string{"CNT-DELTA-06"},
			Answer: On("GetPriceChanges", Added("ProductContract", Member("Translations", AddTranslation))),
		},
		{
			Name:   "added-products-priceless-in-prices",
			Kind:   deviation.Missing,
			Does:   "GetPriceChanges lacks the prices of products that were added lately.",
			Breaks: []string{"CNT-DELTA-06"},
			May:    deviation.Since(compared, "CNT-DELTA-03", "CNT-DELTA-15"),
			Answer: On("GetPriceChanges", Added("ProductContract", Member("Price", Nil))),
		},
		{
			Name:   "price-delta-with-categories",
			Kind:   deviation.Extra,
			Does:   "GetPriceChanges gives the categories that changed, too.",
			Breaks: []string{"CNT-DELTA-06"},
			May:    deviation.Since(sinceThen, "CNT-DELTA-04"),
			Answer: On("GetPriceChanges", IfOK(AddFrom("GetContentChanges/0", "UpdatedCategories"))),
		},
		{
			Name:   "price-delta-names-deleted",
			Kind:   deviation.Extra,
			Does:   "GetPriceChanges names the deleted families, too.",
			Breaks: []string{"CNT-DELTA-06"},
			May:    deviation.Since(sinceThen, "CNT-DELTA-04"),
			Answer: On("GetPriceChanges", Insert("//DeletedFamilyGroupsId", "b:int", "{deleted FamilyGroups}")),
		},
		{
			Name:   "allchanges-description-missing",
			Kind:   deviation.Missing,
			Does:   "GetAllChanges lacks the translations of a product.",
			Breaks: []string{"CNT-DELTA-07"},
			May:    deviation.Since(compared, "CNT-DELTA-03", "CNT-DELTA-15"),
			Answer: On("GetAllChanges", At("//*[PartNum][Id='{product}']/Translations", Nil)),
		},
		{
			Name:   "allchanges-stale-price",
			Kind:   deviation.Stale,
			Does:   "GetAllChanges gives a product a stale price.",
			Breaks: []string{"CNT-DELTA-07"},
			May:    deviation.Since(compared, "CNT-DELTA-03"),
			Answer: On("GetAllChanges", At("//*[PartNum][Id='{product}']/Price", Suffix("1"))),
		},
		{
			Name:   "allchanges-without-price-steps",
			Kind:   deviation.Lost,
			Does:   "GetAllChanges leaves out what changed in price only.",
			Breaks: []string{"CNT-DELTA-07"},
			May:    deviation.Since(awaited, "CNT-DELTA-10", "CNT-DELTA-12"),
			Answer: On("GetAllChanges", IfOK(func(c *Call) {
				c.Instead("GetAllChanges?contentVersion=" + c.Arg("contentVersion") + "&priceVersion=9000000000")
			})),
		},
		{
			Name:   "allchanges-versions-swapped",
			Kind:   deviation.WrongValue,
			Does:   "GetAllChanges mixes the two versions up.",
			Breaks: []string{"CNT-DELTA-07"},
			May: deviation.Since(sinceThen, "CNT-DELTA-04").
				Since(compared, "CNT-DELTA-08").
				Since(awaited, "CNT-DELTA-10", "CNT-DELTA-11"),
			Answer: On("GetAllChanges", IfOK(func(c *Call) {
				c.Instead(
					"GetAllChanges?contentVersion=" + c.Arg(
						"priceVersion",
					) + "&priceVersion=" + c.Arg(
						"contentVersion",
					),
				)
			})),
		},
		{
			Name:   "added-products-priceless-in-all",
			Kind:   deviation.Missing,
			Does:   "GetAllChanges lacks the prices of products that were added lately.",
			Breaks: []string{"CNT-DELTA-07"},
			May:    deviation.Since(compared, "CNT-DELTA-03"),
			Answer: On("GetAllChanges", Added("ProductContract", Member("Price", Nil))),
		},
		{
			Name:   "added-products-bare-in-all",
			Kind:   deviation.Missing,
			Does:   "GetAllChanges lacks the descriptions of products that were added lately.",
			Breaks: []string{"CNT-DELTA-07"},
			May:    deviation.Since(compared, "CNT-DELTA-03", "CNT-DELTA-15"),
			Answer: On("GetAllChanges", Added("ProductContract", Member("Translations", Nil))),
		},
		{
			Name:   "price-delta-without-old-products",
			Kind:   deviation.Lost,
			Does:   "GetPriceChanges leaves the price changes of older products out, but from version 0.",
			Breaks: []string{"CNT-DELTA-07"},
			Answer: On(
				"GetPriceChanges",
				IfSince(
					At(
						"//ProductContract",
						If(func(e *etree.Element) bool { return len(TextOf(e, "Id")) == 1 }, Remove),
					),
				),
			),
		},
		{
			Name:   "union-all",
			Kind:   deviation.Duplicated,
			Does:   "GetAllChanges gives a product twice that changed in content and in price, but from version 0.",
			Breaks: []string{"CNT-DELTA-07"},
			Answer: On("GetAllChanges", IfSince(First("//ProductContract", Double))),
		},
		{
			Name:   "step-with-an-old-name",
			Kind:   deviation.Stale,
			Does:   "GetAllChanges gives added products an old name.",
			Breaks: []string{"CNT-DELTA-08"},
			May:    deviation.Since(compared, "CNT-DELTA-07", "CNT-DELTA-15"),
			Answer: On("GetAllChanges", IfSince(Added("ProductContract", Member("DefaultName", Text("Old"))))),
		},
		{
			Name:   "step-loses-the-second",
			Kind:   deviation.OffByOne,
			Does:   "Deltas lose the second of several changed products.",
			Breaks: []string{"CNT-DELTA-08"},
			May:    deviation.Since(compared, "CNT-DELTA-07", "CNT-DELTA-15").Since(awaited, "CNT-DELTA-12"),
			Answer: On("GetAllChanges GetContentChanges",
				IfSince(First("//UpdatedProducts/ProductContract[2]", Remove))),
		},
		{
			Name:   "full-delta-short-again",
			Kind:   deviation.Lost,
			Does:   "GetContentChanges from version 0 lacks a family where it is asked again.",
			Breaks: []string{"CNT-DELTA-09"},
			May:    deviation.Since(compared, "CNT-DELTA-03", "CNT-DELTA-07", "CNT-DELTA-15"),
			Answer: IfOK(
				EveryNth(2, (*Call).Question,
					On("GetContentChanges", IfArg("contentVersion", "0", Final("//FamilyGroupContract", Remove))))),
		},
		{
			Name:   "third-price-delta-short",
			Kind:   deviation.Lost,
			Does:   "GetPriceChanges lacks a product the third time that it is asked the same.",
			Breaks: []string{"CNT-DELTA-09"},
			May:    deviation.Since(awaited, "CNT-DELTA-10"),
			Answer: IfOK(EveryNth(3, (*Call).Question, On("GetPriceChanges", First("//ProductContract", Remove)))),
		},
		{
			Name:   "every-other-answer-short",
			Kind:   deviation.Lost,
			Does:   "Every other answer of GetContentChanges lacks a product.",
			Breaks: []string{"CNT-DELTA-09"},
			May: deviation.Since(compared, "CNT-DELTA-03", "CNT-DELTA-07", "CNT-DELTA-15").
				Since(awaited, "CNT-DELTA-10", "CNT-DELTA-12"),
			Answer: IfOK(EveryNth(2, (*Call).Question, On("GetContentChanges", First("//ProductContract", Remove)))),
		},
		{
			Name:   "every-other-answer-differs",
			Kind:   deviation.WrongValue,
			Does:   "Every other answer of GetAllChanges has other order numbers.",
			Breaks: []string{"CNT-DELTA-09"},
			May:    deviation.Since(compared, "CNT-DELTA-07", "CNT-DELTA-15").Since(awaited, "CNT-DELTA-12"),
			Answer: IfOK(
				EveryNth(2, (*Call).Question,
					On("GetAllChanges", IfSince(At("//ProductContract/OrderNum", Suffix("1")))))),
		},
		{
			Name:   "versions-grow-with-every-call",
			Kind:   deviation.WrongValue,
			Does:   "Versions grow with every call, without a change.",
			Breaks: []string{"CNT-DELTA-09"},
			May: deviation.Since(sinceThen, "CNT-DELTA-04").
				Since(compared, "CNT-DELTA-08").
				Since(awaited, "CNT-DELTA-12"),
			Answer: growing(),
		},
	}
}

// growing gives versions as a clock would: another at every call, and each still good to ask from.
func growing() Hook {
	given := map[string]string{}
	return On(Deltas, IfOK(Counting(func(c *Call, n int) {
		question := c.Question()
		for version, real := range given {
			question = strings.ReplaceAll(question, version, real)
		}
		c.Instead(question)
		for _, name := range []string{"CurrentContentVersion", "CurrentPriceVersion"} {
			At("//"+name, Stated(func(e *etree.Element) {
				real := e.Text()
				Shift(1_000_000_000 + int64(n)*1000)(e)
				given[e.Text()] = real
			}))(c)
		}
	})))
}

// renamed adds to a delta of prices what only got another name.
func renamed(c *Call) {
	all := c.FetchTree("GetPriceChanges/0")
	if all == nil {
		return
	}
	First("//UpdatedProducts", func(list *etree.Element) {
		for _, e := range all.FindElements("//ProductContract") {
			if renamedByUs(e) && list.FindElement("ProductContract[Id='"+TextOf(e, "Id")+"']") == nil {
				list.AddChild(e.Copy())
			}
		}
	})(c)
}
