package faults

import (
	"strconv"
	"strings"
)

// eKeyReading are breaches of GetOrder.
func eKeyReading() []row {
	return []row{
		{name: "getorder-another-key", kind: WrongValue, does: "GetOrder gives other keys than AddOrder gave.",
			answer: get(whenDone(at("//ActiveKey", suffix("Z")))), breaks: "EKY-GET-01", may: "IDEM-04 IDEM-05 GET-03"},
		{name: "getorder-another-key-later", kind: WrongValue, does: "GetOrder gives other keys from the second call on.",
			answer: get(again(whenDone(at("//ActiveKey", suffix("Z"))))), breaks: "EKY-GET-01", may: "IDEM AUTH GET-03"},
		{name: "getorder-another-date", kind: WrongValue, does: "GetOrder gives another date than AddOrder gave.",
			answer: get(whenDone(at("//DateOn", text("2026-01-01T10:00:00")))), breaks: "EKY-GET-01", may: "IDEM-04 IDEM-05 GET-03"},
		{name: "getorder-loses-links", kind: Lost, does: "GetOrder gives no links.",
			answer: get(whenDone(at("//Links", empty))), breaks: "EKY-GET-01", may: "SCH"},
		{name: "getorder-loses-a-key", kind: OffByOne, does: "GetOrder lacks the first key of an order.",
			answer: get(whenDone(first("//ProductKey", remove))), breaks: "EKY-GET-01", may: "ADD-03 ADD-04 IDEM AUTH GET-03"},
		{name: "getorder-key-without-date", kind: Missing, does: "GetOrder leaves out the date of keys.",
			answer: get(whenDone(at("//ProductKey/DateAdd", remove))), breaks: "EKY-SCH-03 EKY-GET-01", may: "ADD-03 GET-03"},
		{name: "getorder-key-date-changes", kind: WrongValue, does: "GetOrder gives keys another date from the second call on.",
			answer: get(again(whenDone(at("//ProductKey/DateAdd", text("2026-01-01T10:00:00+03:00"))))), breaks: "EKY-GET-01", may: "EKY-IDEM AUTH"},
		{name: "slow-order-key-changes", kind: WrongValue, does: "GetOrder gives an order that took its time another key at each call.",
			answer: get(func(c *call) {
				if c.textOf("//PartNum") == c.proxy.host.Special.FinishesLater {
					c.proxy.extras++
					at("//ActiveKey", suffix(strconv.Itoa(c.proxy.extras)))(c)
				}
			}), breaks: "EKY-GET-01"},
		{name: "getorder-unknown-gives-an-order", kind: Leaked, does: "GetOrder gives an order for a number that it does not know.",
			answer: get(refused("2", accepts)), breaks: "EKY-GET-02 EKY-ERR-13", may: "IDEM AUTH ERR BAL"},
		{name: "getorder-unknown-empty", kind: WrongStatus, does: "GetOrder answers a number that it does not know with status 200 and nothing.",
			answer: get(refused("2", func(c *call) { c.status, c.body = 200, nil })), breaks: "EKY-GET-02", may: "AUTH XML-01"},
		{name: "getorder-number-not-decoded", kind: WrongValue, does: "GetOrder does not decode order numbers in its address.",
			ask: get(func(c *call) { c.URL.RawPath = ""; c.URL.Path = strings.ReplaceAll(c.URL.Path, " ", "%20") }), breaks: "EKY-GET-03"},
		{name: "other-partner-sees-orders", kind: Leaked, does: "GetOrder gives a partner the orders of another.",
			answer: get(othersSee), breaks: "MNT-AUTH-04"},
	}
}

// eKeyOnce are orders that are placed or charged more than once.
func eKeyOnce() []row {
	ask, answer := lost()
	return []row{
		{name: "duplicates-accepted", kind: Accepted, does: "AddOrder accepts a number that is taken, and charges for it.",
			answer: add(refused("3", accepts)), breaks: "EKY-IDEM-01 EKY-IDEM-03 EKY-IDEM-04 EKY-IDEM-05 EKY-IDEM-07"},
		{name: "duplicates-answered-with-the-first", kind: Accepted, does: "AddOrder answers a number that is taken with the first order.",
			answer: add(refused("3", func(c *call) { c.take(c.order(c.number)) })), breaks: "EKY-IDEM-01 EKY-IDEM-04 EKY-IDEM-05 EKY-IDEM-07"},
		{name: "duplicates-refused-and-charged", kind: WrongValue, does: "AddOrder refuses a number that is taken, and charges all the same.",
			answer: add(refused("3", charges)), breaks: "EKY-IDEM-03 EKY-IDEM-04 EKY-IDEM-05", may: "EK2-ADD-07"},
		{name: "duplicates-replace-keys", kind: Lost, does: "A refused duplicate replaces the keys of the first order.",
			answer: either(replacing(at("//ActiveKey", suffix("2")))), breaks: "EKY-IDEM-02 EKY-IDEM-07", may: "IDEM GET AUTH"},
		{name: "duplicates-renew-the-date", kind: WrongValue, does: "A refused duplicate changes the date of the first order.",
			answer: either(replacing(at("//DateOn", text("2027-01-01T10:00:00")))), breaks: "EKY-IDEM-02 EKY-IDEM-04 EKY-IDEM-05 EKY-IDEM-07", may: "GET AUTH"},
		{name: "duplicates-accepted-at-once", kind: Race, does: "AddOrder accepts a number twice when both come at the same moment.",
			ask: add(atOnce()), answer: restored, breaks: "EKY-IDEM-04", may: "IDEM-05", race: true},
		{name: "retry-after-lost-answer-accepted", kind: Race, does: "AddOrder accepts a number again when the client hung up before the first answer.",
			ask: add(ask), answer: add(answer), breaks: "EKY-IDEM-05", may: "EKY-IDEM-01 EKY-GET-01", race: true},
		{name: "charged-twice", kind: Duplicated, does: "AddOrder charges for every order twice.",
			answer: add(placed(charges)), breaks: "EKY-BAL-02 EKY-IDEM-04 EKY-IDEM-05"},
		{name: "duplicate-of-another-product-accepted", kind: Accepted, does: "AddOrder accepts a number that is taken when the product is another.",
			answer: add(refused("3", func(c *call) {
				if c.sentText("//PartNum") != c.proxy.first[c.number][0] {
					accepts(c)
				}
			})), breaks: "EKY-IDEM-07"},
		{name: "duplicate-of-another-quantity-accepted", kind: Accepted, does: "AddOrder accepts a number that is taken when the quantity is another.",
			answer: add(refused("3", func(c *call) {
				if is := c.proxy.first[c.number]; c.sentText("//PartNum") == is[0] && c.sentText("//quantity") != is[1] {
					accepts(c)
				}
			})), breaks: "EKY-IDEM-07"},
		{name: "refused-number-refused-again", kind: Refused, does: "AddOrder says a product is unknown when the number was sent before, whatever the product.",
			answer: add(again(func(c *call) {
				if c.accepted() {
					refuse1("2")(c)
				}
			})), breaks: "EKY-IDEM-06", may: "IDEM-05"},
	}
}
