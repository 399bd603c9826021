package check

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDescribeClock(t *testing.T) {
	for ahead, want := range map[time.Duration]string{
		0:                "right",
		5 * time.Second:  "right",
		-5 * time.Second: "right",
		time.Hour:        "this computer is 1h0m0s ahead of the API: set its clock",
		-6 * time.Second: "this computer is 6s behind the API: set its clock",
	} {
		assert.Equal(t, want, describeClock(ahead), "%s", ahead)
	}
}

func TestObserverNotesTheConnection(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat))
		w.Header().Set("X-RateLimit-Limit", "300")
		w.Header().Set("X-RateLimit-User", "olena@example.com") // not a number: a value of the company's
	}))
	defer server.Close()
	o := newObserver()
	o.RoundTripper = server.Client().Transport
	response, err := (&http.Client{Transport: o}).Get(server.URL)
	require.NoError(t, err)
	response.Body.Close()

	c := o.result()
	assert.Regexp(t, `^this computer is 1h0m[012]s ahead of the API: set its clock$`, c.Clock)
	assert.Regexp(t, `^TLS 1\.3, certificate of Acme Co until 20\d\d-\d\d-\d\d$`, c.TLS)
	assert.Equal(t, map[string]string{"X-Ratelimit-Limit": "300"}, c.Limits)
	assert.Equal(t, "HTTP/1.1", c.Protocol)
	assert.Regexp(t, `^median \d+ ms, slowest \d+ ms of 1 requests$`, c.Latency)
}
