package ekey

import (
	"fmt"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	. "github.com/montcheck/montcheck/internal/spec"
)

// forms2 decides license forms and subscriptions: D1, "Сценарий работы".
func (s *session) forms2() {
	licensed := func(ctx SpecContext) product {
		return s.choose(ctx, "product that needs a license form", func(p product) bool { return p.license && !p.blocked && !p.renewal && !p.subscribed })
	}
	It("accepts a license form filled as its description says", Decides("EK2-ADD-05", "EK2-ADD-06"), func(ctx SpecContext) {
		p := licensed(ctx)
		form := s.filled(ctx, p)
		check := s.ask(ctx, s.request("CheckEndUserInfo", "CheckEndUserInfo", check2(p.partNum, form)))
		if check.result == nil || check.result.isError {
			check.reject(ctx, "CheckEndUserInfo gives no result", "IsError false", check.says())
		}
		for _, f := range check.result.descriptions() {
			if f.hasError {
				check.reject(ctx, "CheckEndUserInfo finds an error in a form filled as described", "HasError false in each field", "HasError true in "+f.name)
			}
		}
		t := s.buy2(p)
		t.lines[0].form = form
		s.order2(ctx, t, "an order with a license form filled as described")
	})
	It("refuses an order without the license form that its product needs", Decides("EK2-ERR-12", "EK2-ADD-05"), func(ctx SpecContext) {
		t := s.buy2(licensed(ctx))
		s.refused2(ctx, t, "an order without the license form", "12")
		s.absent2(ctx, t.number, "an order without its license form was refused")
	})
	It("refuses a license form that lacks a required field", Decides("EK2-ADD-06"), func(ctx SpecContext) {
		p := licensed(ctx)
		form := s.filled(ctx, p)
		if len(form) == 0 {
			NotExercised(ctx, "the description has no required field")
		}
		t := s.buy2(p)
		t.lines[0].form = form[1:]
		s.refused2(ctx, t, "a license form without "+form[0][0])
	})
	It("marks the fields of a license form that are wrong", Decides("EK2-FORM-01"), func(ctx SpecContext) {
		p := licensed(ctx)
		right, wrong := s.filled(ctx, p), s.filledWrongly(ctx, p)
		for _, c := range []struct {
			form  [][2]string
			wrong bool
		}{{right, false}, {wrong, true}} {
			a := s.ask(ctx, s.request("CheckEndUserInfo", "CheckEndUserInfo", check2(p.partNum, c.form)))
			if a.result == nil || a.result.isError {
				a.reject(ctx, "CheckEndUserInfo gives no result", "IsError false, whatever the form", a.says())
			}
			marked := slices.ContainsFunc(a.result.descriptions(), func(f field) bool { return f.hasError })
			if marked != c.wrong {
				a.reject(ctx, "CheckEndUserInfo does not tell a wrong form from a right one", fmt.Sprintf("HasError %v in some field", c.wrong), fmt.Sprintf("HasError %v", marked))
			}
		}
	})
	It("refuses a license form filled against the rules of its fields", Decides("EK2-ERR-200"), func(ctx SpecContext) {
		p := licensed(ctx)
		t := s.buy2(p)
		t.lines[0].form = s.filledWrongly(ctx, p)
		s.refused2(ctx, t, "a license form filled wrongly", "200")
		s.absent2(ctx, t.number, "a license form filled wrongly was refused")
	})
	subscription := func(ctx SpecContext) product {
		return s.choose(ctx, "subscription", func(p product) bool { return p.subscribed && !p.blocked && !p.license && !p.renewal })
	}
	It("accepts a subscription with its subscriber", Decides("EK2-ADD-07"), func(ctx SpecContext) {
		if s.t.Scenarios.Subscriber == "" {
			NotExercised(ctx, "a subscription needs a subscriber that MONT knows: configure scenarios.subscriber")
		}
		t := s.buy2(subscription(ctx))
		t.lines[0].subscriber = s.t.Scenarios.Subscriber
		s.order2(ctx, t, "a subscription with its subscriber")
	})
	It("refuses a subscription without a subscriber", Decides("EK2-ADD-07", "EK2-ERR-87"), func(ctx SpecContext) {
		s.refused2(ctx, s.buy2(subscription(ctx)), "a subscription without a subscriber", "87")
	})
	It("refuses a subscription with a subscriber that does not exist", Decides("EK2-ERR-75"), func(ctx SpecContext) {
		t := s.buy2(subscription(ctx))
		t.lines[0].subscriber = "00000000-0000-4000-8000-00006d6f6e74"
		s.refused2(ctx, t, "a subscription with an unknown subscriber", "75")
	})
}

// filledWrongly fills a product's form as described but for one field, which
// gets a value that its rule or its length forbids.
func (s *session) filledWrongly(ctx SpecContext, p product) [][2]string {
	form := s.filled(ctx, p)
	for _, f := range s.described(ctx, p) {
		i := slices.IndexFunc(form, func(v [2]string) bool { return v[0] == f.name })
		for _, bad := range []string{"?", strings.Repeat("x", f.most+1)} {
			if i >= 0 && f.values == "" && !f.fits(bad) && (f.rule != "" || f.most > 0) {
				form[i][1] = bad
				return form
			}
		}
	}
	NotExercised(ctx, "no rule of the form's fields forbids anything")
	return nil
}

// described asks which fields a product's license form has.
func (s *session) described(ctx SpecContext, p product) []field {
	a := s.ask(ctx, s.request("GetUserInfoDescriptionFor", "GetUserInfoDescriptionFor", describe2(p.partNum)))
	if a.result == nil || a.result.isError {
		a.reject(ctx, "GetUserInfoDescriptionFor gives no result", "IsError false, and Descriptions", a.says())
	}
	all := a.result.descriptions()
	if len(all) == 0 {
		a.reject(ctx, "the product needs a license form, and no field of it is described", "Descriptions with fields", "none")
	}
	return all
}

// filled asks which fields a product's form has and fills the required ones.
func (s *session) filled(ctx SpecContext, p product) [][2]string {
	described := s.described(ctx, p)
	var form [][2]string
	for _, f := range described {
		if !f.required || len(f.partNums) > 0 && !slices.Contains(f.partNums, p.partNum) {
			continue
		}
		value, ok := f.fill()
		if !ok {
			NotExercised(ctx, "no value known to us fits the field %s (%q, %d to %d characters)", f.name, f.rule, f.least, f.most)
		}
		form = append(form, [2]string{f.name, value})
	}
	return form
}
