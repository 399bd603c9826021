package retry

import (
	"math/rand/v2"
	"time"
)

const (
	backoffBase = 250 * time.Millisecond
	limitedBase = time.Second // after the API has said that it is too much
	backoffCap  = 20 * time.Second
	maxDoubling = 7 // 250 ms doubled so often is over the cap
)

// Backoff returns how long to wait after an attempt, the first of which is 1: anything up to a bound that doubles
// with each, so that those who failed together don't come back together.
func Backoff(attempt int, rateLimited bool) time.Duration {
	base := backoffBase
	if rateLimited {
		base = limitedBase
	}
	return rand.N(min(backoffCap, base<<min(attempt-1, maxDoubling)))
}
