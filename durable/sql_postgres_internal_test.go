package durable

import (
	"context"
	"crypto/rand"
	"database/sql"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A commit that is not synchronous may be lost, and in another isolation a statement may fail instead of changing nothing.
func TestATransactionOnPostgresIsSafeWhateverTheDataSource(t *testing.T) {
	dsn := os.Getenv("DURABLE_POSTGRES_DSN")
	if dsn == "" {
		t.Skip("DURABLE_POSTGRES_DSN is not set: durable/scripts/test-postgres.sh starts a server")
	}
	tests := map[string]url.Values{
		"defaults":           {},
		"asynchronous":       {"synchronous_commit": {"off"}},
		"another isolation":  {"default_transaction_isolation": {"serializable"}},
		"both":               {"synchronous_commit": {"off"}, "default_transaction_isolation": {"serializable"}},
		"remote application": {"synchronous_commit": {"remote_apply"}},
	}
	for name, settings := range tests {
		t.Run(name, func(t *testing.T) {
			address, err := url.Parse(dsn)
			require.NoError(t, err)
			query := address.Query()
			schema := "test_" + strings.ToLower(rand.Text())
			query.Set("search_path", schema)
			for setting, value := range settings {
				query[setting] = value
			}
			address.RawQuery = query.Encode()
			db, err := sql.Open("pgx", address.String())
			require.NoError(t, err)
			defer db.Close()
			_, err = db.ExecContext(t.Context(), "CREATE SCHEMA "+schema)
			require.NoError(t, err)
			defer func() {
				_, err := db.ExecContext(context.Background(), "DROP SCHEMA "+schema+" CASCADE")
				assert.NoError(t, err)
			}()
			store, err := SQL(t.Context(), db, Postgres)
			require.NoError(t, err)
			require.NoError(t, store.(*sqlStore).write(t.Context(), func(q querier) error {
				assert.NotEqual(t, "off", setting(t, q, "synchronous_commit"))
				assert.Equal(t, "read committed", setting(t, q, "transaction_isolation"))
				return nil
			}))
			// Save, and the heartbeat that extends the lease at the same time.
			r, err := store.Acquire(t.Context(), Claim{ID: "task", Key: "key", Owner: "a", Lease: time.Minute})
			require.NoError(t, err)
			done := make(chan struct{})
			go func() {
				defer close(done)
				for range 100 {
					assert.NoError(t, store.Extend(t.Context(), "task", "a", time.Minute))
				}
			}()
			for range 100 {
				assert.NoError(t, store.Save(t.Context(), r))
			}
			<-done
		})
	}
}

func setting(t *testing.T, q querier, name string) (value string) {
	rows, err := q.query(t.Context(), "SELECT current_setting('"+name+"')")
	require.NoError(t, err)
	defer rows.Close()
	require.True(t, rows.Next())
	require.NoError(t, rows.Scan(&value))
	return value
}
