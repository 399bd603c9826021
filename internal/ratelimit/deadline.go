package ratelimit

import (
	"context"
	"time"
)

// DeadlineError is the error for a wait that would exceed the deadline of the context and was not begun. Its value is
// the length of the wait. It matches context.DeadlineExceeded.
type DeadlineError time.Duration

func (DeadlineError) Error() string { return "the wait would exceed the deadline" }

func (DeadlineError) Unwrap() error { return context.DeadlineExceeded }
