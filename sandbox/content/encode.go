package content

import (
	"bytes"
	"encoding/xml"
	"strconv"

	"github.com/montcheck/montcheck/sandbox/catalog"
	"github.com/montcheck/montcheck/sandbox/store"
)

// Namespaces of MONT Content's answers.
const (
	nsResponses = "http://schemas.datacontract.org/2004/07/ContentServer.WebService.Version2.Contracts.Responses"
	nsContracts = "http://schemas.datacontract.org/2004/07/ContentServer.WebService.Version2.Contracts"
	nsArrays    = "http://schemas.microsoft.com/2003/10/Serialization/Arrays"
	nsInstance  = "http://www.w3.org/2001/XMLSchema-instance"
)

// Encoding renders the catalogue's entities as a DataContractSerializer does: members in ordinal order of their
// names (D3, "Подробное описание контрактов"), with the prefix a: that every answer declares on its payload.
type Encoding struct{}

var _ store.Encoding = Encoding{}

// Vendor renders a VendorContract's members.
func (Encoding) Vendor(v catalog.Vendor) []byte {
	var m members
	m.integer("Id", v.ID)
	m.text("VendorName", v.Name)
	return m.Bytes()
}

// Category renders a CategoryContract's members.
func (Encoding) Category(v catalog.Category) []byte {
	var m members
	list(&m, "CategoryName", v.Names, "CategoryTranslationContract", func(n catalog.CategoryName) {
		m.text("CategoryName", n.Name)
		m.text("LangCode", n.Lang)
	})
	m.integer("Id", v.ID)
	m.integer("ParentCategoryId", v.Parent)
	m.integers("VendorIds", v.Vendors)
	return m.Bytes()
}

// Family renders a FamilyGroupContract's members.
func (Encoding) Family(v catalog.Family) []byte {
	var m members
	m.integers("CategoryIds", v.Categories)
	m.integer("Id", v.ID)
	m.strings("ImageUrls", v.Images)
	m.integer("OrderNum", v.OrderNum)
	list(&m, "Translations", v.Texts, "FamilyGroupTranslationContract", func(t catalog.FamilyText) {
		m.optional("Description", t.Description)
		m.optional("ImportantFeatures", t.Features)
		m.optional("InstallationManual", t.Installation)
		m.text("LangCode", t.Lang)
		m.optional("Preview", t.Preview)
		m.optional("ShortDescription", t.Short)
		m.specifications("Specifications", t.Specifications)
		m.optional("SystemRequirements", t.Requirements)
		m.text("Title", t.Title)
	})
	m.optional("UrlCoverImage", v.Cover)
	m.integer("VendorId", v.Vendor)
	return m.Bytes()
}

// Product renders a ProductContract's members, without CurrencyCode and Price, which the answer puts between.
func (Encoding) Product(v catalog.Product) store.ProductParts {
	var head, middle, texts, tail members
	head.boolean("BlockedForSale", v.Blocked)
	head.integers("CategoryIds", v.Categories)

	middle.text("DefaultName", v.Name)
	middle.integer("FamilyGroupId", v.Family)
	middle.integer("FulfillmentType", v.Fulfillment)
	middle.integer("Id", v.ID)
	middle.strings("ImageUrls", v.Images)
	middle.boolean("InstantDelivery", v.Instant)
	middle.boolean("IsRenewal", v.Renewal)
	middle.boolean("LicenseFormRequired", v.LicenseForm)
	if v.MaxCount == nil {
		middle.null("MaxCountRequired")
	} else {
		middle.integer("MaxCountRequired", *v.MaxCount)
	}
	middle.integer("MinCountRequired", v.MinCount)
	middle.integer("OrderNum", v.OrderNum)
	middle.text("PartNum", v.PartNum)

	list(&texts, "Translations", v.Texts, "ProductTranslationContract", func(t catalog.ProductText) {
		texts.optional("FullDescription", t.Description)
		texts.optional("ImportantFeatures", t.Features)
		texts.optional("InstallationManual", t.Installation)
		texts.text("LangCode", t.Lang)
		texts.specifications("Languages", t.Languages)
		texts.optional("Preview", t.Preview)
		texts.text("ProductTitle", t.Title)
		texts.optional("ShortDescription", t.Short)
		texts.specifications("Specifications", t.Specifications)
		texts.optional("SystemRequirements", t.Requirements)
	})

	tail.optional("UrlCoverImage", v.Cover)
	tail.integer("VendorId", v.Vendor)
	return store.ProductParts{Head: head.Bytes(), Middle: middle.Bytes(), Texts: texts.Bytes(), Tail: tail.Bytes()}
}

// members writes the members of a contract.
type members struct{ bytes.Buffer }

func (m *members) open(name string) {
	m.WriteString("<a:")
	m.WriteString(name)
	m.WriteByte('>')
}

func (m *members) close(name string) {
	m.WriteString("</a:")
	m.WriteString(name)
	m.WriteByte('>')
}

func (m *members) null(name string) {
	m.WriteString("<a:")
	m.WriteString(name)
	m.WriteString(` i:nil="true"/>`)
}

func (m *members) text(name, value string) {
	m.open(name)
	m.escaped(value)
	m.close(name)
}

func (m *members) optional(name string, value *string) {
	if value == nil {
		m.null(name)
		return
	}
	m.text(name, *value)
}

func (m *members) integer(name string, value int32) { m.text(name, strconv.Itoa(int(value))) }

func (m *members) boolean(name string, value bool) { m.text(name, strconv.FormatBool(value)) }

func (m *members) integers(name string, values []int32) {
	m.array(name, len(values), func(i int) {
		m.WriteString("<b:int>" + strconv.Itoa(int(values[i])) + "</b:int>")
	})
}

func (m *members) strings(name string, values []string) {
	m.array(name, len(values), func(i int) {
		m.WriteString("<b:string>")
		m.escaped(values[i])
		m.WriteString("</b:string>")
	})
}

func (m *members) array(name string, length int, item func(int)) {
	m.WriteString("<a:" + name + ` xmlns:b="` + nsArrays + `"`)
	if length == 0 {
		m.WriteString("/>")
		return
	}
	m.WriteString(">")
	for i := range length {
		item(i)
	}
	m.close(name)
}

func (m *members) specifications(name string, values []catalog.Specification) {
	list(m, name, values, "SpecificationContract", func(s catalog.Specification) {
		m.integer("Id", s.ID)
		m.text("Title", s.Title)
		m.text("Value", s.Value)
		m.text("ValueType", s.Type)
	})
}

// escaped writes text. Characters that XML can't hold become U+FFFD.
func (m *members) escaped(text string) {
	_ = xml.EscapeText(m, []byte(text)) // a bytes.Buffer does not fail
}

// list writes a list of contracts: nil for a nil list, an empty element for an empty one.
func list[T any](m *members, name string, values []T, item string, write func(T)) {
	if values == nil {
		m.null(name)
		return
	}
	m.open(name)
	for _, v := range values {
		m.open(item)
		write(v)
		m.close(item)
	}
	m.close(name)
}
