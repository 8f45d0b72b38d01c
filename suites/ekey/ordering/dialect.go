package ordering

import (
	"context"

	"github.com/shopspring/decimal"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/schemas"
)

// Version is how a version of eKey calls what both have.
type Version struct {
	Number        int
	BalanceMethod string                        // tells what is available
	Schema        func(operation string) string // the requirement on the form of an answer

	// The requirements on an order that is accepted, on slow ones, on what GetOrder gives, on which states there are,
	// and on what is charged.
	Accepted, Slow, Given, States, Charged string

	NoCredit string   // the code of an order that the partner can't pay for
	Unsold   []string // the codes by which a product is not sold now, whatever the order
}

// Dialect is what a version does its own way.
type Dialect interface {
	// Read reads an answer whose body is XML, and returns the schema that it must satisfy; nil for none.
	Read(a *Answer) *schemas.Schema
	// Said is what an answer to AddOrder says of the order, where it is in the documented form.
	Said(a *Answer) orders.Said
	// NotFound tells whether an answer of GetOrder is the documented one on a number that there is not.
	NotFound(a *Answer) bool
	// Prices asks for the price list, and names the element that a product is in.
	Prices(ctx context.Context) (a *endpoint.Answer, element string, err error)
	// Questions are one for each method. One that orders asks for none of something that does not exist.
	Questions() []Question
	// WrongOtherwise is an order that has to be refused with another code than the given one, and that can't be placed:
	// it is empty, or of an unknown product.
	WrongOtherwise(ctx context.Context, code string) endpoint.Request
	// PlacePlain orders something plain, unless that was done, and keeps it in the session.
	PlacePlain(ctx context.Context)
	// Unchanged notes what of an order is not as in the first answer on it, though it never changes.
	Unchanged(ctx context.Context, o *SlowOrder, found *verdict.Findings)
}

// Order is an order as an answer gives it.
type Order interface {
	Number() string // as it stands, blanks and all
	State() Status
	Says() string // its status, in words
	Failed() bool // it, or a line of it
	Parts(renews func(partNum string) bool) []Part
	Charges() []Charge
}

// Refusal is the service's own.
type Refusal struct{ Code, Says string }

// Status is that of an order or of a line, as documented or not.
type Status struct {
	Text        string
	Open, Final bool // neither, where it is not documented
}

// Part is an order or a line of it, as an answer gives it.
type Part struct {
	Line  string // its number; empty for the order as a whole
	State Status
	Fixed string // what must not change once the state is final
}

// Charge is what a line of an order costs; an order without lines has one.
type Charge struct {
	Line     string
	Amount   decimal.Decimal
	Currency string
	Whole    bool // the order as a whole, whose answer tells no amount
	State    Status
	Failed   bool
}

func (p Part) what(order string) string {
	if p.Line == "" {
		return "order " + order
	}
	return "line " + p.Line + " of order " + order
}
