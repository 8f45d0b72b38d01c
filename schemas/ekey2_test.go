package schemas_test

import (
	"strings"
	"testing"

	"github.com/montcheck/montcheck/schemas"
)

var ekey2Corpus = corpus{
	folder: "testdata/golden/ekey2",
	schemas: map[string]*schemas.Schema{
		"add-order.xml":                             named(schemas.EKey2("AddOrder")),
		"add-order-refused.xml":                     named(schemas.EKey2("AddOrder")),
		"get-order.xml":                             named(schemas.EKey2("GetOrder")),
		"get-order-names.xml":                       named(schemas.EKey2("GetOrder")),
		"get-order-refused-nil.xml":                 named(schemas.EKey2("GetOrder")),
		"get-user-info-description-for.xml":         named(schemas.EKey2("GetUserInfoDescriptionFor")),
		"check-end-user-info.xml":                   named(schemas.EKey2("CheckEndUserInfo")),
		"get-price-changes.xml":                     named(schemas.EKey2("GetPriceChanges")),
		"check-limits.xml":                          named(schemas.EKey2("CheckLimits")),
		"check-limits-refused-empty.xml":            named(schemas.EKey2("CheckLimits")),
		"add-order-request.xml":                     named(schemas.EKey2Request("AddOrder")),
		"get-user-info-description-for-request.xml": named(schemas.EKey2Request("GetUserInfoDescriptionFor")),
		"check-end-user-info-request.xml":           named(schemas.EKey2Request("CheckEndUserInfo")),
	},
}

func TestGoldenFilesOfEKey2AreValid(t *testing.T) { ekey2Corpus.expectValid(t) }

func TestDoorToEKey2(t *testing.T) {
	covered := map[*schemas.Schema]bool{}
	for _, s := range ekey2Corpus.schemas {
		covered[s] = true
	}
	methods := schemas.EKey2Methods()
	if len(methods) != 6 {
		t.Errorf("methods: %v", methods)
	}
	for _, method := range methods {
		if s, ok := schemas.EKey2(method); !ok || !covered[s] {
			t.Errorf("%s: no golden file has its schema", method)
		}
	}
	for _, method := range []string{"CheckMyBalance", "GetMyDetails", ""} {
		if _, ok := schemas.EKey2(method); ok {
			t.Errorf("%q has a schema", method)
		}
	}
	for _, method := range []string{"GetOrder", "GetPriceChanges", "CheckLimits"} {
		if _, ok := schemas.EKey2Request(method); ok {
			t.Errorf("%s takes no body", method)
		}
	}
}

