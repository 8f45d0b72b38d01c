package v1

import (
	"fmt"
	"slices"
	"strings"

	"github.com/montcheck/montcheck/suites/ekey/ordering"
)

// request is the body of version 1's AddOrder: D3, "Размещение заказа". The
// elements are written in the order given, since the documents print several.
type request struct {
	elements [][2]string // name and text
	user     [][2]string // endUserInfo; nil for none
	oldKey   string      // oldLicenceInfo/ActivationKey; empty for none
}

// line is a request for some of a product, in the order of D3's first sample.
func line(number, partNum string, quantity any) request {
	return request{
		elements: [][2]string{{"OrderNum", number}, {"PartNum", partNum}, {"quantity", fmt.Sprint(quantity)}}}
}

// without leaves an element out.
func (r request) without(name string) request {
	var rest [][2]string
	for _, e := range r.elements {
		if e[0] != name {
			rest = append(rest, e)
		}
	}
	r.elements = rest
	return r
}

// String is the XML of the request.
func (r request) String() string {
	var b strings.Builder
	b.WriteString("<TransactionOrderLine>")
	ordering.Write(&b, r.elements)
	if r.user != nil {
		b.WriteString("<endUserInfo>")
		ordering.Write(&b, r.user)
		b.WriteString("</endUserInfo>")
	}
	if r.oldKey != "" {
		b.WriteString("<oldLicenceInfo>")
		ordering.Write(&b, [][2]string{{"ActivationKey", r.oldKey}})
		b.WriteString("</oldLicenceInfo>")
	}
	b.WriteString("</TransactionOrderLine>")
	return b.String()
}

// The end users of D3's samples, under names of our own.
var (
	person = [][2]string{{"Phone", "4950000000"}, {"Fax", "4950000001"}, {"Email", "buyer@example.org"},
		{"CustomerName", "Петров Пётр"},
		{"Postcode", "101000"}, {"City", "Москва"}, {"Street", "Тестовая ул., 1"}, {"RegionCode", "77"}}
	entity = append(slices.Clone(person), [2]string{"CustomerCode", "770000000000"},
		[2]string{"CustomerOrganization", "ООО «Проверка»"})
)
