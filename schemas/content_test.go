package schemas_test

import (
	"bytes"
	"encoding/binary"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/montcheck/montcheck/schemas"
)

const (
	contracts = "http://schemas.datacontract.org/2004/07/ContentServer.WebService.Version2.Contracts"
	responses = contracts + ".Responses"
	arrays    = "http://schemas.microsoft.com/2003/10/Serialization/Arrays"
	instance  = "http://www.w3.org/2001/XMLSchema-instance"
)

// golden names a method that each golden file answers.
var golden = map[string]string{
	"vendor-list.xml":                  "GetAllVendors",
	"vendor-list-empty.xml":            "GetAllVendors",
	"category-list.xml":                "GetAllCategories",
	"category-list-nil.xml":            "GetVendorCategories",
	"family-group-list.xml":            "GetVendorFamilyGroups",
	"family-group.xml":                 "GetFamilyGroup",
	"family-group-as-printed.xml":      "GetFamilyGroup",
	"product-list.xml":                 "GetAllProducts",
	"product-list-empty.xml":           "GetCategoryProducts",
	"product-list-prices.xml":          "GetProductPrices",
	"product-list-without-prices.xml":  "GetFamilyGroupProducts",
	"product.xml":                      "GetProduct",
	"product-error.xml":                "GetProduct",
	"test-connection.xml":              "TestConnection",
	"test-connection-with-content.xml": "TestConnection",
	"content-changes.xml":              "GetContentChanges",
	"content-changes-empty.xml":        "GetContentChanges",
	"price-changes.xml":                "GetPriceChanges",
	"price-changes-nil-lists.xml":      "GetPriceChanges",
	"all-changes.xml":                  "GetAllChanges",
	"all-changes-response.xml":         "GetAllChanges",
}

var contentCorpus = func() corpus {
	c := corpus{folder: "testdata/golden/content", schemas: map[string]*schemas.Schema{}}
	for file, method := range golden {
		c.schemas[file], _ = schemas.Content(method)
	}
	return c
}()

func TestGoldenFilesAreValid(t *testing.T) { contentCorpus.expectValid(t) }

func TestEveryMethodHasAGoldenShape(t *testing.T) {
	covered := map[string]bool{}
	for _, method := range golden {
		s, _ := schemas.Content(method)
		covered[s.File()] = true
	}
	for _, method := range schemas.ContentMethods() {
		s, ok := schemas.Content(method)
		if !ok || !covered[s.File()] {
			t.Errorf("%s: no golden file has its schema", method)
		}
	}
	if _, ok := schemas.Content("GetNothing"); ok {
		t.Error("GetNothing has a schema")
	}
}

