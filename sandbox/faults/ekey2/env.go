package ekey2

import (
	"github.com/beevik/etree"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// envFaults break EK2-ENV first.
func envFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "getorder-without-envelope",
			Kind:   deviation.Missing,
			Does:   "GetOrder answers with the order alone, without its envelope.",
			Breaks: []string{"EK2-ENV-01", "EK2-GET-01"},
			May: deviation.Since("An answer without its envelope is not read as an order.",
				"EK2-ADD-09", "EK2-GET-02", "EK2-IDEM-04", "EK2-SCH-GetOrder", "MNT-XML-01",
			),
			Answer: Get(func(c *Call) {
				c.Edit(func(d *etree.Document) {
					if e := d.FindElement("//Data"); e != nil {
						d.SetRoot(e)
					}
				})
			}),
		},
		{
			Name:   "addorder-iserror-last",
			Kind:   deviation.Reordered,
			Does:   "AddOrder gives IsError after Errors.",
			Breaks: []string{"EK2-ENV-01", "EK2-SCH-AddOrder"},
			Answer: Add(First("//AddOrderResult/IsError", ToEnd)),
		},
		{
			Name:   "getorder-without-errors",
			Kind:   deviation.Missing,
			Does:   "GetOrder leaves Errors out of its envelope.",
			Breaks: []string{"EK2-ENV-01", "EK2-SCH-GetOrder"},
			Answer: Get(At("//GetOrderResult/Errors", Remove)),
		},
		{
			Name:   "iserror-with-a-capital",
			Kind:   deviation.WrongForm,
			Does:   "IsError of orders is True or False, with a capital.",
			Breaks: []string{"EK2-ENV-01"},
			May:    deviation.Since(bySchema, "EK2-SCH-AddOrder", "EK2-SCH-GetOrder"),
			Answer: AddOrGet(At("//IsError", Capitalize)),
		},
		{
			Name:   "refusal-code-by-name",
			Kind:   deviation.WrongForm,
			Does:   "The code of an unknown product is a name.",
			Breaks: []string{"EK2-ENV-01", "EK2-ERR-2"},
			May:    deviation.Since(bySchema, "EK2-SCH-AddOrder"),
			Answer: Add(IfCode("2", At("//AddOrderResult/ErrorCode", Text("ProductNotFound")))),
		},
		{
			Name:   "getorder-refusal-iserror-last",
			Kind:   deviation.Reordered,
			Does:   "The refusals of GetOrder have IsError behind Errors.",
			Breaks: []string{"EK2-ENV-01"},
			May:    deviation.Since(bySchema, "EK2-SCH-GetOrder"),
			Answer: Get(IfCode("3", First("//IsError", ToEnd))),
		},
		{
			Name:   "getorder-answers-as-addorder",
			Kind:   deviation.WrongValue,
			Does:   "The root of GetOrder's answer is that of AddOrder's.",
			Breaks: []string{"EK2-ENV-01"},
			May:    deviation.Since(bySchema, "EK2-SCH-GetOrder"),
			Answer: Get(Replace("GetOrderRes", "AddOrderRes")),
		},
		{
			Name:   "check-result-misnamed",
			Kind:   deviation.WrongValue,
			Does:   "The result of CheckEndUserInfo is named Result.",
			Breaks: []string{"EK2-ENV-01"},
			May:    deviation.Since(bySchema, "EK2-SCH-CheckEndUserInfo"),
			Answer: On("CheckEndUserInfo", Replace("CheckEndUserInfoResult>", "Result>")),
		},
		{
			Name:   "iserror-false-with-a-code",
			Kind:   deviation.WrongValue,
			Does:   "Refusals have IsError false.",
			Breaks: []string{"EK2-ENV-02", "EK2-ERR-2", "EK2-ERR-3", "EK2-IDEM-01"},
			May: deviation.Since("A refusal that says it is no error is none, whatever its code.",
				"EK2-ADD-05", "EK2-ADD-06", "EK2-ADD-07", "EK2-BAL-01", "EK2-ERR-10", "EK2-ERR-12", "EK2-ERR-17",
				"EK2-ERR-200", "EK2-ERR-25", "EK2-ERR-4", "EK2-ERR-6", "EK2-ERR-71", "EK2-ERR-72", "EK2-ERR-75",
				"EK2-ERR-8", "EK2-ERR-87", "EK2-IDEM-02", "EK2-IDEM-03", "EK2-IDEM-04", "EK2-PRC-01", "MNT-AUTH-04",
			),
			Answer: AddOrGet(At("//IsError[text()='true']", Text("false"))),
		},
		{
			Name:   "iserror-with-code-0",
			Kind:   deviation.WrongValue,
			Does:   "AddOrder refuses an unknown product with code 0.",
			Breaks: []string{"EK2-ENV-02", "EK2-ERR-2"},
			Answer: Add(IfCode("2", At("//ErrorCode", Text("0")))),
		},
		{
			Name:   "success-with-an-error-in-words",
			Kind:   deviation.Extra,
			Does:   "Errors of an accepted order has a text.",
			Breaks: []string{"EK2-ENV-02"},
			Answer: Add(When((*Call).Accepted, At("//AddOrderResult/Errors", Text("None")))),
		},
		{
			Name:   "getorder-data-nil-once",
			Kind:   deviation.Missing,
			Does:   "GetOrder gives no error and nil for Data, once.",
			Breaks: []string{"EK2-ENV-02"},
			Answer: Get(When((*Call).Accepted, Nth(5, AnyCall, At("//Data", NilOfXSI)))),
		},
		{
			Name:   "errors-without-iserror",
			Kind:   deviation.Extra,
			Does:   "AddOrder gives Errors with IsError false.",
			Breaks: []string{"EK2-ENV-02"},
			Answer: Add(When((*Call).Accepted, At("//AddOrderResult/Errors", Child("string", "None")))),
		},
	}
}
