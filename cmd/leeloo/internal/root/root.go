// Package root puts the commands together.
package root

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
)

const long = `leeloo works with a Leeloo.ai company: it lists ids, checks the API, exports,
sends, logs calls and shows funnels. It is unofficial.

Set LEELOO_TOKEN to a token from Leeloo (Settings, Integrations, Leeloo API,
Tokens), or try any command with --demo: a fake Leeloo with made-up people.

The flags below, apart from --config, --demo and --yes, can also be environment
variables (LEELOO_BASE_URL) or lines of the config file (base_url =
"https://…"). The token is LEELOO_TOKEN, or token in the config file.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 stopped and can be resumed,
4 a human has to decide something.`

// Run runs the program and returns its exit code.
func Run(ctx context.Context, a *app.App, args []string) int {
	started := false
	root := command(a, &started)
	root.SetArgs(args)
	cmd, err := root.ExecuteContextC(ctx)
	if err != nil && !started { // cobra has no type for the mistakes of a command line
		err = app.Usagef("%w\nUsage: %s; --help explains it", err, cmd.UseLine())
	}
	if err != nil {
		a.Printf("leeloo: %s", app.Explain(err))
	}
	return app.ExitCode(err)
}

func command(a *app.App, started *bool) *cobra.Command {
	root := &cobra.Command{
		Use:           "leeloo",
		Short:         "Work with a Leeloo.ai company",
		Long:          long,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			*started = true
			return a.Load(cmd.Flags(), flagsBelow(cmd.Root())...)
		},
	}
	root.SetIn(a.In)
	root.SetOut(a.Out)
	root.SetErr(a.Err)
	root.SetUsageTemplate(usageTemplate)
	a.Settings.Flags(root.PersistentFlags())
	root.AddCommand(commands(a)...)
	refuseUnknown(root.Commands())
	completeFlags(a, root)
	return root
}

// refuseUnknown makes a mistyped command below a command an error. Cobra only does so for the root: for others it shows the
// help, and a script would go on as if the command had done something.
func refuseUnknown(commands []*cobra.Command) {
	for _, cmd := range commands {
		if cmd.HasSubCommands() && !cmd.Runnable() {
			cmd.Args = cobra.NoArgs
			cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
		}
	}
}

// flagsBelow returns the flags of all commands below one.
func flagsBelow(cmd *cobra.Command) (all []*pflag.FlagSet) {
	for _, c := range cmd.Commands() {
		all = append(append(all, c.Flags()), flagsBelow(c)...)
	}
	return all
}

func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, dependency := range info.Deps {
		if dependency.Path == "github.com/leeloo-go/leeloo" {
			return fmt.Sprintf("%s (SDK %s, %s)", info.Main.Version, dependency.Version, info.GoVersion)
		}
	}
	return fmt.Sprintf("%s (%s)", info.Main.Version, info.GoVersion)
}
