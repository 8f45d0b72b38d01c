package store

import (
	"github.com/montcheck/montcheck/sandbox/catalog"
	"github.com/montcheck/montcheck/sandbox/database"
)

// Snapshot is the catalogue at one moment.
type Snapshot struct{ conn *database.Conn }

// Versions returns the snapshot's versions.
func (s *Snapshot) Versions() (Versions, error) {
	var v Versions
	err := s.conn.Query(func(r database.Row) error {
		v = Versions{r.Int64(0), r.Int64(1)}
		return nil
	}, "SELECT content_version, price_version FROM catalogue")
	return v, err
}

// Entities gives the rendered members of each living entity that selection holds, to emit. The bytes are valid
// until emit returns.
func (s *Snapshot) Entities(selection EntitySelection, emit func(members []byte) error) error {
	return s.conn.Query(func(r database.Row) error { return emit(r.Bytes(0)) }, selection.sql, selection.args...)
}

// Deleted gives the ids of the entities of kind that were deleted after the content version.
func (s *Snapshot) Deleted(kind catalog.Kind, after int64, emit func(id int32) error) error {
	return s.conn.Query(func(r database.Row) error { return emit(int32(r.Int64(0))) }, deletedSQL[kind], after)
}

// ProductRow is a product of a snapshot. Parts are valid until the row's function returns; Texts is nil where texts
// were not asked for.
type ProductRow struct {
	Parts    ProductParts
	Price    catalog.Money
	Currency []byte
}

// Products gives the products that selection holds, with their texts or without.
func (s *Snapshot) Products(selection ProductSelection, texts bool, emit func(*ProductRow) error) error {
	sql := selection.plain
	if texts {
		sql = selection.texts
	}
	var row ProductRow
	return s.conn.Query(func(r database.Row) error {
		row.Parts.Head, row.Currency, row.Parts.Middle = r.Bytes(0), r.Bytes(1), r.Bytes(2)
		row.Price, row.Parts.Tail = catalog.Money(r.Int64(3)), r.Bytes(4)
		if texts {
			row.Parts.Texts = r.Bytes(5)
		}
		return emit(&row)
	}, sql, selection.args...)
}

// Counts are the numbers of living entities.
type Counts struct {
	Vendors    int64 `json:"vendors"`
	Categories int64 `json:"categories"`
	Families   int64 `json:"families"`
	Products   int64 `json:"products"`
	Blocked    int64 `json:"blockedProducts"`
}

// Counts counts the living entities.
func (s *Snapshot) Counts() (Counts, error) {
	var n Counts
	err := s.conn.Query(func(r database.Row) error {
		n = Counts{r.Int64(0), r.Int64(1), r.Int64(2), r.Int64(3), r.Int64(4)}
		return nil
	}, `SELECT (SELECT count(*) FROM vendors WHERE deleted = 0), (SELECT count(*) FROM categories WHERE deleted = 0),
		(SELECT count(*) FROM families WHERE deleted = 0), (SELECT count(*) FROM products),
		(SELECT count(*) FROM products WHERE blocked)`)
	return n, err
}
