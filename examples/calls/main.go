// Calls logs the calls of an Asterisk exchange in Leeloo: it reads the exchange's call records (Master.csv of cdr_csv) on
// stdin, finds each person by the phone, and puts the call on their card.
//
// No call is logged twice. A journal on disk says "begun" before a call leaves, and then what became of it. So the same
// file may come again, whole or grown, after a crash, Ctrl-C or an outage. If the answer is lost, nobody can ask Leeloo
// whether the call is there: it is reported as unclear, and not sent again. A human looks at the card, and says -again or
// -found.
//
// No line is lost. What can't be placed is reported with its line number and a reason, and is tried again the next time.
// A call is never placed by a guess: two people with one phone, a time that contradicts the uniqueid, or a line that is
// cut off go into the report.
//
// All records with the same linkedid are one call, or with the same uniqueid where the exchange writes no linkedid: a
// ring group makes a record for each telephone that rang. The person's card gets one call, of whoever talked longest.
// Without a uniqueid (cdr.conf: loguniqueid=yes) each line counts as a call of its own, and a ring group is several.
//
// What it can't do: two journals know nothing of each other, so each exchange and company needs exactly one. A record
// that reaches the file after its call is logged does not change the card. All records are in memory at once, less
// than 1 KiB each.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/leeloo-go/leeloo/examples/internal/account"
	"github.com/leeloo-go/leeloo/examples/internal/command"
)

func main() {
	signal.Ignore(syscall.SIGPIPE) // Ctrl-C in "calls | tee log" ends tee, too, and the report is still to be written
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, func() {
		stop() // so that a second Ctrl-C kills
		fmt.Fprintln(os.Stderr, "\nStopping after the call under way. Ctrl-C again leaves that call unclear.")
	})
	err := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	if err != nil {
		fmt.Fprintln(os.Stderr, "calls:", explain(err))
	}
	os.Exit(command.ExitCode(err))
}

// demoPeople is how many live in the fake. The sample fits them.
const demoPeople = 12

func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	o, err := parse(args, stdout)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return nil
	case err != nil:
		return err
	case o.sample:
		_, err := io.WriteString(stdout, sample)
		return err
	}
	acc, err := account.Open(demoPeople)
	if err != nil {
		return err
	}
	defer acc.Close()
	if !acc.IsFake() {
		if err := o.checkReal(stdin); err != nil {
			return err
		}
		return perform(ctx, acc.CRM, o, until(ctx, stdin), stdout, stderr)
	}
	fmt.Fprintln(stdout, "LEELOO_TOKEN is not set: this is a fake Leeloo on this machine, with made-up people. Nothing is kept.")
	dir, err := os.MkdirTemp("", "calls-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	o.demonstrate(acc.Company, dir)
	return perform(ctx, acc.CRM, o, orSample(ctx, stdin, stdout), stdout, stderr)
}
