package transport_test

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
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/transport"
)

// canary is part of the path, query and body of post, like a person's phone. No error text may show it or the token.
const (
	canary = "380501234567"
	token  = "secret-token"
)

var (
	post = transport.Request{
		Method: http.MethodPost, Path: "/people/" + canary, Query: "filter%5Bphone%5D=%2B" + canary,
		ContentType: "application/json", Body: []byte(`{"phone":"+` + canary + `"}`), Trace: true,
	}
	get = transport.Request{Method: http.MethodGet, Path: "/tags", Trace: true}
)

// newTransport returns a Transport with connections of its own, which are closed when the test ends.
func newTransport(t *testing.T, base string) *transport.Transport {
	t.Helper()
	u, err := transport.ParseBaseURL("WithBaseURL", base, true)
	require.NoError(t, err)
	return &transport.Transport{
		RoundTripper: closeAfter(t, transport.NewHTTPTransport(&http.Transport{})),
		BaseURL:      u, Token: func() string { return token }, UserAgent: "leeloo-go/test",
		Timeout: 10 * time.Second, MaxBytes: 1 << 20,
	}
}

func closeAfter(t *testing.T, connections *http.Transport) *http.Transport {
	t.Cleanup(connections.CloseIdleConnections)
	return connections
}

// serveTCP calls handle for each connection, closes the connection when handle returns, and returns the base URL.
func serveTCP(t *testing.T, handle func(conn net.Conn, requests *bufio.Reader)) string {
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

// respond is a server that reads a request, writes a text and closes the connection.
func respond(t *testing.T, text string) string {
	return serveTCP(t, func(conn net.Conn, requests *bufio.Reader) {
		if readRequest(requests) == nil {
			io.WriteString(conn, text)
		}
	})
}

// pipeDialer connects to a server in this process, which synctest requires.
func pipeDialer(handle func(conn net.Conn, requests *bufio.Reader)) func(context.Context, string, string) (net.Conn, error) {
	return func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		go func() {
			defer server.Close()
			handle(server, bufio.NewReader(server))
		}()
		return client, nil
	}
}

const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

func readRequest(requests *bufio.Reader) error {
	request, err := http.ReadRequest(requests)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, request.Body)
	return err
}

// serveHTTP starts a server of net/http: start is (*httptest.Server).Start, StartTLS or startHTTP2.
func serveHTTP(t *testing.T, start func(*httptest.Server), handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	noGoroutineLeft(t)
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	start(server)
	t.Cleanup(server.Close)
	return server
}

func startHTTP2(server *httptest.Server) {
	server.EnableHTTP2 = true
	server.StartTLS()
}

// trusting returns a Transport that trusts the certificate of a server.
func trusting(t *testing.T, server *httptest.Server) *transport.Transport {
	tr := newTransport(t, server.URL)
	connections := tr.RoundTripper.(*http.Transport)
	connections.TLSClientConfig = &tls.Config{RootCAs: server.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}
	connections.ForceAttemptHTTP2 = true
	return tr
}

// doFails returns the error of Do, after a check that its text shows nothing of the request.
func doFails(t *testing.T, tr *transport.Transport, ctx context.Context, r transport.Request) (transport.Response, *transport.Error) {
	t.Helper()
	got, err := tr.Do(ctx, &r)
	require.Error(t, err)
	failed, isError := errors.AsType[*transport.Error](err)
	require.True(t, isError, "%T", err)
	require.Error(t, failed.Err)
	assert.NotEmpty(t, err.Error())
	for _, secret := range []string{canary, token, "filter", "people", "http:", "https:", "*errors", "net."} {
		assert.NotContains(t, err.Error(), secret)
	}
	return got, failed
}

// noGoroutineLeft checks that the test leaves no goroutine, after the cleanup that is registered later.
func noGoroutineLeft(t *testing.T) {
	t.Helper()
	before := runtime.NumGoroutine()
	t.Cleanup(func() {
		assert.Eventually(t, func() bool { return runtime.NumGoroutine() <= before+1 }, 5*time.Second, time.Millisecond, "a goroutine is left")
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
