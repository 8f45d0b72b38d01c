package faults

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"github.com/beevik/etree"
)

// languagesOnly are translations that hold no texts.
const languagesOnly = `<a:Translations><a:ProductTranslationContract><a:FullDescription i:nil="true"/><a:ImportantFeatures i:nil="true"/>` +
	`<a:InstallationManual i:nil="true"/><a:LangCode>RU</a:LangCode><a:Languages i:nil="true"/><a:Preview i:nil="true"/><a:ProductTitle i:nil="true"/>` +
	`<a:ShortDescription i:nil="true"/><a:Specifications i:nil="true"/><a:SystemRequirements i:nil="true"/></a:ProductTranslationContract></a:Translations>`

// anyPrice is a price of MONT Content that has kopecks.
var anyPrice = regexp.MustCompile(`<a:Price>\d+\.\d\d<`)

// contentOtherwise are other answers that D3 allows MONT Content.
func contentOtherwise() []otherwise {
	return []otherwise{
		{name: "empty-lists-as-nil", does: "Empty lists are nil.", answer: both(
			replaced(`<a:(\w+) xmlns:b="[^"]*"(/>|></a:\w+>)`, `<a:$1 i:nil="true"/>`),
			replaced(`<a:(Updated\w+|Specifications|Languages)></a:\w+>`, `<a:$1 i:nil="true"/>`))},
		{name: "nil-lists-as-empty", does: "Lists that were nil are empty.", answer: raw(`<a:Translations i:nil="true"/>`, `<a:Translations/>`)},
		{name: "prices-absent", does: "Prices that were not asked for are absent rather than nil.", answer: both(raw(`<a:Price i:nil="true"/>`, ""), raw(`<a:CurrencyCode i:nil="true"/>`, ""))},
		{name: "price-lists-without-pictures", does: "Lists without descriptions have no pictures.", answer: on("GetProductPrices GetPriceChanges", both(
			replaced(`<a:UrlCoverImage>[^<]*</a:UrlCoverImage>`, `<a:UrlCoverImage i:nil="true"/>`),
			replaced(`(?s)<a:ImageUrls xmlns:b="[^"]*"(?:/>|>.*?</a:ImageUrls>)`, `<a:ImageUrls i:nil="true"/>`)))},
		{name: "price-lists-leave-pictures-out", does: "Lists without descriptions leave pictures out.", answer: on("GetProductPrices GetPriceChanges", both(
			replaced(`<a:UrlCoverImage(?:/>|( i:nil="true"/>)|>[^<]*</a:UrlCoverImage>)`, ""),
			replaced(`(?s)<a:ImageUrls xmlns:b="[^"]*"(?:/>|>.*?</a:ImageUrls>)`, "")))},
		{name: "price-lists-name-languages", does: "Lists without descriptions name the languages that there are, and nothing else.",
			answer: on("GetProductPrices GetPriceChanges", replaced(`<a:Translations i:nil="true"/>`, languagesOnly))},
		{name: "testconnection-boolean", does: "TestConnection answers true, as an operation of WCF that returns bool does.",
			answer: on("TestConnection", answers(func(c *call) {
				c.body = []byte(`<boolean xmlns="http://schemas.microsoft.com/2003/10/Serialization/">true</boolean>`)
			})), may: "CNT-SCH-TestConnection"},
		{name: "languages-in-small-letters", does: "Two methods write codes of languages in small letters.",
			answer: on("GetProduct GetAllChanges", both(raw(">RU</a:LangCode>", ">ru</a:LangCode>"), raw(">EN</a:LangCode>", ">en</a:LangCode>")))},
		{name: "versions-absent", does: "The version that a delta has not is absent rather than nil.", answer: both(raw(`<a:CurrentPriceVersion i:nil="true"/>`, ""), raw(`<a:CurrentContentVersion i:nil="true"/>`, ""))},
		{name: "nil-as-1", does: `What is nil has i:nil="1".`, answer: raw(`i:nil="true"`, `i:nil="1"`)},
		{name: "prices-with-other-zeros", does: "Prices have other zeros in front and behind.", answer: on("GetProductPrices GetPriceChanges GetVendorProducts", both(
			replaced(`<a:Price>(\d+\.\d)0<`, "<a:Price>${1}<"), replaced(`<a:Price>(\d+\.\d\d)<`, "<a:Price>0${1}00<")))},
		{name: "prices-of-29-digits", does: "Prices have all the digits that a decimal of .NET can have.", answer: xml(func(c *call) {
			c.body = anyPrice.ReplaceAllFunc(c.body, func(price []byte) []byte {
				noughts := strings.Repeat("0", max(0, 29-len(price)+len("<a:Price>.<")))
				return append(price[:len(price)-1:len(price)-1], noughts+"<"...)
			})
		})},
		{name: "booleans-as-numbers", does: "Booleans are 1 and 0.", answer: on("GetProduct GetAllChanges GetVendorProducts GetAllVendors", answers(both(raw(">true<", ">1<"), raw(">false<", ">0<"))))},
		{name: "lists-in-another-order", does: "Lists are in the opposite order.", answer: lists("ProductList CategoryList VendorList FamilyGroupList UpdatedProducts UpdatedCategories CategoryIds VendorIds Translations ImageUrls Specifications", func(e *etree.Element) {
			for _, child := range e.ChildElements() {
				e.InsertChildAt(0, e.RemoveChild(child))
			}
		})},
		{name: "empty-texts-as-nil", does: "Texts that are empty are nil.", answer: replaced(`<a:(Preview|Title|Value|ShortDescription)></a:\w+>`, `<a:$1 i:nil="true"/>`)},
		{name: "changesresponse-as-root", does: "The root of deltas is ChangesResponse.", answer: both(raw("<ChangesContract ", "<ChangesResponse "), raw("</ChangesContract>", "</ChangesResponse>")), may: "CNT-DELTA-16"},
		{name: "familygroupcontract-as-payload", does: "The payload of GetFamilyGroup is FamilyGroupContract.", answer: on("GetFamilyGroup", both(raw("<FamilyGroup ", "<FamilyGroupContract "), raw("</FamilyGroup>", "</FamilyGroupContract>"))), may: "CNT-FAM-06"},
		{name: "deleted-products-listed", does: "Deltas have a list of deleted products.", answer: on(changes, answers(raw("<a:DeletedVendorsId", "<a:DeletedProductsId/><a:DeletedVendorsId"))), may: "CNT-DELTA-14"},
		{name: "refusals-with-403", does: "Wrong credentials are refused with status 403.", answer: func(c *call) {
			if c.status == http.StatusUnauthorized {
				c.status = http.StatusForbidden
			}
		}},
		{name: "error-contracts-with-500", does: "Error contracts come with status 500.", answer: erring(status(http.StatusInternalServerError)), may: "CNT-BAD-01 CNT-ENV-03"},
		{name: "unknown-as-empty-answers", does: "Unknown families and products are empty answers rather than errors.", answer: on("GetFamilyGroup GetProduct", erring(both(at("//ErrorDetails", null), at("//Error", text("false"))))), open: "CNT-ENV-03"},
	}
}

