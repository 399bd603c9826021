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

// limitedClient has the limiter that a client has by default.
func (s *scriptedServer) limitedClient(t *testing.T, opts ...leeloo.Option) *leeloo.Client {
	t.Helper()
	c, err := leeloo.NewClient(canaryToken, append([]leeloo.Option{leeloo.WithHTTPClient(&http.Client{Transport: s})}, opts...)...)
	require.NoError(t, err)
	return c
}

// requireAtMost300 checks every minute that there is: the 301st request after any other comes a minute later or more.
func requireAtMost300(t *testing.T, seen []sighting) {
	t.Helper()
	for i := range len(seen) - 300 {
		require.GreaterOrEqual(t, seen[i+300].at.Sub(seen[i].at), time.Minute, "request %d", i)
	}
}

func TestNoMoreThan300InAnyMinute(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		pause func() time.Duration // before each call
		calls int                  // of each goroutine
		took  time.Duration        // at most; a limiter that is too strict is no good either
	}{
		{"at once", func() time.Duration { return 0 }, 25, 3 * time.Minute},
		{"at any time", func() time.Duration { return rand.N(10 * time.Second) }, 60, 9 * time.Minute},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const goroutines = 40
				server := scripted(succeedsWithNothing)
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
				require.Len(t, server.sightings(), goroutines*tt.calls)
				requireAtMost300(t, server.sightings())
				assert.LessOrEqual(t, time.Since(start), tt.took+15*time.Second)
			})
		})
	}
}

// A retry is a request like any other.
func TestRetriesCountForTheLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := scripted(says(503, ""))
		c := server.limitedClient(t)
		for range 400 {
			require.Error(t, get(t.Context(), c))
		}
		require.Len(t, server.sightings(), 400+100)
		requireAtMost300(t, server.sightings())
	})
}

func TestFirstComeFirstServed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const waiting = 50
		server := scripted(succeedsWithNothing)
		c := server.limitedClient(t)
		for range 300 { // the window is full, and its places come free one after the other
			require.NoError(t, get(t.Context(), c))
			time.Sleep(10 * time.Millisecond)
		}
		var running sync.WaitGroup
		for i := range waiting {
			running.Go(func() {
				assert.NoError(t, c.Call(t.Context(), leeloo.CallRequest{Method: "GET", Path: fmt.Sprintf("/%d", i)}, nil))
			})
			synctest.Wait() // until it stands in the queue
		}
		running.Wait()
		for i, seen := range server.sightings()[300:] {
			assert.Equal(t, fmt.Sprintf("/api/v2/%d", i), seen.url.Path)
		}
	})
}

// Who gives up leaves the queue, and nobody waits for longer because of them.
func TestLeavingTheQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := scripted(succeedsWithNothing)
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

		patient, done := context.WithTimeout(t.Context(), 61*time.Second)
		defer done()
		require.NoError(t, get(patient, c), "it is the first in the queue")
		assert.Equal(t, time.Minute, time.Since(start))
	})
}

// A wait that would outlast the caller's deadline is not begun, and nothing is sent.
func TestLimitPastTheDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := scripted(succeedsWithNothing)
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

// limiterFunc is a limiter of the caller's.
type limiterFunc func(context.Context) error

func (f limiterFunc) Wait(ctx context.Context) error { return f(ctx) }

// A limiter of the caller's is waited for before each attempt.
func TestOwnLimiter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var server *scriptedServer
		var before []int
		limiter := limiterFunc(func(context.Context) error {
			before = append(before, server.requests())
			return nil
		})
		server = scripted(says(503, ""), says(429, "", "Retry-After", "2"), succeedsWithNothing)
		require.NoError(t, get(t.Context(), server.client(t, leeloo.WithLimiter(limiter))))
		assert.Equal(t, []int{0, 1, 2}, before)

		before = nil
		for range 400 {
			require.NoError(t, get(t.Context(), server.client(t, leeloo.WithLimiter(limiter))))
		}
		assert.Len(t, before, 400)
	})
}

// It replaces the one of the SDK, as nil does.
func TestNoLimiter(t *testing.T) {
	t.Parallel()
	for name, limiter := range map[string]leeloo.Limiter{"none": nil, "own": limiterFunc(func(context.Context) error { return nil })} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := scripted(succeedsWithNothing)
				c := server.limitedClient(t, leeloo.WithLimiter(limiter))
				start := time.Now()
				for range 1000 {
					require.NoError(t, get(t.Context(), c))
				}
				assert.Zero(t, time.Since(start))
			})
		})
	}
}

