package ekey2

import (
	"slices"
	"strings"
	"time"

	"github.com/beevik/etree"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// idemFaults break EK2-IDEM first.
func idemFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "number-free-while-in-process",
			Kind:   deviation.Accepted,
			Does:   "AddOrder accepts a number again while its order is in process.",
			Breaks: []string{"EK2-IDEM-01"},
			May:    deviation.Since(refusals, "EK2-ERR-4").Since(readAgain, "EK2-GET-01"),
			Answer: Forgetting("<OrderStatus>1<"),
		},
		{
			Name:   "subscriptions-placed-twice",
			Kind:   deviation.Accepted,
			Does:   "AddOrder accepts a number that is taken for a subscription.",
			Breaks: []string{"EK2-IDEM-01"},
			Answer: Add(IfCode("4", IfSent("MontSubscriberId", Accept))),
		},
		{
			Name:   "duplicates-accepted",
			Kind:   deviation.Accepted,
			Does:   "AddOrder accepts numbers that are taken, and charges for them.",
			Breaks: []string{"EK2-IDEM-01", "EK2-IDEM-02", "EK2-IDEM-04", "EK2-ERR-4"},
			May: deviation.Since(sentBack, "EK2-ADD-01").
				Since(readAgain, "EK2-GET-01").
				Since(refusals, "EK2-IDEM-03"),
			Answer: Add(IfCode("4", Accept)),
		},
		{
			Name:   "duplicates-answered-with-the-first",
			Kind:   deviation.Accepted,
			Does:   "AddOrder answers a number that is taken with the first order.",
			Breaks: []string{"EK2-IDEM-01", "EK2-IDEM-04"},
			May:    deviation.Since(refusals, "EK2-ERR-4"),
			Answer: Add(IfCode("4", Do(giveFirst, Replace("GetOrder", "AddOrder")))),
		},
		{
			Name:   "duplicates-refused-and-charged",
			Kind:   deviation.WrongValue,
			Does:   "AddOrder refuses a number that is taken, and charges all the same.",
			Breaks: []string{"EK2-IDEM-01", "EK2-IDEM-02", "EK2-IDEM-04"},
			May:    deviation.Since(inBalance, "EK2-ERR-4"),
			Answer: Add(IfCode("4", Charge)),
		},
		{
			Name:   "duplicates-renew-the-date",
			Kind:   deviation.WrongValue,
			Does:   "A refused duplicate changes the date of the first order.",
			Breaks: []string{"EK2-IDEM-01"},
			May:    deviation.Since(readAgain, "EK2-ERR-4", "EK2-GET-01", "EK2-IDEM-02", "EK2-IDEM-04"),
			Answer: Replacing(On("GetOrder", At("//Data/DateCreated", Text("2027-01-01T10:00:00")))),
		},
		{
			Name:   "number-of-a-last-line-free",
			Kind:   deviation.Accepted,
			Does:   "AddOrder accepts a line number that the last line of another order has.",
			Breaks: []string{"EK2-IDEM-02"},
			May:    deviation.Since(refusals, "EK2-ERR-4"),
			Answer: onlyLast(),
		},
		{
			Name:   "line-number-used-before-accepted",
			Kind:   deviation.Accepted,
			Does:   "AddOrder accepts a line number that another order has.",
			Breaks: []string{"EK2-IDEM-02"},
			May:    deviation.Since(refusals, "EK2-ERR-4"),
			Ask:    Add(linesOf),
			Answer: func(c *Call) {
				if c.Own != "" {
					Replace(c.Own, c.Own[:len(c.Own)-1])(c)
				}
			},
		},
		{
			Name:   "line-number-refused-leaves-an-order",
			Kind:   deviation.Extra,
			Does:   "An order with a line number that is taken is refused and exists.",
			Breaks: []string{"EK2-IDEM-02"},
			May:    deviation.Since(leftBehind, "EK2-ERR-4", "EK2-IDEM-03"),
			Answer: Add(IfCode("4", Leave)),
		},
		{
			Name:   "line-number-twice-with-one-between",
			Kind:   deviation.Accepted,
			Does:   "AddOrder accepts a line number twice where another line is between.",
			Breaks: []string{"EK2-IDEM-03"},
			Answer: Add(IfCode("4", func(c *Call) {
				if n := c.SentTexts("//OrderLineNum"); len(n) == 3 && n[0] == n[2] && n[0] != n[1] {
					Accept(c)
				}
			})),
		},
		{
			Name:   "line-number-twice-accepted",
			Kind:   deviation.Accepted,
			Does:   "AddOrder accepts an order with one line number twice.",
			Breaks: []string{"EK2-IDEM-03"},
			Ask: Add(func(c *Call) {
				c.Edit(func(d *etree.Document) {
					if all := d.FindElements("//OrderLineNum"); len(all) == 2 && all[0].Text() == all[1].Text() {
						all[1].SetText(all[1].Text() + "b")
					}
				})
			}),
		},
		{
			Name:   "line-number-twice-keeps-one",
			Kind:   deviation.Lost,
			Does:   "AddOrder keeps one of two lines with the same number.",
			Breaks: []string{"EK2-IDEM-03"},
			Ask: Add(func(c *Call) {
				c.Edit(func(d *etree.Document) {
					if all := d.FindElements("//OrderLineNum"); len(all) == 2 && all[0].Text() == all[1].Text() {
						Remove(all[1].Parent())
					}
				})
			}),
		},
		{
			Name:   "code-4-as-1",
			Kind:   deviation.WrongValue,
			Does:   "AddOrder refuses a number that is taken with code 1.",
			Breaks: []string{"EK2-IDEM-04", "EK2-ERR-4"},
			Answer: Add(IfCode("4", At("//ErrorCode", Text("1")))),
		},
		{
			Name:   "duplicates-accepted-at-once",
			Kind:   deviation.Race,
			Does:   "AddOrder accepts a number twice when both come at the same moment.",
			Breaks: []string{"EK2-IDEM-04"},
			Race:   true,
			Both:   AtOnce(),
		},
		{
			Name:   "retry-after-lost-answer-accepted",
			Kind:   deviation.Race,
			Does:   "AddOrder accepts a number again when the client hung up before the first answer.",
			Breaks: []string{"EK2-IDEM-04"},
			May:    deviation.Since(readAgain, "EK2-GET-01").Since(refusals, "EK2-IDEM-01"),
			Race:   true,
			Both:   LostAnswers(),
		},
		{
			Name:   "charged-twice",
			Kind:   deviation.Duplicated,
			Does:   "AddOrder charges for every order twice.",
			Breaks: []string{"EK2-IDEM-04"},
			May:    deviation.Since(inBalance, "EK2-BAL-02"),
			Answer: Add(IfPlaced(Charge)),
		},
		{
			Name:   "prices-not-charged",
			Kind:   deviation.WrongValue,
			Does:   "GetPriceChanges gives higher prices than are charged.",
			Breaks: []string{"EK2-IDEM-04"},
			May:    deviation.Since(inBalance, "EK2-BAL-02"),
			Answer: On(
				"GetPriceChanges",
				At("//PriceContract/Price", Respell(func(s string) string { return "1" + s })),
			),
		},
		{
			Name:   "balance-never-changes",
			Kind:   deviation.Stale,
			Does:   "CheckLimits always gives the same amounts.",
			Breaks: []string{"EK2-IDEM-04"},
			May:    deviation.Since(inBalance, "EK2-BAL-02"),
			Answer: On("CheckLimits", sameAmount),
		},
		{
			Name: "retry-after-lost-answer-has-other-keys",
			Kind: deviation.Race,
			Does: "An order whose client hung up is placed again by a retry; 200 ms later GetOrder gives the " +
				"first one's keys.",
			Breaks: []string{"EK2-IDEM-04"},
			Race:   true,
			Both:   NoticedLate(200*time.Millisecond, Refuse("3")),
		},
		{
			Name: "retry-after-lost-answer-charged",
			Kind: deviation.Race,
			Does: "AddOrder refuses a number again when the client hung up before the first answer, and " +
				"charges for it again.",
			Breaks: []string{"EK2-IDEM-04"},
			Race:   true,
			Answer: Add(Retried("4", Charge)),
		},
	}
}