// livingCatalogues change by themselves, as that of a live system does. Some things can't be tried there.
func livingCatalogues() []otherwise {
	const open = "CNT- EKY-BAL-02 EK2-IDEM"
	return []otherwise{
		{name: "prices-change", does: "Prices change by themselves.", open: open, answer: every(7, func(p *proxy, n int) { p.steer("prices", `{"count":3}`) })},
		{name: "names-change", does: "Names of products and categories change by themselves.", open: open, answer: every(7, func(p *proxy, n int) {
			p.steer("edit", fmt.Sprintf(`{"kind":"product","id":%s,"name":"Name %d"}`, p.expand("{product}"), n))
			p.steer("edit", fmt.Sprintf(`{"kind":"category","id":%s,"name":"Name %d"}`, p.expand("{child}"), n))
		})},
		{name: "products-come", does: "Products come by themselves.", open: open, answer: every(9, func(p *proxy, n int) { p.steer("add", `{"kind":"product"}`) })},
		{name: "products-blocked", does: "A product is blocked and unblocked by itself.", open: open, answer: every(9, func(p *proxy, n int) {
			p.steer("block", fmt.Sprintf(`{"productId":%s,"blocked":%t}`, p.expand("{product}"), n%2 == 0))
		})},
		{name: "families-come-and-go", does: "Vendors, categories and families come and go by themselves.", open: open, answer: comeAndGo()},
	}
}

