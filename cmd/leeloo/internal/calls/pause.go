package calls

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/pause"
	"github.com/leeloo-go/leeloo/durable"
)

// errUnknown is the failure of a call whose outcome is unknown. The call is in the report.
var errUnknown = errors.New("it is not known whether calls were logged")

const (
	// mostFailures is how many failures in a row end the run, after about half an hour. Each may leave a call to a human.
	mostFailures = 15
)

var backoff = pause.Backoff{First: time.Second, Max: 5 * time.Minute}

// pause waits after a failure, longer after each one in a row, until Leeloo responds again: a call that is sent while
// Leeloo fails is one more for a human to look for.
func (l *logger) pause(ctx context.Context, failure error) error {
	for {
		l.failures++
		if l.failures >= mostFailures {
			return fmt.Errorf("%d failures in a row: %w", l.failures, failure)
		}
		wait := max(retryAfter(failure), backoff.After(l.failures))
		l.show.pause("Leeloo fails: waiting", time.Now().Add(wait))
		if err := pause.For(ctx, wait); err != nil {
			return err
		}
		_, err := l.client.Users.List(ctx, leeloo.ListParams{Limit: 1})
		if !isTemporary(ctx, err) {
			return err
		}
		failure = err
	}
}

// isTemporary reports whether a failure may be over later, and nothing was changed by what failed.
func isTemporary(ctx context.Context, err error) bool {
	if err == nil || ctx.Err() != nil || errors.Is(err, leeloo.ErrUnauthorized) || errors.Is(err, durable.ErrBusy) {
		return false
	}
	_, later := errors.AsType[durable.Later](err)
	_, ofLeeloo := errors.AsType[*leeloo.Error](err)
	return later || ofLeeloo && leeloo.OutcomeOf(err) == leeloo.NotApplied
}

// retryAfter returns how long Leeloo asks to wait.
func retryAfter(err error) time.Duration {
	if later, ok := errors.AsType[durable.Later](err); ok {
		return later.After
	}
	if e, ok := errors.AsType[*leeloo.Error](err); ok {
		return e.RetryAfter
	}
	return 0
}
