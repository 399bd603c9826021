package leeloo

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/codec"
	"github.com/leeloo-go/leeloo/internal/envelope"
)

// What one reading takes, two readings take as well, and they come to the same.
func FuzzOneReading(f *testing.F) {
	files, err := filepath.Glob("testdata/*.json")
	require.NoError(f, err)
	for _, file := range files {
		sample, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(sample)
	}
	for _, seed := range []string{
		`{"status":1,"data":{"id":"a","created_at":"2020-01-01","createdAt":"2021-01-01"}}`, `{"data":null,"status":1}`,
		`{"status":1,"data":[{"id":"a","tags":["x",null],"accounts":[{}]},null]}`, `{"data":{"id":"NO_DATA","price":20.50},"status":"1"}`,
		`{"status":1,"data":{"id":"a","links":{"orders":[{"id":"b"}]},"included":{"orders":[]}},"included":{"orders":[{"id":"b"}]}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		body = validUTF8(body)
		compareOne[Person](t, body)
		compareOne[Order](t, body)
		compareOne[Tunnel](t, body)
		compareOne[CallRecord](t, body)
		compareOne[TrafficSource](t, body)
		compareMany[Person](t, body)
		compareMany[Channel](t, body)
		compareMany[Message](t, body)
	})
}

func compareOne[T any](t *testing.T, body []byte) {
	t.Helper()
	var once, twice one[T]
	if readBoth(t, body, &once, &twice) {
		require.Equal(t, twice.settled(), once.settled())
	}
}

func compareMany[T any](t *testing.T, body []byte) {
	t.Helper()
	var once, twice many[T]
	if readBoth(t, body, &once, &twice) {
		require.Equal(t, twice.List, once.List)
	}
}

// readBoth reads a body both ways, if one reading takes it.
func readBoth(t *testing.T, body []byte, once, twice result) bool {
	t.Helper()
	var got, want envelope.Envelope
	if err := got.Parse(body, once.fresh()); err != nil || !got.Decoded {
		return false
	}
	require.NoError(t, want.Parse(body, nil))
	if out := twice.fresh(); want.Data != nil {
		require.NoError(t, codec.Unmarshal(want.Data, out))
	}
	want.Decoded = true
	require.Equal(t, want, got)
	return true
}
