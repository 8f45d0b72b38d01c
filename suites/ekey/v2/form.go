package v2

import (
	"fmt"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/environment"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/ekey/ordering"
)

func (s *session) aLicensed(ctx SpecContext) ordering.Product {
	return s.Choose(ctx, "product that needs a license form", ordering.Licensed)
}

// forms decides license forms: D1, "Сценарий работы".
func (s *session) forms() {
	It("accepts a license form filled as its description says", Decides("EK2-ADD-05", "EK2-ADD-06"),
		func(ctx SpecContext) {
			s.sell(ctx, "product that needs a license form", ordering.Licensed,
				"an order with a license form filled as described", func(t *attempt) {
					p := t.products[0]
					form := s.filled(ctx, p)
					check := s.check(ctx, p, form)
					if marked := resultIn(check).marked(); len(marked) > 0 {
						check.Reject(ctx, "CheckEndUserInfo finds an error in a form filled as described",
							"HasError false in each field", fmt.Sprintf("HasError true in %q", marked))
					}
					t.lines[0].form = form
				})
		})
	It("refuses an order without the license form that its product needs", Decides("EK2-ERR-12", "EK2-ADD-05"),
		func(ctx SpecContext) {
			t := s.buy(s.aLicensed(ctx))
			s.refused(ctx, t, "an order without the license form", "12")
			s.absent(ctx, t.number, "an order without its license form was refused")
			s.refusedBehind(ctx, t, "an order without the license form", "12")
		})
	It("refuses a license form that lacks a required field", Decides("EK2-ADD-06"), func(ctx SpecContext) {
		p := s.aLicensed(ctx)
		form := s.filled(ctx, p)
		if len(form) == 0 {
			NotExercised(ctx, "the description has no required field")
		}
		for i, field := range form {
			t := s.buy(p)
			t.lines[0].form = slices.Delete(slices.Clone(form), i, i+1)
			s.refused(ctx, t, "a license form without "+field[0])
		}
	})
	It("describes the fields of a product the same beside another one", Decides("EK2-ADD-06"), func(ctx SpecContext) {
		p := s.aLicensed(ctx)
		other, ok := s.Cheapest(s.Products(ctx),
			func(q ordering.Product) bool { return ordering.Licensed(q) && q.PartNum != p.PartNum })
		if !ok {
			Note(ctx, "the price list has one product that needs a license form")
			return
		}
		for _, parts := range [][]string{{p.PartNum, other.PartNum}, {other.PartNum, p.PartNum}} {
			a := s.describes(ctx, parts...)
			if alone, both := namesFor(p, s.described(ctx, p)),
				namesFor(p, resultIn(a).descriptions()); !slices.Equal(alone, both) {
				a.Reject(ctx, "beside another product the fields of "+p.PartNum+" are others",
					strings.Join(alone, ", "), strings.Join(both, ", "))
			}
		}
	})
}

// wrongForms decides what is told of a license form that is filled wrongly.
func (s *session) wrongForms() {
	It("marks the fields of a license form that are wrong", Decides("EK2-FORM-01"), func(ctx SpecContext) {
		p := s.aLicensed(ctx)
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
			marked, wrong := slices.Sorted(slices.Values(resultIn(a).marked())), slices.Sorted(slices.Values(w.fields))
			if !slices.Equal(marked, wrong) {
				a.Reject(ctx, "CheckEndUserInfo does not mark the fields that are wrong, and no others",
					fmt.Sprintf("HasError true in %q", wrong), fmt.Sprintf("HasError true in %q", marked))
			}
		}
	})
	It("refuses a license form filled against the rules of its fields", Decides("EK2-ERR-200"), func(ctx SpecContext) {
		p := s.aLicensed(ctx)
		for _, w := range s.filledWrongly(ctx, p) {
			t := s.buy(p)
			t.lines[0].form = w.form
			s.refused(ctx, t, "a license form with a wrong "+w.fields[0], "200")
			s.absent(ctx, t.number, "a license form filled wrongly was refused")
		}
	})
}

// subscriptions decides subscriptions: D1, "Сценарий работы".
func (s *session) subscriptions() {
	aSubscription := func(ctx SpecContext) ordering.Product {
		return s.Choose(ctx, "subscription", ordering.Subscription)
	}
	It("accepts a subscription with its subscriber", Decides("EK2-ADD-07"), func(ctx SpecContext) {
		if s.Target.Scenarios.One(environment.Subscriber) == "" {
			NotExercised(ctx, "a subscription needs a subscriber that MONT knows: configure %s", environment.Subscriber)
		}
		s.sell(ctx, "subscription", ordering.Subscription, "a subscription with its subscriber", func(t *attempt) {
			t.lines[0].subscriber = s.Target.Scenarios.One(environment.Subscriber)
		})
	})
	It("refuses a subscription without a subscriber", Decides("EK2-ADD-07", "EK2-ERR-87"), func(ctx SpecContext) {
		t := s.buy(aSubscription(ctx))
		s.refused(ctx, t, "a subscription without a subscriber", "87")
		s.absent(ctx, t.number, "a subscription without a subscriber was refused")
		s.refusedBehind(ctx, t, "a subscription without a subscriber", "87")
	})
	It("refuses a subscription with a subscriber that does not exist", Decides("EK2-ERR-75"), func(ctx SpecContext) {
		t := s.buy(aSubscription(ctx))
		t.lines[0].subscriber = "00000000-0000-4000-8000-00006d6f6e74"
		s.refused(ctx, t, "a subscription with an unknown subscriber", "75")
		s.absent(ctx, t.number, "a subscription with an unknown subscriber was refused")
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
func (s *session) filledWrongly(ctx SpecContext, p ordering.Product) (all []wrongForm) {
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
func (s *session) check(ctx SpecContext, p ordering.Product, form [][2]string) *ordering.Answer {
	a := s.Ask(ctx, s.Request("CheckEndUserInfo", "CheckEndUserInfo", check(p.PartNum, form)))
	if resultIn(a) == nil {
		NotExercised(ctx, "CheckEndUserInfo gives no result (%s): see EK2-SCH-CheckEndUserInfo", a.Says())
	}
	if resultIn(a).isError {
		a.Reject(ctx, "CheckEndUserInfo gives no result", "IsError false, whatever the form", a.Says())
	}
	return a
}
