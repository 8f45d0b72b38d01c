package ekey

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/decimals"
	"github.com/montcheck/montcheck/internal/orders"
	. "github.com/montcheck/montcheck/internal/spec"
)

// priceList2 decides the price list: MONT's public wiki, getpricechanges.
func (s *session) priceList2() {
	It("tells of each product whether it is blocked, needs a form, and how it is fulfilled", Decides("EK2-PRC-01"), func(ctx SpecContext) {
		a := s.ask(ctx, s.request("GetPriceChanges", "GetPriceChanges/0", ""))
		if a.result == nil || a.result.data == nil {
			a.reject(ctx, "GetPriceChanges gives no price list", "Data with a PriceList", a.says())
		}
		list, err := productsIn(a.Answer, priceContract)
		Unable(ctx, err)
		if len(list) == 0 {
			NotExercised(ctx, "the price list is empty")
		}
		var found Findings
		for i, p := range list {
			for _, name := range p.lacks {
				found.Add(a.about(ctx).Finding(fmt.Sprintf("product %d of the price list (%s) has no %s", i+1, p.partNum, name), "a "+name, "none"))
			}
		}
		found.Settle(ctx)
		Note(ctx, "%d products", len(list))
	})
	It("refuses a blocked product of the price list", Decides("EK2-PRC-01", "EK2-ERR-10"), func(ctx SpecContext) {
		for _, alone := range []bool{true, false} {
			number := ""
			a := s.orderBlocked(ctx, func(p product) *answer {
				t := s.buy2(p)
				if !alone {
					t = s.behind(ctx, t)
				}
				number = t.number
				return s.add2(ctx, t.mustRefuse(orders.Invalid))
			})
			s.isRefusal2(ctx, a, "an order of a blocked product", "10")
			s.absent2(ctx, number, "an order of a blocked product was refused")
		}
	})
}

// slowOrders2 places what takes long before anything else.
func (s *session) slowOrders2() {
	for _, scenario := range []struct{ name, key string }{{laterDone, "finishes_later"}, {laterFailed, "finishes_and_fails"}} {
		It("places an order of which one line is done and one "+scenario.name, Decides("EK2-ADD-04"), func(ctx SpecContext) {
			t := s.buy2(s.aPlain(ctx), s.named(ctx, scenario.key))
			a := s.order2(ctx, t, "an order with a line of scenarios."+scenario.key)
			if scenario.name == laterFailed { // whose number must stay taken whatever becomes of it
				s.again = s.add2(ctx, t.mustRefuse(orders.Taken))
			}
			s.slow[scenario.name] = s.watch(ctx, scenario.name, t.number, a)
			var found Findings
			a.resultsWhereDone(ctx, &found)
			found.Settle(ctx)
			if a.order2.status != inProcess2 {
				NotExercised(ctx, "the order is not in process: its status is %s", a.order2.status)
			}
		})
	}
}

// resultsWhereDone notes lines that have results though they are not wholly
// done, and done ones without any.
func (a *answer) resultsWhereDone(ctx context.Context, found *Findings) {
	for _, l := range a.order2.lines {
		results := len(l.keys) + len(l.links) + len(l.files)
		if l.status != done2 && results > 0 {
			found.Add(a.about(ctx).Finding(fmt.Sprintf("line %s has results, though its status is %s", l.number, l.status), "Keys, Links and Files only in lines wholly done", strconv.Itoa(results)+" results"))
		}
		if l.status == done2 && results == 0 && l.subscription == "" {
			found.Add(a.about(ctx).Finding(fmt.Sprintf("line %s is done and has neither keys nor links nor files", l.number), "a result", "none"))
		}
		if n := strconv.Itoa(len(l.keys)); l.status == done2 && len(l.keys) > 1 && n != l.quantity {
			found.Add(a.about(ctx).Finding(fmt.Sprintf("line %s has neither a key for each unit nor one for all", l.number), l.quantity+" keys, or 1", n))
		}
	}
}

