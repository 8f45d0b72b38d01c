package orders

import (
	"context"
	"time"

	"github.com/montcheck/montcheck/sandbox/catalog"
	"github.com/montcheck/montcheck/sandbox/database"
)

// settle ends the account's lines whose time has come. The state decides, so that a line ends once.
func settle(c *database.Conn, account int64, now time.Time) error {
	type due struct {
		delivery
		failure  Failure
		at       time.Time
		currency string
		total    catalog.Money
	}
	var list []due
	err := c.Query(func(r database.Row) error {
		list = append(list, due{
			delivery: delivery{r.Int64(0), int32(r.Int64(1)), int32(r.Int64(2)), r.Int64(3) != 0, r.Int64(4) != 0},
			failure:  Failure(r.Int64(5)), at: moment(r.Int64(6)), currency: r.Text(7),
			total: catalog.Money(r.Int64(8)),
		})
		return nil
	}, `SELECT id, quantity, fulfillment, licensed, subscriber <> '', failure, due_at, currency, price * quantity
		FROM lines WHERE account_id = ? AND state = 1 AND due_at <= ? ORDER BY due_at, id`, account, now.UnixMicro())
	if err != nil {
		return err
	}
	for _, d := range list {
		state := Done
		if d.failure != None {
			state = Failed
		}
		changed, err := c.Exec("UPDATE lines SET state = ? WHERE id = ? AND state = 1", int(state), d.line)
		if err != nil {
			return err
		}
		switch {
		case changed == 0:
		case state == Failed:
			err = charge(c, account, d.currency, -d.total)
		default:
			err = deliver(c, d.delivery, d.at)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// view runs f on one snapshot in which no line of the account is overdue.
func (b *Book) view(ctx context.Context, login string, f func(c *database.Conn, account int64) error) error {
	now := b.now()
	overdue := false
	err := b.db.Read(ctx, func(c *database.Conn) error {
		account, err := accountID(c, login)
		if err != nil {
			return err
		}
		overdue, err = exists(c, "SELECT 1 FROM lines WHERE account_id = ? AND state = 1 AND due_at <= ? LIMIT 1",
			account, now.UnixMicro())
		if err != nil || overdue {
			return err
		}
		return f(c, account)
	})
	if err != nil || !overdue {
		return err
	}
	return b.db.Write(ctx, func(c *database.Conn) error {
		account, err := accountID(c, login)
		if err != nil {
			return err
		}
		if err := settle(c, account, now); err != nil {
			return err
		}
		return f(c, account)
	})
}
