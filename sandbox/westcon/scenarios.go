package westcon

import (
	"context"
	"fmt"
	"slices"

	"github.com/montcheck/montcheck/sandbox/database"
)

// Scenarios are the numbers by which a partner meets what there is to see, and what it may not see.
type Scenarios struct {
	Orders []string `json:"orders"` // Westcon's order numbers of the partner, ten digits each
	// the partner's own numbers; the first stands for several orders
	CustomerOrders       []string `json:"customerOrders"`
	ForeignOrder         string   `json:"foreignOrder"`         // another partner's
	ForeignCustomerOrder string   `json:"foreignCustomerOrder"` // another partner's, which the partner does not use too
}

// telling is how many of a partner's orders have something to show that the next ones have too.
const telling = 5

// Scenarios returns the scenarios of the partner with the key.
func (b *Book) Scenarios(ctx context.Context, partnerKey string) (s Scenarios, err error) {
	err = b.db.Read(ctx, func(c *database.Conn) error {
		err := c.Query(func(r database.Row) error {
			s.Orders = append(s.Orders, r.Text(0))
			if n := r.Text(1); !slices.Contains(s.CustomerOrders, n) {
				s.CustomerOrders = append(s.CustomerOrders, n)
			}
			return nil
		}, "SELECT number, customer_number FROM westcon_orders WHERE partner_key = ? ORDER BY id LIMIT ?",
			partnerKey, telling)
		if err != nil {
			return err
		}
		return c.Query(func(r database.Row) error {
			s.ForeignOrder, s.ForeignCustomerOrder = r.Text(0), r.Text(1)
			return nil
		}, `SELECT number, customer_number FROM westcon_orders WHERE partner_key <> ?1 AND customer_number NOT IN
			(SELECT customer_number FROM westcon_orders WHERE partner_key = ?1) ORDER BY id LIMIT 1`, partnerKey)
	})
	if err != nil {
		return s, fmt.Errorf("westcon: %w", err)
	}
	return s, nil
}