// accepted2 decides what a correct order is answered: D0; D1, "О заказе".
func (s *session) accepted2() {
	It("accepts an order with several lines and gives their numbers back", Decides("EK2-ADD-01"), func(ctx SpecContext) {
		s.placed2(ctx) // which finds two that are sold
		two := s.twoPlain(ctx)
		t, a := s.buy2(append(two, two[0])...), (*answer)(nil) // a product may stand in several lines
		before := s.money(ctx, two[0].currency)
		a = s.order2(ctx, t, "an order of three lines")
		var found Findings
		s.echoes2(ctx, a, t, &found)
		found.Settle(ctx)
		s.tell(ctx, before, "an order of three lines", t.bill(), s.settled(ctx, t.number))
	})
	It("answers each of two orders that come at the same moment with its own", Decides("EK2-ADD-01"), func(ctx SpecContext) {
		p := s.aPlain(ctx)
		both := []attempt2{s.buy2(p), s.buy2(p)}
		both[1].lines[0].quantity = p.count(2)
		before := s.money(ctx, p.currency)
		var found Findings
		for i, a := range s.together(ctx, s.addRequest2(ctx, both[0]), s.addRequest2(ctx, both[1])) {
			if a.order2 == nil {
				s.paidFor2(ctx, a, both[i])
				a.reject(ctx, "one of two orders at the same moment is not accepted", "IsError false, and the order", a.says())
			}
			s.echoes2(ctx, a, both[i], &found)
			a.resultsWhereDone(ctx, &found)
			s.sold2 = append(s.sold2, sale2{both[i], a})
		}
		found.Settle(ctx)
		s.tell(ctx, before, "two orders at the same moment", append(both[0].bill(), both[1].bill()...),
			s.settled(ctx, both[0].number), s.settled(ctx, both[1].number))
	})
	It("accepts the numbering that D0 recommends", Decides("EK2-ADD-02"), func(ctx SpecContext) {
		t, a := s.plainOrder2(ctx) // whose lines are numbered so
		var found Findings
		s.echoes2(ctx, a, t, &found)
		found.Settle(ctx)
	})
	It("gives numbers with Russian letters back as they were sent", Decides("MNT-XML-02"), s.russianNumbers2)
	It("gives by GetOrder what AddOrder gave", Decides("EK2-GET-01"), func(ctx SpecContext) {
		t, a := s.plainOrder2(ctx)
		for range 2 {
			s.same2(ctx, t.number, a.order2, "asking for it")
		}
	})
	It("hides a partner's orders from another partner", Decides("MNT-AUTH-04"), func(ctx SpecContext) {
		t, _ := s.plainOrder2(ctx)
		mine := s.untouched2(ctx)
		s.hides(ctx, t.number, mine.secrets())
		s.same2(ctx, t.number, mine, "another partner asked for it")
	})
	It("refuses an order number that it does not know", Decides("EK2-ERR-3"), func(ctx SpecContext) {
		s.plainOrder2(ctx)
		a := s.get(ctx, s.number())
		s.isRefusal2(ctx, a, "GetOrder of an unknown number", "3")
		s.showsOrders(ctx)
	})
	It("does not take the beginning of an order number for it, nor a pattern", Decides("EK2-ERR-3"), func(ctx SpecContext) {
		t, _ := s.plainOrder2(ctx)
		s.unknown(ctx, notQuite(t.number), func(a *answer) { s.isRefusal2(ctx, a, "GetOrder of a part of a number", "3") })
		s.showsOrders(ctx)
	})
}

// secrets are what only who ordered may see: keys and addresses, by whatever
// members they come. Dates and numbers are none.
func (o *order2) secrets() (all []string) {
	for _, l := range o.lines {
		for _, item := range slices.Concat(l.keys, l.links, l.files) {
			for word := range strings.FieldsSeq(item) {
				if len(word) >= 12 && instant(word) == word {
					all = append(all, word)
				}
			}
		}
	}
	return all
}

