package orders

import "fmt"

// Reason is why an order was refused. Each version of eKey has its own code for it.
type Reason int

// The reasons.
const (
	AccountBlocked Reason = iota + 1
	NumberUsed
	NoProduct
	ProductBlocked
	WrongQuantity
	LineNumberTooLong
	NoForm
	WrongForm
	NoOldLicense
	NoSubscriber
	UnknownSubscriber
	VendorRefused
	AboveLimit
)

var reasons = map[Reason]string{
	AccountBlocked: "the account is blocked", NumberUsed: "the number is in use", NoProduct: "no such product",
	ProductBlocked: "the product is blocked", WrongQuantity: "the quantity is out of bounds",
	LineNumberTooLong: "the line's number is too long", NoForm: "the license form is missing",
	WrongForm:    "the license form is wrong",
	NoOldLicense: "the old license is missing", NoSubscriber: "the subscriber is missing",
	UnknownSubscriber: "no such subscriber",
	VendorRefused:     "the vendor refused", AboveLimit: "above the credit limit",
}

// What vendors say. The first is D3's own, in its sample of a BusinessError.
const (
	KeyNotFound       = "Продлеваемый ключ не найден."
	VendorUnavailable = "Система вендора отклонила заказ."
)

// Refusal says why an order was not placed. It is about a number, a part number or a field of a form; a vendor's is
// what the vendor says.
type Refusal struct {
	Reason Reason
	About  string
}

func (r *Refusal) Error() string {
	return fmt.Sprintf("orders: %s: %.100q", reasons[r.Reason], r.About)
}
