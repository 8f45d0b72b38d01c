package faults

import (
	"github.com/beevik/etree"
)

// eKey2Once are orders that are placed or charged more than once.
func eKey2Once() []row {
	ask, answer := lost()
	return []row{
		{name: "duplicates-accepted", kind: Accepted, does: "AddOrder accepts numbers that are taken, and charges for them.",
			answer: add(refused("4", accepts)), breaks: "EK2-IDEM-01 EK2-IDEM-02 EK2-IDEM-04 EK2-ERR-4", may: "IDEM-03"},
		{name: "duplicates-answered-with-the-first", kind: Accepted, does: "AddOrder answers a number that is taken with the first order.",
			answer: add(refused("4", func(c *call) { c.take(c.order(c.number)); raw("GetOrder", "AddOrder")(c) })), breaks: "EK2-IDEM-01 EK2-IDEM-04", may: "IDEM-02 ERR-4"},
		{name: "duplicates-refused-and-charged", kind: WrongValue, does: "AddOrder refuses a number that is taken, and charges all the same.",
			answer: add(refused("4", charges)), breaks: "EK2-IDEM-01 EK2-IDEM-02 EK2-IDEM-04", may: "ERR-4"},
		{name: "duplicates-renew-the-date", kind: WrongValue, does: "A refused duplicate changes the date of the first order.",
			answer: replacing(on("GetOrder", at("//Data/DateCreated", text("2027-01-01T10:00:00")))), breaks: "EK2-IDEM-01", may: "EK2-IDEM GET ERR-4"},
		{name: "duplicates-accepted-at-once", kind: Race, does: "AddOrder accepts a number twice when both come at the same moment.",
			ask: add(atOnce()), answer: restored, breaks: "EK2-IDEM-04", race: true},
		{name: "retry-after-lost-answer-accepted", kind: Race, does: "AddOrder accepts a number again when the client hung up before the first answer.",
			ask: add(ask), answer: add(answer), breaks: "EK2-IDEM-04", may: "EK2-IDEM-01 EK2-GET-01", race: true},
		{name: "charged-twice", kind: Duplicated, does: "AddOrder charges for every order twice.",
			answer: add(placed(charges)), breaks: "EK2-IDEM-04"},
		{name: "line-number-used-before-accepted", kind: Accepted, does: "AddOrder accepts a line number that another order has.",
			ask: add(linesOf), answer: func(c *call) {
				if c.own != "" {
					raw(c.own, c.own[:len(c.own)-1])(c)
				}
			}, breaks: "EK2-IDEM-02", may: "ERR-4"},
		{name: "line-number-refused-leaves-an-order", kind: Extra, does: "An order with a line number that is taken is refused and exists.",
			answer: add(refused("4", leaves)), breaks: "EK2-IDEM-02", may: "ERR-4 IDEM-03"},
		{name: "line-number-twice-accepted", kind: Accepted, does: "AddOrder accepts an order with one line number twice.",
			ask: add(func(c *call) {
				c.edit(func(d *etree.Document) {
					if all := d.FindElements("//OrderLineNum"); len(all) == 2 && all[0].Text() == all[1].Text() {
						all[1].SetText(all[1].Text() + "b")
					}
				})
			}), breaks: "EK2-IDEM-03"},
		{name: "line-number-twice-keeps-one", kind: Lost, does: "AddOrder keeps one of two lines with the same number.",
			ask: add(func(c *call) {
				c.edit(func(d *etree.Document) {
					if all := d.FindElements("//OrderLineNum"); len(all) == 2 && all[0].Text() == all[1].Text() {
						remove(all[1].Parent())
					}
				})
			}), breaks: "EK2-IDEM-03"},
	}
}

// eKey2Prices are breaches of prices, of balances and of secrecy.
func eKey2Prices() []row {
	return []row{
		{name: "prices-without-blocked", kind: Missing, does: "GetPriceChanges leaves out Blocked.",
			answer: on("GetPriceChanges", at("//Blocked", remove)), breaks: "EK2-PRC-01 EK2-SCH-GetPriceChanges", may: "ERR- ADD-"},
		{name: "price-without-fulfillmenttype", kind: Missing, does: "GetPriceChanges leaves out the FulfillmentType of one product.",
			answer: on("GetPriceChanges", first("//FulfillmentType", remove)), breaks: "EK2-PRC-01 EK2-SCH-GetPriceChanges"},
		{name: "prices-not-charged", kind: WrongValue, does: "GetPriceChanges gives higher prices than are charged.",
			answer: on("GetPriceChanges", at("//PriceContract/Price", func(e *etree.Element) { e.SetText("1" + e.Text()) })), breaks: "EK2-IDEM-04"},
		{name: "above-balance-leaves-an-order", kind: Extra, does: "An order above the balance is refused and a part of it exists.",
			answer: add(refused("6", leaves)), breaks: "EK2-BAL-01", may: "ERR-6"},
		{name: "above-balance-charged", kind: WrongValue, does: "An order above the balance is refused and charged for in part.",
			answer: add(refused("6", charges)), breaks: "EK2-BAL-01"},
		{name: "balance-never-changes", kind: Stale, does: "CheckLimits always gives the same amounts.",
			answer: on("CheckLimits", rounded), breaks: "EK2-IDEM-04"},
		{name: "stack-trace", kind: Leaked, does: "AddOrder answers an unknown product with a stack trace.",
			answer: add(func(c *call) {
				if c.code() == "2" {
					at("//Errors/string", text("System.NullReferenceException\r\n   at Mont.B2B.Orders.Find(String s)"))(c)
				}
			}), breaks: "EK2-SEC-01"},
		{name: "currency-wrong", kind: WrongValue, does: "Lines are in another currency than the product.",
			answer: either(at(line+"/Currency", otherCurrency)), breaks: "EK2-ADD-10"},
		{name: "failed-line-without-text", kind: Missing, does: "A failed line has no error text.",
			answer: either(at(line+"/ErrorText", empty)), breaks: "EK2-ADD-09"},
		{name: "done-line-with-a-code", kind: Extra, does: "Lines that did not fail have an error code.",
			answer: either(at(line+"/ErrorCode", text("101"))), breaks: "EK2-ADD-09"},
		{name: "quotes-find-an-order", kind: Leaked, does: "GetOrder gives an order for a number with quotes.",
			answer: get(func(c *call) {
				if has([]byte(c.number), "OR '1'") {
					c.take(c.fetch("GetOrder/"+c.proxy.latest, ""))
				}
			}), breaks: "EK2-SEC-01"},
		{name: "markup-dropped-from-line-numbers", kind: Accepted, does: "AddOrder drops markup from line numbers and places the order.",
			answer: add(func(c *call) {
				if has(c.sent, "-1&lt;script") {
					c.take(c.extra(c.number))
				}
			}), breaks: "EK2-SEC-01"},
		{name: "long-line-number-another-code", kind: WrongValue, does: "AddOrder refuses long line numbers with code 24.",
			answer: longLine("24"), breaks: "EK2-ERR-25"},
	}
}
