package ordering

import (
	"context"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/beevik/etree"
	"github.com/shopspring/decimal"

	"github.com/montcheck/montcheck/internal/decimals"
	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/verdict"
)

// Money is an amount of the partner's, read from an answer whose contents
// are not documented.
type Money struct {
	amount   decimal.Decimal
	currency string
	Known    bool
	from     *Answer
	all      []amount      // every amount in the answer, of whatever currency
	open     []orders.Part // what was in process then
}

// Bill is what was ordered, of one currency; empty where nothing may be charged.
type Bill []Item

type Item struct {
	Product
	Quantity int
}

func (b Bill) Cost() (sum decimal.Decimal) {
	for _, i := range b {
		sum = sum.Add(i.Product.Cost(i.Quantity))
	}
	return sum
}

// String says what is to be charged, as a sum.
func (b Bill) String() string {
	var all []string
	for _, i := range b {
		all = append(all, fmt.Sprintf("%d x %s", i.Quantity, i.Price))
	}
	return strings.Join(all, " and ")
}

// Money reads what is available in a currency, if it can be read. It takes
// the amount beside the currency's code; where there is no code, the only
// amount there is.
func (s *Session) Money(ctx context.Context, currency string) Money {
	s.awaitPolls(ctx)
	m := Money{currency: currency, open: s.openParts()}
	m.from = s.Ask(ctx, s.Request(s.Version.BalanceMethod, s.Version.BalanceMethod, ""))
	if m.from.Root == nil || m.from.Status() != 200 {
		return m
	}
	for _, found := range [][]amount{beside(m.from.Root, currency), amounts(m.from.Root)} {
		if len(found) > 1 { // a limit and what is left of it, say
			found = slices.DeleteFunc(found, func(f amount) bool { return !available.MatchString(f.name) })
		}
		if len(found) == 1 {
			m.amount, m.Known, m.all = found[0].value, true, amounts(m.from.Root)
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
		if len(leaf.ChildElements()) == 0 && SameCurrency(code, strings.TrimSpace(leaf.Text())) &&
			leaf.Parent() != nil {
			found = append(found, amounts(leaf.Parent())...)
		}
	}
	return found
}

// SameCurrency takes RUR, the rouble's code until 1998, for RUB.
func SameCurrency(a, b string) bool {
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

// Charged expects the balance to be lower by a bill than it was. Where it
// can't be read it says so in the notes.
func (s *Session) Charged(ctx context.Context, before Money, after string, b Bill) {
	if wrong := s.mischarge(ctx, before, after, b); wrong != nil {
		verdict.Reject(ctx, *wrong)
	}
	s.undisturbed(ctx)
}

// Tell keeps for the balance's own spec whether orders were charged as they
// should be. What fails costs nothing.
func (s *Session) Tell(ctx context.Context, before Money, after string, b Bill, ends ...*Answer) {
	if slices.ContainsFunc(ends, (*Answer).OutOfStock) {
		return
	}
	if wrong := s.mischarge(ctx, before, after, b); wrong != nil {
		s.Mischarged.Add(*wrong)
	}
}

// mischarge is the finding that the balance is not lower by a bill than it
// was; nil where it is, or where that can't be told: the price has changed, or
// other orders of the run came to their end meanwhile.
func (s *Session) mischarge(ctx context.Context, before Money, after string, b Bill) *run.Finding {
	now := s.Money(ctx, before.currency)
	if !before.Known || !now.Known {
		verdict.Note(ctx, "the balance can't be read in the answer of %s, whose contents are not documented",
			s.Version.BalanceMethod)
		return nil
	}
	want := before.amount.Sub(b.Cost())
	if now.amount.Equal(want) && (len(b) > 0 || sameAmounts(before.all, now.all)) {
		s.Moves = s.Moves || len(b) > 0
		return nil
	}
	if s.ownOrdersEnded(ctx, before, now, want, len(b) == 0) {
		return nil
	}
	for _, i := range b {
		if !s.anew(ctx, i.Product).Price.Equal(i.Price) {
			verdict.Note(ctx, "the price of %s changed while the run was at work", i.PartNum)
			return nil
		}
	}
	if s.disturbed(ctx, now) {
		verdict.Note(ctx, "%s", s.foreign)
		return nil
	}
	s.Moves = s.Moves || len(b) > 0 && !now.amount.Equal(before.amount)
	about := now.from.About(ctx)
	if len(b) == 0 {
		wrong := about.Finding("the balance is not what it was, after "+after, fmt.Sprint(before.all),
			fmt.Sprint(now.all))
		return &wrong
	}
	wrong := about.Finding("the balance is not what it should be after "+after,
		fmt.Sprintf("%s, which is %s less %s", want, before.amount, b), now.amount.String())
	return &wrong
}

// Moved ends the spec as not exercised where no order was seen to move the
// balance: one that stands still says nothing of what was charged.
func (s *Session) Moved(ctx context.Context) {
	if !s.Moves {
		verdict.NotExercised(ctx,
			"what is charged shows only in a balance that can be read and that an order lowers: see %s",
			s.Version.Charged)
	}
}

// affordable ends the spec as not exercised where an order was refused for
// want of credit, unless the balance says that there is enough.
func (s *Session) affordable(ctx context.Context, p Product, cost decimal.Decimal) {
	m := s.Money(ctx, p.Currency)
	if !m.Known || m.amount.LessThan(cost) {
		verdict.NotExercised(ctx, "the partner's credit does not cover %s %s: raise it, or offer a cheaper product; "+
			"where orders are charged wrongly, see EKY-BAL-02, EKY-IDEM-03 or EK2-IDEM-04",
			cost, p.Currency)
	}
}

// PaidFor ends the spec like that where an answer is the refusal of an order
// for want of credit.
func (s *Session) PaidFor(ctx context.Context, a *Answer, p Product, cost decimal.Decimal) {
	if a.Code() == s.Version.NoCredit {
		s.affordable(ctx, p, cost)
	}
}

// Readable ends the spec as not exercised where the balance can't be read.
func (s *Session) Readable(ctx context.Context, m Money) {
	if !m.Known {
		verdict.NotExercised(ctx, "the balance can't be read in the answer of %s, whose contents are not documented",
			s.Version.BalanceMethod)
	}
}

// TooMany is a plain product, and the least quantity of it that the partner
// can't pay for. It is not known where the balance can't be read, or where so
// many, or twice as many, might be sold.
func (s *Session) TooMany(ctx context.Context) (p Product, units int, known bool) {
	p, ok := s.Cheapest(s.Products(ctx), func(p Product) bool { return Plain(p) && p.Most == 0 })
	if !ok {
		return p, 0, false
	}
	m := s.Money(ctx, p.Currency)
	n := m.amount.Add(s.inProcess(p.Currency)).Div(p.Price).IntPart() + 1
	stale := s.purses[p.Currency].Equal(m.amount) // after orders in that currency: see EKY-BAL-02
	return p, int(n), m.Known && !stale && s.Target.Orders.Unlimited() && n <= math.MaxInt32/2
}
