package ekey

import (
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/beevik/etree"

	"github.com/montcheck/montcheck/internal/decimals"
	"github.com/montcheck/montcheck/internal/target"
	"github.com/montcheck/montcheck/suites/transport"
)

// request1 is the body of version 1's AddOrder: D3, "Размещение заказа". The
// elements are written in the order given, since the documents print several.
type request1 struct {
	elements [][2]string // name and text
	user     [][2]string // endUserInfo; nil for none
	oldKey   string      // oldLicenceInfo/ActivationKey; empty for none
}

// line1 is a request for some of a product, in the order of D3's first sample.
func line1(number, partNum string, quantity any) request1 {
	return request1{elements: [][2]string{{"OrderNum", number}, {"PartNum", partNum}, {"quantity", fmt.Sprint(quantity)}}}
}

// without leaves an element out.
func (r request1) without(name string) request1 {
	var rest [][2]string
	for _, e := range r.elements {
		if e[0] != name {
			rest = append(rest, e)
		}
	}
	r.elements = rest
	return r
}

// String is the XML of the request.
func (r request1) String() string {
	var b strings.Builder
	b.WriteString("<TransactionOrderLine>")
	write(&b, r.elements)
	if r.user != nil {
		b.WriteString("<endUserInfo>")
		write(&b, r.user)
		b.WriteString("</endUserInfo>")
	}
	if r.oldKey != "" {
		b.WriteString("<oldLicenceInfo>")
		write(&b, [][2]string{{"ActivationKey", r.oldKey}})
		b.WriteString("</oldLicenceInfo>")
	}
	b.WriteString("</TransactionOrderLine>")
	return b.String()
}

func write(b *strings.Builder, elements [][2]string) {
	for _, e := range elements {
		b.WriteString("<" + e[0] + ">")
		xml.EscapeText(b, []byte(e[1]))
		b.WriteString("</" + e[0] + ">")
	}
}

// order1 is an order as version 1 answers it.
type order1 struct {
	number, partNum, quantity, dateOn, status string
	keys                                      []key
	links                                     []link
	errorDetails, errorCode                   string
	hasErrors                                 bool
}

type key struct{ active, date, transaction, kind, sequence string }

type link struct{ address, date, transaction, kind string }

// refusal is a BusinessError.
type refusal struct{ code, details, vendor string }

// longest is how much of an answer is read as a tree: an order is short.
const longest = 4 << 20

// parse reads an answer as a tree. Of a price list the tree has the frame
// only, since a catalogue may have 50,000 products: readProducts reads those.
func parse(a *target.Answer, operation string) (*etree.Document, error) {
	body, err := a.Open()
	if err != nil {
		return nil, err
	}
	defer body.Close()
	without, limit := "", int64(longest)
	if operation == "GetPriceChanges" {
		without, limit = "PriceList", math.MaxInt64
	}
	return tree(transport.Decoder(io.LimitReader(body, limit)), without)
}

// tree reads a document, without what is inside elements of one name.
func tree(decoder *xml.Decoder, without string) (*etree.Document, error) {
	d := etree.NewDocument()
	at := &d.Element
	for {
		t, err := decoder.Token()
		if err == io.EOF && d.Root() != nil {
			return d, nil
		}
		if err != nil {
			return nil, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			at = at.CreateElement(t.Name.Local)
			if t.Name.Local == without {
				if err := decoder.Skip(); err != nil {
					return nil, err
				}
				at = at.Parent()
			}
		case xml.EndElement:
			at = at.Parent()
		case xml.CharData:
			if at.Parent() != nil {
				at.CreateText(string(t))
			}
		}
	}
}

// text is the text of a child; empty where there is none.
func text(e *etree.Element, name string) string {
	if child := e.SelectElement(name); child != nil {
		return strings.TrimSpace(child.Text())
	}
	return ""
}

// exactly is the text of a child with the blanks around it, which belong to a
// number that a partner chose.
func exactly(e *etree.Element, name string) string {
	if child := e.SelectElement(name); child != nil {
		return child.Text()
	}
	return ""
}

// whole is the number in a child, without a sign or noughts that say nothing:
// how it is written is for the schema to judge. What is no number stays.
func whole(e *etree.Element, name string) string {
	written := text(e, name)
	if n, err := decimals.Parse(written); err == nil {
		return n.String()
	}
	return written
}

// yes tells whether a child says true, in whatever case: the schema knows
// which it has to be.
func yes(e *etree.Element, name string) bool {
	written := strings.ToLower(text(e, name))
	return written == "true" || written == "1"
}

// instant is a date in one form for all that mean the same. What is no date
// stays.
func instant(date string) string {
	if t, err := time.Parse(time.RFC3339Nano, date); err == nil {
		return t.UTC().Format(time.RFC3339Nano)
	}
	const zoneless = "2006-01-02T15:04:05.999999999"
	if t, err := time.Parse(zoneless, date); err == nil {
		return t.Format(zoneless)
	}
	return date
}

// read1 reads an answer to AddOrder or GetOrder: an order or a refusal.
func read1(root *etree.Element) (*order1, *refusal) {
	if root == nil {
		return nil, nil
	}
	switch root.Tag {
	case "BusinessError":
		return nil, &refusal{whole(root, "ErrorCode"), text(root, "ErrorDetails"), text(root, "VendorDetails")}
	case "TransactionOrderLine":
	default:
		return nil, nil
	}
	o := &order1{number: exactly(root, "OrderNum"), partNum: exactly(root, "PartNum"), quantity: whole(root, "quantity"), dateOn: text(root, "DateOn"), status: text(root, "Status")}
	for _, k := range root.FindElements("Keys/ProductKey") {
		o.keys = append(o.keys, key{text(k, "ActiveKey"), text(k, "DateAdd"), text(k, "VendorClientTransactionId"), text(k, "keyTypeId"), text(k, "SequenceNumber")})
	}
	for _, l := range root.FindElements("Links/ProductLink") {
		o.links = append(o.links, link{text(l, "Link"), text(l, "DateAdd"), text(l, "VendorClientTransactionId"), text(l, "linkTypeId")})
	}
	if e := root.SelectElement("Errors"); e != nil {
		o.hasErrors = len(e.ChildElements()) > 0
		o.errorDetails, o.errorCode = text(e, "Details"), whole(e, "Code")
	}
	return o, nil
}
