// Package funnel is the command "leeloo funnel": what tunnels bring, as bars in the terminal, as an HTML page, or as JSON.
package funnel

import (
	"fmt"
	"io"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/output"
)

const long = `Shows visits, subscribers, orders, sales, costs and the return of tunnels:
as bars in the terminal, as JSON, or as one self-contained HTML page. It only
reads. The page runs no script and loads nothing.

The API has no statistics of a period, and a person in two tunnels is counted
in each of them. Leeloo documents revenue in US dollars; expenses are taken to
be US dollars, too.

A tunnel whose statistics the API refuses is shown without them and is not in
the totals; the exit code is then 1. A page replaces an older one at once and
completely, or not at all. A page of --demo says so, and never replaces
another file than one of --demo. LC_ALL=C draws bars of plain ASCII.`

const example = `  leeloo funnel --demo
  leeloo funnel --demo --tunnel "Free webinar" --tunnel "Mini course"
  leeloo funnel --demo -o demo.html`

// Command returns the command.
func Command(a *app.App) *cobra.Command {
	var tunnels []string
	var path string
	cmd := &cobra.Command{
		Use:     "funnel",
		Short:   "Show the statistics of tunnels",
		Long:    long,
		Example: example,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if a.Settings.JSON && path == "-" {
				return app.Usagef("--json and --output - both write to standard output: name a file")
			}
			return run(cmd, a, tunnels, path)
		},
	}
	cmd.Flags().StringArrayVar(&tunnels, "tunnel", nil, "`name` or id of a tunnel; repeat it for more (default all)")
	cmd.Flags().StringVarP(&path, "output", "o", "", "write an HTML page to this `file`; - is standard output")
	return cmd
}

func run(cmd *cobra.Command, a *app.App, tunnels []string, path string) error {
	file := pageFile{path, a.Settings.Demo}
	if path != "" && path != "-" {
		if err := file.check(); err != nil { // before the requests
			return app.Usagef("--output: %w", err)
		}
	}
	company, err := a.Open()
	if err != nil {
		return err
	}
	defer company.Close()
	found, err := read(cmd.Context(), company.Client, tunnels)
	if err != nil {
		return err
	}
	o := overview{Made: time.Now(), Demo: a.Settings.Demo, Tunnels: found}
	if err := o.nothing(); err != nil {
		return err
	}
	if err := show(a, o, file); err != nil {
		return err
	}
	return o.incomplete()
}

func show(a *app.App, o overview, file pageFile) error {
	switch file.path {
	case "":
	case "-":
		return writePage(a.Out, o)
	default:
		if err := save(a, o, file); err != nil || !a.Settings.JSON {
			return err
		}
	}
	if a.Settings.JSON {
		return output.JSON(a.Out, o.json())
	}
	return screenOf(a).print(a.Out, o)
}

func save(a *app.App, o overview, file pageFile) error {
	created, err := file.replace(func(out io.Writer) error { return writePage(out, o) })
	if err != nil {
		return fmt.Errorf("--output: %w", err)
	}
	a.Printf("The page is in %s.", file.path)
	if created && runtime.GOOS != "windows" {
		a.Printf("Only you can read it. If others may: chmod 644 %s", file.path)
	}
	return nil
}
