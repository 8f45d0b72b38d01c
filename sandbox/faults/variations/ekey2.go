package variations

import (
	"strings"

	"github.com/beevik/etree"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// eKey2 are other answers that the documents of version 2 allow.
func eKey2() []deviation.Variation {
	return []deviation.Variation{
		{
			Name: "whole-numbers-of-lines-with-a-sign",
			Does: "Whole numbers of version 2 have a sign and a nought in front.",
			Answer: Do(At("//ErrorCode", Stated(plus)), At("//Quantity", plus), At("//MinLength", plus),
				At("//MaxLength", plus)),
		},
		{
			Name:   "flags-of-lines-as-numbers",
			Does:   "Booleans of version 2 are 1 and 0.",
			Answer: Do(Replace(">true<", ">1<"), Replace(">false<", ">0<")),
		},
		{
			Name:   "whole-order-failed",
			Does:   "An order as a whole is 2 when a line of it failed, as D1 has it.",
			May:    deviation.Since(documentsDiffer, "EK2-ADD-03"),
			Answer: Get(IfHas("<OrderStatus>2<", First("//Data/OrderStatus", Text("2")))),
		},
		{
			Name:   "lines-in-another-order",
			Does:   "GetOrder gives lines, keys and links in the opposite order.",
			Answer: Get(Do(At("//OrderLines", Reverse), At(Line+"/Keys", Reverse), At(Line+"/Links", Reverse))),
		},
		{
			Name:   "empty-lists-of-lines-absent",
			Does:   "Lists of lines that are empty are absent.",
			Answer: AddOrGet(emptyLists(Remove)),
		},
		{
			Name:   "empty-lists-of-lines-nil",
			Does:   "Lists of lines that are empty are nil.",
			Answer: AddOrGet(emptyLists(NilOfXSI)),
		},
		{
			Name:   "sums-with-other-noughts",
			Does:   "GetOrder gives amounts with noughts behind.",
			Answer: Get(Do(At(Line+"/TotalSumm", Respell(withNoughts)), At(Line+"/ItemPrice", Respell(withNoughts)))),
		},
		{
			Name: "line-dates-with-more-digits",
			Does: "GetOrder gives dates with noughts behind the fraction.",
			Answer: Get(At("//DateCreated", Respell(func(s string) string {
				if strings.Contains(s, ".") {
					return s + "0"
				}
				return s
			}))),
		},
		{
			Name: "lines-with-further-members",
			Does: "Lines and prices have members that are not documented, at their end.",
			Answer: Do(
				At(Line, func(e *etree.Element) { e.CreateElement("CountryCode").SetText("RU") }),
				At("//PriceContract", func(e *etree.Element) { e.CreateElement("Vendor").SetText("Example") })),
		},
		{
			Name:   "prices-in-another-order",
			Does:   "The price list is in the opposite order.",
			Answer: On("GetPriceChanges", At("//PriceList", Reverse)),
		},
		{
			Name:   "check-tells-wrong-fields-only",
			Does:   "CheckEndUserInfo tells of the wrong fields only.",
			Answer: On("CheckEndUserInfo", At("//EndUserInfoDescriptionContract[HasError='false']", Remove)),
		},
		{
			Name:   "errors-are-contracts",
			Does:   "Errors of refusals are contracts.",
			Answer: AddOrGet(At("//Errors/string", asErrorContract)),
		},
		{
			Name:   "refusals-with-data-empty",
			Does:   "Refusals of version 2 have an empty Data.",
			Answer: Replace("<IsError>true", `<Data/><IsError>true`),
		},
		{
			Name: "lines-in-process-first",
			Does: "AddOrder answers every line as in process, and GetOrder gives its end.",
			Answer: IfPlaced(
				Do(At(Line+"/Keys", Empty), At(Line+"/Links", Empty), At(Line+"/Files", Empty),
					At(Line+"/ErrorText", Remove), At(Line+"/ErrorCode", Text("0")), At(Line+"/SubscriptionId", Remove),
					At("//OrderStatus", Text("1")))),
		},
		{
			Name:   "lines-delivered-twice",
			Does:   "AddOrder of version 2 gets each request twice, and the first answer is given.",
			Answer: IfPlaced(deliveredTwice),
		},
		{
			Name:   "other-fields-described",
			Does:   "The fields of a license form are described in the opposite order.",
			Answer: On("GetUserInfoDescriptionFor CheckEndUserInfo", At("//Descriptions", Reverse)),
		},
		{
			Name: "states-as-names",
			Does: "States are names rather than numbers.",
			Answer: AddOrGet(func(c *Call) {
				for number, name := range map[string]string{"1": "InProcess", "2": "Error", "3": "Successed"} {
					At("//OrderStatus[text()='"+number+"']", Text(name))(c)
				}
			}),
		},
		{
			Name: "failed-lines-fail-the-order",
			Does: "An order as a whole is 2 when a line of it failed, as D1 has it.",
			May:  deviation.Since(documentsDiffer, "EK2-ADD-03"),
			Answer: AddOrGet(func(c *Call) {
				if Has(c.Body, "<OrderStatus>2<") {
					First("//Data/OrderStatus", Text("2"))(c)
				}
			}),
		},
		{
			Name:   "long-line-numbers-refused",
			Does:   "A line number has at most 32 characters.",
			Answer: IfLong(Refuse("25")),
		},
		{
			Name:   "refusals-with-500",
			Does:   "Refusals of version 2 come with status 500.",
			Answer: When(func(c *Call) bool { return c.Code() != "" && c.Code() != "0" }, Status(500)),
		},
		{
			Name: "refusals-with-data-nil",
			Does: "Refusals of version 2 have Data nil.",
			Answer: Replace(
				"<IsError>true",
				`<Data xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true" /><IsError>true`,
			),
		},
		{
			Name:   "roubles-as-rur",
			Does:   "Roubles are RUR.",
			Answer: On("AddOrder GetOrder CheckLimits", Replace(">RUB<", ">RUR<")),
		},
	}
}

// emptyLists changes the lists of lines that have nothing in them.
func emptyLists(do Change) Hook {
	empty := If(func(e *etree.Element) bool { return len(e.ChildElements()) == 0 }, do)
	return Do(At(Line+"/Keys", empty), At(Line+"/Links", empty), At(Line+"/Files", empty))
}

// withNoughts is an amount with further noughts behind.
func withNoughts(s string) string {
	if !strings.Contains(s, ".") {
		s += "."
	}
	return s + "00"
}

func asErrorContract(e *etree.Element) {
	e.Tag = "ErrorContract"
	says := e.Text()
	e.Child = nil
	e.CreateElement("Code").SetText("1")
	e.CreateElement("Message").SetText(says)
}
