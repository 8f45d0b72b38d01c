package v2

import (
	"strconv"
	"strings"

	"github.com/montcheck/montcheck/suites/ekey/ordering"
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

// request is the body of version 2's AddOrder.
func request(number string, lines []orderLine) string {
	var b strings.Builder
	b.WriteString(declaration + "<AddOrder><orderRequest>")
	if number != "" {
		ordering.Write(&b, [][2]string{{"OrderNum", number}})
	}
	b.WriteString("<SendOrderLines>")
	for _, l := range lines {
		b.WriteString("<SendOrderLineContract>")
		if !l.noNumber {
			ordering.Write(&b, [][2]string{{"OrderLineNum", l.number}})
		}
		ordering.Write(&b, [][2]string{{"PartNum", l.partNum}, {"Quantity", strconv.Itoa(l.quantity)}})
		if l.form != nil {
			b.WriteString("<EndUserInfo>")
			fields(&b, l.form)
			b.WriteString("</EndUserInfo>")
		}
		if l.subscriber != "" {
			ordering.Write(&b, [][2]string{{"MontSubscriberId", l.subscriber}})
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
		ordering.Write(b, [][2]string{{"FieldName", f[0]}, {"FieldValue", f[1]}})
		b.WriteString("</EndUserInfoFieldContract>")
	}
	b.WriteString("</Fields>")
}

// describe is the body of GetUserInfoDescriptionFor.
func describe(partNums ...string) string {
	var b strings.Builder
	b.WriteString(declaration + "<GetUserInfoDescriptionFor><langCode>RU</langCode><partNums>")
	for _, p := range partNums {
		ordering.Write(&b, [][2]string{{"string", p}})
	}
	b.WriteString("</partNums></GetUserInfoDescriptionFor>")
	return b.String()
}

// check is the body of CheckEndUserInfo.
func check(partNum string, form [][2]string) string {
	var b strings.Builder
	b.WriteString(declaration + "<CheckEndUserInfo><langCode>RU</langCode>")
	ordering.Write(&b, [][2]string{{"partNum", partNum}})
	b.WriteString("<endUserInfo>")
	fields(&b, form)
	b.WriteString("</endUserInfo></CheckEndUserInfo>")
	return b.String()
}
