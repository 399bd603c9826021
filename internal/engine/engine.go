// Package engine sends one request: it waits for the rate limit, makes an attempt, checks the response, and retries if
// that does no harm.
package engine

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/leeloo-go/leeloo/internal/codec"
	"github.com/leeloo-go/leeloo/internal/operation"
	"github.com/leeloo-go/leeloo/internal/ratelimit"
	"github.com/leeloo-go/leeloo/internal/response"
	"github.com/leeloo-go/leeloo/internal/retry"
	"github.com/leeloo-go/leeloo/internal/transport"
)

// Engine sends the requests of one client. It is safe for concurrent use.
type Engine struct {
	Transport   transport.Transport
	Limiter     interface{ Wait(context.Context) error } // may be nil
	MaxAttempts int
	Logger      *slog.Logger // may be nil

	pause   ratelimit.Pause
	quota   retry.Quota
	checker response.Checker
}

// Exchange is a request, and its last response.
type Exchange struct {
	Endpoint operation.Endpoint
	Request  transport.Request
	Retry    RetryMode
	Data     Data // reads the data of a success; may be nil

	Response transport.Response
	Envelope response.Envelope // of the response: valid until that is released
	Attempts int

	paid bool // the retry quota paid for the retry that is next or was last
}

// Data reads and checks the data of a success. If an attempt is repeated, it reads again.
type Data interface {
	codec.Readable
	// Problem returns how the data differs from what the operation documents, or "".
	Problem(*Exchange) string
}

// RetryMode is what the caller says about retries.
type RetryMode uint8

// The modes. A later one takes precedence.
const (
	RetryByClass RetryMode = iota
	RetryUnsafe            // as if the operation were safe
	RetryNever
)

// Do sends a request until it succeeds or must not be sent again. The caller releases the response.
func (e *Engine) Do(ctx context.Context, x *Exchange) response.Outcome {
	maybeApplied := false
	x.paid = false
	for retried := false; ; retried = true {
		if o := e.waitForRateLimit(ctx, x); o.Failed() {
			o.MaybeApplied = maybeApplied
			if retried {
				o.Hint = "not retried"
				e.refund(x)
			}
			return o
		}
		o := e.attempt(ctx, x)
		if !o.Failed() {
			e.creditSuccess(x, retried)
			return o
		}
		maybeApplied = maybeApplied || o.LeavesOpen(x.Endpoint.Class) // a later attempt does not take this back
		o.MaybeApplied = maybeApplied
		if !e.shouldRetry(x, &o) || !e.waitToRetry(ctx, x, &o) {
			return o
		}
	}
}

// waitForRateLimit waits for the end of the pause that the API asked for, then for the limiter.
func (e *Engine) waitForRateLimit(ctx context.Context, x *Exchange) response.Outcome {
	start := e.now()
	for {
		err := e.pause.Wait(ctx)
		if err == nil && e.Limiter != nil {
			err = e.Limiter.Wait(ctx)
		}
		if err != nil {
			return notAdmitted(ctx, err)
		}
		if e.pause.Remaining() == 0 { // it may have begun while the limiter waited
			e.logWait(ctx, x, start)
			return response.Outcome{}
		}
	}
}

// notAdmitted is the outcome of a wait that failed. Nothing was sent.
func notAdmitted(ctx context.Context, err error) response.Outcome {
	o := response.Outcome{Reason: response.NotAdmitted, Detail: "the limiter failed", Hint: "nothing was sent", Cause: err}
	if ctx.Err() != nil {
		o.Detail = "the context ended while waiting for the rate limit"
		o.Cause = errors.Join(err, ctx.Err(), context.Cause(ctx))
	} else if _, hasDeadline := ctx.Deadline(); hasDeadline {
		// The limiter of golang.org/x/time refuses such a wait with an error that has no type.
		o.Reason, o.Detail = response.RateLimited, "the wait would pass the deadline of the context"
		o.Cause = errors.Join(err, context.DeadlineExceeded)
		if late, ok := errors.AsType[ratelimit.DeadlineError](err); ok {
			o.RetryAfter = time.Duration(late)
		}
	}
	return o
}

// attempt sends the request once and checks the response.
func (e *Engine) attempt(ctx context.Context, x *Exchange) response.Outcome {
	e.Transport.Release(&x.Response)
	x.Attempts++
	start := e.now()
	var err error
	x.Response, err = e.Transport.Do(attemptContext{ctx, x.Endpoint.Operation, x.Attempts}, &x.Request)
	o := e.check(x, err)
	if o.Reason == response.RateLimited {
		e.pause.Start(min(o.RetryAfter, retry.MaxAfter))
	}
	e.logAttempt(ctx, x, &o, start)
	return o
}

func (e *Engine) check(x *Exchange, err error) response.Outcome {
	if err != nil {
		return transportFailed(x.Response.StatusCode, err)
	}
	o := e.checker.Check(x.Received(), &x.Envelope, x.Data)
	if !o.Failed() && x.Data != nil {
		if problem := x.Data.Problem(x); problem != "" {
			o = x.Received().Unexpected(problem)
		}
	}
	if o.Failed() {
		o.API = o.API.Without(e.Transport.Token())
		o.RetryAfter = retry.ParseAfter(x.Response.Header, time.Now())
	}
	return o
}

// Received returns the response in the terms of package response.
func (x *Exchange) Received() response.Received {
	return response.Received{
		StatusCode:  x.Response.StatusCode,
		ContentType: x.Response.Header.Get("Content-Type"),
		Body:        x.Response.Body,
	}
}

// transportFailed is the outcome of an attempt without a complete response.
func transportFailed(status int, err error) response.Outcome {
	o := response.Outcome{Reason: response.TransportError, StatusCode: status, Detail: err.Error(), Cause: err}
	failure, ok := errors.AsType[*transport.Error](err)
	if !ok {
		return o
	}
	o.NotSent, o.Cause = failure.NotSent, failure.Err
	switch {
	case failure.Reason == transport.TooLarge:
		o.Reason = response.TooLarge
	case failure.Reason == transport.Canceled:
		o.Reason = response.Canceled
	case failure.Reason == transport.Untrusted:
		o.Reason = response.UntrustedCertificate
	case failure.NotSent:
		o.Reason = response.NotSent
	}
	return o
}
