package export

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
)

// resumeCommand returns the command that goes on with an export: the flags that were given, with the days that words like
// yesterday stood for, and --resume.
func resumeCommand(cmd *cobra.Command, o options) string {
	words := []string{"leeloo", "export", o.what}
	cmd.Flags().Visit(func(f *pflag.Flag) {
		switch value := f.Value.String(); {
		case f.Name == "resume":
		case f.Name == "output":
			words = append(words, "--output", app.Quote(o.output))
		case f.Name == "from", f.Name == "date":
			words = append(words, "--"+f.Name, o.from.String())
		case f.Name == "to":
			words = append(words, "--to", o.to.String())
		case f.Name == "tag":
			for _, tag := range o.tags {
				words = append(words, "--tag", app.Quote(tag))
			}
		case f.Value.Type() == "bool" && value == "true":
			words = append(words, "--"+f.Name)
		default:
			words = append(words, "--"+f.Name+"="+app.Quote(value))
		}
	})
	return strings.Join(append(words, "--resume"), " ")
}
