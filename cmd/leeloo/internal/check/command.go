// Package check is the command "leeloo check", which compares the API with its documentation.
package check

import (
	"errors"
	"fmt"
	"net/http"
	"os"

	"github.com/spf13/cobra"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/output"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/progress"
)

// Command returns the command.
func Command(a *app.App) *cobra.Command {
	var reportFile string
	command := &cobra.Command{
		Use:   "check",
		Short: "Compare the API's responses with its documentation",
		Long: `Sends each GET of the API once, and compares the responses with the
documentation. It also shows whether this computer's clock is right, the TLS
connection, the headers about the rate limit, and what the documentation leaves
open. It only reads, and sends about 30 requests.

It shows names and kinds, never a value: no name, phone, text or id. --report
writes the same with all shapes to a file, to report where the API differs:
https://github.com/leeloo-go/leeloo/issues. Read the file before you publish it.

The exit code is 1 if a request failed or a response differs.`,
		Example: "  leeloo check --demo\n  leeloo check --report check.md --demo",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return perform(cmd, a, reportFile)
		},
	}
	command.Flags().StringVar(&reportFile, "report", "", "`file` for the report, which must not exist")
	return command
}

func perform(cmd *cobra.Command, a *app.App, reportFile string) (err error) {
	var report *os.File
	if reportFile != "" {
		report, err = os.OpenFile(reportFile, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
		if err != nil {
			return app.Usagef("--report: %w", err)
		}
		defer func() { err = errors.Join(err, report.Close()) }()
	}
	observer := newObserver()
	company, err := a.Open(leeloo.WithHTTPClient(&http.Client{Transport: observer}))
	if err != nil {
		return errors.Join(err, discard(reportFile))
	}
	defer company.Close()
	shown := progress.New(a, len(operations))
	ctx := cmd.Context()
	results, known, err := run(ctx, company.Client, func() { shown.Add(1) })
	shown.End()
	if err != nil {
		return errors.Join(err, discard(reportFile))
	}
	observations := behaviors(ctx, company.Client, known)
	if ctx.Err() != nil {
		return errors.Join(ctx.Err(), discard(reportFile))
	}
	f := findings{
		BaseURL: a.Settings.BaseURL, Version: cmd.Root().Version, Operations: results,
		Behavior: observations, Connection: observer.result(),
	}
	if a.Settings.Demo {
		f.BaseURL = "the fake Leeloo of --demo"
	}
	if report != nil {
		if _, err := report.WriteString(f.markdown()); err != nil {
			return errors.Join(fmt.Errorf("--report: %w", err), discard(reportFile))
		}
		a.Printf("The report is in %s. It has names and kinds, no values; read it before you publish it.", reportFile)
	}
	if a.Settings.JSON {
		err = output.JSON(a.Out, f)
	} else {
		err = f.print(a.Out)
	}
	if bad := f.bad(); err == nil && bad > 0 {
		return fmt.Errorf("%s of %d failed or differ from the documentation", count(bad, "response"), len(f.Operations))
	}
	return err
}

// discard removes the empty file of a report that is not written.
func discard(path string) error {
	if path == "" {
		return nil
	}
	return os.Remove(path)
}
