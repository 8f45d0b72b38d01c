package faults

import (
	"github.com/beevik/etree"
)

// eKeySchemas are answers of version 1 in another form.
func eKeySchemas() []row {
	return []row{
		{name: "partnum-before-quantity", kind: Reordered, does: "Orders have PartNum before quantity.",
			answer: either(first("/TransactionOrderLine/quantity", last)), breaks: "EKY-SCH-01 EKY-SCH-02 EKY-SCH-03"},
		{name: "getorder-ordernum-last", kind: Reordered, does: "GetOrder gives the number of an order as its last member.",
			answer: get(first("/TransactionOrderLine/OrderNum", last)), breaks: "EKY-SCH-03"},
		{name: "addorder-in-a-namespace", kind: WrongNamespace, does: "AddOrder answers in a namespace, where version 1 has none.",
			answer: add(raw("<TransactionOrderLine", `<TransactionOrderLine xmlns="urn:mont"`)), breaks: "EKY-SCH-01", may: "EKY-SCH"},
		{name: "addorder-without-links", kind: Missing, does: "AddOrder leaves Links out of orders that are done.",
			answer: add(whenDone(first("/TransactionOrderLine/Links", remove))), breaks: "EKY-SCH-01", may: "ADD-04 GET-01"},
		{name: "addorder-dateon-twice", kind: Duplicated, does: "AddOrder gives the date of an order twice.",
			answer: add(whenDone(first("/TransactionOrderLine/DateOn", double))), breaks: "EKY-SCH-01"},
		{name: "dateon-as-people-write-it", kind: WrongForm, does: "The date of an order has points and no T.",
			answer: either(at("/TransactionOrderLine/DateOn", text("21.11.2026 10:00:00"))), breaks: "EKY-SCH-01 EKY-SCH-02 EKY-SCH-03", may: "GET IDEM"},
		{name: "in-process-with-errors", kind: Extra, does: "AddOrder gives an order in process Errors.",
			answer: add(where(inProcess, at("//Errors", child("Details", "None")))), breaks: "EKY-ADD-05 EKY-SCH-02"},
		{name: "in-process-with-a-key", kind: Extra, does: "AddOrder gives an order in process a key.",
			answer: add(where(inProcess, at("//Keys", key1))), breaks: "EKY-ADD-05 EKY-SCH-02", may: "EKY-ADD-03"},
		{name: "getorder-in-process-with-a-key", kind: Extra, does: "GetOrder gives an order in process a key.",
			answer: get(where(inProcess, at("//Keys", key1))), breaks: "EKY-SCH-03 EKY-ADD-05", may: "EKY-ADD-03"},
		{name: "done-with-errors", kind: Extra, does: "AddOrder gives an order that is done Errors.",
			answer: add(whenDone(at("//Errors", child("Details", "None")))), breaks: "EKY-SCH-01"},
		{name: "businesserror-without-details", kind: Missing, does: "A BusinessError has no ErrorDetails.",
			answer: either(at("/BusinessError/ErrorDetails", remove)), breaks: "EKY-SCH-04"},
		{name: "businesserror-code-first", kind: Reordered, does: "A BusinessError has its code before its details.",
			answer: either(first("/BusinessError/ErrorDetails", last)), breaks: "EKY-SCH-04"},
		{name: "businesserror-code-in-words", kind: WrongForm, does: "The code of a BusinessError is a word.",
			answer: either(at("/BusinessError/ErrorCode", text("Duplicate"))), breaks: "EKY-SCH-04 EKY-ERR-02 EKY-IDEM-01", may: "ERR IDEM"},
		{name: "businesserror-status-200", kind: WrongStatus, does: "AddOrder and GetOrder refuse with status 200.",
			answer: either(func(c *call) {
				if c.code() != "" {
					c.status = 200
				}
			}), breaks: "EKY-ERR-02 EKY-ERR-13 EKY-IDEM-01", may: "EKY-ERR EKY-IDEM EKY-GET"},
		{name: "getorder-refuses-with-200", kind: WrongStatus, does: "GetOrder refuses with status 200.",
			answer: get(func(c *call) {
				if c.code() != "" {
					c.status = 200
				}
			}), breaks: "EKY-GET-02"},
	}
}

