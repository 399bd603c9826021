package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
)

// Snapshot opens a copy of a journal as it is now. A process that works on the journal does not notice it, not even if this
// one is stopped in the middle. What is written to the copy is lost.
func Snapshot(ctx context.Context, path, command string) (_ *File, err error) {
	if _, err := os.Stat(path); err != nil {
		return nil, app.Usagef("journal %s: %w", path, err)
	}
	dir, err := os.MkdirTemp("", "leeloo-journal-")
	if err != nil {
		return nil, fmt.Errorf("journal %s: no copy to read it from: %w", path, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(dir))
		}
	}()
	copied := filepath.Join(dir, "copy")
	err = copyTo(ctx, path, copied)
	switch {
	case isNotDatabase(err):
		return nil, app.Usagef("journal %s: %w", path, ErrNotJournal)
	case err != nil:
		return nil, fmt.Errorf("journal %s: %w", path, err)
	}
	f, err := openAs(ctx, copied, path, command)
	if err != nil {
		return nil, err
	}
	f.copyDir = dir
	return f, nil
}

func copyTo(ctx context.Context, path, copied string) error {
	db, err := sql.Open("sqlite", dsn(path)+"?mode=ro&_pragma=busy_timeout(10000)")
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", copied)
	return err
}
