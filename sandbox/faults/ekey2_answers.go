package faults

import (
	"github.com/beevik/etree"
)

// eKey2Schemas are answers of version 2 in another form.
func eKey2Schemas() []row {
	return []row{
		{name: "getorder-without-envelope", kind: Missing, does: "GetOrder answers with the order alone, without its envelope.",
			answer: get(func(c *call) {
				c.edit(func(d *etree.Document) {
					if e := d.FindElement("//Data"); e != nil {
						d.SetRoot(e)
					}
				})
			}), breaks: "EK2-ENV-01 EK2-GET-01", may: "EK2 AUTH XML-01"},
		{name: "addorder-iserror-last", kind: Reordered, does: "AddOrder gives IsError after Errors.",
			answer: add(first("//AddOrderResult/IsError", last)), breaks: "EK2-ENV-01 EK2-SCH-AddOrder"},
		{name: "getorder-without-errors", kind: Missing, does: "GetOrder leaves Errors out of its envelope.",
			answer: get(at("//GetOrderResult/Errors", remove)), breaks: "EK2-ENV-01 EK2-SCH-GetOrder"},
		{name: "iserror-false-with-a-code", kind: WrongValue, does: "Refusals have IsError false.",
			answer: either(at("//IsError[text()='true']", text("false"))), breaks: "EK2-ENV-02 EK2-ERR-2 EK2-ERR-3 EK2-IDEM-01", may: "EK2 MNT-AUTH-04"},
		{name: "iserror-with-code-0", kind: WrongValue, does: "AddOrder refuses an unknown product with code 0.",
			answer: add(refused("2", at("//ErrorCode", text("0")))), breaks: "EK2-ENV-02 EK2-ERR-2"},
		{name: "data-in-a-namespace", kind: WrongNamespace, does: "Orders are in a namespace, where version 2 has none.",
			answer: either(raw("<Data>", `<Data xmlns="urn:mont">`)), breaks: "EK2-SCH-AddOrder EK2-SCH-GetOrder", may: "ENV"},
		{name: "addorder-ordernum-last", kind: Reordered, does: "AddOrder gives the number of an order as its last member.",
			answer: add(first("//Data/OrderNum", last)), breaks: "EK2-SCH-AddOrder"},
		{name: "getorder-line-partnum-last", kind: Reordered, does: "GetOrder gives the part number of a line as its last member.",
			answer: get(first(line+"/PartNum", last)), breaks: "EK2-SCH-GetOrder"},
		{name: "totalsumm-with-a-comma", kind: WrongForm, does: "The sum of a line has a comma.",
			answer: either(at(line+"/TotalSumm", text("12,50"))), breaks: "EK2-SCH-AddOrder EK2-SCH-GetOrder"},
		{name: "totalsumm-wrong", kind: WrongValue, does: "The sum of a line is not quantity times price.",
			answer: either(at(line+"/TotalSumm", text("1"))), breaks: "EK2-ADD-10"},
		{name: "prices-without-clearbeforeupdate", kind: Missing, does: "GetPriceChanges leaves out ClearBeforeUpdate.",
			answer: on("GetPriceChanges", at("//ClearBeforeUpdate", remove)), breaks: "EK2-SCH-GetPriceChanges"},
		{name: "price-with-a-comma", kind: WrongForm, does: "GetPriceChanges gives a price with a comma.",
			answer: on("GetPriceChanges", first("//PriceContract/Price", text("12,50"))), breaks: "EK2-SCH-GetPriceChanges"},
		{name: "description-without-minlength", kind: Missing, does: "GetUserInfoDescriptionFor leaves out MinLength.",
			answer: on("GetUserInfoDescriptionFor", at("//MinLength", remove)), breaks: "EK2-SCH-GetUserInfoDescriptionFor"},
		{name: "check-unknown-fieldtype", kind: WrongValue, does: "CheckEndUserInfo gives a FieldType that is not documented.",
			answer: on("CheckEndUserInfo", first("//FieldType", text("Colour"))), breaks: "EK2-SCH-CheckEndUserInfo"},
		{name: "limits-unknown-type", kind: WrongValue, does: "CheckLimits gives a LimitType that is not documented.",
			answer: on("CheckLimits", at("//LimitType", text("Endless"))), breaks: "EK2-SCH-CheckLimits"},
		{name: "limits-status-500", kind: WrongStatus, does: "CheckLimits answers with status 500.",
			answer: on("CheckLimits", second(func(c *call) { c.status, c.body = 500, nil })), breaks: "EK2-SCH-CheckLimits", may: "MNT-AUTH"},
		{name: "limits-error-page", kind: WrongStatus, does: "CheckLimits answers with an error page of HTML.",
			answer: on("CheckLimits", second(page)), breaks: "EK2-SCH-CheckLimits", may: "MNT-AUTH"},
	}
}

