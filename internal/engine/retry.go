package engine

import (
	"context"
	"errors"
	"time"

	"github.com/leeloo-go/leeloo/internal/operation"
	"github.com/leeloo-go/leeloo/internal/ratelimit"
	"github.com/leeloo-go/leeloo/internal/response"
	"github.com/leeloo-go/leeloo/internal/retry"
)

// shouldRetry reports whether the policy and the caller let the request be sent again.
func (e *Engine) shouldRetry(x *Exchange, o *response.Outcome) bool {
	class := x.Endpoint.Class
	if x.Retry == RetryUnsafe {
		class = operation.Safe
	}
	return x.Retry != RetryNever && x.Attempts < e.MaxAttempts && o.Retryable(class) && o.RetryAfter <= retry.MaxAfter
}

// waitToRetry waits until it is time for the next attempt. It returns false if the context ends before that, or if the
// retry quota of the client is used up.
func (e *Engine) waitToRetry(ctx context.Context, x *Exchange, o *response.Outcome) bool {
	wait := retry.Delay(x.Attempts, o.Reason == response.RateLimited, o.RetryAfter)
	if deadline, ok := ctx.Deadline(); ok && time.Now().Add(wait).After(deadline) {
		o.Hint = "not retried: the wait would pass the deadline of the context"
		e.logNoRetry(ctx, x, o)
		return false
	}
	// The pause and the limiter bound the retries after a rate limit.
	x.paid = o.Reason != response.RateLimited
	if x.paid && !e.quota.Withdraw() {
		o.Hint = "not retried: the retry quota of the client is used up"
		e.logNoRetry(ctx, x, o)
		return false
	}
	e.logRetry(ctx, x, o, wait)
	if err := ratelimit.Sleep(ctx, wait); err != nil {
		o.Cause = errors.Join(o.Cause, err, context.Cause(ctx))
		o.Hint = "the context ended before the next attempt"
		e.refund(x)
		return false
	}
	return true
}

// creditSuccess gives the retry quota back what the successful retry took from it. A success without a retry adds to the
// quota.
func (e *Engine) creditSuccess(x *Exchange, retried bool) {
	if retried {
		e.refund(x)
	} else {
		e.quota.Deposit()
	}
}

// refund gives the retry quota back what a retry took that succeeded, or that was not sent.
func (e *Engine) refund(x *Exchange) {
	if x.paid {
		e.quota.Refund()
	}
}
