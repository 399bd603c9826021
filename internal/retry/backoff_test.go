package retry_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo/internal/retry"
)

func TestBackoffBounds(t *testing.T) {
	tests := []struct {
		attempt        int
		usual, limited time.Duration
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
		{1 << 30, 20 * time.Second, 20 * time.Second},
	}
	for _, tt := range tests {
		assertJitter(t, tt.usual, tt.attempt, false)
		assertJitter(t, tt.limited, tt.attempt, true)
	}
}

func TestBackoffNeverOverflows(t *testing.T) {
	for attempt := 1; attempt <= 100; attempt++ {
		for _, limited := range []bool{false, true} {
			wait := retry.Backoff(attempt, limited)
			assert.True(t, 0 <= wait && wait < 20*time.Second, "attempt %d: %s", attempt, wait)
		}
	}
}

// assertJitter checks that the waits fill all of [0, bound), and nothing more.
func assertJitter(t *testing.T, bound time.Duration, attempt int, limited bool) {
	t.Helper()
	least, most := bound, time.Duration(0)
	for range 1000 {
		wait := retry.Backoff(attempt, limited)
		least, most = min(least, wait), max(most, wait)
	}
	assert.GreaterOrEqual(t, least, time.Duration(0))
	assert.Less(t, least, bound/10, "attempt %d", attempt)
	assert.Greater(t, most, bound*9/10, "attempt %d", attempt)
	assert.Less(t, most, bound, "attempt %d", attempt)
}
