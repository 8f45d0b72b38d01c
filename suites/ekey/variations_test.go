package ekey_test

import (
	"strings"
)

const declaration = `<?xml version="1.0" encoding="utf-8"?>`

// variations are services that keep the contract, each in its own way.
func variations() []breakage {
	every := func(r rewrite) rewrite { return r }
	named := func(path string) rewrite {
		return func(c *call) {
			for number, name := range map[string]string{"1": "InProcess", "2": "Error", "3": "Successed"} {
				at(path+"[text()='"+number+"']", text(name))(c)
			}
		}
	}
	return []breakage{
		{name: "no rewriting"},
		{name: "XML declaration in version 1", answer: func(c *call) {
			if c.eKey == 1 {
				c.body = append([]byte(declaration), c.body...)
			}
		}},
		{name: "no XML declaration in version 2", answer: raw(declaration, "")},
		{name: "byte order mark", answer: every(func(c *call) {
			if strings.HasPrefix(string(c.body), "<") {
				c.body = append([]byte("\ufeff"), c.body...)
			}
		})},
		{name: "whitespace between elements", answer: func(c *call) { c.edit(func(d *tree) { d.IndentTabs() }) }},
		{name: "a line number has at most 32 characters", answer: longLine("25")},
		{name: "text/xml", answer: header("Content-Type", "text/xml; charset=utf-8")},
		{name: "application/xml without a charset", answer: header("Content-Type", "application/xml")},
		{name: "states as names", answer: both(v2("AddOrder GetOrder", named("//OrderStatus")))},
		{name: "refusals of version 2 with status 500", answer: func(c *call) {
			if c.eKey == 2 && c.code() != "" && c.code() != "0" {
				c.status = 500
			}
		}},
		{name: "refusals of version 2 with Data nil", answer: func(c *call) {
			if c.eKey == 2 {
				raw("<IsError>true", `<Data xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true" /><IsError>true`)(c)
			}
		}},
		{name: "VendorDetails empty", answer: refused("2", at("/BusinessError/VendorDetails", empty))},
		{name: "VendorDetails absent", answer: at("/BusinessError/VendorDetails", remove)},
		{name: "roubles as RUR", answer: v2("AddOrder GetOrder CheckLimits", raw(">RUB<", ">RUR<"))},
		{name: "another balance of the same meaning", answer: v1("CheckMyBalance", func(c *call) {
			c.edit(func(d *tree) { d.Root().Tag = "Balance" })
		})},
		{name: "an unknown number is code 1 in GetOrder", answer: v1("GetOrder", at("/BusinessError/ErrorCode", text("1")))},
		{name: "out of stock is code 3", answer: at("//Errors/Code[text()='11']", text("3")), fails: "EKY-ERR-11"},
	}
}
