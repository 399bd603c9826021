package atomicfile_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/atomicfile"
)

func content(text string) func(io.Writer) error {
	return func(out io.Writer) error {
		_, err := io.WriteString(out, text)
		return err
	}
}

// requireFile fails unless a file has a content, and is alone in its directory.
func requireFile(t *testing.T, path, want string) {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, want, string(text))
	beside, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, beside, 1)
}

func requireMode(t *testing.T, path string, want os.FileMode) {
	t.Helper()
	info, err := os.Stat(path)
	require.NoError(t, err)
	if runtime.GOOS != "windows" {
		require.Equal(t, want, info.Mode().Perm())
	}
}

func TestANewFileGetsTheModeAndAnOldOneKeepsIts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "Звіт.html")
	created, err := atomicfile.Replace(path, 0o600, content("first"))
	require.NoError(t, err)
	assert.True(t, created)
	requireFile(t, path, "first")
	requireMode(t, path, 0o600)

	for _, mode := range []os.FileMode{0o644, 0o640, 0o600} {
		require.NoError(t, os.Chmod(path, mode))
		created, err = atomicfile.Replace(path, 0o600, content("second"))
		require.NoError(t, err)
		assert.False(t, created)
		requireFile(t, path, "second")
		requireMode(t, path, mode)
	}
}

func TestAFailureLeavesTheOldFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(path, []byte("old"), 0o600))
	full := errors.New("disk full")
	_, err := atomicfile.Replace(path, 0o600, func(out io.Writer) error {
		require.NoError(t, content("half of the n")(out))
		return full
	})
	require.ErrorIs(t, err, full)
	requireFile(t, path, "old")
}

func TestALinkStaysALink(t *testing.T) {
	path, link := filepath.Join(t.TempDir(), "file"), filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.WriteFile(path, []byte("old"), 0o600))
	if err := os.Symlink(path, link); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
	_, err := atomicfile.Replace(link, 0o600, content("new"))
	require.NoError(t, err)
	requireFile(t, path, "new")
	info, err := os.Lstat(link)
	require.NoError(t, err)
	assert.NotZero(t, info.Mode()&os.ModeSymlink)
}

// Files of others beside it may have any name.
func TestNothingElseIsTouched(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "report.csv.part"), []byte("precious"), 0o600))
	_, err := atomicfile.Replace(filepath.Join(dir, "report.csv"), 0o644, content("new"))
	require.NoError(t, err)
	text, err := os.ReadFile(filepath.Join(dir, "report.csv.part"))
	require.NoError(t, err)
	assert.Equal(t, "precious", string(text))
}
