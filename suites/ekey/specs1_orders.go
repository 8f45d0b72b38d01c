package ekey

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/orders"
	. "github.com/montcheck/montcheck/internal/spec"
	"github.com/montcheck/montcheck/schemas"
)

// Names of the slow orders.
const (
	laterDone   = "finishes later"
	laterFailed = "fails later"
)

// slowOrders1 places what takes long before anything else: D3, "Ожидание
// результата".
func (s *session) slowOrders1() {
	for _, scenario := range []struct{ name, key string }{{laterDone, "finishes_later"}, {laterFailed, "finishes_and_fails"}} {
		name := scenario.name
		It("answers an order in process without keys, links and errors: one that "+name, Decides("EKY-ADD-05"), func(ctx SpecContext) {
			t := s.buy(s.named(ctx, scenario.key), 1)
			a := s.order(ctx, t, "an order of scenarios."+scenario.key)
			if a.order.status != schemas.InProcess {
				NotExercised(ctx, "scenarios.%s is %s, whose order is at once %q", scenario.key, t.product.partNum, a.order.status)
			}
			if name == laterFailed { // whose number must stay taken whatever becomes of it
				s.again = s.add(ctx, t.mustRefuse(orders.Taken))
			}
			s.slow[name] = s.watch(ctx, name, t.number, a)
			if n := len(a.order.keys) + len(a.order.links); n > 0 || a.order.hasErrors {
				a.reject(ctx, "an order in process already has results", "empty Keys, Links and Errors",
					fmt.Sprintf("%d keys, %d links, errors: %v", len(a.order.keys), len(a.order.links), a.order.hasErrors))
			}
		})
	}
}

// accepted1 decides what a correct order is answered: D3, "Размещение
// заказа" and "Получение ключей".
func (s *session) accepted1() {
	It("accepts a correct order and gives its number, product and quantity back", Decides("EKY-ADD-01"), func(ctx SpecContext) {
		t, a := s.placed(ctx)
		if s.baseTrouble != "" {
			s.paidFor(ctx, a, t.product, t.product.cost(t.quantity)) // earlier runs may have used the credit up
			a.reject(ctx, "a correct order is not accepted", "HTTP 200 and the order", a.says())
		}
		var found Findings
		s.echoes(ctx, a, t, &found)
		found.Settle(ctx)
		Note(ctx, "%d of %s", t.quantity, t.product)
	})

	It("gives as many keys as were ordered, each with all that belongs to it", Decides("EKY-ADD-03"), func(ctx SpecContext) {
		t, a := s.doneOrder(ctx)
		var found Findings
		a.keysOfUnits(ctx, t.quantity, &found)
		found.Settle(ctx)
	})

	It("answers each of two orders that come at the same moment with its own", Decides("EKY-ADD-01"), func(ctx SpecContext) {
		p := s.aPlain(ctx)
		both := []attempt{s.buy(p, 1), s.buy(p, 2)}
		before := s.money(ctx, p.currency)
		var found Findings
		for i, a := range s.together(ctx, s.addRequest(ctx, both[0]), s.addRequest(ctx, both[1])) {
			if a.order == nil {
				s.paidFor(ctx, a, p, p.cost(both[i].quantity))
				a.reject(ctx, "one of two orders at the same moment is not accepted", "HTTP 200 and the order", a.says())
			}
			s.echoes(ctx, a, both[i], &found)
			if a.order.status == schemas.Done {
				a.keysOfUnits(ctx, both[i].quantity, &found)
			}
			s.sold = append(s.sold, sale{both[i], a})
		}
		found.Settle(ctx)
		s.tell(ctx, before, "two orders at the same moment", append(both[0].bill(), both[1].bill()...),
			s.settled(ctx, both[0].number), s.settled(ctx, both[1].number))
	})

	It("accepts the elements in each order that D3 prints", Decides("EKY-ADD-10"), func(ctx SpecContext) {
		s.plainOrder(ctx) // the first of them
		t := s.buy(s.aPlain(ctx), 1)
		e := t.body.elements
		t.body.elements = [][2]string{e[0], e[2], e[1]} // as in the sample of a renewal
		a := s.order(ctx, t, "an order with quantity before PartNum")
		var found Findings
		s.echoes(ctx, a, t, &found)
		found.Settle(ctx)
	})
}

