package leeloo_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// limitedClient returns a client with the default limiter.
func (s *scriptedServer) limitedClient(t *testing.T, opts ...leeloo.Option) *leeloo.Client {
	t.Helper()
	c, err := leeloo.NewClient(canaryToken, append([]leeloo.Option{leeloo.WithHTTPClient(&http.Client{Transport: s})}, opts...)...)
	require.NoError(t, err)
	return c
}

// requireAtMost300 checks every interval of a minute: each request is sent at least a minute after the 300th before it.
func requireAtMost300(t *testing.T, seen []recordedRequest) {
	t.Helper()
	for i := range len(seen) - 300 {
		require.GreaterOrEqual(t, seen[i+300].at.Sub(seen[i].at), time.Minute, "request %d", i)
	}
}

func TestSendsAtMost300RequestsInAnyMinute(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		pause    func() time.Duration // before each call
		calls    int                  // of each goroutine
		duration time.Duration        // at most: the limiter must not be too strict
	}{
		{"all at once", func() time.Duration { return 0 }, 25, 3 * time.Minute},
		{"at random times", func() time.Duration { return rand.N(10 * time.Second) }, 60, 9 * time.Minute},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const goroutines = 40
				server := scripted(respondEmptyList)
				c := server.limitedClient(t)
				start := time.Now()
				var running sync.WaitGroup
				for range goroutines {
					running.Go(func() {
						for range tt.calls {
							time.Sleep(tt.pause())
							assert.NoError(t, get(t.Context(), c))
						}
					})
				}
				running.Wait()
				require.Len(t, server.recordedRequests(), goroutines*tt.calls)
				requireAtMost300(t, server.recordedRequests())
				assert.LessOrEqual(t, time.Since(start), tt.duration+15*time.Second)
			})
		})
	}
}

func TestRetriesCountForTheRateLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := scripted(respond(503, ""))
		c := server.limitedClient(t)
		for range 400 {
			require.Error(t, get(t.Context(), c))
		}
		require.Len(t, server.recordedRequests(), 400+100)
		requireAtMost300(t, server.recordedRequests())
	})
}

func TestLimiterServesCallsInOrderOfArrival(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const waiting = 50
		server := scripted(respondEmptyList)
		c := server.limitedClient(t)
		for range 300 { // the window is full, and its slots become free one after the other
			require.NoError(t, get(t.Context(), c))
			time.Sleep(10 * time.Millisecond)
		}
		var running sync.WaitGroup
		for i := range waiting {
			running.Go(func() {
				assert.NoError(t, c.Do(t.Context(), leeloo.Request{Method: "GET", Path: fmt.Sprintf("/%d", i)}, nil))
			})
			synctest.Wait() // until it is in the queue
		}
		running.Wait()
		for i, seen := range server.recordedRequests()[300:] {
			assert.Equal(t, fmt.Sprintf("/api/v2/%d", i), seen.url.Path)
		}
	})
}

// Canceled calls leave the queue, and the calls behind them do not wait any longer.
func TestCanceledCallsLeaveTheQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := scripted(respondEmptyList)
		c := server.limitedClient(t)
		for range 300 {
			require.NoError(t, get(t.Context(), c))
		}
		start := time.Now()
		cause := errors.New("the cause")
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Second, func() { cancel(cause) })
		var running sync.WaitGroup
		for range 600 {
			running.Go(func() {
				err := get(ctx, c)
				assert.False(t, requireKind(t, nil, err).MaybeApplied())
				assert.ErrorIs(t, err, context.Canceled)
				assert.ErrorIs(t, err, cause)
			})
		}
		running.Wait()
		assert.Equal(t, time.Second, time.Since(start))
		assert.Equal(t, 300, server.requests())

		inTime, done := context.WithTimeout(t.Context(), 61*time.Second)
		defer done()
		require.NoError(t, get(inTime, c), "it is the first in the queue")
		assert.Equal(t, time.Minute, time.Since(start))
	})
}

// A wait for the limiter that would pass the deadline of the context is not begun.
func TestRateLimitPastTheDeadlineSendsNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := scripted(respondEmptyList)
		c := server.limitedClient(t)
		for range 300 {
			require.NoError(t, get(t.Context(), c))
		}
		start := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		err := canaryCalls["Orders.Create"].do(ctx, c)
		e := requireKind(t, leeloo.ErrRateLimited, err)
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, time.Minute, e.RetryAfter)
		assert.False(t, e.MaybeApplied())
		assert.Zero(t, e.Attempts)
		assert.Zero(t, time.Since(start))
		assert.Equal(t, 300, server.requests())
	})
}
