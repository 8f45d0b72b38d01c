package ekey

import (
	"encoding/xml"
	"time"

	"github.com/montcheck/montcheck/sandbox/orders"
)

// transactionOrderLine is an order. Its members stand in the order of D3's samples ("Получение ключей").
type transactionOrderLine struct {
	XMLName  xml.Name `xml:"TransactionOrderLine"`
	Instance string   `xml:"xmlns:xsi,attr"`
	OrderNum string
	DateOn   string
	Quantity int32 `xml:"quantity"`
	PartNum  string
	Keys     keys
	Links    links
	Errors   orderErrors
	Status   string
}

type keys struct{ ProductKey []productKey }

type productKey struct {
	ActiveKey                 string
	DateAdd                   string
	VendorClientTransactionId string
	KeyTypeID                 int `xml:"keyTypeId"`
	SequenceNumber            string
	Description               string
}

type links struct{ ProductLink []productLink }

type productLink struct {
	Link                      string
	DateAdd                   string
	VendorClientTransactionId string
	LinkTypeID                int `xml:"linkTypeId"`
	Description               string
}

// orderErrors is one error, or nothing. D3, "Обработка ошибок".
type orderErrors struct {
	Details       string `xml:",omitempty"`
	Code          Code   `xml:",omitempty"`
	VendorDetails string `xml:",omitempty"`
}

// businessError is a refusal. D3, "Обработка ошибок".
type businessError struct {
	XMLName       xml.Name `xml:"BusinessError"`
	ErrorDetails  string
	ErrorCode     Code
	VendorDetails string `xml:",omitempty"`
}

// myBalance is what CheckMyBalance answers. D3 names the method and says nothing of its content.
type myBalance struct {
	XMLName   xml.Name `xml:"CheckMyBalanceResponse"`
	IsBlocked bool
	Balances  struct{ Balance []balance }
}

type balance struct {
	CurrencyCode string
	Available    string
}

// The statuses of an order. D3, "Ожидание результата", "Обработка ошибок".
var statuses = map[orders.State]string{
	orders.Done: "Завершен успешно", orders.InProcess: "В процессе", orders.Failed: "Завершен с ошибкой",
}

// The types that D3's samples have.
const (
	keyType  = 3
	linkType = 1
)

var descriptions = map[orders.LinkKind]string{
	orders.Distribution:   "Download link for the product.",
	orders.Distribution32: "Download link for a 32 bit product.",
	orders.Distribution64: "Download link for a 64 bit product.",
}

func answer(o *orders.Order) transactionOrderLine {
	line := o.Lines[0]
	a := transactionOrderLine{
		Instance: "http://www.w3.org/2001/XMLSchema-instance",
		OrderNum: o.Number, DateOn: o.Placed.Format(withoutZone), Quantity: line.Quantity, PartNum: line.PartNum,
		Status: statuses[line.State],
	}
	for _, k := range line.Keys {
		a.Keys.ProductKey = append(a.Keys.ProductKey, productKey{
			k.ActiveKey, date(k.Added), k.Transaction, keyType, k.Sequence, "Product activation code.",
		})
	}
	for _, l := range line.Links {
		a.Links.ProductLink = append(a.Links.ProductLink,
			productLink{l.Address, date(l.Added), l.Transaction, linkType, descriptions[l.Kind]})
	}
	if line.State == orders.Failed {
		code := failures[line.Failure]
		a.Errors = orderErrors{Details: texts[code], Code: code}
		if line.Failure == orders.VendorFailed {
			a.Errors.VendorDetails = orders.VendorUnavailable
		}
	}
	return a
}

// D3's samples date an order without a zone, keys and links with one; all are GMT.
const withoutZone = "2006-01-02T15:04:05.999999"

func date(t time.Time) string { return t.Format(withoutZone + "-07:00") }
