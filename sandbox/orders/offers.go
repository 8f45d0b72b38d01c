package orders

import (
	"context"

	"github.com/montcheck/montcheck/sandbox/catalog"
	"github.com/montcheck/montcheck/sandbox/database"
	"github.com/montcheck/montcheck/sandbox/store"
)

// PriceList gives every product's offer with what an end user is to pay, all of one moment.
func (b *Book) PriceList(ctx context.Context, emit func(o store.Offer, endUserPrice catalog.Money) error) error {
	return b.db.Read(ctx, func(c *database.Conn) error {
		return store.Offers(c, func(o store.Offer) error { return emit(o, o.Price+o.Price/5) })
	})
}

// FormField is a field of a license form with the products that ask for it.
type FormField struct {
	Field
	PartNums []string
}

// Form returns the fields that the products' license forms have, each field once. A product that needs no form has
// none; one that does not exist is a Refusal.
func (b *Book) Form(ctx context.Context, partNums []string) ([]FormField, error) {
	related := map[string][]string{}
	err := b.db.Read(ctx, func(c *database.Conn) error {
		seen := map[string]bool{}
		for _, partNum := range partNums {
			offer, found, err := store.OfferOf(c, partNum)
			if err != nil {
				return err
			}
			if !found {
				return &Refusal{NoProduct, partNum}
			}
			if !offer.LicenseForm || seen[partNum] {
				continue
			}
			seen[partNum] = true
			for _, f := range formOf(offer.Vendor) {
				related[f.Name] = append(related[f.Name], partNum)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var fields []FormField
	for _, f := range forms().Fields {
		if products := related[f.Name]; products != nil {
			fields = append(fields, FormField{f, products})
		}
	}
	return fields, nil
}
