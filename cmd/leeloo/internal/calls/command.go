// Package calls is the command "leeloo calls": it logs the calls of an Asterisk exchange on people's cards.
//
// No call is logged twice: each is a task of a journal, which records it before it is sent. Nobody can ask Leeloo whether a
// call is there, so a call whose outcome is unknown is held for a human. No line is lost: what cannot be placed is
// reported, and is tried again the next time. A call is never placed by a guess.
//
// Two journals are independent of each other, so each exchange and company needs exactly one. A record that reaches the file
// after its call is logged does not change the card. All records are in memory at once, less than 1 KiB each.
package calls

import (
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
)

// Command returns the command.
func Command(a *app.App) *cobra.Command {
	o := &options{}
	cmd := &cobra.Command{
		Use:     "calls [Master.csv]",
		Short:   "Log the calls of an Asterisk exchange",
		Long:    long,
		Example: example,
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.sample {
				_, err := io.WriteString(a.Out, sample)
				return err
			}
			r := &run{options: o, app: a, args: args, resume: func(since bool) string { return resume(cmd, args, since) }}
			return r.do(cmd.Context())
		},
	}
	o.flags(cmd.Flags())
	return cmd
}

// resume returns the command that goes on after this one was stopped. A journal that exists by then refuses --since.
func resume(cmd *cobra.Command, args []string, since bool) string {
	words := []string{cmd.CommandPath()}
	cmd.Flags().Visit(func(f *pflag.Flag) {
		switch values, several := f.Value.(pflag.SliceValue); {
		case f.Name == "since" && !since:
		case several:
			for _, value := range values.GetSlice() {
				words = append(words, "--"+f.Name, app.Quote(value))
			}
		case f.Value.Type() == "bool":
			words = append(words, "--"+f.Name)
		default:
			words = append(words, "--"+f.Name, app.Quote(f.Value.String()))
		}
	})
	if len(args) == 0 || slices.Contains(args, "-") {
		return strings.Join(append(words, "< Master.csv"), " ")
	}
	return strings.Join(append(words, app.Quote(args[0])), " ")
}
