// Package service is what programs that receive events have in common: the exit codes, the account in Leeloo, the server.
package service

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
)

// ErrUsage indicates flags or environment variables that are missing or wrong.
var ErrUsage = errors.New("-help explains the flags")

// Main runs a program until it ends, or until a signal ends its context, and exits with its code: 0 done, 1 failed, 2 usage.
// A second signal ends the program at once.
func Main(run func(ctx context.Context, args []string, out io.Writer, log *slog.Logger) error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	context.AfterFunc(ctx, stop)
	err := run(ctx, os.Args[1:], os.Stdout, slog.New(slog.NewTextHandler(os.Stderr, nil)))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(exitCode(err))
}

func exitCode(err error) int {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, ErrUsage):
		return 2
	default:
		return 1
	}
}

// ParseFlags parses the flags of a program without arguments. It prints -help to out; done reports that.
func ParseFlags(flags *flag.FlagSet, args []string, out io.Writer) (done bool, err error) {
	flags.SetOutput(io.Discard) // the error is not to drown in the flags
	err = flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprintf(out, "Flags of %s:\n", flags.Name())
		flags.SetOutput(out)
		flags.PrintDefaults()
		return true, nil
	case err != nil:
		return false, fmt.Errorf("%w; %w", err, ErrUsage)
	case flags.NArg() > 0:
		return false, fmt.Errorf("unexpected argument %q; %w", flags.Arg(0), ErrUsage)
	}
	return false, nil
}