func TestMisprintsOfTheGuideAreRejected(t *testing.T) {
	const inFirst = "/ProductListResponse/ProductList/ProductContract[1]"
	for _, d := range []deviation{
		{
			name: "a second > in BlockedForSale", file: "product-list.xml",
			old: "<a:BlockedForSale>false", new: "<a:BlockedForSale>>false",
			kind: "value", path: inFirst + "/BlockedForSale", at: "<a:BlockedForSale>",
			requirement: "CNT-SCH-GetAllProducts",
			says:        `holds ">false"; expected true, false, 1 or 0; a second ">"`,
		},
		{
			name: "a second > in IsRenewal", file: "product.xml",
			old: "<a:IsRenewal>false", new: "<a:IsRenewal>>false",
			kind: "value", path: "/ProductResponse/Product/IsRenewal", at: "<a:IsRenewal>",
			requirement: "CNT-SCH-GetProduct",
			says:        `a second ">"`,
		},
		{
			name: "Price closes InstantDelivery", file: "product-list.xml",
			old: "true</a:InstantDelivery>", new: "true</a:Price>",
			kind: "not-well-formed", path: inFirst + "/InstantDelivery", at: "true</a:Price>", line: true,
			requirement: "MNT-XML-01",
			says:        "</Price> closes <InstantDelivery>",
		},
		{
			name: "a prefix torn from its name", file: "product-list.xml",
			old: "<a:Title>Язык</a:Title>", new: "<a>Title>Язык</a>Title>",
			kind: "unknown",
			path: inFirst + "/Translations/ProductTranslationContract[1]/Languages/SpecificationContract[1]/a",
			at:   "<a>Title>", requirement: "CNT-SCH-GetAllProducts",
			says: "<SpecificationContract> has no element <a>",
		},
		{
			name: "an end tag in place of a start tag", file: "family-group-list.xml",
			old: "<a:Title>Office", new: "</a:Title>Office",
			kind: "not-well-formed", path: "/FamilyGroupListResponse/FamilyGroupList/FamilyGroupContract[1]/" +
				"Translations/FamilyGroupTranslationContract[1]",
			at: "</a:Title>Office", line: true, requirement: "MNT-XML-01", says: "closes",
		},
		{
			name: "an end tag split over two lines", file: "product.xml",
			old: "</a:UrlCoverImage>", new: "</a:UrlC\noverImage>",
			kind: "not-well-formed", path: "/ProductResponse/Product/UrlCoverImage", at: "overImage>\n",
			requirement: "MNT-XML-01", line: true,
		},
		{
			name: "a bare & in an image's address", file: "product-list.xml",
			old: "width=200&amp;height", new: "width=200&height",
			kind: "not-well-formed", path: inFirst + "/ImageUrls/string[1]", at: "width=200&height", line: true,
			requirement: "MNT-XML-01",
			says:        "must be written &amp;",
		},
		{
			name: "a bare & in the cover's address", file: "family-group.xml",
			old: "width=200&amp;height", new: "width=200& height",
			kind: "not-well-formed", path: "/FamilyGroupResponse/FamilyGroup/UrlCoverImage",
			at: "width=200& height", line: true,
			requirement: "MNT-XML-01", says: "must be written &amp;",
		},
	} {
		t.Run(d.name, func(t *testing.T) { d.run(t, contentCorpus) })
	}
}

func TestInstantDeliveryAfterPriceIsOutOfOrder(t *testing.T) {
	document := contentCorpus.read(t, "product-list.xml")
	at := strings.Index(document, "<a:InstantDelivery>")
	line := document[strings.LastIndex(document[:at], "\n")+1 : at+strings.Index(document[at:], "\n")+1]
	document = strings.Replace(document, line, "", 1)
	price := "<a:Price>1490.50</a:Price>\n"
	document = strings.Replace(document, price, price+line, 1)

	report := validate(t, contentCorpus.schemas["product-list.xml"], document)
	if len(report.Problems) != 1 {
		t.Fatalf("problems: %+v", report.Problems)
	}
	p := report.Problems[0]
	if p.Kind != "order" || p.Requirement != "CNT-PRD-08" || !strings.Contains(p.Explain, "silently skips") {
		t.Errorf("%+v", p)
	}
	if p.Path != "/ProductListResponse/ProductList/ProductContract[1]/InstantDelivery" {
		t.Errorf("path %s", p.Path)
	}
	if want := int64(strings.Index(document, "<a:InstantDelivery>")); p.Offset != want {
		t.Errorf("offset %d, expected %d", p.Offset, want)
	}
	if want := 1 + strings.Count(document[:p.Offset], "\n"); p.Line != want {
		t.Errorf("line %d, expected %d", p.Line, want)
	}
	if p.Message != "<InstantDelivery> comes too late in <ProductContract>: it must stand before <IsRenewal>" {
		t.Errorf("message %q", p.Message)
	}
}

