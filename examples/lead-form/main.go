// Lead-form serves a contact form and carries what is sent with it to Leeloo: it finds or creates the person by the
// phone, adds the message as a comment, puts a tag on the person and starts them in a tunnel.
//
// No lead is lost. It is in a journal on disk before the visitor gets an answer and before Leeloo is called, and stays
// there until it is carried over, through failures, restarts and crashes. What Leeloo refuses, and what can't be known,
// is left to a human, as is somebody without a connected account, whom no tunnel can reach. The rest of the lead goes on.
// The log and -status name such a lead, and -show shows it. An entry holds the visitor's data until the lead is done;
// the file may keep it a while longer, until its place is used again.
//
// No lead is doubled. A page has a number, so that a double click is one lead. A step that writes is recorded as begun
// before it is sent. Where the answer is lost, Leeloo is asked: for a person by the phone, for a subscription by the
// card. Only what is still not there after a quarter of an hour is sent again, once. A tag is the same twice. A comment
// can't be asked for, and is never sent again.
//
// What remains, since the API has no idempotency key and no transactions:
//
//   - If an answer is lost, and Leeloo shows what was done only after that quarter of an hour, a person or a subscription
//     comes twice.
//   - A subscription whose answer is lost counts as done if somebody else subscribes the same account to the same tunnel
//     at that moment. And whether a card names a tunnel once or once for each subscription is not documented: somebody
//     who was in the tunnel before is left to a human then.
//   - Two servers have two journals. A double click that reaches both is two leads. Two leads with one phone that reach
//     both at once may create two people. Each server looks again after a creation and all go on with the oldest card,
//     so that the rest stands in one place, unless a list shows the other card too late. The second card is logged, and
//     stays until a human merges the two. All servers need the same -region.
//   - Somebody else's program, or a person at Leeloo, may create the same person between a look and a creation.
//
// The form has no protection against spam: put it behind a proxy with TLS and a limit for each visitor.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/leeloo-go/leeloo/examples/internal/command"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C does not wait for the calls under way
	os.Exit(exitCode(os.Stderr, run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr, patient)))
}

func exitCode(stderr io.Writer, err error) int {
	code := command.ExitCode(err)
	if code != 0 {
		fmt.Fprintln(stderr, "lead-form:", err)
	}
	return code
}
