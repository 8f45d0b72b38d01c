package database

import (
	"context"
	"errors"
	"fmt"

	"github.com/ncruces/go-sqlite3"
)

// Conn is a connection inside a transaction. It belongs to the function that Read or Write gave it to.
type Conn struct {
	conn       *sqlite3.Conn
	ctx        context.Context
	statements map[string]*sqlite3.Stmt
}

// Row is the current row of a query. Bytes that it hands out are valid until the row's function returns.
type Row struct{ stmt *sqlite3.Stmt }

// Int64 returns column i as an integer.
func (r Row) Int64(i int) int64 { return r.stmt.ColumnInt64(i) }

// Text returns column i as a string of its own.
func (r Row) Text(i int) string { return r.stmt.ColumnText(i) }

// Bytes returns column i, owned by the database and valid only until the row's function returns.
func (r Row) Bytes(i int) []byte { return r.stmt.ColumnRawBlob(i) }

// Query runs sql with args and gives each row to f, which ends the query by returning an error. Statements are
// prepared once a connection. args are int, int32, int64, bool, string or []byte.
func (c *Conn) Query(f func(Row) error, sql string, args ...any) (err error) {
	stmt, err := c.prepare(sql)
	if err != nil {
		if c.ctx.Err() != nil { // preparing is interrupted as running is
			return c.ctx.Err()
		}
		return err
	}
	defer func() {
		// Reset repeats the error of the last step, which has been reported.
		if reset := stmt.Reset(); err == nil {
			err = reset
		}
	}()
	for i, arg := range args {
		if err := bind(stmt, i+1, arg); err != nil {
			return fmt.Errorf("%w in %s", err, sql)
		}
	}
	for stmt.Step() {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		if err := f(Row{stmt}); err != nil {
			return err
		}
	}
	if err := stmt.Err(); err != nil {
		if c.ctx.Err() != nil {
			return c.ctx.Err()
		}
		return fmt.Errorf("%w in %s", err, sql)
	}
	return nil
}

// Exec runs sql with args for its effect and returns the number of rows it changed.
func (c *Conn) Exec(sql string, args ...any) (int64, error) {
	err := c.Query(func(Row) error { return nil }, sql, args...)
	return c.conn.Changes(), err
}

// Script runs statements without arguments, separated by semicolons.
func (c *Conn) Script(sql string) error { return c.conn.Exec(sql) }

// Steps returns how many instructions SQLite has run on this connection since Steps was last called: a measure of work
// that does not depend on the machine.
func (c *Conn) Steps() int {
	steps := 0
	for _, stmt := range c.statements {
		steps += stmt.Status(sqlite3.STMTSTATUS_VM_STEP, true)
	}
	return steps
}

func (c *Conn) prepare(sql string) (*sqlite3.Stmt, error) {
	if stmt, ok := c.statements[sql]; ok {
		return stmt, nil
	}
	stmt, tail, err := c.conn.PrepareFlags(sql, sqlite3.PREPARE_PERSISTENT)
	if err != nil {
		return nil, fmt.Errorf("%w in %s", err, sql)
	}
	if tail != "" {
		stmt.Close()
		return nil, fmt.Errorf("database: more than one statement in %s", sql)
	}
	c.statements[sql] = stmt
	return stmt, nil
}

// close finishes the prepared statements, without which SQLite does not close.
func (c *Conn) close() error {
	var errs []error
	for _, stmt := range c.statements {
		errs = append(errs, stmt.Close())
	}
	return errors.Join(append(errs, c.conn.Close())...)
}

func (c *Conn) transact(ctx context.Context, begin string, f func(*Conn) error) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	c.ctx = ctx
	c.conn.SetInterrupt(ctx)
	defer func() {
		c.ctx = context.Background()
		c.conn.SetInterrupt(c.ctx)
	}()
	if _, err := c.Exec(begin); err != nil {
		return err
	}
	committed := false
	defer func() {
		if committed {
			return
		}
		// Roll back even when the context is cancelled or f panicked.
		c.ctx = context.Background()
		c.conn.SetInterrupt(c.ctx)
		if _, rollback := c.Exec("ROLLBACK"); rollback != nil && err == nil {
			err = rollback
		}
	}()
	if err := f(c); err != nil {
		return err
	}
	if _, err := c.Exec("COMMIT"); err != nil {
		return err
	}
	committed = true
	return nil
}

func bind(stmt *sqlite3.Stmt, i int, arg any) error {
	switch v := arg.(type) {
	case int:
		return stmt.BindInt64(i, int64(v))
	case int32:
		return stmt.BindInt64(i, int64(v))
	case int64:
		return stmt.BindInt64(i, v)
	case bool:
		return stmt.BindBool(i, v)
	case string:
		return stmt.BindText(i, v)
	case []byte:
		return stmt.BindBlob(i, v)
	}
	return fmt.Errorf("database: argument %d has type %T, which is not bound", i, arg)
}
