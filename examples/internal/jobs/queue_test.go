package jobs_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/riverqueue/river/rivertype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/durable"
	"github.com/leeloo-go/leeloo/examples/internal/jobs"
)

const wait = 2 * time.Minute // for what others do, on a busy computer

// onEachDatabase runs a test on SQLite, and on Postgres if DURABLE_POSTGRES_DSN has the address of a server:
// durable/scripts/test-postgres.sh starts one.
func onEachDatabase(t *testing.T, test func(t *testing.T, database string)) {
	t.Parallel()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		test(t, filepath.Join(t.TempDir(), "jobs 100%?.db"))
	})
	t.Run("Postgres", func(t *testing.T) {
		t.Parallel()
		dsn := os.Getenv("DURABLE_POSTGRES_DSN")
		if dsn == "" {
			t.Skip("DURABLE_POSTGRES_DSN is not set")
		}
		test(t, schema(t, dsn))
	})
}

// schema creates a schema of Postgres for a test, and returns its address.
func schema(t *testing.T, dsn string) string {
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

// execute changes the database behind the back of the queue.
func execute(t *testing.T, database, statement string) {
	t.Helper()
	driver := "sqlite"
	if strings.HasPrefix(database, "postgres") {
		driver = "pgx"
	} else {
		database = "file:" + (&url.URL{Path: database}).EscapedPath() + "?_pragma=busy_timeout(10000)"
	}
	db, err := sql.Open(driver, database)
	require.NoError(t, err)
	defer db.Close()
	_, err = db.ExecContext(t.Context(), statement)
	require.NoError(t, err)
}

type payload struct{ Phone string }

type work = func(ctx context.Context, id string, t *durable.Task, p payload) error

func open(t *testing.T, database string, do work) *jobs.Queue[payload] {
	t.Helper()
	queue, err := jobs.Open(t.Context(), jobs.Config[payload]{
		Name: "test", Database: database, Workers: 4, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Work: func(ctx context.Context, store durable.Store, id string, p payload) error {
			return durable.Run(ctx, store, durable.Job{ID: id}, func(ctx context.Context, t *durable.Task) error {
				return do(ctx, id, t, p)
			})
		},
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, queue.Close()) }) // a second Close does nothing
	return queue
}

// run works on jobs until stop is called.
func run(t *testing.T, queue *jobs.Queue[payload]) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- queue.Run(ctx) }()
	return func() {
		cancel()
		require.NoError(t, <-ended)
	}
}

func add(t *testing.T, queue *jobs.Queue[payload], id string) (added bool) {
	t.Helper()
	added, err := queue.Add(t.Context(), id, payload{"+380500000000"})
	require.NoError(t, err)
	return added
}

func eventually(t *testing.T, queue *jobs.Queue[payload], id string, state durable.State) {
	t.Helper()
	require.Eventually(t, func() bool {
		task, err := queue.Store.Get(t.Context(), id)
		return err == nil && task.State == state
	}, wait, 20*time.Millisecond)
}

func TestAnIDIsOneJob(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, database string) {
		var runs atomic.Int32
		var got atomic.Value
		do := func(_ context.Context, _ string, _ *durable.Task, p payload) error {
			runs.Add(1)
			got.Store(p)
			return nil
		}
		queue := open(t, database, do)
		assert.True(t, add(t, queue, "a"))
		assert.False(t, add(t, queue, "a"), "waiting")
		stop := run(t, queue)
		eventually(t, queue, "a", durable.StateDone)
		assert.False(t, add(t, queue, "a"), "done")
		stop()

		again := open(t, database, do)
		stop = run(t, again)
		assert.False(t, add(t, again, "a"), "after a restart")
		assert.True(t, add(t, again, "b"))
		eventually(t, again, "b", durable.StateDone)
		stop()
		assert.EqualValues(t, 2, runs.Load())
		assert.Equal(t, payload{"+380500000000"}, got.Load())
		_, err := queue.Add(t.Context(), "", payload{})
		assert.Error(t, err, "an empty id")
	})
}

// SQLite goes on without an error on a file that is deleted: what it stores ends with the process.
func TestDeletedFileStoresNothing(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(database string) error{
		"deleted": os.Remove,
		"replaced": func(database string) error {
			return errors.Join(os.Rename(database, database+".old"), os.WriteFile(database, nil, 0o600))
		},
	} {
		t.Run(name, func(t *testing.T) {
			database := filepath.Join(t.TempDir(), "jobs.db")
			queue := open(t, database, nil)
			assert.True(t, add(t, queue, "a"))
			require.NoError(t, change(database))
			_, err := queue.Add(t.Context(), "b", payload{})
			assert.Error(t, err)
		})
	}
}

