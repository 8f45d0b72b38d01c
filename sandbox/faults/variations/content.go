package variations

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/beevik/etree"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// content are other answers that D3 allows MONT Content, and what may stand between it and its clients.
func content() []deviation.Variation {
	return []deviation.Variation{
		{
			Name:   "windows-1251",
			Does:   "Answers are in windows-1251, as they declare.",
			Answer: encoded("windows-1251", charmap.Windows1251),
		},
		{
			Name:   "koi8-r",
			Does:   "Answers are in KOI8-R, as they declare.",
			Answer: encoded("koi8-r", charmap.KOI8R),
		},
		{
			Name: "standalone-declaration",
			Does: "The XML declaration says standalone.",
			Answer: IfXML(func(c *Call) {
				c.Body = append([]byte(`<?xml version='1.0' encoding='UTF-8' standalone='yes'?>`+"\r\n"), c.Body...)
			}),
		},
		{
			Name: "blanks-around-the-root",
			Does: "Blanks and comments stand around the root.",
			Answer: IfXML(func(c *Call) {
				c.Body = []byte("\r\n<!-- served by 3 -->\r\n" + string(c.Body) + "\r\n<!-- 12 ms -->\r\n")
			}),
		},
		{
			Name:   "nil-false",
			Does:   "What is not nil says so.",
			Answer: IfXML(At("//Price", Stated(func(e *etree.Element) { e.CreateAttr("i:nil", "false") }))),
		},
		{
			Name: "types-stated",
			Does: "Payloads and products name their types.",
			Answer: IfXML(Do(
				At("//ProductContract", func(e *etree.Element) { e.CreateAttr("i:type", "a:ProductContract") }),
				At("//VendorContract", func(e *etree.Element) { e.CreateAttr("i:type", "a:VendorContract") }))),
		},
		{
			Name: "schema-location",
			Does: "Roots name the place of a schema.",
			Answer: IfXML(First("/*", func(e *etree.Element) {
				e.CreateAttr(
					"i:schemaLocation",
					"http://schemas.datacontract.org/2004/07/ContentServer.WebService.Version2.Contracts contracts.xsd",
				)
				e.CreateAttr("xmlns:unused", "urn:unused")
			})),
		},
		{
			Name:   "errordetails-empty",
			Does:   "ErrorDetails is empty rather than nil where there is no error.",
			Answer: At("//ErrorDetails", notNil),
		},
		{
			Name:   "error-as-number",
			Does:   "Error is 0 and 1.",
			Answer: Do(Replace("<Error>false<", "<Error>0<"), Replace("<Error>true<", "<Error>1<")),
		},
		{
			Name: "plus-and-zeros",
			Does: "Numbers have a plus or zeros in front.",
			Answer: Do(
				ReplacePattern(
					`<a:OrderNum>(\d+)<`,
					"<a:OrderNum>+$1<",
				),
				ReplacePattern(`<a:FulfillmentType>(\d+)<`, "<a:FulfillmentType>0$1<"),
				ReplacePattern(`<a:Price>(\d)`, "<a:Price>+$1"),
			),
		},
		{
			Name: "prices-without-zeros",
			Does: "Prices have no more digits than they need.",
			Answer: Do(
				ReplacePattern(
					`<a:Price>(\d+)\.00<`,
					"<a:Price>$1<",
				),
				ReplacePattern(`<a:Price>(\d+\.\d)0<`, "<a:Price>$1<"),
			),
		},
		{
			Name: "objects-numbered",
			Does: "Objects have numbers and lists their size, as .NET writes them where it preserves references.",
			Answer: Do(
				ReplacePattern(
					`<a:((?:Product|Vendor|Category|FamilyGroup|Specification)Contract)>`,
					`<a:$1 xmlns:z="`+serialization+`" z:Id="i1">`,
				),
				ReplacePattern(
					`<a:(CategoryIds|VendorIds|ImageUrls)( xmlns:b="[^"]*")>`,
					`<a:$1$2 xmlns:z="`+serialization+`" z:Size="1">`,
				),
			),
		},
		{
			Name:   "currency-without-price",
			Does:   "The currency is given where no price is.",
			Answer: ReplacePattern(`<a:CurrencyCode i:nil="true"/>`, "<a:CurrencyCode>RUB</a:CurrencyCode>"),
		},
		{
			Name: "other-version-nought",
			Does: "The version that a delta is not for is 0.",
			Answer: Do(
				Replace(`<a:CurrentPriceVersion i:nil="true"/>`, "<a:CurrentPriceVersion>0</a:CurrentPriceVersion>"),
				Replace(
					`<a:CurrentContentVersion i:nil="true"/>`,
					"<a:CurrentContentVersion>0</a:CurrentContentVersion>",
				),
			),
		},
		{
			Name: "versions-in-thousands",
			Does: "Versions count by thousands.",
			Ask:  thousands,
			Answer: Do(At("//CurrentContentVersion", Stated(thousandfold)),
				At("//CurrentPriceVersion", Stated(thousandfold))),
		},
		{
			Name: "lists-in-any-order",
			Does: "Lists are in another order every time.",
			Answer: Lists("ProductList CategoryList VendorList FamilyGroupList UpdatedProducts "+
				"UpdatedFamilyGroups DeletedFamilyGroupsId", shuffled()),
		},
		{
			Name: "error-dates-of-moscow",
			Does: "The date of errors is in the time of Moscow, with seven digits behind the point.",
			Answer: IfError(At("//ErrorDetails/Date", Respell(func(s string) string {
				return strings.TrimSuffix(strings.SplitN(s, ".", 2)[0], "Z") + ".1234567+03:00"
			}))),
		},
		{
			Name: "error-dates-without-zone",
			Does: "The date of errors has no zone.",
			Answer: IfError(
				At("//ErrorDetails/Date", Respell(func(s string) string { return strings.SplitN(s, ".", 2)[0] })),
			),
		},
		{
			Name:   "errors-in-russian",
			Does:   "Errors are in Russian.",
			Answer: IfError(At("//ErrorText", Text("Объект не найден. Обратитесь к менеджеру."))),
		},
		{
			Name:   "nonsense-404",
			Does:   "Nonsense is answered with status 404 and nothing else.",
			Answer: IfStatus(http.StatusBadRequest, Say(http.StatusNotFound, "text/plain", "")),
		},
		{
			Name:   "nonsense-as-error",
			Does:   "Nonsense is answered with an error contract.",
			Answer: IfStatus(http.StatusBadRequest, On("GetFamilyGroup", AnswerTo("GetFamilyGroup/2147483647"))),
		},
		{
			Name:   "all-families-method",
			Does:   "There is a method that lists all families.",
			Answer: On("GetAllFamilyGroups", AnswerTo("GetVendorFamilyGroups/1")),
		},
		{
			Name: "behind-a-cache",
			Does: "Answers have the headers of a cache that asks the service every time.",
			Answer: Do(Header("Age", "0"), Header("X-Cache", "MISS"), Header("Via", "1.1 proxy"),
				Header("Cache-Control", "private, no-transform")),
		},
		{
			Name:   "one-request-hung-up",
			Does:   "One request of two hundred finds its connection closed.",
			Answer: IfOK(EveryNth(200, AnyCall, HangUp)),
		},
		{
			Name:   "carriage-returns",
			Does:   "Lines within the markup end as Windows ends them.",
			Answer: ReplacePattern(`>(<a:(?:Id|ProductContract|Translations)>)`, ">\r\n$1"),
		},
		{
			Name:   "xml-with-parameters",
			Does:   "The type has parameters beside the charset.",
			Answer: IfXML(Header("Content-Type", `application/xml; charset=utf-8; q=1; profile="a;b"`)),
		},
		{
			Name: "empty-lists-as-nil",
			Does: "Empty lists are nil.",
			Answer: Do(
				ReplacePattern(`<a:(\w+) xmlns:b="[^"]*"(/>|></a:\w+>)`, `<a:$1 i:nil="true"/>`),
				ReplacePattern(`<a:(Updated\w+|Specifications|Languages)></a:\w+>`, `<a:$1 i:nil="true"/>`)),
		},
		{
			Name:   "nil-lists-as-empty",
			Does:   "Lists that were nil are empty.",
			Answer: Replace(`<a:Translations i:nil="true"/>`, `<a:Translations/>`),
		},
		{
			Name:   "prices-absent",
			Does:   "Prices that were not asked for are absent rather than nil.",
			Answer: Do(Replace(`<a:Price i:nil="true"/>`, ""), Replace(`<a:CurrencyCode i:nil="true"/>`, "")),
		},
		{
			Name: "price-lists-without-pictures",
			Does: "Lists without descriptions have no pictures.",
			Answer: On("GetProductPrices GetPriceChanges", Do(
				ReplacePattern(`<a:UrlCoverImage>[^<]*</a:UrlCoverImage>`, `<a:UrlCoverImage i:nil="true"/>`),
				ReplacePattern(
					`(?s)<a:ImageUrls xmlns:b="[^"]*"(?:/>|>.*?</a:ImageUrls>)`,
					`<a:ImageUrls i:nil="true"/>`,
				),
			)),
		},
		{
			Name: "price-lists-leave-pictures-out",
			Does: "Lists without descriptions leave pictures out.",
			Answer: On("GetProductPrices GetPriceChanges", Do(
				ReplacePattern(`<a:UrlCoverImage(?:/>|( i:nil="true"/>)|>[^<]*</a:UrlCoverImage>)`, ""),
				ReplacePattern(`(?s)<a:ImageUrls xmlns:b="[^"]*"(?:/>|>.*?</a:ImageUrls>)`, ""))),
		},
		{
			Name: "price-lists-name-languages",
			Does: "Lists without descriptions name the languages that there are, and nothing else.",
			Answer: On(
				"GetProductPrices GetPriceChanges",
				ReplacePattern(`<a:Translations i:nil="true"/>`, languagesOnly),
			),
		},
		{
			Name: "testconnection-boolean",
			Does: "TestConnection answers true, as an operation of WCF that returns bool does.",
			May:  deviation.Since(documentsDiffer, "CNT-SCH-TestConnection"),
			Answer: On(
				"TestConnection",
				IfOK(SetBody(`<boolean xmlns="http://schemas.microsoft.com/2003/10/Serialization/">true</boolean>`)),
			),
		},
		{
			Name: "languages-in-small-letters",
			Does: "Two methods write codes of languages in small letters.",
			Answer: On("GetProduct GetAllChanges",
				Do(Replace(">RU</a:LangCode>", ">ru</a:LangCode>"), Replace(">EN</a:LangCode>", ">en</a:LangCode>"))),
		},
		{
			Name: "versions-absent",
			Does: "The version that a delta has not is absent rather than nil.",
			Answer: Do(
				Replace(`<a:CurrentPriceVersion i:nil="true"/>`, ""),
				Replace(`<a:CurrentContentVersion i:nil="true"/>`, ""),
			),
		},
		{
			Name:   "nil-as-1",
			Does:   "What is nil has i:nil=\"1\".",
			Answer: Replace(`i:nil="true"`, `i:nil="1"`),
		},
		{
			Name: "prices-with-other-zeros",
			Does: "Prices have other zeros in front and behind.",
			Answer: On("GetProductPrices GetPriceChanges GetVendorProducts", Do(
				ReplacePattern(
					`<a:Price>(\d+\.\d)0<`,
					"<a:Price>${1}<",
				),
				ReplacePattern(`<a:Price>(\d+\.\d\d)<`, "<a:Price>0${1}00<"),
			)),
		},
		{
			Name:   "prices-of-29-digits",
			Does:   "Prices have all the digits that a decimal of .NET can have.",
			Answer: IfXML(allDigits),
		},
		{
			Name: "booleans-as-numbers",
			Does: "Booleans are 1 and 0.",
			Answer: On("GetProduct GetAllChanges GetVendorProducts GetAllVendors",
				IfOK(Do(Replace(">true<", ">1<"), Replace(">false<", ">0<")))),
		},
		{
			Name: "lists-in-another-order",
			Does: "Lists are in the opposite order.",
			Answer: Lists("ProductList CategoryList VendorList FamilyGroupList UpdatedProducts UpdatedCategories "+
				"CategoryIds VendorIds Translations ImageUrls Specifications", Reverse),
		},
		{
			Name:   "empty-texts-as-nil",
			Does:   "Texts that are empty are nil.",
			Answer: ReplacePattern(`<a:(Preview|Title|Value|ShortDescription)></a:\w+>`, `<a:$1 i:nil="true"/>`),
		},
		{
			Name: "changesresponse-as-root",
			Does: "The root of deltas is ChangesResponse.",
			May:  deviation.Since(documentsDiffer, "CNT-DELTA-16"),
			Answer: Do(Replace("<ChangesContract ", "<ChangesResponse "),
				Replace("</ChangesContract>", "</ChangesResponse>")),
		},
		{
			Name: "familygroupcontract-as-payload",
			Does: "The payload of GetFamilyGroup is FamilyGroupContract.",
			May:  deviation.Since(documentsDiffer, "CNT-FAM-06"),
			Answer: On("GetFamilyGroup",
				Do(Replace("<FamilyGroup ", "<FamilyGroupContract "),
					Replace("</FamilyGroup>", "</FamilyGroupContract>"))),
		},
		{
			Name:   "deleted-products-listed",
			Does:   "Deltas have a list of deleted products.",
			May:    deviation.Since(beyond, "CNT-DELTA-14"),
			Answer: On(Deltas, IfOK(Replace("<a:DeletedVendorsId", "<a:DeletedProductsId/><a:DeletedVendorsId"))),
		},
		{
			Name:   "refusals-with-403",
			Does:   "Wrong credentials are refused with status 403.",
			Answer: IfStatus(http.StatusUnauthorized, Status(http.StatusForbidden)),
		},
		{
			Name:   "error-contracts-with-500",
			Does:   "Error contracts come with status 500.",
			Answer: IfError(Status(http.StatusInternalServerError)),
		},
		{
			Name: "unknown-as-empty-answers",
			Does: "Unknown families and products are empty answers rather than errors.",
			Open: deviation.Since("No error comes that could be described.", "CNT-ENV-03"),
			Answer: On("GetFamilyGroup GetProduct",
				IfError(Do(At("//ErrorDetails", Nil), At("//Error", Text("false"))))),
		},
	}
}

