// Export writes the people, the orders, the channels or the chats of a period to a CSV or NDJSON file. It only reads.
//
// Days are UTC. Of people and channels it takes those whose last message lies in the period, of orders those that were
// made in it, of chats the messages that were written in it. A row whose time is missing or can't be read is kept
// rather than lost, and the program says how many there were.
//
// It guarantees:
//   - FILE is complete or not there. Rows go to FILE.part, which becomes FILE once everything is on disk. Then comes
//     FILE.manifest.json, with the counts and the checksum of what FILE holds: where it is, FILE is complete.
//   - With -resume an export that failed, was stopped or was killed is taken up. No row is missing or there twice. The
//     list is read again from its start, since Error.ResumeOffset can't know what has changed meanwhile: that costs a
//     request for 100 rows. Finished chats are not read again. A row that was already written stays as it was then.
//   - One process at a time works on FILE.part, with the flags and the LEELOO_TOKEN that it was begun with.
//   - No text runs as a formula in a spreadsheet, or acts on a terminal: see cell. Only NDJSON keeps each text as it is.
//
// What it can't: a person who writes during the export leaves a period that is over, since there is only the time of
// the last message. And should the API sort a list by something that changes, a row can jump over the reader. So a
// list is read again until nothing new is found in it, four times at most; people and channels of a period that ended
// before yesterday are read once, since none can come in. A chat is there as it was when it was read: what is written
// in it afterwards, before -to is over or the export ends, is missing. The early end of a chat rests on the API's order, newest
// first; a chat that turns out to be in another order is read to its end.
//
// The files are readable for their owner alone. The ids of the rows are kept in memory, about 100 bytes each, and the
// messages of one chat at a time. Excel reads the file by Data, From Text/CSV, as UTF-8, the columns as text.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/account"
	"github.com/leeloo-go/leeloo/examples/internal/command"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // so that a second Ctrl-C ends the program at once
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	if err != nil {
		fmt.Fprintln(os.Stderr, explain(err))
	}
	os.Exit(command.ExitCode(err))
}

// The fake's people come one in 47 minutes, from 2024-03-04 on.
const fakePeople = 200

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	opts, err := parse(args, stdout)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	a, err := account.Open(fakePeople)
	if err != nil {
		return err
	}
	defer a.Close()
	if a.IsFake() {
		fmt.Fprintln(stderr, "LEELOO_TOKEN is not set: this is a fake Leeloo on this machine, with made-up people of March 2024.")
	}
	opts.Fake, opts.account = a.IsFake(), accountOf(os.Getenv("LEELOO_TOKEN"))
	return export(ctx, a.CRM, opts, stdout, stderr)
}

// accountOf tells accounts apart, so that no export goes on with the part of another company. It can't be turned back
// into the token.
func accountOf(token string) string {
	sum := sha256.Sum256([]byte(strings.TrimSpace(token)))
	return hex.EncodeToString(sum[:8])
}

func explain(err error) string {
	text := err.Error()
	switch {
	case errors.Is(err, context.Canceled):
		text = "Stopped."
	case errors.Is(err, leeloo.ErrUnauthorized):
		text = "Check LEELOO_TOKEN: " + text
	}
	if left, ok := errors.AsType[unfinishedError](err); ok {
		text += "\n" + left.part + " has what was read so far: the same command with -resume goes on with it."
	}
	return text
}
