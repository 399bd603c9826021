package export

import (
	"context"
	"errors"
	"io/fs"
	"sync"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/pause"
)

// maxOutage is how long an outage lasts, without anything new, until the export stops.
const maxOutage = time.Hour

var backoff = pause.Backoff{First: 15 * time.Second, Max: 5 * time.Minute}

// outage makes an export pause, and go on, when Leeloo or the network fails for longer than the client retries. All
// workers pause together.
type outage struct {
	app *app.App

	mu        sync.Mutex
	connected bool      // a request has succeeded: if the network fails, that is not a wrong setting
	since     time.Time // the first failure, or zero
	until     time.Time // the end of the pause
	failures  int       // in a row
}

// ride calls read until it succeeds, or fails with what does not pass.
func (o *outage) ride(ctx context.Context, read func() error) error {
	for {
		err := read()
		if err == nil {
			o.over()
			return nil
		}
		until, passes := o.begin(ctx, err)
		if !passes {
			return err
		}
		if err := pause.For(ctx, time.Until(until)); err != nil {
			return err
		}
	}
}

// over records that something new was read.
func (o *outage) over() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.connected, o.since, o.failures = true, time.Time{}, 0
}

// begin returns when to try again, if the failure is one that passes.
func (o *outage) begin(ctx context.Context, err error) (until time.Time, passes bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := time.Now()
	if ctx.Err() != nil || !o.passes(err) || !o.since.IsZero() && now.Sub(o.since) >= maxOutage {
		return now, false
	}
	if now.Before(o.until) { // another worker has begun the pause
		return o.until, true
	}
	if o.since.IsZero() {
		o.since = now
	}
	o.failures++
	wait := backoff.After(o.failures)
	if failure, ok := errors.AsType[*leeloo.Error](err); ok {
		wait = max(wait, min(failure.RetryAfter, maxOutage))
	}
	o.until = now.Add(wait)
	o.app.Printf("pausing for %d s: %s", int(wait.Seconds()), app.Explain(err))
	return o.until, true
}

func (o *outage) passes(err error) bool {
	failure, ok := errors.AsType[*leeloo.Error](err)
	if !ok || errors.Is(err, leeloo.ErrPaginationStuck) {
		return false
	}
	if _, onDisk := errors.AsType[*fs.PathError](err); onDisk {
		return false // the rate limit on a disk that is full
	}
	if errors.Is(err, leeloo.ErrServer) || errors.Is(err, leeloo.ErrRateLimited) {
		return true
	}
	isTransport := failure.StatusCode == 0 && leeloo.OutcomeOf(err) == leeloo.NotApplied
	return isTransport && o.connected
}
