package retry_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo/internal/retry"
)

func TestBackoffIsFullJitterBelowADoublingBound(t *testing.T) {
	tests := []struct {
		attempt            int
		usual, rateLimited time.Duration
	}{
		{1, 250 * time.Millisecond, 1 * time.Second},
		{2, 500 * time.Millisecond, 2 * time.Second},
		{3, 1 * time.Second, 4 * time.Second},
		{4, 2 * time.Second, 8 * time.Second},
		{5, 4 * time.Second, 16 * time.Second},
		{6, 8 * time.Second, 20 * time.Second},
		{7, 16 * time.Second, 20 * time.Second},
		{8, 20 * time.Second, 20 * time.Second},
		{9, 20 * time.Second, 20 * time.Second},
		{64, 20 * time.Second, 20 * time.Second},
		{math.MaxInt, 20 * time.Second, 20 * time.Second},
	}
	for _, tt := range tests {
		assertJitter(t, 0, tt.usual, func() time.Duration { return retry.Backoff(tt.attempt, false) })
		assertJitter(t, 0, tt.rateLimited, func() time.Duration { return retry.Backoff(tt.attempt, true) })
	}
}

func TestBackoffDoesNotOverflow(t *testing.T) {
	for attempt := 1; attempt <= 100; attempt++ {
		for _, rateLimited := range []bool{false, true} {
			backoff := retry.Backoff(attempt, rateLimited)
			assert.True(t, 0 <= backoff && backoff < 20*time.Second, "attempt %d: %s", attempt, backoff)
		}
	}
}

func TestDelayAddsBackoffToRetryAfter(t *testing.T) {
	tests := map[string]struct {
		attempt     int
		rateLimited bool
		retryAfter  time.Duration
		jitter      time.Duration
	}{
		"no Retry-After":             {1, false, 0, 250 * time.Millisecond},
		"429 without Retry-After":    {1, true, 0, time.Second},
		"429 with Retry-After":       {1, true, 2 * time.Second, time.Second},
		"503 with Retry-After":       {3, false, 2 * time.Second, time.Second},
		"the longest that is waited": {9, true, retry.MaxAfter, 20 * time.Second},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			assertJitter(t, tt.retryAfter, tt.retryAfter+tt.jitter, func() time.Duration {
				return retry.Delay(tt.attempt, tt.rateLimited, tt.retryAfter)
			})
		})
	}
}

func TestDelaySaturates(t *testing.T) {
	const forever = time.Duration(math.MaxInt64)
	for range 1000 {
		assert.Equal(t, forever, retry.Delay(9, true, forever))
		assert.GreaterOrEqual(t, retry.Delay(9, true, forever-time.Second), forever-time.Second)
	}
}

// assertJitter checks that the values fill all of [least, bound), and nothing more.
func assertJitter(t *testing.T, least, bound time.Duration, next func() time.Duration) {
	t.Helper()
	lowest, highest := next(), next()
	for range 1000 {
		value := next()
		lowest, highest = min(lowest, value), max(highest, value)
	}
	tenth := (bound - least) / 10
	assert.GreaterOrEqual(t, lowest, least)
	assert.Less(t, lowest, least+tenth)
	assert.Greater(t, highest, bound-tenth)
	assert.Less(t, highest, bound)
}
