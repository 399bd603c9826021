// Package atomicfile replaces files at once: whoever reads one, also after a crash, finds all of the old content or all of
// the new.
package atomicfile

import (
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// Replace writes a file beside the one of a path, and renames it at the end. A file that is replaced keeps its mode, and a
// symbolic link to it stays one. A new file gets a mode, as far as the umask allows it.
func Replace(path string, mode fs.FileMode, write func(io.Writer) error) (created bool, err error) {
	old, err := os.Stat(path)
	created = errors.Is(err, fs.ErrNotExist)
	if err != nil && !created {
		return false, err
	}
	if !created {
		if path, err = filepath.EvalSymlinks(path); err != nil {
			return false, err
		}
	}
	file, err := os.OpenFile(filepath.Join(filepath.Dir(path), ".leeloo-"+rand.Text()), os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return false, err
	}
	defer func() {
		if err != nil {
			file.Close()
			os.Remove(file.Name())
		}
	}()
	if !created {
		if err := file.Chmod(old.Mode().Perm()); err != nil {
			return false, err
		}
	}
	if err := write(file); err != nil {
		return false, err
	}
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return false, err
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return false, err
	}
	_ = SyncDir(path) // the old content is whole, too
	return created, nil
}

// SyncDir puts the names of the files beside one on disk. Some file systems cannot, and return an error. Windows does so in its
// own time.
func SyncDir(file string) error {
	if runtime.GOOS == "windows" { // a directory cannot be opened there
		return nil
	}
	dir, err := os.Open(filepath.Dir(file))
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}
