package funnel

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/atomicfile"
)

// pageFile is where a page is written to.
type pageFile struct {
	path string
	demo bool
}

// check fails if the file must not be replaced. What is not a page of this command was named by mistake, and a page of
// --demo must not replace a real one.
func (f pageFile) check() error {
	info, err := os.Stat(f.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		_, err := os.Stat(filepath.Dir(f.path))
		return err
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is not a regular file", f.path)
	case info.Size() == 0:
		return nil
	}
	file, err := os.Open(f.path)
	if err != nil {
		return err
	}
	defer file.Close()
	start, err := io.ReadAll(io.LimitReader(file, 4<<10))
	if err != nil {
		return err
	}
	switch isDemo, isReal := bytes.Contains(start, []byte(mark(true))), bytes.Contains(start, []byte(mark(false))); {
	case isDemo, isReal && !f.demo:
		return nil
	case isReal:
		return fmt.Errorf("%s is a page of a real company; --demo does not replace it: name another file", f.path)
	default:
		return fmt.Errorf("%s exists and is not a page of leeloo funnel: name another file, or delete it", f.path)
	}
}

// replace replaces the page at once. A new page can be read only by its owner, like what it says about a company.
func (f pageFile) replace(write func(io.Writer) error) (created bool, err error) {
	if err := f.check(); err != nil {
		return false, err
	}
	return atomicfile.Replace(f.path, 0o600, write)
}