// eKey2Orders are orders of version 2 that say the wrong thing.
func eKey2Orders() []row {
	return []row{
		{name: "another-ordernum", kind: WrongValue, does: "AddOrder gives another order number than was sent.",
			answer: add(at("//Data/OrderNum", suffix("0"))), breaks: "EK2-ADD-01 EK2-ADD-02", may: "GET SEC"},
		{name: "line-lost", kind: Lost, does: "An order of several lines lacks the second.",
			answer: either(swift(at(line+"[2]", remove))), breaks: "EK2-ADD-01 EK2-ADD-02", may: "ADD-04 GET"},
		{name: "getorder-loses-a-line", kind: Lost, does: "GetOrder lacks the second line of an order.",
			answer: get(swift(at(line+"[2]", remove))), breaks: "EK2-GET-01", may: "ADD IDEM ERR-4"},
		{name: "line-twice", kind: Duplicated, does: "An order has its first line twice.",
			answer: either(first(line, double)), breaks: "EK2-ADD-01 EK2-ADD-02", may: "IDEM"},
		{name: "another-quantity", kind: WrongValue, does: "AddOrder gives lines another quantity than was ordered.",
			answer: add(at(line+"/Quantity", text("7"))), breaks: "EK2-ADD-01 EK2-ADD-02", may: "GET ADD-04 ADD-10"},
		{name: "line-another-product", kind: WrongValue, does: "The second line of an order has another product than was ordered.",
			answer: either(at(line+"[2]/PartNum", text("X-1"))), breaks: "EK2-ADD-01 EK2-ADD-02"},
		{name: "line-number-of-its-own", kind: WrongValue, does: "The first line of an order has a number of the service's own.",
			answer: either(at(line+"[1]/OrderLineNum", text("1"))), breaks: "EK2-ADD-01 EK2-ADD-02", may: "SEC"},
		{name: "recommended-numbering-refused", kind: Refused, does: "AddOrder refuses line numbers that are the order's number and a count.",
			answer: add(ifSent("-1</OrderLineNum>", refuse2("8"))), breaks: "EK2-ADD-01", may: "EK2"},
		{name: "line-status-4", kind: WrongValue, does: "A done line has the undocumented state 4.",
			answer: either(at(line+"/OrderStatus[text()='3']", text("4"))), breaks: "EK2-ADD-03", may: "EK2"},
		{name: "status-done", kind: WrongValue, does: "A done order has the undocumented state Done.",
			answer: either(at("//Data/OrderStatus[text()='3']", text("Done"))), breaks: "EK2-ADD-03", may: "EK2"},
		{name: "done-before-its-lines", kind: WrongValue, does: "An order is done before its lines are.",
			answer: either(at("//Data/OrderStatus", text("3"))), breaks: "EK2-ADD-03", may: "ADD-04 GET"},
		{name: "in-process-after-its-lines", kind: Stale, does: "An order is in process though all its lines are done.",
			answer: add(swift(nth(2, at("//Data/OrderStatus", text("1"))))), breaks: "EK2-ADD-03", may: "GET-02 SCH"},
		{name: "status-succeeded", kind: WrongForm, does: "The name of the state of success is spelled Succeeded.",
			answer: either(at("//OrderStatus[text()='3']", text("Succeeded"))), breaks: "EK2-ADD-08", may: "SCH"},
		{name: "in-process-line-with-a-key", kind: Extra, does: "A line in process has a key.",
			answer: either(func(c *call) {
				c.edit(func(d *etree.Document) {
					for _, l := range d.FindElements(line) {
						if l.SelectElement("OrderStatus").Text() == "1" && l.SelectElement("Keys") != nil {
							l.SelectElement("Keys").CreateElement("OrderKeyContract").CreateElement("Key").SetText("AAAA")
						}
					}
				})
			}), breaks: "EK2-ADD-04", may: "SCH"},
		{name: "done-line-without-results", kind: Missing, does: "A done line has no keys, links or files.",
			answer: either(func(c *call) {
				for _, list := range []string{"Keys", "Links", "Files"} {
					at(line+"/"+list, empty)(c)
				}
			}), breaks: "EK2-ADD-04", may: "GET-02"},
		{name: "key-short", kind: OffByOne, does: "The first line of an order lacks a key.",
			answer: either(first(line+"/Keys/OrderKeyContract", remove)), breaks: "EK2-ADD-04"},
		{name: "failed-line-code-0", kind: WrongValue, does: "A failed line has the error code 0.",
			answer: either(at(line+"/ErrorCode", func(e *etree.Element) {
				if e.Text() != "" {
					e.SetText("0")
				}
			})), breaks: "EK2-ADD-09"},
	}
}
