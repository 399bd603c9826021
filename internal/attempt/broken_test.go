package attempt_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A request that has reached a connection may have been carried out, whatever became of the answer.
func TestSendOfABrokenAnswer(t *testing.T) {
	const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
	const cut = "the connection was closed before the whole answer had come"
	tests := map[string]struct {
		answer string
		status int
		text   string // of the failure, "" for any
	}{
		"nothing":                      {"", 0, cut},
		"half a status line":           {"HTTP/1.1 20", 0, ""},
		"half a header":                {head + "X-Hal", 0, ""},
		"no body":                      {head + "Content-Length: 20\r\n\r\n", 200, cut},
		"cut by its length":            {head + "Content-Length: 20\r\n\r\n{\"status\":1", 200, cut},
		"cut in a chunk":               {head + "Transfer-Encoding: chunked\r\n\r\n20\r\n{\"status\":1}", 200, cut},
		"cut between chunks":           {head + "Transfer-Encoding: chunked\r\n\r\nc\r\n{\"status\":1}\r\n", 200, cut},
		"a chunk of no size":           {head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{\"status\":1}\r\n0\r\n\r\n", 200, ""},
		"a cut gzip":                   {head + "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x00", 200, cut},
		"a gzip that is none":          {head + "Content-Encoding: gzip\r\nContent-Length: 12\r\n\r\n{\"status\":1}", 200, ""},
		"not HTTP":                     {"SSH-2.0-OpenSSH_9.6\r\n\r\n", 0, ""},
		"two lengths":                  {head + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}", 0, ""},
		"a negative length":            {head + "Content-Length: -1\r\n\r\n{}", 0, ""},
		"a header without a colon":     {head + "oops\r\n\r\n{}", 0, ""},
		"a flood of headers":           {head + strings.Repeat("X-Flood: "+strings.Repeat("x", 1000)+"\r\n", 400), 0, ""},
		"a header without end":         {head + "X-Flood: " + strings.Repeat("x", 1<<20), 0, ""},
		"a flood of 1xx":               {strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: "+strings.Repeat("x", 1000)+"\r\n\r\n", 400), 0, ""},
		"the canary in what is quoted": {"HTTP/1.1 " + canary + "\r\n\r\n", 0, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, failure := fails(t, newSender(t, answer(t, tt.answer)), t.Context(), post)
			assert.Equal(t, tt.status, got.StatusCode)
			assert.False(t, failure.NeverLeft)
			assert.False(t, failure.Ended || failure.TimedOut)
			if tt.text != "" {
				assert.EqualError(t, failure, tt.text)
			}
		})
	}
}

// The status of an HTTP failure says what happened, whatever becomes of its body.
func TestSendOfAFailureWithABrokenBody(t *testing.T) {
	got, err := newSender(t, answer(t, "HTTP/1.1 429 No\r\nContent-Length: 20\r\n\r\n{\"status\":0")).Send(t.Context(), post)
	require.NoError(t, err)
	assert.Equal(t, 429, got.StatusCode)
	assert.Equal(t, `{"status":0`, string(got.Body))
}

func TestSendOfADroppedConnection(t *testing.T) {
	tests := map[string]func(conn net.Conn, requests *bufio.Reader){
		"while it was written": func(_ net.Conn, requests *bufio.Reader) { requests.ReadByte() },
		"reset while it was written": func(conn net.Conn, requests *bufio.Reader) {
			requests.ReadByte()
			conn.(*net.TCPConn).SetLinger(0)
		},
		"after it was read": func(_ net.Conn, requests *bufio.Reader) { readRequest(requests) },
		"reset after it was read": func(conn net.Conn, requests *bufio.Reader) {
			readRequest(requests)
			conn.(*net.TCPConn).SetLinger(0)
		},
	}
	for name, handle := range tests {
		t.Run(name, func(t *testing.T) {
			_, failure := fails(t, newSender(t, serve(t, handle)), t.Context(), post)
			assert.False(t, failure.NeverLeft, "a connection was got")
			assert.EqualError(t, failure, "the connection was closed before the whole answer had come")
		})
	}
}

// HTTP/1.0 ends a body with the connection: what is missing is for the envelope to see.
func TestSendOfHTTP10(t *testing.T) {
	got, err := newSender(t, answer(t, "HTTP/1.0 200 OK\r\n\r\n{\"status\":1")).Send(t.Context(), post)
	require.NoError(t, err)
	assert.Equal(t, 200, got.StatusCode)
	assert.Equal(t, `{"status":1`, string(got.Body))
}

func TestSendSkipsInformation(t *testing.T) {
	got, err := newSender(t, answer(t, "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")).Send(t.Context(), post)
	require.NoError(t, err)
	assert.Equal(t, "{}", string(got.Body))
}

// net/http sends what may be replayed once more when a reused connection was dropped, and what may not it leaves.
func TestSendNeverSendsAnActTwice(t *testing.T) {
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
		t.Run(method, func(t *testing.T) {
			seen := make(chan struct{}, 10)
			base := serve(t, func(conn net.Conn, requests *bufio.Reader) {
				if readRequest(requests) != nil {
					return
				}
				seen <- struct{}{}
				io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
				if readRequest(requests) == nil { // the second one is read, and lost
					seen <- struct{}{}
				}
			})
			s, r := newSender(t, base), post
			r.Method = method
			_, err := s.Send(t.Context(), r)
			require.NoError(t, err)

			_, failure := fails(t, s, t.Context(), r)
			assert.False(t, failure.NeverLeft)
			assert.Len(t, seen, 2)
		})
	}
}

func TestSendReusesAConnectionThatWasDrained(t *testing.T) {
	body := func(status, length int) string {
		return fmt.Sprintf("HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%s", status, length, strings.Repeat("x", length))
	}
	tests := map[string]struct {
		answer string
		reused bool
	}{
		"a success":              {body(200, 1000), true},
		"an empty one":           {body(200, 0), true},
		"up to the limit":        {body(200, 2000), true},
		"over the limit":         {body(200, 1<<20), false},
		"an error":               {body(500, 1000), true},
		"a redirect":             {body(302, 100), true},
		"an error of 64 KiB":     {body(500, 64<<10), true},
		"an error of a megabyte": {body(500, 1<<20), false},
		"a chunked success":      {"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", true},
		"the server says close":  {"HTTP/1.1 200 X\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			opened, ended := make(chan struct{}, 10), make(chan struct{}, 10)
			base := serve(t, func(conn net.Conn, requests *bufio.Reader) {
				opened <- struct{}{}
				for readRequest(requests) == nil {
					io.WriteString(conn, tt.answer)
				}
				ended <- struct{}{}
			})
			s := newSender(t, base)
			s.MaxBytes = 2000
			for range 3 {
				s.Send(t.Context(), post)
			}
			if tt.reused {
				assert.Len(t, opened, 1)
				return
			}
			assert.Len(t, opened, 3)
			for range 3 {
				<-ended // it is closed, not left to the server
			}
		})
	}
}