func TestPayloadIsErasedWhenAJobHasEnded(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, database string) {
		queue := open(t, database, func(_ context.Context, id string, _ *durable.Task, _ payload) error {
			if id == "held" {
				return durable.Hold{Why: "look"}
			}
			return nil
		})
		stop := run(t, queue)
		add(t, queue, "done")
		add(t, queue, "held")
		eventually(t, queue, "done", durable.StateDone)
		eventually(t, queue, "held", durable.StateHeld)
		require.NoError(t, queue.Settle(t.Context(), "held", durable.Verdict{Action: durable.GiveUp}))
		require.Eventually(t, func() bool { return jobs.Payloads(t, queue) == 0 }, wait, 20*time.Millisecond)
		stop()
	})
}

func TestErasedPayloadIsNotInTheFile(t *testing.T) {
	t.Parallel()
	database := filepath.Join(t.TempDir(), "jobs.db")
	queue := open(t, database, func(_ context.Context, _ string, task *durable.Task, p payload) error { return task.Note(p) })
	stop := run(t, queue)
	_, err := queue.Add(t.Context(), "a", payload{strings.Repeat("+380500000000 ", 1000)})
	require.NoError(t, err)
	eventually(t, queue, "a", durable.StateDone)
	require.Eventually(t, func() bool { return jobs.Payloads(t, queue) == 0 }, wait, 20*time.Millisecond)
	stop()
	require.NoError(t, queue.Close())
	files, err := filepath.Glob(database + "*")
	require.NoError(t, err)
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.False(t, strings.Contains(string(content), "500000000"), file)
	}
}

func TestHeldJobWaitsForAVerdict(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, database string) {
		var runs atomic.Int32
		queue := open(t, database, func(ctx context.Context, _ string, t *durable.Task, _ payload) error {
			runs.Add(1)
			_, err := durable.Do(ctx, t, "call", durable.Step[int, int]{
				Send: func(context.Context, int) (int, error) { return 0, errors.New("the response is lost") },
			})
			return err
		})
		stop := run(t, queue)
		defer stop()
		add(t, queue, "a")
		eventually(t, queue, "a", durable.StateHeld)
		require.Eventually(t, func() bool { return jobs.State(t, queue, "a") == string(rivertype.JobStateCancelled) }, wait, 20*time.Millisecond)
		assert.False(t, add(t, queue, "a"), "held")

		beside := open(t, database, nil) // another process, that only looks
		require.NoError(t, beside.Settle(t.Context(), "a", durable.Verdict{Action: durable.Applied}))
		eventually(t, queue, "a", durable.StateDone)
		assert.EqualValues(t, 2, runs.Load())
		assert.Error(t, beside.Settle(t.Context(), "a", durable.Verdict{Action: durable.Applied}), "done")
		assert.ErrorIs(t, beside.Settle(t.Context(), "b", durable.Verdict{Action: durable.Applied}), durable.ErrNoTask)
	})
}

// The process that records the verdict crashes before it puts the job back.
func TestVerdictSurvivesACrash(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, database string) {
		var settled atomic.Bool
		queue := open(t, database, func(context.Context, string, *durable.Task, payload) error {
			if settled.Load() {
				return nil
			}
			return durable.Hold{Why: "look"}
		})
		stop := run(t, queue)
		add(t, queue, "a")
		add(t, queue, "b")
		eventually(t, queue, "a", durable.StateHeld)
		eventually(t, queue, "b", durable.StateHeld)
		stop()
		settled.Store(true)
		require.NoError(t, durable.Settle(t.Context(), queue.Store, "a", durable.Verdict{Action: durable.Applied}))

		again := open(t, database, func(context.Context, string, *durable.Task, payload) error { return nil })
		stop = run(t, again)
		eventually(t, again, "a", durable.StateDone)
		stop()
		eventually(t, again, "b", durable.StateHeld)
	})
}

func TestWaitsAndFailuresAreRetried(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, database string) {
		var runs atomic.Int32
		queue := open(t, database, func(context.Context, string, *durable.Task, payload) error {
			switch runs.Add(1) {
			case 1, 2, 3:
				return durable.Later{After: time.Millisecond, Err: errors.New("rate limited")}
			case 4:
				return errors.New("database is away")
			}
			return nil
		})
		stop := run(t, queue)
		defer stop()
		add(t, queue, "a")
		eventually(t, queue, "a", durable.StateDone)
		require.Eventually(t, func() bool { return jobs.State(t, queue, "a") == "completed" }, wait, 20*time.Millisecond)
		assert.Equal(t, 2, jobs.Attempts(t, queue, "a"), "a Later is no attempt")
		assert.EqualValues(t, 5, runs.Load())
	})
}

