package durable

import (
	"errors"
	"time"
)

var (
	// ErrLost indicates that another process has acquired the task since, because the lease expired. Nothing was recorded.
	ErrLost = errors.New("durable: task lost: another process works on it")
	// ErrBusy indicates that another process works on the task or on another task of the same key, or that such a task
	// keeps the key because a write of it may have been applied. [Run] returns it inside a [Later].
	ErrBusy = errors.New("durable: task or key is busy")
	// ErrNoTask indicates that the store has no task with this id.
	ErrNoTask = errors.New("durable: no such task")
	// ErrGivenUp indicates that a human gave the task up.
	ErrGivenUp = errors.New("durable: task given up")
	// ErrUnsettled indicates that it is not known yet whether a write was applied. It is inside a [Later].
	ErrUnsettled = errors.New("durable: a write may have been applied, and Leeloo does not show it yet")
)

// Hold is the error of a task or a step that waits for a human: see [Held] and [Settle]. A Step may return it from Before
// and Find, and from Send if the write was not applied. Why must contain no personal data: it is logged and stored.
type Hold struct{ Why string }

// Error returns the reason.
func (h Hold) Error() string { return "durable: held: " + h.Why }

// Later is the error of a task that is to be run again. A Step may return it from Before and Find, and from Send if the
// write was not applied.
type Later struct {
	After time.Duration // the least wait; 0 if it is not known
	Err   error         // the reason
}

// Error returns the text of the reason.
func (l Later) Error() string {
	if l.Err == nil {
		return "durable: run the task again later"
	}
	return "durable: run the task again later: " + l.Err.Error()
}

// Unwrap returns the reason.
func (l Later) Unwrap() error { return l.Err }
