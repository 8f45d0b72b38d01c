package ekey

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/montcheck/montcheck/sandbox/orders"
	"github.com/montcheck/montcheck/sandbox/wcf"
)

// maxText bounds the order's number, the part number and the old key, in characters.
const maxText = 200

// read reads AddOrder's body. Members come in any order, each once; others than the documented ones are passed over.
func read(root *wcf.Element) (orders.Request, Code) {
	r := reader{}
	request := orders.Request{Version: orders.Version1, Number: r.text(root, "OrderNum")}
	if !r.wrong && strings.TrimSpace(request.Number) == "" {
		return request, NoNumber
	}
	line := orders.LineRequest{PartNum: r.text(root, "PartNum"), Quantity: r.quantity(root)}
	if form := r.one(root, "endUserInfo"); form != nil {
		line.Form = r.form(form)
	}
	if old := r.one(root, "oldLicenceInfo"); old != nil {
		line.OldKey = r.text(old, "ActivationKey")
	}
	request.Lines = []orders.LineRequest{line}
	if r.wrong || line.PartNum == "" || line.Quantity <= 0 {
		return request, WrongFormat
	}
	for _, text := range []string{request.Number, line.PartNum, line.OldKey} {
		if len([]rune(text)) > maxText || strings.ContainsFunc(text, unicode.IsControl) {
			return request, WrongFormat
		}
	}
	return request, 0
}

// reader reads members, and remembers whether one was wrong.
type reader struct{ wrong bool }

// one returns the only child of a name, or nil.
func (r *reader) one(e *wcf.Element, name string) *wcf.Element {
	found := e.Named(name)
	if len(found) == 0 || len(found) == 1 && found[0].Nil {
		return nil
	}
	r.wrong = r.wrong || len(found) > 1
	return found[0]
}

func (r *reader) text(e *wcf.Element, name string) string {
	found := r.one(e, name)
	if found == nil {
		return ""
	}
	r.wrong = r.wrong || len(found.Children) > 0
	return found.Text
}

func (r *reader) quantity(e *wcf.Element) int32 {
	n, err := strconv.ParseInt(strings.TrimSpace(r.text(e, "quantity")), 10, 32)
	r.wrong = r.wrong || err != nil
	return int32(n)
}

func (r *reader) form(e *wcf.Element) []orders.FieldValue {
	values := []orders.FieldValue{}
	for _, field := range e.Children {
		name := field.Name.Local
		if field.Name.Space != "" {
			continue
		}
		if name == "PostCode" { // as D3's table spells it; its samples have the other
			name = "Postcode"
		}
		for _, v := range values {
			r.wrong = r.wrong || v.Name == name
		}
		r.wrong = r.wrong || len(field.Children) > 0
		values = append(values, orders.FieldValue{Name: name, Value: field.Text})
	}
	return values
}
