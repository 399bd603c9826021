package journal_test

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/examples/internal/journal"
)

type entry struct{ Count int }

func open(t *testing.T, path string) *journal.Journal[entry] {
	t.Helper()
	j, err := journal.Open[entry](path, "test")
	require.NoError(t, err)
	return j
}

func TestEntriesOutliveTheProgram(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	j := open(t, path)
	_, found, err := j.Get("a")
	require.NoError(t, err)
	assert.False(t, found)
	require.NoError(t, j.Put("b", entry{2}))
	require.NoError(t, j.Put("a", entry{1}))
	require.NoError(t, j.Close())

	j = open(t, path)
	defer j.Close()
	got, found, err := j.Get("a")
	require.NoError(t, err)
	assert.True(t, found)
	assert.Equal(t, entry{1}, got)

	var keys []string
	require.NoError(t, j.Each(func(key string, _ entry) error {
		keys = append(keys, key)
		return nil
	}))
	assert.Equal(t, []string{"a", "b"}, keys)
}

func TestUpdateIsOneStep(t *testing.T) {
	j := open(t, filepath.Join(t.TempDir(), "journal"))
	defer j.Close()
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			assert.NoError(t, j.Update("a", func(e entry, _ bool) (entry, error) { return entry{e.Count + 1}, nil }))
		})
	}
	all.Wait()
	got, _, err := j.Get("a")
	require.NoError(t, err)
	assert.Equal(t, entry{50}, got)
}

func TestAnErrorOfChangeChangesNothing(t *testing.T) {
	j := open(t, filepath.Join(t.TempDir(), "journal"))
	defer j.Close()
	refused := errors.New("refused")
	require.ErrorIs(t, j.Update("a", func(entry, bool) (entry, error) { return entry{1}, refused }), refused)
	_, found, err := j.Get("a")
	require.NoError(t, err)
	assert.False(t, found)
}

func TestOneProcessAtATime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	defer open(t, path).Close()
	_, err := journal.Open[entry](path, "test")
	require.ErrorContains(t, err, "another process")
}

// Another program's journal knows nothing of this one's work: all of it would look new.
func TestOneProgramAJournal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	require.NoError(t, open(t, path).Close())
	_, err := journal.Open[entry](path, "another")
	require.ErrorContains(t, err, "it is a journal of test")

	j := open(t, path) // which is as it was, and not left open
	require.NoError(t, j.Close())
}

func TestOpenOfWhatIsNoJournal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	require.NoError(t, os.WriteFile(path, []byte("name,phone\nOlena,+380500000000\n"), 0o600))
	_, err := journal.Open[entry](path, "test")
	require.Error(t, err)
}
