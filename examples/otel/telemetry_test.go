package main

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/examples/internal/exampletest"
	"github.com/leeloo-go/leeloo/leelootest"
)

// collector returns the address of a server that receives OTLP, and what it has received at a path.
func collector(t *testing.T) (address string, received func(path string) string) {
	t.Helper()
	var mu sync.Mutex
	bodies := map[string]string{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		mu.Lock()
		defer mu.Unlock()
		bodies[r.URL.Path] += string(body)
		w.Header().Set("Content-Type", "application/x-protobuf")
	}))
	t.Cleanup(server.Close)
	return server.URL, func(path string) string {
		mu.Lock()
		defer mu.Unlock()
		return bodies[path]
	}
}

func TestOTLP(t *testing.T) {
	server, company, env := realAccount(t)
	address, received := collector(t)
	result := exampletest.Run(t, append(env, "OTEL_EXPORTER_OTLP_ENDPOINT="+address, "OTEL_SERVICE_NAME=people-sync"))
	assert.Equal(t, 0, result.Code)
	assert.Empty(t, result.Stdout)
	assert.Equal(t, "Cards read: 3\n", result.Stderr)
	for path, parts := range map[string][]string{
		"/v1/traces":  {"People.List", "/people/{person_id}", "read cards", "people-sync"},
		"/v1/metrics": {"http.client.request.duration", "leeloo.task.duration", "People.Get", "people-sync"},
	} {
		for _, part := range parts {
			assert.Contains(t, received(path), part)
		}
		requireSilentOn(t, server, company, received(path))
	}
}

// The exit code is that of the work.
func TestLostTelemetryIsNoFailure(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { silent.Close() })
	refusing := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(refusing.Close)
	tests := map[string]struct {
		env  []string
		says string
	}{
		"nobody listens":  {[]string{"OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1"}, "telemetry was lost"},
		"it is silent":    {[]string{"OTEL_EXPORTER_OTLP_ENDPOINT=http://" + silent.Addr().String()}, "telemetry was lost"},
		"it refuses":      {[]string{"OTEL_EXPORTER_OTLP_ENDPOINT=" + refusing.URL}, "telemetry was lost"},
		"not a URL":       {[]string{"OTEL_EXPORTER_OTLP_ENDPOINT=://x y"}, "parse url"},
		"bad attributes":  {[]string{"OTEL_RESOURCE_ATTRIBUTES=x"}, "resource"},
		"unknown sampler": {[]string{"OTEL_TRACES_SAMPLER=x"}, "sampler"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, company, env := realAccount(t)
			result := exampletest.Run(t, append(env, tt.env...))
			assert.Equal(t, 0, result.Code)
			assert.Contains(t, result.Stderr, tt.says)
			assert.Contains(t, result.Stderr, "Cards read: 3\n")
			requireSilentOn(t, server, company, result.Stdout+result.Stderr)

			server.Fail(leelootest.Rejected("NO_ACCESS", nil))
			assert.Equal(t, 1, exampletest.Run(t, append(env, tt.env...)).Code)
		})
	}
}

// A reader of stdout that ends, such as head, does not end the work.
func TestClosedStdoutIsNoFailure(t *testing.T) {
	server, _, env := realAccount(t)
	reader, writer, err := os.Pipe()
	require.NoError(t, err)
	require.NoError(t, reader.Close())
	cmd := exampletest.Command(t, env)
	var stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = writer, &stderr
	require.NoError(t, cmd.Run(), "exit code 0")
	require.NoError(t, writer.Close())
	assert.Contains(t, stderr.String(), "telemetry was lost")
	assert.Len(t, server.Requests(), 1+3)
}
