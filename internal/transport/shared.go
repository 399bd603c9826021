package transport

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"
)

const (
	// Common servers close idle connections after 5 s (Node) to 75 s (nginx). A POST that meets the close may have been
	// applied for all the client knows, so the client closes first; 1 s is left for the network. The price is a
	// new TCP and TLS handshake, 2 to 3 round trips, after a pause of more than 4 s.
	idleTimeout = 4 * time.Second

	// An HTTP/2 connection that delivers nothing for 5 s is pinged, and closed if there is no response to the ping within
	// another 5 s. Attempts on a dead connection fail after 10 s at most, which leaves most of a 30 s deadline for the
	// retry, and a slow server that still responds to pings is not affected. Nothing is pinged while idle: idleTimeout is
	// shorter.
	pingAfter   = 5 * time.Second
	pingTimeout = 5 * time.Second
)

var shared struct {
	once      sync.Once
	transport *http.Transport
}

// Shared returns the RoundTripper of all clients without an http.Client of the caller: one http.Transport for the
// process, made on the first call with the proxy, dial and TLS settings of http.DefaultTransport. If the program has
// replaced http.DefaultTransport by a RoundTripper of another type, Shared returns that.
func Shared() http.RoundTripper {
	base, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport
	}
	shared.once.Do(func() { shared.transport = newHTTPTransport(base) })
	return shared.transport
}

func newHTTPTransport(base *http.Transport) *http.Transport {
	t := base.Clone()
	t.MaxIdleConnsPerHost = 32 // with the default of 2, pages that are fetched ahead would dial again each time
	t.MaxResponseHeaderBytes = 256 << 10
	t.IdleConnTimeout = idleTimeout
	if t.HTTP2 == nil {
		t.HTTP2 = &http.HTTP2Config{}
	}
	t.HTTP2.SendPingTimeout, t.HTTP2.PingTimeout = pingAfter, pingTimeout
	if t.Proxy != nil {
		t.Proxy = markErrors(t.Proxy)
	}
	if t.OnProxyConnectResponse == nil {
		t.OnProxyConnectResponse = checkProxyResponse
	}
	return t
}

func markErrors(proxy func(*http.Request) (*url.URL, error)) func(*http.Request) (*url.URL, error) {
	return func(r *http.Request) (*url.URL, error) {
		u, err := proxy(r)
		if err != nil {
			err = proxyChoiceError{err}
		}
		return u, err
	}
}

// proxyChoiceError is an error of http.Transport.Proxy, which is called before a connection is requested. Its text may
// quote the proxy's password.
type proxyChoiceError struct{ error }

func (e proxyChoiceError) Unwrap() error { return e.error }

func isProxyChoiceError(err error) bool {
	_, ok := errors.AsType[proxyChoiceError](err)
	return ok
}

func checkProxyResponse(_ context.Context, _ *url.URL, _ *http.Request, response *http.Response) error {
	if response.StatusCode != http.StatusOK {
		return proxyRefused(response.StatusCode)
	}
	return nil
}

// proxyRefused is the status with which a proxy refused a CONNECT request. net/http returns its reason phrase only.
type proxyRefused int

func (status proxyRefused) Error() string {
	if status == http.StatusProxyAuthRequired {
		return proxyAuthRequired
	}
	return fmt.Sprintf("proxy refused the connection (HTTP %d)", int(status))
}