// linesOf gives the line numbers of a request a mark of their order, where they do not start with its number.
func linesOf(c *Call) {
	At("//OrderLineNum", func(e *etree.Element) {
		if c.Number != "" && e.Text() != "" && !strings.Contains(e.Text(), c.Number) {
			c.Own = e.Text() + "~"
			e.SetText(c.Own)
		}
	})(c)
}

// onlyLast accepts line numbers that are taken by the last line of an order of several.
func onlyLast() Hook {
	lasts := map[string]string{}
	return Add(func(c *Call) {
		numbers := c.SentTexts("//OrderLineNum")
		if c.Accepted() && len(numbers) > 1 {
			lasts[numbers[len(numbers)-1]] = c.Number
		} else if c.Code() == "4" && slices.ContainsFunc(numbers, func(n string) bool {
			order, taken := lasts[n]
			return taken && order != c.Number
		}) {
			Accept(c)
		}
	})
}

// giveFirst answers with the order that is there.
func giveFirst(c *Call) { c.Take(c.Order(c.Number)) }

// sameAmount gives every amount as the same.
func sameAmount(c *Call) {
	At("//*", If(isLeaf, func(e *etree.Element) {
		if strings.Contains(e.Text(), ".") {
			e.SetText("5000.00")
		}
	}))(c)
}
