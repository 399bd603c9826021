package leeloo_test

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

const quotaUsedUp = "not retried: the retry quota of the client is used up"

// switchable returns a server whose response can be replaced while it runs.
func switchable(response responder) (server *scriptedServer, switchTo func(responder)) {
	server = scripted(func(r *http.Request) (*http.Response, error) { return response(r) })
	return server, func(next responder) { response = next }
}

// The quota allows 100 retries at the start, and one more for 5 calls that succeed at the first attempt.
func TestRetryQuota(t *testing.T) {
	t.Parallel()
	up, down := respondEmptyList, respond(503, "")
	synctest.Test(t, func(t *testing.T) {
		server, switchTo := switchable(down)
		c := server.client(t)
		call := func(times int) (requests int) {
			before := server.requests()
			for range times {
				_ = get(t.Context(), c)
			}
			return server.requests() - before
		}
		assert.Equal(t, 40+100, call(40), "an outage is not multiplied by 4")
		assert.Equal(t, 10, call(10), "nothing is left")

		switchTo(up)
		call(4)
		switchTo(down)
		assert.Equal(t, 1, call(1), "four successes are not enough")
		switchTo(up)
		call(1)
		switchTo(down)
		assert.Equal(t, 2+1, call(2), "five successes allow one retry")

		switchTo(up)
		call(2000)
		switchTo(down)
		assert.Equal(t, 50+100, call(50), "the quota is never larger than at the start")
	})
}

func TestRetryQuotaIsPerClient(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := scripted(respond(503, ""))
		for range 3 {
			c, before := server.client(t), server.requests()
			for range 50 {
				require.Error(t, get(t.Context(), c))
			}
			assert.Equal(t, 50+100, server.requests()-before)
		}
	})
}

// A retry after a 429 takes nothing from the quota: the pause and the limiter bound such retries.
func TestRetriesAfter429TakeNoQuota(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, switchTo := switchable(respond(429, ""))
		c := server.client(t)
		for range 200 {
			e := requireKind(t, leeloo.ErrRateLimited, get(t.Context(), c))
			require.Equal(t, 4, e.Attempts)
		}
		switchTo(respond(503, ""))
		before := server.requests()
		for range 50 {
			require.Error(t, get(t.Context(), c))
		}
		assert.Equal(t, 50+100, server.requests()-before, "the quota is full")
	})
}

// A call that fails because the quota is used up says so. A call that is not retried for another reason does not.
func TestErrorSaysThatTheRetryQuotaIsUsedUp(t *testing.T) {
	t.Parallel()
	for name, failure := range map[string]responder{"503": respond(503, ""), "lost response": failWith(errors.New("lost"))} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := scripted(failure)
				c := server.client(t)
				notRetried := 0
				for range 60 {
					e := requireError(t, get(t.Context(), c))
					if e.Attempts == 4 {
						require.NotContains(t, e.Error(), "quota")
						continue
					}
					notRetried++
					require.ErrorContains(t, e, quotaUsedUp)
				}
				require.Positive(t, notRetried)
				for _, call := range []string{"Orders.Create", "Tags.Add"} {
					e := requireError(t, canaryCalls[call].do(t.Context(), c))
					assert.Equal(t, call == "Tags.Add", strings.Contains(e.Error(), quotaUsedUp), call)
					assert.True(t, e.MaybeApplied())
				}
				e := requireError(t, get(t.Context(), c, leeloo.NoRetry()))
				assert.NotContains(t, e.Error(), "quota")
			})
		})
	}
}

// countingServer fails some requests. It stores no requests, so that a simulation can be long.
type countingServer struct {
	mu       sync.Mutex
	requests int
	fails    func(request int) (status int) // 0 for a success
}

func (s *countingServer) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	s.requests++
	status := s.fails(s.requests)
	s.mu.Unlock()
	if status == 0 {
		return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader(`{"status":1,"data":[]}`))}, nil
	}
	return &http.Response{StatusCode: status, Body: http.NoBody}, nil
}

// everyNth fails every n-th request, n being random between from and to.
func everyNth(from, to, status int) func(int) int {
	random := rand.New(rand.NewPCG(1, uint64(from*100+to)))
	next := 0
	return func(request int) int {
		if next == 0 {
			next = request + from - 1
		}
		if request < next {
			return 0
		}
		next += from + random.IntN(to-from+1)
		return status
	}
}

// A steady share of failures never uses up the quota.
func TestRetryQuotaLasts(t *testing.T) {
	t.Parallel()
	const calls = 20_000
	for _, tt := range []struct{ from, to, status int }{
		{4, 4, 503}, {4, 10, 503}, {10, 10, 503}, {4, 10, 429},
	} {
		t.Run(fmt.Sprintf("%d at every %dth to %dth request", tt.status, tt.from, tt.to), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := &countingServer{fails: everyNth(tt.from, tt.to, tt.status)}
				c := canaryClient(t, server)
				for range calls {
					require.NoError(t, get(t.Context(), c))
				}
				assert.GreaterOrEqual(t, server.requests, calls+calls/tt.to, "failures were retried")
			})
		})
	}
}

// During an outage of 30 minutes, the client sends about one request for each call, and recovers after it.
func TestRetryQuotaBoundsTheRequestsOfAnOutage(t *testing.T) {
	t.Parallel()
	for name, limited := range map[string]bool{"default limiter": true, "no limiter": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				const outage = 30 * time.Minute
				isDown := func() bool { return time.Since(start) < outage }
				server := &countingServer{fails: func(int) int {
					if isDown() {
						return 503
					}
					return 0
				}}
				c := canaryClient(t, server)
				if limited {
					var err error
					c, err = leeloo.NewClient(canaryToken, leeloo.WithHTTPClient(&http.Client{Transport: server}))
					require.NoError(t, err)
				}
				var mu sync.Mutex
				calls := 0
				var running sync.WaitGroup
				for range 10 {
					running.Go(func() {
						for isDown() {
							err := get(t.Context(), c)
							mu.Lock()
							if isDown() {
								calls++
								assert.ErrorIs(t, err, leeloo.ErrServer)
							}
							mu.Unlock()
							time.Sleep(2 * time.Second)
						}
					})
				}
				running.Wait()
				require.Greater(t, calls, 5000)
				assert.LessOrEqual(t, server.requests, calls+100+2*10, "100 retries, and what is under way at the end")

				for range 500 {
					require.NoError(t, get(t.Context(), c), "after the outage")
				}
				server.requests, server.fails = 0, func(request int) int {
					if request <= 3 {
						return 503
					}
					return 0
				}
				require.NoError(t, get(t.Context(), c), "the quota is full again")
			})
		})
	}
}
