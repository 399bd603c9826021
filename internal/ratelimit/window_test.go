package ratelimit_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/ratelimit"
)

// admissions calls Wait from several goroutines, each pausing between two calls, and returns when each call returned.
func admissions(t *testing.T, w *ratelimit.Window, goroutines, each int, pause time.Duration) []time.Duration {
	var mu sync.Mutex
	var times []time.Duration
	var all sync.WaitGroup
	start := time.Now()
	for range goroutines {
		all.Go(func() {
			for range each {
				assert.NoError(t, w.Wait(t.Context()))
				mu.Lock()
				times = append(times, time.Since(start))
				mu.Unlock()
				time.Sleep(pause)
			}
		})
	}
	all.Wait()
	slices.Sort(times)
	return times
}

func TestWindowAdmitsAtMost300RequestsInAnyMinute(t *testing.T) {
	tests := map[string]struct {
		goroutines, each int
		pause            time.Duration
		last             time.Duration // when the last request is admitted: no later than necessary
	}{
		"many goroutines without a pause": {50, 30, 0, 4 * time.Minute},
		"one goroutine":                   {1, 900, 0, 2 * time.Minute},
		"one request too many":            {1, 301, 0, time.Minute},
		"spread over time":                {7, 200, 1100 * time.Millisecond, 0},
		"slower than the limit":           {1, 600, 250 * time.Millisecond, 599 * 250 * time.Millisecond},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				times := admissions(t, ratelimit.NewWindow(300, time.Minute), tt.goroutines, tt.each, tt.pause)
				require.Len(t, times, tt.goroutines*tt.each)
				for i := 300; i < len(times); i++ {
					require.GreaterOrEqual(t, times[i]-times[i-300], time.Minute, "301 requests in a minute")
				}
				if tt.last > 0 {
					assert.Equal(t, tt.last, times[len(times)-1])
				}
			})
		})
	}
}

func TestWindowServesInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := ratelimit.NewWindow(1, time.Second)
		served := make(chan int, 20)
		for i := range cap(served) {
			go func() {
				assert.NoError(t, w.Wait(t.Context()))
				served <- i
			}()
			synctest.Wait()
		}
		for i := range cap(served) {
			assert.Equal(t, i, <-served)
		}
	})
}

func TestCanceledCallersLeaveTheQueueOfTheWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := ratelimit.NewWindow(1, time.Minute)
		require.NoError(t, w.Wait(t.Context()))
		start := time.Now()

		canceled, cancel := context.WithCancel(t.Context())
		for range 3 { // the first sleeps, the others wait behind it
			go func() { assert.ErrorIs(t, w.Wait(canceled), context.Canceled) }()
			synctest.Wait()
		}
		admitted := make(chan time.Duration, 1)
		go func() {
			assert.NoError(t, w.Wait(t.Context()))
			admitted <- time.Since(start)
		}()
		synctest.Wait()
		cancel()
		assert.Equal(t, time.Minute, <-admitted, "the next free slot")

		ctx, cancel := context.WithTimeout(t.Context(), time.Minute+time.Second)
		defer cancel()
		require.NoError(t, w.Wait(ctx), "no canceled caller counts as queued")
	})
}

func TestWindowFailsAtOnceIfTheQueueExceedsTheDeadline(t *testing.T) {
	tests := map[string]struct {
		queued int
		wait   time.Duration // of one more caller; 2 requests were admitted just now
	}{
		"no caller ahead":    {0, time.Minute},
		"one caller ahead":   {1, time.Minute},
		"two callers ahead":  {2, 2 * time.Minute},
		"five callers ahead": {5, 3 * time.Minute},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := ratelimit.NewWindow(2, time.Minute)
				for range 2 {
					require.NoError(t, w.Wait(t.Context()))
				}
				for range tt.queued {
					go func() { assert.NoError(t, w.Wait(t.Context())) }()
				}
				synctest.Wait()

				start := time.Now()
				short, cancel := context.WithTimeout(t.Context(), tt.wait-time.Second)
				defer cancel()
				for range 2 {
					requireDeadlineError(t, tt.wait, w.Wait(short))
				}
				assert.Zero(t, time.Since(start), "no wait")

				long, cancel := context.WithTimeout(t.Context(), tt.wait+time.Second)
				defer cancel()
				require.NoError(t, w.Wait(long), "the callers that failed do not count")
				assert.Equal(t, tt.wait, time.Since(start))
				time.Sleep(5 * time.Minute)
			})
		})
	}
}

func TestWindowComputesTheWaitFromTheTimesOfTheRequests(t *testing.T) {
	tests := map[string]struct {
		queued   int
		admitted time.Duration // since the start; requests were admitted at 0 s, 10 s and 30 s
	}{
		"first in the queue":  {0, 60 * time.Second},
		"second in the queue": {1, 70 * time.Second},
		"third in the queue":  {2, 90 * time.Second},
		"fourth in the queue": {3, 120 * time.Second},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := ratelimit.NewWindow(3, time.Minute)
				start := time.Now()
				short, cancel := context.WithTimeout(t.Context(), tt.admitted-time.Second)
				defer cancel()
				long, cancel := context.WithTimeout(t.Context(), tt.admitted+time.Second)
				defer cancel()
				for _, pause := range []time.Duration{10 * time.Second, 20 * time.Second, time.Second} {
					require.NoError(t, w.Wait(t.Context()))
					time.Sleep(pause)
				}
				for range tt.queued {
					go func() { assert.NoError(t, w.Wait(t.Context())) }()
				}
				synctest.Wait()
				requireDeadlineError(t, tt.admitted-time.Since(start), w.Wait(short))
				require.NoError(t, w.Wait(long))
				assert.Equal(t, tt.admitted, time.Since(start))
				time.Sleep(5 * time.Minute)
			})
		})
	}
}

// slowContext is the context of a caller that has entered the queue and is not running.
type slowContext struct {
	context.Context
	resume <-chan struct{}
}

func (c slowContext) Deadline() (time.Time, bool) {
	<-c.resume
	return time.Time{}, false
}

// All slots have been free for an hour, but the callers ahead take them first.
func TestWindowComputesTheWaitOfABurstAfterAnIdleHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := ratelimit.NewWindow(2, time.Minute)
		time.Sleep(time.Hour)
		resume := make(chan struct{})
		for range 2 {
			go func() { assert.NoError(t, w.Wait(slowContext{t.Context(), resume})) }()
		}
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 59*time.Second)
		defer cancel()
		requireDeadlineError(t, time.Minute, w.Wait(ctx))
		close(resume)
		synctest.Wait()
	})
}

func TestWindowReturnsTheErrorOfAContextThatHasEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := ratelimit.NewWindow(1, time.Minute)
		canceled, cancel := context.WithCancel(t.Context())
		cancel()
		timedOut, cancel := context.WithTimeout(t.Context(), -time.Second)
		defer cancel()
		for range 10 {
			require.Equal(t, context.Canceled, w.Wait(canceled))
			require.Equal(t, context.DeadlineExceeded, w.Wait(timedOut))
		}
		start := time.Now()
		require.NoError(t, w.Wait(t.Context()))
		assert.Zero(t, time.Since(start), "no caller that failed counts")
	})
}
