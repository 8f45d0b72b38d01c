package content

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/beevik/etree"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// delta10Faults break CNT-DELTA-10 and above first.
func delta10Faults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "pricechanges-cached",
			Kind:   deviation.Stale,
			Does:   "GetPriceChanges keeps its first answer to each question.",
			Breaks: []string{"CNT-DELTA-10"},
			May: deviation.Since(versions, "CNT-DELTA-02").
				Since(compared, "CNT-DELTA-03", "CNT-DELTA-07", "CNT-DELTA-15"),
			Answer: On("GetPriceChanges", FirstAnswer()),
		},
		{
			Name:   "step-lost",
			Kind:   deviation.Lost,
			Does:   "GetAllChanges loses a category that was added.",
			Breaks: []string{"CNT-DELTA-10"},
			May:    deviation.Since(compared, "CNT-DELTA-08"),
			Answer: On("GetAllChanges", IfSince(Added("CategoryContract", Remove))),
		},
		{
			Name:   "price-step-lost",
			Kind:   deviation.Lost,
			Does:   "GetPriceChanges loses the price of a product that was added.",
			Breaks: []string{"CNT-DELTA-10", "CNT-DELTA-06"},
			May:    deviation.Since(compared, "CNT-DELTA-07"),
			Answer: On("GetPriceChanges", IfSince(Added("ProductContract", Remove))),
		},
		{
			Name:   "new-price-is-the-old",
			Kind:   deviation.Stale,
			Does:   "GetPriceChanges gives the old price of what changed.",
			Breaks: []string{"CNT-DELTA-10"},
			May:    deviation.Since(compared, "CNT-DELTA-15"),
			Answer: oldPrices(),
		},
		{
			Name:   "content-version-stays",
			Kind:   deviation.Stale,
			Does:   "The content version stays after a change.",
			Breaks: []string{"CNT-DELTA-10"},
			May:    deviation.Since(sinceThen, "CNT-DELTA-04"),
			Answer: frozen("CurrentContentVersion"),
		},
		{
			Name:   "price-version-stays",
			Kind:   deviation.Stale,
			Does:   "The price version stays after a change.",
			Breaks: []string{"CNT-DELTA-10"},
			May:    deviation.Since(sinceThen, "CNT-DELTA-04", "CNT-DELTA-06"),
			Answer: frozen("CurrentPriceVersion"),
		},
		{
			Name:   "contentchanges-cached",
			Kind:   deviation.Stale,
			Does:   "GetContentChanges keeps its first answer to each question.",
			Breaks: []string{"CNT-DELTA-10"},
			May: deviation.Since(versions, "CNT-DELTA-02").
				Since(compared, "CNT-DELTA-03", "CNT-DELTA-07", "CNT-DELTA-15").
				Since(awaited, "CNT-DELTA-12"),
			Answer: On("GetContentChanges", FirstAnswer()),
		},
		{
			Name:   "unblocking-lost",
			Kind:   deviation.Lost,
			Does:   "Deltas leave out products that are for sale again.",
			Breaks: []string{"CNT-DELTA-10"},
			Answer: On("GetContentChanges GetAllChanges", IfSince(unblocked())),
		},
		{
			Name:   "versions-one-ahead",
			Kind:   deviation.OffByOne,
			Does:   "All deltas give the version after the current.",
			Breaks: []string{"CNT-DELTA-10"},
			May: deviation.Since(sinceThen, "CNT-DELTA-06").
				Since(awaited, "CNT-DELTA-11", "CNT-DELTA-12", "CNT-DELTA-14"),
			Answer: On(Deltas,
				Do(At("//CurrentContentVersion", Stated(Shift(1))), At("//CurrentPriceVersion", Stated(Shift(1))))),
		},
		{
			Name:   "deleted-id-reappears",
			Kind:   deviation.Stale,
			Does:   "GetContentChanges gives a deleted family as updated again.",
			Breaks: []string{"CNT-DELTA-11"},
			May:    deviation.Since(compared, "CNT-DELTA-03", "CNT-DELTA-07", "CNT-DELTA-15"),
			Answer: On("GetContentChanges",
				IfArg("contentVersion", "0",
					Do(First("//FamilyGroupContract", Double),
						Put("//FamilyGroupContract[1]/Id", "{deleted FamilyGroups}"),
						At("//DeletedFamilyGroupsId/int[text()='{deleted FamilyGroups}']", Remove)))),
		},
		{
			Name:   "updated-and-deleted",
			Kind:   deviation.Extra,
			Does:   "GetContentChanges names a category as updated and as deleted.",
			Breaks: []string{"CNT-DELTA-11"},
			May:    deviation.Since(compared, "CNT-DELTA-07"),
			Answer: On("GetContentChanges",
				IfArg("contentVersion", "0", Insert("//DeletedCategoriesId", "b:int", "{child}"))),
		},
		{
			Name:   "deleted-vendor-listed",
			Kind:   deviation.Stale,
			Does:   "GetAllVendors gives a vendor that was deleted.",
			Breaks: []string{"CNT-DELTA-11"},
			May:    deviation.Since(compared, "CNT-DELTA-03"),
			Answer: On("GetAllVendors",
				Do(First("//VendorContract", Double), Put("//VendorContract[1]/Id", "{deleted Vendors}"),
					Put("//VendorContract[1]/VendorName", "Gone"))),
		},
		{
			Name:   "deleted-family-updated",
			Kind:   deviation.Stale,
			Does:   "GetAllChanges gives a family as updated that was deleted.",
			Breaks: []string{"CNT-DELTA-11"},
			May:    deviation.Since(compared, "CNT-DELTA-03", "CNT-DELTA-07", "CNT-FAM-01"),
			Answer: On("GetAllChanges",
				IfArg("contentVersion", "0",
					Do(First("//FamilyGroupContract[Id='{family}']", Double),
						First("//FamilyGroupContract[Id='{family}']/Id", Text("-")),
						Put("//FamilyGroupContract[Id='-']/Id", "{deleted FamilyGroups}")))),
		},
		{
			Name:   "deleted-category-not-named",
			Kind:   deviation.Lost,
			Does:   "GetAllChanges does not name deleted categories.",
			Breaks: []string{"CNT-DELTA-11"},
			May:    deviation.Since(compared, "CNT-DELTA-07"),
			Answer: On("GetAllChanges", At("//DeletedCategoriesId/int", Remove)),
		},
		{
			Name:   "step-loses-deletions",
			Kind:   deviation.Lost,
			Does:   "GetAllChanges loses deleted families but from version 0.",
			Breaks: []string{"CNT-DELTA-11"},
			May:    deviation.Since(compared, "CNT-DELTA-07"),
			Answer: On("GetAllChanges", IfSince(At("//DeletedFamilyGroupsId/int", Remove))),
		},
		{
			Name:   "families-cached",
			Kind:   deviation.Stale,
			Does:   "GetVendorFamilyGroups keeps its first answers.",
			Breaks: []string{"CNT-DELTA-11"},
			May:    deviation.Since(compared, "CNT-FAM-01"),
			Answer: On("GetVendorFamilyGroups", FirstAnswer()),
		},
		{
			Name:   "deleted-family-stays",
			Kind:   deviation.Lost,
			Does:   "Deltas do not name deleted families.",
			Breaks: []string{"CNT-DELTA-11"},
			Answer: On("GetAllChanges GetContentChanges", At("//DeletedFamilyGroupsId/int", Remove)),
		},
		{
			Name:   "deleted-lists-swapped",
			Kind:   deviation.WrongValue,
			Does:   "Deltas give deleted families as categories, and the other way round.",
			Breaks: []string{"CNT-DELTA-11"},
			May:    deviation.Since(compared, "CNT-DELTA-08"),
			Answer: On("GetContentChanges GetAllChanges", Do(
				At("//DeletedCategoriesId", Rename("x")), At("//DeletedFamilyGroupsId", Rename("y")),
				At("//x", Rename("DeletedFamilyGroupsId")), At("//y", Rename("DeletedCategoriesId")),
				At("//DeletedCategoriesId", func(e *etree.Element) { e.Parent().InsertChildAt(e.Index()-1, e) }))),
		},
		{
			Name:   "content-lost-under-load",
			Kind:   deviation.Race,
			Does:   "While data is being written, GetContentChanges loses products.",
			Breaks: []string{"CNT-DELTA-12"},
			Race:   true,
			Answer: On("GetContentChanges", IfWriting(At("//ProductContract", Remove))),
		},
		{
			Name:   "prices-lost-under-load",
			Kind:   deviation.Race,
			Does:   "While data is being written, GetPriceChanges loses products.",
			Breaks: []string{"CNT-DELTA-12"},
			Race:   true,
			Answer: On("GetPriceChanges", IfWriting(At("//ProductContract", Remove))),
		},
		{
			Name:   "price-version-before-commit",
			Kind:   deviation.Race,
			Does:   "While data is being written, GetPriceChanges gives a version whose prices it does not have.",
			Breaks: []string{"CNT-DELTA-12"},
			Race:   true,
			Answer: On("GetPriceChanges", IfWriting(withoutNewest)),
		},
		{
			Name:   "writes-lost-every-other-poll",
			Kind:   deviation.Lost,
			Does:   "While data is being written, GetAllChanges leaves out what changed in price only.",
			Breaks: []string{"CNT-DELTA-12"},
			Race:   true,
			Answer: On("GetAllChanges",
				IfWriting(
					Do(At("//ProductContract", If(renamedByUs, Remove)),
						First("//UpdatedProducts/ProductContract", Remove)))),
		},
		{
			Name: "version-read-before-commit",
			Kind: deviation.Race,
			Does: "While data is being written, GetAllChanges gives a version whose data it does not have: " +
				"the version was read before the commit.",
			Breaks: []string{"CNT-DELTA-12"},
			May: deviation.Since(compared, "CNT-DELTA-07", "CNT-DELTA-08").
				Since(awaited, "CNT-DELTA-10", "CNT-DELTA-14"),
			Race:   true,
			Answer: On("GetAllChanges", IfSince(uncommitted)),
		},
		{
			Name:   "update-lost-under-load",
			Kind:   deviation.Race,
			Does:   "While data is being written, GetAllChanges loses products.",
			Breaks: []string{"CNT-DELTA-12"},
			Race:   true,
			Answer: On("GetAllChanges", IfWriting(At("//ProductContract", Remove))),
		},
		{
			Name:   "unknown-version-shows-query",
			Kind:   deviation.Leaked,
			Does:   "GetPriceChanges answers a version above the current with its query.",
			Breaks: []string{"CNT-DELTA-13"},
			Answer: On("GetPriceChanges",
				IfArg("priceVersion", "9223372036854775807",
					Say(http.StatusInternalServerError, "text/html",
						"<html>System.Data.SqlClient.SqlException: SELECT Id FROM Products</html>"))),
		},
		{
			Name:   "huge-version-status-500",
			Kind:   deviation.WrongStatus,
			Does:   "GetContentChanges answers a version beyond 64 bits with status 500.",
			Breaks: []string{"CNT-DELTA-13"},
			Answer: On("GetContentChanges", IfArg("contentVersion", "9223372036854775808", Status(500))),
		},
		{
			Name:   "negative-version-status-500",
			Kind:   deviation.WrongStatus,
			Does:   "GetAllChanges answers a negative version with status 500.",
			Breaks: []string{"CNT-DELTA-13"},
			Answer: On("GetAllChanges", IfArg("contentVersion", "-1", Bare(http.StatusInternalServerError))),
		},
		{
			Name:   "pricechanges-letters-500",
			Kind:   deviation.WrongStatus,
			Does:   "GetPriceChanges answers a version that is no number with status 500.",
			Breaks: []string{"CNT-DELTA-13"},
			Answer: On("GetPriceChanges", IfArg("priceVersion", "abc", Page("Internal Server Error"))),
		},
		{
			Name:   "allchanges-price-version-negative-500",
			Kind:   deviation.WrongStatus,
			Does:   "GetAllChanges answers a negative price version with status 500.",
			Breaks: []string{"CNT-DELTA-13"},
			Answer: On("GetAllChanges", IfArg("priceVersion", "-1", Page("Internal Server Error"))),
		},
		{
			Name:   "withdrawn-for-sale-in-deltas",
			Kind:   deviation.Stale,
			Does:   "Deltas give withdrawn products as for sale.",
			Breaks: []string{"CNT-DELTA-14"},
			May:    deviation.Since(compared, "CNT-DELTA-03", "CNT-DELTA-07", "CNT-DELTA-15"),
			Answer: On("GetContentChanges GetAllChanges",
				Added("ProductContract", Member("BlockedForSale", Text("false")))),
		},
		{
			Name:   "withdrawn-not-in-delta",
			Kind:   deviation.Lost,
			Does:   "GetContentChanges leaves withdrawn products out.",
			Breaks: []string{"CNT-DELTA-14"},
			May:    deviation.Since(compared, "CNT-DELTA-03", "CNT-DELTA-07"),
			Answer: On("GetContentChanges", Added("ProductContract[BlockedForSale='true']", Remove)),
		},
		{
			Name:   "withdrawn-for-sale-by-product",
			Kind:   deviation.Stale,
			Does:   "GetProduct gives withdrawn products as for sale.",
			Breaks: []string{"CNT-DELTA-14", "CNT-PRD-02"},
			Answer: On("GetProduct", At("//Product/BlockedForSale", Text("false"))),
		},
		{
			Name:   "blocking-not-in-allchanges",
			Kind:   deviation.Stale,
			Does:   "GetAllChanges gives products that were blocked lately as for sale.",
			Breaks: []string{"CNT-DELTA-14"},
			May:    deviation.Since(compared, "CNT-DELTA-07", "CNT-DELTA-08", "CNT-DELTA-15"),
			Answer: On("GetAllChanges", IfSince(Added("ProductContract", Member("BlockedForSale", Text("false"))))),
		},
		{
			Name:   "old-name-from-older-version",
			Kind:   deviation.Stale,
			Does:   "GetContentChanges gives an old name to those who ask from an older version.",
			Breaks: []string{"CNT-DELTA-15"},
			Answer: On("GetContentChanges", IfSince(At("//VendorContract/VendorName", Suffix(" (old)")))),
		},
		{
			Name:   "price-of-no-other-method",
			Kind:   deviation.WrongValue,
			Does:   "GetPriceChanges gives added products a price of its own.",
			Breaks: []string{"CNT-DELTA-15", "CNT-DELTA-03"},
			Answer: On("GetPriceChanges", Added("ProductContract", Member("Price", Text("99.00")))),
		},
		{
			Name:   "added-families-lose-a-language",
			Kind:   deviation.Lost,
			Does:   "GetContentChanges leaves the first translation out of families that were added lately.",
			Breaks: []string{"CNT-DELTA-15"},
			Answer: On("GetContentChanges", Added("FamilyGroupContract", func(e *etree.Element) {
				for _, t := range e.FindElements("Translations/*[1]") {
					Remove(t)
				}
			})),
		},
		{
			Name:   "added-categories-without-parent",
			Kind:   deviation.Lost,
			Does:   "GetContentChanges gives categories that were added lately as roots.",
			Breaks: []string{"CNT-DELTA-15"},
			Answer: On("GetContentChanges", Added("CategoryContract", Member("ParentCategoryId", Text("0")))),
		},
		{
			Name:   "content-delta-joined-twice",
			Kind:   deviation.Duplicated,
			Does:   "GetContentChanges gives families twice, but from version 0.",
			Breaks: []string{"CNT-DELTA-15"},
			Answer: On("GetContentChanges", IfSince(At("//FamilyGroupContract", Double))),
		},
		{
			Name:   "changes-root-differs",
			Kind:   deviation.WrongValue,
			Does:   "The root of GetAllChanges is ChangesResponse.",
			Breaks: []string{"CNT-DELTA-16"},
			Answer: On("GetAllChanges",
				Do(Replace("<ChangesContract ", "<ChangesResponse "),
					Replace("</ChangesContract>", "</ChangesResponse>"))),
		},
	}
}

