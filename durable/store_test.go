package durable_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/durable"
)

// storeTests is the specification of a Store. The times are real, since a server has its own clock.
var storeTests = map[string]func(*testing.T, durable.Store){
	"a record is read as it was saved": func(t *testing.T, store durable.Store) {
		r := acquire(t, store, "task", "key", "a")
		assert.Equal(t, durable.StateOpen, r.State)
		r.State, r.KeepsKey = durable.StateHeld, true
		r.Content = durable.Content{
			Why: "it's “unclear”: ? $1 $NOW", Note: json.RawMessage(`{"a":1}`),
			Steps: []durable.StepRecord{{
				Name: "a", State: durable.StepBegun, Begun: time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC), Sends: 2,
				Before: json.RawMessage(`[1]`), Result: json.RawMessage(`"x"`), Why: "why",
			}},
		}
		require.NoError(t, store.Save(t.Context(), r))
		saved, err := store.Get(t.Context(), "task")
		require.NoError(t, err)
		r.Now, r.Updated, saved.Now, saved.Updated = time.Time{}, time.Time{}, time.Time{}, time.Time{}
		assert.Equal(t, r, saved)
	},
	"only the newest version is replaced": func(t *testing.T, store durable.Store) {
		first := acquire(t, store, "task", "key", "a")
		second, err := store.Get(t.Context(), "task")
		require.NoError(t, err)
		require.NoError(t, store.Save(t.Context(), first))
		require.ErrorIs(t, store.Save(t.Context(), second), durable.ErrLost)
		require.NoError(t, store.Save(t.Context(), first))
		require.ErrorIs(t, store.Save(t.Context(), &durable.Record{ID: "other"}), durable.ErrLost)
	},
	"an owner keeps other owners out": func(t *testing.T, store durable.Store) {
		acquire(t, store, "task", "key", "a")
		for _, id := range []string{"task", "other"} {
			_, err := store.Acquire(t.Context(), durable.Claim{ID: id, Key: "key", Owner: "b", Lease: time.Minute})
			require.ErrorIs(t, err, durable.ErrBusy)
		}
		acquire(t, store, "third", "other key", "b")
		_, err := store.Get(t.Context(), "other")
		require.ErrorIs(t, err, durable.ErrNoTask)
	},
	"a released task can be acquired": func(t *testing.T, store durable.Store) {
		r := acquire(t, store, "task", "key", "a")
		r.Owner = ""
		require.NoError(t, store.Save(t.Context(), r))
		acquire(t, store, "other", "key", "b")
	},
	"a task that keeps its key can be acquired, and no other": func(t *testing.T, store durable.Store) {
		r := acquire(t, store, "task", "key", "a")
		r.Owner, r.KeepsKey = "", true
		require.NoError(t, store.Save(t.Context(), r))
		_, err := store.Acquire(t.Context(), durable.Claim{ID: "other", Key: "key", Owner: "b", Lease: time.Minute})
		require.ErrorIs(t, err, durable.ErrBusy)
		acquire(t, store, "task", "key", "b")
	},
	"an expired lease is lost": func(t *testing.T, store durable.Store) {
		first, err := store.Acquire(t.Context(), durable.Claim{ID: "task", Key: "key", Owner: "a", Lease: time.Millisecond})
		require.NoError(t, err)
		time.Sleep(2 * time.Millisecond)
		shown, err := store.Get(t.Context(), "task")
		require.NoError(t, err)
		assert.Empty(t, shown.Owner)
		acquire(t, store, "other", "key", "b")
		require.ErrorIs(t, store.Save(t.Context(), first), durable.ErrLost)
		require.ErrorIs(t, store.Extend(t.Context(), "task", "a", time.Minute), durable.ErrLost)
	},
	"an extended lease is not": func(t *testing.T, store durable.Store) {
		first, err := store.Acquire(t.Context(), durable.Claim{ID: "task", Key: "key", Owner: "a", Lease: 200 * time.Millisecond})
		require.NoError(t, err)
		require.NoError(t, store.Extend(t.Context(), "task", "a", time.Minute))
		require.ErrorIs(t, store.Extend(t.Context(), "task", "b", time.Minute), durable.ErrLost)
		time.Sleep(200 * time.Millisecond)
		_, err = store.Acquire(t.Context(), durable.Claim{ID: "other", Key: "key", Owner: "b", Lease: time.Minute})
		require.ErrorIs(t, err, durable.ErrBusy)
		require.NoError(t, store.Save(t.Context(), first))
	},
	"a record that is saved extends the lease": func(t *testing.T, store durable.Store) {
		r, err := store.Acquire(t.Context(), durable.Claim{ID: "task", Key: "key", Owner: "a", Lease: 400 * time.Millisecond})
		require.NoError(t, err)
		time.Sleep(300 * time.Millisecond)
		require.NoError(t, store.Save(t.Context(), r))
		time.Sleep(200 * time.Millisecond)
		_, err = store.Acquire(t.Context(), durable.Claim{ID: "other", Key: "key", Owner: "b", Lease: time.Minute})
		require.ErrorIs(t, err, durable.ErrBusy)
	},
	"tasks are listed by state, the oldest first": func(t *testing.T, store durable.Store) {
		for i := range 5 {
			r := acquire(t, store, fmt.Sprint(9-i), fmt.Sprint(i), "a")
			if i%2 == 0 {
				r.State, r.Owner = durable.StateHeld, ""
				require.NoError(t, store.Save(t.Context(), r))
			}
			time.Sleep(time.Millisecond)
		}
		list, err := store.List(t.Context(), durable.StateHeld)
		require.NoError(t, err)
		require.Len(t, list, 3)
		assert.Equal(t, []string{"9", "7", "5"}, []string{list[0].ID, list[1].ID, list[2].ID})
	},
	"a key has one owner, whoever is first": func(t *testing.T, store durable.Store) {
		const tasks, keys = 48, 4
		var working [keys]atomic.Int32
		var runs atomic.Int32
		var group sync.WaitGroup
		for i := range tasks {
			group.Go(func() {
				job := durable.Job{ID: fmt.Sprint(i), Key: fmt.Sprint(i % keys)}
				work := func(context.Context, *durable.Task) error {
					assert.EqualValues(t, 1, working[i%keys].Add(1))
					time.Sleep(time.Millisecond)
					working[i%keys].Add(-1)
					runs.Add(1)
					return nil
				}
				for err := durable.Run(t.Context(), store, job, work); err != nil; err = durable.Run(t.Context(), store, job, work) {
					if !assert.ErrorIs(t, err, durable.ErrBusy) {
						return
					}
					time.Sleep(time.Millisecond)
				}
			})
		}
		group.Wait()
		assert.EqualValues(t, tasks, runs.Load())
	},
	"one of many takes over an expired lease": func(t *testing.T, store durable.Store) {
		_, err := store.Acquire(t.Context(), durable.Claim{ID: "task", Key: "key", Owner: "a", Lease: time.Millisecond})
		require.NoError(t, err)
		time.Sleep(2 * time.Millisecond)
		var acquired atomic.Int32
		var group sync.WaitGroup
		for i := range 16 {
			group.Go(func() {
				id := []string{"task", "other"}[i%2]
				_, err := store.Acquire(t.Context(), durable.Claim{ID: id, Key: "key", Owner: fmt.Sprint(i), Lease: time.Minute})
				if err == nil {
					acquired.Add(1)
				} else {
					assert.ErrorIs(t, err, durable.ErrBusy)
				}
			})
		}
		group.Wait()
		assert.EqualValues(t, 1, acquired.Load())
	},
}

