package target

import (
	"fmt"
	"os"

	"github.com/gofrs/flock"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
)

// Lock keeps other processes away from the files of an export, until it is released.
type Lock struct{ flock *flock.Flock }

// Lock locks the files. It does not wait: if another process has them, it returns an error.
func (p Paths) Lock() (*Lock, error) {
	if err := p.checkDir(); err != nil {
		return nil, err
	}
	for {
		f := flock.New(p.lock, flock.SetPermissions(0o600))
		locked, err := f.TryLock()
		if err != nil {
			return nil, fmt.Errorf("--output: %w", err)
		}
		if !locked {
			return nil, app.StoppedError{Err: fmt.Errorf("another process is writing %s: wait until it has ended", p.File)}
		}
		// The file that was locked may be one that its last owner has deleted since.
		mine, err := f.Stat()
		if err == nil {
			if there, statErr := os.Stat(p.lock); statErr == nil && os.SameFile(mine, there) {
				return &Lock{f}, nil
			}
		}
		_ = f.Close()
		if err != nil {
			return nil, err
		}
	}
}

// Release releases the lock and deletes its file.
func (l *Lock) Release() {
	_ = os.Remove(l.flock.Path()) // Windows removes no file that is open: then it stays
	_ = l.flock.Close()
}
