package store

import (
	"github.com/montcheck/montcheck/sandbox/catalog"
	"github.com/montcheck/montcheck/sandbox/database"
)

// Offer is what an order needs to know of a product, and what version 2's price list shows of it.
type Offer struct {
	ID           int32
	PartNum      string
	Vendor       int32
	Family       int32
	Blocked      bool
	Price        catalog.Money
	Currency     string
	Fulfillment  int32
	Instant      bool
	LicenseForm  bool
	Renewal      bool
	MinCount     int32
	MaxCount     int32 // NoMaxCount where there is none
	Months       int32 // that a licence lasts
	Subscription bool
}

// NoMaxCount says that any number of a product may be ordered.
const NoMaxCount int32 = -1

func maxCount(n *int32) int32 {
	if n == nil {
		return NoMaxCount
	}
	return *n
}

const selectOffers = `SELECT id, part_num, vendor_id, family_id, blocked, price, currency, fulfillment, instant,
	license_form, renewal, min_count, max_count, months, subscription FROM products `

// OfferOf returns the offer of a part number, in c's transaction.
func OfferOf(c *database.Conn, partNum string) (o Offer, found bool, err error) {
	err = c.Query(func(r database.Row) error {
		o, found = offer(r), true
		return nil
	}, selectOffers+"WHERE part_num = ?", partNum)
	return o, found, err
}

// Offers gives every product's offer, by id, in c's transaction.
func Offers(c *database.Conn, emit func(Offer) error) error {
	return c.Query(func(r database.Row) error { return emit(offer(r)) }, selectOffers+"ORDER BY id")
}

func offer(r database.Row) Offer {
	return Offer{
		ID: int32(r.Int64(0)), PartNum: r.Text(1), Vendor: int32(r.Int64(2)), Family: int32(r.Int64(3)),
		Blocked: r.Int64(4) != 0, Price: catalog.Money(r.Int64(5)), Currency: r.Text(6), Fulfillment: int32(r.Int64(7)),
		Instant: r.Int64(8) != 0, LicenseForm: r.Int64(9) != 0, Renewal: r.Int64(10) != 0,
		MinCount: int32(r.Int64(11)), MaxCount: int32(r.Int64(12)), Months: int32(r.Int64(13)),
		Subscription: r.Int64(14) != 0,
	}
}
