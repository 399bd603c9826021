package leeloo

import (
	"context"
	"crypto/tls"
	"errors"
	"time"

	"github.com/leeloo-go/leeloo/internal/attempt"
	"github.com/leeloo-go/leeloo/internal/limit"
	"github.com/leeloo-go/leeloo/internal/retry"
	"github.com/leeloo-go/leeloo/internal/route"
)

// maxWait is the longest that a call waits because the API asks for it.
const maxWait = 90 * time.Second

// obtain sends the message until it is settled.
func (r *reply) obtain(ctx context.Context) *Error {
	maybeApplied := false
	for {
		if err := r.await(ctx); err != nil {
			err.applied = maybeApplied
			return err
		}
		err := r.attempt(ctx)
		if err == nil {
			if r.attempts == 1 {
				r.core.budget.Earn()
			}
			return nil
		}
		// What an earlier attempt may have done, no later refusal undoes.
		maybeApplied = maybeApplied || err.applied
		err.applied = maybeApplied
		if !r.pause(ctx, err) {
			return err
		}
	}
}

// await waits until the API's last word and the limiter let the message through.
func (r *reply) await(ctx context.Context) *Error {
	start := r.core.log.now()
	for {
		err := r.core.gate.Wait(ctx)
		if err == nil && r.core.limiter != nil {
			err = r.core.limiter.Wait(ctx)
		}
		if err != nil {
			return r.unsent(ctx, err)
		}
		if r.core.gate.Pause() == 0 {
			r.core.log.wait(ctx, r, start)
			return nil
		}
	}
}

// attempt makes one attempt and judges it.
func (r *reply) attempt(ctx context.Context) *Error {
	r.release() // the answer before
	r.attempts++
	start := r.core.log.now()
	r.answer, r.lost = r.core.sender.Send(operationContext{ctx, r.route, r.attempts}, r.request)
	r.core.log.attempt(ctx, r, start)
	err := r.judge()
	if err != nil && err.kind == ErrRateLimited {
		r.core.gate.Close(min(err.RetryAfter, maxWait))
	}
	return err
}

// pause waits for the time to try again, or reports that there is none.
func (r *reply) pause(ctx context.Context, err *Error) bool {
	if !r.again(err) {
		return false
	}
	wait := max(err.RetryAfter, retry.Backoff(r.attempts, err.kind == ErrRateLimited))
	if deadline, ok := ctx.Deadline(); wait > maxWait || ok && time.Now().Add(wait).After(deadline) {
		return false
	}
	if !r.core.budget.Spend() {
		return false
	}
	r.core.log.retry(ctx, r, wait)
	if ended := limit.Sleep(ctx, wait); ended != nil {
		err.cause = errors.Join(err.cause, ended, context.Cause(ctx))
		err.hint = "the context ended before it was time to try again"
		return false
	}
	return true
}

// again reports whether the message may be sent once more.
func (r *reply) again(err *Error) bool {
	if r.options.noRetry || r.attempts >= r.core.maxAttempts {
		return false
	}
	class := r.route.Class
	if r.options.retryUnsafe {
		class = route.Read
	}
	return retry.Again(class, r.outcome(err))
}

func (r *reply) outcome(err *Error) retry.Outcome {
	o := retry.Outcome{
		Status:      r.answer.StatusCode,
		RateLimited: err.kind == ErrRateLimited,
		ServerError: r.env.Failure.Server(),
	}
	if failure, ok := errors.AsType[*attempt.Failure](r.lost); ok && err.kind == nil && !failure.Ended {
		_, o.Distrust = errors.AsType[*tls.CertificateVerificationError](failure.Err)
		o.Lost, o.NeverLeft = true, failure.NeverLeft
	}
	return o
}
