package journal

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/output"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/store"
)

// status is the result as JSON.
type status struct {
	Journal string `json:"journal"`
	Command string `json:"command"` // "send" or "calls"
	store.Counts
}

func statusCommand(a *app.App) *cobra.Command {
	return &cobra.Command{
		Use:     "status FILE",
		Short:   "Count by state",
		Long:    "Counts what is in a journal by state. \"leeloo journal --help\" explains the\nstates.",
		Example: "  leeloo journal status a.journal --json",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			f, err := store.Snapshot(cmd.Context(), args[0], "")
			if err != nil {
				return err
			}
			defer f.Close()
			counts, err := f.Counts(cmd.Context())
			if err != nil {
				return err
			}
			if a.Settings.JSON {
				return output.JSON(a.Out, status{f.Path, f.Command, counts})
			}
			_, err = fmt.Fprintf(a.Out, "Journal of leeloo %s. Of %d: %s.\n", f.Command, counts.Total, counts)
			return err
		},
	}
}