// The error of a limiter ends the call, and nothing is sent.
func TestErrorOfALimiter(t *testing.T) {
	t.Parallel()
	refused := errors.New("no: " + canaryToken + canaryPhone)
	tests := []struct {
		name     string
		op       string
		script   []reaction // what comes before the limiter says no
		applied  bool
		requests int
	}{
		{"before the first attempt", "Orders.Create", nil, false, 0},
		{"read, after a 503", "Tags.List", []reaction{says(503, "")}, false, 1},
		{"read, after an exception", "Tags.List", []reaction{says(200, serverError)}, false, 1},
		{"set, after a 503", "Tags.Add", []reaction{says(503, "")}, true, 1},
		{"set, after a lost answer", "Tags.Add", []reaction{fails(errors.New("lost"))}, true, 1},
		{"act, after a 429", "Orders.Create", []reaction{says(429, "")}, false, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := scripted(append(tt.script, succeeds(canaryRow))...)
				waits := 0
				limiter := limiterFunc(func(context.Context) error {
					if waits++; waits > len(tt.script) {
						return refused
					}
					return nil
				})
				err := canaryCalls[tt.op].do(t.Context(), server.client(t, leeloo.WithLimiter(limiter)))
				e := requireKind(t, nil, err)
				assert.ErrorIs(t, err, refused)
				assert.Equal(t, tt.applied, e.MaybeApplied())
				assert.Equal(t, tt.requests, e.Attempts)
				assert.Equal(t, tt.requests, server.requests())
				assert.Equal(t, tt.requests+1, waits, "the limiter's word is final")
			})
		})
	}
}

// A 429 makes every goroutine of the client wait out its hint, whatever the limiter, for 90 seconds at most.
func TestEverybodyWaitsOutA429(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		hint string
		body string
		code int
		want time.Duration
	}{
		{"half a minute", "30", "", 429, 30 * time.Second},
		{"an hour", "3600", "", 429, 90 * time.Second},
		{"for ever", "99999999999999999999", "", 429, 90 * time.Second},
		{"the text", "30", limitText, 200, 30 * time.Second},
		{"another failure", "30", "", 503, 0},
	}
	for _, tt := range tests {
		for _, limited := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, limited %v", tt.name, limited), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					server := scripted(says(tt.code, tt.body, "Retry-After", tt.hint), succeedsWithNothing)
					c := server.client(t)
					if limited {
						c = server.limitedClient(t)
					}
					require.Error(t, get(t.Context(), c, leeloo.NoRetry()))
					start := time.Now()
					var running sync.WaitGroup
					for i := range 20 {
						running.Go(func() {
							time.Sleep(time.Duration(i) * 100 * time.Millisecond)
							assert.NoError(t, get(t.Context(), c))
						})
					}
					running.Wait()
					for i, seen := range server.sightings()[1:] {
						assert.GreaterOrEqual(t, seen.at.Sub(start), tt.want, "request %d", i)
						assert.Less(t, seen.at.Sub(start), tt.want+2*time.Second, "request %d", i)
					}
					require.NoError(t, get(t.Context(), c))
				})
			})
		}
	}
}

// The longest of several hints holds, whichever comes first.
func TestHintsThatOverlap(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		first, second string // the second comes 5 seconds later
		want          time.Duration
	}{
		{"10", "60", 65 * time.Second},
		{"60", "10", 60 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			slow := func(r *http.Request) (*http.Response, error) {
				time.Sleep(5 * time.Second)
				return says(429, "", "Retry-After", tt.second)(r)
			}
			server := scripted(slow, says(429, "", "Retry-After", tt.first), succeedsWithNothing)
			c := server.client(t)
			start := time.Now()
			var running sync.WaitGroup
			running.Go(func() { assert.Error(t, get(t.Context(), c, leeloo.NoRetry())) })
			synctest.Wait()
			require.Error(t, get(t.Context(), c, leeloo.NoRetry()))
			running.Go(func() { // waits since the first hint
				assert.NoError(t, get(t.Context(), c))
				assert.Equal(t, tt.want, time.Since(start))
			})
			time.Sleep(6 * time.Second)
			require.NoError(t, get(t.Context(), c)) // comes after the second
			assert.Equal(t, tt.want, time.Since(start))
			running.Wait()
		})
	}
}

func TestHintPastTheDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := scripted(says(429, "", "Retry-After", "30"), succeeds(canaryRow))
		c := server.client(t)
		require.Error(t, get(t.Context(), c, leeloo.NoRetry()))
		time.Sleep(time.Second)
		start := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		err := canaryCalls["Orders.Create"].do(ctx, c)
		e := requireKind(t, leeloo.ErrRateLimited, err)
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, 29*time.Second, e.RetryAfter, "what is left of the hint")
		assert.False(t, e.MaybeApplied())
		assert.Zero(t, e.Attempts)
		assert.Zero(t, time.Since(start))
		assert.Equal(t, 1, server.requests(), "nothing was sent")
	})
}

func TestWaitForAHintStopsWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := scripted(says(429, "", "Retry-After", "30"))
		c := server.client(t)
		require.Error(t, get(t.Context(), c, leeloo.NoRetry()))
		start := time.Now()
		cause := errors.New("the cause")
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Second, func() { cancel(cause) })
		err := canaryCalls["Orders.Create"].do(ctx, c)
		e := requireKind(t, nil, err)
		assert.ErrorIs(t, err, context.Canceled)
		assert.ErrorIs(t, err, cause)
		assert.False(t, e.MaybeApplied())
		assert.Equal(t, time.Second, time.Since(start))
		assert.Equal(t, 1, server.requests())
	})
}
