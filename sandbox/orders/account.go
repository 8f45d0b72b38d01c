package orders

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/montcheck/montcheck/sandbox/catalog"
	"github.com/montcheck/montcheck/sandbox/database"
)

// The credit that an account starts with.
var startingCredit = []Balance{
	{Currency: "EUR", Credit: 50_000_00}, {Currency: "RUB", Credit: 100_000_00}, {Currency: "USD", Credit: 50_000_00},
}

// Account is a partner's account.
type Account struct {
	Blocked  bool
	Balances []Balance // by currency
}

// Balance is what an account may spend in a currency, and has spent.
type Balance struct {
	Currency      string
	Credit, Spent catalog.Money
}

// Available is what is left.
func (b Balance) Available() catalog.Money { return b.Credit - b.Spent }

// ErrNoAccount says that no partner has that login.
var ErrNoAccount = errors.New("orders: no such login")

func openAccount(c *database.Conn, login string) error {
	n, err := c.Exec("INSERT OR IGNORE INTO accounts (login) VALUES (?)", login)
	if err != nil || n == 0 {
		return err
	}
	id, err := accountID(c, login)
	if err != nil {
		return err
	}
	for _, b := range startingCredit {
		if _, err := c.Exec("INSERT INTO balances (account_id, currency, credit) VALUES (?, ?, ?)", id, b.Currency,
			int64(b.Credit)); err != nil {
			return err
		}
	}
	_, err = c.Exec("INSERT INTO subscribers VALUES (?, ?)", id, subscriberOf(login))
	return err
}

// subscriberOf is the subscriber that an account starts with. It depends on nothing but the login, so that a
// configuration which names it outlives the sandbox.
func subscriberOf(login string) string {
	sum := sha256.Sum256([]byte("subscriber of " + login))
	return guid([16]byte(sum[:16]))
}

func accountID(c *database.Conn, login string) (int64, error) {
	id, err := number(c, "SELECT id FROM accounts WHERE login = ?", login)
	if err == nil && id == 0 {
		err = fmt.Errorf("%w: %s", ErrNoAccount, login)
	}
	return id, err
}

// Account returns the account of a login, or ErrNoAccount. Orders whose time has come are finished first.
func (b *Book) Account(ctx context.Context, login string) (a Account, err error) {
	err = b.view(ctx, login, func(c *database.Conn, id int64) error {
		if a.Blocked, err = blocked(c, id); err != nil {
			return err
		}
		return c.Query(func(r database.Row) error {
			a.Balances = append(a.Balances, Balance{r.Text(0), catalog.Money(r.Int64(1)), catalog.Money(r.Int64(2))})
			return nil
		}, "SELECT currency, credit, spent FROM balances WHERE account_id = ? ORDER BY currency", id)
	})
	return a, err
}

// SetCredit sets what a login may spend in a currency, in all.
func (b *Book) SetCredit(ctx context.Context, login, currency string, credit catalog.Money) error {
	return b.db.Write(ctx, func(c *database.Conn) error {
		id, err := accountID(c, login)
		if err != nil {
			return err
		}
		_, err = c.Exec(`INSERT INTO balances (account_id, currency, credit) VALUES (?, ?, ?)
			ON CONFLICT DO UPDATE SET credit = excluded.credit`, id, currency, int64(credit))
		return err
	})
}

// SetBlocked blocks an account or frees it. A blocked one may look at its orders and place none.
func (b *Book) SetBlocked(ctx context.Context, login string, blocked bool) error {
	return b.db.Write(ctx, func(c *database.Conn) error {
		id, err := accountID(c, login)
		if err != nil {
			return err
		}
		_, err = c.Exec("UPDATE accounts SET blocked = ? WHERE id = ?", blocked, id)
		return err
	})
}

func blocked(c *database.Conn, account int64) (bool, error) {
	n, err := number(c, "SELECT blocked FROM accounts WHERE id = ?", account)
	return n != 0, err
}

func available(c *database.Conn, account int64, currency string) (catalog.Money, error) {
	n, err := number(c, "SELECT credit - spent FROM balances WHERE account_id = ? AND currency = ?", account, currency)
	return catalog.Money(n), err
}

// charge takes an amount from the account; a negative one is given back.
func charge(c *database.Conn, account int64, currency string, amount catalog.Money) error {
	_, err := c.Exec("UPDATE balances SET spent = spent + ? WHERE account_id = ? AND currency = ?", int64(amount),
		account, currency)
	return err
}
