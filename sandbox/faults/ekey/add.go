package ekey

import (
	"strings"

	"github.com/beevik/etree"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// addFaults break EKY-ADD first.
func addFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "another-ordernum",
			Kind:   deviation.WrongValue,
			Does:   "AddOrder gives another order number than was sent.",
			Breaks: []string{"EKY-ADD-01", "EKY-ADD-10", "EKY-GET-01", "EKY-GET-03"},
			May: deviation.Since(readAgain, "EKY-IDEM-05").
				Since(sentBack, "EKY-SEC-01").
				Since(letters, "MNT-XML-02"),
			Answer: Add(IfHas(Done, At("//OrderNum", Suffix("0")))),
		},
		{
			Name:   "another-partnum",
			Kind:   deviation.WrongValue,
			Does:   "AddOrder gives another part number than was sent.",
			Breaks: []string{"EKY-ADD-01", "EKY-ADD-10", "EKY-GET-01", "EKY-GET-03"},
			May: deviation.Since(readAgain, "EKY-IDEM-05").
				Since(letters, "MNT-XML-02"),
			Answer: Add(IfHas(Done, At("//PartNum", Suffix("X")))),
		},
		{
			Name:   "another-quantity",
			Kind:   deviation.WrongValue,
			Does:   "Orders have another quantity than was ordered.",
			Breaks: []string{"EKY-ADD-01", "EKY-ADD-10", "EKY-GET-03"},
			May:    deviation.Since(readAgain, "EKY-GET-01"),
			Answer: AddOrGet(IfHas(Done, At("//quantity", Text("7")))),
		},
		{
			Name:   "renewal-another-quantity",
			Kind:   deviation.WrongValue,
			Does:   "AddOrder gives renewals another quantity than was ordered.",
			Breaks: []string{"EKY-ADD-01"},
			May:    deviation.Since(readAgain, "EKY-GET-01"),
			Answer: Add(IfSent("oldLicenceInfo", At("//quantity", Text("7")))),
		},
		{
			Name:   "organization-another-partnum",
			Kind:   deviation.WrongValue,
			Does:   "AddOrder gives an organization's order another part number.",
			Breaks: []string{"EKY-ADD-01"},
			May: deviation.Since(readAgain, "EKY-GET-01").
				Since(letters, "MNT-XML-02"),
			Answer: Add(IfSent("CustomerOrganization", At("//PartNum", Suffix("-L")))),
		},
		{
			Name:   "in-process-another-quantity",
			Kind:   deviation.WrongValue,
			Does:   "AddOrder gives orders in process another quantity than was ordered.",
			Breaks: []string{"EKY-ADD-01"},
			May:    deviation.Since(readAgain, "EKY-GET-01"),
			Answer: Add(IfHas(InProcess, At("//quantity", Text("3")))),
		},
		{
			Name:   "addorder-without-partnum",
			Kind:   deviation.Missing,
			Does:   "AddOrder leaves the part number out of orders that are done.",
			Breaks: []string{"EKY-ADD-01"},
			May: deviation.Since(sentBack, "EKY-ADD-10", "EKY-GET-03").
				Since(readAgain, "EKY-GET-01", "EKY-IDEM-05").
				Since(bySchema, "EKY-SCH-01"),
			Answer: Add(IfHas(Done, At("//PartNum", Remove))),
		},
		{
			Name:   "addorder-answers-crossed",
			Kind:   deviation.Race,
			Does:   "AddOrder gives two orders each other's answers when both come at the same moment.",
			Breaks: []string{"EKY-ADD-01"},
			May: deviation.Since(counted, "EKY-ADD-03").
				Since(readAgain, "EKY-GET-01").
				Since(letters, "MNT-XML-02"),
			Race:   true,
			Answer: Add(OrdersCrossed()),
		},
		{
			Name:   "orders-delivered-twice",
			Kind:   deviation.Duplicated,
			Does:   "AddOrder gets each request twice, and the second answer is given.",
			Breaks: []string{"EKY-ADD-01"},
			May: deviation.Since("Each request is a duplicate of itself, so that no order is accepted.",
				"EKY-ADD-05", "EKY-ADD-08", "EKY-ADD-09", "EKY-BAL-02", "EKY-ERR-11", "EKY-GET-03", "EKY-IDEM-04",
				"EKY-IDEM-05", "EKY-IDEM-06", "EKY-SCH-01", "EKY-SCH-02",
			),
			Answer: Add(IfPlaced((*Call).Forward)),
		},
		{
			Name:   "partnum-padded",
			Kind:   deviation.WrongForm,
			Does:   "Part numbers of orders are filled up with blanks, as a column of fixed width gives them.",
			Breaks: []string{"EKY-ADD-01", "EKY-ADD-10"},
			May: deviation.Since(sentBack, "EKY-GET-03").
				Since(letters, "MNT-XML-02"),
			Answer: AddOrGet(At("/TransactionOrderLine/PartNum", Suffix("    "))),
		},
		{
			Name:   "ordernum-padded",
			Kind:   deviation.WrongForm,
			Does:   "Numbers of orders are filled up with blanks.",
			Breaks: []string{"EKY-ADD-01", "EKY-ADD-10"},
			May: deviation.Since(sentBack, "EKY-GET-03").
				Since(letters, "MNT-XML-02"),
			Answer: AddOrGet(At("/TransactionOrderLine/OrderNum", Suffix("    "))),
		},
		{
			Name:   "status-misspelt",
			Kind:   deviation.WrongValue,
			Does:   "The state of a done order is spelled with ё.",
			Breaks: []string{"EKY-ADD-02"},
			May: deviation.Since(byState, "EKY-ADD-03", "EKY-BAL-02", "EKY-GET-01", "EKY-IDEM-02", "EKY-IDEM-07").
				Since(bySchema, "EKY-SCH-01", "EKY-SCH-03"),
			Answer: AddOrGet(At("//Status[text()='"+Done+"']", Text("Завершён успешно"))),
		},
		{
			Name:   "status-in-english",
			Kind:   deviation.WrongValue,
			Does:   "GetOrder gives the state of a failed order in English.",
			Breaks: []string{"EKY-ADD-02"},
			May: deviation.Since(byState, "EKY-ADD-07").
				Since(bySchema, "EKY-SCH-03"),
			Answer: Get(At("//Status[text()='"+Failed+"']", Text("Failed"))),
		},
		{
			Name:   "status-in-lower-case",
			Kind:   deviation.WrongForm,
			Does:   "The state of a done order is in lower case.",
			Breaks: []string{"EKY-ADD-02"},
			May: deviation.Since(byState, "EKY-ADD-03", "EKY-BAL-02", "EKY-GET-01", "EKY-IDEM-02", "EKY-IDEM-07").
				Since(bySchema, "EKY-SCH-01", "EKY-SCH-03"),
			Answer: AddOrGet(At("//Status[text()='"+Done+"']", Text(strings.ToLower(Done)))),
		},
		{
			Name:   "status-padded",
			Kind:   deviation.WrongForm,
			Does:   "The state of an order has a blank behind it.",
			Breaks: []string{"EKY-ADD-02"},
			May:    deviation.Since(bySchema, "EKY-SCH-01", "EKY-SCH-02", "EKY-SCH-03"),
			Answer: AddOrGet(At("//Status", Suffix(" "))),
		},
		{
			Name:   "status-with-a-hard-blank",
			Kind:   deviation.WrongForm,
			Does:   "The state of a failed order has a no-break space.",
			Breaks: []string{"EKY-ADD-02"},
			May: deviation.Since(byState, "EKY-ADD-07", "EKY-ERR-11").
				Since(bySchema, "EKY-SCH-01", "EKY-SCH-03"),
			Answer: AddOrGet(IfHas(Failed, Replace(Failed, strings.ReplaceAll(Failed, " ", "\u00a0")))),
		},
		{
			Name:   "key-short",
			Kind:   deviation.OffByOne,
			Does:   "An order of several units lacks one key.",
			Breaks: []string{"EKY-ADD-03"},
			May:    deviation.Since(counted, "EKY-ADD-01"),
			Answer: AddOrGet(IfHas(Done, First("//ProductKey[2]", Remove))),
		},
		{
			Name:   "key-twice",
			Kind:   deviation.Duplicated,
			Does:   "An order of several units has one key twice.",
			Breaks: []string{"EKY-ADD-03"},
			May:    deviation.Since(counted, "EKY-ADD-01"),
			Answer: AddOrGet(IfHas(Done, IfHas("</ProductKey><ProductKey>", func(c *Call) {
				c.Edit(func(d *etree.Document) {
					all := d.FindElements("//ActiveKey")
					all[1].SetText(all[0].Text())
				})
			}))),
		},
		{
			Name:   "key-without-sequencenumber",
			Kind:   deviation.Missing,
			Does:   "Keys have no SequenceNumber.",
			Breaks: []string{"EKY-ADD-03", "EKY-SCH-01", "EKY-SCH-03"},
			May:    deviation.Since(counted, "EKY-ADD-01"),
			Answer: AddOrGet(At("//ProductKey/SequenceNumber", Remove)),
		},
		{
			Name:   "key-sold-twice",
			Kind:   deviation.Duplicated,
			Does:   "All orders get the same first key.",
			Breaks: []string{"EKY-ADD-03"},
			Answer: AddOrGet(IfHas(Done, At("//ProductKey[1]/ActiveKey", Text("AAAA-BBBB-CCCC")))),
		},
		{
			Name:   "renewal-without-key",
			Kind:   deviation.Missing,
			Does:   "Renewals are done without a key.",
			Breaks: []string{"EKY-ADD-03"},
			Answer: OrdersWith("oldLicenceInfo", At("//Keys", Empty)),
		},
		{
			Name:   "slow-order-without-key",
			Kind:   deviation.Missing,
			Does:   "An order that took its time is done without a key.",
			Breaks: []string{"EKY-ADD-03"},
			Answer: OrdersOf(FinishesLater, IfHas(Done, At("//Keys", Empty))),
		},
		{
			Name:   "slow-order-key-without-transaction",
			Kind:   deviation.Missing,
			Does:   "The key of an order that took its time has no transaction.",
			Breaks: []string{"EKY-ADD-03", "EKY-SCH-03"},
			May:    deviation.Since(counted, "EKY-ADD-04"),
			Answer: OrdersOf(FinishesLater, At("//ProductKey/VendorClientTransactionId", Remove)),
		},
		{
			Name:   "licensed-order-has-two-keys",
			Kind:   deviation.Extra,
			Does:   "An order with a license form has a key too many.",
			Breaks: []string{"EKY-ADD-03"},
			Answer: OrdersWith("<endUserInfo>", IfHas(Done, At("//Keys", AddKey))),
		},
		{
			Name:   "sequencenumber-as-a-float",
			Kind:   deviation.WrongForm,
			Does:   "The SequenceNumber of keys went through a floating-point number.",
			Breaks: []string{"EKY-ADD-03"},
			May: deviation.Since(counted, "EKY-ADD-01").
				Since(bySchema, "EKY-SCH-01", "EKY-SCH-03"),
			Answer: AddOrGet(At("//SequenceNumber", Text("8.01076518208320E+19"))),
		},
		{
			Name:   "sequencenumber-grouped",
			Kind:   deviation.WrongForm,
			Does:   "The SequenceNumber of a later key has blanks between thousands.",
			Breaks: []string{"EKY-ADD-03"},
			May: deviation.Since(counted, "EKY-ADD-01").
				Since(bySchema, "EKY-SCH-01", "EKY-SCH-03"),
			Answer: AddOrGet(Final("//ProductKey/SequenceNumber", Text("80 107 651"))),
		},
		{
			Name:   "links-of-no-key",
			Kind:   deviation.WrongValue,
			Does:   "Links have a transaction that none of the keys has.",
			Breaks: []string{"EKY-ADD-04"},
			Answer: AddOrGet(
				At("//ProductLink/VendorClientTransactionId", Text("00000000-0000-4000-8000-000000000001")),
			),
		},
		{
			Name:   "link-without-address",
			Kind:   deviation.Missing,
			Does:   "Links have no address.",
			Breaks: []string{"EKY-ADD-04"},
			May:    deviation.Since(bySchema, "EKY-SCH-01", "EKY-SCH-03"),
			Answer: AddOrGet(At("//ProductLink/Link", Remove)),
		},
		{
			Name:   "in-process-with-errors",
			Kind:   deviation.Extra,
			Does:   "AddOrder gives an order in process Errors.",
			Breaks: []string{"EKY-ADD-05", "EKY-SCH-02"},
			Answer: Add(IfHas(InProcess, At("//Errors", Child("Details", "None")))),
		},
		{
			Name:   "in-process-with-a-key",
			Kind:   deviation.Extra,
			Does:   "AddOrder gives an order in process a key.",
			Breaks: []string{"EKY-ADD-05", "EKY-SCH-02"},
			Answer: Add(IfHas(InProcess, At("//Keys", AddKey))),
		},
		{
			Name:   "in-process-shows-a-link",
			Kind:   deviation.Leaked,
			Does:   "An order in process shows a link already.",
			Breaks: []string{"EKY-ADD-05"},
			May:    deviation.Since(bySchema, "EKY-SCH-02"),
			Answer: Add(IfHas(InProcess, At("//Links", AddLink))),
		},
		{
			Name:   "done-then-in-process",
			Kind:   deviation.Stale,
			Does:   "GetOrder gives an order that was done as in process again.",
			Breaks: []string{"EKY-ADD-06"},
			May: deviation.Since(counted, "EKY-ADD-05").
				Since(bySchema, "EKY-SCH-03"),
			Answer: Get(Leaving(InProcess, Done, "//Status")),
		},
		{
			Name:   "failed-shown-as-done",
			Kind:   deviation.WrongValue,
			Does:   "GetOrder gives an order that failed as done.",
			Breaks: []string{"EKY-ADD-06"},
			May:    deviation.Since(byState, "EKY-ADD-07"),
			Answer: Get(IfHas(Failed, Do(At("//Status", Text(Done)), At("//Errors", Empty)))),
		},
		{
			Name:   "slow-order-never-ends",
			Kind:   deviation.Stale,
			Does:   "An order stays in process for ever.",
			Breaks: []string{"EKY-ADD-06"},
			May: deviation.Since(counted, "EKY-ADD-05").
				Since("What never ends is not there to be held against an end.", "EKY-GET-01").
				Since(bySchema, "EKY-SCH-03"),
			Answer: OrdersOf(FinishesLater, At("//Status", Text(InProcess))),
		},
		{
			Name:   "slow-order-by-turns",
			Kind:   deviation.Stale,
			Does:   "An order that took its time is in process at every other question.",
			Breaks: []string{"EKY-ADD-06"},
			May: deviation.Since(counted, "EKY-ADD-05").
				Since(bySchema, "EKY-SCH-03"),
			Answer: Get(ByTurns(InProcess, "//Status")),
		},
		{
			Name:   "failed-without-code",
			Kind:   deviation.Missing,
			Does:   "The Errors of a failed order have no Code.",
			Breaks: []string{"EKY-ADD-07", "EKY-ERR-11"},
			May:    deviation.Since(bySchema, "EKY-SCH-01", "EKY-SCH-03"),
			Answer: AddOrGet(IfHas(Failed, At("//Errors/Code", Remove))),
		},
		{
			Name:   "failed-with-a-key",
			Kind:   deviation.Extra,
			Does:   "GetOrder gives a failed order a key.",
			Breaks: []string{"EKY-ADD-07"},
			May:    deviation.Since(bySchema, "EKY-SCH-03"),
			Answer: Get(IfHas(Failed, At("//Keys", AddKey))),
		},
		{
			Name:   "failed-with-a-link",
			Kind:   deviation.Extra,
			Does:   "GetOrder gives an order that failed a link.",
			Breaks: []string{"EKY-ADD-07"},
			May:    deviation.Since(bySchema, "EKY-SCH-03"),
			Answer: Get(IfHas(Failed, At("//Links", AddLink))),
		},
		{
			Name:   "out-of-stock-with-a-key",
			Kind:   deviation.Extra,
			Does:   "An order of what is out of stock has a key.",
			Breaks: []string{"EKY-ADD-07"},
			May:    deviation.Since(bySchema, "EKY-SCH-01"),
			Answer: OrdersOf(OutOfStock, Add(At("//Keys", AddKey))),
		},
		{
			Name:   "out-of-stock-loses-its-details",
			Kind:   deviation.Lost,
			Does:   "GetOrder gives no text with an order of what is out of stock.",
			Breaks: []string{"EKY-ADD-07"},
			May:    deviation.Since(bySchema, "EKY-SCH-03"),
			Answer: OrdersOf(OutOfStock, Get(At("//Errors/Details", Empty))),
		},
		{
			Name:   "organization-form-refused",
			Kind:   deviation.Refused,
			Does:   "AddOrder refuses the license form of an organization.",
			Breaks: []string{"EKY-ADD-08"},
			Answer: Add(IfSent("CustomerOrganization", Refuse("9"))),
		},
		{
			Name:   "person-form-refused",
			Kind:   deviation.Refused,
			Does:   "AddOrder refuses the license form of a person.",
			Breaks: []string{"EKY-ADD-08"},
			May:    deviation.Since("Renewals are ordered for a person.", "EKY-ADD-09", "EKY-ERR-10"),
			Answer: Add(IfSent("<Email>", Refuse("9"))),
		},
		{
			Name:   "organization-form-error-page",
			Kind:   deviation.WrongStatus,
			Does:   "AddOrder answers the license form of an organization with an error page.",
			Breaks: []string{"EKY-ADD-08"},
			Answer: Add(IfSent("CustomerOrganization", Page(ErrorPage))),
		},
		{
			Name:   "renewals-refused",
			Kind:   deviation.Refused,
			Does:   "AddOrder refuses renewals that have the former license.",
			Breaks: []string{"EKY-ADD-09"},
			Answer: Add(IfSent("oldLicenceInfo", Refuse("10"))),
		},
		{
			Name:   "renewal-error-page",
			Kind:   deviation.WrongStatus,
			Does:   "AddOrder answers renewals with an error page.",
			Breaks: []string{"EKY-ADD-09"},
			Answer: Add(IfSent("oldLicenceInfo", Page(ErrorPage))),
		},
		{
			Name:   "quantity-must-come-last",
			Kind:   deviation.Refused,
			Does:   "AddOrder refuses quantity before PartNum.",
			Breaks: []string{"EKY-ADD-10"},
			Answer: Add(IfSent("</quantity><PartNum>", Refuse("7"))),
		},
	}
}
