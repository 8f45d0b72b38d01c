package ekey

import (
	"strconv"
	"strings"

	"github.com/beevik/etree"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// errFaults break EKY-ERR first.
func errFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "businesserror-status-200",
			Kind:   deviation.WrongStatus,
			Does:   "AddOrder and GetOrder refuse with status 200.",
			Breaks: []string{"EKY-ERR-02", "EKY-ERR-13", "EKY-IDEM-01"},
			May: deviation.Since("A refusal with status 200 is none, whatever its code.",
				"EKY-ERR-04", "EKY-ERR-05", "EKY-ERR-06", "EKY-ERR-07", "EKY-ERR-08", "EKY-ERR-09", "EKY-ERR-10",
				"EKY-GET-02", "EKY-IDEM-04", "EKY-IDEM-05", "EKY-IDEM-07",
			),
			Answer: AddOrGet(IfRefused(Status(200))),
		},
		{
			Name:   "refusals-status-400",
			Kind:   deviation.WrongStatus,
			Does:   "AddOrder refuses with status 400.",
			Breaks: []string{"EKY-ERR-02", "EKY-ERR-06", "EKY-ERR-07", "EKY-IDEM-01"},
			May: deviation.Since(refusals,
				"EKY-ERR-04", "EKY-ERR-05", "EKY-ERR-08", "EKY-ERR-09", "EKY-ERR-10", "EKY-ERR-13", "EKY-IDEM-04",
				"EKY-IDEM-05", "EKY-IDEM-07",
			),
			Answer: Add(IfRefused(Status(400))),
		},
		{
			Name:   "limit-forgets-the-quantity",
			Kind:   deviation.Accepted,
			Does:   "AddOrder holds the price of one unit against the credit limit.",
			Breaks: []string{"EKY-ERR-05"},
			May:    deviation.Since(letters, "MNT-XML-02"),
			Answer: Add(IfCode("5", func(c *Call) {
				if c.SentText("//PartNum") != c.Host().Special.CreditLimit {
					Accept(c)
				}
			})),
		},
		{
			Name:   "empty-number-accepted",
			Kind:   deviation.Accepted,
			Does:   "AddOrder gives an order without a number one of its own.",
			Breaks: []string{"EKY-ERR-06"},
			May:    deviation.Since(letters, "MNT-XML-02"),
			Ask:    Add(At("//OrderNum[text()='']", Text("made-up"))),
		},
		{
			Name:   "quantity-wraps",
			Kind:   deviation.Accepted,
			Does:   "AddOrder keeps 32 bits of a quantity.",
			Breaks: []string{"EKY-ERR-07"},
			Ask: ReadAs(func(s string) string {
				if n, err := strconv.ParseInt(s, 10, 64); err == nil && n > 0 {
					return strconv.Itoa(int(int32(n)))
				}
				return s
			}),
		},
		{
			Name:   "quantity-with-comma-rounded",
			Kind:   deviation.Accepted,
			Does:   "AddOrder takes what stands before a comma for the quantity.",
			Breaks: []string{"EKY-ERR-07"},
			Ask:    ReadAs(func(s string) string { Prepend, _, _ := strings.Cut(s, ","); return Prepend }),
		},
		{
			Name:   "quantity-with-exponent-accepted",
			Kind:   deviation.Accepted,
			Does:   "AddOrder takes a quantity with an exponent.",
			Breaks: []string{"EKY-ERR-07"},
			Ask:    ReadAs(func(s string) string { return strings.TrimSuffix(s, "e0") }),
		},
		{
			Name:   "empty-partnum-takes-the-last",
			Kind:   deviation.Accepted,
			Does:   "AddOrder takes an empty part number for the one ordered last.",
			Breaks: []string{"EKY-ERR-07"},
			May:    deviation.Since(letters, "MNT-XML-02"),
			Ask: Add(IfSent("<PartNum></PartNum>", func(c *Call) {
				part, quantity := c.Plain()
				Do(At("//PartNum", Text(part)), At("//quantity", Text(quantity)))(c)
			})),
		},
		{
			Name:   "broken-body-accepted",
			Kind:   deviation.Accepted,
			Does:   "AddOrder places the order of a body that breaks off.",
			Breaks: []string{"EKY-ERR-07"},
			Ask: Add(func(c *Call) {
				if c.Broken == nil && c.Tree() == nil && !Has(c.Sent, "DOCTYPE") && !Has(c.Sent, "&#") {
					c.Sent = append(c.Sent, "</TransactionOrderLine>"...)
				}
			}),
		},
		{
			Name:   "no-quantity-accepted",
			Kind:   deviation.Accepted,
			Does:   "AddOrder takes an order without a quantity for one of some.",
			Breaks: []string{"EKY-ERR-07"},
			Ask: Add(func(c *Call) {
				if Has(c.Sent, "PartNum") && !Has(c.Sent, "<quantity") {
					_, quantity := c.Plain()
					c.Edit(func(d *etree.Document) { d.Root().CreateElement("quantity").SetText(quantity) })
				}
			}),
		},
		{
			Name:   "malformed-refused-with-code-0",
			Kind:   deviation.WrongValue,
			Does:   "AddOrder refuses data of a wrong form with code 0.",
			Breaks: []string{"EKY-ERR-07", "EKY-SCH-04"},
			Answer: Add(IfCode("7", At("//ErrorCode", Text("0")))),
		},
		{
			Name:   "out-of-stock-another-code",
			Kind:   deviation.WrongValue,
			Does:   "An order of what is out of stock fails with code 4.",
			Breaks: []string{"EKY-ERR-11"},
			Answer: AddOrGet(At("//Errors/Code[text()='11']", Text("4"))),
		},
		{
			Name:   "out-of-stock-without-details",
			Kind:   deviation.Missing,
			Does:   "An order of what is out of stock fails without a text.",
			Breaks: []string{"EKY-ERR-11", "EKY-ADD-07"},
			May:    deviation.Since(bySchema, "EKY-SCH-01", "EKY-SCH-03"),
			Answer: AddOrGet(IfHas("<Code>11<", At("//Errors/Details", Empty))),
		},
		{
			Name:   "missing-form-leaves-an-order",
			Kind:   deviation.Extra,
			Does:   "An order without its license form is refused and exists.",
			Breaks: []string{"EKY-ERR-13"},
			Answer: Add(IfCode("9", Leave)),
		},
		{
			Name:   "missing-old-key-leaves-an-order",
			Kind:   deviation.Extra,
			Does:   "A renewal without the former license is refused and exists.",
			Breaks: []string{"EKY-ERR-13"},
			Answer: Add(IfCode("10", Leave)),
		},
		{
			Name:   "missing-form-charged",
			Kind:   deviation.WrongValue,
			Does:   "An order without its license form is refused and charged.",
			Breaks: []string{"EKY-ERR-13"},
			Answer: Add(IfCode("9", Charge)),
		},
		{
			Name:   "unknown-product-charged",
			Kind:   deviation.WrongValue,
			Does:   "AddOrder charges for orders of unknown products that it refuses.",
			Breaks: []string{"EKY-ERR-13", "EKY-BAL-02"},
			Answer: Add(IfCode("2", Charge)),
		},
		{
			Name:   "unknown-product-leaves-an-order",
			Kind:   deviation.Extra,
			Does:   "An order of an unknown product is refused and exists.",
			Breaks: []string{"EKY-ERR-13"},
			May:    deviation.Since(inBalance, "EKY-BAL-02").Since(leftBehind, "EKY-IDEM-06"),
			Answer: Add(IfCode("2", Leave)),
		},
		{
			Name:   "malformed-leaves-an-order",
			Kind:   deviation.Extra,
			Does:   "An order of a wrong form is refused and exists.",
			Breaks: []string{"EKY-ERR-13"},
			Answer: Add(IfCode("7", Leave)),
		},
		{
			Name:   "vendor-refusal-leaves-an-order",
			Kind:   deviation.Extra,
			Does:   "An order that the vendor refuses exists.",
			Breaks: []string{"EKY-ERR-13"},
			Answer: Add(IfCode("4", Leave)),
		},
		{
			Name:   "blocked-product-leaves-an-order",
			Kind:   deviation.Extra,
			Does:   "An order of a blocked product is refused and exists.",
			Breaks: []string{"EKY-ERR-13"},
			Answer: Add(IfCode("8", Leave)),
		},
		{
			Name:   "credit-limit-leaves-an-order",
			Kind:   deviation.Extra,
			Does:   "An order above the credit limit is refused and exists.",
			Breaks: []string{"EKY-ERR-13"},
			Answer: Add(IfCode("5", Leave)),
		},
	}
}

