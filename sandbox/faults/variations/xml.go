package variations

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"github.com/beevik/etree"
	"golang.org/x/text/encoding/unicode"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// xmlForms are other ways to write the same XML.
func xmlForms() []deviation.Variation {
	return []deviation.Variation{
		{
			Name: "as-it-is",
			Does: "Answers are read whole and sent on.",
		},
		{
			Name:   "written-anew",
			Does:   "Answers are parsed and written anew.",
			Answer: IfXML(At("/", func(*etree.Element) {})),
		},
		{
			Name: "other-prefixes",
			Does: "Namespaces have other prefixes.",
			Answer: IfXML(
				Do(Replace("xmlns:a=", "xmlns:mont="), Replace("<a:", "<mont:"), Replace("</a:", "</mont:"),
					Replace("xmlns:b=", "xmlns:_1="), Replace("<b:", "<_1:"), Replace("</b:", "</_1:"),
					Replace("xmlns:i=", "xmlns:xsi="), Replace(" i:nil", " xsi:nil"))),
		},
		{
			Name:   "default-namespace",
			Does:   "The namespace of the contracts is declared as the default one.",
			Answer: IfXML(contractsAsDefault),
		},
		{
			Name:   "attributes-reversed",
			Does:   "Attributes stand in the opposite order.",
			Answer: IfXML(At("//*", func(e *etree.Element) { slices.Reverse(e.Attr) })),
		},
		{
			Name:   "namespaces-declared-everywhere",
			Does:   "Namespaces are declared again where they are used.",
			Answer: ReplacePattern(`<a:(Id|Price|PartNum)>`, `<a:$1 xmlns:a="`+Contracts+`">`),
		},
		{
			Name: "xml-declaration",
			Does: "Every answer has an XML declaration.",
			Answer: IfXML(func(c *Call) {
				if !Has(c.Body, "<?xml") {
					c.Body = append([]byte(Declaration), c.Body...)
				}
			}),
		},
		{
			Name:   "no-xml-declaration",
			Does:   "No answer has an XML declaration.",
			Answer: ReplacePattern(`^<\?xml[^>]*>`, ""),
		},
		{
			Name:   "byte-order-mark",
			Does:   "Answers start with a byte order mark.",
			Answer: IfXML(func(c *Call) { c.Body = append([]byte("\ufeff"), c.Body...) }),
		},
		{
			Name: "processing-instruction",
			Does: "A processing instruction stands before the root.",
			Answer: Do(
				ReplacePattern(`^<\?xml[^>]*>`, ""),
				IfXML(func(c *Call) {
					c.Body = append(
						[]byte(`<?xml version="1.0"?><?xml-stylesheet href="a.xsl" type="text/xsl"?>`+"\n"),
						c.Body...)
				})),
		},
		{
			Name:   "single-quotes",
			Does:   "Attributes are in single quotes.",
			Answer: ReplacePattern(`="([^"<>']*)"`, `='$1'`),
		},
		{
			Name: "indented",
			Does: "Elements are indented.",
			Answer: IfXML(func(c *Call) {
				c.Edit(func(d *etree.Document) {
					s := etree.NewIndentSettings()
					s.UseTabs, s.PreserveLeafWhitespace = true, true
					d.IndentWithSettings(s)
				})
			}),
		},
		{
			Name: "blanks-around-numbers",
			Does: "Numbers and booleans have blanks around them.",
			Answer: ReplacePattern(
				`<(a:\w*Id|a:OrderNum|a:Price|a:InstantDelivery|a:Current\w+|b:int|Price|TotalSumm|Quantity|IsError|`+
					`ErrorCode|quantity)>([-\d.]+|true|false)<`,
				"<$1>\n $2 <",
			),
		},
		{
			Name: "comments",
			Does: "Comments and blanks stand between elements.",
			Answer: ReplacePattern(
				`>(</?(?:a:)?(?:ProductContract|Id|Price|VendorContract|Translations|Changes|Status|Keys|`+
					`ProductKey|OrderLineContract|PriceContract|ErrorCode)\b)`,
				"> <!-- a:Price -->\n\t$1",
			),
		},
		{
			Name: "cdata",
			Does: "Texts are CDATA.",
			Answer: ReplacePattern(
				`<((?:a:)?(?:DefaultName|VendorName|CategoryName|PartNum|Title|Price|OrderNum|Status|ActiveKey|Key|`+
					`ErrorDetails|OrderLineNum|string))>([^<&\]]+)<`,
				"<$1><![CDATA[$2]]><",
			),
		},
		{
			Name: "cdata-in-parts",
			Does: "Texts are in part CDATA.",
			Answer: ReplacePattern(
				`<((?:a:)?(?:DefaultName|VendorName|PartNum|Status|ActiveKey|OrderNum|OrderLineNum))>`+
					`([^<&\]])([^<&\]]+)<`,
				"<$1>$2<![CDATA[$3]]><",
			),
		},
		{
			Name: "character-references",
			Does: "Letters outside ASCII are character references.",
			Answer: IfXML(func(c *Call) {
				var b bytes.Buffer
				for _, r := range string(c.Body) {
					if r > 127 {
						fmt.Fprintf(&b, "&#x%X;", r)
					} else {
						b.WriteRune(r)
					}
				}
				c.Body = b.Bytes()
			}),
		},
		{
			Name:   "digits-as-references",
			Does:   "The first digit of numbers is a character reference.",
			Answer: ReplacePattern(`(<(?:a:)?(?:Id|Price|Quantity|quantity|ErrorCode)>)1`, "$1&#49;"),
		},
		{
			Name:   "empty-elements-short",
			Does:   "Empty elements are one tag.",
			Answer: ReplacePattern(`<([\w:]+)((?: [^<>]*[^<>/])?)></[\w:]+>`, "<$1$2/>"),
		},
		{
			Name:   "utf-16",
			Does:   "Answers are in UTF-16 with a byte order mark.",
			Answer: utf16(unicode.LittleEndian, ""),
		},
		{
			Name:   "utf-16-big-endian",
			Does:   "Answers are in UTF-16, big end first, as they declare.",
			Answer: utf16(unicode.BigEndian, `<?xml version="1.0" encoding="utf-16"?>`),
		},
		{
			Name:   "text-xml",
			Does:   "Answers are served as text/xml.",
			Answer: IfXML(Header("Content-Type", "text/xml; charset=utf-8")),
		},
		{
			Name:   "empty-charset",
			Does:   "Answers are served with a charset that is empty.",
			May:    deviation.Since(beyond, "MNT-XML-01"),
			Answer: IfXML(Header("Content-Type", "application/xml; charset=")),
		},
		{
			Name: "content-type-twice",
			Does: "Answers name their type twice, with the same encoding.",
			May:  deviation.Since(beyond, "MNT-XML-01"),
			Answer: IfXML(func(c *Call) {
				c.Header["Content-Type"] = []string{"application/xml; charset=utf-8", "text/xml; charset=UTF-8"}
			}),
		},
		{
			Name:   "no-charset",
			Does:   "Answers are served without a charset.",
			Answer: IfXML(Header("Content-Type", "application/xml")),
		},
		{
			Name:   "media-type-in-capitals",
			Does:   "Answers are served with a type in capitals and a quoted charset.",
			Answer: IfXML(Header("Content-Type", `Application/XML; charset="UTF-8"`)),
		},
	}
}

