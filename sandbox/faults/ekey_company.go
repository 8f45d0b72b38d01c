package faults

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/beevik/etree"
	"golang.org/x/text/encoding/charmap"
)

// exchanged gives two orders of which both answers are under way each other's first text at a path.
func exchanged(path string) hook {
	var waiting *call
	return when((*call).accepted, func(c *call) {
		if w := waiting; w != nil && w.number != c.number && w.method == c.method {
			mine, other := c.textOf(path), w.textOf(path)
			if mine != "" && other != "" {
				first(path, text(other))(c)
				first(path, text(mine))(w)
				waiting = nil
				return
			}
		}
		waiting = c
		c.await()
		if waiting == c {
			waiting = nil
		}
	})
}

// besideAnother does something with an order that is placed while another one is.
func besideAnother(do hook) hook {
	placing := ""
	return placed(func(c *call) {
		if placing != "" && placing != c.number {
			do(c)
			return
		}
		placing = c.number
		c.await()
		placing = ""
	})
}

// onConnection keeps a hook to each n-th call of a connection.
func onConnection(n int, h hook) hook {
	return everyNth(n, func(c *call) string { return c.RemoteAddr }, h)
}

// minutesLater keeps a hook to orders that were given first so long ago, by the sandbox's clock.
func minutesLater(minutes time.Duration, h hook) hook {
	since := map[string]time.Time{}
	return when((*call).accepted, func(c *call) {
		now := c.proxy.host.Now()
		if at, known := since[c.number]; !known {
			since[c.number] = now
		} else if now.Sub(at) > minutes*time.Minute {
			h(c)
		}
	})
}

// noticedLate is a service that sees only after a while that a client hung up: until then it does not know the order, accepts
// it again with other keys, and gives those; then it gives the first.
func noticedLate(after time.Duration, unknown hook) (ask, answer hook) {
	gone, again := map[string]time.Time{}, map[string]string{}
	ask = func(c *call) {
		at, lost := gone[c.number]
		switch {
		case !lost:
		case c.method == "AddOrder" && again[c.number] == "":
			renumber(c)
			again[c.number] = c.own
		case c.method == "GetOrder" && again[c.number] == "":
			c.put(500, "application/xml; charset=utf-8", "")
			unknown(c)
		case c.method == "GetOrder" && time.Since(at) < after:
			c.own = again[c.number]
			c.URL.Path, c.URL.RawPath = c.base()+"/GetOrder/"+c.own, c.base()+"/GetOrder/"+url.PathEscape(c.own)
		}
	}
	answer = func(c *call) {
		restored(c)
		if _, known := gone[c.number]; !known && c.method == "AddOrder" && c.accepted() && c.await() {
			gone[c.number] = time.Now()
		}
	}
	return ask, answer
}

// always gives a slow order as in process; byTurns at every other question.
func always(state, path string) hook { return ordersOf(finishesLater, at(path, text(state))) }

func byTurns(state, path string) hook {
	return ordersOf(finishesLater, everyNth(2, func(c *call) string { return c.number }, at(path, text(state))))
}

// eKeyCompany are faults of version 1 that show where several things are under way, or after a while.
func eKeyCompany() []row {
	const key = "//ProductKey/ActiveKey"
	lateAsk, lateAnswer := noticedLate(200*time.Millisecond, refuse1("2"))
	return []row{
		{name: "two-at-once-get-each-others-keys", kind: Race, does: "AddOrder gives two orders each other's keys when both come at the same moment.",
			answer: add(exchanged(key)), breaks: "EKY-GET-01", may: "EKY-", race: true},
		{name: "getorder-keys-crossed", kind: Race, does: "GetOrder gives two orders each other's keys when both are asked for at the same moment.",
			answer: get(exchanged(key)), breaks: "EKY-GET-01", may: "EKY- AUTH-04", race: true},
		{name: "second-of-two-at-once-charged-twice", kind: Race, does: "Of two orders at the same moment, the second is charged twice.",
			answer: add(besideAnother(charges)), breaks: "EKY-BAL-02", may: "EKY-IDEM", race: true},
		{name: "tenth-on-a-connection-another-order", kind: WrongValue, does: "Each tenth GetOrder of a connection gives the order that was placed last.",
			answer: get(onConnection(10, func(c *call) {
				if c.accepted() && c.proxy.latest != c.number {
					c.take(c.order(c.proxy.latest))
				}
			})), breaks: "EKY-GET-01", may: "EKY- AUTH-04"},
		{name: "minutes-later-another-key", kind: Stale, does: "GetOrder gives other keys when five minutes are past.",
			answer: get(minutesLater(5, at(key, suffix("5")))), breaks: "EKY-GET-01", may: "EKY- AUTH-04"},
		{name: "retry-after-lost-answer-has-other-keys", kind: Race, does: "An order whose client hung up is placed again by a retry; 200 ms later GetOrder gives the first one's keys.",
			ask: lateAsk, answer: lateAnswer, breaks: "EKY-IDEM-05", may: "EKY-", race: true},
		{name: "slow-order-never-ends", kind: Stale, does: "An order stays in process for ever.",
			answer: always(inProcess, "//Status"), breaks: "EKY-ADD-06", may: "EKY-"},
		{name: "slow-order-by-turns", kind: Stale, does: "An order that took its time is in process at every other question.",
			answer: get(byTurns(inProcess, "//Status")), breaks: "EKY-ADD-06", may: "EKY-"},
		{name: "number-without-its-russian-letters", kind: Lost, does: "Orders come back with question marks in place of the Russian letters of their numbers.",
			answer: either(at("//OrderNum", stated(lettersAs("?")))), breaks: "EKY-GET-03 MNT-XML-02", may: "EKY-"},
	}
}

