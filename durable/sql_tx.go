package durable

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Dialect is the kind of a database.
type Dialect string

// The dialects.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// querier runs statements in a transaction. In a statement, ? is an argument, and $NOW the time in microseconds.
type querier struct {
	conn interface {
		ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
		QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	}
	dialect Dialect
}

func (q querier) exec(ctx context.Context, query string, args ...any) (changed int, err error) {
	result, err := q.conn.ExecContext(ctx, q.dialect.rewrite(query), args...)
	if err != nil {
		return 0, err
	}
	n, err := result.RowsAffected()
	return int(n), err
}

func (q querier) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return q.conn.QueryContext(ctx, q.dialect.rewrite(query), args...)
}

// rewrite returns a statement in the dialect. The time of Postgres is the server's: its clients may run on several
// computers, whose clocks differ.
func (d Dialect) rewrite(query string) string {
	if d == SQLite {
		return strings.ReplaceAll(query, "$NOW", strconv.FormatInt(time.Now().UnixMicro(), 10))
	}
	query = strings.ReplaceAll(query, "$NOW", "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint)")
	var b strings.Builder
	for i, part := range strings.Split(query, "?") {
		if i > 0 {
			b.WriteString("$" + strconv.Itoa(i))
		}
		b.WriteString(part)
	}
	return b.String()
}

// write runs a transaction that writes.
func (s *sqlStore) write(ctx context.Context, do func(querier) error) error {
	if s.dialect == Postgres {
		return s.transact(ctx, do)
	}
	select {
	case s.writer <- struct{}{}:
		defer func() { <-s.writer }()
	case <-ctx.Done():
		return ctx.Err()
	}
	return s.onSQLite(ctx, func(conn *sql.Conn) error { return immediate(ctx, conn, do) })
}

// exec runs one statement that writes.
func (s *sqlStore) exec(ctx context.Context, query string, args ...any) (changed int, err error) {
	if s.dialect == Postgres && !s.asynchronous && !s.otherIsolation { // it is a transaction of its own, in one round trip
		return querier{s.db, Postgres}.exec(ctx, query, args...)
	}
	err = s.write(ctx, func(q querier) error {
		changed, err = q.exec(ctx, query, args...)
		return err
	})
	return changed, err
}

// readSettings reads what connections to Postgres are set to by the server, the role, the database or the DSN.
func (s *sqlStore) readSettings(ctx context.Context) error {
	return s.db.QueryRowContext(ctx, `SELECT current_setting('synchronous_commit') = 'off', current_setting('default_transaction_isolation') <> 'read committed'`).
		Scan(&s.asynchronous, &s.otherIsolation)
}

// read runs statements that do not write.
func (s *sqlStore) read(ctx context.Context, do func(querier) error) error {
	if s.dialect == Postgres {
		return do(querier{s.db, Postgres})
	}
	return s.onSQLite(ctx, func(conn *sql.Conn) error { return do(querier{conn, SQLite}) })
}

func (s *sqlStore) transact(ctx context.Context, do func(querier) error) error {
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelReadCommitted})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after Commit it does nothing
	if s.asynchronous {
		if _, err := tx.ExecContext(ctx, "SET LOCAL synchronous_commit = on"); err != nil {
			return err
		}
	}
	if err := do(querier{tx, Postgres}); err != nil {
		return err
	}
	return tx.Commit()
}

// busyTimeout is how long a process waits for another one that writes to the same file.
const busyTimeout = 10 * time.Second

// onSQLite runs a function on a connection of the pool, whose settings may be those of another user of the pool.
func (s *sqlStore) onSQLite(ctx context.Context, do func(*sql.Conn) error) error {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, fmt.Sprintf("PRAGMA busy_timeout = %d; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON", busyTimeout.Milliseconds())); err != nil {
		return err
	}
	mode, err := walMode(ctx, conn)
	if err != nil {
		return err
	}
	if mode != "wal" {
		return fmt.Errorf("the journal mode of the SQLite database is %s and cannot be set to WAL: use a file on a local disk", mode)
	}
	return do(conn)
}

// walMode sets the journal mode WAL, and returns the mode. If processes that start together set it at the same time, SQLite
// does not wait for busy_timeout: it fails at once with "database is locked", which is its text with each driver.
func walMode(ctx context.Context, conn *sql.Conn) (mode string, err error) {
	for start := time.Now(); ; {
		err := conn.QueryRowContext(ctx, "PRAGMA journal_mode = WAL").Scan(&mode)
		if err == nil || !strings.Contains(err.Error(), "locked") || time.Since(start) > busyTimeout {
			return mode, err
		}
		select {
		case <-time.After(10 * time.Millisecond):
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
}

// immediate runs a transaction that has the write lock from its start: one that gets it later may fail at once.
func immediate(ctx context.Context, conn *sql.Conn, do func(querier) error) (err error) {
	defer func() {
		if err == nil {
			return
		}
		// BEGIN too may have succeeded although it returned an error, for example because ctx ended.
		if _, failed := conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK"); failed != nil {
			_ = conn.Raw(func(any) error { return driver.ErrBadConn }) // closes it instead of returning it to the pool
		}
	}()
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	if err := do(querier{conn, SQLite}); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "COMMIT")
	return err
}