func acquire(t *testing.T, store durable.Store, id, key, owner string) *durable.Record {
	t.Helper()
	r, err := store.Acquire(t.Context(), durable.Claim{ID: id, Key: key, Owner: owner, Lease: time.Minute})
	require.NoError(t, err)
	require.Equal(t, owner, r.Owner)
	return r
}

func TestStoreInMemory(t *testing.T) {
	for name, test := range storeTests {
		t.Run(name, func(t *testing.T) { test(t, durable.Memory()) })
	}
}

func TestStoreOnSQLite(t *testing.T) {
	for driver, driverName := range sqliteDrivers {
		for name, test := range storeTests {
			t.Run(driver+"/"+name, func(t *testing.T) {
				t.Parallel()
				test(t, open(t, driverName, filepath.Join(t.TempDir(), "tasks.db"), durable.SQLite))
			})
		}
	}
}

func TestStoreOnPostgres(t *testing.T) {
	dsn := postgresDSN(t)
	for name, test := range storeTests {
		t.Run(name, func(t *testing.T) { test(t, openPostgres(t, schema(t, dsn))) })
	}
}

func TestProcessesThatStartTogetherMigrateOnce(t *testing.T) {
	for driver, name := range sqliteDrivers {
		t.Run(driver, func(t *testing.T) { migrateTogether(t, name, filepath.Join(t.TempDir(), "tasks.db"), durable.SQLite) })
	}
}

