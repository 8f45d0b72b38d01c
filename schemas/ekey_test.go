package schemas_test

import (
	"strings"
	"testing"

	"github.com/montcheck/montcheck/schemas"
)

// named returns a schema that must be there.
func named(s *schemas.Schema, ok bool) *schemas.Schema {
	if !ok {
		panic("no such schema")
	}
	return s
}

var ekeyCorpus = corpus{
	folder: "testdata/golden/ekey",
	schemas: map[string]*schemas.Schema{
		"order-done.xml":                          named(schemas.EKeyOrder("AddOrder", schemas.Done)),
		"order-done-without-links.xml":            named(schemas.EKeyOrder("GetOrder", schemas.Done)),
		"order-in-process.xml":                    named(schemas.EKeyOrder("AddOrder", schemas.InProcess)),
		"order-failed.xml":                        named(schemas.EKeyOrder("AddOrder", schemas.Failed)),
		"order-failed-without-vendor-details.xml": named(schemas.EKeyOrder("GetOrder", schemas.Failed)),
		"business-error.xml":                      schemas.EKeyError(),
		"business-error-vendor.xml":               schemas.EKeyError(),
		"request.xml":                             named(schemas.EKeyRequest("AddOrder")),
		"request-person.xml":                      named(schemas.EKeyRequest("AddOrder")),
		"request-organization.xml":                named(schemas.EKeyRequest("AddOrder")),
		"request-renewal.xml":                     named(schemas.EKeyRequest("AddOrder")),
	},
}

func TestGoldenFilesOfEKeyAreValid(t *testing.T) { ekeyCorpus.expectValid(t) }

// The schema of a method takes an order in any state, and a refusal.
func TestAnswersOfEKey(t *testing.T) {
	for _, method := range schemas.EKeyMethods() {
		for file := range ekeyCorpus.schemas {
			if !strings.HasPrefix(file, "request") {
				t.Run(method+"/"+file,
					func(t *testing.T) { expectValid(t, named(schemas.EKey(method)), ekeyCorpus.read(t, file)) })
			}
		}
	}
}

func TestDoorToEKey(t *testing.T) {
	if got := strings.Join(schemas.EKeyMethods(), " "); got != "AddOrder GetOrder" {
		t.Errorf("methods: %s", got)
	}
	for _, method := range []string{"CheckMyBalance", "", "addorder"} {
		if _, ok := schemas.EKey(method); ok {
			t.Errorf("EKey(%q) has a schema", method)
		}
		if _, ok := schemas.EKeyOrder(method, schemas.Done); ok {
			t.Errorf("EKeyOrder(%q) has a schema", method)
		}
	}
	if _, ok := schemas.EKeyRequest("GetOrder"); ok {
		t.Error("GetOrder takes no body")
	}
	anyState, _ := schemas.EKey("GetOrder")
	if s, ok := schemas.EKeyOrder("GetOrder", "Завершён успешно"); !ok || s != anyState {
		t.Error("an unknown status should be judged by the schema of any state")
	}
	if s, ok := schemas.EKeyOrder("GetOrder", "request"); !ok || s != anyState {
		t.Error("request is no status")
	}
}

func TestAnotherRoot(t *testing.T) {
	report := validate(t, named(schemas.EKey("GetOrder")), "<Order/>")
	if len(report.Problems) != 1 {
		t.Fatalf("problems: %+v", report.Problems)
	}
	p := report.Problems[0]
	if p.Kind != "root" || p.Requirement != "EKY-SCH-03" ||
		p.Message != "the root element is <Order>; expected <TransactionOrderLine> or <BusinessError>" {
		t.Errorf("%+v", p)
	}
}

const transaction = "5b1f0c52-9f5e-4c1b-8d5a-2f9f6f1a7e01"

