package ekey

import (
	"strconv"
	"strings"

	"github.com/beevik/etree"
)

// orderLine is a line of a request of version 2: MONT's public wiki,
// SendOrderLineContract.
type orderLine struct {
	number, partNum string
	quantity        int
	form            [][2]string // FieldName and FieldValue; nil for none
	subscriber      string
	noNumber        bool // leaves OrderLineNum out
}

const declaration = `<?xml version="1.0" encoding="utf-8"?>`

// request2 is the body of version 2's AddOrder.
func request2(number string, lines []orderLine) string {
	var b strings.Builder
	b.WriteString(declaration + "<AddOrder><orderRequest>")
	if number != "" {
		write(&b, [][2]string{{"OrderNum", number}})
	}
	b.WriteString("<SendOrderLines>")
	for _, l := range lines {
		b.WriteString("<SendOrderLineContract>")
		if !l.noNumber {
			write(&b, [][2]string{{"OrderLineNum", l.number}})
		}
		write(&b, [][2]string{{"PartNum", l.partNum}, {"Quantity", strconv.Itoa(l.quantity)}})
		if l.form != nil {
			b.WriteString("<EndUserInfo>")
			fields(&b, l.form)
			b.WriteString("</EndUserInfo>")
		}
		if l.subscriber != "" {
			write(&b, [][2]string{{"MontSubscriberId", l.subscriber}})
		}
		b.WriteString("</SendOrderLineContract>")
	}
	b.WriteString("</SendOrderLines></orderRequest></AddOrder>")
	return b.String()
}

func fields(b *strings.Builder, form [][2]string) {
	b.WriteString("<Fields>")
	for _, f := range form {
		b.WriteString("<EndUserInfoFieldContract>")
		write(b, [][2]string{{"FieldName", f[0]}, {"FieldValue", f[1]}})
		b.WriteString("</EndUserInfoFieldContract>")
	}
	b.WriteString("</Fields>")
}

// describe2 is the body of GetUserInfoDescriptionFor.
func describe2(partNums ...string) string {
	var b strings.Builder
	b.WriteString(declaration + "<GetUserInfoDescriptionFor><langCode>RU</langCode><partNums>")
	for _, p := range partNums {
		write(&b, [][2]string{{"string", p}})
	}
	b.WriteString("</partNums></GetUserInfoDescriptionFor>")
	return b.String()
}

// check2 is the body of CheckEndUserInfo.
func check2(partNum string, form [][2]string) string {
	var b strings.Builder
	b.WriteString(declaration + "<CheckEndUserInfo><langCode>RU</langCode>")
	write(&b, [][2]string{{"partNum", partNum}})
	b.WriteString("<endUserInfo>")
	fields(&b, form)
	b.WriteString("</endUserInfo></CheckEndUserInfo>")
	return b.String()
}

// result is what every answer of version 2 begins with: the members of
// {Method}Result.
type result struct {
	isError bool
	code    string
	errors  int // items of Errors
	data    *etree.Element
}

// empty tells whether there is nothing in Data.
func (r *result) empty() bool { return r.data == nil || len(r.data.ChildElements()) == 0 }

// order2 is an order as version 2 answers it.
type order2 struct {
	number, status, created string
	wireStatus              string // as it was sent: a number or a name
	lines                   []line2
}

type line2 struct {
	number, created, partNum, quantity, status string
	sum, price, currency                       string   // TotalSumm, ItemPrice and Currency
	keys, links, files                         []string // their texts, whatever their members
	errorCode, errorText                       string
	subscription, subscriber, form             string
}

// The states of an order and of a line, as numbers; the wiki's names for
// them are read as the same.
const (
	inProcess2 = "1"
	failed2    = "2"
	done2      = "3"
)

func stateNumber(text string) string {
	switch text {
	case "InProcess":
		return inProcess2
	case "Error":
		return failed2
	case "Successed", "Succeeded":
		return done2
	}
	return text
}

// read2 reads an answer of version 2.
func read2(root *etree.Element) (*result, *order2) {
	if root == nil || !strings.HasSuffix(root.Tag, "Response") {
		return nil, nil
	}
	method := strings.TrimSuffix(root.Tag, "Response")
	e := root.SelectElement(method + "Result")
	if e == nil {
		return nil, nil
	}
	r := &result{isError: yes(e, "IsError"), code: whole(e, "ErrorCode"), errors: len(e.FindElements("Errors/*")), data: e.SelectElement("Data")}
	if text(e, "Errors") != "" {
		r.errors++
	}
	if r.isError || r.data == nil || method != "AddOrder" && method != "GetOrder" {
		return r, nil
	}
	if r.empty() {
		return r, nil
	}
	o := &order2{number: exactly(r.data, "OrderNum"), status: stateNumber(text(r.data, "OrderStatus")), wireStatus: text(r.data, "OrderStatus"), created: text(r.data, "DateCreated")}
	for _, l := range r.data.FindElements("OrderLines/*") {
		o.lines = append(o.lines, line2{
			number: exactly(l, "OrderLineNum"), created: text(l, "DateCreated"), partNum: exactly(l, "PartNum"), quantity: whole(l, "Quantity"),
			status: stateNumber(text(l, "OrderStatus")), sum: whole(l, "TotalSumm"), price: whole(l, "ItemPrice"), currency: text(l, "Currency"),
			keys: items(l, "Keys"), links: items(l, "Links"), files: items(l, "Files"),
			errorCode: whole(l, "ErrorCode"), errorText: text(l, "ErrorText"), subscription: text(l, "SubscriptionId"),
			subscriber: strings.ToLower(text(l, "MontSubscriberId")), form: strings.Join(items(l, "EndUserInfo/Fields"), ", "),
		})
	}
	return r, o
}

// items are the texts of a list's items: their members are not documented.
func items(e *etree.Element, list string) []string {
	var all []string
	for _, item := range e.FindElements(list + "/*") {
		var words []string
		for _, leaf := range append(item.FindElements(".//*"), item) {
			if len(leaf.ChildElements()) == 0 {
				words = append(words, strings.TrimSpace(leaf.Text()))
			}
		}
		all = append(all, strings.Join(words, " "))
	}
	return all
}

// field is what version 2 describes of a field of a license form.
type field struct {
	name, rule, values string
	required           bool
	least, most        int
	hasError           bool
	partNums           []string
}

// marked are the names of the fields with an error, in order.
func (r *result) marked() []string {
	var all []string
	for _, f := range r.descriptions() {
		if f.hasError {
			all = append(all, f.name)
		}
	}
	return all
}

// descriptions reads the fields of an answer to GetUserInfoDescriptionFor or
// CheckEndUserInfo.
func (r *result) descriptions() []field {
	var all []field
	if r.data == nil {
		return nil
	}
	for _, e := range r.data.FindElements("Descriptions/EndUserInfoDescriptionContract") {
		f := field{name: text(e, "FieldName"), rule: text(e, "SmallRegExprs"), required: yes(e, "Required"), hasError: yes(e, "HasError")}
		f.least, _ = strconv.Atoi(text(e, "MinLength"))
		f.most, _ = strconv.Atoi(text(e, "MaxLength"))
		if v := e.FindElement("AvaliableValues/string"); v != nil {
			f.values = v.Text()
		}
		for _, p := range e.FindElements("RelatedPartNums/string") {
			f.partNums = append(f.partNums, strings.TrimSpace(p.Text()))
		}
		all = append(all, f)
	}
	return all
}
