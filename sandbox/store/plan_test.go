package store

import (
	"strings"
	"testing"

	"github.com/montcheck/montcheck/sandbox/catalog"
	"github.com/montcheck/montcheck/sandbox/database"
)

// bare renders only what these tests need: nothing.
type bare struct{}

func (bare) Vendor(catalog.Vendor) []byte     { return []byte{} }
func (bare) Category(catalog.Category) []byte { return []byte{} }
func (bare) Family(catalog.Family) []byte     { return []byte{} }
func (bare) Product(catalog.Product) ProductParts {
	return ProductParts{[]byte{}, []byte{}, []byte{}, []byte{}}
}

func loaded(t *testing.T, products int) *Store {
	t.Helper()
	db, err := database.Open(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	s, err := New(t.Context(), db, bare{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Load(t.Context(), catalog.Generate(1, products, catalog.Shape{})); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestOnlyFullListsWalkATable(t *testing.T) {
	queries := map[string]string{
		"versions":                 "SELECT content_version, price_version FROM catalogue",
		"categories of a vendor":   CategoriesOfVendor(1).sql,
		"families of a vendor":     FamiliesOfVendor(1).sql,
		"families of a category":   FamiliesOfCategory(1).sql,
		"a family":                 FamilyByID(1).sql,
		"products of a vendor":     productsOfVendor.texts,
		"products of a category":   productsOfCategory.texts,
		"products of a family":     productsOfFamily.texts,
		"a product":                productByPartNum.texts,
		"products changed":         productsChanged.texts,
		"products priced":          productsPriced.plain,
		"products changed, priced": productsChangedOrPriced.texts,
	}
	for _, kind := range []catalog.Kind{catalog.KindVendor, catalog.KindCategory, catalog.KindFamily} {
		queries["changed "+string(kind)] = changedSQL[kind]
		queries["deleted "+string(kind)] = deletedSQL[kind]
		for _, d := range dependents[kind] {
			queries[string(kind)+" in use by "+d.what] = d.sql
		}
	}
	delete(queries, "versions") // its table has one row
	err := loaded(t, 50).db.Read(t.Context(), func(c *database.Conn) error {
		for name, sql := range queries {
			err := c.Query(func(r database.Row) error {
				if step := r.Text(3); strings.HasPrefix(step, "SCAN") || strings.Contains(step, "TEMP B-TREE") {
					t.Errorf("%s: %s", name, step)
				}
				return nil
			}, "EXPLAIN QUERY PLAN "+sql)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestDeltaCostsWhatChanged measures a delta of ten products in instructions of SQLite's machine, in a small
// catalogue and in one twenty times its size.
func TestDeltaCostsWhatChanged(t *testing.T) {
	work := func(products int) int {
		s := loaded(t, products)
		before, err := s.Update(t.Context(), func(*Tx) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		for range 5 {
			if _, err := s.Update(t.Context(), func(tx *Tx) error { _, err := tx.Reprice(1); return err }); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Update(t.Context(),
				func(tx *Tx) error { _, err := tx.Add(catalog.KindProduct); return err }); err != nil {
				t.Fatal(err)
			}
		}
		steps := 0
		err = s.db.Read(t.Context(), func(c *database.Conn) error {
			snapshot, rows := &Snapshot{c}, 0
			c.Steps()
			emit := func(*ProductRow) error { rows++; return nil }
			if err := snapshot.Products(ProductsChanged(before.Content), true, emit); err != nil {
				return err
			}
			if err := snapshot.Products(ProductsPriced(before.Price), false, emit); err != nil {
				return err
			}
			if err := snapshot.Products(ProductsChangedOrPriced(before.Content, before.Price), true, emit); err != nil {
				return err
			}
			if want := 5 + 10 + 10; rows != want {
				t.Errorf("%d rows, want %d", rows, want)
			}
			steps = c.Steps()
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return steps
	}
	small, large := work(300), work(6000)
	if small < 50 || large > small*3/2 {
		t.Errorf("a delta takes %d steps among 300 products, %d among 6000", small, large)
	}
}
