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
		s.sell(ctx, "product that needs a license form", licensed, "an order with a license form filled as described", func(t *attempt2) {
			p := t.products[0]
			form := s.filled(ctx, p)
			check := s.check(ctx, p, form)
			if marked := check.result.marked(); len(marked) > 0 {
				check.reject(ctx, "CheckEndUserInfo finds an error in a form filled as described", "HasError false in each field", fmt.Sprintf("HasError true in %q", marked))
			}
			t.lines[0].form = form
		})
	})
	It("refuses an order without the license form that its product needs", Decides("EK2-ERR-12", "EK2-ADD-05"), func(ctx SpecContext) {
		t := s.buy2(aLicensed(ctx))
		s.refused2(ctx, t, "an order without the license form", "12")
		s.absent2(ctx, t.number, "an order without its license form was refused")
		s.refusedBehind(ctx, t, "an order without the license form", "12")
	})
	It("refuses a license form that lacks a required field", Decides("EK2-ADD-06"), func(ctx SpecContext) {
		p := aLicensed(ctx)
		form := s.filled(ctx, p)
		if len(form) == 0 {
			NotExercised(ctx, "the description has no required field")
		}
		for i, field := range form {
			t := s.buy2(p)
			t.lines[0].form = slices.Delete(slices.Clone(form), i, i+1)
			s.refused2(ctx, t, "a license form without "+field[0])
		}
	})
	It("describes the fields of a product the same beside another one", Decides("EK2-ADD-06"), func(ctx SpecContext) {
		p := aLicensed(ctx)
		other, ok := s.cheapest(s.products(ctx), func(q product) bool { return licensed(q) && q.partNum != p.partNum })
		if !ok {
			Note(ctx, "the price list has one product that needs a license form")
			return
		}
		for _, parts := range [][]string{{p.partNum, other.partNum}, {other.partNum, p.partNum}} {
			a := s.describes(ctx, parts...)
			if alone, both := namesFor(p, s.described(ctx, p)), namesFor(p, a.result.descriptions()); !slices.Equal(alone, both) {
				a.reject(ctx, "beside another product the fields of "+p.partNum+" are others", strings.Join(alone, ", "), strings.Join(both, ", "))
			}
		}
	})
	It("marks the fields of a license form that are wrong", Decides("EK2-FORM-01"), func(ctx SpecContext) {
		p := aLicensed(ctx)
		right := s.filled(ctx, p)
		forms := append(s.filledWrongly(ctx, p), wrongForm{form: right})
		all := wrongForm{form: slices.Clone(right)}
		for _, w := range forms {
			for i, field := range w.form {
				if i < len(all.form) && slices.Contains(w.fields, field[0]) && !slices.Contains(all.fields, field[0]) {
					all.form[i], all.fields = field, append(all.fields, field[0])
				}
			}
		}
		for i, field := range right {
			forms = append(forms, wrongForm{slices.Delete(slices.Clone(right), i, i+1), []string{field[0]}})
		}
		for _, w := range append(forms, all) {
			a := s.check(ctx, p, w.form)
			marked, wrong := slices.Sorted(slices.Values(a.result.marked())), slices.Sorted(slices.Values(w.fields))
			if !slices.Equal(marked, wrong) {
				a.reject(ctx, "CheckEndUserInfo does not mark the fields that are wrong, and no others", fmt.Sprintf("HasError true in %q", wrong), fmt.Sprintf("HasError true in %q", marked))
			}
		}
	})
	It("refuses a license form filled against the rules of its fields", Decides("EK2-ERR-200"), func(ctx SpecContext) {
		p := aLicensed(ctx)
		for _, w := range s.filledWrongly(ctx, p) {
			t := s.buy2(p)
			t.lines[0].form = w.form
			s.refused2(ctx, t, "a license form with a wrong "+w.fields[0], "200")
			s.absent2(ctx, t.number, "a license form filled wrongly was refused")
		}
	})
	aSubscription := func(ctx SpecContext) product {
		return s.choose(ctx, "subscription", subscription)
	}
	It("accepts a subscription with its subscriber", Decides("EK2-ADD-07"), func(ctx SpecContext) {
		if s.t.Scenarios.Subscriber == "" {
			NotExercised(ctx, "a subscription needs a subscriber that MONT knows: configure scenarios.subscriber")
		}
		s.sell(ctx, "subscription", subscription, "a subscription with its subscriber", func(t *attempt2) {
			t.lines[0].subscriber = s.t.Scenarios.Subscriber
		})
	})
	It("refuses a subscription without a subscriber", Decides("EK2-ADD-07", "EK2-ERR-87"), func(ctx SpecContext) {
		t := s.buy2(aSubscription(ctx))
		s.refused2(ctx, t, "a subscription without a subscriber", "87")
		s.absent2(ctx, t.number, "a subscription without a subscriber was refused")
		s.refusedBehind(ctx, t, "a subscription without a subscriber", "87")
	})
	It("refuses a subscription with a subscriber that does not exist", Decides("EK2-ERR-75"), func(ctx SpecContext) {
		t := s.buy2(aSubscription(ctx))
		t.lines[0].subscriber = "00000000-0000-4000-8000-00006d6f6e74"
		s.refused2(ctx, t, "a subscription with an unknown subscriber", "75")
		s.absent2(ctx, t.number, "a subscription with an unknown subscriber was refused")
		s.refusedBehind(ctx, t, "a subscription with an unknown subscriber", "75")
	})
}

