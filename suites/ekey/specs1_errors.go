package ekey

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/run"
	. "github.com/montcheck/montcheck/internal/spec"
	"github.com/montcheck/montcheck/schemas"
)

// unknownProduct is an order of a part number that no one has.
func (s *session) unknownProduct(ctx context.Context) attempt {
	return s.buy(product{partNum: nothing, currency: s.currency}, 1)
}

// refusals1 decides the errors of AddOrder: D3, "Обработка ошибок".
func (s *session) refusals1() {
	refuses := func(id, what, code string, order func(ctx SpecContext) attempt) {
		It("refuses "+what, Decides(id), func(ctx SpecContext) {
			t := order(ctx)
			s.refused(ctx, t, "an order "+strings.TrimPrefix(what, "an order "), code)
		})
	}
	somePlain := func(ctx SpecContext) product { return s.choose(ctx, "plain product to order", plain) }
	edited := func(edit func(*attempt)) func(SpecContext) attempt {
		return func(ctx SpecContext) attempt {
			t := s.buy(somePlain(ctx), 1)
			edit(&t)
			return t
		}
	}
	refuses("EKY-ERR-02", "an order of an unknown product", "2", func(ctx SpecContext) attempt { return s.unknownProduct(ctx) })
	refuses("EKY-ERR-04", "an order that the vendor refuses", "4", func(ctx SpecContext) attempt { return s.buy(s.named(ctx, "vendor_error"), 1) })
	refuses("EKY-ERR-05", "an order above the credit limit", "5", func(ctx SpecContext) attempt { return s.buy(s.named(ctx, "credit_limit"), 1) })
	refuses("EKY-ERR-06", "an order without a number", "6", edited(func(t *attempt) { t.body = t.body.without("OrderNum") }))
	refuses("EKY-ERR-06", "an order with an empty number", "6", edited(func(t *attempt) { t.body = line1("", t.product.partNum, t.quantity) }))
	for _, quantity := range []string{"0", "-1", "two", "1.5", ""} {
		refuses("EKY-ERR-07", fmt.Sprintf("an order of the quantity %q", quantity), "7", edited(func(t *attempt) { t.body = line1(t.number, t.product.partNum, quantity) }))
	}
	refuses("EKY-ERR-07", "an order without a quantity", "7", edited(func(t *attempt) { t.body = t.body.without("quantity") }))
	refuses("EKY-ERR-07", "an order without a part number", "7", edited(func(t *attempt) { t.body = t.body.without("PartNum") }))
	It("refuses a body that is not well-formed", Decides("EKY-ERR-07"), func(ctx SpecContext) {
		t := s.buy(somePlain(ctx), 1)
		r := s.addRequest(ctx, t)
		r.Body = strings.TrimSuffix(r.Body, "</TransactionOrderLine>")
		a := s.ask(ctx, r)
		if a.order != nil || a.Status() < 400 {
			a.reject(ctx, "a body that is not well-formed is not refused", "BusinessError 7, or the page of a bad request", a.says())
		}
		s.absent(ctx, t.number, "a body that is not well-formed")
	})
	refuses("EKY-ERR-08", "an order of a blocked product", "8", func(ctx SpecContext) attempt {
		return s.buy(s.choose(ctx, "blocked product", withdrawn), 1)
	})
	refuses("EKY-ERR-09", "an order without the license form that its product needs", "9", func(ctx SpecContext) attempt {
		return s.buy(s.choose(ctx, "product that needs a license form", licensed), 1)
	})
	refuses("EKY-ERR-10", "a renewal without the key to renew", "10", func(ctx SpecContext) attempt {
		t := s.buy(s.choose(ctx, "renewal", renewal), 1)
		if t.product.license {
			t.body.user = person
		}
		return t
	})

	It("says in an order's own errors that a product is out of stock", Decides("EKY-ERR-11"), func(ctx SpecContext) {
		t := s.buy(s.named(ctx, "out_of_stock"), 1)
		a := s.add(ctx, t)
		if a.order != nil && a.order.status == schemas.InProcess {
			a = s.settled(ctx, t.number)
		}
		if a.order == nil || a.order.status != schemas.Failed {
			a.reject(ctx, "an order of a product that is out of stock does not end with an error", "an order with the status "+schemas.Failed, a.says())
		}
		switch a.order.errorCode {
		case "11":
		case "3":
			Warn(ctx, a.about(ctx).Finding("out of stock comes with the code 3", "11, as D3's sample has it; its list of such errors numbers it 3", "3"))
		default:
			a.reject(ctx, "out of stock comes with another code", "Code 11", a.order.errorCode)
		}
		if a.order.errorDetails == "" {
			a.reject(ctx, "the order does not say what is wrong", "Details with a text", "none")
		}
	})

	It("leaves neither an order nor a charge behind a refusal", Decides("EKY-ERR-13"), func(ctx SpecContext) {
		p := somePlain(ctx)
		before := s.money(ctx, p.currency)
		bad := s.buy(p, 1)
		bad.body = line1(bad.number, p.partNum, "-1")
		attempts := []attempt{s.unknownProduct(ctx), bad}
		for _, key := range []string{"vendor_error", "credit_limit"} {
			if special, ok := s.special(ctx, key); ok && (s.currency == "" || special.currency == s.currency) {
				attempts = append(attempts, s.buy(special, 1))
			}
		}
		for _, p := range s.products(ctx) {
			if withdrawn(p) && (s.currency == "" || p.currency == s.currency) {
				attempts = append(attempts, s.buy(p, 1))
				break
			}
		}
		for _, t := range attempts {
			a := s.add(ctx, t)
			s.isRefusal(ctx, a, "an order that can't be placed")
			s.absent(ctx, t.number, "it was refused")
		}
		s.charged(ctx, before, p, 0, "refused orders")
	})
}

