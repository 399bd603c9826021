package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// collector takes what comes by OTLP.
func collector(t *testing.T) (address string, received func(path string) string) {
	var mu sync.Mutex
	bodies := map[string]string{}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		mu.Lock()
		defer mu.Unlock()
		bodies[r.URL.Path] += string(body)
		w.Header().Set("Content-Type", "application/x-protobuf")
	}))
	t.Cleanup(srv.Close)
	return srv.URL, func(path string) string {
		mu.Lock()
		defer mu.Unlock()
		return bodies[path]
	}
}

func TestOTLP(t *testing.T) {
	srv, company := realAccount(t)
	address, received := collector(t)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
	t.Setenv("OTEL_SERVICE_NAME", "orders-sync")
	r := runWith(t.Context())
	require.NoError(t, r.err)
	assert.Empty(t, r.stdout.String())
	for path, parts := range map[string][]string{
		"/v1/traces":  {"People.List", "/people/{person_id}", "read cards", "orders-sync"},
		"/v1/metrics": {"http.client.request.duration", "leeloo.task.duration", "Orders.List", "orders-sync"},
	} {
		for _, part := range parts {
			assert.Contains(t, received(path), part)
		}
		requireSilentOn(t, srv, company, received(path))
	}
}

// The work is done, whatever becomes of what is said about it.
func TestACollectorThatIsDown(t *testing.T) {
	srv, _ := realAccount(t)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://"+deadAddress(t))
	r := runWith(t.Context())
	require.ErrorContains(t, r.err, "telemetry was lost")
	assert.Len(t, srv.Requests(), 10)
	assert.Contains(t, r.stderr.String(), "Process 1 read 3 cards")
}
