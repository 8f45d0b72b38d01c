package v2

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/decimals"
	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/orders"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/ekey/ordering"
)

// slowOrders places what takes long before anything else.
func (s *session) slowOrders() {
	for _, scenario := range []struct {
		name string
		key  environment.Scenario
	}{{ordering.LaterDone, environment.FinishesLater},
		{ordering.LaterFailed, environment.FinishesAndFails}} {
		It("places an order of which one line is done and one "+scenario.name, Decides("EK2-ADD-04"),
			func(ctx SpecContext) {
				t := s.buy(s.APlain(ctx), s.Named(ctx, scenario.key))
				a := s.order(ctx, t, "an order with a line of "+scenario.key.String())
				if scenario.name == ordering.LaterFailed { // whose number must stay taken whatever becomes of it
					s.Again = s.add(ctx, t.mustRefuse(orders.Taken))
				}
				s.Slow[scenario.name] = s.Watch(ctx, scenario.name, t.number, a)
				var found Findings
				resultsWhereDone(ctx, a, &found)
				found.Settle(ctx)
				if orderIn(a).status != inProcess {
					NotExercised(ctx, "the order is not in process: its status is %s", orderIn(a).status)
				}
			})
	}
}

// resultsWhereDone notes lines that have results though they are not wholly
// done, and done ones without any.
func resultsWhereDone(ctx context.Context, a *ordering.Answer, found *Findings) {
	for _, l := range orderIn(a).lines {
		results := len(l.keys) + len(l.links) + len(l.files)
		if l.status != done && results > 0 {
			found.Add(
				a.About(ctx).Finding(fmt.Sprintf("line %s has results, though its status is %s", l.number, l.status),
					"Keys, Links and Files only in lines wholly done", strconv.Itoa(results)+" results"))
		}
		if l.status == done && results == 0 && l.subscription == "" {
			found.Add(
				a.About(ctx).Finding(fmt.Sprintf("line %s is done and has neither keys nor links nor files", l.number),
					"a result", "none"))
		}
		if n := strconv.Itoa(len(l.keys)); l.status == done && len(l.keys) > 1 && n != l.quantity {
			found.Add(
				a.About(ctx).Finding(fmt.Sprintf("line %s has neither a key for each unit nor one for all", l.number),
					l.quantity+" keys, or 1", n))
		}
	}
}

// finished decides what becomes of the slow orders.
func (s *session) finished() {
	for _, name := range []string{ordering.LaterDone, ordering.LaterFailed} {
		It("moves the states of lines only forward: the order of which one line "+name, Decides("EK2-GET-01"),
			func(ctx SpecContext) {
				o := s.Wait(ctx, name)
				var found Findings
				o.OnlyForward(ctx, &found)
				o.Steady(ctx, &found)
				sameLines(ctx, o, &found)
				found.Settle(ctx)
				o.Finished(ctx)
				Note(ctx, "asked %d times; ended as %s", len(o.Answers)-1, o.Last().State())
			})
	}
}

// results judges which lines have results, and which states they have.
func (s *session) results() {
	It("fills results only in lines wholly done", Decides("EK2-ADD-04"), func(ctx SpecContext) {
		var found Findings
		all := s.Recorded(func(a *ordering.Answer) bool { return a.Given() })
		for _, a := range all {
			resultsWhereDone(ctx, a, &found)
		}
		found.Settle(ctx)
		if len(all) == 0 {
			NotExercised(ctx, "no order came in this run")
		}
		Note(ctx, "%d orders", len(all))
	})
	It("gives documented states to orders and lines", Decides("EK2-ADD-03"), s.states)
}

