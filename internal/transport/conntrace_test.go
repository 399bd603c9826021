package transport_test

import (
	"bufio"
	"context"
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

	"github.com/leeloo-go/leeloo/internal/transport"
)

// NotSent needs a proof: the RoundTripper requested a connection and got none. phrase_test.go has the situations.
func TestNotSentNeedsTrace(t *testing.T) {
	r := post
	r.Trace = false
	_, failed := doFails(t, newTransport(t, refusing(t)), t.Context(), r)
	assert.False(t, failed.NotSent)
}

// The client of the caller may have any RoundTripper, and its errors prove nothing. They keep their identity.
func TestErrorsOfACallersRoundTripperAreNoProof(t *testing.T) {
	const unknown = "the http.Client's transport failed"
	tests := map[string]struct {
		err  error
		text string
	}{
		"any error":                  {errors.New("boom " + canary), unknown},
		"one that quotes the URL":    {&url.Error{Op: "Post", URL: "http://leeloo.test/people/" + canary, Err: errors.New(canary)}, unknown},
		"a type":                     {failure{canary}, unknown},
		"dial error":                 {&net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}, "connection refused"},
		"DNS error":                  {&net.DNSError{Name: canary, Err: canary, IsNotFound: true}, "host name not resolved"},
		"text like a dial error":     {fmt.Errorf("dial tcp 127.0.0.1: connection refused: %s", canary), unknown},
		"text like a TLS error":      {errors.New(canary + "tls: handshake failure"), unknown},
		"text like a proxy's":        {errors.New("407 Proxy Authentication Required"), unknown},
		"EOF":                        {fmt.Errorf("%s: %w", canary, io.EOF), closed},
		"deadline of its own":        {context.DeadlineExceeded, "response timed out"},
		"cancellation of its own":    {context.Canceled, unknown},
		"open file limit":            {&net.OpError{Op: "dial", Err: syscall.EMFILE}, "too many open files"},
		"system open file limit":     {&net.OpError{Op: "dial", Err: syscall.ENFILE}, "too many open files"},
		"firewall of the host":       {&net.OpError{Op: "dial", Err: syscall.EACCES}, "network error (" + syscall.EACCES.Error() + ")"},
		"broken pipe":                {&net.OpError{Op: "write", Err: syscall.EPIPE}, closed},
		"network unreachable":        {&net.OpError{Op: "dial", Err: syscall.ENETUNREACH}, "network unreachable"},
		"host unreachable":           {&net.OpError{Op: "dial", Err: syscall.EHOSTUNREACH}, "host unreachable"},
		"dial timeout":               {&net.OpError{Op: "dial", Err: syscall.ETIMEDOUT}, "connection timed out"},
		"joined":                     {errors.Join(errors.New(canary), syscall.ECONNRESET), closed},
		"neither response nor error": {nil, "the http.Client's transport returned neither a response nor an error"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tr := newTransport(t, "http://leeloo.test")
			tr.RoundTripper = roundTripper(func(*http.Request) (*http.Response, error) { return nil, tt.err })
			_, failed := doFails(t, tr, t.Context(), post)
			assert.False(t, failed.NotSent)
			assert.Equal(t, transport.TransportError, failed.Reason)
			assert.EqualError(t, failed, tt.text+": leeloo.test:80")
			if tt.err != nil {
				assert.ErrorIs(t, failed, tt.err)
			}
		})
	}
}

type failure struct{ text string }

func (f failure) Error() string { return f.text }

func TestRoundTripperThatFailsAfterItSentIsNoProof(t *testing.T) {
	tr := newTransport(t, respond(t, ok))
	inner := tr.RoundTripper
	tr.RoundTripper = roundTripper(func(r *http.Request) (*http.Response, error) {
		response, err := inner.RoundTrip(r)
		if err == nil {
			response.Body.Close()
		}
		return nil, errors.New("lost it")
	})
	_, failed := doFails(t, tr, t.Context(), post)
	assert.False(t, failed.NotSent)
}

// A wrapper that passes the request on, as for traces and metrics, keeps the proof.
func TestNotSentThroughAWrapper(t *testing.T) {
	tr := newTransport(t, refusing(t))
	inner := tr.RoundTripper
	tr.RoundTripper = roundTripper(func(r *http.Request) (*http.Response, error) { return inner.RoundTrip(r) })
	_, failed := doFails(t, tr, t.Context(), post)
	assert.True(t, failed.NotSent)
}

// net/http sends a GET again if a reused connection was dropped. If the second dial fails, the first request was sent.
func TestSecondDialThatFailsIsNoProof(t *testing.T) {
	dials := 0
	dial := pipeDialer(func(conn net.Conn, requests *bufio.Reader) {
		readRequest(requests)
		io.WriteString(conn, ok)
		readRequest(requests)
	})
	tr := newTransport(t, "http://leeloo.test")
	tr.RoundTripper.(*http.Transport).DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if dials++; dials > 1 {
			return nil, syscall.ECONNREFUSED
		}
		return dial(ctx, network, address)
	}
	_, err := tr.Do(t.Context(), &get)
	assert.NoError(t, err)
	_, failed := doFails(t, tr, t.Context(), get)
	assert.Equal(t, 2, dials)
	assert.False(t, failed.NotSent)
}

func TestUntrustedIsNotSent(t *testing.T) {
	server := serveHTTP(t, (*httptest.Server).StartTLS, func(http.ResponseWriter, *http.Request) { assert.Fail(t, "received a request") })
	_, failed := doFails(t, newTransport(t, server.URL), t.Context(), post)
	assert.True(t, failed.NotSent)
	assert.Equal(t, transport.Untrusted, failed.Reason)
}
