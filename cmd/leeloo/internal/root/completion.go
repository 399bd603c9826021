package root

import (
	"context"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/ids"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/output"
)

// lists are the names that a shell can complete, by the flags that take one.
var lists = map[string]func(context.Context, *leeloo.Client) ([]ids.Item, error){
	"tag":      ids.Tags,
	"template": ids.Templates,
	"tunnel":   ids.Tunnels,
}

// completionTimeout is for all requests of one press of the Tab key.
const completionTimeout = 3 * time.Second

// completeFlags lets a shell complete the values of flags in all commands: the names of the company after the flags of lists,
// the values of the flags that have few, and file names only after the flags that take a file.
func completeFlags(a *app.App, cmd *cobra.Command) {
	for _, child := range cmd.Commands() {
		completeFlags(a, child)
	}
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		_, isSet := cmd.GetFlagCompletionFunc(f.Name)
		if kind, _ := pflag.UnquoteUsage(f); isSet || kind == "file" || kind == "directory" {
			return
		}
		values := cobra.FixedCompletions(f.Annotations[app.Values], cobra.ShellCompDirectiveNoFileComp)
		if list, ok := lists[f.Name]; ok {
			values = func(cmd *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
				return complete(a, cmd, list), cobra.ShellCompDirectiveNoFileComp
			}
		}
		if err := cmd.RegisterFlagCompletionFunc(f.Name, values); err != nil {
			panic(err) // the flag is there, and has no completion yet
		}
	})
}

// complete returns nothing if anything fails: an error text in the middle of a command line is of no use.
func complete(a *app.App, cmd *cobra.Command, list func(context.Context, *leeloo.Client) ([]ids.Item, error)) (found []cobra.Completion) {
	if err := a.Load(cmd.Flags(), flagsBelow(cmd.Root())...); err != nil { // with the flags before the one to be completed
		return nil
	}
	quiet := app.App{Err: io.Discard, Getenv: a.Getenv, Settings: a.Settings, Transport: a.Transport}
	quiet.Settings.Verbose = false
	company, err := quiet.Open()
	if err != nil {
		return nil
	}
	defer company.Close()
	ctx, cancel := context.WithTimeout(cmd.Context(), completionTimeout)
	defer cancel()
	all, err := list(ctx, company.Client)
	if err != nil {
		return nil
	}
	for _, item := range all {
		if item.Name != "" && output.Clean(item.Name) == item.Name { // a shell would get another name than Leeloo has
			found = append(found, cobra.CompletionWithDesc(item.Name, item.ID))
		}
	}
	slices.Sort(found)
	return found
}
