package leeloo_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo"
)

// errCause is the cause of a canceled context. It contains personal data, as the error of a caller can.
var errCause = errors.New("the cause: " + canaryPhone)

// The error of a wait that was canceled contains the response that led to the wait.
func TestWaitsStopWithTheContext(t *testing.T) {
	t.Parallel()
	tests := []struct {
		op       string
		kind     error
		response responder
	}{
		{"Tags.List", leeloo.ErrServer, respond(503, "", "Retry-After", "60")},
		{"Tags.Add", leeloo.ErrServer, respond(503, "", "Retry-After", "60")},
		{"Orders.Create", leeloo.ErrRateLimited, respond(429, "", "Retry-After", "60")},
	}
	for _, tt := range tests {
		t.Run(tt.op, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancelCause(t.Context())
				time.AfterFunc(time.Second, func() { cancel(errCause) })
				server := scripted(tt.response)
				start := time.Now()
				err := canaryCalls[tt.op].do(ctx, server.client(t))
				assert.Equal(t, time.Second, time.Since(start))
				e := requireKind(t, tt.kind, err)
				assert.ErrorIs(t, err, context.Canceled)
				assert.ErrorIs(t, err, errCause)
				assert.Equal(t, tt.op == "Tags.Add", e.MaybeApplied())
				assert.Equal(t, 1, server.requests())
				assert.Equal(t, time.Minute, e.RetryAfter)
			})
		})
	}
}

func TestAttemptsStopWithTheContext(t *testing.T) {
	t.Parallel()
	for _, op := range []string{"Tags.List", "Tags.Add", "Orders.Create"} {
		t.Run(op, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancelCause(t.Context())
				time.AfterFunc(time.Second, func() { cancel(errCause) })
				server := scripted(neverRespond)
				var log bytes.Buffer
				c := server.client(t, leeloo.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
				start := time.Now()
				err := canaryCalls[op].do(ctx, c, leeloo.RetryUnsafe())
				assert.Equal(t, time.Second, time.Since(start))
				e := requireKind(t, nil, err)
				assert.Contains(t, log.String(), "leeloo: attempt")
				assert.NotContains(t, log.String(), "leeloo: will retry")
				assert.ErrorIs(t, err, context.Canceled)
				assert.NotErrorIs(t, err, context.DeadlineExceeded)
				assert.ErrorIs(t, err, errCause)
				assert.Equal(t, op != "Tags.List", e.MaybeApplied())
				assert.Equal(t, 1, server.requests())
			})
		})
	}
}

func TestCanceledContextSendsNothing(t *testing.T) {
	t.Parallel()
	for _, limited := range []bool{true, false} {
		for _, op := range []string{"Tags.List", "Orders.Create"} {
			ctx, cancel := context.WithCancelCause(t.Context())
			cancel(errCause)
			server := scripted(respondData(canaryItem))
			c := server.client(t)
			if limited {
				c = server.limitedClient(t)
			}
			err := canaryCalls[op].do(ctx, c)
			e := requireKind(t, nil, err)
			assert.ErrorIs(t, err, context.Canceled)
			assert.ErrorIs(t, err, errCause)
			assert.False(t, e.MaybeApplied())
			assert.Zero(t, server.requests())
		}
	}
}

// The timeout of an attempt includes the body.
func TestAttemptTimeout(t *testing.T) {
	t.Parallel()
	slowBody := func(r *http.Request) (*http.Response, error) {
		return cannedResponse(r, 200, &drippingBody{ctx: r.Context()}), nil
	}
	for name, server := range map[string]*scriptedServer{"no response": scripted(neverRespond), "a slow body": scripted(slowBody)} {
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

// drippingBody returns a blank a second, until its context ends.
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
