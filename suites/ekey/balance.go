package ekey

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/beevik/etree"
	"github.com/shopspring/decimal"

	"github.com/montcheck/montcheck/internal/decimals"
	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/spec"
)

// money is an amount of the partner's, read from an answer whose contents
// are not documented.
type money struct {
	amount   decimal.Decimal
	currency string
	known    bool
	from     *answer
	all      []amount      // every amount in the answer, of whatever currency
	open     []orders.Part // what was in process then
}

// bill is what was ordered, of one currency; empty where nothing may be charged.
type bill []item

type item struct {
	product
	quantity int
}

func (b bill) cost() (sum decimal.Decimal) {
	for _, i := range b {
		sum = sum.Add(i.product.cost(i.quantity))
	}
	return sum
}

// String says what is to be charged, as a sum.
func (b bill) String() string {
	var all []string
	for _, i := range b {
		all = append(all, fmt.Sprintf("%d x %s", i.quantity, i.price))
	}
	return strings.Join(all, " and ")
}

// balanceMethod is the method that tells the balance, by version.
func (s *session) balanceMethod() string {
	if s.version == 1 {
		return "CheckMyBalance"
	}
	return "CheckLimits"
}

// money reads what is available in a currency, if it can be read. It takes
// the amount beside the currency's code; where there is no code, the only
// amount there is.
func (s *session) money(ctx context.Context, currency string) money {
	s.awaitPolls(ctx)
	m := money{currency: currency, open: s.openParts()}
	m.from = s.ask(ctx, s.request(s.balanceMethod(), s.balanceMethod(), ""))
	if m.from.root == nil || m.from.Status() != 200 {
		return m
	}
	for _, found := range [][]amount{beside(m.from.root, currency), amounts(m.from.root)} {
		if len(found) > 1 { // a limit and what is left of it, say
			found = slices.DeleteFunc(found, func(f amount) bool { return !available.MatchString(f.name) })
		}
		if len(found) == 1 {
			m.amount, m.known, m.all = found[0].value, true, amounts(m.from.root)
			s.look(m)
			return m
		}
	}
	return m
}

// amount is a decimal fraction in an answer, with its element's name.
type amount struct {
	name  string
	value decimal.Decimal
}

// available is how names speak of what is left to spend.
var available = regexp.MustCompile(`(?i)avail|aval|balance|rest`)

// beside returns the amounts in the smallest elements that hold the code.
func beside(e *etree.Element, code string) []amount {
	var found []amount
	for _, leaf := range e.FindElements(".//*") {
		if len(leaf.ChildElements()) == 0 && sameCurrency(code, strings.TrimSpace(leaf.Text())) && leaf.Parent() != nil {
			found = append(found, amounts(leaf.Parent())...)
		}
	}
	return found
}

// sameCurrency takes RUR, the rouble's code until 1998, for RUB.
func sameCurrency(a, b string) bool {
	return strings.Replace(a, "RUR", "RUB", 1) == strings.Replace(b, "RUR", "RUB", 1)
}

func (a amount) String() string { return a.name + " " + a.value.String() }

// amounts returns the decimal fractions among the leaves below e.
func amounts(e *etree.Element) []amount {
	var found []amount
	for _, leaf := range e.FindElements(".//*") {
		text := strings.TrimSpace(leaf.Text())
		if len(leaf.ChildElements()) > 0 || !strings.Contains(text, ".") {
			continue
		}
		if d, err := decimals.Parse(text); err == nil {
			found = append(found, amount{leaf.Tag, d})
		}
	}
	return found
}

// charged expects the balance to be lower by a bill than it was. Where it
// can't be read it says so in the notes.
func (s *session) charged(ctx context.Context, before money, after string, b bill) {
	if wrong := s.mischarge(ctx, before, after, b); wrong != nil {
		spec.Reject(ctx, *wrong)
	}
	s.undisturbed(ctx)
}

