package main

import (
	"context"
	"errors"
	"fmt"
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
	"github.com/leeloo-go/leeloo/leelootest"
)

const token = "canary-token-8f3a"

// inBubble runs a test with a Redis in the process, whose clock is that of the bubble.
func inBubble(t *testing.T, test func(t *testing.T, store *miniredis.Miniredis)) {
	synctest.Test(t, func(t *testing.T) {
		store := miniredis.NewMiniRedis()
		defer store.Close()
		store.ClockTTL(true)
		test(t, store)
	})
}

// newLimiter returns the limiter of one process, with a connection of its own.
func newLimiter(t *testing.T, store *miniredis.Miniredis, token string, perMinute int) *Limiter {
	t.Helper()
	return dialLimiter(t, token, perMinute, func() (net.Conn, error) { return store.Dial() })
}

func dialLimiter(t *testing.T, token string, perMinute int, dial func() (net.Conn, error)) *Limiter {
	t.Helper()
	client := redis.NewClient(&redis.Options{
		Addr:                  "192.0.2.1:6379", // is not used
		Dialer:                func(context.Context, string, string) (net.Conn, error) { return dial() },
		DialerRetries:         1,
		MaxRetries:            -1,
		ContextTimeoutEnabled: true,
	})
	t.Cleanup(func() {
		client.Close()
		time.Sleep(2 * time.Second) // a goroutine that dials again sees it within a second
	})
	limiter, err := NewLimiter(client, token, perMinute)
	require.NoError(t, err)
	return limiter
}

// passes lets goroutines wait for the limiters in turn, with a pause of each before it waits, and returns when each passed.
func passes(t *testing.T, limiters []*Limiter, goroutines, each int, pause func() time.Duration) []time.Duration {
	t.Helper()
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

// busiest returns the largest number of times in any minute.
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

func TestNoMinuteHasMoreRequests(t *testing.T) {
	atOnce := func() time.Duration { return 0 }
	upTo := func(most time.Duration) func() time.Duration {
		return func() time.Duration { return rand.N(most) }
	}
	tests := map[string]struct {
		perMinute, processes, goroutines, each int
		pause                                  func() time.Duration
		last                                   time.Duration // when all have passed, at the latest
	}{
		"as fast as possible":    {300, 2, 4, 110, atOnce, 2 * time.Minute},
		"one after another":      {300, 1, 1, 440, atOnce, 2 * time.Minute},
		"at the rate":            {300, 2, 4, 200, upTo(1600 * time.Millisecond), 4 * time.Minute},
		"bursts after idle time": {60, 3, 30, 6, upTo(time.Minute), 10 * time.Minute},
		"the smallest limit":     {2, 2, 3, 3, upTo(time.Minute), 20 * time.Minute},
		"a small limit":          {7, 2, 10, 3, upTo(3 * time.Minute), 20 * time.Minute},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, store *miniredis.Miniredis) {
				var limiters []*Limiter
				for range tt.processes {
					limiters = append(limiters, newLimiter(t, store, token, tt.perMinute))
				}
				times := passes(t, limiters, tt.goroutines, tt.each, tt.pause)
				assert.LessOrEqual(t, busiest(times), tt.perMinute)
				assert.Less(t, times[len(times)-1], tt.last, "it is not much slower than it has to be")
			})
		})
	}
}

func TestSteadyIsBurstAndRateTogether(t *testing.T) {
	for perMinute := 2; perMinute <= 1000; perMinute++ {
		limit := steady(perMinute)
		require.Positive(t, limit.Rate)
		require.Positive(t, limit.Burst)
		require.Equal(t, perMinute, limit.Rate+limit.Burst)
		require.Equal(t, time.Minute, limit.Period)
	}
}

// This is why steady exists.
func TestPerMinuteOfTheLibraryAllowsTwiceAsMany(t *testing.T) {
	inBubble(t, func(t *testing.T, store *miniredis.Miniredis) {
		limiter := newLimiter(t, store, token, 300)
		limiter.limit = redis_rate.PerMinute(300)
		times := passes(t, []*Limiter{limiter}, 2, 320, func() time.Duration { return 0 })
		assert.Greater(t, busiest(times), 550)
	})
}

func TestWaitPastTheDeadlineFailsAtOnce(t *testing.T) {
	inBubble(t, func(t *testing.T, store *miniredis.Miniredis) {
		limiter := newLimiter(t, store, token, 2) // one request a minute
		require.NoError(t, limiter.Wait(t.Context()))
		start := time.Now()

		late, cancel := context.WithTimeout(t.Context(), 50*time.Second)
		defer cancel()
		err := limiter.Wait(late)
		require.ErrorIs(t, err, leeloo.ErrRateLimited)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Zero(t, time.Since(start))

		inTime, cancel := context.WithTimeout(t.Context(), 130*time.Second)
		defer cancel()
		require.NoError(t, limiter.Wait(inTime))
		assert.GreaterOrEqual(t, time.Since(start), time.Minute)
	})
}

func TestWaitEndsWithTheContext(t *testing.T) {
	inBubble(t, func(t *testing.T, store *miniredis.Miniredis) {
		limiter := newLimiter(t, store, token, 2)
		require.NoError(t, limiter.Wait(t.Context()))
		ctx, cancel := context.WithCancel(t.Context())
		start := time.Now()
		time.AfterFunc(time.Second, cancel)
		require.ErrorIs(t, limiter.Wait(ctx), context.Canceled)
		assert.Equal(t, time.Second, time.Since(start))

		time.Sleep(5 * time.Minute)
		require.ErrorIs(t, limiter.Wait(ctx), context.Canceled, "a context that has ended")
		require.NoError(t, limiter.Wait(t.Context()), "takes nothing from the others")
	})
}

