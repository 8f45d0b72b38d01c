// Package decimals reads amounts of money as an endpoint writes them.
package decimals

import (
	"errors"
	"strings"

	"github.com/shopspring/decimal"
)

// Bounds of what is read: a number written as 1E999999999 is a few bytes, and
// its digits are a gigabyte.
const (
	longest   = 400 // characters
	magnitude = 400 // of the exponent
)

// ErrBeyond is the error of a number that is beyond these bounds.
var ErrBeyond = errors.New("the number is longer than any amount of money")

// Parse reads a decimal number, which may have an exponent.
func Parse(text string) (decimal.Decimal, error) {
	if len(text) > longest {
		return decimal.Decimal{}, ErrBeyond
	}
	d, err := decimal.NewFromString(strings.TrimSpace(text))
	if err == nil && (d.Exponent() > magnitude || d.Exponent() < -magnitude) {
		return decimal.Decimal{}, ErrBeyond
	}
	return d, err
}
