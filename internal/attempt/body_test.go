package attempt_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/attempt"
)

func TestSendReadsUpToALimit(t *testing.T) {
	const max, maxError = 1000, 64 << 10
	tests := map[string]struct {
		status, bytes int
		want          int // bytes of the answer, -1 for ErrTooLarge
	}{
		"200, nothing":           {200, 0, 0},
		"200, less":              {200, max - 1, max - 1},
		"200, exactly":           {200, max, max},
		"200, one more":          {200, max + 1, -1},
		"200, a megabyte":        {200, 1 << 20, -1},
		"201, one more":          {201, max + 1, -1},
		"299, one more":          {299, max + 1, -1},
		"300 is no success":      {300, max + 1, max + 1},
		"400, over that of 200":  {400, max + 1, max + 1},
		"404, nothing":           {404, 0, 0},
		"500, exactly":           {500, maxError, maxError},
		"500, one more":          {500, maxError + 1, maxError},
		"503, a megabyte":        {503, 1 << 20, maxError},
		"302, a megabyte":        {302, 1 << 20, maxError},
		"401, without a message": {401, 0, 0},
	}
	for name, tt := range tests {
		for _, chunked := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				sent := bytes.Repeat([]byte("x"), tt.bytes)
				server := serveHTTP(t, (*httptest.Server).Start, func(w http.ResponseWriter, _ *http.Request) {
					if !chunked {
						w.Header().Set("Content-Length", strconv.Itoa(len(sent)))
					}
					w.WriteHeader(tt.status)
					w.(http.Flusher).Flush()
					w.Write(sent)
				})
				s := newSender(t, server.URL)
				s.MaxBytes = max
				if tt.want < 0 {
					got, failure := fails(t, s, t.Context(), post)
					require.ErrorIs(t, failure, attempt.ErrTooLarge)
					assert.Equal(t, attempt.Failure{Err: attempt.ErrTooLarge}, *failure)
					assert.Equal(t, tt.status, got.StatusCode)
					assert.NotNil(t, got.Header)
					assert.Empty(t, got.Body)
					return
				}
				got, err := s.Send(t.Context(), post)
				require.NoError(t, err)
				assert.Equal(t, tt.status, got.StatusCode)
				assert.Len(t, got.Body, tt.want)
			})
		}
	}
}

// A buffer that is given back serves another answer, once it is large enough. (The race detector has a pool forget now
// and then.)
func TestReleasedBuffersAreUsedAgain(t *testing.T) {
	s := newSender(t, "http://leeloo.test")
	length := 600
	s.Transport = roundTripper(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader(strings.Repeat("x", length))), ContentLength: int64(length)}, nil
	})
	used := map[*byte]int{}
	for range 100 {
		got, err := s.Send(t.Context(), post)
		require.NoError(t, err)
		require.Len(t, got.Body, 600)
		used[&got.Body[0]]++
		s.Release(&got)
		assert.Nil(t, got.Body)
		s.Release(&got) // does nothing
	}
	assert.Less(t, len(used), 80)

	length = 10_000
	got, err := s.Send(t.Context(), post)
	require.NoError(t, err)
	assert.Len(t, got.Body, 10_000)

	held := map[*byte]bool{}
	for range 10 { // those that are not given back are not touched
		got, err := s.Send(t.Context(), post)
		require.NoError(t, err)
		held[&got.Body[0]] = true
	}
	assert.Len(t, held, 10)
}

// A bomb is 64 MiB of zeros in 64 KiB.
func TestSendIsNotBlownUp(t *testing.T) {
	var megabyte bytes.Buffer
	packed := gzip.NewWriter(&megabyte)
	_, err := packed.Write(make([]byte, 1<<20))
	require.NoError(t, err)
	require.NoError(t, packed.Close())
	bomb := bytes.Repeat(megabyte.Bytes(), 64) // members of a gzip follow one another

	for _, status := range []int{200, 500} {
		server := serveHTTP(t, (*httptest.Server).Start, func(w http.ResponseWriter, r *http.Request) {
			assert.Contains(t, r.Header.Get("Accept-Encoding"), "gzip")
			w.Header().Set("Content-Encoding", "gzip")
			w.WriteHeader(status)
			w.Write(bomb)
		})
		s := newSender(t, server.URL)
		s.MaxBytes = 2 << 20

		before := allocated()
		got, err := s.Send(t.Context(), post)
		assert.Less(t, allocated()-before, uint64(24<<20))
		if status == 200 {
			require.ErrorIs(t, err, attempt.ErrTooLarge)
		} else {
			require.NoError(t, err)
			assert.Len(t, got.Body, 64<<10)
		}
	}
}

func allocated() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.TotalAlloc
}

func TestSendDoesNotBelieveALength(t *testing.T) {
	base := answer(t, "HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n{}")
	s := newSender(t, base)
	s.MaxBytes = 1 << 40
	before := allocated()
	got, failure := fails(t, s, t.Context(), post)
	assert.Less(t, allocated()-before, uint64(8<<20))
	assert.Equal(t, 200, got.StatusCode)
	assert.Empty(t, got.Body)
	assert.Equal(t, attempt.Failure{Err: failure.Err}, *failure)
}

func TestSendTakesTheLargestLimit(t *testing.T) {
	s := newSender(t, answer(t, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"))
	s.MaxBytes = 1<<63 - 1
	got, err := s.Send(t.Context(), post)
	require.NoError(t, err)
	assert.Equal(t, "{}", string(got.Body))
}

func TestSendTakesARoundTripperWithoutABody(t *testing.T) {
	s := newSender(t, "http://127.0.0.1")
	s.Transport = roundTripper(func(*http.Request) (*http.Response, error) { return &http.Response{StatusCode: 200}, nil })
	got, err := s.Send(t.Context(), post)
	require.NoError(t, err)
	assert.Empty(t, got.Body)
}

// A body that a caller's RoundTripper made is closed, whatever was read of it.
func TestSendClosesTheBody(t *testing.T) {
	for _, status := range []int{200, 500} {
		for _, length := range []int{0, 100, 1 << 20} {
			body := &closable{Reader: strings.NewReader(strings.Repeat("x", length))}
			s := newSender(t, "http://leeloo.test")
			s.MaxBytes = 1000
			s.Transport = roundTripper(func(*http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: status, Body: body}, nil
			})
			_, err := s.Send(t.Context(), post)
			assert.Equal(t, status == 200 && length > 1000, err != nil)
			assert.True(t, body.closed)
		}
	}
}

type closable struct {
	io.Reader
	closed bool
}

func (c *closable) Close() error {
	c.closed = true
	return nil
}

func TestSendKeepsTheBytes(t *testing.T) {
	const body = "\ufeff\xff {\"a\":\r\n1}\x00"
	server := serveHTTP(t, (*httptest.Server).Start, func(w http.ResponseWriter, _ *http.Request) { io.Copy(w, strings.NewReader(body)) })
	got, err := newSender(t, server.URL).Send(t.Context(), post)
	require.NoError(t, err)
	assert.Equal(t, body, string(got.Body))
}
