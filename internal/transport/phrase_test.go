package transport_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/transport"
)

// refusing returns the base URL of a port on which nothing listens.
func refusing(t *testing.T) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	return "http://" + listener.Addr().String()
}

// overTLS changes the scheme of a base URL.
func overTLS(base string) string { return strings.Replace(base, "http:", "https:", 1) }

func refuseConnect(t *testing.T, status string) *url.URL {
	return parse(t, respond(t, "HTTP/1.1 "+status+"\r\nContent-Length: 0\r\n\r\n"))
}

func parse(t *testing.T, text string) *url.URL {
	u, err := url.Parse(text)
	require.NoError(t, err)
	return u
}

// Each situation is real: the texts and most types of these errors are net/http's own and may change. HOST stands for
// the host and port of the base URL.
func TestPhrasesOfFailuresBeforeTheRequestIsSent(t *testing.T) {
	silent := func(_ net.Conn, requests *bufio.Reader) { io.Copy(io.Discard, requests) }
	noRequest := func(http.ResponseWriter, *http.Request) { assert.Fail(t, "received a request") }
	tests := map[string]struct {
		base   func(t *testing.T) string
		change func(*testing.T, *http.Transport)
		text   string
		reason transport.Reason
	}{
		"connection refused": {refusing, nil, "connection refused: HOST", transport.TransportError},
		"name not resolved": {
			func(*testing.T) string { return "http://does-not-exist.invalid" },
			nil, "host name not resolved: HOST:80", transport.TransportError,
		},
		"dial timeout": {
			func(*testing.T) string { return "http://127.0.0.1" },
			func(_ *testing.T, c *http.Transport) {
				c.DialContext = (&net.Dialer{Deadline: time.Unix(1, 0)}).DialContext
			},
			"connection timed out: HOST:80", transport.TransportError,
		},
		"dialer of the caller": {
			func(*testing.T) string { return "http://leeloo.test" },
			func(_ *testing.T, c *http.Transport) {
				c.DialContext = func(context.Context, string, string) (net.Conn, error) { return nil, failure{canary} }
			},
			"connection failed: HOST:80", transport.TransportError,
		},
		"certificate of an unknown authority": {
			func(t *testing.T) string { return serveHTTP(t, (*httptest.Server).StartTLS, noRequest).URL },
			nil, "certificate not trusted (signed by an unknown authority): HOST", transport.Untrusted,
		},
		"certificate for another host": {
			func(t *testing.T) string { return serveHTTP(t, (*httptest.Server).StartTLS, noRequest).URL },
			func(t *testing.T, c *http.Transport) {
				c.TLSClientConfig = trustingConfig(t)
				c.TLSClientConfig.ServerName = "api.leeloo.ai"
			},
			"certificate not trusted (it is for another host): HOST", transport.Untrusted,
		},
		"expired certificate": {
			func(t *testing.T) string { return serveHTTP(t, (*httptest.Server).StartTLS, noRequest).URL },
			func(t *testing.T, c *http.Transport) {
				c.TLSClientConfig = trustingConfig(t)
				c.TLSClientConfig.Time = func() time.Time { return time.Date(2999, 1, 1, 0, 0, 0, 0, time.UTC) }
			},
			"certificate not trusted (expired or not yet valid): HOST", transport.Untrusted,
		},
		"no common TLS version": {
			func(t *testing.T) string {
				return serveHTTP(t, func(s *httptest.Server) {
					s.TLS = &tls.Config{MinVersion: tls.VersionTLS13}
					s.StartTLS()
				}, noRequest).URL
			},
			func(t *testing.T, c *http.Transport) {
				c.TLSClientConfig = trustingConfig(t)
				c.TLSClientConfig.MaxVersion = tls.VersionTLS12
			},
			"TLS handshake failed: HOST", transport.TransportError,
		},
		"plain HTTP on the port": {
			func(t *testing.T) string {
				return overTLS(serveTCP(t, func(conn net.Conn, _ *bufio.Reader) { io.WriteString(conn, "HTTP/1.1 400 Bad Request\r\n\r\n") }))
			},
			nil, "the server does not speak TLS on this port (check the scheme and the port of the base URL): HOST", transport.TransportError,
		},
		"another protocol on the port": {
			func(t *testing.T) string {
				return overTLS(serveTCP(t, func(conn net.Conn, _ *bufio.Reader) { io.WriteString(conn, "SSH-2.0-OpenSSH_9.6\r\n") }))
			},
			nil, "the server does not speak TLS on this port (check the scheme and the port of the base URL): HOST", transport.TransportError,
		},
		"closed in the TLS handshake": {
			func(t *testing.T) string { return overTLS(serveTCP(t, func(net.Conn, *bufio.Reader) {})) },
			nil, "connection closed before the request was sent: HOST", transport.TransportError,
		},
		"TLS handshake timeout": {
			func(t *testing.T) string { return overTLS(serveTCP(t, silent)) },
			func(_ *testing.T, c *http.Transport) { c.TLSHandshakeTimeout = 20 * time.Millisecond },
			"TLS handshake timed out: HOST", transport.TransportError,
		},
		"proxy that requires authentication": {
			func(*testing.T) string { return "https://leeloo.test" },
			func(t *testing.T, c *http.Transport) {
				c.Proxy = http.ProxyURL(refuseConnect(t, "407 "+canary))
			},
			"proxy authentication required (the proxy URL needs a user and a password): HOST:443", transport.TransportError,
		},
		"the same, with an http.Transport of the caller": {
			func(*testing.T) string { return "https://leeloo.test" },
			func(t *testing.T, c *http.Transport) {
				c.Proxy = http.ProxyURL(refuseConnect(t, "407 Proxy Authentication Required"))
				c.OnProxyConnectResponse = nil
			},
			"proxy authentication required (the proxy URL needs a user and a password): HOST:443", transport.TransportError,
		},
		"proxy that refuses": {
			func(*testing.T) string { return "https://leeloo.test" },
			func(t *testing.T, c *http.Transport) { c.Proxy = http.ProxyURL(refuseConnect(t, "503 "+canary)) },
			"proxy refused the connection (HTTP 503): HOST:443", transport.TransportError,
		},
		"SOCKS proxy that refuses": {
			func(*testing.T) string { return "https://leeloo.test" },
			func(t *testing.T, c *http.Transport) {
				c.Proxy = http.ProxyURL(parse(t, "socks5"+strings.TrimPrefix(serveTCP(t, func(conn net.Conn, r *bufio.Reader) {
					io.CopyN(io.Discard, r, 3) // version 5, one method: none
					conn.Write([]byte{5, 0})
					io.CopyN(io.Discard, r, 5+11+2) // connect to leeloo.test:443
					conn.Write([]byte{5, 2, 0, 1, 0, 0, 0, 0, 0, 0})
				}), "http")))
			},
			"proxy refused the connection: HOST:443", transport.TransportError,
		},
		"proxy that is not there": {
			func(*testing.T) string { return "https://leeloo.test" },
			func(t *testing.T, c *http.Transport) { c.Proxy = http.ProxyURL(parse(t, refusing(t))) },
			"proxy connection failed: connection refused: HOST:443", transport.TransportError,
		},
		"proxy reached by a dialer of the caller": {
			func(*testing.T) string { return "https://leeloo.test" },
			func(t *testing.T, c *http.Transport) {
				c.Proxy = http.ProxyURL(parse(t, "http://user:"+canary+"@proxy.test"))
				c.DialContext = func(context.Context, string, string) (net.Conn, error) { return nil, failure{canary} }
			},
			"proxy connection failed: HOST:443", transport.TransportError,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			base := tt.base(t)
			tr := newTransport(t, base)
			if tt.change != nil {
				tt.change(t, tr.RoundTripper.(*http.Transport))
			}
			_, failed := doFails(t, tr, t.Context(), post)
			assert.True(t, failed.NotSent)
			assert.Equal(t, tt.reason, failed.Reason)
			assert.EqualError(t, failed, strings.Replace(tt.text, "HOST", parse(t, base).Host, 1))
		})
	}
}

