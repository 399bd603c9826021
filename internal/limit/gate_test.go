package limit_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/limit"
)

func TestGateIsOpenAtFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var g limit.Gate
		start := time.Now()
		require.NoError(t, g.Wait(t.Context()))
		assert.Zero(t, time.Since(start))
		assert.Zero(t, g.Pause())
	})
}

func TestGateStaysClosedForTheLongestOfItsPauses(t *testing.T) {
	tests := map[string]struct{ first, second, opens time.Duration }{
		"a longer one extends":     {10 * time.Second, 30 * time.Second, 31 * time.Second},
		"a shorter one is nothing": {30 * time.Second, 10 * time.Second, 30 * time.Second},
		"zero is nothing":          {30 * time.Second, 0, 30 * time.Second},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var g limit.Gate
				start := time.Now()
				g.Close(tt.first)
				assert.Equal(t, tt.first, g.Pause())
				time.Sleep(time.Second)
				g.Close(tt.second)
				require.NoError(t, g.Wait(t.Context()))
				assert.Equal(t, tt.opens, time.Since(start))
				assert.Zero(t, g.Pause())
			})
		})
	}
}

func TestGateKeepsBackThoseWhoWaitAlready(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var g limit.Gate
		start := time.Now()
		g.Close(10 * time.Second)
		passed := make(chan time.Duration, 20)
		for range cap(passed) {
			go func() {
				assert.NoError(t, g.Wait(t.Context()))
				passed <- time.Since(start)
			}()
		}
		time.Sleep(5 * time.Second)
		go g.Close(20 * time.Second)
		go g.Close(15 * time.Second)
		for range cap(passed) {
			assert.Equal(t, 25*time.Second, <-passed)
		}
	})
}

func TestGateKnowsTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var g limit.Gate
		g.Close(10 * time.Second)
		start := time.Now()

		late, cancel := context.WithTimeout(t.Context(), 9*time.Second)
		defer cancel()
		requirePastDeadline(t, g.Wait(late))
		assert.Zero(t, time.Since(start), "at once")

		// A pause that grows past the deadline while it lasts is given up then.
		inTime, cancel := context.WithTimeout(t.Context(), 11*time.Second)
		defer cancel()
		time.AfterFunc(5*time.Second, func() { g.Close(time.Minute) })
		requirePastDeadline(t, g.Wait(inTime))
		assert.Equal(t, 10*time.Second, time.Since(start))
	})
}

func TestGateStopsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var g limit.Gate
		g.Close(time.Hour)
		ctx, cancel := context.WithCancel(t.Context())
		start := time.Now()
		time.AfterFunc(time.Second, cancel)
		require.ErrorIs(t, g.Wait(ctx), context.Canceled)
		assert.Equal(t, time.Second, time.Since(start))
	})
}

func requirePastDeadline(t *testing.T, err error) {
	t.Helper()
	late, ok := errors.AsType[limit.PastDeadline](err)
	require.True(t, ok, "%v", err)
	require.Positive(t, time.Duration(late))
}
