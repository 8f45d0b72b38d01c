package faults

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/beevik/etree"
	"golang.org/x/text/encoding/unicode"
)

const declaration = `<?xml version="1.0" encoding="utf-8"?>`

// xml keeps a hook to answers whose body is XML.
func xml(h hook) hook {
	return when(func(c *call) bool {
		return strings.Contains(c.header.Get("Content-Type"), "xml") && (has(c.body[:min(1, len(c.body))], "<"))
	}, h)
}

// replaced puts another text for what matches in answers of XML.
func replaced(pattern, with string) hook {
	r := regexp.MustCompile(pattern)
	return xml(func(c *call) { c.body = r.ReplaceAll(c.body, []byte(with)) })
}

// bodiesOtherwise are other ways to write the same XML.
func bodiesOtherwise() []otherwise {
	rows := []otherwise{
		{name: "as-it-is", does: "Answers are read whole and sent on."},
		{name: "written-anew", does: "Answers are parsed and written anew.", answer: xml(at("/", func(*etree.Element) {}))},
		{name: "other-prefixes", does: "Namespaces have other prefixes.", answer: xml(both(
			raw("xmlns:a=", "xmlns:mont="), raw("<a:", "<mont:"), raw("</a:", "</mont:"),
			raw("xmlns:b=", "xmlns:_1="), raw("<b:", "<_1:"), raw("</b:", "</_1:"),
			raw("xmlns:i=", "xmlns:xsi="), raw(" i:nil", " xsi:nil")))},
		{name: "default-namespace", does: "The namespace of the contracts is declared as the default one.", answer: xml(contractsAsDefault)},
		{name: "attributes-reversed", does: "Attributes stand in the opposite order.", answer: xml(at("//*", func(e *etree.Element) { slices.Reverse(e.Attr) }))},
		{name: "namespaces-declared-everywhere", does: "Namespaces are declared again where they are used.", answer: replaced(`<a:(Id|Price|PartNum)>`, `<a:$1 xmlns:a="`+contracts+`">`)},
		{name: "xml-declaration", does: "Every answer has an XML declaration.", answer: xml(func(c *call) {
			if !has(c.body, "<?xml") {
				c.body = append([]byte(declaration), c.body...)
			}
		})},
		{name: "no-xml-declaration", does: "No answer has an XML declaration.", answer: replaced(`^<\?xml[^>]*>`, "")},
		{name: "byte-order-mark", does: "Answers start with a byte order mark.", answer: xml(func(c *call) { c.body = append([]byte("\ufeff"), c.body...) })},
		{name: "processing-instruction", does: "A processing instruction stands before the root.", answer: both(
			replaced(`^<\?xml[^>]*>`, ""),
			xml(func(c *call) {
				c.body = append([]byte(`<?xml version="1.0"?><?xml-stylesheet href="a.xsl" type="text/xsl"?>`+"\n"), c.body...)
			}))},
		{name: "single-quotes", does: "Attributes are in single quotes.", answer: replaced(`="([^"<>']*)"`, `='$1'`)},
		{name: "indented", does: "Elements are indented.", answer: xml(func(c *call) {
			c.edit(func(d *etree.Document) {
				s := etree.NewIndentSettings()
				s.UseTabs, s.PreserveLeafWhitespace = true, true
				d.IndentWithSettings(s)
			})
		})},
		{name: "blanks-around-numbers", does: "Numbers and booleans have blanks around them.",
			answer: replaced(`<(a:\w*Id|a:OrderNum|a:Price|a:InstantDelivery|a:Current\w+|b:int|Price|TotalSumm|Quantity|IsError|ErrorCode|quantity)>([-\d.]+|true|false)<`, "<$1>\n $2 <")},
		{name: "comments", does: "Comments and blanks stand between elements.",
			answer: replaced(`>(</?(?:a:)?(?:ProductContract|Id|Price|VendorContract|Translations|Changes|Status|Keys|ProductKey|OrderLineContract|PriceContract|ErrorCode)\b)`, "> <!-- a:Price -->\n\t$1")},
		{name: "cdata", does: "Texts are CDATA.",
			answer: replaced(`<((?:a:)?(?:DefaultName|VendorName|CategoryName|PartNum|Title|Price|OrderNum|Status|ActiveKey|Key|ErrorDetails|OrderLineNum|string))>([^<&\]]+)<`, "<$1><![CDATA[$2]]><")},
		{name: "cdata-in-parts", does: "Texts are in part CDATA.",
			answer: replaced(`<((?:a:)?(?:DefaultName|VendorName|PartNum|Status|ActiveKey|OrderNum|OrderLineNum))>([^<&\]])([^<&\]]+)<`, "<$1>$2<![CDATA[$3]]><")},
		{name: "character-references", does: "Letters outside ASCII are character references.", answer: xml(func(c *call) {
			var b bytes.Buffer
			for _, r := range string(c.body) {
				if r > 127 {
					fmt.Fprintf(&b, "&#x%X;", r)
				} else {
					b.WriteRune(r)
				}
			}
			c.body = b.Bytes()
		})},
		{name: "digits-as-references", does: "The first digit of numbers is a character reference.", answer: replaced(`(<(?:a:)?(?:Id|Price|Quantity|quantity|ErrorCode)>)1`, "$1&#49;")},
		{name: "empty-elements-short", does: "Empty elements are one tag.", answer: replaced(`<([\w:]+)((?: [^<>]*[^<>/])?)></[\w:]+>`, "<$1$2/>")},
		{name: "utf-16", does: "Answers are in UTF-16 with a byte order mark.", answer: utf16(unicode.LittleEndian, "")},
		{name: "utf-16-big-endian", does: "Answers are in UTF-16, big end first, as they declare.", answer: utf16(unicode.BigEndian, `<?xml version="1.0" encoding="utf-16"?>`)},
		{name: "text-xml", does: "Answers are served as text/xml.", answer: xml(header("Content-Type", "text/xml; charset=utf-8"))},
		{name: "empty-charset", does: "Answers are served with a charset that is empty.", may: "MNT-XML-01",
			answer: xml(header("Content-Type", "application/xml; charset="))},
		{name: "content-type-twice", does: "Answers name their type twice, with the same encoding.", may: "MNT-XML-01", answer: xml(func(c *call) {
			c.header["Content-Type"] = []string{"application/xml; charset=utf-8", "text/xml; charset=UTF-8"}
		})},
		{name: "no-charset", does: "Answers are served without a charset.", answer: xml(header("Content-Type", "application/xml"))},
		{name: "media-type-in-capitals", does: "Answers are served with a type in capitals and a quoted charset.", answer: xml(header("Content-Type", `Application/XML; charset="UTF-8"`))},
	}
	for i := range rows {
		rows[i].answer = onceEach(rows[i].answer)
	}
	return rows
}

