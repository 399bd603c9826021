package app

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// Signals returns a context that ends at the first Ctrl-C, or when the system or the closed terminal ends the program.
// A command then finishes the request under way and says how to go on. A second signal ends the program at once, even if
// nobody reads standard error and whoever writes to it is blocked.
func (a *App) Signals() (ctx context.Context, stop func()) {
	// In "leeloo … | head" the end of head must not kill the program before its journal is written.
	signal.Ignore(syscall.SIGPIPE)
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) { // nohup ignores it, so that a command outlives its terminal
		signal.Notify(signals, syscall.SIGHUP)
	}
	go func() {
		select {
		case <-signals:
		case <-ctx.Done():
			return
		}
		printed := make(chan struct{})
		go func() {
			a.Printf("\nStopping: the request under way is finished first. Ctrl-C again ends at once.")
			close(printed)
		}()
		select {
		case <-printed:
		case <-time.After(time.Second):
		}
		cancel()
		<-signals
		os.Exit(ExitStopped)
	}()
	return ctx, func() { signal.Stop(signals); cancel() }
}
