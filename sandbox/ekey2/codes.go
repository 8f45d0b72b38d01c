package ekey2

import "github.com/montcheck/montcheck/sandbox/orders"

// Code is an error code of version 2. Version 1 has others under the same numbers.
type Code int

// The codes of AddOrder, and OrderNotFound of GetOrder. MONT's wiki, "codes" and "getorder".
const (
	OK                Code = 0
	ProductNotFound   Code = 2
	OrderNotFound     Code = 3
	NumberExists      Code = 4
	LimitExceeded     Code = 6
	NoLineNumber      Code = 8
	ProductBlocked    Code = 10
	NoForm            Code = 12
	ResellerBlocked   Code = 16
	WrongQuantity     Code = 17
	WrongLineNumber   Code = 25
	NoOrderNumber     Code = 71
	NoLines           Code = 72
	UnknownSubscriber Code = 75
	NoSubscriber      Code = 87
	Internal          Code = 101
	WrongForm         Code = 200
)

var texts = map[Code]string{
	ProductNotFound:   "Product not found",
	OrderNotFound:     "Order not found",
	NumberExists:      "Order with that number (order line) is already exists in the MONT system",
	LimitExceeded:     "Credit limit exceeded",
	NoLineNumber:      "Order line number is not set",
	ProductBlocked:    "Product is blocked",
	NoForm:            "License form is not passed",
	ResellerBlocked:   "Reseller is blocked",
	WrongQuantity:     "Quantity is wrong",
	WrongLineNumber:   "Order line number has a wrong format",
	NoOrderNumber:     "Order number field is not set",
	NoLines:           "There are no order lines in the order",
	UnknownSubscriber: "Subscriber is not found",
	NoSubscriber:      "Subscription without a subscriber",
	Internal:          "Internal service error",
	WrongForm:         "Incorrect EndUserInfo Data",
}

// codes are those of the book's refusals. This version has none for a vendor's refusal.
var codes = map[orders.Reason]Code{
	orders.AccountBlocked:    ResellerBlocked,
	orders.NumberUsed:        NumberExists,
	orders.NoProduct:         ProductNotFound,
	orders.ProductBlocked:    ProductBlocked,
	orders.WrongQuantity:     WrongQuantity,
	orders.LineNumberTooLong: WrongLineNumber,
	orders.NoForm:            NoForm,
	orders.WrongForm:         WrongForm,
	orders.NoSubscriber:      NoSubscriber,
	orders.UnknownSubscriber: UnknownSubscriber,
	orders.VendorRefused:     Internal,
	orders.AboveLimit:        LimitExceeded,
}

// failures are the codes of lines that failed. None is documented for want of stock.
var failures = map[orders.Failure]Code{orders.None: OK, orders.OutOfStock: Internal, orders.VendorFailed: Internal}
