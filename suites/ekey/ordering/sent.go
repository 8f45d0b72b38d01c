package ordering

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/beevik/etree"

	"github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/transport"
)

// texts are what a partner sends with an order and gets back with it, by what
// they are: a number, a part number, a field of a license form.
type texts map[string]string

// textsOf reads the texts of an order out of a request to place it, or out of
// an answer that gives it. Both have the same names.
func textsOf(order *etree.Element) texts {
	all := texts{}
	keep := func(what string, e *etree.Element) {
		if e != nil && len(e.ChildElements()) == 0 && strings.IndexFunc(e.Text(), unicode.IsControl) < 0 {
			// which may be normalised
			all[what] = e.Text()
		}
	}
	keep("OrderNum", order.SelectElement("OrderNum"))
	keep("PartNum", order.SelectElement("PartNum"))
	lines := append(order.FindElements("SendOrderLines/*"), order.FindElements("OrderLines/*")...)
	times := map[string]int{} // by line number
	for _, l := range lines {
		times[Exactly(l, "OrderLineNum")]++
	}
	for i, l := range lines {
		of := "line " + strconv.Itoa(i+1)
		if number := Exactly(l, "OrderLineNum"); number != "" && isASCII(number) {
			if times[number] > 1 {
				continue // which of them another line of that number is can't be said
			}
			of = "line " + number // lines may come in another order
		}
		keep("OrderLineNum of "+of, l.SelectElement("OrderLineNum"))
		keep("PartNum of "+of, l.SelectElement("PartNum"))
		keep("MontSubscriberId of "+of, l.SelectElement("MontSubscriberId"))
		for _, f := range l.FindElements("EndUserInfo/Fields/*") {
			keep(fmt.Sprintf("%s of the license form of %s", Exactly(f, "FieldName"), of),
				f.SelectElement("FieldValue"))
		}
	}
	return all
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(c rune) bool { return c > unicode.MaxASCII }) < 0
}

// sentWith are the texts of the request that an answer is to; nil where it
// asks for no order, or is not meant to be read.
func (a *Answer) sentWith() texts {
	body := a.Exchange.Request.Body
	if strings.Contains(body, "<!DOCTYPE") {
		return nil
	}
	d := etree.NewDocument()
	if d.ReadFromString(body) != nil || d.Root() == nil {
		return nil
	}
	if request := d.FindElement("/AddOrder/orderRequest"); request != nil {
		return textsOf(request)
	}
	return textsOf(d.Root())
}

// givenIn are the texts of the order that an answer gives.
func (a *Answer) givenIn() texts {
	if a.Data != nil {
		return textsOf(a.Data)
	}
	return textsOf(a.Root)
}

// Returned holds every text of an order that was sent, and that an answer of
// AddOrder or GetOrder gives back, against what was sent. It says how many
// there were with letters outside ASCII.
func (s *Session) Returned(ctx context.Context, found *verdict.Findings) (outside int) {
	sent := map[string]texts{}
	for _, a := range s.Recorded((*Answer).Given) {
		if _, known := sent[a.Asked]; !known && a.Operation == "AddOrder" {
			sent[a.Asked] = a.sentWith()
		}
		var own texts // of this very request, which came with other texts where a number is accepted twice
		if a.Operation == "AddOrder" {
			own = a.sentWith()
		}
		for what, was := range sent[a.Asked] {
			is, given := a.givenIn()[what]
			if !given || strings.HasPrefix(what, "MontSubscriberId") && strings.EqualFold(was, is) { // a GUID
				continue
			}
			if !isASCII(was) {
				outside++
			}
			if text, sent := own[what]; sent && text == is {
				continue
			}
			if loss := transport.Loss(was, is); loss != "" {
				found.Add(
					a.About(ctx).Finding(
						fmt.Sprintf("%s: %s does not come back as it was sent: %s", a.Operation, what, loss),
						strconv.Quote(was), strconv.Quote(is)))
			}
		}
	}
	return outside
}

// checkedForms holds the values of a license form that CheckEndUserInfo gives
// back, where it gives any, against those that were sent.
func (s *Session) checkedForms(ctx context.Context, found *verdict.Findings) {
	for _, a := range s.Recorded(func(a *Answer) bool {
		return a.Operation == "CheckEndUserInfo" && a.Data != nil
	}) {
		d := etree.NewDocument()
		if d.ReadFromString(a.Exchange.Request.Body) != nil || d.Root() == nil {
			continue
		}
		was := map[string]string{}
		for _, f := range d.FindElements("//EndUserInfoFieldContract") {
			was[Exactly(f, "FieldName")] = Exactly(f, "FieldValue")
		}
		for _, f := range a.Data.FindElements("Descriptions/EndUserInfoDescriptionContract") {
			sent, known := was[Exactly(f, "FieldName")]
			is := f.SelectElement("FieldsValue")
			if !known || is == nil || is.Text() == "" {
				continue
			}
			if loss := transport.Loss(sent, is.Text()); loss != "" {
				found.Add(
					a.About(ctx).Finding(
						fmt.Sprintf("%s: %s does not come back as it was sent: %s", a.Operation,
							Exactly(f, "FieldName"), loss),
						strconv.Quote(sent), strconv.Quote(is.Text())))
			}
		}
	}
}
