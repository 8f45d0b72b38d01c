package transport

import (
	"fmt"
	"net/http"
	"unicode"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// xmlFaults break MNT-XML first.
func xmlFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "list-cut-short",
			Kind:   deviation.Lost,
			Does:   "GetAllCategories ends early.",
			Breaks: []string{"MNT-XML-01", "CNT-SCH-GetAllCategories"},
			Answer: On("GetAllCategories", IfOK(CutShort(30))),
		},
		{
			Name:   "delta-cut-short-once",
			Kind:   deviation.Lost,
			Does:   "GetPriceChanges ends early, once.",
			Breaks: []string{"MNT-XML-01", "CNT-SCH-GetPriceChanges"},
			May:    deviation.Since(delta, "CNT-DELTA-01"),
			Answer: On("GetPriceChanges", IfOK(Nth(4, AnyCall, CutShort(30)))),
		},
		{
			Name:   "served-as-html",
			Kind:   deviation.WrongForm,
			Does:   "GetProductPrices is served as HTML.",
			Breaks: []string{"MNT-XML-01"},
			May: deviation.Since("HTML is taken for a page of something before the service.",
				"CNT-SCH-GetProductPrices",
			).
				Since(again, "MNT-AVL-01"),
			Answer: On("GetProductPrices", Header("Content-Type", "text/html; charset=utf-8")),
		},
		{
			Name:   "header-another-encoding",
			Kind:   deviation.WrongForm,
			Does:   "The header of GetAllVendors names another encoding than the body has.",
			Breaks: []string{"MNT-XML-01"},
			Answer: On("GetAllVendors", Header("Content-Type", "application/xml; charset=windows-1251")),
		},
		{
			Name:   "declaration-another-encoding",
			Kind:   deviation.WrongForm,
			Does:   "The XML declaration of GetAllProducts names another encoding than the body has.",
			Breaks: []string{"MNT-XML-01"},
			May:    deviation.Since(schema, "CNT-SCH-GetAllProducts"),
			Answer: On("GetAllProducts", Prepend(`<?xml version="1.0" encoding="windows-1251"?>`)),
		},
		{
			Name:   "windows-1251-as-utf-8",
			Kind:   deviation.WrongForm,
			Does:   "GetVendorCategories sends windows-1251 as UTF-8.",
			Breaks: []string{"MNT-XML-01", "CNT-SCH-GetVendorCategories"},
			Answer: On("GetVendorCategories", IfOK(func(c *Call) {
				if b, err := charmap.Windows1251.NewEncoder().Bytes(c.Body); err == nil {
					c.Body = b
				}
			})),
		},
		{
			Name:   "raw-ampersand",
			Kind:   deviation.WrongForm,
			Does:   "GetProduct does not escape the ampersand.",
			Breaks: []string{"MNT-XML-01", "CNT-SCH-GetProduct"},
			Answer: On("GetProduct", Replace("&amp;", "&")),
		},
		{
			Name:   "control-character",
			Kind:   deviation.WrongForm,
			Does:   "The full delta of GetAllChanges has a control character in a name.",
			Breaks: []string{"MNT-XML-01", "CNT-SCH-GetAllChanges"},
			May:    deviation.Since(delta, "CNT-DELTA-01"),
			Answer: On("GetAllChanges",
				IfArg("contentVersion", "0", Replace("<a:DefaultName>", "<a:DefaultName>\x0b"))),
		},
		{
			Name:   "two-content-types",
			Kind:   deviation.Duplicated,
			Does:   "GetAllCategories is served as XML and, in a second header, as HTML.",
			Breaks: []string{"MNT-XML-01"},
			Answer: On(
				"GetAllCategories",
				func(c *Call) { c.Header["Content-Type"] = []string{"application/xml; charset=utf-8", "text/html"} },
			),
		},
		{
			Name:   "no-content-type",
			Kind:   deviation.Missing,
			Does:   "GetProductPrices is served without a type.",
			Breaks: []string{"MNT-XML-01"},
			Answer: On("GetProductPrices", NoType),
		},
		{
			Name:   "served-as-plain-text-once",
			Kind:   deviation.WrongForm,
			Does:   "GetVendorProducts is served as plain text, once.",
			Breaks: []string{"MNT-XML-01"},
			Answer: On("GetVendorProducts", IfOK(Nth(5, AnyCall, Header("Content-Type", "text/plain; charset=utf-8")))),
		},
		{
			Name:   "vendors-as-json",
			Kind:   deviation.WrongForm,
			Does:   "GetAllVendors answers in JSON.",
			Breaks: []string{"MNT-XML-01", "CNT-SCH-GetAllVendors"},
			Answer: On(
				"GetAllVendors",
				IfOK(Say(http.StatusOK, "application/json", `{"Error":false,"ErrorDetails":null,"VendorList":[]}`)),
			),
		},
		{
			Name:   "charset-of-utf-16",
			Kind:   deviation.WrongForm,
			Does:   "The header of GetAllChanges says UTF-16, the body is UTF-8.",
			Breaks: []string{"MNT-XML-01"},
			Answer: On("GetAllChanges", Header("Content-Type", "application/xml; charset=utf-16")),
		},
		{
			Name:   "length-above-the-body",
			Kind:   deviation.Lost,
			Does:   "GetAllProducts ends before the length that it names.",
			Breaks: []string{"MNT-XML-01", "CNT-SCH-GetAllProducts"},
			May:    deviation.Since(again, "MNT-AVL-01"),
			Answer: On("GetAllProducts", IfOK(longer)),
		},
		{
			Name:   "length-below-the-body",
			Kind:   deviation.Lost,
			Does:   "GetPriceChanges names a length that is below that of its body.",
			Breaks: []string{"MNT-XML-01", "CNT-SCH-GetPriceChanges"},
			May:    deviation.Since(again, "MNT-AVL-01"),
			Answer: On(
				"GetPriceChanges",
				IfOK(func(c *Call) { c.Header.Set("Content-Length", fmt.Sprint(len(c.Body)-10)) }),
			),
		},
		{
			Name:   "not-the-coding-it-says",
			Kind:   deviation.WrongForm,
			Does:   "GetVendorCategories says that it is compressed, and is not.",
			Breaks: []string{"MNT-XML-01", "CNT-SCH-GetVendorCategories"},
			Answer: On("GetVendorCategories", IfOK(Header("Content-Encoding", "gzip"))),
		},
		{
			Name:   "compressed-and-cut",
			Kind:   deviation.Lost,
			Does:   "GetCategoryProducts is compressed, and ends early.",
			Breaks: []string{"MNT-XML-01", "CNT-SCH-GetCategoryProducts"},
			May:    deviation.Since(again, "MNT-AVL-01"),
			Answer: On("GetCategoryProducts", IfOK(Do(Compress("gzip"), CutInHalf))),
		},
		{
			Name:   "coding-nobody-asked-for",
			Kind:   deviation.WrongForm,
			Does:   "GetVendorFamilyGroups is in a coding that nobody asked for.",
			Breaks: []string{"MNT-XML-01", "CNT-SCH-GetVendorFamilyGroups"},
			Answer: On("GetVendorFamilyGroups", IfOK(func(c *Call) {
				for i := range c.Body {
					c.Body[i] ^= 0x55
				}
				c.Header.Set("Content-Encoding", "br")
			})),
		},
		{
			Name:   "text-after-the-root",
			Kind:   deviation.Extra,
			Does:   "GetProduct has a line of its log after the root.",
			Breaks: []string{"MNT-XML-01", "CNT-SCH-GetProduct"},
			Answer: On("GetProduct", IfOK(Append("\n12 rows affected"))),
		},
		{
			Name:   "blank-before-declaration",
			Kind:   deviation.WrongForm,
			Does:   "GetAllCategories has a line break before its XML declaration.",
			Breaks: []string{"MNT-XML-01", "CNT-SCH-GetAllCategories"},
			Answer: On("GetAllCategories", Prepend("\n"+Declaration)),
		},
		{
			Name:   "document-type",
			Kind:   deviation.Extra,
			Does:   "GetFamilyGroup has a document type.",
			Breaks: []string{"MNT-XML-01"},
			May:    deviation.Since(schema, "CNT-SCH-GetFamilyGroup"),
			Answer: On("GetFamilyGroup", Prepend(`<!DOCTYPE FamilyGroupResponse>`)),
		},
		{
			Name:   "entity-of-html",
			Kind:   deviation.WrongForm,
			Does:   "GetCategoryFamilyGroup has entities of HTML in its texts.",
			Breaks: []string{"MNT-XML-01", "CNT-SCH-GetCategoryFamilyGroup"},
			Answer: On("GetCategoryFamilyGroup", Replace("</a:Title>", "&nbsp;</a:Title>")),
		},
		{
			Name:   "letters-as-question-marks",
			Kind:   deviation.Lost,
			Does:   "Letters outside ASCII become question marks.",
			Breaks: []string{"MNT-XML-02"},
			May: deviation.Since("Products are asked for by the part numbers that came, which are not theirs.",
				"CNT-SCH-GetProduct",
			),
			Answer: MapLetters(asQuestionMark),
		},
		{
			Name:   "letters-encoded-twice",
			Kind:   deviation.WrongValue,
			Does:   "Letters outside ASCII are encoded twice.",
			Breaks: []string{"MNT-XML-02"},
			May: deviation.Since("Products are asked for by the part numbers that came, which are not theirs.",
				"CNT-SCH-GetProduct",
			),
			Answer: IfOK(EncodeTwice),
		},
		{
			Name:   "markup-dropped",
			Kind:   deviation.Lost,
			Does:   "Markup is taken out of names.",
			Breaks: []string{"MNT-XML-02"},
			Answer: IfOK(Replace("&lt;&amp;", "")),
		},
		{
			Name:   "letters-beyond-16-bits-lost",
			Kind:   deviation.Lost,
			Does:   "Letters beyond 16 bits become replacement characters.",
			Breaks: []string{"MNT-XML-02"},
			Answer: IfOK(Replace("𝄞", "\uFFFD\uFFFD")),
		},
		{
			Name:   "vendors-as-question-marks",
			Kind:   deviation.Lost,
			Does:   "GetAllVendors has question marks for Russian letters.",
			Breaks: []string{"MNT-XML-02"},
			May:    deviation.Since(lists, "CNT-DELTA-03", "CNT-DELTA-15"),
			Answer: On("GetAllVendors", MapLetters(cyrillicLost)),
		},
		{
			Name:   "families-lose-letters",
			Kind:   deviation.Lost,
			Does:   "GetFamilyGroup has question marks for Russian letters.",
			Breaks: []string{"MNT-XML-02"},
			May:    deviation.Since(lists, "CNT-FAM-02"),
			Answer: On("GetFamilyGroup", MapLetters(cyrillicLost)),
		},
		{
			Name:   "price-list-loses-letters",
			Kind:   deviation.Lost,
			Does:   "GetProductPrices has question marks for Russian letters.",
			Breaks: []string{"MNT-XML-02"},
			May:    deviation.Since(lists, "CNT-PRD-04"),
			Answer: On("GetProductPrices", MapLetters(cyrillicLost)),
		},
		{
			Name:   "last-letter-lost",
			Kind:   deviation.Lost,
			Does:   "The last letter of the alphabet is lost, which is 255 in windows-1251.",
			Breaks: []string{"MNT-XML-02"},
			Answer: On(allMethods, MapLetters(letter('я', -1))),
		},
		{
			Name:   "yo-as-ye",
			Kind:   deviation.WrongValue,
			Does:   "All answers have е for ё.",
			Breaks: []string{"MNT-XML-02"},
			Answer: On(allMethods, MapLetters(letter('ё', 'е'))),
		},
		{
			Name:   "letters-decomposed",
			Kind:   deviation.WrongForm,
			Does:   "Letters with marks are sent as letters and marks.",
			Breaks: []string{"MNT-XML-02"},
			Answer: On(allMethods, IfOK(func(c *Call) { c.Body = norm.NFD.Bytes(c.Body) })),
		},
		{
			Name:   "blanks-that-hold-as-blanks",
			Kind:   deviation.WrongValue,
			Does:   "Blanks at which no line may break become blanks.",
			Breaks: []string{"MNT-XML-02"},
			Answer: On(allMethods, MapLetters(letter('\u00A0', ' '))),
		},
	}
}

// asQuestionMark loses letters outside ASCII.
func asQuestionMark(letter rune) rune {
	if letter > 127 {
		return '?'
	}
	return letter
}

// cyrillicLost loses Russian letters.
func cyrillicLost(letter rune) rune {
	if unicode.Is(unicode.Cyrillic, letter) {
		return '?'
	}
	return letter
}

// letter puts one letter for another; below 0 none.
func letter(was, is rune) func(rune) rune {
	return func(one rune) rune {
		if one == was {
			return is
		}
		return one
	}
}

// allMethods are those of MONT Content that give data.
const allMethods = "GetAllVendors GetVendorCategories GetAllCategories GetVendorFamilyGroups GetFamilyGroup " +
	"GetCategoryFamilyGroup GetVendorProducts GetCategoryProducts GetFamilyGroupProducts GetProduct GetAllProducts " +
	"GetProductPrices GetContentChanges GetPriceChanges GetAllChanges"

// longer names the whole length of an answer, and sends a half of it.
func longer(c *Call) {
	c.Header.Set("Content-Length", fmt.Sprint(len(c.Body)))
	CutInHalf(c)
}
