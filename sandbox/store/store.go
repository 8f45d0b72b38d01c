// Package store keeps the sandbox's catalogue in SQLite: its entities, their versions, and what changed since when.
// Reads see one snapshot, in which versions and rows agree; each write is one transaction that publishes at most one
// new content version and one new price version.
package store

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/montcheck/montcheck/sandbox/catalog"
	"github.com/montcheck/montcheck/sandbox/database"
)

var (
	//go:embed schema.sql
	schema string
	//go:embed indexes.sql
	indexes string
)

const schemaVersion = 2

// Encoding renders entities for the wire when they are written. Each rendering is the members of one contract,
// without the element around them.
type Encoding interface {
	Vendor(catalog.Vendor) []byte
	Category(catalog.Category) []byte
	Family(catalog.Family) []byte
	Product(catalog.Product) ProductParts
}

// ProductParts is a product's rendering, cut around the members that differ between methods. On the wire stand
// Head, the currency, Middle, the price, Texts, Tail.
type ProductParts struct{ Head, Middle, Texts, Tail []byte }

// Versions are the current versions of a snapshot.
type Versions struct {
	Content int64 `json:"contentVersion"`
	Price   int64 `json:"priceVersion"`
}

// Store is the catalogue. It is safe for concurrent use.
type Store struct {
	db       *database.DB
	encoding Encoding

	publishing sync.Mutex
	current    atomic.Pointer[Versions] // nil while they may change: when something is published, or by another process
}

// New returns the store of the catalogue in db. Where db is new, it holds no catalogue until Load.
func New(ctx context.Context, db *database.DB, encoding Encoding) (*Store, error) {
	err := db.Read(ctx, func(c *database.Conn) error {
		found, err := number(c, "PRAGMA user_version")
		if err == nil && found != 0 && found != schemaVersion {
			err = fmt.Errorf("the database has tables of version %d, this program wants %d", found, schemaVersion)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	return &Store{db: db, encoding: encoding}, nil
}

// ErrNoCatalogue says that nothing has been loaded yet.
var ErrNoCatalogue = errors.New("store: no catalogue")

// Origin is what a catalogue was made from.
type Origin struct {
	Seed uint64
	Size int // products at the start
}

// Origin returns what the catalogue was made from, or ErrNoCatalogue.
func (s *Store) Origin(ctx context.Context) (o Origin, err error) {
	err = s.db.Read(ctx, func(c *database.Conn) error {
		loaded, err := number(c, "PRAGMA user_version")
		if err != nil {
			return err
		}
		if loaded == 0 {
			return ErrNoCatalogue
		}
		return c.Query(func(r database.Row) error {
			o = Origin{uint64(r.Int64(0)), int(r.Int64(1))}
			return nil
		}, "SELECT seed, size FROM catalogue")
	})
	return o, err
}

// View runs f on one snapshot.
func (s *Store) View(ctx context.Context, f func(*Snapshot) error) error {
	return s.db.Read(ctx, func(c *database.Conn) error { return f(&Snapshot{c}) })
}

// Versions returns the current versions: those that the last finished publication left, or newer ones.
func (s *Store) Versions(ctx context.Context) (v Versions, err error) {
	if known := s.current.Load(); known != nil {
		return *known, nil
	}
	err = s.View(ctx, func(from *Snapshot) error {
		v, err = from.Versions()
		return err
	})
	return v, err
}

// publish writes with f. Meanwhile the current versions are those of each reader's snapshot, and not before f's are
// seen by all are they known again: nobody is told of older ones, nor of versions that go back.
func (s *Store) publish(ctx context.Context, f func(*database.Conn) error) error {
	s.publishing.Lock()
	defer s.publishing.Unlock()
	s.current.Store(nil)
	err := s.db.Write(ctx, f)
	if s.db.Shared() {
		return err
	}
	// f may have failed, or failed to say that it has not: what there is now tells.
	if v, wrong := s.Versions(context.WithoutCancel(ctx)); wrong == nil {
		s.current.Store(&v)
	}
	return err
}

// Update runs f as one publication: what f changes gets the next version, and is seen by readers all at once, or not
// at all where f returns an error. It returns the versions after f.
func (s *Store) Update(ctx context.Context, f func(*Tx) error) (Versions, error) {
	var after Versions
	err := s.publish(ctx, func(c *database.Conn) error {
		before, err := (&Snapshot{c}).Versions()
		if err != nil {
			return err
		}
		tx := &Tx{conn: c, encoding: s.encoding, before: before, after: before}
		if err := f(tx); err != nil {
			return err
		}
		after = tx.after
		if after == before {
			return nil
		}
		_, err = c.Exec("UPDATE catalogue SET content_version = ?, price_version = ?", after.Content, after.Price)
		return err
	})
	return after, err
}

// number returns the first column of a query's last row, or 0.
func number(c *database.Conn, sql string, args ...any) (int64, error) {
	var n int64
	err := c.Query(func(r database.Row) error { n = r.Int64(0); return nil }, sql, args...)
	return n, err
}
