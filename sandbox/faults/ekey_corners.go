package faults

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/beevik/etree"
)

// ordersWith keeps a hook to all calls for orders whose request held a text.
func ordersWith(text string, h hook) hook {
	marked := map[string]bool{}
	return func(c *call) {
		if c.method == "AddOrder" && c.accepted() && has(c.sent, text) {
			marked[c.number] = true
		}
		if marked[c.number] && c.accepted() {
			h(c)
		}
	}
}

// ordersOf keeps a hook to orders of a scenario's product.
func ordersOf(which func(c *call) string, h hook) hook {
	return when(func(c *call) bool { return c.accepted() && has(c.body, ">"+which(c)+"<") }, h)
}

func finishesLater(c *call) string    { return c.proxy.host.Special.FinishesLater }
func finishesAndFails(c *call) string { return c.proxy.host.Special.FinishesAndFails }
func outOfStock(c *call) string       { return c.proxy.host.Special.OutOfStock }

// readAs has the service read a quantity otherwise than it is written.
func readAs(read func(string) string) hook {
	return add(at("//quantity", func(e *etree.Element) { e.SetText(read(e.Text())) }))
}

// forgetting accepts a number that is taken once its order is in some state.
func forgetting(state string) hook {
	in := map[string]bool{}
	return func(c *call) {
		if c.accepted() {
			in[c.number] = has(c.body, state)
		} else if c.method == "AddOrder" && in[c.number] && (c.code() == "3" || c.code() == "4") {
			accepts(c)
		}
	}
}

// usesUp lets some refusals use the order's number up.
func usesUp(codes string, refuse hook) (ask, answer hook) {
	gone := map[string]bool{}
	ask = add(when(func(c *call) bool { return gone[c.number] }, func(c *call) {
		c.put(500, "application/xml; charset=utf-8", "")
		refuse(c)
	}))
	answer = add(func(c *call) {
		if code := c.code(); code != "" && c.number != "" && strings.Contains(codes, " "+code+" ") {
			gone[c.number] = true
		}
	})
	return ask, answer
}

