package ekey

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/internal/run"
	. "github.com/montcheck/montcheck/internal/spec"
	"github.com/montcheck/montcheck/schemas"
	"github.com/montcheck/montcheck/suites/transport"
)

// everyAnswer1 decides what holds for all answers of the run.
func (s *session) everyAnswer1() {
	It("can be had whenever it is asked", Decides("MNT-AVL-01"), func(ctx SpecContext) {
		s.send(ctx, s.request(s.balanceMethod(), s.balanceMethod(), "")) // its answer is in the record
		transport.Available(ctx, s.t, s.service.Module)
	})
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
	inProcess := func(a *answer) bool { return a.order != nil && a.order.status == schemas.InProcess }
	judged("EKY-SCH-01", "answers a finished order as its schema says", func(a *answer) bool { return a.operation == "AddOrder" && a.gives() && !inProcess(a) })
	judged("EKY-SCH-02", "answers an order in process as its schema says", func(a *answer) bool { return a.operation == "AddOrder" && inProcess(a) })
	judged("EKY-SCH-03", "answers GetOrder as its schema says", func(a *answer) bool { return a.operation == "GetOrder" && a.gives() })
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
			a.attributed(ctx, "EKY-ADD-02", &found)
		}
		found.Settle(ctx)
	})
	for _, state := range []struct{ text, id, status string }{
		{"gives neither keys nor links nor errors with any order in process", "EKY-ADD-05", schemas.InProcess},
		{"gives an error and no keys with every order that failed", "EKY-ADD-07", schemas.Failed},
	} {
		It(state.text, Decides(state.id), func(ctx SpecContext) {
			all := s.recorded(func(a *answer) bool { return a.order != nil && a.order.status == state.status })
			if len(all) == 0 {
				NotExercised(ctx, "no order of this run was in that state")
			}
			var found Findings
			for _, a := range all {
				a.attributed(ctx, state.id, &found, schemas.OutOfOrder) // that is the schema's own requirement
			}
			found.Settle(ctx)
			Note(ctx, "%d answers", len(all))
		})
	}

	It("gives no key twice", Decides("EKY-ADD-03"), func(ctx SpecContext) {
		var found Findings
		owner := map[string]string{}
		for _, a := range s.recorded(func(a *answer) bool {
			return a.order != nil && a.order.status == schemas.Done && strings.TrimSpace(a.order.number) == a.asked
		}) {
			for _, k := range a.order.keys {
				if other, taken := owner[k.active]; taken && other != a.asked && k.active != "" {
					found.Add(a.about(ctx).Finding("a key was given to two orders", "keys of order "+a.asked+" only", strconv.Quote(k.active)+" of order "+other))
				}
				owner[k.active] = a.asked
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
		Note(ctx, "%s", strings.Join(slices.Sorted(maps.Keys(forms)), ", "))
	})

	It("says with which errors VendorDetails come", Decides("EKY-ERR-12"), func(ctx SpecContext) {
		if s.t.Scenarios.VendorError != "" {
			s.add(ctx, s.buy(s.named(ctx, "vendor_error"), 1).mustRefuse(orders.Invalid))
		}
		with, without := map[string]bool{}, map[string]bool{}
		for _, a := range s.recorded(func(a *answer) bool { return a.refusal != nil }) {
			if a.refusal.vendor != "" {
				with[a.refusal.code] = true
			} else {
				without[a.refusal.code] = true
			}
		}
		Note(ctx, "VendorDetails came with the codes %v, and not with %v", slices.Sorted(maps.Keys(with)), slices.Sorted(maps.Keys(without)))
	})
}

// gives tells whether an answer is an order, or should be one: it is neither
// an order nor a refusal.
func (a *answer) gives() bool {
	return a.order != nil || a.refusal == nil && a.root != nil && a.Status() == 200
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

// attributed notes the schema's problems that break a requirement. Where an
// answer has more problems than are looked at, none of them proves nothing.
func (a *answer) attributed(ctx context.Context, requirement string, found *Findings, but ...schemas.Kind) {
	if a.report.Truncated && !slices.ContainsFunc(a.report.Problems, func(p schemas.Problem) bool { return p.Requirement == requirement }) {
		found.Settle(ctx)
		own := "EKY-SCH-01"
		if a.result != nil {
			own = "EK2-SCH-" + a.operation
		}
		NotExercised(ctx, "an answer of %s has more problems than are looked at: see %s", a.operation, own)
	}
	for _, p := range a.report.Problems {
		if p.Requirement == requirement && !slices.Contains(but, p.Kind) {
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
