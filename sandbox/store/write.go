package store

import (
	"encoding/json"

	"github.com/montcheck/montcheck/sandbox/catalog"
	"github.com/montcheck/montcheck/sandbox/database"
)

// Tx is one publication in the making.
type Tx struct {
	conn          *database.Conn
	encoding      Encoding
	before, after Versions
}

// content is the content version that this publication makes.
func (t *Tx) content() int64 {
	t.after.Content = t.before.Content + 1
	return t.after.Content
}

// price is the price version that this publication makes.
func (t *Tx) price() int64 {
	t.after.Price = t.before.Price + 1
	return t.after.Price
}

func (t *Tx) insertVendor(v catalog.Vendor) error {
	source, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = t.conn.Exec("INSERT INTO vendors (id, content_version, source, wire) VALUES (?, ?, ?, ?)",
		v.ID, v.ContentVersion, source, t.encoding.Vendor(v))
	return err
}

func (t *Tx) insertCategory(v catalog.Category) error {
	source, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = t.conn.Exec("INSERT INTO categories (id, content_version, parent_id, source, wire) VALUES (?, ?, ?, ?, ?)",
		v.ID, v.ContentVersion, v.Parent, source, t.encoding.Category(v))
	if err != nil {
		return err
	}
	for _, vendor := range v.Vendors {
		if _, err := t.conn.Exec("INSERT INTO vendor_categories VALUES (?, ?)", vendor, v.ID); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) insertFamily(v catalog.Family) error {
	source, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = t.conn.Exec("INSERT INTO families (id, content_version, vendor_id, source, wire) VALUES (?, ?, ?, ?, ?)",
		v.ID, v.ContentVersion, v.Vendor, source, t.encoding.Family(v))
	if err != nil {
		return err
	}
	for _, category := range v.Categories {
		if _, err := t.conn.Exec("INSERT INTO category_families VALUES (?, ?)", category, v.ID); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) insertProduct(v catalog.Product) error { return t.insertRendered(t.render(v)) }

func (t *Tx) insertRendered(v renderedProduct) error {
	if v.err != nil {
		return v.err
	}
	_, err := t.conn.Exec(`INSERT INTO products (id, content_version, price_version, part_num, vendor_id, family_id,
		blocked, price, currency, fulfillment, instant, license_form, renewal, min_count, max_count, months,
		subscription, head, middle, tail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		v.ID, v.ContentVersion, v.PriceVersion, v.PartNum, v.Vendor, v.Family,
		v.Blocked, int64(v.Price), v.Currency, v.Fulfillment, v.Instant, v.LicenseForm, v.Renewal, v.MinCount,
		maxCount(v.MaxCount),
		v.Months, v.Subscription, v.parts.Head, v.parts.Middle, v.parts.Tail)
	if err != nil {
		return err
	}
	if _, err := t.conn.Exec("INSERT INTO product_texts VALUES (?, ?)", v.ID, v.parts.Texts); err != nil {
		return err
	}
	if _, err := t.conn.Exec("INSERT INTO product_sources VALUES (?, ?)", v.ID, v.source); err != nil {
		return err
	}
	for _, category := range v.Categories {
		if _, err := t.conn.Exec("INSERT INTO category_products VALUES (?, ?)", category, v.ID); err != nil {
			return err
		}
	}
	return nil
}

// update publishes a vendor, category or family whose relations to others are unchanged.
func (t *Tx) update(kind catalog.Kind, id int32, entity any, wire []byte) error {
	source, err := json.Marshal(entity)
	if err != nil {
		return err
	}
	_, err = t.conn.Exec("UPDATE "+table[kind]+" SET content_version = ?, source = ?, wire = ? WHERE id = ?",
		t.content(), source, wire, id)
	return err
}

// updateProduct publishes a product whose relations, price and texts are unchanged.
func (t *Tx) updateProduct(v catalog.Product) error {
	source, err := json.Marshal(v)
	if err != nil {
		return err
	}
	parts := t.encoding.Product(v)
	_, err = t.conn.Exec("UPDATE products SET content_version = ?, blocked = ?, head = ?, "+
		"middle = ?, tail = ? WHERE id = ?",
		t.content(), v.Blocked, parts.Head, parts.Middle, parts.Tail, v.ID)
	if err != nil {
		return err
	}
	_, err = t.conn.Exec("UPDATE product_sources SET source = ? WHERE product_id = ?", source, v.ID)
	return err
}

// insertTombstone records the deletion of a vendor, category or family that was never in the tables.
func (t *Tx) insertTombstone(kind catalog.Kind, id int32, version int64) error {
	_, err := t.conn.Exec("INSERT INTO "+table[kind]+" (id, deleted, content_version) VALUES (?, 1, ?)", id, version)
	return err
}

// bury turns the row of a vendor, category or family into its tombstone.
func (t *Tx) bury(kind catalog.Kind, id int32) error {
	_, err := t.conn.Exec("UPDATE "+table[kind]+
		" SET deleted = 1, content_version = ?, source = NULL, wire = NULL WHERE id = ?", t.content(), id)
	return err
}

func (t *Tx) vendor(id int32) (catalog.Vendor, error) {
	return sourceOf[catalog.Vendor](t, catalog.KindVendor, id,
		"SELECT source FROM vendors WHERE id = ? AND deleted = 0")
}

func (t *Tx) category(id int32) (catalog.Category, error) {
	return sourceOf[catalog.Category](t, catalog.KindCategory, id,
		"SELECT source FROM categories WHERE id = ? AND deleted = 0")
}

func (t *Tx) family(id int32) (catalog.Family, error) {
	return sourceOf[catalog.Family](t, catalog.KindFamily, id,
		"SELECT source FROM families WHERE id = ? AND deleted = 0")
}

// product reads a product, but for its versions and price, which its row holds.
func (t *Tx) product(id int32) (catalog.Product, error) {
	return sourceOf[catalog.Product](t, catalog.KindProduct, id,
		"SELECT source FROM product_sources WHERE product_id = ?")
}

func sourceOf[T any](t *Tx, kind catalog.Kind, id int32, sql string) (v T, err error) {
	found := false
	err = t.conn.Query(func(r database.Row) error {
		found = true
		return json.Unmarshal(r.Bytes(0), &v)
	}, sql, id)
	if err == nil && !found {
		err = &NotFound{kind, id}
	}
	return v, err
}
