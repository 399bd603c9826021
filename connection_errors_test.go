package leeloo_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// The text of a connection error names the cause in a fixed phrase, the host and the port, and the number of attempts.
func TestConnectionErrorTexts(t *testing.T) {
	t.Parallel()
	quoting := errors.New("cannot reach " + canaryPhone + " with " + canaryToken)
	closes := listenLoopback(t, func(conn *net.TCPConn) { _, _ = conn.Read(make([]byte, 1)) })
	plain := listenLoopback(t, func(conn *net.TCPConn) {
		_, _ = conn.Read(make([]byte, 1))
		_, _ = io.WriteString(conn, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
		_ = conn.CloseWrite()
		_, _ = io.Copy(io.Discard, conn)
	})
	notHTTP := listenLoopback(t, func(conn *net.TCPConn) {
		_, _ = io.WriteString(conn, "SSH-2.0-OpenSSH_9.6 "+canaryPhone+"\r\n")
		_ = conn.CloseWrite()
		_, _ = io.Copy(io.Discard, conn)
	})
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusProxyAuthRequired) }))
	t.Cleanup(proxy.Close)
	proxyURL, err := url.Parse(proxy.URL)
	require.NoError(t, err)

	dialing := func(err error) *http.Transport {
		transport := ownTransport(t)
		transport.DialContext = func(context.Context, string, string) (net.Conn, error) { return nil, err }
		return transport
	}
	throughProxy := ownTransport(t)
	throughProxy.Proxy = http.ProxyURL(proxyURL)

	const maybeApplied = "; the request may have been applied; check before retrying"
	tests := map[string]struct {
		baseURL   string
		transport http.RoundTripper
		attempts  int
		want      string
	}{
		"refused":                  {"http://" + refusingAddress, ownTransport(t), 1, "connection refused: 127.0.0.1:1; 1 attempt"},
		"refused twice":            {"http://" + refusingAddress, ownTransport(t), 2, "connection refused: 127.0.0.1:1; 2 attempts"},
		"not resolved":             {"https://api.example.com", dialing(&net.DNSError{Name: canaryToken}), 1, "host name not resolved: api.example.com:443; 1 attempt"},
		"error of a dialer":        {"https://api.example.com:8443", dialing(quoting), 1, "connection failed: api.example.com:8443; 1 attempt"},
		"error of a RoundTripper":  {"https://api.example.com", scripted(failWith(quoting)), 1, "the http.Client's transport failed: api.example.com:443; 1 attempt" + maybeApplied},
		"https to a plain port":    {"https://" + plain, ownTransport(t), 1, "the server does not speak TLS on this port (check the scheme and the port of the base URL): " + plain + "; 1 attempt"},
		"closed":                   {"http://" + closes, ownTransport(t), 1, "connection closed before the response was complete: " + closes + "; 1 attempt" + maybeApplied},
		"not HTTP":                 {"http://" + notHTTP, ownTransport(t), 1, "no valid HTTP response: " + notHTTP + "; 1 attempt" + maybeApplied},
		"proxy without a password": {"https://api.example.com", throughProxy, 1, "proxy authentication required (the proxy URL needs a user and a password): api.example.com:443; 1 attempt"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := canaryClient(t, tt.transport, leeloo.WithBaseURL(tt.baseURL), leeloo.WithMaxAttempts(tt.attempts))
			err := canaryCalls["Orders.Create"].do(t.Context(), c)
			requireKind(t, nil, err)
			assert.Equal(t, "leeloo: Orders.Create: "+tt.want, err.Error())
		})
	}
}

// A page of a firewall or a proxy is not taken for a response of the API: the text names the media type and the length.
func TestHTMLPageTexts(t *testing.T) {
	t.Parallel()
	page := func(status int) responder {
		return respond(status, "<html>"+canaryPhone+"</html>", "Content-Type", "text/html; charset=utf-8")
	}
	tests := map[string]struct {
		respond responder
		kind    error
		want    string
	}{
		"403": {page(403), leeloo.ErrUnauthorized, "unauthorized (HTTP 403): the response is not the API's (text/html, 26 bytes); a firewall or a proxy may have refused the request"},
		"404": {page(404), leeloo.ErrNotFound, "not found (HTTP 404): the response is not the API's (text/html, 26 bytes); check WithBaseURL"},
		"407": {page(407), leeloo.ErrRejected, "rejected (HTTP 407): the response is not the API's (text/html, 26 bytes)"},
		"511": {page(511), leeloo.ErrServer, "server error (HTTP 511): the response is not the API's (text/html, 26 bytes); the request may have been applied; check before retrying"},

		"403 of the API": {respond(403, authError), leeloo.ErrUnauthorized, "unauthorized (HTTP 403): FORMAT_ERROR (authToken: REQUIRED); check the token (in Leeloo: Settings, Integrations, Leeloo API, Tokens)"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := canaryCalls["Orders.Create"].do(t.Context(), scripted(tt.respond).client(t))
			requireKind(t, tt.kind, err)
			assert.Equal(t, "leeloo: Orders.Create: "+tt.want, err.Error())
		})
	}
}
