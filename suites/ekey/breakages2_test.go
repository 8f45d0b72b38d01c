package ekey_test

import (
	"github.com/beevik/etree"
)

// breakages2 are breakages of version 2.
func breakages2() []breakage {
	add, get := func(r rewrite) rewrite { return v2("AddOrder", r) }, func(r rewrite) rewrite { return v2("GetOrder", r) }
	orders := func(r rewrite) rewrite { return v2("AddOrder GetOrder", r) }
	prices := func(r rewrite) rewrite { return v2("GetPriceChanges", r) }
	describe := func(r rewrite) rewrite { return v2("GetUserInfoDescriptionFor", r) }
	check := func(r rewrite) rewrite { return v2("CheckEndUserInfo", r) }
	lostAsk, lostAnswer := lost()
	line := "//OrderLineContract"
	rows := []breakage{
		// Envelope and schemas.
		{name: "2: no envelope", answer: get(func(c *call) {
			c.edit(func(d *tree) {
				if e := d.FindElement("//Data"); e != nil {
					d.SetRoot(e)
				}
			})
		}), fails: "EK2-ENV-01 EK2-GET-01", also: "XML-01 EK2 AUTH"},
		{name: "2: Errors before IsError", answer: add(first("//AddOrderResult/IsError", last)), fails: "EK2-ENV-01 EK2-SCH-AddOrder"},
		{name: "2: no Errors", answer: get(at("//GetOrderResult/Errors", remove)), fails: "EK2-ENV-01 EK2-SCH-GetOrder"},
		{name: "2: IsError false with a code", answer: orders(at("//IsError[text()='true']", text("false"))), fails: "EK2-ENV-02 EK2-ERR-2 EK2-ERR-3 EK2-IDEM-01", also: "EK2 MNT-AUTH-04"},
		{name: "2: IsError true with code 0", answer: add(refused("2", at("//ErrorCode", text("0")))), fails: "EK2-ENV-02 EK2-ERR-2"},
		{name: "2: orders come with a namespace", answer: orders(raw("<Data>", `<Data xmlns="urn:mont">`)), fails: "EK2-SCH-AddOrder EK2-SCH-GetOrder", also: "ENV"},
		{name: "2: members of an order swapped", answer: add(first("//Data/OrderNum", last)), fails: "EK2-SCH-AddOrder"},
		{name: "2: members of a line swapped in GetOrder", answer: get(first(line+"/PartNum", last)), fails: "EK2-SCH-GetOrder"},
		{name: "2: TotalSumm with a comma", answer: orders(at(line+"/TotalSumm", text("12,50"))), fails: "EK2-SCH-AddOrder EK2-SCH-GetOrder"},
		{name: "2: TotalSumm of another sum", answer: orders(at(line+"/TotalSumm", text("1"))), fails: "EK2-ADD-10"},
		{name: "2: no ClearBeforeUpdate", answer: prices(at("//ClearBeforeUpdate", remove)), fails: "EK2-SCH-GetPriceChanges"},
		{name: "2: a price with a comma", answer: prices(first("//PriceContract/Price", text("12,50"))), fails: "EK2-SCH-GetPriceChanges"},
		{name: "2: no MinLength", answer: describe(at("//MinLength", remove)), fails: "EK2-SCH-GetUserInfoDescriptionFor"},
		{name: "2: an unknown FieldType", answer: check(first("//FieldType", text("Colour"))), fails: "EK2-SCH-CheckEndUserInfo"},
		{name: "2: an unknown LimitType", answer: v2("CheckLimits", at("//LimitType", text("Endless"))), fails: "EK2-SCH-CheckLimits"},
		{name: "2: CheckLimits fails", answer: v2("CheckLimits", func(c *call) { c.status, c.body = 500, nil }), fails: "EK2-SCH-CheckLimits", also: "MNT-AUTH"},
		{name: "2: CheckLimits is an error page", answer: v2("CheckLimits", func(c *call) {
			c.status, c.body = 500, []byte("<html><body>Runtime Error</body></html>")
			header("Content-Type", "text/html")(c)
		}), fails: "EK2-SCH-CheckLimits", also: "MNT-AUTH"},

		// What an order gives back.
		{name: "2: another OrderNum", answer: add(at("//Data/OrderNum", suffix("0"))), fails: "EK2-ADD-01 EK2-ADD-02", also: "GET SEC"},
		{name: "2: a line is lost", answer: orders(swift(at(line+"[2]", remove))), fails: "EK2-ADD-01 EK2-ADD-02", also: "ADD-04 GET"},
		{name: "2: GetOrder loses a line", answer: get(swift(at(line+"[2]", remove))), fails: "EK2-GET-01", also: "ADD IDEM ERR-4"},
		{name: "2: a line twice", answer: orders(first(line, double)), fails: "EK2-ADD-01 EK2-ADD-02", also: "IDEM"},
		{name: "2: another quantity", answer: add(at(line+"/Quantity", text("7"))), fails: "EK2-ADD-01 EK2-ADD-02", also: "GET ADD-04 ADD-10"},
		{name: "2: lines carry the product of another", answer: orders(at(line+"[2]/PartNum", text("X-1"))), fails: "EK2-ADD-01 EK2-ADD-02"},
		{name: "2: line numbers of the service's own", answer: orders(at(line+"[1]/OrderLineNum", text("1"))), fails: "EK2-ADD-01 EK2-ADD-02", also: "SEC"},
		{name: "2: numbering by D0 is refused", answer: add(func(c *call) { asked(c, "-1</OrderLineNum>", refuse2("8")) }), fails: "EK2-ADD-01", also: "EK2"},
		{name: "2: a state that is not documented", answer: orders(at(line+"/OrderStatus[text()='3']", text("4"))), fails: "EK2-ADD-03", also: "EK2"},
		{name: "2: an order's state in words of no one", answer: orders(at("//Data/OrderStatus[text()='3']", text("Done"))), fails: "EK2-ADD-03", also: "EK2"},
		{name: "2: done before its lines are", answer: orders(at("//Data/OrderStatus", text("3"))), fails: "EK2-ADD-03", also: "ADD-04 GET"},
		{name: "2: in process though all lines are done", answer: add(swift(nth(2, at("//Data/OrderStatus", text("1"))))), fails: "EK2-ADD-03", also: "GET-02 SCH"},
		{name: "2: a whole order is 2", answer: get(func(c *call) {
			if has(c.body, "<OrderStatus>2<") {
				first("//Data/OrderStatus", text("2"))(c)
			}
		}), fails: "EK2-ADD-03"},
		{name: "2: states spelled Succeeded", answer: orders(at("//OrderStatus[text()='3']", text("Succeeded"))), fails: "EK2-ADD-08", also: "SCH"},
		{name: "2: keys in a line in process", answer: orders(func(c *call) {
			c.edit(func(d *tree) {
				for _, l := range d.FindElements(line) {
					if l.SelectElement("OrderStatus").Text() == "1" && l.SelectElement("Keys") != nil {
						l.SelectElement("Keys").CreateElement("OrderKeyContract").CreateElement("Key").SetText("AAAA")
					}
				}
			})
		}), fails: "EK2-ADD-04", also: "SCH"},
		{name: "2: done lines have no results", answer: orders(func(c *call) {
			for _, list := range []string{"Keys", "Links", "Files"} {
				at(line+"/"+list, empty)(c)
			}
		}), fails: "EK2-ADD-04", also: "GET-02"},
		{name: "2: a key short", answer: orders(first(line+"/Keys/OrderKeyContract", remove)), fails: "EK2-ADD-04"},
		{name: "2: a failed line has no ErrorCode", answer: orders(at(line+"/ErrorCode", func(e *etree.Element) {
			if e.Text() != "" {
				e.SetText("0")
			}
		})), fails: "EK2-ADD-09"},

		// Forms and subscriptions.
		{name: "2: filled forms are refused", answer: add(func(c *call) { asked(c, "<EndUserInfo>", refuse2("200")) }), fails: "EK2-ADD-05 EK2-ADD-06"},
		{name: "2: no field is described", answer: describe(at("//Descriptions", empty)), fails: "EK2-ADD-05 EK2-ADD-06", also: "FORM ERR-200 SCH-CheckEndUserInfo"},
		{name: "2: fields are described for another product", answer: describe(at("//RelatedPartNums/string", text("X-1"))), fails: "EK2-ADD-06", also: "ADD-05 FORM ERR-200"},
		{name: "2: no field is required", answer: describe(at("//Required", text("false"))), fails: "EK2-ADD-06", also: "ADD-05 FORM ERR-200"},
		{name: "2: a form without a required field is accepted", answer: add(func(c *call) {
			if code := c.code(); code != "" && has(c.sent, "<EndUserInfo>") && !has(c.sent, ">?<") && !has(c.sent, "xxxx") {
				accepts(c)
			}
		}), fails: "EK2-ADD-06"},
		{name: "2: a wrong form is not marked", answer: check(at("//HasError", text("false"))), fails: "EK2-FORM-01"},
		{name: "2: every form is marked", answer: check(at("//HasError", text("true"))), fails: "EK2-FORM-01 EK2-ADD-05", also: "ADD-06"},
		{name: "2: the wrong field is marked", answer: check(func(c *call) {
			c.edit(func(d *tree) {
				all := d.FindElements("//HasError")
				for i, e := range all {
					if e.Text() == "true" {
						e.SetText("false")
						all[(i+1)%len(all)].SetText("true")
						return
					}
				}
			})
		}), fails: "EK2-FORM-01"},
		{name: "2: a wrong form is an error of the call", answer: check(func(c *call) {
			if has(c.body, "<HasError>true") {
				refuse2("200")(c)
			}
		}), fails: "EK2-FORM-01"},
		{name: "2: subscriptions are refused", answer: add(func(c *call) { asked(c, "MontSubscriberId", refuse2("75")) }), fails: "EK2-ADD-07"},

		// Once only.
		{name: "2: duplicates are accepted", answer: add(refused("4", accepts)), fails: "EK2-IDEM-01 EK2-IDEM-02 EK2-IDEM-04", also: "ERR-4 IDEM-03"},
		{name: "2: duplicates are answered with the first order", answer: add(refused("4", func(c *call) { c.take(c.order(c.number)); raw("GetOrder", "AddOrder")(c) })), fails: "EK2-IDEM-01 EK2-IDEM-04", also: "IDEM-02 ERR-4"},
		{name: "2: duplicates are refused and charged", answer: add(refused("4", charges)), fails: "EK2-IDEM-01 EK2-IDEM-02 EK2-IDEM-04", also: "ERR-4"},
		{name: "2: duplicates replace the order", answer: replacing(v2("GetOrder", at("//Data/DateCreated", text("2027-01-01T10:00:00")))), fails: "EK2-IDEM-01", also: "EK2-IDEM GET ERR-4"},
		{name: "2: duplicates at the same moment are accepted", ask: add(atOnce()), answer: restored, fails: "EK2-IDEM-04", race: true},
		{name: "2: the retry after a lost answer is accepted", ask: add(lostAsk), answer: add(lostAnswer), fails: "EK2-IDEM-04", race: true},
		{name: "2: orders are charged twice", answer: v2("AddOrder", placed(charges)), fails: "EK2-IDEM-04"},
		{name: "2: line numbers count within an order only", ask: add(linesOf), answer: func(c *call) {
			if c.own != "" {
				raw(c.own, c.own[:len(c.own)-1])(c)
			}
		}, fails: "EK2-IDEM-02", also: "ERR-4"},
		{name: "2: an order with a used line number is refused and exists", answer: add(refused("4", leaves)), fails: "EK2-IDEM-02", also: "ERR-4 IDEM-03"},
		{name: "2: a line number twice in an order is accepted", ask: add(func(c *call) {
			c.edit(func(d *tree) {
				if all := d.FindElements("//OrderLineNum"); len(all) == 2 && all[0].Text() == all[1].Text() {
					all[1].SetText(all[1].Text() + "b")
				}
			})
		}), fails: "EK2-IDEM-03"},
		{name: "2: a line number twice in an order keeps one line", ask: add(func(c *call) {
			c.edit(func(d *tree) {
				if all := d.FindElements("//OrderLineNum"); len(all) == 2 && all[0].Text() == all[1].Text() {
					remove(all[1].Parent())
				}
			})
		}), fails: "EK2-IDEM-03"},

		// GetOrder.
		{name: "2: GetOrder gives another key", answer: get(at(line+"/Keys//*", leafSuffix)), fails: "EK2-GET-01", also: "IDEM ERR-4"},
		{name: "2: GetOrder gives another key the second time", answer: get(again(at(line+"/Keys//*", leafSuffix))), fails: "EK2-GET-01", also: "IDEM ERR-4"},
		{name: "2: GetOrder gives another date", answer: get(at("//Data/DateCreated", text("2026-01-01T10:00:00"))), fails: "EK2-GET-01", also: "IDEM ERR-4"},
		{name: "2: GetOrder gives another date of lines", answer: get(at(line+"/DateCreated", text("2026-01-01T10:00:00"))), fails: "EK2-GET-01"},
		{name: "2: GetOrder loses the links", answer: get(at(line+"/Links", empty)), fails: "EK2-GET-01", also: "GET-02 ADD-04"},
		{name: "2: final state left again", answer: get(leaving("1", "3", line+"[2]/OrderStatus")), fails: "EK2-GET-01", also: "ADD-04 ADD-03"},
		{name: "2: one line leaves failure", answer: get(leaving("3", "2", line+"[2]/OrderStatus")), fails: "EK2-GET-01", also: "ADD-04 ADD-03 ADD-09"},
		{name: "2: one line's end is undone while another is in process", answer: get(func(c *call) {
			if slow(c) {
				nthOf(c, at(line+"[1]/OrderStatus", text("1")))
			}
		}), fails: "EK2-GET-01", also: "ADD-04 ADD-03"},
		{name: "2: links stay the same", answer: orders(at(line+"/Links//*", func(e *etree.Element) {
			if len(e.ChildElements()) == 0 {
				e.SetText("https://example.org/1")
			}
		})), fails: "EK2-GET-02", also: "SCH"},
		{name: "2: links are gone after a day", answer: get(func(c *call) {
			if c.proxy.days() {
				at(line+"/Links", empty)(c)
			}
		}), fails: "EK2-GET-02", also: "GET-01"},
		{name: "2: orders are gone after a day", answer: get(func(c *call) {
			if c.proxy.days() {
				refuse2("3")(c)
			}
		}), fails: "EK2-GET-02", also: "GET IDEM"},
		{name: "2: another partner sees the order", ask: get(asPartner), fails: "MNT-AUTH-04"},

		// Prices and balance.
		{name: "2: no Blocked in the price list", answer: prices(at("//Blocked", remove)), fails: "EK2-PRC-01 EK2-SCH-GetPriceChanges", also: "ERR-10"},
		{name: "2: no FulfillmentType of one product", answer: prices(first("//FulfillmentType", remove)), fails: "EK2-PRC-01 EK2-SCH-GetPriceChanges"},
		{name: "2: prices are higher than what is charged", answer: prices(at("//PriceContract/Price", func(e *etree.Element) { e.SetText("1" + e.Text()) })), fails: "EK2-IDEM-04"},
		{name: "2: an order above the balance is placed in part", answer: add(refused("6", leaves)), fails: "EK2-BAL-01", also: "ERR-6"},
		{name: "2: an order above the balance is charged in part", answer: add(refused("6", charges)), fails: "EK2-BAL-01"},
		{name: "2: the balance never changes", answer: v2("CheckLimits", rounded), fails: "EK2-IDEM-04"},
		{name: "2: a stack trace", answer: add(func(c *call) {
			if c.code() == "2" {
				at("//Errors/string", text("System.NullReferenceException\r\n   at Mont.B2B.Orders.Find(String s)"))(c)
			}
		}), fails: "EK2-SEC-01"},
		{name: "2: a currency of no product's", answer: orders(at(line+"/Currency", text("EUR"))), fails: "EK2-ADD-10"},
		{name: "2: a failed line says no text", answer: orders(at(line+"/ErrorText", empty)), fails: "EK2-ADD-09"},
		{name: "2: every line has an error", answer: orders(at(line+"/ErrorCode", text("101"))), fails: "EK2-ADD-09"},
		{name: "2: quotes find an order", answer: get(func(c *call) {
			if has([]byte(c.number), "OR '1'") {
				c.take(c.fetch("GetOrder/"+c.proxy.latest, ""))
			}
		}), fails: "EK2-SEC-01"},
		{name: "2: markup is dropped from line numbers", answer: add(func(c *call) {
			if has(c.sent, "-1&lt;script") {
				c.take(c.extra(c.number))
			}
		}), fails: "EK2-SEC-01"},
		{name: "2: long line numbers have another code", answer: longLine("24"), fails: "EK2-ERR-25"},
	}
	for _, r := range []struct{ code, id, also, orderGap string }{
		{"2", "EK2-ERR-2", "", ""}, {"6", "EK2-ERR-6", "BAL-01", ""}, {"8", "EK2-ERR-8", "", ""}, {"10", "EK2-ERR-10", "PRC-01", ""}, {"12", "EK2-ERR-12", "ADD-05", ""}, {"17", "EK2-ERR-17", "", ""},
		{"71", "EK2-ERR-71", "", "no number, nothing to ask for"}, {"72", "EK2-ERR-72", "", ""}, {"75", "EK2-ERR-75", "", ""}, {"87", "EK2-ERR-87", "ADD-07", ""}, {"200", "EK2-ERR-200", "ADD-06", ""},
	} {
		rows = append(rows,
			breakage{name: "2: another code than " + r.code, answer: add(refused(r.code, at("//ErrorCode", text("1")))), fails: r.id, also: r.also},
			breakage{name: "2: accepted instead of code " + r.code, answer: add(refused(r.code, accepts)), fails: r.id, also: r.also + " SCH SEC"},
			breakage{name: "2: refused with code " + r.code + ", and exists", answer: add(refused(r.code, leaves)), fails: r.id, also: r.also, knownGap: r.orderGap})
	}
	return append(rows,
		breakage{name: "2: another code than 4", answer: add(refused("4", at("//ErrorCode", text("1")))), fails: "EK2-IDEM-04 EK2-ERR-4"},
		breakage{name: "2: another code than 3", answer: get(refused("3", at("//ErrorCode", text("2")))), fails: "EK2-ERR-3"})
}

// linesOf gives the line numbers of a request a mark of their order, where
// they do not start with its number.
func linesOf(c *call) {
	c.edit(func(d *tree) {
		for _, e := range d.FindElements("//OrderLineNum") {
			if c.number != "" && !has([]byte(e.Text()), c.number) {
				c.own = e.Text() + "~"
				e.SetText(c.own)
			}
		}
	})
}

func leafSuffix(e *etree.Element) {
	if len(e.ChildElements()) == 0 && e.Text() != "" {
		e.SetText(e.Text() + "1")
	}
}
