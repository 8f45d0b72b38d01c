package ekey

import (
	"encoding/xml"
	"regexp"
	"strings"
)

// hostileText is input that tries to be more than text.
type hostileText struct {
	what   string
	prolog string // before the document
	raw    string // in place of a field's text, as it stands
	leak   string // what an answer would hold had it worked
}

var hostileTexts = []hostileText{
	{what: "markup", raw: `&lt;script&gt;alert(1)&lt;/script&gt;`, leak: "<script>alert(1)</script>"},
	{what: "an element", raw: `<b>bold</b>`},
	{what: "quotes", raw: `' OR '1'='1' --`},
	{what: "a megabyte", raw: strings.Repeat("A", 1<<20)},
	{what: "control characters", raw: "a&#9;&#10;&#13;b\x7f"},
	{what: "a character that XML forbids", raw: "a&#1;b"},
	{what: "an internal entity", prolog: `<!DOCTYPE a [<!ENTITY e "montcheck-entity">]>`, raw: `&e;`, leak: "montcheck-entity"},
	{what: "an entity bomb", prolog: `<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>`, raw: `&d;`,
		leak: strings.Repeat("a", 1000)},
	{what: "an external entity", prolog: `<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]>`, raw: `x&e;x`},
}

// internals are what a page that shows a service's insides has.
var internals = regexp.MustCompile(`(?i)stack ?trace|\bat [A-Z]\w+(\.\w+)+\(|System\.\w+Exception|SqlException|goroutine \d+|panic:|ORA-\d{5}`)

func escaped(s string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(s))
	return b.String()
}
