package ratelimit_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/ratelimit"
)

// spread is the longest random time that a waiting request adds to a pause.
const spread = time.Second

func TestZeroPauseDelaysNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p ratelimit.Pause
		start := time.Now()
		require.NoError(t, p.Wait(t.Context()))
		assert.Zero(t, time.Since(start))
		assert.Zero(t, p.Remaining())
	})
}

func TestPauseEndsWithTheLatestStart(t *testing.T) {
	tests := map[string]struct{ first, second, end time.Duration }{
		"a later end extends it":           {10 * time.Second, 30 * time.Second, 31 * time.Second},
		"an earlier end does not count":    {30 * time.Second, 10 * time.Second, 30 * time.Second},
		"a length of 0 does not count":     {30 * time.Second, 0, 30 * time.Second},
		"a negative length does not count": {30 * time.Second, -time.Hour, 30 * time.Second},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var p ratelimit.Pause
				start := time.Now()
				p.Start(tt.first)
				assert.Equal(t, tt.first, p.Remaining())
				time.Sleep(time.Second)
				p.Start(tt.second)
				assert.Equal(t, tt.end, time.Since(start)+p.Remaining())
				require.NoError(t, p.Wait(t.Context()))
				assertWithin(t, tt.end, tt.end+spread, time.Since(start))
				assert.Zero(t, p.Remaining())
			})
		})
	}
}

func TestExtendedPauseDelaysThoseThatWaitAlready(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p ratelimit.Pause
		start := time.Now()
		p.Start(10 * time.Second)
		done := make(chan time.Duration, 20)
		for range cap(done) {
			go func() {
				assert.NoError(t, p.Wait(t.Context()))
				done <- time.Since(start)
			}()
		}
		time.Sleep(5 * time.Second)
		go p.Start(20 * time.Second)
		go p.Start(15 * time.Second)
		for range cap(done) {
			assertWithin(t, 25*time.Second, 25*time.Second+spread, <-done)
		}
	})
}

// 20 clients with 3 waiting requests each were told to pause for 2 seconds.
func TestPausedRequestsAreSpread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var times []time.Duration
		var all sync.WaitGroup
		start := time.Now()
		for range 20 {
			var p ratelimit.Pause
			p.Start(2 * time.Second)
			for range 3 {
				all.Go(func() {
					assert.NoError(t, p.Wait(t.Context()))
					mu.Lock()
					defer mu.Unlock()
					times = append(times, time.Since(start))
				})
			}
		}
		all.Wait()
		slices.Sort(times)
		assertWithin(t, 2*time.Second, 3*time.Second, times[0])
		assertWithin(t, 2*time.Second, 3*time.Second, times[59])
		for i := 20; i < len(times); i++ {
			assert.Greater(t, times[i]-times[i-20], 20*time.Millisecond, "21 of 60 requests at nearly the same time")
		}
	})
}

func TestPauseThatExceedsTheDeadlineFailsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p ratelimit.Pause
		p.Start(10 * time.Second)
		start := time.Now()

		short, cancel := context.WithTimeout(t.Context(), 9*time.Second)
		defer cancel()
		requireDeadlineError(t, 10*time.Second, p.Wait(short))
		assert.Zero(t, time.Since(start), "no wait")

		// The pause is extended beyond the deadline while the request waits.
		long, cancel := context.WithTimeout(t.Context(), 12*time.Second)
		defer cancel()
		time.AfterFunc(5*time.Second, func() { p.Start(time.Minute) })
		err := p.Wait(long)
		assertWithin(t, 10*time.Second, 11*time.Second, time.Since(start))
		requireDeadlineError(t, 65*time.Second-time.Since(start), err)
	})
}

func TestPauseLeavesTimeBeforeTheDeadline(t *testing.T) {
	for range 100 {
		synctest.Test(t, func(t *testing.T) {
			var p ratelimit.Pause
			p.Start(10 * time.Second)
			start := time.Now()
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second+100*time.Millisecond)
			defer cancel()
			require.NoError(t, p.Wait(ctx))
			assertWithin(t, 10*time.Second, 10*time.Second+50*time.Millisecond, time.Since(start))
		})
	}
}

func TestCanceledContextEndsTheWaitForAPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p ratelimit.Pause
		p.Start(time.Hour)
		ctx, cancel := context.WithCancel(t.Context())
		start := time.Now()
		time.AfterFunc(time.Second, cancel)
		require.ErrorIs(t, p.Wait(ctx), context.Canceled)
		assert.Equal(t, time.Second, time.Since(start))
	})
}

func TestCanceledContextFailsWithoutAPause(t *testing.T) {
	var p ratelimit.Pause
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, p.Wait(ctx), context.Canceled)
}

func assertWithin(t *testing.T, least, most, got time.Duration) {
	t.Helper()
	assert.GreaterOrEqual(t, got, least)
	assert.LessOrEqual(t, got, most)
}

func requireDeadlineError(t *testing.T, wait time.Duration, err error) {
	t.Helper()
	exceeded, ok := errors.AsType[ratelimit.DeadlineError](err)
	require.True(t, ok, "%v", err)
	require.Equal(t, wait, time.Duration(exceeded))
	require.ErrorIs(t, err, context.DeadlineExceeded)
}
