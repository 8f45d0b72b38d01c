package v1

import (
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/orders"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/schemas"
	"github.com/montcheck/montcheck/suites/ekey/ordering"
)

// slowOrders places what takes long before anything else: D3, "Ожидание
// результата".
func (s *session) slowOrders() {
	for _, scenario := range []struct {
		name string
		key  environment.Scenario
	}{{ordering.LaterDone, environment.FinishesLater},
		{ordering.LaterFailed, environment.FinishesAndFails}} {
		name := scenario.name
		It("answers an order in process without keys, links and errors: one that "+name, Decides("EKY-ADD-05"),
			func(ctx SpecContext) {
				t := s.buy(s.Named(ctx, scenario.key), 1)
				a := s.order(ctx, t, "an order of "+scenario.key.String())
				if orderIn(a).status != schemas.InProcess {
					NotExercised(ctx, "%s is %s, whose order is at once %q", scenario.key, t.product.PartNum,
						orderIn(a).status)
				}
				if name == ordering.LaterFailed { // whose number must stay taken whatever becomes of it
					s.Again = s.add(ctx, t.mustRefuse(orders.Taken))
				}
				s.Slow[name] = s.Watch(ctx, name, t.number, a)
				if n := len(orderIn(a).keys) + len(orderIn(a).links); n > 0 || orderIn(a).hasErrors {
					a.Reject(ctx, "an order in process already has results", "empty Keys, Links and Errors",
						fmt.Sprintf("%d keys, %d links, errors: %v", len(orderIn(a).keys), len(orderIn(a).links),
							orderIn(a).hasErrors))
				}
			})
	}
}

// finished decides what becomes of the slow orders: D3, "Обработка ошибок".
func (s *session) finished() {
	for _, end := range []struct{ name, status string }{{ordering.LaterDone, schemas.Done},
		{ordering.LaterFailed, schemas.Failed}} {
		It("brings an order in process to a final state, and leaves it there: one that "+end.name,
			Decides("EKY-ADD-06"), func(ctx SpecContext) {
				o := s.Wait(ctx, end.name)
				var found Findings
				o.OnlyForward(ctx, &found)
				found.Settle(ctx)
				s.endsInTime(ctx, o)
				o.Finished(ctx)
				last := o.Last()
				if state := last.State(); state != end.status {
					found.Add(
						last.About(ctx).Finding("the order ended in another state than the configuration says",
							end.status, state))
				}
				if last.Given() && strings.TrimSpace(orderIn(last).number) != o.Number {
					found.Add(last.About(ctx).Finding("GetOrder gives another order", o.Number, orderIn(last).number))
				}
				found.Settle(ctx)
				Note(ctx, "asked %d times", len(o.Answers)-1)
			})
		It("gives an order the same each time, once it is final: one that "+end.name, Decides("EKY-GET-01"),
			func(ctx SpecContext) {
				var found Findings
				o := s.Wait(ctx, end.name)
				o.Steady(ctx, &found)
				identical(ctx, o, &found)
				found.Settle(ctx)
				o.Finished(ctx)
			})
	}
	It("gives errors and no keys with an order that failed", Decides("EKY-ADD-07"), func(ctx SpecContext) {
		o := s.Wait(ctx, ordering.LaterFailed)
		a := o.Last()
		if !a.Given() || orderIn(a).status != schemas.Failed {
			NotExercised(ctx, "the order did not fail: %s", a.Says())
		}
		if orderIn(a).errorDetails == "" || orderIn(a).errorCode == "" || len(orderIn(a).keys) > 0 {
			a.Reject(ctx, "a failed order lacks Details or Code, or has keys",
				"Errors with Details and Code, and no keys",
				fmt.Sprintf("Details %q, Code %q, %d keys", orderIn(a).errorDetails, orderIn(a).errorCode,
					len(orderIn(a).keys)))
		}
	})
}