// eKeyOrders are orders of version 1 that say the wrong thing.
func eKeyOrders() []row {
	return []row{
		{name: "another-ordernum", kind: WrongValue, does: "AddOrder gives another order number than was sent.",
			answer: add(whenDone(at("//OrderNum", suffix("0")))), breaks: "EKY-ADD-01 EKY-ADD-10 EKY-GET-01 EKY-GET-03", may: "IDEM SEC ADD-03"},
		{name: "another-partnum", kind: WrongValue, does: "AddOrder gives another part number than was sent.",
			answer: add(whenDone(at("//PartNum", suffix("X")))), breaks: "EKY-ADD-01 EKY-ADD-10 EKY-GET-01 EKY-GET-03", may: "IDEM AUTH"},
		{name: "another-quantity", kind: WrongValue, does: "Orders have another quantity than was ordered.",
			answer: either(whenDone(at("//quantity", text("7")))), breaks: "EKY-ADD-01 EKY-ADD-10 EKY-GET-03", may: "IDEM AUTH EKY-GET-01"},
		{name: "status-misspelt", kind: WrongValue, does: "The state of a done order is spelled with ё.",
			answer: either(at("//Status[text()='"+done+"']", text("Завершён успешно"))), breaks: "EKY-ADD-02", may: "EKY- AUTH"},
		{name: "status-in-english", kind: WrongValue, does: "GetOrder gives the state of a failed order in English.",
			answer: get(at("//Status[text()='"+failed+"']", text("Failed"))), breaks: "EKY-ADD-02", may: "EKY-"},
		{name: "key-short", kind: OffByOne, does: "An order of several units lacks one key.",
			answer: either(whenDone(first("//ProductKey[2]", remove))), breaks: "EKY-ADD-03"},
		{name: "key-twice", kind: Duplicated, does: "An order of several units has one key twice.",
			answer: either(whenDone(where("</ProductKey><ProductKey>", func(c *call) {
				c.edit(func(d *etree.Document) {
					all := d.FindElements("//ActiveKey")
					all[1].SetText(all[0].Text())
				})
			}))), breaks: "EKY-ADD-03"},
		{name: "key-without-sequencenumber", kind: Missing, does: "Keys have no SequenceNumber.",
			answer: either(at("//ProductKey/SequenceNumber", remove)), breaks: "EKY-ADD-03 EKY-SCH-01 EKY-SCH-03"},
		{name: "key-sold-twice", kind: Duplicated, does: "All orders get the same first key.",
			answer: either(whenDone(at("//ProductKey[1]/ActiveKey", text("AAAA-BBBB-CCCC")))), breaks: "EKY-ADD-03"},
		{name: "links-of-no-key", kind: WrongValue, does: "Links have a transaction that none of the keys has.",
			answer: either(at("//ProductLink/VendorClientTransactionId", text("00000000-0000-4000-8000-000000000001"))), breaks: "EKY-ADD-04"},
		{name: "link-without-address", kind: Missing, does: "Links have no address.",
			answer: either(at("//ProductLink/Link", remove)), breaks: "EKY-ADD-04", may: "SCH"},
		{name: "done-then-in-process", kind: Stale, does: "GetOrder gives an order that was done as in process again.",
			answer: get(leaving(inProcess, done, "//Status")), breaks: "EKY-ADD-06", may: "EKY-"},
		{name: "failed-shown-as-done", kind: WrongValue, does: "GetOrder gives an order that failed as done.",
			answer: get(func(c *call) {
				where(failed, func(c *call) {
					at("//Status", text(done))(c)
					at("//Errors", empty)(c)
				})(c)
			}), breaks: "EKY-ADD-06", may: "EKY-SCH-03 ADD-07"},
		{name: "failed-without-code", kind: Missing, does: "The Errors of a failed order have no Code.",
			answer: either(where(failed, at("//Errors/Code", remove))), breaks: "EKY-ADD-07 EKY-ERR-11", may: "SCH"},
		{name: "failed-with-a-key", kind: Extra, does: "GetOrder gives a failed order a key.",
			answer: get(where(failed, at("//Keys", key1))), breaks: "EKY-ADD-07", may: "SCH"},
		{name: "organization-form-refused", kind: Refused, does: "AddOrder refuses the license form of an organization.",
			answer: add(ifSent("CustomerOrganization", refuse1("9"))), breaks: "EKY-ADD-08"},
		{name: "person-form-refused", kind: Refused, does: "AddOrder refuses the license form of a person.",
			answer: add(ifSent("<Email>", refuse1("9"))), breaks: "EKY-ADD-08", may: "ADD-09 ERR-10"},
		{name: "renewals-refused", kind: Refused, does: "AddOrder refuses renewals that have the former license.",
			answer: add(ifSent("oldLicenceInfo", refuse1("10"))), breaks: "EKY-ADD-09"},
		{name: "quantity-must-come-last", kind: Refused, does: "AddOrder refuses quantity before PartNum.",
			answer: add(ifSent("</quantity><PartNum>", refuse1("7"))), breaks: "EKY-ADD-10"},
	}
}
