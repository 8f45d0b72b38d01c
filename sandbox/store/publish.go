package store

import (
	"fmt"
	"math/rand/v2"

	"github.com/montcheck/montcheck/sandbox/catalog"
	"github.com/montcheck/montcheck/sandbox/database"
)

// NotFound says that an entity does not exist, or no more.
type NotFound struct {
	Kind catalog.Kind
	ID   int32
}

func (e *NotFound) Error() string { return fmt.Sprintf("no %s with id %d", e.Kind, e.ID) }

// Conflict says why an entity can't be deleted, or made.
type Conflict struct{ Reason string }

func (e *Conflict) Error() string { return e.Reason }

// PriceChange is a new price of one product.
type PriceChange struct {
	Product int32
	Price   catalog.Money
}

// SetPrices sets prices and returns how many were changed by it: a product that has that price already is left
// alone, as is its version.
func (t *Tx) SetPrices(changes []PriceChange) (int, error) {
	changed := 0
	for _, change := range changes {
		old := int64(-1)
		err := t.conn.Query(func(r database.Row) error { old = r.Int64(0); return nil },
			"SELECT price FROM products WHERE id = ?", change.Product)
		if err != nil {
			return 0, err
		}
		if old < 0 {
			return 0, &NotFound{catalog.KindProduct, change.Product}
		}
		if old == int64(change.Price) {
			continue
		}
		if _, err := t.conn.Exec("UPDATE products SET price = ?, price_version = ? WHERE id = ?",
			int64(change.Price), t.price(), change.Product); err != nil {
			return 0, err
		}
		changed++
	}
	return changed, nil
}

// Reprice gives new prices to count products, or to all where there are fewer. The catalogue's seed and the current
// price version decide which products and which prices. It returns how many were changed.
func (t *Tx) Reprice(count int) (int, error) {
	var changes []PriceChange
	err := t.conn.Query(func(r database.Row) error {
		changes = append(changes, PriceChange{int32(r.Int64(0)), catalog.Money(r.Int64(1))})
		return nil
	}, "SELECT id, price FROM products ORDER BY id")
	if err != nil {
		return 0, err
	}
	seed, err := t.seed()
	if err != nil {
		return 0, err
	}
	r := rand.New(rand.NewPCG(seed, uint64(t.before.Price)))
	count = min(count, len(changes))
	for i := range count {
		j := i + r.IntN(len(changes)-i)
		changes[i], changes[j] = changes[j], changes[i]
		// Between 80% and 125% of the old price, and never equal to it.
		old := changes[i].Price
		changes[i].Price = min(old*catalog.Money(80+r.Int64N(46))/100, catalog.MaxMoney-1)
		if changes[i].Price == old {
			changes[i].Price++
		}
	}
	return t.SetPrices(changes[:count])
}

// Rename gives an entity a new name: a vendor's VendorName, a category's name and a family's title in every
// language, a product's DefaultName. One that has the name already is left alone.
func (t *Tx) Rename(kind catalog.Kind, id int32, name string) error {
	switch kind {
	case catalog.KindVendor:
		v, err := t.vendor(id)
		if err != nil || v.Name == name {
			return err
		}
		v.Name = name
		return t.update(kind, id, v, t.encoding.Vendor(v))
	case catalog.KindCategory:
		v, err := t.category(id)
		if err != nil {
			return err
		}
		same := true
		for i := range v.Names {
			same = same && v.Names[i].Name == name
			v.Names[i].Name = name
		}
		if same {
			return nil
		}
		return t.update(kind, id, v, t.encoding.Category(v))
	case catalog.KindFamily:
		v, err := t.family(id)
		if err != nil {
			return err
		}
		same := true
		for i := range v.Texts {
			same = same && v.Texts[i].Title == name
			v.Texts[i].Title = name
		}
		if same {
			return nil
		}
		return t.update(kind, id, v, t.encoding.Family(v))
	case catalog.KindProduct:
		v, err := t.product(id)
		if err != nil || v.Name == name {
			return err
		}
		v.Name = name
		return t.updateProduct(v)
	}
	return unknownKind(kind)
}

// Block blocks a product for sale or frees it. A product that is so already is left alone.
func (t *Tx) Block(product int32, blocked bool) error {
	v, err := t.product(product)
	if err != nil || v.Blocked == blocked {
		return err
	}
	v.Blocked = blocked
	return t.updateProduct(v)
}

// Delete deletes an entity that nothing depends on, and gives a Conflict where something does. A product is
// blocked for sale instead: D3 has no list of deleted products.
func (t *Tx) Delete(kind catalog.Kind, id int32) error {
	var err error
	switch kind {
	case catalog.KindProduct:
		return t.Block(id, true)
	case catalog.KindVendor:
		_, err = t.vendor(id)
	case catalog.KindCategory:
		_, err = t.category(id)
	case catalog.KindFamily:
		_, err = t.family(id)
	default:
		return unknownKind(kind)
	}
	if err != nil {
		return err
	}
	for _, d := range dependents[kind] {
		n, err := number(t.conn, d.sql, id)
		if err != nil {
			return err
		}
		if n > 0 {
			return &Conflict{fmt.Sprintf("%s %d is in use by %d %s", kind, id, n, d.what)}
		}
	}
	if link, ok := links[kind]; ok {
		if _, err := t.conn.Exec(link, id); err != nil {
			return err
		}
	}
	return t.bury(kind, id)
}

type dependent struct{ what, sql string }

var dependents = map[catalog.Kind][]dependent{
	catalog.KindVendor: {
		{"families", "SELECT count(*) FROM families WHERE vendor_id = ? AND deleted = 0"},
		{"products", "SELECT count(*) FROM products WHERE vendor_id = ?"},
		{"categories", "SELECT count(*) FROM vendor_categories WHERE vendor_id = ?"},
	},
	catalog.KindCategory: {
		{"categories below it", "SELECT count(*) FROM categories WHERE parent_id = ? AND deleted = 0"},
		{"families", "SELECT count(*) FROM category_families WHERE category_id = ?"},
		{"products", "SELECT count(*) FROM category_products WHERE category_id = ?"},
	},
	catalog.KindFamily: {
		{"products", "SELECT count(*) FROM products WHERE family_id = ?"},
	},
}

// links are the rows by which a deleted entity depends on others.
var links = map[catalog.Kind]string{
	catalog.KindCategory: "DELETE FROM vendor_categories WHERE category_id = ?",
	catalog.KindFamily:   "DELETE FROM category_families WHERE family_id = ?",
}

func (t *Tx) ids(sql string, args ...any) ([]int32, error) {
	var ids []int32
	err := t.conn.Query(func(r database.Row) error { ids = append(ids, int32(r.Int64(0))); return nil }, sql, args...)
	return ids, err
}

func (t *Tx) seed() (uint64, error) {
	n, err := number(t.conn, "SELECT seed FROM catalogue")
	return uint64(n), err
}

func unknownKind(kind catalog.Kind) error {
	return fmt.Errorf("unknown kind %q: want vendor, category, family or product", kind)
}