// balance1 decides CheckMyBalance: D3, "Получение справочной информации".
func (s *session) balance1() {
	It("answers CheckMyBalance", Decides("EKY-BAL-01"), func(ctx SpecContext) {
		a := s.ask(ctx, s.request("CheckMyBalance", "CheckMyBalance", ""))
		a.about(ctx).Expect(a.Status()).To(Is(200), "CheckMyBalance is not answered with 200")
		a.about(ctx).Expect(a.root != nil).To(Is(true), "CheckMyBalance is not answered with well-formed XML")
	})
	It("lowers the balance by what an order costs", Decides("EKY-BAL-02"), func(ctx SpecContext) {
		p := s.choose(ctx, "plain product to order", plain)
		before := s.money(ctx, p.currency)
		s.readable(ctx, before)
		t := s.buy(p, 1)
		s.order(ctx, t, "a plain order")
		if a := s.settled(ctx, t.number); a.order == nil || a.order.status != schemas.Done {
			NotExercised(ctx, "the order is not done: %s", a.says())
		}
		s.charged(ctx, before, p, t.quantity, "an order")
		refusedAt := s.money(ctx, p.currency)
		s.add(ctx, s.unknownProduct(ctx))
		s.charged(ctx, refusedAt, p, 0, "a refused order")
	})
}

// finished1 decides what becomes of the slow orders: D3, "Обработка ошибок".
func (s *session) finished1() {
	for _, end := range []struct{ name, status string }{{laterDone, schemas.Done}, {laterFailed, schemas.Failed}} {
		It("brings an order in process to a final state, and leaves it there: one that "+end.name, Decides("EKY-ADD-06"), func(ctx SpecContext) {
			o := s.wait(ctx, end.name)
			var found Findings
			o.onlyForward(ctx, &found)
			last := o.last()
			if state := last.state(); state != end.status {
				found.Add(last.about(ctx).Finding("the order ended in another state than the configuration says", end.status, state))
			}
			if last.order != nil && last.order.number != o.number {
				found.Add(last.about(ctx).Finding("GetOrder gives another order", o.number, last.order.number))
			}
			found.Settle(ctx)
			Note(ctx, "asked %d times", len(o.answers)-1)
		})
		It("gives an order the same each time, once it is final: one that "+end.name, Decides("EKY-GET-01"), func(ctx SpecContext) {
			var found Findings
			s.wait(ctx, end.name).steady(ctx, &found)
			found.Settle(ctx)
		})
	}
	It("gives errors and no keys with an order that failed", Decides("EKY-ADD-07"), func(ctx SpecContext) {
		o := s.wait(ctx, laterFailed)
		a := o.last()
		if a.order == nil || a.order.status != schemas.Failed {
			NotExercised(ctx, "the order did not fail: %s", a.says())
		}
		if a.order.errorDetails == "" || a.order.errorCode == "" || len(a.order.keys) > 0 {
			a.reject(ctx, "a failed order lacks Details or Code, or has keys", "Errors with Details and Code, and no keys",
				fmt.Sprintf("Details %q, Code %q, %d keys", a.order.errorDetails, a.order.errorCode, len(a.order.keys)))
		}
	})
}

