// Package app is what the commands of leeloo share: their streams and settings, the company they work on, and how they end.
package app

import (
	"fmt"
	"io"
	"log/slog"
	"os"

	"golang.org/x/term"
)

// App is one run of the program.
type App struct {
	In       io.Reader
	Out, Err io.Writer
	Getenv   func(string) string
	CanAsk   bool // a human is at In

	Settings Settings // complete once the flags, the environment and the config file are read
}

// New returns the App of the process.
func New() *App {
	return &App{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv, CanAsk: IsTerminal(os.Stdin)}
}

// Printf writes to standard error what is not a result: notices, progress, warnings.
func (a *App) Printf(format string, args ...any) { fmt.Fprintf(a.Err, format+"\n", args...) }

// Logger returns the logger of --verbose, or nil.
func (a *App) Logger() *slog.Logger {
	if !a.Settings.Verbose {
		return nil
	}
	return slog.New(slog.NewTextHandler(a.Err, nil))
}

// IsTerminal reports whether a stream is a terminal.
func IsTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}
