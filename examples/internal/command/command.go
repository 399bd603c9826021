// Package command is what the programs have in common on the command line: -h, mistakes in the flags, exit codes.
package command

import (
	"errors"
	"flag"
	"fmt"
	"io"
)

// ErrArgument is the mistake of an argument that is no flag.
var ErrArgument = errors.New("all flags begin with -")

// Parse parses the flags of a program that takes nothing else. -h shows the help and the flags on out, and is
// flag.ErrHelp. A mistake is a UsageError.
func Parse(flags *flag.FlagSet, args []string, help string, out io.Writer) error {
	flags.SetOutput(io.Discard) // a mistake should not drown in the help
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(out, help)
		flags.SetOutput(out)
		flags.PrintDefaults()
		return err
	case err != nil:
		return UsageError{err}
	case flags.NArg() > 0:
		return Usagef("%q is no flag: %w", flags.Arg(0), ErrArgument)
	}
	return nil
}

// UsageError is the mistake of whoever has called the program.
type UsageError struct{ err error }

// Usagef makes a UsageError, as fmt.Errorf does.
func Usagef(format string, args ...any) error { return UsageError{fmt.Errorf(format, args...)} }

func (e UsageError) Error() string { return e.err.Error() + "; -h explains the flags" }

// Unwrap gives the mistake by itself.
func (e UsageError) Unwrap() error { return e.err }

// ExitCode is 0 for a program that is done, or has shown its help, 2 for a mistake in the flags, 1 for a failure.
func ExitCode(err error) int {
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if _, ok := errors.AsType[UsageError](err); ok {
		return 2
	}
	return 1
}
