package hook

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/beevik/etree"
)

// The texts of eKey version 1 for the states of an order.
const (
	Done      = "Завершен успешно"
	InProcess = "В процессе"
	Failed    = "Завершен с ошибкой"
)

// Line is the path of the lines of an order of version 2.
const Line = "//OrderLineContract"

// Accepted tells whether the answer gives an order.
func (c *Call) Accepted() bool {
	d := c.Tree()
	return d != nil && (d.Root().Tag == "TransactionOrderLine" || d.FindElement("//Data/OrderNum") != nil)
}

// Code is the code of a refusal; empty where there is none.
func (c *Call) Code() string {
	if d := c.Tree(); d != nil && !c.Accepted() {
		return textAt(d, "//ErrorCode")
	}
	return ""
}

// taken is the code for a number that is taken.
func (c *Call) taken() string {
	if c.Service == EKey2Service {
		return "4"
	}
	return "3"
}

// Order is an order as GetOrder gives it to its partner.
func (c *Call) Order(number string) Answer { return c.Fetch("GetOrder/"+url.PathEscape(number), "") }

// Latest is the number of the last order that was accepted.
func (c *Call) Latest() string { return c.proxy.latest }

// FirstOf is the part number and the quantity that were ordered first under the call's number.
func (c *Call) FirstOf() (part, quantity string) {
	first := c.proxy.first[c.Number]
	return first.part, first.quantity
}

// askFor has GetOrder look for another number.
func (c *Call) askFor(number string) {
	c.Request.URL.Path = c.Base() + "/GetOrder/" + number
	c.Request.URL.RawPath = c.Base() + "/GetOrder/" + url.PathEscape(number)
}

// IfPlaced keeps a hook to AddOrder where the order was accepted.
func IfPlaced(h Hook) Hook { return Add(When((*Call).Accepted, h)) }

// IfCode keeps a hook to refusals with a code.
func IfCode(code string, h Hook) Hook {
	return When(func(c *Call) bool { return c.Code() == code }, h)
}

// IfRefused keeps a hook to refusals, with whatever code.
func IfRefused(h Hook) Hook { return When(func(c *Call) bool { return c.Code() != "" }, h) }

// Repeated keeps a hook to all but the first call of a method for a number.
func Repeated(h Hook) Hook {
	same := func(c *Call) string { return c.Method + c.Number }
	return When(func(c *Call) bool { return c.Number != "" }, FromNth(2, same, h))
}

// OrdersOf keeps a hook to orders of a scenario's product.
func OrdersOf(which func(c *Call) string, h Hook) Hook {
	return When(func(c *Call) bool { return c.Accepted() && c.shows(which(c)) }, h)
}

// FinishesLater is the product whose orders finish later.
func FinishesLater(c *Call) string { return c.proxy.host.Special.FinishesLater }

// FinishesAndFails is the product whose orders finish later, and fail.
func FinishesAndFails(c *Call) string { return c.proxy.host.Special.FinishesAndFails }

// OutOfStock is the product that is out of stock.
func OutOfStock(c *Call) string { return c.proxy.host.Special.OutOfStock }

func (c *Call) shows(part string) bool { return Has(c.Body, ">"+part+"<") }

func (c *Call) slow() bool { return c.shows(FinishesLater(c)) || c.shows(FinishesAndFails(c)) }

// Slow keeps a hook to answers that show a product whose orders finish later.
func Slow(h Hook) Hook { return When((*Call).slow, h) }

// Swift keeps a hook to orders without such a product.
func Swift(h Hook) Hook {
	return When(func(c *Call) bool { return c.Accepted() && !c.slow() }, h)
}

// IfLong keeps a hook to orders with a line number of more than 32 characters.
func IfLong(h Hook) Hook { return Add(IfSent(strings.Repeat("-", 40), h)) }

// Refuse refuses with a code, as the version of eKey does that was called.
func Refuse(code string) Hook { return RefuseWith(code, "No") }

// RefuseWith refuses with a code and a text. In version 2 the status stays.
func RefuseWith(code, text string) Hook {
	return func(c *Call) {
		if c.Service == EKey2Service {
			c.Body = fmt.Appendf(nil, "<%[1]sResponse><%[1]sResult><IsError>true</IsError><ErrorCode>%[2]s</ErrorCode>"+
				"<Errors><string>%[3]s</string></Errors></%[1]sResult></%[1]sResponse>", c.Method, code, text)
			return
		}
		c.Status, c.Body = 500,
			fmt.Appendf(nil, "<BusinessError><ErrorDetails>%s</ErrorDetails><ErrorCode>%s</ErrorCode>"+
				"</BusinessError>", text, code)
	}
}

// Finding has GetOrder look for another number than it was asked for.
func Finding(another func(c *Call) string) Hook {
	return Get(func(c *Call) {
		c.Request.URL.Path, c.Request.URL.RawPath = c.Base()+"/GetOrder/"+another(c), ""
	})
}

// ByBeginning finds an order by the beginning of its number, as LIKE does.
func ByBeginning(c *Call) string {
	if _, known := c.proxy.first[c.Number]; known || c.Number == "" {
		return c.Number
	}
	for number := range c.proxy.first {
		if strings.HasPrefix(number, c.Number) {
			return number
		}
	}
	return c.Number
}

// ReadAs has AddOrder read a quantity otherwise than it is written.
func ReadAs(read func(string) string) Hook { return Add(At("//quantity", Respell(read))) }

// AddKey puts a key of version 1 into Keys.
func AddKey(keys *etree.Element) {
	addTo(keys, "ProductKey", [][2]string{
		{"ActiveKey", "AAAA-BBBB"}, {"DateAdd", "2026-01-01T10:00:00+03:00"},
		{"VendorClientTransactionId", "00000000-0000-4000-8000-000000000001"},
		{"keyTypeId", "1"}, {"SequenceNumber", "1"}, {"Description", ""},
	})
}

// AddLink puts a link of version 1 into Links.
func AddLink(links *etree.Element) {
	addTo(links, "ProductLink", [][2]string{
		{"Link", "https://example.org/1"}, {"DateAdd", "2026-01-01T10:00:00+03:00"},
		{"VendorClientTransactionId", "00000000-0000-4000-8000-000000000001"}, {"linkTypeId", "1"},
	})
}

func addTo(list *etree.Element, name string, members [][2]string) {
	item := list.CreateElement(name)
	for _, m := range members {
		item.CreateElement(m[0]).SetText(m[1])
	}
}

// LettersAs puts something in place of each letter outside ASCII.
func LettersAs(s string) Change {
	return Respell(func(was string) string {
		var b strings.Builder
		for _, letter := range was {
			if letter > 127 {
				b.WriteString(s)
			} else {
				b.WriteRune(letter)
			}
		}
		return b.String()
	})
}