// onceEach does a hook that makes of a body always the same, once for each body.
func onceEach(h hook) hook {
	if h == nil {
		return nil
	}
	type key struct {
		service service
		kind    string
		sum     [sha256.Size]byte
	}
	type written struct {
		kind string
		body []byte
	}
	const most = 64 << 20
	known, size := map[key]written{}, 0
	return func(c *call) {
		k := key{c.service, c.header.Get("Content-Type"), sha256.Sum256(c.body)}
		w, found := known[k]
		if !found {
			h(c)
			if w = (written{c.header.Get("Content-Type"), c.body}); size+len(w.body) > most {
				clear(known)
				size = 0
			}
			known[k], size = w, size+len(w.body)
		}
		c.body = slices.Clone(w.body)
		if w.kind != k.kind {
			c.header.Set("Content-Type", w.kind)
		}
	}
}

// contractsAsDefault takes the prefix of the contracts' members away.
func contractsAsDefault(c *call) {
	if c.service != contentService {
		return
	}
	c.edit(func(d *etree.Document) {
		for _, e := range d.FindElements("//*") {
			if e.Space != "a" {
				continue
			}
			if e.Space = ""; e.Parent().Space == "" && e.Parent().SelectAttrValue("xmlns:a", "") != "" || e.Parent().Parent() == d.Root() {
				e.CreateAttr("xmlns", contracts)
			}
		}
	})
}

func utf16(order unicode.Endianness, declaration string) hook {
	return both(replaced(`^<\?xml[^>]*>`, ""), xml(func(c *call) {
		c.body, _ = unicode.UTF16(order, unicode.UseBOM).NewEncoder().Bytes([]byte(declaration + strings.ToValidUTF8(string(c.body), "")))
		c.header.Set("Content-Type", "application/xml; charset=utf-16")
	}))
}
