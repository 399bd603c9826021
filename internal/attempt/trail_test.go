package attempt_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Positive proof, and nothing less: the transport asked for a connection and got none.
func TestSendKnowsWhatNeverLeft(t *testing.T) {
	t.Run("dial refused", func(t *testing.T) {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		require.NoError(t, listener.Close())
		_, failure := fails(t, newSender(t, "http://"+listener.Addr().String()), t.Context(), post)
		assert.True(t, failure.NeverLeft)
		require.ErrorIs(t, failure, syscall.ECONNREFUSED)
		assert.Contains(t, failure.Error(), "no connection")
	})
	t.Run("no such host", func(t *testing.T) {
		_, failure := fails(t, newSender(t, "http://does-not-exist.invalid"), t.Context(), post)
		assert.True(t, failure.NeverLeft)
		assert.EqualError(t, failure, "the host's name could not be resolved")
	})
	t.Run("certificate of nobody we know", func(t *testing.T) {
		server := serveHTTP(t, (*httptest.Server).StartTLS, func(http.ResponseWriter, *http.Request) { assert.Fail(t, "it came") })
		_, failure := fails(t, newSender(t, server.URL), t.Context(), post)
		assert.True(t, failure.NeverLeft)
		assert.EqualError(t, failure, "the server's certificate is not to be trusted")
		_, ok := errors.AsType[*tls.CertificateVerificationError](failure)
		assert.True(t, ok)
	})
	t.Run("certificate of another host", func(t *testing.T) {
		server := serveHTTP(t, (*httptest.Server).StartTLS, func(http.ResponseWriter, *http.Request) { assert.Fail(t, "it came") })
		s := trusting(t, server)
		s.Transport.(*http.Transport).TLSClientConfig.ServerName = "api.leeloo.ai"
		_, failure := fails(t, s, t.Context(), post)
		assert.True(t, failure.NeverLeft)
		assert.EqualError(t, failure, "the server's certificate is not to be trusted")
	})
	t.Run("no TLS there", func(t *testing.T) {
		base := serve(t, func(conn net.Conn, _ *bufio.Reader) { io.WriteString(conn, "HTTP/1.1 400 Bad Request\r\n\r\n") })
		_, failure := fails(t, newSender(t, "https"+base[len("http"):]), t.Context(), post)
		assert.True(t, failure.NeverLeft)
	})
	t.Run("hung up in the handshake", func(t *testing.T) {
		base := serve(t, func(net.Conn, *bufio.Reader) {})
		_, failure := fails(t, newSender(t, "https"+base[len("http"):]), t.Context(), post)
		assert.True(t, failure.NeverLeft)
	})
}

func TestSendThroughARoundTripperOfTheCallersProvesNothing(t *testing.T) {
	tests := map[string]error{
		"any error":                    errors.New("boom " + canary),
		"one that quotes the URL":      &url.Error{Op: "Post", URL: "http://leeloo.test/people/" + canary, Err: errors.New(canary)},
		"a dial error from who knows":  &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED},
		"a DNS error from who knows":   &net.DNSError{Name: canary, Err: canary, IsNotFound: true},
		"a text that sounds like dial": fmt.Errorf("dial tcp 127.0.0.1: connection refused: %s", canary),
		"an end of file":               fmt.Errorf("%s: %w", canary, io.EOF),
	}
	for name, err := range tests {
		t.Run(name, func(t *testing.T) {
			s := newSender(t, "http://leeloo.test")
			s.Transport = roundTripper(func(*http.Request) (*http.Response, error) { return nil, err })
			_, failure := fails(t, s, t.Context(), post)
			assert.False(t, failure.NeverLeft)
			assert.ErrorIs(t, failure, err, "the cause stays visible to errors.Is")
		})
	}

	t.Run("neither an answer nor an error", func(t *testing.T) {
		s := newSender(t, "http://leeloo.test")
		s.Transport = roundTripper(func(*http.Request) (*http.Response, error) { return nil, nil })
		_, failure := fails(t, s, t.Context(), post)
		assert.False(t, failure.NeverLeft)
	})
	t.Run("one that sends it itself and fails", func(t *testing.T) {
		base := answer(t, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
		s := newSender(t, base)
		inner := s.Transport
		s.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
			response, err := inner.RoundTrip(r)
			if err == nil {
				response.Body.Close()
			}
			return nil, errors.New("lost it")
		})
		_, failure := fails(t, s, t.Context(), post)
		assert.False(t, failure.NeverLeft)
	})
}

// A first connection that was got is remembered, even if the transport then fails to dial another.
func TestSendThatDialsAgainHasLeft(t *testing.T) {
	dials := 0
	s := newSender(t, "http://leeloo.test")
	s.Transport = closing(t, &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		if dials++; dials > 1 {
			return nil, syscall.ECONNREFUSED
		}
		ours, theirs := net.Pipe()
		go func() {
			defer theirs.Close()
			requests := bufio.NewReader(theirs)
			readRequest(requests)
			io.WriteString(theirs, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
			readRequest(requests)
		}()
		return ours, nil
	}})
	get := post
	get.Method, get.ContentType, get.Body = http.MethodGet, "", nil
	_, err := s.Send(t.Context(), get)
	require.NoError(t, err)
	_, failure := fails(t, s, t.Context(), get) // net/http replays a GET
	assert.Equal(t, 2, dials)
	assert.False(t, failure.NeverLeft)
}
