package orders

import (
	"context"

	"github.com/montcheck/montcheck/sandbox/catalog"
	"github.com/montcheck/montcheck/sandbox/database"
)

// Scenarios are what to order, or to order with, to meet behaviours that no attribute of a product shows. One that the
// catalogue has nothing for is empty.
type Scenarios struct {
	OutOfStock       string `json:"outOfStock,omitempty"`       // PartNum: the order ends at once, with an error
	FinishesLater    string `json:"finishesLater,omitempty"`    // PartNum: in process for FinishesAfter, then done
	FinishesAndFails string `json:"finishesAndFails,omitempty"` // PartNum: in process for FinishesAfter, then failed
	VendorError      string `json:"vendorError,omitempty"`      // PartNum: the vendor refuses every order
	CreditLimit      string `json:"creditLimit,omitempty"`      // PartNum: even the smallest order is above the limit
	RenewalKey       string `json:"renewalKey"`                 // an old key that can be renewed
	Subscriber       string `json:"subscriber"`                 // MontSubscriberId of a subscriber of the login's
}

// renewalKey was sold elsewhere.
const renewalKey = "7H3K-QWMX-29RD-B4TG"

// Scenarios returns the scenarios of a login.
func (b *Book) Scenarios(ctx context.Context, login string) (s Scenarios, err error) {
	err = b.view(ctx, login, func(c *database.Conn, account int64) error {
		products := map[course]*string{outOfStock: &s.OutOfStock, finishesLater: &s.FinishesLater,
			finishesAndFails: &s.FinishesAndFails, vendorError: &s.VendorError}
		err := c.Query(func(r database.Row) error {
			*products[course(r.Text(0))] = r.Text(1)
			return nil
		}, "SELECT c.course, p.part_num FROM courses c JOIN products p ON p.id = c.product_id")
		if err != nil {
			return err
		}
		if s.CreditLimit, err = dear(c, account); err != nil {
			return err
		}
		s.RenewalKey = renewalKey
		return c.Query(func(r database.Row) error { s.Subscriber = r.Text(0); return nil },
			"SELECT id FROM subscribers WHERE account_id = ? ORDER BY id LIMIT 1", account)
	})
	return s, err
}

// dear finds the plain product that exceeds the account's whole credit most, if one does, whatever is spent by now: one
// in roubles, the currency of most budgets, if there is any.
func dear(c *database.Conn, account int64) (partNum string, err error) {
	for _, currency := range []string{"RUB", "%"} {
		if partNum == "" && err == nil {
			partNum, err = dearIn(c, account, currency)
		}
	}
	return partNum, err
}

func dearIn(c *database.Conn, account int64, currency string) (partNum string, err error) {
	most := 1.0
	err = c.Query(func(r database.Row) error {
		price, credit := catalog.Money(r.Int64(1)), max(catalog.Money(r.Int64(2)), 1)
		if excess := float64(price) / float64(credit); excess > most {
			partNum, most = r.Text(0), excess
		}
		return nil
	}, `SELECT part_num, price,
		coalesce((SELECT credit FROM balances b WHERE b.account_id = ? AND b.currency = p.currency), 0)
		FROM products p WHERE p.currency LIKE ? AND `+plain+`
		AND id NOT IN (SELECT product_id FROM courses) ORDER BY id`, account, currency)
	return partNum, err
}
