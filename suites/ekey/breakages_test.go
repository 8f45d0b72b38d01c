package ekey_test

import (
	"strconv"

	"github.com/beevik/etree"

	"github.com/montcheck/montcheck/schemas"
)

type tree = etree.Document

// breakages are the services that break the contract.
func breakages() []breakage {
	return append(breakages1(), breakages2()...)
}

// breakages1 are breakages of version 1.
func breakages1() []breakage {
	add, get := func(r rewrite) rewrite { return v1("AddOrder", r) }, func(r rewrite) rewrite { return v1("GetOrder", r) }
	orders := func(r rewrite) rewrite { return v1("AddOrder GetOrder", r) }
	lostAsk, lostAnswer := lost()
	done := func(r rewrite) rewrite { return where(schemas.Done, r) }
	rows := []breakage{
		// Schemas.
		{name: "1: PartNum before quantity", answer: orders(first("/TransactionOrderLine/quantity", last)), fails: "EKY-SCH-01 EKY-SCH-02 EKY-SCH-03"},
		{name: "1: Status first in GetOrder", answer: get(first("/TransactionOrderLine/OrderNum", last)), fails: "EKY-SCH-03"},
		{name: "1: an order has a namespace", answer: add(raw("<TransactionOrderLine", `<TransactionOrderLine xmlns="urn:mont"`)), fails: "EKY-SCH-01", also: "EKY-SCH"},
		{name: "1: no Links", answer: add(done(first("/TransactionOrderLine/Links", remove))), fails: "EKY-SCH-01", also: "ADD-04 GET-01"},
		{name: "1: DateOn twice", answer: add(done(first("/TransactionOrderLine/DateOn", double))), fails: "EKY-SCH-01"},
		{name: "1: DateOn as people write it", answer: orders(at("/TransactionOrderLine/DateOn", text("21.11.2026 10:00:00"))), fails: "EKY-SCH-01 EKY-SCH-02 EKY-SCH-03", also: "GET IDEM"},
		{name: "1: an order in process has Errors", answer: add(where(schemas.InProcess, at("//Errors", child("Details", "None")))), fails: "EKY-ADD-05 EKY-SCH-02"},
		{name: "1: an order in process has a key", answer: add(where(schemas.InProcess, at("//Keys", key1))), fails: "EKY-ADD-05 EKY-SCH-02", also: "EKY-ADD-03"},
		{name: "1: GetOrder gives an order in process a key", answer: get(where(schemas.InProcess, at("//Keys", key1))), fails: "EKY-SCH-03", also: "EKY-ADD-03"},
		{name: "1: a done order has Errors", answer: add(done(at("//Errors", child("Details", "None")))), fails: "EKY-SCH-01"},
		{name: "1: BusinessError without ErrorDetails", answer: orders(at("/BusinessError/ErrorDetails", remove)), fails: "EKY-SCH-04"},
		{name: "1: BusinessError with its code first", answer: orders(first("/BusinessError/ErrorDetails", last)), fails: "EKY-SCH-04"},
		{name: "1: BusinessError with a code in words", answer: orders(at("/BusinessError/ErrorCode", text("Duplicate"))), fails: "EKY-SCH-04 EKY-ERR-02 EKY-IDEM-01", also: "ERR IDEM"},
		{name: "1: BusinessError with status 200", answer: orders(func(c *call) {
			if c.code() != "" {
				c.status = 200
			}
		}), fails: "EKY-ERR-02 EKY-ERR-13 EKY-IDEM-01", also: "EKY-ERR EKY-IDEM EKY-GET"},
		{name: "1: GetOrder refuses with status 200", answer: get(func(c *call) {
			if c.code() != "" {
				c.status = 200
			}
		}), fails: "EKY-GET-02"},

		// What an order gives back.
		{name: "1: another OrderNum", answer: add(done(at("//OrderNum", suffix("0")))), fails: "EKY-ADD-01 EKY-ADD-10 EKY-GET-01 EKY-GET-03", also: "IDEM SEC ADD-03"},
		{name: "1: another PartNum", answer: add(done(at("//PartNum", suffix("X")))), fails: "EKY-ADD-01 EKY-ADD-10 EKY-GET-01 EKY-GET-03", also: "IDEM AUTH"},
		{name: "1: another quantity", answer: orders(done(at("//quantity", text("7")))), fails: "EKY-ADD-01 EKY-ADD-10 EKY-GET-03", also: "IDEM AUTH"},
		{name: "1: a status misspelt", answer: orders(at("//Status[text()='"+schemas.Done+"']", text("Завершён успешно"))), fails: "EKY-ADD-02", also: "EKY- AUTH"},
		{name: "1: a status in English", answer: get(at("//Status[text()='"+schemas.Failed+"']", text("Failed"))), fails: "EKY-ADD-02", also: "EKY-"},
		{name: "1: a key short", answer: orders(done(first("//ProductKey[2]", remove))), fails: "EKY-ADD-03"},
		{name: "1: a key twice", answer: orders(done(where("</ProductKey><ProductKey>", func(c *call) {
			c.edit(func(d *tree) {
				all := d.FindElements("//ActiveKey")
				all[1].SetText(all[0].Text())
			})
		}))), fails: "EKY-ADD-03"},
		{name: "1: no SequenceNumber", answer: orders(at("//ProductKey/SequenceNumber", remove)), fails: "EKY-ADD-03 EKY-SCH-01 EKY-SCH-03"},
		{name: "1: keys of the same order number the same across orders", answer: orders(done(at("//ProductKey[1]/ActiveKey", text("AAAA-BBBB-CCCC")))), fails: "EKY-ADD-03"},
		{name: "1: links of no key", answer: orders(at("//ProductLink/VendorClientTransactionId", text("00000000-0000-4000-8000-000000000001"))), fails: "EKY-ADD-04"},
		{name: "1: no link address", answer: orders(at("//ProductLink/Link", remove)), fails: "EKY-ADD-04", also: "SCH"},
		{name: "1: final state left again", answer: get(leaving(schemas.InProcess, schemas.Done, "//Status")), fails: "EKY-ADD-06", also: "EKY-"},
		{name: "1: an order never fails", answer: get(func(c *call) {
			where(schemas.Failed, func(c *call) {
				at("//Status", text(schemas.Done))(c)
				at("//Errors", empty)(c)
			})(c)
		}), fails: "EKY-ADD-06", also: "EKY-SCH-03 ADD-07"},
		{name: "1: a failed order without Code", answer: orders(where(schemas.Failed, at("//Errors/Code", remove))), fails: "EKY-ADD-07 EKY-ERR-11", also: "SCH"},
		{name: "1: a failed order has keys", answer: get(where(schemas.Failed, at("//Keys", key1))), fails: "EKY-ADD-07", also: "SCH"},
		{name: "1: a legal entity's form is refused", answer: add(func(c *call) { asked(c, "CustomerOrganization", refuse1("9")) }), fails: "EKY-ADD-08"},
		{name: "1: a person's form is refused", answer: add(func(c *call) { asked(c, "<Email>", refuse1("9")) }), fails: "EKY-ADD-08", also: "ADD-09 ERR-10"},
		{name: "1: renewals are refused", answer: add(func(c *call) { asked(c, "oldLicenceInfo", refuse1("10")) }), fails: "EKY-ADD-09"},
		{name: "1: quantity must come last", answer: add(func(c *call) { asked(c, "</quantity><PartNum>", refuse1("7")) }), fails: "EKY-ADD-10"},

		// GetOrder.
		{name: "1: GetOrder gives another key", answer: get(done(at("//ActiveKey", suffix("Z")))), fails: "EKY-GET-01", also: "IDEM-04 IDEM-05 GET-03"},
		{name: "1: GetOrder gives another key the second time", answer: get(again(done(at("//ActiveKey", suffix("Z"))))), fails: "EKY-GET-01", also: "IDEM AUTH GET-03"},
		{name: "1: GetOrder gives another date", answer: get(done(at("//DateOn", text("2026-01-01T10:00:00")))), fails: "EKY-GET-01", also: "IDEM-04 IDEM-05 GET-03"},
		{name: "1: GetOrder loses the links", answer: get(done(at("//Links", empty))), fails: "EKY-GET-01", also: "SCH"},
		{name: "1: GetOrder loses the first key", answer: get(done(first("//ProductKey", remove))), fails: "EKY-GET-01", also: "IDEM AUTH GET-03"},
		{name: "1: GetOrder loses a key's DateAdd", answer: get(done(at("//ProductKey/DateAdd", remove))), fails: "EKY-SCH-03 EKY-GET-01", also: "GET-03"},
		{name: "1: the date of keys changes at each call", answer: get(again(done(at("//ProductKey/DateAdd", text("2026-01-01T10:00:00+03:00"))))), fails: "EKY-GET-01", also: "IDEM AUTH GET-03"},
		{name: "1: the slow order's key changes at each call", answer: get(func(c *call) {
			if textOf(c.body, "//PartNum") == c.proxy.special.FinishesLater {
				c.proxy.extras++
				at("//ActiveKey", suffix(strconv.Itoa(c.proxy.extras)))(c)
			}
		}), fails: "EKY-GET-01"},
		{name: "1: an unknown number gives the last order", answer: get(refused("2", func(c *call) { accepts(c) })), fails: "EKY-GET-02 EKY-ERR-13", also: "IDEM AUTH ERR BAL"},
		{name: "1: an unknown number gives an empty answer", answer: get(refused("2", func(c *call) { c.status, c.body = 200, nil })), fails: "EKY-GET-02", also: "XML-01 AUTH"},
		{name: "1: numbers are not decoded", ask: get(func(c *call) { c.URL.RawPath = ""; c.URL.Path = replace(c.URL.Path, " ", "%20") }), fails: "EKY-GET-03"},
		{name: "1: another partner sees the order", ask: get(asPartner), fails: "MNT-AUTH-04"},

		// Once only.
		{name: "1: duplicates are accepted", answer: add(refused("3", accepts)), fails: "EKY-IDEM-01 EKY-IDEM-03 EKY-IDEM-04 EKY-IDEM-05 EKY-IDEM-07"},
		{name: "1: duplicates are answered with the first order", answer: add(refused("3", func(c *call) { c.take(c.order(c.number)) })), fails: "EKY-IDEM-01 EKY-IDEM-04 EKY-IDEM-05 EKY-IDEM-07"},
		{name: "1: duplicates are refused and charged", answer: add(refused("3", charges)), fails: "EKY-IDEM-03 EKY-IDEM-04 EKY-IDEM-05"},
		{name: "1: duplicates replace the order", answer: orders(replacing(at("//ActiveKey", suffix("2")))), fails: "EKY-IDEM-02 EKY-IDEM-07", also: "IDEM GET AUTH"},
		{name: "1: duplicates renew the date", answer: orders(replacing(at("//DateOn", text("2027-01-01T10:00:00")))), fails: "EKY-IDEM-02 EKY-IDEM-04 EKY-IDEM-05 EKY-IDEM-07", also: "GET AUTH"},
		{name: "1: duplicates at the same moment are accepted", ask: add(atOnce()), answer: restored, fails: "EKY-IDEM-04", race: true},
		{name: "1: the retry after a lost answer is accepted", ask: add(lostAsk), answer: add(lostAnswer), fails: "EKY-IDEM-05", race: true},
		{name: "1: orders are charged twice", answer: v1("AddOrder", placed(charges)), fails: "EKY-BAL-02 EKY-IDEM-04 EKY-IDEM-05"},
		{name: "1: another product under a number is accepted", answer: add(refused("3", func(c *call) {
			if textOf(c.sent, "//PartNum") != c.proxy.plain {
				accepts(c)
			}
		})), fails: "EKY-IDEM-07"},
		{name: "1: another quantity under a number is accepted", answer: add(refused("3", func(c *call) {
			if textOf(c.sent, "//PartNum") == c.proxy.plain && textOf(c.sent, "//quantity") != c.proxy.quantity {
				accepts(c)
			}
		})), fails: "EKY-IDEM-07"},
		{name: "1: a number once refused is refused as unknown for ever", answer: add(again(func(c *call) {
			if c.accepted() {
				refuse1("2")(c)
			}
		})), fails: "EKY-IDEM-06", also: "IDEM-05"},

		// Refusals.
		{name: "1: status 400 for what is refused", answer: add(func(c *call) {
			if c.code() != "" {
				c.status = 400
			}
		}), fails: "EKY-ERR-02 EKY-ERR-06 EKY-ERR-07 EKY-IDEM-01", also: "EKY-ERR EKY-IDEM"},
		{name: "1: a broken body places the order", ask: add(func(c *call) {
			if c.broken == nil && c.tree() == nil && !has(c.sent, "DOCTYPE") && !has(c.sent, "&#") {
				c.sent = append(c.sent, "</TransactionOrderLine>"...)
			}
		}), fails: "EKY-ERR-07", also: "SEC"},
		{name: "1: an order without quantity is of one", ask: add(func(c *call) {
			if has(c.sent, "PartNum") && !has(c.sent, "<quantity") {
				c.edit(func(d *tree) { d.Root().CreateElement("quantity").SetText(c.proxy.quantity) })
			}
		}), fails: "EKY-ERR-07"},
		{name: "1: an empty OrderNum is accepted", ask: add(func(c *call) { at("//OrderNum[text()='']", text("made-up"))(c) }), fails: "EKY-ERR-06"},
		{name: "1: out of stock has another code", answer: orders(at("//Errors/Code[text()='11']", text("4"))), fails: "EKY-ERR-11"},
		{name: "1: out of stock says nothing", answer: orders(where("<Code>11<", at("//Errors/Details", empty))), fails: "EKY-ERR-11", also: "SCH"},
		{name: "1: refused orders are charged", answer: add(refused("2", charges)), fails: "EKY-ERR-13 EKY-BAL-02"},
		{name: "1: refused orders exist", answer: add(refused("2", leaves)), fails: "EKY-ERR-13", also: "BAL-02 IDEM-06"},
		{name: "1: orders refused for their form exist", answer: add(refused("7", leaves)), fails: "EKY-ERR-13", also: "BAL-02 ERR-07"},
		{name: "1: orders that the vendor refuses exist", answer: add(refused("4", leaves)), fails: "EKY-ERR-13"},
		{name: "1: orders of blocked products exist", answer: add(refused("8", leaves)), fails: "EKY-ERR-13"},
		{name: "1: orders above the limit exist", answer: add(refused("5", leaves)), fails: "EKY-ERR-13"},
		{name: "1: CheckMyBalance gives status 500", answer: v1("CheckMyBalance", status(500)), fails: "EKY-BAL-01", also: "MNT-AUTH BAL-02"},
		{name: "1: CheckMyBalance gives no XML", answer: v1("CheckMyBalance", func(c *call) { c.body = []byte("100.00") }), fails: "EKY-BAL-01", also: "XML-01 BAL-02"},
		{name: "1: the balance never changes", answer: v1("CheckMyBalance", at("//Available", text("5000.00"))), fails: "EKY-BAL-02", also: "IDEM"},

		// Hostile input.
		{name: "1: a stack trace", answer: add(func(c *call) {
			if has(c.sent, "DOCTYPE") {
				c.status, c.body = 500, []byte("<BusinessError><ErrorDetails>System.Xml.XmlException: DTD\r\n   at System.Xml.XmlTextReaderImpl.Throw(Exception e)</ErrorDetails><ErrorCode>7</ErrorCode></BusinessError>")
			}
		}), fails: "EKY-SEC-01"},
		{name: "1: an internal entity is resolved", answer: add(func(c *call) {
			if has(c.sent, "montcheck-entity") {
				c.status, c.body = 500, []byte("<BusinessError><ErrorDetails>No product montcheck-entity</ErrorDetails><ErrorCode>2</ErrorCode></BusinessError>")
			}
		}), fails: "EKY-SEC-01"},
		{name: "1: an external entity is resolved", answer: add(func(c *call) {
			if has(c.sent, "SYSTEM") {
				c.status, c.body = 500, []byte("<BusinessError><ErrorDetails>No product left-web.mont.local-right</ErrorDetails><ErrorCode>2</ErrorCode></BusinessError>")
			}
		}), fails: "EKY-SEC-01"},
		{name: "1: a page of ASP.NET shows the source", answer: add(func(c *call) {
			if has(c.sent, "OR '1'") {
				c.status, c.body = 500, []byte("<html><body><h1>Unclosed quotation mark after the character string</h1><b>Source Error:</b> c:\\inetpub\\B2B\\Orders.cs:42</body></html>")
				c.header.Set("Content-Type", "text/html")
			}
		}), fails: "EKY-SEC-01"},
		{name: "1: quotes place an order of another", answer: add(func(c *call) {
			if has(c.sent, "OR '1'") {
				accepts(c)
			}
		}), fails: "EKY-SEC-01"},
		{name: "1: text is cut", answer: add(done(at("//OrderNum", func(e *etree.Element) { e.SetText(replace(e.Text(), "+&", "")) }))), fails: "EKY-GET-03"},
	}
	for _, r := range []struct{ code, id, also string }{
		{"2", "EKY-ERR-02", "IDEM-06 ERR-13"}, {"4", "EKY-ERR-04", ""}, {"5", "EKY-ERR-05", ""}, {"6", "EKY-ERR-06", ""},
		{"7", "EKY-ERR-07", "ERR-13"}, {"8", "EKY-ERR-08", ""}, {"9", "EKY-ERR-09", ""}, {"10", "EKY-ERR-10", ""},
	} {
		rows = append(rows,
			breakage{name: "1: another code than " + r.code, answer: add(refused(r.code, at("//ErrorCode", text("1")))), fails: r.id, also: r.also},
			breakage{name: "1: accepted instead of code " + r.code, answer: add(refused(r.code, accepts)), fails: r.id, also: r.also + " BAL-02 SEC IDEM-06 SCH ERR-13"})
	}
	return append(rows, breakage{name: "1: another code than 3", answer: add(refused("3", at("//ErrorCode", text("2")))), fails: "EKY-IDEM-01 EKY-IDEM-04 EKY-IDEM-05 EKY-IDEM-07"})
}