func TestProcessesThatStartTogetherMigrateOnceOnPostgres(t *testing.T) {
	migrateTogether(t, "pgx", schema(t, postgresDSN(t)), durable.Postgres)
}

func migrateTogether(t *testing.T, driver, dsn string, dialect durable.Dialect) {
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			db, err := sql.Open(driver, dsn)
			if !assert.NoError(t, err) {
				return
			}
			defer db.Close()
			_, err = durable.SQL(t.Context(), db, dialect)
			assert.NoError(t, err)
		})
	}
	group.Wait()
}

func TestANewerSchemaIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tasks.db")
	openSQLite(t, path)
	db, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	defer db.Close()
	_, err = db.ExecContext(t.Context(), "UPDATE leeloo_durable_schema SET version = 99")
	require.NoError(t, err)
	_, err = durable.SQL(t.Context(), db, durable.SQLite)
	require.ErrorContains(t, err, "use a newer program")
	_, err = durable.SQL(t.Context(), db, "oracle")
	require.ErrorContains(t, err, "SQLite or Postgres")
}

func TestSeveralProcessesWriteToOneSQLiteFile(t *testing.T) {
	for driver, name := range sqliteDrivers {
		t.Run(driver, func(t *testing.T) { writeTogether(t, name) })
	}
}

func writeTogether(t *testing.T, driver string) {
	path := filepath.Join(t.TempDir(), "tasks.db")
	var group sync.WaitGroup
	for process := range 3 {
		store := open(t, driver, path, durable.SQLite) // a pool of connections of its own, as in another process
		for worker := range 3 {
			group.Go(func() {
				for i := range 10 {
					job := durable.Job{ID: fmt.Sprintf("%d-%d-%d", process, worker, i)}
					assert.NoError(t, durable.Run(t.Context(), store, job, func(ctx context.Context, task *durable.Task) error {
						return step(ctx, task, "a", sends(nil))()
					}))
				}
			})
		}
	}
	group.Wait()
}

func TestALeaseOfATimeBeforeTheClockWasSetBackHasExpired(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tasks.db")
	store := openSQLite(t, path)
	db, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	defer db.Close()
	for after, want := range map[time.Duration]error{time.Minute: durable.ErrBusy, 24 * time.Hour: nil} {
		acquire(t, store, after.String(), after.String(), "a")
		// As if it was acquired at that time.
		_, err := db.ExecContext(t.Context(), "UPDATE leeloo_durable_tasks SET lease_end = lease_end + ?", (after - time.Second).Microseconds())
		require.NoError(t, err)
		_, err = store.Acquire(t.Context(), durable.Claim{ID: after.String(), Key: after.String(), Owner: "b", Lease: time.Minute})
		require.ErrorIs(t, err, want)
	}
}

func TestSQLiteIsWrittenAheadAndReadBesideAWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tasks.db")
	store := openSQLite(t, path)
	acquire(t, store, "task", "key", "a")
	db, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	defer db.Close()
	var mode string
	require.NoError(t, db.QueryRowContext(t.Context(), "PRAGMA journal_mode").Scan(&mode))
	assert.Equal(t, "wal", mode)
	conn, err := db.Conn(t.Context())
	require.NoError(t, err)
	defer conn.Close()
	_, err = conn.ExecContext(t.Context(), "BEGIN IMMEDIATE")
	require.NoError(t, err)
	_, err = durable.Show(t.Context(), store, "task")
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	require.Error(t, store.Extend(ctx, "task", "a", time.Minute), "the other writer has the lock")
	_, err = conn.ExecContext(t.Context(), "ROLLBACK")
	require.NoError(t, err)
	require.NoError(t, store.Extend(t.Context(), "task", "a", time.Minute), "the connection is usable again")
}
