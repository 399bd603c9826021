package leeloo_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// limiterFunc is a Limiter of the caller's.
type limiterFunc func(context.Context) error

func (f limiterFunc) Wait(ctx context.Context) error { return f(ctx) }

func TestWithLimiterIsCalledBeforeEachAttempt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var server *scriptedServer
		var before []int // the number of requests at each Wait
		limiter := limiterFunc(func(context.Context) error {
			before = append(before, server.requests())
			return nil
		})
		server = scripted(respond(503, ""), respond(429, "", "Retry-After", "2"), respondEmptyList)
		require.NoError(t, get(t.Context(), server.client(t, leeloo.WithLimiter(limiter))))
		assert.Equal(t, []int{0, 1, 2}, before)
	})
}

func TestWithLimiterReplacesTheDefault(t *testing.T) {
	t.Parallel()
	for name, limiter := range map[string]leeloo.Limiter{
		"nil":          nil,
		"without wait": limiterFunc(func(context.Context) error { return nil }),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := scripted(respondEmptyList)
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

func TestErrorOfALimiterEndsTheCall(t *testing.T) {
	t.Parallel()
	refused := errors.New("no: " + canaryToken + canaryPhone)
	tests := []struct {
		name         string
		op           string
		script       []responder // the attempts before the limiter refuses
		maybeApplied bool
	}{
		{"before the first attempt", "Orders.Create", nil, false},
		{"safe, after a 503", "Tags.List", []responder{respond(503, "")}, false},
		{"safe, after SERVER_ERROR", "Tags.List", []responder{respond(200, serverError)}, false},
		{"idempotent, after a 503", "Tags.Add", []responder{respond(503, "")}, true},
		{"idempotent, after a lost response", "Tags.Add", []responder{failWith(errors.New("lost"))}, true},
		{"non-idempotent, after a 429", "Orders.Create", []responder{respond(429, "")}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := scripted(append(tt.script, respondData(canaryItem))...)
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
				assert.Equal(t, tt.maybeApplied, e.MaybeApplied())
				assert.Equal(t, len(tt.script), e.Attempts)
				assert.Equal(t, len(tt.script), server.requests())
				assert.Equal(t, len(tt.script)+1, waits, "the limiter is not asked again")
			})
		})
	}
}

// tokenBucket imitates *rate.Limiter of golang.org/x/time: Wait returns an error at once, without a type, if the wait
// would pass the deadline of the context.
type tokenBucket struct {
	interval time.Duration
	next     time.Time // when the next request may be sent
}

func (b *tokenBucket) Wait(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	now := time.Now()
	if b.next.Before(now) {
		b.next = now
	}
	wait := b.next.Sub(now)
	if deadline, ok := ctx.Deadline(); ok && wait > deadline.Sub(now) {
		return fmt.Errorf("rate: Wait(n=%d) would exceed context deadline", 1)
	}
	b.next = b.next.Add(b.interval)
	select {
	case <-time.After(wait):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func TestAnyLimiterPastTheDeadlineIsRateLimited(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		op     string
		script []responder // the attempts before
		kind   error
		end    error // that the error matches besides
		after  func(context.Context) (context.Context, context.CancelFunc)
	}{
		{"before the deadline", "Orders.Create", nil, leeloo.ErrRateLimited, context.DeadlineExceeded, deadlineIn(10 * time.Second)},
		{"before the deadline of a safe call", "Tags.List", nil, leeloo.ErrRateLimited, context.DeadlineExceeded, deadlineIn(10 * time.Second)},
		{"before a retry", "Tags.List", []responder{respond(503, "")}, leeloo.ErrRateLimited, context.DeadlineExceeded, deadlineIn(10 * time.Second)},
		{"canceled while it waits", "Orders.Create", nil, nil, context.Canceled, canceledIn(10 * time.Second)},
		{"canceled before it waits", "Orders.Create", nil, nil, context.Canceled, canceledIn(0)},
		{"after the deadline", "Orders.Create", nil, nil, context.DeadlineExceeded, deadlineIn(0)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := scripted(append(tt.script, respondData(canaryItem))...)
				bucket := &tokenBucket{interval: time.Minute}
				c := server.client(t, leeloo.WithLimiter(bucket))
				if tt.script == nil {
					require.NoError(t, bucket.Wait(t.Context()), "another call uses the only token")
				}
				ctx, cancel := tt.after(t.Context())
				defer cancel()
				err := canaryCalls[tt.op].do(ctx, c)
				e := requireKind(t, tt.kind, err)
				assert.ErrorIs(t, err, tt.end)
				assert.False(t, e.MaybeApplied())
				assert.Equal(t, len(tt.script), e.Attempts)
				assert.Equal(t, len(tt.script), server.requests(), "nothing was sent")
			})
		})
	}
}

func deadlineIn(d time.Duration) func(context.Context) (context.Context, context.CancelFunc) {
	return func(ctx context.Context) (context.Context, context.CancelFunc) { return context.WithTimeout(ctx, d) }
}

func canceledIn(d time.Duration) func(context.Context) (context.Context, context.CancelFunc) {
	return func(ctx context.Context) (context.Context, context.CancelFunc) {
		ctx, cancel := context.WithCancel(ctx)
		if d == 0 {
			cancel()
		} else {
			time.AfterFunc(d, cancel)
		}
		return ctx, cancel
	}
}

// Without a deadline, an error of the limiter is not a rate limit: its store may be unreachable, for example.
func TestErrorOfALimiterWithoutADeadlineHasNoKind(t *testing.T) {
	t.Parallel()
	unreachable := errors.New("store unreachable")
	server := scripted(respondEmptyList)
	limiter := limiterFunc(func(context.Context) error { return unreachable })
	err := get(t.Context(), server.client(t, leeloo.WithLimiter(limiter)))
	requireKind(t, nil, err)
	assert.ErrorIs(t, err, unreachable)
	assert.NotErrorIs(t, err, context.DeadlineExceeded)
	assert.Zero(t, server.requests())
}
