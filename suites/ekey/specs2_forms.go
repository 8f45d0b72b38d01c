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
	aLicensed := func(ctx SpecContext) product {
		return s.choose(ctx, "product that needs a license form", licensed)
	}
	It("accepts a license form filled as its description says", Decides("EK2-ADD-05", "EK2-ADD-06"), func(ctx SpecContext) {
		p := aLicensed(ctx)
		form := s.filled(ctx, p)
		check := s.ask(ctx, s.request("CheckEndUserInfo", "CheckEndUserInfo", check2(p.partNum, form)))
		if check.result == nil || check.result.isError {
			check.reject(ctx, "CheckEndUserInfo gives no result", "IsError false", check.says())
		}
		if marked := check.result.marked(); len(marked) > 0 {
			check.reject(ctx, "CheckEndUserInfo finds an error in a form filled as described", "HasError false in each field", fmt.Sprintf("HasError true in %q", marked))
		}
		t := s.buy2(p)
		t.lines[0].form = form
		s.order2(ctx, t, "an order with a license form filled as described")
	})
	It("refuses an order without the license form that its product needs", Decides("EK2-ERR-12", "EK2-ADD-05"), func(ctx SpecContext) {
		t := s.buy2(aLicensed(ctx))
		s.refused2(ctx, t, "an order without the license form", "12")
		s.absent2(ctx, t.number, "an order without its license form was refused")
	})
	It("refuses a license form that lacks a required field", Decides("EK2-ADD-06"), func(ctx SpecContext) {
		p := aLicensed(ctx)
		form := s.filled(ctx, p)
		if len(form) == 0 {
			NotExercised(ctx, "the description has no required field")
		}
		t := s.buy2(p)
		t.lines[0].form = form[1:]
		s.refused2(ctx, t, "a license form without "+form[0][0])
	})
	It("marks the fields of a license form that are wrong", Decides("EK2-FORM-01"), func(ctx SpecContext) {
		p := aLicensed(ctx)
		wrong, name := s.filledWrongly(ctx, p)
		for _, c := range []struct {
			form   [][2]string
			marked []string
		}{{s.filled(ctx, p), nil}, {wrong, []string{name}}} {
			a := s.ask(ctx, s.request("CheckEndUserInfo", "CheckEndUserInfo", check2(p.partNum, c.form)))
			if a.result == nil || a.result.isError {
				a.reject(ctx, "CheckEndUserInfo gives no result", "IsError false, whatever the form", a.says())
			}
			if marked := a.result.marked(); !slices.Equal(marked, c.marked) {
				a.reject(ctx, "CheckEndUserInfo does not mark the fields that are wrong, and no others", fmt.Sprintf("HasError true in %q", c.marked), fmt.Sprintf("HasError true in %q", marked))
			}
		}
	})
	It("refuses a license form filled against the rules of its fields", Decides("EK2-ERR-200"), func(ctx SpecContext) {
		p := aLicensed(ctx)
		t := s.buy2(p)
		t.lines[0].form, _ = s.filledWrongly(ctx, p)
		s.refused2(ctx, t, "a license form filled wrongly", "200")
		s.absent2(ctx, t.number, "a license form filled wrongly was refused")
	})
	aSubscription := func(ctx SpecContext) product {
		return s.choose(ctx, "subscription", subscription)
	}
	It("accepts a subscription with its subscriber", Decides("EK2-ADD-07"), func(ctx SpecContext) {
		if s.t.Scenarios.Subscriber == "" {
			NotExercised(ctx, "a subscription needs a subscriber that MONT knows: configure scenarios.subscriber")
		}
		t := s.buy2(aSubscription(ctx))
		t.lines[0].subscriber = s.t.Scenarios.Subscriber
		s.order2(ctx, t, "a subscription with its subscriber")
	})
	It("refuses a subscription without a subscriber", Decides("EK2-ADD-07", "EK2-ERR-87"), func(ctx SpecContext) {
		t := s.buy2(aSubscription(ctx))
		s.refused2(ctx, t, "a subscription without a subscriber", "87")
		s.absent2(ctx, t.number, "a subscription without a subscriber was refused")
	})
	It("refuses a subscription with a subscriber that does not exist", Decides("EK2-ERR-75"), func(ctx SpecContext) {
		t := s.buy2(aSubscription(ctx))
		t.lines[0].subscriber = "00000000-0000-4000-8000-00006d6f6e74"
		s.refused2(ctx, t, "a subscription with an unknown subscriber", "75")
		s.absent2(ctx, t.number, "a subscription with an unknown subscriber was refused")
	})
}

// filledWrongly fills a product's form as described but for one field, which
// gets a value that its rule or its length forbids. It returns that field's
// name too.
func (s *session) filledWrongly(ctx SpecContext, p product) (form [][2]string, name string) {
	form = s.filled(ctx, p)
	for _, f := range s.described(ctx, p) {
		i := slices.IndexFunc(form, func(v [2]string) bool { return v[0] == f.name })
		for _, bad := range []string{"?", strings.Repeat("x", f.most+1)} {
			if i >= 0 && f.values == "" && !f.fits(bad) && (f.rule != "" || f.most > 0) {
				form[i][1] = bad
				return form, f.name
			}
		}
	}
	NotExercised(ctx, "no rule of the form's fields forbids anything")
	return nil, ""
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