// failures judges what failed lines say.
func (s *session) failures() {
	s.eachLine("says of a failed line why it failed", "EK2-ADD-09",
		func(ctx SpecContext, l line, found func(summary, expected, got string)) bool {
			if says := l.errorCode != "" && l.errorCode != "0" && l.errorText != ""; l.status == failed && !says {
				found("line "+l.number+" failed and does not say why", "an ErrorCode other than 0 and an ErrorText",
					fmt.Sprintf("ErrorCode %q, ErrorText %q", l.errorCode, l.errorText))
			}
			if l.status != failed && (l.errorCode != "" && l.errorCode != "0" || l.errorText != "") {
				found("line "+l.number+" has an error, though its status is "+l.status,
					"neither ErrorCode nor ErrorText but in failed lines",
					fmt.Sprintf("ErrorCode %q, ErrorText %q", l.errorCode, l.errorText))
			}
			return l.status == failed
		})
}

// sums judges what lines cost.
func (s *session) sums() {
	s.eachLine("charges for a line what its units cost", "EK2-ADD-10",
		func(ctx SpecContext, l line, found func(summary, expected, got string)) bool {
			sum, err := decimals.Parse(l.sum)
			price, err2 := decimals.Parse(l.price)
			quantity, err3 := decimals.Parse(l.quantity)
			if errors.Join(err, err2, err3) != nil {
				return false // for the schema to say
			}
			if want := price.Mul(quantity); !sum.Round(2).Equal(want.Round(2)) {
				found("line "+l.number+" has another TotalSumm than its units cost",
					fmt.Sprintf("%s, which is %s x %s", want, quantity, price), l.sum)
			}
			i := slices.IndexFunc(s.Products(ctx),
				func(p ordering.Product) bool { return p.PartNum == strings.TrimSpace(l.partNum) })
			if i >= 0 && !ordering.SameCurrency(s.Catalogue[i].Currency, l.currency) {
				found("line "+l.number+" has another currency than its product",
					s.Catalogue[i].Currency+", as in the price list", l.currency)
			}
			return true
		})
}

// eachLine registers a spec that holds every line of the run's answers
// against a check, which tells whether the line was of the sort it is about.
func (s *session) eachLine(text, requirement string,
	check func(ctx SpecContext, l line, found func(summary, expected, got string)) bool) {
	It(text, Decides(requirement), func(ctx SpecContext) {
		var found Findings
		n := 0
		for _, a := range s.Recorded(func(a *ordering.Answer) bool { return a.Given() }) {
			for _, l := range orderIn(a).lines {
				if check(ctx, l,
					func(summary, expected, got string) { found.Add(a.About(ctx).Finding(summary, expected, got)) }) {
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

// states decides what states orders and lines have.
func (s *session) states(ctx SpecContext) {
	all := s.Recorded(func(a *ordering.Answer) bool { return a.Given() })
	if len(all) == 0 {
		NotExercised(ctx, "no order came in this run")
	}
	var found Findings
	documented := []string{inProcess, failed, done}
	warned := false
	for _, a := range all {
		wholly := true
		for _, l := range orderIn(a).lines {
			wholly = wholly && l.status == done
			if !slices.Contains(documented, l.status) {
				found.Add(
					a.About(ctx).Finding("line "+l.number+" has a state that is not documented", "1, 2 or 3", l.status))
			}
		}
		switch status := orderIn(a).status; {
		case !slices.Contains(documented, status):
			found.Add(a.About(ctx).Finding("the order has a state that is not documented", "1, 2 or 3", status))
		case status == done && !wholly:
			found.Add(
				a.About(ctx).Finding("the order is done, and not all of its lines are",
					"1, until all lines are 3", status))
		case status == inProcess && wholly && len(orderIn(a).lines) > 0:
			found.Add(
				a.About(ctx).Finding("the order is in process, and all of its lines are done",
					"3, once all lines are 3", status))
		case status == failed && !warned:
			warned = true
			Warn(ctx,
				a.About(ctx).Finding("an order as a whole has the state 2",
					"1 or 3, as MONT's public wiki says; D1 allows 2", status))
		}
	}
	found.Settle(ctx)
}
