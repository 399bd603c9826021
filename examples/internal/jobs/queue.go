// Package jobs runs jobs of module durable on River, a job queue in the database: SQLite for one computer, Postgres for
// several. The tasks of durable are in the same database.
//
//	queue, err := jobs.Open(ctx, jobs.Config[Lead]{Name: "lead-form", Database: "leads.db", Workers: 8, Work: work})
//	…
//	added, err := queue.Add(ctx, id, lead)   // once for each id
//	err = queue.Run(ctx)                     // until ctx ends
//
// Work calls durable.Run; what it returns decides what becomes of the job:
//
//	nil             the job is completed, and its payload erased
//	durable.Hold    canceled, until Settle puts it back
//	durable.Later   snoozed: it does not count as an attempt
//	ErrGivenUp      completed
//	other errors    retried, and never discarded
package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"
	_ "modernc.org/sqlite"

	"github.com/leeloo-go/leeloo/durable"
)

// Config is what Open needs to know. Payload is stored as JSON.
type Config[Payload any] struct {
	Name     string // of the program: a database belongs to one program
	Database string // a file of SQLite, or the URL of Postgres: postgres://…
	Workers  int    // jobs that Run works on at the same time
	// Work runs a job. It must call durable.Run with the id, and nothing else that must not happen twice.
	Work func(ctx context.Context, store durable.Store, id string, payload Payload) error
	// Keep is how long the id of a job that has ended is known. Add it again later, and it is done again. The default is
	// 90 days.
	Keep time.Duration
	Log  *slog.Logger // slog.Default by default
}

// Queue is an open queue.
type Queue[Payload any] struct {
	Store  durable.Store
	config Config[Payload]
	db     *sql.DB
	driver riverdriver.Driver[*sql.Tx]
	client *river.Client[*sql.Tx]
	river  *slog.Logger // of River
	file   os.FileInfo  // of SQLite
}

const (
	defaultKeep = 90 * 24 * time.Hour
	maxAttempts = 1<<15 - 1 // the column is a smallint
)

