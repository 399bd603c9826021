package durable_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "github.com/ncruces/go-sqlite3/driver"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/leeloo-go/leeloo/durable"
)

// onEachStore runs a test in a bubble of testing/synctest, on a store in memory and on SQLite.
func onEachStore(t *testing.T, test func(t *testing.T, store durable.Store)) {
	t.Run("Memory", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { test(t, durable.Memory()) })
	})
	t.Run("SQLite", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "tasks.db")
		synctest.Test(t, func(t *testing.T) { test(t, openSQLite(t, path)) })
	})
}

// sqliteDrivers are the names of the drivers for SQLite.
var sqliteDrivers = map[string]string{"modernc.org/sqlite": "sqlite", "github.com/ncruces/go-sqlite3": "sqlite3"}

func openSQLite(t testing.TB, path string) durable.Store {
	return open(t, "sqlite", path, durable.SQLite)
}

func openPostgres(t testing.TB, dsn string) durable.Store {
	return open(t, "pgx", dsn, durable.Postgres)
}

func open(t testing.TB, driver, dsn string, dialect durable.Dialect) durable.Store {
	t.Helper()
	db, err := sql.Open(driver, dsn)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	store, err := durable.SQL(t.Context(), db, dialect)
	require.NoError(t, err)
	return store
}

// postgresDSN returns the address of a Postgres server for tests, and skips the test without one.
func postgresDSN(t testing.TB) string {
	t.Helper()
	dsn := os.Getenv("DURABLE_POSTGRES_DSN")
	if dsn == "" {
		t.Skip("DURABLE_POSTGRES_DSN is not set: durable/scripts/test-postgres.sh starts a server")
	}
	return dsn
}

// schema creates a schema of Postgres for a test, and returns its address.
func schema(t testing.TB, dsn string) string {
	t.Helper()
	db, err := sql.Open("pgx", dsn)
	require.NoError(t, err)
	name := "test_" + strings.ToLower(rand.Text())
	_, err = db.ExecContext(t.Context(), "CREATE SCHEMA "+name)
	require.NoError(t, err)
	t.Cleanup(func() {
		_, err := db.ExecContext(context.Background(), "DROP SCHEMA "+name+" CASCADE")
		require.NoError(t, err)
		require.NoError(t, db.Close())
	})
	address, err := url.Parse(dsn)
	require.NoError(t, err)
	query := address.Query()
	query.Set("search_path", name)
	address.RawQuery = query.Encode()
	return address.String()
}

// errUnknown is an error after which a write may have been applied.
var errUnknown = errors.New("unknown")

// crash ends a run of a task like a crash: nothing is recorded any more, and the lease is not released.
type crash struct{}

// run runs a task, and reports whether it crashed.
func run(ctx context.Context, store durable.Store, job durable.Job, work func(context.Context, *durable.Task) error) (crashed bool, err error) {
	defer func() {
		if r := recover(); r != nil {
			if _, crashed = r.(crash); !crashed {
				panic(r)
			}
		}
	}()
	return false, durable.Run(ctx, store, job, work)
}

const (
	lease   = time.Minute
	timeout = 45 * time.Second
	settle  = 15 * time.Minute
)