// trustingConfig trusts the certificate that all servers of httptest have.
func trustingConfig(t *testing.T) *tls.Config {
	server := serveHTTP(t, (*httptest.Server).StartTLS, nil)
	return server.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
}

// Typed errors survive for errors.Is and errors.As.
func TestCausesAreReachable(t *testing.T) {
	_, failed := doFails(t, newTransport(t, refusing(t)), t.Context(), post)
	assert.ErrorIs(t, failed, syscall.ECONNREFUSED)

	server := serveHTTP(t, (*httptest.Server).StartTLS, nil)
	_, failed = doFails(t, newTransport(t, server.URL), t.Context(), post)
	var untrusted *tls.CertificateVerificationError
	assert.ErrorAs(t, failed, &untrusted)
}

// net/http asks for the proxy before it requests a connection.
func TestProxyFunctionThatFails(t *testing.T) {
	cause := failure{canary}
	tr := newTransport(t, "https://leeloo.test")
	tr.RoundTripper = transport.NewHTTPTransport(&http.Transport{Proxy: func(*http.Request) (*url.URL, error) { return nil, cause }})
	_, failed := doFails(t, tr, t.Context(), post)
	assert.True(t, failed.NotSent)
	assert.ErrorIs(t, failed, cause)
	assert.EqualError(t, failed, "proxy selection failed: leeloo.test:443")
}

