package content

import (
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/montcheck/montcheck/sandbox/store"
	"github.com/montcheck/montcheck/sandbox/wcf"
)

// maxPartNum is the longest part number asked for, in characters.
const maxPartNum = 256

// reply is one answer in the making: the snapshot that it is read from, and its body.
type reply struct {
	*wcf.Body
	from   *store.Snapshot
	now    func() time.Time
	digits [24]byte
}

// envelope is the outer form of an answer (D3, "Доступные методы для работы в сервисе MONT Content").
type envelope struct {
	root, payload string
	item          string // the contract in a list, "" where the payload is one contract
}

var (
	vendorList   = envelope{"VendorListResponse", "VendorList", "VendorContract"}
	categoryList = envelope{"CategoryListResponse", "CategoryList", "CategoryContract"}
	familyList   = envelope{"FamilyGroupListResponse", "FamilyGroupList", "FamilyGroupContract"}
	oneFamily    = envelope{"FamilyGroupResponse", "FamilyGroup", ""}
	productList  = envelope{"ProductListResponse", "ProductList", "ProductContract"}
	oneProduct   = envelope{"ProductResponse", "Product", ""}
	changes      = envelope{"ChangesContract", "Changes", ""}
)

const noError = `<Error>false</Error><ErrorDetails i:nil="true" xmlns:a="` + nsContracts + `"/>`

func (a *reply) root(name string) {
	a.String("<" + name + ` xmlns="` + nsResponses + `" xmlns:i="` + nsInstance + `">`)
}

func (a *reply) begin(e envelope) {
	a.root(e.root)
	a.String(noError + "<" + e.payload + ` xmlns:a="` + nsContracts + `">`)
}

func (a *reply) end(e envelope) { a.String("</" + e.payload + "></" + e.root + ">") }

// fail answers with an ErrorContract (D3, "ErrorContract") and no payload.
func (a *reply) fail(e envelope, code int64, text string) {
	var m members
	m.text("Date", a.now().UTC().Format("2006-01-02T15:04:05.0000000Z"))
	m.text("ErrorCode", fmt.Sprint(code))
	m.text("ErrorText", text)
	a.root(e.root)
	a.String(`<Error>true</Error><ErrorDetails xmlns:a="` + nsContracts + `">`)
	a.Bytes(m.Bytes())
	a.String("</ErrorDetails><" + e.payload + ` i:nil="true" xmlns:a="` + nsContracts + `"/></` + e.root + ">")
}

func (a *reply) testConnection() {
	a.root("TestConnectionResponse")
	a.String(noError + "</TestConnectionResponse>")
}

// entities answers with a list of vendors, categories or families.
func (a *reply) entities(e envelope, selection store.EntitySelection) error {
	a.begin(e)
	if err := a.contracts(e.item, selection); err != nil {
		return err
	}
	a.end(e)
	return nil
}

func (a *reply) contracts(item string, selection store.EntitySelection) error {
	open, end := "<a:"+item+">", "</a:"+item+">"
	return a.from.Entities(selection, func(members []byte) error {
		a.String(open)
		a.Bytes(members)
		a.String(end)
		return a.Err()
	})
}

func (a *reply) family(id int32) error {
	found := false
	err := a.from.Entities(store.FamilyByID(id), func(members []byte) error {
		found = true
		a.begin(oneFamily)
		a.Bytes(members)
		a.end(oneFamily)
		return a.Err()
	})
	if err == nil && !found {
		a.fail(oneFamily, CodeNoFamilyGroup, fmt.Sprintf("There is no family group with Id %d.", id))
	}
	return err
}

func (a *reply) product(partNum string, withPrice bool) error {
	if utf8.RuneCountInString(partNum) > maxPartNum {
		a.fail(oneProduct, CodePartNumTooLong, fmt.Sprintf("A part number has at most %d characters.", maxPartNum))
		return nil
	}
	found := false
	err := a.from.Products(store.ProductByPartNum(partNum), true, func(p *store.ProductRow) error {
		found = true
		a.begin(oneProduct)
		a.productMembers(p, withPrice)
		a.end(oneProduct)
		return a.Err()
	})
	if err == nil && !found {
		a.fail(oneProduct, CodeNoProduct, "There is no product with PartNum "+partNum+".")
	}
	return err
}

func (a *reply) products(selection store.ProductSelection, texts, withPrice bool) error {
	a.begin(productList)
	if err := a.productContracts(selection, texts, withPrice); err != nil {
		return err
	}
	a.end(productList)
	return nil
}

func (a *reply) productContracts(selection store.ProductSelection, texts, withPrice bool) error {
	return a.from.Products(selection, texts, func(p *store.ProductRow) error {
		a.String("<a:ProductContract>")
		a.productMembers(p, withPrice)
		a.String("</a:ProductContract>")
		return a.Err()
	})
}

func (a *reply) productMembers(p *store.ProductRow, withPrice bool) {
	a.Bytes(p.Parts.Head)
	if withPrice {
		a.String("<a:CurrencyCode>")
		a.Bytes(p.Currency)
		a.String("</a:CurrencyCode>")
		a.Bytes(p.Parts.Middle)
		a.String("<a:Price>")
		a.Bytes(p.Price.Append(a.digits[:0]))
		a.String("</a:Price>")
	} else {
		a.String(`<a:CurrencyCode i:nil="true"/>`)
		a.Bytes(p.Parts.Middle)
		a.String(`<a:Price i:nil="true"/>`)
	}
	if p.Parts.Texts != nil {
		a.Bytes(p.Parts.Texts)
	} else {
		a.String(`<a:Translations i:nil="true"/>`)
	}
	a.Bytes(p.Parts.Tail)
}
