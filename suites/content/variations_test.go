package content_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"github.com/beevik/etree"
	"golang.org/x/text/encoding/unicode"
)

const contracts = "http://schemas.datacontract.org/2004/07/ContentServer.WebService.Version2.Contracts"

// variation is a service that keeps the contract in a way of its own.
type variation struct {
	name     string
	rewrite  rewrite
	moving   bool   // the catalogue changes by itself: some things can't be tried
	also     string // advisory requirements that may warn
	knownGap string
}

func variations() []variation {
	return []variation{
		{name: "as it is"},
		{name: "written anew", rewrite: at("/", func(*etree.Element) {})},
		{name: "other prefixes", rewrite: both(raw("xmlns:a=", "xmlns:mont="), raw("<a:", "<mont:"), raw("</a:", "</mont:"), raw("xmlns:i=", "xmlns:xsi="), raw(" i:nil", " xsi:nil"))},
		{name: "the contracts as default namespace", rewrite: answers(func(c *call) {
			c.edit(func(d *etree.Document) {
				for _, e := range d.FindElements("//*") {
					if e.Space != "a" {
						continue
					}
					if e.Space = ""; e.Parent().Space == "" && e.Parent().SelectAttrValue("xmlns:a", "") != "" || e.Parent().Parent() == d.Root() {
						e.CreateAttr("xmlns", contracts)
					}
				}
			})
		})},
		{name: "an XML declaration", rewrite: before(`<?xml version="1.0" encoding="utf-8"?>`)},
		{name: "a byte order mark", rewrite: before("\uFEFF")},
		{name: "a processing instruction", rewrite: before(`<?xml version="1.0"?><?xml-stylesheet href="a.xsl" type="text/xsl"?>` + "\n")},
		{name: "attributes in single quotes", rewrite: answers(func(c *call) {
			c.body = regexp.MustCompile(`="([^"<>]*)"`).ReplaceAll(c.body, []byte(`='$1'`))
		})},
		{name: "blanks around numbers and booleans", rewrite: on("GetProduct GetVendorProducts GetVendorCategories GetPriceChanges GetAllChanges", answers(func(c *call) {
			c.body = regexp.MustCompile(`<(a:\w*Id|a:OrderNum|a:Price|a:InstantDelivery|a:Current\w+|b:int)>([^<]+)<`).ReplaceAll(c.body, []byte("<$1>\n $2 <"))
		}))},
		{name: "comments and blanks between elements", rewrite: answers(func(c *call) {
			c.body = regexp.MustCompile(`>(</?a:(?:ProductContract|Id|Price|VendorContract|Translations|Changes)\b)`).ReplaceAll(c.body, []byte("> <!-- a:Price -->\n\t$1"))
		})},
		{name: "texts as CDATA", rewrite: answers(func(c *call) {
			c.body = regexp.MustCompile(`<a:(DefaultName|VendorName|CategoryName|PartNum|Title|Price)>([^<&]+)<`).ReplaceAll(c.body, []byte("<a:$1><![CDATA[$2]]><"))
		})},
		{name: "letters as character references", rewrite: answers(func(c *call) {
			var b bytes.Buffer
			for _, r := range string(c.body) {
				if r > 127 {
					fmt.Fprintf(&b, "&#x%X;", r)
				} else {
					b.WriteRune(r)
				}
			}
			c.body = b.Bytes()
		})},
		{name: "UTF-16 with a byte order mark", rewrite: utf16(unicode.LittleEndian, "")},
		{name: "UTF-16, big end first, declared", rewrite: utf16(unicode.BigEndian, `<?xml version="1.0" encoding="utf-16"?>`)},
		{name: "gzip", rewrite: answers(func(c *call) {
			var b bytes.Buffer
			w := gzip.NewWriter(&b)
			_, _ = w.Write(c.body)
			_ = w.Close()
			c.body = b.Bytes()
			c.header.Set("Content-Encoding", "gzip")
		})},
		{name: "in chunks", rewrite: func(c *call) {
			c.write = func(w http.ResponseWriter, c *call) {
				body := c.body
				c.body = body[:len(body)/2]
				c.reply(w)
				w.(http.Flusher).Flush()
				_, _ = w.Write(body[len(c.body):])
			}
		}},
		{name: "with its length", rewrite: func(c *call) { c.header.Set("Content-Length", fmt.Sprint(len(c.body))) }},
		{name: "HTTP/1.0", rewrite: func(c *call) {
			c.write = func(w http.ResponseWriter, c *call) {
				conn, out, err := w.(http.Hijacker).Hijack()
				if err != nil {
					return
				}
				defer conn.Close()
				fmt.Fprintf(out, "HTTP/1.0 %d %s\r\n", c.status, http.StatusText(c.status))
				_ = c.header.Write(out)
				fmt.Fprint(out, "\r\n")
				_, _ = out.Write(c.body)
				_ = out.Flush()
			}
		}},
		{name: "connections closed each time", rewrite: func(c *call) { c.header.Set("Connection", "close") }},
		{name: "headers nobody knows", rewrite: func(c *call) {
			c.header.Set("X-AspNet-Version", "4.0.30319")
			c.header.Add("Set-Cookie", "a=b")
			c.header.Add("Set-Cookie", "c=d")
			c.header.Set("Vary", "*")
		}},
		{name: "text/xml", rewrite: header("Content-Type", "text/xml")},
		{name: "application/xml in capitals, quoted charset", rewrite: header("Content-Type", `Application/XML; charset="UTF-8"`)},
		{name: "empty lists as nil", rewrite: answers(func(c *call) {
			c.body = regexp.MustCompile(`<a:(\w+) xmlns:b="[^"]*"(/>|></a:\w+>)`).ReplaceAll(c.body, []byte(`<a:$1 i:nil="true"/>`))
			c.body = regexp.MustCompile(`<a:(Updated\w+|Specifications|Languages)></a:\w+>`).ReplaceAll(c.body, []byte(`<a:$1 i:nil="true"/>`))
		})},
		{name: "nil lists as empty ones", rewrite: raw(`<a:Translations i:nil="true"/>`, `<a:Translations/>`)},
		{name: "prices absent rather than nil", rewrite: both(raw(`<a:Price i:nil="true"/>`, ""), raw(`<a:CurrencyCode i:nil="true"/>`, ""))},
		{name: "the other version absent rather than nil", rewrite: both(raw(`<a:CurrentPriceVersion i:nil="true"/>`, ""), raw(`<a:CurrentContentVersion i:nil="true"/>`, ""))},
		{name: "nil as 1", rewrite: raw(`i:nil="true"`, `i:nil="1"`)},
		{name: "prices with other zeros", rewrite: on("GetProductPrices GetPriceChanges GetVendorProducts", answers(func(c *call) {
			c.body = regexp.MustCompile(`<a:Price>(\d+\.\d)0<`).ReplaceAll(c.body, []byte("<a:Price>${1}<"))
			c.body = regexp.MustCompile(`<a:Price>(\d+\.\d\d)<`).ReplaceAll(c.body, []byte("<a:Price>0${1}00<"))
		}))},
		{name: "booleans as 1 and 0", rewrite: on("GetProduct GetAllChanges GetVendorProducts GetAllVendors", both(raw(">true<", ">1<"), raw(">false<", ">0<")))},
		{name: "lists in another order", rewrite: answers(func(c *call) {
			c.edit(func(d *etree.Document) {
				for _, path := range []string{"//ProductList", "//CategoryList", "//VendorList", "//FamilyGroupList", "//UpdatedProducts", "//UpdatedCategories",
					"//CategoryIds", "//VendorIds", "//Translations", "//ImageUrls", "//Specifications"} {
					for _, e := range d.FindElements(path) {
						for _, child := range e.ChildElements() {
							e.InsertChildAt(0, e.RemoveChild(child))
						}
					}
				}
			})
		})},
		{name: "empty texts as nil", rewrite: answers(func(c *call) {
			c.body = regexp.MustCompile(`<a:(Preview|Title|Value|ShortDescription)></a:\w+>`).ReplaceAll(c.body, []byte(`<a:$1 i:nil="true"/>`))
		})},
		{name: "ChangesResponse as the root", rewrite: both(raw("<ChangesContract ", "<ChangesResponse "), raw("</ChangesContract>", "</ChangesResponse>")), also: "CNT-DELTA-16"},
		{name: "FamilyGroupContract as the payload", rewrite: on("GetFamilyGroup", both(raw("<FamilyGroup ", "<FamilyGroupContract "), raw("</FamilyGroup>", "</FamilyGroupContract>"))), also: "CNT-FAM-06"},
		{name: "a list of deleted products", rewrite: on("GetContentChanges GetPriceChanges GetAllChanges", raw("<a:DeletedVendorsId", "<a:DeletedProductsId/><a:DeletedVendorsId")), also: "CNT-DELTA-14"},
		{name: "403 rather than 401", rewrite: func(c *call) {
			if c.status == http.StatusUnauthorized {
				c.status = http.StatusForbidden
			}
		}},
		{name: "error contracts with status 500", rewrite: func(c *call) {
			if bytes.Contains(c.body, []byte("<Error>true<")) {
				c.status = http.StatusInternalServerError
			}
		}, also: "CNT-BAD-01 CNT-ENV-03"},
		{name: "unknown families and products as empty answers", rewrite: both(
			on("GetFamilyGroup GetProduct", func(c *call) {
				if bytes.Contains(c.body, []byte("<Error>true<")) {
					at("//ErrorDetails", null)(c)
					at("//Error", text("false"))(c)
				}
			})), knownGap: "a service that reports no error leaves CNT-ENV-03 unexercised, and can't be conformant"},
		{name: "prices that change by themselves", moving: true, rewrite: every(7, func(p *proxy, n int) { p.steer("prices", `{"count":3}`) })},
		{name: "names that change by themselves", moving: true, rewrite: every(7, func(p *proxy, n int) {
			p.steer("edit", fmt.Sprintf(`{"kind":"product","id":%d,"name":"Name %d"}`, 1+n%5, n))
			p.steer("edit", fmt.Sprintf(`{"kind":"category","id":%d,"name":"Name %d"}`, 1+n%5, n))
		})},
		{name: "products that come by themselves", moving: true, rewrite: every(9, func(p *proxy, n int) { p.steer("add", `{"kind":"product"}`) })},
		{name: "products that are blocked by themselves", moving: true, rewrite: every(9, func(p *proxy, n int) {
			p.steer("block", fmt.Sprintf(`{"productId":%d,"blocked":%t}`, 1+n%7, n%2 == 0))
		})},
		{name: "families and vendors that come and go by themselves", moving: true, rewrite: comeAndGo()},
	}
}

