package send

import (
	"context"
	"errors"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/pause"
)

const (
	// After maxRefused refusals in a row, something is wrong that is not one person's.
	maxRefused = 20
	// From maxTrouble failures in a row on, each is followed by a pause: every message that may have been sent is work for
	// a human.
	maxTrouble = 3
	// maxTries is how often a message is tried that fails although Leeloo is available.
	maxTries = 10
)

// stopError ends a broadcast that can be resumed.
type stopError struct {
	err     error
	refused bool // because of refusals
	stopped bool // it is not a failure
}

func (e stopError) Error() string { return e.err.Error() }
func (e stopError) Unwrap() error { return e.err }

// recover pauses after failures: until Leeloo's own limit ends, or longer and longer while Leeloo is not available.
func (s *sender) recover(ctx context.Context, err error, after time.Duration) error {
	s.trouble++
	limited := errors.Is(err, leeloo.ErrRateLimited)
	wait := after
	if s.trouble >= maxTrouble || limited {
		wait = max(wait, times.backoff.After(s.trouble-maxTrouble+1))
	}
	if wait == 0 {
		return ctx.Err()
	}
	if s.trouble == maxTrouble && !limited {
		s.Printf("Leeloo is not available: %s. The broadcast goes on when it is.", cause(err))
	}
	until := time.Now().Add(wait)
	if limited {
		s.bar.Waiting(until)
	} else {
		s.bar.Pause("Leeloo is not available, pause", until)
	}
	s.paused += wait
	return pause.For(ctx, wait)
}

// cause returns the text of an error of the SDK.
func cause(err error) string {
	if e, ok := errors.AsType[*leeloo.Error](err); ok {
		return app.Explain(e)
	}
	return "it did not say whether a message was sent"
}