// comeAndGo adds an entity now, and takes it away a while later.
func comeAndGo() hook {
	var added []string
	return every(11, func(p *proxy, n int) {
		kind := []string{"vendor", "category", "family"}[n%3]
		added = append(added, fmt.Sprintf(`{"kind":%q,"id":%s}`, kind, p.steer("add", fmt.Sprintf(`{"kind":%q}`, kind))))
		if n > 5 {
			p.steer("delete", added[n-6])
		}
	})
}

// every does something to the catalogue after every n-th answer.
func every(n int, do func(p *proxy, times int)) hook {
	calls := 0
	return answers(func(c *call) {
		if calls++; calls%n == 0 {
			do(c.proxy, calls/n)
		}
	})
}

// eKeyOtherwise are other answers that D3 allows eKey version 1.
func eKeyOtherwise() []otherwise {
	return []otherwise{
		{name: "vendordetails-empty", does: "VendorDetails of a refusal is empty.", answer: refused("2", at("/BusinessError/VendorDetails", empty))},
		{name: "vendordetails-absent", does: "VendorDetails of refusals is absent.", answer: at("/BusinessError/VendorDetails", remove)},
		{name: "balance-of-another-root", does: "The balance has another root.", answer: on("CheckMyBalance", at("/*", rename("Balance")))},
		{name: "unknown-number-is-code-1", does: "GetOrder refuses an unknown number with code 1.", answer: get(at("/BusinessError/ErrorCode", text("1")))},
		{name: "out-of-stock-is-code-3", does: "Out of stock is code 3, as the other half of D3 says.", answer: at("//Errors/Code[text()='11']", text("3")), may: "EKY-ERR-11"},
	}
}

// eKey2Otherwise are other answers that the documents of version 2 allow.
func eKey2Otherwise() []otherwise {
	return []otherwise{
		{name: "states-as-names", does: "States are names rather than numbers.", answer: either(func(c *call) {
			for number, name := range map[string]string{"1": "InProcess", "2": "Error", "3": "Successed"} {
				at("//OrderStatus[text()='"+number+"']", text(name))(c)
			}
		})},
		{name: "failed-lines-fail-the-order", does: "An order as a whole is 2 when a line of it failed, as D1 has it.", answer: either(func(c *call) {
			if has(c.body, "<OrderStatus>2<") {
				first("//Data/OrderStatus", text("2"))(c)
			}
		}), may: "EK2-ADD-03"},
		{name: "long-line-numbers-refused", does: "A line number has at most 32 characters.", answer: longLine("25")},
		{name: "refusals-with-500", does: "Refusals of version 2 come with status 500.", answer: when(func(c *call) bool { return c.code() != "" && c.code() != "0" }, status(500))},
		{name: "refusals-with-data-nil", does: "Refusals of version 2 have Data nil.", answer: raw("<IsError>true", `<Data xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true" /><IsError>true`)},
		{name: "roubles-as-rur", does: "Roubles are RUR.", answer: on("AddOrder GetOrder CheckLimits", raw(">RUB<", ">RUR<"))},
	}
}