// comeAndGo adds an entity now, and takes it away a while later.
func comeAndGo() rewrite {
	var added []string
	return every(11, func(p *proxy, n int) {
		kind := []string{"vendor", "category", "family"}[n%3]
		added = append(added, fmt.Sprintf(`{"kind":%q,"id":%s}`, kind, p.steer("add", fmt.Sprintf(`{"kind":%q}`, kind))))
		if n > 5 {
			p.steer("delete", added[n-6])
		}
	})
}

// before puts text before a body.
func before(text string) rewrite {
	return answers(func(c *call) { c.body = append([]byte(text), c.body...) })
}

func header(name, value string) rewrite {
	return answers(func(c *call) { c.header.Set(name, value) })
}

func utf16(order unicode.Endianness, declaration string) rewrite {
	return answers(func(c *call) {
		c.body, _ = unicode.UTF16(order, unicode.UseBOM).NewEncoder().Bytes([]byte(declaration + strings.ToValidUTF8(string(c.body), "")))
		c.header.Set("Content-Type", "application/xml; charset=utf-16")
	})
}

// every does something to the catalogue after every n-th answer.
func every(n int, do func(p *proxy, times int)) rewrite {
	calls := 0
	return answers(func(c *call) {
		if calls++; calls%n == 0 {
			do(c.proxy, calls/n)
		}
	})
}
