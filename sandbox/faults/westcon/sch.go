package westcon

import (
	"encoding/json"
	"net/http"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// schFaults break WST-SCH first.
func schFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "order-status-is-an-empty-object",
			Kind:   deviation.Missing,
			Does:   "An order status is an empty object.",
			Breaks: []string{"WST-SCH-01", "WST-REQ-01", "WST-ORD-02", "WST-ORD-13"},
			Hides: []string{"WST-SUB-01", "WST-SUB-02", "WST-SUB-03", "WST-AUTH-01", "WST-AUTH-02", "WST-AUTH-04",
				"WST-AUTH-06", "WST-AUTH-07", "WST-ERR-02", "WST-ORD-07", "WST-ORD-03", "WST-ORD-14", "WST-REQ-02",
				"WST-REQ-03", "WST-ORD-01", "WST-ORD-04", "WST-ORD-05", "WST-ORD-06", "WST-ORD-09", "WST-ORD-10",
				"WST-ORD-11", "WST-ORD-12"},
			Answer: IfLines(SetBody("{}")),
		},
		{
			Name:   "quantities-are-numbers-everywhere",
			Kind:   deviation.WrongForm,
			Does:   "Quantities are numbers.",
			Breaks: []string{"WST-SCH-01"},
			Hides:  []string{"WST-ORD-09", "WST-ORD-16"},
			Answer: SetMember("lineQuantity", 2),
		},
		{
			Name:   "hidden-order-is-cut-short",
			Kind:   deviation.WrongForm,
			Does:   "The answer about another partner's order is cut short.",
			Breaks: []string{"WST-SCH-01"},
			Hides:  []string{"WST-ORD-07"},
			Answer: askingForHidden(
				Say(http.StatusOK, "application/json", `{"MT_OrderStatus_Response":[{"eRPOrderNumber"`),
			),
		},
		{
			Name:   "no-unitofmeasure",
			Kind:   deviation.Missing,
			Does:   "Lines have no unitOfMeasure.",
			Breaks: []string{"WST-SCH-01"},
			Answer: EachLine(func(l OrderLine) { delete(l, "unitOfMeasure") }),
		},
		{
			Name:   "member-in-other-letters-too",
			Kind:   deviation.Extra,
			Does:   "Lines have unitofmeasure beside unitOfMeasure, with another value.",
			Breaks: []string{"WST-SCH-01"},
			Answer: SetMember("unitofmeasure", "ST"),
		},
		{
			Name:   "member-in-pascal-case",
			Kind:   deviation.WrongForm,
			Does:   "The member unitOfMeasure is written UnitOfMeasure.",
			Breaks: []string{"WST-SCH-01"},
			Answer: IfLines(Replace(`"unitOfMeasure"`, `"UnitOfMeasure"`)),
		},
		{
			Name:   "quantity-is-a-number",
			Kind:   deviation.WrongForm,
			Does:   "The lineQuantity is a number rather than a text.",
			Breaks: []string{"WST-SCH-01"},
			Answer: SetMember("lineQuantity", 2),
		},
		{
			Name:   "customer-line-is-a-number",
			Kind:   deviation.WrongForm,
			Does:   "The customerLineNumber is a number rather than a text.",
			Breaks: []string{"WST-SCH-01"},
			Answer: SetMember("customerLineNumber", 1),
		},
		{
			Name:   "null-for-empty",
			Kind:   deviation.WrongForm,
			Does:   "Empty texts are null.",
			Breaks: []string{"WST-SCH-01"},
			Answer: EachLine(func(l OrderLine) {
				for name, value := range l {
					if value == "" {
						l[name] = nil
					}
				}
			}),
		},
		{
			Name:   "empty-members-left-out",
			Kind:   deviation.Missing,
			Does:   "Empty members are left out.",
			Breaks: []string{"WST-SCH-01"},
			Answer: EachLine(func(l OrderLine) {
				for name, value := range l {
					if value == "" {
						delete(l, name)
					}
				}
			}),
		},
		{
			Name:   "root-in-other-letters",
			Kind:   deviation.WrongForm,
			Does:   "The root is written mT_OrderStatus_Response.",
			Breaks: []string{"WST-SCH-01"},
			Answer: IfLines(Replace(`"MT_OrderStatus_Response"`, `"mT_OrderStatus_Response"`)),
		},
		{
			Name:   "another-root",
			Kind:   deviation.WrongValue,
			Does:   "The root is orders.",
			Breaks: []string{"WST-SCH-01"},
			May:    deviation.Since(unread, "WST-REQ-01"),
			Answer: IfLines(Replace(`"MT_OrderStatus_Response"`, `"orders"`)),
		},
		{
			Name:   "no-root",
			Kind:   deviation.Missing,
			Does:   "Lines come without their root.",
			Breaks: []string{"WST-SCH-01"},
			May:    deviation.Since(unread, "WST-REQ-01"),
			Answer: IfLines(withoutRoot),
		},
		{
			Name:   "one-line-no-array",
			Kind:   deviation.WrongForm,
			Does:   "A single line comes without its array.",
			Breaks: []string{"WST-SCH-01"},
			Answer: IfLines(func(c *Call) {
				if lines, _ := c.Lines(); len(lines) == 1 {
					Set("MT_OrderStatus_Response", lines[0])(c)
				}
			}),
		},
		{
			Name:   "member-twice",
			Kind:   deviation.Duplicated,
			Does:   "Lines have unitOfMeasure twice.",
			Breaks: []string{"WST-SCH-01"},
			Answer: IfLines(Replace(`"unitOfMeasure":"EA"`, `"unitOfMeasure":"ST","unitOfMeasure":"EA"`)),
		},
		{
			Name:   "byte-order-mark",
			Kind:   deviation.WrongForm,
			Does:   "JSON starts with a byte order mark.",
			Breaks: []string{"WST-SCH-01"},
			May:    deviation.Since(unread, "WST-REQ-01"),
			Answer: IfLines(Prepend("\ufeff")),
		},
		{
			Name:   "html-with-status-200",
			Kind:   deviation.WrongForm,
			Does:   "An order status is a page of HTML.",
			Breaks: []string{"WST-SCH-01", "WST-SCH-02"},
			May: deviation.Since("A page of HTML is taken for something before the service, and waited out.",
				"WST-AVL-01",
			).
				Since(unread, "WST-REQ-01"),
			Answer: IfLines(AsHTML),
		},
		{
			Name:   "cut-short",
			Kind:   deviation.Lost,
			Does:   "The end of an order status is cut off.",
			Breaks: []string{"WST-SCH-01"},
			May:    deviation.Since(unread, "WST-REQ-01"),
			Answer: IfLines(CutShort(2)),
		},
		{
			Name:   "last-date-null",
			Kind:   deviation.WrongForm,
			Does:   "The shipDate of the last line is null where it is not known.",
			Breaks: []string{"WST-SCH-01"},
			May:    deviation.Since(compared, "WST-ORD-03", "WST-ORD-15"),
			Answer: LastLine(func(l OrderLine) { l["shipDate"] = nil }),
		},
		{
			Name:   "units-in-another-encoding",
			Kind:   deviation.WrongForm,
			Does:   "Units of measure are in windows-1251.",
			Breaks: []string{"WST-SCH-01"},
			Answer: IfLines(Replace(`"unitOfMeasure":"EA"`, "\"unitOfMeasure\":\"\xd8\xd2\"")),
		},
		{
			Name:   "two-documents",
			Kind:   deviation.Extra,
			Does:   "A second JSON document follows an order status.",
			Breaks: []string{"WST-SCH-01"},
			Answer: IfLines(Append("\n{}")),
		},
		{
			Name:   "served-as-text",
			Kind:   deviation.WrongForm,
			Does:   "JSON is served as text.",
			Breaks: []string{"WST-SCH-02"},
			Answer: IfLines(Header("Content-Type", "text/plain; charset=utf-8")),
		},
		{
			Name:   "served-without-type",
			Kind:   deviation.Missing,
			Does:   "JSON is served without a type.",
			Breaks: []string{"WST-SCH-02"},
			Answer: IfLines(NoType),
		},
	}
}

// withoutRoot gives the lines alone.
func withoutRoot(c *Call) {
	lines, _ := c.Lines()
	c.Body, _ = json.Marshal(lines) // they came out of JSON
}
