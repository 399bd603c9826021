package root

import (
	"github.com/spf13/cobra"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/calls"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/check"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/export"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/fake"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/funnel"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/get"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/ids"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/journal"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/send"
)

// commands returns all commands. Each has a package of its own.
func commands(a *app.App) []*cobra.Command {
	return []*cobra.Command{
		ids.Command(a), check.Command(a), get.Command(a),
		export.Command(a), send.Command(a), calls.Command(a), funnel.Command(a),
		journal.Command(a), fake.Command(a),
	}
}
