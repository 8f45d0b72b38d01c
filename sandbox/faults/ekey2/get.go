package ekey2

import (
	"strings"
	"time"

	"github.com/beevik/etree"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// getFaults break EK2-GET first.
func getFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "getorder-loses-a-line",
			Kind:   deviation.Lost,
			Does:   "GetOrder lacks the second line of an order.",
			Breaks: []string{"EK2-GET-01"},
			Answer: Get(Swift(At(Line+"[2]", Remove))),
		},
		{
			Name:   "links-of-ordinary-products-change",
			Kind:   deviation.WrongValue,
			Does:   "GetOrder gives ordinary products another link at each call.",
			Breaks: []string{"EK2-GET-01"},
			May:    deviation.Since(readAgain, "EK2-ERR-4", "EK2-IDEM-01", "EK2-IDEM-02", "EK2-IDEM-04", "MNT-AUTH-04"),
			Answer: Get(Repeated(Counting(func(c *Call, n int) {
				for _, l := range []string{"Links", "Files"} {
					At(Line+"/"+l+"//Link", Suffix("&n="+strings.Repeat("1", n)))(c)
				}
			}))),
		},
		{
			Name:   "subscription-id-changes",
			Kind:   deviation.WrongValue,
			Does:   "GetOrder gives a subscription another id at each call.",
			Breaks: []string{"EK2-GET-01"},
			Answer: Get(Repeated(At(Line+"/SubscriptionId", Suffix("0")))),
		},
		{
			Name:   "subscriber-lost",
			Kind:   deviation.Lost,
			Does:   "GetOrder does not give the subscriber.",
			Breaks: []string{"EK2-GET-01"},
			Answer: Get(At(Line+"/MontSubscriberId", Remove)),
		},
		{
			Name:   "form-lost",
			Kind:   deviation.Lost,
			Does:   "GetOrder does not give the license form.",
			Breaks: []string{"EK2-GET-01"},
			Answer: Get(At(Line+"/EndUserInfo", Remove)),
		},
		{
			Name:   "failed-line-changes-its-text",
			Kind:   deviation.WrongValue,
			Does:   "GetOrder gives a failed line another text at each call.",
			Breaks: []string{"EK2-GET-01"},
			Answer: Get(
				Repeated(
					Counting(func(c *Call, n int) { At(Line+"/ErrorText", Stated(Suffix(strings.Repeat("!", n))))(c) }),
				),
			),
		},
		{
			Name:   "slow-line-another-product",
			Kind:   deviation.WrongValue,
			Does:   "A line that took its time has another quantity when it is done.",
			Breaks: []string{"EK2-GET-01"},
			May:    deviation.Since(sentBack, "EK2-ADD-10"),
			Answer: OrdersOf(FinishesLater, Get(At(Line+"[2][OrderStatus='3']/Quantity", Text("2")))),
		},
		{
			Name:   "slow-order-date-moves",
			Kind:   deviation.WrongValue,
			Does:   "The date of an order moves when its last line is done.",
			Breaks: []string{"EK2-GET-01"},
			Answer: OrdersOf(
				FinishesLater,
				Get(
					When(
						func(c *Call) bool { return !Has(c.Body, "<OrderStatus>1<") },
						At("//Data/DateCreated", Text("2027-01-01T10:00:00")),
					),
				),
			),
		},
		{
			Name:   "slow-line-vanishes",
			Kind:   deviation.Lost,
			Does:   "GetOrder leaves lines in process out.",
			Breaks: []string{"EK2-GET-01"},
			May:    deviation.Since("What is in process is not seen to be.", "EK2-ADD-03"),
			Answer: Get(At(Line+"[OrderStatus='1']", Remove)),
		},
		{
			Name:   "licensed-order-unknown",
			Kind:   deviation.Lost,
			Does:   "GetOrder does not know orders with a license form.",
			Breaks: []string{"EK2-GET-01"},
			Answer: OrdersWith("<EndUserInfo>", Get(Refuse("3"))),
		},
		{
			Name:   "getorder-another-key",
			Kind:   deviation.WrongValue,
			Does:   "GetOrder gives other keys than AddOrder gave.",
			Breaks: []string{"EK2-GET-01"},
			May:    deviation.Since(readAgain, "EK2-IDEM-04"),
			Answer: Get(At(Line+"/Keys//*", If(isLeaf, Stated(Suffix("1"))))),
		},
		{
			Name:   "getorder-another-key-later",
			Kind:   deviation.WrongValue,
			Does:   "GetOrder gives other keys from the second call on.",
			Breaks: []string{"EK2-GET-01"},
			May:    deviation.Since(readAgain, "EK2-ERR-4", "EK2-IDEM-01", "EK2-IDEM-02", "EK2-IDEM-04", "MNT-AUTH-04"),
			Answer: Get(Repeated(At(Line+"/Keys//*", If(isLeaf, Stated(Suffix("1")))))),
		},
		{
			Name:   "getorder-another-date",
			Kind:   deviation.WrongValue,
			Does:   "GetOrder gives an order another date than AddOrder gave.",
			Breaks: []string{"EK2-GET-01"},
			May:    deviation.Since(readAgain, "EK2-IDEM-04"),
			Answer: Get(At("//Data/DateCreated", Text("2026-01-01T10:00:00"))),
		},
		{
			Name:   "getorder-another-line-date",
			Kind:   deviation.WrongValue,
			Does:   "GetOrder gives lines another date than AddOrder gave.",
			Breaks: []string{"EK2-GET-01"},
			May:    deviation.Since(readAgain, "EK2-IDEM-04"),
			Answer: Get(At(Line+"/DateCreated", Text("2026-01-01T10:00:00"))),
		},
		{
			Name:   "getorder-loses-links",
			Kind:   deviation.Lost,
			Does:   "GetOrder gives no links.",
			Breaks: []string{"EK2-GET-01"},
			May:    deviation.Since(counted, "EK2-GET-02").Since(readAgain, "EK2-IDEM-04"),
			Answer: Get(At(Line+"/Links", Empty)),
		},
		{
			Name:   "done-line-in-process-again",
			Kind:   deviation.Stale,
			Does:   "GetOrder gives a line that was done as in process again.",
			Breaks: []string{"EK2-GET-01"},
			May:    deviation.Since(byState, "EK2-ADD-03", "EK2-ADD-04"),
			Answer: Get(Leaving("1", "3", Line+"[2]/OrderStatus")),
		},
		{
			Name:   "failed-line-done-later",
			Kind:   deviation.WrongValue,
			Does:   "GetOrder gives a line that failed as done later.",
			Breaks: []string{"EK2-GET-01"},
			May: deviation.Since("The error of the line stays, and the order's state is that of its failure.",
				"EK2-ADD-03", "EK2-ADD-09",
			).
				Since(counted, "EK2-ADD-04"),
			Answer: Get(Leaving("3", "2", Line+"[2]/OrderStatus")),
		},
		{
			Name:   "done-line-undone",
			Kind:   deviation.Stale,
			Does:   "GetOrder gives a done line as in process while another is.",
			Breaks: []string{"EK2-GET-01"},
			May:    deviation.Since(byState, "EK2-ADD-04"),
			Answer: Get(Slow(Nth(2, Order, At(Line+"[1]/OrderStatus", Text("1"))))),
		},
		{
			Name:   "two-at-once-get-each-others-keys",
			Kind:   deviation.Race,
			Does:   "AddOrder gives two orders each other's keys when both come at the same moment.",
			Breaks: []string{"EK2-GET-01"},
			Race:   true,
			Answer: Add(Exchanged(Line + "/Keys/OrderKeyContract/ActiveKey")),
		},
		{
			Name:   "getorder-keys-crossed",
			Kind:   deviation.Race,
			Does:   "GetOrder gives two orders each other's keys when both are asked for at the same moment.",
			Breaks: []string{"EK2-GET-01"},
			Race:   true,
			Answer: Get(Exchanged(Line + "/Keys/OrderKeyContract/ActiveKey")),
		},
		{
			Name:   "tenth-on-a-connection-another-order",
			Kind:   deviation.WrongValue,
			Does:   "Each tenth GetOrder of a connection gives the order that was placed last.",
			Breaks: []string{"EK2-GET-01"},
			May:    deviation.Since(letters, "MNT-XML-02"),
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
			Breaks: []string{"EK2-GET-01"},
			Answer: Get(
				When((*Call).Accepted,
					After(5*time.Minute, Order, At(Line+"/Keys/OrderKeyContract/ActiveKey", Suffix("5"))))),
		},
		{
			Name:   "slow-line-by-turns",
			Kind:   deviation.Stale,
			Does:   "A line that took its time is in process at every other question.",
			Breaks: []string{"EK2-GET-01"},
			May:    deviation.Since(byState, "EK2-ADD-03", "EK2-ADD-04"),
			Answer: Get(ByTurns("1", Line+"[2]/OrderStatus")),
		},
		{
			Name:   "number-compared-in-lower-case",
			Kind:   deviation.Refused,
			Does:   "GetOrder does not know numbers with capital letters.",
			Breaks: []string{"EK2-GET-01"},
			May: deviation.Since("Orders whose numbers have capital letters are not found.",
				"EK2-ADD-09", "EK2-GET-02", "EK2-IDEM-04", "MNT-XML-02",
			),
			Ask: Get(func(c *Call) {
				c.Request.URL.Path, c.Request.URL.RawPath = c.Base()+"/GetOrder/"+strings.ToLower(c.Number)+"~", ""
			}),
		},
		{
			Name:   "getorder-another-orders-answer",
			Kind:   deviation.WrongValue,
			Does:   "GetOrder gives the answer before in place of each seventh.",
			Breaks: []string{"EK2-GET-01"},
			May:    deviation.Since(readAgain, "EK2-IDEM-04").Since(letters, "MNT-XML-02"),
			Answer: Get(When((*Call).Accepted, Swapped(7))),
		},
		{
			Name:   "getorder-answers-crossed",
			Kind:   deviation.Race,
			Does:   "GetOrder gives two questions each other's answers when both come at the same moment.",
			Breaks: []string{"EK2-GET-01"},
			May:    deviation.Since(letters, "MNT-XML-02"),
			Race:   true,
			Answer: Get(OrdersCrossed()),
		},
		{
			Name:   "links-stay-the-same",
			Kind:   deviation.Stale,
			Does:   "Links of limited life are the same after a day.",
			Breaks: []string{"EK2-GET-02"},
			Answer: AddOrGet(At(Line+"/Links//*", If(isLeaf, Text("https://example.org/1")))),
		},
		{
			Name:   "links-gone-after-a-day",
			Kind:   deviation.Lost,
			Does:   "GetOrder gives no links after a day.",
			Breaks: []string{"EK2-GET-02"},
			May:    deviation.Since(readAgain, "EK2-GET-01"),
			Answer: Get(When((*Call).DayLater, At(Line+"/Links", Empty))),
		},
		{
			Name:   "orders-gone-after-a-day",
			Kind:   deviation.Lost,
			Does:   "GetOrder does not know an order after a day.",
			Breaks: []string{"EK2-GET-02"},
			May:    deviation.Since("Links are looked at after a day, and all orders after that.", "EK2-GET-01"),
			Answer: Get(When((*Call).DayLater, Refuse("3"))),
		},
	}
}

// isLeaf tells whether an element has no others in it.
func isLeaf(e *etree.Element) bool { return len(e.ChildElements()) == 0 }
