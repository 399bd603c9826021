// Broadcast sends a message template to everybody with a tag: one message a person, with a journal on disk.
//
// The whole list of people is collected first, and does not change afterwards. The journal says "begun" on disk before a
// message leaves, and then what became of it: sent, failed (the API has refused it: certainly not sent), or unknown (the
// answer got lost: sent or not). After Ctrl-C, a crash or a power cut, -resume goes on with those to whom nothing was
// sent. An unknown message is never sent again: -status lists those people, and a human looks into their chats.
//
// What it can't do: two journals know nothing of each other, so two broadcasts are two messages. A human with two cards
// in Leeloo counts as two people, unless the cards share an account. People who get the tag after the list is collected
// get no message, and people who lose it still do. "Sent" means that Leeloo has taken the message: the API does not say
// whether the messenger has delivered it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/leeloo-go/leeloo/examples/internal/account"
)

func main() {
	stop, abort := interrupts(os.Stderr)
	err := run(stop, abort, os.Args[1:], os.Stdin, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "broadcast:", err)
	}
	os.Exit(exitCode(err))
}

// demoPeople is how many live in the fake. It is the same each time, so that -resume finds them again.
const demoPeople = 150

// run ends before the next message when stop is done, and gives up the one under way when abort is.
func run(stop, abort context.Context, args []string, in io.Reader, out io.Writer) error {
	o, err := parse(args, out)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return nil
	case err != nil:
		return err
	case o.status:
		return status(o.journal, out)
	}
	acc, err := account.Open(demoPeople)
	if err != nil {
		return err
	}
	defer acc.Close()
	if acc.IsFake() {
		fmt.Fprintln(out, "LEELOO_TOKEN is not set: this is a fake Leeloo on this machine, with made-up people.")
		if err := o.demonstrate(acc.Company); err != nil {
			return err
		}
	}
	return perform(stop, abort, acc, o, in, out)
}
