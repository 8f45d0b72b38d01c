package hook

import (
	"bytes"
	"fmt"
	"html"
	"slices"
	"strconv"

	"github.com/beevik/etree"
)

// Accept makes the service accept what it must refuse: it places an order of something plain.
func Accept(c *Call) { c.Take(c.Extra(c.Number)) }

// Leave makes a refusal leave an order behind.
func Leave(c *Call) { c.place(c.Number, c.proxy.plain) }

// Charge makes the service charge for the same again, or for something plain where that can't be.
func Charge(c *Call) {
	for _, quantity := range []string{"//quantity", "//Quantity"} {
		same := ordered{c.SentText("//PartNum"), c.SentText(quantity)}
		if same.part == "" || same.quantity == "" {
			continue
		}
		c.proxy.extras++
		a := c.place(fmt.Sprintf("%s~%d", c.Number, c.proxy.extras), same)
		if Has(a.Body, "<DateOn>") || Has(a.Body, "<Data><OrderNum>") {
			return
		}
	}
	c.Extra(c.Number)
}

// ShowToOthers gives whoever may log in the first partner's orders.
func ShowToOthers(c *Call) {
	if user, _, _ := c.Request.BasicAuth(); user != c.proxy.host.Login && c.Status != 401 {
		c.Take(c.Order(c.Number))
	}
}

// Extra places an order of something plain for real, under a number made of the asked one, and returns its answer,
// which gives the asked one.
func (c *Call) Extra(number string) Answer {
	c.proxy.extras++
	own := fmt.Sprintf("%s~%d", number, c.proxy.extras)
	a := c.place(own, c.proxy.plain)
	a.Body = bytes.ReplaceAll(a.Body, []byte(own), []byte(number))
	return a
}

// Plain is the part number of something that can be ordered at once and is cheap, and how many of it one has to order.
func (c *Call) Plain() (part, quantity string) { return c.proxy.plain.part, c.proxy.plain.quantity }

func (c *Call) place(number string, what ordered) Answer {
	number, part, quantity := html.EscapeString(number), html.EscapeString(what.part), html.EscapeString(what.quantity)
	body := fmt.Sprintf("<TransactionOrderLine><OrderNum>%s</OrderNum><PartNum>%s</PartNum><quantity>%s</quantity>"+
		"</TransactionOrderLine>", number, part, quantity)
	if c.Service == EKey2Service {
		body = fmt.Sprintf("<AddOrder><orderRequest><OrderNum>%s</OrderNum><SendOrderLines><SendOrderLineContract>"+
			"<OrderLineNum>%[1]s-x</OrderLineNum><PartNum>%s</PartNum><Quantity>%s</Quantity>"+
			"</SendOrderLineContract></SendOrderLines></orderRequest></AddOrder>", number, part, quantity)
	}
	return c.Fetch("AddOrder", body)
}

// choose finds something plain that can be ordered: at once, and cheap.
func (p *proxy) choose() {
	prices, kinds := etree.NewDocument(), etree.NewDocument()
	if prices.ReadFromBytes(p.request("GET", p.host.Content+"/GetProductPrices", "").Body) != nil ||
		kinds.ReadFromBytes(p.request("GET", p.host.EKey2+"/GetPriceChanges/0", "").Body) != nil {
		return
	}
	once := map[string]bool{} // no subscription
	for _, e := range kinds.FindElements("//PriceContract[ProductType='1']") {
		once[TextOf(e, "PartNum")] = true
	}
	s := p.host.Special
	special := []string{s.OutOfStock, s.FinishesLater, s.FinishesAndFails, s.VendorError, s.CreditLimit}
	cheapest := 0.0
	for _, e := range prices.FindElements("//ProductContract[BlockedForSale='false'][LicenseFormRequired='false']" +
		"[IsRenewal='false'][InstantDelivery='true']") {
		part := TextOf(e, "PartNum")
		price, _ := strconv.ParseFloat(TextOf(e, "Price"), 64)
		if price > 0 && once[part] && !slices.Contains(special, part) && (p.plain.part == "" || price < cheapest) {
			least, _ := strconv.Atoi(TextOf(e, "MinCountRequired"))
			p.plain, cheapest = ordered{part, strconv.Itoa(max(1, least))}, price
		}
	}
}

// Refund gives back a part of what an order was charged; below 0 it charges more.
func Refund(part func(c *Call, charged float64) float64) Pair {
	type balance struct{ Currency, Credit, Available string }
	look := func(c *Call) map[string]balance {
		var account struct{ Balances []balance }
		c.proxy.doorTo("GET", "balance", "", &account)
		all := map[string]balance{}
		for _, b := range account.Balances {
			all[b.Currency] = b
		}
		return all
	}
	number := func(s string) float64 { n, _ := strconv.ParseFloat(s, 64); return n }
	var before map[string]balance
	return Pair{
		Ask: Add(func(c *Call) { before = look(c) }),
		Answer: IfPlaced(func(c *Call) {
			for currency, now := range look(c) {
				if charged := number(before[currency].Available) - number(now.Available); charged > 0 {
					credit := number(now.Credit) + part(c, charged)
					c.Steer("balance", fmt.Sprintf(`{"currency":%q,"credit":"%.2f"}`, currency, credit))
				}
			}
		}),
	}
}

// renumber gives a request another number, and its lines too.
func renumber(c *Call) {
	c.proxy.extras++
	c.Own = fmt.Sprintf("%s~%d", c.Number, c.proxy.extras)
	Replace(">"+c.Number, ">"+c.Own)(c)
}

// restore gives the answer the number that was asked for.
func restore(c *Call) {
	if c.Own != "" {
		Replace(c.Own, c.Number)(c)
	}
}