// keysOfUnits notes keys of a done order that are too many or too few, the
// same, or lack something.
func (a *answer) keysOfUnits(ctx context.Context, units int, found *Findings) {
	if len(a.order.keys) != units {
		found.Add(a.about(ctx).Finding("the number of keys is not the quantity", fmt.Sprintf("%d keys", units), fmt.Sprintf("%d", len(a.order.keys))))
	}
	seen := map[string]bool{}
	for i, k := range a.order.keys {
		for _, member := range [][2]string{{"ActiveKey", k.active}, {"DateAdd", k.date}, {"VendorClientTransactionId", k.transaction}, {"keyTypeId", k.kind}, {"SequenceNumber", k.sequence}} {
			if member[1] == "" {
				found.Add(a.about(ctx).Finding(fmt.Sprintf("key %d has no %s", i+1, member[0]), "a "+member[0], "none"))
			}
		}
		if seen[k.active] {
			found.Add(a.about(ctx).Finding("two keys of the order are the same", "a key for each unit", strconv.Quote(k.active)+" twice"))
		}
		seen[k.active] = true
	}
	a.attributed(ctx, "EKY-ADD-03", found)
}

// linksOfKeys notes links that lack something, or belong to none of the
// order's keys. One link that several keys share may be of a transaction of
// its own.
func (a *answer) linksOfKeys(ctx context.Context, found *Findings) {
	shared := len(a.order.links) == 1 && len(a.order.keys) != 1
	for i, l := range a.order.links {
		for _, member := range [][2]string{{"Link", l.address}, {"DateAdd", l.date}, {"VendorClientTransactionId", l.transaction}, {"linkTypeId", l.kind}} {
			if member[1] == "" {
				found.Add(a.about(ctx).Finding(fmt.Sprintf("link %d has no %s", i+1, member[0]), "a "+member[0], "none"))
			}
		}
		if !shared && !slices.ContainsFunc(a.order.keys, func(k key) bool { return k.transaction == l.transaction }) {
			found.Add(a.about(ctx).Finding(fmt.Sprintf("link %d belongs to none of the keys", i+1), "the VendorClientTransactionId of a key", l.transaction))
		}
	}
}

// notQuite are numbers that an order with this one has not: its beginning,
// more than it, and patterns of SQL.
func notQuite(number string) []string {
	return []string{number[:len(number)-1], number + "0", number[:len(number)-1] + "%", number[:len(number)-1] + "_"}
}

// echoes notes what an answer gives back otherwise than it was sent.
func (s *session) echoes(ctx context.Context, a *answer, t attempt, found *Findings) {
	for _, member := range [][3]string{
		{"OrderNum", t.number, a.order.number}, {"PartNum", t.product.partNum, a.order.partNum}, {"quantity", strconv.Itoa(t.quantity), a.order.quantity},
	} {
		if member[1] != member[2] {
			found.Add(a.about(ctx).Finding(member[0]+" does not come back as it was sent", strconv.Quote(member[1]), strconv.Quote(member[2])))
		}
	}
}

// doneOrder returns the plain order once it is done.
func (s *session) doneOrder(ctx context.Context) (attempt, *answer) {
	t, a := s.plainOrder(ctx)
	if a.order.status != schemas.Done {
		a = s.get(ctx, t.number)
	}
	if a.order == nil || a.order.status != schemas.Done {
		NotExercised(ctx, "the plain order is not done: %s", a.says())
	}
	return t, a
}

// forms1 decides what further data an order may need: D3, "Размещение
// заказа".
func (s *session) forms1() {
	for _, user := range []struct {
		who  string
		form [][2]string
	}{{"a person", person}, {"a legal entity", entity}} {
		It("accepts an order with a license form of "+user.who, Decides("EKY-ADD-08"), func(ctx SpecContext) {
			s.orderPaid(ctx, "product that needs a license form", licensed, "an order with endUserInfo of "+user.who, func(t *attempt) {
				t.body.user = user.form
			})
		})
	}
	It("accepts a renewal with the key to renew", Decides("EKY-ADD-09"), func(ctx SpecContext) {
		if s.t.Scenarios.RenewalKey == "" {
			NotExercised(ctx, "a renewal needs a key that can be renewed: configure scenarios.renewal_key")
		}
		s.orderPaid(ctx, "renewal", renewal, "a renewal", func(t *attempt) {
			t.body.oldKey = s.t.Scenarios.RenewalKey
			if t.product.license {
				t.body.user = person
			}
		})
	})
}

// orderPaid orders a product of a sort, which must be accepted, and keeps for
// the balance's own spec whether it was charged as it should be.
func (s *session) orderPaid(ctx context.Context, sort string, wanted func(product) bool, what string, edit func(*attempt)) {
	var t attempt
	var before money
	var a *answer
	s.each(ctx, sort, wanted, func(p product) *answer {
		t = s.buy(p, 1)
		edit(&t)
		before = s.money(ctx, p.currency)
		a = s.add(ctx, t)
		return a
	})
	if s.accepted(ctx, t, a, what); a.order.status == schemas.InProcess {
		s.settled(ctx, t.number)
	}
	s.tell(ctx, before, what, t.bill())
}

