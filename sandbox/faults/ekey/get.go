package ekey

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// getFaults break EKY-GET first.
func getFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "two-at-once-get-each-others-keys",
			Kind:   deviation.Race,
			Does:   "AddOrder gives two orders each other's keys when both come at the same moment.",
			Breaks: []string{"EKY-GET-01"},
			May:    deviation.Since(counted, "EKY-ADD-03"),
			Race:   true,
			Answer: Add(Exchanged("//ProductKey/ActiveKey")),
		},
		{
			Name:   "getorder-keys-crossed",
			Kind:   deviation.Race,
			Does:   "GetOrder gives two orders each other's keys when both are asked for at the same moment.",
			Breaks: []string{"EKY-GET-01"},
			May:    deviation.Since(counted, "EKY-ADD-03"),
			Race:   true,
			Answer: Get(Exchanged("//ProductKey/ActiveKey")),
		},
		{
			Name:   "tenth-on-a-connection-another-order",
			Kind:   deviation.WrongValue,
			Does:   "Each tenth GetOrder of a connection gives the order that was placed last.",
			Breaks: []string{"EKY-GET-01"},
			May:    deviation.Since(readAgain, "EKY-ADD-06", "EKY-IDEM-02").Since(letters, "MNT-XML-02"),
			Answer: Get(EveryNth(10, Connection, func(c *Call) {
				if c.Accepted() && c.Latest() != c.Number {
					c.Take(c.Order(c.Latest()))
				}
			})),
		},
		{
			Name:   "minutes-later-another-key",
			Kind:   deviation.Stale,
			Does:   "GetOrder gives other keys when five minutes are past.",
			Breaks: []string{"EKY-GET-01"},
			May:    deviation.Since(readAgain, "EKY-IDEM-02", "EKY-IDEM-07", "MNT-AUTH-04"),
			Answer: Get(When((*Call).Accepted, After(5*time.Minute, Order, At("//ProductKey/ActiveKey", Suffix("5"))))),
		},
		{
			Name:   "licensed-order-unknown",
			Kind:   deviation.Lost,
			Does:   "GetOrder does not know orders with a license form.",
			Breaks: []string{"EKY-GET-01"},
			Answer: OrdersWith("<endUserInfo>", Get(Refuse("2"))),
		},
		{
			Name:   "renewal-getorder-another-key",
			Kind:   deviation.WrongValue,
			Does:   "GetOrder gives renewals another key than AddOrder gave.",
			Breaks: []string{"EKY-GET-01"},
			Answer: OrdersWith("oldLicenceInfo", Get(At("//ActiveKey", Suffix("R")))),
		},
		{
			Name:   "slow-order-date-moves",
			Kind:   deviation.WrongValue,
			Does:   "The date of an order moves when it is done.",
			Breaks: []string{"EKY-GET-01"},
			Answer: OrdersOf(FinishesLater, Get(IfHas(Done, At("//DateOn", Text("2027-01-01T10:00:00"))))),
		},
		{
			Name:   "slow-order-quantity-grows",
			Kind:   deviation.WrongValue,
			Does:   "The quantity of an order is another when it is done.",
			Breaks: []string{"EKY-GET-01"},
			May:    deviation.Since(counted, "EKY-ADD-03"),
			Answer: OrdersOf(FinishesLater, Get(IfHas(Done, Do(At("//quantity", Text("2")), At("//Keys", AddKey))))),
		},
		{
			Name:   "failed-order-code-changes",
			Kind:   deviation.WrongValue,
			Does:   "GetOrder gives an order that failed another code at each call.",
			Breaks: []string{"EKY-GET-01"},
			Answer: OrdersOf(
				FinishesAndFails,
				Get(Counting(func(c *Call, n int) { At("//Errors/Code", Text(strconv.Itoa(n)))(c) })),
			),
		},
		{
			Name:   "links-change-each-time",
			Kind:   deviation.WrongValue,
			Does:   "GetOrder gives ordinary products another link at each call.",
			Breaks: []string{"EKY-GET-01"},
			May:    deviation.Since(readAgain, "EKY-IDEM-05"),
			Answer: Get(
				Repeated(
					IfHas(
						Done,
						At(
							"//ProductLink/Link",
							Respell(func(s string) string { return s + "&n=" + strconv.Itoa(len(s)) }),
						),
					),
				),
			),
		},
		{
			Name:   "getorder-another-orders-answer",
			Kind:   deviation.WrongValue,
			Does:   "GetOrder gives the answer before in place of each seventh.",
			Breaks: []string{"EKY-GET-01"},
			May: deviation.Since(readAgain, "EKY-ADD-06", "EKY-SEC-01", "MNT-AUTH-04").
				Since(byState, "EKY-ADD-07").
				Since(letters, "MNT-XML-02"),
			Answer: Get(When((*Call).Accepted, Swapped(7))),
		},
		{
			Name:   "getorder-answers-crossed",
			Kind:   deviation.Race,
			Does:   "GetOrder gives two questions each other's answers when both come at the same moment.",
			Breaks: []string{"EKY-GET-01"},
			May:    deviation.Since(readAgain, "EKY-ADD-06").Since(letters, "MNT-XML-02"),
			Race:   true,
			Answer: Get(OrdersCrossed()),
		},
		{
			Name:   "getorder-another-key",
			Kind:   deviation.WrongValue,
			Does:   "GetOrder gives other keys than AddOrder gave.",
			Breaks: []string{"EKY-GET-01"},
			May:    deviation.Since(readAgain, "EKY-GET-03", "EKY-IDEM-05"),
			Answer: Get(IfHas(Done, At("//ActiveKey", Suffix("Z")))),
		},
		{
			Name:   "getorder-another-key-later",
			Kind:   deviation.WrongValue,
			Does:   "GetOrder gives other keys from the second call on.",
			Breaks: []string{"EKY-GET-01"},
			May: deviation.Since(readAgain,
				"EKY-GET-03", "EKY-IDEM-02", "EKY-IDEM-05", "EKY-IDEM-07", "MNT-AUTH-04",
			),
			Answer: Get(Repeated(IfHas(Done, At("//ActiveKey", Suffix("Z"))))),
		},
		{
			Name:   "getorder-another-date",
			Kind:   deviation.WrongValue,
			Does:   "GetOrder gives another date than AddOrder gave.",
			Breaks: []string{"EKY-GET-01"},
			May:    deviation.Since(readAgain, "EKY-GET-03", "EKY-IDEM-04", "EKY-IDEM-05"),
			Answer: Get(IfHas(Done, At("//DateOn", Text("2026-01-01T10:00:00")))),
		},
		{
			Name:   "getorder-loses-links",
			Kind:   deviation.Lost,
			Does:   "GetOrder gives no links.",
			Breaks: []string{"EKY-GET-01"},
			May:    deviation.Since(readAgain, "EKY-IDEM-05"),
			Answer: Get(IfHas(Done, At("//Links", Empty))),
		},
		{
			Name:   "getorder-loses-a-key",
			Kind:   deviation.OffByOne,
			Does:   "GetOrder lacks the first key of an order.",
			Breaks: []string{"EKY-GET-01"},
			May:    deviation.Since(counted, "EKY-ADD-03", "EKY-ADD-04").Since(readAgain, "EKY-GET-03", "EKY-IDEM-05"),
			Answer: Get(IfHas(Done, First("//ProductKey", Remove))),
		},
		{
			Name:   "getorder-key-date-changes",
			Kind:   deviation.WrongValue,
			Does:   "GetOrder gives keys another date from the second call on.",
			Breaks: []string{"EKY-GET-01"},
			May: deviation.Since(readAgain,
				"EKY-GET-03", "EKY-IDEM-02", "EKY-IDEM-05", "EKY-IDEM-07", "MNT-AUTH-04",
			),
			Answer: Get(Repeated(IfHas(Done, At("//ProductKey/DateAdd", Text("2026-01-01T10:00:00+03:00"))))),
		},
		{
			Name:   "slow-order-key-changes",
			Kind:   deviation.WrongValue,
			Does:   "GetOrder gives an order that took its time another key at each call.",
			Breaks: []string{"EKY-GET-01"},
			Answer: Get(When(func(c *Call) bool { return c.TextAt("//PartNum") == FinishesLater(c) },
				Counting(func(c *Call, n int) { At("//ActiveKey", Suffix(strconv.Itoa(n)))(c) }))),
		},
		{
			Name:   "getorder-refuses-with-200",
			Kind:   deviation.WrongStatus,
			Does:   "GetOrder refuses with status 200.",
			Breaks: []string{"EKY-GET-02"},
			Answer: Get(IfRefused(Status(200))),
		},
		{
			Name:   "getorder-by-the-beginning",
			Kind:   deviation.Leaked,
			Does:   "GetOrder finds an order by the beginning of its number.",
			Breaks: []string{"EKY-GET-02"},
			Ask:    Finding(ByBeginning),
		},
		{
			Name:   "getorder-unknown-gives-an-order",
			Kind:   deviation.Leaked,
			Does:   "GetOrder gives an order for a number that it does not know.",
			Breaks: []string{"EKY-GET-02", "EKY-ERR-13"},
			May: deviation.Since("Whoever asks for an order that is not there is given one.",
				"EKY-ERR-07", "EKY-IDEM-05", "MNT-AUTH-04", "MNT-XML-02",
			),
			Answer: Get(IfCode("2", Accept)),
		},
		{
			Name:   "getorder-unknown-empty",
			Kind:   deviation.WrongStatus,
			Does:   "GetOrder answers a number that it does not know with status 200 and nothing.",
			Breaks: []string{"EKY-GET-02"},
			May: deviation.Since("Another partner's order is not known to the asking one, either.", "MNT-AUTH-04").
				Since(notWellFormed, "MNT-XML-01"),
			Answer: Get(IfCode("2", Bare(200))),
		},
		{
			Name:   "number-without-its-russian-letters",
			Kind:   deviation.Lost,
			Does:   "Orders come back with question marks in place of the Russian letters of their numbers.",
			Breaks: []string{"EKY-GET-03", "MNT-XML-02"},
			Answer: AddOrGet(At("//OrderNum", Stated(LettersAs("?")))),
		},
		{
			Name:   "getorder-decodes-twice",
			Kind:   deviation.WrongValue,
			Does:   "GetOrder decodes the number in its address twice.",
			Breaks: []string{"EKY-GET-03"},
			Ask: Finding(func(c *Call) string {
				if twice, err := url.PathUnescape(c.Number); err == nil {
					return twice
				}
				return c.Number
			}),
		},
		{
			Name:   "getorder-number-ends-at-a-question-mark",
			Kind:   deviation.Lost,
			Does:   "GetOrder takes what stands behind a question mark in a number for a query.",
			Breaks: []string{"EKY-GET-03"},
			Ask:    Finding(func(c *Call) string { Prepend, _, _ := strings.Cut(c.Number, "?"); return Prepend }),
		},
		{
			Name:   "getorder-number-not-decoded",
			Kind:   deviation.WrongValue,
			Does:   "GetOrder does not decode order numbers in its address.",
			Breaks: []string{"EKY-GET-03"},
			Ask: Get(func(c *Call) {
				c.Request.URL.RawPath = ""
				c.Request.URL.Path = strings.ReplaceAll(c.Request.URL.Path, " ", "%20")
			}),
		},
		{
			Name:   "order-number-loses-characters",
			Kind:   deviation.Lost,
			Does:   "AddOrder drops + and & from order numbers.",
			Breaks: []string{"EKY-GET-03"},
			May:    deviation.Since(letters, "MNT-XML-02"),
			Answer: Add(
				IfHas(
					Done,
					At("//OrderNum", Respell(func(s string) string { return strings.ReplaceAll(s, "+&", "") })),
				),
			),
		},
	}
}
