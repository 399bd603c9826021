package main

import (
	"errors"
	"fmt"

	"github.com/leeloo-go/leeloo/examples/internal/command"
)

const exitStopped = 3

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
	if _, ok := errors.AsType[stoppedError](err); ok {
		return exitStopped
	}
	return command.ExitCode(err)
}
