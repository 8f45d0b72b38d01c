package faults

import (
	"net/http"
	"strings"
	"time"

	"github.com/beevik/etree"
)

// reversed puts an element's children into the opposite order.
func reversed(e *etree.Element) {
	for _, child := range e.ChildElements() {
		e.InsertChildAt(0, e.RemoveChild(child))
	}
}

// inUTC is a date with an offset, as UTC has it.
func inUTC(date string) string {
	t, err := time.Parse(time.RFC3339Nano, date)
	if err != nil {
		return date
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// plus puts a sign and noughts before a whole number.
func plus(e *etree.Element) { e.SetText("+0" + e.Text()) }

// eKeyAlso are further answers that D3 allows eKey version 1.
func eKeyAlso() []otherwise {
	return []otherwise{
		{name: "whole-numbers-with-a-sign", does: "Whole numbers of eKey have a sign and a nought in front.", answer: both(
			at("//quantity", plus), at("//ErrorCode", plus), at("//Errors/Code", plus), at("//keyTypeId", plus))},
		{name: "keys-in-another-order", does: "GetOrder gives keys and links in the opposite order.", answer: get(both(at("//Keys", reversed), at("//Links", reversed)))},
		{name: "descriptions-nil", does: "Keys have no Description, and links have nil for it.", answer: either(both(
			at("//ProductKey/Description", remove),
			at("//ProductLink/Description", func(e *etree.Element) { e.Child = nil; e.CreateAttr("xsi:nil", "true") })))},
		{name: "dates-with-more-digits", does: "GetOrder gives dates with noughts behind the fraction.", answer: get(at("//DateOn", func(e *etree.Element) {
			if strings.Contains(e.Text(), ".") {
				e.SetText(e.Text() + "0")
			} else {
				e.SetText(e.Text() + ".000")
			}
		}))},
		{name: "dates-in-another-zone", does: "GetOrder gives the dates of keys and links in UTC.", answer: get(at("//DateAdd", func(e *etree.Element) { e.SetText(inUTC(e.Text())) }))},
		{name: "orders-in-process-first", does: "AddOrder answers every order as in process, and GetOrder gives its end.", open: "EKY-SCH-01", answer: add(func(c *call) {
			if c.accepted() {
				both(at("//Keys", empty), at("//Links", empty), at("//Errors", empty), at("//Status", text(inProcess)))(c)
			}
		})},
		{name: "balance-with-a-limit", does: "CheckMyBalance tells the limit beside what is available.", answer: on("CheckMyBalance", at("//Balance", child("Limit", "9000000.00")))},
		{name: "balance-not-told", does: "CheckMyBalance tells no amount.", answer: on("CheckMyBalance", at("//Balances", remove)), open: "EKY-BAL-02 EKY-IDEM-03"},
		{name: "getorder-status-declared", does: "GetOrder declares the namespace of XMLSchema too.", answer: get(raw("<TransactionOrderLine ", `<TransactionOrderLine xmlns:xsd="http://www.w3.org/2001/XMLSchema" `))},
		{name: "orders-delivered-twice", does: "AddOrder gets each request twice, and the first answer is given.", answer: add(func(c *call) {
			if c.accepted() && c.Context().Err() == nil {
				own := *c
				c.forward()
				c.status, c.header, c.body = own.status, own.header, own.body
			}
		})},
		{name: "other-partners-refused-with-401", does: "GetOrder refuses other partners with status 401, which says nothing of the order.", open: "MNT-AUTH-04", answer: get(func(c *call) {
			if user, _, _ := c.BasicAuth(); user != c.proxy.host.Login && c.code() != "" {
				c.put(http.StatusUnauthorized, "text/html", "<html><body>Unauthorized</body></html>")
			}
		})},
	}
}

// eKey2Also are further answers that the documents of version 2 allow.
func eKey2Also() []otherwise {
	return []otherwise{
		{name: "whole-numbers-of-lines-with-a-sign", does: "Whole numbers of version 2 have a sign and a nought in front.", answer: both(
			at("//ErrorCode", stated(plus)), at("//Quantity", plus), at("//MinLength", plus), at("//MaxLength", plus))},
		{name: "flags-of-lines-as-numbers", does: "Booleans of version 2 are 1 and 0.", answer: both(raw(">true<", ">1<"), raw(">false<", ">0<"))},
		{name: "whole-order-failed", does: "An order as a whole is 2 when a line of it failed, as D1 has it.", may: "EK2-ADD-03", answer: get(func(c *call) {
			if has(c.body, "<OrderStatus>2<") {
				first("//Data/OrderStatus", text("2"))(c)
			}
		})},
		{name: "lines-in-another-order", does: "GetOrder gives lines, keys and links in the opposite order.", answer: get(both(
			at("//OrderLines", reversed), at(line+"/Keys", reversed), at(line+"/Links", reversed)))},
		{name: "empty-lists-of-lines-absent", does: "Lists of lines that are empty are absent.", answer: either(func(c *call) {
			c.edit(func(d *etree.Document) {
				for _, list := range []string{"Keys", "Links", "Files"} {
					for _, e := range d.FindElements(line + "/" + list) {
						if len(e.ChildElements()) == 0 {
							remove(e)
						}
					}
				}
			})
		})},
		{name: "empty-lists-of-lines-nil", does: "Lists of lines that are empty are nil.", answer: either(func(c *call) {
			c.edit(func(d *etree.Document) {
				for _, list := range []string{"Keys", "Links", "Files"} {
					for _, e := range d.FindElements(line + "/" + list) {
						if len(e.ChildElements()) == 0 {
							e.CreateAttr("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
							e.CreateAttr("xsi:nil", "true")
						}
					}
				}
			})
		})},
		{name: "sums-with-other-noughts", does: "GetOrder gives amounts with noughts behind.", answer: get(func(c *call) {
			for _, name := range []string{"TotalSumm", "ItemPrice"} {
				at(line+"/"+name, func(e *etree.Element) {
					if !strings.Contains(e.Text(), ".") {
						e.SetText(e.Text() + ".")
					}
					e.SetText(e.Text() + "00")
				})(c)
			}
		})},
		{name: "line-dates-with-more-digits", does: "GetOrder gives dates with noughts behind the fraction.", answer: get(at("//DateCreated", func(e *etree.Element) {
			if strings.Contains(e.Text(), ".") {
				e.SetText(e.Text() + "0")
			}
		}))},
		{name: "lines-with-further-members", does: "Lines and prices have members that are not documented, at their end.", answer: both(
			at(line, func(e *etree.Element) { e.CreateElement("CountryCode").SetText("RU") }),
			at("//PriceContract", func(e *etree.Element) { e.CreateElement("Vendor").SetText("Example") }))},
		{name: "prices-in-another-order", does: "The price list is in the opposite order.", answer: on("GetPriceChanges", at("//PriceList", reversed))},
		{name: "check-tells-wrong-fields-only", does: "CheckEndUserInfo tells of the wrong fields only.", answer: on("CheckEndUserInfo", at("//EndUserInfoDescriptionContract[HasError='false']", remove))},
		{name: "errors-are-contracts", does: "Errors of refusals are contracts.", answer: either(at("//Errors/string", func(e *etree.Element) {
			e.Tag = "ErrorContract"
			says := e.Text()
			e.Child = nil
			e.CreateElement("Code").SetText("1")
			e.CreateElement("Message").SetText(says)
		}))},
		{name: "refusals-with-data-empty", does: "Refusals of version 2 have an empty Data.", answer: raw("<IsError>true", `<Data/><IsError>true`)},
		{name: "lines-in-process-first", does: "AddOrder answers every line as in process, and GetOrder gives its end.", answer: add(func(c *call) {
			if c.accepted() {
				both(at(line+"/Keys", empty), at(line+"/Links", empty), at(line+"/Files", empty), at(line+"/ErrorText", remove),
					at(line+"/ErrorCode", text("0")), at(line+"/SubscriptionId", remove), at("//OrderStatus", text("1")))(c)
			}
		})},
		{name: "lines-delivered-twice", does: "AddOrder of version 2 gets each request twice, and the first answer is given.", answer: add(func(c *call) {
			if c.accepted() && c.Context().Err() == nil {
				own := *c
				c.forward()
				c.status, c.header, c.body = own.status, own.header, own.body
			}
		})},
		{name: "other-fields-described", does: "The fields of a license form are described in the opposite order.", answer: on("GetUserInfoDescriptionFor CheckEndUserInfo", at("//Descriptions", reversed))},
	}
}
