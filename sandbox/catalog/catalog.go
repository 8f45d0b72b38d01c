// Package catalog holds what a MONT Content catalogue consists of, and makes one of any size from a seed.
// Field names follow the contracts of D3, "Подробное описание контрактов". ContentVersion and PriceVersion are the
// publication in which an entity, or its price, last changed; the contracts do not show them.
package catalog

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Kind is a sort of catalogue entity.
type Kind string

// The kinds of entity.
const (
	KindVendor   Kind = "vendor"
	KindCategory Kind = "category"
	KindFamily   Kind = "family"
	KindProduct  Kind = "product"
)

// Vendor is D3's VendorContract.
type Vendor struct {
	ID   int32
	Name string

	ContentVersion int64 `json:"-"`
}

// Category is D3's CategoryContract. Parent is 0 for a root.
type Category struct {
	ID      int32
	Parent  int32
	Names   []CategoryName
	Vendors []int32

	ContentVersion int64 `json:"-"`
}

// CategoryName is D3's CategoryTranslationContract.
type CategoryName struct{ Lang, Name string }

// Family is D3's FamilyGroupContract.
type Family struct {
	ID         int32
	Vendor     int32
	Categories []int32
	Cover      *string
	Images     []string
	OrderNum   int32
	Texts      []FamilyText

	ContentVersion int64 `json:"-"`
}

// FamilyText is D3's FamilyGroupTranslationContract. A nil text is one that the vendor did not supply; a nil list
// differs on the wire from an empty one.
type FamilyText struct {
	Lang           string
	Title          string
	Preview        *string
	Short          *string
	Description    *string
	Features       *string
	Requirements   *string
	Installation   *string
	Specifications []Specification
}

// Product is D3's ProductContract.
type Product struct {
	ID          int32
	PartNum     string
	Name        string
	Vendor      int32
	Family      int32
	Categories  []int32
	Cover       *string
	Images      []string
	OrderNum    int32
	Fulfillment int32
	LicenseForm bool
	Blocked     bool
	Renewal     bool
	Instant     bool
	MinCount    int32
	MaxCount    *int32
	Price       Money
	Currency    string
	Texts       []ProductText

	// Not in D3's contract, only in version 2's PriceContract: the months that a licence lasts, and whether the product
	// is a subscription.
	Months       int32
	Subscription bool

	ContentVersion int64 `json:"-"`
	PriceVersion   int64 `json:"-"`
}

// ProductText is D3's ProductTranslationContract.
type ProductText struct {
	Lang           string
	Title          string
	Preview        *string
	Short          *string
	Description    *string
	Features       *string
	Requirements   *string
	Installation   *string
	Languages      []Specification
	Specifications []Specification
}

// Specification is D3's SpecificationContract. Type is String, Int or Bool.
type Specification struct {
	ID                 int32
	Title, Value, Type string
}

// Money is an amount in hundredths of the currency's unit.
type Money int64

// MaxMoney is the largest amount that ParseMoney accepts: ten digits before the point.
const MaxMoney Money = 9_999_999_999_99

// String gives the amount with a point and two decimals: 1490.50.
func (m Money) String() string { return string(m.Append(nil)) }

// Append appends what String gives to b.
func (m Money) Append(b []byte) []byte {
	units, cents := int64(m)/100, int64(m)%100
	if m < 0 {
		b = append(b, '-')
		units, cents = -units, -cents
	}
	b = strconv.AppendInt(b, units, 10)
	return append(b, '.', byte('0'+cents/10), byte('0'+cents%10))
}

// ParseMoney reads an amount of at most two decimals, not negative and no greater than MaxMoney.
func ParseMoney(s string) (Money, error) {
	whole, fraction, point := strings.Cut(s, ".")
	if point && fraction == "" || len(fraction) > 2 || len(whole) > 10 {
		return 0, fmt.Errorf("price %q: want digits, with at most two decimals after a point", s)
	}
	units, err := strconv.ParseUint(whole+(fraction + "00")[:2], 10, 63)
	if err != nil || whole == "" || units > math.MaxInt64 {
		return 0, fmt.Errorf("price %q: want digits, with at most two decimals after a point", s)
	}
	return Money(units), nil
}