func TestResponseHeaderTimeoutOfTheCaller(t *testing.T) {
	base := serveTCP(t, func(_ net.Conn, requests *bufio.Reader) { io.Copy(io.Discard, requests) })
	tr := newTransport(t, base)
	tr.RoundTripper.(*http.Transport).ResponseHeaderTimeout = 20 * time.Millisecond
	_, failed := doFails(t, tr, t.Context(), post)
	assert.False(t, failed.NotSent)
	assert.Equal(t, transport.TransportError, failed.Reason)
	assert.EqualError(t, failed, "response timed out: "+parse(t, base).Host)
}

// The proxy settings of the environment are read once in a process, so that each case has a process of its own.
func TestProxySettingsOfTheEnvironment(t *testing.T) {
	const variable = "LEELOO_TEST_BASE_URL"
	if base := os.Getenv(variable); base != "" {
		tr := newTransport(t, base)
		tr.RoundTripper = closeAfter(t, transport.NewHTTPTransport(http.DefaultTransport.(*http.Transport)))
		_, failed := doFails(t, tr, t.Context(), post)
		assert.True(t, failed.NotSent)
		os.Stdout.WriteString("text=" + failed.Error() + "\n")
		return
	}
	tests := map[string]struct {
		base string
		env  []string
		text string
	}{
		"HTTP_PROXY under CGI": {
			"http://leeloo.test", []string{"HTTP_PROXY=http://127.0.0.1:1", "REQUEST_METHOD=GET"},
			"HTTP_PROXY refused under CGI (REQUEST_METHOD is set): leeloo.test:80",
		},
		"proxy that is not there": {
			"https://leeloo.test", []string{"HTTPS_PROXY=" + refusing(t)},
			"proxy connection failed: connection refused: leeloo.test:443",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			cmd := exec.Command(os.Args[0], "-test.run=^"+strings.Split(t.Name(), "/")[0]+"$")
			cmd.Env = append(tt.env, variable+"="+tt.base, "GORACE=atexit_sleep_ms=0")
			output, err := cmd.CombinedOutput()
			require.NoError(t, err, "%s", output)
			assert.Contains(t, string(output), "text="+tt.text+"\n")
		})
	}
}
