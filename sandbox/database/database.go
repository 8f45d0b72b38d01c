// Package database is the sandbox's door to SQLite: a pool of readers that each see one snapshot, and one writer
// whose work is one transaction at a time. It knows nothing of what is stored.
package database

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ncruces/go-sqlite3"
	_ "github.com/ncruces/go-sqlite3/vfs/mvcc" // in-memory databases whose readers never block
)

// maxReaders bounds the read transactions open at one time; a slow download holds one for as long as it lasts.
// maxIdle bounds the connections kept for later: each takes some 2 MB.
const (
	maxReaders = 128
	maxIdle    = 32
)

// ErrClosed is what Read and Write give after Close.
var ErrClosed = errors.New("database: closed")

var memories atomic.Uint64

// DB is an SQLite database, in memory or in a file. It is safe for concurrent use.
type DB struct {
	uri   string
	file  bool
	slots chan struct{} // one for each read transaction in progress

	mu     sync.Mutex
	idle   []*Conn // last used first, so that warm page caches serve
	closed bool

	writing chan struct{} // held by the one writer
	writer  *Conn
}

// Open opens the database in the file path, or a new one in memory where path is empty. A file is kept in WAL mode
// with full synchronisation: what Write has committed outlives the process and the machine's power.
func Open(ctx context.Context, path string) (*DB, error) {
	db := &DB{
		uri:     fmt.Sprintf("file:/sandbox-%d?vfs=mvcc", memories.Add(1)),
		slots:   make(chan struct{}, maxReaders),
		writing: make(chan struct{}, 1),
	}
	setup := "PRAGMA page_size = 8192; PRAGMA cache_size = -65536"
	if path != "" {
		absolute, err := filepath.Abs(path)
		if err != nil {
			return nil, fmt.Errorf("database %s: %w", path, err)
		}
		db.file = true
		db.uri = (&url.URL{Scheme: "file", Path: filepath.ToSlash(absolute)}).String()
		setup += "; PRAGMA journal_mode = wal; PRAGMA synchronous = full"
	}
	writer, err := db.connect(ctx)
	if err != nil {
		return nil, fmt.Errorf("database %s: %w", path, err)
	}
	if err := writer.conn.Exec(setup); err != nil {
		writer.close()
		return nil, fmt.Errorf("database %s: %w", path, err)
	}
	db.writer = writer
	return db, nil
}

// Shared tells whether other processes may write to the database too.
func (db *DB) Shared() bool { return db.file }

// Read runs f in a read transaction: all that f reads is one snapshot. Reads never wait for writes. A cancelled ctx
// ends the query in progress.
func (db *DB) Read(ctx context.Context, f func(*Conn) error) error {
	select {
	case db.slots <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-db.slots }()
	c, err := db.reader(ctx)
	if err != nil {
		return err
	}
	sound := false
	defer func() { db.release(c, sound) }()
	err = c.transact(ctx, "BEGIN DEFERRED", f)
	sound = c.conn.GetAutocommit()
	return err
}

// Write runs f in a write transaction, which commits when f returns nil and rolls back otherwise. Writers queue.
func (db *DB) Write(ctx context.Context, f func(*Conn) error) error {
	select {
	case db.writing <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-db.writing }()
	if db.writer == nil {
		return ErrClosed
	}
	return db.writer.transact(ctx, "BEGIN IMMEDIATE", f)
}

// Close waits for the transactions in progress, then closes the database. Closing twice is harmless.
func (db *DB) Close() error {
	db.mu.Lock()
	closed := db.closed
	db.closed = true
	db.mu.Unlock()
	if closed {
		return nil
	}
	for range maxReaders {
		db.slots <- struct{}{}
	}
	db.writing <- struct{}{}
	var errs []error
	for _, c := range db.idle {
		errs = append(errs, c.close())
	}
	errs = append(errs, db.writer.close())
	db.idle, db.writer = nil, nil
	<-db.writing
	for range maxReaders {
		<-db.slots
	}
	return errors.Join(errs...)
}

func (db *DB) reader(ctx context.Context) (*Conn, error) {
	db.mu.Lock()
	if db.closed {
		db.mu.Unlock()
		return nil, ErrClosed
	}
	if n := len(db.idle); n > 0 {
		c := db.idle[n-1]
		db.idle = db.idle[:n-1]
		db.mu.Unlock()
		return c, nil
	}
	db.mu.Unlock()
	c, err := db.connect(ctx)
	if err != nil {
		return nil, err
	}
	if err := c.conn.Exec("PRAGMA query_only = on"); err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

func (db *DB) release(c *Conn, sound bool) {
	db.mu.Lock()
	keep := sound && len(db.idle) < maxIdle
	if keep {
		db.idle = append(db.idle, c)
	}
	db.mu.Unlock()
	if !keep {
		_ = c.close() // what was read has been read
	}
}

func (db *DB) connect(ctx context.Context) (*Conn, error) {
	conn, err := sqlite3.OpenContext(ctx, db.uri)
	if err != nil {
		return nil, err
	}
	if err := conn.BusyTimeout(time.Minute); err != nil {
		conn.Close()
		return nil, err
	}
	return &Conn{conn: conn, ctx: context.Background(), statements: map[string]*sqlite3.Stmt{}}, nil
}
