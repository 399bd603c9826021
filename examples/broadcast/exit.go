package main

import (
	"errors"
	"fmt"
)

const (
	exitFailure = 1
	exitUsage   = 2
	exitStopped = 3
)

// usageError is a mistake in the flags.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

func (e usageError) Error() string { return e.error.Error() + "; -h explains the flags" }
func (e usageError) Unwrap() error { return e.error }

// stoppedError says that a broadcast stopped early, and how to go on with it.
type stoppedError struct {
	error
	journal string
}

func (e stoppedError) Error() string {
	return fmt.Sprintf("%s\nTo go on: -resume -journal %q", e.error, e.journal)
}
func (e stoppedError) Unwrap() error { return e.error }

// errStopped is what Ctrl-C ends a broadcast with.
var errStopped = errors.New("stopped")

func exitCode(err error) int {
	if err == nil {
		return 0
	}
	if _, ok := errors.AsType[usageError](err); ok {
		return exitUsage
	}
	if _, ok := errors.AsType[stoppedError](err); ok {
		return exitStopped
	}
	return exitFailure
}
