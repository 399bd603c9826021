// Command leeloo works with a Leeloo.ai company from a shell. See leeloo --help.
package main

import (
	"io"
	"log"
	"os"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/root"
)

func main() {
	// net/http logs what a server sends after a response, which may be of a person, in the middle of a progress display.
	log.SetOutput(io.Discard)
	a := app.New()
	ctx, stop := a.Signals()
	code := root.Run(ctx, a, os.Args[1:])
	stop()
	os.Exit(code)
}
