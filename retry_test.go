package leeloo_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

func get(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) error {
	return canaryCalls["Tags.List"].do(ctx, c, opts...)
}

// The wait before the n-th retry is spread over [0, min(20 s, first·2^(n-1))).
func TestBackoff(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		status int
		bounds []time.Duration
	}{
		{"after a failure", 503, []time.Duration{
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
					server := scripted(says(tt.status, ""))
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

func TestFourAttemptsByDefault(t *testing.T) {
	t.Parallel()
	for _, attempts := range []int{1, 2, 4, 7} {
		synctest.Test(t, func(t *testing.T) {
			server := scripted(says(503, ""))
			opts := []leeloo.Option{leeloo.WithMaxAttempts(attempts)}
			if attempts == 4 {
				opts = nil
			}
			e := requireKind(t, leeloo.ErrServer, get(t.Context(), server.client(t, opts...)))
			assert.Equal(t, attempts, server.requests())
			assert.Equal(t, attempts, e.Attempts)
		})
	}
}

// What Retry-After asks for is the least that is waited.
func TestRetryAfterIsAFloor(t *testing.T) {
	t.Parallel()
	now := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // synctest's
	httpDate := func(t time.Time) string { return t.Format(http.TimeFormat) }
	tests := []struct {
		name   string
		header []string
		want   time.Duration
	}{
		{"seconds", []string{"Retry-After", "7"}, 7 * time.Second},
		{"seconds, with blanks", []string{"Retry-After", " 7 "}, 7 * time.Second},
		{"the longest", []string{"Retry-After", "90"}, 90 * time.Second},
		{"a date", []string{"Retry-After", httpDate(now.Add(9 * time.Second))}, 9 * time.Second},
		{"a date, by the answer's clock", []string{
			"Date", httpDate(now.Add(-5 * time.Hour)), "Retry-After", httpDate(now.Add(-5*time.Hour + 11*time.Second)),
		}, 11 * time.Second},
		{"a date that has passed", []string{"Retry-After", httpDate(now.Add(-time.Hour))}, 0},
		{"zero", []string{"Retry-After", "0"}, 0},
		{"negative", []string{"Retry-After", "-30"}, 0},
		{"a fraction", []string{"Retry-After", "30.5"}, 0},
		{"no number", []string{"Retry-After", "soon"}, 0},
	}
	for _, tt := range tests {
		for _, status := range []int{429, 500, 503} {
			t.Run(fmt.Sprintf("%s, %d", tt.name, status), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					server := scripted(says(status, "", tt.header...), succeedsWithNothing)
					require.NoError(t, get(t.Context(), server.client(t)))
					require.Equal(t, 2, server.requests())
					assert.GreaterOrEqual(t, server.gaps()[0], tt.want)
					assert.Less(t, server.gaps()[0], tt.want+time.Second, "and no longer than the first backoff")
				})
			})
		}
	}
}

// A wait over 90 seconds, or past the caller's deadline, is not begun.
func TestWaitsThatAreNotBegun(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		hint     string
		deadline time.Duration // 0: none
		want     time.Duration // RetryAfter
	}{
		{"over 90 seconds", "91", 0, 91 * time.Second},
		{"an hour", "3600", 0, time.Hour},
		{"more seconds than a duration has", "9223372037", 0, math.MaxInt64},
		{"more than a number has", "99999999999999999999999999", 0, math.MaxInt64},
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
					server := scripted(says(status, "", "Retry-After", tt.hint))
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

// RetryAfter is told also where the SDK would not try again.
func TestRetryAfterIsTold(t *testing.T) {
	t.Parallel()
	server := scripted(says(503, "", "Retry-After", "5"))
	e := requireKind(t, leeloo.ErrServer, canaryCalls["Orders.Create"].do(t.Context(), server.client(t)))
	assert.Equal(t, 5*time.Second, e.RetryAfter)
	assert.Equal(t, 1, server.requests())
}

func TestBackoffPastTheDeadlineIsNotBegun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for range 100 {
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			server := scripted(says(503, ""))
			start := time.Now()
			requireKind(t, leeloo.ErrServer, get(ctx, server.client(t)))
			cancel()
			assert.Less(t, time.Since(start), 100*time.Millisecond)
		}
	})
}

