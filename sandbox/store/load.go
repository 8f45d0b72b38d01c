package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/montcheck/montcheck/sandbox/catalog"
	"github.com/montcheck/montcheck/sandbox/database"
)

// Load makes the tables and writes a whole generated catalogue, with its past, in one transaction.
func (s *Store) Load(ctx context.Context, from *catalog.Catalogue) error {
	return s.publish(ctx, func(c *database.Conn) error {
		if err := c.Script(schema); err != nil {
			return err
		}
		_, err := c.Exec("INSERT INTO catalogue VALUES (1, ?, ?, ?, ?)",
			int64(from.Seed), from.Size, from.ContentVersion, from.PriceVersion)
		if err != nil {
			return err
		}
		tx := &Tx{conn: c, encoding: s.encoding}
		for _, v := range from.Vendors {
			if err := tx.insertVendor(v); err != nil {
				return err
			}
		}
		for _, v := range from.Categories {
			if err := tx.insertCategory(v); err != nil {
				return err
			}
		}
		for _, v := range from.Families {
			if err := tx.insertFamily(v); err != nil {
				return err
			}
		}
		if err := tx.insertProducts(from); err != nil {
			return err
		}
		for _, d := range from.Deleted {
			if err := tx.insertTombstone(d.Kind, d.ID, d.ContentVersion); err != nil {
				return err
			}
		}
		return c.Script(indexes + fmt.Sprintf("PRAGMA user_version = %d", schemaVersion))
	})
}

// insertProducts composes and renders products in one goroutine while it inserts them in another.
func (t *Tx) insertProducts(from *catalog.Catalogue) error {
	rendered := make(chan renderedProduct, 64)
	done := make(chan struct{})
	defer close(done)
	go func() {
		defer close(rendered)
		for v := range from.Products {
			select {
			case rendered <- t.render(v):
			case <-done:
				return
			}
		}
	}()
	for p := range rendered {
		if err := t.insertRendered(p); err != nil {
			return err
		}
	}
	return nil
}

type renderedProduct struct {
	catalog.Product
	source []byte
	parts  ProductParts
	err    error
}

func (t *Tx) render(v catalog.Product) renderedProduct {
	source, err := json.Marshal(v)
	return renderedProduct{v, source, t.encoding.Product(v), err}
}
