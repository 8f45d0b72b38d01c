package gateway

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/montcheck/montcheck/sandbox/westcon"
)

// Bounds of a request.
const (
	maxBody     = 256 << 10 // bytes
	maxOrders   = 1000
	maxCustomer = 35 // characters of a customer's order number
	orderDigits = 10
)

// envelope is the body of a request (D2). Names count with their case.
type envelope struct {
	Request *struct {
		PartnerKey string         `json:"partnerKey"`
		OrderType  string         `json:"orderType"`
		Language   string         `json:"language"`
		Order      jsontext.Value `json:"order"`
	} `json:"mT_OrderStatus_API_REQ"`
}

// question is what a request asks.
type question struct {
	partnerKey string
	whose      westcon.Whose
	numbers    []string // each once, as the book has them
}

func bad(format string, args ...any) *refusal {
	return &refusal{http.StatusBadRequest, fmt.Sprintf(format, args...)}
}

// read reads what a request asks. What it refuses, it tells without repeating any value.
func read(w http.ResponseWriter, r *http.Request) (*question, *refusal) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return nil, &refusal{http.StatusUnsupportedMediaType, "The content type must be application/json."}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if tooLong := (*http.MaxBytesError)(nil); errors.As(err, &tooLong) {
		return nil, &refusal{http.StatusRequestEntityTooLarge,
			fmt.Sprintf("The body must not be longer than %d bytes.", maxBody)}
	}
	if err != nil {
		return nil, bad("The body ended early.")
	}
	var in envelope
	if err := json.Unmarshal(body, &in); err != nil {
		if wrong := (*json.SemanticError)(nil); errors.As(err, &wrong) {
			return nil, bad("The body has another shape than it must: see %q.", string(wrong.JSONPointer))
		}
		return nil, bad("The body is not JSON.")
	}
	if in.Request == nil {
		return nil, bad("The body must be an object with mT_OrderStatus_API_REQ.")
	}
	q := &question{partnerKey: in.Request.PartnerKey}
	switch in.Request.OrderType {
	case "W":
		q.whose = westcon.Westcons
	case "C":
		q.whose = westcon.Customers
	default:
		return nil, bad("orderType must be W or C.")
	}
	if n := len(in.Request.Language); n != 0 && n != 2 {
		return nil, bad("language must be a code of two letters.")
	}
	return q, q.readOrders(in.Request.Order)
}

// readOrders reads the order member: an array of numbers, of objects with an orderNumber, or one such object.
func (q *question) readOrders(orders jsontext.Value) *refusal {
	items := []jsontext.Value{orders}
	switch orders.Kind() {
	case '[':
		if err := json.Unmarshal(orders, &items); err != nil {
			return bad("order can't be read.")
		}
	case '{':
	default:
		return bad("order must be an array of order numbers.")
	}
	if len(items) == 0 || len(items) > maxOrders {
		return bad("order must name 1 to %d orders.", maxOrders)
	}
	seen := map[string]bool{}
	for i, item := range items {
		text, ok := orderNumber(item)
		if !ok {
			return bad("order[%d] must be an order number, or an object with an orderNumber.", i)
		}
		number, refused := q.canonical(text, i)
		if refused != nil {
			return refused
		}
		if !seen[number] {
			seen[number] = true
			q.numbers = append(q.numbers, number)
		}
	}
	return nil
}

// orderNumber reads one order: a text, the digits of a JSON number, or an object that has either.
func orderNumber(item jsontext.Value) (text string, ok bool) {
	if item.Kind() == '{' {
		var object struct {
			OrderNumber jsontext.Value `json:"orderNumber"`
		}
		if json.Unmarshal(item, &object) != nil {
			return "", false
		}
		item = object.OrderNumber
	}
	switch item.Kind() {
	case '"':
		return text, json.Unmarshal(item, &text) == nil
	case '0':
		return string(item), strings.Trim(string(item), "0123456789") == ""
	}
	return "", false
}

// canonical returns a number as the book has it: Westcon's with zeros before it, a customer's as it is.
func (q *question) canonical(text string, i int) (string, *refusal) {
	if q.whose == westcon.Customers {
		if n := utf8.RuneCountInString(text); n == 0 || n > maxCustomer {
			return "", bad("order[%d] must have 1 to %d characters.", i, maxCustomer)
		}
		return text, nil
	}
	if text == "" || len(text) > orderDigits || strings.Trim(text, "0123456789") != "" {
		return "", bad("order[%d] must have 1 to %d digits.", i, orderDigits)
	}
	return strings.Repeat("0", orderDigits-len(text)) + text, nil
}
