package orders

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/montcheck/montcheck/sandbox/catalog"
	"github.com/montcheck/montcheck/sandbox/database"
)

// Order returns a login's order that was placed by the version, or ErrNoOrder. What has become due is done first, and
// links that have run out are renewed (D1, "Примечание").
func (b *Book) Order(ctx context.Context, login, orderNumber string, version Version) (order *Order, err error) {
	stale := false
	err = b.view(ctx, login, func(c *database.Conn, account int64) error {
		if order, err = load(c, account, orderNumber, version); err != nil {
			return err
		}
		stale, err = exists(c, staleLinks+" LIMIT 1", account, orderNumber, b.now().UnixMicro())
		return err
	})
	if err != nil || !stale {
		return order, err
	}
	err = b.db.Write(ctx, func(c *database.Conn) error {
		account, err := accountID(c, login)
		if err != nil {
			return err
		}
		if err := renew(c, account, orderNumber, b.now()); err != nil {
			return err
		}
		order, err = load(c, account, orderNumber, version)
		return err
	})
	return order, err
}

const staleLinks = `SELECT k.id, k.kind, k.transaction_id
	FROM orders o JOIN lines l ON l.order_id = o.id JOIN links k ON k.line_id = l.id
	WHERE o.account_id = ? AND o.number = ? AND k.expires_at <> 0 AND k.expires_at <= ?`

// renew gives an order's links that have run out new addresses.
func renew(c *database.Conn, account int64, orderNumber string, now time.Time) error {
	type stale struct {
		id          int64
		kind        LinkKind
		transaction string
	}
	var list []stale
	err := c.Query(func(r database.Row) error {
		list = append(list, stale{r.Int64(0), LinkKind(r.Int64(1)), r.Text(2)})
		return nil
	}, staleLinks, account, orderNumber, now.UnixMicro())
	if err != nil {
		return err
	}
	expires := now.Add(LinkLife)
	for _, l := range list {
		if _, err := c.Exec("UPDATE links SET address = ?, added_at = ?, expires_at = ? WHERE id = ?",
			address(l.kind, l.transaction, expires), now.UnixMicro(), expires.UnixMicro(), l.id); err != nil {
			return err
		}
	}
	return nil
}

func load(c *database.Conn, account int64, orderNumber string, version Version) (*Order, error) {
	order := &Order{Number: orderNumber}
	id := int64(0)
	err := c.Query(func(r database.Row) error {
		id, order.Placed = r.Int64(0), moment(r.Int64(1))
		return nil
	}, "SELECT id, placed_at FROM orders WHERE account_id = ? AND number = ? AND version = ?",
		account, orderNumber, int(version))
	if err == nil && id == 0 {
		err = ErrNoOrder
	}
	if err != nil {
		return nil, err
	}
	err = c.Query(func(r database.Row) error {
		l := Line{
			id: r.Int64(0), Number: r.Text(1), PartNum: r.Text(2), Quantity: int32(r.Int64(3)),
			Price:    catalog.Money(r.Int64(4)),
			Currency: r.Text(5), Subscriber: r.Text(7), State: State(r.Int64(9)),
		}
		if l.State == Failed {
			l.Failure = Failure(r.Int64(10))
		}
		if l.State == Done {
			l.Subscription = r.Text(8)
		}
		order.Lines = append(order.Lines, l)
		return json.Unmarshal(r.Bytes(6), &order.Lines[len(order.Lines)-1].Form)
	}, `SELECT id, coalesce(number, ''), part_num, quantity, price, currency, form, subscriber, subscription,
		state, failure FROM lines WHERE order_id = ? ORDER BY id`, id)
	if err != nil {
		return nil, err
	}
	if len(order.Lines) == 0 {
		return nil, errors.New("orders: an order without lines")
	}
	for i := range order.Lines {
		if err := loadDelivery(c, &order.Lines[i]); err != nil {
			return nil, err
		}
	}
	return order, nil
}

func loadDelivery(c *database.Conn, l *Line) error {
	err := c.Query(func(r database.Row) error {
		l.Keys = append(l.Keys, Key{r.Text(0), r.Text(1), r.Text(2), moment(r.Int64(3))})
		return nil
	}, "SELECT active_key, transaction_id, sequence, added_at FROM keys WHERE line_id = ? ORDER BY id", l.id)
	if err != nil {
		return err
	}
	return c.Query(func(r database.Row) error {
		found := Link{r.Text(0), r.Text(1), moment(r.Int64(2)), LinkKind(r.Int64(3))}
		if found.Kind == Certificate {
			l.Files = append(l.Files, found)
		} else {
			l.Links = append(l.Links, found)
		}
		return nil
	}, "SELECT address, transaction_id, added_at, kind FROM links WHERE line_id = ? ORDER BY id", l.id)
}