// russianNumbers2 orders under numbers that have letters outside ASCII. The
// documents do not say which letters a number may have.
func (s *session) russianNumbers2(ctx SpecContext) {
	list, _ := s.priceList(ctx) // without one, that is for the specs on it to say
	p, ok := s.cheapest(list, plain)
	if !ok || s.t.Orders.Left() == 0 {
		Note(ctx, "no further order can be placed: other texts decide")
		return
	}
	t := s.buy2(p)
	t.number += "-ёЖ"
	t.lines[0].number = t.number + "&1"
	a := s.add2(ctx, t)
	if a.order2 == nil {
		s.paidFor2(ctx, a, t)
		Note(ctx, "the order number %q and the line number %q are not accepted: %s", t.number, t.lines[0].number, a.says())
		return
	}
	s.sold2 = append(s.sold2, sale2{t, a})
	if found := s.get(ctx, t.number); found.result != nil && found.result.isError {
		found.reject(ctx, "an order whose number has Russian letters is not found by it", "the order "+t.number, found.says())
	}
	var lost Findings
	s.returned(ctx, &lost)
	lost.Settle(ctx)
}

// echoes2 notes what an answer gives back otherwise than it was sent.
func (s *session) echoes2(ctx context.Context, a *answer, t attempt2, found *Findings) {
	if a.order2.number != t.number {
		found.Add(a.about(ctx).Finding("OrderNum does not come back as it was sent", t.number, a.order2.number))
	}
	if len(a.order2.lines) != len(t.lines) {
		found.Add(a.about(ctx).Finding("the order has another number of lines", strconv.Itoa(len(t.lines)), strconv.Itoa(len(a.order2.lines))))
	}
	for _, sent := range t.lines {
		i := slices.IndexFunc(a.order2.lines, func(l line2) bool { return l.number == sent.number })
		if i < 0 {
			found.Add(a.about(ctx).Finding("a line does not come back", "OrderLineNum "+sent.number, "no such line"))
			continue
		}
		if l := a.order2.lines[i]; l.partNum != sent.partNum || l.quantity != strconv.Itoa(sent.quantity) {
			found.Add(a.about(ctx).Finding("line "+sent.number+" comes back otherwise than it was sent",
				fmt.Sprintf("%d of %s", sent.quantity, sent.partNum), fmt.Sprintf("%s of %s", l.quantity, l.partNum)))
		}
	}
}

// links2 decides the links of limited life: D1, "Примечание".
func (s *session) links2() {
	It("gives links that are valid when asked for, and others once 24 hours are past", Decides("EK2-GET-02"), func(ctx SpecContext) {
		if s.advance == nil {
			NotExercised(ctx, "this takes a clock that can be moved by 24 hours: configure control for this environment")
		}
		t, _ := s.sell(ctx, "plain product with FulfillmentType 1", limitedLinks, "an order of a product with FulfillmentType 1", func(*attempt2) {})
		now := s.settled(ctx, t.number)
		if now.order2 == nil || now.order2.status != done2 || len(now.order2.lines[0].links) == 0 {
			NotExercised(ctx, "the order has no links: %s", now.says())
		}
		Unable(ctx, s.advance(ctx, 24*time.Hour+time.Minute))
		later := s.get(ctx, t.number)
		if later.order2 == nil {
			later.reject(ctx, "the order is gone a day later", "the order with links valid now", later.says())
		}
		for _, link := range later.order2.lines[0].links {
			if slices.Contains(now.order2.lines[0].links, link) {
				later.reject(ctx, "a link of limited life is given unchanged after 24 hours", "a link that is valid at the moment of the call", link)
			}
		}
		if len(later.order2.lines[0].links) != len(now.order2.lines[0].links) {
			later.reject(ctx, "the order has another number of links a day later", strconv.Itoa(len(now.order2.lines[0].links)), strconv.Itoa(len(later.order2.lines[0].links)))
		}
	})
}