// onceForEachBody has the hooks of rows, which make of a body always the same, do so once for each body.
func onceForEachBody(rows []deviation.Variation) []deviation.Variation {
	for i := range rows {
		if rows[i].Answer != nil {
			rows[i].Answer = onceEach(rows[i].Answer)
		}
	}
	return rows
}

// onceEach does a hook that makes of a body always the same, once for each body.
func onceEach(h Hook) Hook {
	type key struct {
		service Service
		kind    string
		sum     [sha256.Size]byte
	}
	type written struct {
		kind string
		body []byte
	}
	const limit = 64 << 20
	known, size := map[key]written{}, 0
	return func(c *Call) {
		k := key{c.Service, c.Header.Get("Content-Type"), sha256.Sum256(c.Body)}
		w, found := known[k]
		if !found {
			h(c)
			if w = (written{c.Header.Get("Content-Type"), c.Body}); size+len(w.body) > limit {
				clear(known)
				size = 0
			}
			known[k], size = w, size+len(w.body)
		}
		c.Body = slices.Clone(w.body)
		if w.kind != k.kind {
			c.Header.Set("Content-Type", w.kind)
		}
	}
}

// contractsAsDefault takes the prefix of the contracts' members away.
func contractsAsDefault(c *Call) {
	if c.Service != ContentService {
		return
	}
	c.Edit(func(d *etree.Document) {
		for _, e := range d.FindElements("//*") {
			if e.Space != "a" {
				continue
			}
			e.Space = ""
			declares := e.Parent().Space == "" && e.Parent().SelectAttrValue("xmlns:a", "") != ""
			if declares || e.Parent().Parent() == d.Root() {
				e.CreateAttr("xmlns", Contracts)
			}
		}
	})
}

func utf16(order unicode.Endianness, declaration string) Hook {
	return Do(ReplacePattern(`^<\?xml[^>]*>`, ""), IfXML(func(c *Call) {
		text := declaration + strings.ToValidUTF8(string(c.Body), "")
		c.Body, _ = unicode.UTF16(order, unicode.UseBOM).NewEncoder().Bytes([]byte(text))
		c.Header.Set("Content-Type", "application/xml; charset=utf-16")
	}))
}
