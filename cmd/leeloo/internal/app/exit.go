package app

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/window"
)

// The exit codes of all commands.
const (
	ExitDone    = 0
	ExitFailed  = 1
	ExitUsage   = 2
	ExitStopped = 3 // stopped before the end; the text says how to resume
	ExitHuman   = 4 // all is done but what a human has to decide
)

// UsageError is a mistake in the command line, the environment or the config file.
type UsageError struct{ Err error }

// Usagef returns a UsageError.
func Usagef(format string, args ...any) error { return UsageError{fmt.Errorf(format, args...)} }

func (e UsageError) Error() string { return e.Err.Error() }

// Unwrap returns the mistake.
func (e UsageError) Unwrap() error { return e.Err }

// StoppedError is the end of a command that can be resumed.
type StoppedError struct {
	Err    error
	Resume string // the command that goes on
}

func (e StoppedError) Error() string { return e.Err.Error() }

// Unwrap returns why the command ended.
func (e StoppedError) Unwrap() error { return e.Err }

// HumanError is the end of a command that leaves something to a human.
type HumanError struct{ Err error }

// Humanf returns a HumanError.
func Humanf(format string, args ...any) error { return HumanError{fmt.Errorf(format, args...)} }

func (e HumanError) Error() string { return e.Err.Error() }

// Unwrap returns what is left.
func (e HumanError) Unwrap() error { return e.Err }

// ExitCode returns the exit code for an error.
func ExitCode(err error) int {
	if err == nil {
		return ExitDone
	}
	if _, ok := errors.AsType[StoppedError](err); ok { // whatever the reason
		return ExitStopped
	}
	if _, ok := errors.AsType[UsageError](err); ok {
		return ExitUsage
	}
	if _, ok := errors.AsType[HumanError](err); ok {
		return ExitHuman
	}
	return ExitFailed
}

// operatorWords replace the names of the Go API in the SDK's texts.
var operatorWords = strings.NewReplacer(
	"leeloo: NewClient: invalid argument: token ", "LEELOO_TOKEN ",
	"leeloo: NewClient: invalid argument: ", "",
	"WithBaseURL", "--base-url",
	"WithInsecureHTTP", "--insecure-http",
	"WithTimeout", "--timeout",
	"; use WithFormEncoding(FormJSON)", "",
	"; see Error.Candidates for the nearest names", "",
	"leeloo: Do: ", "GET: ", // leeloo get has no operation
	" (does the loop change what the list is filtered by?)", "",
	"; collect the items before changing them", "; try again",
	"check the token (in Leeloo:", "check LEELOO_TOKEN (in Leeloo:",
	"durable: run the task again later: ", "",
	"durable: ", "",
	"leeloo: ", "",
)

// Text returns the text of an error in the words of an operator.
func Text(err error) string {
	text := operatorWords.Replace(err.Error())
	if disk, ok := errors.AsType[window.DiskError](err); ok { // the SDK shows no text of a limiter
		text += ": " + disk.Error()
	}
	return text
}

// Explain returns the text of an error that ends the program: what failed, and what to do.
func Explain(err error) string {
	text := Text(err)
	if errors.Is(err, context.Canceled) {
		text = "stopped"
	}
	if stopped, ok := errors.AsType[StoppedError](err); ok && stopped.Resume != "" {
		text += "\nTo go on: " + stopped.Resume
	}
	return text
}
