package limit_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/limit"
)

// passes calls Wait from many goroutines, at a pause of each between two calls, and returns when each passed.
func passes(t *testing.T, w *limit.Window, goroutines, each int, pause time.Duration) []time.Duration {
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

func TestWindowLetsNoMoreThroughInAnyMinute(t *testing.T) {
	tests := map[string]struct {
		goroutines, each int
		pause            time.Duration
		last             time.Duration // when the last one passes: no slower than need be
	}{
		"as fast as it goes":        {50, 30, 0, 4 * time.Minute},
		"one goroutine":             {1, 900, 0, 2 * time.Minute},
		"one over the window":       {1, 301, 0, time.Minute},
		"spread":                    {7, 200, 1100 * time.Millisecond, 0},
		"slower than the window is": {1, 600, 250 * time.Millisecond, 599 * 250 * time.Millisecond},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				times := passes(t, limit.NewWindow(300, time.Minute), tt.goroutines, tt.each, tt.pause)
				require.Len(t, times, tt.goroutines*tt.each)
				for i := 300; i < len(times); i++ {
					require.GreaterOrEqual(t, times[i]-times[i-300], time.Minute, "301 requests within a minute")
				}
				if tt.last > 0 {
					assert.Equal(t, tt.last, times[len(times)-1])
				}
			})
		})
	}
}

func TestWindowIsFirstComeFirstServed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := limit.NewWindow(1, time.Second)
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

func TestWindowGivesBackThePlaceOfWhoGaveUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := limit.NewWindow(1, time.Minute)
		require.NoError(t, w.Wait(t.Context()))
		start := time.Now()

		impatient, cancel := context.WithCancel(t.Context())
		for range 3 { // the first sleeps, the others queue behind it
			go func() { assert.ErrorIs(t, w.Wait(impatient), context.Canceled) }()
			synctest.Wait()
		}
		behind := make(chan time.Duration, 1)
		go func() {
			assert.NoError(t, w.Wait(t.Context()))
			behind <- time.Since(start)
		}()
		synctest.Wait()
		cancel()
		assert.Equal(t, time.Minute, <-behind, "the next free place")

		ctx, cancel := context.WithTimeout(t.Context(), time.Minute+time.Second)
		defer cancel()
		require.NoError(t, w.Wait(ctx), "nobody is counted as queued any more")
	})
}

func TestWindowKnowsTheDeadline(t *testing.T) {
	tests := map[string]struct {
		queued   int
		deadline time.Duration
		ok       bool
	}{
		"its turn comes in time":          {0, 61 * time.Second, true},
		"its turn comes too late":         {0, 59 * time.Second, false},
		"behind one, in time":             {1, 61 * time.Second, true},
		"behind two, a round later":       {2, 119 * time.Second, false},
		"behind two, in time":             {2, 121 * time.Second, true},
		"behind five, three rounds later": {5, 179 * time.Second, false},
		"behind five, in time":            {5, 181 * time.Second, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := limit.NewWindow(2, time.Minute)
				for range 2 {
					require.NoError(t, w.Wait(t.Context()))
				}
				for range tt.queued {
					go func() { assert.NoError(t, w.Wait(t.Context())) }()
				}
				synctest.Wait()

				start := time.Now()
				ctx, cancel := context.WithTimeout(t.Context(), tt.deadline)
				defer cancel()
				err := w.Wait(ctx)
				if tt.ok {
					require.NoError(t, err)
				} else {
					requirePastDeadline(t, err)
					assert.Zero(t, time.Since(start), "at once")
					requirePastDeadline(t, w.Wait(ctx))

					patient, cancel := context.WithTimeout(t.Context(), tt.deadline+2*time.Second)
					defer cancel()
					assert.NoError(t, w.Wait(patient), "those who were refused don't count")
				}
				time.Sleep(5 * time.Minute)
			})
		})
	}
}

func TestWindowKnowsTheDeadlineOfRequestsThatWereSpread(t *testing.T) {
	tests := map[string]struct {
		queued   int
		deadline time.Duration // from the start; requests went through at 0 s, 10 s and 30 s
		ok       bool
	}{
		"first in the queue, too late": {0, 59 * time.Second, false},
		"first in the queue, in time":  {0, 61 * time.Second, true},
		"second, too late":             {1, 69 * time.Second, false},
		"second, in time":              {1, 71 * time.Second, true},
		"third, too late":              {2, 89 * time.Second, false},
		"third, in time":               {2, 91 * time.Second, true},
		"fourth, too late":             {3, 119 * time.Second, false},
		"fourth, in time":              {3, 121 * time.Second, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := limit.NewWindow(3, time.Minute)
				ctx, cancel := context.WithTimeout(t.Context(), tt.deadline)
				defer cancel()
				for _, pause := range []time.Duration{10 * time.Second, 20 * time.Second, time.Second} {
					require.NoError(t, w.Wait(t.Context()))
					time.Sleep(pause)
				}
				for range tt.queued {
					go func() { assert.NoError(t, w.Wait(t.Context())) }()
				}
				synctest.Wait()
				start := time.Now()
				err := w.Wait(ctx)
				assert.Equal(t, tt.ok, err == nil)
				assert.Equal(t, tt.ok, time.Since(start) > 0, "at once, or in its turn")
				time.Sleep(5 * time.Minute)
			})
		})
	}
}

func TestWindowRefusesAnEndedContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := limit.NewWindow(1, time.Minute)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		for range 10 {
			require.ErrorIs(t, w.Wait(ctx), context.Canceled)
		}
		start := time.Now()
		require.NoError(t, w.Wait(t.Context()))
		assert.Zero(t, time.Since(start), "those that did not pass don't count")
	})
}

func TestSleep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		require.NoError(t, limit.Sleep(t.Context(), time.Hour))
		assert.Equal(t, time.Hour, time.Since(start))
		require.NoError(t, limit.Sleep(t.Context(), 0))
		require.NoError(t, limit.Sleep(t.Context(), -time.Hour))
		assert.Equal(t, time.Hour, time.Since(start))

		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		require.ErrorIs(t, limit.Sleep(ctx, time.Hour), context.DeadlineExceeded)
		assert.Equal(t, time.Hour+time.Second, time.Since(start))
		require.ErrorIs(t, limit.Sleep(ctx, 0), context.DeadlineExceeded)
	})
}
