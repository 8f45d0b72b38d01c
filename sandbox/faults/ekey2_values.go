package faults

import (
	"github.com/beevik/etree"
)

// eKey2Values are values of version 2 that are written wrongly, and elements that stand wrongly in some answers only.
func eKey2Values() []row {
	const prices, describes, checks = "GetPriceChanges", "GetUserInfoDescriptionFor", "CheckEndUserInfo"
	return []row{
		{name: "iserror-with-a-capital", kind: WrongForm, does: "IsError of orders is True or False, with a capital.",
			answer: either(at("//IsError", capital)), breaks: "EK2-ENV-01", may: "EK2-SCH"},
		{name: "price-flags-with-capitals", kind: WrongForm, does: "The flags of the price list are True or False, with capitals.",
			answer: on(prices, both(at("//Blocked", capital), at("//LicenseFormRequired", capital), at("//InstantDelivery", capital))), breaks: "EK2-SCH-GetPriceChanges", may: "EK2-PRC-01"},
		{name: "description-flags-with-capitals", kind: WrongForm, does: "The flags of described fields are True or False, with capitals.",
			answer: on(describes, both(at("//Required", capital), at("//HasError", capital))), breaks: "EK2-SCH-GetUserInfoDescriptionFor"},
		{name: "check-flags-with-capitals", kind: WrongForm, does: "CheckEndUserInfo marks fields with True or False, with capitals.",
			answer: on(checks, at("//HasError", capital)), breaks: "EK2-SCH-CheckEndUserInfo"},
		{name: "ordernum-padded", kind: WrongForm, does: "Numbers of orders are filled up with blanks.",
			answer: either(at("//Data/OrderNum", suffix("   "))), breaks: "EK2-ADD-01 EK2-ADD-02"},
		{name: "line-partnum-padded", kind: WrongForm, does: "The part number of the last line is filled up with blanks.",
			answer: either(final(line+"/PartNum", suffix("   "))), breaks: "EK2-ADD-01 EK2-ADD-02", may: "EK2-ADD-10"},
		{name: "line-number-in-lower-case", kind: WrongForm, does: "Line numbers come back in lower case.",
			answer: either(at(line+"/OrderLineNum", func(e *etree.Element) { e.SetText("mc" + e.Text()[2:]) })), breaks: "EK2-ADD-01 EK2-ADD-02", may: "EK2-SEC"},
		{name: "refusal-code-by-name", kind: WrongForm, does: "The code of an unknown product is a name.",
			answer: add(refused("2", at("//AddOrderResult/ErrorCode", text("ProductNotFound")))), breaks: "EK2-ENV-01 EK2-ERR-2", may: "EK2-SCH EK2-SEC"},
		{name: "success-with-an-error-in-words", kind: Extra, does: "Errors of an accepted order has a text.",
			answer: add(when((*call).accepted, at("//AddOrderResult/Errors", text("None")))), breaks: "EK2-ENV-02", may: "EK2-SCH"},
		{name: "getorder-data-nil-once", kind: Missing, does: "GetOrder gives no error and nil for Data, once.",
			answer: get(when((*call).accepted, nth(5, at("//Data", func(e *etree.Element) {
				e.Child = nil
				e.CreateAttr("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
				e.CreateAttr("xsi:nil", "true")
			})))), breaks: "EK2-ENV-02", may: "EK2-"},
		{name: "getorder-refusal-iserror-last", kind: Reordered, does: "The refusals of GetOrder have IsError behind Errors.",
			answer: get(refused("3", first("//IsError", last))), breaks: "EK2-ENV-01", may: "EK2-SCH"},
		{name: "getorder-answers-as-addorder", kind: WrongValue, does: "The root of GetOrder's answer is that of AddOrder's.",
			answer: get(raw("GetOrderRes", "AddOrderRes")), breaks: "EK2-ENV-01", may: "EK2-SCH"},
		{name: "check-result-misnamed", kind: WrongValue, does: "The result of CheckEndUserInfo is named Result.",
			answer: on(checks, raw("CheckEndUserInfoResult>", "Result>")), breaks: "EK2-ENV-01", may: "EK2-SCH-CheckEndUserInfo"},
		{name: "check-error-page", kind: WrongStatus, does: "CheckEndUserInfo answers with an error page.",
			answer: on(checks, func(c *call) {
				if c.status == 200 {
					page(c)
				}
			}), breaks: "EK2-SCH-CheckEndUserInfo"},
		{name: "description-error-page", kind: WrongStatus, does: "GetUserInfoDescriptionFor answers with an error page.",
			answer: on(describes, func(c *call) {
				if c.status == 200 {
					page(c)
				}
			}), breaks: "EK2-SCH-GetUserInfoDescriptionFor"},
		{name: "price-list-in-a-namespace", kind: WrongNamespace, does: "The price list is in a namespace, and nothing around it is.",
			answer: on(prices, raw("<PriceList>", `<PriceList xmlns="http://tempuri.org/">`)), breaks: "EK2-SCH-GetPriceChanges"},
		{name: "last-price-without-a-flag", kind: Missing, does: "The last product of the price list lacks LicenseFormRequired.",
			answer: on(prices, final("//PriceContract/LicenseFormRequired", remove)), breaks: "EK2-PRC-01 EK2-SCH-GetPriceChanges"},
		{name: "a-flag-empty", kind: WrongForm, does: "Blocked of the last product is empty.",
			answer: on(prices, final("//PriceContract/Blocked", empty)), breaks: "EK2-PRC-01 EK2-SCH-GetPriceChanges"},
		{name: "no-maximum-empty", kind: WrongForm, does: "Where there is no MaxCountRequired it is empty rather than nil.",
			answer: on(prices, raw(`<MaxCountRequired xsi:nil="true"></MaxCountRequired>`, "<MaxCountRequired/>")), breaks: "EK2-SCH-GetPriceChanges"},
		{name: "price-currency-first", kind: Reordered, does: "The last product of the price list has CurrencyCode before Price.",
			answer: on(prices, final("//PriceContract/Price", func(e *etree.Element) { e.Parent().InsertChildAt(e.Index()+3, e.Copy()); remove(e) })), breaks: "EK2-SCH-GetPriceChanges"},
		{name: "price-with-exponent", kind: WrongForm, does: "A price has an exponent.", answer: on(prices, first("//PriceContract/Price", text("1.2E3"))), breaks: "EK2-SCH-GetPriceChanges", may: "EK2-"},
		{name: "price-not-a-number", kind: WrongForm, does: "The recommended price of a product is NaN.", answer: on(prices, final("//EndUserPrice", text("NaN"))), breaks: "EK2-SCH-GetPriceChanges"},
		{name: "limits-in-lower-case", kind: WrongForm, does: "LimitType is in lower case.", answer: on("CheckLimits", at("//LimitType", text("esd"))), breaks: "EK2-SCH-CheckLimits"},
		{name: "limits-without-a-type", kind: Missing, does: "The last limit has no LimitType.", answer: on("CheckLimits", final("//LimitType", remove)), breaks: "EK2-SCH-CheckLimits"},
		{name: "totalsumm-grouped", kind: WrongForm, does: "The sum of a line has blanks between thousands.", answer: get(at(line+"/TotalSumm", text("1 234.50"))), breaks: "EK2-SCH-GetOrder", may: "EK2-GET-01 EK2-IDEM EK2-ADD-10"},
		{name: "line-date-as-people-write-it", kind: WrongForm, does: "The date of lines has points and no T.", answer: either(at(line+"/DateCreated", text("21.11.2026 10:00:00"))), breaks: "EK2-SCH-AddOrder EK2-SCH-GetOrder"},
		{name: "status-in-lower-case", kind: WrongForm, does: "The states of lines are names in lower case.", answer: either(at(line+"/OrderStatus[text()='3']", text("successed"))), breaks: "EK2-ADD-03", may: "EK2-"},
		{name: "refusal-not-escaped-with-500", kind: WrongForm, does: "The refusal of an unknown product has status 500 and an ampersand that is not escaped.",
			answer: add(refused("2", both(status(500), raw("</Errors>", "R&D</Errors>")))), breaks: "MNT-XML-01", may: "EK2-"},
		{name: "prices-another-charset", kind: WrongForm, does: "The header of GetPriceChanges names another encoding than the body has.",
			answer: on(prices, header("Content-Type", "application/xml; charset=windows-1251")), breaks: "MNT-XML-01"},
	}
}
