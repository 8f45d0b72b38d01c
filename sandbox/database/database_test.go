package database_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"github.com/montcheck/montcheck/sandbox/database"
)

// both runs test on a database in memory and on one in a file.
func both(t *testing.T, test func(*testing.T, *database.DB)) {
	for name, path := range map[string]string{"memory": "", "file": filepath.Join(t.TempDir(), "a b?c#d%.db")} {
		t.Run(name, func(t *testing.T) {
			db, err := database.Open(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := db.Close(); err != nil {
					t.Error(err)
				}
			})
			err = db.Write(t.Context(), func(c *database.Conn) error {
				return c.Script("CREATE TABLE pair (a INTEGER, b INTEGER); INSERT INTO pair VALUES (0, 0)")
			})
			if err != nil {
				t.Fatal(err)
			}
			test(t, db)
		})
	}
}

func pair(c *database.Conn) (a, b int64, err error) {
	err = c.Query(func(r database.Row) error { a, b = r.Int64(0), r.Int64(1); return nil }, "SELECT a, b FROM pair")
	return a, b, err
}

func TestReadersSeeOneSnapshotAndNeverWait(t *testing.T) {
	both(t, func(t *testing.T, db *database.DB) {
		err := db.Read(t.Context(), func(reader *database.Conn) error {
			before, _, err := pair(reader)
			if err != nil {
				return err
			}
			// A write inside a read would hang if either waited for the other.
			err = db.Write(t.Context(), func(writer *database.Conn) error {
				_, err := writer.Exec("UPDATE pair SET a = a + ?, b = b + 1", int64(1))
				return err
			})
			if err != nil {
				return err
			}
			if after, _, err := pair(reader); err != nil || after != before {
				t.Errorf("a snapshot went from %d to %d: %v", before, after, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		err = db.Read(t.Context(), func(c *database.Conn) error {
			if a, _, err := pair(c); err != nil || a != 1 {
				t.Errorf("a later snapshot has %d: %v", a, err)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestFailedWriteLeavesNothing(t *testing.T) {
	both(t, func(t *testing.T, db *database.DB) {
		change := func(c *database.Conn) {
			if _, err := c.Exec("UPDATE pair SET a = 9"); err != nil {
				t.Error(err)
			}
		}
		refused := errors.New("refused")
		if err := db.Write(t.Context(),
			func(c *database.Conn) error { change(c); return refused }); !errors.Is(err, refused) {
			t.Error(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		if err := db.Write(ctx, func(c *database.Conn) error { change(c); cancel(); return nil }); err == nil {
			t.Error("a cancelled write committed")
		}
		func() {
			defer func() { _ = recover() }()
			_ = db.Write(t.Context(), func(c *database.Conn) error { change(c); panic("in the middle") })
		}()
		err := db.Write(t.Context(), func(c *database.Conn) error {
			a, _, err := pair(c)
			if a != 0 {
				t.Errorf("a = %d", a)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestConcurrentUse(t *testing.T) {
	both(t, func(t *testing.T, db *database.DB) {
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() {
				for range 20 {
					err := db.Write(t.Context(), func(c *database.Conn) error {
						if _, err := c.Exec("UPDATE pair SET a = a + 1"); err != nil {
							return err
						}
						_, err := c.Exec("UPDATE pair SET b = b + 1")
						return err
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
			all.Go(func() {
				for range 60 {
					err := db.Read(t.Context(), func(c *database.Conn) error {
						if a, b, err := pair(c); err != nil || a != b {
							return fmt.Errorf("half a write is seen: %d and %d: %w", a, b, err)
						}
						return nil
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		err := db.Read(t.Context(), func(c *database.Conn) error {
			if a, _, err := pair(c); err != nil || a != 60 {
				t.Errorf("a = %d, want 60: %v", a, err)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestReadersDoNotWrite(t *testing.T) {
	both(t, func(t *testing.T, db *database.DB) {
		err := db.Read(t.Context(),
			func(c *database.Conn) error { _, err := c.Exec("UPDATE pair SET a = 1"); return err })
		if err == nil {
			t.Error("a read transaction wrote")
		}
	})
}

func TestCancelledQueryEnds(t *testing.T) {
	both(t, func(t *testing.T, db *database.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		rows := 0
		err := db.Read(ctx, func(c *database.Conn) error {
			return c.Query(func(database.Row) error {
				if rows++; rows == 10 {
					cancel()
				}
				return nil
			}, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n")
		})
		if !errors.Is(err, context.Canceled) || rows != 10 {
			t.Errorf("%d rows, %v", rows, err)
		}
		// One that gives no row is interrupted too; the count would take years.
		ctx, cancel = context.WithCancel(t.Context())
		started := make(chan struct{})
		go func() { <-started; cancel() }()
		err = db.Read(ctx, func(c *database.Conn) error {
			close(started)
			return c.Query(func(database.Row) error { return nil },
				"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n")
		})
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

func TestMemoriesAreApart(t *testing.T) {
	for range 2 {
		db, err := database.Open(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = db.Close() }()
		if err := db.Write(t.Context(),
			func(c *database.Conn) error { return c.Script("CREATE TABLE mine (a)") }); err != nil {
			t.Error(err)
		}
	}
}

func TestClosed(t *testing.T) {
	both(t, func(t *testing.T, db *database.DB) {
		if err := errors.Join(db.Close(), db.Close()); err != nil {
			t.Error(err)
		}
		nothing := func(*database.Conn) error { return nil }
		if err := db.Read(t.Context(), nothing); !errors.Is(err, database.ErrClosed) {
			t.Error(err)
		}
		if err := db.Write(t.Context(), nothing); !errors.Is(err, database.ErrClosed) {
			t.Error(err)
		}
	})
}

// TestFileIsSynchronised asks SQLite itself, since a test can't cut the power.
func TestFileIsSynchronised(t *testing.T) {
	db, err := database.Open(t.Context(), filepath.Join(t.TempDir(), "x.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2"} {
		got := ""
		err := db.Write(t.Context(), func(c *database.Conn) error {
			return c.Query(func(r database.Row) error { got = r.Text(0); return nil }, "PRAGMA "+pragma)
		})
		if err != nil || got != want {
			t.Errorf("%s is %s, want %s: %v", pragma, got, want, err)
		}
	}
}
