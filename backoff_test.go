package leeloo_test

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// The wait before the n-th retry is random, from 0 to a bound that doubles up to 20 s.
func TestBackoffHasFullJitter(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		status int
		bounds []time.Duration
	}{
		{"after a 503", 503, []time.Duration{
			250 * time.Millisecond, 500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second,
			8 * time.Second, 16 * time.Second, 20 * time.Second, 20 * time.Second, 20 * time.Second,
		}},
		{"after a 429", 429, []time.Duration{
			time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second, 20 * time.Second, 20 * time.Second,
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				longest := make([]time.Duration, len(tt.bounds))
				shortest := make([]time.Duration, len(tt.bounds))
				for i := range shortest {
					shortest[i] = math.MaxInt64
				}
				for range 150 {
					server := scripted(respond(tt.status, ""))
					require.Error(t, get(t.Context(), server.client(t, leeloo.WithMaxAttempts(len(tt.bounds)+1))))
					gaps := server.gaps()
					require.Len(t, gaps, len(tt.bounds))
					for i, gap := range gaps {
						longest[i], shortest[i] = max(longest[i], gap), min(shortest[i], gap)
					}
				}
				for i, bound := range tt.bounds {
					assert.Less(t, longest[i], bound, "retry %d", i+1)
					assert.Greater(t, longest[i], bound*3/4, "retry %d", i+1)
					assert.Less(t, shortest[i], bound/4, "retry %d", i+1)
				}
			})
		})
	}
}

func TestRetryAfterIsTheShortestWait(t *testing.T) {
	t.Parallel()
	now := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // at the start of a synctest bubble
	httpDate := func(t time.Time) string { return t.Format(http.TimeFormat) }
	tests := []struct {
		name   string
		header []string
		want   time.Duration // without the random part
	}{
		{"seconds", []string{"Retry-After", "7"}, 7 * time.Second},
		{"seconds with blanks", []string{"Retry-After", " 7 "}, 7 * time.Second},
		{"the longest", []string{"Retry-After", "90"}, 90 * time.Second},
		{"a date", []string{"Retry-After", httpDate(now.Add(9 * time.Second))}, 9 * time.Second},
		{"a date by the server's clock", []string{
			"Date", httpDate(now.Add(-5 * time.Hour)), "Retry-After", httpDate(now.Add(-5*time.Hour + 11*time.Second)),
		}, 11 * time.Second},
		{"a date in the past", []string{"Retry-After", httpDate(now.Add(-time.Hour))}, 0},
		{"zero", []string{"Retry-After", "0"}, 0},
		{"negative", []string{"Retry-After", "-30"}, 0},
		{"a fraction", []string{"Retry-After", "30.5"}, 0},
		{"not a number", []string{"Retry-After", "soon"}, 0},
	}
	for _, tt := range tests {
		for _, status := range []int{429, 500, 503} {
			t.Run(fmt.Sprintf("%s, %d", tt.name, status), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					server := scripted(respond(status, "", tt.header...), respondEmptyList)
					require.NoError(t, get(t.Context(), server.client(t)))
					require.Equal(t, 2, server.requests())
					assert.GreaterOrEqual(t, server.gaps()[0], tt.want)
					assert.Less(t, server.gaps()[0], tt.want+time.Second, "plus the first backoff")
				})
			})
		}
	}
}

// A Retry-After of more than 90 seconds, or past the deadline of the context, ends the call at once.
func TestLongWaitsAreNotBegun(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name       string
		retryAfter string
		deadline   time.Duration // 0: none
		want       time.Duration // Error.RetryAfter
	}{
		{"over 90 seconds", "91", 0, 91 * time.Second},
		{"an hour", "3600", 0, time.Hour},
		{"too many seconds for a duration", "9223372037", 0, math.MaxInt64},
		{"too many seconds for a number", "99999999999999999999999999", 0, math.MaxInt64},
		{"past the deadline", "7", 5 * time.Second, 7 * time.Second},
	}
	for _, tt := range tests {
		for status, kind := range map[int]error{429: leeloo.ErrRateLimited, 503: leeloo.ErrServer} {
			t.Run(fmt.Sprintf("%s, %d", tt.name, status), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					ctx := t.Context()
					if tt.deadline > 0 {
						var cancel context.CancelFunc
						ctx, cancel = context.WithTimeout(ctx, tt.deadline)
						defer cancel()
					}
					server := scripted(respond(status, "", "Retry-After", tt.retryAfter))
					start := time.Now()
					e := requireKind(t, kind, get(ctx, server.client(t)))
					assert.Zero(t, time.Since(start))
					assert.Equal(t, 1, server.requests())
					assert.Equal(t, tt.want, e.RetryAfter)
				})
			})
		}
	}
}

func TestRetryAfterIsReportedWithoutARetry(t *testing.T) {
	t.Parallel()
	server := scripted(respond(503, "", "Retry-After", "5"))
	e := requireKind(t, leeloo.ErrServer, canaryCalls["Orders.Create"].do(t.Context(), server.client(t)))
	assert.Equal(t, 5*time.Second, e.RetryAfter)
	assert.Equal(t, 1, server.requests())
}

func TestBackoffPastTheDeadlineIsNotBegun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		notRetried := 0
		for range 100 {
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			server := scripted(respond(503, ""))
			start := time.Now()
			e := requireKind(t, leeloo.ErrServer, get(ctx, server.client(t)))
			cancel()
			assert.Less(t, time.Since(start), 100*time.Millisecond)
			if e.Attempts < 4 {
				notRetried++
				assert.ErrorContains(t, e, "not retried: the wait would pass the deadline of the context")
			}
		}
		assert.Positive(t, notRetried)
	})
}
