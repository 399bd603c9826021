package store_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/store"
	"github.com/leeloo-go/leeloo/durable"
)

func TestAJournalIsOpenedAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a b?c#d%.journal") // an ordinary name is not a URL
	created, err := store.Create(t.Context(), path, "send")
	require.NoError(t, err)
	require.NoError(t, created.Put(t.Context(), "plan", []string{"one", "two"}))
	require.NoError(t, created.Put(t.Context(), "plan", []string{"one"}))

	beside, err := store.Open(t.Context(), path, "") // while the other one is open
	require.NoError(t, err)
	require.NoError(t, created.Put(t.Context(), "one plan", 1))
	values, err := beside.Values(t.Context(), "one ")
	require.NoError(t, err)
	assert.Equal(t, map[string]json.RawMessage{"plan": json.RawMessage("1")}, values)
	var plan []string
	found, err := beside.Get(t.Context(), "plan", &plan)
	require.NoError(t, err)
	assert.True(t, found)
	assert.Equal(t, []string{"one"}, plan)
	assert.Equal(t, "send", beside.Command)
	_, err = beside.Store.Get(t.Context(), "no such task")
	require.ErrorIs(t, err, durable.ErrNoTask)
	found, err = beside.Get(t.Context(), "nothing", &plan)
	require.NoError(t, err)
	assert.False(t, found)
	require.NoError(t, beside.Close())
	require.NoError(t, created.Close())

	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm(), "others must not read it")
}

func TestWrongJournalsAreUsageErrors(t *testing.T) {
	dir := t.TempDir()
	used := filepath.Join(dir, "used")
	f, err := store.Create(t.Context(), used, "send")
	require.NoError(t, err)
	require.NoError(t, f.Close())
	empty := filepath.Join(dir, "empty")
	require.NoError(t, os.WriteFile(empty, nil, 0o600))

	text := filepath.Join(dir, "text")
	require.NoError(t, os.WriteFile(text, []byte("name,phone\n"), 0o600))

	for name, open := range map[string]func() (*store.File, error){
		"exists": func() (*store.File, error) { return store.Create(t.Context(), used, "send") },
		"no directory": func() (*store.File, error) {
			return store.Create(t.Context(), filepath.Join(dir, "no", "file"), "send")
		},
		"missing":            func() (*store.File, error) { return store.Open(t.Context(), filepath.Join(dir, "no"), "send") },
		"of another command": func() (*store.File, error) { return store.Open(t.Context(), used, "calls") },
		"empty":              func() (*store.File, error) { return store.Open(t.Context(), empty, "") },
		"not a database":     func() (*store.File, error) { return store.Open(t.Context(), text, "") },
	} {
		t.Run(name, func(t *testing.T) {
			_, err := open()
			assert.Equal(t, app.ExitUsage, app.ExitCode(err))
			assert.ErrorContains(t, err, "journal")
		})
	}
}
