// Package pause waits: for a time, and longer after each failure in a row.
package pause

import (
	"context"
	"time"
)

// For waits for a duration. If ctx ends before that, For returns the error of ctx at once.
func For(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Backoff is a pause that doubles with each failure in a row.
type Backoff struct{ First, Max time.Duration }

// After returns the pause after a number of failures in a row. Without a failure, it is First, too.
func (b Backoff) After(failures int) time.Duration {
	const enough = 20 // doublings of any First to any Max, without an overflow
	return min(b.Max, b.First<<min(max(failures-1, 0), enough))
}