// wrongForm is a form with the names of the fields that are filled wrongly.
type wrongForm struct {
	form   [][2]string
	fields []string
}

// filledWrongly fills a product's form as described but for one field, which
// gets a value that its rule or its length forbids: each way in which each
// field can be wrong.
func (s *session) filledWrongly(ctx SpecContext, p product) (all []wrongForm) {
	right := s.filled(ctx, p)
	for _, f := range s.described(ctx, p) {
		i := slices.IndexFunc(right, func(v [2]string) bool { return v[0] == f.name })
		for _, bad := range []string{"?", strings.Repeat("x", f.most+1)} {
			if i >= 0 && f.values == "" && !f.fits(bad) && (f.rule != "" || f.most > 0) {
				form := slices.Clone(right)
				form[i][1] = bad
				all = append(all, wrongForm{form, []string{f.name}})
			}
		}
	}
	if len(all) == 0 {
		NotExercised(ctx, "no rule of the form's fields forbids anything")
	}
	return all
}

// check has the service check a product's form.
func (s *session) check(ctx SpecContext, p product, form [][2]string) *answer {
	a := s.ask(ctx, s.request("CheckEndUserInfo", "CheckEndUserInfo", check2(p.partNum, form)))
	if a.result == nil {
		NotExercised(ctx, "CheckEndUserInfo gives no result (%s): see EK2-SCH-CheckEndUserInfo", a.says())
	}
	if a.result.isError {
		a.reject(ctx, "CheckEndUserInfo gives no result", "IsError false, whatever the form", a.says())
	}
	return a
}

// describes asks which fields the license forms of products have.
func (s *session) describes(ctx SpecContext, partNums ...string) *answer {
	a := s.ask(ctx, s.request("GetUserInfoDescriptionFor", "GetUserInfoDescriptionFor", describe2(partNums...)))
	if a.result == nil {
		NotExercised(ctx, "GetUserInfoDescriptionFor gives no result (%s): see EK2-SCH-GetUserInfoDescriptionFor", a.says())
	}
	if a.result.isError {
		a.reject(ctx, "GetUserInfoDescriptionFor gives no result", "IsError false, and Descriptions", a.says())
	}
	return a
}

// namesFor are the names of the fields that a product needs.
func namesFor(p product, described []field) (names []string) {
	for _, f := range described {
		if len(f.partNums) == 0 || slices.Contains(f.partNums, p.partNum) {
			names = append(names, f.name)
		}
	}
	slices.Sort(names)
	return names
}

// described are the fields that a product's license form has.
func (s *session) described(ctx SpecContext, p product) []field {
	a := s.describes(ctx, p.partNum)
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