func TestDeviations(t *testing.T) {
	const product = "/ProductResponse/Product"
	const sch = "CNT-SCH-GetProduct"
	for _, d := range []deviation{
		{name: "a member in another namespace", file: "product.xml", old: "<a:Id>626</a:Id>", new: `<Id>626</Id>`,
			kind: "namespace", path: product + "/Id", at: "<Id>", requirement: sch, says: contracts},
		{name: "array items in another namespace", file: "category-list.xml", old: "<b:int>1</b:int>",
			new:  "<a:int>1</a:int>",
			kind: "namespace", path: "/CategoryListResponse/CategoryList/CategoryContract[1]/VendorIds/int",
			at:          "<a:int>",
			requirement: "CNT-SCH-GetAllCategories", says: arrays},
		{name: "a boolean with a capital", file: "product.xml", old: "Delivery>true", new: "Delivery>True",
			kind: "value", path: product + "/InstantDelivery", at: "<a:InstantDelivery>", requirement: sch,
			says: "lower case"},
		{name: "Error with a capital", file: "product.xml", old: "<Error>false", new: "<Error>False",
			kind: "value", path: "/ProductResponse/Error", at: "<Error>", requirement: sch,
			says: "true, false, 1 or 0"},
		{name: "a price with an exponent", file: "product.xml", old: "1490.50", new: "1.4905E3",
			kind: "value", path: product + "/Price", at: "<a:Price>", requirement: sch,
			says: "an exponent is not allowed"},
		{name: "a price with a comma", file: "product.xml", old: "1490.50", new: "1490,50",
			kind: "value", path: product + "/Price", at: "<a:Price>", requirement: sch, says: "a point"},
		{name: "a price below 0", file: "product.xml", old: "1490.50", new: "-1490.50",
			kind: "value", path: product + "/Price", at: "<a:Price>", requirement: sch, says: "not below 0"},
		{name: "an empty int", file: "product.xml", old: "<a:Id>626</a:Id>", new: "<a:Id/>",
			kind: "value", path: product + "/Id", at: "<a:Id/>", requirement: sch, says: "the element is empty"},
		{name: "an int beyond 32 bits", file: "product.xml", old: "<a:Id>626", new: "<a:Id>2147483648",
			kind: "value", path: product + "/Id", at: "<a:Id>", requirement: sch, says: "2147483647"},
		{name: "nil for an int", file: "product.xml", old: "<a:Id>626</a:Id>", new: `<a:Id i:nil="true"/>`,
			kind: "nil", path: product + "/Id", at: "<a:Id ", requirement: sch, says: "must have a value"},
		{name: "nil with content", file: "product.xml", old: "<a:Price>", new: `<a:Price i:nil="true">`,
			kind: "nil", path: product + "/Price", at: "<a:Price ", requirement: sch},
		{name: "nil of another namespace", file: "product.xml", old: `<a:MaxCountRequired i:nil="true"/>`,
			new:  `<a:MaxCountRequired a:nil="true">1</a:MaxCountRequired>`,
			kind: "namespace", path: product + "/MaxCountRequired", at: "<a:MaxCountRequired", requirement: sch,
			says: instance},
		{name: "nil without a namespace", file: "product.xml", old: `<a:MaxCountRequired i:nil="true"/>`,
			new:  `<a:MaxCountRequired nil="true">1</a:MaxCountRequired>`,
			kind: "namespace", path: product + "/MaxCountRequired", at: "<a:MaxCountRequired", requirement: sch,
			says: "no namespace"},
		{name: "an attribute", file: "product.xml", old: "<a:Id>", new: `<a:Id unit="x">`,
			kind: "attribute", path: product + "/Id", at: "<a:Id ", requirement: sch, says: "an attribute unit"},
		{name: "a missing member", file: "product.xml", old: "    <a:PartNum>AAA-04351</a:PartNum>\n", new: "",
			kind: "missing", path: product, at: "<a:Price>", requirement: sch, says: "has no <PartNum>"},
		{name: "the last member missing", file: "product.xml", old: "    <a:VendorId>1</a:VendorId>\n", new: "",
			kind: "missing", path: product, at: "<Product ", requirement: sch, says: "has no <VendorId>"},
		{name: "a member twice", file: "product.xml", old: "<a:Id>626</a:Id>", new: "<a:Id>626</a:Id><a:Id>627</a:Id>",
			kind: "duplicate", path: product + "/Id[2]", at: "<a:Id>627", requirement: sch, says: "more than once"},
		{name: "an unknown member", file: "product.xml", old: "<a:IsRenewal>",
			new:  "<a:IsNew>true</a:IsNew><a:IsRenewal>",
			kind: "unknown", path: product + "/IsNew", at: "<a:IsNew>", requirement: sch,
			says: "has no element <IsNew>"},
		{name: "a member in other case", file: "product.xml", old: "<a:VendorId>1</a:VendorId>",
			new:  "<a:VendorID>1</a:VendorID>",
			kind: "unknown", path: product + "/VendorID", at: "<a:VendorID>", requirement: sch,
			says: "it has <VendorId>"},
		{name: "an element inside a number", file: "product.xml", old: "<a:Id>626</a:Id>",
			new:  "<a:Id><a:x>626</a:x></a:Id>",
			kind: "unknown", path: product + "/Id/x", at: "<a:x>", requirement: sch, says: "holds no elements"},
		{name: "text among members", file: "product.xml", old: "<a:Id>626</a:Id>", new: "626<a:Id>626</a:Id>",
			kind: "content", path: product, at: "<Product ", requirement: sch, says: "where only elements may be"},
		{name: "a member too late", file: "product.xml",
			old: "    <a:BlockedForSale>false</a:BlockedForSale>\n    <a:CategoryIds xmlns:b=\"" + arrays +
				"\">\n      <b:int>17</b:int>\n    </a:CategoryIds>\n",
			new: "    <a:CategoryIds xmlns:b=\"" + arrays + "\">\n      <b:int>17</b:int>\n    </a:CategoryIds>\n" +
				"    <a:BlockedForSale>false</a:BlockedForSale>\n",
			kind: "order", path: product + "/BlockedForSale", at: "<a:BlockedForSale>", requirement: "CNT-PRD-08",
			says: "must stand before <CategoryIds>"},
		{name: "an optional member too late", file: "product.xml",
			old: "    <a:UrlCoverImage>/Content/Upload/626.jpg</a:UrlCoverImage>\n",
			new: "    <a:UrlCoverImage>/Content/Upload/626.jpg</a:UrlCoverImage>\n    " +
				"<a:CurrencyCode>EUR</a:CurrencyCode>\n",
			kind: "duplicate", path: product + "/CurrencyCode[2]", at: "<a:CurrencyCode>EUR", requirement: sch},
		{name: "an unknown ValueType", file: "product.xml", old: "<a:ValueType>String", new: "<a:ValueType>Text",
			kind: "value",
			path: product + "/Translations/ProductTranslationContract[1]/Languages/SpecificationContract[1]/ValueType",
			at:   "<a:ValueType>Text", requirement: "CNT-PRD-07", says: `holds "Text"; expected String, Int or Bool`},
		{name: "a long language code", file: "product.xml", old: "<a:LangCode>RU", new: "<a:LangCode>RUS",
			kind: "value", path: product + "/Translations/ProductTranslationContract[1]/LangCode", at: "<a:LangCode>",
			requirement: sch, says: "two letters"},
		{name: "a currency in small letters", file: "product.xml", old: "USD", new: "usd",
			kind: "value", path: product + "/CurrencyCode", at: "<a:CurrencyCode>", requirement: sch,
			says: "three capital letters"},
		{name: "an empty part number", file: "product.xml", old: "AAA-04351", new: "",
			kind: "value", path: product + "/PartNum", at: "<a:PartNum>", requirement: sch, says: "not empty"},
		{name: "a least quantity below 0", file: "product.xml", old: "<a:MinCountRequired>0",
			new:  "<a:MinCountRequired>-1",
			kind: "value", path: product + "/MinCountRequired", at: "<a:MinCountRequired>", requirement: sch},
		{name: "nil for the least quantity", file: "product.xml", old: "<a:MinCountRequired>0</a:MinCountRequired>",
			new:  `<a:MinCountRequired i:nil="true"/>`,
			kind: "nil", path: product + "/MinCountRequired", at: "<a:MinCountRequired ", requirement: sch},
		{name: "a date that is none", file: "product-error.xml", old: "2014-05-06T", new: "06.05.2014 ",
			kind: "value", path: "/ProductResponse/ErrorDetails/Date", at: "<a:Date>", requirement: "CNT-ENV-03",
			says: "date and time"},
		{name: "no error code", file: "product-error.xml", old: "    <a:ErrorCode>4</a:ErrorCode>\n", new: "",
			kind: "missing", path: "/ProductResponse/ErrorDetails", at: "<a:ErrorText>", requirement: "CNT-ENV-03",
			says: "has no <ErrorCode>"},
		{name: "ErrorDetails before Error", file: "test-connection.xml",
			old:  "  <Error>false</Error>\n  <ErrorDetails i:nil=\"true\" xmlns:a=\"" + contracts + "\"/>\n",
			new:  "  <ErrorDetails i:nil=\"true\" xmlns:a=\"" + contracts + "\"/>\n  <Error>false</Error>\n",
			kind: "order", path: "/TestConnectionResponse/Error", at: "<Error>", requirement: "CNT-ENV-01",
			says: "<Error> comes too late"},
		{name: "no Error", file: "product.xml", old: "  <Error>false</Error>\n", new: "",
			kind: "missing", path: "/ProductResponse", at: "<ErrorDetails", requirement: "CNT-ENV-01",
			says: "has no <Error>"},
		{name: "no ErrorDetails", file: "test-connection.xml",
			old: "  <ErrorDetails i:nil=\"true\" xmlns:a=\"" + contracts + "\"/>\n", new: "",
			kind: "missing", path: "/TestConnectionResponse", at: "<TestConnectionResponse", requirement: "CNT-ENV-01",
			says: "has no <ErrorDetails>"},
		{name: "no payload", file: "product-list-empty.xml",
			old: "  <ProductList xmlns:a=\"" + contracts + "\"/>\n", new: "",
			kind: "missing", path: "/ProductListResponse", at: "<ProductListResponse", requirement: "CNT-ENV-01",
			says: "has no <ProductList>"},
		{name: "the payload in the contracts' namespace", file: "product-list-empty.xml", old: "<ProductList xmlns:a",
			new:  "<ProductList xmlns",
			kind: "namespace", path: "/ProductListResponse/ProductList", at: "<ProductList xmlns",
			requirement: "CNT-ENV-01", says: responses},
		{name: "a root in another namespace", file: "test-connection.xml", old: responses, new: contracts,
			kind: "root", path: "/TestConnectionResponse", at: "<TestConnectionResponse", requirement: "CNT-ENV-01",
			says: responses},
		{name: "a negative version", file: "all-changes.xml", old: "Version>635", new: "Version>-1",
			kind: "value", path: "/ChangesContract/Changes/CurrentContentVersion", at: "<a:CurrentContentVersion>",
			requirement: "CNT-DELTA-01"},
		{name: "a version beyond 64 bits", file: "all-changes.xml", old: "Version>635",
			new:  "Version>9223372036854775808",
			kind: "value", path: "/ChangesContract/Changes/CurrentContentVersion", at: "<a:CurrentContentVersion>",
			requirement: "CNT-DELTA-01"},
		{name: "no content version", file: "content-changes-empty.xml",
			old: "    <a:CurrentContentVersion>635</a:CurrentContentVersion>\n", new: "",
			kind: "missing", path: "/ChangesContract/Changes", at: "<a:DeletedCategoriesId",
			requirement: "CNT-DELTA-01", says: "has no <CurrentContentVersion>"},
		{name: "no price version", file: "price-changes.xml",
			old: "    <a:CurrentPriceVersion>9223372036854775807</a:CurrentPriceVersion>\n", new: "",
			kind: "missing", path: "/ChangesContract/Changes", at: "<a:DeletedCategoriesId",
			requirement: "CNT-DELTA-01", says: "has no <CurrentPriceVersion>"},
		{name: "nil for the version that applies", file: "price-changes.xml",
			old:  "<a:CurrentPriceVersion>9223372036854775807</a:CurrentPriceVersion>",
			new:  `<a:CurrentPriceVersion i:nil="true"/>`,
			kind: "nil", path: "/ChangesContract/Changes/CurrentPriceVersion", at: "<a:CurrentPriceVersion ",
			requirement: "CNT-DELTA-01"},
	} {
		t.Run(d.name, func(t *testing.T) { d.run(t, contentCorpus) })
	}
}

