package main

import (
	"flag"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/examples/internal/command"
)

func TestUsage(t *testing.T) {
	srv, _ := realAccount(t)
	for args, want := range map[string]string{
		"-per-minute 1":     "-per-minute",
		"-per-minute 301":   "-per-minute",
		"-per-minute many":  "-per-minute",
		"-people 0":         "-people",
		"-people 101":       "-people",
		"-redis localhost":  "-redis",
		"-redis redis://x/": "-redis",
		"-token x":          "-token",
		"now":               `"now"`,
	} {
		r := runWith(t.Context(), strings.Fields(args)...)
		require.Equal(t, 2, command.ExitCode(r.err), args)
		assert.Contains(t, r.err.Error(), want)
	}
	assert.Empty(t, srv.Requests())
}

func TestHelp(t *testing.T) {
	r := runWith(t.Context(), "-h")
	require.ErrorIs(t, r.err, flag.ErrHelp)
	for _, part := range []string{
		"go run ./examples/observability", "-redis host:port", "-per-minute", "-people", "LEELOO_TOKEN", "OTEL_EXPORTER_OTLP_ENDPOINT",
	} {
		assert.Contains(t, r.stderr.String(), part)
	}
}
