package transport_test

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/transport"
)

// A stream may fail on a new connection and on a reused one. The request is sent once, and the connection stays.
func TestDoOverHTTP2(t *testing.T) {
	var requests atomic.Int64
	var connections sync.Map
	server := serveHTTP(t, startHTTP2, func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		connections.Store(r.RemoteAddr, true)
		assert.Equal(t, 2, r.ProtoMajor)
		assert.Equal(t, token, r.Header.Get(transport.TokenHeader))
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		switch string(body) {
		case "drop":
			panic(http.ErrAbortHandler)
		case "truncate":
			w.Header().Set("Content-Length", "20")
			io.WriteString(w, "{}")
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		case "header":
			for i := range 26 { // more would break the connection
				w.Header().Set("X-Flood-"+strconv.Itoa(i), strings.Repeat("x", 10<<10))
			}
		case "flood":
			io.WriteString(w, strings.Repeat("x", 1<<20))
		default:
			io.WriteString(w, "{}")
		}
	})
	with := func(body string) transport.Request {
		r := post
		r.Body = []byte(body)
		return r
	}
	tests := map[string]struct {
		reason transport.Reason
		text   string
	}{
		"drop":     {transport.TransportError, "HTTP/2 request failed"},
		"truncate": {transport.TransportError, "HTTP/2 request failed"},
		"header":   {transport.TransportError, "HTTP/2 request failed"},
		"flood":    {transport.TooLarge, "response body exceeds 1000 bytes"},
	}
	for body, tt := range tests {
		tr := trusting(t, server)
		tr.MaxBytes = 1000
		for range 3 {
			before := requests.Load()
			_, failed := doFails(t, tr, t.Context(), with(body))
			assert.False(t, failed.NotSent, body)
			assert.Equal(t, tt.reason, failed.Reason, body)
			assert.EqualError(t, failed, tt.text+": "+tr.BaseURL.Host)
			assert.Equal(t, before+1, requests.Load(), "the request is sent once")

			hello := with("hello")
			got, err := tr.Do(t.Context(), &hello)
			require.NoError(t, err)
			assert.Equal(t, "{}", string(got.Body))
		}
	}
	count := 0
	for range connections.Range {
		count++
	}
	assert.Equal(t, len(tests), count)
}

// The server below speaks HTTP/2 directly: it sends its settings, waits for the request, writes a frame and
// closes the connection.
func TestBrokenHTTP2Connections(t *testing.T) {
	const (
		settings = "\x00\x00\x00\x04\x00\x00\x00\x00\x00"
		goAway   = "\x00\x00\x08\x07\x00\x00\x00\x00\x00" + "\x00\x00\x00\x01" + "\x00\x00\x00\x02" // internal error in stream 1
		badData  = "\x00\x00\x01\x00\x00\x00\x00\x00\x00x"                                          // data of stream 0
	)
	for name, frame := range map[string]string{"GOAWAY": goAway, "protocol error": badData} {
		t.Run(name, func(t *testing.T) {
			certificates := serveHTTP(t, (*httptest.Server).StartTLS, nil)
			base := serveTCP(t, func(conn net.Conn, _ *bufio.Reader) {
				encrypted := tls.Server(conn, &tls.Config{Certificates: certificates.TLS.Certificates, NextProtos: []string{"h2"}})
				io.WriteString(encrypted, settings)
				received := make([]byte, 0, 4096)
				for !bytes.Contains(received, post.Body) {
					n, err := encrypted.Read(received[len(received):cap(received)])
					if err != nil {
						return
					}
					received = received[:len(received)+n]
				}
				io.WriteString(encrypted, frame)
			})
			tr := trusting(t, certificates)
			tr.BaseURL = parse(t, overTLS(base))
			_, failed := doFails(t, tr, t.Context(), post)
			assert.False(t, failed.NotSent)
			assert.EqualError(t, failed, "HTTP/2 connection failed: "+tr.BaseURL.Host)
		})
	}
}