// What D3 prints wrongly in its samples of MONT eKey.
func TestMisprintsOfTheEKeySamplesAreRejected(t *testing.T) {
	const order = "/TransactionOrderLine"
	wrapped := "5b1f0c52-9f5e-4c1b-8d5a-\n2f9f6f1a7e01"
	for _, d := range []deviation{
		{name: "the transaction of a key over two lines", file: "order-done.xml", old: transaction, new: wrapped,
			kind: "value", path: order + "/Keys/ProductKey[1]/VendorClientTransactionId",
			at: "<VendorClientTransactionId>", requirement: "EKY-ADD-03",
			says: "line breaks"},
		{name: "the transaction of a link over two lines", file: "order-done.xml",
			old:  "<VendorClientTransactionId>" + transaction + "</VendorClientTransactionId>\n      <link",
			new:  "<VendorClientTransactionId>" + wrapped + "</VendorClientTransactionId>\n      <link",
			kind: "value", path: order + "/Links/ProductLink[1]/VendorClientTransactionId",
			at:          "<VendorClientTransactionId>" + wrapped,
			requirement: "EKY-ADD-04", says: "line breaks"},
		{name: "a link over two lines", file: "order-done.xml", old: "e=1790000001", new: "e=17900000\n01",
			kind: "value", path: order + "/Links/ProductLink[1]/Link", at: "<Link>", requirement: "EKY-ADD-04",
			says: "line breaks"},
		{name: "a bare & in a link", file: "order-done.xml", old: "&amp;h=", new: "&h=",
			kind: "not-well-formed", path: order + "/Links/ProductLink[1]/Link", at: "&h=", line: true,
			requirement: "MNT-XML-01",
			says:        "must be written &amp;"},
		{name: "a sample without its end", file: "order-done.xml", old: "  <Links>", new: "  <!--",
			kind: "not-well-formed", path: order,
			requirement: "MNT-XML-01"},
		{name: "a sample without Links, Errors and Status", file: "order-in-process.xml",
			old: "  <Links />\n  <Errors />\n  <Status>В процессе</Status>\n", new: "",
			kind: "missing", path: order, at: order[1:], requirement: "EKY-ADD-05", line: true, says: "has no <Links>"},
		{name: "Quantity, as the table spells it", file: "order-done.xml", old: "<quantity>2</quantity>",
			new:  "<Quantity>2</Quantity>",
			kind: "unknown", path: order + "/Quantity", at: "<Quantity>", requirement: "EKY-SCH-01",
			says: "it has <quantity>"},
	} {
		t.Run(d.name, func(t *testing.T) { d.run(t, ekeyCorpus) })
	}
}

