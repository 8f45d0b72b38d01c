package ekey

import (
	"time"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// idemFaults break EKY-IDEM first.
func idemFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "code-3-as-2",
			Kind:   deviation.WrongValue,
			Does:   "AddOrder refuses a number that is taken with code 2.",
			Breaks: []string{"EKY-IDEM-01", "EKY-IDEM-04", "EKY-IDEM-05", "EKY-IDEM-07"},
			Answer: Add(IfCode("3", At("//ErrorCode", Text("2")))),
		},
		{
			Name:   "number-free-after-failure",
			Kind:   deviation.Accepted,
			Does:   "AddOrder accepts a number again once its order has failed.",
			Breaks: []string{"EKY-IDEM-01"},
			May:    deviation.Since(letters, "MNT-XML-02"),
			Answer: Forgetting(Failed),
		},
		{
			Name:   "number-free-while-in-process",
			Kind:   deviation.Accepted,
			Does:   "AddOrder accepts a number again while its order is in process.",
			Breaks: []string{"EKY-IDEM-01"},
			May:    deviation.Since(readAgain, "EKY-ADD-06", "EKY-GET-01").Since(letters, "MNT-XML-02"),
			Answer: Forgetting(InProcess),
		},
		{
			Name:   "renewals-placed-twice",
			Kind:   deviation.Accepted,
			Does:   "AddOrder accepts a number that is taken for a renewal.",
			Breaks: []string{"EKY-IDEM-01"},
			May:    deviation.Since(letters, "MNT-XML-02"),
			Answer: Add(IfCode("3", IfSent("oldLicenceInfo", Accept))),
		},
		{
			Name:   "duplicates-accepted",
			Kind:   deviation.Accepted,
			Does:   "AddOrder accepts a number that is taken, and charges for it.",
			Breaks: []string{"EKY-IDEM-01", "EKY-IDEM-03", "EKY-IDEM-04", "EKY-IDEM-05", "EKY-IDEM-07"},
			May: deviation.Since(sentBack, "EKY-ADD-01").
				Since(counted, "EKY-ADD-03").
				Since(readAgain, "EKY-ADD-06", "EKY-GET-01").
				Since(letters, "MNT-XML-02"),
			Answer: Add(IfCode("3", Accept)),
		},
		{
			Name:   "duplicates-answered-with-the-first",
			Kind:   deviation.Accepted,
			Does:   "AddOrder answers a number that is taken with the first order.",
			Breaks: []string{"EKY-IDEM-01", "EKY-IDEM-04", "EKY-IDEM-05", "EKY-IDEM-07"},
			Answer: Add(IfCode("3", giveFirst)),
		},
		{
			Name:   "duplicates-replace-keys",
			Kind:   deviation.Lost,
			Does:   "A refused duplicate replaces the keys of the first order.",
			Breaks: []string{"EKY-IDEM-02", "EKY-IDEM-07"},
			Answer: AddOrGet(Replacing(At("//ActiveKey", Suffix("2")))),
		},
		{
			Name:   "duplicates-renew-the-date",
			Kind:   deviation.WrongValue,
			Does:   "A refused duplicate changes the date of the first order.",
			Breaks: []string{"EKY-IDEM-02", "EKY-IDEM-04", "EKY-IDEM-05", "EKY-IDEM-07"},
			May:    deviation.Since(readAgain, "EKY-GET-01"),
			Answer: AddOrGet(Replacing(At("//DateOn", Text("2027-01-01T10:00:00")))),
		},
		{
			Name:   "duplicates-charged-when-asked-for",
			Kind:   deviation.WrongValue,
			Does:   "A refused duplicate is charged when its order is asked for next.",
			Breaks: []string{"EKY-IDEM-03"},
			Answer: chargedWhenAskedFor(),
		},
		{
			Name:   "duplicates-refused-and-charged",
			Kind:   deviation.WrongValue,
			Does:   "AddOrder refuses a number that is taken, and charges all the same.",
			Breaks: []string{"EKY-IDEM-03", "EKY-IDEM-04", "EKY-IDEM-05"},
			Answer: Add(IfCode("3", Charge)),
		},
		{
			Name:   "duplicates-accepted-at-once",
			Kind:   deviation.Race,
			Does:   "AddOrder accepts a number twice when both come at the same moment.",
			Breaks: []string{"EKY-IDEM-04"},
			Race:   true,
			Both:   AtOnce(),
		},
		{
			Name: "retry-after-lost-answer-has-other-keys",
			Kind: deviation.Race,
			Does: "An order whose client hung up is placed again by a retry; 200 ms later GetOrder gives the " +
				"first one's keys.",
			Breaks: []string{"EKY-IDEM-05"},
			May:    deviation.Since(readAgain, "EKY-GET-01"),
			Race:   true,
			Both:   NoticedLate(200*time.Millisecond, Refuse("2")),
		},
		{
			Name: "retry-after-lost-answer-charged",
			Kind: deviation.Race,
			Does: "AddOrder refuses a number again when the client hung up before the first answer, and " +
				"charges for it again.",
			Breaks: []string{"EKY-IDEM-05"},
			Race:   true,
			Answer: Add(Retried("3", Charge)),
		},
		{
			Name:   "retry-after-lost-answer-accepted",
			Kind:   deviation.Race,
			Does:   "AddOrder accepts a number again when the client hung up before the first answer.",
			Breaks: []string{"EKY-IDEM-05"},
			May:    deviation.Since("The retry places a second order under the number.", "EKY-GET-01", "EKY-IDEM-01"),
			Race:   true,
			Both:   LostAnswers(),
		},
		{
			Name: "some-refusals-use-numbers-up",
			Kind: deviation.WrongValue,
			Does: "The number of an order that was refused for its product's sake is free, and of another it " +
				"is taken.",
			Breaks: []string{"EKY-IDEM-06"},
			Both:   UsesUp(" 4 7 8 9 10 ", Refuse("3")),
		},
		{
			Name: "refused-number-taken-and-exists",
			Kind: deviation.Extra,
			Does: "AddOrder says that the number of a refused order is taken, and places the order that it " +
				"refuses.",
			Breaks: []string{"EKY-IDEM-06"},
			Answer: Add(Repeated(When((*Call).Accepted, Refuse("3")))),
		},
		{
			Name:   "refused-number-refused-again",
			Kind:   deviation.Refused,
			Does:   "AddOrder says a product is unknown when the number was sent before, whatever the product.",
			Breaks: []string{"EKY-IDEM-06"},
			May:    deviation.Since("A retry sends a number again, too.", "EKY-IDEM-05"),
			Answer: Add(Repeated(When((*Call).Accepted, Refuse("2")))),
		},
		{
			Name:   "duplicate-of-another-product-accepted",
			Kind:   deviation.Accepted,
			Does:   "AddOrder accepts a number that is taken when the product is another.",
			Breaks: []string{"EKY-IDEM-07"},
			May:    deviation.Since(letters, "MNT-XML-02"),
			Answer: Add(IfCode("3", func(c *Call) {
				if part, _ := c.FirstOf(); c.SentText("//PartNum") != part {
					Accept(c)
				}
			})),
		},
		{
			Name:   "duplicate-of-another-quantity-accepted",
			Kind:   deviation.Accepted,
			Does:   "AddOrder accepts a number that is taken when the quantity is another.",
			Breaks: []string{"EKY-IDEM-07"},
			May:    deviation.Since(letters, "MNT-XML-02"),
			Answer: Add(IfCode("3", func(c *Call) {
				if part, quantity := c.FirstOf(); c.SentText("//PartNum") == part &&
					c.SentText("//quantity") != quantity {
					Accept(c)
				}
			})),
		},
	}
}

// giveFirst answers with the order that is there.
func giveFirst(c *Call) { c.Take(c.Order(c.Number)) }

// chargedWhenAskedFor charges a refused duplicate when its order is asked for next.
func chargedWhenAskedFor() Hook {
	owed := map[string]bool{}
	return func(c *Call) {
		if c.Code() == "3" && c.Method == "AddOrder" {
			owed[c.Number] = true
		} else if c.Method == "GetOrder" && owed[c.Number] {
			delete(owed, c.Number)
			c.Extra(c.Number)
		}
	}
}