// eKey2Company are the same of version 2.
func eKey2Company() []row {
	const key = line + "/Keys/OrderKeyContract/ActiveKey"
	lateAsk, lateAnswer := noticedLate(200*time.Millisecond, refuse2("3"))
	freeAsk, freeAnswer := refunds(func(c *call, charged float64) float64 {
		all := c.tree().FindElements(line)
		if len(all) != 3 {
			return 0
		}
		sum, _ := strconv.ParseFloat(of(all[2], "TotalSumm"), 64)
		return sum
	})
	rows := []row{
		{name: "two-at-once-get-each-others-keys", kind: Race, does: "AddOrder gives two orders each other's keys when both come at the same moment.",
			answer: add(exchanged(key)), breaks: "EK2-GET-01", may: "EK2-", race: true},
		{name: "getorder-keys-crossed", kind: Race, does: "GetOrder gives two orders each other's keys when both are asked for at the same moment.",
			answer: get(exchanged(key)), breaks: "EK2-GET-01", may: "EK2- AUTH-04", race: true},
		{name: "second-of-two-at-once-charged-twice", kind: Race, does: "Of two orders at the same moment, the second is charged twice.",
			answer: add(besideAnother(charges)), breaks: "EK2-BAL-02", may: "EK2-IDEM", race: true},
		{name: "third-line-free", kind: WrongValue, does: "The third line of an order is not charged.",
			ask: freeAsk, answer: freeAnswer, breaks: "EK2-BAL-02"},
		{name: "tenth-on-a-connection-another-order", kind: WrongValue, does: "Each tenth GetOrder of a connection gives the order that was placed last.",
			answer: get(onConnection(10, func(c *call) {
				if c.accepted() && c.proxy.latest != c.number {
					c.take(c.order(c.proxy.latest))
				}
			})), breaks: "EK2-GET-01", may: "EK2- AUTH-04 XML-02"},
		{name: "minutes-later-another-key", kind: Stale, does: "GetOrder gives other keys when five minutes are past.",
			answer: get(minutesLater(5, at(key, suffix("5")))), breaks: "EK2-GET-01", may: "EK2- AUTH-04"},
		{name: "retry-after-lost-answer-has-other-keys", kind: Race, does: "An order whose client hung up is placed again by a retry; 200 ms later GetOrder gives the first one's keys.",
			ask: lateAsk, answer: lateAnswer, breaks: "EK2-IDEM-04", may: "EK2-", race: true},
		{name: "slow-line-by-turns", kind: Stale, does: "A line that took its time is in process at every other question.",
			answer: get(byTurns("1", line+"[2]/OrderStatus")), breaks: "EK2-GET-01", may: "EK2-"},
		{name: "spoilt-by-another-partner", kind: WrongValue, does: "GetOrder gives other keys once another partner asked for the order.",
			answer: spoilt(at(key, suffix("Z"))), breaks: "MNT-AUTH-04", may: "EK2-"},
		{name: "line-number-escaped-twice", kind: WrongValue, does: "Line numbers come back with their ampersands escaped twice.",
			answer: either(at(line+"/OrderLineNum", func(e *etree.Element) { e.SetText(strings.ReplaceAll(e.Text(), "&", "&amp;")) })), breaks: "MNT-XML-02", may: "EK2-"},
	}
	for _, loss := range []struct {
		name, does string
		do         change
	}{
		{"as-question-marks", "have question marks in place of Russian letters", lettersAs("?")},
		{"dropped", "lack their Russian letters", lettersAs("")},
		{"in-windows-1251", "are UTF-8 that was read as Windows-1251", readAs1251},
		{"in-capitals", "are in capitals", func(e *etree.Element) { e.SetText(strings.ToUpper(e.Text())) }},
	} {
		rows = append(rows, row{name: "form-" + loss.name, kind: Lost, does: "Texts of a license form " + loss.does + ".",
			answer: either(at(line+"/EndUserInfo/Fields//FieldValue", stated(loss.do))), breaks: "MNT-XML-02", may: "EK2-"})
	}
	return rows
}

// lettersAs puts something in place of each letter outside ASCII.
func lettersAs(s string) change {
	return func(e *etree.Element) {
		var b strings.Builder
		for _, c := range e.Text() {
			if c > 127 {
				b.WriteString(s)
			} else {
				b.WriteRune(c)
			}
		}
		e.SetText(b.String())
	}
}

func readAs1251(e *etree.Element) {
	if read, err := charmap.Windows1251.NewDecoder().String(e.Text()); err == nil {
		e.SetText(read)
	}
}
