package ekey2

import (
	"github.com/beevik/etree"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// schFaults break EK2-SCH first.
func schFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "data-in-a-namespace",
			Kind:   deviation.WrongNamespace,
			Does:   "Orders are in a namespace, where version 2 has none.",
			Breaks: []string{"EK2-SCH-AddOrder", "EK2-SCH-GetOrder"},
			May:    deviation.Since(bySchema, "EK2-ENV-01"),
			Answer: AddOrGet(Replace("<Data>", `<Data xmlns="urn:mont">`)),
		},
		{
			Name:   "addorder-ordernum-last",
			Kind:   deviation.Reordered,
			Does:   "AddOrder gives the number of an order as its last member.",
			Breaks: []string{"EK2-SCH-AddOrder"},
			Answer: Add(First("//Data/OrderNum", ToEnd)),
		},
		{
			Name:   "totalsumm-with-a-comma",
			Kind:   deviation.WrongForm,
			Does:   "The sum of a line has a comma.",
			Breaks: []string{"EK2-SCH-AddOrder", "EK2-SCH-GetOrder"},
			Answer: AddOrGet(At(Line+"/TotalSumm", Text("12,50"))),
		},
		{
			Name:   "line-date-as-people-write-it",
			Kind:   deviation.WrongForm,
			Does:   "The date of lines has points and no T.",
			Breaks: []string{"EK2-SCH-AddOrder", "EK2-SCH-GetOrder"},
			Answer: AddOrGet(At(Line+"/DateCreated", Text("21.11.2026 10:00:00"))),
		},
		{
			Name:   "check-unknown-fieldtype",
			Kind:   deviation.WrongValue,
			Does:   "CheckEndUserInfo gives a FieldType that is not documented.",
			Breaks: []string{"EK2-SCH-CheckEndUserInfo"},
			Answer: On("CheckEndUserInfo", First("//FieldType", Text("Colour"))),
		},
		{
			Name:   "check-flags-with-capitals",
			Kind:   deviation.WrongForm,
			Does:   "CheckEndUserInfo marks fields with True or False, with capitals.",
			Breaks: []string{"EK2-SCH-CheckEndUserInfo"},
			Answer: On("CheckEndUserInfo", At("//HasError", Capitalize)),
		},
		{
			Name:   "check-error-page",
			Kind:   deviation.WrongStatus,
			Does:   "CheckEndUserInfo answers with an error page.",
			Breaks: []string{"EK2-SCH-CheckEndUserInfo"},
			Answer: On("CheckEndUserInfo", IfOK(Page(ErrorPage))),
		},
		{
			Name:   "check-without-haserror",
			Kind:   deviation.Missing,
			Does:   "CheckEndUserInfo leaves HasError out.",
			Breaks: []string{"EK2-SCH-CheckEndUserInfo"},
			May:    deviation.Since("What is wrong with a field is read in HasError.", "EK2-FORM-01"),
			Answer: On("CheckEndUserInfo", At("//HasError", Remove)),
		},
		{
			Name:   "limits-unknown-type",
			Kind:   deviation.WrongValue,
			Does:   "CheckLimits gives a LimitType that is not documented.",
			Breaks: []string{"EK2-SCH-CheckLimits"},
			Answer: On("CheckLimits", At("//LimitType", Text("Endless"))),
		},
		{
			Name:   "limits-status-500",
			Kind:   deviation.WrongStatus,
			Does:   "CheckLimits answers with status 500.",
			Breaks: []string{"EK2-SCH-CheckLimits"},
			May:    deviation.Since(inBalance, "EK2-BAL-02").Since(anyCaller, "MNT-AUTH-02", "MNT-AUTH-03"),
			Answer: On("CheckLimits", FromNth(2, AnyCall, Bare(500))),
		},
		{
			Name:   "limits-error-page",
			Kind:   deviation.WrongStatus,
			Does:   "CheckLimits answers with an error page of HTML.",
			Breaks: []string{"EK2-SCH-CheckLimits"},
			May:    deviation.Since(inBalance, "EK2-BAL-02").Since(anyCaller, "MNT-AUTH-02", "MNT-AUTH-03"),
			Answer: On("CheckLimits", FromNth(2, AnyCall, Page(ErrorPage))),
		},
		{
			Name:   "limits-in-lower-case",
			Kind:   deviation.WrongForm,
			Does:   "LimitType is in lower case.",
			Breaks: []string{"EK2-SCH-CheckLimits"},
			Answer: On("CheckLimits", At("//LimitType", Text("esd"))),
		},
		{
			Name:   "limits-without-a-type",
			Kind:   deviation.Missing,
			Does:   "The last limit has no LimitType.",
			Breaks: []string{"EK2-SCH-CheckLimits"},
			Answer: On("CheckLimits", Final("//LimitType", Remove)),
		},
		{
			Name:   "getorder-line-partnum-last",
			Kind:   deviation.Reordered,
			Does:   "GetOrder gives the part number of a line as its last member.",
			Breaks: []string{"EK2-SCH-GetOrder"},
			Answer: Get(First(Line+"/PartNum", ToEnd)),
		},
		{
			Name:   "totalsumm-grouped",
			Kind:   deviation.WrongForm,
			Does:   "The sum of a line has blanks between thousands.",
			Breaks: []string{"EK2-SCH-GetOrder"},
			May:    deviation.Since(readAgain, "EK2-GET-01", "EK2-IDEM-04"),
			Answer: Get(At(Line+"/TotalSumm", Text("1 234.50"))),
		},
		{
			Name:   "prices-without-clearbeforeupdate",
			Kind:   deviation.Missing,
			Does:   "GetPriceChanges leaves out ClearBeforeUpdate.",
			Breaks: []string{"EK2-SCH-GetPriceChanges"},
			Answer: On("GetPriceChanges", At("//ClearBeforeUpdate", Remove)),
		},
		{
			Name:   "price-with-a-comma",
			Kind:   deviation.WrongForm,
			Does:   "GetPriceChanges gives a price with a comma.",
			Breaks: []string{"EK2-SCH-GetPriceChanges"},
			Answer: On("GetPriceChanges", First("//PriceContract/Price", Text("12,50"))),
		},
		{
			Name:   "price-flags-with-capitals",
			Kind:   deviation.WrongForm,
			Does:   "The flags of the price list are True or False, with capitals.",
			Breaks: []string{"EK2-SCH-GetPriceChanges"},
			Answer: On("GetPriceChanges",
				Do(At("//Blocked", Capitalize), At("//LicenseFormRequired", Capitalize),
					At("//InstantDelivery", Capitalize))),
		},
		{
			Name:   "price-list-in-a-namespace",
			Kind:   deviation.WrongNamespace,
			Does:   "The price list is in a namespace, and nothing around it is.",
			Breaks: []string{"EK2-SCH-GetPriceChanges"},
			Answer: On("GetPriceChanges", Replace("<PriceList>", `<PriceList xmlns="http://tempuri.org/">`)),
		},
		{
			Name:   "no-maximum-empty",
			Kind:   deviation.WrongForm,
			Does:   "Where there is no MaxCountRequired it is empty rather than nil.",
			Breaks: []string{"EK2-SCH-GetPriceChanges"},
			Answer: On(
				"GetPriceChanges",
				Replace(`<MaxCountRequired xsi:nil="true"></MaxCountRequired>`, "<MaxCountRequired/>"),
			),
		},
		{
			Name:   "price-currency-first",
			Kind:   deviation.Reordered,
			Does:   "The last product of the price list has CurrencyCode before Price.",
			Breaks: []string{"EK2-SCH-GetPriceChanges"},
			Answer: On(
				"GetPriceChanges",
				Final(
					"//PriceContract/Price",
					func(e *etree.Element) { e.Parent().InsertChildAt(e.Index()+3, e.Copy()); Remove(e) },
				),
			),
		},
		{
			Name:   "price-with-exponent",
			Kind:   deviation.WrongForm,
			Does:   "A price has an exponent.",
			Breaks: []string{"EK2-SCH-GetPriceChanges"},
			May:    deviation.Since(inBalance, "EK2-BAL-02", "EK2-IDEM-04"),
			Answer: On("GetPriceChanges", First("//PriceContract/Price", Text("1.2E3"))),
		},
		{
			Name:   "price-not-a-number",
			Kind:   deviation.WrongForm,
			Does:   "The recommended price of a product is NaN.",
			Breaks: []string{"EK2-SCH-GetPriceChanges"},
			Answer: On("GetPriceChanges", Final("//EndUserPrice", Text("NaN"))),
		},
		{
			Name:   "description-without-minlength",
			Kind:   deviation.Missing,
			Does:   "GetUserInfoDescriptionFor leaves out MinLength.",
			Breaks: []string{"EK2-SCH-GetUserInfoDescriptionFor"},
			Answer: On("GetUserInfoDescriptionFor", At("//MinLength", Remove)),
		},
		{
			Name:   "description-flags-with-capitals",
			Kind:   deviation.WrongForm,
			Does:   "The flags of described fields are True or False, with capitals.",
			Breaks: []string{"EK2-SCH-GetUserInfoDescriptionFor"},
			Answer: On("GetUserInfoDescriptionFor", Do(At("//Required", Capitalize), At("//HasError", Capitalize))),
		},
		{
			Name:   "description-error-page",
			Kind:   deviation.WrongStatus,
			Does:   "GetUserInfoDescriptionFor answers with an error page.",
			Breaks: []string{"EK2-SCH-GetUserInfoDescriptionFor"},
			Answer: On("GetUserInfoDescriptionFor", IfOK(Page(ErrorPage))),
		},
		{
			Name:   "description-required-in-words",
			Kind:   deviation.WrongForm,
			Does:   "GetUserInfoDescriptionFor says yes and no for true and false.",
			Breaks: []string{"EK2-SCH-GetUserInfoDescriptionFor"},
			May:    deviation.Since(byDescription, "EK2-ADD-05", "EK2-ADD-06", "EK2-ERR-200", "EK2-FORM-01"),
			Answer: On("GetUserInfoDescriptionFor",
				Do(Put("//Required[text()='true']", "yes"), Put("//Required[text()='false']", "no"))),
		},
	}
}
