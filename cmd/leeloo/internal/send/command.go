// Package send is the command "leeloo send": a message template for everybody who has a tag, one message a person.
package send

import (
	"github.com/spf13/cobra"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
)

const long = `Sends a message template to the people with a tag, one message to a person.

The list of people is complete before the first message is sent, and does not
change afterwards. A message goes to the first account of the person that is
connected; to a MANUAL account only if there is no other. People who share an
account get one message.

A journal records each message before it is sent, and what became of it. After
Ctrl-C, a crash or a power cut, --resume goes on with it: nobody gets a second
message. The journals are in the directory "send" of --state-dir.

If the response to a message is lost, the message may have been sent. It is
never sent again without a human. It is looked for in the chat for 15 minutes,
if the messages before it have shown what the template looks like there. What
is not found is left for a human, and so is what Leeloo refuses: see
"leeloo journal show".

Messages are spread evenly. Each needs two requests of the 300 a minute that
the API allows; the default leaves a third to other programs.

If Leeloo is not available, the command waits and goes on. After 20 refusals in
a row, or if the token is not accepted, it ends and can be resumed.

Exit codes: 0 all are sent; 1 failed; 2 wrong usage; 3 stopped, --resume goes
on; 4 some are left for a human.`

const example = `  leeloo send --demo --tag webinar --template "Reminders/Webinar in an hour"
  leeloo send --tag webinar --template "Welcome/Greeting" --var date=Friday
  leeloo send --resume`

// Command returns the command.
func Command(a *app.App) *cobra.Command {
	var o options
	cmd := &cobra.Command{
		Use:     "send",
		Short:   "Send a template to the people with a tag",
		Long:    long,
		Example: example,
		Args:    cobra.NoArgs,
	}
	o.addFlags(cmd.Flags())
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := o.check(); err != nil {
			return err
		}
		return newRun(a, o, cmd.Flags()).do(cmd.Context())
	}
	return cmd
}
