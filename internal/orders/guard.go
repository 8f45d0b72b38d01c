package orders

import (
	"fmt"
	"sync"
	"time"

	"github.com/shopspring/decimal"
)

// Limits are how much a run may order.
type Limits struct {
	Orders   int
	Amount   decimal.Decimal // in Currency
	Currency string          // orders in others are refused
	None     bool            // an environment that is read only: production
	All      bool            // no bounds: the embedded sandbox
}

// NotAllowed is the error of an order that the limits do not allow: what
// needs it is not exercised.
type NotAllowed struct{ Reason string }

func (e *NotAllowed) Error() string { return e.Reason }

// NotExercised is the reason, for the spec that wanted the order.
func (e *NotAllowed) NotExercised() string { return e.Reason }

// ErrReadOnly is the error of an order against a read-only environment.
var ErrReadOnly = &NotAllowed{"the environment is production: montcheck only reads there, and places no order"}

// Guard holds a run to its limits. It is safe for concurrent use.
type Guard struct {
	limits Limits
	open   func() (*Ledger, error)
	now    func() time.Time

	Open // orders of the run that are in process

	mu       sync.Mutex
	ledger   *Ledger
	requests int
	orders   int // that are placed, or may be
	amount   decimal.Decimal
	accepted map[string]int // requests that were accepted, by number
	absent   int            // requests that were proved to have placed nothing
}

// mostAbsent bounds how many orders go back to the budget in a run, whatever
// was proved of them. The suites have half as many that must be refused.
const mostAbsent = 600

// NewGuard returns a guard whose ledger is opened at the first order.
func NewGuard(l Limits, open func() (*Ledger, error), now func() time.Time) *Guard {
	return &Guard{limits: l, open: open, now: now, accepted: map[string]int{}}
}

// Reservation is an order that may be sent now.
type Reservation struct {
	guard   *Guard
	request int
	order   Order
	outcome Outcome // as the ledger has it
}

// Reserve takes the order from the budget and writes it to the ledger. The
// request may leave only when it returns without an error. A request that
// repeats a number is reserved anew: a faulty endpoint may place it twice.
func (g *Guard) Reserve(o Order) (*Reservation, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if err := g.allows(o); err != nil {
		return nil, err
	}
	if g.ledger == nil {
		l, err := g.open()
		if err != nil {
			return nil, err
		}
		g.ledger = l
	}
	if err := g.ledger.write(Entry{Time: g.now(), Outcome: Sent, Request: g.requests + 1, Order: o}, true); err != nil {
		return nil, err
	}
	g.requests++
	g.orders++
	g.amount = g.amount.Add(o.Amount)
	return &Reservation{guard: g, request: g.requests, order: o, outcome: Sent}, nil
}

func (g *Guard) allows(o Order) error {
	l := g.limits
	switch {
	case l.None:
		return ErrReadOnly
	case l.All:
		return nil
	case g.orders+1 > l.Orders:
		return &NotAllowed{
			fmt.Sprintf("the budget of %d orders is used up: raise orders.max to exercise this", l.Orders)}
	case o.Currency != l.Currency && !o.Amount.IsZero():
		return &NotAllowed{
			fmt.Sprintf("the order is in %s, the budget in %s (orders.currency)", o.Currency, l.Currency)}
	case g.amount.Add(o.Amount).GreaterThan(l.Amount):
		return &NotAllowed{fmt.Sprintf("the order costs %s, and of the budget of %s %s only %s is left: raise "+
			"orders.budget to exercise this",
			o.Amount, l.Amount, l.Currency, l.Amount.Sub(g.amount))}
	}
	return nil
}

// Currency is that of the budget; empty where any will do.
func (g *Guard) Currency() string {
	if g.limits.All {
		return ""
	}
	return g.limits.Currency
}

// Unlimited tells whether orders cost nothing: the sandbox is embedded.
func (g *Guard) Unlimited() bool { return g.limits.All }

// Left is how many more orders the budget allows at most.
func (g *Guard) Left() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.limits.None:
		return 0
	case g.limits.All:
		return 1 << 20
	}
	return g.limits.Orders - g.orders
}

// Settle writes down what is known of the order by now. Only one that is
// proved to have placed nothing goes back to the budget, once; any other stays
// counted, whatever its answer says. Where nothing is bounded nothing goes
// back either, and the service's word is enough.
func (r *Reservation) Settle(e Evidence) error {
	g := r.guard
	g.mu.Lock()
	defer g.mu.Unlock()
	outcome := r.judge(e)
	if outcome == r.outcome || r.outcome == Accepted || r.outcome == Absent || outcome == Sent {
		return nil
	}
	r.outcome = outcome
	switch outcome {
	case Accepted:
		g.accepted[r.order.key()]++
	case Absent:
		g.absent++
		g.orders--
		g.amount = g.amount.Sub(r.order.Amount)
	}
	// an outcome that is lost counts as an order
	return g.ledger.write(Entry{Time: g.now(), Outcome: outcome, Request: r.request, Order: r.order}, false)
}

func (r *Reservation) judge(e Evidence) Outcome {
	g := r.guard
	absent := r.order.absent(e, g.accepted[r.order.key()] > 0) && g.absent < mostAbsent
	switch {
	case e.Said == Confirmed:
		return Accepted
	case absent, g.limits.All && e.Said == Declined, g.limits.All && e.Said == Exists:
		return Absent
	case e.Said == Declined, e.Said == Exists:
		return Refused
	}
	return Sent
}

// Close closes the ledger.
func (g *Guard) Close() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.ledger == nil {
		return nil
	}
	return g.ledger.Close()
}
