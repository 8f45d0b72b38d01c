package ekey2

import (
	"strconv"
	"strings"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// errFaults break EK2-ERR first.
func errFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "second-line-without-its-form-accepted",
			Kind:   deviation.Accepted,
			Does:   "AddOrder wants a license form for the first line only.",
			Breaks: []string{"EK2-ERR-12"},
			May:    deviation.Since(refusals, "EK2-ADD-05"),
			Answer: several(Add(IfCode("12", Accept))),
		},
		{
			Name:   "below-the-minimum-accepted",
			Kind:   deviation.Accepted,
			Does:   "AddOrder accepts a quantity below MinCountRequired or above MaxCountRequired.",
			Breaks: []string{"EK2-ERR-17"},
			Answer: Add(IfCode("17", func(c *Call) {
				if n, err := strconv.Atoi(c.SentText("//Quantity")); err == nil && n > 0 {
					Accept(c)
				}
			})),
		},
		{
			Name:   "long-values-accepted",
			Kind:   deviation.Accepted,
			Does:   "AddOrder does not look at the length of a form's values.",
			Breaks: []string{"EK2-ERR-200"},
			Answer: Add(IfCode("200", IfSent("xxxxxx", Accept))),
		},
		{
			Name:   "long-line-number-leaves-an-order",
			Kind:   deviation.Extra,
			Does:   "An order with a long line number is refused and exists.",
			Breaks: []string{"EK2-ERR-25"},
			Answer: Add(IfCode("25", Leave)),
		},
		{
			Name:   "long-line-number-another-code",
			Kind:   deviation.WrongValue,
			Does:   "AddOrder refuses long line numbers with code 24.",
			Breaks: []string{"EK2-ERR-25"},
			Answer: IfLong(Refuse("24")),
		},
		{
			Name:   "long-line-number-error-page",
			Kind:   deviation.WrongStatus,
			Does:   "AddOrder answers long line numbers with an error page.",
			Breaks: []string{"EK2-ERR-25"},
			Answer: IfLong(Page(ErrorPage)),
		},
		{
			Name:   "code-3-as-2",
			Kind:   deviation.WrongValue,
			Does:   "GetOrder refuses an unknown number with code 2.",
			Breaks: []string{"EK2-ERR-3"},
			Answer: Get(IfCode("3", At("//ErrorCode", Text("2")))),
		},
		{
			Name:   "getorder-by-the-beginning",
			Kind:   deviation.Leaked,
			Does:   "GetOrder finds an order by the beginning of its number.",
			Breaks: []string{"EK2-ERR-3"},
			Ask:    Finding(ByBeginning),
		},
		{
			Name:   "getorder-unknown-gives-an-order",
			Kind:   deviation.Leaked,
			Does:   "GetOrder gives the last order for a number that it does not know.",
			Breaks: []string{"EK2-ERR-3"},
			May: deviation.Since("Wherever an order has to be absent, one is given.",
				"EK2-ADD-05", "EK2-ADD-07", "EK2-BAL-01", "EK2-ERR-10", "EK2-ERR-12", "EK2-ERR-17", "EK2-ERR-2",
				"EK2-ERR-200", "EK2-ERR-25", "EK2-ERR-4", "EK2-ERR-6", "EK2-ERR-72", "EK2-ERR-75", "EK2-ERR-8",
				"EK2-ERR-87", "EK2-IDEM-02", "EK2-IDEM-03", "EK2-IDEM-04", "EK2-PRC-01", "EK2-SEC-01",
				"MNT-AUTH-04", "MNT-XML-02",
			),
			Answer: Get(IfCode("3", func(c *Call) { c.Take(c.Order(c.Latest())) })),
		},
		{
			Name:   "empty-order-number-made-up",
			Kind:   deviation.Accepted,
			Does:   "AddOrder makes up a number for an order whose number is empty.",
			Breaks: []string{"EK2-ERR-71"},
			May:    deviation.Since(letters, "MNT-XML-02"),
			Ask:    Add(At("//OrderNum[text()='']", Text("made-up"))),
		},
		{
			Name:   "no-list-of-lines-fails",
			Kind:   deviation.WrongStatus,
			Does:   "AddOrder answers an order without SendOrderLines with an error page.",
			Breaks: []string{"EK2-ERR-72"},
			Answer: Add(
				IfCode("72", When(func(c *Call) bool { return !Has(c.Sent, "SendOrderLines") }, Page(ErrorPage))),
			),
		},
		{
			Name:   "empty-line-number-made-up",
			Kind:   deviation.Accepted,
			Does:   "AddOrder makes up a number for a line whose number is empty.",
			Breaks: []string{"EK2-ERR-8"},
			Ask:    Add(At("//OrderLineNum[text()='']", Text("made-up"))),
		},
	}
}