// Forms that XML allows and that mean the same must raise no alarm.
func TestBenignForms(t *testing.T) {
	replace := func(pairs ...string) func(string) string { return strings.NewReplacer(pairs...).Replace }
	for name, change := range map[string]func(string) string{
		"other prefixes": replace("a:", "q1:", "xmlns:a=", "xmlns:q1=", "b:", "a:", "xmlns:b=", "xmlns:a=", "i:nil",
			"xsi:nil", "xmlns:i=", "xmlns:xsi="),
		"default namespaces": replace(`<a:Id>`, `<Id xmlns="`+contracts+`">`, `</a:Id>`, `</Id>`),
		"a prefix for the root": replace("<ProductListResponse xmlns=", "<r:ProductListResponse xmlns:r=", "</Prod",
			"</r:Prod", "<ProductList ", "<r:ProductList ",
			"<Error>", "<r:Error>", "</Error>", "</r:Error>", "<ErrorDetails", "<r:ErrorDetails"),
		"comments":               replace("<a:Id>", "<!-- an & -->\n<a:Id><!-- <x> -->"),
		"processing instruction": replace("<a:Id>", "<?note x?><a:Id>"),
		"CDATA":                  replace("AAA-04351", "<![CDATA[AAA-04351]]>", "626</a:Id>", "6<![CDATA[26]]></a:Id>"),
		"character references":   replace("AAA-04351", "&#65;AA&#x2D;04351", "<a:Id>626", "<a:Id>&#54;26"),
		"whitespace in numbers": replace("<a:Id>626", "<a:Id>\n 626\t", "<a:Price>", "<a:Price> ", "<b:int>17",
			"<b:int> 17 ", "false</a:B", " false </a:B"),
		"signs and zeros":   replace("<a:Id>626", "<a:Id>+0626", "1490.50", "+01490.500"),
		"1 and 0":           replace(">false<", ">0<", ">true<", ">1<", `nil="true"`, `nil="1"`),
		"nil is false":      replace("<a:Price>", `<a:Price i:nil="false">`),
		"a byte order mark": func(s string) string { return "\uFEFF" + s },
		"a declaration": func(s string) string {
			return `<?xml version="1.0" ` +
				`encoding="utf-8" standalone="yes"?>` + "\n" + s
		},
		"mark and declaration": func(s string) string {
			return "\uFEFF" + `<?xml version='1.0' encoding='UTF-8'?>` +
				s
		},
		"UTF-16LE": func(s string) string {
			return toUTF16(`<?xml version="1.0" encoding="utf-16"?>`+s, binary.LittleEndian)
		},
		"UTF-16BE": func(s string) string { return toUTF16(s, binary.BigEndian) },
		"schemaLocation": replace(" xmlns:i=",
			` i:schemaLocation="`+responses+` http://127.0.0.1:1/none.xsd" xmlns:i=`),
		"CRLF":     replace("\n", "\r\n"),
		"one line": func(s string) string { return betweenTags.ReplaceAllString(s, "><") },
		"empty elements in full": replace(`<a:MaxCountRequired i:nil="true"/>`,
			`<a:MaxCountRequired i:nil="true"></a:MaxCountRequired>`),
		"language in small letters": replace(">RU<", ">ru<"),
		"whitespace around":         func(s string) string { return s + "\n\n<!-- end -->\n" },
	} {
		t.Run(name, func(t *testing.T) {
			before := contentCorpus.read(t, "product-list.xml")
			after := change(before)
			if before == after {
				t.Fatal("the change changes nothing")
			}
			expectValid(t, contentCorpus.schemas["product-list.xml"], after)
		})
	}
}

var betweenTags = regexp.MustCompile(`>\s+<`)

func toUTF16(s string, order binary.ByteOrder) string {
	var b bytes.Buffer
	for _, unit := range utf16.Encode([]rune("\uFEFF" + s)) {
		_ = binary.Write(&b, order, unit)
	}
	return b.String()
}