// tell keeps for the balance's own spec whether orders were charged as they
// should be. What fails costs nothing.
func (s *session) tell(ctx context.Context, before money, after string, b bill, ends ...*answer) {
	if slices.ContainsFunc(ends, (*answer).outOfStock) {
		return
	}
	if wrong := s.mischarge(ctx, before, after, b); wrong != nil {
		s.mischarged.Add(*wrong)
	}
}

// mischarge is the finding that the balance is not lower by a bill than it
// was; nil where it is, or where that can't be told: the price has changed, or
// other orders of the run came to their end meanwhile.
func (s *session) mischarge(ctx context.Context, before money, after string, b bill) *run.Finding {
	now := s.money(ctx, before.currency)
	if !before.known || !now.known {
		spec.Note(ctx, "the balance can't be read in the answer of %s, whose contents are not documented", s.balanceMethod())
		return nil
	}
	want := before.amount.Sub(b.cost())
	if now.amount.Equal(want) && (len(b) > 0 || sameAmounts(before.all, now.all)) {
		s.moves = s.moves || len(b) > 0
		return nil
	}
	if s.ownOrdersEnded(ctx, before, now, want, len(b) == 0) {
		return nil
	}
	for _, i := range b {
		if !s.anew(ctx, i.product).price.Equal(i.price) {
			spec.Note(ctx, "the price of %s changed while the run was at work", i.partNum)
			return nil
		}
	}
	if s.disturbed(ctx, now) {
		spec.Note(ctx, "%s", s.foreign)
		return nil
	}
	s.moves = s.moves || len(b) > 0 && !now.amount.Equal(before.amount)
	about := now.from.about(ctx)
	if len(b) == 0 {
		wrong := about.Finding("the balance is not what it was, after "+after, fmt.Sprint(before.all), fmt.Sprint(now.all))
		return &wrong
	}
	wrong := about.Finding("the balance is not what it should be after "+after, fmt.Sprintf("%s, which is %s less %s", want, before.amount, b), now.amount.String())
	return &wrong
}

// moved ends the spec as not exercised where no order was seen to move the
// balance: one that stands still says nothing of what was charged.
func (s *session) moved(ctx context.Context) {
	if !s.moves {
		spec.NotExercised(ctx, "what is charged shows only in a balance that can be read and that an order lowers: see %s", s.chargeRequirement())
	}
}

func (s *session) chargeRequirement() string {
	return map[int]string{1: "EKY-BAL-02", 2: "EK2-BAL-02"}[s.version]
}

// affordable ends the spec as not exercised where an order was refused for
// want of credit, unless the balance says that there is enough.
func (s *session) affordable(ctx context.Context, p product, cost decimal.Decimal) {
	m := s.money(ctx, p.currency)
	if !m.known || m.amount.LessThan(cost) {
		spec.NotExercised(ctx, "the partner's credit does not cover %s %s: raise it, or offer a cheaper product; where orders are charged wrongly, see EKY-BAL-02, EKY-IDEM-03 or EK2-IDEM-04",
			cost, p.currency)
	}
}

// paidFor ends the spec like that where an answer is the refusal of an order
// for want of credit.
func (s *session) paidFor(ctx context.Context, a *answer, p product, cost decimal.Decimal) {
	if a.refusal != nil && a.refusal.code == "5" || a.result != nil && a.result.isError && a.result.code == "6" {
		s.affordable(ctx, p, cost)
	}
}

// paidFor2 does so for an order with lines, whose currencies are apart.
func (s *session) paidFor2(ctx context.Context, a *answer, t attempt2) {
	costs := map[string]decimal.Decimal{}
	for i, p := range t.products {
		costs[p.currency] = costs[p.currency].Add(p.cost(t.lines[i].quantity))
	}
	for _, p := range t.products {
		s.paidFor(ctx, a, p, costs[p.currency])
	}
}

// readable ends the spec as not exercised where the balance can't be read.
func (s *session) readable(ctx context.Context, m money) {
	if !m.known {
		spec.NotExercised(ctx, "the balance can't be read in the answer of %s, whose contents are not documented", s.balanceMethod())
	}
}
