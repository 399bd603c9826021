package leeloo

import (
	"net/http"
	"time"
)

// attemptTimeout is the shorter one of the SDK's and the caller's http.Client's.
func (c *config) attemptTimeout() time.Duration {
	if c.client != nil && c.client.Timeout > 0 {
		return min(c.timeout, c.client.Timeout)
	}
	return c.timeout
}

func (c *config) transport() http.RoundTripper {
	if c.client == nil || c.client.Transport == nil {
		return ownTransport()
	}
	return c.client.Transport
}

func ownTransport() http.RoundTripper {
	shared, ok := http.DefaultTransport.(*http.Transport)
	if !ok { // the program has put one of its own there
		return http.DefaultTransport
	}
	own := shared.Clone()
	own.MaxIdleConnsPerHost = 32 // the default of 2 would have pages that are fetched ahead dial anew each time
	own.MaxResponseHeaderBytes = 256 << 10
	return own
}
