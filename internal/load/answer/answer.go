// Package answer reads what the answers of MONT Content say of prices and
// versions, with eyes of its own: it shares no codec with the sandbox, and
// leaves form to the schemas.
package answer

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"net/http"
	"strconv"
	"strings"

	html "golang.org/x/net/html/charset"

	"github.com/montcheck/montcheck/internal/bound"
	"github.com/montcheck/montcheck/internal/charset"
	"github.com/montcheck/montcheck/internal/coding"
	"github.com/montcheck/montcheck/internal/decimals"
)

// Reading is what an answer says.
type Reading struct {
	Failed         bool   // it says Error=true
	Reason         string // its ErrorText
	Content, Price int64  // versions
	HasContent     bool
	HasPrice       bool
	Products       []Product
	Entities       []Entity // all that has an id, the products too, and the deleted ids
	Details        bool     // its ErrorDetails say something
	Words          uint64   // identifies all that it says but for prices and versions, in whatever order and form
}

// Entity is something that an answer names by its id.
type Entity struct {
	Kind    string // such as VendorContract
	ID      string
	Deleted bool
}

// Fact is the price that an answer gives for a product.
type Fact struct {
	ID    int64
	Price string // with its currency
}

// Facts are the prices that an answer gives.
func (r *Reading) Facts() []Fact {
	all := make([]Fact, len(r.Products))
	for i, p := range r.Products {
		all[i] = Fact{p.ID, p.Text()}
	}
	return all
}

// Product is a product of an answer, as far as prices go.
type Product struct {
	ID      int64
	PartNum string
	Price   string // canonical: no trailing zeros; empty for none
	// Currency is empty where there is none.
	Currency  string
	Family    string
	Described bool // it has translations
}

// Text is the price for people; empty where there is none.
func (p Product) Text() string { return strings.TrimSpace(p.Price + " " + p.Currency) }

// Plain returns a body as it was before the endpoint compressed it, bounded
// to limit bytes. The error is a bound.Exceeded where the body, or a text of
// it, is longer than is read.
func Plain(header http.Header, body []byte, limit int64) ([]byte, error) {
	r, err := coding.Undo(bytes.NewReader(body), header)
	if err != nil {
		return nil, err
	}
	r = bound.Texts(r)
	if header.Get("Content-Encoding") == "" { // it is whole already: one memory will do
		_, err = io.Copy(io.Discard, r)
		return body, err
	}
	plain, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(plain)) > limit {
		err = bound.Exceeded{What: fmt.Sprintf("the body has more than %d bytes when it is unpacked", limit)}
	}
	return plain, err
}

// deepest bounds the nesting of elements.
const deepest = 64

var errDeep error = bound.Exceeded{What: fmt.Sprintf("the answer nests elements deeper than %d, "+
	"which montcheck does not read", deepest)}

// Read reads an answer. The error is that of a body that is not XML to its end.
func Read(body []byte) (*Reading, error) {
	var in io.Reader = bytes.NewReader(body)
	labels := html.NewReaderLabel
	if e := charset.Detect(body); e.Mark > 0 || e.Unit == 2 {
		in = e.Reader(in)
		// it is UTF-8 by now, whatever it declares
		labels = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	}
	r := &reader{d: xml.NewDecoder(in), out: &Reading{}, words: []word{{}}}
	r.d.CharsetReader = labels
	if err := r.document(); err != nil {
		return nil, err
	}
	r.out.Words = r.words[0].inner
	return r.out, nil
}

type reader struct {
	d     *xml.Decoder
	out   *Reading
	depth int
	words []word // of the elements that are open, and of all
}

// word is what an element says: its text and the sum of what is in it.
type word struct {
	text  []byte
	inner uint64
}

// wordless are elements that are no part of the words: they have a version of
// their own, or are one.
var wordless = map[string]bool{"Price": true, "CurrencyCode": true, "CurrentContentVersion": true,
	"CurrentPriceVersion": true, "Error": true, "ErrorDetails": true}

var seed = maphash.MakeSeed()

// token reads a token, and adds up the words.
func (r *reader) token() (xml.Token, error) {
	t, err := r.d.RawToken()
	switch t := t.(type) {
	case xml.StartElement:
		if len(r.words) > deepest+1 {
			return nil, errDeep
		}
		r.words = append(r.words, word{})
	case xml.CharData:
		own := &r.words[len(r.words)-1]
		own.text = append(own.text, t...)
	case xml.EndElement:
		last := len(r.words) - 1
		if last == 0 {
			return nil, errors.New("an element ends that did not begin")
		}
		own := r.words[last]
		r.words = r.words[:last]
		text := bytes.TrimSpace(own.text)
		if wordless[t.Name.Local] || len(text) == 0 && own.inner == 0 { // nil, empty and absent are one
			break
		}
		var h maphash.Hash
		h.SetSeed(seed)
		h.WriteString(t.Name.Local)
		h.WriteByte(0)
		h.Write(text)
		maphash.WriteComparable(&h, own.inner)
		r.words[last-1].inner += h.Sum64()
	}
	return t, err
}

