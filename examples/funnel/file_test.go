package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func content(text string) func(io.Writer) error {
	return func(out io.Writer) error {
		_, err := io.WriteString(out, text)
		return err
	}
}

func TestReplaceFileMakesAPrivateFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "funnel.html")
	require.NoError(t, replaceFile(path, content("new")))
	holds(t, path, "new")
	hasMode(t, path, 0o600)
	alone(t, path)
}

func TestReplaceFileKeepsTheMode(t *testing.T) {
	path := filepath.Join(t.TempDir(), "funnel.html")
	require.NoError(t, os.WriteFile(path, []byte("old"), 0o600))
	require.NoError(t, os.Chmod(path, 0o644))
	require.NoError(t, replaceFile(path, content("new")))
	holds(t, path, "new")
	hasMode(t, path, 0o644)
	alone(t, path)
}

func TestReplaceFileNeverShowsHalfAPage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "funnel.html")
	require.NoError(t, os.WriteFile(path, []byte("old"), 0o600))
	full := errors.New("disk full")
	err := replaceFile(path, func(out io.Writer) error {
		require.NoError(t, content("half a pa")(out))
		holds(t, path, "old")
		return full
	})
	require.ErrorIs(t, err, full)
	holds(t, path, "old")
	alone(t, path)
}

func TestReplaceFileFollowsALink(t *testing.T) {
	dir := t.TempDir()
	path, link := filepath.Join(dir, "funnel.html"), filepath.Join(t.TempDir(), "link.html")
	require.NoError(t, os.WriteFile(path, []byte("old"), 0o600))
	if err := os.Symlink(path, link); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
	require.NoError(t, replaceFile(link, content("new")))
	holds(t, path, "new")
	alone(t, path)
	alone(t, link)
}

// Not with /dev/null: were the check broken, and the user root, the test would replace it.
func TestReplaceFileLeavesOthersAlone(t *testing.T) {
	written := func(io.Writer) error { t.Error("written"); return nil }
	dir := filepath.Join(t.TempDir(), "directory")
	require.NoError(t, os.Mkdir(dir, 0o700))
	assert.ErrorContains(t, replaceFile(dir, written), "no plain file")
	assert.ErrorIs(t, replaceFile(filepath.Join(dir, "missing", "funnel.html"), written), os.ErrNotExist)
	alone(t, dir)
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

// alone fails for a temporary file that is left.
func alone(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	assert.Len(t, entries, 1)
}