func TestDeviationsOfEKey2(t *testing.T) {
	const add, prices = "/AddOrderResponse/AddOrderResult", "/GetPriceChangesResponse/GetPriceChangesResult"
	const order, price = add + "/Data", prices + "/Data/PriceList/PriceContract[1]"
	const line = order + "/OrderLines/OrderLineContract[1]"
	const field = "/CheckEndUserInfoResponse/CheckEndUserInfoResult/Data/Descriptions/EndUserInfoDescriptionContract[1]"
	const envelope, schAdd, schPrices, schCheck, schLimits = "EK2-ENV-01", "EK2-SCH-AddOrder",
		"EK2-SCH-GetPriceChanges", "EK2-SCH-CheckEndUserInfo", "EK2-SCH-CheckLimits"
	dateAndLines := func(s string) string {
		return s[strings.Index(s, "      <DateCreated>"):strings.Index(s, "        <OrderLineContract>")]
	}
	placed := dateAndLines(ekey2Corpus.read(t, "add-order.xml"))
	for _, d := range []deviation{
		{name: "the answer of another method", file: "add-order.xml", old: "SHOP-2026-31<", new: "SHOP<",
			schema: ekey2Corpus.schemas["get-order.xml"],
			kind:   "root", path: "/AddOrderResponse", at: "<AddOrderResponse", requirement: envelope,
			says: "expected <GetOrderResponse>"},
		{name: "the result of another method", file: "add-order-refused.xml", old: "<AddOrderResult>",
			new:  "<GetOrderResult/><AddOrderResult>",
			kind: "unknown", path: "/AddOrderResponse/GetOrderResult", at: "<GetOrderResult/>", requirement: envelope},
		{name: "a namespace", file: "add-order-refused.xml", old: "<IsError>",
			new:  `<IsError xmlns="http://tempuri.org/">`,
			kind: "namespace", path: add + "/IsError", at: "<IsError ", requirement: envelope, says: "no namespace"},
		{name: "Data after Errors", file: "check-limits-refused-empty.xml",
			old: "    <Data />\n    <IsError>true</IsError>\n", new: "    <IsError>true</IsError>\n    <Data />\n",
			kind: "order", path: "/CheckLimitsResponse/CheckLimitsResult/Data", at: "<Data", requirement: envelope},
		{name: "no IsError", file: "add-order-refused.xml", old: "    <IsError>true</IsError>\n", new: "",
			kind: "missing", path: add, at: "<ErrorCode>", requirement: envelope, says: "has no <IsError>"},
		{name: "IsError with a capital", file: "add-order-refused.xml", old: "<IsError>true", new: "<IsError>True",
			kind: "value", path: add + "/IsError", at: "<IsError>", requirement: envelope, says: "lower case"},
		{name: "ErrorCode before IsError", file: "add-order-refused.xml",
			old:  "    <IsError>true</IsError>\n    <ErrorCode>4</ErrorCode>\n",
			new:  "    <ErrorCode>4</ErrorCode>\n    <IsError>true</IsError>\n",
			kind: "order", path: add + "/IsError", at: "<IsError>", requirement: envelope,
			says: "must stand before <ErrorCode>"},
		{name: "a code in words", file: "add-order-refused.xml", old: ">4<", new: ">Exists<",
			kind: "value", path: add + "/ErrorCode", at: "<ErrorCode>", requirement: envelope},
		{name: "no Errors", file: "check-limits.xml", old: "    <Errors />\n", new: "",
			kind: "missing", path: "/CheckLimitsResponse/CheckLimitsResult", at: "<CheckLimitsResult>",
			requirement: envelope, says: "has no <Errors>"},

		{name: "a status that is unknown", file: "add-order.xml", old: "<OrderStatus>1", new: "<OrderStatus>4",
			kind: "value", path: order + "/OrderStatus", at: "<OrderStatus>", requirement: "EK2-ADD-03",
			says: "1, 2 or 3"},
		{name: "a status of version 1", file: "add-order.xml", old: "<OrderStatus>3",
			new:  "<OrderStatus>Завершен успешно",
			kind: "value", path: line + "/OrderStatus", at: "<OrderStatus>З", requirement: "EK2-ADD-03"},
		{name: "no status", file: "add-order.xml", old: "      <OrderStatus>1</OrderStatus>\n", new: "",
			kind: "missing", path: order, at: "<DateCreated>", requirement: "EK2-ADD-03", says: "has no <OrderStatus>"},
		{name: "the status after the date", file: "add-order.xml", old: "      <OrderStatus>1</OrderStatus>\n" + placed,
			new: strings.Replace(placed, "      <OrderLines>",
				"      <OrderStatus>1</OrderStatus>\n      <OrderLines>", 1),
			kind: "order", path: order + "/OrderStatus", at: "<OrderStatus>", requirement: "EK2-ADD-03",
			says: "must stand before <DateCreated>"},
		{name: "no number of a line", file: "add-order.xml",
			old: "          <OrderLineNum>SHOP-2026-31-1</OrderLineNum>\n", new: "",
			kind: "missing", path: line,
			at:          "<DateCreated>2026-03-05T11:22:33.1234567+03:00</DateCreated>\n          <PartNum>",
			requirement: schAdd, says: "has no <OrderLineNum>"},
		{name: "a sum with a comma", file: "add-order.xml", old: "1490.5<", new: "1490,5<",
			kind: "value", path: line + "/ItemPrice", at: "<ItemPrice>", requirement: schAdd, says: "with a point"},
		{name: "a sum that is no number", file: "add-order.xml", old: ">2981<", new: ">NaN<",
			kind: "value", path: line + "/TotalSumm", at: "<TotalSumm>", requirement: schAdd},
		{name: "TotalSum", file: "add-order.xml", old: "<TotalSumm>2981</TotalSumm>", new: "<TotalSum>2981</TotalSum>",
			kind: "unknown", path: line + "/TotalSum", at: "<TotalSum>", requirement: schAdd},
		{name: "Links before Keys", file: "add-order.xml", old: "          <Keys />\n          <Links />\n",
			new:  "          <Links />\n          <Keys />\n",
			kind: "order", path: order + "/OrderLines/OrderLineContract[2]/Keys", at: "<Keys />", requirement: schAdd},
		{name: "a subscriber that is no GUID", file: "add-order.xml", old: "5b1f0c52-", new: "",
			kind: "value", path: order + "/OrderLines/OrderLineContract[2]/MontSubscriberId", at: "<MontSubscriberId>",
			requirement: schAdd, says: "GUID"},
		{name: "a key of version 1", file: "add-order.xml", old: "<OrderKeyContract>",
			new:  "<ProductKey/><OrderKeyContract>",
			kind: "unknown", path: line + "/Keys/ProductKey", at: "<ProductKey/>", requirement: schAdd,
			says: "expected <OrderKeyContract>"},
		{name: "a line without an error code", file: "add-order.xml",
			old: "          <ErrorCode xsi:nil=\"true\" />\n", new: "",
			kind: "missing", path: line, at: "<OrderLineContract>", requirement: schAdd, says: "has no <ErrorCode>"},
		{name: "by GetOrder", file: "get-order.xml", old: "<Quantity>2", new: "<Quantity>0",
			kind: "value", path: "/GetOrderResponse/GetOrderResult/Data/OrderLines/OrderLineContract[1]/Quantity",
			at: "<Quantity>", requirement: "EK2-SCH-GetOrder"},

		{name: "a field without a name", file: "check-end-user-info.xml",
			old: "          <FieldName>Email</FieldName>\n", new: "",
			kind: "missing", path: field, at: "<FieldTitle>", requirement: schCheck, says: "has no <FieldName>"},
		{name: "AvailableValues", file: "check-end-user-info.xml", old: "<AvaliableValues />",
			new:  "<AvailableValues />",
			kind: "unknown", path: field + "/AvailableValues", at: "<AvailableValues />", requirement: schCheck,
			says: "<AvaliableValues>"},
		{name: "a type of field that is unknown", file: "check-end-user-info.xml", old: "<FieldType>1",
			new:  "<FieldType>4",
			kind: "value", path: field + "/FieldType", at: "<FieldType>", requirement: schCheck, says: "1 (text)"},
		{name: "a user that is unknown", file: "check-end-user-info.xml", old: "<UserType>1", new: "<UserType>0",
			kind: "value", path: field + "/UserType", at: "<UserType>", requirement: schCheck, says: "2 (partner)"},
		{name: "no HasError", file: "get-user-info-description-for.xml", old: "          <HasError>false</HasError>\n",
			new: "", kind: "missing",
			path: "/GetUserInfoDescriptionForResponse/GetUserInfoDescriptionForResult/Data/Descriptions/" +
				"EndUserInfoDescriptionContract[1]",
			at: "<RelatedPartNums>", requirement: "EK2-SCH-GetUserInfoDescriptionFor", says: "has no <HasError>"},

		{name: "no Blocked", file: "get-price-changes.xml", old: "          <Blocked>false</Blocked>\n", new: "",
			kind: "missing", path: price, at: "<MinCountRequired>", requirement: "EK2-PRC-01",
			says: "has no <Blocked>"},
		{name: "no FulfillmentType", file: "get-price-changes.xml",
			old: "          <FulfillmentType>2</FulfillmentType>\n", new: "",
			kind: "missing", path: price, at: "<LicenseFormRequired>", requirement: "EK2-PRC-01",
			says: "has no <FulfillmentType>"},
		{name: "LicenseFormRequired in words", file: "get-price-changes.xml", old: "Required>false", new: "Required>no",
			kind: "value", path: price + "/LicenseFormRequired", at: "<LicenseFormRequired>",
			requirement: "EK2-PRC-01"},
		{name: "a type of product that is unknown", file: "get-price-changes.xml", old: "<ProductType>1",
			new:  "<ProductType>3",
			kind: "value", path: price + "/ProductType", at: "<ProductType>", requirement: schPrices,
			says: "2 (subscription)"},
		{name: "nil for a price", file: "get-price-changes.xml", old: "<Price>1490.50</Price>",
			new:  `<Price xsi:nil="true"/>`,
			kind: "nil", path: price + "/Price", at: "<Price ", requirement: schPrices},
		{name: "the price of the end user first", file: "get-price-changes.xml",
			old:  "          <Price>1490.50</Price>\n          <EndUserPrice>1990.00</EndUserPrice>\n",
			new:  "          <EndUserPrice>1990.00</EndUserPrice>\n          <Price>1490.50</Price>\n",
			kind: "order", path: price + "/Price", at: "<Price>", requirement: schPrices,
			says: "must stand before <EndUserPrice>"},
		{name: "no list", file: "get-price-changes.xml", old: "<PriceList>", new: "<Prices/><PriceList>",
			kind: "unknown", path: prices + "/Data/Prices", at: "<Prices/>", requirement: schPrices},
		{name: "a limit of an unknown type", file: "check-limits.xml", old: ">ESD<", new: ">Keys<",
			kind: "value", path: "/CheckLimitsResponse/CheckLimitsResult/Data/ResellerLimitContract[1]/LimitType",
			at: "<LimitType>", requirement: schLimits, says: "ESD|CSP"},
		{name: "something else than limits", file: "check-limits.xml", old: "<Data>", new: "<Data><Limits/>",
			kind: "unknown", path: "/CheckLimitsResponse/CheckLimitsResult/Data/Limits", at: "<Limits/>",
			requirement: schLimits},

		{name: "a request without the parameter", file: "add-order-request.xml", old: "<orderRequest>",
			new:  "<OrderRequest/><orderRequest>",
			kind: "unknown", path: "/AddOrder/OrderRequest", at: "<OrderRequest/>", requirement: schAdd,
			says: "it has <orderRequest>"},
		{name: "a request for nothing", file: "add-order-request.xml", old: "<Quantity>2", new: "<Quantity>0",
			kind: "value", path: "/AddOrder/orderRequest/SendOrderLines/SendOrderLineContract[1]/Quantity",
			at: "<Quantity>", requirement: schAdd, says: "from 1"},
		{name: "a form as in version 1", file: "check-end-user-info-request.xml", old: "<Fields>",
			new:  "<Email>x</Email><Fields>",
			kind: "unknown", path: "/CheckEndUserInfo/endUserInfo/Email", at: "<Email>", requirement: schCheck,
			says: "expected <Fields>"},
	} {
		t.Run(d.name, func(t *testing.T) { d.run(t, ekey2Corpus) })
	}
}

