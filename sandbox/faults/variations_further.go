package faults

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
)

// serialization is the namespace of what .NET writes about objects themselves.
const serialization = "http://schemas.microsoft.com/2003/10/Serialization/"

// contentFurther are further answers that D3 allows MONT Content, and what stands between it and its clients.
func contentFurther() []otherwise {
	encoded := func(name string, e *charmap.Charmap) hook {
		return both(replaced(`^<\?xml[^>]*>`, ""), xml(func(c *call) {
			text := `<?xml version="1.0" encoding="` + name + `"?>` + string(c.body)
			c.body, _ = encoding.HTMLEscapeUnsupported(e.NewEncoder()).Bytes([]byte(text))
			c.header.Set("Content-Type", "application/xml; charset="+name)
		}))
	}
	random := rand.New(rand.NewPCG(3, 4)) // the hooks are called one at a time
	nonsense := func(h hook) hook {
		return when(func(c *call) bool { return c.status == http.StatusBadRequest }, h)
	}
	return []otherwise{
		{name: "windows-1251", does: "Answers are in windows-1251, as they declare.", answer: encoded("windows-1251", charmap.Windows1251)},
		{name: "koi8-r", does: "Answers are in KOI8-R, as they declare.", answer: encoded("koi8-r", charmap.KOI8R)},
		{name: "standalone-declaration", does: "The XML declaration says standalone.", answer: xml(func(c *call) {
			c.body = append([]byte(`<?xml version='1.0' encoding='UTF-8' standalone='yes'?>`+"\r\n"), c.body...)
		})},
		{name: "blanks-around-the-root", does: "Blanks and comments stand around the root.", answer: xml(func(c *call) {
			c.body = []byte("\r\n<!-- served by 3 -->\r\n" + string(c.body) + "\r\n<!-- 12 ms -->\r\n")
		})},
		{name: "nil-false", does: "What is not nil says so.", answer: xml(at("//Price", stated(func(e *etree.Element) { e.CreateAttr("i:nil", "false") })))},
		{name: "types-stated", does: "Payloads and products name their types.", answer: xml(both(
			at("//ProductContract", func(e *etree.Element) { e.CreateAttr("i:type", "a:ProductContract") }),
			at("//VendorContract", func(e *etree.Element) { e.CreateAttr("i:type", "a:VendorContract") })))},
		{name: "schema-location", does: "Roots name the place of a schema.", answer: xml(first("/*", func(e *etree.Element) {
			e.CreateAttr("i:schemaLocation", "http://schemas.datacontract.org/2004/07/ContentServer.WebService.Version2.Contracts contracts.xsd")
			e.CreateAttr("xmlns:unused", "urn:unused")
		}))},
		{name: "errordetails-empty", does: "ErrorDetails is empty rather than nil where there is no error.", answer: at("//ErrorDetails", func(e *etree.Element) { e.RemoveAttr("i:nil") })},
		{name: "error-as-number", does: "Error is 0 and 1.", answer: both(raw("<Error>false<", "<Error>0<"), raw("<Error>true<", "<Error>1<"))},
		{name: "plus-and-zeros", does: "Numbers have a plus or zeros in front.", answer: both(
			replaced(`<a:OrderNum>(\d+)<`, "<a:OrderNum>+$1<"), replaced(`<a:FulfillmentType>(\d+)<`, "<a:FulfillmentType>0$1<"), replaced(`<a:Price>(\d)`, "<a:Price>+$1"))},
		{name: "prices-without-zeros", does: "Prices have no more digits than they need.", answer: both(
			replaced(`<a:Price>(\d+)\.00<`, "<a:Price>$1<"), replaced(`<a:Price>(\d+\.\d)0<`, "<a:Price>$1<"))},
		{name: "objects-numbered", does: "Objects have numbers and lists their size, as .NET writes them where it preserves references.", answer: both(
			replaced(`<a:((?:Product|Vendor|Category|FamilyGroup|Specification)Contract)>`, `<a:$1 xmlns:z="`+serialization+`" z:Id="i1">`),
			replaced(`<a:(CategoryIds|VendorIds|ImageUrls)( xmlns:b="[^"]*")>`, `<a:$1$2 xmlns:z="`+serialization+`" z:Size="1">`))},
		{name: "currency-without-price", does: "The currency is given where no price is.", answer: xml(func(c *call) {
			c.body = regexp.MustCompile(`<a:CurrencyCode i:nil="true"/>`).ReplaceAll(c.body, []byte("<a:CurrencyCode>RUB</a:CurrencyCode>"))
		})},
		{name: "other-version-nought", does: "The version that a delta is not for is 0.", answer: both(
			raw(`<a:CurrentPriceVersion i:nil="true"/>`, "<a:CurrentPriceVersion>0</a:CurrentPriceVersion>"),
			raw(`<a:CurrentContentVersion i:nil="true"/>`, "<a:CurrentContentVersion>0</a:CurrentContentVersion>"))},
		{name: "versions-in-thousands", does: "Versions count by thousands.", ask: thousands, answer: both(
			at("//CurrentContentVersion", stated(thousandfold)), at("//CurrentPriceVersion", stated(thousandfold)))},
		{name: "lists-in-any-order", does: "Lists are in another order every time.", answer: lists("ProductList CategoryList VendorList FamilyGroupList UpdatedProducts UpdatedFamilyGroups DeletedFamilyGroupsId", func(e *etree.Element) {
			all := e.ChildElements()
			for _, i := range random.Perm(len(all)) {
				e.AddChild(e.RemoveChild(all[i]))
			}
		})},
		{name: "error-dates-of-moscow", does: "The date of errors is in the time of Moscow, with seven digits behind the point.", answer: erring(at("//ErrorDetails/Date", func(e *etree.Element) {
			e.SetText(strings.TrimSuffix(strings.SplitN(e.Text(), ".", 2)[0], "Z") + ".1234567+03:00")
		}))},
		{name: "error-dates-without-zone", does: "The date of errors has no zone.", answer: erring(at("//ErrorDetails/Date", func(e *etree.Element) { e.SetText(strings.SplitN(e.Text(), ".", 2)[0]) }))},
		{name: "errors-in-russian", does: "Errors are in Russian.", answer: erring(at("//ErrorText", text("Объект не найден. Обратитесь к менеджеру.")))},
		{name: "nonsense-404", does: "Nonsense is answered with status 404 and nothing else.", answer: nonsense(func(c *call) { c.put(http.StatusNotFound, "text/plain", "") })},
		{name: "nonsense-as-error", does: "Nonsense is answered with an error contract.", answer: nonsense(func(c *call) {
			if c.method == "GetFamilyGroup" {
				c.instead("GetFamilyGroup/2147483647")
			}
		})},
		{name: "all-families-method", does: "There is a method that lists all families.", answer: on("GetAllFamilyGroups", func(c *call) { c.instead("GetVendorFamilyGroups/1") })},
		{name: "behind-a-cache", does: "Answers have the headers of a cache that asks the service every time.", answer: func(c *call) {
			c.header.Set("Age", "0")
			c.header.Set("X-Cache", "MISS")
			c.header.Set("Via", "1.1 proxy")
			c.header.Set("Cache-Control", "private, no-transform")
		}},
		{name: "one-request-hung-up", does: "One request of two hundred finds its connection closed.", may: unavailable, answer: func() hook {
			calls := 0
			return answers(func(c *call) {
				if calls++; calls%200 == 0 {
					hangUp(c)
				}
			})
		}()},
		{name: "carriage-returns", does: "Lines within the markup end as Windows ends them.", answer: replaced(`>(<a:(?:Id|ProductContract|Translations)>)`, ">\r\n$1")},
		{name: "xml-with-parameters", does: "The type has parameters beside the charset.", answer: xml(header("Content-Type", `application/xml; charset=utf-8; q=1; profile="a;b"`))},
	}
}

func thousandfold(e *etree.Element) { e.SetText(e.Text() + "000") }

// thousands asks for the version that a given one stands for.
func thousands(c *call) {
	part := regexp.MustCompile(`\d{4,}`)
	less := func(s string) string {
		return part.ReplaceAllStringFunc(s, func(n string) string {
			if v, err := strconv.ParseInt(n, 10, 64); err == nil {
				return fmt.Sprint(v / 1000)
			}
			return n
		})
	}
	if strings.HasSuffix(c.method, "Changes") {
		c.number = less(c.number)
		c.URL.Path = c.base() + "/" + c.method
		if c.number != "" {
			c.URL.Path += "/" + c.number
		}
		c.URL.RawQuery = less(c.URL.RawQuery)
	}
}
