// Command leeloo works with a Leeloo.ai company from a shell. See leeloo --help.
package main

import (
	"os"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/root"
)

func main() {
	a := app.New()
	ctx, stop := a.Signals()
	code := root.Run(ctx, a, os.Args[1:])
	stop()
	os.Exit(code)
}