// What MONT's wiki does not settle, and forms that mean the same, must raise no alarm.
func TestBenignFormsOfEKey2(t *testing.T) {
	for _, c := range []struct{ name, file, old, new string }{
		{"no declaration", "add-order.xml", `<?xml version="1.0" encoding="utf-8"?>` + "\n", ""},
		{"more after the last known member of a price", "get-price-changes.xml", "<Unknown>",
			"<Unknown2/><Other a=\"1\">text<b/></Other><Unknown>"},
		{"nothing after it", "get-price-changes.xml", "          <Unknown><Further>1</Further></Unknown>\n", ""},
		{"nothing after the list", "get-price-changes.xml",
			"      <SubscriptionDurationType>2</SubscriptionDurationType>\n    </Data>", "    </Data>"},
		{"nil for the least quantity", "get-price-changes.xml", "<MinCountRequired>0</MinCountRequired>",
			`<MinCountRequired xsi:nil="true"/>`},
		{"a greatest quantity", "get-price-changes.xml", `<MaxCountRequired xsi:nil="true" />`,
			"<MaxCountRequired>9</MaxCountRequired>"},
		{"errors as text", "add-order-refused.xml", "<string>Номер заказа или строки уже занят</string>", "taken"},
		{"errors as contracts", "add-order-refused.xml", "<string>",
			`<ErrorContract id="1"><Code>4</Code></ErrorContract><string>`},
		{"an order that failed as a whole", "get-order.xml", "<OrderStatus>3", "<OrderStatus>2"},
		{"Succeeded", "get-order-names.xml", "Successed", "Succeeded"},
		{"mixed wire forms", "get-order-names.xml", "Successed", "3"},
		{"lists that are null", "add-order.xml", "          <Keys />\n          <Links />\n          <Files />\n", ""},
		{"instructions", "add-order.xml", "          <Keys />\n",
			"          <InstallInstructions>a</InstallInstructions><FullInstructions/>\n          <Keys />\n"},
		{"no limits", "check-limits.xml", "<ResellerLimitContract>", "<ResellerLimitContract/><ResellerLimitContract>"},
		{"an unknown member of a key", "add-order.xml", "<ActiveKey>", "<Key xmlns='urn:q'/><ActiveKey>"},
		{"a line break in an empty list", "add-order.xml", "<Files />", "<Files>\n</Files>"},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := ekey2Corpus.read(t, c.file)
			after := strings.Replace(before, c.old, c.new, 1)
			if before == after {
				t.Fatal("the change changes nothing")
			}
			expectValid(t, ekey2Corpus.schemas[c.file], after)
		})
	}
}