// finished2 decides what becomes of the slow orders.
func (s *session) finished2() {
	for _, name := range []string{laterDone, laterFailed} {
		It("moves the states of lines only forward: the order of which one line "+name, Decides("EK2-GET-01"), func(ctx SpecContext) {
			o := s.wait(ctx, name)
			var found Findings
			o.onlyForward(ctx, &found)
			o.steady(ctx, &found)
			o.sameLines(ctx, &found)
			found.Settle(ctx)
			o.finished(ctx)
			Note(ctx, "asked %d times; ended as %s", len(o.answers)-1, o.last().state())
		})
	}
	It("fills results only in lines wholly done", Decides("EK2-ADD-04"), func(ctx SpecContext) {
		var found Findings
		all := s.recorded(func(a *answer) bool { return a.order2 != nil })
		for _, a := range all {
			a.resultsWhereDone(ctx, &found)
		}
		found.Settle(ctx)
		if len(all) == 0 {
			NotExercised(ctx, "no order came in this run")
		}
		Note(ctx, "%d orders", len(all))
	})
	It("gives documented states to orders and lines", Decides("EK2-ADD-03"), s.states2)
	s.eachLine("says of a failed line why it failed", "EK2-ADD-09", func(ctx SpecContext, l line2, found func(summary, expected, got string)) bool {
		if says := l.errorCode != "" && l.errorCode != "0" && l.errorText != ""; l.status == failed2 && !says {
			found("line "+l.number+" failed and does not say why", "an ErrorCode other than 0 and an ErrorText", fmt.Sprintf("ErrorCode %q, ErrorText %q", l.errorCode, l.errorText))
		}
		if l.status != failed2 && (l.errorCode != "" && l.errorCode != "0" || l.errorText != "") {
			found("line "+l.number+" has an error, though its status is "+l.status, "neither ErrorCode nor ErrorText but in failed lines",
				fmt.Sprintf("ErrorCode %q, ErrorText %q", l.errorCode, l.errorText))
		}
		return l.status == failed2
	})
	s.eachLine("charges for a line what its units cost", "EK2-ADD-10", func(ctx SpecContext, l line2, found func(summary, expected, got string)) bool {
		sum, err := decimals.Parse(l.sum)
		price, err2 := decimals.Parse(l.price)
		quantity, err3 := decimals.Parse(l.quantity)
		if errors.Join(err, err2, err3) != nil {
			return false // for the schema to say
		}
		if want := price.Mul(quantity); !sum.Round(2).Equal(want.Round(2)) {
			found("line "+l.number+" has another TotalSumm than its units cost", fmt.Sprintf("%s, which is %s x %s", want, quantity, price), l.sum)
		}
		i := slices.IndexFunc(s.products(ctx), func(p product) bool { return p.partNum == strings.TrimSpace(l.partNum) })
		if i >= 0 && !sameCurrency(s.catalogue[i].currency, l.currency) {
			found("line "+l.number+" has another currency than its product", s.catalogue[i].currency+", as in the price list", l.currency)
		}
		return true
	})
}

// eachLine registers a spec that holds every line of the run's answers
// against a check, which tells whether the line was of the sort it is about.
func (s *session) eachLine(text, requirement string, check func(ctx SpecContext, l line2, found func(summary, expected, got string)) bool) {
	It(text, Decides(requirement), func(ctx SpecContext) {
		var found Findings
		n := 0
		for _, a := range s.recorded(func(a *answer) bool { return a.order2 != nil }) {
			for _, l := range a.order2.lines {
				if check(ctx, l, func(summary, expected, got string) { found.Add(a.about(ctx).Finding(summary, expected, got)) }) {
					n++
				}
			}
		}
		found.Settle(ctx)
		if n == 0 {
			NotExercised(ctx, "no such line came in this run, or none that can be read: see EK2-SCH-AddOrder")
		}
		Note(ctx, "%d lines", n)
	})
}
