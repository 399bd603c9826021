package transport_test

import (
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"weak"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/transport"
)

// inMemory returns a Transport whose responses have a body of the given length.
func inMemory(t *testing.T, length *int) *transport.Transport {
	tr := newTransport(t, "http://leeloo.test")
	tr.RoundTripper = roundTripper(func(*http.Request) (*http.Response, error) {
		body := io.NopCloser(strings.NewReader(strings.Repeat("x", *length)))
		return &http.Response{StatusCode: 200, Body: body, ContentLength: int64(*length)}, nil
	})
	return tr
}

// Some buffers are lost: the garbage collector frees them, and under the race detector sync.Pool drops every fourth.
func TestReleasedBuffersAreReused(t *testing.T) {
	length := 600
	tr := inMemory(t, &length)
	used := map[*byte]int{} // keeps them all, so that no address comes twice
	for range 100 {
		got, err := tr.Do(t.Context(), &post)
		require.NoError(t, err)
		require.Len(t, got.Body, 600)
		used[&got.Body[0]]++
		tr.Release(&got)
		assert.Nil(t, got.Body)
		tr.Release(&got) // does nothing
	}
	assert.Less(t, len(used), 80)

	length = 10_000
	got, err := tr.Do(t.Context(), &post)
	require.NoError(t, err)
	assert.Len(t, got.Body, 10_000)
}

func TestBuffersAreNotReusedBeforeRelease(t *testing.T) {
	length := 600
	tr := inMemory(t, &length)
	used := map[*byte]bool{}
	for range 10 {
		got, err := tr.Do(t.Context(), &post)
		require.NoError(t, err)
		used[&got.Body[0]] = true
	}
	assert.Len(t, used, 10)
}

// A page that is iterated over does not keep the memory for the next one. A sync.Pool by itself would hold it for two
// collections.
func TestReleasedBuffersAreFreedByTheNextCollection(t *testing.T) {
	length := 100_000
	tr := inMemory(t, &length)
	got, err := tr.Do(t.Context(), &post)
	require.NoError(t, err)
	body := weak.Make(&got.Body[0])
	tr.Release(&got)
	runtime.GC()
	assert.Nil(t, body.Value())

	got, err = tr.Do(t.Context(), &post)
	require.NoError(t, err)
	assert.Len(t, got.Body, 100_000)
}
