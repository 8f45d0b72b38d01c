package ekey

import "github.com/montcheck/montcheck/sandbox/orders"

// Code is an error code of version 1. Version 2 has others under the same numbers.
type Code int

// The codes of AddOrder, by which an order is not placed, and OutOfStock, by which a placed one ends. D3, "Обработка
// ошибок".
const (
	Internal Code = iota + 1
	NoProduct
	NumberUsed
	VendorError
	AboveLimit
	NoNumber
	WrongFormat
	ProductBlocked
	NoEndUser
	NoOldLicense
	OutOfStock
)

// NoOrder is GetOrder's: its list in D3 counts anew.
const NoOrder Code = 2

var texts = map[Code]string{
	Internal:       "Внутренняя ошибка системы.",
	NoProduct:      "Товар не найден.",
	NumberUsed:     "Заказ с указанным номером уже существует в системе.",
	VendorError:    "Ошибка работы системы вендора.",
	AboveLimit:     "Превышен кредитный лимит.",
	NoNumber:       "Номер заказа не указан.",
	WrongFormat:    "Неверный формат данных.",
	ProductBlocked: "Данный товар заблокирован.",
	NoEndUser:      "Необходимые данные о конечном пользователе не были переданы",
	NoOldLicense:   "Необходимые данные о предыдущей лицензии не были переданы",
	OutOfStock:     "Ключи для товара закончились на складе",
}

const noOrderText = "Нет заказа с таким номером."

// codes are those of the book's refusals. D3 has none for a blocked account.
var codes = map[orders.Reason]Code{
	orders.AccountBlocked: Internal,
	orders.NumberUsed:     NumberUsed,
	orders.NoProduct:      NoProduct,
	orders.ProductBlocked: ProductBlocked,
	orders.WrongQuantity:  WrongFormat,
	orders.NoForm:         NoEndUser,
	orders.WrongForm:      WrongFormat,
	orders.NoOldLicense:   NoOldLicense,
	orders.VendorRefused:  VendorError,
	orders.AboveLimit:     AboveLimit,
}

// failures are the codes by which a placed order ends.
var failures = map[orders.Failure]Code{orders.OutOfStock: OutOfStock, orders.VendorFailed: VendorError}
