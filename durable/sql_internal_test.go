package durable

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/ncruces/go-sqlite3/driver"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"
)

// sqliteDrivers are the names of the drivers.
var sqliteDrivers = map[string]string{"modernc.org/sqlite": "sqlite", "github.com/ncruces/go-sqlite3": "sqlite3"}

// dataSources are the ways in which a caller may open a file.
var dataSources = map[string]string{
	"a path":                        "%s",
	"a URI":                         "file:%s",
	"another journal":               "file:%s?_pragma=journal_mode(delete)",
	"unsafe settings":               "file:%s?_pragma=busy_timeout(0)&_pragma=synchronous(off)&_pragma=secure_delete(off)",
	"deferred transactions":         "file:%s?_txlock=deferred",
	"a shared cache":                "file:%s?cache=shared",
	"write-ahead, and synchronized": "file:%s?_pragma=journal_mode(wal)&_pragma=synchronous(normal)&_txlock=exclusive",
}

func onEachDataSource(t *testing.T, test func(t *testing.T, db *sql.DB, s *sqlStore)) {
	for driver, name := range sqliteDrivers {
		for how, source := range dataSources {
			t.Run(driver+"/"+how, func(t *testing.T) {
				db, err := sql.Open(name, fmt.Sprintf(source, filepath.Join(t.TempDir(), "tasks.db")))
				require.NoError(t, err)
				t.Cleanup(func() { require.NoError(t, db.Close()) })
				store, err := SQL(t.Context(), db, SQLite)
				require.NoError(t, err)
				test(t, db, store.(*sqlStore))
			})
		}
	}
}

func pragma(t *testing.T, q querier, name string) (value string) {
	rows, err := q.query(t.Context(), "PRAGMA "+name)
	require.NoError(t, err)
	defer rows.Close()
	require.True(t, rows.Next())
	require.NoError(t, rows.Scan(&value))
	return value
}

func assertSafe(t *testing.T, q querier) {
	assert.Equal(t, "wal", pragma(t, q, "journal_mode"))
	assert.Equal(t, "2", pragma(t, q, "synchronous"), "FULL")
	assert.Equal(t, "10000", pragma(t, q, "busy_timeout"))
	assert.Equal(t, "1", pragma(t, q, "secure_delete"))
}

func TestATransactionOnSQLiteIsSafeWhateverTheDataSource(t *testing.T) {
	onEachDataSource(t, func(t *testing.T, db *sql.DB, s *sqlStore) {
		require.NoError(t, s.write(t.Context(), func(q querier) error {
			assertSafe(t, q)
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			_, err := db.ExecContext(ctx, "PRAGMA busy_timeout = 1; BEGIN IMMEDIATE")
			assert.Error(t, err, "the transaction has the write lock before it writes")
			return nil
		}))
	})
}

func TestEachConnectionOfThePoolIsSafe(t *testing.T) {
	onEachDataSource(t, func(t *testing.T, _ *sql.DB, s *sqlStore) {
		if strings.HasSuffix(t.Name(), "another_journal") {
			t.Skip("the driver cannot open a second connection while the first one writes ahead")
		}
		open := map[*sql.Conn]bool{}
		var nest func(left int) error
		nest = func(left int) error {
			return s.onSQLite(t.Context(), func(conn *sql.Conn) error {
				open[conn] = true
				assertSafe(t, querier{conn, SQLite})
				if left == 0 {
					return nil
				}
				return nest(left - 1)
			})
		}
		require.NoError(t, nest(4))
		assert.Len(t, open, 5)
	})
}

func TestADatabaseThatCannotBeWrittenAheadIsRefused(t *testing.T) {
	for driver, name := range sqliteDrivers {
		for _, source := range []string{":memory:", "file::memory:?cache=shared", "file:/shared?vfs=memdb"} {
			t.Run(driver+"/"+source, func(t *testing.T) {
				db, err := sql.Open(name, source)
				require.NoError(t, err)
				defer db.Close()
				_, err = SQL(t.Context(), db, SQLite)
				require.Error(t, err)
			})
		}
	}
}

// A driver may return an error although the statement was executed, because the context ended at that moment.
func TestACanceledContextLeavesNoTransactionOpen(t *testing.T) {
	for driver, name := range sqliteDrivers {
		t.Run(driver, func(t *testing.T) {
			db, err := sql.Open(name, filepath.Join(t.TempDir(), "tasks.db"))
			require.NoError(t, err)
			defer db.Close()
			db.SetMaxOpenConns(1) // so that a connection with an open transaction would be used again
			store, err := SQL(t.Context(), db, SQLite)
			require.NoError(t, err)
			s := store.(*sqlStore)
			for i := range 200 {
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i)*10*time.Microsecond)
				_ = s.write(ctx, func(querier) error { return ctx.Err() })
				cancel()
				require.NoError(t, s.write(t.Context(), func(querier) error { return nil }), "after %d", i)
			}
		})
	}
}

func TestARefusedTransactionIsRolledBack(t *testing.T) {
	onEachDataSource(t, func(t *testing.T, _ *sql.DB, s *sqlStore) {
		refused := errors.New("refused")
		require.ErrorIs(t, s.write(t.Context(), func(q querier) error {
			_, err := q.exec(t.Context(), "CREATE TABLE t (n)")
			return errors.Join(refused, err)
		}), refused)
		require.NoError(t, s.write(t.Context(), func(q querier) error {
			_, err := q.exec(t.Context(), "CREATE TABLE t (n)")
			return err
		}))
	})
}

func TestPersonalDataIsErasedFromTheFile(t *testing.T) {
	for driver, name := range sqliteDrivers {
		t.Run(driver, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "tasks.db")
			db, err := sql.Open(name, path)
			require.NoError(t, err)
			store, err := SQL(t.Context(), db, SQLite)
			require.NoError(t, err)
			err = Run(t.Context(), store, Job{ID: "task"}, func(ctx context.Context, task *Task) error {
				if err := task.Note(strings.Repeat("olena@example.com ", 100)); err != nil {
					return err
				}
				_, err := Do(ctx, task, "a", Step[string, struct{}]{Send: func(context.Context, struct{}) (string, error) { return "id", nil }})
				return err
			})
			require.NoError(t, err)
			require.NoError(t, db.Close())
			file, err := os.ReadFile(path)
			require.NoError(t, err)
			assert.NotContains(t, string(file), "olena@example.com")
		})
	}
}
