package faults

import (
	"github.com/beevik/etree"
)

// eKey2Forms are breaches of license forms and subscriptions.
func eKey2Forms() []row {
	return []row{
		{name: "forms-refused", kind: Refused, does: "AddOrder refuses every license form.",
			answer: add(ifSent("<EndUserInfo>", refuse2("200"))), breaks: "EK2-ADD-05 EK2-ADD-06"},
		{name: "no-field-described", kind: Missing, does: "GetUserInfoDescriptionFor describes no field.",
			answer: on("GetUserInfoDescriptionFor", at("//Descriptions", empty)), breaks: "EK2-ADD-05 EK2-ADD-06", may: "FORM ERR-200 SCH-CheckEndUserInfo"},
		{name: "fields-of-another-product", kind: WrongValue, does: "GetUserInfoDescriptionFor describes the fields for another product.",
			answer: on("GetUserInfoDescriptionFor", at("//RelatedPartNums/string", text("X-1"))), breaks: "EK2-ADD-06", may: "ADD-05 FORM ERR-200"},
		{name: "no-field-required", kind: WrongValue, does: "GetUserInfoDescriptionFor says that no field is required.",
			answer: on("GetUserInfoDescriptionFor", at("//Required", text("false"))), breaks: "EK2-ADD-06", may: "ADD-05 FORM ERR-200"},
		{name: "form-without-required-field-accepted", kind: Accepted, does: "AddOrder accepts a form that lacks a required field.",
			answer: add(func(c *call) {
				if code := c.code(); (code == "12" || code == "200") && has(c.sent, "<EndUserInfo>") && !has(c.sent, ">?<") && !has(c.sent, "xxxx") {
					accepts(c)
				}
			}), breaks: "EK2-ADD-06"},
		{name: "wrong-field-not-marked", kind: Missing, does: "CheckEndUserInfo marks no field.",
			answer: on("CheckEndUserInfo", at("//HasError", text("false"))), breaks: "EK2-FORM-01"},
		{name: "right-fields-marked", kind: Extra, does: "CheckEndUserInfo marks every field.",
			answer: on("CheckEndUserInfo", at("//HasError", text("true"))), breaks: "EK2-FORM-01 EK2-ADD-05", may: "ADD-06"},
		{name: "next-field-marked", kind: OffByOne, does: "CheckEndUserInfo marks the field after the wrong one.",
			answer: on("CheckEndUserInfo", func(c *call) {
				c.edit(func(d *etree.Document) {
					all := d.FindElements("//HasError")
					for i, e := range all {
						if e.Text() == "true" {
							e.SetText("false")
							all[(i+1)%len(all)].SetText("true")
							return
						}
					}
				})
			}), breaks: "EK2-FORM-01"},
		{name: "wrong-form-an-error-of-the-call", kind: WrongStatus, does: "CheckEndUserInfo answers a wrong form with a refusal.",
			answer: on("CheckEndUserInfo", func(c *call) {
				if has(c.body, "<HasError>true") {
					refuse2("200")(c)
				}
			}), breaks: "EK2-FORM-01"},
		{name: "subscriptions-refused", kind: Refused, does: "AddOrder refuses subscriptions that have their subscriber.",
			answer: add(ifSent("MontSubscriberId", refuse2("75"))), breaks: "EK2-ADD-07"},
	}
}

// eKey2Reading are breaches of GetOrder.
func eKey2Reading() []row {
	return []row{
		{name: "getorder-another-key", kind: WrongValue, does: "GetOrder gives other keys than AddOrder gave.",
			answer: get(at(line+"/Keys//*", leafSuffix)), breaks: "EK2-GET-01", may: "IDEM ERR-4"},
		{name: "getorder-another-key-later", kind: WrongValue, does: "GetOrder gives other keys from the second call on.",
			answer: get(again(at(line+"/Keys//*", leafSuffix))), breaks: "EK2-GET-01", may: "IDEM ERR-4"},
		{name: "getorder-another-date", kind: WrongValue, does: "GetOrder gives an order another date than AddOrder gave.",
			answer: get(at("//Data/DateCreated", text("2026-01-01T10:00:00"))), breaks: "EK2-GET-01", may: "IDEM ERR-4"},
		{name: "getorder-another-line-date", kind: WrongValue, does: "GetOrder gives lines another date than AddOrder gave.",
			answer: get(at(line+"/DateCreated", text("2026-01-01T10:00:00"))), breaks: "EK2-GET-01"},
		{name: "getorder-loses-links", kind: Lost, does: "GetOrder gives no links.",
			answer: get(at(line+"/Links", empty)), breaks: "EK2-GET-01", may: "GET-02 ADD-04"},
		{name: "done-line-in-process-again", kind: Stale, does: "GetOrder gives a line that was done as in process again.",
			answer: get(leaving("1", "3", line+"[2]/OrderStatus")), breaks: "EK2-GET-01", may: "ADD-04 ADD-03"},
		{name: "failed-line-done-later", kind: WrongValue, does: "GetOrder gives a line that failed as done later.",
			answer: get(leaving("3", "2", line+"[2]/OrderStatus")), breaks: "EK2-GET-01", may: "ADD-04 ADD-03 ADD-09"},
		{name: "done-line-undone", kind: Stale, does: "GetOrder gives a done line as in process while another is.",
			answer: get(func(c *call) {
				if slow(c) {
					nthOf(c, at(line+"[1]/OrderStatus", text("1")))
				}
			}), breaks: "EK2-GET-01", may: "ADD-04 ADD-03"},
		{name: "links-stay-the-same", kind: Stale, does: "Links of limited life are the same after a day.",
			answer: either(at(line+"/Links//*", func(e *etree.Element) {
				if len(e.ChildElements()) == 0 {
					e.SetText("https://example.org/1")
				}
			})), breaks: "EK2-GET-02", may: "SCH"},
		{name: "links-gone-after-a-day", kind: Lost, does: "GetOrder gives no links after a day.",
			answer: get(func(c *call) {
				if c.proxy.days() {
					at(line+"/Links", empty)(c)
				}
			}), breaks: "EK2-GET-02", may: "GET-01"},
		{name: "orders-gone-after-a-day", kind: Lost, does: "GetOrder does not know an order after a day.",
			answer: get(func(c *call) {
				if c.proxy.days() {
					refuse2("3")(c)
				}
			}), breaks: "EK2-GET-02", may: "GET IDEM"},
		{name: "other-partner-sees-orders", kind: Leaked, does: "GetOrder gives a partner the orders of another.",
			answer: get(othersSee), breaks: "MNT-AUTH-04"},
	}
}
