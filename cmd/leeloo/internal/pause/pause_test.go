package pause_test

import (
	"context"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/pause"
)

func TestForWaitsOrReturnsWhenTheContextEnds(t *testing.T) {
	for name, tt := range map[string]struct {
		wait, deadline, took time.Duration
		want                 error
	}{
		"the whole time":           {time.Minute, time.Hour, time.Minute, nil},
		"the context ends first":   {time.Hour, time.Minute, time.Minute, context.DeadlineExceeded},
		"no time":                  {0, time.Hour, 0, nil},
		"a time in the past":       {-time.Hour, time.Hour, 0, nil},
		"the context was over":     {time.Hour, 0, 0, context.DeadlineExceeded},
		"no time, and it was over": {0, 0, 0, context.DeadlineExceeded},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), tt.deadline)
				defer cancel()
				begun := time.Now()
				assert.Equal(t, tt.want, pause.For(ctx, tt.wait))
				assert.Equal(t, tt.took, time.Since(begun))
			})
		})
	}
}

func TestBackoffDoublesUpToItsMaximum(t *testing.T) {
	b := pause.Backoff{First: 10 * time.Second, Max: time.Minute}
	for failures, want := range map[int]time.Duration{
		-1: 10 * time.Second, 0: 10 * time.Second, 1: 10 * time.Second, 2: 20 * time.Second, 3: 40 * time.Second, 4: time.Minute,
		math.MaxInt: time.Minute,
	} {
		assert.Equal(t, want, b.After(failures), "%d", failures)
	}
}
