// Package orders keeps what partners order: accounts with their credit, orders and their lines, keys and links. Both
// versions of eKey stand on it, so that a number, an amount or a key means the same in both. Placing an order is one
// transaction. A line in process ends when its time has come by the sandbox's clock, in the transaction that first
// looks.
package orders

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"time"

	"github.com/montcheck/montcheck/sandbox/catalog"
	"github.com/montcheck/montcheck/sandbox/database"
)

//go:embed schema.sql
var schema string

// Book is the book of orders. It is safe for concurrent use.
type Book struct {
	db  *database.DB
	now func() time.Time
}

// Open returns the book in db, whose catalogue must be loaded. It makes what is missing: the tables, the accounts of
// the logins, the products whose orders take a special course.
func Open(ctx context.Context, db *database.DB, now func() time.Time, logins []string) (*Book, error) {
	err := db.Write(ctx, func(c *database.Conn) error {
		tables, err := number(c, "SELECT count(*) FROM sqlite_schema WHERE name = 'accounts'")
		if err != nil {
			return err
		}
		if tables == 0 {
			if err := c.Script(schema); err != nil {
				return err
			}
			if err := assignCourses(c); err != nil {
				return err
			}
			if _, err := c.Exec("INSERT INTO renewal_keys VALUES (?)", renewalKey); err != nil {
				return err
			}
		}
		for _, login := range logins {
			if err := openAccount(c, login); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("orders: %w", err)
	}
	return &Book{db, now}, nil
}

// Version is the version of eKey that an order is placed by.
type Version int

// The versions. One product an order (D3), and an order with lines (D1).
const (
	Version1 Version = 1
	Version2 Version = 2
)

// State is the state of a line, by version 2's OrderLineStatusEnum.
type State int

// The states.
const (
	InProcess State = 1
	Failed    State = 2
	Done      State = 3
)

// Failure is why a line failed.
type Failure int

// The failures. None is that of a line which did not fail.
const (
	None Failure = iota
	OutOfStock
	VendorFailed
)

// Order is an order with its state at a moment.
type Order struct {
	Number string
	Placed time.Time
	Lines  []Line
}

// Done tells whether every line is.
func (o *Order) Done() bool {
	for _, l := range o.Lines {
		if l.State != Done {
			return false
		}
	}
	return true
}

// Line is one line of an order. An order of version 1 has one, without a number.
type Line struct {
	Number       string
	PartNum      string
	Quantity     int32
	Price        catalog.Money // of one
	Currency     string
	State        State
	Failure      Failure
	Form         []FieldValue
	Subscriber   string
	Subscription string
	Keys         []Key
	Links        []Link
	Files        []Link

	id int64
}

// Total is the price of the whole line.
func (l *Line) Total() catalog.Money { return l.Price * catalog.Money(l.Quantity) }

// Key is an activation key.
type Key struct {
	ActiveKey   string
	Transaction string
	Sequence    string // digits, more than 64 bits hold
	Added       time.Time
}

// Link is the address of a download. Its transaction is that of a key.
type Link struct {
	Address     string
	Transaction string
	Added       time.Time
	Kind        LinkKind
}

// LinkKind is what a link leads to.
type LinkKind int

// The kinds.
const (
	Distribution   LinkKind = 0 // for all keys
	Certificate    LinkKind = 1 // a file
	Distribution32 LinkKind = 32
	Distribution64 LinkKind = 64
)

// ErrNoOrder says that the partner has no order of that number.
var ErrNoOrder = errors.New("orders: no such order")

func moment(microseconds int64) time.Time { return time.UnixMicro(microseconds).UTC() }

// number returns the first column of a query's last row, or 0.
func number(c *database.Conn, sql string, args ...any) (int64, error) {
	var n int64
	err := c.Query(func(r database.Row) error { n = r.Int64(0); return nil }, sql, args...)
	return n, err
}

func exists(c *database.Conn, sql string, args ...any) (bool, error) {
	found := false
	err := c.Query(func(database.Row) error { found = true; return nil }, sql, args...)
	return found, err
}
