// Payments takes the callbacks of a payment provider and keeps the orders in Leeloo in step with them: a payment gets
// one order, which is RESOLVED with what was paid, or REJECTED when the payment failed.
//
// Without LEELOO_TOKEN it works against a fake Leeloo on this machine, delivers a few callbacks to itself, shows what
// became of them, and goes on serving for a try with curl. Ctrl-C ends it.
//
// It guarantees, as long as the journal is kept and one process uses it:
//   - One order a payment, however often, in whatever order and at how many moments at once callbacks are delivered, and
//     wherever the program dies. Each call that changes something is in the journal, on disk, before it is sent.
//   - A call whose answer was lost is settled by asking Leeloo, not by sending it again. An order is never created a
//     second time unless a human says so (-again). An update that has left the order OPENED for a quarter of an hour is
//     sent again: it sets the same order to the same state.
//   - Amounts stay decimals to the last digit. What is not exactly the price of the order is held for a human (-status,
//     -assign): RESOLVED may give away what was not paid for.
//   - A final state is not undone. An event that contradicts it is reported.
//
// It cannot:
//   - Tell its own lost order from one that somebody else makes for the same person within the same quarter of an hour.
//     One such order is taken for its own, several are left to a human.
//   - Know of the orders of another server with a journal of its own: two servers make two orders. Nor those of a journal
//     that is lost: events older than a week are held then, younger ones are not.
//   - Begin a payment while another one of the same person is unclear. It waits, so that it stays clear whose order is whose.
//   - Move an order that is not OPENED. A second try to pay for a REJECTED order is held for a human.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/leeloo-go/leeloo/examples/internal/account"
	"github.com/leeloo-go/leeloo/examples/internal/command"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once; the journal is made for that
	err := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	code := command.ExitCode(err)
	if code != 0 {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	o, err := parseOptions(args, stdout)
	if err != nil {
		return err
	}
	if o.offline() {
		return o.runOffline(stdout)
	}
	log := newLog(stderr)
	if os.Getenv("LEELOO_TOKEN") == "" {
		return runDemo(ctx, o, stdout, log)
	}
	return runReal(ctx, o, stdin, stdout, log)
}

func runReal(ctx context.Context, o options, stdin io.Reader, stdout io.Writer, log *slog.Logger) error {
	if err := o.checkReal(); err != nil {
		return err
	}
	a, err := account.Open(0)
	if err != nil {
		return err
	}
	defer a.Close()
	if err := checkAccount(ctx, a.CRM); err != nil {
		return err
	}
	what := "Callbacks will create and settle orders in your Leeloo."
	if !exists(o.journal) {
		what += " The journal " + o.journal + " is new: nothing is known of payments before."
	}
	if err := a.Allow(ctx, o.yes, stdin, stdout, what); err != nil {
		return err
	}
	ledger, err := openLedger(o.journal)
	if err != nil {
		return err
	}
	defer ledger.close()
	if err := ledger.printStatus(stdout, o.journal); err != nil {
		return err
	}
	return serve(ctx, o.addr, newProcessor(a.CRM, ledger, o, log), []byte(o.secret), func(string) error { return nil })
}

func newLog(out io.Writer) *slog.Logger { return slog.New(slog.NewTextHandler(out, nil)) }
