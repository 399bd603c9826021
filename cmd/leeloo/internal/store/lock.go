package store

import (
	"fmt"

	"github.com/gofrs/flock"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
)

// Lock makes this process the only one that goes on with the command of the journal. The lock ends with the process.
// Reading the journal and the verdicts of a human need no lock.
func (f *File) Lock() error {
	lock := flock.New(f.Path+".lock", flock.SetPermissions(0o600))
	locked, err := lock.TryLock()
	if err != nil {
		return fmt.Errorf("journal %s: %w", f.Path, err)
	}
	if !locked {
		return app.StoppedError{Err: fmt.Errorf("journal %s: another leeloo %s works on it; wait for its end, or stop it", f.Path, f.Command)}
	}
	f.lock = lock
	return nil
}
