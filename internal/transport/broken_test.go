package transport_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/transport"
)

const (
	closed  = "connection closed before the response was complete"
	invalid = "no valid HTTP response"
)

// A request that got a connection may have been applied, whatever happens to the response.
func TestBrokenResponses(t *testing.T) {
	const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
	tests := map[string]struct {
		response string
		status   int
		text     string // of the error, without host and port
	}{
		"nothing":                        {"", 0, closed},
		"half a status line":             {"HTTP/1.1 20", 0, invalid},
		"half a header":                  {head + "X-Hal", 0, invalid},
		"no body":                        {head + "Content-Length: 20\r\n\r\n", 200, closed},
		"truncated by its length":        {head + "Content-Length: 20\r\n\r\n{\"status\":1", 200, closed},
		"truncated within a chunk":       {head + "Transfer-Encoding: chunked\r\n\r\n20\r\n{\"status\":1}", 200, closed},
		"truncated between chunks":       {head + "Transfer-Encoding: chunked\r\n\r\nc\r\n{\"status\":1}\r\n", 200, closed},
		"chunk without a size":           {head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{\"status\":1}\r\n0\r\n\r\n", 200, invalid},
		"truncated gzip":                 {head + "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x00", 200, closed},
		"gzip that is none":              {head + "Content-Encoding: gzip\r\nContent-Length: 12\r\n\r\n{\"status\":1}", 200, invalid},
		"not HTTP":                       {"SSH-2.0-OpenSSH_9.6\r\n\r\n", 0, invalid},
		"two lengths":                    {head + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}", 0, invalid},
		"negative length":                {head + "Content-Length: -1\r\n\r\n{}", 0, invalid},
		"header without a colon":         {head + "oops\r\n\r\n{}", 0, invalid},
		"flood of headers":               {head + strings.Repeat("X-Flood: "+strings.Repeat("x", 1000)+"\r\n", 400), 0, "response header too large"},
		"endless header":                 {head + "X-Flood: " + strings.Repeat("x", 1<<20), 0, "response header too large"},
		"flood of 1xx":                   {strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: "+strings.Repeat("x", 1000)+"\r\n\r\n", 400), 0, "response header too large"},
		"personal data in a status line": {"HTTP/1.1 " + canary + "\r\n\r\n", 0, invalid},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			base := respond(t, tt.response)
			got, failed := doFails(t, newTransport(t, base), t.Context(), post)
			assert.Equal(t, tt.status, got.StatusCode)
			assert.False(t, failed.NotSent)
			assert.Equal(t, transport.TransportError, failed.Reason)
			assert.EqualError(t, failed, tt.text+": "+strings.TrimPrefix(base, "http://"))
		})
	}
}

// An error status is enough, even if its body is broken.
func TestErrorStatusWithABrokenBodyIsAResponse(t *testing.T) {
	got, err := newTransport(t, respond(t, "HTTP/1.1 429 No\r\nContent-Length: 20\r\n\r\n{\"status\":0")).Do(t.Context(), &post)
	require.NoError(t, err)
	assert.Equal(t, 429, got.StatusCode)
	assert.Equal(t, `{"status":0`, string(got.Body))
}

func TestDroppedConnections(t *testing.T) {
	tests := map[string]func(conn net.Conn, requests *bufio.Reader){
		"closed while the request is written": func(_ net.Conn, requests *bufio.Reader) { requests.ReadByte() },
		"reset while the request is written": func(conn net.Conn, requests *bufio.Reader) {
			requests.ReadByte()
			conn.(*net.TCPConn).SetLinger(0)
		},
		"closed after the request": func(_ net.Conn, requests *bufio.Reader) { readRequest(requests) },
		"reset after the request": func(conn net.Conn, requests *bufio.Reader) {
			readRequest(requests)
			conn.(*net.TCPConn).SetLinger(0)
		},
	}
	for name, handle := range tests {
		t.Run(name, func(t *testing.T) {
			base := serveTCP(t, handle)
			_, failed := doFails(t, newTransport(t, base), t.Context(), post)
			assert.False(t, failed.NotSent, "a connection was obtained")
			assert.EqualError(t, failed, closed+": "+strings.TrimPrefix(base, "http://"))
		})
	}
}

// In HTTP/1.0 the end of the connection ends the body. The envelope shows whether it is complete.
func TestHTTP10BodyEndsWithTheConnection(t *testing.T) {
	got, err := newTransport(t, respond(t, "HTTP/1.0 200 OK\r\n\r\n{\"status\":1")).Do(t.Context(), &post)
	require.NoError(t, err)
	assert.Equal(t, 200, got.StatusCode)
	assert.Equal(t, `{"status":1`, string(got.Body))
}

func TestInformationalResponsesAreSkipped(t *testing.T) {
	got, err := newTransport(t, respond(t, "HTTP/1.1 103 Early Hints\r\n\r\n"+ok)).Do(t.Context(), &post)
	require.NoError(t, err)
	assert.Equal(t, "{}", string(got.Body))
}

// net/http itself sends a request again if a reused connection was dropped, but only one that is safe.
func TestWritesAreSentOnceOnAReusedConnection(t *testing.T) {
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
		t.Run(method, func(t *testing.T) {
			requests := make(chan struct{}, 10)
			base := serveTCP(t, func(conn net.Conn, r *bufio.Reader) {
				for i := 0; readRequest(r) == nil; i++ {
					requests <- struct{}{}
					if i > 0 {
						return // the second request is read, and gets no response
					}
					io.WriteString(conn, ok)
				}
			})
			tr, r := newTransport(t, base), post
			r.Method = method
			_, err := tr.Do(t.Context(), &r)
			require.NoError(t, err)

			_, failed := doFails(t, tr, t.Context(), r)
			assert.False(t, failed.NotSent)
			assert.EqualError(t, failed, closed+": "+strings.TrimPrefix(base, "http://"))
			assert.Len(t, requests, 2)
		})
	}
}

func TestConnectionsAreReusedIfTheBodyWasRead(t *testing.T) {
	response := func(status, length int) string {
		return fmt.Sprintf("HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%s", status, length, strings.Repeat("x", length))
	}
	tests := map[string]struct {
		response string
		reused   bool
	}{
		"success":                   {response(200, 1000), true},
		"empty success":             {response(200, 0), true},
		"success at the limit":      {response(200, 2000), true},
		"success over the limit":    {response(200, 1<<20), false},
		"error":                     {response(500, 1000), true},
		"redirect":                  {response(302, 100), true},
		"error of 64 KiB":           {response(500, 64<<10), true},
		"error of a megabyte":       {response(500, 1<<20), false},
		"chunked success":           {"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", true},
		"success, Connection close": {"HTTP/1.1 200 X\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			opened, ended := make(chan struct{}, 10), make(chan struct{}, 10)
			base := serveTCP(t, func(conn net.Conn, requests *bufio.Reader) {
				opened <- struct{}{}
				for readRequest(requests) == nil {
					io.WriteString(conn, tt.response)
				}
				ended <- struct{}{}
			})
			tr := newTransport(t, base)
			tr.MaxBytes = 2000
			for range 3 {
				tr.Do(t.Context(), &post)
			}
			if tt.reused {
				assert.Len(t, opened, 1)
				return
			}
			assert.Len(t, opened, 3)
			for range 3 {
				<-ended // the client closes it
			}
		})
	}
}
