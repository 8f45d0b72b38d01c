package faults

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// transfers are rows of MNT-XML-01 and MNT-AUTH: headers, lengths and codings that lie, and doors that open at times.
func transfers() []row {
	refused := func(which func(*call) bool, f hook) hook {
		return when(func(c *call) bool { return c.status == http.StatusUnauthorized && which(c) }, f)
	}
	longer := func(c *call) {
		c.header.Set("Content-Length", fmt.Sprint(len(c.body)))
		c.body = c.body[:len(c.body)/2]
	}
	return []row{
		{name: "two-content-types", kind: Duplicated, does: "GetAllCategories is served as XML and, in a second header, as HTML.",
			answer: on("GetAllCategories", func(c *call) { c.header["Content-Type"] = []string{"application/xml; charset=utf-8", "text/html"} }), breaks: "MNT-XML-01"},
		{name: "no-content-type", kind: Missing, does: "GetProductPrices is served without a type.",
			answer: on("GetProductPrices", func(c *call) { c.header["Content-Type"] = nil }), breaks: "MNT-XML-01"},
		{name: "served-as-plain-text-once", kind: WrongForm, does: "GetVendorProducts is served as plain text, once.",
			answer: on("GetVendorProducts", answers(nth(5, header("Content-Type", "text/plain; charset=utf-8")))), breaks: "MNT-XML-01"},
		{name: "vendors-as-json", kind: WrongForm, does: "GetAllVendors answers in JSON.",
			answer: on("GetAllVendors", answers(func(c *call) {
				c.put(http.StatusOK, "application/json", `{"Error":false,"ErrorDetails":null,"VendorList":[]}`)
			})),
			breaks: "MNT-XML-01 CNT-SCH-GetAllVendors", may: "CNT-"},
		{name: "charset-of-utf-16", kind: WrongForm, does: "The header of GetAllChanges says UTF-16, the body is UTF-8.",
			answer: on("GetAllChanges", header("Content-Type", "application/xml; charset=utf-16")), breaks: "MNT-XML-01"},
		{name: "length-above-the-body", kind: Lost, does: "GetAllProducts ends before the length that it names.",
			answer: on("GetAllProducts", answers(longer)), breaks: "MNT-XML-01 CNT-SCH-GetAllProducts", may: "CNT-"},
		{name: "length-below-the-body", kind: Lost, does: "GetPriceChanges names a length that is below that of its body.",
			answer: on("GetPriceChanges", answers(func(c *call) { c.header.Set("Content-Length", fmt.Sprint(len(c.body)-10)) })), breaks: "MNT-XML-01 CNT-SCH-GetPriceChanges", may: "CNT-DELTA"},
		{name: "not-the-coding-it-says", kind: WrongForm, does: "GetVendorCategories says that it is compressed, and is not.",
			answer: on("GetVendorCategories", answers(header("Content-Encoding", "gzip"))), breaks: "MNT-XML-01 CNT-SCH-GetVendorCategories", may: "CNT-"},
		{name: "compressed-and-cut", kind: Lost, does: "GetCategoryProducts is compressed, and ends early.",
			answer: on("GetCategoryProducts", answers(func(c *call) {
				var b bytes.Buffer
				w := gzip.NewWriter(&b)
				_, _ = w.Write(c.body) // into memory
				_ = w.Close()
				c.body = b.Bytes()[:b.Len()/2]
				c.header.Set("Content-Encoding", "gzip")
			})), breaks: "MNT-XML-01 CNT-SCH-GetCategoryProducts", may: "CNT-"},
		{name: "coding-nobody-asked-for", kind: WrongForm, does: "GetVendorFamilyGroups is in a coding that nobody asked for.",
			answer: on("GetVendorFamilyGroups", answers(func(c *call) {
				for i := range c.body {
					c.body[i] ^= 0x55
				}
				c.header.Set("Content-Encoding", "br")
			})), breaks: "MNT-XML-01 CNT-SCH-GetVendorFamilyGroups", may: "CNT-"},
		{name: "text-after-the-root", kind: Extra, does: "GetProduct has a line of its log after the root.",
			answer: on("GetProduct", answers(func(c *call) { c.body = append(c.body, "\n12 rows affected"...) })), breaks: "MNT-XML-01 CNT-SCH-GetProduct", may: "CNT-PRD-02"},
		{name: "blank-before-declaration", kind: WrongForm, does: "GetAllCategories has a line break before its XML declaration.",
			answer: on("GetAllCategories", before("\n"+declaration)), breaks: "MNT-XML-01 CNT-SCH-GetAllCategories", may: "CNT-"},
		{name: "document-type", kind: Extra, does: "GetFamilyGroup has a document type.",
			answer: on("GetFamilyGroup", before(`<!DOCTYPE FamilyGroupResponse>`)), breaks: "MNT-XML-01", may: "CNT-SCH-GetFamilyGroup"},
		{name: "entity-of-html", kind: WrongForm, does: "GetCategoryFamilyGroup has entities of HTML in its texts.",
			answer: on("GetCategoryFamilyGroup", raw("</a:Title>", "&nbsp;</a:Title>")), breaks: "MNT-XML-01 CNT-SCH-GetCategoryFamilyGroup", may: "CNT-FAM-03"},

		{name: "every-other-anonymous-let-in", kind: Accepted, does: "GetContentChanges needs no credentials.",
			answer: on("GetContentChanges", letIn(anonymous)), breaks: "MNT-AUTH-02"},
		{name: "wrong-password-status-500", kind: WrongStatus, does: "GetFamilyGroup answers a wrong password with status 500.",
			answer: on("GetFamilyGroup", refused(wrong, status(http.StatusInternalServerError))), breaks: "MNT-AUTH-03"},
		{name: "anonymous-status-404", kind: WrongStatus, does: "GetAllChanges answers those without credentials with status 404.",
			answer: on("GetAllChanges", refused(anonymous, status(http.StatusNotFound))), breaks: "MNT-AUTH-02"},
		{name: "password-by-its-beginning", kind: Accepted, does: "A password is good where it begins as the right one does.",
			answer: letIn(func(c *call) bool {
				_, password, ok := c.BasicAuth()
				return ok && wrong(c) && strings.HasPrefix(password, c.proxy.host.Password[:8])
			}), breaks: "MNT-AUTH-03"},
		{name: "password-in-any-case", kind: Accepted, does: "Capitals and small letters of a password are the same.",
			answer: letIn(func(c *call) bool {
				_, password, _ := c.BasicAuth()
				return wrong(c) && strings.EqualFold(password, c.proxy.host.Password)
			}), breaks: "MNT-AUTH-03"},
		{name: "refusal-names-the-product", kind: Leaked, does: "The refusal of an unknown login by GetProduct holds the product.",
			answer: on("GetProduct", refused(stranger, func(c *call) { c.instead(c.asked()); c.status = http.StatusUnauthorized })), breaks: "MNT-AUTH-03"},
	}
}

