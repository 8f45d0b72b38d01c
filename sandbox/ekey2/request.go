package ekey2

import (
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
	"unicode"

	"github.com/montcheck/montcheck/sandbox/orders"
	"github.com/montcheck/montcheck/sandbox/wcf"
)

// maxText bounds numbers, part numbers and the texts of a form, in characters.
const maxText = 1000

// reader reads the members of a request: in any order, each once, others than the documented ones passed over. What
// the service can't make sense of is unreadable, as it is to a serializer; the answer is a page of WCF's.
type reader struct{ err error }

var (
	errTwice = errors.New("a member stands twice")
	errText  = errors.New("a text holds markup, or is too long")
)

func (r *reader) one(e *wcf.Element, name string) *wcf.Element {
	if e == nil {
		return nil
	}
	found := e.Named(name)
	if len(found) == 0 || len(found) == 1 && found[0].Nil {
		return nil
	}
	if len(found) > 1 {
		r.err = errTwice
	}
	return found[0]
}

func (r *reader) text(e *wcf.Element, name string) string { return r.content(r.one(e, name)) }

func (r *reader) content(e *wcf.Element) string {
	if e == nil {
		return ""
	}
	if len(e.Children) > 0 || len([]rune(e.Text)) > maxText {
		r.err = errText
	}
	return e.Text
}

func (r *reader) strings(e *wcf.Element) []string {
	var list []string
	if e != nil {
		for _, item := range e.Named("string") {
			list = append(list, r.content(item))
		}
	}
	return list
}

// form reads an EndUserInfoContract; nil where there is none.
func (r *reader) form(e *wcf.Element) []orders.FieldValue {
	fields := r.one(e, "Fields")
	if fields == nil {
		return nil
	}
	var values []orders.FieldValue
	seen := map[string]bool{}
	for _, f := range fields.Named("EndUserInfoFieldContract") {
		v := orders.FieldValue{Name: r.text(f, "FieldName"), Value: r.text(f, "FieldValue")}
		if seen[v.Name] {
			r.err = errTwice
		}
		seen[v.Name] = true
		values = append(values, v)
	}
	return values
}

// order reads AddOrder's body and checks what needs no look at the book: the order's number (71), its lines (72), and
// of each line its number (8, 25) and its quantity (17).
func (r *reader) order(root *wcf.Element) (orders.Request, Code) {
	e := r.one(root, "orderRequest")
	request := orders.Request{Version: orders.Version2, Number: r.text(e, "OrderNum")}
	var codes []Code
	if lines := r.one(e, "SendOrderLines"); lines != nil {
		for _, l := range lines.Named("SendOrderLineContract") {
			line, code := r.line(l)
			request.Lines, codes = append(request.Lines, line), append(codes, code)
		}
	}
	switch {
	case strings.TrimSpace(request.Number) == "":
		return request, NoOrderNumber
	case len(request.Lines) == 0:
		return request, NoLines
	}
	if strings.ContainsFunc(request.Number, unicode.IsControl) {
		r.err = errText
	}
	for _, code := range codes {
		if code != OK {
			return request, code
		}
	}
	return request, OK
}

func (r *reader) line(e *wcf.Element) (orders.LineRequest, Code) {
	line := orders.LineRequest{Number: r.text(e, "OrderLineNum"), PartNum: r.text(e, "PartNum"),
		Form:       r.form(r.one(e, "EndUserInfo")),
		Subscriber: subscriber(r.text(e, "MontSubscriberId"))}
	quantity, err := strconv.ParseInt(strings.TrimSpace(r.text(e, "Quantity")), 10, 32)
	line.Quantity = int32(quantity)
	switch {
	case strings.TrimSpace(line.Number) == "":
		return line, NoLineNumber
	case strings.ContainsFunc(line.Number, unicode.IsControl), len([]rune(line.Number)) > maxLineNumber:
		return line, WrongLineNumber
	case err != nil, quantity <= 0:
		return line, WrongQuantity
	}
	return line, OK
}

// maxLineNumber bounds the numbers of all lines; those of some vendors' products are bounded further.
const maxLineNumber = 200

// subscriber spells a GUID as the book does, in lower case. All noughts is what a client sends that leaves it out.
func subscriber(text string) string {
	text = strings.ToLower(strings.Trim(strings.TrimSpace(text), "{}"))
	digits, err := hex.DecodeString(strings.ReplaceAll(text, "-", ""))
	if err == nil && len(digits) == 16 && strings.Trim(text, "0-") == "" {
		return ""
	}
	return text
}