// A wait ends with the context, and the error tells why, with the answer that led to the wait.
func TestWaitsStopWithTheContext(t *testing.T) {
	t.Parallel()
	cause := errors.New("the cause: " + canaryPhone)
	tests := []struct {
		op   string
		kind error
		answ reaction
	}{
		{"Tags.List", leeloo.ErrServer, says(503, "", "Retry-After", "60")},
		{"Tags.Add", leeloo.ErrServer, says(503, "", "Retry-After", "60")},
		{"Orders.Create", leeloo.ErrRateLimited, says(429, "", "Retry-After", "60")},
	}
	for _, tt := range tests {
		t.Run(tt.op, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancelCause(t.Context())
				time.AfterFunc(time.Second, func() { cancel(cause) })
				server := scripted(tt.answ)
				start := time.Now()
				err := canaryCalls[tt.op].do(ctx, server.client(t))
				assert.Equal(t, time.Second, time.Since(start))
				e := requireKind(t, tt.kind, err)
				assert.ErrorIs(t, err, context.Canceled)
				assert.ErrorIs(t, err, cause)
				assert.Equal(t, tt.op == "Tags.Add", e.MaybeApplied())
				assert.Equal(t, 1, server.requests())
				assert.Equal(t, time.Minute, e.RetryAfter)
			})
		})
	}
}

// A context that ends during an attempt ends the call, and shows with its cause.
func TestAttemptsStopWithTheContext(t *testing.T) {
	t.Parallel()
	cause := errors.New("the cause: " + canaryPhone)
	for _, op := range []string{"Tags.List", "Tags.Add", "Orders.Create"} {
		t.Run(op, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancelCause(t.Context())
				time.AfterFunc(time.Second, func() { cancel(cause) })
				server := scripted(hangs)
				book := &logbook{level: slog.LevelWarn}
				start := time.Now()
				err := canaryCalls[op].do(ctx, server.client(t, leeloo.WithLogger(slog.New(book))), leeloo.RetryUnsafe())
				assert.Equal(t, time.Second, time.Since(start))
				e := requireKind(t, nil, err)
				assert.Empty(t, book.lines, "no retry is announced, and none is paid for")
				assert.ErrorIs(t, err, context.Canceled)
				assert.NotErrorIs(t, err, context.DeadlineExceeded)
				assert.ErrorIs(t, err, cause)
				assert.Equal(t, op != "Tags.List", e.MaybeApplied())
				assert.Equal(t, 1, server.requests())
			})
		})
	}
}

// A context that has ended before the call: nothing is sent.
func TestEndedContext(t *testing.T) {
	t.Parallel()
	cause := errors.New("the cause: " + canaryPhone)
	for name, opts := range map[string][]leeloo.Option{
		"no limiter":      nil,
		"default limiter": {leeloo.WithHTTPClient(&http.Client{Transport: scripted(succeedsWithNothing)})},
	} {
		for _, op := range []string{"Tags.List", "Orders.Create"} {
			t.Run(name+", "+op, func(t *testing.T) {
				ctx, cancel := context.WithCancelCause(t.Context())
				cancel(cause)
				server := scripted(succeeds(canaryRow))
				var c *leeloo.Client
				if opts == nil {
					c = server.client(t)
				} else {
					var err error
					c, err = leeloo.NewClient(canaryToken, leeloo.WithHTTPClient(&http.Client{Transport: server}))
					require.NoError(t, err)
				}
				err := canaryCalls[op].do(ctx, c)
				e := requireKind(t, nil, err)
				assert.ErrorIs(t, err, context.Canceled)
				assert.ErrorIs(t, err, cause)
				assert.False(t, e.MaybeApplied())
				assert.Zero(t, server.requests())
			})
		}
	}
}

// An attempt has its own deadline, which covers the body; the caller's context lives on.
func TestAttemptTimeout(t *testing.T) {
	t.Parallel()
	drips := func(r *http.Request) (*http.Response, error) {
		return cannedResponse(r, 200, &drippingBody{ctx: r.Context()}), nil
	}
	for name, server := range map[string]*scriptedServer{"no answer": scripted(hangs), "a body that drips": scripted(drips)} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				err := get(t.Context(), server.client(t, leeloo.WithMaxAttempts(1)))
				assert.Equal(t, 30*time.Second, time.Since(start), "the default")
				requireKind(t, nil, err)
				assert.ErrorIs(t, err, context.DeadlineExceeded)

				start = time.Now()
				requireKind(t, nil, get(t.Context(), server.client(t, leeloo.WithMaxAttempts(1), leeloo.WithTimeout(3*time.Second))))
				assert.Equal(t, 3*time.Second, time.Since(start))
			})
		})
	}
}

