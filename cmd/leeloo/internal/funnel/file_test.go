package funnel

import (
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	realPage = "<!DOCTYPE html>\n<head>\n" + mark(false) + "\nold"
	demoPage = "<!DOCTYPE html>\n<head>\n" + mark(true) + "\nold"
)

func content(text string) func(io.Writer) error {
	return func(out io.Writer) error {
		_, err := io.WriteString(out, text)
		return err
	}
}

// write creates a file of a mode.
func write(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	require.NoError(t, os.Chmod(path, mode))
}

func TestANewPageCanBeReadOnlyByItsOwner(t *testing.T) {
	path := filepath.Join(t.TempDir(), "funnel.html")
	created, err := pageFile{path: path}.replace(content("new"))
	require.NoError(t, err)
	assert.True(t, created)
	holds(t, path, "new")
	hasMode(t, path, 0o600)
	onlyFile(t, path)
}

func TestWhichFilesAreReplaced(t *testing.T) {
	for name, test := range map[string]struct {
		old    string
		byReal string // the error; empty if it is replaced
		byDemo string
	}{
		"a real page":   {realPage, "", "is a page of a real company; --demo does not replace it"},
		"a demo page":   {demoPage, "", ""},
		"another file":  {"name,phone\n", "is not a page of leeloo funnel", "is not a page of leeloo funnel"},
		"an empty file": {"", "", ""},
		"a late mark":   {realPage[:20] + string(make([]byte, 5000)) + mark(true), "is not a page", "is not a page"},
	} {
		for demo, want := range map[bool]string{false: test.byReal, true: test.byDemo} {
			t.Run(name, func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "page.html")
				write(t, path, test.old, 0o600)
				_, err := pageFile{path, demo}.replace(content("new"))
				if want == "" {
					require.NoError(t, err)
					holds(t, path, "new")
					return
				}
				require.ErrorContains(t, err, want)
				holds(t, path, test.old)
				onlyFile(t, path)
			})
		}
	}
}

// Not with /dev/null: if the check were broken, the test would replace it.
func TestOnlyRegularFilesAreReplaced(t *testing.T) {
	written := func(io.Writer) error { t.Error("written"); return nil }
	dir := filepath.Join(t.TempDir(), "directory")
	require.NoError(t, os.Mkdir(dir, 0o700))
	_, err := pageFile{path: dir}.replace(written)
	require.ErrorContains(t, err, "is not a regular file")
	_, err = pageFile{path: filepath.Join(dir, "missing", "funnel.html")}.replace(written)
	require.ErrorIs(t, err, os.ErrNotExist)
	onlyFile(t, dir)
}

func holds(t *testing.T, path, want string) {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, want, string(text))
}

func hasMode(t *testing.T, path string, want os.FileMode) {
	t.Helper()
	if runtime.GOOS == "windows" {
		return
	}
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, want, info.Mode().Perm())
}

// onlyFile fails if a temporary file is left.
func onlyFile(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	assert.Len(t, entries, 1)
}
