package transport_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/transport"
)

func TestSharedIsOneTransport(t *testing.T) {
	shared, isTransport := transport.Shared().(*http.Transport)
	require.True(t, isTransport)
	assert.Same(t, shared, transport.Shared())
	assert.NotSame(t, http.DefaultTransport, shared)
}

// A program that replaces http.DefaultTransport, as httpmock.Activate does, gets it in clients made meanwhile.
func TestSharedIsTheDefaultTransportWhileThatIsReplaced(t *testing.T) {
	before := http.DefaultTransport
	defer func() { http.DefaultTransport = before }()
	replaced := &http.Client{} // any pointer, to compare
	http.DefaultTransport = replacement{replaced}
	assert.Equal(t, replacement{replaced}, transport.Shared())
	http.DefaultTransport = before
	assert.IsType(t, &http.Transport{}, transport.Shared())
}

type replacement struct{ *http.Client }

func (replacement) RoundTrip(*http.Request) (*http.Response, error) { return nil, nil }

func TestSharedSettings(t *testing.T) {
	shared := transport.Shared().(*http.Transport)
	assert.Less(t, shared.IdleConnTimeout, 5*time.Second, "Node closes idle connections after 5 s")
	assert.Equal(t, 32, shared.MaxIdleConnsPerHost)
	assert.EqualValues(t, 256<<10, shared.MaxResponseHeaderBytes)
	assert.Less(t, shared.HTTP2.SendPingTimeout+shared.HTTP2.PingTimeout, 15*time.Second, "half the deadline of an attempt")
	assert.True(t, shared.ForceAttemptHTTP2)
	assert.NotNil(t, shared.Proxy)
	assert.NotNil(t, shared.DialContext)
	assert.Equal(t, 10*time.Second, shared.TLSHandshakeTimeout)
	original := http.DefaultTransport.(*http.Transport)
	assert.Equal(t, 90*time.Second, original.IdleConnTimeout, "http.DefaultTransport must not change")
	if original.HTTP2 != nil {
		assert.Zero(t, original.HTTP2.SendPingTimeout)
	}
}
