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

// attempts sends the message until it is settled.
func (m *message) attempts(ctx context.Context) (*reply, error) {
	r := &reply{message: m}
	maybeApplied := false
	for {
		if err := m.await(ctx, r); err != nil {
			err.applied = maybeApplied
			return r, err
		}
		err := m.attempt(ctx, r)
		if err == nil {
			if r.attempts == 1 {
				m.core.budget.Earn()
			}
			return r, nil
		}
		// What an earlier attempt may have done, no later refusal undoes.
		maybeApplied = maybeApplied || err.applied
		err.applied = maybeApplied
		if !m.pause(ctx, r, err) {
			return r, err
		}
	}
}

// await waits until the API's last word and the limiter let the message through.
func (m *message) await(ctx context.Context, r *reply) *Error {
	start := time.Now()
	for {
		err := m.core.gate.Wait(ctx)
		if err == nil && m.core.limiter != nil {
			err = m.core.limiter.Wait(ctx)
		}
		if err != nil {
			return r.unsent(ctx, err)
		}
		if m.core.gate.Pause() == 0 {
			m.core.log.wait(ctx, r, time.Since(start))
			return nil
		}
	}
}

// attempt makes one attempt and judges it.
func (m *message) attempt(ctx context.Context, r *reply) *Error {
	r.attempts++
	start := time.Now()
	r.answer, r.lost = m.core.sender.Send(operationContext{ctx, m.route, r.attempts}, m.request)
	m.core.log.attempt(ctx, r, time.Since(start))
	err := r.judge()
	if err != nil && err.kind == ErrRateLimited {
		m.core.gate.Close(min(err.RetryAfter, maxWait))
	}
	return err
}

// pause waits for the time to try again, or reports that there is none.
func (m *message) pause(ctx context.Context, r *reply, err *Error) bool {
	if !m.again(r, err) {
		return false
	}
	wait := max(err.RetryAfter, retry.Backoff(r.attempts, err.kind == ErrRateLimited))
	if deadline, ok := ctx.Deadline(); wait > maxWait || ok && time.Now().Add(wait).After(deadline) {
		return false
	}
	if !m.core.budget.Spend() {
		return false
	}
	m.core.log.retry(ctx, r, wait)
	if ended := limit.Sleep(ctx, wait); ended != nil {
		err.cause = errors.Join(err.cause, ended, context.Cause(ctx))
		err.hint = "the context ended before it was time to try again"
		return false
	}
	return true
}

// again reports whether the message may be sent once more.
func (m *message) again(r *reply, err *Error) bool {
	if m.options.noRetry || r.attempts >= m.core.maxAttempts {
		return false
	}
	class := m.route.Class
	if m.options.retryUnsafe {
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