// encoded answers in an encoding of one byte a letter, as it declares.
func encoded(name string, e *charmap.Charmap) Hook {
	return Do(ReplacePattern(`^<\?xml[^>]*>`, ""), IfXML(func(c *Call) {
		text := `<?xml version="1.0" encoding="` + name + `"?>` + string(c.Body)
		c.Body, _ = encoding.HTMLEscapeUnsupported(e.NewEncoder()).Bytes([]byte(text))
		c.Header.Set("Content-Type", "application/xml; charset="+name)
	}))
}

// shuffled puts the children of elements into another order every time.
func shuffled() Change {
	random := rand.New(rand.NewPCG(3, 4)) // the hooks are called one at a time
	return func(e *etree.Element) {
		all := e.ChildElements()
		for _, i := range random.Perm(len(all)) {
			e.AddChild(e.RemoveChild(all[i]))
		}
	}
}

func notNil(e *etree.Element) { e.RemoveAttr("i:nil") }

// serialization is the namespace of what .NET writes about objects themselves.
const serialization = "http://schemas.microsoft.com/2003/10/Serialization/"

func thousandfold(e *etree.Element) { e.SetText(e.Text() + "000") }

// thousands asks for the version that a given one stands for.
func thousands(c *Call) {
	if !strings.HasSuffix(c.Method, "Changes") {
		return
	}
	version := regexp.MustCompile(`\d{4,}`)
	less := func(s string) string {
		return version.ReplaceAllStringFunc(s, func(n string) string {
			if v, err := strconv.ParseInt(n, 10, 64); err == nil {
				return fmt.Sprint(v / 1000)
			}
			return n
		})
	}
	c.Number = less(c.Number)
	c.Request.URL.Path = c.Base() + "/" + c.Method
	if c.Number != "" {
		c.Request.URL.Path += "/" + c.Number
	}
	c.Request.URL.RawQuery = less(c.Request.URL.RawQuery)
}

// languagesOnly are translations that hold no texts.
const languagesOnly = `<a:Translations><a:ProductTranslationContract><a:FullDescription i:nil="true"/>` +
	`<a:ImportantFeatures i:nil="true"/><a:InstallationManual i:nil="true"/><a:LangCode>RU</a:LangCode>` +
	`<a:Languages i:nil="true"/><a:Preview i:nil="true"/><a:ProductTitle i:nil="true"/>` +
	`<a:ShortDescription i:nil="true"/><a:Specifications i:nil="true"/><a:SystemRequirements i:nil="true"/>` +
	`</a:ProductTranslationContract></a:Translations>`

// allDigits gives prices all the digits that a decimal of .NET can have.
func allDigits(c *Call) {
	c.Body = anyPrice.ReplaceAllFunc(c.Body, func(price []byte) []byte {
		noughts := strings.Repeat("0", max(0, 29-len(price)+len("<a:Price>.<")))
		return append(price[:len(price)-1:len(price)-1], noughts+"<"...)
	})
}

// anyPrice is a price of MONT Content that has kopecks.
var anyPrice = regexp.MustCompile(`<a:Price>\d+\.\d\d<`)
