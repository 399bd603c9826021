package attempt_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/attempt"
)

// canary stands for a client's phone, and token for the credential: no text may show them.
const (
	canary = "380501234567"
	token  = "secret-token"
)

var post = attempt.Request{
	Method: http.MethodPost, Path: "/people/" + canary, Query: "filter%5Bphone%5D=%2B" + canary,
	ContentType: "application/json", Body: []byte(`{"phone":"+` + canary + `"}`), Proof: true,
}

// newSender returns a sender to a base URL with a transport of its own, which is closed with the test.
func newSender(t *testing.T, base string) *attempt.Sender {
	t.Helper()
	return &attempt.Sender{
		Transport: closing(t, &http.Transport{MaxResponseHeaderBytes: 256 << 10}), Base: parse(t, base), Token: func() string { return token }, UserAgent: "leeloo-go/test",
		Timeout: 10 * time.Second, MaxBytes: 1 << 20,
	}
}

func closing(t *testing.T, transport *http.Transport) *http.Transport {
	t.Cleanup(transport.CloseIdleConnections)
	return transport
}

func parse(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	require.NoError(t, err)
	return u
}

// serve answers each request of each connection by hand, and returns its base URL.
func serve(t *testing.T, handle func(conn net.Conn, requests *bufio.Reader)) string {
	t.Helper()
	noGoroutineLeft(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var all sync.WaitGroup
	all.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			all.Go(func() {
				defer conn.Close()
				handle(conn, bufio.NewReader(conn))
			})
		}
	})
	t.Cleanup(func() {
		listener.Close()
		all.Wait()
	})
	return "http://" + listener.Addr().String()
}

// answer is a server that reads a request, writes a text and closes the connection.
func answer(t *testing.T, text string) string {
	return serve(t, func(conn net.Conn, requests *bufio.Reader) {
		if readRequest(requests) == nil {
			io.WriteString(conn, text)
		}
	})
}

func readRequest(requests *bufio.Reader) error {
	request, err := http.ReadRequest(requests)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, request.Body)
	return err
}

// serveHTTP is a server of net/http, over TLS and with HTTP/2 where start says so.
func serveHTTP(t *testing.T, start func(*httptest.Server), handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	noGoroutineLeft(t)
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	start(server)
	t.Cleanup(server.Close)
	return server
}

func overHTTP2(server *httptest.Server) {
	server.EnableHTTP2 = true
	server.StartTLS()
}

// trusting returns a sender that trusts a TLS server.
func trusting(t *testing.T, server *httptest.Server) *attempt.Sender {
	s := newSender(t, server.URL)
	transport := server.Client().Transport.(*http.Transport)
	s.Transport = closing(t, &http.Transport{TLSClientConfig: &tls.Config{RootCAs: transport.TLSClientConfig.RootCAs}, ForceAttemptHTTP2: true})
	return s
}

// fails sends and returns the failure, whose text must show nothing of the request.
func fails(t *testing.T, s *attempt.Sender, ctx context.Context, r attempt.Request) (attempt.Answer, *attempt.Failure) {
	t.Helper()
	got, err := s.Send(ctx, r)
	require.Error(t, err)
	failure, ok := errors.AsType[*attempt.Failure](err)
	require.True(t, ok, "%T", err)
	require.Error(t, failure.Err)
	assertSilent(t, failure)
	return got, failure
}

func assertSilent(t *testing.T, err error) {
	t.Helper()
	assert.NotEmpty(t, err.Error())
	for _, secret := range []string{canary, token, "filter", "people", "127.0.0.1", "http:", "https:"} {
		assert.NotContains(t, err.Error(), secret)
	}
}

// noGoroutineLeft checks at the end of the test, after all that is cleaned up later on, that it has left no goroutine.
func noGoroutineLeft(t *testing.T) {
	t.Helper()
	before := runtime.NumGoroutine()
	t.Cleanup(func() {
		assert.Eventually(t, func() bool { return runtime.NumGoroutine() <= before+1 }, 5*time.Second, time.Millisecond, "a goroutine is left")
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
