package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/leeloo-go/leeloo"
)

// usageError is a mistake in the flags.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

func (e usageError) Error() string { return e.error.Error() + "; -h explains the flags" }
func (e usageError) Unwrap() error { return e.error }

func exitCode(err error) int {
	if err == nil {
		return 0
	}
	if _, wrong := errors.AsType[usageError](err); wrong {
		return 2
	}
	return 1
}

func explain(err error) string {
	switch {
	case errors.Is(err, context.Canceled):
		return "Stopped. The next run with the same -journal goes on."
	case errors.Is(err, leeloo.ErrUnauthorized):
		return "Check LEELOO_TOKEN: " + err.Error()
	default:
		return err.Error()
	}
}
