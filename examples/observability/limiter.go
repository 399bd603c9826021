package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/go-redis/redis_rate/v10"
	"github.com/redis/go-redis/v9"

	"github.com/leeloo-go/leeloo"
)

// ErrLimiter is the error of Wait if Redis does not respond for longer than maxOutage. Nothing is sent then: processes
// that do not know of each other would exceed the limit together.
var ErrLimiter = errors.New("the shared limiter does not respond")

const (
	maxOutage   = 10 * time.Second // a restart of Redis, or a failover, must not end the work
	retryOutage = 200 * time.Millisecond
)

// Limiter is a leeloo.Limiter for all processes that share a token and a Redis: together they send no more than a
// number of requests in any minute. All of them must be given the same number.
//
// There is no queue: who waits asks again, and of several it is chance who comes first. A Redis that is emptied forgets
// what was sent, so that the minute around it may have one burst more.
type Limiter struct {
	redis *redis_rate.Limiter
	key   string
	limit redis_rate.Limit
}

// NewLimiter returns a limiter for at most so many requests a minute, 2 or more. Redis gets a hash of the token, never
// the token.
func NewLimiter(rdb redis.UniversalClient, token string, perMinute int) (*Limiter, error) {
	if perMinute < 2 {
		return nil, errors.New("perMinute must be at least 2")
	}
	return &Limiter{
		redis: redis_rate.NewLimiter(rdb),
		key:   fmt.Sprintf("leeloo:%x", sha256.Sum256([]byte(strings.TrimSpace(token)))),
		limit: steady(perMinute),
	}, nil
}

// steady leaves room for the burst. A GCRA lets the burst through at once and goes on at its rate, so that a minute
// may have both: redis_rate.PerMinute(300) lets 600 through.
func steady(perMinute int) redis_rate.Limit {
	burst := max(1, perMinute/30)
	return redis_rate.Limit{Rate: perMinute - burst, Burst: burst, Period: time.Minute}
}

// Wait returns when a request may be sent. It fails if ctx ends, or at once if the deadline of ctx is before the next
// chance: then nothing is sent, and the error matches leeloo.ErrRateLimited. It waits out a short failure of Redis. The
// clock is that of Redis.
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
			wait = retryOutage + rand.N(retryOutage)
		case result.Allowed > 0:
			return nil
		default:
			// All waiters receive the same time. The random part lets them try one after the other.
			wait = result.RetryAfter + rand.N(l.limit.Period/time.Duration(l.limit.Rate))
			lastResponse = time.Now()
		}
		if deadline, ok := ctx.Deadline(); ok && time.Now().Add(wait).After(deadline) {
			return fmt.Errorf("%w: the next chance comes after the %w", leeloo.ErrRateLimited, context.DeadlineExceeded)
		}
		if err := sleep(ctx, wait); err != nil {
			return err
		}
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
