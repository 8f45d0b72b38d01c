package faults

import (
	"strings"

	"github.com/beevik/etree"
)

// eKeyRefusals are refusals that are none, or not only that.
func eKeyRefusals() []row {
	return []row{
		{name: "refusals-status-400", kind: WrongStatus, does: "AddOrder refuses with status 400.",
			answer: add(func(c *call) {
				if c.code() != "" {
					c.status = 400
				}
			}), breaks: "EKY-ERR-02 EKY-ERR-06 EKY-ERR-07 EKY-IDEM-01", may: "EKY-ERR EKY-IDEM"},
		{name: "broken-body-accepted", kind: Accepted, does: "AddOrder places the order of a body that breaks off.",
			ask: add(func(c *call) {
				if c.broken == nil && c.tree() == nil && !has(c.sent, "DOCTYPE") && !has(c.sent, "&#") {
					c.sent = append(c.sent, "</TransactionOrderLine>"...)
				}
			}), breaks: "EKY-ERR-07", may: "SEC"},
		{name: "no-quantity-accepted", kind: Accepted, does: "AddOrder takes an order without a quantity for one of some.",
			ask: add(func(c *call) {
				if has(c.sent, "PartNum") && !has(c.sent, "<quantity") {
					c.edit(func(d *etree.Document) { d.Root().CreateElement("quantity").SetText(c.proxy.quantity) })
				}
			}), breaks: "EKY-ERR-07"},
		{name: "empty-number-accepted", kind: Accepted, does: "AddOrder gives an order without a number one of its own.",
			ask: add(func(c *call) { at("//OrderNum[text()='']", text("made-up"))(c) }), breaks: "EKY-ERR-06"},
		{name: "out-of-stock-another-code", kind: WrongValue, does: "An order of what is out of stock fails with code 4.",
			answer: either(at("//Errors/Code[text()='11']", text("4"))), breaks: "EKY-ERR-11"},
		{name: "out-of-stock-without-details", kind: Missing, does: "An order of what is out of stock fails without a text.",
			answer: either(where("<Code>11<", at("//Errors/Details", empty))), breaks: "EKY-ERR-11 EKY-ADD-07", may: "SCH"},
		{name: "unknown-product-charged", kind: WrongValue, does: "AddOrder charges for orders of unknown products that it refuses.",
			answer: add(refused("2", charges)), breaks: "EKY-ERR-13 EKY-BAL-02"},
		{name: "unknown-product-leaves-an-order", kind: Extra, does: "An order of an unknown product is refused and exists.",
			answer: add(refused("2", leaves)), breaks: "EKY-ERR-13", may: "BAL-02 IDEM-06"},
		{name: "malformed-leaves-an-order", kind: Extra, does: "An order of a wrong form is refused and exists.",
			answer: add(refused("7", leaves)), breaks: "EKY-ERR-13", may: "BAL-02 ERR-07"},
		{name: "vendor-refusal-leaves-an-order", kind: Extra, does: "An order that the vendor refuses exists.",
			answer: add(refused("4", leaves)), breaks: "EKY-ERR-13"},
		{name: "blocked-product-leaves-an-order", kind: Extra, does: "An order of a blocked product is refused and exists.",
			answer: add(refused("8", leaves)), breaks: "EKY-ERR-13"},
		{name: "credit-limit-leaves-an-order", kind: Extra, does: "An order above the credit limit is refused and exists.",
			answer: add(refused("5", leaves)), breaks: "EKY-ERR-13"},
		{name: "balance-status-500", kind: WrongStatus, does: "CheckMyBalance answers with status 500.",
			answer: on("CheckMyBalance", second(status(500))), breaks: "EKY-BAL-01", may: "BAL-02 MNT-AUTH"},
		{name: "balance-no-xml", kind: WrongForm, does: "CheckMyBalance answers with a number, and no XML.",
			answer: on("CheckMyBalance", func(c *call) { c.body = []byte("100.00") }), breaks: "EKY-BAL-01", may: "BAL-02 XML-01"},
		{name: "balance-never-changes", kind: Stale, does: "CheckMyBalance always gives the same amount.",
			answer: on("CheckMyBalance", at("//Available", text("5000.00"))), breaks: "EKY-BAL-02", may: "IDEM"},
	}
}

// eKeyHostile are weaknesses against hostile input.
func eKeyHostile() []row {
	return []row{
		{name: "stack-trace", kind: Leaked, does: "AddOrder answers a DTD with a stack trace.",
			answer: add(func(c *call) {
				if has(c.sent, "DOCTYPE") {
					c.status, c.body = 500, []byte("<BusinessError><ErrorDetails>System.Xml.XmlException: DTD\r\n   at System.Xml.XmlTextReaderImpl.Throw(Exception e)</ErrorDetails><ErrorCode>7</ErrorCode></BusinessError>")
				}
			}), breaks: "EKY-SEC-01"},
		{name: "internal-entity-resolved", kind: Leaked, does: "AddOrder resolves an internal entity.",
			answer: add(func(c *call) {
				if has(c.sent, "montcheck-entity") {
					c.status, c.body = 500, []byte("<BusinessError><ErrorDetails>No product montcheck-entity</ErrorDetails><ErrorCode>2</ErrorCode></BusinessError>")
				}
			}), breaks: "EKY-SEC-01"},
		{name: "external-entity-resolved", kind: Leaked, does: "AddOrder resolves an external entity and shows the file.",
			answer: add(func(c *call) {
				if has(c.sent, "SYSTEM") {
					c.status, c.body = 500, []byte("<BusinessError><ErrorDetails>No product left-web.mont.local-right</ErrorDetails><ErrorCode>2</ErrorCode></BusinessError>")
				}
			}), breaks: "EKY-SEC-01"},
		{name: "aspnet-page-shows-source", kind: Leaked, does: "AddOrder answers a quote with a page that shows the source.",
			answer: add(func(c *call) {
				if has(c.sent, "OR '1'") {
					c.status, c.body = 500, []byte("<html><body><h1>Unclosed quotation mark after the character string</h1><b>Source Error:</b> c:\\inetpub\\B2B\\Orders.cs:42</body></html>")
					c.header.Set("Content-Type", "text/html")
				}
			}), breaks: "EKY-SEC-01"},
		{name: "quotes-place-an-order", kind: Accepted, does: "AddOrder places an order for a part number with quotes.",
			answer: add(func(c *call) {
				if has(c.sent, "OR '1'") {
					accepts(c)
				}
			}), breaks: "EKY-SEC-01"},
		{name: "order-number-loses-characters", kind: Lost, does: "AddOrder drops + and & from order numbers.",
			answer: add(whenDone(at("//OrderNum", func(e *etree.Element) { e.SetText(strings.ReplaceAll(e.Text(), "+&", "")) }))), breaks: "EKY-GET-03"},
	}
}
