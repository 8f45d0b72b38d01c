package faults

import (
	"slices"
	"strconv"
	"strings"

	"github.com/beevik/etree"
)

// sentTexts are the texts of all elements of the request at a path.
func (c *call) sentTexts(path string) (all []string) {
	d := etree.NewDocument()
	if d.ReadFromBytes(c.sent) != nil {
		return nil
	}
	for _, e := range d.FindElements(path) {
		all = append(all, e.Text())
	}
	return all
}

// several keeps a hook to orders of several lines.
func several(h hook) hook {
	return when(func(c *call) bool {
		return len(c.sentTexts("//OrderLineNum")) > 1 || strings.Count(string(c.sent), "<SendOrderLineContract>") > 1
	}, h)
}

// passes accepts what was refused with a code.
func passes(code string) hook { return add(refused(code, accepts)) }

// merged makes one line of those of the same product.
func merged(c *call) {
	c.edit(func(d *etree.Document) {
		known := map[string]bool{}
		for _, l := range d.FindElements(line) {
			if part := of(l, "PartNum"); known[part] {
				remove(l)
			} else {
				known[part] = true
			}
		}
	})
}

// onlyLast accepts line numbers that are taken by the last line of an order of several.
func onlyLast() hook {
	lasts := map[string]string{}
	return add(func(c *call) {
		numbers := c.sentTexts("//OrderLineNum")
		if c.accepted() && len(numbers) > 1 {
			lasts[numbers[len(numbers)-1]] = c.number
		} else if c.code() == "4" && slices.ContainsFunc(numbers, func(n string) bool { order, taken := lasts[n]; return taken && order != c.number }) {
			accepts(c)
		}
	})
}

