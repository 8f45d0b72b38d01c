package ordering

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/montcheck/montcheck/internal/orders"
)

// The sorts of products that orders need, by their attributes.
func Plain(p Product) bool { return !p.blocked && p.needs(false, false) }

// needs tells whether an order needs a form, or a subscriber, and no old key.
func (p Product) needs(form, subscriber bool) bool {
	return p.License == form && p.subscribed == subscriber && !p.renewal
}

// Alike tells whether another product is of the same sort.
func (p Product) Alike(q Product) bool {
	return q.blocked == p.blocked && q.License == p.License && q.renewal == p.renewal && q.subscribed == p.subscribed
}

// Another is a plain product beside p, in the same currency.
func (p Product) Another(q Product) bool {
	return Plain(q) && q.PartNum != p.PartNum && q.Currency == p.Currency
}

// Count is a quantity that the product can be ordered in, near the wanted one.
func (p Product) Count(wanted int) int {
	n := max(wanted, p.Least, 1)
	if p.Most > 0 {
		n = min(n, p.Most)
	}
	return n
}

// Refusal is why an order of the product has to be refused, whatever else it
// is: no product has this number.
func (p Product) Refusal() orders.Refusal {
	if p.PartNum == Nothing {
		return orders.Invalid
	}
	return ""
}

// Cost is what some of the product cost.
func (p Product) Cost(quantity int) decimal.Decimal {
	return p.Price.Mul(decimal.NewFromInt(int64(quantity)))
}

func (p Product) String() string { return fmt.Sprintf("%s at %s %s", p.PartNum, p.Price, p.Currency) }

func Withdrawn(p Product) bool { return p.blocked && p.needs(false, false) }

func Licensed(p Product) bool { return !p.blocked && p.needs(true, false) }

func Subscription(p Product) bool { return !p.blocked && p.needs(false, true) }

func Renewal(p Product) bool { return p.renewal && !p.blocked && !p.subscribed }

func LimitedLinks(p Product) bool { return Plain(p) && p.Fulfillment == 1 } // D1, "Примечание"
