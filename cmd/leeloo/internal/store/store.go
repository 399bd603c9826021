// Package store is a journal file: what a command has begun and what became of it, as a durable store and a few values
// beside it, in one SQLite file. Other processes can read it at the same time.
package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"time"

	"github.com/gofrs/flock"
	"modernc.org/sqlite" // the driver "sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/durable"
)

// File is an open journal.
type File struct {
	durable.Store
	Path    string
	Command string // that it belongs to: "send" or "calls"

	db      *sql.DB
	lock    *flock.Flock // or nil
	copyDir string       // of a snapshot
}

// ErrNotJournal indicates a file that is not a journal of leeloo, or not one of the command.
var ErrNotJournal = errors.New("this is not a journal of leeloo")

func isNotDatabase(err error) bool {
	failure, ok := errors.AsType[*sqlite.Error](err)
	return ok && failure.Code() == sqlite3.SQLITE_NOTADB
}

// Create creates the journal of a command. The file must not exist.
func Create(ctx context.Context, path, command string) (*File, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // SQLite would let others read it
	if errors.Is(err, fs.ErrExist) {
		return nil, app.Usagef("--journal: %s exists already; name a new file, or go on with --resume", path)
	}
	if err != nil {
		return nil, app.Usagef("--journal: %w", err)
	}
	if err := file.Close(); err != nil {
		return nil, err
	}
	f, err := open(ctx, path)
	if err != nil {
		return nil, err
	}
	f.Command = command
	if err := f.Put(ctx, "command", command); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// Open opens a journal that exists. If command is not empty, it must be a journal of that command.
func Open(ctx context.Context, path, command string) (*File, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, app.Usagef("journal %s: %w", path, err)
	}
	return openAs(ctx, path, path, command)
}

// openAs opens the file of a journal, which may be a copy of the one at path.
func openAs(ctx context.Context, file, path, command string) (*File, error) {
	f, err := open(ctx, file)
	if isNotDatabase(err) {
		return nil, app.Usagef("journal %s: %w", path, ErrNotJournal)
	}
	if err != nil {
		return nil, err
	}
	found, err := f.Get(ctx, "command", &f.Command)
	switch {
	case err != nil:
	case !found:
		err = app.Usagef("journal %s: %w", path, ErrNotJournal)
	case command != "" && f.Command != command:
		err = app.Usagef("journal %s: %w %s, but of leeloo %s", path, ErrNotJournal, command, f.Command)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	f.Path = path
	return f, nil
}

func open(ctx context.Context, path string) (*File, error) {
	db, err := sql.Open("sqlite", dsn(path))
	if err != nil {
		return nil, err
	}
	store, err := durable.SQL(ctx, db, durable.SQLite)
	if err == nil {
		_, err = db.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS leeloo_journal (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT")
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("journal %s: %w", path, err), db.Close())
	}
	return &File{Store: store, Path: path, db: db}, nil
}

// dsn returns the path for the driver: an ordinary name may have a question mark.
func dsn(path string) string {
	return (&url.URL{Scheme: "file", Opaque: url.PathEscape(path)}).String()
}

// Close closes the file and ends the lock.
func (f *File) Close() error {
	err := f.db.Close()
	if f.lock != nil {
		err = errors.Join(err, f.lock.Close())
	}
	if f.copyDir != "" {
		err = errors.Join(err, os.RemoveAll(f.copyDir))
	}
	return err
}

// Get reads a value beside the tasks.
func (f *File) Get(ctx context.Context, key string, value any) (found bool, err error) {
	var text string
	err = f.db.QueryRowContext(ctx, "SELECT value FROM leeloo_journal WHERE key = ?", key).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("journal %s: %w", f.Path, err)
	}
	return true, json.Unmarshal([]byte(text), value)
}

// Values returns all values beside the tasks whose keys begin with a prefix, without it.
func (f *File) Values(ctx context.Context, prefix string) (map[string]json.RawMessage, error) {
	values := map[string]json.RawMessage{}
	rows, err := f.db.QueryContext(ctx, "SELECT substr(key, length(?1) + 1), value FROM leeloo_journal WHERE substr(key, 1, length(?1)) = ?1", prefix)
	if err != nil {
		return nil, fmt.Errorf("journal %s: %w", f.Path, err)
	}
	defer rows.Close()
	for rows.Next() {
		var key, value string
		if err := rows.Scan(&key, &value); err != nil {
			return nil, fmt.Errorf("journal %s: %w", f.Path, err)
		}
		values[key] = json.RawMessage(value)
	}
	return values, rows.Err()
}

// Put writes a value beside the tasks. When it returns nil, the value is on disk.
func (f *File) Put(ctx context.Context, key string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	conn, err := f.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	for _, statement := range []string{"PRAGMA synchronous = FULL", fmt.Sprintf("PRAGMA busy_timeout = %d", (10 * time.Second).Milliseconds())} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	_, err = conn.ExecContext(ctx, "INSERT INTO leeloo_journal (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
		key, string(text))
	if err != nil {
		return fmt.Errorf("journal %s: %w", f.Path, err)
	}
	return nil
}