// drippingBody gives a blank a second, for ever.
type drippingBody struct{ ctx context.Context }

func (b *drippingBody) Read(p []byte) (int, error) {
	select {
	case <-time.After(time.Second):
		p[0] = ' '
		return 1, nil
	case <-b.ctx.Done():
		return 0, b.ctx.Err()
	}
}

// The budget of a client allows 100 retries, and a success at the first try earns a fifth of one.
func TestRetryBudget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		up, down := succeedsWithNothing, says(503, "")
		state := &down
		server := scripted(func(r *http.Request) (*http.Response, error) { return (*state)(r) })
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

		state = &up
		call(4)
		state = &down
		assert.Equal(t, 1, call(1), "four successes are not enough")
		state = &up
		call(1)
		state = &down
		assert.Equal(t, 2+1, call(2), "five successes earn one retry")

		state = &up
		call(2000)
		state = &down
		assert.Equal(t, 50+100, call(50), "no more is saved than there was at the start")
	})
}

// A success that took a retry does not pay for one.
func TestRetriedSuccessEarnsNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var n int
		server := scripted(func(r *http.Request) (*http.Response, error) {
			if n++; n%2 == 1 {
				return says(503, "")(r)
			}
			return succeedsWithNothing(r)
		})
		c := server.client(t)
		for range 100 {
			require.NoError(t, get(t.Context(), c))
		}
		require.Error(t, get(t.Context(), c))
	})
}

// What is sent again is the same to the byte, and so is its type: a multipart boundary is drawn once.
func TestSameBytesAgain(t *testing.T) {
	t.Parallel()
	for op, call := range canaryCalls {
		for _, encoding := range []leeloo.FormEncoding{leeloo.FormURLEncoded, leeloo.FormMultipart, leeloo.FormJSON} {
			t.Run(op+strconv.Itoa(int(encoding)), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					server := scripted(says(429, ""), says(429, ""), fails(refusedDial), succeeds(call.data))
					require.NoError(t, call.do(t.Context(), server.client(t, leeloo.WithFormEncoding(encoding)), leeloo.RetryUnsafe()))
					seen := server.sightings()
					require.Len(t, seen, 4)
					for _, again := range seen[1:] {
						again.at = seen[0].at
						assert.Equal(t, seen[0], again)
					}
				})
			})
		}
	}
}

// refusedDial is a dial error, but from a round tripper that gives no proof of it.
var refusedDial = syscall.ECONNREFUSED

// A round tripper's word that nothing was sent is no proof: only net/http's own trace is.
func TestTextIsNoProof(t *testing.T) {
	t.Parallel()
	server := scripted(fails(refusedDial))
	e := requireKind(t, nil, canaryCalls["Orders.Create"].do(t.Context(), server.client(t)))
	assert.True(t, e.MaybeApplied())
	assert.Equal(t, 1, server.requests())
}