func TestDeviationsOfEKey(t *testing.T) {
	const order = "/TransactionOrderLine"
	const key, link = order + "/Keys/ProductKey[1]", order + "/Links/ProductLink[1]"
	anyAdd, anyGet := named(schemas.EKey("AddOrder")), named(schemas.EKey("GetOrder"))
	for _, d := range []deviation{
		{name: "an order number that is empty", file: "order-done.xml", old: "SHOP/2026-17", new: "",
			kind: "value", path: order + "/OrderNum", at: "<OrderNum>", requirement: "EKY-SCH-01", says: "not empty"},
		{name: "no order number", file: "order-in-process.xml", old: "  <OrderNum>SHOP/2026-17</OrderNum>\n", new: "",
			kind: "missing", path: order, at: "<DateOn>", requirement: "EKY-SCH-02", says: "has no <OrderNum>"},
		{name: "no order number, by GetOrder", file: "order-done-without-links.xml",
			old: "  <OrderNum>SHOP/2026-17</OrderNum>\n", new: "",
			kind: "missing", path: order, at: "<DateOn>", requirement: "EKY-SCH-03", says: "has no <OrderNum>"},
		{name: "a date in words", file: "order-done.xml", old: "2026-03-05T11:22:33.04", new: "05.03.2026 11:22",
			kind: "value", path: order + "/DateOn", at: "<DateOn>", requirement: "EKY-SCH-01", says: "date and time"},
		{name: "a quantity of 0", file: "order-done.xml", old: "<quantity>2", new: "<quantity>0",
			kind: "value", path: order + "/quantity", at: "<quantity>", requirement: "EKY-SCH-01", says: "from 1"},
		{name: "a quantity with a fraction", file: "order-done.xml", old: "<quantity>2", new: "<quantity>2.0",
			kind: "value", path: order + "/quantity", at: "<quantity>", requirement: "EKY-SCH-01"},
		{name: "PartNum before quantity", file: "order-done.xml",
			old:  "  <quantity>2</quantity>\n  <PartNum>AAA-04351</PartNum>\n",
			new:  "  <PartNum>AAA-04351</PartNum>\n  <quantity>2</quantity>\n",
			kind: "order", path: order + "/quantity", at: "<quantity>", requirement: "EKY-SCH-01",
			says: "must stand before <PartNum>"},
		{name: "a namespace", file: "order-done.xml", old: "<quantity>", new: `<quantity xmlns="urn:mont">`,
			schema: anyAdd,
			kind:   "namespace", path: order + "/quantity", at: "<quantity ", requirement: "EKY-SCH-01",
			says: "no namespace"},
		{name: "a root in a namespace", file: "order-in-process.xml", old: "<TransactionOrderLine ",
			new:  `<TransactionOrderLine xmlns="urn:mont" `,
			kind: "root", path: order, at: "<TransactionOrderLine", requirement: "EKY-SCH-02", says: "no namespace"},
		{name: "a refusal where an order is meant", file: "business-error.xml",
			schema: ekeyCorpus.schemas["order-done.xml"], old: "3", new: "2",
			kind: "root", path: "/BusinessError", at: "<BusinessError>", requirement: "EKY-SCH-01",
			says: "expected <TransactionOrderLine>"},
		{name: "an order where a refusal is meant", file: "order-in-process.xml", schema: schemas.EKeyError(),
			old: "1", new: "2",
			kind: "root", path: order, at: "<TransactionOrderLine", requirement: "EKY-SCH-04",
			says: "expected <BusinessError>"},
		{name: "no Keys", file: "order-failed.xml", old: "  <Keys />\n", new: "", schema: anyAdd,
			kind: "missing", path: order, at: "<Links", requirement: "EKY-SCH-01", says: "has no <Keys>"},
		{name: "nil for Keys", file: "order-in-process.xml", old: "<Keys />", new: `<Keys xsi:nil="true" />`,
			kind: "nil", path: order + "/Keys", at: "<Keys ", requirement: "EKY-ADD-05"},

		{name: "ё in the status", file: "order-done.xml", old: "Завершен", new: "Завершён", schema: anyAdd,
			kind: "value", path: order + "/Status", at: "<Status>", requirement: "EKY-ADD-02",
			says: "Завершен успешно, В процессе or Завершен с ошибкой"},
		{name: "a status in small letters", file: "order-in-process.xml", old: "В процессе", new: "в процессе",
			schema: anyGet,
			kind:   "value", path: order + "/Status", at: "<Status>", requirement: "EKY-ADD-02"},
		{name: "a blank after the status", file: "order-in-process.xml", old: "процессе", new: "процессе ",
			schema: anyGet,
			kind:   "value", path: order + "/Status", at: "<Status>", requirement: "EKY-ADD-02"},
		{name: "no status", file: "order-done.xml", old: "  <Status>Завершен успешно</Status>\n", new: "",
			kind: "missing", path: order, at: "<TransactionOrderLine", requirement: "EKY-ADD-02",
			says: "has no <Status>"},

		{name: "a key without its number", file: "order-done.xml",
			old: "      <SequenceNumber>91827364550192837465</SequenceNumber>\n", new: "",
			kind: "missing", path: key, at: "<Description>", requirement: "EKY-ADD-03",
			says: "has no <SequenceNumber>"},
		{name: "a key that is empty", file: "order-done.xml", old: "QW3RT-11111-AAAAA-22222-BBBBB", new: "",
			kind: "value", path: key + "/ActiveKey", at: "<ActiveKey>", requirement: "EKY-ADD-03"},
		{name: "a number as a float", file: "order-done.xml", old: "91827364550192837465", new: "9.182736455019284E+19",
			kind: "value", path: key + "/SequenceNumber", at: "<SequenceNumber>", requirement: "EKY-ADD-03",
			says: "digits only"},
		{name: "a type of key in words", file: "order-done.xml", old: "<keyTypeId>3", new: "<keyTypeId>Retail",
			kind: "value", path: key + "/keyTypeId", at: "<keyTypeId>", requirement: "EKY-ADD-03"},
		{name: "KeyTypeId", file: "order-done.xml", old: "<keyTypeId>3</keyTypeId>", new: "<KeyTypeId>3</KeyTypeId>",
			kind: "unknown", path: key + "/KeyTypeId", at: "<KeyTypeId>", requirement: "EKY-ADD-03",
			says: "it has <keyTypeId>"},
		{name: "the members of a key in alphabetical order", file: "order-done.xml",
			old: "      <SequenceNumber>91827364550192837465</SequenceNumber>\n      <Description>Ключ " +
				"активации</Description>\n",
			new: "      <Description>Ключ активации</Description>\n      " +
				"<SequenceNumber>91827364550192837465</SequenceNumber>\n",
			kind: "order", path: key + "/SequenceNumber", at: "<SequenceNumber>", requirement: "EKY-ADD-03",
			says: "must stand before <Description>"},
		{name: "a link without a type", file: "order-done.xml", old: "      <linkTypeId>1</linkTypeId>\n", new: "",
			kind: "missing", path: link, at: "<Description>Дис", requirement: "EKY-ADD-04",
			says: "has no <linkTypeId>"},
		{name: "a link without a scheme", file: "order-done.xml", old: "https://files", new: "files",
			kind: "value", path: link + "/Link", at: "<Link>", requirement: "EKY-ADD-04", says: "absolute address"},

		{name: "an error in an order that is done", file: "order-done.xml", old: "<Errors />",
			new:  "<Errors><Details>x</Details><Code>1</Code></Errors>",
			kind: "unknown", path: order + "/Errors/Details", at: "<Details>", requirement: "EKY-SCH-01"},
		{name: "keys in an order in process", file: "order-in-process.xml", old: "<Keys />",
			new:  "<Keys><ProductKey/></Keys>",
			kind: "unknown", path: order + "/Keys/ProductKey", at: "<ProductKey/>", requirement: "EKY-ADD-05"},
		{name: "links in an order in process", file: "order-in-process.xml", old: "<Links />",
			new:  "<Links><ProductLink/></Links>",
			kind: "unknown", path: order + "/Links/ProductLink", at: "<ProductLink/>", requirement: "EKY-ADD-05"},
		{name: "keys in an order that failed", file: "order-failed.xml", old: "<Keys />",
			new:  "<Keys><ProductKey/></Keys>",
			kind: "unknown", path: order + "/Keys/ProductKey", at: "<ProductKey/>", requirement: "EKY-ADD-07"},
		{name: "an order that failed, and no error", file: "order-failed-without-vendor-details.xml",
			old:  "<Errors>\n    <Details>На складе больше нет ключей</Details>\n    <Code>11</Code>\n  </Errors>",
			new:  "<Errors />",
			kind: "missing", path: order + "/Errors", at: "<Errors />", requirement: "EKY-ADD-07",
			says: "has no <Details>"},
		{name: "an error without a code", file: "order-failed.xml", old: "    <Code>11</Code>\n", new: "",
			kind: "missing", path: order + "/Errors", at: "<VendorDetails>", requirement: "EKY-ADD-07",
			says: "has no <Code>"},
		{name: "two errors", file: "order-failed-without-vendor-details.xml", old: "  </Errors>",
			new:  "<Details>x</Details></Errors>",
			kind: "duplicate", path: order + "/Errors/Details[2]", at: "<Details>x", requirement: "EKY-ADD-07"},

		{name: "a refusal without a code", file: "business-error.xml", old: "  <ErrorCode>3</ErrorCode>\n", new: "",
			schema: anyAdd,
			kind:   "missing", path: "/BusinessError", at: "<BusinessError>", requirement: "EKY-SCH-04",
			says: "has no <ErrorCode>"},
		{name: "a code in words", file: "business-error.xml", old: ">3<", new: ">Exists<", schema: anyAdd,
			kind: "value", path: "/BusinessError/ErrorCode", at: "<ErrorCode>", requirement: "EKY-SCH-04",
			says: "from 1 to 10"},
		{name: "a code that D3 does not list", file: "business-error.xml", old: ">3<", new: ">11<",
			kind: "value", path: "/BusinessError/ErrorCode", at: "<ErrorCode>", requirement: "EKY-SCH-04",
			says: "from 1 to 10"},
		{name: "the code before the words", file: "business-error.xml",
			old:  "  <ErrorDetails>Номер уже занят другим заказом.</ErrorDetails>\n  <ErrorCode>3</ErrorCode>\n",
			new:  "  <ErrorCode>3</ErrorCode>\n  <ErrorDetails>Номер уже занят другим заказом.</ErrorDetails>\n",
			kind: "order", path: "/BusinessError/ErrorDetails", at: "<ErrorDetails>", requirement: "EKY-SCH-04"},

		{name: "a request without a quantity", file: "request.xml", old: "  <quantity>2</quantity>\n", new: "",
			kind: "missing", path: order, at: "<TransactionOrderLine", requirement: "EKY-ADD-10",
			says: "has no <quantity>"},
		{name: "a request with Quantity", file: "request.xml", old: "<quantity>2</quantity>",
			new:  "<Quantity>2</Quantity>",
			kind: "unknown", path: order + "/Quantity", at: "<Quantity>", requirement: "EKY-ADD-10",
			says: "it has <quantity>"},
		{name: "a request with a number twice", file: "request.xml", old: "  <PartNum>",
			new:  "  <OrderNum>x</OrderNum><PartNum>",
			kind: "duplicate", path: order + "/OrderNum[2]", at: "<OrderNum>x", requirement: "EKY-ADD-10"},
		{name: "a request with an unknown field", file: "request-person.xml", old: "<Fax>",
			new:  "<Telex>1</Telex><Fax>",
			kind: "unknown", path: order + "/endUserInfo/Telex", at: "<Telex>", requirement: "EKY-ADD-10"},
		{name: "a renewal without a key", file: "request-renewal.xml",
			old: "    <ActivationKey>QW3R-TY11-AAAA-2222</ActivationKey>\n", new: "",
			kind: "missing", path: order + "/oldLicenceInfo", at: "<oldLicenceInfo>", requirement: "EKY-ADD-10"},
	} {
		t.Run(d.name, func(t *testing.T) { d.run(t, ekeyCorpus) })
	}
}

