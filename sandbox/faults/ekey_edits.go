package faults

import (
	"bytes"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/beevik/etree"
)

// accepted tells whether the answer gives an order.
func (c *call) accepted() bool {
	d := c.tree()
	return d != nil && (d.Root().Tag == "TransactionOrderLine" || d.FindElement("//Data/OrderNum") != nil)
}

// code is the code of a refusal; empty where there is none.
func (c *call) code() string {
	if d := c.tree(); d != nil && !c.accepted() {
		return textAt(d, "//ErrorCode")
	}
	return ""
}

// refused keeps a hook to answers with a code.
func refused(code string, h hook) hook {
	return when(func(c *call) bool { return c.code() == code }, h)
}

// whenDone keeps a hook to orders of version 1 that are done.
func whenDone(h hook) hook { return where(done, h) }

// ifSent keeps a hook to requests that held a text.
func ifSent(text string, h hook) hook {
	return when(func(c *call) bool { return has(c.sent, text) }, h)
}

// sentText is the text of the request's first element at a path.
func (c *call) sentText(path string) string {
	d := etree.NewDocument()
	if d.ReadFromBytes(c.sent) != nil {
		return ""
	}
	return textAt(d, path)
}

// order is an order as GetOrder gives it to its partner.
func (c *call) order(number string) *answer {
	return c.fetch("GetOrder/"+url.PathEscape(number), "")
}

// extra places an order of something plain for real, under a number made of the asked one, and returns its answer,
// which gives the asked one.
func (c *call) extra(number string) *answer {
	c.proxy.extras++
	own := fmt.Sprintf("%s~%d", number, c.proxy.extras)
	a := c.place(own)
	a.body = *bytes.NewBuffer(bytes.ReplaceAll(a.body.Bytes(), []byte(own), []byte(number)))
	return a
}

// place orders something plain under a number.
func (c *call) place(number string) *answer {
	return c.placeOf(number, c.proxy.plain, c.proxy.quantity)
}

func (c *call) placeOf(number, part, quantity string) *answer {
	number, part, quantity = html.EscapeString(number), html.EscapeString(part), html.EscapeString(quantity)
	body := fmt.Sprintf("<TransactionOrderLine><OrderNum>%s</OrderNum><PartNum>%s</PartNum><quantity>%s</quantity></TransactionOrderLine>", number, part, quantity)
	if c.service == eKey2Service {
		body = fmt.Sprintf("<AddOrder><orderRequest><OrderNum>%s</OrderNum><SendOrderLines><SendOrderLineContract><OrderLineNum>%[1]s-x</OrderLineNum>"+
			"<PartNum>%s</PartNum><Quantity>%s</Quantity></SendOrderLineContract></SendOrderLines></orderRequest></AddOrder>",
			number, part, quantity)
	}
	return c.fetch("AddOrder", body)
}

// accepts makes the service accept what it must refuse.
func accepts(c *call) { c.take(c.extra(c.number)) }

// leaves makes a refusal leave an order behind.
func leaves(c *call) { c.place(c.number) }

// charges makes the service charge for the same again, or for something plain where that can't be.
func charges(c *call) {
	for _, quantity := range []string{"//quantity", "//Quantity"} {
		if part, n := c.sentText("//PartNum"), c.sentText(quantity); part != "" && n != "" {
			c.proxy.extras++
			if a := c.placeOf(fmt.Sprintf("%s~%d", c.number, c.proxy.extras), part, n); bytes.Contains(a.body.Bytes(), []byte("<DateOn>")) || bytes.Contains(a.body.Bytes(), []byte("<Data><OrderNum>")) {
				return
			}
		}
	}
	c.extra(c.number)
}

// choose finds something plain that can be ordered: at once, and cheap.
func (p *proxy) choose() {
	prices, kinds := etree.NewDocument(), etree.NewDocument()
	if prices.ReadFromBytes(p.request("GET", p.host.Content+"/GetProductPrices", "").body.Bytes()) != nil ||
		kinds.ReadFromBytes(p.request("GET", p.host.EKey2+"/GetPriceChanges/0", "").body.Bytes()) != nil {
		return
	}
	once := map[string]bool{} // no subscription
	for _, e := range kinds.FindElements("//PriceContract[ProductType='1']") {
		once[of(e, "PartNum")] = true
	}
	s := p.host.Special
	special := []string{s.OutOfStock, s.FinishesLater, s.FinishesAndFails, s.VendorError, s.CreditLimit}
	cheapest := 0.0
	for _, e := range prices.FindElements("//ProductContract[BlockedForSale='false'][LicenseFormRequired='false'][IsRenewal='false'][InstantDelivery='true']") {
		part := of(e, "PartNum")
		price, _ := strconv.ParseFloat(of(e, "Price"), 64)
		if price > 0 && once[part] && !slices.Contains(special, part) && (p.plain == "" || price < cheapest) {
			least, _ := strconv.Atoi(of(e, "MinCountRequired"))
			p.plain, p.quantity, cheapest = part, strconv.Itoa(max(1, least)), price
		}
	}
}

// placed keeps a hook to orders that were accepted.
func placed(h hook) hook {
	return when(func(c *call) bool { return c.method == "AddOrder" && c.accepted() }, h)
}

