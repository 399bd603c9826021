package transport_test

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

	"github.com/leeloo-go/leeloo/internal/transport"
)

func TestBodyLimits(t *testing.T) {
	const limit, errorLimit, tooLarge = 1000, 64 << 10, -1
	tests := map[string]struct {
		status, bytes int
		want          int // bytes of the body
	}{
		"200, empty":                     {200, 0, 0},
		"200, below the limit":           {200, limit - 1, limit - 1},
		"200, at the limit":              {200, limit, limit},
		"200, over the limit by one":     {200, limit + 1, tooLarge},
		"200, a megabyte":                {200, 1 << 20, tooLarge},
		"201, over the limit by one":     {201, limit + 1, tooLarge},
		"299, over the limit by one":     {299, limit + 1, tooLarge},
		"300 has the limit of errors":    {300, limit + 1, limit + 1},
		"400 has the limit of errors":    {400, limit + 1, limit + 1},
		"401, empty":                     {401, 0, 0},
		"404, empty":                     {404, 0, 0},
		"500, at the limit of errors":    {500, errorLimit, errorLimit},
		"500, over it by one: truncated": {500, errorLimit + 1, errorLimit},
		"503, a megabyte: truncated":     {503, 1 << 20, errorLimit},
		"302, a megabyte: truncated":     {302, 1 << 20, errorLimit},
		"599, below the limit of errors": {599, errorLimit - 1, errorLimit - 1},
	}
	for name, tt := range tests {
		for _, chunked := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				body := bytes.Repeat([]byte("x"), tt.bytes)
				server := serveHTTP(t, (*httptest.Server).Start, func(w http.ResponseWriter, _ *http.Request) {
					if !chunked {
						w.Header().Set("Content-Length", strconv.Itoa(len(body)))
					}
					w.WriteHeader(tt.status)
					w.(http.Flusher).Flush()
					w.Write(body)
				})
				tr := newTransport(t, server.URL)
				tr.MaxBytes = limit
				if tt.want == tooLarge {
					got, failed := doFails(t, tr, t.Context(), post)
					assert.Equal(t, transport.TooLarge, failed.Reason)
					assert.False(t, failed.NotSent)
					assert.Regexp(t, `^response body exceeds 1000 bytes: 127\.0\.0\.1:\d+$`, failed.Error())
					assert.Equal(t, tt.status, got.StatusCode)
					assert.NotNil(t, got.Header)
					assert.Empty(t, got.Body)
					return
				}
				got, err := tr.Do(t.Context(), &post)
				require.NoError(t, err)
				assert.Equal(t, tt.status, got.StatusCode)
				assert.Len(t, got.Body, tt.want)
			})
		}
	}
}

// bomb is 64 MiB of zeros in 64 KiB of gzip.
func bomb(t *testing.T) []byte {
	var member bytes.Buffer
	w := gzip.NewWriter(&member)
	_, err := w.Write(make([]byte, 1<<20))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return bytes.Repeat(member.Bytes(), 64) // gzip allows several members
}

func TestLimitsCountDecompressedBytes(t *testing.T) {
	bomb := bomb(t)
	for _, status := range []int{200, 500} {
		server := serveHTTP(t, (*httptest.Server).Start, func(w http.ResponseWriter, r *http.Request) {
			assert.Contains(t, r.Header.Get("Accept-Encoding"), "gzip")
			w.Header().Set("Content-Encoding", "gzip")
			w.WriteHeader(status)
			w.Write(bomb)
		})
		tr := newTransport(t, server.URL)
		tr.MaxBytes = 2 << 20

		before := allocatedBytes()
		got, err := tr.Do(t.Context(), &post)
		assert.Less(t, allocatedBytes()-before, uint64(24<<20))
		if status == 200 {
			require.Error(t, err)
			assert.Equal(t, transport.TooLarge, err.(*transport.Error).Reason)
		} else {
			require.NoError(t, err)
			assert.Len(t, got.Body, 64<<10)
		}
	}
}

func allocatedBytes() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.TotalAlloc
}

func TestFalseContentLengthAllocatesLittle(t *testing.T) {
	tr := newTransport(t, respond(t, "HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n{}"))
	tr.MaxBytes = 1 << 40
	before := allocatedBytes()
	got, failed := doFails(t, tr, t.Context(), post)
	assert.Less(t, allocatedBytes()-before, uint64(8<<20))
	assert.Equal(t, 200, got.StatusCode)
	assert.Empty(t, got.Body)
	assert.Equal(t, transport.TransportError, failed.Reason)
	assert.False(t, failed.NotSent)
}

func TestLargestLimitDoesNotOverflow(t *testing.T) {
	tr := newTransport(t, respond(t, ok))
	tr.MaxBytes = 1<<63 - 1
	got, err := tr.Do(t.Context(), &post)
	require.NoError(t, err)
	assert.Equal(t, "{}", string(got.Body))
}

func TestNilBodyOfARoundTripperIsEmpty(t *testing.T) {
	tr := newTransport(t, "http://leeloo.test")
	tr.RoundTripper = roundTripper(func(*http.Request) (*http.Response, error) { return &http.Response{StatusCode: 200}, nil })
	got, err := tr.Do(t.Context(), &post)
	require.NoError(t, err)
	assert.Empty(t, got.Body)
}

func TestDoClosesTheBodyWithoutReadingAllOfIt(t *testing.T) {
	for _, status := range []int{200, 500} {
		for _, length := range []int{0, 100, 1 << 20} {
			body := &closeRecorder{Reader: strings.NewReader(strings.Repeat("x", length))}
			tr := newTransport(t, "http://leeloo.test")
			tr.MaxBytes = 1000
			tr.RoundTripper = roundTripper(func(*http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: status, Body: body}, nil
			})
			_, err := tr.Do(t.Context(), &post)
			assert.Equal(t, status == 200 && length > 1000, err != nil)
			assert.True(t, body.closed)
		}
	}
}

type closeRecorder struct {
	io.Reader
	closed bool
}

func (c *closeRecorder) Close() error {
	c.closed = true
	return nil
}

func TestDoKeepsEachByte(t *testing.T) {
	const body = "\ufeff\xff {\"a\":\r\n1}\x00"
	server := serveHTTP(t, (*httptest.Server).Start, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, body) })
	got, err := newTransport(t, server.URL).Do(t.Context(), &post)
	require.NoError(t, err)
	assert.Equal(t, body, string(got.Body))
}