// several keeps a hook to orders of several lines.
func several(h Hook) Hook {
	return When(func(c *Call) bool {
		return len(c.SentTexts("//OrderLineNum")) > 1 || strings.Count(string(c.Sent), "<SendOrderLineContract>") > 1
	}, h)
}

// codes are, for each code of AddOrder, another code, no refusal at all, and a refusal that leaves an order behind.
func codes() (all []deviation.Fault) {
	for _, c := range []struct {
		code, what, id, with string
		// what it may break besides with another code, where it is accepted, and where it leaves an order behind
		another, accepted, left []string
	}{
		{code: "2", what: "an unknown product", id: "EK2-ERR-2", accepted: []string{"EK2-SEC-01"}},
		{
			code: "6", what: "an order above the credit limit", id: "EK2-ERR-6", another: []string{"EK2-BAL-01"},
			accepted: []string{"EK2-BAL-01"}, left: []string{"EK2-BAL-01"},
		},
		{code: "8", what: "a line without a number", id: "EK2-ERR-8"},
		{code: "10", what: "a blocked product", id: "EK2-ERR-10", with: "EK2-PRC-01", left: []string{"EK2-PRC-01"}},
		{
			code: "12", what: "a product without its license form", id: "EK2-ERR-12",
			accepted: []string{"EK2-ADD-05"}, left: []string{"EK2-ADD-05"},
		},
		{code: "17", what: "a wrong quantity", id: "EK2-ERR-17", accepted: []string{"EK2-SEC-01"}},
		{code: "71", what: "an order without a number", id: "EK2-ERR-71", accepted: []string{"EK2-SCH-AddOrder"}},
		{code: "72", what: "an order without lines", id: "EK2-ERR-72"},
		{code: "75", what: "an unknown subscriber", id: "EK2-ERR-75"},
		{
			code: "87", what: "a subscription without a subscriber", id: "EK2-ERR-87", with: "EK2-ADD-07",
			left: []string{"EK2-ADD-07"},
		},
		{
			code: "200", what: "a license form of wrong data", id: "EK2-ERR-200", accepted: []string{"EK2-ADD-06"},
		},
	} {
		all = append(all,
			deviation.Fault{
				Name:   "code-" + c.code + "-as-1",
				Kind:   deviation.WrongValue,
				Does:   "AddOrder refuses " + c.what + " with code 1.",
				Breaks: []string{c.id},
				May:    deviation.Since(refusals, c.another...),
				Answer: Add(IfCode(c.code, At("//ErrorCode", Text("1")))),
			},
			deviation.Fault{
				Name:   "code-" + c.code + "-accepted",
				Kind:   deviation.Accepted,
				Does:   "AddOrder accepts " + c.what + ".",
				Breaks: strings.Fields(c.id + " " + c.with),
				May:    deviation.Since("A mistake of that sort places an order, of a plain product.", c.accepted...),
				Answer: Add(IfCode(c.code, Accept)),
			})
		if c.code == "71" {
			continue // without a number there is no order that could be asked for
		}
		all = append(all, deviation.Fault{
			Name:   "code-" + c.code + "-leaves-an-order",
			Kind:   deviation.Extra,
			Does:   "AddOrder refuses " + c.what + ", and the order exists.",
			Breaks: []string{c.id},
			May:    deviation.Since(leftBehind, c.left...),
			Answer: Add(IfCode(c.code, Leave)),
		})
	}
	return all
}

// secondLines are orders that are accepted though their second line has to be refused.
func secondLines() (all []deviation.Fault) {
	for _, c := range []struct {
		code, what, id string
		may            []string
	}{
		{"2", "an unknown product", "EK2-ERR-2", nil},
		{"8", "no number", "EK2-ERR-8", nil},
		{"10", "a blocked product", "EK2-ERR-10", []string{"EK2-PRC-01"}},
		{"17", "a wrong quantity", "EK2-ERR-17", nil},
		{"87", "no subscriber", "EK2-ERR-87", []string{"EK2-ADD-07"}},
	} {
		all = append(all, deviation.Fault{
			Name:   "second-line-with-code-" + c.code + "-accepted",
			Kind:   deviation.Accepted,
			Does:   "AddOrder accepts an order whose second line has " + c.what + ".",
			Breaks: []string{c.id},
			May:    deviation.Since(refusals, c.may...),
			Answer: several(Add(IfCode(c.code, Accept))),
		})
	}
	return all
}