// Forms that mean the same must raise no alarm.
func TestBenignFormsOfEKey(t *testing.T) {
	replace := func(pairs ...string) func(string) string { return strings.NewReplacer(pairs...).Replace }
	for name, change := range map[string]func(string) string{
		"no namespace is declared": replace(` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"`, ""),
		"a declaration": func(s string) string {
			return `<?xml version="1.0" encoding="utf-8"?>` + "\n" +
				s
		},
		"a prefix for no one":    replace("<TransactionOrderLine ", `<TransactionOrderLine xmlns:q="urn:q" `),
		"empty elements in full": replace("<Errors />", "<Errors></Errors>"),
		"empty over two lines":   replace("<Errors />", "<Errors>\n  </Errors>"),
		"a comment inside":       replace("<Errors />", "<Errors><!-- none --></Errors>"),
		"blanks around values": replace("<quantity>2", "<quantity>\n 2 ", "<keyTypeId>3", "<keyTypeId> 3\t",
			transaction, " "+transaction+"\n",
			"<Link>", "<Link>\n", "<SequenceNumber>", "<SequenceNumber> "),
		"dates with zones":      replace("33.04<", "33.04Z<", "+03:00", ""),
		"a code, not a GUID":    replace(transaction, "TX/000017"),
		"a text in CDATA":       replace("QW3RT-11111-AAAAA-22222-BBBBB", "<![CDATA[QW3RT-11111-AAAAA-22222-BBBBB]]>"),
		"ftp":                   replace("https://", "ftp://"),
		"nil descriptions":      replace("<Description>Ключ активации</Description>", `<Description xsi:nil="true"/>`),
		"empty descriptions":    replace("<Description>Ключ активации</Description>", `<Description/>`),
		"one line":              func(s string) string { return betweenTags.ReplaceAllString(s, "><") },
		"a number of 40 digits": replace("91827364550192837465", strings.Repeat("91827364550192837465", 2)),
	} {
		t.Run(name, func(t *testing.T) {
			before := ekeyCorpus.read(t, "order-done.xml")
			after := change(before)
			if before == after {
				t.Fatal("the change changes nothing")
			}
			expectValid(t, ekeyCorpus.schemas["order-done.xml"], after)
			expectValid(t, named(schemas.EKey("GetOrder")), after)
		})
	}
}
