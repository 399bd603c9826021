// Package retry computes how long a client waits before a retry, and limits how many retries it makes. Package response
// decides which failures are retried.
package retry

import (
	"math"
	"math/rand/v2"
	"time"
)

// MaxAfter is the longest Retry-After that a client waits for. If the API asks for more, the client does not retry.
const MaxAfter = 90 * time.Second

const (
	baseBackoff        = 250 * time.Millisecond
	rateLimitedBackoff = time.Second // the base after HTTP 429
	maxBackoff         = 20 * time.Second
	maxDoublings       = 7 // 250 ms doubled seven times exceeds maxBackoff
)

// Delay returns how long to wait after the given attempt, the first of which is 1. It is the sum of retryAfter, which is
// what the API asked for, and Backoff, so that clients that received the same Retry-After do not retry at the same time.
// MaxAfter limits retryAfter and not the sum, so that the random part does not decide whether a client retries.
func Delay(attempt int, rateLimited bool, retryAfter time.Duration) time.Duration {
	return retryAfter + min(Backoff(attempt, rateLimited), math.MaxInt64-retryAfter)
}

// Backoff returns a random time to wait after the given attempt, the first of which is 1. It is exponential with full
// jitter: anything from 0 to a bound that doubles with each attempt, from 250 ms (1 s after HTTP 429) up to 20 s.
func Backoff(attempt int, rateLimited bool) time.Duration {
	base := baseBackoff
	if rateLimited {
		base = rateLimitedBackoff
	}
	return rand.N(min(maxBackoff, base<<min(attempt-1, maxDoublings)))
}
