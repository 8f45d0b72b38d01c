package orders

import "github.com/shopspring/decimal"

// Planned is what a run is going to order of one product.
type Planned struct {
	Version  int    // of eKey
	Why      string // which sort of product the specs need
	PartNum  string
	Orders   int // 0 where it is a further line of orders that are counted with another product
	Units    int
	Price    decimal.Decimal // of a unit, in Currency
	Amount   decimal.Decimal // of all units, in Currency
	Currency string
}
