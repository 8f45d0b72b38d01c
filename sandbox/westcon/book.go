// Package westcon keeps the orders of Westcon's partners: what the seed made, read-only from then on.
package westcon

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/montcheck/montcheck/sandbox/database"
)

//go:embed schema.sql
var schema string

// Book is the book of Westcon's orders. It is safe for concurrent use.
type Book struct{ db *database.DB }

// Open returns the book in db. One that is not there yet is made: the orders of the partners with those keys, as seed
// has them.
func Open(ctx context.Context, db *database.DB, seed uint64, partnerKeys []string) (*Book, error) {
	err := db.Write(ctx, func(c *database.Conn) error {
		made := false
		err := c.Query(func(database.Row) error { made = true; return nil },
			"SELECT 1 FROM sqlite_schema WHERE name = 'westcon_orders'")
		if err != nil || made {
			return err
		}
		if err := c.Script(schema); err != nil {
			return err
		}
		for id, o := range generate(seed, partnerKeys) {
			if err := insert(c, id+1, o); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("westcon: %w", err)
	}
	return &Book{db}, nil
}

// Status is the state of a line, by the code that the answer gives (D2).
type Status string

// The states. D2 shows Invoiced and Shipped; of a line that is neither it says nothing, so that Open is a guess.
const (
	Invoiced Status = "INV"
	Shipped  Status = "SHI"
	Ordered  Status = "OPN"
)

// NoLine is the number of no line: the parent of a line that has none.
const NoLine = "000000"

// Line is a line of an order.
type Line struct {
	Order           string // Westcon's number, ten digits
	CustomerOrder   string // the partner's number
	Number          string // six digits
	Parent          string // number of a line of the order, or NoLine
	CustomerLine    string
	Product         string
	Quantity        int64 // thousandths of the unit
	Unit            string
	Status          Status
	StatusDate      string // yyyymmdd, or empty
	ShipDate        string // yyyymmdd, or empty
	BillingDocument string // empty until invoiced
}

// order is an order with its lines.
type order struct {
	partnerKey string
	number     string
	customer   string
	lines      []Line
}

func insert(c *database.Conn, id int, o order) error {
	if _, err := c.Exec("INSERT INTO westcon_orders VALUES (?, ?, ?, ?)", id, o.partnerKey, o.number,
		o.customer); err != nil {
		return err
	}
	for _, l := range o.lines {
		if _, err := c.Exec("INSERT INTO westcon_lines VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", id, l.Number,
			l.Parent, l.CustomerLine,
			l.Product, l.Quantity, l.Unit, string(l.Status), l.StatusDate, l.ShipDate, l.BillingDocument); err != nil {
			return err
		}
	}
	return nil
}

// Whose is whose number an order is asked for by.
type Whose int

// Westcon's, or the partner's own.
const (
	Westcons Whose = iota
	Customers
)

var selections = map[Whose]string{Westcons: "number", Customers: "customer_number"}

// Lines returns, for each of the numbers, the lines of what a partner ordered under it: none where the partner has no
// such order, whoever else may. All is of one moment.
func (b *Book) Lines(ctx context.Context, partnerKey string, whose Whose, numbers []string) ([][]Line, error) {
	found := make([][]Line, len(numbers))
	err := b.db.Read(ctx, func(c *database.Conn) error {
		for i, n := range numbers {
			err := c.Query(func(r database.Row) error {
				found[i] = append(found[i],
					Line{r.Text(0), r.Text(1), r.Text(2), r.Text(3), r.Text(4), r.Text(5), r.Int64(6), r.Text(7),
						Status(r.Text(8)), r.Text(9), r.Text(10), r.Text(11)})
				return nil
			}, `SELECT o.number, o.customer_number, l.number, l.parent, l.customer_line, l.product, l.quantity, l.unit,
				l.status, l.status_date, l.ship_date, l.billing_document
				FROM westcon_orders o JOIN westcon_lines l ON l.order_id = o.id
				WHERE o.partner_key = ? AND o.`+selections[whose]+` = ? ORDER BY o.number, l.number`, partnerKey, n)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("westcon: %w", err)
	}
	return found, nil
}
