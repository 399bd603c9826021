package calls

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/store"
)

// location is where the journal of a run is.
type location struct {
	path   string
	exists bool
}

// locate finds the journal: that of --journal, or the one of the company in the state directory.
func locate(ctx context.Context, a *app.App, path string, company app.Identity) (location, error) {
	if path != "" {
		info, err := os.Stat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return location{path, false}, nil
		case err != nil:
			return location{}, app.Usagef("--journal: %w", err)
		case !info.Mode().IsRegular():
			return location{}, app.Usagef("--journal: %s is not a file", path)
		}
		return location{path, true}, nil
	}
	sum := sha256.Sum256([]byte(strings.Join(company, "\n")))
	fresh, err := a.StateFile("calls", hex.EncodeToString(sum[:8])+".journal")
	if err != nil {
		return location{}, err
	}
	paths, err := filepath.Glob(filepath.Join(filepath.Dir(fresh), "*.journal"))
	if err != nil {
		return location{}, err
	}
	var matches []string
	for _, path := range paths {
		same, err := isOf(ctx, path, company)
		if err != nil {
			return location{}, err
		}
		if same {
			matches = append(matches, path)
		}
	}
	switch len(matches) {
	case 0:
		return location{fresh, false}, nil
	case 1:
		return location{matches[0], true}, nil
	default:
		return location{}, app.Usagef("several journals are of this company: name the one of the exchange with --journal: %s", strings.Join(matches, ", "))
	}
}

// isOf reports whether the file is a journal of the company.
func isOf(ctx context.Context, path string, company app.Identity) (same bool, err error) {
	if !isDatabase(path) {
		return false, app.Usagef("%s is not a journal of leeloo: remove it, or name the journal with --journal", path)
	}
	file, err := store.Open(ctx, path, "calls")
	if err != nil {
		return false, err
	}
	var known app.Identity
	_, err = file.Get(ctx, companyKey, &known)
	return known.SameCompany(company), errors.Join(err, file.Close())
}

// isDatabase reports whether a file is one of SQLite, which would make one of an empty file.
func isDatabase(path string) bool {
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	start := make([]byte, 16)
	_, err = io.ReadFull(file, start)
	return err == nil && string(start) == "SQLite format 3\x00"
}