// document walks the elements. Names decide, namespaces and order don't: those
// are for the schemas to judge.
func (r *reader) document() error {
	for {
		t, err := r.token()
		if err == io.EOF {
			if r.depth != 0 {
				return io.ErrUnexpectedEOF
			}
			return nil
		}
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if err := r.element(t); err != nil {
				return err
			}
		case xml.EndElement:
			r.depth--
		}
	}
}

func (r *reader) element(e xml.StartElement) (err error) {
	r.depth++
	if r.depth > deepest {
		return errDeep
	}
	local := e.Name.Local
	switch {
	case r.depth == 2 && local == "Error":
		text, err := r.leaf()
		text = strings.TrimSpace(text)
		r.out.Failed = text == "true" || text == "1"
		return err
	case r.depth == 2 && local == "ErrorDetails":
		return r.details()
	case r.depth == 3 && local == "CurrentContentVersion":
		r.out.Content, r.out.HasContent, err = r.number()
		return err
	case r.depth == 3 && local == "CurrentPriceVersion":
		r.out.Price, r.out.HasPrice, err = r.number()
		return err
	case local == "ProductContract" && (r.depth == 3 || r.depth == 4), local == "Product" && r.depth == 2:
		return r.product()
	case strings.HasSuffix(local, "Contract") && (r.depth == 3 || r.depth == 4):
		return r.entity(local)
	case r.depth == 2 && (local == "FamilyGroup" || local == "FamilyGroupContract"):
		return r.entity("FamilyGroupContract")
	case r.depth == 3 && deleted[local] != "":
		return r.deleted(deleted[local])
	}
	return nil
}

// deleted are the lists of ids that were deleted, with the kind of what they name.
var deleted = map[string]string{"DeletedCategoriesId": "CategoryContract",
	"DeletedFamilyGroupsId": "FamilyGroupContract", "DeletedVendorsId": "VendorContract"}

// details reads what an answer says of an error.
func (r *reader) details() error {
	return r.members(func(local string) (err error) {
		text, err := r.leaf()
		if local == "ErrorText" {
			r.out.Reason = text
		}
		r.out.Details = r.out.Details || strings.TrimSpace(text) != ""
		return err
	})
}

// entity reads the id of what is not a product.
func (r *reader) entity(kind string) error {
	e := Entity{Kind: kind}
	err := r.members(func(local string) error {
		text, err := r.leaf()
		if local == "Id" {
			e.ID = number(text)
		}
		return err
	})
	if e.ID != "" {
		r.out.Entities = append(r.out.Entities, e)
	}
	return err
}

// deleted reads a list of ids.
func (r *reader) deleted(kind string) error {
	return r.members(func(string) error {
		text, err := r.leaf()
		if err == nil {
			r.out.Entities = append(r.out.Entities, Entity{kind, number(text), true})
		}
		return err
	})
}

// members calls a function for each direct member of an element, which it reads
// to its end.
func (r *reader) members(each func(local string) error) error {
	outer := r.depth - 1
	for {
		t, err := r.token()
		if err != nil {
			return unexpected(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			r.depth++
			if err := each(t.Name.Local); err != nil {
				return err
			}
		case xml.EndElement:
			if r.depth--; r.depth == outer {
				return nil
			}
		}
	}
}

// number writes equal whole numbers alike.
func number(text string) string {
	text = strings.TrimSpace(text)
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return strconv.FormatInt(n, 10)
	}
	return text
}

// product reads the direct members of a product.
func (r *reader) product() error {
	var p Product
	var id string
	err := r.members(func(local string) error {
		text, err := r.leaf()
		text = strings.TrimSpace(text)
		switch local {
		case "Id":
			id = number(text)
		case "PartNum":
			p.PartNum = text
		case "Price":
			p.Price = canonical(text)
		case "CurrencyCode":
			p.Currency = text
		case "FamilyGroupId":
			p.Family = number(text)
		case "Translations":
			p.Described = text != ""
		}
		return err
	})
	if err != nil || id == "" { // nil: there is no product
		return err
	}
	p.ID, _ = strconv.ParseInt(id, 10, 64) // the schema says what is wrong with it
	r.out.Products = append(r.out.Products, p)
	r.out.Entities = append(r.out.Entities, Entity{Kind: "ProductContract", ID: id})
	return nil
}

// canonical writes equal prices alike: 12.50 and 12.5.
func canonical(price string) string {
	d, err := decimals.Parse(price)
	if err != nil || d.Exponent() < -20 || d.Exponent() > 20 {
		return price
	}
	return d.String()
}

// number reads a whole number; nil and empty ones are none.
func (r *reader) number() (int64, bool, error) {
	text, err := r.leaf()
	if err != nil {
		return 0, false, err
	}
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	return n, err == nil, nil
}

// leaf reads the text of an element to its end.
func (r *reader) leaf() (string, error) {
	var text strings.Builder
	outer := r.depth - 1
	for {
		t, err := r.token()
		if err != nil {
			return "", unexpected(err)
		}
		switch t := t.(type) {
		case xml.CharData:
			text.Write(t)
		case xml.StartElement:
			if r.depth++; r.depth > deepest {
				return "", errDeep
			}
		case xml.EndElement:
			if r.depth--; r.depth == outer {
				return text.String(), nil
			}
		}
	}
}

func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
