package leeloo_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

func TestEveryCallWaitsOutThePauseOfA429(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name       string
		retryAfter string
		body       string
		status     int
		want       time.Duration
	}{
		{"half a minute", "30", "", 429, 30 * time.Second},
		{"an hour: 90 seconds at most", "3600", "", 429, 90 * time.Second},
		{"too many seconds for a duration", "99999999999999999999", "", 429, 90 * time.Second},
		{"the API's text", "30", limitText, 200, 30 * time.Second},
		{"another failure", "30", "", 503, 0},
	}
	for _, tt := range tests {
		for _, limited := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, limiter %v", tt.name, limited), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					server := scripted(respond(tt.status, tt.body, "Retry-After", tt.retryAfter), respondEmptyList)
					c := server.client(t) // WithLimiter(nil)
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
					for i, seen := range server.recordedRequests()[1:] {
						assert.GreaterOrEqual(t, seen.at.Sub(start), tt.want, "request %d", i)
						assert.Less(t, seen.at.Sub(start), tt.want+2*time.Second, "request %d", i)
					}
					require.NoError(t, get(t.Context(), c))
				})
			})
		}
	}
}

// The pause that ends last applies, whichever response is received first.
func TestTheLongestPauseApplies(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		first, second string        // the second is received after 5 seconds
		want          time.Duration // at least, and up to a random second more
	}{
		{"10", "60", 65 * time.Second},
		{"60", "10", 60 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			slow := func(r *http.Request) (*http.Response, error) {
				time.Sleep(5 * time.Second)
				return respond(429, "", "Retry-After", tt.second)(r)
			}
			server := scripted(slow, respond(429, "", "Retry-After", tt.first), respondEmptyList)
			c := server.client(t)
			start := time.Now()
			requireWaited := func() {
				assert.GreaterOrEqual(t, time.Since(start), tt.want)
				assert.LessOrEqual(t, time.Since(start), tt.want+time.Second)
			}
			var running sync.WaitGroup
			running.Go(func() { assert.Error(t, get(t.Context(), c, leeloo.NoRetry())) })
			synctest.Wait()
			require.Error(t, get(t.Context(), c, leeloo.NoRetry()))
			running.Go(func() { // waits since the first pause
				assert.NoError(t, get(t.Context(), c))
				requireWaited()
			})
			running.Go(func() { // waits since the second pause
				time.Sleep(6 * time.Second)
				assert.NoError(t, get(t.Context(), c))
				requireWaited()
			})
			running.Wait()
		})
	}
}

// 20 processes of one company are refused at once and told to wait 2 seconds. A random part spreads their requests.
func TestRequestsAreSpreadAfterRetryAfter(t *testing.T) {
	t.Parallel()
	const clients, calls, retryAfter = 20, 3, 2 * time.Second
	tests := map[string]struct {
		refused int // calls of each client that receive the 429; the others wait out the pause
	}{
		"all calls are refused":          {calls},
		"one call of each client is":     {1},
		"two of three calls of a client": {2},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				var mu sync.Mutex
				var sent []time.Duration // after the refusals
				var running sync.WaitGroup
				for range clients {
					requests := 0
					server := scripted(func(r *http.Request) (*http.Response, error) {
						mu.Lock()
						requests++
						n := requests
						if n > tt.refused {
							sent = append(sent, time.Since(start))
						}
						mu.Unlock()
						if n > tt.refused {
							return respondEmptyList(r)
						}
						time.Sleep(10 * time.Millisecond) // until the other calls that are refused are sent
						return respond(429, limitText, "Retry-After", "2")(r)
					})
					c := server.client(t)
					for i := range calls {
						running.Go(func() {
							if i >= tt.refused {
								time.Sleep(20 * time.Millisecond) // after the refusal
							}
							assert.NoError(t, get(t.Context(), c))
						})
					}
				}
				running.Wait()
				slices.Sort(sent)
				require.Len(t, sent, clients*calls)
				assert.GreaterOrEqual(t, sent[0], retryAfter)
				assert.Less(t, sent[len(sent)-1], retryAfter+3*time.Second)
				const window = 100 * time.Millisecond
				for i := range len(sent) - clients {
					assert.Greater(t, sent[i+clients]-sent[i], window, "more than %d of %d requests within %v", clients, len(sent), window)
				}
			})
		})
	}
}

func TestPausePastTheDeadlineSendsNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := scripted(respond(429, "", "Retry-After", "30"), respondData(canaryItem))
		c := server.client(t)
		require.Error(t, get(t.Context(), c, leeloo.NoRetry()))
		time.Sleep(time.Second)
		start := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		err := canaryCalls["Orders.Create"].do(ctx, c)
		e := requireKind(t, leeloo.ErrRateLimited, err)
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, 29*time.Second, e.RetryAfter, "the rest of the pause")
		assert.False(t, e.MaybeApplied())
		assert.Zero(t, e.Attempts)
		assert.Zero(t, time.Since(start))
		assert.Equal(t, 1, server.requests())
	})
}

func TestPauseEndsWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := scripted(respond(429, "", "Retry-After", "30"))
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
