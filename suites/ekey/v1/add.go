package v1

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/environment"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/schemas"
	"github.com/montcheck/montcheck/suites/ekey/ordering"
)

// correct decides what a correct order is answered: D3, "Размещение
// заказа" and "Получение ключей".
func (s *session) correct() {
	It("accepts a correct order and gives its number, product and quantity back", Decides("EKY-ADD-01"),
		func(ctx SpecContext) {
			t, a := s.placed(ctx)
			if s.Plain.Trouble != "" {
				s.PaidFor(ctx, a, t.product, t.product.Cost(t.quantity)) // earlier runs may have used the credit up
				a.Reject(ctx, "a correct order is not accepted", "HTTP 200 and the order", a.Says())
			}
			var found Findings
			s.echoes(ctx, a, t, &found)
			found.Settle(ctx)
			Note(ctx, "%d of %s", t.quantity, t.product)
		})

	It("gives as many keys as were ordered, each with all that belongs to it", Decides("EKY-ADD-03"),
		func(ctx SpecContext) {
			t, a := s.doneOrder(ctx)
			var found Findings
			keysOfUnits(ctx, a, t.quantity, &found)
			found.Settle(ctx)
		})

	It("answers each of two orders that come at the same moment with its own", Decides("EKY-ADD-01"),
		func(ctx SpecContext) {
			p := s.APlain(ctx)
			both := []attempt{s.buy(p, 1), s.buy(p, 2)}
			before := s.Money(ctx, p.Currency)
			var found Findings
			for i, a := range s.Together(ctx, s.addRequest(ctx, both[0]), s.addRequest(ctx, both[1])) {
				if !a.Given() {
					s.PaidFor(ctx, a, p, p.Cost(both[i].quantity))
					a.Reject(ctx, "one of two orders at the same moment is not accepted",
						"HTTP 200 and the order", a.Says())
				}
				s.echoes(ctx, a, both[i], &found)
				if orderIn(a).status == schemas.Done {
					keysOfUnits(ctx, a, both[i].quantity, &found)
				}
				s.sold = append(s.sold, sale{both[i], a})
			}
			found.Settle(ctx)
			s.Tell(ctx, before, "two orders at the same moment", append(both[0].bill(), both[1].bill()...),
				s.Settled(ctx, both[0].number), s.Settled(ctx, both[1].number))
		})

	It("accepts the elements in each order that D3 prints", Decides("EKY-ADD-10"), func(ctx SpecContext) {
		s.plainOrder(ctx) // the first of them
		t := s.buy(s.APlain(ctx), 1)
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
func keysOfUnits(ctx context.Context, a *ordering.Answer, units int, found *Findings) {
	if len(orderIn(a).keys) != units {
		found.Add(
			a.About(ctx).Finding("the number of keys is not the quantity", fmt.Sprintf("%d keys", units),
				fmt.Sprintf("%d", len(orderIn(a).keys))))
	}
	seen := map[string]bool{}
	for i, k := range orderIn(a).keys {
		for _, member := range [][2]string{{"ActiveKey", k.active}, {"DateAdd", k.date},
			{"VendorClientTransactionId", k.transaction}, {"keyTypeId", k.kind}, {"SequenceNumber", k.sequence}} {
			if member[1] == "" {
				found.Add(a.About(ctx).Finding(fmt.Sprintf("key %d has no %s", i+1, member[0]), "a "+member[0], "none"))
			}
		}
		if seen[k.active] {
			found.Add(
				a.About(ctx).Finding("two keys of the order are the same", "a key for each unit",
					strconv.Quote(k.active)+" twice"))
		}
		seen[k.active] = true
	}
	a.Attributed(ctx, "EKY-ADD-03", found)
}

// linksOfKeys notes links that lack something, or belong to none of the
// order's keys. One link that several keys share may be of a transaction of
// its own.
func linksOfKeys(ctx context.Context, a *ordering.Answer, found *Findings) {
	shared := len(orderIn(a).links) == 1 && len(orderIn(a).keys) != 1
	for i, l := range orderIn(a).links {
		for _, member := range [][2]string{{"Link", l.address}, {"DateAdd", l.date},
			{"VendorClientTransactionId", l.transaction}, {"linkTypeId", l.kind}} {
			if member[1] == "" {
				found.Add(
					a.About(ctx).Finding(fmt.Sprintf("link %d has no %s", i+1, member[0]), "a "+member[0], "none"))
			}
		}
		if !shared &&
			!slices.ContainsFunc(orderIn(a).keys, func(k key) bool { return k.transaction == l.transaction }) {
			found.Add(
				a.About(ctx).Finding(fmt.Sprintf("link %d belongs to none of the keys", i+1),
					"the VendorClientTransactionId of a key", l.transaction))
		}
	}
}

// echoes notes what an answer gives back otherwise than it was sent.
func (s *session) echoes(ctx context.Context, a *ordering.Answer, t attempt, found *Findings) {
	for _, member := range [][3]string{
		{"OrderNum", t.number, orderIn(a).number}, {"PartNum", t.product.PartNum, orderIn(a).partNum},
		{"quantity", strconv.Itoa(t.quantity), orderIn(a).quantity},
	} {
		if member[1] != member[2] {
			found.Add(
				a.About(ctx).Finding(member[0]+" does not come back as it was sent", strconv.Quote(member[1]),
					strconv.Quote(member[2])))
		}
	}
}

// forms decides what further data an order may need: D3, "Размещение
// заказа".
func (s *session) forms() {
	for _, user := range []struct {
		who  string
		form [][2]string
	}{{"a person", person}, {"a legal entity", entity}} {
		It("accepts an order with a license form of "+user.who, Decides("EKY-ADD-08"), func(ctx SpecContext) {
			s.orderPaid(ctx, "product that needs a license form", ordering.Licensed,
				"an order with endUserInfo of "+user.who, func(t *attempt) {
					t.body.user = user.form
				})
		})
	}
	It("accepts a renewal with the key to renew", Decides("EKY-ADD-09"), func(ctx SpecContext) {
		if s.Target.Scenarios.One(environment.RenewalKey) == "" {
			NotExercised(ctx, "a renewal needs a key that can be renewed: configure %s", environment.RenewalKey)
		}
		s.orderPaid(ctx, "renewal", ordering.Renewal, "a renewal", func(t *attempt) {
			t.body.oldKey = s.Target.Scenarios.One(environment.RenewalKey)
			if t.product.License {
				t.body.user = person
			}
		})
	})
}

// everyOrder decides what holds for every order that was accepted, of whatever
// sort: a service may be right about plain ones only.
func (s *session) everyOrder() {
	ordering.EachSold("EKY-ADD-01", "gives number, product and quantity of every order back", "EKY-ADD-01", &s.sold,
		func(ctx SpecContext, one sale, found *Findings) {
			s.echoes(ctx, one.answer, one.attempt, found)
		})
}

// everyKey counts the keys of every order that is done.
func (s *session) everyKey() {
	ordering.EachSold("EKY-ADD-03", "gives every order that is done a key for each unit", "EKY-ADD-01", &s.sold,
		func(ctx SpecContext, one sale, found *Findings) {
			all := s.answersOn(one.number)
			i := slices.IndexFunc(all, func(a *ordering.Answer) bool { return orderIn(a).status != schemas.InProcess })
			if i >= 0 && orderIn(all[i]).status == schemas.Done && s.TimesOrdered(one.number) == 1 {
				keysOfUnits(ctx, all[i], one.quantity, found) // a later answer that differs breaks EKY-GET-01
			}
		})
}

// states judges the states of every order that was given.
func (s *session) states() {
	It("gives one of the three states", Decides("EKY-ADD-02"), func(ctx SpecContext) {
		all := s.Recorded(func(a *ordering.Answer) bool { return a.Given() })
		if len(all) == 0 {
			NotExercised(ctx, "no order came in this run")
		}
		var found Findings
		for _, a := range all {
			if !slices.Contains([]string{schemas.Done, schemas.InProcess, schemas.Failed}, orderIn(a).status) {
				found.Add(
					a.About(ctx).Finding("the status is none of the three",
						strings.Join([]string{schemas.Done, schemas.InProcess, schemas.Failed}, ", "),
						orderIn(a).status))
			}
			a.Attributed(ctx, "EKY-ADD-02", &found)
		}
		found.Settle(ctx)
	})
	for _, state := range []struct{ text, id, status string }{
		{"gives neither keys nor links nor errors with any order in process", "EKY-ADD-05", schemas.InProcess},
		{"gives an error and no keys with every order that failed", "EKY-ADD-07", schemas.Failed},
	} {
		It(state.text, Decides(state.id), func(ctx SpecContext) {
			all := s.Recorded(func(a *ordering.Answer) bool { return a.Given() && orderIn(a).status == state.status })
			if len(all) == 0 {
				NotExercised(ctx, "no order of this run was in that state")
			}
			var found Findings
			for _, a := range all {
				a.Attributed(ctx, state.id, &found, schemas.OutOfOrder) // that is the schema's own requirement
			}
			found.Settle(ctx)
			Note(ctx, "%d answers", len(all))
		})
	}
}

// results judges the keys, links and dates of every order that was given.
func (s *session) results() {
	It("gives no key twice", Decides("EKY-ADD-03"), func(ctx SpecContext) {
		var found Findings
		owner := map[string]string{}
		for _, a := range s.Recorded(func(a *ordering.Answer) bool {
			return a.Given() && orderIn(a).status == schemas.Done && strings.TrimSpace(orderIn(a).number) == a.Asked
		}) {
			for _, k := range orderIn(a).keys {
				if other, taken := owner[k.active]; taken && other != a.Asked && k.active != "" {
					found.Add(
						a.About(ctx).Finding("a key was given to two orders", "keys of order "+a.Asked+" only",
							strconv.Quote(k.active)+" of order "+other))
				}
				owner[k.active] = a.Asked
			}
		}
		found.Settle(ctx)
		if len(owner) == 0 {
			NotExercised(ctx, "no key came in this run")
		}
		Note(ctx, "%d keys", len(owner))
	})

	It("gives links that belong to the order's keys", Decides("EKY-ADD-04"), func(ctx SpecContext) {
		var found Findings
		n := 0
		for _, a := range s.Recorded(func(a *ordering.Answer) bool { return a.Given() }) {
			linksOfKeys(ctx, a, &found)
			n += len(orderIn(a).links)
		}
		found.Settle(ctx)
		if n == 0 {
			NotExercised(ctx, "no order of this run has links")
		}
		Note(ctx, "%d links", n)
	})

	It("says in which zone the dates are", Decides("EKY-ADD-11"), func(ctx SpecContext) {
		forms := map[string]bool{}
		for _, a := range s.Recorded(func(a *ordering.Answer) bool { return a.Given() }) {
			forms["DateOn "+zone(orderIn(a).dateOn)] = true
			for _, k := range orderIn(a).keys {
				forms["DateAdd "+zone(k.date)] = true
			}
		}
		Note(ctx, "%s", strings.Join(slices.Sorted(maps.Keys(forms)), ", "))
	})
}