// everyAnswer1 decides what holds for all answers of the run.
func (s *session) everyAnswer1() {
	judged := func(id, text string, wanted func(*answer) bool) {
		It(text, Decides(id), func(ctx SpecContext) {
			all := s.recorded(wanted)
			if len(all) == 0 {
				NotExercised(ctx, "no such answer came in this run")
			}
			var found Findings
			for _, a := range all {
				a.problems(ctx, &found)
			}
			found.Settle(ctx)
			Note(ctx, "%d answers", len(all))
		})
	}
	status := func(operation, status string) func(*answer) bool {
		return func(a *answer) bool { return a.operation == operation && a.order != nil && a.order.status == status }
	}
	judged("EKY-SCH-01", "answers a done order as its schema says", status("AddOrder", schemas.Done))
	judged("EKY-SCH-02", "answers an order in process as its schema says", status("AddOrder", schemas.InProcess))
	judged("EKY-SCH-03", "answers GetOrder as its schema says", func(a *answer) bool { return a.operation == "GetOrder" && a.order != nil })
	judged("EKY-SCH-04", "answers a BusinessError as its schema says", func(a *answer) bool { return a.refusal != nil })

	It("gives one of the three states", Decides("EKY-ADD-02"), func(ctx SpecContext) {
		all := s.recorded(func(a *answer) bool { return a.order != nil })
		if len(all) == 0 {
			NotExercised(ctx, "no order came in this run")
		}
		var found Findings
		for _, a := range all {
			if !slices.Contains([]string{schemas.Done, schemas.InProcess, schemas.Failed}, a.order.status) {
				found.Add(a.about(ctx).Finding("the status is none of the three", strings.Join([]string{schemas.Done, schemas.InProcess, schemas.Failed}, ", "), a.order.status))
			}
		}
		found.Settle(ctx)
	})

	It("gives no key twice", Decides("EKY-ADD-03"), func(ctx SpecContext) {
		var found Findings
		owner := map[string]string{}
		for _, a := range s.recorded(func(a *answer) bool { return a.order != nil }) {
			for _, k := range a.order.keys {
				if other, taken := owner[k.active]; taken && other != a.order.number && k.active != "" {
					found.Add(a.about(ctx).Finding("a key was given to two orders", "keys of order "+a.order.number+" only", strconv.Quote(k.active)+" of order "+other))
				}
				owner[k.active] = a.order.number
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
		for _, a := range s.recorded(func(a *answer) bool { return a.order != nil }) {
			a.linksOfKeys(ctx, &found)
			n += len(a.order.links)
		}
		found.Settle(ctx)
		if n == 0 {
			NotExercised(ctx, "no order of this run has links")
		}
		Note(ctx, "%d links", n)
	})

	It("says in which zone the dates are", Decides("EKY-ADD-11"), func(ctx SpecContext) {
		forms := map[string]bool{}
		for _, a := range s.recorded(func(a *answer) bool { return a.order != nil }) {
			forms["DateOn "+zone(a.order.dateOn)] = true
			for _, k := range a.order.keys {
				forms["DateAdd "+zone(k.date)] = true
			}
		}
		Note(ctx, "%s", strings.Join(keysOfMap(forms), ", "))
	})

	It("says with which errors VendorDetails come", Decides("EKY-ERR-12"), func(ctx SpecContext) {
		if s.t.Scenarios.VendorError != "" {
			s.add(ctx, s.buy(s.named(ctx, "vendor_error"), 1))
		}
		with, without := map[string]bool{}, map[string]bool{}
		for _, a := range s.recorded(func(a *answer) bool { return a.refusal != nil }) {
			if a.refusal.vendor != "" {
				with[a.refusal.code] = true
			} else {
				without[a.refusal.code] = true
			}
		}
		Note(ctx, "VendorDetails came with the codes %v, and not with %v", keysOfMap(with), keysOfMap(without))
	})
}

// zone says how a date tells its zone.
func zone(date string) string {
	_, clock, _ := strings.Cut(date, "T")
	switch {
	case strings.HasSuffix(clock, "Z"):
		return "in UTC (Z)"
	case strings.ContainsAny(clock, "+-"):
		return "with an offset"
	}
	return "without a zone"
}

func keysOfMap(m map[string]bool) []string {
	var all []string
	for k := range m {
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}

// attributed notes the schema's problems that break a requirement. Where an
// answer has more problems than are looked at, none of them proves nothing.
func (a *answer) attributed(ctx context.Context, requirement string, found *Findings) {
	if a.report.Truncated && !slices.ContainsFunc(a.report.Problems, func(p schemas.Problem) bool { return p.Requirement == requirement }) {
		found.Settle(ctx)
		NotExercised(ctx, "an answer of %s has more problems than are looked at", a.operation)
	}
	for _, p := range a.report.Problems {
		if p.Requirement == requirement {
			a.problem(ctx, p, found)
		}
	}
}

// problems notes what the schema found wrong with an answer.
func (a *answer) problems(ctx context.Context, found *Findings) {
	for _, p := range a.report.Problems {
		a.problem(ctx, p, found)
	}
}

func (a *answer) problem(ctx context.Context, p schemas.Problem, found *Findings) {
	found.Add(a.about(ctx).At(run.Place{Path: p.Path, Line: p.Line, Column: p.Column, Offset: p.Offset}).Because(p.Explain).
		Finding(a.operation+": "+p.Message, p.Expected, p.Got))
}