// eKey2Corners are faults of version 2 that show only in some lines or orders, or only later.
func eKey2Corners() []row {
	const describes, checks = "GetUserInfoDescriptionFor", "CheckEndUserInfo"
	changes := 0
	rows := []row{
		{name: "third-line-lost", kind: Lost, does: "An order keeps two lines at most.", answer: either(at(line+"[3]", remove)), breaks: "EK2-ADD-01", may: "EK2-ADD-02"},
		{name: "lines-of-one-product-merged", kind: Lost, does: "Lines of the same product become one.", answer: either(merged), breaks: "EK2-ADD-01"},
		{name: "licensed-line-another-quantity", kind: WrongValue, does: "AddOrder gives lines with a license form another quantity.",
			answer: add(ifSent("<EndUserInfo>", at(line+"/Quantity", text("9")))), breaks: "EK2-ADD-01", may: "EK2-GET-01 EK2-ADD-10 EK2-ADD-04"},
		{name: "subscription-another-product", kind: WrongValue, does: "AddOrder gives subscriptions another part number.",
			answer: add(ifSent("MontSubscriberId", at(line+"/PartNum", suffix("-S")))), breaks: "EK2-ADD-01", may: "EK2-GET-01"},
		{name: "empty-line-number-made-up", kind: Accepted, does: "AddOrder makes up a number for a line whose number is empty.",
			ask: add(at("//OrderLineNum[text()='']", text("made-up"))), breaks: "EK2-ERR-8"},
		{name: "empty-order-number-made-up", kind: Accepted, does: "AddOrder makes up a number for an order whose number is empty.",
			ask: add(at("//OrderNum[text()='']", text("made-up"))), breaks: "EK2-ERR-71"},
		{name: "no-list-of-lines-fails", kind: WrongStatus, does: "AddOrder answers an order without SendOrderLines with an error page.",
			answer: add(func(c *call) {
				if c.code() == "72" && !has(c.sent, "SendOrderLines") {
					page(c)
				}
			}), breaks: "EK2-ERR-72"},
		{name: "below-the-minimum-accepted", kind: Accepted, does: "AddOrder accepts a quantity below MinCountRequired or above MaxCountRequired.",
			answer: add(refused("17", func(c *call) {
				if n, err := strconv.Atoi(c.sentText("//Quantity")); err == nil && n > 0 {
					accepts(c)
				}
			})), breaks: "EK2-ERR-17"},
		{name: "lines-held-against-the-limit-one-by-one", kind: Accepted, does: "AddOrder holds each line by itself against the balance.",
			answer: add(refused("6", func(c *call) {
				if !slices.Contains(c.sentTexts("//PartNum"), c.proxy.host.Special.CreditLimit) {
					accepts(c)
				}
			})), breaks: "EK2-BAL-01"},
		{name: "number-of-a-last-line-free", kind: Accepted, does: "AddOrder accepts a line number that the last line of another order has.", answer: onlyLast(), breaks: "EK2-IDEM-02", may: "EK2-ERR-4"},
		{name: "number-free-while-in-process", kind: Accepted, does: "AddOrder accepts a number again while its order is in process.", answer: forgetting("<OrderStatus>1<"), breaks: "EK2-IDEM-01", may: "EK2-ERR-4"},
		{name: "subscriptions-placed-twice", kind: Accepted, does: "AddOrder accepts a number that is taken for a subscription.", answer: add(refused("4", ifSent("MontSubscriberId", accepts))), breaks: "EK2-IDEM-01"},
		{name: "line-number-twice-with-one-between", kind: Accepted, does: "AddOrder accepts a line number twice where another line is between.",
			answer: add(refused("4", func(c *call) {
				if n := c.sentTexts("//OrderLineNum"); len(n) == 3 && n[0] == n[2] && n[0] != n[1] {
					accepts(c)
				}
			})), breaks: "EK2-IDEM-03"},
		{name: "links-of-ordinary-products-change", kind: WrongValue, does: "GetOrder gives ordinary products another link at each call.",
			answer: get(again(func(c *call) {
				changes++
				for _, l := range []string{"Links", "Files"} {
					at(line+"/"+l+"//Link", suffix("&n="+strings.Repeat("1", changes)))(c)
				}
			})), breaks: "EK2-GET-01", may: "EK2-IDEM EK2-ERR-4"},
		{name: "subscription-id-changes", kind: WrongValue, does: "GetOrder gives a subscription another id at each call.", answer: get(again(at(line+"/SubscriptionId", suffix("0")))), breaks: "EK2-GET-01"},
		{name: "subscriber-lost", kind: Lost, does: "GetOrder does not give the subscriber.", answer: get(at(line+"/MontSubscriberId", remove)), breaks: "EK2-GET-01"},
		{name: "form-lost", kind: Lost, does: "GetOrder does not give the license form.", answer: get(at(line+"/EndUserInfo", remove)), breaks: "EK2-GET-01"},
		{name: "failed-line-changes-its-text", kind: WrongValue, does: "GetOrder gives a failed line another text at each call.",
			answer: get(again(func(c *call) {
				changes++
				at(line+"/ErrorText", stated(suffix(strings.Repeat("!", changes))))(c)
			})), breaks: "EK2-GET-01"},
		{name: "slow-line-another-product", kind: WrongValue, does: "A line that took its time has another quantity when it is done.",
			answer: ordersOf(finishesLater, get(at(line+"[2][OrderStatus='3']/Quantity", text("2")))), breaks: "EK2-GET-01", may: "EK2-ADD-10"},
		{name: "slow-order-date-moves", kind: WrongValue, does: "The date of an order moves when its last line is done.",
			answer: ordersOf(finishesLater, get(when(func(c *call) bool { return !has(c.body, "<OrderStatus>1<") }, at("//Data/DateCreated", text("2027-01-01T10:00:00"))))), breaks: "EK2-GET-01"},
		{name: "slow-line-vanishes", kind: Lost, does: "GetOrder leaves lines in process out.",
			answer: get(at(line+"[OrderStatus='1']", remove)), breaks: "EK2-GET-01", may: "EK2-ADD-03 EK2-ADD-04"},
		{name: "licensed-order-unknown", kind: Lost, does: "GetOrder does not know orders with a license form.", answer: ordersWith("<EndUserInfo>", get(refuse2("3"))), breaks: "EK2-GET-01"},
		{name: "done-line-with-an-error-text", kind: Extra, does: "Lines that are done have an error text.",
			answer: either(at(line+"[OrderStatus='3']", func(e *etree.Element) { e.CreateElement("ErrorText").SetText("OK") })), breaks: "EK2-ADD-09"},
		{name: "description-of-two-lacks-the-second", kind: Missing, does: "GetUserInfoDescriptionFor names the first of several products only.",
			answer: on(describes, func(c *call) {
				if parts := c.sentTexts("//partNums/string"); len(parts) > 1 {
					for _, p := range parts[1:] {
						at("//RelatedPartNums/string[text()='"+p+"']", remove)(c)
					}
				}
			}), breaks: "EK2-ADD-06"},
		{name: "check-marks-the-first-only", kind: Missing, does: "CheckEndUserInfo marks the first wrong field only.",
			answer: on(checks, func(c *call) {
				seen := false
				at("//HasError[text()='true']", func(e *etree.Element) {
					if seen {
						e.SetText("false")
					}
					seen = true
				})(c)
			}), breaks: "EK2-FORM-01"},
		{name: "check-misses-missing-fields", kind: Missing, does: "CheckEndUserInfo does not mark required fields that were left out.",
			answer: on(checks, func(c *call) {
				sent := c.sentTexts("//FieldName")
				at("//EndUserInfoDescriptionContract", func(e *etree.Element) {
					if !slices.Contains(sent, of(e, "FieldName")) {
						e.SelectElement("HasError").SetText("false")
					}
				})(c)
			}), breaks: "EK2-FORM-01"},
		{name: "check-misses-long-values", kind: Missing, does: "CheckEndUserInfo does not look at the length of values.",
			answer: on(checks, ifSent("xxxxxx", at("//HasError", text("false")))), breaks: "EK2-FORM-01"},
		{name: "long-values-accepted", kind: Accepted, does: "AddOrder does not look at the length of a form's values.", answer: add(refused("200", ifSent("xxxxxx", accepts))), breaks: "EK2-ERR-200"},
		{name: "last-required-field-may-lack", kind: Accepted, does: "AddOrder accepts a form that lacks its last required field.",
			answer: add(refused("200", func(c *call) {
				if n := c.sentTexts("//FieldName"); len(n) > 0 && !has(c.sent, ">?<") && !has(c.sent, "xxxxxx") && slices.Contains(n, "CustomerName") && slices.Contains(n, "Email") {
					accepts(c)
				}
			})), breaks: "EK2-ADD-06"},
		{name: "getorder-by-the-beginning", kind: Leaked, does: "GetOrder finds an order by the beginning of its number.", ask: finding(byBeginning), breaks: "EK2-ERR-3"},
		{name: "refusal-holds-the-order", kind: Leaked, does: "The refusal of another partner's order holds the order.",
			answer: get(func(c *call) {
				if user, _, _ := c.BasicAuth(); user != c.proxy.host.Login && c.status != 401 {
					c.take(c.order(c.number))
					raw("<IsError>false</IsError><ErrorCode>0<", "<IsError>true</IsError><ErrorCode>3<")(c)
				}
			}), breaks: "MNT-AUTH-04"},
		{name: "long-line-number-leaves-an-order", kind: Extra, does: "An order with a long line number is refused and exists.", answer: add(refused("25", leaves)), breaks: "EK2-ERR-25"},
		{name: "second-line-without-its-form-accepted", kind: Accepted, does: "AddOrder wants a license form for the first line only.", answer: several(passes("12")), breaks: "EK2-ERR-12", may: "EK2-ADD-05"},
	}
	for _, c := range []struct{ code, what, id, may string }{
		{"2", "an unknown product", "EK2-ERR-2", ""}, {"8", "no number", "EK2-ERR-8", "EK2-SEC"}, {"10", "a blocked product", "EK2-ERR-10", "EK2-PRC-01"},
		{"17", "a wrong quantity", "EK2-ERR-17", ""}, {"87", "no subscriber", "EK2-ERR-87", "EK2-ADD-07"},
	} {
		rows = append(rows, row{name: "second-line-with-code-" + c.code + "-accepted", kind: Accepted, does: "AddOrder accepts an order whose second line has " + c.what + ".",
			answer: several(passes(c.code)), breaks: c.id, may: c.may})
	}
	return rows
}