func TestRequestOptionsOnRetries(t *testing.T) {
	t.Parallel()
	noRetry, unsafe := leeloo.NoRetry(), leeloo.RetryUnsafe()
	tests := []struct {
		name   string
		op     string
		answer reaction
		opts   []leeloo.RequestOption
		want   int // requests
	}{
		{"read", "Tags.List", says(503, ""), nil, 4},
		{"read", "Tags.List", says(503, ""), []leeloo.RequestOption{noRetry}, 1},
		{"read", "Tags.List", says(429, ""), []leeloo.RequestOption{noRetry}, 1},
		{"read", "Tags.List", fails(errors.New("lost")), []leeloo.RequestOption{noRetry}, 1},
		{"set", "Tags.Add", says(500, ""), nil, 1},
		{"set", "Tags.Add", says(500, ""), []leeloo.RequestOption{unsafe}, 4},
		{"set", "Tags.Add", says(503, ""), []leeloo.RequestOption{noRetry}, 1},
		{"act", "Orders.Create", says(500, ""), nil, 1},
		{"act", "Orders.Create", says(500, ""), []leeloo.RequestOption{unsafe}, 4},
		{"act", "Orders.Create", says(502, ""), []leeloo.RequestOption{unsafe}, 4},
		{"act", "Orders.Create", says(200, serverError), []leeloo.RequestOption{unsafe}, 4},
		{"act", "Orders.Create", fails(errors.New("lost")), []leeloo.RequestOption{unsafe}, 4},
		{"act", "Orders.Create", says(429, ""), nil, 4},
		{"act", "Orders.Create", says(429, ""), []leeloo.RequestOption{noRetry}, 1},
		{"a refusal is final", "Orders.Create", says(200, refusal), []leeloo.RequestOption{unsafe}, 1},
		{"garbage is final", "Orders.Create", says(200, "null"), []leeloo.RequestOption{unsafe}, 1},
		{"NoRetry overrules", "Orders.Create", says(502, ""), []leeloo.RequestOption{unsafe, noRetry}, 1},
		{"NoRetry overrules", "Orders.Create", says(502, ""), []leeloo.RequestOption{noRetry, unsafe}, 1},
	}
	for i, tt := range tests {
		t.Run(fmt.Sprintf("%s %d", tt.name, i), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := scripted(tt.answer)
				requireError(t, canaryCalls[tt.op].do(t.Context(), server.client(t), tt.opts...))
				assert.Equal(t, tt.want, server.requests())
			})
		})
	}
}

// What an earlier attempt may have done, no later refusal undoes.
func TestMaybeAppliedSticks(t *testing.T) {
	t.Parallel()
	unavailable := says(502, quotingPage)
	tests := []struct {
		name   string
		op     string
		script []reaction
		kind   error
		want   bool
		opts   []leeloo.RequestOption
	}{
		{"a refusal alone", "Tags.Add", []reaction{says(200, refusal)}, leeloo.ErrRejected, false, nil},
		{"502, then a refusal", "Tags.Add", []reaction{unavailable, says(200, refusal)}, leeloo.ErrRejected, true, nil},
		{"502, 429, then 404", "People.Update", []reaction{unavailable, says(429, ""), says(404, "")}, leeloo.ErrNotFound, true, nil},
		{"lost, then 401", "Tags.Remove", []reaction{fails(errors.New("lost")), says(401, "")}, leeloo.ErrUnauthorized, true, nil},
		{"timeout, then 302", "Tags.Remove", []reaction{hangs, says(302, "")}, leeloo.ErrRedirect, true, nil},
		{"429, then a refusal", "Orders.Create", []reaction{says(429, ""), says(200, refusal)}, leeloo.ErrRejected, false, nil},
		{"unsafe: 500, then a refusal", "Orders.Create", []reaction{says(500, ""), says(200, refusal)}, leeloo.ErrRejected, true, []leeloo.RequestOption{leeloo.RetryUnsafe()}},
		{"reading leaves nothing open", "Tags.List", []reaction{unavailable, says(200, refusal)}, leeloo.ErrRejected, false, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := scripted(tt.script...)
				e := requireKind(t, tt.kind, canaryCalls[tt.op].do(t.Context(), server.client(t), tt.opts...))
				assert.Equal(t, tt.want, e.MaybeApplied())
				assert.Equal(t, len(tt.script), server.requests())
				assert.Equal(t, len(tt.script), e.Attempts)
			})
		})
	}
}

// Nothing is known about what the escape hatch calls: only a GET is repeated.
func TestCallIsRepeatedForGetAlone(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]reaction{"429": says(429, ""), "503": says(503, ""), "lost": fails(errors.New("lost")), "limit text": says(200, limitText)} {
		for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
			t.Run(name+" "+method, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					server := scripted(f)
					e := requireError(t, server.client(t).Call(t.Context(), leeloo.CallRequest{Method: method, Path: "/x"}, nil))
					want := 1
					if method == http.MethodGet {
						want = 4
					}
					assert.Equal(t, want, server.requests())
					assert.Equal(t, want, e.Attempts)
					assert.Equal(t, method != http.MethodGet && (name == "503" || name == "lost"), e.MaybeApplied())
				})
			})
		}
	}
}