func TestWaitersDoNotWakeTogether(t *testing.T) {
	const waiters = 20
	inBubble(t, func(t *testing.T, store *miniredis.Miniredis) {
		limiter := newLimiter(t, store, token, 2) // they may try in a minute, and have another minute to do so
		require.NoError(t, limiter.Wait(t.Context()))
		ctx, cancel := context.WithCancel(t.Context())
		var all sync.WaitGroup
		for range waiters {
			all.Go(func() { _ = limiter.Wait(ctx) }) // one of them may pass
		}
		time.Sleep(59 * time.Second)
		before := store.CommandCount()
		time.Sleep(2 * time.Second)
		assert.Less(t, store.CommandCount()-before, waiters)
		cancel()
		all.Wait()
	})
}

func TestNewLimiterRefusesLessThanTwo(t *testing.T) {
	for _, perMinute := range []int{1, 0, -300} {
		_, err := NewLimiter(nil, token, perMinute)
		require.ErrorContains(t, err, "perMinute")
	}
}

func TestTokensDoNotShareALimit(t *testing.T) {
	inBubble(t, func(t *testing.T, store *miniredis.Miniredis) {
		start := time.Now()
		for i := range 50 {
			require.NoError(t, newLimiter(t, store, fmt.Sprint("token", i), 300).Wait(t.Context()))
		}
		assert.Zero(t, time.Since(start))
	})
}

func TestBlanksAroundATokenDoNotMatter(t *testing.T) {
	inBubble(t, func(t *testing.T, store *miniredis.Miniredis) {
		require.NoError(t, newLimiter(t, store, token, 2).Wait(t.Context()))
		require.NoError(t, newLimiter(t, store, token+"\n", 3).Wait(t.Context()))
		assert.Len(t, store.Keys(), 1)
	})
}

func TestRedisNeverReceivesTheToken(t *testing.T) {
	inBubble(t, func(t *testing.T, store *miniredis.Miniredis) {
		require.NoError(t, newLimiter(t, store, token, 300).Wait(t.Context()))
		require.Len(t, store.Keys(), 1)
		assert.NotContains(t, store.Dump(), token)
		time.Sleep(2 * time.Minute)
		assert.Empty(t, store.Keys(), "nothing stays in it")
	})
}

// An error is better than a limit that each process has to itself.
func TestNothingIsSentWithoutRedis(t *testing.T) {
	tests := map[string]func(*miniredis.Miniredis) (net.Conn, error){
		"it is not there": func(*miniredis.Miniredis) (net.Conn, error) { return nil, errors.New("connection refused") },
		"it refuses": func(store *miniredis.Miniredis) (net.Conn, error) {
			store.SetError("LOADING Redis is loading the dataset in memory")
			return store.Dial()
		},
	}
	for name, dial := range tests {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, store *miniredis.Miniredis) {
				server := leelootest.New(t)
				limiter := dialLimiter(t, token, 300, func() (net.Conn, error) { return dial(store) })
				start := time.Now()
				_, err := server.Client(leeloo.WithLimiter(limiter)).Tags.List(t.Context())
				require.ErrorIs(t, err, ErrLimiter)
				assert.NotErrorIs(t, err, leeloo.ErrMaybeApplied)
				assert.Empty(t, server.Requests())
				assert.InDelta(t, maxOutage, time.Since(start), float64(time.Second))
			})
		})
	}
}

func TestOutageIsWaitedOut(t *testing.T) {
	for _, outage := range []time.Duration{4 * time.Second, maxOutage - 2*time.Second} {
		t.Run(outage.String(), func(t *testing.T) {
			inBubble(t, func(t *testing.T, store *miniredis.Miniredis) {
				start := time.Now()
				limiter := dialLimiter(t, token, 300, func() (net.Conn, error) {
					if time.Since(start) < outage {
						return nil, errors.New("connection refused")
					}
					return store.Dial()
				})
				times := passes(t, []*Limiter{limiter}, 20, 1, func() time.Duration { return 0 })
				assert.GreaterOrEqual(t, times[0], outage)
				assert.Less(t, times[9]-outage, 2*time.Second, "it continues soon")
			})
		})
	}
}

// A Redis that accepts connections and is silent delays a request no longer than its deadline.
func TestSilentRedisDoesNotPassTheDeadline(t *testing.T) {
	inBubble(t, func(t *testing.T, _ *miniredis.Miniredis) {
		limiter := dialLimiter(t, token, 300, func() (net.Conn, error) {
			client, server := net.Pipe()
			t.Cleanup(func() { server.Close() })
			go func() { _, _ = server.Read(make([]byte, 1<<20)) }()
			return client, nil
		})
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		start := time.Now()
		require.Error(t, limiter.Wait(ctx))
		assert.LessOrEqual(t, time.Since(start), 50*time.Millisecond)
	})
}

// A request that cannot wait fails as with the limiter of the SDK.
func TestRequestPastTheDeadlineIsRateLimited(t *testing.T) {
	inBubble(t, func(t *testing.T, store *miniredis.Miniredis) {
		server := leelootest.New(t)
		client := server.Client(leeloo.WithLimiter(newLimiter(t, store, server.Token, 2)))
		_, err := client.Tags.List(t.Context())
		require.NoError(t, err)
		soon, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		_, err = client.Tags.List(soon)
		require.ErrorIs(t, err, leeloo.ErrRateLimited)
		assert.Len(t, server.Requests(), 1)
	})
}
