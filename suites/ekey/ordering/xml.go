package ordering

import (
	"encoding/xml"
	"io"
	"math"
	"strings"
	"time"

	"github.com/beevik/etree"

	"github.com/montcheck/montcheck/internal/decimals"
	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/suites/transport"
)

// longest is how much of an answer is read as a tree: an order is short.
const longest = 4 << 20

// parse reads an answer as a tree. Of a price list the tree has the frame
// only, since a catalogue may have 50,000 products: readProducts reads those.
func parse(a *endpoint.Answer, operation string) (*etree.Document, error) {
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

// Text is the text of a child; empty where there is none.
func Text(e *etree.Element, name string) string {
	if child := e.SelectElement(name); child != nil {
		return strings.TrimSpace(child.Text())
	}
	return ""
}

// Exactly is the text of a child with the blanks around it, which belong to a
// number that a partner chose.
func Exactly(e *etree.Element, name string) string {
	if child := e.SelectElement(name); child != nil {
		return child.Text()
	}
	return ""
}

// Whole is the number in a child, without a sign or noughts that say nothing:
// how it is written is for the schema to judge. What is no number stays.
func Whole(e *etree.Element, name string) string {
	written := Text(e, name)
	if n, err := decimals.Parse(written); err == nil {
		return n.String()
	}
	return written
}

// Yes tells whether a child says true, in whatever case: the schema knows
// which it has to be.
func Yes(e *etree.Element, name string) bool {
	written := strings.ToLower(Text(e, name))
	return written == "true" || written == "1"
}

// Instant is a date in one form for all that mean the same. What is no date
// stays.
func Instant(date string) string {
	if t, err := time.Parse(time.RFC3339Nano, date); err == nil {
		return t.UTC().Format(time.RFC3339Nano)
	}
	const zoneless = "2006-01-02T15:04:05.999999999"
	if t, err := time.Parse(zoneless, date); err == nil {
		return t.Format(zoneless)
	}
	return date
}

func Write(b *strings.Builder, elements [][2]string) {
	for _, e := range elements {
		b.WriteString("<" + e[0] + ">")
		xml.EscapeText(b, []byte(e[1]))
		b.WriteString("</" + e[0] + ">")
	}
}