// again keeps a hook to all but the first call of a method for a number.
func again(h hook) hook {
	return when(func(c *call) bool { return c.number != "" }, fromNth(2, func(c *call) string { return c.method + c.number }, h))
}

// refuse1 and refuse2 answer with a refusal instead.
func refuse1(code string) hook { return refuseWith(code, "No") }

// refuseWith is a refusal of version 1 with words of its own.
func refuseWith(code, details string) hook {
	return func(c *call) {
		c.status, c.body = 500, []byte("<BusinessError><ErrorDetails>"+details+"</ErrorDetails><ErrorCode>"+code+"</ErrorCode></BusinessError>")
	}
}

func refuse2(code string) hook {
	return func(c *call) {
		c.body = []byte("<" + c.method + "Response><" + c.method + "Result><IsError>true</IsError><ErrorCode>" + code +
			"</ErrorCode><Errors><string>No</string></Errors></" + c.method + "Result></" + c.method + "Response>")
	}
}

// longLine refuses line numbers of more than 32 characters.
func longLine(code string) hook { return add(ifSent(strings.Repeat("-", 40), refuse2(code))) }

// key1 puts a key into Keys.
func key1(keys *etree.Element) {
	k := keys.CreateElement("ProductKey")
	for _, m := range [][2]string{{"ActiveKey", "AAAA-BBBB"}, {"DateAdd", "2026-01-01T10:00:00+03:00"}, {"VendorClientTransactionId", "00000000-0000-4000-8000-000000000001"},
		{"keyTypeId", "1"}, {"SequenceNumber", "1"}, {"Description", ""}} {
		k.CreateElement(m[0]).SetText(m[1])
	}
}

// leaving gives an order that was slow the state before, once, after it came to its end.
func leaving(before, end, path string) hook {
	seen := map[string]int{}
	return func(c *call) {
		d := c.tree()
		if d == nil || !c.accepted() || !slow(c) {
			return
		}
		if textAt(d, path) == end {
			if seen[c.number]++; seen[c.number] == 2 {
				at(path, text(before))(c)
			}
		}
	}
}

func slow(c *call) bool {
	return has(c.body, ">"+c.proxy.host.Special.FinishesLater+"<") || has(c.body, ">"+c.proxy.host.Special.FinishesAndFails+"<")
}

// swift keeps a hook to orders without a slow line.
func swift(h hook) hook { return when(func(c *call) bool { return c.accepted() && !slow(c) }, h) }

// replacing gives orders otherwise once a duplicate of them was refused.
func replacing(h hook) hook {
	replaced := map[string]bool{}
	return func(c *call) {
		switch code := c.code(); {
		case c.method == "AddOrder" && (c.service == eKeyService && code == "3" || c.service == eKey2Service && code == "4"):
			replaced[c.number] = true
		case c.method == "GetOrder" && replaced[c.number]:
			h(c)
		}
	}
}

// renumber gives a request another number, and its lines too.
func renumber(c *call) {
	c.proxy.extras++
	c.own = fmt.Sprintf("%s~%d", c.number, c.proxy.extras)
	raw(">"+c.number, ">"+c.own)(c)
}

// restored gives the answer the number that was asked for.
func restored(c *call) {
	if c.own != "" {
		raw(c.own, c.number)(c)
	}
}

// pause is how long a race waits for the other call to come.
const pause = 10 * time.Millisecond

// await lets others in, until the time is over or the client has gone.
func (c *call) await() (gone bool) {
	c.proxy.mu.Unlock()
	defer c.proxy.mu.Lock()
	select {
	case <-c.Context().Done():
		return true
	case <-time.After(pause):
		return false
	}
}

// atOnce accepts duplicates that come while another is being answered.
func atOnce() hook {
	busy := map[string]int{}
	return func(c *call) {
		if busy[c.number]++; busy[c.number] > 1 {
			renumber(c)
		}
		c.await()
		number := c.number
		c.after = func() { delete(busy, number) }
	}
}

// lost forgets the number of an order whose client hung up before the answer.
func lost() (ask, answer hook) {
	gone := map[string]bool{}
	ask = func(c *call) {
		if gone[c.number] {
			renumber(c)
		}
	}
	answer = func(c *call) {
		restored(c)
		if c.accepted() && c.await() {
			gone[c.number] = true
		}
	}
	return ask, answer
}

// nthOf does a hook at the second call for the order.
func nthOf(c *call, h hook) {
	if c.proxy.calls == nil {
		c.proxy.calls = map[string]int{}
	}
	if c.proxy.calls[c.number]++; c.proxy.calls[c.number] == 2 {
		h(c)
	}
}

// days tells whether the sandbox's clock was moved by a day.
func (p *proxy) days() bool { return time.Until(p.host.Now()) > 24*time.Hour }

// rounded gives every amount as the same.
func rounded(c *call) {
	at("//*", func(e *etree.Element) {
		if len(e.ChildElements()) == 0 && strings.Contains(e.Text(), ".") {
			e.SetText("5000.00")
		}
	})(c)
}

// othersSee gives whoever may log in the first partner's orders.
func othersSee(c *call) {
	if user, _, _ := c.BasicAuth(); user != c.proxy.host.Login && c.status != http.StatusUnauthorized {
		c.take(c.order(c.number))
	}
}
