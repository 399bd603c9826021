package ratelimit_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/ratelimit"
)

func TestSleep(t *testing.T) {
	tests := map[string]struct {
		timeout, sleep, want time.Duration
		err                  error
	}{
		"an hour":                      {24 * time.Hour, time.Hour, time.Hour, nil},
		"zero":                         {24 * time.Hour, 0, 0, nil},
		"negative":                     {24 * time.Hour, -time.Hour, 0, nil},
		"the context ends first":       {time.Second, time.Hour, time.Second, context.DeadlineExceeded},
		"the context has ended":        {0, time.Hour, 0, context.DeadlineExceeded},
		"the context has ended, for 0": {0, 0, 0, context.DeadlineExceeded},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), tt.timeout)
				defer cancel()
				start := time.Now()
				require.ErrorIs(t, ratelimit.Sleep(ctx, tt.sleep), tt.err)
				assert.Equal(t, tt.want, time.Since(start))
			})
		})
	}
}
