package main

import (
	"context"
	"math/rand/v2"
	"net"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/go-redis/redis_rate/v10"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

const token = "canary-token-8f3a"

// inBubble runs a test in which Redis lives inside the process, and its clock is that of the bubble.
func inBubble(t *testing.T, test func(t *testing.T, own *miniredis.Miniredis)) {
	synctest.Test(t, func(t *testing.T) {
		own := miniredis.NewMiniRedis()
		defer own.Close()
		own.ClockTTL(true)
		test(t, own)
	})
}

// newLimiter is the limiter of one process, with a client of its own.
func newLimiter(t *testing.T, own *miniredis.Miniredis, token string, perMinute int) *Limiter {
	rdb := redis.NewClient(&redis.Options{
		Addr:   "192.0.2.1:6379", // nothing there; a name would be looked up outside of the bubble
		Dialer: func(context.Context, string, string) (net.Conn, error) { return own.Dial() },
	})
	t.Cleanup(func() { rdb.Close() })
	limiter, err := NewLimiter(rdb, token, perMinute)
	require.NoError(t, err)
	return limiter
}

// passes has goroutines ask the limiters in turn, with a pause of each before it asks, and returns when each passed.
func passes(t *testing.T, limiters []*Limiter, goroutines, each int, pause func() time.Duration) []time.Duration {
	var mu sync.Mutex
	var times []time.Duration
	var all sync.WaitGroup
	start := time.Now()
	for i := range goroutines {
		all.Go(func() {
			for range each {
				time.Sleep(pause())
				assert.NoError(t, limiters[i%len(limiters)].Wait(t.Context()))
				mu.Lock()
				times = append(times, time.Since(start))
				mu.Unlock()
			}
		})
	}
	all.Wait()
	slices.Sort(times)
	return times
}

// busiest is the largest number of times in any minute.
func busiest(times []time.Duration) (most int) {
	first := 0
	for i, at := range times {
		for at-times[first] >= time.Minute {
			first++
		}
		most = max(most, i-first+1)
	}
	return most
}

func TestNoMinuteHasMore(t *testing.T) {
	atOnce := func() time.Duration { return 0 }
	upTo := func(most time.Duration) func() time.Duration {
		return func() time.Duration { return rand.N(most) }
	}
	tests := map[string]struct {
		perMinute, processes, goroutines, each int
		pause                                  func() time.Duration
		last                                   time.Duration // when all have passed, at the latest
	}{
		"as fast as it goes":     {300, 2, 4, 110, atOnce, 2 * time.Minute},
		"one after another":      {300, 1, 1, 440, atOnce, 2 * time.Minute},
		"at the rate":            {300, 2, 4, 200, upTo(1600 * time.Millisecond), 4 * time.Minute},
		"bursts after idle time": {60, 3, 30, 6, upTo(time.Minute), 10 * time.Minute},
		"the smallest limit":     {2, 2, 3, 3, upTo(time.Minute), 20 * time.Minute},
		"a small one":            {7, 2, 10, 3, upTo(3 * time.Minute), 20 * time.Minute},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, own *miniredis.Miniredis) {
				var limiters []*Limiter
				for range tt.processes {
					limiters = append(limiters, newLimiter(t, own, token, tt.perMinute))
				}
				times := passes(t, limiters, tt.goroutines, tt.each, tt.pause)
				assert.LessOrEqual(t, busiest(times), tt.perMinute)
				assert.Less(t, times[len(times)-1], tt.last, "and it is not much slower than need be")
			})
		})
	}
}

// A minute of a GCRA may have the burst and the rate.
func TestSteady(t *testing.T) {
	for perMinute := 2; perMinute <= 1000; perMinute++ {
		limit := steady(perMinute)
		require.Positive(t, limit.Rate)
		require.Positive(t, limit.Burst)
		require.Equal(t, perMinute, limit.Rate+limit.Burst)
		require.Equal(t, time.Minute, limit.Period)
	}
}

// What this limiter is there to avoid.
func TestPerMinuteOfTheLibraryLetsTwiceAsManyThrough(t *testing.T) {
	inBubble(t, func(t *testing.T, own *miniredis.Miniredis) {
		limiter := newLimiter(t, own, token, 300)
		limiter.limit = redis_rate.PerMinute(300)
		times := passes(t, []*Limiter{limiter}, 2, 320, func() time.Duration { return 0 })
		assert.Greater(t, busiest(times), 550)
	})
}

func TestWaitKnowsTheDeadline(t *testing.T) {
	inBubble(t, func(t *testing.T, own *miniredis.Miniredis) {
		limiter := newLimiter(t, own, token, 2) // one request a minute
		require.NoError(t, limiter.Wait(t.Context()))
		start := time.Now()

		late, cancel := context.WithTimeout(t.Context(), 50*time.Second)
		defer cancel()
		err := limiter.Wait(late)
		require.ErrorIs(t, err, leeloo.ErrRateLimited)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Zero(t, time.Since(start), "at once")

		inTime, cancel := context.WithTimeout(t.Context(), 130*time.Second)
		defer cancel()
		require.NoError(t, limiter.Wait(inTime))
		assert.GreaterOrEqual(t, time.Since(start), time.Minute)
	})
}

func TestWaitEndsWithTheContext(t *testing.T) {
	inBubble(t, func(t *testing.T, own *miniredis.Miniredis) {
		limiter := newLimiter(t, own, token, 2)
		require.NoError(t, limiter.Wait(t.Context()))
		ctx, cancel := context.WithCancel(t.Context())
		start := time.Now()
		time.AfterFunc(time.Second, cancel)
		require.ErrorIs(t, limiter.Wait(ctx), context.Canceled)
		assert.Equal(t, time.Second, time.Since(start))

		time.Sleep(5 * time.Minute)
		require.ErrorIs(t, limiter.Wait(ctx), context.Canceled, "a context that has ended gets nothing")
		require.NoError(t, limiter.Wait(t.Context()), "and takes nothing")
	})
}

// Those who are told the same time don't all ask at that time.
func TestWaitersDoNotWakeTogether(t *testing.T) {
	const waiters = 20
	inBubble(t, func(t *testing.T, own *miniredis.Miniredis) {
		limiter := newLimiter(t, own, token, 2) // they may ask again in a minute, and have another one to do so
		require.NoError(t, limiter.Wait(t.Context()))
		ctx, cancel := context.WithCancel(t.Context())
		var all sync.WaitGroup
		for range waiters {
			all.Go(func() { _ = limiter.Wait(ctx) }) // one of them may pass
		}
		time.Sleep(59 * time.Second)
		before := own.CommandCount()
		time.Sleep(2 * time.Second)
		assert.Less(t, own.CommandCount()-before, waiters)
		cancel()
		all.Wait()
	})
}

func TestNewLimiterOfTooFew(t *testing.T) {
	for _, perMinute := range []int{1, 0, -300} {
		_, err := NewLimiter(nil, token, perMinute)
		require.ErrorContains(t, err, "perMinute")
	}
}
