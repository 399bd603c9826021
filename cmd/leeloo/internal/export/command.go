// Package export is the command "leeloo export".
package export

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
)

// Command returns the command.
func Command(*app.App) *cobra.Command {
	return &cobra.Command{
		Use:  "export",
		RunE: func(*cobra.Command, []string) error { return errors.New("not written yet") },
	}
}
