// Funnel shows what tunnels bring: visits, subscribers, orders, sales, cost and return, as bars in the terminal, or as
// one self-contained HTML page.
//
// It only reads. Money is added, divided and rounded as exact decimals. A tunnel whose figures the API refuses keeps
// its place without figures, and out of the sums; the exit code tells. The page runs no script and loads nothing, and
// takes the place of an older one at once and in whole, or not at all.
//
// What it can't do: the API has no figures of a period, and tells those of one tunnel after another, so that the page
// is no snapshot. Somebody in two tunnels is counted in each of them. That revenue is in US dollars, Leeloo documents;
// of expenses it says nothing, and they are taken for US dollars, too.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/leeloo-go/leeloo/examples/internal/account"
	"github.com/leeloo-go/leeloo/examples/internal/command"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(report(err, os.Stderr))
}

// report tells an error, and returns the exit code.
func report(err error, stderr io.Writer) int {
	code := command.ExitCode(err)
	switch {
	case code == 0:
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "funnel: stopped")
	default:
		fmt.Fprintln(stderr, "funnel:", err)
	}
	return code
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags, err := parseFlags(args, stderr)
	if err != nil {
		return err
	}
	acc, err := account.Open(400)
	if err != nil {
		return err
	}
	defer acc.Close()
	if acc.IsFake() {
		fmt.Fprintln(stderr, "LEELOO_TOKEN is not set: these are figures of a fake Leeloo on this machine.")
	}
	tunnels, err := read(ctx, acc.CRM, flags.tunnels)
	if err != nil {
		return err
	}
	o := overview{Made: time.Now().UTC(), Fake: acc.IsFake(), Tunnels: tunnels}
	if err := o.nothing(); err != nil {
		return err
	}
	return errors.Join(show(o, flags.out, stdout, stderr), o.incomplete())
}

func show(o overview, path string, stdout, stderr io.Writer) error {
	switch path {
	case "":
		return screenOf(stdout).print(stdout, o)
	case "-":
		return writePage(stdout, o)
	}
	if err := replaceFile(path, func(file io.Writer) error { return writePage(file, o) }); err != nil {
		return fmt.Errorf("-o: %w", err)
	}
	fmt.Fprintf(stderr, "The page is in %s.\n", path)
	return nil
}