// A job that waits does not occupy a worker.
func TestJobsThatWaitBlockNoOther(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, database string) {
		queue := open(t, database, func(_ context.Context, id string, _ *durable.Task, _ payload) error {
			if id != "last" {
				return durable.Later{After: time.Hour, Err: errors.New("rate limited")}
			}
			return nil
		})
		for _, id := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "last"} { // of four workers
			add(t, queue, id)
		}
		defer run(t, queue)()
		eventually(t, queue, "last", durable.StateDone)
	})
}

// The process is killed after the task has ended, and before the job has: nothing is done again, and the payload is erased.
func TestCrashBetweenTheEndsOfTaskAndJob(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, database string) {
		queue := open(t, database, func(context.Context, string, *durable.Task, payload) error {
			t.Error("the task has ended")
			return nil
		})
		add(t, queue, "a")
		err := durable.Run(t.Context(), queue.Store, durable.Job{ID: "a"}, func(context.Context, *durable.Task) error { return nil })
		require.NoError(t, err)
		defer run(t, queue)()
		require.Eventually(t, func() bool { return jobs.State(t, queue, "a") == "completed" }, wait, 20*time.Millisecond)
		assert.Zero(t, jobs.Payloads(t, queue))
	})
}

func TestWaitsGrowToTenMinutes(t *testing.T) {
	for failures, want := range map[int]time.Duration{0: time.Second, 1: 2 * time.Second, 5: 32 * time.Second, 9: 512 * time.Second,
		10: 10 * time.Minute, 1_000_000: 10 * time.Minute} {
		assert.Equal(t, want, jobs.Backoff(failures))
	}
}

// The process of a running job was killed.
func TestJobOfACrashedProcessIsRunAgain(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, database string) {
		queue := open(t, database, func(context.Context, string, *durable.Task, payload) error { return nil })
		add(t, queue, "a")
		execute(t, database, "UPDATE river_job SET state = 'running', attempt = 1, attempted_at = "+minutesAgo(database, 4))
		add(t, queue, "b")
		execute(t, database, "UPDATE river_job SET state = 'running', attempt = 1, attempted_at = "+minutesAgo(database, 1)+
			" WHERE state = 'available'")
		stop := run(t, queue)
		defer stop()
		eventually(t, queue, "a", durable.StateDone)
		_, err := queue.Store.Get(t.Context(), "b")
		assert.ErrorIs(t, err, durable.ErrNoTask, "it may still be running")
	})
}

func minutesAgo(database string, n int) string {
	at := time.Now().UTC().Add(-time.Duration(n) * time.Minute).Format("2006-01-02 15:04:05.000")
	if strings.HasPrefix(database, "postgres") {
		at += "+00"
	}
	return "'" + at + "'"
}

func TestStopEndsRunningJobsAndKeepsThem(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, database string) {
		started := make(chan struct{})
		queue := open(t, database, func(ctx context.Context, _ string, _ *durable.Task, _ payload) error {
			close(started)
			<-ctx.Done()
			return ctx.Err()
		})
		stop := run(t, queue)
		add(t, queue, "a")
		<-started
		stop()
		assert.Equal(t, "available", jobs.State(t, queue, "a"))

		again := open(t, database, func(context.Context, string, *durable.Task, payload) error { return nil })
		defer run(t, again)()
		eventually(t, again, "a", durable.StateDone)
	})
}

func TestProcessesShareADatabase(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, database string) {
		const processes, items = 3, 20
		var runs atomic.Int32
		do := func(context.Context, string, *durable.Task, payload) error { runs.Add(1); return nil }
		queues := make(chan *jobs.Queue[payload], processes)
		var opened sync.WaitGroup
		for range processes { // at once, on a database without tables
			opened.Go(func() { queues <- open(t, database, do) })
		}
		opened.Wait()
		close(queues)
		var stops []func()
		for queue := range queues {
			for i := range items {
				_, err := queue.Add(t.Context(), string(rune('A'+i)), payload{})
				require.NoError(t, err)
			}
			stops = append(stops, run(t, queue))
		}
		require.Eventually(t, func() bool { return runs.Load() == items }, wait, 20*time.Millisecond)
		for _, stop := range stops {
			stop()
		}
		assert.EqualValues(t, items, runs.Load())
		assert.Zero(t, jobs.Payloads(t, open(t, database, nil)))
	})
}

func TestADatabaseBelongsToOneProgram(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, database string) {
		add(t, open(t, database, nil), "a")
		_, err := jobs.Open(t.Context(), jobs.Config[payload]{Name: "payments", Database: database, Log: slog.New(slog.DiscardHandler)})
		assert.ErrorContains(t, err, "it belongs to another program: test")
	})
}
