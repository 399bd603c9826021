package durable

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/internal/ratelimit"
)

// Limiter lets a step wait for the rate limit before it is recorded as begun, and passes the request of the step through
// the client's limiter without a second wait. Use one for the client and for its jobs:
//
//	limiter := durable.NewLimiter(nil)
//	client, err := leeloo.NewClient(token, leeloo.WithLimiter(limiter))
//	…
//	err = durable.Run(ctx, store, durable.Job{ID: id, Limiter: limiter}, work)
//
// All requests of the client count, those of other calls and of retries too.
type Limiter struct{ limiter leeloo.Limiter }

// NewLimiter returns a Limiter around another one. If it is nil, the limit is that of the API: 300 requests in any minute.
func NewLimiter(limiter leeloo.Limiter) *Limiter {
	if limiter == nil {
		limiter = ratelimit.NewWindow(300, time.Minute)
	}
	return &Limiter{limiter}
}

// Wait implements [leeloo.Limiter].
func (l *Limiter) Wait(ctx context.Context) error {
	if a, ok := ctx.Value(admissionKey{}).(*admission); ok && a.limiter == l && a.unused.CompareAndSwap(true, false) {
		return nil
	}
	return l.limiter.Wait(ctx)
}

type admissionKey struct{}

// admission lets one request pass that has waited already.
type admission struct {
	limiter *Limiter
	unused  atomic.Bool
}

// admit waits, and returns a context with which the next Wait returns at once.
func (l *Limiter) admit(ctx context.Context) (context.Context, error) {
	if l == nil {
		return ctx, nil
	}
	if err := l.limiter.Wait(ctx); err != nil {
		return nil, err
	}
	a := &admission{limiter: l}
	a.unused.Store(true)
	return context.WithValue(ctx, admissionKey{}, a), nil
}
