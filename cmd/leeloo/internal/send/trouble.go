package send

import (
	"context"
	"errors"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
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
	pause := after
	if s.trouble >= maxTrouble || limited {
		pause = max(pause, grow(s.trouble-maxTrouble))
	}
	if pause == 0 {
		return ctx.Err()
	}
	if s.trouble == maxTrouble && !limited {
		s.Printf("Leeloo is not available: %s. The broadcast goes on when it is.", cause(err))
	}
	until := time.Now().Add(pause)
	if limited {
		s.bar.Waiting(until)
	} else {
		s.bar.Pause("Leeloo is not available, pause", until)
	}
	s.paused += pause
	return sleep(ctx, pause)
}

// cause returns the text of an error of the SDK.
func cause(err error) string {
	if e, ok := errors.AsType[*leeloo.Error](err); ok {
		return app.Explain(e)
	}
	return "it did not respond"
}

// grow returns the n-th pause.
func grow(n int) time.Duration {
	return min(times.maxPause, times.firstPause<<min(max(n, 0), 10))
}
