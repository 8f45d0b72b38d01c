package faults

import (
	"slices"

	"github.com/beevik/etree"
)

// line is the path of the lines of an order of version 2.
const line = "//OrderLineContract"

// eKey1 are the faults of eKey version 1, eKey2 those of version 2. The module certifies both.
func eKey1() []Fault {
	return faultsOf("ekey", "ekey", eKeyService, slices.Concat(
		eKeySchemas(), eKeyOrders(), eKeyReading(), eKeyOnce(), eKeyRefusals(), eKeyHostile(), eKeyCodes(), eKeyFurther(),
		eKeyValues(), eKeyCorners(), eKeyProxies(), eKeyCompany()))
}

func eKey2() []Fault {
	return faultsOf("ekey2", "ekey", eKey2Service, slices.Concat(
		eKey2Schemas(), eKey2Orders(), eKey2Forms(), eKey2Reading(), eKey2Once(), eKey2Prices(), eKey2Codes(), eKey2Further(),
		eKey2Values(), eKey2Corners(), eKey2Proxies(), eKey2Company()))
}

// add, get and either keep a hook to AddOrder, to GetOrder or to both.
func add(h hook) hook    { return on("AddOrder", h) }
func get(h hook) hook    { return on("GetOrder", h) }
func either(h hook) hook { return on("AddOrder GetOrder", h) }

// eKeyCodes are, for each code of version 1, another code and no refusal at all.
func eKeyCodes() []row {
	rows := []row{{name: "code-3-as-2", kind: WrongValue, does: "AddOrder refuses a number that is taken with code 2.",
		answer: add(refused("3", at("//ErrorCode", text("2")))), breaks: "EKY-IDEM-01 EKY-IDEM-04 EKY-IDEM-05 EKY-IDEM-07"}}
	for _, c := range []struct{ code, what, id, may string }{
		{"2", "an unknown product", "EKY-ERR-02", "IDEM-06 ERR-13"},
		{"4", "what the vendor refuses", "EKY-ERR-04", ""},
		{"5", "an order above the credit limit", "EKY-ERR-05", ""},
		{"6", "an order without a number", "EKY-ERR-06", ""},
		{"7", "data of a wrong form", "EKY-ERR-07", "ERR-13"},
		{"8", "a blocked product", "EKY-ERR-08", ""},
		{"9", "a product without its license form", "EKY-ERR-09", ""},
		{"10", "a renewal without the former license", "EKY-ERR-10", ""},
	} {
		rows = append(rows,
			row{name: "code-" + c.code + "-as-1", kind: WrongValue, does: "AddOrder refuses " + c.what + " with code 1.",
				answer: add(refused(c.code, at("//ErrorCode", text("1")))), breaks: c.id, may: c.may},
			row{name: "code-" + c.code + "-accepted", kind: Accepted, does: "AddOrder accepts " + c.what + ".",
				answer: add(refused(c.code, accepts)), breaks: c.id, may: c.may + " BAL-02 SEC IDEM-06 SCH ERR-13"})
	}
	return rows
}

// eKey2Codes are the same for version 2, and refusals that leave an order behind.
func eKey2Codes() []row {
	rows := []row{
		{name: "code-4-as-1", kind: WrongValue, does: "AddOrder refuses a number that is taken with code 1.",
			answer: add(refused("4", at("//ErrorCode", text("1")))), breaks: "EK2-IDEM-04 EK2-ERR-4"},
		{name: "code-3-as-2", kind: WrongValue, does: "GetOrder refuses an unknown number with code 2.",
			answer: get(refused("3", at("//ErrorCode", text("2")))), breaks: "EK2-ERR-3"},
	}
	for _, c := range []struct{ code, what, id, may, with string }{
		{"2", "an unknown product", "EK2-ERR-2", "", ""},
		{"6", "an order above the credit limit", "EK2-ERR-6", "BAL-01", ""},
		{"8", "a line without a number", "EK2-ERR-8", "", ""},
		{"10", "a blocked product", "EK2-ERR-10", "PRC-01", "EK2-PRC-01"},
		{"12", "a product without its license form", "EK2-ERR-12", "ADD-05", ""},
		{"17", "a wrong quantity", "EK2-ERR-17", "", ""},
		{"71", "an order without a number", "EK2-ERR-71", "", ""},
		{"72", "an order without lines", "EK2-ERR-72", "", ""},
		{"75", "an unknown subscriber", "EK2-ERR-75", "", ""},
		{"87", "a subscription without a subscriber", "EK2-ERR-87", "ADD-07", "EK2-ADD-07"},
		{"200", "a license form of wrong data", "EK2-ERR-200", "ADD-06", ""},
	} {
		rows = append(rows,
			row{name: "code-" + c.code + "-as-1", kind: WrongValue, does: "AddOrder refuses " + c.what + " with code 1.",
				answer: add(refused(c.code, at("//ErrorCode", text("1")))), breaks: c.id, may: c.may},
			row{name: "code-" + c.code + "-accepted", kind: Accepted, does: "AddOrder accepts " + c.what + ".",
				answer: add(refused(c.code, accepts)), breaks: c.id + " " + c.with, may: c.may + " SCH SEC"})
		if c.code == "71" {
			continue // without a number there is no order that could be asked for
		}
		rows = append(rows, row{name: "code-" + c.code + "-leaves-an-order", kind: Extra, does: "AddOrder refuses " + c.what + ", and the order exists.",
			answer: add(refused(c.code, leaves)), breaks: c.id, may: c.may})
	}
	return rows
}

// linesOf gives the line numbers of a request a mark of their order, where they do not start with its number.
func linesOf(c *call) {
	c.edit(func(d *etree.Document) {
		for _, e := range d.FindElements("//OrderLineNum") {
			if c.number != "" && e.Text() != "" && !has([]byte(e.Text()), c.number) {
				c.own = e.Text() + "~"
				e.SetText(c.own)
			}
		}
	})
}

// leafSuffix changes an element that has a text of its own.
func leafSuffix(e *etree.Element) {
	if len(e.ChildElements()) == 0 && e.Text() != "" {
		e.SetText(e.Text() + "1")
	}
}
