// Package journal is the command "leeloo journal": what became of the writes of a broadcast or of a list of calls, and the
// verdicts of a human.
package journal

import (
	"github.com/spf13/cobra"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
)

const long = `Shows and settles what is in a journal of leeloo send or leeloo calls. It works
beside a running command, sends nothing, and needs no token.

The states:
  sent        done
  waiting     not sent yet
  looked for  may have been sent; the command asks Leeloo
  unknown     may have been sent, and only a human can find out
  refused     Leeloo refuses it; surely not sent
  given up    a human has given it up

"show" lists what waits for a human, that is, unknown and refused. "settle"
records what a human has decided.`

// Command returns the command.
func Command(a *app.App) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "journal",
		Short: "Show and settle what a journal has",
		Long:  long,
	}
	cmd.AddCommand(statusCommand(a), showCommand(a), settleCommand(a))
	return cmd
}
