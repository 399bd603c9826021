package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"time"

	"github.com/go-redis/redis_rate/v10"
	"github.com/redis/go-redis/v9"

	"github.com/leeloo-go/leeloo"
)

// ErrLimiter is the error of Wait if Redis does not respond for longer than maxOutage. Nothing is sent then: processes
// that do not know of each other would exceed the limit together.
var ErrLimiter = errors.New("the shared limiter does not respond")

const (
	maxOutage   = 30 * time.Second // a restart of Redis, or a failover, must not end the work
	retryOutage = 200 * time.Millisecond
)

// Limiter is a leeloo.Limiter for all processes that share a token and a Redis: together they send at most a number of
// requests in any minute. Give all of them the same number.
//
// There is no queue: of several that wait, any may be the next. A Redis that loses its data forgets what was sent, so that
// the minute around may have one burst more, which is a thirtieth of the number.
type Limiter struct {
	redis *redis_rate.Limiter
	key   string
	limit redis_rate.Limit
	down  atomic.Bool // the outage is logged once, not by each waiter
}

// NewLimiter returns a limiter for at most perMinute requests a minute, 2 or more. Redis receives a hash of the token,
// never the token.
func NewLimiter(client redis.UniversalClient, token string, perMinute int) (*Limiter, error) {
	if perMinute < 2 {
		return nil, errors.New("perMinute must be at least 2")
	}
	return &Limiter{
		redis: redis_rate.NewLimiter(client),
		key:   fmt.Sprintf("leeloo:%x", sha256.Sum256([]byte(strings.TrimSpace(token)))),
		limit: steady(perMinute),
	}, nil
}

// steady leaves room for the burst. The algorithm, GCRA, allows the burst at once and then its rate, so that a minute may
// have both: redis_rate.PerMinute(300) allows 600.
func steady(perMinute int) redis_rate.Limit {
	burst := max(1, perMinute/30)
	return redis_rate.Limit{Rate: perMinute - burst, Burst: burst, Period: time.Minute}
}

// Wait returns when a request may be sent. It waits out a short failure of Redis, whose clock is the one that counts. It
// fails if ctx ends, or at once if the deadline of ctx is before the next chance: the error then matches
// leeloo.ErrRateLimited.
func (l *Limiter) Wait(ctx context.Context) error {
	lastResponse := time.Now()
	for {
		result, err := l.redis.Allow(ctx, l.key, l.limit)
		var wait time.Duration
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil && time.Since(lastResponse) >= maxOutage:
			return fmt.Errorf("%w: %w", ErrLimiter, err)
		case err != nil:
			if !l.down.Swap(true) {
				slog.Warn("the shared limiter does not respond: waiting", "at most", maxOutage, "error", err)
			}
			wait = retryOutage + rand.N(retryOutage)
		case result.Allowed > 0:
			l.down.Store(false)
			return nil
		default:
			// All waiters receive the same time. The random part lets them try one after the other.
			wait = result.RetryAfter + rand.N(l.limit.Period/time.Duration(l.limit.Rate))
			lastResponse = time.Now()
		}
		if deadline, ok := ctx.Deadline(); ok && time.Now().Add(wait).After(deadline) {
			return fmt.Errorf("%w: the next chance comes after the %w", leeloo.ErrRateLimited, context.DeadlineExceeded)
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