// The end users of D3's samples, under names of our own.
var (
	person = [][2]string{{"Phone", "4950000000"}, {"Fax", "4950000001"}, {"Email", "buyer@example.org"}, {"CustomerName", "Петров Пётр"},
		{"Postcode", "101000"}, {"City", "Москва"}, {"Street", "Тестовая ул., 1"}, {"RegionCode", "77"}}
	entity = append(slices.Clone(person), [2]string{"CustomerCode", "770000000000"}, [2]string{"CustomerOrganization", "ООО «Проверка»"})
)

// asked1 decides GetOrder: D3, "GetOrder" and "Получение информации о
// размещенном заказе".
func (s *session) asked1() {
	It("gives by GetOrder what AddOrder gave, each time", Decides("EKY-GET-01"), func(ctx SpecContext) {
		t, a := s.doneOrder(ctx)
		for range 2 {
			again := s.same(ctx, t.number, a.order, "asking for it")
			if len(again.order.links) != len(a.order.links) {
				again.reject(ctx, "GetOrder gives another number of links", strconv.Itoa(len(a.order.links)), strconv.Itoa(len(again.order.links)))
			}
			if was, is := linksOf(a.order), linksOf(again.order); t.product.fulfillment != 1 && was != is {
				again.reject(ctx, "GetOrder gives other links, though the product's FulfillmentType is not 1", was, is)
			}
		}
	})
	It("refuses an order number that it does not know", Decides("EKY-GET-02"), func(ctx SpecContext) {
		s.plainOrder(ctx)
		a := s.get(ctx, s.number())
		s.isRefusal(ctx, a, "GetOrder of an unknown number")
		s.showsOrders(ctx)
	})
	It("does not take the beginning of an order number for it, nor a pattern", Decides("EKY-GET-02"), func(ctx SpecContext) {
		t, _ := s.plainOrder(ctx)
		s.unknown(ctx, notQuite(t.number), func(a *answer) { s.isRefusal(ctx, a, "GetOrder of a part of a number") })
		s.showsOrders(ctx)
	})
	It("finds an order whose number needs encoding in an address", Decides("EKY-GET-03"), func(ctx SpecContext) {
		var refused, unseen *answer
		for _, odd := range []string{" ё+&", "%41#?=;", "ё №"} {
			if odd == "ё №" && unseen == nil { // for web servers that refuse the others
				break
			}
			t := s.buyAs(s.number()+odd, s.aPlain(ctx), 1)
			a := s.add(ctx, t)
			if a.order == nil {
				refused = a
				Note(ctx, "the order number %q is not accepted: %s", t.number, a.says())
				continue
			}
			var found Findings
			s.echoes(ctx, a, t, &found)
			found.Settle(ctx)
			refused = nil
			before := a.order
			if probe := s.get(ctx, t.number); probe.pathRefused() {
				unseen = probe
				Note(ctx, "order %q can't be asked for: %s", t.number, probe.says())
				continue
			}
			if before.status == schemas.InProcess {
				if a = s.settled(ctx, t.number); a.order != nil {
					before = a.order
				}
			}
			s.same(ctx, t.number, before, "asking for it")
			if odd == "ё №" {
				Warn(ctx, unseen.about(ctx).Finding("of order numbers that need encoding, some can't be asked for: a web server or a firewall "+
					"refuses the path before the service sees it", "the order", unseen.says()))
				unseen = nil
			}
		}
		if unseen != nil {
			unseen.reject(ctx, "an order whose number needs encoding can't be asked for: a web server or a firewall refuses the path "+
				"before the service sees it", "the order", unseen.says())
		}
		if refused != nil {
			NotExercised(ctx, "such order numbers are not accepted: %s", refused.says())
		}
	})
	s.company("EKY-GET-01", func() (numbers []string) {
		for _, one := range s.sold {
			numbers = append(numbers, one.number)
		}
		return numbers
	})
	It("hides a partner's orders from another partner", Decides("MNT-AUTH-04"), func(ctx SpecContext) {
		t, _ := s.plainOrder(ctx)
		mine := s.untouched(ctx)
		s.hides(ctx, t.number, mine.secrets())
		s.same(ctx, t.number, mine, "another partner asked for it")
	})
}

// secrets are what only who ordered may see.
func (o *order1) secrets() (all []string) {
	for _, k := range o.keys {
		all = append(all, k.active)
	}
	for _, l := range o.links {
		all = append(all, l.address)
	}
	return slices.DeleteFunc(all, func(s string) bool { return len(s) < 8 })
}