// Open opens the database, and creates or migrates the tables of River and of durable.
func Open[Payload any](ctx context.Context, c Config[Payload]) (*Queue[Payload], error) {
	if c.Keep == 0 {
		c.Keep = defaultKeep
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	db, driver, dialect, err := open(c.Database)
	if err != nil {
		return nil, err
	}
	q := &Queue[Payload]{config: c, db: db, driver: driver, river: slog.New(warnings{c.Log.Handler()})}
	db.SetMaxIdleConns(c.Workers + 4) // database/sql keeps two by default, and opens the others anew each time
	if err := q.prepare(ctx, dialect); err != nil {
		return nil, errors.Join(fmt.Errorf("database: %w", err), db.Close())
	}
	if !isPostgres(c.Database) {
		if q.file, err = os.Stat(c.Database); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	return q, nil
}

// open is all that depends on the database.
func open(database string) (*sql.DB, riverdriver.Driver[*sql.Tx], durable.Dialect, error) {
	if isPostgres(database) {
		db, err := sql.Open("pgx", database)
		return db, riverdatabasesql.New(db), durable.Postgres, err
	}
	// Only the user may read the file: it holds personal data. SQLite gives the files beside it the same permissions.
	file, err := os.OpenFile(database, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, nil, "", err
	}
	if err := file.Close(); err != nil {
		return nil, nil, "", err
	}
	// A transaction that gets the write lock after its start may fail at once; an immediate one waits. Personal data that is
	// deleted is overwritten.
	name := "file:" + (&url.URL{Path: database}).EscapedPath() +
		"?_txlock=immediate&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=secure_delete(ON)"
	db, err := sql.Open("sqlite", name)
	return db, riversqlite.New(db), durable.SQLite, err
}

func isPostgres(database string) bool {
	return strings.HasPrefix(database, "postgres://") || strings.HasPrefix(database, "postgresql://")
}

func (q *Queue[Payload]) prepare(ctx context.Context, dialect durable.Dialect) (err error) {
	if q.Store, err = durable.SQL(ctx, q.db, dialect); err != nil {
		return err
	}
	if err := q.migrate(ctx); err != nil {
		return err
	}
	// This client only adds jobs. Run has another one: adding a job while a client starts is a data race in River 0.51.
	if q.client, err = river.NewClient(q.driver, &river.Config{Logger: q.river, MaxAttempts: maxAttempts}); err != nil {
		return err
	}
	// River discards jobs whose kind a program does not know.
	others, err := q.client.JobList(ctx, river.NewJobListParams().First(1).
		Where("kind <> @kind", river.NamedArgs{"kind": q.config.Name}))
	if err == nil && len(others.Jobs) > 0 {
		err = fmt.Errorf("it belongs to another program: %s", others.Jobs[0].Kind)
	}
	return err
}

// migrate creates or migrates the tables of River. Of processes that start at the same time, one does each migration, and
// the others fail and try again.
func (q *Queue[Payload]) migrate(ctx context.Context) error {
	migrator, err := rivermigrate.New(q.driver, &rivermigrate.Config{Logger: q.river})
	if err != nil {
		return err
	}
	for tries := 0; ; tries++ {
		if _, err = migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err == nil || tries == 30 || ctx.Err() != nil {
			return err
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// Close closes the database.
func (q *Queue[Payload]) Close() error { return q.db.Close() }

// Add stores a job, and reports whether its id is new. It returns after the job is on disk.
func (q *Queue[Payload]) Add(ctx context.Context, id string, payload Payload) (added bool, err error) {
	if id == "" {
		return false, errors.New("the id of a job is empty")
	}
	result, err := q.client.Insert(ctx, job[Payload]{kind: q.config.Name, ID: id, Payload: payload}, once)
	if err != nil {
		return false, err
	}
	return !result.UniqueSkippedAsDuplicate, q.checkFile()
}

// checkFile reports that the file of SQLite was deleted or replaced: SQLite writes to the old one without an error, and what
// it writes is lost when the process ends.
func (q *Queue[Payload]) checkFile() error {
	if q.file == nil {
		return nil
	}
	now, err := os.Stat(q.config.Database)
	if err == nil && !os.SameFile(q.file, now) {
		err = errors.New("the file was replaced")
	}
	if err != nil {
		return fmt.Errorf("the database is not the one that was opened; restart the program: %w", err)
	}
	return nil
}

var errNoJob = errors.New("the queue does not have the job")

// once makes jobs of one id one job, whatever its state.
var once = &river.InsertOpts{UniqueOpts: river.UniqueOpts{
	ByArgs:  true,
	ByState: append(rivertype.UniqueOptsByStateDefault(), rivertype.JobStateCancelled, rivertype.JobStateDiscarded),
}}

// Settle records the verdict of a human about a job that is held, and puts the job back. It works beside a running server.
func (q *Queue[Payload]) Settle(ctx context.Context, id string, v durable.Verdict) error {
	if err := durable.Settle(ctx, q.Store, id, v); err != nil {
		return err
	}
	// A job that is held at this moment is still running for River. One that runs for longer has crashed, and is rescued.
	for range 100 {
		state, err := q.putBack(ctx, id)
		if err != nil || state != rivertype.JobStateRunning {
			return err
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// putBack makes a job that does not run available, and returns its state.
func (q *Queue[Payload]) putBack(ctx context.Context, id string) (rivertype.JobState, error) {
	tx, err := q.db.BeginTx(ctx, nil)
	if err != nil {
		return "", err
	}
	defer func() { _ = tx.Rollback() }() // after Commit it does nothing
	// Adding a job that exists returns it.
	found, err := q.client.InsertTx(ctx, tx, job[Payload]{kind: q.config.Name, ID: id}, once)
	if err != nil {
		return "", err
	}
	if !found.UniqueSkippedAsDuplicate {
		return "", fmt.Errorf("%w: %s", errNoJob, id)
	}
	row, err := q.client.JobRetryTx(ctx, tx, found.Job.ID)
	if err != nil {
		return "", err
	}
	return row.State, tx.Commit()
}