// letters are rows of MNT-XML-02.
func letters() []row {
	each := func(methods string, f func(rune) rune) hook {
		return on(methods, answers(func(c *call) { c.body = []byte(strings.Map(f, string(c.body))) }))
	}
	const lists = "CNT-DELTA-03 CNT-DELTA-07 CNT-DELTA-15 CNT-CAT-01 CNT-FAM CNT-PRD"
	questions := func(r rune) rune {
		if unicode.Is(unicode.Cyrillic, r) {
			return '?'
		}
		return r
	}
	lost := func(which rune) func(rune) rune {
		return func(r rune) rune {
			if r == which {
				return -1
			}
			return r
		}
	}
	const all = "GetAllVendors GetVendorCategories GetAllCategories GetVendorFamilyGroups GetFamilyGroup GetCategoryFamilyGroup GetVendorProducts GetCategoryProducts " +
		"GetFamilyGroupProducts GetProduct GetAllProducts GetProductPrices GetContentChanges GetPriceChanges GetAllChanges"
	return []row{
		{name: "vendors-as-question-marks", kind: Lost, does: "GetAllVendors has question marks for Russian letters.", answer: each("GetAllVendors", questions), breaks: "MNT-XML-02", may: lists},
		{name: "families-lose-letters", kind: Lost, does: "GetFamilyGroup has question marks for Russian letters.", answer: each("GetFamilyGroup", questions), breaks: "MNT-XML-02", may: lists},
		{name: "price-list-loses-letters", kind: Lost, does: "GetProductPrices has question marks for Russian letters.", answer: each("GetProductPrices", questions), breaks: "MNT-XML-02", may: lists + " CNT-SCH-GetProduct"},
		{name: "last-letter-lost", kind: Lost, does: "The last letter of the alphabet is lost, which is 255 in windows-1251.", answer: each(all, lost('я')), breaks: "MNT-XML-02"},
		{name: "yo-as-ye", kind: WrongValue, does: "All answers have е for ё.", answer: each(all, func(r rune) rune {
			if r == 'ё' {
				return 'е'
			}
			return r
		}), breaks: "MNT-XML-02"},
		{name: "letters-decomposed", kind: WrongForm, does: "Letters with marks are sent as letters and marks.", answer: on(all, answers(func(c *call) { c.body = norm.NFD.Bytes(c.body) })), breaks: "MNT-XML-02"},
		{name: "blanks-that-hold-as-blanks", kind: WrongValue, does: "Blanks at which no line may break become blanks.", answer: each(all, func(r rune) rune {
			if r == '\u00A0' {
				return ' '
			}
			return r
		}), breaks: "MNT-XML-02"},
	}
}
