package faults

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/beevik/etree"
)

// database are faults as tired developers and databases make them: caps, joins, columns of a fixed width, floats.
func database() []row {
	single := func(e *etree.Element) {
		if f, err := strconv.ParseFloat(e.Text(), 32); err == nil {
			e.SetText(strconv.FormatFloat(f, 'f', -1, 64))
		}
	}
	cut := func(n int) change {
		return func(e *etree.Element) {
			if s := []rune(e.Text()); len(s) > n {
				e.SetText(string(s[:n]))
			}
		}
	}
	capped := func(path string, n int) hook {
		return at(path, func(list *etree.Element) {
			for i, e := range list.ChildElements() {
				if i >= n {
					list.RemoveChild(e)
				}
			}
		})
	}
	const lists = "GetVendorProducts GetCategoryProducts GetFamilyGroupProducts"
	return []row{
		{name: "price-rounded-by-a-float", kind: WrongForm, does: "GetProductPrices reads prices into floats of 32 bits and writes all their digits.",
			answer: on("GetProductPrices", at("//Price", stated(single))), breaks: "CNT-PRD-05", may: "CNT-SCH-GetProductPrices"},
		{name: "vendor-price-stale", kind: Stale, does: "GetVendorProducts gives the prices before the last change of one product.",
			answer: on("GetVendorProducts", at("//*[PartNum][Id='{product}']/Price", stated(text("1.05")))), breaks: "CNT-PRD-05"},
		{name: "price-list-capped", kind: Lost, does: "GetProductPrices gives the first fifty products only.",
			answer: on("GetProductPrices", capped("//ProductList", 50)), breaks: "CNT-PRD-04"},
		{name: "lists-inner-join", kind: Lost, does: "Lists lose the products that have no cover image: an inner join.",
			answer: on(lists, at("//ProductContract", func(e *etree.Element) {
				if of(e, "UrlCoverImage") == "" {
					remove(e)
				}
			})), breaks: "CNT-PRD-01"},
		{name: "part-number-padded", kind: WrongForm, does: "GetProductPrices pads part numbers with blanks: a column of fixed width.",
			answer: on("GetProductPrices", at("//PartNum", func(e *etree.Element) { e.SetText(fmt.Sprintf("%-30s", e.Text())) })), breaks: "CNT-PRD-04"},
		{name: "names-cut-at-20", kind: Lost, does: "Lists cut names after twenty letters.",
			answer: on(lists, at("//ProductContract/DefaultName", cut(20))), breaks: "CNT-PRD-01"},
		{name: "category-names-lose-markup", kind: Lost, does: "GetVendorCategories gives names in capitals.",
			answer: on("GetVendorCategories", at("//CategoryTranslationContract/CategoryName", func(e *etree.Element) { e.SetText(strings.ToUpper(e.Text())) })), breaks: "CNT-CAT-01"},
		{name: "category-orphaned", kind: Lost, does: "All lists have lost the parent of a category.",
			answer: both(at("//CategoryContract[Id='{parent}']", remove)), breaks: "CNT-CAT-02", may: "CNT-"},
		{name: "category-id-of-another", kind: WrongValue, does: "GetAllCategories gives two categories one id.",
			answer: on("GetAllCategories", put("//CategoryContract[Id='{child}']/Id", "{parent}")), breaks: "CNT-CAT-04", may: "CNT-"},
		{name: "deleted-id-reappears", kind: Stale, does: "GetContentChanges gives a deleted family as updated again.",
			answer: on("GetContentChanges", asked("contentVersion", "0", both(
				first("//FamilyGroupContract", double), put("//FamilyGroupContract[1]/Id", "{deleted FamilyGroups}"),
				func(c *call) {
					at("//DeletedFamilyGroupsId/int[text()='"+c.proxy.expand("{deleted FamilyGroups}")+"']", remove)(c)
				}))), breaks: "CNT-DELTA-11", may: "CNT-DELTA-03 CNT-DELTA-07 CNT-DELTA-08 CNT-DELTA-12 CNT-DELTA-15 CNT-FAM"},
		{name: "product-languages-mixed", kind: WrongForm, does: "A product has translations into ru and RU.",
			answer: at("//*[PartNum][Id='{product}']/Translations/*[2]/LangCode", text("ru")), breaks: "CNT-PRD-09"},
		{name: "content-price-of-nought", kind: WrongValue, does: "GetContentChanges gives prices of 0 rather than none.",
			answer: on("GetContentChanges", at("//Price", filled("0"))), breaks: "CNT-DELTA-05"},
		{name: "unknown-version-shows-query", kind: Leaked, does: "GetPriceChanges answers a version above the current with its query.",
			answer: on("GetPriceChanges", asked("priceVersion", "9223372036854775807", func(c *call) {
				c.put(http.StatusInternalServerError, "text/html", "<html>System.Data.SqlClient.SqlException: SELECT Id FROM Products</html>")
			})), breaks: "CNT-DELTA-13"},
		{name: "changes-root-differs", kind: WrongValue, does: "The root of GetAllChanges is ChangesResponse.",
			answer: on("GetAllChanges", both(raw("<ChangesContract ", "<ChangesResponse "), raw("</ChangesContract>", "</ChangesResponse>"))), breaks: "CNT-DELTA-16"},
		{name: "familygroup-payload-of-the-type", kind: WrongValue, does: "The payload of GetFamilyGroup has the name of its type.",
			answer: on("GetFamilyGroup", both(raw("<FamilyGroup ", "<FamilyGroupContract "), raw("</FamilyGroup>", "</FamilyGroupContract>"))), breaks: "CNT-FAM-06"},
		{name: "errordetails-stale", kind: Stale, does: "GetAllChanges keeps the ErrorDetails of an earlier error.",
			answer: on("GetAllChanges", answers(nth(3, first("//ErrorDetails", errorDetails)))), breaks: "CNT-ENV-02"},
		{name: "product-name-behind-its-texts", kind: Reordered, does: "GetVendorProducts has the name of products behind their texts, where .NET reads none of both.",
			answer: on("GetVendorProducts", first("//ProductContract/DefaultName", last)), breaks: "CNT-PRD-08", may: "CNT-SCH-GetVendorProducts"},
		{name: "writes-lost-every-other-poll", kind: Lost, does: "While data is being written, GetAllChanges leaves out what changed in price only.",
			answer: on("GetAllChanges", later(func(c *call) {
				if c.proxy.writing.Load() > 0 {
					at("//ProductContract", func(e *etree.Element) {
						if renamedByUs(e) {
							remove(e)
						}
					})(c)
					first("//UpdatedProducts/ProductContract", remove)(c)
				}
			})), breaks: "CNT-DELTA-12", race: true},
		{name: "partner-refused-at-times", kind: Refused, does: "One call of forty refuses the partner's own login.",
			answer: fortieth(func(c *call) { c.put(http.StatusUnauthorized, "text/html", "<html>Unauthorized</html>") }), breaks: "MNT-AUTH-01", may: "CNT- MNT-"},
	}
}

// errorDetails fills ErrorDetails.
func errorDetails(e *etree.Element) {
	e.RemoveAttr("i:nil")
	for _, m := range [][2]string{{"a:ErrorText", "none"}, {"a:ErrorCode", "0"}, {"a:Date", "2026-01-01T00:00:00Z"}} {
		child(m[0], m[1])(e)
	}
}

// fortieth keeps a hook to every fortieth answer to the partner.
func fortieth(h hook) hook { return answers(everyNth(40, anyCall, h)) }
