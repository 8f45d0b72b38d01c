package schemas

import "github.com/montcheck/montcheck/internal/xsd"

// The states of an order, as Status prints them (D3, "Ожидание результата" and "Обработка ошибок").
const (
	Done      = "Завершен успешно"
	InProcess = "В процессе"
	Failed    = "Завершен с ошибкой"
)

// businessError is the sort of an answer that refuses.
const businessError = "BusinessError"

// ekey is version 1 of MONT eKey (D3, "Сервис MONT eKey").
var ekey = service{
	documents: map[document]rule{
		{"AddOrder", ""}:        {"ekey/order.xsd", "EKY-SCH-01"},
		{"AddOrder", Done}:      {"ekey/order-done.xsd", "EKY-SCH-01"},
		{"AddOrder", InProcess}: {"ekey/order-in-process.xsd", "EKY-SCH-02"},
		{"AddOrder", Failed}:    {"ekey/order-failed.xsd", "EKY-SCH-01"},
		{"AddOrder", request}:   {"ekey/order-request.xsd", "EKY-ADD-10"},

		{"GetOrder", ""}:        {"ekey/order.xsd", "EKY-SCH-03"},
		{"GetOrder", Done}:      {"ekey/order-done.xsd", "EKY-SCH-03"},
		{"GetOrder", InProcess}: {"ekey/order-in-process.xsd", "EKY-SCH-03"},
		{"GetOrder", Failed}:    {"ekey/order-failed.xsd", "EKY-SCH-03"},

		{"", businessError}: {"ekey/business-error.xsd", "EKY-SCH-04"},
	},
	matters: map[Kind]string{
		xsd.Order: "A client that reads the members of an order in the order of D3's samples " +
			"never meets what comes too late: " +
			"the value is lost without an error.",
		xsd.Namespace: "The answers of MONT eKey have no namespace, so a client that looks for a name without " +
			"one does not find the element.",
	},
}

// EKey returns the schema that all the answers of a method of MONT eKey version 1, AddOrder or GetOrder, satisfy: an
// order in any state, or a BusinessError. ok is false where the method has no schema; CheckMyBalance has none, as D3
// does not say what it answers.
func EKey(method string) (*Schema, bool) { return ekey.schema(document{method: method}) }

// EKeyOrder returns the schema that an order of that Status satisfies in the answer of AddOrder or GetOrder. It knows
// more than that of EKey: what is empty in this state, and which requirement is about it. Where D3 does not have the
// status, it is the schema of EKey.
func EKeyOrder(method, status string) (*Schema, bool) {
	switch status {
	case Done, InProcess, Failed:
		return ekey.schema(document{method, status})
	}
	return EKey(method)
}

// EKeyError returns the schema of a refusal, which is a BusinessError by any method.
func EKeyError() *Schema {
	schema, _ := ekey.schema(document{sort: businessError})
	return schema
}
