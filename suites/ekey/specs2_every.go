package ekey

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	. "github.com/montcheck/montcheck/internal/spec"
	"github.com/montcheck/montcheck/suites/transport"
)

// everyAnswer2 decides what holds for all answers of the run.
func (s *session) everyAnswer2() {
	It("can be had whenever it is asked", Decides("MNT-AVL-01"), func(ctx SpecContext) {
		s.send(ctx, s.request(s.balanceMethod(), s.balanceMethod(), "")) // its answer is in the record
		transport.Available(ctx, s.t, s.service.Module)
	})
	It("answers CheckLimits", Decides("EK2-SCH-CheckLimits"), func(ctx SpecContext) {
		if a := s.ask(ctx, s.request("CheckLimits", "CheckLimits", "")); a.result == nil || a.result.isError {
			a.reject(ctx, "CheckLimits gives no result", "CheckLimitsResponse with IsError false", a.says())
		} else if a.result.data != nil {
			for i, limit := range a.result.data.ChildElements() {
				if limit.FindElement(".//LimitType") == nil {
					a.reject(ctx, fmt.Sprintf("limit %d has no LimitType", i+1), "ESD or CSP", "none")
				}
			}
		}
		s.judged2(ctx, "CheckLimits")
	})
	It("wraps every answer in Data, IsError, ErrorCode and Errors", Decides("EK2-ENV-01"), func(ctx SpecContext) {
		var found Findings
		for _, a := range s.recorded(func(a *answer) bool { return a.root != nil }) {
			if a.result == nil {
				found.Add(a.about(ctx).Finding("the answer of "+a.operation+" is not wrapped as documented", a.operation+"Response with "+a.operation+"Result", "the root "+a.root.Tag))
			}
			a.attributed(ctx, "EK2-ENV-01", &found)
		}
		found.Settle(ctx)
	})
	It("says in IsError what ErrorCode, Errors and Data say", Decides("EK2-ENV-02"), func(ctx SpecContext) {
		var found Findings
		for _, a := range s.recorded(func(a *answer) bool { return a.result != nil }) {
			r := a.result
			if !r.isError && (r.code != "0" || r.errors > 0 || r.data == nil || r.empty() && strings.HasSuffix(a.operation, "Order")) || r.isError && r.code == "0" {
				found.Add(a.about(ctx).Finding(a.operation+": IsError does not agree with the rest of the answer", "false with ErrorCode 0, Data and no Errors, or true with an ErrorCode",
					fmt.Sprintf("%v with ErrorCode %s, %d Errors, Data: %v", r.isError, r.code, r.errors, r.data != nil)))
			}
		}
		found.Settle(ctx)
	})
	It("sends states as numbers or as names", Decides("EK2-ADD-08"), func(ctx SpecContext) {
		forms := map[string]bool{}
		for _, a := range s.recorded(func(a *answer) bool { return a.order2 != nil }) {
			forms[a.order2.wireStatus] = true
			if a.order2.wireStatus == "Succeeded" {
				Warn(ctx, a.about(ctx).Finding("the state of an order is spelled Succeeded", "3, or Successed as MONT's public wiki spells it", "Succeeded"))
				return
			}
		}
		Note(ctx, "states came as %v", slices.Sorted(maps.Keys(forms)))
	})
	for _, method := range []string{"AddOrder", "GetOrder", "GetUserInfoDescriptionFor", "CheckEndUserInfo", "GetPriceChanges"} {
		It("answers "+method+" as its schema says", Decides("EK2-SCH-"+method), func(ctx SpecContext) { s.judged2(ctx, method) })
	}
}

func (s *session) judged2(ctx SpecContext, method string) {
	all := s.recorded(func(a *answer) bool { return a.operation == method && (a.root != nil || a.fails()) })
	if len(all) == 0 {
		reason := "no answer of " + method + " came in this run"
		if method == "CheckEndUserInfo" {
			reason += ", which takes a form as EK2-SCH-GetUserInfoDescriptionFor has it"
		}
		NotExercised(ctx, "%s", reason)
	}
	var found Findings
	for _, a := range all {
		if a.root == nil {
			found.Add(a.about(ctx).Finding(method+" is answered with no XML", method+"Response", a.says()))
		}
		a.problems(ctx, &found)
	}
	found.Settle(ctx)
	Note(ctx, "%d answers", len(all))
}

// fails tells whether an answer is a page where there is no reason for one:
// orders may have been asked for in hostile words.
func (a *answer) fails() bool {
	return !strings.HasSuffix(a.operation, "Order") && (a.Status() == 200 || a.Status() >= 500)
}

// states2 decides what states orders and lines have.
func (s *session) states2(ctx SpecContext) {
	all := s.recorded(func(a *answer) bool { return a.order2 != nil })
	if len(all) == 0 {
		NotExercised(ctx, "no order came in this run")
	}
	var found Findings
	documented := []string{inProcess2, failed2, done2}
	warned := false
	for _, a := range all {
		wholly := true
		for _, l := range a.order2.lines {
			wholly = wholly && l.status == done2
			if !slices.Contains(documented, l.status) {
				found.Add(a.about(ctx).Finding("line "+l.number+" has a state that is not documented", "1, 2 or 3", l.status))
			}
		}
		switch status := a.order2.status; {
		case !slices.Contains(documented, status):
			found.Add(a.about(ctx).Finding("the order has a state that is not documented", "1, 2 or 3", status))
		case status == done2 && !wholly:
			found.Add(a.about(ctx).Finding("the order is done, and not all of its lines are", "1, until all lines are 3", status))
		case status == inProcess2 && wholly && len(a.order2.lines) > 0:
			found.Add(a.about(ctx).Finding("the order is in process, and all of its lines are done", "3, once all lines are 3", status))
		case status == failed2 && !warned:
			warned = true
			Warn(ctx, a.about(ctx).Finding("an order as a whole has the state 2", "1 or 3, as MONT's public wiki says; D1 allows 2", status))
		}
	}
	found.Settle(ctx)
}