// withoutNewest takes out of a delta of prices what its own version brought.
func withoutNewest(c *Call) {
	v, _ := strconv.ParseInt(c.TextAt("//CurrentPriceVersion"), 10, 64)
	removeAll(c, c.FetchTree(fmt.Sprintf("GetPriceChanges/%d", v-1)))
}

// uncommitted takes the newest change out of a delta that is read while others write: the versions were read after the
// data.
func uncommitted(c *Call) {
	before := func(name string) int64 {
		v, _ := strconv.ParseInt(c.TextAt("//"+name), 10, 64)
		return v - 1
	}
	removeAll(c, c.FetchTree(fmt.Sprintf("GetAllChanges?contentVersion=%d&priceVersion=%d",
		before("CurrentContentVersion"), before("CurrentPriceVersion"))))
}

// removeAll takes the products of another answer away.
func removeAll(c *Call, other *etree.Document) {
	if other == nil {
		return
	}
	for _, id := range other.FindElements("//ProductContract/Id") {
		At("//ProductContract[Id='"+id.Text()+"']", Remove)(c)
	}
}

// unblocked takes products out that were blocked when a delta gave them last.
func unblocked() Hook {
	blocked := map[string]bool{}
	return At("//ProductContract", func(e *etree.Element) {
		if TextOf(e, "BlockedForSale") == "true" {
			blocked[TextOf(e, "Id")] = true
		} else if blocked[TextOf(e, "Id")] {
			Remove(e)
		}
	})
}

// frozen keeps a version as it was first.
func frozen(name string) Hook {
	same := func(*etree.Element) string { return "" }
	return On(Deltas, IfOK(FirstText("//"+name, same)))
}

// oldPrices gives in deltas of prices the price that a product had first in any delta.
func oldPrices() Hook {
	first := map[string]string{}
	return On("GetPriceChanges GetAllChanges", func(c *Call) {
		At("//ProductContract", func(e *etree.Element) {
			id, price := TextOf(e, "Id"), e.SelectElement("Price")
			if first[id] == "" {
				first[id] = price.Text()
			}
			if c.Method == "GetPriceChanges" {
				price.SetText(first[id])
			}
		})(c)
	})
}

// renamedByUs tells whether a spec gave the product another name, and nothing else.
func renamedByUs(e *etree.Element) bool {
	return strings.HasPrefix(TextOf(e, "DefaultName"), "Renamed by montcheck")
}