// refunds gives back a part of what an order was charged.
func refunds(part func(c *call, charged float64) float64) (ask, answer hook) {
	type balance struct{ Currency, Credit, Available string }
	look := func(c *call) map[string]balance {
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
	ask = add(func(c *call) { before = look(c) })
	answer = placed(func(c *call) {
		for currency, now := range look(c) {
			if charged := number(before[currency].Available) - number(now.Available); charged > 0 {
				c.proxy.steer("balance", fmt.Sprintf(`{"currency":%q,"credit":"%.2f"}`, currency, number(now.Credit)+part(c, charged)))
			}
		}
	})
	return ask, answer
}

// finding has GetOrder look for another number than it was asked for.
func finding(another func(c *call) string) hook {
	return get(func(c *call) { c.URL.Path, c.URL.RawPath = c.base()+"/GetOrder/"+another(c), "" })
}

// byBeginning finds an order by the beginning of its number, as LIKE does.
func byBeginning(c *call) string {
	for number := range c.proxy.first {
		if _, known := c.proxy.first[c.number]; !known && c.number != "" && strings.HasPrefix(number, c.number) {
			return number
		}
	}
	return c.number
}

// eKeyCorners are faults of version 1 that show only in some orders, or only later.
func eKeyCorners() []row {
	usedAsk, usedAnswer := usesUp(" 4 7 8 9 10 ", refuse1("3"))
	unitAsk, unitAnswer := refunds(func(c *call, charged float64) float64 {
		n, _ := strconv.ParseFloat(c.sentText("//quantity"), 64)
		return charged * (n - 1) / n
	})
	freeAsk, freeAnswer := refunds(func(c *call, charged float64) float64 {
		if has(c.sent, "oldLicenceInfo") {
			return charged
		}
		return 0
	})
	formAsk, formAnswer := refunds(func(c *call, charged float64) float64 {
		if has(c.sent, "CustomerOrganization") {
			return -charged
		}
		return 0
	})
	owed, calls := map[string]bool{}, 0
	return []row{
		{name: "renewal-another-quantity", kind: WrongValue, does: "AddOrder gives renewals another quantity than was ordered.",
			answer: add(ifSent("oldLicenceInfo", at("//quantity", text("7")))), breaks: "EKY-ADD-01", may: "EKY-GET-01 EKY-ADD-03"},
		{name: "organization-another-partnum", kind: WrongValue, does: "AddOrder gives an organization's order another part number.",
			answer: add(ifSent("CustomerOrganization", at("//PartNum", suffix("-L")))), breaks: "EKY-ADD-01", may: "EKY-GET-01"},
		{name: "in-process-another-quantity", kind: WrongValue, does: "AddOrder gives orders in process another quantity than was ordered.",
			answer: add(where(inProcess, at("//quantity", text("3")))), breaks: "EKY-ADD-01", may: "EKY-GET-01"},
		{name: "renewal-without-key", kind: Missing, does: "Renewals are done without a key.",
			answer: ordersWith("oldLicenceInfo", at("//Keys", empty)), breaks: "EKY-ADD-03", may: "EKY-ADD-04"},
		{name: "slow-order-without-key", kind: Missing, does: "An order that took its time is done without a key.",
			answer: ordersOf(finishesLater, whenDone(at("//Keys", empty))), breaks: "EKY-ADD-03", may: "EKY-ADD-04"},
		{name: "slow-order-key-without-transaction", kind: Missing, does: "The key of an order that took its time has no transaction.",
			answer: ordersOf(finishesLater, at("//ProductKey/VendorClientTransactionId", remove)), breaks: "EKY-ADD-03 EKY-SCH-03", may: "EKY-ADD-04"},
		{name: "licensed-order-has-two-keys", kind: Extra, does: "An order with a license form has a key too many.",
			answer: ordersWith("<endUserInfo>", whenDone(at("//Keys", key1))), breaks: "EKY-ADD-03"},
		{name: "licensed-order-unknown", kind: Lost, does: "GetOrder does not know orders with a license form.",
			answer: ordersWith("<endUserInfo>", get(refuse1("2"))), breaks: "EKY-GET-01", may: "EKY-SEC-01"},
		{name: "renewal-getorder-another-key", kind: WrongValue, does: "GetOrder gives renewals another key than AddOrder gave.",
			answer: ordersWith("oldLicenceInfo", get(at("//ActiveKey", suffix("R")))), breaks: "EKY-GET-01"},
		{name: "slow-order-date-moves", kind: WrongValue, does: "The date of an order moves when it is done.",
			answer: ordersOf(finishesLater, get(whenDone(at("//DateOn", text("2027-01-01T10:00:00"))))), breaks: "EKY-GET-01"},
		{name: "slow-order-quantity-grows", kind: WrongValue, does: "The quantity of an order is another when it is done.",
			answer: ordersOf(finishesLater, get(whenDone(both(at("//quantity", text("2")), at("//Keys", key1))))), breaks: "EKY-GET-01", may: "EKY-ADD-03"},
		{name: "failed-order-code-changes", kind: WrongValue, does: "GetOrder gives an order that failed another code at each call.",
			answer: ordersOf(finishesAndFails, get(func(c *call) {
				calls++
				at("//Errors/Code", text(strconv.Itoa(calls)))(c)
			})), breaks: "EKY-GET-01"},
		{name: "failed-with-a-link", kind: Extra, does: "GetOrder gives an order that failed a link.",
			answer: get(where(failed, at("//Links", func(e *etree.Element) {
				l := e.CreateElement("ProductLink")
				for _, m := range [][2]string{{"Link", "https://example.org/1"}, {"DateAdd", "2026-01-01T10:00:00+03:00"},
					{"VendorClientTransactionId", "00000000-0000-4000-8000-000000000001"}, {"linkTypeId", "1"}} {
					l.CreateElement(m[0]).SetText(m[1])
				}
			}))), breaks: "EKY-ADD-07", may: "EKY-SCH EKY-ADD-04"},
		{name: "out-of-stock-with-a-key", kind: Extra, does: "An order of what is out of stock has a key.",
			answer: ordersOf(outOfStock, add(at("//Keys", key1))), breaks: "EKY-ADD-07", may: "EKY-SCH EKY-GET-01"},
		{name: "out-of-stock-loses-its-details", kind: Lost, does: "GetOrder gives no text with an order of what is out of stock.",
			answer: ordersOf(outOfStock, get(at("//Errors/Details", empty))), breaks: "EKY-ADD-07", may: "EKY-SCH EKY-GET-01"},
		{name: "number-free-after-failure", kind: Accepted, does: "AddOrder accepts a number again once its order has failed.",
			answer: forgetting(failed), breaks: "EKY-IDEM-01"},
		{name: "number-free-while-in-process", kind: Accepted, does: "AddOrder accepts a number again while its order is in process.",
			answer: forgetting(inProcess), breaks: "EKY-IDEM-01"},
		{name: "renewals-placed-twice", kind: Accepted, does: "AddOrder accepts a number that is taken for a renewal.",
			answer: add(refused("3", ifSent("oldLicenceInfo", accepts))), breaks: "EKY-IDEM-01"},
		{name: "duplicates-charged-when-asked-for", kind: WrongValue, does: "A refused duplicate is charged when its order is asked for next.",
			answer: func(c *call) {
				if c.code() == "3" && c.method == "AddOrder" {
					owed[c.number] = true
				} else if c.method == "GetOrder" && owed[c.number] {
					delete(owed, c.number)
					c.extra(c.number)
				}
			}, breaks: "EKY-IDEM-03", may: "EKY-IDEM"},
		{name: "some-refusals-use-numbers-up", kind: WrongValue, does: "The number of an order that was refused for its product's sake is free, and of another it is taken.",
			ask: usedAsk, answer: usedAnswer, breaks: "EKY-IDEM-06"},
		{name: "quantity-wraps", kind: Accepted, does: "AddOrder keeps 32 bits of a quantity.", ask: readAs(func(s string) string {
			if n, err := strconv.ParseInt(s, 10, 64); err == nil && n > 0 {
				return strconv.Itoa(int(int32(n)))
			}
			return s
		}), breaks: "EKY-ERR-07"},
		{name: "quantity-with-comma-rounded", kind: Accepted, does: "AddOrder takes what stands before a comma for the quantity.", ask: readAs(func(s string) string { before, _, _ := strings.Cut(s, ","); return before }), breaks: "EKY-ERR-07"},
		{name: "quantity-with-exponent-accepted", kind: Accepted, does: "AddOrder takes a quantity with an exponent.", ask: readAs(func(s string) string { return strings.TrimSuffix(s, "e0") }), breaks: "EKY-ERR-07"},
		{name: "empty-partnum-takes-the-last", kind: Accepted, does: "AddOrder takes an empty part number for the one ordered last.",
			ask: add(func(c *call) {
				if has(c.sent, "<PartNum></PartNum>") {
					both(at("//PartNum", text(c.proxy.plain)), at("//quantity", text(c.proxy.quantity)))(c)
				}
			}), breaks: "EKY-ERR-07"},
		{name: "missing-form-leaves-an-order", kind: Extra, does: "An order without its license form is refused and exists.",
			answer: add(refused("9", leaves)), breaks: "EKY-ERR-13"},
		{name: "missing-old-key-leaves-an-order", kind: Extra, does: "A renewal without the former license is refused and exists.",
			answer: add(refused("10", leaves)), breaks: "EKY-ERR-13"},
		{name: "missing-form-charged", kind: WrongValue, does: "An order without its license form is refused and charged.",
			answer: add(refused("9", charges)), breaks: "EKY-ERR-13"},
		{name: "limit-forgets-the-quantity", kind: Accepted, does: "AddOrder holds the price of one unit against the credit limit.",
			answer: add(refused("5", func(c *call) {
				if c.sentText("//PartNum") != c.proxy.host.Special.CreditLimit {
					accepts(c)
				}
			})), breaks: "EKY-ERR-05"},
		{name: "one-unit-charged", kind: WrongValue, does: "AddOrder charges for one unit, whatever the quantity.", ask: unitAsk, answer: unitAnswer, breaks: "EKY-BAL-02", may: "EKY-IDEM"},
		{name: "renewals-free", kind: WrongValue, does: "Renewals are not charged.", ask: freeAsk, answer: freeAnswer, breaks: "EKY-BAL-02"},
		{name: "organizations-charged-twice", kind: WrongValue, does: "Orders of organizations are charged twice.", ask: formAsk, answer: formAnswer, breaks: "EKY-BAL-02"},
		{name: "balance-from-a-cache", kind: Stale, does: "CheckMyBalance answers every second time as it did before.", answer: on("CheckMyBalance", cached(2)), breaks: "EKY-BAL-02", may: "EKY-IDEM EKY-ERR-13"},
		{name: "getorder-by-the-beginning", kind: Leaked, does: "GetOrder finds an order by the beginning of its number.", ask: finding(byBeginning), breaks: "EKY-GET-02"},
		{name: "getorder-decodes-twice", kind: WrongValue, does: "GetOrder decodes the number in its address twice.",
			ask: finding(func(c *call) string {
				if twice, err := url.PathUnescape(c.number); err == nil {
					return twice
				}
				return c.number
			}), breaks: "EKY-GET-03"},
		{name: "getorder-number-ends-at-a-question-mark", kind: Lost, does: "GetOrder takes what stands behind a question mark in a number for a query.",
			ask: finding(func(c *call) string { before, _, _ := strings.Cut(c.number, "?"); return before }), breaks: "EKY-GET-03"},
		{name: "links-change-each-time", kind: WrongValue, does: "GetOrder gives ordinary products another link at each call.",
			answer: get(again(whenDone(at("//ProductLink/Link", func(e *etree.Element) { e.SetText(e.Text() + "&n=" + strconv.Itoa(len(e.Text()))) })))), breaks: "EKY-GET-01"},
		{name: "old-key-entity-resolved", kind: Leaked, does: "AddOrder resolves an external entity in the former license and shows the file.",
			answer: add(func(c *call) {
				if has(c.sent, "SYSTEM") && has(c.sent, "<ActivationKey>left-") {
					c.status, c.body = 500, []byte("<BusinessError><ErrorDetails>No key left-web.mont.local-right</ErrorDetails><ErrorCode>4</ErrorCode></BusinessError>")
				}
			}), breaks: "EKY-SEC-01"},
		{name: "getorder-shows-sql", kind: Leaked, does: "GetOrder answers quotes with an error of its database.",
			answer: get(func(c *call) {
				if strings.Contains(c.number, "OR '1'") {
					c.put(500, "application/xml; charset=utf-8", "<BusinessError><ErrorDetails>Unclosed quotation mark after the character string</ErrorDetails><ErrorCode>1</ErrorCode></BusinessError>")
				}
			}), breaks: "EKY-SEC-01"},
		{name: "getorder-does-not-escape", kind: Leaked, does: "GetOrder writes the markup in an order's number as it was sent.",
			answer: get(raw("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>")), breaks: "EKY-SEC-01", may: "EKY-SCH"},
	}
}