// codes are, for each code of AddOrder, another code and no refusal at all.
func codes() (all []deviation.Fault) {
	for _, c := range []struct {
		code, what, id string
		accepted       []string // what it may break besides where it is accepted
	}{
		{"2", "an unknown product", "EKY-ERR-02", []string{"EKY-BAL-02", "EKY-ERR-13", "EKY-SEC-01", "MNT-XML-02"}},
		{"4", "what the vendor refuses", "EKY-ERR-04", []string{"EKY-ERR-13", "MNT-XML-02"}},
		{"5", "an order above the credit limit", "EKY-ERR-05", []string{"EKY-ERR-13", "MNT-XML-02"}},
		{"6", "an order without a number", "EKY-ERR-06", []string{"EKY-SCH-01", "MNT-XML-02"}},
		{"7", "data of a wrong form", "EKY-ERR-07", []string{"EKY-ERR-13", "EKY-SEC-01", "MNT-XML-02"}},
		{"8", "a blocked product", "EKY-ERR-08", []string{"EKY-ERR-13", "MNT-XML-02"}},
		{"9", "a product without its license form", "EKY-ERR-09", []string{"EKY-ERR-13", "MNT-XML-02"}},
		{"10", "a renewal without the former license", "EKY-ERR-10", []string{"EKY-ERR-13", "MNT-XML-02"}},
	} {
		all = append(all,
			deviation.Fault{
				Name:   "code-" + c.code + "-as-1",
				Kind:   deviation.WrongValue,
				Does:   "AddOrder refuses " + c.what + " with code 1.",
				Breaks: []string{c.id},
				Answer: Add(IfCode(c.code, At("//ErrorCode", Text("1")))),
			},
			deviation.Fault{
				Name:   "code-" + c.code + "-accepted",
				Kind:   deviation.Accepted,
				Does:   "AddOrder accepts " + c.what + ".",
				Breaks: []string{c.id},
				May:    deviation.Since("A mistake of that sort places an order, of a plain product.", c.accepted...),
				Answer: Add(IfCode(c.code, Accept)),
			})
	}
	return all
}
