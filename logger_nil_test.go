package leeloo_test

import (
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

func TestLoggerWithoutAHandler(t *testing.T) {
	t.Parallel()
	for name, logger := range map[string]*slog.Logger{"the zero Logger": {}, "a nil handler": slog.New((*slog.JSONHandler)(nil))} {
		_, err := leeloo.NewClient("token", leeloo.WithLogger(logger))
		require.ErrorIs(t, err, leeloo.ErrInvalidArgument, name)
		assert.ErrorContains(t, err, "WithLogger")
	}
}
